/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-page.h"

G_BEGIN_DECLS

/* A step that writes something down: its form has the focus. */
#define RESITE_TYPE_FORM_PAGE (resite_form_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFormPage, resite_form_page, RESITE, FORM_PAGE, ResiteStepPage)

G_END_DECLS
