/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-scan.h"

G_BEGIN_DECLS

gboolean resite_log_scan_is_visited (const ResiteLogScan *self);
guint resite_log_scan_get_threads (const ResiteLogScan *self);
ResiteLogRules *resite_log_scan_get_rules (const ResiteLogScan *self);

G_END_DECLS
