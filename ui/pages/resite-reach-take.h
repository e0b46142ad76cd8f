/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* Lets the run of @page go to @machine by the better way that was found: asks who signs in there
 * where the plan names nobody, and why it is right where it costs safety. A failure is shown in the
 * window's bar. */
void resite_reach_take (ResitePage *page, const char *machine);

G_END_DECLS
