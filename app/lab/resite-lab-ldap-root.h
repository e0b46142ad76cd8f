/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-entry.h"

G_BEGIN_DECLS

/* What a domain controller tells everybody of itself: the entry with the empty name (rootDSE). */
ResiteLabEntry *resite_lab_ldap_make_root (ResiteLabWorld *world);

G_END_DECLS
