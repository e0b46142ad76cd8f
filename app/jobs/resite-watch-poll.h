/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "resite-folder.h"
#include "resite-log-tail.h"
#include "resite-watch-reading.h"

G_BEGIN_DECLS

/* The worker's half of a watch: one look at all its files, with the patterns already tried on each
 * line, since matching costs more than reading. */
typedef struct
{
  guint file; /* index */
  char *text;
  gboolean past;
  gboolean error; /* by its words, or by what is known of such lines */
  int pattern;    /* index of the first that matches, -1 none */
  ResiteWatchReading reading;
  const char *package; /* id that it names, in the reading, or NULL */
} ResiteWatchLine;

typedef struct
{
  ResiteLogTailState state;
  char *reason;
  guint64 offset;
  char *mark;
  char *gap;    /* NULL: no line is missing */
  char *broken; /* why the record is not unbroken since the moment that counts, or NULL */
} ResiteWatchFile;

typedef struct
{
  GPtrArray *lines;    /* ResiteWatchLine */
  GPtrArray *files;    /* ResiteWatchFile, one for each tail */
  GPtrArray *appeared; /* utf8: paths that a pattern of names matches and no tail follows yet */
  gboolean more;
} ResiteWatchLook;

void resite_watch_look_free (ResiteWatchLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWatchLook, resite_watch_look_free)

/* What is looked at. */
typedef struct
{
  GPtrArray *tails;       /* ResiteLogTail */
  GPtrArray *expressions; /* GRegex */
  GPtrArray *patterns;    /* utf8: paths, or names in @folder, whose last part may hold "*" */
  ResiteFolder *folder;   /* or NULL: paths of this desk */
  gint64 since;           /* microseconds since 1970: lines from before are of the past; 0: any */
  gint64 unbroken_since;  /* of the record */
} ResiteWatchScope;

/* What @scope holds is taken a copy of, since logs appear while SMS is installed. Giving up through
 * @cancellable does not wait for a worker that hangs on a dead share. */
void resite_watch_poll_async (const ResiteWatchScope *scope, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
ResiteWatchLook *resite_watch_poll_finish (GAsyncResult *result, GError **error);

G_END_DECLS
