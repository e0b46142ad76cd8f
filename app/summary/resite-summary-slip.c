/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-slip"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-clock.h"
#include "resite-summary-private.h"
#include "resite-text.h"

#define NEXT_STEPS 4
#define LAST_NOTES 3

static void
add_pair (ResiteDocumentBlock *table, const char *label, const char *value)
{
  resite_document_add_row (table, RESITE_ROW_PLAIN, label, value, NULL);
}

static char *
list_running (ResiteSummary *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const ResiteSummaryStep *row = g_ptr_array_index (self->steps, i);
      g_autofree char *line = NULL;

      if (row->status != RESITE_STEP_RUNNING && row->status != RESITE_STEP_INTERRUPTED &&
          row->status != RESITE_STEP_STOPPED)
        continue;
      line = g_strdup_printf ("%s %s (%s)", row->name, row->title,
                              resite_step_status_to_word (row->status));
      g_strv_builder_add (names, line);
    }
  all = g_strv_builder_end (names);
  return *all != NULL ? g_strjoinv ("; ", all) : g_strdup (_ ("nothing"));
}

static void
add_where (ResiteSummary *self, ResiteDocument *document)
{
  ResiteDocumentBlock *table = resite_document_add_table (document, ":1.8|:7", FALSE);
  g_autofree char *running = list_running (self);
  g_autofree char *file = g_path_get_basename (self->path);
  g_autofree char *last = resite_clock_format (resite_run_state_get_last_at (self->state));
  const char *person =
      self->people->len > 0 ? g_ptr_array_index (self->people, self->people->len - 1) : "";
  g_autofree char *by = NULL;

  by = *person != '\0' ? g_strdup_printf ("%s, %s", last, person) : g_strdup (last);
  add_pair (table, _ ("Last entry"), by);
  add_pair (table, _ ("Runs or was cut off"), running);
  add_pair (table, _ ("The run's file"), file);
}

/* Why it came to that end: the last thing that was said beside the matter. */
static void
add_why (ResiteSummary *self, ResiteDocument *document)
{
  const ResiteSummaryRemark *last =
      self->departures->len > 0 ? g_ptr_array_index (self->departures, self->departures->len - 1)
                                : NULL;

  if (g_strcmp0 (resite_run_state_get_condition (self->state), "aborted") != 0 || last == NULL)
    return;
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Why it was given up"));
  resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, last->text);
}

static void
add_next (ResiteSummary *self, ResiteDocument *document)
{
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;
  gboolean reached = FALSE;
  const ResiteSummaryStep *current = resite_summary_find_current (self);
  guint shown = 0;

  if (current == NULL || !resite_summary_is_draft (self))
    return;
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("What comes next"));
  columns = g_strdup_printf ("%s:0.8|%s:5.5|%s:2.2|%s:1.5", _ ("Step"), _ ("What"), _ ("Machine"),
                             _ ("State"));
  table = resite_document_add_table (document, columns, TRUE);
  for (guint i = 0; i < self->steps->len && shown < NEXT_STEPS; i++)
    {
      const ResiteSummaryStep *row = g_ptr_array_index (self->steps, i);

      reached = reached || row == current;
      if (!reached || resite_step_status_is_closed (row->status))
        continue;
      resite_document_add_row (table, shown == 0 ? RESITE_ROW_STRONG : RESITE_ROW_PLAIN,
                               resite_step_get_id (row->step), row->title, row->machine,
                               resite_step_status_to_word (row->status), NULL);
      shown++;
    }
}

static void
add_notes (ResiteSummary *self, ResiteDocument *document)
{
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;
  guint from = self->notes->len > LAST_NOTES ? self->notes->len - LAST_NOTES : 0;

  if (self->notes->len == 0)
    return;
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Last notes"));
  columns =
      g_strdup_printf ("%s:2|%s:0.8|%s:1.8|%s:6", _ ("When"), _ ("Step"), _ ("Who"), _ ("Note"));
  table = resite_document_add_table (document, columns, TRUE);
  for (guint i = from; i < self->notes->len; i++)
    {
      const ResiteSummaryRemark *note = g_ptr_array_index (self->notes, i);
      g_autofree char *when = resite_clock_format (note->time);
      g_autofree char *text = resite_text_ellipsize (note->text, 140);

      resite_document_add_row (table, RESITE_ROW_PLAIN, when, note->step, note->who, text, NULL);
    }
}

static void
add_how (ResiteSummary *self, ResiteDocument *document)
{
  const char *name = resite_summary_get_value (self, "people.central-admin");
  const char *phone = resite_summary_get_value (self, "people.central-admin-phone");
  g_autofree char *ask = NULL;

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("How to go on"));
  if (!resite_summary_is_draft (self))
    {
      resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH,
                           _ ("This run is closed. The completion summary says all that was done "
                              "in it."));
      return;
    }
  resite_document_add (
      document, RESITE_DOCUMENT_PARAGRAPH,
      _ ("Start Resite; it offers this run and opens at the step above. On another "
         "computer take the newest snapshot of the file along and choose “take "
         "over”."));
  if (*name == '\0')
    return;
  ask =
      g_strdup_printf (_ ("If the network is gone or something looks different, stop and call %s, "
                          "%s."),
                       name, phone);
  resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, ask);
}

ResiteDocument *
resite_summary_build_slip (ResiteSummary *self)
{
  g_autofree char *result = resite_summary_get_result (self);
  g_autofree char *title = NULL;
  ResiteDocument *document;

  title = g_strdup_printf (_ ("Handover: new hardware for SMS site %s"),
                           resite_summary_get_value (self, "site.code"));
  document = resite_document_new (title);
  document->size = 8.5;
  document->half = TRUE;
  resite_summary_set_frame (self, document, _ ("Handover slip"), FALSE);
  resite_document_add (document, RESITE_DOCUMENT_RESULT, result);
  add_where (self, document);
  add_why (self, document);
  add_next (self, document);
  add_notes (self, document);
  add_how (self, document);
  return document;
}
