/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include <string.h>

#include "resite-lab-directory-private.h"
#include "resite-lab-log.h"
#include "resite-lab-story.h"
#include "resite-lab-supply.h"
#include "resite-lab-world-private.h"

/* What will happen later. Orders stand in the store with the time at which they are due, so that
 * they are worked off by whichever program has the lab open then. */

#define ORDER_KIND "order"
/* Hierarchy manager: from the order to the mark, from there to the end of the row. */
#define MARK_SECONDS   20
#define REMOVE_SECONDS 25
/* How often a component that waits for a service looks again. */
#define LOOK_AGAIN 10
/* A fault for tests makes it so many times slower. */
#define SLOW 20
/* What a site at least needs to be seen at the parent. */
#define RETURN_AT_CENTRAL 5

ResiteLabRecord *
resite_lab_world_order (ResiteLabWorld *self, const char *role, const char *deed, double seconds)
{
  const gint64 due = resite_lab_world_now (self) + resite_lab_world_span (self, seconds);
  g_autofree char *name = g_uuid_string_random ();
  ResiteLabRecord *order = resite_lab_store_add (self->store, role, ORDER_KIND, name);

  resite_lab_record_set (order, "Deed", deed);
  resite_lab_record_set_int (order, "Due", due);
  resite_lab_world_wait (self);
  return order;
}

void
resite_lab_world_forget_orders (ResiteLabWorld *self, const char *role, const char *deed)
{
  g_autoptr (GPtrArray) orders = resite_lab_store_list (self->store, role, ORDER_KIND);

  for (guint i = 0; i < orders->len; i++)
    {
      if (resite_lab_record_is (orders->pdata[i], "Deed", deed))
        resite_lab_store_remove (self->store, orders->pdata[i]);
    }
}

static void
do_service (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  const char *name = resite_lab_record_get (order, "Service");
  ResiteLabRecord *service =
      resite_lab_store_find (machine->store, machine->role, "Win32_Service", name);

  if (service != NULL)
    resite_lab_service_settle_one (service);
}

static void
do_go_down (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  if (resite_lab_record_is (machine->facts, "State", "up"))
    resite_lab_machine_go_down (machine, resite_lab_record_is (order, "ComeBack", "yes"));
}

static void
do_come_up (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  if (resite_lab_record_is (machine->facts, "State", "down"))
    resite_lab_machine_come_up (machine);
}

static double
get_patience (ResiteLabMachine *machine)
{
  return resite_lab_world_get_fault (machine->world, "hman-slow") != NULL ? SLOW : 1;
}

static void
write_log (ResiteLabMachine *machine, const char *name, const char *component, const char *text)
{
  g_autofree char *folder = resite_lab_machine_get_folder (machine);
  g_autofree char *path = g_build_filename (folder, "D/SMS/Logs", name, NULL);
  g_autoptr (GString) lines = g_string_new (NULL);

  resite_lab_log_format (lines, component, 2204, resite_lab_world_now (machine->world), text);
  resite_lab_log_append (path, lines->str, NULL);
}

static void
order_again (ResiteLabMachine *machine, const ResiteLabRecord *order, const char *deed,
             double seconds)
{
  ResiteLabRecord *next = resite_lab_world_order (machine->world, machine->role, deed,
                                                  seconds * get_patience (machine));

  resite_lab_record_set (next, "Site", resite_lab_record_get (order, "Site"));
}

static void
do_mark_site (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  const char *code = resite_lab_record_get (order, "Site");
  ResiteLabRecord *site = resite_lab_store_find (machine->store, machine->role, "SMS_Site", code);
  g_autofree char *text = g_strdup_printf ("~Processing the request to delete site %s", code);

  if (!resite_lab_service_is_running (machine, "SMS_EXECUTIVE"))
    {
      order_again (machine, order, "mark-site", LOOK_AGAIN);
      return;
    }
  if (site == NULL || resite_lab_machine_has_fault (machine, "row-stays"))
    return;
  resite_lab_record_set_int (site, "Status", 4);
  write_log (machine, "hman.log", "SMS_HIERARCHY_MANAGER", text);
  order_again (machine, order, "remove-site", REMOVE_SECONDS);
}

