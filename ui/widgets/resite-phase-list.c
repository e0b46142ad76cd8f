/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-phase-list"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-phase-list.h"
#include "resite-step-row.h"

struct _ResitePhaseList
{
  GtkScrolledWindow parent_instance;

  GtkListBox *list;

  ResiteRun *run;
  GHashTable *counts; /* phase id → GtkLabel of its heading */
  char *place;
};

G_DEFINE_FINAL_TYPE (ResitePhaseList, resite_phase_list, GTK_TYPE_SCROLLED_WINDOW)

static guint open_step_signal;

static const char *
row_get_phase (GtkListBoxRow *row)
{
  ResiteStepRun *step = resite_step_row_get_step (RESITE_STEP_ROW (row));

  return resite_step_get_phase_id (resite_step_run_get_step (step));
}

static ResitePhase *
find_phase (ResitePhaseList *self, const char *id)
{
  GPtrArray *phases = resite_runbook_get_phases (resite_run_get_runbook (self->run));

  for (guint i = 0; i < phases->len; i++)
    {
      if (g_strcmp0 (resite_phase_get_id (g_ptr_array_index (phases, i)), id) == 0)
        return g_ptr_array_index (phases, i);
    }
  return NULL;
}

static GtkWidget *
new_heading (ResitePhaseList *self, const char *phase_id)
{
  ResitePhase *phase = find_phase (self, phase_id);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (phase != NULL ? resite_phase_get_title (phase) : phase_id);
  GtkWidget *count = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_container_add (GTK_CONTAINER (box), title);
  gtk_container_add (GTK_CONTAINER (box), count);
  gtk_style_context_add_class (gtk_widget_get_style_context (box), "resite-phase");
  gtk_widget_show_all (box);
  g_hash_table_insert (self->counts, g_strdup (phase_id), count);
  return box;
}

static void
update_heading_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  ResitePhaseList *self = user_data;

  if (before != NULL && g_strcmp0 (row_get_phase (row), row_get_phase (before)) == 0)
    gtk_list_box_row_set_header (row, NULL);
  else if (gtk_list_box_row_get_header (row) == NULL)
    gtk_list_box_row_set_header (row, new_heading (self, row_get_phase (row)));
}

static void
count_steps (ResitePhaseList *self, const char *phase, guint *closed, guint *all)
{
  GListModel *steps = resite_run_get_steps (self->run);

  *closed = *all = 0;
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);
      ResiteStepStatus status = resite_step_run_get_status (step);

      if (g_strcmp0 (resite_step_get_phase_id (resite_step_run_get_step (step)), phase) != 0 ||
          status == RESITE_STEP_LEFT_OUT)
        continue;
      *all += 1;
      *closed += resite_step_status_is_closed (status);
    }
}

static void
update_counts (ResitePhaseList *self)
{
  GHashTableIter iter;
  gpointer phase, label;

  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &phase, &label))
    {
      guint closed, all;
      g_autofree char *text = NULL;

      count_steps (self, phase, &closed, &all);
      text = g_strdup_printf ("%u/%u", closed, all);
      gtk_label_set_text (label, text);
    }
}

static void
mark_current_cb (GtkWidget *row, gpointer user_data)
{
  ResitePhaseList *self = user_data;
  ResiteStepRun *step = resite_step_row_get_step (RESITE_STEP_ROW (row));

  resite_step_row_set_current (RESITE_STEP_ROW (row), step == resite_run_get_current (self->run));
}

static void
run_changed_cb (ResitePhaseList *self)
{
  update_counts (self);
  gtk_container_foreach (GTK_CONTAINER (self->list), mark_current_cb, self);
}

