/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab.h"

G_BEGIN_DECLS

/* "old:delay=20": machine, name, value. */
gboolean resite_cli_lab_behave (ResiteLab *lab, const char *text, GError **error);

/* "directory-busy:2", "sibling:S02", "directory-never": name and value, which is "yes" if not given. */
gboolean resite_cli_lab_set_fault (ResiteLab *lab, const char *text, GError **error);

/* Lines on standard input that change the rehearsal while it serves; each is answered by "done" or
 * "failed: WHY" on standard output:
 *   act STEP            what a person does at the consoles in that step
 *   fault NAME [VALUE]  of resite_lab_world_set_fault(); without a value no more
 *   on MACHINE, off MACHINE
 *   behaviour TEXT      as the option has it
 *   tell                its object once more, with the addresses of now */
typedef struct _ResiteCliLabOrders ResiteCliLabOrders;
ResiteCliLabOrders *resite_cli_lab_take_orders (ResiteLab *lab);
void resite_cli_lab_orders_free (ResiteCliLabOrders *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliLabOrders, resite_cli_lab_orders_free)

G_END_DECLS
