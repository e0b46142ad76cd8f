/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-report.h"
#include "resite-folder-smb.h"

G_BEGIN_DECLS

/* The same person on the same server. */
gboolean resite_cli_check_is_same_server (const ResiteSmbPlace *a, const ResiteSmbPlace *b);
/* What could not be looked at is an answer of a check, not its end: prints it as unknown and clears
 * @error, but for wrong input and for having been cancelled. */
ResiteCliStatus resite_cli_check_tell_unknown (ResiteCli *cli, const char *name, GError **error);

extern const ResiteCliVerb resite_cli_check_permissions_verbs[];
extern const ResiteCliVerb resite_cli_check_shares_verbs[];

G_END_DECLS
