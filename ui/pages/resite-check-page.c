/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-check-page"

#include "config.h"
#include "resite-check-page.h"

struct _ResiteCheckPage
{
  ResiteStepPage parent_instance;
};

G_DEFINE_FINAL_TYPE (ResiteCheckPage, resite_check_page, RESITE_TYPE_STEP_PAGE)

static void
resite_check_page_class_init (ResiteCheckPageClass *klass)
{
  RESITE_STEP_PAGE_CLASS (klass)->emphasis = 1u << RESITE_ACTION_CHECK;
}

static void
resite_check_page_init (ResiteCheckPage *self)
{
}
