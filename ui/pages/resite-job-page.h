/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-step-page.h"

G_BEGIN_DECLS

/* A step that Resite works on: its table gets the room. */
#define RESITE_TYPE_JOB_PAGE (resite_job_page_get_type ())
G_DECLARE_FINAL_TYPE (ResiteJobPage, resite_job_page, RESITE, JOB_PAGE, ResiteStepPage)

G_END_DECLS
