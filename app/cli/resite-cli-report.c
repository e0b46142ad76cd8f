/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "resite-cli-report.h"
#include "resite-clock.h"
#include "resite-text.h"

/* A log that somebody reads later needs no more. */
#define LINE_INTERVAL (5 * G_USEC_PER_SEC)
#define DRAW_INTERVAL (G_USEC_PER_SEC / 5)

struct _ResiteCliReport
{
  ResiteCli *cli;
  GHashTable *states; /* word → guint * */
  GPtrArray *order;   /* of the words */
  gboolean terminal;
  gboolean drawn;
  gint64 last_told;
  GSList *follows;
};

typedef struct
{
  ResiteCliReport *report;
  ResiteJob *job;
  void (*more) (JsonBuilder *builder, ResiteJobItem *item);
  gulong ended_id; /* with more, that wants items */
  gulong row_id;   /* without */
  gulong detail_id;
} Follow;

ResiteCliReport *
resite_cli_report_new (ResiteCli *cli)
{
  ResiteCliReport *report = g_new0 (ResiteCliReport, 1);

  report->cli = cli;
  report->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  report->order = g_ptr_array_new ();
  report->terminal = isatty (STDERR_FILENO);
  report->last_told = g_get_monotonic_time ();
  return report;
}

static void
follow_free (gpointer data)
{
  Follow *follow = data;

  g_clear_signal_handler (&follow->ended_id, follow->job);
  g_clear_signal_handler (&follow->row_id, follow->job);
  g_clear_signal_handler (&follow->detail_id, follow->job);
  g_object_unref (follow->job);
  g_free (follow);
}

void
resite_cli_report_free (ResiteCliReport *report)
{
  resite_cli_report_quiet (report);
  g_slist_free_full (report->follows, follow_free);
  g_hash_table_unref (report->states);
  g_ptr_array_unref (report->order);
  g_free (report);
}

/* What came out of somebody's file, or is the name of one, may hold anything; a problem and an
 * item are one line each for a script. */
static char *
make_one_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *line = g_string_new (NULL);

  for (const char *c = g_strstrip (valid); *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);
      GUnicodeBreakType type = g_unichar_break_type (character);

      if (g_unichar_iscntrl (character) || type == G_UNICODE_BREAK_MANDATORY)
        g_string_append_c (line, ' ');
      else
        g_string_append_unichar (line, character);
    }
  return g_string_free (line, FALSE);
}

void
resite_cli_report_problem (const char *what, const char *why)
{
  g_autofree char *first = make_one_line (what);
  g_autofree char *second = make_one_line (why);

  g_printerr ("resite-cli: %s: %s\n", first, second);
}

void
resite_cli_report_error (const char *what, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    resite_cli_report_problem (what, _ ("stopped; call it again and it goes on"));
  else
    resite_cli_report_problem (what, error->message);
}

void
resite_cli_report_say (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("%s\n", line);
}

JsonBuilder *
resite_cli_report_begin (const char *type)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  resite_cli_report_add_text (builder, "type", type);
  return builder;
}

void
resite_cli_report_end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *line = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  line = json_to_string (root, FALSE);
  /* Not g_print(): that would turn the line into the terminal's encoding, and JSON is UTF-8. */
  fprintf (stdout, "%s\n", line);
  fflush (stdout);
  g_object_unref (builder);
}

void
resite_cli_report_add_text (JsonBuilder *builder, const char *name, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value != NULL ? value : "", -1);

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, valid);
}

void
resite_cli_report_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
resite_cli_report_add_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
resite_cli_report_add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  g_autofree char *text = time != 0 ? resite_clock_format_exact (time) : NULL;

  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

void
resite_cli_report_count (ResiteCliReport *report, const char *state)
{
  guint *count = g_hash_table_lookup (report->states, state);

  if (count == NULL)
    {
      char *word = g_strdup (state);

      count = g_new0 (guint, 1);
      g_hash_table_insert (report->states, word, count);
      g_ptr_array_add (report->order, word);
    }
  (*count)++;
}

guint
resite_cli_report_get_count (ResiteCliReport *report, const char *state)
{
  const guint *count = g_hash_table_lookup (report->states, state);

  return count != NULL ? *count : 0;
}

