/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"
#include "resite-shell.h"

G_BEGIN_DECLS

/* run-on --detached: a long program that outlives the line and this program. @stem names its two
 * files on the server, STEM.txt with what it prints and STEM.end with its exit code; the same stem
 * is the same order, so that calling again goes on watching. Main thread, whose loop turns
 * meanwhile. */
ResiteCliStatus resite_cli_run_detached (ResiteCli *cli, ResiteWsman *wsman,
                                         const ResiteShellBook *book, const char *line,
                                         const char *stem, GError **error);

G_END_DECLS
