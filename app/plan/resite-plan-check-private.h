/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-plan.h"

G_BEGIN_DECLS

/* Adds one fault; its line is looked up. @key NULL: the whole group. */
void _resite_plan_add_fault (ResitePlan *self, GPtrArray *faults, ResitePlanSeverity severity,
                             const char *group, const char *key, const char *format, ...)
    G_GNUC_PRINTF (6, 7);

/* What is said of files that are reached over SMB. */
void _resite_plan_check_smb (ResitePlan *self, GPtrArray *faults, const char *group);

/* What only shows when values are held against each other. */
void _resite_plan_check_across (ResitePlan *self, GPtrArray *faults);

G_END_DECLS
