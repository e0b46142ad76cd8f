/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-plan-keys.h"

G_BEGIN_DECLS

/* The parts of the table: the site and its machines, what each machine's group ends with, then what
 * the work needs. */
extern const ResitePlanKey _resite_plan_machine_keys[];
extern const guint _resite_plan_n_machine_keys;
extern const ResitePlanKey _resite_plan_reach_keys[]; /* without a group */
extern const guint _resite_plan_n_reach_keys;
extern const ResitePlanKey _resite_plan_work_keys[];
extern const guint _resite_plan_n_work_keys;

/* Checks of single values; @value is not empty. (transfer full) (nullable): what is wrong. */
char *_resite_plan_value_check (const ResitePlanKey *key, const char *value);

/* The same of places that may be reached over SMB. */
char *_resite_plan_value_check_smb (const ResitePlanKey *key, const char *value);

/* Network order turned to the host's: FALSE where @text is no IPv4 address. */
gboolean _resite_plan_value_parse_address (const char *text, guint32 *address);
gboolean _resite_plan_value_is_mask (guint32 mask);

/* A statement that would change a database. */
gboolean _resite_plan_value_changes_data (const char *query);

G_END_DECLS
