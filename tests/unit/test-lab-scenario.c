/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-fault.h"
#include "resite-lab-scenario.h"

/* Scenarios as data: those that come with the program, files of one's own, surprises. */

static void
assert_told (const char *text)
{
  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), >, 5);
  /* Collapsed, as the translators see it. */
  g_assert_null (strchr (text, '\n'));
  g_assert_null (strstr (text, "  "));
}

static void
test_built_in (void)
{
  GPtrArray *all = resite_lab_scenario_list ();
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint quiet = 0;

  for (guint i = 0; i < all->len; i++)
    {
      const ResiteLabScenario *scenario = all->pdata[i];
      const char *id = resite_lab_scenario_get_id (scenario);
      GPtrArray *faults = resite_lab_scenario_get_faults (scenario);

      g_assert_true (g_hash_table_add (ids, (gpointer)id));
      g_assert_true (resite_lab_scenario_find (id) == scenario);
      assert_told (resite_lab_scenario_get_title (scenario));
      assert_told (resite_lab_scenario_get_story (scenario));
      assert_told (resite_lab_scenario_get_lesson (scenario));
      for (guint k = 0; k < faults->len; k++)
        g_assert_nonnull (
            resite_lab_fault_find (((ResiteLabScenarioFault *)faults->pdata[k])->name));
      quiet += faults->len == 0;
    }
  /* What the field has seen, and a day on which nothing happens. */
  g_assert_cmpuint (quiet, ==, 1);
  g_assert_cmpuint (all->len, >=, 17);
  g_assert_null (resite_lab_scenario_find ("no-such-day"));
  g_assert_true (all == resite_lab_scenario_list ());
}

static void
test_faults_of_the_field (void)
{
  static const char *const wanted[] = {
    "old-returns",        "name-too-long", "iis-early",     "sibling",
    "directory-leftover", "mp-setup",      "not-read-only", "dp-fails",
    "versions-differ",    "source-drops",  "disk-full",     "power-cut",
    "sends-in-full",      "assign-hangs",  "services-on",   "trs",
  };
  GPtrArray *all = resite_lab_scenario_list ();

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      guint found = 0;

      for (guint k = 0; k < all->len; k++)
        {
          GPtrArray *faults = resite_lab_scenario_get_faults (all->pdata[k]);

          found += faults->len == 1 &&
                   g_str_equal (((ResiteLabScenarioFault *)faults->pdata[0])->name, wanted[i]);
        }
      g_test_message ("%s", wanted[i]);
      g_assert_cmpuint (found, ==, g_str_equal (wanted[i], "mp-setup") ? 3 : 1);
    }
}

static char *
write_file (const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  const int file = g_file_open_tmp ("scenario-XXXXXX.xml", &path, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  g_assert_true (g_close (file, &error));
  return path;
}

static ResiteLabScenario *
read_text (const char *text, char **name, GError **error)
{
  g_autofree char *path = write_file (text);
  ResiteLabScenario *scenario = resite_lab_scenario_read (path, error);

  g_assert_cmpint (g_remove (path), ==, 0);
  if (name != NULL)
    *name = g_steal_pointer (&path);
  return scenario;
}

static void
test_own_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteLabScenario) scenario =
      read_text ("<?xml version='1.0'?>\n"
                 "<scenario id='monday' level='hard'>\n"
                 "  <title>Monday</title><story>Two things\n   at once.</story>\n"
                 "  <site packages='12' bytes='5000'/>\n"
                 "  <fault name='mp-503' count='3' at='C15'/>\n"
                 "  <fault name='sibling' value='S02@30' at='C6@primary.1' chance='0.25'/>\n"
                 "</scenario>",
                 NULL, &error);
  const ResiteLabScenarioFault *fault;

  g_assert_no_error (error);
  g_assert_cmpstr (resite_lab_scenario_get_id (scenario), ==, "monday");
  g_assert_cmpstr (resite_lab_scenario_get_story (scenario), ==, "Two things at once.");
  g_assert_null (resite_lab_scenario_get_lesson (scenario));
  g_assert_cmpint (resite_lab_scenario_get_level (scenario), ==, RESITE_LAB_HARD);
  g_assert_cmpuint (resite_lab_scenario_get_packages (scenario), ==, 12);
  g_assert_cmpuint (resite_lab_scenario_get_bytes (scenario), ==, 5000);
  g_assert_cmpuint (resite_lab_scenario_get_faults (scenario)->len, ==, 2);
  fault = resite_lab_scenario_get_faults (scenario)->pdata[0];
  g_assert_cmpuint (fault->count, ==, 3);
  g_assert_cmpfloat (fault->chance, ==, 1);
  g_assert_cmpstr (fault->at, ==, "C15");
  fault = resite_lab_scenario_get_faults (scenario)->pdata[1];
  g_assert_cmpstr (fault->value, ==, "S02@30");
  g_assert_cmpstr (fault->at, ==, "C6@primary.1");
  g_assert_cmpfloat (fault->chance, ==, 0.25);
}

