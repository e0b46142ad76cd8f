/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In the lab's folder. */
#define RESITE_LAB_PLAN "rehearsal.siteplan"

/* In a plan that is written: the name that the old server takes, one that is too long for Windows or
 * the right one. */
gboolean resite_lab_plan_set_old_name (const char *path, gboolean too_long, GError **error);

G_END_DECLS
