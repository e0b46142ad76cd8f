/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resite-error.h"
#include "resite-variables.h"

static ResiteVariables *
make (void)
{
  ResiteVariables *variables = resite_variables_new (NULL);

  resite_variables_set (variables, "site.code", "S01");
  resite_variables_set (variables, "site.drive", "E");
  resite_variables_set (variables, "options.delta", "yes");
  resite_variables_set (variables, "options.remove-iis", "no");
  resite_variables_set (variables, "site.place", "");
  return variables;
}

static void
test_get_and_take_away (void)
{
  g_autoptr (ResiteVariables) variables = make ();

  g_assert_cmpstr (resite_variables_get (variables, "site.code"), ==, "S01");
  g_assert_cmpstr (resite_variables_get (variables, "site.place"), ==, "");
  resite_variables_set (variables, "site.code", NULL);
  g_assert_null (resite_variables_get (variables, "site.code"));
}

static void
test_parent_answers (void)
{
  g_autoptr (ResiteVariables) parent = make ();
  g_autoptr (ResiteVariables) child = resite_variables_new (parent);
  g_auto (GStrv) names = NULL;

  resite_variables_set (child, "site.code", "S02");
  resite_variables_set (child, "machine", "primary.2");
  g_assert_cmpstr (resite_variables_get (child, "site.code"), ==, "S02");
  g_assert_cmpstr (resite_variables_get (child, "site.drive"), ==, "E");
  g_assert_cmpstr (resite_variables_get (parent, "site.code"), ==, "S01");

  names = resite_variables_list (child);
  g_assert_cmpuint (g_strv_length (names), ==, 6);
  g_assert_cmpstr (names[0], ==, "machine");
  g_assert_cmpstr (names[5], ==, "site.place");
}

static void
test_expand (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "${site.drive}:\\SMSPKG${site.drive}$", "E:\\SMSPKGE$" },
    { "nothing here", "nothing here" },
    { "", "" },
    { "${ site.code }", "S01" },
    { "$${site.code} is ${site.code}", "${site.code} is S01" },
    { "a $ and ${site.code", "a $ and ${site.code" },
    { "${site.code}${site.code}", "S01S01" },
  };
  g_autoptr (ResiteVariables) variables = make ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *result = resite_variables_expand (variables, cases[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (result, ==, cases[i].expected);
    }
}

static void
test_expand_names_all_that_is_missing (void)
{
  g_autoptr (ResiteVariables) variables = make ();
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_variables_expand (
      variables, "${site.place} ${no.such} ${site.code} ${no.such}", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (g_strstr_len (error->message, -1, "site.place, no.such;"));
  g_assert_null (g_strstr_len (error->message, -1, "site.code"));
}

static void
test_expand_for_reading_shows_the_gap (void)
{
  g_autoptr (ResiteVariables) variables = make ();
  g_autofree char *text =
      resite_variables_expand_for_reading (variables, "To ${site.place} in ${site.code}");

  g_assert_cmpstr (text, ==, "To [site.place: not in the plan] in S01");
}

static void
test_conditions (void)
{
  static const struct
  {
    const char *text;
    gboolean expected;
  } cases[] = {
    { "options.delta = yes", TRUE },
    { "options.delta=YES", TRUE },
    { "options.delta == yes", TRUE },
    { "options.delta != yes", FALSE },
    { "options.delta", TRUE },
    { "options.remove-iis", FALSE },
    { "site.place", FALSE },
    { "no.such", FALSE },
    { "no.such = \"\"", TRUE },
    { "no.such != yes", TRUE },
    { "site.code = \"s01\"", TRUE },
    { "options.delta and options.remove-iis", FALSE },
    { "options.delta or options.remove-iis", TRUE },
    { "options.remove-iis and no.such or options.delta", TRUE },
    { "options.delta or no.such and options.remove-iis", TRUE },
    { "no.such and options.delta or no.such", FALSE },
  };
  g_autoptr (ResiteVariables) variables = make ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean result = !cases[i].expected;

      g_test_message ("%s", cases[i].text);
      g_assert_true (resite_variables_test (variables, cases[i].text, &result, &error));
      g_assert_no_error (error);
      g_assert_cmpint (result, ==, cases[i].expected);
    }
}

static void
test_bad_conditions (void)
{
  static const char *const cases[] = {
    "",      "   ",  "=",     "a =",     "a = = b",   "a b",     "and",
    "a and", "or b", "a ! b", "a = \"b", "\"a\" = b", "a = b c", "a = b and",
  };
  g_autoptr (ResiteVariables) variables = make ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean result = TRUE;

      g_test_message ("%s", cases[i]);
      g_assert_false (resite_variables_test (variables, cases[i], &result, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/variables/get-and-take-away", test_get_and_take_away);
  g_test_add_func ("/variables/parent-answers", test_parent_answers);
  g_test_add_func ("/variables/expand", test_expand);
  g_test_add_func ("/variables/expand/missing", test_expand_names_all_that_is_missing);
  g_test_add_func ("/variables/expand/for-reading", test_expand_for_reading_shows_the_gap);
  g_test_add_func ("/variables/conditions", test_conditions);
  g_test_add_func ("/variables/conditions/bad", test_bad_conditions);
  return g_test_run ();
}
