/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-watch-poll.h"

G_BEGIN_DECLS

/* How many of the newest lines are kept. */
#define RESITE_WATCH_LINES 20000

/* What a watch has seen so far: counts for each file, the newest lines, the packages that were
 * named. Main thread. */
typedef struct
{
  guint lines;
  guint errors;
  char *gap;    /* where lines may be missing; NULL: nowhere */
  char *broken; /* why the record is not unbroken since the moment that counts */
  guint64 offset;
  char *mark;
  char *last;
  char *deciding;   /* newest deciding line of what was there already */
  int pattern;      /* that it matches */
  gboolean changed; /* since its row was written */
} ResiteWatchCount;

typedef struct _ResiteWatchRecord ResiteWatchRecord;

ResiteWatchRecord *resite_watch_record_new (void);
void resite_watch_record_free (ResiteWatchRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWatchRecord, resite_watch_record_free)

void resite_watch_record_add_file (ResiteWatchRecord *self);
guint resite_watch_record_count_files (ResiteWatchRecord *self);
/* Valid until the next file is added. */
ResiteWatchCount *resite_watch_record_get (ResiteWatchRecord *self, guint file);
/* Of all files. Its texts are NULL. */
ResiteWatchCount resite_watch_record_get_sum (ResiteWatchRecord *self);
guint resite_watch_record_count_packages (ResiteWatchRecord *self);

void resite_watch_record_take_line (ResiteWatchRecord *self, const ResiteWatchLine *line);
void resite_watch_record_take_file (ResiteWatchRecord *self, guint index,
                                    const ResiteWatchFile *file);
/* The line would decide, were it not of the past. */
void resite_watch_record_keep_deciding (ResiteWatchRecord *self, const ResiteWatchLine *line);

void resite_watch_record_forget_deciding (ResiteWatchRecord *self, guint file);

/* (nullable): the newest line, and its file and pattern, that matched one that never decides. */
void resite_watch_record_keep_hint (ResiteWatchRecord *self, const ResiteWatchLine *line);
const char *resite_watch_record_get_hint (ResiteWatchRecord *self, guint *file, int *pattern);

/* "12 lines, 1 error. Last: ...", translated. */
char *resite_watch_count_describe (const ResiteWatchCount *count);

/* The newest RESITE_WATCH_LINES. */
guint resite_watch_record_count_lines (ResiteWatchRecord *self);
const char *resite_watch_record_get_line (ResiteWatchRecord *self, guint index, guint *file,
                                          int *pattern);

G_END_DECLS
