/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"
#include "resite-lab.h"

G_BEGIN_DECLS

/* What --packages, --bytes, --seed, --reach and --scenario say of a simulated site that is to be made.
 * FALSE: one of them cannot be meant so. *@scenario (transfer full) (nullable): @options borrows it. */
gboolean resite_cli_site_read (ResiteCli *cli, ResiteLabOptions *options,
                               ResiteLabScenario **scenario, GError **error);

/* Tells who gave such options for a site that is there already that they change nothing. */
void resite_cli_site_tell_made (ResiteCli *cli, const char *folder);

G_END_DECLS
