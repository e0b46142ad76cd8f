/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-rehearsal.h"

G_BEGIN_DECLS

/* The program: options, keys, looks, one window per run. A second start raises the first, which
 * may be working with its window hidden. */
#define RESITE_TYPE_APPLICATION (resite_application_get_type ())
G_DECLARE_FINAL_TYPE (ResiteApplication, resite_application, RESITE, APPLICATION, GtkApplication)

/* @site stays the caller's. */
ResiteApplication *resite_application_new (const ResiteRehearsalSite *site);

G_END_DECLS
