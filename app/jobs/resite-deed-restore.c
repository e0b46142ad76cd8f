/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-restore"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-deed.h"
#include "resite-error.h"

#define MODE             "mode."
#define SERVICE_PATIENCE 300

static const char *
service_of (const char *key)
{
  return g_str_has_prefix (key, MODE) && key[strlen (MODE)] != '\0' ? key + strlen (MODE) : NULL;
}

/* Those that the others need or that start the others go first. */
static guint
rank_of (const char *name)
{
  if (g_ascii_strcasecmp (name, "CcmExec") == 0)
    return 0;
  return g_ascii_strcasecmp (name, "SMS_SITE_COMPONENT_MANAGER") == 0 ? 1 : 2;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *first = *(const char *const *)a;
  const char *second = *(const char *const *)b;
  const int by_rank = (int)rank_of (first) - (int)rank_of (second);

  return by_rank != 0 ? by_rank : strcmp (first, second);
}

/* (element-type utf8): names of the values' own keys. */
static GPtrArray *
list_names (ResiteDeed *deed)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, resite_deed_get_values (deed));
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (service_of (key) != NULL && resite_deed_get_value (deed, key) != NULL)
      g_ptr_array_add (names, (gpointer)service_of (key));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static const char *
mode_of (ResiteDeed *deed, const char *service)
{
  g_autofree char *key = g_strconcat (MODE, service, NULL);

  return resite_deed_get_value (deed, key);
}

static gboolean
is_automatic (const char *mode)
{
  return g_ascii_strcasecmp (mode, "Auto") == 0 || g_ascii_strcasecmp (mode, "Automatic") == 0;
}

static gboolean
same_mode (const char *a, const char *b)
{
  return a != NULL && b != NULL &&
         (g_ascii_strcasecmp (a, b) == 0 || (is_automatic (a) && is_automatic (b)));
}

static gboolean
should_run (ResiteDeed *deed, const char *service)
{
  g_autofree char *key = g_strconcat ("state.", service, NULL);
  const char *state = resite_deed_get_value (deed, key);

  return state != NULL ? g_str_equal (state, "Running") : is_automatic (mode_of (deed, service));
}

static gboolean
check_restore (ResiteDeed *deed, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (deed);

  if (names->len > 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("What the start types were is not written down, so nothing was done. Set them by "
                  "hand: usually automatic, and SMS_SITE_BACKUP manual."));
  return FALSE;
}

static ResiteWindowsService *
get_service (ResiteDeed *deed, const char *name, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  GError *local = NULL;
  ResiteWindowsService *service;

  if (cim == NULL)
    return NULL;
  service = resite_windows_get_service (cim, name, resite_deed_get_cancellable (deed), &local);
  if (service == NULL && local == NULL)
    g_set_error (&local, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                 _ ("The service %s is not there any more."), name);
  if (local != NULL)
    g_propagate_error (error, local);
  return service;
}

static ResiteSight
look_modes (ResiteDeed *deed, const char *stage, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (deed);

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (ResiteWindowsService) service = get_service (deed, names->pdata[i], error);

      if (service == NULL)
        return RESITE_SIGHT_ERROR;
      if (!same_mode (service->start_mode, mode_of (deed, names->pdata[i])))
        return RESITE_SIGHT_OPEN;
    }
  return RESITE_SIGHT_DONE;
}

static gboolean
act_modes (ResiteDeed *deed, const char *stage, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (deed);
  ResiteCim *cim = resite_deed_get_cim (deed, error);

  for (guint i = 0; cim != NULL && i < names->len; i++)
    if (!resite_windows_set_start_mode (cim, names->pdata[i], mode_of (deed, names->pdata[i]),
                                        resite_deed_get_cancellable (deed), error))
      return FALSE;
  if (cim == NULL)
    return FALSE;
  resite_deed_say (deed, g_strdup (_ ("All start types are as they were.")));
  return TRUE;
}

static const ResiteDeedStage stage_modes = { look_modes, NULL, act_modes };

static ResiteSight
look_up (ResiteDeed *deed, const char *stage, GError **error)
{
  ResiteWindowsService *service = get_service (deed, stage, error);
  gboolean runs;

  if (service == NULL)
    return RESITE_SIGHT_ERROR;
  runs = g_strcmp0 (service->state, "Running") == 0;
  resite_windows_service_free (service);
  return runs ? RESITE_SIGHT_DONE : RESITE_SIGHT_OPEN;
}

static gboolean
act_up (ResiteDeed *deed, const char *stage, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);

  if (cim == NULL || !resite_windows_start_service (
                         cim, stage, resite_deed_get_real_seconds (deed, SERVICE_PATIENCE),
                         resite_deed_get_cancellable (deed), error))
    return FALSE;
  resite_deed_say (deed, g_strdup (_ ("It runs.")));
  return TRUE;
}

static const ResiteDeedStage stage_up = { look_up, NULL, act_up };

static gboolean
is_as_before (ResiteDeed *deed, const char *name, gboolean *as_before, GError **error)
{
  ResiteWindowsService *service = get_service (deed, name, error);

  if (service == NULL)
    return FALSE;
  *as_before = same_mode (service->start_mode, mode_of (deed, name)) &&
               (!should_run (deed, name) || g_strcmp0 (service->state, "Running") == 0);
  resite_windows_service_free (service);
  return TRUE;
}

static gboolean
prove_up (ResiteDeed *deed, const char *stage, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (deed);

  for (guint i = 0; i < names->len; i++)
    {
      gboolean as_before;

      if (!is_as_before (deed, names->pdata[i], &as_before, error))
        return FALSE;
      if (as_before)
        continue;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                   /* TRANSLATORS: the name of a service. */
                   _ ("%s is not as it was: it stopped again, or its start type was changed. Look "
                      "into the event log of the server, then try again."),
                   (const char *)names->pdata[i]);
      return FALSE;
    }
  resite_deed_say (deed, g_strdup (_ ("Asked again: start types and states are as they were.")));
  return TRUE;
}

static const ResiteDeedStage stage_proof_up = { NULL, NULL, prove_up };

static void
plan_restore (ResiteDeed *deed)
{
  g_autoptr (GPtrArray) names = list_names (deed);

  resite_deed_add_stage (deed, "identity", &resite_deed_stage_identity);
  resite_deed_add_stage (deed, "start-types", &stage_modes);
  for (guint i = 0; i < names->len; i++)
    if (should_run (deed, names->pdata[i]))
      resite_deed_add_stage (deed, names->pdata[i], &stage_up);
  resite_deed_add_stage (deed, "proof", &stage_proof_up);
}

const ResiteDeedKind resite_deed_services_restore = {
  "services-restore", N_ ("Set the SMS services back and start them"), check_restore, plan_restore,
  NULL
};
