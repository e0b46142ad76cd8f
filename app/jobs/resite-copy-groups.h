/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-work.h"

G_BEGIN_DECLS

/* Does what the plan says, with all threads: large files one by one and first, small ones in groups
 * by folder. Until the last one is recorded. */
gboolean resite_copy_groups_run (ResiteCopyWork *work, GError **error);

G_END_DECLS
