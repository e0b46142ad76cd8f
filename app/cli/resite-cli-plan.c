/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "resite-cli-report.h"
#include "resite-error.h"
#include "resite-plan.h"
#include "resite-runbook.h"

static gboolean
write_new_file (const char *path, const char *text, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  gsize length = strlen (text);

  if (fd < 0)
    {
      if (errno == EEXIST)
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     _ ("%s is there already; nothing was written"), path);
      else
        resite_error_set_from_errno (error, errno, _ ("Writing %s"), path);
      return FALSE;
    }
  for (gsize done = 0; done < length;)
    {
      gssize written = write (fd, text + done, length - done);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          resite_error_set_from_errno (error, errno, _ ("Writing %s"), path);
          close (fd);
          unlink (path);
          return FALSE;
        }
      done += written;
    }
  if (close (fd) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Writing %s"), path);
  return FALSE;
}

static ResiteCliStatus
run_plan_new (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *text = resite_plan_to_template ();

  if (!write_new_file (arguments[0], text, error))
    return RESITE_CLI_REFUSED;
  if (resite_cli_is_json (cli))
    {
      JsonBuilder *builder = resite_cli_report_begin ("plan");

      resite_cli_report_add_text (builder, "path", arguments[0]);
      resite_cli_report_end (builder);
    }
  else
    g_print (_ ("%s is written; fill it in and look at it with \"resite-cli plan check\".\n"),
             arguments[0]);
  return RESITE_CLI_GOOD;
}

static void
print_fault (ResiteCli *cli, const char *path, const ResitePlanFault *fault)
{
  const char *severity = fault->severity == RESITE_PLAN_FAULT_ERROR ? "error" : "warning";
  g_autofree char *name = fault->key != NULL ? g_strdup_printf ("%s.%s", fault->group, fault->key)
                                             : g_strdup_printf ("[%s]", fault->group);

  if (resite_cli_is_json (cli))
    {
      JsonBuilder *builder = resite_cli_report_begin ("check");

      resite_cli_report_add_text (builder, "name", name);
      resite_cli_report_add_text (
          builder, "verdict", fault->severity == RESITE_PLAN_FAULT_ERROR ? "failed" : "warning");
      resite_cli_report_add_text (builder, "message", fault->message);
      resite_cli_report_add_text (builder, "how", "V");
      resite_cli_report_add_int (builder, "line", fault->line);
      resite_cli_report_end (builder);
    }
  else if (fault->line > 0)
    g_print ("%s:%u: %s: %s: %s\n", path, fault->line, severity, name, fault->message);
  else
    g_print ("%s: %s: %s: %s\n", path, severity, name, fault->message);
}

static ResiteCliStatus
run_plan_check (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResitePlan) plan = resite_plan_new_from_file (arguments[0], error);
  g_autoptr (GPtrArray) faults = NULL;
  guint errors = 0;

  if (plan == NULL)
    return RESITE_CLI_REFUSED;
  faults = resite_plan_check (plan);
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);
      gboolean bad = fault->severity == RESITE_PLAN_FAULT_ERROR;

      errors += bad ? 1 : 0;
      resite_cli_report_count (report, bad ? "failed" : "warning");
      print_fault (cli, arguments[0], fault);
    }
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  if (errors > 0)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 ngettext ("%s has %u fault; mend it before a run is started",
                           "%s has %u faults; mend them before a run is started", errors),
                 arguments[0], errors);
  else if (!resite_cli_is_json (cli))
    g_print (_ ("%s: this plan is good.\n"), arguments[0]);
  return errors > 0 ? RESITE_CLI_REFUSED : RESITE_CLI_GOOD;
}

static gboolean
has_field (ResiteStep *step, const char *field)
{
  GPtrArray *actions = resite_step_get_actions (step);

  for (guint a = 0; a < actions->len; a++)
    {
      ResiteAction *action = g_ptr_array_index (actions, a);
      GPtrArray *entries = resite_action_get_entries (action);

      for (guint e = 0; e < entries->len; e++)
        {
          ResiteEntry *entry = g_ptr_array_index (entries, e);

          if (g_strcmp0 (resite_entry_get_element (entry), "field") == 0 &&
              g_strcmp0 (resite_entry_get_id (entry), field) == 0)
            return TRUE;
        }
    }
  /* What a step's bulk was about is a value of the step, too. */
  return strcmp (field, "package") == 0;
}

