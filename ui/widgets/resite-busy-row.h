/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-job.h"

G_BEGIN_DECLS

/* One running job: bar, what it says of itself, Pause, Stop, Show. Emits "stop" and "show-page". */
#define RESITE_TYPE_BUSY_ROW (resite_busy_row_get_type ())
G_DECLARE_FINAL_TYPE (ResiteBusyRow, resite_busy_row, RESITE, BUSY_ROW, GtkBin)

GtkWidget *resite_busy_row_new (ResiteJob *job);
ResiteJob *resite_busy_row_get_job (ResiteBusyRow *self);

G_END_DECLS
