/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Runs in which something happened: events written after those of summary-run.h. */

#include "summary-run.h"

typedef struct
{
  const char *name;
  RunShape shape;
  void (*tell) (RunWriter *writer);
  const char *says[6]; /* what the summary must hold, as text */
} Story;

static ResiteEvent *
story_event (const char *what, const char *actor, const char *step, const char *target,
             guint attempt, const char *facts)
{
  g_auto (GStrv) parts = g_strsplit (facts != NULL ? facts : "", "|", -1);
  ResiteEvent *draft = resite_event_new (what, actor, step, target, attempt);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (parts[i], "=", 2);

      if (g_str_has_prefix (pair[0], "t:"))
        resite_event_set_text (draft, pair[0] + 2, pair[1]);
      else
        resite_event_set (draft, pair[0], pair[1]);
    }
  return draft;
}

#define TELL(what, actor, step, target, attempt, facts)                                            \
  run_append (writer, story_event (what, actor, step, target, attempt, facts))

static void
tell_way_back (RunWriter *writer)
{
  static const char *const steps[] = { "B1", "B2", "B3", "B4" };

  TELL (RESITE_EVENT_WAY_BACK, "J. Doe", NULL, NULL, 0, "t:reason=the new server lost its disks");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      TELL (RESITE_EVENT_STEP_STARTED, "J. Doe", steps[i], NULL, 1, NULL);
      TELL (RESITE_EVENT_SIGNED_OFF, "J. Doe", steps[i], NULL, 1, "how=H|t:note=done by hand");
    }
  TELL (RESITE_EVENT_ENDED, "J. Doe", NULL, NULL, 0, "how=went-back");
}

static void
tell_aborted (RunWriter *writer)
{
  TELL (RESITE_EVENT_ABORTED, "J. Doe", NULL, NULL, 0, "t:reason=the building burns");
}

static void
tell_attempts (RunWriter *writer)
{
  TELL (RESITE_EVENT_SET_BACK, "J. Doe", "C5", NULL, 1, "t:reason=wrong media in the drive");
  TELL (RESITE_EVENT_STEP_STARTED, "J. Doe", "C5", NULL, 2, NULL);
  TELL (RESITE_EVENT_STEP_FAILED, "resite", "C5", NULL, 2, "action=iis|message=no accounts");
  TELL (RESITE_EVENT_SET_BACK, "J. Doe", "C5", NULL, 2, "t:reason=IIS was half there");
  TELL (RESITE_EVENT_STEP_STARTED, "J. Doe", "C5", NULL, 3, NULL);
  TELL (RESITE_EVENT_SIGNED_OFF, "J. Doe", "C5", NULL, 3, "how=H");
}

static void
tell_overrules (RunWriter *writer)
{
  static const char *const steps[] = { "C15", "R4", "R7", "R13" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    TELL (RESITE_EVENT_JUDGED, "J. Doe", steps[i], NULL, 1,
          "verdict=good|evidence=bad|t:overrule=the log is from yesterday, " LONG_TEXT);
  TELL (RESITE_EVENT_SIGNED, "J. Doe", "G3", NULL, 1, "t:overruled=nobody could be reached");
}

static void
tell_skips (RunWriter *writer)
{
  static const char *const steps[] = { "R2", "R5", "R12", "R14", "N1" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    TELL (RESITE_EVENT_SKIPPED, "J. Doe", steps[i], NULL, 1,
          "t:reason=beginning of a reason " LONG_TEXT LONG_TEXT LONG_TEXT);
}

static void
tell_correction (RunWriter *writer)
{
  TELL (RESITE_EVENT_CORRECTED, "J. Doe", NULL, NULL, 0,
        "key=site.gateway|old=10.4.1.1|new=10.4.1.254|t:reason=the router was changed in May");
  TELL (RESITE_EVENT_CORRECTED, "M. Ivanova", NULL, NULL, 0,
        "key=new.serial|old=CZ20914F3K|new=CZ99999999|t:reason=other hardware came");
}

static void
tell_take_over (RunWriter *writer)
{
  TELL (RESITE_EVENT_TAKEN_OVER, "A. Second", NULL, NULL, 0,
        "from-host=desk1|t:reason=the notebook died");
  TELL (RESITE_EVENT_RUN_OPENED, "A. Second", NULL, NULL, 0, "host=desk2|pid=4711|version=1");
  TELL (RESITE_EVENT_WELCOME_BACK, "A. Second", NULL, NULL, 0, "away-seconds=86400");
  TELL (RESITE_EVENT_NOTED, "B. Third", "R1", NULL, 1, "t:note=took the night shift");
  TELL (RESITE_EVENT_OPEN_POINT, "A. Second", NULL, NULL, 0,
        "t:text=find the notebook|owner=B. Third|until=2026-12-24");
}

static void
story_put_item (RunWriter *writer, const char *scope, const char *name, const char *state,
                const char *message)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);
  g_autoptr (GError) error = NULL;
  ResiteItemRecord *record = resite_item_record_new (name, state);

  g_free (record->message);
  record->message = g_strdup (message);
  record->size = 1000000;
  g_ptr_array_add (records, record);
  resite_journal_put_items (writer->journal, scope, records, &error);
  g_assert_no_error (error);
}

