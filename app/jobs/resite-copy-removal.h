/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-work.h"

G_BEGIN_DECLS

/* The digest of a row of an extra file that is about to be removed: when the program is killed
 * then, the next one knows who did it. */
#define RESITE_COPY_REMOVING "removing"

/* Removes the extra files of the plan that are to go: first the ledger, then the file, then the
 * ledger again. Then the folders that only the target had, where nothing is left in them. Nothing
 * is removed where a folder of the source could not be read or a file failed: the person is to
 * look first. A file that cannot be removed is no failure of this. */
gboolean resite_copy_removal_run (ResiteCopyWork *work, GError **error);

G_END_DECLS
