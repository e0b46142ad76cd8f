/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-tables"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-clock.h"
#include "resite-summary-tables.h"
#include "resite-text.h"

/* What is still to be done is cut later than the rest: so many times the rows, up to so many. */
#define OPEN_POINTS_TIMES 3
#define LEAST_OPEN_POINTS 12

/* What somebody said at length stands once, among what was skipped and overruled. */
#define SHORT_REMARK 48

/* As many letters as the column of names is wide. */
#define SHORT_NAME 10

/* What a level allows: rows of tables that can be cut, and letters of a free text. The bundle
 * holds everything. */
static const struct
{
  guint rows;
  guint letters;
  double size;
  gboolean one_line_steps; /* a step has one line, however long its title */
  gboolean one_line;       /* and so has everything else */
} levels[RESITE_SUMMARY_LEVELS] = {
  { G_MAXUINT, G_MAXUINT, 8.0, FALSE, FALSE },
  { 60, 400, 8.0, FALSE, FALSE },
  { 60, 400, 7.5, TRUE, FALSE },
  { 40, 200, 7.5, TRUE, FALSE },
  { 25, 200, 7.5, TRUE, TRUE },
  { 12, 200, 7.0, TRUE, TRUE },
  { 12, 200, 6.5, TRUE, TRUE },
  { 6, 200, 6.5, TRUE, TRUE },
  { 2, 100, 6.5, TRUE, TRUE },
};

double
resite_summary_get_text_size (guint level)
{
  return levels[level].size;
}

char *
resite_summary_format_time (gint64 time)
{
  return time != 0 ? resite_clock_format (time) : g_strdup ("");
}

static char *
cut (const char *text, guint level)
{
  if (levels[level].letters == G_MAXUINT)
    return g_strdup (text);
  return resite_text_ellipsize (text, levels[level].letters);
}

static char *
cut_end (const char *text, glong letters)
{
  g_autofree char *beginning = NULL;

  if (g_utf8_strlen (text, -1) <= letters)
    return g_strdup (text);
  beginning = g_utf8_substring (text, 0, letters - 1);
  return g_strconcat (beginning, "…", NULL);
}

static void
add_more_row (ResiteDocumentBlock *table, guint total, guint shown)
{
  g_autofree char *more = NULL;

  if (total <= shown)
    return;
  more = g_strdup_printf (
      dngettext (GETTEXT_PACKAGE, "%u more in the bundle", "%u more in the bundle", total - shown),
      total - shown);
  resite_document_add_row (table, RESITE_ROW_ASIDE, more, NULL);
}

static void
add_work (ResiteDocumentBlock *table, const ResiteSummaryWork *work, guint level)
{
  g_autofree char *counts = resite_summary_work_to_text (work);
  g_autofree char *size = work->bytes > 0 ? resite_text_size (work->bytes) : g_strdup ("");
  g_autofree char *length =
      work->seconds >= 1 ? resite_text_duration (work->seconds) : g_strdup ("");
  g_autofree char *title = cut (work->title, level);
  g_autofree char *name = NULL;

  name = work->attempt > 1 ? g_strdup_printf ("%s (%u)", work->step, work->attempt)
                           : g_strdup (work->step);
  resite_document_add_row (table, work->failed > 0 ? RESITE_ROW_STRONG : RESITE_ROW_PLAIN, name,
                           title, counts, size, length, NULL);
}

void
resite_summary_add_works (ResiteSummary *self, ResiteDocument *document, guint level)
{
  guint shown = MIN (self->works->len, MAX (levels[level].rows, 12));
  g_autofree char *wire = resite_summary_wire_to_text (&self->wire);
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;

  if (self->works->len == 0)
    return;
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Copies and preloads in numbers"));
  columns = g_strdup_printf ("%s:14|%s:50|%s:50|%s:9|%s:12", _ ("Step"), _ ("What"), _ ("Outcome"),
                             _ ("Size"), _ ("Time"));
  table = resite_document_add_table (document, columns, TRUE);
  table->one_line = levels[level].one_line;
  for (guint i = 0; i < shown; i++)
    add_work (table, g_ptr_array_index (self->works, i), level);
  add_more_row (table, self->works->len, shown);
  resite_document_fit_columns (table);
  if (wire != NULL)
    resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, wire);
}

