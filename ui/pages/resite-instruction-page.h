/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-page.h"

G_BEGIN_DECLS

/* A step that a person does: what to type and where stands first. */
#define RESITE_TYPE_INSTRUCTION_PAGE (resite_instruction_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteInstructionPage, resite_instruction_page, RESITE, INSTRUCTION_PAGE,
                      ResiteStepPage)

G_END_DECLS
