/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-sign-off"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-save-dialog.h"
#include "resite-sign-off.h"

struct _ResiteSignOff
{
  GtkBox parent_instance;

  GtkExpander *output_expander;
  GtkTextView *output_view;
  GtkEntry *note_entry;
  GtkWidget *file_button;
  GtkWidget *done_button;
  GtkLabel *reason_label;
  char *file;
};

G_DEFINE_FINAL_TYPE (ResiteSignOff, resite_sign_off, GTK_TYPE_BOX)

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
take_file (GtkWidget *widget, GFile *file)
{
  ResiteSignOff *self = RESITE_SIGN_OFF (widget);
  g_autofree char *name = g_file_get_basename (file);

  g_free (self->file);
  self->file = g_file_get_path (file);
  gtk_button_set_label (GTK_BUTTON (self->file_button), name);
}

static void
file_cb (ResiteSignOff *self)
{
  resite_open_dialog_show (GTK_WIDGET (self), _ ("A file that shows it"), take_file);
}

static void
done_cb (ResiteSignOff *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
resite_sign_off_finalize (GObject *object)
{
  g_free (RESITE_SIGN_OFF (object)->file);
  G_OBJECT_CLASS (resite_sign_off_parent_class)->finalize (object);
}

static void
resite_sign_off_class_init (ResiteSignOffClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_sign_off_finalize;
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-sign-off.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteSignOff, output_expander);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignOff, output_view);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignOff, note_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignOff, file_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignOff, done_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteSignOff, reason_label);
  gtk_widget_class_bind_template_callback (widget_class, file_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
}

static void
resite_sign_off_init (ResiteSignOff *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
resite_sign_off_new (void)
{
  return g_object_new (RESITE_TYPE_SIGN_OFF, NULL);
}

void
resite_sign_off_set_label (ResiteSignOff *self, const char *label)
{
  g_return_if_fail (RESITE_IS_SIGN_OFF (self));

  gtk_button_set_label (GTK_BUTTON (self->done_button), label);
}

static void
set_if_filled (ResiteMove *move, const char *name, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (*stripped != '\0')
    resite_move_set (move, name, stripped);
}

void
resite_sign_off_fill (ResiteSignOff *self, ResiteMove *move)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *output = NULL;

  g_return_if_fail (RESITE_IS_SIGN_OFF (self));

  buffer = gtk_text_view_get_buffer (self->output_view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  output = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  set_if_filled (move, "note", gtk_entry_get_text (self->note_entry));
  set_if_filled (move, "output", output);
  set_if_filled (move, "file", self->file);
}

void
resite_sign_off_set_reason (ResiteSignOff *self, const char *reason)
{
  g_return_if_fail (RESITE_IS_SIGN_OFF (self));

  gtk_widget_set_sensitive (self->done_button, reason == NULL);
  gtk_label_set_text (self->reason_label, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), reason != NULL && *reason != '\0');
}

void
resite_sign_off_clear (ResiteSignOff *self)
{
  g_return_if_fail (RESITE_IS_SIGN_OFF (self));

  gtk_entry_set_text (self->note_entry, "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->output_view), "", 0);
  gtk_button_set_label (GTK_BUTTON (self->file_button), _ ("Attach a file…"));
  g_clear_pointer (&self->file, g_free);
}

void
resite_sign_off_grab (ResiteSignOff *self)
{
  g_return_if_fail (RESITE_IS_SIGN_OFF (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->note_entry));
}
