/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-provider.h"
#include "resite-cli-report.h"
#include "resite-cli-terminal.h"
#include "resite-error.h"
#include "resite-plan.h"
#include "resite-site-survey.h"

typedef struct
{
  ResiteCliProvider *provider;
  const char *code;
  ResiteSiteSurvey *survey;
} Survey;

static gboolean
survey (gpointer data, GCancellable *cancellable, GError **error)
{
  Survey *self = data;

  self->survey = resite_site_survey_run (self->provider->cim, self->provider->space, self->code,
                                         cancellable, error);
  return self->survey != NULL;
}

/* "S01 BR01SMS, S02 BR02SMS" */
static char *
list_sites (GPtrArray *sites)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sites->len; i++)
    {
      const ResiteSmsSite *site = g_ptr_array_index (sites, i);

      if (site->type == 1)
        g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", site->code,
                                site->server);
    }
  return g_string_free (text, FALSE);
}

static ResiteSiteSurvey *
ask (ResiteCli *cli, ResiteCliProvider *provider, const char *code, GError **error)
{
  Survey question = { provider, code, NULL };
  g_autofree char *list = NULL;

  if (!resite_cli_work (cli, survey, &question, error) || code != NULL)
    return question.survey;
  list = list_sites (question.survey->sites);
  resite_site_survey_free (question.survey);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("the plan does not say which site it is for: write --site CODE. %s knows these "
                  "secondary sites: %s"),
               provider->site_code, *list != '\0' ? list : "-");
  return NULL;
}

/* What becomes of a value. */
static const char *
decide (ResiteCli *cli, ResitePlan *plan, const ResiteSurveyFinding *finding)
{
  const ResitePlanWeight weight = resite_plan_weigh (plan, finding->key, finding->value);

  if (weight == RESITE_PLAN_WEIGHS_SAME)
    return "same";
  if (finding->is_choice && resite_cli_has (cli, "no-suggestions"))
    return "left-out";
  if (weight == RESITE_PLAN_WEIGHS_NEW)
    return "new";
  /* What somebody chose is not worse than what we would choose. */
  return resite_cli_has (cli, "replace") && !finding->is_choice ? "replaced" : "differs";
}

static gboolean
is_taken (const char *state)
{
  return g_str_equal (state, "new") || g_str_equal (state, "replaced");
}

static void
print_finding (ResiteCli *cli, ResitePlan *plan, const ResiteSurveyFinding *finding,
               const char *state)
{
  const char *former = resite_plan_get (plan, finding->key);
  JsonBuilder *builder;

  if (!resite_cli_is_json (cli))
    {
      g_print ("%-10s%s = %s  (%s%s)\n", state, finding->key, finding->value,
               finding->is_choice ? _ ("suggestion: ") : "", finding->where);
      if (g_str_equal (state, "differs") || g_str_equal (state, "replaced"))
        g_print (_ ("          the plan says %s\n"), former != NULL ? former : "");
      return;
    }
  builder = resite_cli_report_begin ("item");
  resite_cli_report_add_text (builder, "name", finding->key);
  resite_cli_report_add_text (builder, "state", state);
  resite_cli_report_add_int (builder, "bytes", 0);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, 0);
  resite_cli_report_add_text (builder, "message", finding->where);
  resite_cli_report_add_text (builder, "value", finding->value);
  resite_cli_report_add_text (builder, "former", former);
  resite_cli_report_add_flag (builder, "suggestion", finding->is_choice);
  resite_cli_report_end (builder);
}

/* (transfer container): the findings that are taken. */
static GPtrArray *
show (ResiteCli *cli, ResiteCliReport *report, ResitePlan *plan, const ResiteSiteSurvey *found)
{
  GPtrArray *taken = g_ptr_array_new ();

  for (guint i = 0; i < found->findings->len; i++)
    {
      ResiteSurveyFinding *finding = g_ptr_array_index (found->findings, i);
      const char *state = decide (cli, plan, finding);

      resite_cli_report_count (report, state);
      print_finding (cli, plan, finding, state);
      if (is_taken (state))
        g_ptr_array_add (taken, finding);
    }
  for (guint i = 0; i < found->remarks->len; i++)
    resite_cli_report_say ("%s", (const char *)g_ptr_array_index (found->remarks, i));
  return taken;
}

