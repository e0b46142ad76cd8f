/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-action-section.h"

G_BEGIN_DECLS

/* Work on items: copies, preloads, waits. The job as it goes, and the table of its items. */
#define RESITE_TYPE_WORK_SECTION (resite_work_section_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWorkSection, resite_work_section, RESITE, WORK_SECTION,
                      ResiteActionSection)

void resite_work_section_find (ResiteWorkSection *self);
void resite_work_section_toggle_paused (ResiteWorkSection *self);

G_END_DECLS
