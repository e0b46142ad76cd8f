/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-encoding.h"
#include "resite-log-join.h"
#include "resite-log-source.h"
#include "resite-log-tail.h"

G_BEGIN_DECLS

#define RESITE_LOG_MARK_SIZE 256

/* A file is known again by its first bytes: inode numbers of a share can change with every
 * connection, and a log that was turned over begins with another time. */
struct _ResiteLogTail
{
  char *path;
  ResiteLogSource source;
  gboolean from_start;
  gboolean begun;
  ResiteLogEncoding encoding;

  guint64 offset;
  guint64 past_until;
  ResiteLogJoin *join;
  guint64 joined_from; /* where the message begins that waits for its end */
  gboolean waited;     /* for one look */
  GPtrArray *lines;    /* where what is joined goes; only while it is looked */
  char mark[RESITE_LOG_MARK_SIZE];
  gsize mark_size;

  /* While nothing of this log was read by which it could be known again: what the full one was, and
   * the number by which this one would be the full one. */
  gboolean former_noted;
  gint64 former_size;
  gint64 former_time;
  guint64 number; /* 0: not known */
  gpointer held;  /* open, so that no other file gets that number; NULL: none */

  /* A far log is opened only where it is another than it was when all of it was read. */
  gboolean all_read;
  ResiteLogFacts read;

  ResiteLogTailState state;
  char *reason;
  guint turns;
  ResiteLogRecord *record;
};

/* Wherever @file is asked for, *@reason (transfer full) is set on failure. */

/* A message or a line of one, with its ends; of type ResiteLogJoinFunc. */
void _resite_log_tail_take_message (const char *bytes, gsize length, guint lines, gpointer self);
/* Reads from the offset on; FALSE when the system refuses. */
gboolean _resite_log_tail_read_lines (ResiteLogTail *self, gpointer file, gboolean *more,
                                      char **reason);
/* What was still unread; its last line has no more to come. */
gboolean _resite_log_tail_read_rest (ResiteLogTail *self, gpointer file, char **reason);
/* The first poll of a file whose past is only to be shown. */
void _resite_log_tail_skip_the_past (ResiteLogTail *self, gpointer file, guint64 size);
void _resite_log_tail_look_for_wide_text (ResiteLogTail *self, gpointer file);
/* The first bytes, as far as they have been read as lines: what follows may still change. */
void _resite_log_tail_take_mark (ResiteLogTail *self, gpointer file);
/* -1: the system refuses to read it, so that nothing can be said. */
int _resite_log_tail_has_mark (ResiteLogTail *self, gpointer file, char **reason);

G_END_DECLS
