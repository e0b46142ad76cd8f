/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "lab-strike-site.h"

/* The record of what went wrong, over the ends of programs. */

static void
test_strikes_once (void)
{
  g_autoptr (Site) site = site_new ("sibling-vanishes");

  g_assert_cmpstr (resite_lab_get_scenario (site->lab), ==, "sibling-vanishes");
  resite_lab_reach_step (site->lab, "C5");
  resite_lab_reach_step (site->lab, "C60");
  assert_n_met (site, 0);
  resite_lab_reach_step (site->lab, "C6@primary.1");
  assert_met (site, 0, "sibling@C6@primary.1 open");
  remedy (site, "C6@primary.1");
  assert_met (site, 0, "sibling@C6@primary.1 over");
  resite_lab_reach_step (site->lab, "C6@primary.2");
  assert_n_met (site, 1);
  assert_no_remedy (site, "C6@primary.2");
}

static void
test_outlives_the_program (void)
{
  g_autoptr (Site) site = site_new ("sibling-vanishes");

  reopen (site);
  g_assert_cmpstr (resite_lab_get_scenario (site->lab), ==, "sibling-vanishes");
  resite_lab_reach_step (site->lab, "C6@primary.1");
  reopen (site);
  assert_met (site, 0, "sibling@C6@primary.1 open");
  act (site, "C6@primary.1");
  wait_for (site, "primary.1", "SELECT * FROM SMS_Site WHERE SiteCode = 'S03'", 0);
  reopen (site);
  remedy (site, "C6@primary.1");
  reopen (site);
  assert_met (site, 0, "sibling@C6@primary.1 over");
  resite_lab_reach_step (site->lab, "C6@primary.1");
  assert_n_met (site, 1);
}

static void
test_by_order (void)
{
  g_autoptr (Site) site = site_new (NULL);

  g_assert_null (resite_lab_get_scenario (site->lab));
  g_assert_true (resite_lab_world_set_fault (site->world, "mp-503", "2"));
  g_assert_true (resite_lab_world_set_fault (site->world, "mp-503", "3"));
  assert_n_met (site, 1);
  assert_met (site, 0, "mp-503@ open");
  /* A fault without a page of its own is put right by whoever stands at the machine. */
  assert_no_remedy (site, "");
  remedy (site, "C15");
  assert_met (site, 0, "mp-503@ over");
  g_assert_true (resite_lab_world_set_fault (site->world, "mp-503", "1"));
  assert_n_met (site, 2);
  g_assert_true (resite_lab_world_set_fault (site->world, "mp-503", NULL));
  assert_met (site, 1, "mp-503@ over");
  g_assert_false (resite_lab_world_set_fault (site->world, "rain", "yes"));
}

/* What a damaged state says of the machines is not taken for how they were left. */
static void
test_damaged_worlds (void)
{
  static const char *const worlds[] = {
    NULL, "", "no key file at all", "[half/a]\nx=1\n", "[old/machine/facts]\nName=BR01SMS\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (worlds); i++)
    {
      g_autoptr (Site) site = site_new (NULL);
      g_autofree char *path = place_of (site, "world.ini");
      g_autofree char *sweep = g_strdup_printf ("rm -rf '%s'", site->folder);
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteLab) lab = NULL;

      g_clear_object (&site->lab);
      if (worlds[i] != NULL)
        g_assert_true (g_file_set_contents (path, worlds[i], -1, NULL));
      else
        g_assert_cmpint (g_remove (path), ==, 0);
      lab = resite_lab_open (site->folder, &error);
      g_test_message ("%u: %s", i, error != NULL ? error->message : "opened");
      g_assert_null (lab);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "world.ini"));
      g_assert_true (g_spawn_command_line_sync (sweep, NULL, NULL, NULL, NULL));
    }
}

static const char text_of_chances[] =
    "<scenario id='x'><title>A title</title><story>A story</story>"
    "<fault name='mp-401' chance='0.5'/><fault name='mp-403' chance='0.5'/>"
    "<fault name='mp-404' chance='0.5'/><fault name='mp-500' chance='0.5'/>"
    "<fault name='mp-503'/></scenario>";

static char *
draw (const ResiteLabScenario *scenario, guint32 seed)
{
  g_autofree char *parent = g_dir_make_tmp ("strike-XXXXXX", NULL);
  const ResiteLabOptions options = { .packages = 1,
                                     .bytes = 10,
                                     .seed = seed,
                                     .folder = parent,
                                     .reach = RESITE_LAB_BY_HAND,
                                     .scenario = scenario };
  g_autoptr (ResiteLab) lab = resite_lab_new (&options, NULL);
  g_autoptr (GPtrArray) met = resite_lab_world_list_met (resite_lab_get_world (lab));
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < met->len; i++)
    g_string_append_printf (words, "%s ", ((ResiteLabMet *)met->pdata[i])->name);
  resite_lab_destroy (lab);
  g_assert_true (g_str_has_suffix (words->str, "mp-503 "));
  return g_string_free (words, FALSE);
}

