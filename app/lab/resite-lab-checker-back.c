/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-checker"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-lab-checker-private.h"

/* A site that went back, against the morning on which nobody had touched it. */

static const char *const servers[] = { "old", "new", "source", "primary.1", "primary.2" };

/* Of each record of that kind these fields have to be what they were; NULL: all. */
static const struct
{
  const char *kind;
  const char *const *fields;
} kinds[] = {
  { "machine",
    (const char *const[]){ "Name", "NamePending", "Address", "Mask", "Gateway", "DNS", "WINS",
                           "DHCP", "Domain", "PartOfDomain", "State", "Serial", "UUID", NULL } },
  { "Win32_Service", (const char *const[]){ "StartMode", "State", "StartName", NULL } },
  { "Win32_Share", (const char *const[]){ "Path", NULL } },
  { "Win32_UserAccount", NULL },
  { "member", NULL },
  { "registry", NULL },
  { "SMS_Site", NULL },
  { "SMS_SCI_Address", NULL },
  { "SMS_SystemResourceList", NULL },
};

typedef struct
{
  ResiteLabLook *look;
  ResiteLabStore *morning;
} Comparison;

static void
compare_field (Comparison *comparison, const ResiteLabRecord *then, const ResiteLabRecord *now,
               const char *field)
{
  const char *before = resite_lab_record_get (then, field);
  const char *after = resite_lab_record_get (now, field);

  if (g_strcmp0 (before != NULL ? before : "", after != NULL ? after : "") != 0)
    resite_lab_look_add (comparison->look, _ ("%s: %s of %s is “%s”, and was “%s” in the morning"),
                         resite_lab_record_get_place (now), field, resite_lab_record_get_name (now),
                         after != NULL ? after : "", before != NULL ? before : "");
}

static void
compare_record (Comparison *comparison, const ResiteLabRecord *then, const ResiteLabRecord *now,
                const char *const *fields)
{
  g_autoptr (GPtrArray) all = NULL;

  if (fields != NULL)
    {
      for (guint i = 0; fields[i] != NULL; i++)
        compare_field (comparison, then, now, fields[i]);
      return;
    }
  all = resite_lab_record_list_fields (then);
  for (guint i = 0; i < all->len; i++)
    compare_field (comparison, then, now, all->pdata[i]);
}

/* What was there in the morning. */
static void
look_for_former (Comparison *comparison, const char *place, const char *kind,
                 const char *const *fields)
{
  g_autoptr (GPtrArray) before = resite_lab_store_list (comparison->morning, place, kind);

  for (guint i = 0; i < before->len; i++)
    {
      const ResiteLabRecord *then = before->pdata[i];
      const char *name = resite_lab_record_get_name (then);
      const ResiteLabRecord *now =
          resite_lab_store_find (comparison->look->store, place, kind, name);

      if (now == NULL)
        resite_lab_look_add (comparison->look, _ ("%s: %s is not there"), place, name);
      else
        compare_record (comparison, then, now, fields);
    }
}

/* The new server keeps what was put on it until then: it can be of use another day. */
static void
look_for_additions (Comparison *comparison, const char *place, const char *kind)
{
  g_autoptr (GPtrArray) after = resite_lab_store_list (comparison->look->store, place, kind);

  for (guint i = 0; i < after->len && !g_str_equal (place, "new"); i++)
    {
      const char *name = resite_lab_record_get_name (after->pdata[i]);

      if (resite_lab_store_find (comparison->morning, place, kind, name) == NULL)
        resite_lab_look_add (comparison->look, _ ("%s: %s was not there in the morning"), place,
                             name);
    }
}

static void
compare_kind (Comparison *comparison, const char *place, const char *kind,
              const char *const *fields)
{
  look_for_former (comparison, place, kind, fields);
  look_for_additions (comparison, place, kind);
}

void
resite_lab_look_at_morning (ResiteLabLook *look, ResiteLabStore *morning)
{
  Comparison comparison = { look, morning };

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
      compare_kind (&comparison, servers[i], kinds[k].kind, kinds[k].fields);
  compare_kind (&comparison, "directory", "object", NULL);
  compare_kind (&comparison, "directory", "right", NULL);
}
