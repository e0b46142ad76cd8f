/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-delete-site"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-deed.h"
#include "resite-error.h"
#include "resite-sms-provider.h"

#define DEFAULT_SERVICE "SMS_EXECUTIVE"
/* Preinst only drops an order for Hierarchy Manager: what takes this long hangs. */
#define LINE_PATIENCE 600

static const char *
service_of (ResiteDeed *deed)
{
  const char *service = resite_deed_get_value (deed, "service");

  return service != NULL ? service : DEFAULT_SERVICE;
}

/* The code as a word of its own: a line that does not name the site is none of this site's. */
static gboolean
names_site (const char *line, const char *site)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t:,{}", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], site) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_line (ResiteDeed *deed, const char *line, GError **error)
{
  for (const char *at = line; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     _ ("A line for preinst has a control character in it. Correct it in the "
                        "plan."));
        return FALSE;
      }
  if (names_site (line, resite_deed_get_value (deed, "site")))
    return TRUE;
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_INVALID,
      /* TRANSLATORS: a command line; a site code. */
      _ ("The line “%s” does not name site %s, so nothing was run. Correct it in the plan."), line,
      resite_deed_get_value (deed, "site"));
  return FALSE;
}

static char *
key_of_line (guint number)
{
  return g_strdup_printf ("line.%u", number);
}

static gboolean
check_delete (ResiteDeed *deed, GError **error)
{
  if (resite_deed_is_value (deed, "sealed", "yes"))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_ILLEGAL_MOVE,
                   _ ("The new site is being installed already. These lines would kill its jobs as "
                      "well, so they are refused from C11 on."));
      return FALSE;
    }
  if (!resite_deed_need_values (deed, error, "site", "directory", "line.1", NULL))
    return FALSE;
  for (guint i = 1;; i++)
    {
      g_autofree char *key = key_of_line (i);
      const char *line = resite_deed_get_value (deed, key);

      if (line == NULL)
        return TRUE;
      if (!check_line (deed, line, error))
        return FALSE;
    }
}

static gboolean
act_service (ResiteDeed *deed, const char *stage, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  ResiteWindowsService *service;
  GError *local = NULL;
  gboolean runs;

  if (cim == NULL)
    return FALSE;
  service = resite_windows_get_service (cim, service_of (deed), resite_deed_get_cancellable (deed),
                                        &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  runs = service != NULL && g_strcmp0 (service->state, "Running") == 0;
  g_clear_pointer (&service, resite_windows_service_free);
  if (!runs)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                   /* TRANSLATORS: the name of a service. */
                   _ ("%s does not run here, and preinst only drops an order for it. Nothing was "
                      "run. Start the service, then try again."),
                   service_of (deed));
      return FALSE;
    }
  /* TRANSLATORS: the name of a service. */
  resite_deed_say (deed, g_strdup_printf (_ ("%s runs."), service_of (deed)));
  return TRUE;
}

static gboolean
is_site_gone (ResiteDeed *deed)
{
  GCancellable *cancellable = resite_deed_get_cancellable (deed);
  ResiteCim *cim = resite_deed_get_cim (deed, NULL);
  g_autofree char *space = NULL;
  g_autofree char *elsewhere = NULL;
  g_autoptr (GPtrArray) sites = NULL;
  const ResiteSmsSite *site;

  if (cim == NULL)
    return FALSE;
  space = resite_sms_find_provider (cim, &elsewhere, cancellable, NULL);
  if (space == NULL || elsewhere != NULL)
    return FALSE;
  sites = resite_sms_list_sites (cim, space, cancellable, NULL);
  if (sites == NULL || sites->len == 0)
    return FALSE;
  site = resite_sms_find_site (sites, resite_deed_get_value (deed, "site"));
  return site == NULL || site->status == 4;
}

/* A line that may have run is looked for by what it does. Where that cannot be seen it is run again:
 * the same order twice does no harm before the new site is installed. */
static ResiteSight
look_line (ResiteDeed *deed, const char *stage, GError **error)
{
  g_autofree char *upper = g_ascii_strup (resite_deed_get_value (deed, stage), -1);

  switch (resite_deed_get_past (deed, stage))
    {
    case RESITE_DEED_ENDED:
      resite_deed_say (deed, g_strdup (_ ("This line was run before.")));
      return RESITE_SIGHT_DONE;
    case RESITE_DEED_BEGUN:
      if (strstr (upper, "/DELSITE") == NULL || !is_site_gone (deed))
        return RESITE_SIGHT_OPEN;
      resite_deed_say (deed, g_strdup (_ ("The site is gone here, so this line was run.")));
      return RESITE_SIGHT_DONE;
    case RESITE_DEED_NEW:
    default:
      return RESITE_SIGHT_OPEN;
    }
}

static void
keep_output (ResiteDeed *deed, const char *stage, const ResiteShellResult *result)
{
  g_autofree char *text = g_strconcat (result->output, result->errors, NULL);

  resite_deed_set_output (deed, stage, text,
                          result->has_exit_code ? (gint64)result->exit_code : -1);
  if (result->has_exit_code)
    resite_deed_say (deed, g_strdup_printf (_ ("It ended with exit code %u. What it did is looked "
                                               "at next."),
                                            result->exit_code));
  else
    resite_deed_say (deed, g_strdup (_ ("It ended. What it did is looked at next.")));
}

static gboolean
judge_line (const ResiteShellResult *result, GError **error)
{
  if (result->timed_out)
    g_set_error (
        error, RESITE_ERROR, RESITE_ERROR_FAILED,
        _ ("The program did not end within ten minutes and was stopped. Try the line at the "
           "console of the primary, and look what it asks."));
  else if (result->incomplete && !result->has_exit_code)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
                 _ ("The line broke while the program ran, so whether it dropped its order is not "
                    "known. Going on looks first, and runs it again where that cannot be seen."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
act_line (ResiteDeed *deed, const char *stage, GError **error)
{
  const ResiteShellOptions options = { .directory = resite_deed_get_value (deed, "directory"),
                                       .patience_seconds = LINE_PATIENCE };
  ResiteMachine *machine = resite_deed_get_machine (deed, error);
  g_autoptr (ResiteShell) shell =
      machine != NULL ? resite_machine_open_shell (machine, error) : NULL;
  g_autoptr (ResiteShellResult) result = NULL;

  if (shell == NULL)
    return FALSE;
  result = resite_shell_run (shell, resite_deed_get_value (deed, stage), &options,
                             resite_deed_get_cancellable (deed), error);
  resite_shell_close (shell);
  if (result == NULL)
    return FALSE;
  keep_output (deed, stage, result);
  return judge_line (result, error);
}

static const ResiteDeedStage stage_service = { NULL, NULL, act_service };
static const ResiteDeedStage stage_line = { look_line, NULL, act_line };

static void
plan_delete (ResiteDeed *deed)
{
  resite_deed_add_stage (deed, "identity", &resite_deed_stage_identity);
  resite_deed_add_stage (deed, "service", &stage_service);
  for (guint i = 1;; i++)
    {
      g_autofree char *key = key_of_line (i);

      if (resite_deed_get_value (deed, key) == NULL)
        break;
      resite_deed_add_stage (deed, key, &stage_line);
    }
}

const ResiteDeedKind resite_deed_delete_site = { "delete-site",
                                                 N_ ("Order the removal of the site"), check_delete,
                                                 plan_delete, NULL };
