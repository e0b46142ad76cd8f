/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-rules.h"
#include "resite-log-tally.h"

G_BEGIN_DECLS

/* What one line of a log says by what is known of such lines. */
typedef struct
{
  ResiteLineSeverity severity;
  int event;                        /* ResiteLogEvent, or -1 */
  gboolean confirmed;               /* of the event: else nothing may be decided by it alone */
  guint64 bytes;                    /* that a sender wrote */
  gint64 time;                      /* microseconds since 1970; 0: not told */
  ResiteLogSends sends;             /* what the thread sends from here on */
  guint32 thread;                   /* 0: not told */
  char package[RESITE_LOG_ID_SIZE]; /* "": it names none */
} ResiteWatchReading;

/* By the patterns that came with the program. Any thread. */
void resite_watch_reading_take (ResiteWatchReading *reading, const char *text);

/* (nullable) (transfer full): the code in @text in words, "Windows error 53: ...". */
char *resite_watch_reading_explain (const char *text);

/* (transfer full): the message without its marks; *@when (transfer full, nullable): its time as the
 * server wrote it, "10:03:17" where it can be read; *@component (transfer full, nullable). */
char *resite_watch_reading_split (const char *text, char **when, char **component);

G_END_DECLS
