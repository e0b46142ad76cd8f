/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-page.h"

G_BEGIN_DECLS

/* A step that stays shut until somebody judged it. */
#define RESITE_TYPE_DECISION_PAGE (resite_decision_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteDecisionPage, resite_decision_page, RESITE, DECISION_PAGE,
                      ResiteStepPage)

G_END_DECLS
