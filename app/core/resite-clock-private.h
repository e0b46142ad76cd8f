/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-clock.h"

G_BEGIN_DECLS

/* (nullable) (transfer full): the one that is shared. */
ResiteClock *_resite_clock_dup_desk (void);

/* (transfer full): @milliseconds (out) (nullable): of its second. */
GDateTime *_resite_clock_to_local (gint64 time, int *milliseconds);

G_END_DECLS
