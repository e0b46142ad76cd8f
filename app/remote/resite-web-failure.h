/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-http-exchange.h"

G_BEGIN_DECLS

/* Takes @error, as libsoup gave it. */
GError *resite_web_failure_explain (ResiteHttpFailure *self, GError *error);

G_END_DECLS
