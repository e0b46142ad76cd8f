/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run-copy.h"

G_BEGIN_DECLS

/* Beside a copy on its page: a look at what it would do, how much of the line it may take, and what
 * happens to files that only the target has. */
#define RESITE_TYPE_COPY_BOX (resite_copy_box_get_type ())
G_DECLARE_FINAL_TYPE (ResiteCopyBox, resite_copy_box, RESITE, COPY_BOX, GtkBox)

GtkWidget *resite_copy_box_new (ResiteRun *run, ResiteStepRun *step, ResiteAction *action);
/* @editable: a person may choose here. @waits: the copy is not running and not done, so that a look
 * at what it would do is of use. */
void resite_copy_box_set_state (ResiteCopyBox *self, gboolean editable, gboolean waits);

G_END_DECLS
