/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-action-section.h"

G_BEGIN_DECLS

/* "What Resite sees": each probe with its verdict; a table where a probe found many things. */
#define RESITE_TYPE_CHECK_SECTION (resite_check_section_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCheckSection, resite_check_section, RESITE, CHECK_SECTION,
                      ResiteActionSection)

/* (nullable) (transfer full): the first line that does not hold. */
char *resite_check_section_dup_fault (ResiteCheckSection *self);

G_END_DECLS
