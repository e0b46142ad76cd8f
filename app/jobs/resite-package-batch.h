/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"

G_BEGIN_DECLS

/* What a person needs to preload by hand at the server. Every result has a new file with date and
 * time in its name; one heading line a package lets resite_preload_parse_results() read it back. */

/* The heading that the batch writes before each package is this, the id and the tail. */
#define RESITE_PACKAGE_HEADING      "==== Resite: package "
#define RESITE_PACKAGE_HEADING_TAIL " ===="
#define RESITE_PACKAGE_EXIT_CODE    "---- Resite: exit code "

/* preload.bat for doing it by hand: CRLF, every path quoted, one result file per run named after
 * its time, never in the folder that is listed twice. @tool and @folder are Windows paths; @ids
 * (element-type utf8), what is no package id is left out. Code page of the console: plain ASCII
 * paths are safe everywhere. */
char *resite_package_batch_format (GPtrArray *ids, const char *tool, const char *folder,
                                   const char *result_folder);
/* The corrected PreloadBuild.vbs. CRLF. */
char *resite_package_script_format (const char *tool, const char *folder,
                                    const char *result_folder);

/* Puts @text in the place of @name in @folder: temporary name, sync, rename. Blocks; for worker
 * threads. */
gboolean resite_package_text_write (ResiteFolder *folder, const char *name, const char *text,
                                    GError **error);

G_END_DECLS
