/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-build"
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "resite-clock.h"
#include "resite-summary-tables.h"
#include "resite-text.h"

static char *
format_length (gint64 from, gint64 until)
{
  if (from == 0 || until == 0)
    return g_strdup ("");
  return resite_text_duration ((double)(until - from) / G_USEC_PER_SEC);
}

static char *
join_people (ResiteSummary *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; i < self->people->len; i++)
    g_strv_builder_add (names, g_ptr_array_index (self->people, i));
  all = g_strv_builder_end (names);
  return g_strjoinv (", ", all);
}

static char *
join_two (const char *first, const char *second)
{
  if (*first == '\0' || *second == '\0')
    return g_strconcat (first, second, NULL);
  return g_strdup_printf ("%s, %s", first, second);
}

static void
add_pair (ResiteDocumentBlock *table, const char *label, const char *value)
{
  if (value != NULL && *value != '\0')
    resite_document_add_row (table, RESITE_ROW_PLAIN, label, value, NULL);
}

static void
add_parents (ResiteSummary *self, ResiteDocumentBlock *table)
{
  g_auto (GStrv) machines = resite_plan_list_machines (self->plan, "primary");
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; machines != NULL && machines[i] != NULL; i++)
    {
      g_autofree char *server = g_strconcat (machines[i], ".server-name", NULL);
      g_autofree char *code = g_strconcat (machines[i], ".site-code", NULL);
      g_autofree char *name = NULL;

      name = g_strdup_printf ("%s (%s)", resite_summary_get_value (self, server),
                              resite_summary_get_value (self, code));
      g_strv_builder_add (names, name);
    }
  all = g_strv_builder_end (names);
  text = g_strjoinv (", ", all);
  add_pair (table, _ ("Primaries, parent first"), text);
}

static void
add_site (ResiteSummary *self, ResiteDocument *document)
{
  ResiteDocumentBlock *table = resite_document_add_table (document, ":2.2|:7", FALSE);
  gint64 begin = resite_run_state_get_started_at (self->state);
  gint64 end = resite_run_state_get_last_at (self->state);
  g_autofree char *site = NULL;
  g_autofree char *people = join_people (self);
  g_autofree char *from = resite_summary_format_time (begin);
  g_autofree char *until = resite_summary_format_time (end);
  g_autofree char *length = format_length (begin, end);
  g_autofree char *when = NULL;
  g_autofree char *central = NULL;
  g_autofree char *name = NULL;

  name = join_two (resite_summary_get_value (self, "site.code"),
                   resite_summary_get_value (self, "site.name"));
  site = join_two (name, resite_summary_get_value (self, "site.server-name"));
  add_pair (table, _ ("Site"), site);
  add_pair (table, _ ("Place"), resite_summary_get_value (self, "site.place"));
  add_parents (self, table);
  add_pair (table, _ ("Done by"), people);
  central = join_two (resite_summary_get_value (self, "people.central-admin"),
                      resite_summary_get_value (self, "people.central-admin-phone"));
  add_pair (table, _ ("Central administrator"), central);
  when = g_strdup_printf (_ ("%s to %s (%s)"), from, until, length);
  add_pair (table, _ ("When"), when);
}

static void
add_hardware_row (ResiteSummary *self, ResiteDocumentBlock *table, const char *label,
                  const char *old_key, const char *new_key)
{
  const char *former = resite_summary_get_value (self, old_key);
  const char *latter = resite_summary_get_value (self, new_key);

  if (*former != '\0' || *latter != '\0')
    resite_document_add_row (table, RESITE_ROW_PLAIN, label, former, latter, NULL);
}

static void
add_hardware (ResiteSummary *self, ResiteDocument *document)
{
  ResiteDocumentBlock *table;
  g_autofree char *columns = NULL;

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Hardware"));
  columns = g_strdup_printf (":2.2|%s:3.5|%s:3.5", _ ("Old server"), _ ("New server"));
  table = resite_document_add_table (document, columns, TRUE);
  add_hardware_row (self, table, _ ("Name before"), "site.server-name", "new.name-before");
  add_hardware_row (self, table, _ ("Name now"), "old.name-now", "new.name-now");
  add_hardware_row (self, table, _ ("Model"), "old.model", "new.model");
  add_hardware_row (self, table, _ ("Serial number"), "old.serial", "new.serial");
  add_hardware_row (self, table, _ ("MAC address"), "old.mac", "new.mac");
  add_hardware_row (self, table, _ ("Place"), "old.place", "new.place");
  resite_document_add_row (table, RESITE_ROW_PLAIN, _ ("Address"),
                           resite_summary_get_value (self, "old.address-now"),
                           resite_summary_get_value (self, "new.address-now"), NULL);
}

