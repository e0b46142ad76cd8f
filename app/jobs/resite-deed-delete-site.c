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
/* Seconds of real time for the old server to say that it is down. */
#define OTHER_SECONDS 25
#define PROGRAM       "preinst.exe"
#define SPACE         "root/cimv2"
/* Exit codes: an exception that nobody caught (0xC0000005 and its like), and what cmd.exe says of a
 * program that it does not find. */
#define BREAKDOWN       0xC0000000u
#define NO_SUCH_PROGRAM 9009

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

/* Names of those that are not both stopped and disabled; NULL: it cannot be asked. */
static char *
list_running (ResiteDeed *deed, ResiteMachine *machine)
{
  GCancellable *bound = resite_deed_begin_bound (deed, OTHER_SECONDS);
  ResiteCim *cim = resite_machine_get_cim (machine);
  const char *wanted = resite_deed_get_value (deed, "uuid.other");
  g_autoptr (ResiteWindowsIdentity) identity = resite_windows_identify (cim, bound, NULL);
  g_autoptr (GPtrArray) services = NULL;
  GString *names;

  if (identity != NULL && (wanted == NULL || (identity->uuid != NULL &&
                                              g_ascii_strcasecmp (wanted, identity->uuid) == 0)))
    services = resite_windows_list_sms_services (cim, bound, NULL);
  resite_deed_end_bound (deed, bound, NULL);
  if (services == NULL)
    return NULL;
  names = g_string_new (NULL);
  for (guint i = 0; i < services->len; i++)
    {
      const ResiteWindowsService *service = services->pdata[i];
      if (g_strcmp0 (service->start_mode, "Disabled") != 0 ||
          g_strcmp0 (service->state, "Stopped") != 0)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", service->name);
    }
  return g_string_free (names, FALSE);
}

/* What was true when the pause was signed is asked for again now. One that does not answer does
 * nothing either, as far as anybody here can tell. */
static gboolean
act_other (ResiteDeed *deed, const char *stage, GError **error)
{
  const char *role = resite_deed_get_value (deed, "role.other");
  ResiteMachine *machine = resite_deed_look_up (deed, role, NULL, NULL);
  g_autofree char *running = machine != NULL ? list_running (deed, machine) : NULL;

  resite_deed_let_go (machine);
  if (running != NULL && *running != '\0')
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                   /* TRANSLATORS: names of services. */
                   _ ("The old server acts for the site again, and nothing was run here: %s. Look "
                      "who enabled or started them; set C2 back and do it again, then go on."),
                   running);
      return FALSE;
    }
  resite_deed_say (deed,
                   g_strdup (running != NULL ? _ ("All its SMS services are stopped and disabled.")
                                             : _ ("It does not answer.")));
  return TRUE;
}

static gboolean
act_tool (ResiteDeed *deed, const char *stage, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  g_autofree char *path =
      g_strconcat (resite_deed_get_value (deed, "directory"), "\\" PROGRAM, NULL);
  gboolean there = FALSE;

  if (cim == NULL ||
      !resite_windows_has_file (cim, path, &there, resite_deed_get_cancellable (deed), error))
    return FALSE;
  if (there)
    {
      /* TRANSLATORS: a path. */
      resite_deed_say (deed, g_strdup_printf (_ ("%s is there."), path));
      return TRUE;
    }
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
      /* TRANSLATORS: a path. */
      _ ("There is no %s on this primary, so nothing was run. Correct its SMS folder in the "
         "plan, or copy preinst.exe of the same service pack there."),
      path);
  return FALSE;
}

/* A line of an earlier try whose end nobody saw: two of them at once must not be. */
static gboolean
check_over (ResiteDeed *deed, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  g_autoptr (GPtrArray) rows = NULL;

  if (cim != NULL)
    rows = resite_cim_list (cim, SPACE,
                            "SELECT ProcessId FROM Win32_Process WHERE Name = '" PROGRAM "'",
                            resite_deed_get_cancellable (deed), error);
  if (rows == NULL)
    return FALSE;
  if (rows->len == 0)
    return TRUE;
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
      _ ("A line that was begun before still runs there (preinst.exe), so nothing was run. "
         "Wait until it has ended, or look at the console what it asks; then try again."));
  return FALSE;
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
  else if (result->has_exit_code &&
           (result->exit_code >= BREAKDOWN || result->exit_code == NO_SUCH_PROGRAM))
    g_set_error (
        error, RESITE_ERROR, RESITE_ERROR_FAILED,
        /* TRANSLATORS: an exit code. */
        _ ("The program broke down (%#x), so its order was not dropped. Old builds do that "
           "(KB Q305693): take preinst.exe of the primary's own service pack."),
        (guint)result->exit_code);
  else
    return TRUE;
  return FALSE;
}

/* Whether an order for jobs was dropped leaves no trace that could be asked for. Dropping it twice
 * is harmless until C11, and it is said that it was. */
static void
say_again (ResiteDeed *deed)
{
  resite_deed_say (deed,
                   g_strdup (_ ("It was run once more: whether an earlier try had dropped its "
                                "order could not be seen, and before C11 twice is harmless.")));
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
  const gboolean begun = resite_deed_get_past (deed, stage) == RESITE_DEED_BEGUN;

  if (shell == NULL || (begun && !check_over (deed, error)))
    return FALSE;
  result = resite_shell_run (shell, resite_deed_get_value (deed, stage), &options,
                             resite_deed_get_cancellable (deed), error);
  resite_shell_close (shell);
  if (result == NULL)
    return FALSE;
  keep_output (deed, stage, result);
  if (!judge_line (result, error))
    return FALSE;
  if (begun)
    say_again (deed);
  return TRUE;
}

static const ResiteDeedStage stage_other = { NULL, NULL, act_other };
static const ResiteDeedStage stage_tool = { NULL, NULL, act_tool };
static const ResiteDeedStage stage_service = { NULL, NULL, act_service };
static const ResiteDeedStage stage_line = { look_line, NULL, act_line };

static void
plan_delete (ResiteDeed *deed)
{
  resite_deed_add_stage (deed, "identity", &resite_deed_stage_identity);
  if (resite_deed_get_value (deed, "role.other") != NULL)
    resite_deed_add_stage (deed, "other", &stage_other);
  resite_deed_add_stage (deed, "tool", &stage_tool);
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
