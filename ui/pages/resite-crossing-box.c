/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-crossing-box"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-crossing-box.h"
#include "resite-job-item.h"
#include "resite-label.h"
#include "resite-reason-dialog.h"
#include "resite-text.h"

#define CHOICE    "options.crossing"
#define SEND      "send"
#define LEAVE_OUT "leave-out"

struct _ResiteCrossingBox
{
  GtkBox parent_instance;

  ResitePage *page; /* unowned: we are inside it */
  GtkLabel *sum;
  GtkToggleButton *leave_out;
  GtkToggleButton *send;
  gboolean filling;
  GListModel *found;
};

G_DEFINE_FINAL_TYPE (ResiteCrossingBox, resite_crossing_box, GTK_TYPE_BOX)

static gboolean
is_sent (ResiteCrossingBox *self)
{
  g_autofree char *value = resite_run_expand (
      resite_page_get_run (self->page), resite_page_get_step_run (self->page), "${" CHOICE "}");

  return g_strcmp0 (value, SEND) == 0;
}

static void
show_choice (ResiteCrossingBox *self)
{
  const gboolean sent = is_sent (self);

  self->filling = TRUE;
  gtk_toggle_button_set_active (sent ? self->send : self->leave_out, TRUE);
  self->filling = FALSE;
}

static void
corrected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteCrossingBox) self = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (!resite_page_perform_finish (RESITE_PAGE (source), result, &error))
    resite_page_complain (RESITE_PAGE (source), error);
  show_choice (self);
}

static void
correct (ResiteCrossingBox *self, const char *value, const char *reason)
{
  g_autoptr (ResiteMove) move = resite_page_new_move (self->page, RESITE_MOVE_CORRECT);

  resite_move_set (move, "key", CHOICE);
  resite_move_set (move, "value", value);
  resite_move_set (move, "reason", reason);
  resite_page_perform_async (self->page, move, NULL, corrected_cb, g_object_ref (self));
}

static void
given_cb (ResiteCrossingBox *self, const char *reason)
{
  correct (self, SEND, reason);
}

static void
toggled_cb (ResiteCrossingBox *self, GtkToggleButton *button)
{
  GtkWidget *dialog;

  if (self->filling || !gtk_toggle_button_get_active (button))
    return;
  if (button == self->leave_out)
    {
      correct (self, LEAVE_OUT, _ ("left out in the window"));
      return;
    }
  /* Until there is a reason it stays as it was. */
  show_choice (self);
  dialog = resite_reason_dialog_show (
      GTK_WIDGET (self), _ ("Let them come down the line?"),
      _ ("These packages are sent in full tonight. Think of how long the line takes for them, and "
         "who else needs it."),
      _ ("_Why may they come?"), _ ("Let them come"));
  g_signal_connect_object (dialog, "given", G_CALLBACK (given_cb), self, G_CONNECT_SWAPPED);
}

static void
resite_crossing_box_dispose (GObject *object)
{
  g_clear_object (&RESITE_CROSSING_BOX (object)->found);
  G_OBJECT_CLASS (resite_crossing_box_parent_class)->dispose (object);
}

static void
resite_crossing_box_class_init (ResiteCrossingBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_crossing_box_dispose;
}

static GtkToggleButton *
add_radio (ResiteCrossingBox *self, GtkToggleButton *first, const char *label)
{
  GtkWidget *radio =
      gtk_radio_button_new_with_mnemonic_from_widget ((GtkRadioButton *)first, label);

  g_signal_connect_object (radio, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_show (radio);
  gtk_box_pack_start (GTK_BOX (self), radio, FALSE, FALSE, 0);
  return GTK_TOGGLE_BUTTON (radio);
}

static void
resite_crossing_box_init (ResiteCrossingBox *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->filling = TRUE;
  self->sum = GTK_LABEL (resite_label_new ("", "resite-strong"));
  gtk_box_pack_start (GTK_BOX (self), GTK_WIDGET (self->sum), FALSE, FALSE, 0);
  self->leave_out = add_radio (self, NULL, _ ("_Leave these out: assign them later, one by one"));
  self->send = add_radio (self, self->leave_out, _ ("Let them _come down the line tonight…"));
  self->filling = FALSE;
}

GtkWidget *
resite_crossing_box_new (ResitePage *page)
{
  ResiteCrossingBox *self = g_object_new (RESITE_TYPE_CROSSING_BOX, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

static void
show_sum (ResiteCrossingBox *self)
{
  guint count = self->found != NULL ? g_list_model_get_n_items (self->found) : 0;
  guint64 bytes = 0;
  gboolean known = TRUE;
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (self->found, i);

      known = known && resite_job_item_get_size (item) >= 0;
      bytes += (guint64)MAX (resite_job_item_get_size (item), 0);
    }
  size = resite_text_size (bytes);
  /* TRANSLATORS: %s is a size; "at least" where one is not known. */
  text = g_strdup_printf (
      known ? ngettext ("%u package would come down the line in full: %s.",
                        "%u packages would come down the line in full: %s.", count)
            : ngettext ("%u package would come down the line in full: at least %s.",
                        "%u packages would come down the line in full: at least %s.", count),
      count, size);
  gtk_label_set_text (self->sum, text);
  gtk_widget_set_visible (GTK_WIDGET (self), count > 0);
}

void
resite_crossing_box_show (ResiteCrossingBox *self, GListModel *found)
{
  const gboolean editable = resite_page_is_editable (self->page);

  g_return_if_fail (RESITE_IS_CROSSING_BOX (self));

  g_set_object (&self->found, found);
  show_sum (self);
  show_choice (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->leave_out), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->send), editable);
}

gboolean
resite_crossing_box_fits (ResiteAction *action)
{
  GPtrArray *entries = resite_action_get_entries (action);

  for (guint i = 0; i < entries->len; i++)
    if (g_strcmp0 (resite_entry_get (g_ptr_array_index (entries, i), "type"), "crossing") == 0)
      return TRUE;
  return FALSE;
}
