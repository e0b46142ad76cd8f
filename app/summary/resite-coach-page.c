/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-coach-page"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-clock.h"
#include "resite-coach-private.h"
#include "resite-document-layout.h"
#include "resite-summary-file.h"

#define A4_WIDTH      595.276
#define A4_HEIGHT     841.89
#define LETTER_WIDTH  612.0
#define LETTER_HEIGHT 792.0

static void
add_who (ResiteCoach *self, ResiteDocument *document)
{
  ResiteRunState *state = self->summary->state;
  ResiteDocumentBlock *table = resite_document_add_table (document, ":1.8|:7", FALSE);
  GPtrArray *people = self->summary->people;
  g_autofree char *from = resite_clock_format (resite_run_state_get_started_at (state));
  g_autofree char *to = resite_clock_format (resite_run_state_get_last_at (state));
  /* TRANSLATORS: two times. */
  g_autofree char *time = g_strdup_printf (_ ("%s to %s, in the rehearsal's time"), from, to);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            (const char *)g_ptr_array_index (people, i));
  resite_document_add_row (table, RESITE_ROW_PLAIN, _ ("Who"), names->str, NULL);
  resite_document_add_row (table, RESITE_ROW_PLAIN, _ ("When"), time, NULL);
  if (self->scenario != NULL)
    resite_document_add_row (table, RESITE_ROW_PLAIN, _ ("Scenario"), self->scenario, NULL);
}

static char *
format_noticed (const ResiteCoachFault *fault)
{
  g_autofree char *delay = NULL;

  if (fault->noticed == 0)
    return g_strdup (_ ("no"));
  delay = resite_coach_format_delay (fault->noticed - fault->struck);
  if (fault->noticed_at == NULL)
    return g_steal_pointer (&delay);
  /* TRANSLATORS: "after 3 minutes, at C6". */
  return g_strdup_printf (_ ("%s, at %s"), delay, fault->noticed_at);
}

static char *
format_mended (const ResiteCoachFault *fault)
{
  return fault->mended != 0 ? resite_coach_format_delay (fault->mended - fault->struck)
                            : g_strdup (_ ("no"));
}

static void
add_faults (ResiteCoach *self, ResiteDocument *document)
{
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("What went wrong"));
  if (self->faults->len == 0)
    {
      resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, _ ("Nothing."));
      return;
    }
  columns = g_strdup_printf ("%s:3.4|%s:1.7|%s:2|%s:1.7|%s:4.4", _ ("What"), _ ("Since"),
                             _ ("Noticed"), _ ("Mended"), _ ("What was avoided"));
  table = resite_document_add_table (document, columns, TRUE);
  for (guint i = 0; i < self->faults->len; i++)
    {
      const ResiteCoachFault *fault = g_ptr_array_index (self->faults, i);
      g_autofree char *struck = resite_clock_format (fault->struck);
      g_autofree char *noticed = format_noticed (fault);
      g_autofree char *mended = format_mended (fault);

      resite_document_add_row (table, RESITE_ROW_PLAIN, fault->title, struck, noticed, mended,
                               fault->avoided != NULL ? fault->avoided : "", NULL);
    }
}

static void
add_lesson (ResiteCoach *self, ResiteDocument *document)
{
  if (self->lesson == NULL || !resite_coach_has_ended (self))
    return;
  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("What there was to learn"));
  resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, self->lesson);
}

static void
add_help (ResiteCoach *self, ResiteDocument *document)
{
  g_auto (GStrv) lines = resite_coach_list_help (self);

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Help that was used"));
  if (*lines == NULL)
    resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, _ ("None."));
  for (guint i = 0; lines[i] != NULL; i++)
    resite_document_add (document, RESITE_DOCUMENT_PARAGRAPH, lines[i]);
}

static void
add_pauses (ResiteCoach *self, ResiteDocument *document)
{
  GPtrArray *steps = self->summary->steps;
  ResiteDocumentBlock *table;

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("What the pauses were for"));
  table = resite_document_add_table (document, ":0.5|:9.5", FALSE);
  for (guint i = 0; i < steps->len; i++)
    {
      const ResiteSummaryStep *row = g_ptr_array_index (steps, i);
      const char *text = resite_coach_lessons_get_pause (self->lessons, row->name);

      if (text != NULL && row->status == RESITE_STEP_DONE)
        resite_document_add_row (table, RESITE_ROW_PLAIN, row->name, text, NULL);
    }
}

/* The trainer's word that it was walked, not that it was walked well. */
static void
add_certificate (ResiteCoach *self, ResiteDocument *document)
{
  ResiteDocumentBlock *table;
  const gboolean ended =
      g_str_equal (resite_run_state_get_condition (self->summary->state), "ended");

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("For the trainer"));
  resite_document_add (
      document, RESITE_DOCUMENT_PARAGRAPH,
      ended ? _ ("The whole procedure was rehearsed to its end on a simulated site, with this "
                 "result. Nobody counts points.")
            : _ ("The procedure was rehearsed on a simulated site, not to its end. It goes on "
                 "where it stood."));
  table = resite_document_add_signatures (document);
  resite_document_add_row (table, RESITE_ROW_PLAIN, _ ("Trainee: name, date, signature"),
                           _ ("Trainer: name, date, signature"), NULL);
}

ResiteDocument *
resite_coach_build (ResiteCoach *self)
{
  g_autofree char *title = NULL;
  g_autofree char *result = resite_coach_get_result (self);
  ResiteDocument *document;

  title = g_strdup_printf (_ ("A rehearsal: new hardware for SMS site %s"),
                           resite_summary_get_value (self->summary, "site.code"));
  document = resite_document_new (title);
  document->size = 9;
  resite_summary_set_frame (self->summary, document, _ ("For the trainer"), FALSE);
  resite_document_add (document, RESITE_DOCUMENT_RESULT, result);
  add_who (self, document);
  add_faults (self, document);
  add_lesson (self, document);
  add_help (self, document);
  add_pauses (self, document);
  add_certificate (self, document);
  return document;
}

char *
resite_coach_to_text (ResiteCoach *self)
{
  g_autoptr (ResiteDocument) document = NULL;

  g_return_val_if_fail (RESITE_IS_COACH (self), NULL);
  document = resite_coach_build (self);
  return resite_document_to_text (document);
}

gboolean
resite_coach_save_pdf (ResiteCoach *self, gboolean letter, const char *path, GError **error)
{
  g_autoptr (ResiteDocument) document = NULL;
  g_autoptr (GBytes) pdf = NULL;

  g_return_val_if_fail (RESITE_IS_COACH (self) && path != NULL, FALSE);
  document = resite_coach_build (self);
  pdf = resite_document_to_pdf (document, letter ? LETTER_WIDTH : A4_WIDTH,
                                letter ? LETTER_HEIGHT : A4_HEIGHT, error);
  return pdf != NULL && resite_summary_write_file (path, pdf, error);
}

guint
resite_coach_count_pages (ResiteCoach *self, double width, double height)
{
  g_autoptr (ResiteDocument) document = NULL;

  g_return_val_if_fail (RESITE_IS_COACH (self), 0);
  document = resite_coach_build (self);
  return resite_document_count_pages (document, width, height);
}

void
resite_coach_draw_page (ResiteCoach *self, guint page, double width, double height,
                        cairo_t *context)
{
  g_autoptr (ResiteDocument) document = NULL;

  g_return_if_fail (RESITE_IS_COACH (self) && context != NULL);
  document = resite_coach_build (self);
  resite_document_draw_page (document, page, width, height, context);
}
