/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-form-page"

#include "config.h"
#include "resite-form-page.h"

struct _ResiteFormPage
{
  ResiteStepPage parent_instance;
};

G_DEFINE_FINAL_TYPE (ResiteFormPage, resite_form_page, RESITE_TYPE_STEP_PAGE)

static void
resite_form_page_class_init (ResiteFormPageClass *klass)
{
  RESITE_STEP_PAGE_CLASS (klass)->emphasis = 1u << RESITE_ACTION_FORM;
}

static void
resite_form_page_init (ResiteFormPage *self)
{
}
