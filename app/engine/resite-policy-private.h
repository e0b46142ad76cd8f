/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-policy.h"

G_BEGIN_DECLS

/* TRUE when the policy says that the run is to be closed. */
gboolean _resite_policy_finishes (ResitePolicy *self);
const char *_resite_policy_get_by (ResitePolicy *self);
gboolean _resite_policy_do_deed (ResitePolicy *self, ResiteStepRun *step, GError **error);

G_END_DECLS
