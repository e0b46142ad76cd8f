/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-sms-package"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-sms-package.h"

#define KILOBYTE 1024

/* The first version that may be told to send to one distribution point anew: ConfigMgr 2007. */
#define REFRESHES_SINCE 4

void
resite_sms_package_free (ResiteSmsPackage *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->source_site);
  g_free (self->stored_path);
  g_free (self);
}

void
resite_sms_summary_free (ResiteSmsSummary *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self);
}

static char *
dup_text (ResiteCimObject *row, const char *name)
{
  const char *text = resite_cim_object_get_string (row, name);

  return g_strdup (text != NULL ? text : "");
}

static guint
read_number (ResiteCimObject *row, const char *name)
{
  return (guint)CLAMP (resite_cim_object_get_int (row, name, 0), 0, G_MAXUINT);
}

static guint64
read_kilobytes (ResiteCimObject *row, const char *name)
{
  const gint64 number = resite_cim_object_get_int (row, name, 0);

  return number > 0 && number < G_MAXINT64 / KILOBYTE ? (guint64)number * KILOBYTE : 0;
}

static gint64
read_time (ResiteCimObject *row, const char *name)
{
  ResiteCimValue *value = resite_cim_object_get (row, name);
  gint64 time = 0;

  if (value == NULL || !resite_cim_value_get_time (value, &time))
    return 0;
  return time;
}

static void
take_package (GHashTable *packages, ResiteCimObject *row)
{
  const char *id = resite_cim_object_get_string (row, "PackageID");
  ResiteSmsPackage *self;

  if (id == NULL || *id == '\0')
    return;
  self = g_new0 (ResiteSmsPackage, 1);
  self->id = g_ascii_strup (id, -1);
  self->name = dup_text (row, "Name");
  self->source_site = dup_text (row, "SourceSite");
  self->source_version = read_number (row, "SourceVersion");
  self->stored_version = read_number (row, "StoredPkgVersion");
  self->action = read_number (row, "ActionInProgress");
  self->source_date = read_time (row, "SourceDate");
  self->stored_path = dup_text (row, "StoredPkgPath");
  g_hash_table_replace (packages, self->id, self);
}

static void
take_size (GHashTable *packages, ResiteCimObject *row)
{
  const char *id = resite_cim_object_get_string (row, "PackageID");
  g_autofree char *key = id != NULL ? g_ascii_strup (id, -1) : NULL;
  ResiteSmsPackage *package = key != NULL ? g_hash_table_lookup (packages, key) : NULL;

  if (package == NULL)
    return;
  package->compressed_bytes = read_kilobytes (row, "SourceCompressedSize");
  package->source_bytes = read_kilobytes (row, "SourceSize");
}

/* Sizes are worth having and no more: what the summarizer does not offer stays unknown. */
static gboolean
read_sizes (ResiteCim *cim, const char *space, GHashTable *packages, GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GPtrArray) rows =
      resite_cim_list (cim, space,
                       "SELECT PackageID, SourceCompressedSize, SourceSize FROM "
                       "SMS_PackageStatusRootSummarizer",
                       cancellable, &failure);

  if (rows == NULL && (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
                       resite_error_is_of_line (failure)))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (rows == NULL)
    g_debug ("no sizes of packages: %s", failure->message);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    take_size (packages, g_ptr_array_index (rows, i));
  return TRUE;
}

GHashTable *
resite_sms_list_packages (ResiteCim *cim, const char *space, GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GHashTable) packages = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, NULL);

  rows = resite_cim_list (cim, space,
                          "SELECT PackageID, Name, SourceSite, SourceVersion, StoredPkgVersion, "
                          "ActionInProgress, SourceDate, StoredPkgPath FROM SMS_Package",
                          cancellable, error);
  if (rows == NULL)
    return NULL;
  packages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                    (GDestroyNotify)resite_sms_package_free);
  for (guint i = 0; i < rows->len; i++)
    take_package (packages, g_ptr_array_index (rows, i));
  if (!read_sizes (cim, space, packages, cancellable, error))
    return NULL;
  return g_steal_pointer (&packages);
}

static void
take_summary (GHashTable *summaries, const ResiteSmsPoint *point, ResiteCimObject *row)
{
  const char *id = resite_cim_object_get_string (row, "PackageID");
  const char *code = resite_cim_object_get_string (row, "SiteCode");
  ResiteSmsSummary *self;

  if (id == NULL || (code != NULL && g_ascii_strcasecmp (code, point->site_code) != 0))
    return;
  self = g_new0 (ResiteSmsSummary, 1);
  self->id = g_ascii_strup (id, -1);
  self->state = read_number (row, "State");
  self->source_version = read_number (row, "SourceVersion");
  self->last_copied = read_time (row, "LastCopied");
  self->summary_date = read_time (row, "SummaryDate");
  g_hash_table_replace (summaries, self->id, self);
}

static gboolean
ask_summaries (ResiteCim *cim, const char *space, const ResiteSmsPoint *point,
               const char *condition, GHashTable *summaries, GCancellable *cancellable,
               GError **error)
{
  g_autofree char *path = resite_cim_quote (point->nal_path);
  g_autofree char *query =
      g_strconcat ("SELECT PackageID, SiteCode, State, SourceVersion, LastCopied, SummaryDate "
                   "FROM SMS_PackageStatusDistPointsSummarizer WHERE ServerNALPath = ",
                   path, condition, NULL);
  g_autoptr (GPtrArray) rows = resite_cim_list (cim, space, query, cancellable, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    take_summary (summaries, point, g_ptr_array_index (rows, i));
  return TRUE;
}

static GHashTable *
make_summaries (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                (GDestroyNotify)resite_sms_summary_free);
}

