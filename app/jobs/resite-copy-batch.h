/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-work.h"

G_BEGIN_DECLS

/* Brings @group (element-type ResiteCopyEntry) to its end, stage by stage, and puts it on record:
 * sync, then row. What is cancelled on the way stays without a record. One thread of a pool. */
void resite_copy_batch_run (ResiteCopyWork *work, GPtrArray *group);

G_END_DECLS
