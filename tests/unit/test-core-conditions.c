/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-variables.h"

/* Conditions and expansion at their edges, and against a second, simpler reading of them. */

static ResiteVariables *
make_variables (void)
{
  ResiteVariables *variables = resite_variables_new (NULL);

  resite_variables_set (variables, "yes", "yes");
  resite_variables_set (variables, "no", "no");
  resite_variables_set (variables, "No", "NO");
  resite_variables_set (variables, "empty", "");
  resite_variables_set (variables, "code", "S01");
  resite_variables_set (variables, "words", "two words");
  resite_variables_set (variables, "street",
                        "Stra\xc3\x9f"
                        "e \xc3\x84");
  resite_variables_set (variables, "a.b-c", "1");
  resite_variables_set (variables, "and-more", "yes");
  return variables;
}

static gboolean
test_condition (ResiteVariables *variables, const char *condition)
{
  g_autoptr (GError) error = NULL;
  gboolean result = FALSE;

  if (!resite_variables_test (variables, condition, &result, &error))
    g_error ("“%s”: %s", condition, error->message);
  return result;
}

static void
test_true_and_false (void)
{
  static const char *const holds[] = {
    "yes",
    "yes = yes",
    "yes=yes",
    "yes==yes",
    "yes = YES",
    "code = s01",
    "code != S02",
    "no = no",
    "No = no",
    "words = \"two words\"",
    "words = \"TWO WORDS\"",
    "words != two",
    "empty = \"\"",
    "gone = \"\"",
    "gone != x",
    "street = \"STRASSE \xc3\xa4\"",
    "a.b-c = 1",
    "a.b-c",
    "no or yes",
    "no and no or yes",
    "yes or no and no",
    "yes and yes",
    "yes AND yes",
    "no OR yes",
    "  yes  ",
    "yes\tand\nyes",
    "and-more",
    "and-more = yes and yes",
    "code = S01 and words = \"two words\"",
    "gone or empty or no or yes",
    "code!=x",
    "no != \"\"",
  };
  static const char *const fails[] = {
    "no",
    "No",
    "empty",
    "gone",
    "yes = no",
    "code = S02",
    "code != s01",
    "words = two\t",
    "yes and no",
    "no or no",
    "no and yes or no",
    "yes and gone",
    "empty != \"\"",
    "gone = x",
    "yes != yes",
    "no or empty and yes",
    "a.b-c = 2",
    "street = \"\xc3\xa4\"",
  };
  g_autoptr (ResiteVariables) variables = make_variables ();

  for (guint i = 0; i < G_N_ELEMENTS (holds); i++)
    if (!test_condition (variables, holds[i]))
      g_error ("“%s” should hold", holds[i]);
  for (guint i = 0; i < G_N_ELEMENTS (fails); i++)
    if (test_condition (variables, fails[i]))
      g_error ("“%s” should not hold", fails[i]);
}

static void
test_no_conditions (void)
{
  static const char *const bad[] = {
    "",
    " ",
    "\t\n",
    "=",
    "= yes",
    "yes =",
    "yes !=",
    "yes ! no",
    "!yes",
    "yes = = no",
    "yes = != no",
    "and",
    "or",
    "and yes",
    "yes and",
    "yes or",
    "yes or or yes",
    "yes and and yes",
    "yes yes",
    "yes = yes no",
    "\"yes\"",
    "\"yes\" = yes",
    "yes = \"no",
    "yes = \"",
    "\"",
    "not yes",
    "yes = yes and",
    "yes = and and",
    "(yes = ",
    "yes = yes = yes",
    "yes & & yes",
    "yes or =",
  };
  g_autoptr (ResiteVariables) variables = make_variables ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean result = 2;

      if (resite_variables_test (variables, bad[i], &result, &error))
        g_error ("“%s” was taken", bad[i]);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, bad[i]));
      /* What came of it before the error must not be used. */
      g_assert_cmpint (result, ==, 2);
      g_assert_false (resite_variables_test (variables, bad[i], NULL, NULL));
    }
}

