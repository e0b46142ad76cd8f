/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resite-coach-lessons.h"
#include "resite-coach.h"
#include "resite-error.h"
#include "summary-run.h"

#define MINUTE (60 * (gint64)G_USEC_PER_SEC)
#define A4     595.276, 841.89

static void
append (ResiteJournal *journal, ResiteEvent *draft, gint64 time)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteEvent) event = resite_journal_append (journal, draft, time, &error);

  g_assert_no_error (error);
  g_object_unref (draft);
}

/* A rehearsal up to C6; then C6 fails 7 minutes after @struck. */
static gint64
write_failure (RunFolder *fixture, const char *what, const char *fact, const char *value)
{
  const RunShape shape = { .rehearsal = TRUE, .stop_before = "C6" };
  g_autoptr (ResiteJournal) journal = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  gint64 last;

  run_write (fixture->path, &shape);
  journal = resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error);
  g_assert_no_error (error);
  events = resite_journal_read_events (journal, 0, &error);
  g_assert_no_error (error);
  last = resite_event_get_time (g_ptr_array_index (events, events->len - 1));
  if (what != NULL)
    {
      ResiteEvent *draft = resite_event_new (what, "resite", "C6", "primary.1", 1);

      if (fact != NULL)
        resite_event_set (draft, fact, value);
      append (journal, draft, last + 7 * MINUTE);
    }
  return last;
}

static ResiteCoach *
new_coach (RunFolder *fixture)
{
  g_autoptr (GError) error = NULL;
  ResiteCoach *coach = resite_coach_new (fixture->path, &error);

  g_assert_no_error (error);
  return coach;
}

static const ResiteCoachFault *
get_fault (ResiteCoach *coach, guint index)
{
  g_assert_cmpuint (resite_coach_list_faults (coach)->len, >, index);
  return g_ptr_array_index (resite_coach_list_faults (coach), index);
}

static void
test_noticed_where_it_failed (RunFolder *fixture, gconstpointer data)
{
  gint64 struck = write_failure (fixture, RESITE_EVENT_STEP_FAILED, NULL, NULL);
  g_autoptr (ResiteCoach) coach = new_coach (fixture);
  g_autofree char *result = NULL;
  g_autofree char *text = NULL;

  resite_coach_add_fault (coach, "sibling", struck, struck + 30 * MINUTE);
  g_assert_cmpstr (get_fault (coach, 0)->noticed_at, ==, "C6@primary.1");
  g_assert_cmpint (get_fault (coach, 0)->noticed - struck, ==, 7 * MINUTE);
  g_assert_cmpstr (get_fault (coach, 0)->title, ==, "A sister site vanished with the removal");
  result = resite_coach_get_result (coach);
  g_assert_cmpstr (result, ==,
                   "Not at its end yet. So far: 1 thing went wrong. Noticed: 1. Mended: 1.");
  text = resite_coach_to_text (coach);
  g_assert_nonnull (strstr (text, "after 7 minutes"));
  g_assert_nonnull (strstr (text, "after 30 minutes"));
  g_assert_nonnull (strstr (text, "*** REHEARSAL ***"));
  g_assert_nonnull (strstr (text, "not to its end"));
}

