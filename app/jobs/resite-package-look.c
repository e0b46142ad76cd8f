/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-package-look"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-package-look.h"

/* Each is a question of its own, and where so many are wrong nobody repairs one by one. */
#define POINTS_COUNTED 24

char *
resite_package_look_space (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autofree char *machine = NULL;
  g_autofree char *space = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);

  space = resite_sms_find_provider (cim, &machine, cancellable, error);
  if (space == NULL || machine == NULL)
    return g_steal_pointer (&space);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("The provider of this site is on %s, which is not reached for this run."),
               machine);
  return NULL;
}

static ResiteSmsPoint *
find_point (ResiteCim *cim, const char *space, const char *server, const char *code,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) points = resite_sms_list_points (cim, space, cancellable, error);
  ResiteSmsPoint *point =
      points != NULL ? resite_sms_find_point (points, server, code, error) : NULL;

  return point != NULL ? resite_sms_point_copy (point) : NULL;
}

/* (transfer full): ids of the packages that are assigned to @point and stay so. */
static GHashTable *
list_assigned (ResiteCim *cim, const char *space, const ResiteSmsPoint *point,
               GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) rows = resite_sms_list_point_rows (cim, space, point, cancellable, error);
  GHashTable *ids;
  GHashTableIter iter;
  gpointer id, row;

  if (rows == NULL)
    return NULL;
  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &id, &row))
    if (((ResiteSmsPointRow *)row)->status != RESITE_SMS_ROW_DELETED)
      g_hash_table_add (ids, g_strdup (id));
  return ids;
}

static void
look_at_model (ResiteCim *cim, const char *space, const char *server, const char *code,
               GHashTable **expected, char **remark, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteSmsPoint) point = find_point (cim, space, server, code, cancellable, &error);

  if (point != NULL)
    *expected = list_assigned (cim, space, point, cancellable, &error);
  if (error != NULL)
    *remark = g_strdup_printf (_ ("Which packages the model distribution point %s has is not "
                                  "known: %s"),
                               server, error->message);
}

GHashTable *
resite_package_look_known (ResiteCim *cim, const char *space, const char *server, const char *code,
                           GHashTable **expected, char **remark, GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GHashTable) packages = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, NULL);

  *expected = NULL;
  *remark = NULL;
  packages = resite_sms_list_packages (cim, space, cancellable, error);
  if (packages == NULL)
    return NULL;
  if (server != NULL && *server != '\0')
    look_at_model (cim, space, server, code, expected, remark, cancellable);
  return resite_preflight_known_from_packages (packages);
}

static gboolean
count_points (ResiteCim *cim, const char *space, GPtrArray *states, GCancellable *cancellable,
              GError **error)
{
  guint n = 0;

  for (guint i = 0; i < states->len && n < POINTS_COUNTED; i++)
    {
      ResitePackageState *state = states->pdata[i];
      int points;

      if (resite_package_state_is_right (state))
        continue;
      points = resite_sms_count_points_of (cim, space, state->id, cancellable, error);
      if (points < 0)
        return FALSE;
      state->points = (guint)points;
      n++;
    }
  return TRUE;
}

GPtrArray *
resite_package_look_status (ResiteCim *cim, const char *space, const char *server, const char *code,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteSmsPoint) point = NULL;
  g_autoptr (GHashTable) packages = NULL;
  g_autoptr (GHashTable) known = NULL;
  g_autoptr (GHashTable) rows = NULL;
  g_autoptr (GHashTable) summaries = NULL;
  g_autoptr (GPtrArray) states = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL && server != NULL, NULL);

  point = find_point (cim, space, server, code, cancellable, error);
  if (point != NULL)
    rows = resite_sms_list_point_rows (cim, space, point, cancellable, error);
  if (rows != NULL)
    summaries = resite_sms_list_summaries (cim, space, point, cancellable, error);
  if (summaries != NULL)
    packages = resite_sms_list_packages (cim, space, cancellable, error);
  if (packages == NULL)
    return NULL;
  known = resite_preflight_known_from_packages (packages);
  states = resite_package_status_judge (summaries, rows, known);
  return count_points (cim, space, states, cancellable, error) ? g_steal_pointer (&states) : NULL;
}
