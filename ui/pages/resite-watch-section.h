/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-action-section.h"

G_BEGIN_DECLS

/* A log that is watched: its lines, what is a good and a bad one, and "I have seen enough". */
#define RESITE_TYPE_WATCH_SECTION (resite_watch_section_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWatchSection, resite_watch_section, RESITE, WATCH_SECTION,
                      ResiteActionSection)

void resite_watch_section_find_error (ResiteWatchSection *self, int direction);

G_END_DECLS