/* KB 872772: a sister site goes with it, now or late. */
static void
take_sibling (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  const char *fault = resite_lab_world_get_fault (machine->world, "sibling");
  const char *at = fault != NULL ? strchr (fault, '@') : NULL;
  g_autofree char *code = fault != NULL ? g_strndup (fault, strcspn (fault, "@")) : NULL;
  ResiteLabRecord *next;

  if (code == NULL || g_strcmp0 (code, resite_lab_record_get (order, "Site")) == 0)
    return;
  next = resite_lab_world_order (machine->world, machine->role, "remove-site",
                                 at != NULL ? g_ascii_strtod (at + 1, NULL) : 0);
  resite_lab_record_set (next, "Site", code);
}

static void
remove_roles (ResiteLabMachine *machine, const char *code)
{
  g_autoptr (GPtrArray) roles =
      resite_lab_store_list (machine->store, machine->role, "SMS_SystemResourceList");

  for (guint i = 0; i < roles->len; i++)
    {
      if (resite_lab_record_is (roles->pdata[i], "SiteCode", code))
        resite_lab_store_remove (machine->store, roles->pdata[i]);
    }
}

static void
do_remove_site (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  const char *code = resite_lab_record_get (order, "Site");
  ResiteLabRecord *site = resite_lab_store_find (machine->store, machine->role, "SMS_Site", code);
  g_autofree char *text = g_strdup_printf ("~Site %s was deleted from the site database", code);

  if (site == NULL)
    return;
  take_sibling (machine, order);
  resite_lab_store_remove (machine->store, site);
  remove_roles (machine, code);
  if (g_str_equal (machine->role, "primary.1"))
    resite_lab_supply_forget_site (machine->world->supply, code);
  write_log (machine, "hman.log", "SMS_HIERARCHY_MANAGER", text);
}

void
resite_lab_site_order_removal (ResiteLabMachine *machine, const char *code)
{
  ResiteLabRecord *order = resite_lab_world_order (machine->world, machine->role, "mark-site",
                                                   MARK_SECONDS * get_patience (machine));

  resite_lab_record_set (order, "Site", code);
}

void
resite_lab_site_delete_jobs (ResiteLabMachine *machine, const char *code)
{
  g_autofree char *folder = resite_lab_machine_get_folder (machine);
  g_autofree char *path = g_build_filename (folder, "D/SMS/Logs/sched.log", NULL);
  g_autofree char *text =
      g_strdup_printf ("~Deleting send request with ID: 202SQ%s, destination site %s", code, code);
  g_autoptr (GString) lines = g_string_new (NULL);

  resite_lab_log_format (lines, "SMS_SCHEDULER", 2308, resite_lab_world_now (machine->world), text);
  resite_lab_log_append (path, lines->str, NULL);
}

/* A new site is heard of only where an address leads to it, and only if it runs. */
static void
do_bring_site_back (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  const char *role = resite_lab_world_find_role (machine->world, "Name", RESITE_LAB_SITE_SERVER);
  ResiteLabMachine server;

  if (resite_lab_machine_has_fault (machine, "site-stays-away"))
    return;
  if (role == NULL || !resite_lab_world_find_machine (machine->world, role, &server) ||
      !resite_lab_service_is_running (&server, "SMS_EXECUTIVE") ||
      !resite_lab_service_is_running (machine, "SMS_EXECUTIVE") ||
      resite_lab_store_find (machine->store, machine->role, "SMS_SCI_Address", RESITE_LAB_SITE) ==
          NULL)
    {
      order_again (machine, order, "bring-site-back", LOOK_AGAIN);
      return;
    }
  resite_lab_site_add (machine->world, machine->role, RESITE_LAB_SITE, "Branch 01 (rehearsal)",
                       RESITE_LAB_SITE_SERVER, RESITE_LAB_PRIMARY, 1);
  for (guint i = 0; resite_lab_site_server_roles[i] != NULL; i++)
    resite_lab_role_add (machine->world, machine->role, RESITE_LAB_SITE, RESITE_LAB_SITE_SERVER,
                         resite_lab_site_server_roles[i]);
  write_log (machine, "despool.log", "SMS_DESPOOLER",
             "~Despooler successfully executed one instruction.");
}

