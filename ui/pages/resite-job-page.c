/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-page"

#include "config.h"
#include "resite-job-page.h"

struct _ResiteJobPage
{
  ResiteStepPage parent_instance;
};

G_DEFINE_FINAL_TYPE (ResiteJobPage, resite_job_page, RESITE_TYPE_STEP_PAGE)

static void
resite_job_page_class_init (ResiteJobPageClass *klass)
{
  RESITE_STEP_PAGE_CLASS (klass)->emphasis =
      (1u << RESITE_ACTION_COPY) | (1u << RESITE_ACTION_BULK) | (1u << RESITE_ACTION_WAIT);
}

static void
resite_job_page_init (ResiteJobPage *self)
{
}
