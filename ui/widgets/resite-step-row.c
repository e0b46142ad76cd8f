/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-row"
#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-state-icon.h"
#include "resite-step-row.h"

struct _ResiteStepRow
{
  GtkListBoxRow parent_instance;

  GtkLabel *glyph_label;
  GtkLabel *id_label;
  GtkLabel *title_label;
  GtkLabel *hazard_label;

  ResiteStepRun *step;
  const char *style;
  gboolean current;
};

G_DEFINE_FINAL_TYPE (ResiteStepRow, resite_step_row, GTK_TYPE_LIST_BOX_ROW)

static ResiteHazard
get_hazard (ResiteStepRow *self)
{
  return resite_step_get_hazard (resite_step_run_get_step (self->step));
}

static void
show_hazard (ResiteStepRow *self)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self->hazard_label));
  ResiteHazard hazard = get_hazard (self);

  gtk_widget_set_visible (GTK_WIDGET (self->hazard_label), hazard != RESITE_HAZARD_NONE);
  if (hazard == RESITE_HAZARD_IRREVERSIBLE)
    gtk_style_context_add_class (context, "irreversible");
}

static char *
describe (ResiteStepRow *self, const char *title, const char *word)
{
  g_autoptr (GString) text = g_string_new (resite_step_run_get_name (self->step));

  g_string_append_printf (text, ", %s, %s", title, word);
  if (self->current)
    g_string_append_printf (text, ", %s", _ ("the run goes on here"));
  if (resite_step_is_optional (resite_step_run_get_step (self->step)))
    g_string_append_printf (text, ", %s", _ ("optional"));
  if (get_hazard (self) == RESITE_HAZARD_IRREVERSIBLE)
    g_string_append_printf (text, ", %s", _ ("cannot be undone"));
  if (get_hazard (self) == RESITE_HAZARD_CAREFUL)
    g_string_append_printf (text, ", %s", _ ("be careful"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
set_style (ResiteStepRow *self, const char *style)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self->glyph_label));

  if (self->style != NULL)
    gtk_style_context_remove_class (context, self->style);
  gtk_style_context_add_class (context, style);
  self->style = style;
}

/* "C6", and "C6@2" on the second of several machines: what tells two rows apart that are cut. */
static char *
format_id (ResiteStepRun *step)
{
  const char *id = resite_step_get_id (resite_step_run_get_step (step));
  const char *number = strrchr (resite_step_run_get_target (step), '.');

  return number != NULL ? g_strdup_printf ("%s@%s", id, number + 1) : g_strdup (id);
}

static void
show_step (ResiteStepRow *self)
{
  ResiteStateSign sign = resite_state_sign_of (self->step);
  g_autofree char *id = format_id (self->step);
  g_autofree char *title = resite_step_run_get_title (self->step);
  g_autofree char *description = describe (self, title, sign.word);
  gboolean to_come = self->current && resite_step_run_get_status (self->step) == RESITE_STEP_TODO;

  gtk_label_set_text (self->glyph_label, to_come ? "▶" : sign.glyph);
  set_style (self, to_come ? "resite-running" : sign.style);
  gtk_label_set_text (self->id_label, id);
  gtk_label_set_text (self->title_label, title);
  show_hazard (self);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), description);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), description);
}

static void
resite_step_row_dispose (GObject *object)
{
  g_clear_object (&RESITE_STEP_ROW (object)->step);
  G_OBJECT_CLASS (resite_step_row_parent_class)->dispose (object);
}

static void
resite_step_row_class_init (ResiteStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_step_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteStepRow, glyph_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepRow, id_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepRow, hazard_label);
}

static void
resite_step_row_init (ResiteStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
resite_step_row_new (ResiteStepRun *step)
{
  ResiteStepRow *self = g_object_new (RESITE_TYPE_STEP_ROW, "visible", TRUE, NULL);

  self->step = g_object_ref (step);
  g_signal_connect_object (step, "notify", G_CALLBACK (show_step), self, G_CONNECT_SWAPPED);
  show_step (self);
  return GTK_WIDGET (self);
}

ResiteStepRun *
resite_step_row_get_step (ResiteStepRow *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_ROW (self), NULL);
  return self->step;
}

void
resite_step_row_set_current (ResiteStepRow *self, gboolean current)
{
  g_return_if_fail (RESITE_IS_STEP_ROW (self));
  if (self->current == current)
    return;
  self->current = current;
  show_step (self);
}