static void
print_line (const char *state, const char *name, const char *message)
{
  g_autofree char *line = make_one_line (name);

  if (message != NULL && *message != '\0')
    g_print ("%-14s %s  %s\n", state, line, message);
  else
    g_print ("%-14s %s\n", state, line);
}

void
resite_cli_report_item (ResiteCliReport *report, ResiteJobItem *item,
                        void (*more) (JsonBuilder *builder, ResiteJobItem *item))
{
  const char *message = resite_job_item_get_message (item);

  resite_cli_report_count (report, resite_job_item_get_state (item));
  resite_cli_report_quiet (report);
  if (resite_cli_is_json (report->cli))
    {
      JsonBuilder *builder = resite_cli_report_begin ("item");

      resite_cli_report_add_text (builder, "name", resite_job_item_get_name (item));
      resite_cli_report_add_text (builder, "state", resite_job_item_get_state (item));
      resite_cli_report_add_int (builder, "bytes", resite_job_item_get_bytes (item));
      add_double (builder, "seconds", resite_job_item_get_seconds (item));
      resite_cli_report_add_text (builder, "message", message);
      if (more != NULL)
        more (builder, item);
      resite_cli_report_end (builder);
      return;
    }
  print_line (resite_job_item_get_state (item), resite_job_item_get_name (item), message);
}

void
resite_cli_report_quiet (ResiteCliReport *report)
{
  if (report->drawn)
    g_printerr ("\r\033[K");
  report->drawn = FALSE;
}

static void
tell_progress (ResiteCliReport *report, ResiteJob *job)
{
  gint64 now = g_get_monotonic_time ();
  double fraction = resite_job_get_fraction (job);
  g_autofree char *percent = NULL;

  fflush (stdout);
  if (now - report->last_told < (report->terminal ? DRAW_INTERVAL : LINE_INTERVAL))
    return;
  report->last_told = now;
  if (fraction >= 0)
    percent = g_strdup_printf ("%3d %%  ", (int)(fraction * 100));
  g_printerr ("%s%s%s%s", report->terminal ? "\r" : "", percent != NULL ? percent : "",
              resite_job_get_detail (job) != NULL ? resite_job_get_detail (job) : "",
              report->terminal ? "\033[K" : "\n");
  report->drawn = report->terminal;
}

static gboolean
is_plain (const char *text)
{
  while (*text >= ' ' && *text < 0x7f)
    text++;
  return *text == '\0';
}

/* A line as it is needed by the ten thousands: not flushed, and nothing is turned over that is plain
 * already. */
static void
print_row (const ResiteJobRow *row)
{
  if (is_plain (row->name) && is_plain (row->message) && *row->name != ' ')
    {
      fprintf (stdout, *row->message != '\0' ? "%-14s %s  %s\n" : "%-14s %s\n", row->state,
               row->name, row->message);
      return;
    }
  print_line (row->state, row->name, row->message);
}

static void
add_json_text (GString *line, const char *name, const char *text)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);

  g_string_append_printf (line, ",\"%s\":\"", name);
  for (const char *c = valid != NULL ? valid : text; *c != '\0'; c++)
    {
      if ((guchar)*c < 0x20 || *c == 0x7f)
        g_string_append_printf (line, "\\u%04x", (guchar)*c);
      else if (*c == '"' || *c == '\\')
        g_string_append_printf (line, "\\%c", *c);
      else
        g_string_append_c (line, *c);
    }
  g_string_append_c (line, '"');
}

static void
print_json_row (const ResiteJobRow *row)
{
  g_autoptr (GString) line = g_string_new ("{\"type\":\"item\"");
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];

  add_json_text (line, "name", row->name);
  add_json_text (line, "state", row->state);
  g_string_append_printf (line, ",\"bytes\":%" G_GINT64_FORMAT ",\"seconds\":%s", row->bytes,
                          g_ascii_formatd (seconds, sizeof seconds, "%.6f", row->seconds));
  add_json_text (line, "message", row->message);
  fprintf (stdout, "%s}\n", line->str);
}

static void
row_ended_cb (ResiteJob *job, const ResiteJobRow *row, gpointer data)
{
  Follow *follow = data;

  resite_cli_report_count (follow->report, row->state);
  resite_cli_report_quiet (follow->report);
  if (resite_cli_is_json (follow->report->cli))
    print_json_row (row);
  else
    print_row (row);
}

