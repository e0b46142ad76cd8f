/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where lines of a log may be missing: SMS keeps one full log only, so that the one before it is
 * lost when the next is full. */
typedef enum
{
  RESITE_LOG_GAP_OVERWRITTEN, /* x.lo_ is another one by now: turned over twice */
  RESITE_LOG_GAP_NO_FORMER,   /* x.lo_ is not there: cut off or deleted, not turned over */
  RESITE_LOG_GAP_UNREADABLE   /* x.lo_ may not be read, or its rest could not be */
} ResiteLogGapType;

typedef struct
{
  ResiteLogGapType type;
  gint64 from;  /* of the last line before it, by the log's own times; 0: not known */
  gint64 until; /* of the first line behind it; 0: there is none yet */
} ResiteLogGap;

/* A sentence, translated. (transfer full) */
char *resite_log_gap_describe (const ResiteLogGap *gap);

/* What was read of a log, to say whether it is all that was written since some moment. */
typedef struct _ResiteLogRecord ResiteLogRecord;

ResiteLogRecord *resite_log_record_new (void);
void resite_log_record_free (ResiteLogRecord *self);

/* The reading begins, at @now by this desk's clock; the first call counts. */
void resite_log_record_begin (ResiteLogRecord *self, gint64 now);
/* An earlier reading is gone on with, so that it reaches back to that one's beginning. */
void resite_log_record_go_on (ResiteLogRecord *self);
void resite_log_record_take_line (ResiteLogRecord *self, const char *text);
void resite_log_record_take_gap (ResiteLogRecord *self, ResiteLogGapType type);

guint resite_log_record_count_gaps (const ResiteLogRecord *self);
/* The newest 100 are kept; 0 is the oldest of them. */
const ResiteLogGap *resite_log_record_get_gap (const ResiteLogRecord *self, guint index);
/* (nullable) */
const ResiteLogGap *resite_log_record_get_newest_gap (const ResiteLogRecord *self);

/* Whether every line since @since was read. Else *@why (transfer full) is the reason, translated. */
gboolean resite_log_record_is_unbroken (const ResiteLogRecord *self, gint64 since, char **why);

G_END_DECLS
