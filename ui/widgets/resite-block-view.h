/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* Blocks of the runbook with this run's values in them: paragraphs, numbered things to do,
 * commands in a box of their own with the machine's name and a Copy button, values to copy. */
#define RESITE_TYPE_BLOCK_VIEW (resite_block_view_get_type ())
G_DECLARE_FINAL_TYPE (ResiteBlockView, resite_block_view, RESITE, BLOCK_VIEW, GtkBox)

GtkWidget *resite_block_view_new (void);
/* @blocks (element-type ResiteBlock). What it shows does not change by itself: call it again when
 * the run's values may have changed; nothing happens where the texts are the same. */
void resite_block_view_set_blocks (ResiteBlockView *self, ResiteRun *run, ResiteStepRun *step,
                                   GPtrArray *blocks);
/* Resite runs the commands by itself: they are for reading. Before the blocks. */
void resite_block_view_set_automatic (ResiteBlockView *self, gboolean automatic);
gboolean resite_block_view_is_empty (ResiteBlockView *self);
/* (nullable): the first command as its Copy button would copy it. */
const char *resite_block_view_get_command (ResiteBlockView *self);

G_END_DECLS
