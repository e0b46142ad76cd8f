/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-log-rows.h"
#include "resite-wrap-box.h"

G_BEGIN_DECLS

/* What is looked for in the lines of logs: words, how grave, a package, one of several files.
 * Signal "changed". */
#define RESITE_TYPE_LOG_SEARCH (resite_log_search_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLogSearch, resite_log_search, RESITE, LOG_SEARCH, GtkBin)

/* Valid until something is typed or chosen. */
ResiteLogFilter resite_log_search_get_filter (ResiteLogSearch *self);
/* @file: interned. What is known already is not added. */
void resite_log_search_add_file (ResiteLogSearch *self, const char *file);
guint resite_log_search_count_files (ResiteLogSearch *self);
void resite_log_search_forget_files (ResiteLogSearch *self);
void resite_log_search_grab (ResiteLogSearch *self);

G_END_DECLS
