/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-box"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-copy-box.h"
#include "resite-label.h"
#include "resite-step-words.h"
#include "resite-text.h"
#include "resite-wrap-box.h"

#define MEGABYTE 1000000

struct _ResiteCopyBox
{
  GtkBox parent_instance;

  ResiteRun *run;
  ResiteStepRun *step;
  ResiteAction *action;

  GtkWidget *preview_box; /* all of the look */
  GtkWidget *look_button;
  GtkWidget *spinner;
  GtkWidget *looking_label;
  GtkWidget *message_label;
  GtkWidget *grid;
  GtkWidget *extra_button;
  GtkWidget *extra_label;
  GtkWidget *limit_combo;
  GtkWidget *priority_check;

  ResiteCopyPreview *preview; /* or NULL */
  GCancellable *cancellable;  /* while it looks, or NULL */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (ResiteCopyBox, resite_copy_box, GTK_TYPE_BOX)

/* Megabytes a second, 0: as fast as it goes. */
static const guint limits[] = { 0, 1, 2, 5, 10, 20, 50 };

/* A copy that was made earlier is compared only. */
static gboolean
compares (ResiteCopyBox *self)
{
  const char *raw = resite_action_get (self->action, "mode");
  g_autofree char *mode = raw != NULL ? resite_run_expand (self->run, self->step, raw) : NULL;

  return g_strcmp0 (mode, "verify") == 0;
}

/* What it would do. */

static void
add_cell (GtkWidget *grid, const char *text, int column, int row, gboolean number)
{
  GtkWidget *label = resite_label_new (text, number ? NULL : "resite-strong");

  gtk_label_set_line_wrap (GTK_LABEL (label), FALSE);
  if (number)
    gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_grid_attach (GTK_GRID (grid), label, column, row, 1, 1);
}

static void
add_sum (GtkWidget *grid, const char *word, const ResiteCopySum *sum, int row)
{
  g_autofree char *count = resite_text_count (sum->files);
  g_autofree char *files = g_strdup_printf (ngettext ("%s file", "%s files", sum->files), count);
  g_autofree char *size = resite_text_size (sum->bytes);

  add_cell (grid, word, 0, row, FALSE);
  add_cell (grid, files, 1, row, TRUE);
  add_cell (grid, size, 2, row, TRUE);
}

static void
add_barred (ResiteCopyBox *self)
{
  const guint n = self->preview->barred;
  g_autofree char *count = resite_text_count (n);
  g_autofree char *text =
      compares (self)
          ? g_strdup_printf (
                ngettext ("%s file is missing on the target, has another size there or cannot be "
                          "compared; the list will say which.",
                          "%s files are missing on the target, have another size there or cannot "
                          "be compared; the list will say which.",
                          n),
                count)
          : g_strdup_printf (ngettext ("%s file cannot be copied; the list will say why.",
                                       "%s files cannot be copied; the list will say why.", n),
                             count);

  if (self->preview->barred > 0)
    gtk_grid_attach (GTK_GRID (self->grid), resite_label_new (text, "resite-verdict-warning"), 0, 5,
                     3, 1);
}

static void
add_remark (ResiteCopyBox *self)
{
  const char *remark = self->preview->remark;

  if (remark != NULL && *remark != '\0')
    gtk_grid_attach (GTK_GRID (self->grid), resite_label_new (remark, "resite-verdict-warning"), 0,
                     6, 3, 1);
}

static void
add_copied_sums (ResiteCopyBox *self)
{
  add_sum (self->grid, _ ("New"), &self->preview->fresh, 0);
  add_sum (self->grid, _ ("Changed"), &self->preview->changed, 1);
  add_sum (self->grid, _ ("The same"), &self->preview->same, 2);
  if (self->preview->open.files > 0)
    add_sum (self->grid, _ ("Perhaps changed, read first"), &self->preview->open, 4);
}

static void
show_sums (ResiteCopyBox *self)
{
  resite_label_empty_box (GTK_CONTAINER (self->grid));
  gtk_widget_set_visible (self->grid, self->preview != NULL);
  if (self->preview == NULL)
    return;
  if (compares (self))
    add_sum (self->grid, _ ("To be read and compared"), &self->preview->open, 0);
  else
    add_copied_sums (self);
  add_sum (self->grid, _ ("Only on the target"), &self->preview->extra, 3);
  add_barred (self);
  add_remark (self);
}

static char *
dup_target (ResiteCopyBox *self)
{
  return resite_step_words_machine (self->run, self->step, resite_action_get (self->action, "to"));
}

static void
show_extra (ResiteCopyBox *self)
{
  gboolean chosen = resite_run_get_delete_extra (self->run, self->step, self->action);
  guint n = self->preview != NULL && !compares (self) ? self->preview->extra.files : 0;
  g_autofree char *count = resite_text_count (n);
  g_autofree char *target = dup_target (self);
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->extra_button, n > 0);
  gtk_widget_set_visible (self->extra_label, n > 0);
  if (n == 0)
    return;
  /* TRANSLATORS: how many files, a role: NEW SERVER. */
  label = g_strdup_printf (
      ngettext ("_Remove %s extra file on %s…", "_Remove %s extra files on %s…", n), count, target);
  gtk_button_set_label (GTK_BUTTON (self->extra_button), chosen ? _ ("_Keep them") : label);
  gtk_button_set_use_underline (GTK_BUTTON (self->extra_button), TRUE);
  text = chosen ? g_strdup_printf (ngettext ("After the copy %s file that only the target has is "
                                             "removed.",
                                             "After the copy %s files that only the target has "
                                             "are removed.",
                                             n),
                                   count)
                : g_strdup (_ ("What only the target has stays there."));
  gtk_label_set_text (GTK_LABEL (self->extra_label), text);
  resite_label_set_style (self->extra_label,
                          chosen ? "resite-verdict-warning" : "resite-verdict-none");
}

