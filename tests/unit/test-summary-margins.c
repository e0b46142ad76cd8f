/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <math.h>

#include "summary-story.h"

/* Where the words lie on the paper, as another program reads them out of the file. With
 * RESITE_PICTURES in the environment the papers are kept there. */

typedef struct
{
  double left, top, right, bottom;
  char *text;
} Word;

static void
word_free (gpointer data)
{
  Word *word = data;

  g_free (word->text);
  g_free (word);
}

static char *
run_tool (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  char *output = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

static void
keep_picture (const char *path, const char *name)
{
  const char *folder = g_getenv ("RESITE_PICTURES");
  g_autofree char *target = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
  g_autofree char *content = NULL;
  gsize size;

  if (folder == NULL)
    return;
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_true (g_file_set_contents (target, content, (gssize)size, NULL));
}

/* The words of each page: (element-type GPtrArray). */
static GPtrArray *
read_words (const char *path)
{
  g_autofree char *text = run_tool ((const char *[]){ "pdftotext", "-bbox", path, "-", NULL });
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      Word word = { 0 };
      char *begin = strstr (lines[i], "\">");
      char *end = strstr (lines[i], "</word>");

      if (strstr (lines[i], "<page ") != NULL)
        g_ptr_array_add (pages, g_ptr_array_new_with_free_func (word_free));
      if (sscanf (lines[i], " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"",
                  &word.left, &word.top, &word.right, &word.bottom) != 4)
        continue;
      g_assert_true (begin != NULL && end != NULL && pages->len > 0);
      word.text = g_strndup (begin + 2, end - begin - 2);
      g_ptr_array_add (g_ptr_array_index (pages, pages->len - 1), g_memdup2 (&word, sizeof word));
    }
  return pages;
}

/* The mark across the page is meant to lie over the text. */
static gboolean
is_mark (const Word *word)
{
  return word->bottom - word->top > 30;
}

static void
assert_inside (const Word *word, double width, double height)
{
  /* A quarter of an inch, which every printer can do without. */
  const double margin = 18;

  if (word->left < margin || word->top < margin || word->right > width - margin ||
      word->bottom > height - margin)
    g_error ("“%s” at %.0f,%.0f to %.0f,%.0f leaves the margins", word->text, word->left, word->top,
             word->right, word->bottom);
}

/* Boxes hold the room for accents too, so neighbours touch; what lies half in another is wrong. */
static void
assert_apart (const Word *a, const Word *b)
{
  double across = MIN (a->right, b->right) - MAX (a->left, b->left);
  double down = MIN (a->bottom, b->bottom) - MAX (a->top, b->top);
  double height = MIN (a->bottom - a->top, b->bottom - b->top);

  if (across > 1.5 && down > 0.5 * height)
    g_error ("“%s” and “%s” lie over each other at %.0f,%.0f", a->text, b->text, b->left, b->top);
}

static guint
look_at_page (GPtrArray *words, double width, double height, gboolean overlaps)
{
  guint looked = 0;

  for (guint i = 0; i < words->len; i++)
    {
      const Word *word = g_ptr_array_index (words, i);

      if (is_mark (word))
        continue;
      assert_inside (word, width, height);
      looked++;
      for (guint j = i + 1; overlaps && j < words->len; j++)
        if (!is_mark (g_ptr_array_index (words, j)))
          assert_apart (word, g_ptr_array_index (words, j));
    }
  return looked;
}

static const char *const paper_names[] = { "summary", "emergency", "checklist", "slip" };

static void
look_at_paper (RunFolder *fixture, const Story *story, ResiteSummary *summary, ResitePaper paper,
               gboolean letter)
{
  const double width = letter ? 612 : 595.276;
  const double height = letter ? 792 : 841.89;
  g_autofree char *path = g_build_filename (fixture->folder, "paper.pdf", NULL);
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  g_autoptr (GError) error = NULL;

  name =
      g_strdup_printf ("%s-%s-%s.pdf", story->name, paper_names[paper], letter ? "letter" : "a4");
  g_test_message ("%s", name);
  g_assert_true (resite_summary_save_pdf (summary, paper, letter, path, &error));
  g_assert_no_error (error);
  keep_picture (path, name);
  pages = read_words (path);
  g_assert_cmpuint (pages->len, ==, resite_summary_count_pages (summary, paper, width, height));
  if (paper == RESITE_PAPER_SUMMARY)
    g_assert_cmpuint (pages->len, <=, 3);
  if (paper == RESITE_PAPER_EMERGENCY || paper == RESITE_PAPER_SLIP)
    g_assert_cmpuint (pages->len, ==, 1);
  /* Where letters run from right to left, the reader's boxes are no measure. */
  for (guint i = 0; i < pages->len; i++)
    g_assert_cmpuint (
        look_at_page (g_ptr_array_index (pages, i), width, height, !story->shape.strange), >, 10);
}

