/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-complaints.h"
#include "resite-error.h"
#include "resite-runbook-text.h"
#include "resite-runbook.h"

typedef struct
{
  const char *text;
  const char *expected;
} Pair;

static void
test_collapse (void)
{
  static const Pair pairs[] = {
    { "", "" },
    { "   \n\t ", "" },
    { "one", "one" },
    { "  one\n     two\tthree \r\n", "one two three" },
    { "caf\xc3\xa9  \xc2\xa0x", "caf\xc3\xa9 \xc2\xa0x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *result = resite_runbook_text_collapse (pairs[i].text);

      g_assert_cmpstr (result, ==, pairs[i].expected);
    }
}

static void
test_command_keeps_its_lines (void)
{
  static const Pair pairs[] = {
    { "dir E:\\", "dir E:\\" },
    { "\n    [Components]\n      iis_www = On\n    ", "[Components]\niis_www = On" },
    { "one\n\n  two", "one\n\ntwo" },
    { "a  b", "a  b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *result = resite_runbook_text_to_command (pairs[i].text);

      g_assert_cmpstr (result, ==, pairs[i].expected);
    }
}

/* The header of a catalogue is the translation of "", and must not come up as a text. */
static void
test_empty_text_has_no_translation (void)
{
  g_autofree char *result = resite_runbook_text_translate ("");

  g_assert_cmpstr (result, ==, "");
}

static char *
scan (const char *text, char **problem)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GList) sorted = NULL;
  g_autoptr (GString) joined = g_string_new (NULL);

  if (!resite_runbook_text_scan (text, names, problem))
    return NULL;
  sorted = g_list_sort (g_hash_table_get_keys (names), (GCompareFunc)strcmp);
  for (GList *l = sorted; l != NULL; l = l->next)
    g_string_append_printf (joined, "%s ", (char *)l->data);
  return g_strchomp (g_string_free (g_steal_pointer (&joined), FALSE));
}

static void
test_names_are_found (void)
{
  static const Pair pairs[] = {
    { "nothing $ here } {", "" },
    { "${site.code}", "site.code" },
    { "\\\\${a}\\${b}$\\SMSPKG${a}$", "a b" },
    { "$${no} but ${yes}", "yes" },
    { "${step.C3.old-address}", "step.C3.old-address" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *problem = NULL;
      g_autofree char *result = scan (pairs[i].text, &problem);

      g_assert_null (problem);
      g_assert_cmpstr (result, ==, pairs[i].expected);
    }
}

static void
test_names_are_refused (void)
{
  static const char *const texts[] = {
    "${", "a ${b", "${}", "${a b}", "${1x}", "${a}${", "${a_b}"
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *problem = NULL;
      g_autofree char *result = scan (texts[i], &problem);

      g_assert_null (result);
      g_assert_nonnull (problem);
    }
}

static void
test_names_of_conditions (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  resite_runbook_text_scan_condition ("options.delta = yes and site.code != a OR b", names);
  g_assert_cmpuint (g_hash_table_size (names), ==, 3);
  g_assert_true (g_hash_table_contains (names, "options.delta"));
  g_assert_true (g_hash_table_contains (names, "site.code"));
  g_assert_true (g_hash_table_contains (names, "b"));
}

static void
test_complaints (void)
{
  g_autoptr (ResiteComplaints) complaints = resite_complaints_new ("file.xml");
  g_autoptr (GError) error = NULL;

  resite_complaints_propagate (complaints, &error);
  g_assert_no_error (error);

  resite_complaints_add (complaints, 12, "%s is wrong\n", "this");
  resite_complaints_add (complaints, 3, "two\nlines");
  resite_complaints_add (complaints, 12, "and this");
  resite_complaints_add (complaints, 3, "two\nlines");
  resite_complaints_add (complaints, 0, "no place, and no UTF-8: \xff");
  g_assert_cmpuint (resite_complaints_count (complaints), ==, 5);
  resite_complaints_propagate (complaints, &error);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==,
                   "file.xml:1: no place, and no UTF-8: \xef\xbf\xbd\n"
                   "file.xml:3: two lines\n"
                   "file.xml:12: this is wrong\n"
                   "file.xml:12: and this");
}

static gpointer
read_in_thread (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_builtin (&error);

  g_assert_no_error (error);
  return GUINT_TO_POINTER (resite_runbook_get_steps (runbook)->len);
}

/* Reading may happen in a worker while another one reads too. */
static void
test_two_threads_read (void)
{
  GThread *threads[4];
  guint expected = GPOINTER_TO_UINT (read_in_thread (NULL));

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_in_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, expected);
}

/* A runbook of a run's journal is read again and must give the same steps. */
static void
test_source_reads_again (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRunbook) first = resite_runbook_new_builtin (&error);
  g_autoptr (ResiteRunbook) second =
      resite_runbook_new_from_data ("journal", resite_runbook_get_source (first), &error);
  GPtrArray *steps = resite_runbook_get_steps (first);

  g_assert_no_error (error);
  g_assert_cmpuint (resite_runbook_get_steps (second)->len, ==, steps->len);
  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      ResiteStep *again = resite_runbook_find_step (second, resite_step_get_id (step));

      g_assert_cmpstr (resite_step_get_why (step), ==, resite_step_get_why (again));
      g_assert_cmpuint (resite_step_get_actions (step)->len, ==,
                        resite_step_get_actions (again)->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runbook/text/collapse", test_collapse);
  g_test_add_func ("/runbook/text/command", test_command_keeps_its_lines);
  g_test_add_func ("/runbook/text/empty", test_empty_text_has_no_translation);
  g_test_add_func ("/runbook/names/found", test_names_are_found);
  g_test_add_func ("/runbook/names/refused", test_names_are_refused);
  g_test_add_func ("/runbook/names/conditions", test_names_of_conditions);
  g_test_add_func ("/runbook/complaints", test_complaints);
  g_test_add_func ("/runbook/threads", test_two_threads_read);
  g_test_add_func ("/runbook/source-again", test_source_reads_again);
  return g_test_run ();
}