static void
show_message (ResiteCopyBox *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->message_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->message_label, text != NULL);
}

static void
show_looking (ResiteCopyBox *self)
{
  gboolean looking = self->cancellable != NULL;

  g_object_set (self->spinner, "active", looking, "visible", looking, NULL);
  gtk_widget_set_visible (self->looking_label, looking);
  gtk_button_set_label (GTK_BUTTON (self->look_button),
                        looking                 ? _ ("Stop _looking")
                        : self->preview != NULL ? _ ("_Look again")
                        : compares (self)       ? _ ("_Look first what would be compared")
                                                : _ ("_Look first what would be copied"));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteCopyBox) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCopyPreview) preview =
      resite_run_preview_copy_finish (RESITE_RUN (source), result, &error);

  g_clear_object (&self->cancellable);
  if (gtk_widget_in_destruction (GTK_WIDGET (self)) || self->grid == NULL)
    return;
  if (preview != NULL)
    {
      g_clear_pointer (&self->preview, resite_copy_preview_free);
      self->preview = g_steal_pointer (&preview);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_message (self, error->message);
  show_looking (self);
  show_sums (self);
  show_extra (self);
}

static void
look_cb (ResiteCopyBox *self)
{
  if (self->cancellable != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      return;
    }
  self->cancellable = g_cancellable_new ();
  show_message (self, NULL);
  show_looking (self);
  resite_run_preview_copy_async (self->run, self->step, self->action, self->cancellable, looked_cb,
                                 g_object_ref (self));
}

/* What is extra. */

