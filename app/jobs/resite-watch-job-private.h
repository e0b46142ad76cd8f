/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-watch-job.h"
#include "resite-watch-poll.h"

G_BEGIN_DECLS

struct _ResiteWatchJob
{
  ResiteJob parent_instance;

  GPtrArray *patterns;
  GPtrArray *expressions;   /* GRegex, one for each pattern */
  GPtrArray *paths;         /* as they were given */
  GPtrArray *name_patterns; /* those of them with "*" */
  GPtrArray *tails;
  GPtrArray *names;
  ResiteWatchRecord *record;
  ResiteWatchEnding *ending;
  ResiteFolder *folder; /* or NULL: paths of this desk */
  gint64 since;         /* 0: no line is too old */
  gint64 begun;         /* real time since when no line may be missing; 0: the first look's end */
  ResiteLedger *ledger;
  ResiteClock *clock;
  double patience;
  guint interval;
  gint64 last_line; /* monotonic */

  GTask *task; /* while it runs */
  GError *end; /* what it ends with, once that is settled */
  gboolean over;
  gboolean from_start;
  gboolean only_shows;
  char *absence;        /* why no log is followed, by the newest look */
  gboolean catching_up; /* reading what was there at the start */
  GPtrArray *past;      /* ResiteLedgerRow of an earlier watch */
  guint patience_source;
  guint poll_source;
  GSource *cancel_source;
};

/* resite-watch-job.c */
ResiteJobItem *_resite_watch_get_item (ResiteWatchJob *self, guint file);
void _resite_watch_tell_line (ResiteWatchJob *self, const ResiteWatchLine *line);
void _resite_watch_tell_look (ResiteWatchJob *self);

/* resite-watch-look.c */
/* A log that appears during the watch has nothing in it that is older than the watch. */
void _resite_watch_follow (ResiteWatchJob *self, const char *path);
void _resite_watch_look (ResiteWatchJob *self);

/* resite-watch-decide.c */
void _resite_watch_decide (ResiteWatchJob *self, guint file, int index, const char *text);
/* (nullable): the line that decides. What is written while we watch decides at once. Of what was there
 * before, the newest deciding line of each log counts: SMS tries its setups again and writes on in the
 * same file. */
const ResiteWatchLine *_resite_watch_take_lines (ResiteWatchJob *self, GPtrArray *lines);
/* Between logs the bad line counts. */
void _resite_watch_end_catching_up (ResiteWatchJob *self);

/* resite-watch-show.c */
void _resite_watch_show (ResiteWatchJob *self, ResiteWatchLook *seen);

/* resite-watch-conclude.c */
void _resite_watch_clear_sources (ResiteWatchJob *self);
/* Ends it; takes @error (nullable). */
void _resite_watch_conclude (ResiteWatchJob *self, GError *error);
void _resite_watch_record_changes (ResiteWatchJob *self);
/* Ends it where what is wanted was seen. Whoever asks the site is heard where its log cannot be read,
 * too. */
void _resite_watch_judge (ResiteWatchJob *self);
/* (nullable): "no such line was seen" is worth less where lines may be missing. */
const char *_resite_watch_find_gap (ResiteWatchJob *self);
gboolean _resite_watch_patience_over_cb (gpointer data);

G_END_DECLS
