/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "resite-error.h"
#include "resite-plan.h"

/* The file of a plan: what saving keeps, what a failed saving leaves, and what chance makes of it. */

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("resite-plan-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "a b ü.siteplan", NULL);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (folder) != NULL)
    count++;
  return count;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static ResitePlan *
load_text (const char *text, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, size);

  return resite_plan_new_from_data ("t.siteplan", bytes, NULL);
}

static char *
read_sample (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests/data/sample.siteplan", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static char *
save_and_read (Fixture *fixture, ResitePlan *plan)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_assert_true (resite_plan_save (plan, fixture->path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, &error));
  g_assert_cmpuint (count_files (fixture), ==, 1);
  return text;
}

/* A plan that nobody changed is saved as it was, byte for byte. */
static void
test_unchanged_is_unchanged (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *mark;
    const char *end;
  } forms[] = {
    { "", "\n" }, { "", "\r\n" }, { "\xef\xbb\xbf", "\n" }, { "\xef\xbb\xbf", "\r\n" }
  };
  g_autofree char *sample = read_sample ();
  g_auto (GStrv) lines = g_strsplit (sample, "\n", -1);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *body = g_strjoinv (forms[i].end, lines);
      g_autofree char *text = g_strconcat (forms[i].mark, body, NULL);
      g_autoptr (ResitePlan) plan = load_text (text, strlen (text));
      g_autofree char *saved = save_and_read (fixture, plan);

      g_assert_cmpstr (saved, ==, text);
      g_assert_cmpstr (resite_plan_get (plan, "site.code"), ==, "S01");
    }
}

/* Without empty lines: the key file puts one before a heading. */
static GStrv
list_lines (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_null (strchr (lines[i], '\n'));
      if (*lines[i] != '\0')
        g_strv_builder_add (builder, lines[i]);
    }
  return g_strv_builder_end (builder);
}

static void
test_change_touches_one_line (Fixture *fixture, gconstpointer data)
{
  const char *text = "# first\r\n[weather]\r\nrain=yes\r\n\r\n# about the code\r\n[site]\r\n"
                     "# letters\r\ncode=S01\r\ncolour=blue\r\nname=\xc3\x84\r\n# last\r\n";
  g_autoptr (ResitePlan) plan = load_text (text, strlen (text));
  g_autofree char *saved = NULL;
  g_auto (GStrv) before = list_lines (text);
  g_auto (GStrv) after = NULL;

  resite_plan_set (plan, "site.code", "S02");
  saved = save_and_read (fixture, plan);
  after = list_lines (saved);
  g_assert_cmpuint (g_strv_length (before), ==, g_strv_length (after));
  for (guint i = 0; before[i] != NULL; i++)
    g_assert_cmpstr (after[i], ==, g_str_has_prefix (before[i], "code=") ? "code=S02" : before[i]);
}

/* What is set is what a later program reads, whatever it is made of. */
static void
test_values_come_back (Fixture *fixture, gconstpointer data)
{
  static const char *const values[] = { "plain",
                                        "a=b",
                                        "# no comment",
                                        "[no heading]",
                                        "back\\slash\\n",
                                        "tab\there",
                                        "\"quoted\"",
                                        "semi;colon",
                                        "\xf0\x9f\x93\xa6 box",
                                        "trailing\\",
                                        "${",
                                        "}",
                                        "$",
                                        "%s%n%d",
                                        "'",
                                        "a  b",
                                        "C:\\Program Files\\x",
                                        "\xe2\x80\xaertl",
                                        "\\s\\t\\r" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (ResitePlan) plan = resite_plan_new ();
      g_autoptr (ResitePlan) again = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      resite_plan_set (plan, "site.place", values[i]);
      resite_plan_set (plan, "site.code", "S01");
      first = save_and_read (fixture, plan);
      again = load_text (first, strlen (first));
      g_assert_nonnull (again);
      if (strstr (values[i], "${") == NULL)
        g_assert_cmpstr (resite_plan_get (again, "site.place"), ==, values[i]);
      g_assert_cmpstr (resite_plan_get (again, "site.code"), ==, "S01");
      second = save_and_read (fixture, again);
      g_assert_cmpstr (first, ==, second);
    }
}