static GtkWidget *
make_names (ResiteCopyBox *self)
{
  g_autofree char *names = g_strjoinv ("\n", self->preview->extra_names);
  gboolean more = g_strv_length (self->preview->extra_names) < self->preview->extra.files;
  g_autofree char *text = g_strconcat (names, more ? "\n…" : "", NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new (NULL, NULL);

  g_object_set (scrolled, "hscrollbar-policy", GTK_POLICY_AUTOMATIC, "max-content-height", 200,
                "propagate-natural-height", TRUE, "visible", TRUE, NULL);
  gtk_container_add (GTK_CONTAINER (scrolled), resite_label_new_literal (text));
  return scrolled;
}

static void
extra_answered_cb (GtkDialog *dialog, int response, ResiteCopyBox *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    resite_run_set_delete_extra (self->run, self->step, self->action, TRUE);
  gtk_widget_destroy (GTK_WIDGET (dialog));
  show_extra (self);
}

static void
ask_about_extra (ResiteCopyBox *self)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));
  g_autofree char *target = dup_target (self);
  g_autofree char *count = resite_text_count (self->preview->extra.files);
  g_autofree char *size = resite_text_size (self->preview->extra.bytes);
  /* TRANSLATORS: how many files, their size, a role: NEW SERVER. */
  g_autofree char *text = g_strdup_printf (
      ngettext ("%s file (%s) lies only on %s. It is removed when everything else was copied well. "
                "Nobody can bring it back.",
                "%s files (%s) lie only on %s. They are removed when everything else was copied "
                "well. Nobody can bring them back.",
                self->preview->extra.files),
      count, size, target);
  g_autofree char *verb = g_strdup_printf (
      ngettext ("_Remove %s file on %s", "_Remove %s files on %s", self->preview->extra.files),
      count, target);
  GtkWidget *dialog = g_object_new (GTK_TYPE_DIALOG, "title", _ ("Remove what is extra?"),
                                    "transient-for", window, "modal", TRUE, "destroy-with-parent",
                                    TRUE, "window-position", GTK_WIN_POS_CENTER_ON_PARENT, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *label = resite_label_new (text, NULL);

  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  g_object_set (box, "margin", 18, "visible", TRUE, NULL);
  gtk_container_add (GTK_CONTAINER (box), label);
  gtk_container_add (GTK_CONTAINER (box), make_names (self));
  gtk_container_add (GTK_CONTAINER (gtk_dialog_get_content_area (GTK_DIALOG (dialog))), box);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Keep them"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), verb, GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (extra_answered_cb), self, 0);
  gtk_widget_show (dialog);
  gtk_widget_grab_focus (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL));
}

static void
extra_cb (ResiteCopyBox *self)
{
  if (self->preview == NULL)
    return;
  if (!resite_run_get_delete_extra (self->run, self->step, self->action))
    {
      ask_about_extra (self);
      return;
    }
  resite_run_set_delete_extra (self->run, self->step, self->action, FALSE);
  show_extra (self);
}

/* How fast, how politely. */

static void
chosen_cb (ResiteCopyBox *self)
{
  const char *id = gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->limit_combo));
  const ResiteCopyChoices choices = {
    .limit = id != NULL ? g_ascii_strtoull (id, NULL, 10) : 0,
    .low_priority = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->priority_check)),
  };

  if (!self->filling)
    resite_run_set_copy_choices (self->run, &choices);
}

static void
add_limit (ResiteCopyBox *self, guint64 bytes)
{
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, bytes);
  g_autofree char *size = resite_text_size (bytes);
  /* TRANSLATORS: how much is copied in a second at most. */
  g_autofree char *text = bytes == 0 ? g_strdup (_ ("As fast as it goes"))
                                     : g_strdup_printf (_ ("At most %s a second"), size);

  gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (self->limit_combo), id, text);
}

static void
fill_choices (ResiteCopyBox *self)
{
  ResiteCopyChoices choices;
  g_autofree char *id = NULL;

  resite_run_get_copy_choices (self->run, &choices);
  id = g_strdup_printf ("%" G_GUINT64_FORMAT, choices.limit);
  self->filling = TRUE;
  if (!gtk_combo_box_set_active_id (GTK_COMBO_BOX (self->limit_combo), id))
    {
      add_limit (self, choices.limit);
      gtk_combo_box_set_active_id (GTK_COMBO_BOX (self->limit_combo), id);
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->priority_check), choices.low_priority);
  self->filling = FALSE;
}

static GtkWidget *
make_choices (ResiteCopyBox *self)
{
  GtkWidget *row = resite_wrap_box_new ();

  self->limit_combo = gtk_combo_box_text_new ();
  resite_label_set_accessible_name (self->limit_combo, _ ("How fast this copies"));
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    add_limit (self, (guint64)limits[i] * MEGABYTE);
  self->priority_check =
      gtk_check_button_new_with_mnemonic (_ ("Let _others on this desk go first"));
  gtk_widget_show (self->limit_combo);
  gtk_widget_show (self->priority_check);
  gtk_container_add (GTK_CONTAINER (row), self->limit_combo);
  gtk_container_add (GTK_CONTAINER (row), self->priority_check);
  g_signal_connect_swapped (self->limit_combo, "changed", G_CALLBACK (chosen_cb), self);
  g_signal_connect_swapped (self->priority_check, "toggled", G_CALLBACK (chosen_cb), self);
  gtk_widget_show (row);
  return row;
}

