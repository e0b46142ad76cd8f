/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-action.h"

G_BEGIN_DECLS

/* One field: label, input by its type, and below it what is wrong with what was typed. Signal
 * "changed". */
#define RESITE_TYPE_FORM_FIELD (resite_form_field_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFormField, resite_form_field, RESITE, FORM_FIELD, GtkBox)

/* @label: expanded. @value: what it starts with. */
GtkWidget *resite_form_field_new (ResiteEntry *entry, const char *label, const char *value);
/* (transfer full) */
char *resite_form_field_dup_value (ResiteFormField *self);
/* Of a field of one line. */
void resite_form_field_set_value (ResiteFormField *self, const char *value);
/* (nullable) (transfer full): "Address of the old server: ...". Shows it below the field, an empty
 * one only when @strict. */
char *resite_form_field_check (ResiteFormField *self, gboolean strict);
const char *resite_form_field_get_id (ResiteFormField *self);
void resite_form_field_grab (ResiteFormField *self);

G_END_DECLS
