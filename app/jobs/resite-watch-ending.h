/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-watch-judge.h"
#include "resite-watch-packages.h"
#include "resite-watch-witness.h"

G_BEGIN_DECLS

/* What a watch has to see before it ends by itself, and what it saw of that. Main thread. */
typedef struct _ResiteWatchEnding ResiteWatchEnding;

ResiteWatchEnding *resite_watch_ending_new (ResiteClock *clock);
void resite_watch_ending_free (ResiteWatchEnding *self);

/* All before it begins. @want: "listed" and "witnessed" come from the others. */
void resite_watch_ending_set_want (ResiteWatchEnding *self, const ResiteWatchWant *want);
/* @ids (element-type utf8); @all: each has to be named by a line. */
void resite_watch_ending_set_packages (ResiteWatchEnding *self, GPtrArray *ids, gboolean all);
void resite_watch_ending_set_witness (ResiteWatchEnding *self, const ResiteProbe *probe,
                                      ResiteConnections *connections);

/* A confirmed good line ends the watch, as nothing else is wanted. */
gboolean resite_watch_ending_is_by_line (ResiteWatchEnding *self);

/* @rows (nullable): of an earlier watch. @expects_line: a confirmed good line may come. */
void resite_watch_ending_begin (ResiteWatchEnding *self, ResiteJob *job, GPtrArray *rows,
                                gboolean expects_line, GCancellable *cancellable);
void resite_watch_ending_take_line (ResiteWatchEnding *self, const ResiteWatchLine *line);
/* A confirmed good line came; or a new attempt began, so that none counts. */
void resite_watch_ending_set_good (ResiteWatchEnding *self, gboolean good);
/* After each look. @readable: logs are followed. @gap (nullable): why the record is not unbroken. */
void resite_watch_ending_take_look (ResiteWatchEnding *self, gboolean readable, const char *gap);
/* *@why as resite_watch_judge(), *@how (static): "V" or "L". */
ResiteWatchVerdict resite_watch_ending_judge (ResiteWatchEnding *self, char **why,
                                              const char **how);
/* Rows of what changed are added to @rows. */
void resite_watch_ending_show (ResiteWatchEnding *self, ResiteJob *job, GPtrArray *rows);
/* (nullable) (transfer full): what was seen of what is wanted, for the end without a verdict. */
char *resite_watch_ending_describe (ResiteWatchEnding *self);
void resite_watch_ending_stop (ResiteWatchEnding *self);

G_END_DECLS
