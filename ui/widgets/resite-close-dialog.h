/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* Asked when somebody closes while work is running. */
typedef enum
{
  RESITE_CLOSE_KEEP_WORKING = 1, /* hide the window, go on */
  RESITE_CLOSE_PAUSE,            /* stop after the item in hand, then close */
  RESITE_CLOSE_STAY
} ResiteCloseAnswer;

/* A dialog whose "response" is one of the above, or below zero for staying. Shown at once; the
 * caller destroys it. */
GtkWidget *resite_close_dialog_show (GtkWindow *parent, ResiteRun *run);

G_END_DECLS
