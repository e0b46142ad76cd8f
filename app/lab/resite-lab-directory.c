/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-directory"

#include "config.h"

#include <string.h>

#include "resite-lab-directory-private.h"
#include "resite-lab-met.h"
#include "resite-lab-world-private.h"

/* What the directory remembers, and how the procedure changes it. */

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* Seconds of the lab's time until SMS has written an object, and until it tries again. */
#define WRITE_AFTER 45
#define WRITE_AGAIN 60
#define LATE        20
/* How long the other domain controller takes to bring back what was deleted at this one. */
#define COME_BACK_AFTER 10
#define FIRST_NUMBER    20480

static const struct
{
  const char *code, *server;
} sites[] = {
  { RESITE_LAB_CENTRAL, RESITE_LAB_CENTRAL_SERVER },
  { RESITE_LAB_PRIMARY, RESITE_LAB_PRIMARY_SERVER },
  { RESITE_LAB_SITE, RESITE_LAB_SITE_SERVER },
  { "S02", "BR02SMS" },
  { "S03", "BR03SMS" },
};

static ResiteLabRecord *
add_object (ResiteLabWorld *world, const char *name, const char *class, const char *code,
            const char *server, gint64 created)
{
  ResiteLabRecord *last = resite_lab_store_add (world->store, LAB_DIRECTORY, "number", "highest");
  const gint64 number = MAX (resite_lab_record_get_int (last, "USN"), FIRST_NUMBER) + 7;
  ResiteLabRecord *object = resite_lab_store_add (world->store, LAB_DIRECTORY, LAB_OBJECT, name);
  g_autofree char *guid = g_uuid_string_random ();

  resite_lab_record_set (object, "Class", class);
  resite_lab_record_set (object, "Code", code);
  resite_lab_record_set (object, "Server", server);
  resite_lab_record_set (object, "GUID", guid);
  resite_lab_record_set_int (object, "Created", created);
  resite_lab_record_set_int (object, "USN", number);
  resite_lab_record_set_int (last, "USN", number);
  return object;
}

static ResiteLabRecord *
add_site (ResiteLabWorld *world, const char *code, const char *server, gint64 created)
{
  g_autofree char *name = g_strconcat ("SMS-Site-", code, NULL);

  return add_object (world, name, LAB_CLASS_SITE, code, server, created);
}

static ResiteLabRecord *
add_management_point (ResiteLabWorld *world, const char *code, const char *server, gint64 created)
{
  g_autofree char *name = g_strdup_printf ("SMS-MP-%s-%s", code, server);

  return add_object (world, name, LAB_CLASS_POINT, code, server, created);
}

void
resite_lab_directory_make (ResiteLabWorld *world)
{
  static const char *const with_rights[] = { "old", "primary.1", "primary.2" };
  const gint64 then = resite_lab_world_now (world) - 700 * DAY;

  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      const char *owner = g_str_equal (sites[i].code, RESITE_LAB_SITE) ? "old" : NULL;
      const gint64 created = then + (gint64)i * DAY;

      resite_lab_record_set (add_site (world, sites[i].code, sites[i].server, created), "Owner",
                             owner);
      resite_lab_record_set (add_management_point (world, sites[i].code, sites[i].server,
                                                   created + 3600 * G_TIME_SPAN_SECOND),
                             "Owner", owner);
    }
  add_object (world, "SMS-SLP-" RESITE_LAB_PRIMARY "-" RESITE_LAB_PRIMARY_SERVER, LAB_CLASS_LOCATOR,
              RESITE_LAB_PRIMARY, RESITE_LAB_PRIMARY_SERVER, then);
  add_object (world, "SMS-S02-10.4.2.1-10.4.2.254", LAB_CLASS_RANGE, "S02", "BR02SMS", then);
  for (guint i = 0; i < G_N_ELEMENTS (with_rights); i++)
    resite_lab_directory_grant (world, with_rights[i]);
}

void
resite_lab_directory_grant (ResiteLabWorld *world, const char *role)
{
  if (resite_lab_world_get_fault (world, "directory-rights") == NULL)
    resite_lab_store_add (world->store, LAB_DIRECTORY, LAB_RIGHT, role);
}

static ResiteLabRecord *
find_object (ResiteLabWorld *world, const char *dn)
{
  g_autoptr (GPtrArray) objects = resite_lab_store_list (world->store, LAB_DIRECTORY, LAB_OBJECT);

  for (guint i = 0; i < objects->len; i++)
    {
      g_autofree char *full = g_strdup_printf ("CN=%s," RESITE_LAB_CONTAINER_DN,
                                               resite_lab_record_get_name (objects->pdata[i]));
      g_autofree char *normal = resite_lab_dn_normalize (full);

      if (g_strcmp0 (normal, dn) == 0)
        return objects->pdata[i];
    }
  return NULL;
}

/* A leftover: the other domain controller has not heard of it yet and brings it back, as old as it
 * is. */
