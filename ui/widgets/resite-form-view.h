/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run.h"

G_BEGIN_DECLS

/* The fields of a form action, each checked as it is typed. Signal "changed". */
#define RESITE_TYPE_FORM_VIEW (resite_form_view_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFormView, resite_form_view, RESITE, FORM_VIEW, GtkBox)

GtkWidget *resite_form_view_new (ResiteRun *run, ResiteStepRun *step, ResiteAction *action);
/* Puts "action" and "field.NAME" into @move. */
void resite_form_view_fill (ResiteFormView *self, ResiteMove *move);
/* (nullable) (transfer full): what is wrong first, with the field's label; NULL when all is fine.
 * Marks fields that are empty but needed only when @strict. */
char *resite_form_view_dup_fault (ResiteFormView *self, gboolean strict);
/* The focus goes to the first field with a fault, an empty one that is needed included. */
void resite_form_view_grab_fault (ResiteFormView *self);
void resite_form_view_grab_first (ResiteFormView *self);
/* Writes @value into its field @id, if it has one. */
void resite_form_view_offer (ResiteFormView *self, const char *id, const char *value);

G_END_DECLS
