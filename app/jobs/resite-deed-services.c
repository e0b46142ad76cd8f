/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-services"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-deed.h"
#include "resite-error.h"

/* A service that hangs in Stop Pending is given five minutes, then a person looks. */
#define SERVICE_PATIENCE 300

static gboolean
is_down (const ResiteWindowsService *service)
{
  return g_strcmp0 (service->start_mode, "Disabled") == 0 &&
         g_strcmp0 (service->state, "Stopped") == 0;
}

static void
say_service (ResiteDeed *deed, const ResiteWindowsService *service)
{
  /* TRANSLATORS: state and start type as Windows says them: "Stopped", "Disabled". */
  resite_deed_say (deed, g_strdup_printf (_ ("It is %s; its start type is %s."), service->state,
                                          service->start_mode));
}

static ResiteSight
look_down (ResiteDeed *deed, const char *stage, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  ResiteWindowsService *service;
  GError *local = NULL;
  gboolean down;

  if (cim == NULL)
    return RESITE_SIGHT_ERROR;
  service = resite_windows_get_service (cim, stage, resite_deed_get_cancellable (deed), &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return RESITE_SIGHT_ERROR;
    }
  if (service == NULL)
    {
      resite_deed_say (deed, g_strdup (_ ("The service is not there any more.")));
      return RESITE_SIGHT_DONE;
    }
  down = is_down (service);
  if (down)
    say_service (deed, service);
  resite_windows_service_free (service);
  return down ? RESITE_SIGHT_DONE : RESITE_SIGHT_OPEN;
}

/* Disabled before it is stopped, so that nothing starts it again in between. */
static gboolean
act_down (ResiteDeed *deed, const char *stage, GError **error)
{
  GCancellable *cancellable = resite_deed_get_cancellable (deed);
  ResiteCim *cim = resite_deed_get_cim (deed, error);

  if (cim == NULL || !resite_windows_set_start_mode (cim, stage, "Disabled", cancellable, error))
    return FALSE;
  resite_deed_say (deed, g_strdup (_ ("It is disabled; waiting until it has stopped.")));
  if (!resite_windows_stop_service (
          cim, stage, resite_deed_get_real_seconds (deed, SERVICE_PATIENCE), cancellable, error))
    return FALSE;
  resite_deed_say (deed, g_strdup (_ ("It is disabled and has stopped.")));
  return TRUE;
}

static const ResiteDeedStage stage_down = { look_down, NULL, act_down };

static void
write_service (ResiteDeed *deed, const ResiteWindowsService *service)
{
  g_autofree char *known = NULL;

  resite_deed_add_stage (deed, service->name, &stage_down);
  known = resite_deed_dup_note (deed, service->name, "mode");
  if (known != NULL)
    return; /* an earlier job may have changed it since */
  resite_deed_set_note (deed, service->name, "mode", service->start_mode);
  resite_deed_set_note (deed, service->name, "state", service->state);
}

static GPtrArray *
list_services (ResiteDeed *deed, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);

  return cim != NULL
             ? resite_windows_list_sms_services (cim, resite_deed_get_cancellable (deed), error)
             : NULL;
}

static gboolean
act_write_down (ResiteDeed *deed, const char *stage, GError **error)
{
  g_autoptr (GPtrArray) services = list_services (deed, error);

  if (services == NULL)
    return FALSE;
  if (services->len == 0)
    {
      g_set_error (
          error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
          _ ("There are no SMS services on this machine, and nothing was done. Look at the "
             "badge: this may be the wrong server."));
      return FALSE;
    }
  for (guint i = 0; i < services->len; i++)
    write_service (deed, g_ptr_array_index (services, i));
  resite_deed_say (deed, g_strdup_printf (ngettext ("%u service; its start type is written down.",
                                                    "%u services; their start types are written "
                                                    "down.",
                                                    services->len),
                                          services->len));
  return resite_deed_write_down (deed, error);
}

static void
append_name (GString *names, const char *name)
{
  g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
}

static gboolean
prove_down (ResiteDeed *deed, const char *stage, GError **error)
{
  g_autoptr (GPtrArray) services = list_services (deed, error);
  g_autoptr (GString) bad = g_string_new (NULL);

  if (services == NULL)
    return FALSE;
  for (guint i = 0; i < services->len; i++)
    if (!is_down (g_ptr_array_index (services, i)))
      append_name (bad, ((ResiteWindowsService *)services->pdata[i])->name);
  if (bad->len > 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                   /* TRANSLATORS: names of services. */
                   _ ("Not all are down: %s. Something started or enabled them again. Stop "
                      "SMS_SITE_COMPONENT_MANAGER first, then try again."),
                   bad->str);
      return FALSE;
    }
  resite_deed_say (deed, g_strdup (_ ("Listed again: all are disabled and stopped.")));
  return TRUE;
}

static const ResiteDeedStage stage_services = { NULL, NULL, act_write_down };
static const ResiteDeedStage stage_proof_down = { NULL, NULL, prove_down };

static void
plan_disable (ResiteDeed *deed)
{
  resite_deed_add_stage (deed, "identity", &resite_deed_stage_identity);
  resite_deed_add_stage (deed, "services", &stage_services);
  resite_deed_add_stage (deed, "proof", &stage_proof_down);
}

const ResiteDeedKind resite_deed_services_disable = { "services-disable",
                                                      N_ ("Stop and disable the SMS services"),
                                                      NULL, plan_disable, NULL };