void
resite_lab_site_order_return (ResiteLabWorld *self, double seconds)
{
  resite_lab_world_order (self, "primary.1", "bring-site-back", seconds);
  resite_lab_world_order (self, "primary.2", "bring-site-back", seconds + RETURN_AT_CENTRAL);
}

static void
do_write_object (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  resite_lab_directory_write_object (machine->world, resite_lab_record_get (order, "Object"));
}

static void
do_return_object (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  resite_lab_directory_bring_back (machine->world, order);
}

/* Forgotten first: the next program is not to die of it too. */
static void
do_cut_power (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  resite_lab_world_forget_orders (machine->world, machine->role, "power-cut");
  resite_lab_world_cut_power (machine->world);
}

static const struct
{
  const char *name;
  void (*act) (ResiteLabMachine *machine, const ResiteLabRecord *order);
} deeds[] = {
  { "power-cut", do_cut_power },
  { "service", do_service },
  { "go-down", do_go_down },
  { "come-up", do_come_up },
  { "mark-site", do_mark_site },
  { "remove-site", do_remove_site },
  { "bring-site-back", do_bring_site_back },
  { "write-object", do_write_object },
  { "object-returns", do_return_object },
  { "tell-story", resite_lab_story_go_on },
};

static void
carry_out (ResiteLabWorld *self, ResiteLabRecord *order)
{
  ResiteLabMachine machine;

  /* After a night that was skipped all has happened when it was due, one after the other. */
  if (self->clock != NULL)
    self->working = resite_lab_record_get_int (order, "Due");
  if (resite_lab_world_find_machine (self, resite_lab_record_get_place (order), &machine))
    {
      for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
        {
          if (resite_lab_record_is (order, "Deed", deeds[i].name))
            deeds[i].act (&machine, order);
        }
    }
  self->working = 0;
  resite_lab_store_remove (self->store, order);
}

/* (nullable): the one that is due first. */
static ResiteLabRecord *
find_first (ResiteLabWorld *self)
{
  const char *const *roles = resite_lab_world_list_roles ();
  ResiteLabRecord *first = NULL;

  for (guint i = 0; roles[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) orders = resite_lab_store_list (self->store, roles[i], ORDER_KIND);

      for (guint k = 0; k < orders->len; k++)
        {
          if (first == NULL || resite_lab_record_get_int (orders->pdata[k], "Due") <
                                   resite_lab_record_get_int (first, "Due"))
            first = orders->pdata[k];
        }
    }
  return first;
}

static gboolean
timer_fired (gpointer data)
{
  ResiteLabWorld *self = data;

  self->timer = 0;
  resite_lab_world_work_off (self);
  return G_SOURCE_REMOVE;
}

void
resite_lab_world_wait (ResiteLabWorld *self)
{
  const ResiteLabRecord *first = find_first (self);

  if (self->timer != 0)
    g_source_remove (self->timer);
  self->timer = 0;
  if (first != NULL)
    self->timer = resite_lab_world_call_at (self, resite_lab_record_get_int (first, "Due"),
                                            timer_fired, self);
}

void
resite_lab_world_work_off (ResiteLabWorld *self)
{
  ResiteLabRecord *first;

  while ((first = find_first (self)) != NULL &&
         resite_lab_record_get_int (first, "Due") <= resite_lab_world_now (self))
    carry_out (self, first);
  resite_lab_world_wait (self);
  resite_lab_world_keep (self);
}
