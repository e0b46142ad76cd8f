/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-packages"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-text.h"
#include "resite-watch-packages.h"

typedef struct
{
  char *id;
  guint lines;
  guint errors;
  int event; /* the newest that says something, or -1 */
  gboolean failed;
  gboolean changed;
  char *former; /* what an earlier watch said, until a line comes */
} Package;

struct _ResiteWatchPackages
{
  GPtrArray *packages;
  GHashTable *by_id;
  guint seen;
};

static void
package_free (gpointer data)
{
  Package *package = data;

  g_free (package->id);
  g_free (package->former);
  g_free (package);
}

ResiteWatchPackages *
resite_watch_packages_new (GPtrArray *ids)
{
  ResiteWatchPackages *self = g_new0 (ResiteWatchPackages, 1);

  self->packages = g_ptr_array_new_with_free_func (package_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *id = g_ascii_strup (ids->pdata[i], -1);
      Package *package;

      if (g_hash_table_contains (self->by_id, id))
        continue;
      package = g_new0 (Package, 1);
      package->id = g_steal_pointer (&id);
      package->event = -1;
      g_ptr_array_add (self->packages, package);
      g_hash_table_insert (self->by_id, package->id, package);
    }
  return self;
}

void
resite_watch_packages_free (ResiteWatchPackages *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->packages);
  g_free (self);
}

static void
take_row (ResiteWatchPackages *self, const ResiteLedgerRow *row)
{
  Package *package = g_hash_table_lookup (self->by_id, row->name);

  if (package == NULL ||
      (g_strcmp0 (row->state, "seen") != 0 && g_strcmp0 (row->state, "failed") != 0))
    return;
  self->seen += package->former == NULL;
  g_free (package->former);
  package->former = g_strdup (row->message != NULL ? row->message : "");
  package->failed = g_str_equal (row->state, "failed");
  package->changed = TRUE;
}

void
resite_watch_packages_begin (ResiteWatchPackages *self, ResiteJob *job, GPtrArray *rows)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (self != NULL && RESITE_IS_JOB (job));

  for (guint i = 0; i < self->packages->len; i++)
    {
      const Package *package = self->packages->pdata[i];
      ResiteJobItem *item = resite_job_item_new (package->id);

      resite_job_item_set (item, "queued", _ ("No line about it yet."));
      g_ptr_array_add (items, item);
    }
  resite_job_add_items (job, items);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    take_row (self, rows->pdata[i]);
  resite_watch_packages_show (self, job, NULL);
}

static gboolean
is_failure (const ResiteWatchReading *reading)
{
  return reading->event >= 0 && reading->confirmed && reading->severity == RESITE_LINE_ERROR;
}

gboolean
resite_watch_packages_take_line (ResiteWatchPackages *self, const ResiteWatchLine *line)
{
  Package *package;

  g_return_val_if_fail (self != NULL && line != NULL, FALSE);

  package = line->package != NULL ? g_hash_table_lookup (self->by_id, line->package) : NULL;
  if (package == NULL)
    return FALSE;
  self->seen += package->lines == 0 && package->former == NULL;
  g_clear_pointer (&package->former, g_free);
  package->lines++;
  package->errors += line->error;
  package->changed = TRUE;
  if (line->reading.event >= 0)
    package->event = line->reading.event;
  package->failed = package->failed || is_failure (&line->reading);
  return TRUE;
}

static char *
describe (const Package *package)
{
  g_autofree char *lines =
      g_strdup_printf (ngettext ("%u line", "%u lines", package->lines), package->lines);
  g_autofree char *errors =
      g_strdup_printf (ngettext ("%u error", "%u errors", package->errors), package->errors);

  if (package->former != NULL)
    return g_strdup (package->former);
  if (package->event < 0)
    return g_strdup_printf ("%s, %s", lines, errors);
  /* TRANSLATORS: what happened to a package last, "12 lines", "0 errors". */
  return g_strdup_printf (_ ("%s (%s, %s)"),
                          resite_log_event_get_label ((ResiteLogEvent)package->event), lines,
                          errors);
}

void
resite_watch_packages_show (ResiteWatchPackages *self, ResiteJob *job, GPtrArray *rows)
{
  g_return_if_fail (self != NULL && RESITE_IS_JOB (job));

  for (guint i = 0; i < self->packages->len; i++)
    {
      Package *package = self->packages->pdata[i];
      ResiteJobItem *item;
      g_autofree char *message = NULL;

      if (!package->changed)
        continue;
      package->changed = FALSE;
      item = resite_job_find_item (job, package->id);
      message = describe (package);
      resite_job_item_set (item, package->failed ? "failed" : "seen", message);
      if (rows != NULL)
        g_ptr_array_add (rows, resite_job_item_to_row (item));
    }
}

guint
resite_watch_packages_count (ResiteWatchPackages *self)
{
  return self->packages->len;
}

guint
resite_watch_packages_count_missing (ResiteWatchPackages *self)
{
  return self->packages->len - self->seen;
}
