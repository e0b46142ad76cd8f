/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "resite-error.h"
#include "summary-run.h"

#define A4     595.276, 841.89
#define LETTER 612.0, 792.0

/* The files are read back by programs that know nothing of Resite. */

static char *
run_tool (const char *const *arguments)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_true (g_subprocess_get_successful (process));
  return output;
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

static guint
count (const char *text, const char *needle)
{
  guint found = 0;

  for (const char *p = strstr (text, needle); p != NULL; p = strstr (p + 1, needle))
    found++;
  return found;
}

/* What another program reads out of the file is what was put into the journal. */
static void
test_read_back (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = {
    .ended = TRUE, .packages = 60, .failed = 2, .notes = 4, .open_points = 3, .attachments = 5
  };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autofree char *path = save (fixture, summary, RESITE_PAPER_SUMMARY, FALSE);
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;

  text = run_tool ((const char *[]){ "pdftotext", "-layout", path, "-", NULL });
  g_assert_true (resite_journal_verify (fixture->path, NULL, &hash, NULL));
  g_assert_nonnull (strstr (text, hash));
  g_assert_nonnull (strstr (text, "58 forwarded"));
  g_assert_nonnull (strstr (text, "2 failed"));
  g_assert_nonnull (strstr (text, "60 copied"));
  g_assert_nonnull (strstr (text, "Site S01 runs on new hardware. There are 3 open points."));
  g_assert_nonnull (strstr (text, "released by"));
  g_assert_cmpuint (count (text, "send the old server back"), ==, 3);
  g_assert_nonnull (strstr (text, "note 4"));
  g_assert_nonnull (strstr (text, "Technician: name, date, signature"));
  g_assert_nonnull (strstr (text, "Central administrator: name, date, signature"));
  g_assert_null (strstr (text, "DRAFT"));
  g_assert_null (strstr (text, "REHEARSAL"));
}

static void
test_every_page_says_which (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .ended = TRUE, .packages = 60, .notes = 40 };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  guint n_pages = resite_summary_count_pages (summary, RESITE_PAPER_SUMMARY, LETTER);
  g_autofree char *path = save (fixture, summary, RESITE_PAPER_SUMMARY, TRUE);
  g_autofree char *text = NULL;
  g_autofree char *last = g_strdup_printf ("page %u of %u", n_pages, n_pages);

  text = run_tool ((const char *[]){ "pdftotext", "-layout", path, "-", NULL });
  g_assert_nonnull (strstr (text, last));
  g_assert_cmpuint (count (text, "run S01-2026-014"), ==, n_pages);
  g_assert_cmpuint (count (text, "As recorded at 2026-11-22"), ==, n_pages);
}

static void
test_marks (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .rehearsal = TRUE, .stop_before = "C6" };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autofree char *path = save (fixture, summary, RESITE_PAPER_SUMMARY, FALSE);
  g_autofree char *text = run_tool ((const char *[]){ "pdftotext", path, "-", NULL });

  g_assert_nonnull (strstr (text, "REHEARSAL, DRAFT"));
}

static void
test_file (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .ended = TRUE, .packages = 5 };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autofree char *path = save (fixture, summary, RESITE_PAPER_SUMMARY, TRUE);
  g_autofree char *information = run_tool ((const char *[]){ "pdfinfo", path, NULL });
  g_autofree char *fonts = run_tool ((const char *[]){ "pdffonts", path, NULL });
  g_auto (GStrv) lines = NULL;

  g_assert_nonnull (strstr (information, "612 x 792 pts (letter)"));
  /* The time of the last entry, not of the printing. */
  g_assert_nonnull (strstr (information, "Sun Nov 22"));
  lines = g_strsplit (fonts, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 3);
  for (guint i = 2; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_assert_nonnull (strstr (lines[i], " yes "));
}

static char *
read_card (RunFolder *fixture, const char *stop_before)
{
  const RunShape shape = { .stop_before = stop_before };
  g_autoptr (ResiteSummary) summary = NULL;
  g_autofree char *path = NULL;
  char *text;

  g_unlink (fixture->path);
  summary = run_summarize (fixture, &shape);
  g_assert_cmpuint (resite_summary_count_pages (summary, RESITE_PAPER_EMERGENCY, A4), ==, 1);
  path = save (fixture, summary, RESITE_PAPER_EMERGENCY, FALSE);
  text = run_tool ((const char *[]){ "pdftotext", "-layout", path, "-", NULL });
  g_assert_null (strstr (text, "not in the plan"));
  return text;
}