/* Random conditions of known truth: "and" binds, "or" loosens, nothing else matters. */
static void
test_random_conditions (void)
{
  static const struct
  {
    const char *text;
    gboolean truth;
  } atoms[] = { { "yes", TRUE },          { "no", FALSE },         { "code = S01", TRUE },
                { "code != S01", FALSE }, { "gone", FALSE },       { "gone = \"\"", TRUE },
                { "code=\"s01\"", TRUE }, { "words = two", FALSE } };
  g_autoptr (ResiteVariables) variables = make_variables ();
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gboolean any = FALSE;
      gboolean all = TRUE;
      gint n = g_rand_int_range (random, 1, 9);

      for (gint j = 0; j < n; j++)
        {
          gint pick = g_rand_int_range (random, 0, G_N_ELEMENTS (atoms));
          gboolean starts = j > 0 && g_rand_boolean (random);

          if (j > 0)
            g_string_append (text, starts ? "  or " : " and ");
          any = starts ? any || all : any;
          all = (starts || all) && atoms[pick].truth;
          g_string_append (text, atoms[pick].text);
        }
      any = any || all;
      if (test_condition (variables, text->str) != any)
        g_error ("“%s” should be %d", text->str, any);
    }
}

static void
test_noise_is_no_crash (void)
{
  static const char characters[] = "ab=!\" \t\n.-${}()and or\xc3\xa4";
  g_autoptr (ResiteVariables) variables = make_variables ();
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  for (guint i = 0; i < 5000; i++)
    {
      char text[24] = { 0 };
      g_autoptr (GError) error = NULL;
      gboolean result;

      for (gint j = g_rand_int_range (random, 0, sizeof text - 1); j > 0; j--)
        text[j - 1] = characters[g_rand_int_range (random, 0, sizeof characters - 1)];
      if (!resite_variables_test (variables, text, &result, &error))
        g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

typedef struct
{
  const char *text;
  const char *result;  /* NULL: something is missing */
  const char *reading; /* NULL: the same */
} Expansion;

static const Expansion expansions[] = {
  { "", "", NULL },
  { "plain", "plain", NULL },
  { "${code}", "S01", NULL },
  { "${ code }", "S01", NULL },
  { "${code}${code}", "S01S01", NULL },
  { "a${code}b${yes}c", "aS01byesc", NULL },
  { "$${code}", "${code}", NULL },
  { "a$${code}", "a${code}", NULL },
  { "${code}$${code}${code}", "S01${code}S01", NULL },
  { "$", "$", NULL },
  { "$$", "$$", NULL },
  { "5$ and $x {code}", "5$ and $x {code}", NULL },
  { "${code", "${code", NULL },
  { "}${", "}${", NULL },
  { "E:\\SMSPKG$\\${code}", "E:\\SMSPKG$\\S01", NULL },
  { "SMSPKGE$ ${code}", "SMSPKGE$ S01", NULL },
  { "${gone}", NULL, "[gone: not in the plan]" },
  { "${empty}", NULL, "[empty: not in the plan]" },
  { "${code}${gone}", NULL, "S01[gone: not in the plan]" },
  { "${street}",
    "Stra\xc3\x9f"
    "e \xc3\x84",
    NULL },
};

static void
test_expansions (void)
{
  g_autoptr (ResiteVariables) variables = make_variables ();

  for (guint i = 0; i < G_N_ELEMENTS (expansions); i++)
    {
      const Expansion *row = &expansions[i];
      g_autoptr (GError) error = NULL;
      g_autofree char *result = resite_variables_expand (variables, row->text, &error);
      g_autofree char *reading = resite_variables_expand_for_reading (variables, row->text);

      g_test_message ("%s", row->text);
      g_assert_cmpstr (result, ==, row->result);
      g_assert_cmpstr (reading, ==, row->reading != NULL ? row->reading : row->result);
      if (row->result == NULL)
        g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
      else
        g_assert_no_error (error);
    }
}

/* A value is a value: what looks like a name in it stays as it is. */
static void
test_values_are_not_expanded_again (void)
{
  g_autoptr (ResiteVariables) variables = make_variables ();
  g_autofree char *text = NULL;

  resite_variables_set (variables, "trick", "${code} ${trick} $${code} %s");
  text = resite_variables_expand (variables, "[${trick}]", NULL);
  g_assert_cmpstr (text, ==, "[${code} ${trick} $${code} %s]");
}

static void
test_all_that_is_missing_is_named_once (void)
{
  g_autoptr (ResiteVariables) variables = make_variables ();
  g_autoptr (GError) error = NULL;

  g_assert_null (
      resite_variables_expand (variables, "${x.one} ${code} ${x.two} ${x.one} ${empty}", &error));
  g_assert_nonnull (strstr (error->message, "x.one, x.two, empty"));
  g_assert_null (strstr (strstr (error->message, "x.one") + 1, "x.one"));
  g_clear_error (&error);
  g_assert_null (resite_variables_expand (variables, "${x.one}", &error));
  g_assert_nonnull (strstr (error->message, "x.one;"));
}

static void
test_very_long (void)
{
  g_autoptr (ResiteVariables) variables = make_variables ();
  g_autofree char *value = g_strnfill (100000, 'v');
  g_autofree char *name = g_strnfill (100000, 'n');
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *result = NULL;

  resite_variables_set (variables, name, value);
  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, "${%s}-", name);
  result = resite_variables_expand (variables, text->str, NULL);
  g_assert_cmpuint (strlen (result), ==, 20 * 100001);
  g_assert_true (test_condition (variables, name));
}

/* Twelve scopes deep: the nearest wins, and taking away uncovers what lies below. */
static void
test_scopes (void)
{
  g_autoptr (GPtrArray) scopes = g_ptr_array_new_with_free_func (g_object_unref);
  ResiteVariables *last;
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < 12; i++)
    {
      ResiteVariables *parent = i > 0 ? g_ptr_array_index (scopes, i - 1) : NULL;
      g_autofree char *own = g_strdup_printf ("own.%02u", i);

      g_ptr_array_add (scopes, resite_variables_new (parent));
      resite_variables_set (g_ptr_array_index (scopes, i), "shared", own);
      resite_variables_set (g_ptr_array_index (scopes, i), own, "x");
    }
  last = g_ptr_array_index (scopes, 11);
  g_assert_cmpstr (resite_variables_get (last, "shared"), ==, "own.11");
  g_assert_cmpstr (resite_variables_get (last, "own.00"), ==, "x");
  resite_variables_set (last, "shared", NULL);
  g_assert_cmpstr (resite_variables_get (last, "shared"), ==, "own.10");
  resite_variables_set (last, "shared", "");
  g_assert_cmpstr (resite_variables_get (last, "shared"), ==, "");
  g_assert_null (resite_variables_get (g_ptr_array_index (scopes, 0), "own.11"));
  names = resite_variables_list (last);
  g_assert_cmpuint (g_strv_length (names), ==, 13);
  for (guint i = 1; names[i] != NULL; i++)
    g_assert_cmpstr (names[i - 1], <, names[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conditions/truth", test_true_and_false);
  g_test_add_func ("/conditions/none", test_no_conditions);
  g_test_add_func ("/conditions/random", test_random_conditions);
  g_test_add_func ("/conditions/noise", test_noise_is_no_crash);
  g_test_add_func ("/expansion/table", test_expansions);
  g_test_add_func ("/expansion/values", test_values_are_not_expanded_again);
  g_test_add_func ("/expansion/missing", test_all_that_is_missing_is_named_once);
  g_test_add_func ("/expansion/long", test_very_long);
  g_test_add_func ("/expansion/scopes", test_scopes);
  return g_test_run ();
}
