/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-page.h"

G_BEGIN_DECLS

/* A stop to think: lines that have to hold, and a signature. */
#define RESITE_TYPE_PAUSE_PAGE (resite_pause_page_get_type ())
G_DECLARE_FINAL_TYPE (ResitePausePage, resite_pause_page, RESITE, PAUSE_PAGE, ResiteStepPage)

G_END_DECLS
