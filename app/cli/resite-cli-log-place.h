/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"
#include "resite-log-scan.h"
#include "resite-log-tail.h"

G_BEGIN_DECLS

/* A log that a person names at the terminal: on this desk, or in a share. */
typedef struct _ResiteCliLogPlace ResiteCliLogPlace;

/* @word: a path, or smb://user@server/share/folder/x.log. Asks for the password where one is needed,
 * and connects. */
ResiteCliLogPlace *resite_cli_log_place_open (ResiteCli *cli, const char *word, GError **error);
void resite_cli_log_place_free (ResiteCliLogPlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliLogPlace, resite_cli_log_place_free)

/* For messages. */
const char *resite_cli_log_place_get_path (const ResiteCliLogPlace *self);
gboolean resite_cli_log_place_is_share (const ResiteCliLogPlace *self);

/* All of it, once. Blocks. */
gboolean resite_cli_log_place_read (ResiteCliLogPlace *self, ResiteLogScan *scan,
                                    GCancellable *cancellable, GError **error);
ResiteLogTail *resite_cli_log_place_follow (ResiteCliLogPlace *self);

typedef gboolean (*ResiteCliLogWork) (gpointer data, GError **error);
/* Calls @work in a thread and turns the main context meanwhile, so that Ctrl+C is heard; a call over
 * the network that waits then ends. */
gboolean resite_cli_log_place_work (ResiteCliLogPlace *self, ResiteCliLogWork work, gpointer data,
                                    GError **error);

G_END_DECLS