/* All of it. */

static GtkWidget *
make_button (ResiteCopyBox *self, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic ("");

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static GtkWidget *
make_look_row (ResiteCopyBox *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->look_button = make_button (self, G_CALLBACK (look_cb));
  gtk_widget_show (self->look_button);
  self->spinner = gtk_spinner_new ();
  self->looking_label = resite_label_new (_ ("Looking at both sides…"), NULL);
  atk_object_set_role (gtk_widget_get_accessible (self->looking_label), ATK_ROLE_STATUSBAR);
  gtk_box_pack_start (GTK_BOX (row), self->look_button, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->spinner, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), self->looking_label, TRUE, TRUE, 0);
  gtk_widget_show (row);
  return row;
}

static GtkWidget *
make_preview (ResiteCopyBox *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->grid = gtk_grid_new ();
  g_object_set (self->grid, "column-spacing", 18, "row-spacing", 3, "halign", GTK_ALIGN_START,
                NULL);
  resite_label_set_accessible_name (self->grid, compares (self) ? _ ("What would be compared")
                                                                : _ ("What would be copied"));
  self->message_label = resite_label_new ("", "resite-verdict-warning");
  self->extra_label = resite_label_new ("", NULL);
  self->extra_button = make_button (self, G_CALLBACK (extra_cb));
  gtk_container_add (GTK_CONTAINER (box), make_look_row (self));
  gtk_container_add (GTK_CONTAINER (box), self->message_label);
  gtk_container_add (GTK_CONTAINER (box), self->grid);
  gtk_container_add (GTK_CONTAINER (box), self->extra_label);
  gtk_container_add (GTK_CONTAINER (box), self->extra_button);
  return box;
}

static void
resite_copy_box_dispose (GObject *object)
{
  ResiteCopyBox *self = RESITE_COPY_BOX (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  self->grid = NULL;
  g_clear_object (&self->run);
  g_clear_object (&self->step);
  g_clear_object (&self->action);
  G_OBJECT_CLASS (resite_copy_box_parent_class)->dispose (object);
}

static void
resite_copy_box_finalize (GObject *object)
{
  ResiteCopyBox *self = RESITE_COPY_BOX (object);

  g_clear_pointer (&self->preview, resite_copy_preview_free);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (resite_copy_box_parent_class)->finalize (object);
}

static void
resite_copy_box_class_init (ResiteCopyBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_copy_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_copy_box_finalize;
}

static void
resite_copy_box_init (ResiteCopyBox *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

GtkWidget *
resite_copy_box_new (ResiteRun *run, ResiteStepRun *step, ResiteAction *action)
{
  ResiteCopyBox *self;
  g_autofree char *warning = NULL;

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);
  g_return_val_if_fail (RESITE_IS_STEP_RUN (step), NULL);
  g_return_val_if_fail (RESITE_IS_ACTION (action), NULL);

  self = g_object_new (RESITE_TYPE_COPY_BOX, "visible", TRUE, NULL);
  self->run = g_object_ref (run);
  self->step = g_object_ref (step);
  self->action = g_object_ref (action);
  warning = resite_run_dup_copy_warning (run, step, action);
  if (warning != NULL)
    gtk_container_add (GTK_CONTAINER (self), resite_label_new (warning, "resite-verdict-warning"));
  self->preview_box = make_preview (self);
  gtk_container_add (GTK_CONTAINER (self), self->preview_box);
  gtk_container_add (GTK_CONTAINER (self), make_choices (self));
  show_message (self, NULL);
  show_looking (self);
  show_sums (self);
  show_extra (self);
  fill_choices (self);
  return GTK_WIDGET (self);
}

void
resite_copy_box_set_state (ResiteCopyBox *self, gboolean editable, gboolean waits)
{
  g_return_if_fail (RESITE_IS_COPY_BOX (self));

  if (!waits && self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  /* What the look said is over once it runs. */
  if (!waits)
    {
      g_clear_pointer (&self->preview, resite_copy_preview_free);
      show_sums (self);
      show_extra (self);
      show_looking (self);
    }
  gtk_widget_set_visible (self->preview_box, waits);
  gtk_widget_set_sensitive (GTK_WIDGET (self), editable);
  fill_choices (self);
}
