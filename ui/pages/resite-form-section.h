/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-action-section.h"

G_BEGIN_DECLS

/* A form: fields checked as they are typed, and one button that writes them down. */
#define RESITE_TYPE_FORM_SECTION (resite_form_section_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFormSection, resite_form_section, RESITE, FORM_SECTION,
                      ResiteActionSection)

/* What somebody chose elsewhere on the page goes into its field @id, unless that was written down
 * already. */
void resite_form_section_offer (ResiteFormSection *self, const char *id, const char *value);

G_END_DECLS
