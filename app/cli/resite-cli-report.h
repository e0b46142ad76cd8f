/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "resite-cli.h"
#include "resite-job.h"

G_BEGIN_DECLS

/* What a verb prints: results on standard output, as text or JSON Lines; progress and problems on
 * standard error. */
typedef struct _ResiteCliReport ResiteCliReport;

ResiteCliReport *resite_cli_report_new (ResiteCli *cli);
void resite_cli_report_free (ResiteCliReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliReport, resite_cli_report_free)

/* "resite-cli: WHAT: WHY", always one line. */
void resite_cli_report_problem (const char *what, const char *why);
void resite_cli_report_error (const char *what, const GError *error);
/* A line on standard error that is no failure. */
void resite_cli_report_say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* An object to be filled, with its "type" in it; resite_cli_report_end() prints it as a line and
 * takes it. */
JsonBuilder *resite_cli_report_begin (const char *type);
void resite_cli_report_end (JsonBuilder *builder);
/* NULL is written as an empty text. */
void resite_cli_report_add_text (JsonBuilder *builder, const char *name, const char *value);
void resite_cli_report_add_int (JsonBuilder *builder, const char *name, gint64 value);
void resite_cli_report_add_flag (JsonBuilder *builder, const char *name, gboolean value);
/* RFC 3339; 0 is written as null. */
void resite_cli_report_add_time (JsonBuilder *builder, const char *name, gint64 time);

/* Counts @state and remembers whether it was good. */
void resite_cli_report_count (ResiteCliReport *report, const char *state);
guint resite_cli_report_get_count (ResiteCliReport *report, const char *state);
/* Counts, then prints: a line of text, or an object of JSON; @more adds members of the verb. */
void resite_cli_report_item (ResiteCliReport *report, ResiteJobItem *item,
                             void (*more) (JsonBuilder *builder, ResiteJobItem *item));

/* From now on the progress of @job is told, and its items as they end. */
void resite_cli_report_follow (ResiteCliReport *report, ResiteJob *job,
                               void (*more) (JsonBuilder *builder, ResiteJobItem *item));
/* Its progress alone, for who prints the items. */
void resite_cli_report_follow_progress (ResiteCliReport *report, ResiteJob *job);
/* Ends the line of progress that a terminal shows. */
void resite_cli_report_quiet (ResiteCliReport *report);

/* The last line: counts per state, bytes, seconds and what is in @totals (name → gint64*). */
void resite_cli_report_total (ResiteCliReport *report, gint64 bytes, double seconds,
                              GHashTable *totals);
/* As above, but in two halves for verbs that add members of their own. */
JsonBuilder *resite_cli_report_begin_total (ResiteCliReport *report, gint64 bytes, double seconds);

/* Good, or failed where some state that was counted is. */
ResiteCliStatus resite_cli_report_get_status (ResiteCliReport *report);

G_END_DECLS