static void
test_chance (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "chances-XXXXXX", NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (ResiteLabScenario) scenario = NULL;
  g_autoptr (GError) error = NULL;

  g_close (g_mkstemp (path), NULL);
  g_assert_true (g_file_set_contents (path, text_of_chances, -1, NULL));
  scenario = resite_lab_scenario_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_remove (path), ==, 0);
  for (guint32 seed = 1; seed <= 8; seed++)
    {
      g_autofree char *again = draw (scenario, seed);
      char *once = draw (scenario, seed);

      g_assert_cmpstr (once, ==, again);
      g_hash_table_add (seen, once);
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 2);
}

/* Its title stands on the trainer's page, also where its id is that of another one. */
static void
test_own_scenario_is_told_of (void)
{
  g_autofree char *parent = g_dir_make_tmp ("strike-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (parent, "own.xml", NULL);
  Site site = { .folder = g_build_filename (parent, "site", NULL) };
  g_autoptr (ResiteLabScenario) scenario = NULL;
  g_autofree char *folder = site.folder;

  g_assert_true (g_file_set_contents (path,
                                      "<scenario id='quiet-day'><title>Mine: one = two; 2</title>"
                                      "<story>A story</story><lesson>A lesson</lesson></scenario>",
                                      -1, NULL));
  scenario = resite_lab_scenario_read (path, NULL);
  open_site (&site, scenario, 1, 1);
  for (guint i = 0; i < 2; i++)
    {
      const ResiteLabScenario *tale = resite_lab_get_tale (site.lab);

      g_assert_cmpstr (resite_lab_get_scenario (site.lab), ==, "quiet-day");
      g_assert_cmpstr (resite_lab_scenario_get_title (tale), ==, "Mine: one = two; 2");
      g_assert_cmpstr (resite_lab_scenario_get_lesson (tale), ==, "A lesson");
      reopen (&site);
    }
  resite_lab_destroy (site.lab);
  g_object_unref (site.lab);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
}

/* The program dies as if by a power cut, and the next one finds what has happened. */
static void
die_at (const char *value)
{
  g_autofree char *text =
      g_strdup_printf ("<scenario id='x'><title>A title</title><story>A story</story>"
                       "<fault name='power-cut' value='%s' at='R10'/></scenario>",
                       value);
  Site site = { .folder = g_strdup (g_getenv ("RESITE_TEST_SITE")) };
  g_autofree char *path = g_strconcat (site.folder, ".xml", NULL);
  g_autoptr (ResiteLabScenario) scenario = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  scenario = resite_lab_scenario_read (path, NULL);
  open_site (&site, scenario, 1, 1);
  act (&site, "C2");
  resite_lab_reach_step (site.lab, "R10");
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
live_through_power_cut (void)
{
  g_autofree char *parent = g_dir_make_tmp ("strike-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (parent, "site", NULL);
  g_autofree char *file = g_strconcat (folder, ".xml", NULL);
  Site site = { .folder = folder };
  g_autoptr (GError) error = NULL;

  g_setenv ("RESITE_TEST_SITE", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_failed ();
  g_unsetenv ("RESITE_TEST_SITE");
  site.lab = resite_lab_open (folder, &error);
  g_assert_no_error (error);
  site.world = resite_lab_get_world (site.lab);
  assert_n_met (&site, 1);
  assert_met (&site, 0, "power-cut@R10 over");
  g_assert_cmpuint (
      count (&site, "old", "SELECT * FROM Win32_Service WHERE StartMode = 'Disabled'"), >, 0);
  /* And does not die of it again. */
  resite_lab_reach_step (site.lab, "R10");
  for (guint i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  assert_n_met (&site, 1);
  resite_lab_destroy (site.lab);
  g_object_unref (site.lab);
  g_remove (file);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
}

static void
test_power_cut (gconstpointer value)
{
  if (g_test_subprocess ())
    die_at (value);
  else
    live_through_power_cut ();
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab-met/strikes-once", test_strikes_once);
  g_test_add_func ("/lab-met/outlives-the-program", test_outlives_the_program);
  g_test_add_func ("/lab-met/by-order", test_by_order);
  g_test_add_func ("/lab-met/damaged-worlds", test_damaged_worlds);
  g_test_add_func ("/lab-met/own-scenario-is-told-of", test_own_scenario_is_told_of);
  g_test_add_func ("/lab-met/chance", test_chance);
  g_test_add_data_func ("/lab-met/power-cut-at-once", "yes", test_power_cut);
  g_test_add_data_func ("/lab-met/power-cut-later", "20", test_power_cut);
  return g_test_run ();
}
