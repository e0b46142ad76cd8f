/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-page.h"

G_BEGIN_DECLS

/* Welcome back: how long the run was closed, what was cut off, what comes next. */
#define RESITE_TYPE_WELCOME_PAGE (resite_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteWelcomePage, resite_welcome_page, RESITE, WELCOME_PAGE, ResitePage)

GtkWidget *resite_welcome_page_new (ResiteRun *run, const char *person);

G_END_DECLS
