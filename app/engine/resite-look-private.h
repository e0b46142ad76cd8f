/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run-reach.h"

G_BEGIN_DECLS

ResiteLook *_resite_look_new (const char *step, const char *label, const char *was);
void _resite_look_settle (ResiteLook *self, ResiteLookState state, const char *is);

G_END_DECLS
