/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-sight-list"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-row-text.h"
#include "resite-sight-list.h"
#include "resite-step-words.h"

struct _ResiteSightList
{
  GtkBox parent_instance;

  GtkWidget *rows;
  GtkWidget *looked_label;
  GListModel *items;
  GPtrArray *watched; /* ResiteJobItem whose "changed" we hear */

  ResiteRun *run;
  ResiteStepRun *step;
  ResiteAction *action;
  char *fault;
  guint update_id;
};

G_DEFINE_FINAL_TYPE (ResiteSightList, resite_sight_list, GTK_TYPE_BOX)

static ResiteJobItem *
find_item (GListModel *items, const char *name)
{
  for (guint i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, i);

      if (g_strcmp0 (resite_job_item_get_name (item), name) == 0)
        return item; /* the list keeps it */
    }
  return NULL;
}

static const char *
get_word (ResiteJobItem *item, gboolean told)
{
  if (item != NULL && !(told && resite_job_item_get_status (item) == RESITE_ITEM_UNKNOWN))
    return resite_item_state_to_word (resite_job_item_get_state (item));
  return told ? _ ("for you to say") : _ ("not looked at yet");
}

/* What was found says more than "ok". */
static char *
make_verdict (ResiteJobItem *item, gboolean told)
{
  const char *message = item != NULL ? resite_job_item_get_message (item) : NULL;

  if (message == NULL || *message == '\0' ||
      (told && resite_job_item_get_status (item) == RESITE_ITEM_UNKNOWN))
    return g_strdup (get_word (item, told));
  if (resite_job_item_get_status (item) == RESITE_ITEM_GOOD)
    return g_strdup (message);
  return g_strdup_printf ("%s: %s", get_word (item, told), message);
}

static GtkWidget *
make_row (ResiteSightList *self, ResiteEntry *entry)
{
  const char *type = resite_entry_get (entry, "type");
  gboolean told = g_strcmp0 (type, "told") == 0;
  const char *label = resite_entry_get_label (entry);
  g_autofree char *text = resite_run_expand (self->run, self->step, label != NULL ? label : "");
  ResiteJobItem *item = find_item (self->items, resite_entry_get_id (entry));
  ResiteItemStatus status = item != NULL ? resite_job_item_get_status (item) : RESITE_ITEM_QUEUED;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *mark = resite_label_new (resite_row_text_glyph (status), "resite-glyph");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *verdict = make_verdict (item, told);
  GtkWidget *found = resite_label_new (verdict, "resite-small");
  g_autofree char *spoken = g_strdup_printf ("%s: %s", text, verdict);

  gtk_label_set_width_chars (GTK_LABEL (mark), 2);
  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  resite_label_set_style (mark, resite_row_text_style (status));
  resite_label_set_style (found, resite_row_text_style (status));
  gtk_label_set_selectable (GTK_LABEL (found), TRUE);
  gtk_widget_set_can_focus (found, FALSE);
  gtk_box_pack_start (GTK_BOX (words), resite_label_new (text, NULL), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (words), found, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), mark, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), words, TRUE, TRUE, 0);
  resite_label_set_accessible_name (row, spoken);
  gtk_widget_show_all (row);

  if (self->fault == NULL && status != RESITE_ITEM_GOOD && status != RESITE_ITEM_LEFT_OUT)
    self->fault = g_strdup (text);
  return row;
}

static void
show_looked (ResiteSightList *self)
{
  const ResiteStepState *state = resite_step_run_get_state (self->step);
  const ResiteActionState *action =
      state != NULL ? resite_step_state_get_action (state, resite_action_get_id (self->action))
                    : NULL;
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;

  if (action != NULL && action->ended_at > 0)
    {
      time = resite_clock_format (action->ended_at);
      /* TRANSLATORS: %s is a date and time. */
      text = g_strdup_printf (_ ("Looked at %s"), time);
    }
  gtk_label_set_text (GTK_LABEL (self->looked_label),
                      text != NULL ? text : _ ("Resite has not looked yet."));
}

static gboolean
update_cb (gpointer user_data)
{
  ResiteSightList *self = user_data;
  GPtrArray *entries = resite_action_get_entries (self->action);

  self->update_id = 0;
  g_clear_pointer (&self->fault, g_free);
  resite_label_empty_box (GTK_CONTAINER (self->rows));
  for (guint i = 0; i < entries->len; i++)
    {
      ResiteEntry *entry = g_ptr_array_index (entries, i);

      if (resite_step_words_holds (self->run, self->step, resite_entry_get (entry, "when")))
        gtk_box_pack_start (GTK_BOX (self->rows), make_row (self, entry), FALSE, FALSE, 0);
    }
  show_looked (self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (ResiteSightList *self)
{
  if (self->update_id == 0)
    self->update_id = g_timeout_add (100, update_cb, self);
}

static void
forget_items (ResiteSightList *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);
  g_ptr_array_set_size (self->watched, 0);
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_clear_object (&self->items);
}

static void
watch_items (ResiteSightList *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->watched, i), self);
  g_ptr_array_set_size (self->watched, 0);
  for (guint i = 0; i < g_list_model_get_n_items (self->items); i++)
    {
      ResiteJobItem *item = g_list_model_get_item (self->items, i);

      g_signal_connect_swapped (item, "changed", G_CALLBACK (queue_update), self);
      g_ptr_array_add (self->watched, item);
    }
  queue_update (self);
}

static void
resite_sight_list_dispose (GObject *object)
{
  ResiteSightList *self = RESITE_SIGHT_LIST (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  forget_items (self);
  g_clear_object (&self->run);
  g_clear_object (&self->step);
  g_clear_object (&self->action);
  G_OBJECT_CLASS (resite_sight_list_parent_class)->dispose (object);
}

static void
resite_sight_list_finalize (GObject *object)
{
  ResiteSightList *self = RESITE_SIGHT_LIST (object);

  g_ptr_array_unref (self->watched);
  g_free (self->fault);
  G_OBJECT_CLASS (resite_sight_list_parent_class)->finalize (object);
}

static void
resite_sight_list_class_init (ResiteSightListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_sight_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_sight_list_finalize;
}

static void
resite_sight_list_init (ResiteSightList *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_show (self->rows);
  self->looked_label = resite_label_new ("", "dim-label");
  gtk_box_pack_start (GTK_BOX (self), self->rows, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), self->looked_label, FALSE, FALSE, 0);
}

GtkWidget *
resite_sight_list_new (void)
{
  return g_object_new (RESITE_TYPE_SIGHT_LIST, "visible", TRUE, NULL);
}

void
resite_sight_list_show (ResiteSightList *self, ResiteRun *run, ResiteStepRun *step,
                        ResiteAction *action, GListModel *items)
{
  g_return_if_fail (RESITE_IS_SIGHT_LIST (self));
  g_return_if_fail (G_IS_LIST_MODEL (items));

  g_set_object (&self->run, run);
  g_set_object (&self->step, step);
  g_set_object (&self->action, action);
  if (items != self->items)
    {
      forget_items (self);
      self->items = g_object_ref (items);
      g_signal_connect_swapped (items, "items-changed", G_CALLBACK (watch_items), self);
      watch_items (self);
    }
  g_clear_handle_id (&self->update_id, g_source_remove);
  update_cb (self);
}

char *
resite_sight_list_dup_fault (ResiteSightList *self)
{
  g_return_val_if_fail (RESITE_IS_SIGHT_LIST (self), NULL);

  return g_strdup (self->fault);
}