static gboolean
is_known_variable (ResiteRunbook *runbook, const char *name)
{
  static const char *const of_the_run[] = { "run.id", "package", "old.address-now",
                                            "new.address-now", NULL };
  g_autofree char *id = NULL;
  ResiteStep *step;
  const char *rest;
  const char *dot;

  if (g_strv_contains (of_the_run, name) || resite_plan_keys_is_variable (name))
    return TRUE;
  if (!g_str_has_prefix (name, "step."))
    return FALSE;
  /* Ids such as P0.1 hold a dot; field names hold none. */
  rest = name + strlen ("step.");
  dot = strrchr (rest, '.');
  if (dot == NULL)
    return FALSE;
  id = g_strndup (rest, dot - rest);
  step = resite_runbook_find_step (runbook, id);
  return step != NULL && has_field (step, dot + 1);
}

static guint
find_line (const char *text, const char *word)
{
  const char *place = strstr (text, word);
  guint line = 1;

  if (place == NULL)
    return 0;
  for (; text < place; text++)
    if (*text == '\n')
      line++;
  return line;
}

static void
print_runbook_fault (ResiteCli *cli, ResiteCliReport *report, const char *text)
{
  resite_cli_report_count (report, "failed");
  if (resite_cli_is_json (cli))
    {
      JsonBuilder *builder = resite_cli_report_begin ("check");

      resite_cli_report_add_text (builder, "name", "runbook");
      resite_cli_report_add_text (builder, "verdict", "failed");
      resite_cli_report_add_text (builder, "message", text);
      resite_cli_report_add_text (builder, "how", "V");
      resite_cli_report_end (builder);
    }
  else
    g_print ("%s\n", text);
}

static guint
check_variables (ResiteCli *cli, ResiteCliReport *report, ResiteRunbook *runbook, const char *path)
{
  const char *const *names = resite_runbook_get_variables (runbook);
  GBytes *source = resite_runbook_get_source (runbook);
  g_autofree char *text = g_strndup (g_bytes_get_data (source, NULL), g_bytes_get_size (source));
  guint faults = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *line = NULL;

      if (is_known_variable (runbook, names[i]))
        continue;
      line = g_strdup_printf (_ ("%s:%u: there is no value named %s"), path,
                              find_line (text, names[i]), names[i]);
      print_runbook_fault (cli, report, line);
      faults++;
    }
  return faults;
}

static guint
print_parser_faults (ResiteCli *cli, ResiteCliReport *report, const char *message)
{
  g_auto (GStrv) lines = g_strsplit (message, "\n", -1);
  guint faults = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      {
        print_runbook_fault (cli, report, lines[i]);
        faults++;
      }
  return faults;
}

static ResiteCliStatus
run_check_runbook (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GError) local = NULL;
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_from_file (arguments[0], &local);
  guint faults;

  if (runbook == NULL && !g_error_matches (local, RESITE_ERROR, RESITE_ERROR_INVALID))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return RESITE_CLI_REFUSED;
    }
  faults = runbook != NULL ? check_variables (cli, report, runbook, arguments[0])
                           : print_parser_faults (cli, report, local->message);
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  if (faults > 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   ngettext ("%s has %u fault", "%s has %u faults", faults), arguments[0], faults);
      return RESITE_CLI_REFUSED;
    }
  if (!resite_cli_is_json (cli))
    g_print (_ ("%s: this runbook is good: %u steps.\n"), arguments[0],
             resite_runbook_get_steps (runbook)->len);
  return RESITE_CLI_GOOD;
}

const ResiteCliVerb resite_cli_plan_verbs[] = {
  { "plan new", "FILE", 1, 1, N_ ("Write an empty plan with a comment for every value"),
    N_ ("FILE must not be there yet; the usual name is SITE.siteplan."), NULL, run_plan_new },
  { "plan check", "FILE", 1, 1, N_ ("Tell every fault of a plan, with line and field"),
    N_ ("Warnings alone are no failure. Exit status 2 where something is wrong."), NULL,
    run_plan_check },
  { "check-runbook", "FILE", 1, 1, N_ ("Check a runbook: grammar, references, variables"),
    N_ ("Prints \"file:line: message\" for each fault. Exit status 2 where something is wrong."),
    NULL, run_check_runbook },
  { NULL },
};
