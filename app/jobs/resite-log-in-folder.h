/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"
#include "resite-log-scan.h"
#include "resite-log-tail.h"

G_BEGIN_DECLS

/* Logs in a folder that may lie on a server. All of it waits for the network: worker threads only.
 * No file stays open between two looks, since SMS could not rename a log that somebody else has open
 * on its server, and a log that did not change is not opened at all. */

/* @name: relative to @folder, "/" between its parts; the tail's path is the same. */
ResiteLogTail *resite_log_tail_new_in_folder (ResiteFolder *folder, const char *name,
                                              gboolean from_start);

/* All of a log, once, into @scan. */
gboolean resite_log_scan_read_in_folder (ResiteLogScan *scan, ResiteFolder *folder,
                                         const char *name, GCancellable *cancellable,
                                         GError **error);

/* (element-type utf8) (transfer full): names of the files that @pattern fits, sorted. "*" and "?"
 * stand in its last part only; small and capital letters are alike. Where the folder is not there,
 * there are none. NULL and @error: it cannot be said. */
GPtrArray *resite_log_folder_list (ResiteFolder *folder, const char *pattern,
                                   GCancellable *cancellable, GError **error);

G_END_DECLS