#define HEAD "<scenario id='x'>\n<title>A title</title>\n<story>A story</story>\n"

static const struct
{
  const char *text;
  guint line;
  const char *word;
} wrong[] = {
  { "", 1, "empty" },
  { "<scenario", 1, "" },
  { "<!DOCTYPE a [<!ENTITY b 'c'>]>\n<scenario id='x'/>", 1, "DOCTYPE" },
  { "<runbook/>", 1, "runbook" },
  { "<scenarios>\n<day/>\n</scenarios>", 2, "day" },
  { "<scenario>\n<title>A</title><story>B</story></scenario>", 1, "id" },
  { "<scenario id='Big Day'>\n<title>A</title><story>B</story></scenario>", 1, "id" },
  { "<scenario id='x'>\n<title>A</title></scenario>", 1, "story" },
  { HEAD "<title>Again</title></scenario>", 4, "title" },
  { HEAD "<weather/></scenario>", 4, "weather" },
  { HEAD "<fault name='rain'/></scenario>", 4, "rain" },
  { HEAD "<fault/></scenario>", 4, "name" },
  { HEAD "\n<fault name='sibling' where='C6'/></scenario>", 5, "where" },
  { HEAD "<fault name='sibling' at='tomorrow'/></scenario>", 4, "tomorrow" },
  { HEAD "<fault name='sibling' chance='2'/></scenario>", 4, "chance" },
  { HEAD "<fault name='sibling' chance='often'/></scenario>", 4, "often" },
  { HEAD "<fault name='mp-503' count='0'/></scenario>", 4, "count" },
  { HEAD "<fault name='mp-503' count='2' value='yes'/></scenario>", 4, "not both" },
  { HEAD "<fault name='sibling' value='S03' at='C66'/></scenario>", 4, "C66" },
  { HEAD "<fault name='sibling' value='S03' at='C6@primary.3'/></scenario>", 4, "primary.3" },
  { HEAD "<fault name='trs' at='R1@primary.1'/></scenario>", 4, "R1@primary.1" },
  { HEAD "<fault name='sibling'/></scenario>", 4, "SITE" },
  { HEAD "<fault name='sibling' value='S09'/></scenario>", 4, "S09" },
  { HEAD "<fault name='mp-setup' value='1604'/></scenario>", 4, "1604" },
  { HEAD "<fault name='versions-differ'/></scenario>", 4, "COUNT" },
  { HEAD "<fault name='iis-early' count='2'/></scenario>", 4, "“2”" },
  { HEAD "<fault name='power-cut' value='soon'/></scenario>", 4, "soon" },
  { HEAD "<fault name='rename-lost' value='printer'/></scenario>", 4, "printer" },
  { HEAD "<fault name='trs'>\n<step/></fault></scenario>", 5, "step" },
  { HEAD "<site packages='3'/>\n<site packages='4'/></scenario>", 5, "twice" },
  { "<scenario id='x'>\n<title> </title><story>B</story></scenario>", 1, "title" },
  { "<scenario id='x'>\n<title>A</title>\n<story>B <b>now</b></story></scenario>", 3, "<b>" },
  { HEAD "<site packages='many'/></scenario>", 4, "many" },
  { HEAD "<site packages='100001'/></scenario>", 4, "100001" },
  { HEAD "<site rooms='3'/></scenario>", 4, "rooms" },
  { "<scenario id='x' level='easy'>\n<title>A</title><story>B</story></scenario>", 1, "easy" },
};

static void
test_complaints (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = NULL;
      g_autofree char *place = NULL;

      g_assert_null (read_text (wrong[i].text, &name, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      place = g_strdup_printf ("%s:%u: ", name, wrong[i].line);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, place));
      g_assert_nonnull (strstr (error->message + strlen (place), wrong[i].word));
      g_assert_null (strchr (error->message, '\n'));
    }
}