void
resite_summary_add_open_points (ResiteSummary *self, ResiteDocument *document, guint level)
{
  guint rows = levels[level].rows;
  guint least = rows < LEAST_OPEN_POINTS ? MIN (rows * OPEN_POINTS_TIMES, LEAST_OPEN_POINTS) : rows;
  guint shown = MIN (self->open_points->len, least);
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Open points"));
  if (self->open_points->len == 0)
    {
      resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, _ ("None."));
      return;
    }
  columns = g_strdup_printf ("%s:5.4|%s:2.2|%s:1.6", _ ("What"), _ ("Owner"), _ ("Until"));
  table = resite_document_add_table (document, columns, TRUE);
  table->one_line = levels[level].one_line;
  for (guint i = 0; i < shown; i++)
    {
      const ResiteSummaryRemark *point = g_ptr_array_index (self->open_points, i);
      g_autofree char *text = cut (point->text, level);
      const char *owner = point->what != NULL ? point->what : "";
      const char *until = point->until != NULL ? point->until : "";

      resite_document_add_row (table, RESITE_ROW_PLAIN, text, owner, until, NULL);
    }
  add_more_row (table, self->open_points->len, shown);
}

static ResiteRowStyle
get_style (const ResiteSummaryStep *row)
{
  if (row->status == RESITE_STEP_SKIPPED || row->status == RESITE_STEP_LEFT_OUT ||
      (row->state != NULL && row->state->overrule != NULL))
    return RESITE_ROW_ASIDE;
  return row->status == RESITE_STEP_FAILED ? RESITE_ROW_STRONG : RESITE_ROW_PLAIN;
}

static void
add_step (ResiteDocumentBlock *table, const ResiteSummaryStep *row, guint level)
{
  const ResiteStepState *state = row->state;
  g_autofree char *when = resite_summary_format_time (state != NULL ? state->ended_at : 0);
  g_autofree char *remark = cut_end (row->remark, SHORT_REMARK);
  const char *by = state != NULL && state->by != NULL ? state->by : "";
  g_autofree char *who = level > 0 ? resite_text_ellipsize (by, SHORT_NAME) : g_strdup (by);

  resite_document_add_row (table, get_style (row), resite_step_get_id (row->step), row->title,
                           row->machine, resite_step_status_to_word (row->status),
                           state != NULL && state->how != NULL ? state->how : "",
                           g_str_equal (who, "resite") ? "Resite" : who, when, remark, NULL);
}

/* A plan with very many primaries has more steps than three pages hold. */
#define MOST_STEPS 96
static void
append_name (GString *names, const char *name)
{
  g_string_append_printf (names, names->len > 0 ? ", %s" : "%s", name);
}

static void
add_not_begun (ResiteDocumentBlock *table, const GString *names, guint count)
{
  g_autofree char *text = NULL;

  if (count == 0)
    return;
  text = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u step was not begun: %s",
                                     "%u steps were not begun: %s", count),
                          count, names->str);
  resite_document_add_row (table, RESITE_ROW_ASIDE, text, NULL);
}

void
resite_summary_add_steps (ResiteSummary *self, ResiteDocument *document, guint level)
{
  guint shown = level < 3 ? self->steps->len : MIN (self->steps->len, MOST_STEPS);
  g_autoptr (GString) not_begun = g_string_new (NULL);
  guint n_not_begun = 0;
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Every step"));
  columns =
      g_strdup_printf ("%s:8|%s:66|%s:24|%s:12|%s:3|%s:14|%s:16|%s:26", _ ("Step"), _ ("What"),
                       _ ("Machine"), _ ("Outcome"), _ ("By"), _ ("Who"), _ ("When"), _ ("Remark"));
  table = resite_document_add_table (document, columns, TRUE);
  table->scale = 0.9;
  table->one_line = levels[level].one_line_steps;
  for (guint i = 0; i < shown; i++)
    {
      const ResiteSummaryStep *row = g_ptr_array_index (self->steps, i);

      if (row->status != RESITE_STEP_TODO)
        {
          add_step (table, row, level);
          continue;
        }
      append_name (not_begun, row->name);
      n_not_begun++;
    }
  add_not_begun (table, not_begun, n_not_begun);
  add_more_row (table, self->steps->len, shown);
  resite_document_fit_columns (table);
  resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH,
                       _ ("“By” says how it is known: V verified by Resite, L a log line, O pasted "
                          "output, F photo or file, H by hand. Slanted: skipped, left out by the "
                          "plan, or overruled."));
}

void
resite_summary_add_departures (ResiteSummary *self, ResiteDocument *document, guint level)
{
  guint shown = MIN (self->departures->len, levels[level].rows);
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;

  if (self->departures->len == 0)
    return;
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Skipped, overruled, corrected"));
  columns = g_strdup_printf ("%s:16|%s:16|%s:16|%s:20|%s:70", _ ("When"), _ ("Step"), _ ("What"),
                             _ ("Who"), _ ("Reason"));
  table = resite_document_add_table (document, columns, TRUE);
  table->one_line = levels[level].one_line;
  for (guint i = 0; i < shown; i++)
    {
      const ResiteSummaryRemark *remark = g_ptr_array_index (self->departures, i);
      g_autofree char *when = resite_summary_format_time (remark->time);
      g_autofree char *text = cut (remark->text, level);

      resite_document_add_row (table, RESITE_ROW_ASIDE, when, remark->step, remark->what,
                               remark->who, text, NULL);
    }
  add_more_row (table, self->departures->len, shown);
  resite_document_fit_columns (table);
}