GHashTable *
resite_sms_list_summaries (ResiteCim *cim, const char *space, const ResiteSmsPoint *point,
                           GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) summaries = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL && point != NULL, NULL);

  summaries = make_summaries ();
  if (!ask_summaries (cim, space, point, "", summaries, cancellable, error))
    return NULL;
  return g_steal_pointer (&summaries);
}

GHashTable *
resite_sms_read_summaries (ResiteCim *cim, const char *space, const ResiteSmsPoint *point,
                           const char *const *ids, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) summaries = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, NULL);
  g_return_val_if_fail (point != NULL && ids != NULL, NULL);

  summaries = make_summaries ();
  while (*ids != NULL)
    {
      g_autofree char *condition = resite_sms_format_next_ids (&ids);

      if (!ask_summaries (cim, space, point, condition, summaries, cancellable, error))
        return NULL;
    }
  return g_steal_pointer (&summaries);
}

int
resite_sms_can_refresh_row (ResiteCim *cim, const char *space, GCancellable *cancellable,
                            GError **error)
{
  g_autofree char *own = NULL;
  g_autoptr (GPtrArray) sites = NULL;
  const ResiteSmsSite *site;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, -1);

  sites = resite_sms_list_sites (cim, space, cancellable, error);
  if (sites == NULL)
    return -1;
  own = resite_sms_get_site_code (space);
  site = resite_sms_find_site (sites, own);
  return site != NULL && g_ascii_strtoull (site->version, NULL, 10) >= REFRESHES_SINCE;
}

static gboolean
require_refresh (ResiteCim *cim, const char *space, GCancellable *cancellable, GError **error)
{
  const int can = resite_sms_can_refresh_row (cim, space, cancellable, error);

  if (can == 0)
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
                         _ ("SMS 2003 cannot send a package to one distribution point anew. It can "
                            "only update all that have the package."));
  return can > 0;
}

static ResiteCimObject *
make_keys (const ResiteSmsPoint *point, const char *id)
{
  ResiteCimObject *keys = resite_cim_object_new (NULL);

  resite_cim_object_set_string (keys, "PackageID", id);
  resite_cim_object_set_string (keys, "ServerNALPath", point->nal_path);
  resite_cim_object_set_string (keys, "SiteCode", point->site_code);
  return keys;
}

static ResiteCimObject *
make_changed (ResiteCimObject *row)
{
  ResiteCimObject *changed = resite_cim_object_new ("SMS_DistributionPoint");

  for (guint i = 0; i < resite_cim_object_get_n_properties (row); i++)
    resite_cim_object_append (changed, resite_cim_object_get_name (row, i),
                              resite_cim_value_ref (resite_cim_object_get_value (row, i)));
  resite_cim_object_set_boolean (changed, "RefreshNow", TRUE);
  return changed;
}

gboolean
resite_sms_refresh_point_row (ResiteCim *cim, const char *space, const ResiteSmsPoint *point,
                              const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) keys = NULL;
  g_autoptr (ResiteCimObject) row = NULL;
  g_autoptr (ResiteCimObject) changed = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, FALSE);
  g_return_val_if_fail (point != NULL && id != NULL, FALSE);

  if (!require_refresh (cim, space, cancellable, error))
    return FALSE;
  keys = make_keys (point, id);
  row = resite_cim_get (cim, space, "SMS_DistributionPoint", keys, cancellable, error);
  if (row == NULL)
    return FALSE;
  changed = make_changed (row);
  return resite_cim_put (cim, space, keys, changed, cancellable, error);
}

gboolean
resite_sms_refresh_package (ResiteCim *cim, const char *space, const char *id,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) keys = NULL;
  g_autoptr (ResiteCimObject) out = NULL;
  gint64 code;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL && id != NULL, FALSE);

  keys = resite_cim_object_new (NULL);
  resite_cim_object_set_string (keys, "PackageID", id);
  out = resite_cim_call (cim, space, "SMS_Package", keys, "RefreshPkgSource", NULL, cancellable,
                         error);
  if (out == NULL)
    return FALSE;
  code = resite_cim_object_get_int (out, "ReturnValue", -1);
  if (code == 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               _ ("The provider did not take the order to update all distribution points of %s "
                  "(code %d)."),
               id, (int)code);
  return FALSE;
}

int
resite_sms_count_points_of (ResiteCim *cim, const char *space, const char *id,
                            GCancellable *cancellable, GError **error)
{
  g_autofree char *quoted = NULL;
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL && id != NULL, -1);

  quoted = resite_cim_quote (id);
  query = g_strdup_printf ("SELECT ServerNALPath FROM SMS_DistributionPoint WHERE PackageID = %s "
                           "AND Status <> %d",
                           quoted, RESITE_SMS_ROW_DELETED);
  rows = resite_cim_list (cim, space, query, cancellable, error);
  return rows != NULL ? (int)rows->len : -1;
}