/* What each alarm looks like, and what is none. */
static void
test_alarms (RunFolder *fixture, gconstpointer data)
{
  static const struct
  {
    const char *what, *fact, *value;
    gboolean alarm;
    const char *fault; /* NULL: any */
  } cases[] = {
    { RESITE_EVENT_ACTION_ENDED, "outcome", "failed", TRUE },
    { RESITE_EVENT_ACTION_ENDED, "stop", "a site is missing", TRUE },
    { RESITE_EVENT_ACTION_ENDED, "failed", "1", TRUE },
    { RESITE_EVENT_ACTION_ENDED, "failed", "0", FALSE },
    { RESITE_EVENT_ACTION_ENDED, "outcome", "ok", FALSE },
    { RESITE_EVENT_JUDGED, "verdict", "bad", TRUE },
    { RESITE_EVENT_JUDGED, "verdict", "good", FALSE },
    { RESITE_EVENT_LOOKED_AGAIN, "probe", "name", TRUE },
    { RESITE_EVENT_STEP_DONE, NULL, NULL, FALSE },
    { RESITE_EVENT_WELCOME_BACK, "interrupted", "C6", FALSE },
    { RESITE_EVENT_WELCOME_BACK, "interrupted", "C6", TRUE, "power-cut" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 struck;
      g_autoptr (ResiteCoach) coach = NULL;

      g_unlink (fixture->path);
      struck = write_failure (fixture, cases[i].what, cases[i].fact, cases[i].value);
      coach = new_coach (fixture);
      resite_coach_add_fault (coach, cases[i].fault != NULL ? cases[i].fault : "sibling", struck,
                              0);
      g_assert_cmpint (get_fault (coach, 0)->noticed, ==, cases[i].alarm ? struck + 7 * MINUTE : 0);
    }
}

/* The removal that fails says nothing of a distribution point, nor of a server without room. */
static void
test_alarm_of_another (RunFolder *fixture, gconstpointer data)
{
  gint64 struck = write_failure (fixture, RESITE_EVENT_STEP_FAILED, NULL, NULL);
  g_autoptr (ResiteCoach) coach = new_coach (fixture);

  resite_coach_add_fault (coach, "dp-fails", struck, 0);
  resite_coach_add_fault (coach, "disk-full", struck + 1, struck + 30 * MINUTE);
  resite_coach_add_fault (coach, "sibling", struck + 2, struck + 30 * MINUTE);
  resite_coach_add_fault (coach, "no-such-thing", struck + 3, 0);
  g_assert_cmpint (get_fault (coach, 0)->noticed, ==, 0);
  g_assert_cmpint (get_fault (coach, 1)->noticed, ==, struck + 30 * MINUTE);
  g_assert_null (get_fault (coach, 1)->noticed_at);
  g_assert_cmpint (get_fault (coach, 2)->noticed, ==, struck + 7 * MINUTE);
  g_assert_cmpint (get_fault (coach, 3)->noticed, ==, struck + 7 * MINUTE);
}

/* An alarm of before is none of it, and one after the mending neither; what was mended was known. */
static void
test_not_noticed (RunFolder *fixture, gconstpointer data)
{
  gint64 last = write_failure (fixture, RESITE_EVENT_STEP_FAILED, NULL, NULL);
  g_autoptr (ResiteCoach) coach = new_coach (fixture);
  g_autofree char *result = NULL;

  resite_coach_add_fault (coach, "no-such-thing", last + 8 * MINUTE, 0);
  resite_coach_add_fault (coach, "disk-full", last, last + 2 * MINUTE);
  g_assert_cmpstr (get_fault (coach, 0)->name, ==, "disk-full");
  g_assert_cmpint (get_fault (coach, 0)->noticed, ==, last + 2 * MINUTE);
  g_assert_null (get_fault (coach, 0)->noticed_at);
  g_assert_cmpstr (get_fault (coach, 1)->title, ==, "no-such-thing");
  g_assert_null (get_fault (coach, 1)->avoided);
  g_assert_cmpint (get_fault (coach, 1)->noticed, ==, 0);
  result = resite_coach_get_result (coach);
  g_assert_cmpstr (result, ==,
                   "Not at its end yet. So far: 2 things went wrong. Noticed: 1. Mended: 1.");
}

static void
test_help (RunFolder *fixture, gconstpointer data)
{
  g_autoptr (ResiteCoach) coach = NULL;
  g_auto (GStrv) none = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;

  write_failure (fixture, NULL, NULL, NULL);
  coach = new_coach (fixture);
  none = resite_coach_list_help (coach);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  resite_coach_add_help (coach, RESITE_COACH_HELP_READ, "C6");
  resite_coach_add_help (coach, RESITE_COACH_HELP_READ, "W1");
  resite_coach_add_help (coach, RESITE_COACH_HELP_READ, "C6");
  resite_coach_add_help (coach, RESITE_COACH_HELP_DONE, "C2");
  lines = resite_coach_list_help (coach);
  g_assert_cmpuint (g_strv_length (lines), ==, 2);
  g_assert_cmpstr (lines[0], ==, "The help of the step was read at C6 (2), W1.");
  g_assert_cmpstr (lines[1], ==, "The person at the machines did what the page says at C2.");
  resite_coach_set_scenario (coach, "A quiet day");
  resite_coach_set_lesson (coach, "Read the plan.");
  text = resite_coach_to_text (coach);
  /* What there was to learn would tell what is still to come. */
  g_assert_null (strstr (text, "Read the plan."));
  g_assert_nonnull (strstr (text, "A quiet day"));
  g_assert_nonnull (strstr (text, "C6 (2), W1"));
  g_assert_nonnull (strstr (text, "G1"));
  g_assert_null (strstr (text, "G3"));
}

static void
test_pdf (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .rehearsal = TRUE, .ended = TRUE, .packages = 60 };
  g_autoptr (ResiteCoach) coach = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "trainer.pdf", NULL);
  g_autofree char *bad = g_build_filename (fixture->folder, "no", "trainer.pdf", NULL);
  g_autofree char *quiet = NULL;
  g_autofree char *read = NULL;
  g_autofree char *text = NULL;

  run_write (fixture->path, &shape);
  coach = new_coach (fixture);
  quiet = resite_coach_get_result (coach);
  g_assert_cmpstr (quiet, ==, "Nothing went wrong in this rehearsal.");
  resite_coach_set_lesson (coach, "Read the plan.");
  for (guint i = 0; i < 4; i++)
    resite_coach_add_fault (coach, "sibling", RUN_BEGIN + i * MINUTE, RUN_BEGIN + 2 * i * MINUTE);
  g_assert_cmpuint (resite_coach_count_pages (coach, A4), ==, 1);
  g_assert_true (resite_coach_save_pdf (coach, TRUE, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &read, NULL, NULL));
  g_assert_true (g_str_has_prefix (read, "%PDF-"));
  text = resite_coach_to_text (coach);
  g_assert_nonnull (strstr (text, "to its end"));
  g_assert_null (strstr (text, "not to its end"));
  g_assert_nonnull (strstr (text, "Read the plan."));
  g_assert_false (resite_coach_save_pdf (coach, FALSE, bad, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_no_journal (RunFolder *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, "no journal", -1, NULL);
  g_assert_null (resite_coach_new (fixture->path, &error));
  g_assert_nonnull (error);
}

static void
test_delays (void)
{
  static const struct
  {
    gint64 time;
    const char *text;
  } cases[] = {
    { 0, "at once" },
    { -MINUTE, "at once" },
    { MINUTE - 1, "at once" },
    { MINUTE, "after 1 minute" },
    { 119 * MINUTE, "after 119 minutes" },
    { 121 * MINUTE, "after 2 hours" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = resite_coach_format_delay (cases[i].time);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Every pause of the program's runbook has its line, and every line its pause. */
static void
test_every_pause (void)
{
  g_autoptr (ResiteCoachLessons) lessons = resite_coach_lessons_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_builtin (&error);
  GPtrArray *steps = resite_runbook_get_steps (runbook);
  guint pauses = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      const char *id = resite_step_get_id (step);

      g_assert_true ((resite_coach_lessons_get_pause (lessons, id) != NULL) ==
                     resite_step_is_pause (step));
      pauses += resite_step_is_pause (step);
    }
  g_assert_cmpuint (pauses, ==, 6);
  g_assert_null (resite_coach_lessons_get_title (lessons, "nothing"));
}

static void
test_bad_lessons (void)
{
  static const struct
  {
    const char *text, *says;
  } cases[] = {
    { "<coach>\n<pause>x</pause></coach>", "mine.xml:2: step=" },
    { "<coach>\n\n<fault name=''/></coach>", "mine.xml:3: name=" },
    { "<coach>\n<title/></coach>", "mine.xml:2: <title>" },
    { "<coach><fault name='a'><p/></fault></coach>", "mine.xml:1: <p>" },
    { "<other/>", "mine.xml:1: <other>" },
    { "<coach>", "mine.xml:1: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteCoachLessons) lessons =
          resite_coach_lessons_new_from_text ("mine.xml", cases[i].text, -1, &error);

      g_assert_null (lessons);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (error->message, cases[i].says));
    }
}

#define ADD(path, function)                                                                        \
  g_test_add (path, RunFolder, NULL, run_folder_set_up, function, run_folder_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/coach/noticed", test_noticed_where_it_failed);
  ADD ("/coach/alarms", test_alarms);
  ADD ("/coach/alarm-of-another", test_alarm_of_another);
  ADD ("/coach/not-noticed", test_not_noticed);
  ADD ("/coach/help", test_help);
  ADD ("/coach/pdf", test_pdf);
  ADD ("/coach/no-journal", test_no_journal);
  g_test_add_func ("/coach/delays", test_delays);
  g_test_add_func ("/coach/every-pause", test_every_pause);
  g_test_add_func ("/coach/bad-lessons", test_bad_lessons);
  return g_test_run ();
}