/* Somebody at a terminal is asked; a script has said it already. */
static gboolean
may_write (ResiteCli *cli, guint count, const char *path, gboolean *may, GError **error)
{
  g_autofree char *question = NULL;
  g_autofree char *line = NULL;

  *may = count > 0 && !resite_cli_has (cli, "dry-run");
  if (!*may || resite_cli_has (cli, "yes") || !resite_cli_terminal_is_there ())
    return TRUE;
  question = g_strdup_printf (ngettext ("Write this %u value into %s? yes/no: ",
                                        "Write these %u values into %s? yes/no: ", count),
                              count, path);
  line = resite_cli_terminal_ask (cli, question, FALSE, error);
  if (line == NULL)
    return FALSE;
  *may = resite_cli_terminal_says_yes (line);
  return TRUE;
}

static gboolean
take (ResitePlan *plan, GPtrArray *taken, const char *path, GError **error)
{
  for (guint i = 0; i < taken->len; i++)
    {
      const ResiteSurveyFinding *finding = g_ptr_array_index (taken, i);

      resite_plan_set (plan, finding->key, finding->value);
    }
  return resite_plan_save (plan, path, error);
}

static void
print_end (ResiteCli *cli, ResiteCliReport *report, guint written, const char *path,
           gint64 duration)
{
  JsonBuilder *builder;

  if (!resite_cli_is_json (cli))
    {
      resite_cli_report_say (
          ngettext ("%u value was written into %s.", "%u values were written into %s.", written),
          written, path);
      return;
    }
  builder = resite_cli_report_begin_total (report, 0, (double)duration / G_USEC_PER_SEC);
  resite_cli_report_add_int (builder, "written", written);
  resite_cli_report_end (builder);
}

static ResiteCliStatus
run_plan_fill (ResiteCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (ResitePlan) plan = resite_plan_new_from_file (arguments[0], error);
  g_autoptr (ResiteCliProvider) provider = NULL;
  g_autoptr (ResiteSiteSurvey) found = NULL;
  g_autoptr (GPtrArray) taken = NULL;
  const gint64 begun = g_get_monotonic_time ();
  const char *code;
  gboolean may;

  if (plan == NULL)
    return RESITE_CLI_REFUSED;
  provider = resite_cli_provider_open (cli, error);
  if (provider == NULL)
    return RESITE_CLI_BY_ERROR;
  code = resite_cli_has (cli, "site") ? resite_cli_get (cli, "site")
                                      : resite_plan_get (plan, "site.code");
  found = ask (cli, provider, code, error);
  if (found == NULL)
    return RESITE_CLI_BY_ERROR;
  taken = show (cli, report, plan, found);
  if (!may_write (cli, taken->len, arguments[0], &may, error) ||
      (may && !take (plan, taken, arguments[0], error)))
    return RESITE_CLI_BY_ERROR;
  print_end (cli, report, may ? taken->len : 0, arguments[0], g_get_monotonic_time () - begun);
  return RESITE_CLI_GOOD;
}

static const ResiteCliOption fill_options[] = {
  RESITE_CLI_PROVIDER_OPTIONS,
  { "site", RESITE_CLI_TEXT, N_ ("CODE"),
    N_ ("The secondary site that moves; else the one that the plan names") },
  { "replace", RESITE_CLI_FLAG, NULL, N_ ("Take facts also where the plan says something else") },
  { "no-suggestions", RESITE_CLI_FLAG, NULL, N_ ("Take facts only, nothing that is a choice") },
  { "dry-run", RESITE_CLI_FLAG, NULL, N_ ("Show what was found, and write nothing") },
  { "yes", RESITE_CLI_FLAG, NULL, N_ ("Do not ask at the terminal before it is written") },
  { NULL },
};

const ResiteCliVerb resite_cli_plan_fill_verbs[] = {
  { "plan fill", "FILE", 1, 1, N_ ("Fill a plan with what the site's parents know"),
    N_ ("Asks the provider of the primary or central site for the site, the primaries above it, "
        "its drives, a distribution point to take after, and packages to begin with, and shows "
        "each value with where it was found: new, same, differs (left as the plan says it), "
        "replaced, left-out. FILE is a plan that is there; \"plan new\" makes one."),
    fill_options, run_plan_fill },
  { NULL },
};
