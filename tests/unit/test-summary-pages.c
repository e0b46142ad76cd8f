/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "resite-error.h"
#include "summary-run.h"

#define A4     595.276, 841.89
#define LETTER 612.0, 792.0

/* However much happened: one to three pages, on both papers. */
static const RunShape shapes[] = {
  { .stop_before = "P0.1" },
  { .ended = TRUE },
  { .ended = TRUE, .packages = 60, .failed = 2, .notes = 4, .open_points = 3, .attachments = 5 },
  { .ended = TRUE, .packages = 10000, .failed = 4000, .notes = 10 },
  { .ended = TRUE, .packages = 50, .notes = 200, .open_points = 60, .attachments = 60 },
  { .ended = TRUE,
    .packages = 200,
    .failed = 200,
    .notes = 200,
    .open_points = 60,
    .attachments = 60,
    .strange = TRUE },
  { .ended = TRUE, .packages = 200, .failed = 100, .notes = 200, .strange = TRUE, .primaries = 14 },
  { .rehearsal = TRUE, .stop_before = "C6", .notes = 200, .strange = TRUE },
};

static void
test_one_to_three (RunFolder *fixture, gconstpointer data)
{
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, data);
  guint a4 = resite_summary_count_pages (summary, RESITE_PAPER_SUMMARY, A4);
  guint letter = resite_summary_count_pages (summary, RESITE_PAPER_SUMMARY, LETTER);

  g_assert_cmpuint (a4, >=, 1);
  g_assert_cmpuint (a4, <=, 3);
  g_assert_cmpuint (letter, >=, 1);
  g_assert_cmpuint (letter, <=, 3);
}

static char *
save (RunFolder *fixture, ResiteSummary *summary, ResitePaper paper, gboolean letter)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (fixture->folder, "paper.pdf", NULL);

  g_assert_true (resite_summary_save_pdf (summary, paper, letter, path, &error));
  g_assert_no_error (error);
  return path;
}

static void
test_same_bytes (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .ended = TRUE, .packages = 20, .failed = 1, .notes = 3 };

  run_write (fixture->path, &shape);
  for (int paper = RESITE_PAPER_SUMMARY; paper <= RESITE_PAPER_SLIP; paper++)
    {
      g_autofree char *former = NULL;
      gsize former_length = 0;

      for (int i = 0; i < 2; i++)
        {
          g_autoptr (ResiteSummary) summary = resite_summary_new (fixture->path, NULL);
          g_autofree char *path = save (fixture, summary, paper, FALSE);
          g_autofree char *bytes = NULL;
          gsize length;

          g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
          if (former != NULL)
            g_assert_cmpmem (former, former_length, bytes, length);
          former = g_steal_pointer (&bytes);
          former_length = length;
          g_usleep (i == 0 ? 1100000 : 0); /* a clock would show in the seconds */
        }
    }
}

static void
test_slip_is_one_page (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .stop_before = "C6", .notes = 200, .strange = TRUE };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);

  g_assert_cmpuint (resite_summary_count_pages (summary, RESITE_PAPER_SLIP, A4), ==, 1);
  g_assert_cmpuint (resite_summary_count_pages (summary, RESITE_PAPER_SLIP, LETTER), ==, 1);
  g_assert_cmpuint (resite_summary_count_pages (summary, RESITE_PAPER_EMERGENCY, A4), ==, 1);
  g_assert_cmpuint (resite_summary_count_pages (summary, RESITE_PAPER_CHECKLIST, A4), >, 3);
}

/* Little happened, little paper. */
static void
test_nothing_begun_is_one_page (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .stop_before = "P0.1" };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autofree char *text = resite_summary_to_text (summary);

  g_assert_cmpuint (resite_summary_count_pages (summary, RESITE_PAPER_SUMMARY, A4), ==, 1);
  g_assert_nonnull (strstr (text, "steps were not begun: P0.1, P0.2, "));
  g_assert_nonnull (strstr (text, ", G6\n"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/summary-pages/" name, RunFolder, NULL, run_folder_set_up, function,                \
              run_folder_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *name = g_strdup_printf ("/summary-pages/one-to-three/%u", i);

      g_test_add (name, RunFolder, &shapes[i], run_folder_set_up, test_one_to_three,
                  run_folder_tear_down);
    }
  ADD ("nothing-begun-is-one-page", test_nothing_begun_is_one_page);
  ADD ("same-bytes", test_same_bytes);
  ADD ("slip-is-one-page", test_slip_is_one_page);
  return g_test_run ();
}
