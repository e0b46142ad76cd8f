/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "resite-cli-log-print.h"
#include "resite-log-code.h"
#include "resite-log-words.h"
#include "resite-text.h"

#define PIECE      (64 * 1024)
#define MOST_KINDS 20
#define MOST_CODES 1000

struct _ResiteCliLogPrint
{
  gboolean json;
  GString *pending;
  GHashTable *explained; /* type and number of codes that were explained already */

  gint64 second; /* of the time that was written last */
  int offset;
  char *written;
};

ResiteCliLogPrint *
resite_cli_log_print_new (gboolean json)
{
  ResiteCliLogPrint *self = g_new0 (ResiteCliLogPrint, 1);

  self->json = json;
  self->pending = g_string_sized_new (PIECE * 2);
  self->explained = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
resite_cli_log_print_free (ResiteCliLogPrint *self)
{
  resite_cli_log_print_flush (self);
  g_string_free (self->pending, TRUE);
  g_hash_table_unref (self->explained);
  g_free (self->written);
  g_free (self);
}

void
resite_cli_log_print_flush (ResiteCliLogPrint *self)
{
  fwrite (self->pending->str, 1, self->pending->len, stdout);
  fflush (stdout);
  g_string_truncate (self->pending, 0);
}

static void
add_json_text (GString *pending, const char *text)
{
  g_string_append_c (pending, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      const guchar c = (guchar)*at;

      if (c == '"' || c == '\\')
        {
          g_string_append_c (pending, '\\');
          g_string_append_c (pending, *at);
        }
      else if (c < 0x20 || c == 0x7F)
        g_string_append_printf (pending, "\\u%04x", c);
      else
        g_string_append_c (pending, *at);
    }
  g_string_append_c (pending, '"');
}

/* As resite_log_time_format(); many lines have the second in common. */
static void
add_time (ResiteCliLogPrint *self, gint64 time, int offset)
{
  const gint64 second = time / G_USEC_PER_SEC;

  if (self->written == NULL || second != self->second || offset != self->offset)
    {
      g_free (self->written);
      self->written = resite_log_time_format (time, offset);
      self->second = second;
      self->offset = offset;
    }
  /* "2008-10-14T14:10:03" ".600" "-05:00" */
  g_string_append_len (self->pending, self->written, 19);
  g_string_append_printf (self->pending, ".%03d", (int)(time % G_USEC_PER_SEC / 1000));
  g_string_append (self->pending, self->written + 23);
}

static void
add_member (GString *pending, const char *name, const char *text)
{
  g_string_append_printf (pending, ",\"%s\":", name);
  add_json_text (pending, text);
}

static void
add_event (ResiteCliLogPrint *self, const ResiteLogEntry *entry, const char *text,
           const char *component)
{
  GString *pending = self->pending;
  char id[RESITE_LOG_ID_SIZE];

  g_string_append (pending, "{\"type\":\"event\",\"time\":");
  if (entry->time != 0)
    {
      g_string_append_c (pending, '"');
      add_time (self, entry->time, entry->offset);
      g_string_append_c (pending, '"');
    }
  else
    g_string_append (pending, "null");
  add_member (pending, "component", component);
  g_string_append (pending, ",\"thread\":");
  if (entry->line.thread != 0)
    g_string_append_printf (pending, "%u", entry->line.thread);
  else
    g_string_append (pending, "null");
  add_member (pending, "severity", resite_line_severity_get_name (entry->severity));
  add_member (pending, "text", text);
  if (entry->package != NULL)
    {
      resite_log_words_copy_package (entry->package, id);
      add_member (pending, "package", id);
    }
  if (entry->rule != NULL && entry->rule->event >= 0)
    {
      add_member (pending, "event", resite_log_event_get_name (entry->rule->event));
      g_string_append_printf (pending, ",\"confirmed\":%s",
                              entry->rule->confirmed ? "true" : "false");
    }
  g_string_append (pending, "}\n");
}

/* The first time that a code comes by. */
static void
explain (ResiteCliLogPrint *self, const char *text)
{
  ResiteLogCode code;
  gint64 key;
  const char *words;
  g_autofree char *title = NULL;

  if (g_hash_table_size (self->explained) >= MOST_CODES ||
      !resite_log_code_find (text, strlen (text), &code))
    return;
  words = resite_log_code_explain (&code);
  key = (gint64)code.type << 32 | code.number;
  if (words == NULL || !g_hash_table_add (self->explained, g_memdup2 (&key, sizeof key)))
    return;
  title = resite_log_code_get_title (&code);
  g_string_append_printf (self->pending, "    %s: %s\n", title, words);
}

/* A terminal must not do what a log says. */
static void
add_plain (GString *pending, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    g_string_append_c (pending, (guchar)*at < 0x20 && *at != '\t' ? ' ' : *at);
}

static void
add_text (ResiteCliLogPrint *self, const ResiteLogEntry *entry, const char *text,
          const char *component)
{
  GString *pending = self->pending;

  if (entry->time != 0)
    {
      add_time (self, entry->time, entry->offset);
      g_string_append_c (pending, ' ');
    }
  if (entry->severity == RESITE_LINE_ERROR)
    g_string_append (pending, _ ("ERROR "));
  else if (entry->severity == RESITE_LINE_WARNING)
    g_string_append (pending, _ ("WARNING "));
  if (*component != '\0')
    {
      add_plain (pending, component);
      g_string_append (pending, ": ");
    }
  add_plain (pending, text);
  g_string_append_c (pending, '\n');
  if (entry->severity == RESITE_LINE_ERROR)
    explain (self, text);
}

void
resite_cli_log_print_line (ResiteCliLogPrint *self, const ResiteLogEntry *entry)
{
  g_autofree char *text = resite_log_part_dup (&entry->line.text);
  g_autofree char *component = resite_log_part_dup (&entry->line.component);

  if (self->json)
    add_event (self, entry, text, component);
  else
    add_text (self, entry, text, component);
  if (self->pending->len >= PIECE)
    resite_cli_log_print_flush (self);
}

static void
add_package (JsonBuilder *builder, const ResiteLogPackage *package, int offset)
{
  g_autofree char *first = resite_log_time_format (package->first, offset);
  g_autofree char *last = resite_log_time_format (package->last, offset);

  json_builder_set_member_name (builder, package->id);
  json_builder_begin_object (builder);
  resite_cli_report_add_int (builder, "lines", (gint64)package->lines);
  resite_cli_report_add_int (builder, "errors", (gint64)package->errors);
  for (guint i = 0; i < RESITE_LOG_N_EVENTS; i++)
    if (package->events[i] > 0)
      resite_cli_report_add_int (builder, resite_log_event_get_name (i), package->events[i]);
  if (package->bytes > 0)
    resite_cli_report_add_int (builder, "bytes", (gint64)package->bytes);
  if (package->first != 0)
    {
      resite_cli_report_add_text (builder, "first", first);
      resite_cli_report_add_text (builder, "last", last);
    }
  json_builder_end_object (builder);
}

static gboolean
is_wanted (const ResiteLogPackage *package, const char *wanted)
{
  return wanted == NULL || g_str_equal (package->id, wanted);
}

static void
add_packages (JsonBuilder *builder, const ResiteLogScan *scan, const char *wanted)
{
  g_autoptr (GPtrArray) packages =
      resite_log_tally_list_packages (resite_log_scan_get_tally (scan));

  json_builder_set_member_name (builder, "packages");
  json_builder_begin_object (builder);
  for (guint i = 0; i < packages->len; i++)
    if (is_wanted (g_ptr_array_index (packages, i), wanted))
      add_package (builder, g_ptr_array_index (packages, i),
                   resite_log_scan_get_counts (scan)->offset);
  json_builder_end_object (builder);
}

static void
add_components (JsonBuilder *builder, const ResiteLogTally *tally)
{
  json_builder_set_member_name (builder, "components");
  json_builder_begin_object (builder);
  for (guint i = 0; i < resite_log_tally_count_components (tally); i++)
    {
      const ResiteLogComponent *component = resite_log_tally_component_at (tally, i);

      if (component->lines > 0)
        resite_cli_report_add_int (builder, component->name, (gint64)component->lines);
    }
  json_builder_end_object (builder);
}

static void
add_kinds (JsonBuilder *builder, const ResiteLogScan *scan)
{
  g_autoptr (GPtrArray) kinds = resite_log_kinds_list (resite_log_scan_get_kinds (scan));

  json_builder_set_member_name (builder, "kinds");
  json_builder_begin_array (builder);
  for (guint i = 0; i < kinds->len; i++)
    {
      const ResiteLogKind *kind = g_ptr_array_index (kinds, i);

      json_builder_begin_object (builder);
      resite_cli_report_add_int (builder, "lines", (gint64)kind->lines);
      resite_cli_report_add_text (builder, "text", kind->folded);
      resite_cli_report_add_text (builder, "example", kind->text);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

void
resite_cli_log_print_counts (JsonBuilder *builder, const ResiteLogScan *scan, const char *package)
{
  const ResiteLogCounts *counts = resite_log_scan_get_counts (scan);
  g_autofree char *first = resite_log_time_format (counts->first, counts->offset);
  g_autofree char *last = resite_log_time_format (counts->last, counts->offset);

  resite_cli_report_add_int (builder, "lines", (gint64)counts->lines);
  resite_cli_report_add_int (builder, "errors", (gint64)counts->errors);
  resite_cli_report_add_int (builder, "warnings", (gint64)counts->warnings);
  if (counts->first != 0)
    {
      resite_cli_report_add_text (builder, "first", first);
      resite_cli_report_add_text (builder, "last", last);
    }
  add_components (builder, resite_log_scan_get_tally (scan));
  add_kinds (builder, scan);
  add_packages (builder, scan, package);
}

static void
print_package (const ResiteLogPackage *package)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < RESITE_LOG_N_EVENTS; i++)
    if (package->events[i] > 0)
      g_string_append_printf (text, "%s %s%s%u", text->len > 0 ? ";" : "",
                              resite_log_event_get_label (i), " ", package->events[i]);
  if (package->bytes > 0)
    {
      g_autofree char *size = resite_text_size (package->bytes);

      /* TRANSLATORS: %s is an amount of data. */
      g_string_append (text, text->len > 0 ? "; " : " ");
      g_string_append_printf (text, _ ("content of %s sent"), size);
    }
  if (text->len > 0)
    g_print ("%s:%s\n", package->id, text->str);
}

static void
print_kinds (const ResiteLogScan *scan)
{
  g_autoptr (GPtrArray) kinds = resite_log_kinds_list (resite_log_scan_get_kinds (scan));

  for (guint i = 0; i < MIN (kinds->len, MOST_KINDS); i++)
    {
      const ResiteLogKind *kind = g_ptr_array_index (kinds, i);
      g_autofree char *count = resite_text_count (kind->lines);

      g_print ("%s × %s\n", count, kind->text);
    }
}

void
resite_cli_log_print_summary (const ResiteLogScan *scan, const char *package)
{
  const ResiteLogCounts *counts = resite_log_scan_get_counts (scan);
  g_autofree char *lines = resite_text_count (counts->lines);
  g_autofree char *errors = resite_text_count (counts->errors);
  g_autofree char *warnings = resite_text_count (counts->warnings);
  g_autoptr (GPtrArray) packages =
      resite_log_tally_list_packages (resite_log_scan_get_tally (scan));

  g_print (_ ("Lines: %s, errors: %s, warnings: %s\n"), lines, errors, warnings);
  print_kinds (scan);
  for (guint i = 0; i < packages->len; i++)
    if (is_wanted (g_ptr_array_index (packages, i), package))
      print_package (g_ptr_array_index (packages, i));
}