static void
order_return (ResiteLabWorld *world, const ResiteLabRecord *object)
{
  ResiteLabRecord *order;

  if (!resite_lab_record_is (object, "Class", LAB_CLASS_POINT))
    return;
  if (!resite_lab_world_take_fault (world, "directory-leftover"))
    {
      resite_lab_met_note_remedied (world, "directory-leftover");
      return;
    }
  order = resite_lab_world_order (world, "primary.1", "object-returns", COME_BACK_AFTER);
  resite_lab_record_set (order, "Code", resite_lab_record_get (object, "Code"));
  resite_lab_record_set (order, "Server", resite_lab_record_get (object, "Server"));
  resite_lab_record_set (order, "Created", resite_lab_record_get (object, "Created"));
  resite_lab_record_set (order, "Owner", resite_lab_record_get (object, "Owner"));
}

void
resite_lab_directory_bring_back (ResiteLabWorld *world, const ResiteLabRecord *order)
{
  ResiteLabRecord *object = add_management_point (world, resite_lab_record_get (order, "Code"),
                                                  resite_lab_record_get (order, "Server"),
                                                  resite_lab_record_get_int (order, "Created"));

  resite_lab_record_set (object, "Owner", resite_lab_record_get (order, "Owner"));
  resite_lab_record_set (object, "Returned", "1");
}

void
resite_lab_directory_settle (ResiteLabWorld *world)
{
  g_autoptr (GPtrArray) objects = resite_lab_store_list (world->store, LAB_DIRECTORY, LAB_OBJECT);

  resite_lab_world_forget_orders (world, "primary.1", "object-returns");
  for (guint i = 0; i < objects->len; i++)
    if (resite_lab_record_is (objects->pdata[i], "Returned", "1"))
      resite_lab_store_remove (world->store, objects->pdata[i]);
}

gboolean
resite_lab_directory_delete (ResiteLabWorld *world, const char *dn)
{
  ResiteLabRecord *object = find_object (world, dn);

  if (object == NULL)
    return FALSE;
  order_return (world, object);
  resite_lab_store_remove (world->store, object);
  resite_lab_world_keep (world);
  return TRUE;
}

static void
delete_object (ResiteLabWorld *world, const char *name)
{
  ResiteLabRecord *object = resite_lab_store_find (world->store, LAB_DIRECTORY, LAB_OBJECT, name);

  if (object == NULL)
    return;
  order_return (world, object);
  resite_lab_store_remove (world->store, object);
}

void
resite_lab_directory_delete_site (ResiteLabWorld *world)
{
  /* Once SMS has written them anew, the person's errand is long done. */
  if (resite_lab_store_find (world->store, "new", "Win32_Service", "SMS_EXECUTIVE") != NULL)
    return;
  delete_object (world, LAB_SITE_OBJECT);
  delete_object (world, LAB_POINT_OBJECT);
}

gboolean
resite_lab_directory_delete_leftover (ResiteLabWorld *world)
{
  ResiteLabRecord *object =
      resite_lab_store_find (world->store, LAB_DIRECTORY, LAB_OBJECT, LAB_POINT_OBJECT);

  if (object == NULL || !resite_lab_record_is (object, "Owner", "old") ||
      resite_lab_store_find (world->store, "new", "Win32_Service", "SMS_EXECUTIVE") == NULL)
    return FALSE;
  resite_lab_store_remove (world->store, object);
  return TRUE;
}

static void
order_object (ResiteLabWorld *world, const char *what, double seconds)
{
  const gboolean late = resite_lab_world_get_fault (world, "directory-late") != NULL;
  ResiteLabRecord *order =
      resite_lab_world_order (world, "new", "write-object", late ? LATE * seconds : seconds);

  resite_lab_record_set (order, "Object", what);
}

void
resite_lab_directory_order_site (ResiteLabWorld *world)
{
  order_object (world, "site", WRITE_AFTER);
}

void
resite_lab_directory_order_management_point (ResiteLabWorld *world)
{
  order_object (world, "mp", WRITE_AFTER);
}

/* The new server writes under its own account, so what counts is the right of that. A leftover of
 * the old one it may not change. */
void
resite_lab_directory_write_object (ResiteLabWorld *world, const char *object)
{
  const gboolean site = g_strcmp0 (object, "site") == 0;
  const char *name = site ? LAB_SITE_OBJECT : LAB_POINT_OBJECT;
  const char *server = resite_lab_world_get_name (world, "new");

  if (resite_lab_world_get_fault (world, "directory-never") != NULL)
    return;
  if (g_strcmp0 (server, RESITE_LAB_SITE_SERVER) != 0 ||
      resite_lab_store_find (world->store, LAB_DIRECTORY, LAB_RIGHT, "new") == NULL ||
      resite_lab_store_find (world->store, LAB_DIRECTORY, LAB_OBJECT, name) != NULL)
    {
      order_object (world, object, WRITE_AGAIN);
      return;
    }
  resite_lab_record_set (
      site ? add_site (world, RESITE_LAB_SITE, server, resite_lab_world_now (world))
           : add_management_point (world, RESITE_LAB_SITE, server, resite_lab_world_now (world)),
      "Owner", "new");
}
