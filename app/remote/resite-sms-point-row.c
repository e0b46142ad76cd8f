/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-sms-point"

#include "config.h"

#include <string.h>

#include "resite-sms-point.h"

/* WQL has no IN, and old servers refuse long questions. */
#define IDS_AT_ONCE 20

#define COLUMNS                                                                                    \
  "SELECT PackageID, ServerNALPath, SiteCode, Status FROM SMS_DistributionPoint WHERE "

void
resite_sms_point_row_free (ResiteSmsPointRow *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->nal_path);
  g_free (self->site_code);
  g_free (self->wrong_code);
  g_free (self);
}

gboolean
resite_sms_point_row_is_own (const ResiteSmsPointRow *self)
{
  return self != NULL &&
         (self->wrong_code == NULL || g_ascii_strcasecmp (self->site_code, self->wrong_code) != 0);
}

gboolean
resite_sms_point_row_is_standing (const ResiteSmsPointRow *self)
{
  return resite_sms_point_row_is_own (self) && self->status != RESITE_SMS_ROW_DELETED;
}

static ResiteSmsPointRow *
row_new (ResiteCimObject *object)
{
  const char *id = resite_cim_object_get_string (object, "PackageID");
  const char *code = resite_cim_object_get_string (object, "SiteCode");
  ResiteSmsPointRow *self;

  if (id == NULL || code == NULL)
    return NULL;
  self = g_new0 (ResiteSmsPointRow, 1);
  self->id = g_ascii_strup (id, -1);
  self->nal_path = g_strdup (resite_cim_object_get_string (object, "ServerNALPath"));
  self->site_code = g_strdup (code);
  self->status = (guint)MAX (0, resite_cim_object_get_int (object, "Status", 0));
  return self;
}

/* The point's own row counts; the other one is only told of. */
static void
take_row (GHashTable *found, const ResiteSmsPoint *point, ResiteCimObject *object)
{
  ResiteSmsPointRow *row = row_new (object);
  ResiteSmsPointRow *former = row != NULL ? g_hash_table_lookup (found, row->id) : NULL;

  if (row == NULL)
    return;
  if (g_ascii_strcasecmp (row->site_code, point->site_code) != 0)
    row->wrong_code = g_strdup (row->site_code);
  if (former != NULL && row->wrong_code != NULL)
    {
      g_free (former->wrong_code);
      former->wrong_code = g_steal_pointer (&row->wrong_code);
      resite_sms_point_row_free (row);
      return;
    }
  if (former != NULL)
    row->wrong_code = g_steal_pointer (&former->wrong_code);
  g_hash_table_replace (found, row->id, row);
}

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                (GDestroyNotify)resite_sms_point_row_free);
}

static gboolean
ask (ResiteCim *cim, const char *space, const ResiteSmsPoint *point, const char *condition,
     GHashTable *found, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = resite_cim_quote (point->nal_path);
  g_autofree char *query = g_strconcat (COLUMNS "ServerNALPath = ", path, condition, NULL);
  g_autoptr (GPtrArray) rows = resite_cim_list (cim, space, query, cancellable, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    take_row (found, point, g_ptr_array_index (rows, i));
  return TRUE;
}

GHashTable *
resite_sms_list_point_rows (ResiteCim *cim, const char *space, const ResiteSmsPoint *point,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) found = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL && point != NULL, NULL);

  found = make_table ();
  if (!ask (cim, space, point, "", found, cancellable, error))
    return NULL;
  return g_steal_pointer (&found);
}

char *
resite_sms_format_next_ids (const char *const **ids)
{
  GString *text = g_string_new (" AND (");

  for (guint n = 0; n < IDS_AT_ONCE && **ids != NULL; n++, (*ids)++)
    {
      g_autofree char *quoted = resite_cim_quote (**ids);

      g_string_append_printf (text, "%sPackageID = %s", n > 0 ? " OR " : "", quoted);
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

GHashTable *
resite_sms_read_point_rows (ResiteCim *cim, const char *space, const ResiteSmsPoint *point,
                            const char *const *ids, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) found = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, NULL);
  g_return_val_if_fail (point != NULL && ids != NULL, NULL);

  found = make_table ();
  while (*ids != NULL)
    {
      g_autofree char *condition = resite_sms_format_next_ids (&ids);

      if (!ask (cim, space, point, condition, found, cancellable, error))
        return NULL;
    }
  return g_steal_pointer (&found);
}