static void
test_line_ends_in_a_value (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResitePlan) plan = resite_plan_new ();
  g_autofree char *text = NULL;

  resite_plan_set (plan, "site.place", "  one\r\n[evil]\ncode=X\n");
  text = save_and_read (fixture, plan);
  g_assert_null (strstr (text, "\n[evil]"));
  g_assert_null (strstr (text, "\ncode="));
  g_assert_cmpstr (resite_plan_get (plan, "site.place"), ==, "one  [evil] code=X");
}

/* In a process of its own, since a limit cannot be taken back. Returns its exit status. */
static int
save_with_small_files (ResitePlan *plan, const char *path)
{
  int status = 0;
  pid_t child = fork ();

  if (child == 0)
    {
      const struct rlimit limit = { .rlim_cur = 64, .rlim_max = 64 };
      g_autoptr (GError) error = NULL;

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
      if (resite_plan_save (plan, path, &error))
        _exit (1);
      _exit (error->domain == RESITE_ERROR ? 42 : 2);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_full_disk_leaves_the_old_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sample = read_sample ();
  g_autoptr (ResitePlan) plan = load_text (sample, strlen (sample));
  g_autofree char *before = save_and_read (fixture, plan);
  g_autofree char *after = NULL;

  resite_plan_set (plan, "site.code", "S99");
  g_assert_cmpint (save_with_small_files (plan, fixture->path), ==, 42);
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_no_folder_and_no_right (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResitePlan) plan = resite_plan_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *missing = g_build_filename (fixture->folder, "none", "x.siteplan", NULL);
  int status = 0;
  pid_t child;

  g_assert_false (resite_plan_save (plan, missing, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (resite_plan_save (plan, fixture->folder, &error));
  g_assert_nonnull (error);

  g_chmod (fixture->folder, 0555);
  child = fork ();
  if (child == 0)
    {
      g_autoptr (GError) refused = NULL;

      /* Root may write everywhere. */
      if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
        _exit (77);
      if (resite_plan_save (plan, fixture->path, &refused))
        _exit (1);
      _exit (refused->domain == RESITE_ERROR && refused->code == RESITE_ERROR_NO_ACCESS ? 42 : 2);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_chmod (fixture->folder, 0755);
  g_assert_cmpint (WEXITSTATUS (status), ==, 42);
  g_assert_cmpuint (count_files (fixture), ==, 0);
}

/* Every key of the table filled with its example, saved, read, and free of faults of its own. */
static void
test_template_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = resite_plan_to_template ();
  g_autoptr (ResitePlan) plan = load_text (text, strlen (text));
  g_autoptr (ResitePlan) again = NULL;
  g_autofree char *saved = NULL;
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *first = resite_plan_key_format_first (&keys[i]);
      g_autofree char *name = g_strconcat (keys[i].group, ".", first, NULL);

      resite_plan_set (plan, name, keys[i].example);
    }
  saved = save_and_read (fixture, plan);
  again = load_text (saved, strlen (saved));
  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *first = resite_plan_key_format_first (&keys[i]);
      g_autofree char *name = g_strconcat (keys[i].group, ".", first, NULL);
      g_autofree char *there = g_strdup (resite_plan_get (plan, name));

      g_assert_cmpstr (there, !=, NULL);
      g_assert_cmpstr (resite_plan_get (again, name), ==, there);
    }
  g_assert_nonnull (strstr (saved, "# Write no passwords into this file"));
}

static void
assert_sane (ResitePlan *plan, const char *text)
{
  g_autoptr (GPtrArray) faults = resite_plan_check (plan);
  g_autoptr (ResiteVariables) variables = resite_plan_to_variables (plan);
  g_auto (GStrv) machines = resite_plan_list_machines (plan, "primary");
  g_auto (GStrv) names = resite_variables_list (variables);
  guint lines = 1;

  for (const char *c = text; *c != '\0'; c++)
    lines += *c == '\n' ? 1 : 0;
  for (guint i = 0; i < faults->len; i++)
    {
      const ResitePlanFault *fault = g_ptr_array_index (faults, i);

      g_assert_cmpuint (fault->line, <=, lines);
      g_assert_true (*fault->message != '\0' && g_utf8_validate (fault->message, -1, NULL));
      g_assert_nonnull (fault->group);
    }
  for (guint i = 0; machines[i] != NULL; i++)
    {
      g_autoptr (ResiteVariables) own =
          resite_plan_to_machine_variables (plan, variables, machines[i]);

      g_assert_cmpstr (resite_variables_get (own, "machine"), ==, machines[i]);
    }
  for (guint i = 0; names[i] != NULL; i++)
    g_assert_null (strstr (resite_variables_get (variables, names[i]), "${site.code}"));
}

/* Cuts, doubles, swaps and noise, wherever the numbers say. */
static char *
mutate (GRand *random, const char *sample)
{
  static const char *const pieces[] = { "\n[",
                                        "]",
                                        "=",
                                        "${site.code}",
                                        "${",
                                        "}",
                                        "\n",
                                        "#",
                                        "\r",
                                        "\xc3\xa4",
                                        "primary.",
                                        "same-as=old\n",
                                        "[primary.2]\n",
                                        "same-as=central\n",
                                        "${primary.site-code}",
                                        " ",
                                        "\t" };
  GString *text = g_string_new (sample);

  for (gint n = g_rand_int_range (random, 1, 9); n > 0; n--)
    {
      gint at = g_rand_int_range (random, 0, (gint)text->len);
      gint wanted = g_rand_int_range (random, 1, 60);
      gint length = MIN (wanted, (gint)text->len - at);

      switch (g_rand_int_range (random, 0, 4))
        {
        case 0:
          if (text->len > 200)
            g_string_erase (text, at, length);
          break;
        case 1:
          g_string_insert (text, at, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
          break;
        case 2:
          {
            g_autofree char *copy = g_strndup (text->str + at, (gsize)length);

            g_string_insert (text, g_rand_int_range (random, 0, (gint)text->len), copy);
            break;
          }
        default:
          text->str[at] = (char)g_rand_int_range (random, 1, 256);
        }
    }
  return g_string_free (text, FALSE);
}

static void
test_mutated_plans (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sample = read_sample ();
  g_autoptr (GRand) random = g_rand_new_with_seed (20261122);
  guint read = 0;
  guint refused = 0;

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *text = mutate (random, sample);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (ResitePlan) plan = resite_plan_new_from_data ("m.siteplan", bytes, &error);

      if (plan == NULL)
        {
          g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
          if (!g_regex_match_simple ("^m\\.siteplan:\\d+: \\S", error->message, 0, 0))
            g_error ("no line in: %s\n%s", error->message, text);
          refused++;
          continue;
        }
      read++;
      assert_sane (plan, text);
    }
  /* Chance must have tried both roads. */
  g_assert_cmpuint (read, >, 100);
  g_assert_cmpuint (refused, >, 100);
}

/* Whatever was read can be saved and read again, and says the same. */
static void
test_mutated_plans_come_back (Fixture *fixture, gconstpointer data)
{
  static const char *const asked[] = { "site.code",         "site.name",      "old.name-after",
                                       "central.site-code", "primary.2.logs", "preinst.delsite",
                                       "source.files" };
  g_autofree char *sample = read_sample ();
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = mutate (random, sample);
      g_autoptr (ResitePlan) plan = load_text (text, strlen (text));
      g_autoptr (ResitePlan) again = NULL;
      g_autofree char *data_text = plan != NULL ? resite_plan_to_data (plan) : NULL;

      if (plan == NULL)
        continue;
      again = load_text (data_text, strlen (data_text));
      g_assert_nonnull (again);
      for (guint j = 0; j < G_N_ELEMENTS (asked); j++)
        {
          g_autofree char *first = g_strdup (resite_plan_get (plan, asked[j]));

          g_assert_cmpstr (resite_plan_get (again, asked[j]), ==, first);
        }
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/plan-file/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("unchanged", test_unchanged_is_unchanged);
  ADD ("one-line", test_change_touches_one_line);
  ADD ("values", test_values_come_back);
  ADD ("line-ends", test_line_ends_in_a_value);
  ADD ("full-disk", test_full_disk_leaves_the_old_file);
  ADD ("no-right", test_no_folder_and_no_right);
  ADD ("template", test_template_round_trip);
  ADD ("mutated", test_mutated_plans);
  ADD ("mutated-again", test_mutated_plans_come_back);
  return g_test_run ();
}