/* The whole list is one Tab stop; inside, arrow keys move. */
static gboolean
list_focus_cb (GtkWidget *list, GtkDirectionType direction, gpointer user_data)
{
  GtkWidget *window = gtk_widget_get_toplevel (list);
  GtkWidget *focus = GTK_IS_WINDOW (window) ? gtk_window_get_focus (GTK_WINDOW (window)) : NULL;

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (focus != NULL && gtk_widget_is_ancestor (focus, list))
    {
      g_signal_stop_emission_by_name (list, "focus");
      return FALSE;
    }
  if (gtk_list_box_get_selected_row (GTK_LIST_BOX (list)) == NULL)
    return FALSE;
  resite_phase_list_grab_focus (user_data);
  return TRUE;
}

static void
row_activated_cb (ResitePhaseList *self, GtkListBoxRow *row)
{
  ResiteStepRun *step = resite_step_row_get_step (RESITE_STEP_ROW (row));

  g_signal_emit (self, open_step_signal, 0, resite_step_run_get_name (step));
}

static GtkListBoxRow *
find_row (ResitePhaseList *self, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      ResiteStepRun *step = resite_step_row_get_step (RESITE_STEP_ROW (row));

      if (g_strcmp0 (resite_step_run_get_name (step), name) == 0)
        return row;
    }
  return NULL;
}

static void
bring_into_view (ResitePhaseList *self, GtkWidget *row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self));
  double page = gtk_adjustment_get_page_size (adjustment);
  GtkAllocation place;

  gtk_widget_get_allocation (row, &place);
  gtk_adjustment_clamp_page (adjustment, place.y - page / 3, place.y + place.height + page / 3);
}

static gboolean
bring_place_into_view_cb (gpointer user_data)
{
  ResitePhaseList *self = user_data;
  GtkListBoxRow *row = self->list != NULL ? find_row (self, self->place) : NULL;

  if (row != NULL)
    bring_into_view (self, GTK_WIDGET (row));
  return G_SOURCE_REMOVE;
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  return resite_step_row_new (item);
}

static void
resite_phase_list_dispose (GObject *object)
{
  ResitePhaseList *self = RESITE_PHASE_LIST (object);

  g_clear_object (&self->run);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_clear_pointer (&self->place, g_free);
  G_OBJECT_CLASS (resite_phase_list_parent_class)->dispose (object);
}

static void
resite_phase_list_class_init (ResitePhaseListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_phase_list_dispose;
  open_step_signal = g_signal_new ("open-step", RESITE_TYPE_PHASE_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-phase-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ResitePhaseList, list);
  gtk_widget_class_bind_template_callback_full (widget_class, "resite_phase_list_row_activated_cb",
                                                G_CALLBACK (row_activated_cb));
}

static void
resite_phase_list_init (ResitePhaseList *self)
{
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, update_heading_cb, self, NULL);
  g_signal_connect (self->list, "focus", G_CALLBACK (list_focus_cb), self);
}

GtkWidget *
resite_phase_list_new (void)
{
  return g_object_new (RESITE_TYPE_PHASE_LIST, "visible", TRUE, NULL);
}

void
resite_phase_list_set_run (ResitePhaseList *self, ResiteRun *run)
{
  g_return_if_fail (RESITE_IS_PHASE_LIST (self));
  g_return_if_fail (RESITE_IS_RUN (run));
  g_set_object (&self->run, run);
  gtk_list_box_bind_model (self->list, resite_run_get_steps (run), create_row_cb, NULL, NULL);
  g_signal_connect_object (run, "changed", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_invalidate_headers (self->list);
  run_changed_cb (self);
}

void
resite_phase_list_set_place (ResitePhaseList *self, const char *place)
{
  GtkListBoxRow *row;

  g_return_if_fail (RESITE_IS_PHASE_LIST (self));
  g_free (self->place);
  self->place = g_strdup (place);
  row = find_row (self, place);
  gtk_list_box_select_row (self->list, row);
  if (row != NULL)
    g_idle_add_full (G_PRIORITY_LOW, bring_place_into_view_cb, g_object_ref (self), g_object_unref);
}

void
resite_phase_list_grab_focus (ResitePhaseList *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (RESITE_IS_PHASE_LIST (self));
  row = gtk_list_box_get_selected_row (self->list);
  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}
