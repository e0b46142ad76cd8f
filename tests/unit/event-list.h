/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "run-fixture.h"

/* The journal read as one line, so that a test can say in one line what must have been written, and
 * in which order. */

static inline guint64
event_list_mark (Fixture *fixture)
{
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (fixture->run), 0, NULL);

  return events->len;
}

/* "step-started P1, action-started P1/copy, ..." of what came after @mark. */
static inline char *
event_list_read (Fixture *fixture, guint64 mark)
{
  g_autoptr (GPtrArray) events =
      resite_journal_read_events (resite_run_get_journal (fixture->run), 0, NULL);
  GString *line = g_string_new (NULL);

  for (guint i = (guint)mark; i < events->len; i++)
    {
      ResiteEvent *event = events->pdata[i];
      const char *action = resite_event_get (event, "action");

      if (line->len > 0)
        g_string_append (line, ", ");
      g_string_append (line, resite_event_get_what (event));
      if (resite_event_get_step (event) != NULL && *resite_event_get_step (event) != '\0')
        g_string_append_printf (line, " %s", resite_event_get_step (event));
      if (resite_event_get_target (event) != NULL && *resite_event_get_target (event) != '\0')
        g_string_append_printf (line, "@%s", resite_event_get_target (event));
      if (action != NULL)
        g_string_append_printf (line, "/%s", action);
      if (resite_event_get (event, "outcome") != NULL)
        g_string_append_printf (line, "=%s", resite_event_get (event, "outcome"));
      if (resite_event_get (event, "for") != NULL)
        g_string_append_printf (line, " for %s", resite_event_get (event, "for"));
    }
  return g_string_free (line, FALSE);
}

static inline void
event_list_assert (Fixture *fixture, guint64 mark, const char *expected)
{
  g_autofree char *found = event_list_read (fixture, mark);

  g_assert_cmpstr (found, ==, expected);
}

/* Turns the loop until this job list is no longer empty. */
static inline void
event_list_wait_for_job (Fixture *fixture)
{
  while (g_list_model_get_n_items (resite_run_get_jobs (fixture->run)) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static inline void
event_list_set_runbook (Fixture *fixture, const char *steps)
{
  g_autofree char *text =
      g_strdup_printf ("<runbook id='small' version='1'><title>t</title>"
                       "<phase id='P'><title>p</title><intro>i</intro>%s</phase></runbook>",
                       steps);

  fixture_write (fixture, "small.xml", text, 0644);
  g_free (fixture->runbook);
  fixture->runbook = fixture_path (fixture, "small.xml");
}