static void
test_story (RunFolder *fixture, gconstpointer data)
{
  const Story *story = data;
  g_autoptr (ResiteSummary) summary = story_summarize (fixture->path, story);
  /* It is blank: what happened in the run makes no difference to it. */
  gboolean lists = g_str_equal (story->name, "fourteen") || g_str_equal (story->name, "nothing");

  for (guint letter = 0; letter < 2; letter++)
    {
      look_at_paper (fixture, story, summary, RESITE_PAPER_SUMMARY, letter);
      look_at_paper (fixture, story, summary, RESITE_PAPER_EMERGENCY, letter);
      look_at_paper (fixture, story, summary, RESITE_PAPER_SLIP, letter);
      if (lists)
        look_at_paper (fixture, story, summary, RESITE_PAPER_CHECKLIST, letter);
    }
}

static char *
read_paper (RunFolder *fixture, const char *name, ResitePaper paper)
{
  g_autofree char *path = g_build_filename (fixture->folder, "paper.pdf", NULL);
  g_autoptr (ResiteSummary) summary = NULL;
  guint i = 0;

  while (!g_str_equal (stories[i].name, name))
    i++;
  g_unlink (fixture->path);
  summary = story_summarize (fixture->path, &stories[i]);
  g_assert_true (resite_summary_save_pdf (summary, paper, FALSE, path, NULL));
  return run_tool ((const char *[]){ "pdftotext", "-layout", path, "-", NULL });
}

/* The slip says what runs, what comes next, and what somebody wrote down. */
static void
test_slips (RunFolder *fixture, gconstpointer data)
{
  static const struct
  {
    const char *story;
    const char *says[4];
  } rows[] = {
    { "running", { "R10", "Running", "R11" } },
    { "nothing", { "P0.1", "nothing", "P0.2" } },
    { "take-over", { "took the night shift", "R3", "R4", "B. Third" } },
    { "attempts", { "C6", "HQSMS01" } },
    { "aborted", { "the building burns" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = read_paper (fixture, rows[i].story, RESITE_PAPER_SLIP);

      for (guint j = 0; j < G_N_ELEMENTS (rows[i].says) && rows[i].says[j] != NULL; j++)
        if (strstr (text, rows[i].says[j]) == NULL)
          g_error ("the slip of “%s” lacks “%s”:\n%s", rows[i].story, rows[i].says[j], text);
    }
}

/* Where nothing can go on, nothing is said to come next. */
static void
test_slips_of_closed_runs (RunFolder *fixture, gconstpointer data)
{
  static const char *const closed[] = { "aborted", "way-back", "corrected" };

  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      g_autofree char *text = read_paper (fixture, closed[i], RESITE_PAPER_SLIP);

      g_assert_null (strstr (text, "What comes next"));
      g_assert_null (strstr (text, "it offers this run"));
      g_assert_nonnull (strstr (text, "This run is closed"));
    }
}

/* After the way back the packages lie where they lay at first. */
static void
test_card_after_the_way_back (RunFolder *fixture, gconstpointer data)
{
  g_autofree char *text = read_paper (fixture, "way-back", RESITE_PAPER_EMERGENCY);

  g_assert_nonnull (strstr (text, "\\\\BR01SMS\\SMSPKGE$"));
  g_assert_null (strstr (text, "BR01SMS_OLD"));
  g_assert_null (strstr (text, "until C3"));
  g_assert_nonnull (strstr (text, "holds from now on"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/summary-margins/is/" name, RunFolder, NULL, run_folder_set_up, function,           \
              run_folder_tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");

  if (program == NULL)
    {
      g_printerr ("pdftotext (package poppler-utils) is not installed\n");
      return 77;
    }
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autofree char *path = g_strconcat ("/summary-margins/", stories[i].name, NULL);

      g_test_add (path, RunFolder, &stories[i], run_folder_set_up, test_story,
                  run_folder_tear_down);
    }
  ADD ("slips", test_slips);
  ADD ("closed", test_slips_of_closed_runs);
  ADD ("card", test_card_after_the_way_back);
  return g_test_run ();
}
