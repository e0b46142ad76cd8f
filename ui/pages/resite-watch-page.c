/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-page"

#include "config.h"
#include "resite-watch-page.h"

struct _ResiteWatchPage
{
  ResiteStepPage parent_instance;
};

G_DEFINE_FINAL_TYPE (ResiteWatchPage, resite_watch_page, RESITE_TYPE_STEP_PAGE)

static void
resite_watch_page_class_init (ResiteWatchPageClass *klass)
{
  RESITE_STEP_PAGE_CLASS (klass)->emphasis = 1u << RESITE_ACTION_WATCH;
}

static void
resite_watch_page_init (ResiteWatchPage *self)
{
}
