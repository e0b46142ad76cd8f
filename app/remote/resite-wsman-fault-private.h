/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libxml/tree.h>

#include "resite-wsman-fault.h"

G_BEGIN_DECLS

/* @fault: s:Fault; @header (nullable): names the block that was not understood. */
ResiteWsmanFault *resite_wsman_fault_read (const xmlNode *fault, const xmlNode *header);
void resite_wsman_fault_free (ResiteWsmanFault *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWsmanFault, resite_wsman_fault_free)

/* Sets error and flags by all the others. */
void resite_wsman_fault_classify (ResiteWsmanFault *self);
/* "a key is of the wrong type": by what decided; (nullable), translated. */
const char *resite_wsman_fault_describe (const ResiteWsmanFault *self);

G_END_DECLS