static void
test_many_in_one_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      read_text ("<scenarios>" HEAD "</scenario>" HEAD "</scenario></scenarios>", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

/* (transfer full): its faults in words. */
static char *
describe (const ResiteLabScenario *scenario)
{
  GPtrArray *faults = resite_lab_scenario_get_faults (scenario);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < faults->len; i++)
    {
      const ResiteLabScenarioFault *fault = faults->pdata[i];

      g_string_append_printf (words, "%s=%s*%u@%s ", fault->name, fault->value, fault->count,
                              fault->at);
    }
  return g_string_free (words, FALSE);
}

static void
test_surprise (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint32 seed = 0; seed < 40; seed++)
    {
      g_autoptr (ResiteLabScenario) once = resite_lab_scenario_new_surprise (seed, 0);
      g_autoptr (ResiteLabScenario) again = resite_lab_scenario_new_surprise (seed, 2);
      g_autofree char *words = describe (once);
      g_autofree char *same = describe (again);
      GPtrArray *faults = resite_lab_scenario_get_faults (once);

      g_assert_cmpstr (words, ==, same);
      g_assert_cmpstr (resite_lab_scenario_get_id (once), ==, RESITE_LAB_SURPRISE);
      /* Three ways in which one thing goes wrong are one thing, and another one comes to it. */
      g_assert_cmpuint (faults->len, ==, 2);
      g_hash_table_add (seen, g_steal_pointer (&words));
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 20);
}

static void
test_surprise_of_all (void)
{
  g_autoptr (ResiteLabScenario) all = resite_lab_scenario_new_surprise (1, 1000);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *faults = resite_lab_scenario_get_faults (all);

  g_assert_cmpuint (faults->len, >=, 16);
  for (guint i = 0; i < faults->len; i++)
    g_assert_true (
        g_hash_table_add (names, (gpointer)((ResiteLabScenarioFault *)faults->pdata[i])->name));
}

static void
test_choose (void)
{
  g_autofree char *path = write_file (HEAD "</scenario>");
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteLabScenario) by_id = resite_lab_scenario_choose ("quiet-day", 1, &error);
  g_autoptr (ResiteLabScenario) surprise = resite_lab_scenario_choose ("surprise", 7, &error);
  g_autoptr (ResiteLabScenario) file = resite_lab_scenario_choose (path, 1, &error);
  g_autoptr (ResiteLabScenario) seven = resite_lab_scenario_new_surprise (7, 0);
  g_autofree char *words = describe (surprise);
  g_autofree char *same = describe (seven);

  g_assert_no_error (error);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpstr (resite_lab_scenario_get_id (by_id), ==, "quiet-day");
  g_assert_cmpstr (resite_lab_scenario_get_id (file), ==, "x");
  g_assert_cmpstr (words, ==, same);
  g_assert_null (resite_lab_scenario_choose (path, 1, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (resite_lab_scenario_read (path, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_levels (void)
{
  g_assert_cmpstr (resite_lab_level_to_word (RESITE_LAB_FIRST), ==, "first");
  g_assert_cmpstr (resite_lab_level_to_word (RESITE_LAB_USUAL), ==, "usual");
  g_assert_cmpstr (resite_lab_level_to_word (RESITE_LAB_HARD), ==, "hard");
  g_assert_cmpint (resite_lab_scenario_get_level (resite_lab_scenario_find ("sibling-vanishes")),
                   ==, RESITE_LAB_HARD);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab-scenario/built-in", test_built_in);
  g_test_add_func ("/lab-scenario/faults-of-the-field", test_faults_of_the_field);
  g_test_add_func ("/lab-scenario/own-file", test_own_file);
  g_test_add_func ("/lab-scenario/complaints", test_complaints);
  g_test_add_func ("/lab-scenario/many-in-one-file", test_many_in_one_file);
  g_test_add_func ("/lab-scenario/surprise", test_surprise);
  g_test_add_func ("/lab-scenario/surprise-of-all", test_surprise_of_all);
  g_test_add_func ("/lab-scenario/choose", test_choose);
  g_test_add_func ("/lab-scenario/levels", test_levels);
  return g_test_run ();
}
