/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-trust.h"

G_BEGIN_DECLS

/* Takes @database; the first that comes stays. */
void _resite_trust_take_database (ResiteTrust *self, GTlsDatabase *database);

G_END_DECLS
