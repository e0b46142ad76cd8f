/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-permissions.h"

G_BEGIN_DECLS

#define RESITE_SID_ADMINISTRATORS "S-1-5-32-544"

struct _ResitePermissions
{
  ResiteAccount owner, group; /* sid NULL: not told */
  gboolean is_protected;
  GPtrArray *aces; /* ResiteAce, in order */
};

/* (nullable): of accounts that have the same SID everywhere; not translated, as Windows writes it in
 * English. */
const char *resite_permissions_find_known_name (const char *sid);
/* With what the generic rights stand for, [MS-SMB2] has files get those of [MS-DTYP] 2.4.3. */
guint32 resite_permissions_map_mask (guint32 mask);
/* "S-1-" and numbers. */
gboolean resite_permissions_is_sid (const char *text);

G_END_DECLS
