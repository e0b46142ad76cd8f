/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-page.h"

G_BEGIN_DECLS

/* A step that watches a log: its lines get the room. */
#define RESITE_TYPE_WATCH_PAGE (resite_watch_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWatchPage, resite_watch_page, RESITE, WATCH_PAGE, ResiteStepPage)

G_END_DECLS
