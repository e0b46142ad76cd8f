/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One run of a program that nobody watches: its output and its errors go into one bounded text,
 * its input is empty, it has a process group of its own, and patience with it ends. Main thread,
 * never blocks. */
typedef struct
{
  char *output;      /* valid UTF-8, line ends as they came */
  gsize dropped;     /* bytes beyond the bound, read and thrown away */
  gint64 exit_code;  /* -1: ended by a signal */
  int signal_number; /* 0: ended by itself */
  gboolean timed_out;
  gboolean stopped;   /* through the cancellable */
  gboolean held_open; /* something that it started went on writing; not waited for */
  double seconds;
} ResiteToolResult;

void resite_tool_result_free (ResiteToolResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteToolResult, resite_tool_result_free)

/* The path under which @tool is started from whatever folder: as given, or of the search path.
 * (transfer full) */
char *resite_tool_find (const char *tool);

/* @arguments: the program's path first. @patience: milliseconds of real time. Cancelling ends the
 * program and its group, and the result says so: what it printed until then is kept. */
void resite_tool_run_async (const char *const *arguments, const char *directory, guint patience,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
/* Fails only when the program could not be started. */
ResiteToolResult *resite_tool_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