static void
add_phases (ResiteSummary *self, ResiteDocument *document)
{
  g_autofree char *columns = NULL;
  ResiteDocumentBlock *table;

  resite_document_add (document, RESITE_DOCUMENT_HEADING, _ ("Phases"));
  columns = g_strdup_printf ("%s:3.4|%s:1.7|%s:1.7|%s:1.2|%s:1.2", _ ("Phase"), _ ("Start"),
                             _ ("End"), _ ("Length"), _ ("Steps"));
  table = resite_document_add_table (document, columns, TRUE);
  for (guint i = 0; i < self->phases->len; i++)
    {
      const ResiteSummaryPhase *phase = g_ptr_array_index (self->phases, i);
      g_autofree char *title =
          resite_summary_expand (self, NULL, resite_phase_get_title (phase->phase));
      g_autofree char *from = resite_summary_format_time (phase->started_at);
      g_autofree char *until = resite_summary_format_time (phase->ended_at);
      g_autofree char *length = format_length (phase->started_at, phase->ended_at);
      g_autofree char *steps = g_strdup_printf (_ ("%u of %u"), phase->closed, phase->total);

      resite_document_add_row (table, RESITE_ROW_PLAIN, title, from, until, length, steps, NULL);
    }
}

static void
add_seal (ResiteSummary *self, ResiteDocument *document)
{
  g_autofree char *payload = resite_summary_get_code (self);
  g_autofree char *text = NULL;
  ResiteDocumentBlock *signatures;

  text = g_strdup_printf (_ ("The record holds %u entries. The SHA-256 of the last one stands for "
                             "all of them:\n%s\n“resite-cli verify” checks the record, or the "
                             "bundle that goes with this paper, against it."),
                          self->events->len, resite_run_state_get_last_hash (self->state));
  resite_document_add_code (document, text, payload);
  signatures = resite_document_add_signatures (document);
  resite_document_add_row (signatures, RESITE_ROW_PLAIN, _ ("Technician: name, date, signature"),
                           _ ("Central administrator: name, date, signature"), NULL);
}

ResiteDocument *
resite_summary_build (ResiteSummary *self, guint level)
{
  g_autofree char *title = NULL;
  g_autofree char *result = resite_summary_get_result (self);
  ResiteDocument *document;

  g_assert (level < RESITE_SUMMARY_LEVELS);

  title = g_strdup_printf (_ ("Replacement of the hardware of SMS site %s"),
                           resite_summary_get_value (self, "site.code"));
  document = resite_document_new (title);
  document->size = resite_summary_get_text_size (level);
  resite_summary_set_frame (self, document, _ ("Completion summary"), TRUE);
  resite_document_add (document, RESITE_DOCUMENT_RESULT, result);
  add_site (self, document);
  add_hardware (self, document);
  add_phases (self, document);
  resite_summary_add_works (self, document, level);
  resite_summary_add_open_points (self, document, level);
  resite_summary_add_steps (self, document, level);
  resite_summary_add_departures (self, document, level);
  resite_summary_add_notes (self, document, level);
  resite_summary_add_bad_items (self, document, level);
  resite_summary_add_attachments (self, document, level);
  add_seal (self, document);
  return document;
}

void
resite_summary_set_frame (ResiteSummary *self, ResiteDocument *document, const char *title,
                          gboolean final)
{
  gint64 last = resite_run_state_get_last_at (self->state);
  g_autofree char *exact = resite_clock_format_exact (last);
  g_autofree char *when = resite_clock_format (last);
  /* "+01:00" at the end of "2026-11-22T10:41:07.250+01:00". */
  const char *offset = exact + strlen (exact) - strlen ("+00:00");
  gboolean rehearsal = resite_run_state_is_rehearsal (self->state);
  gboolean draft = final && resite_summary_is_draft (self);

  document->created_at = last;
  document->head = g_strdup_printf (_ ("%s · site %s · run %s"), title,
                                    resite_summary_get_value (self, "site.code"),
                                    resite_run_state_get_run_id (self->state));
  /* TRANSLATORS: a time, and what it is ahead of UTC. */
  document->foot = g_strdup_printf (_ ("As recorded at %s (times are local, UTC%s)"), when, offset);
  if (rehearsal && draft)
    document->mark = g_strdup (_ ("REHEARSAL, DRAFT"));
  else if (rehearsal)
    document->mark = g_strdup (_ ("REHEARSAL"));
  else if (draft)
    document->mark = g_strdup (_ ("DRAFT"));
}