/* What one person said of several steps in the same words is said once. */
static char *
join_steps (GPtrArray *notes, guint from, GHashTable *said)
{
  const ResiteSummaryRemark *first = g_ptr_array_index (notes, from);
  g_autoptr (GString) steps = g_string_new (first->step);

  for (guint i = from + 1; i < notes->len; i++)
    {
      const ResiteSummaryRemark *note = g_ptr_array_index (notes, i);

      if (g_strcmp0 (note->text, first->text) != 0 || g_strcmp0 (note->who, first->who) != 0)
        continue;
      g_hash_table_add (said, GUINT_TO_POINTER (i));
      g_string_append_printf (steps, ", %s", note->step);
    }
  return g_string_free (g_steal_pointer (&steps), FALSE);
}

void
resite_summary_add_notes (ResiteSummary *self, ResiteDocument *document, guint level)
{
  g_autoptr (GHashTable) said = g_hash_table_new (NULL, NULL);
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;
  guint total = 0, shown = 0;

  if (self->notes->len == 0)
    return;
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Notes"));
  columns = g_strdup_printf ("%s:16|%s:20|%s:70|%s:30", _ ("First said"), _ ("Who"), _ ("Note"),
                             _ ("Steps"));
  table = resite_document_add_table (document, columns, TRUE);
  table->one_line = levels[level].one_line;
  for (guint i = 0; i < self->notes->len; i++)
    {
      const ResiteSummaryRemark *note = g_ptr_array_index (self->notes, i);
      g_autofree char *when = resite_summary_format_time (note->time);
      g_autofree char *text = cut (note->text, level);
      g_autofree char *steps = NULL;

      if (g_hash_table_contains (said, GUINT_TO_POINTER (i)) || total++ >= levels[level].rows)
        continue;
      steps = join_steps (self->notes, i, said);
      resite_document_add_row (table, RESITE_ROW_PLAIN, when, note->who, text, steps, NULL);
      shown++;
    }
  add_more_row (table, total, shown);
  resite_document_fit_columns (table);
}

void
resite_summary_add_bad_items (ResiteSummary *self, ResiteDocument *document, guint level)
{
  guint shown = MIN (self->bad_items->len, MIN (levels[level].rows, 40));
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;

  if (self->bad_items->len == 0)
    return;
  resite_document_add (document, RESITE_DOCUMENT_HEADING,
                       _ ("Packages and files that are not right"));
  columns = g_strdup_printf ("%s:14|%s:40|%s:9|%s:16|%s:5|%s:70", _ ("Step"), _ ("Name"),
                             _ ("Size"), _ ("Outcome"), _ ("Tries"), _ ("Message"));
  table = resite_document_add_table (document, columns, TRUE);
  table->one_line = levels[level].one_line;
  for (guint i = 0; i < shown; i++)
    {
      const ResiteSummaryItem *item = g_ptr_array_index (self->bad_items, i);
      g_autofree char *size =
          item->record->size >= 0 ? resite_text_size (item->record->size) : g_strdup ("");
      g_autofree char *tries = g_strdup_printf ("%u", item->record->tries);
      g_autofree char *message = cut (item->record->message, MAX (level, 1));
      const char *name = item->record->name;

      resite_document_add_row (table, RESITE_ROW_PLAIN, item->step, name, size,
                               resite_summary_state_to_word (item->record->state), tries, message,
                               NULL);
    }
  add_more_row (table, self->bad_items->len, shown);
  resite_document_fit_columns (table);
}

void
resite_summary_add_attachments (ResiteSummary *self, ResiteDocument *document, guint level)
{
  guint shown = MIN (self->attachments->len, levels[level].rows);
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;

  if (self->attachments->len == 0)
    return;
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Attachments"));
  columns = g_strdup_printf ("%s:4|%s:14|%s:50|%s:10|%s:36", _ ("No."), _ ("Step"), _ ("Name"),
                             _ ("Size"), _ ("SHA-256, first half"));
  table = resite_document_add_table (document, columns, TRUE);
  table->one_line = levels[level].one_line;
  for (guint i = 0; i < shown; i++)
    {
      const ResiteSummaryAttachment *attachment = g_ptr_array_index (self->attachments, i);
      g_autofree char *number = g_strdup_printf ("%u", attachment->number);
      g_autofree char *size = resite_text_size (attachment->size);
      const char *name = attachment->name;
      g_autofree char *digest = NULL;

      digest = g_strndup (attachment->digest != NULL ? attachment->digest : "", 32);
      resite_document_add_row (table, RESITE_ROW_PLAIN, number, attachment->step, name, size,
                               digest, NULL);
    }
  add_more_row (table, self->attachments->len, shown);
  resite_document_fit_columns (table);
}