/* Every end that a preload can come to, in a second attempt of R10. */
static void
tell_failures (RunWriter *writer)
{
  static const char *const states[] = { "forwarded", "half-done", "failed", "timed-out",
                                        "unknown" };
  g_autofree char *digest = NULL;
  const char *scope = "R10#2/preload";

  TELL (RESITE_EVENT_SET_BACK, "J. Doe", "R10", NULL, 1, "t:reason=once more");
  TELL (RESITE_EVENT_STEP_STARTED, "J. Doe", "R10", NULL, 2, NULL);
  TELL (RESITE_EVENT_ACTION_STARTED, "resite", "R10", NULL, 2, "action=preload|kind=bulk");
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *name = g_strdup_printf ("C02%05X", i + 1);
      g_autofree char *message = g_strdup_printf ("this one is %s: " LONG_TEXT, states[i]);

      story_put_item (writer, scope, name, states[i], i > 0 ? message : "");
    }
  digest = resite_journal_digest_items (writer->journal, scope, NULL);
  {
    ResiteEvent *draft = story_event (RESITE_EVENT_ACTION_ENDED, "resite", "R10", NULL, 2,
                                      "action=preload|kind=bulk|outcome=warning|how=V|good=1|"
                                      "failed=4|seconds=900");

    resite_event_set (draft, "items-digest", digest);
    run_append (writer, draft);
  }
  TELL (RESITE_EVENT_STEP_DONE, "resite", "R10", NULL, 2, NULL);
}

/* The night: something runs, and nobody is there. */
static void
tell_running (RunWriter *writer)
{
  TELL (RESITE_EVENT_STEP_STARTED, "J. Doe", "R10", NULL, 1, NULL);
  TELL (RESITE_EVENT_ACTION_STARTED, "resite", "R10", NULL, 1, "action=preload|kind=bulk");
}

static const Story stories[] = {
  { "nothing", { .stop_before = "P0.1" }, NULL, { "The run stands at P0.1" } },
  { "one-step", { .stop_before = "P0.2" }, NULL, { "P0.1" } },
  { "way-back", { .stop_before = "C4" }, tell_way_back, { "lost its disks", "B4" } },
  { "aborted", { .stop_before = "C2" }, tell_aborted, { "the building burns" } },
  { "rehearsal", { .rehearsal = TRUE, .ended = TRUE, .packages = 30 }, NULL, { "REHEARSAL" } },
  { "attempts",
    { .stop_before = "C6" },
    tell_attempts,
    { "wrong media in the drive", "IIS was half there" } },
  { "overrules",
    { .stop_before = "G4" },
    tell_overrules,
    { "the log is from yesterday", "nobody could be reached" } },
  { "skips", { .stop_before = "G6" }, tell_skips, { "beginning of a reason" } },
  { "corrected",
    { .ended = TRUE },
    tell_correction,
    { "10.4.1.254", "the router was changed in May", "CZ99999999" } },
  { "take-over",
    { .stop_before = "R3", .notes = 2 },
    tell_take_over,
    { "the notebook died", "A. Second", "B. Third", "find the notebook", "2026-12-24" } },
  { "failures",
    { .stop_before = "R11", .packages = 12, .failed = 2 },
    tell_failures,
    { "C0200002", "C0200003", "C0200004", "C0200005" } },
  { "running", { .stop_before = "R10", .packages = 9 }, tell_running, { "R10" } },
  { "fourteen", { .ended = TRUE, .primaries = 14, .packages = 60 }, NULL, { "HQSMS14" } },
  { "heavy",
    { .ended = TRUE,
      .primaries = 14,
      .packages = 600,
      .failed = 90,
      .notes = 60,
      .open_points = 25,
      .attachments = 40 },
    tell_correction,
    { "There are 25 open points", "510 forwarded" } },
  { "strange",
    { .stop_before = "G6",
      .packages = 60,
      .failed = 45,
      .notes = 12,
      .open_points = 9,
      .attachments = 40,
      .strange = TRUE },
    tell_overrules,
    { "the log is from yesterday" } },
};

static inline ResiteSummary *
story_summarize (const char *path, const Story *story)
{
  g_autoptr (GError) error = NULL;
  ResiteSummary *summary;

  run_write (path, &story->shape);
  if (story->tell != NULL)
    {
      g_autoptr (ResiteJournal) journal = resite_journal_open (path, RESITE_JOURNAL_WRITE, &error);
      g_autoptr (GPtrArray) events = NULL;
      RunWriter writer = { .journal = journal, .shape = &story->shape };

      g_assert_no_error (error);
      events = resite_journal_read_events (journal, 0, &error);
      writer.time = resite_event_get_time (g_ptr_array_index (events, events->len - 1));
      story->tell (&writer);
    }
  summary = resite_summary_new (path, &error);
  g_assert_no_error (error);
  return summary;
}
