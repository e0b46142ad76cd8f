/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-machine.h"
#include "resite-package-scan.h"
#include "resite-tool-run.h"

G_BEGIN_DECLS

/* The preload tool in the remote shell of a server. What it prints goes into a file of its own per
 * package there, between two marks that carry the run's token, and comes to us as well: a line that
 * broke loses nothing that had reached the file. */
#define RESITE_TYPE_REMOTE_TOOL (resite_remote_tool_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRemoteTool, resite_remote_tool, RESITE, REMOTE_TOOL, GObject)

/* Windows paths: @tool is run in @directory, @results is the folder for the files. */
ResiteRemoteTool *resite_remote_tool_new (ResiteMachine *machine, const char *tool,
                                          const char *directory, const char *results);

/* These wait and are for workers. */
/* Makes the folder for the files. */
gboolean resite_remote_tool_prepare (ResiteRemoteTool *self, GCancellable *cancellable,
                                     GError **error);
/* The package files in the directory. */
ResitePackageScan *resite_remote_tool_scan (ResiteRemoteTool *self, GCancellable *cancellable,
                                            GError **error);
/* How the run with @token of package @id ended, by its file; NULL without @error: it did not end,
 * or the file is of another run. */
ResiteToolResult *resite_remote_tool_read (ResiteRemoteTool *self, const char *id,
                                           const char *token, GCancellable *cancellable,
                                           GError **error);

/* Main thread. @patience: seconds. As resite_tool_run_async() reports it, but for a line that broke:
 * RESITE_ERROR_OUTCOME_UNKNOWN. Every other error: nothing was run. */
void resite_remote_tool_run_async (ResiteRemoteTool *self, const char *id, const char *token,
                                   guint patience, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
ResiteToolResult *resite_remote_tool_run_finish (ResiteRemoteTool *self, GAsyncResult *result,
                                                 GError **error);
/* Main thread: has the remote shell deleted in a worker. Nobody waits for it: one that cannot be
 * deleted stays written down as left behind. After the last run. */
void resite_remote_tool_close (ResiteRemoteTool *self);

G_END_DECLS