/* The unpacked packages move three times; a card must name the place of its moment. */
static void
test_emergency_card (RunFolder *fixture, gconstpointer data)
{
  static const struct
  {
    const char *stop_before;
    const char *holds[3];
    const char *lacks[3];
  } moments[] = {
    { "C3", { "\\\\BR01SMS\\SMSPKGE$", "until C3" }, { "BR01SMS_OLD", "E:\\SMSPKGE$" } },
    { "C4",
      { "\\\\BR01SMS_OLD\\SMSPKGE$", "E:\\SMSPKGE$", "until C4" },
      { "\\\\BR01SMS\\", "SMSPKGE$_OLD" } },
    { "C10",
      { "\\\\BR01SMS_OLD\\SMSPKGE$", "E:\\SMSPKGE$", "until C10" },
      { "\\\\BR01SMS\\", "SMSPKGE$_OLD" } },
    { "C11", { "E:\\SMSPKGE$_OLD", "\\\\BR01SMS_OLD\\SMSPKGE$", "until R2" }, { "\\\\BR01SMS\\" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autofree char *text = read_card (fixture, moments[i].stop_before);

      g_test_message ("before %s: %s", moments[i].stop_before, text);
      for (guint j = 0; j < 3 && moments[i].holds[j] != NULL; j++)
        g_assert_nonnull (strstr (text, moments[i].holds[j]));
      for (guint j = 0; j < 3 && moments[i].lacks[j] != NULL; j++)
        g_assert_null (strstr (text, moments[i].lacks[j]));
    }
}

static void
test_checklist_has_every_step (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .stop_before = "P0.1" };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_builtin (NULL);
  g_autofree char *path = save (fixture, summary, RESITE_PAPER_CHECKLIST, FALSE);
  g_autofree char *text = run_tool ((const char *[]){ "pdftotext", "-layout", path, "-", NULL });
  GPtrArray *steps = resite_runbook_get_steps (runbook);

  for (guint i = 0; i < steps->len; i++)
    {
      g_autofree char *head = NULL;

      head = g_strdup_printf ("%s ", resite_step_get_id (g_ptr_array_index (steps, i)));
      g_test_message ("%s", head);
      g_assert_nonnull (strstr (text, head));
    }
  g_assert_null (strstr (text, "not in the plan"));
  g_assert_null (strstr (text, "${"));
  g_assert_cmpuint (count (text, "remark __"), >=, steps->len);
}

static void
test_slip (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .stop_before = "C6", .notes = 200, .strange = TRUE };
  g_autoptr (ResiteSummary) summary = run_summarize (fixture, &shape);
  g_autofree char *path = save (fixture, summary, RESITE_PAPER_SLIP, FALSE);
  g_autofree char *text = run_tool ((const char *[]){ "pdftotext", "-layout", path, "-", NULL });

  g_assert_cmpuint (resite_summary_count_pages (summary, RESITE_PAPER_SLIP, A4), ==, 1);
  g_assert_nonnull (strstr (text, "The run stands at C6"));
  g_assert_nonnull (strstr (text, "note 200"));
  g_assert_null (strstr (text, "note 100"));
  g_assert_nonnull (strstr (text, "M. Ivanova"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/summary-paper/" name, RunFolder, NULL, run_folder_set_up, function,                \
              run_folder_tear_down)

int
main (int argc, char **argv)
{
  const char *programs[] = { "pdftotext", "pdfinfo", "pdffonts" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *program = g_find_program_in_path (programs[i]);

      if (program == NULL)
        {
          g_printerr ("%s (package poppler-utils) is not installed\n", programs[i]);
          return 77;
        }
    }
  g_test_init (&argc, &argv, NULL);
  ADD ("read-back", test_read_back);
  ADD ("every-page-says-which", test_every_page_says_which);
  ADD ("marks", test_marks);
  ADD ("file", test_file);
  ADD ("emergency-card", test_emergency_card);
  ADD ("checklist-has-every-step", test_checklist_has_every_step);
  ADD ("slip", test_slip);
  return g_test_run ();
}
