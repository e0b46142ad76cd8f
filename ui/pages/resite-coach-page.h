/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"
#include "resite-rehearsal.h"

G_BEGIN_DECLS

/* What a rehearsal came to: what went wrong, how soon it was noticed, what help was used; and its
 * paper for the trainer. */
#define RESITE_TYPE_COACH_PAGE (resite_coach_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCoachPage, resite_coach_page, RESITE, COACH_PAGE, ResitePage)

GtkWidget *resite_coach_page_new (ResiteRun *run, const char *person, ResiteRehearsal *rehearsal);

G_END_DECLS
