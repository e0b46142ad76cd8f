/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli-report.h"
#include "resite-probe.h"

G_BEGIN_DECLS

/* Looks in a worker and prints what was seen as a check of this @name. Takes @view. FALSE only when
 * cancelled. */
gboolean resite_cli_check_look (ResiteCli *cli, ResiteCliReport *report, const char *name,
                                ResiteProbeView *view, GError **error);
/* What a check ends with: the total, and the status of what was counted. */
ResiteCliStatus resite_cli_check_end (ResiteCli *cli, ResiteCliReport *report);
/* @path (nullable): told in JSON. */
void resite_cli_check_print (ResiteCli *cli, ResiteCliReport *report, const char *name,
                             const char *verdict, const char *message, const char *path);

extern const ResiteCliVerb resite_cli_check_web_verbs[];
extern const ResiteCliVerb resite_cli_check_iis_verbs[];

G_END_DECLS
