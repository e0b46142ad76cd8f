/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "resite-log-gap.h"
#include "resite-log-source.h"

G_BEGIN_DECLS

/* Follows one log file that another program writes, on this desk or on a share that may go away
 * and come back. Knows how SMS turns its logs over (x.log becomes x.lo_), code pages and UTF-16,
 * and leaves a line that is still being written for later. Every call may wait for the disk: for
 * worker threads, one at a time. Counted references, so that a caller may give up on a worker that
 * hangs on a dead share. */
typedef struct _ResiteLogTail ResiteLogTail;

typedef enum
{
  RESITE_LOG_TAIL_MISSING, /* not there, or not there any more */
  RESITE_LOG_TAIL_UNREADABLE,
  RESITE_LOG_TAIL_FOLLOWING
} ResiteLogTailState;

typedef struct
{
  char *text;    /* valid UTF-8, no line end; "\n" between the lines of one message */
  gboolean past; /* stood there before the following began: to be shown, not to decide */
} ResiteLogTailLine;

/* @from_start: else what is there at the first poll is the past, and only its end is read. A file
 * that appears later is read from its start in both cases. */
ResiteLogTail *resite_log_tail_new (const char *path, gboolean from_start);
/* @path: what it is called. Takes @source. */
ResiteLogTail *resite_log_tail_new_for_source (const char *path, ResiteLogSource source,
                                               gboolean from_start);
ResiteLogTail *resite_log_tail_ref (ResiteLogTail *self);
void resite_log_tail_unref (ResiteLogTail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLogTail, resite_log_tail_unref)

/* Goes on where an earlier follower was; @mark is its resite_log_tail_get_mark(). */
void resite_log_tail_set_place (ResiteLogTail *self, guint64 offset, const char *mark);

/* (element-type ResiteLogTailLine) (transfer full): the complete lines since the last poll, at
 * most about 256 KiB of them; *@more says that there is more to be had at once. */
GPtrArray *resite_log_tail_poll (ResiteLogTail *self, gboolean *more);

const char *resite_log_tail_get_path (ResiteLogTail *self);
ResiteLogTailState resite_log_tail_get_state (ResiteLogTail *self);
/* (nullable): why it cannot be read, in the words of the system. */
const char *resite_log_tail_get_reason (ResiteLogTail *self);
/* Bytes of the file that have been read as complete lines and told. */
guint64 resite_log_tail_get_offset (ResiteLogTail *self);
/* (transfer full): how the file begins, to know it again. */
char *resite_log_tail_get_mark (ResiteLogTail *self);
/* How often the log was turned over, and how often lines may be missing by that. */
guint resite_log_tail_get_turns (ResiteLogTail *self);
guint resite_log_tail_get_gaps (ResiteLogTail *self);
const ResiteLogRecord *resite_log_tail_get_record (ResiteLogTail *self);
/* Whether every line that was written since @since (microseconds since 1970) has come by. Else *@why
 * (transfer full) says why it is not sure, translated. */
gboolean resite_log_tail_is_unbroken (ResiteLogTail *self, gint64 since, char **why);

G_END_DECLS
