/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite"
#include "config.h"
#include <locale.h>
#include <glib/gi18n.h>
#include "resite-application.h"
#include "resite-lab.h"

/* Ten simulated minutes in ten seconds, a night in ten minutes. */
#define PACE 60

static ResiteRehearsalChoice *
describe_choice (const ResiteLabScenario *scenario)
{
  static const char *const levels[] = { N_ ("for the first time"), N_ ("usual"), N_ ("hard") };

  return resite_rehearsal_choice_new (resite_lab_scenario_get_id (scenario),
                                      resite_lab_scenario_get_title (scenario),
                                      resite_lab_scenario_get_story (scenario),
                                      _ (levels[resite_lab_scenario_get_level (scenario)]),
                                      resite_lab_scenario_get_packages (scenario));
}

static GPtrArray *
list_choices (void)
{
  GPtrArray *scenarios = resite_lab_scenario_list ();
  GPtrArray *choices =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_rehearsal_choice_free);
  g_autoptr (ResiteLabScenario) surprise = resite_lab_scenario_new_surprise (1, 0);

  for (guint i = 0; i < scenarios->len; i++)
    g_ptr_array_add (choices, describe_choice (g_ptr_array_index (scenarios, i)));
  g_ptr_array_add (choices, describe_choice (surprise));
  return choices;
}

static gpointer
make_site (const char *folder, const ResiteRehearsalOptions *chosen, ResiteClock *clock,
           char **plan_path, GError **error)
{
  g_autoptr (ResiteLabScenario) scenario = NULL;
  ResiteLabOptions options = { .packages = chosen->packages,
                               .clock = clock,
                               .seed = chosen->seed,
                               .folder = folder,
                               .silent = TRUE };
  ResiteLab *lab;

  if (chosen->scenario != NULL)
    {
      scenario = resite_lab_scenario_choose (chosen->scenario, chosen->seed, error);
      if (scenario == NULL)
        return NULL;
      options.scenario = scenario;
    }
  lab = resite_lab_new (&options, error);
  if (lab != NULL)
    *plan_path = g_strdup (resite_lab_get_plan_path (lab));
  return lab;
}

static gboolean
serve_site (gpointer site, GError **error)
{
  return resite_lab_serve (site, error);
}

static gpointer
reopen_site (const char *folder, ResiteClock *clock, GError **error)
{
  return resite_lab_open_on (folder, clock, error);
}

static void
reach_step (gpointer site, const char *step_id)
{
  resite_lab_reach_step (site, step_id);
}

static gboolean
act_on_site (gpointer site, const char *step_id, GError **error)
{
  return resite_lab_act (site, step_id, error);
}

static gboolean
remedy_site (gpointer site, const char *step_id, char **said, GError **error)
{
  return resite_lab_remedy (site, step_id, said, error);
}

static GPtrArray *
list_met (gpointer site)
{
  g_autoptr (GPtrArray) all = resite_lab_world_list_met (resite_lab_get_world (site));
  GPtrArray *met = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_rehearsal_met_free);

  for (guint i = 0; i < all->len; i++)
    {
      const ResiteLabMet *one = g_ptr_array_index (all, i);

      g_ptr_array_add (met, resite_rehearsal_met_new (one->name, one->struck, one->remedied));
    }
  return met;
}

static void
describe_site (gpointer site, char **title, char **lesson)
{
  const ResiteLabScenario *tale = resite_lab_get_tale (site);

  *title = g_strdup (tale != NULL ? resite_lab_scenario_get_title (tale) : NULL);
  *lesson = g_strdup (tale != NULL ? resite_lab_scenario_get_lesson (tale) : NULL);
}

/* Whoever rehearses is at home on all machines; a domain account is theirs, too. */
static ResiteCredentials *
log_in_at_site (gpointer site, const char *user)
{
  return resite_credentials_new (user != NULL ? user : resite_lab_get_user (site),
                                 resite_lab_get_secret (site));
}

static const ResiteRehearsalSite site = {
  .list_choices = list_choices,
  .make = make_site,
  .reopen = reopen_site,
  .reach_step = reach_step,
  .act = act_on_site,
  .remedy = remedy_site,
  .list_met = list_met,
  .describe = describe_site,
  .serve = serve_site,
  .log_in = log_in_at_site,
  .release = g_object_unref,
  .pace = PACE,
};

/* A translator tries a translation from a folder of their own, without installing it. */
static const char *
get_locale_folder (void)
{
  const char *own = g_getenv ("RESITE_LOCALE_FOLDER");

  return own != NULL ? own : RESITE_LOCALE_DIR;
}

int
main (int argc, char **argv)
{
  g_autoptr (ResiteApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, get_locale_folder ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("resite");
  g_set_application_name ("Resite");
  application = resite_application_new (&site);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
