/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-job.h"
#include "resite-watch-poll.h"

G_BEGIN_DECLS

/* What lines said of the packages that a watch is about: an item of its job for each, "queued" until
 * a line names it, then "seen", "failed" where a confirmed line says so. Main thread. */
typedef struct _ResiteWatchPackages ResiteWatchPackages;

/* @ids (element-type utf8). */
ResiteWatchPackages *resite_watch_packages_new (GPtrArray *ids);
void resite_watch_packages_free (ResiteWatchPackages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWatchPackages, resite_watch_packages_free)

/* Adds their items to @job; what @rows (nullable) of an earlier watch say of them is so still. */
void resite_watch_packages_begin (ResiteWatchPackages *self, ResiteJob *job, GPtrArray *rows);
/* TRUE: @line is about one of them. */
gboolean resite_watch_packages_take_line (ResiteWatchPackages *self, const ResiteWatchLine *line);
/* Brings the items up to date; those that changed are added to @rows (nullable). */
void resite_watch_packages_show (ResiteWatchPackages *self, ResiteJob *job, GPtrArray *rows);

guint resite_watch_packages_count (ResiteWatchPackages *self);
guint resite_watch_packages_count_missing (ResiteWatchPackages *self);

G_END_DECLS