static void
item_ended_cb (ResiteJob *job, ResiteJobItem *item, gpointer data)
{
  Follow *follow = data;

  resite_cli_report_item (follow->report, item, follow->more);
}

static void
detail_changed_cb (ResiteJob *job, GParamSpec *property, gpointer data)
{
  Follow *follow = data;

  tell_progress (follow->report, job);
}

void
resite_cli_report_follow (ResiteCliReport *report, ResiteJob *job,
                          void (*more) (JsonBuilder *builder, ResiteJobItem *item))
{
  Follow *follow = g_new0 (Follow, 1);

  follow->report = report;
  follow->job = g_object_ref (job);
  follow->more = more;
  if (more != NULL)
    follow->ended_id = g_signal_connect (job, "item-ended", G_CALLBACK (item_ended_cb), follow);
  else
    follow->row_id = g_signal_connect (job, "row-ended", G_CALLBACK (row_ended_cb), follow);
  follow->detail_id =
      g_signal_connect (job, "notify::detail", G_CALLBACK (detail_changed_cb), follow);
  report->follows = g_slist_prepend (report->follows, follow);
}

void
resite_cli_report_follow_progress (ResiteCliReport *report, ResiteJob *job)
{
  Follow *follow = g_new0 (Follow, 1);

  follow->report = report;
  follow->job = g_object_ref (job);
  follow->detail_id =
      g_signal_connect (job, "notify::detail", G_CALLBACK (detail_changed_cb), follow);
  report->follows = g_slist_prepend (report->follows, follow);
}

JsonBuilder *
resite_cli_report_begin_total (ResiteCliReport *report, gint64 bytes, double seconds)
{
  JsonBuilder *builder = resite_cli_report_begin ("total");

  resite_cli_report_add_text (builder, "verb", resite_cli_get_verb (report->cli));
  json_builder_set_member_name (builder, "states");
  json_builder_begin_object (builder);
  for (guint i = 0; i < report->order->len; i++)
    {
      const char *state = g_ptr_array_index (report->order, i);

      resite_cli_report_add_int (builder, state, resite_cli_report_get_count (report, state));
    }
  json_builder_end_object (builder);
  resite_cli_report_add_int (builder, "bytes", bytes);
  add_double (builder, "seconds", seconds);
  return builder;
}

static char *
format_states (ResiteCliReport *report)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < report->order->len; i++)
    {
      const char *state = g_ptr_array_index (report->order, i);

      g_string_append_printf (text, "%s%u %s", i > 0 ? ", " : "",
                              resite_cli_report_get_count (report, state), state);
    }
  return g_string_free (text, FALSE);
}

static void
add_totals (JsonBuilder *builder, GHashTable *totals)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, totals);
  while (g_hash_table_iter_next (&iter, &name, &value))
    resite_cli_report_add_int (builder, name, *(gint64 *)value);
}

void
resite_cli_report_total (ResiteCliReport *report, gint64 bytes, double seconds, GHashTable *totals)
{
  resite_cli_report_quiet (report);
  fflush (stdout);
  if (resite_cli_is_json (report->cli))
    {
      JsonBuilder *builder = resite_cli_report_begin_total (report, bytes, seconds);

      if (totals != NULL)
        add_totals (builder, totals);
      resite_cli_report_end (builder);
      return;
    }
  {
    g_autofree char *states = format_states (report);
    g_autofree char *size = resite_text_size (MAX (bytes, 0));
    g_autofree char *time = resite_text_duration (seconds);

    /* TRANSLATORS: counts, size, time: "3 copied, 1 failed; 12.5 MB in 4 s". */
    g_print (_ ("%s; %s in %s\n"), *states != '\0' ? states : _ ("nothing"), size, time);
  }
}

ResiteCliStatus
resite_cli_report_get_status (ResiteCliReport *report)
{
  for (guint i = 0; i < report->order->len; i++)
    {
      ResiteItemStatus status =
          resite_item_status_from_state (g_ptr_array_index (report->order, i));

      if (status == RESITE_ITEM_FAILED || status == RESITE_ITEM_UNKNOWN)
        return RESITE_CLI_FAILED;
    }
  return RESITE_CLI_GOOD;
}
