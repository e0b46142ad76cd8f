/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-page.h"

G_BEGIN_DECLS

/* A step at which Resite looks: its probes stand first. */
#define RESITE_TYPE_CHECK_PAGE (resite_check_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCheckPage, resite_check_page, RESITE, CHECK_PAGE, ResiteStepPage)

G_END_DECLS
