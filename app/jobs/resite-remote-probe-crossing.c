/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-ledger.h"
#include "resite-package-look.h"
#include "resite-probe-private.h"
#include "resite-sms-package.h"
#include "resite-text.h"

/* What would come down the wire: packages of the model distribution point that the new one lacks, and
 * that the parent does not have as Installed at the site. SMS sends these in full. */

#define TYPE_MASTER      1
#define STATUS_INSTALLED 3

typedef struct
{
  GHashTable *model;    /* id → ResiteSmsPointRow */
  GHashTable *target;   /* likewise, or NULL: there is no such point yet */
  GHashTable *masters;  /* id → status */
  GHashTable *packages; /* id → ResiteSmsPackage */
} Crossing;

static void
crossing_clear (Crossing *self)
{
  g_clear_pointer (&self->model, g_hash_table_unref);
  g_clear_pointer (&self->target, g_hash_table_unref);
  g_clear_pointer (&self->masters, g_hash_table_unref);
  g_clear_pointer (&self->packages, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Crossing, crossing_clear)

static gboolean
read_rows (Crossing *self, ResiteCim *cim, const char *space, GStrv names, const char *code,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) points = resite_sms_list_points (cim, space, cancellable, error);
  const ResiteSmsPoint *model, *target;

  if (points == NULL)
    return FALSE;
  model = resite_sms_find_point (points, names[0], *names[1] != '\0' ? names[1] : NULL, error);
  if (model == NULL)
    return FALSE;
  self->model = resite_sms_list_point_rows (cim, space, model, cancellable, error);
  if (self->model == NULL)
    return FALSE;
  target = resite_sms_find_point (points, names[2], code, NULL);
  if (target == NULL)
    return TRUE;
  self->target = resite_sms_list_point_rows (cim, space, target, cancellable, error);
  return self->target != NULL;
}

static gboolean
read_all (Crossing *self, ResiteCim *cim, GStrv names, const char *code, GCancellable *cancellable,
          GError **error)
{
  g_autofree char *space = resite_package_look_space (cim, cancellable, error);

  if (space == NULL || !read_rows (self, cim, space, names, code, cancellable, error))
    return FALSE;
  self->masters =
      resite_sms_list_package_status (cim, space, code, TYPE_MASTER, cancellable, error);
  if (self->masters == NULL)
    return FALSE;
  self->packages = resite_sms_list_packages (cim, space, cancellable, error);
  return self->packages != NULL;
}

static gboolean
has_row (GHashTable *rows, const char *id)
{
  const ResiteSmsPointRow *row = rows != NULL ? g_hash_table_lookup (rows, id) : NULL;

  return row != NULL && row->status != RESITE_SMS_ROW_DELETED;
}

static gboolean
would_cross (const Crossing *self, const char *id)
{
  return has_row (self->model, id) && !has_row (self->target, id) &&
         GPOINTER_TO_INT (g_hash_table_lookup (self->masters, id)) != STATUS_INSTALLED;
}

static guint64
get_size (const ResiteSmsPackage *package)
{
  if (package == NULL)
    return 0;
  return package->compressed_bytes != 0 ? package->compressed_bytes : package->source_bytes;
}

static void
add_package (ResiteProbeView *view, const Crossing *self, const char *id)
{
  const ResiteSmsPackage *package = g_hash_table_lookup (self->packages, id);
  const guint64 size = get_size (package);
  ResiteLedgerRow *row = resite_ledger_row_new (id, "would-cross");

  g_free (row->message);
  row->message =
      g_strdup (_ ("It is not Installed at the site, so that SMS would send all of it."));
  row->size = size != 0 ? (gint64)size : -1;
  row->output = g_strdup_printf ("name=%s\npreloaded=no", package != NULL ? package->name : "");
  if (view->found == NULL)
    view->found = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_ptr_array_add (view->found, row);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* (element-type utf8) (transfer container), sorted. */
static GPtrArray *
list_crossing (const Crossing *self)
{
  GPtrArray *ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->model);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (would_cross (self, id))
      g_ptr_array_add (ids, id);
  g_ptr_array_sort (ids, compare_ids);
  return ids;
}

/* (transfer full): "3 packages, 1.2 GB", and how many have no size. */
static char *
describe_amount (const Crossing *self, GPtrArray *ids)
{
  guint64 bytes = 0;
  guint unknown = 0;

  for (guint i = 0; i < ids->len; i++)
    {
      const guint64 size = get_size (g_hash_table_lookup (self->packages, ids->pdata[i]));

      bytes += size;
      unknown += size == 0;
    }
  g_autofree char *amount = resite_text_size (bytes);
  g_autofree char *count =
      g_strdup_printf (ngettext ("%u package", "%u packages", ids->len), ids->len);
  if (unknown == 0)
    /* TRANSLATORS: "3 packages", "1.2 GB". */
    return g_strdup_printf (_ ("%s, %s"), count, amount);
  /* TRANSLATORS: "3 packages", "1.2 GB", and of how many packages the size is not known. */
  return g_strdup_printf (_ ("%s, %s (size not known of %u)"), count, amount, unknown);
}

static void
settle (ResiteProbeView *view, const Crossing *self, GPtrArray *ids, const char *model)
{
  const guint all = g_hash_table_size (self->model);
  g_autofree char *amount = describe_amount (self, ids);

  if (ids->len == 0)
    resite_probe_settle_good (
        view, g_strdup_printf (ngettext ("Nothing would come down the wire: what %s has, %u "
                                         "package, is there or Installed at site %s.",
                                         "Nothing would come down the wire: what %s has, %u "
                                         "packages, is there or Installed at site %s.",
                                         all),
                               model, all, view->probe->path));
  else
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("Would come down the wire, since site %s does not have it: %s."),
                               view->probe->path, amount));
}

static void
look_at_crossing (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const char *argument = view->probe->argument;
  g_auto (GStrv) names = g_strsplit (argument != NULL ? argument : "", "|", 3);
  g_auto (Crossing) crossing = { NULL };
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  if (g_strv_length (names) < 3 || *names[0] == '\0')
    {
      resite_probe_settle_unknown (view, g_strdup (_ ("The plan names no model distribution point "
                                                      "([clone] source-dp).")));
      return;
    }
  if (!read_all (&crossing, cim, names, view->probe->path, cancellable, &error))
    {
      resite_probe_settle_error (view, error);
      return;
    }
  ids = list_crossing (&crossing);
  for (guint i = 0; i < ids->len; i++)
    add_package (view, &crossing, ids->pdata[i]);
  settle (view, &crossing, ids, names[0]);
}

const ResiteRemoteProbe resite_remote_probes_crossing[] = {
  { "crossing", look_at_crossing, FALSE },
  { NULL, NULL, FALSE },
};