ResiteSmsPointRow *
resite_sms_read_point_row (ResiteCim *cim, const char *space, const ResiteSmsPoint *point,
                           const char *id, GCancellable *cancellable, GError **error)
{
  const char *const ids[] = { id, NULL };
  g_autoptr (GHashTable) found = NULL;
  g_autofree char *key = NULL;
  ResiteSmsPointRow *row = NULL;

  g_return_val_if_fail (id != NULL, NULL);

  found = resite_sms_read_point_rows (cim, space, point, ids, cancellable, error);
  key = g_ascii_strup (id, -1);
  if (found != NULL)
    g_hash_table_steal_extended (found, key, NULL, (gpointer *)&row);
  return row;
}

void
resite_sms_similar_free (ResiteSmsSimilar *self)
{
  if (self == NULL)
    return;
  resite_sms_point_free (self->point);
  g_free (self);
}

/* A set of ids, of rows that are there to stay. */
static GHashTable *
list_ids (ResiteCim *cim, const char *space, const ResiteSmsPoint *point, GCancellable *cancellable,
          GError **error)
{
  g_autofree char *path = resite_cim_quote (point->nal_path);
  g_autofree char *query =
      g_strdup_printf ("SELECT PackageID FROM SMS_DistributionPoint WHERE ServerNALPath = %s "
                       "AND Status <> %d",
                       path, RESITE_SMS_ROW_DELETED);
  g_autoptr (GPtrArray) rows = resite_cim_list (cim, space, query, cancellable, error);
  GHashTable *ids;

  if (rows == NULL)
    return NULL;
  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const char *id = resite_cim_object_get_string (g_ptr_array_index (rows, i), "PackageID");

      if (id != NULL)
        g_hash_table_add (ids, g_ascii_strup (id, -1));
    }
  return ids;
}

static GHashTable *
find_wanted (ResiteCim *cim, const char *space, const char *const *ids,
             const ResiteSmsPoint *target, GCancellable *cancellable, GError **error)
{
  GHashTable *wanted;

  if (ids == NULL)
    return list_ids (cim, space, target, cancellable, error);
  wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (; *ids != NULL; ids++)
    g_hash_table_add (wanted, g_ascii_strup (*ids, -1));
  return wanted;
}

static ResiteSmsSimilar *
measure (const ResiteSmsPoint *point, GHashTable *own, GHashTable *wanted)
{
  ResiteSmsSimilar *self = g_new0 (ResiteSmsSimilar, 1);
  GHashTableIter iter;
  gpointer id;
  guint all;

  self->point = resite_sms_point_copy (point);
  self->n_packages = g_hash_table_size (own);
  g_hash_table_iter_init (&iter, own);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    self->n_shared += g_hash_table_contains (wanted, id);
  all = self->n_packages + g_hash_table_size (wanted) - self->n_shared;
  self->likeness = all > 0 ? (double)self->n_shared / all : 0;
  return self;
}

static int
compare_similar (gconstpointer a, gconstpointer b)
{
  const ResiteSmsSimilar *one = *(ResiteSmsSimilar *const *)a;
  const ResiteSmsSimilar *other = *(ResiteSmsSimilar *const *)b;

  if (one->likeness != other->likeness)
    return one->likeness > other->likeness ? -1 : 1;
  return strcmp (one->point->nal_path, other->point->nal_path);
}

GPtrArray *
resite_sms_find_similar (ResiteCim *cim, const char *space, GPtrArray *points,
                         const char *const *ids, const ResiteSmsPoint *target,
                         GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) wanted = NULL;
  g_autoptr (GPtrArray) similar = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, NULL);
  g_return_val_if_fail (points != NULL && target != NULL, NULL);

  wanted = find_wanted (cim, space, ids, target, cancellable, error);
  if (wanted == NULL)
    return NULL;
  similar = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_sms_similar_free);
  for (guint i = 0; i < points->len; i++)
    {
      const ResiteSmsPoint *point = g_ptr_array_index (points, i);
      g_autoptr (GHashTable) own = NULL;

      if (resite_sms_is_same_nal (point->nal_path, target->nal_path))
        continue;
      own = list_ids (cim, space, point, cancellable, error);
      if (own == NULL)
        return NULL;
      g_ptr_array_add (similar, measure (point, own, wanted));
    }
  g_ptr_array_sort (similar, compare_similar);
  return g_steal_pointer (&similar);
}
