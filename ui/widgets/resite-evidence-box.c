/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-evidence-box"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include "resite-event-trail.h"
#include "resite-evidence-box.h"
#include "resite-label.h"
#include "resite-save-dialog.h"
#include "resite-text.h"
#include "resite-wrap-box.h"

struct _ResiteEvidenceBox
{
  GtkBox parent_instance;

  GtkContainer *rows;
  GtkWidget *empty_label;
  GtkWidget *tools;
  GtkEntry *note_entry;
  GtkWidget *note_button;

  ResitePage *page; /* unowned: we are inside it */
  ResiteEventTrail *trail;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (ResiteEvidenceBox, resite_evidence_box, GTK_TYPE_BOX)

static gboolean
is_of_this_step (ResiteEvidenceBox *self, ResiteEvent *event)
{
  ResiteStepRun *step = resite_page_get_step_run (self->page);
  const char *target = resite_event_get_target (event);

  return g_strcmp0 (resite_event_get_step (event),
                    resite_step_get_id (resite_step_run_get_step (step))) == 0 &&
         g_strcmp0 (target != NULL ? target : "", resite_step_run_get_target (step)) == 0;
}

static char *
describe_event (ResiteEvent *event)
{
  g_autofree char *time = resite_clock_format (resite_event_get_time (event));
  g_autofree char *size = NULL;
  const char *note;

  if (g_strcmp0 (resite_event_get_what (event), RESITE_EVENT_ATTACHED) == 0)
    {
      size = resite_text_size ((guint64)resite_event_get_int (event, "size", 0));
      /* TRANSLATORS: time, person, name of a file, its size. */
      return g_strdup_printf (_ ("%s, %s: file %s, %s"), time, resite_event_get_actor (event),
                              resite_event_get (event, "name"), size);
    }
  note = resite_event_get (event, "note");
  if (note == NULL || *note == '\0')
    note = _ ("(blanked out)");
  /* TRANSLATORS: time, person, note. */
  return g_strdup_printf (_ ("%s, %s: “%s”"), time, resite_event_get_actor (event), note);
}

static void
take_event (ResiteEvidenceBox *self, ResiteEvent *event)
{
  const char *what = resite_event_get_what (event);
  g_autofree char *text = NULL;
  GtkWidget *row;

  if (g_strcmp0 (what, RESITE_EVENT_NOTED) != 0 && g_strcmp0 (what, RESITE_EVENT_ATTACHED) != 0)
    return;
  if (!is_of_this_step (self, event))
    return;
  text = describe_event (event);
  row = resite_label_new (text, NULL);
  gtk_label_set_selectable (GTK_LABEL (row), TRUE);
  gtk_widget_set_can_focus (row, FALSE);
  gtk_container_add (self->rows, row);
  gtk_widget_hide (self->empty_label);
}

static void
unreadable_cb (ResiteEvidenceBox *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->empty_label), sentence);
}

static void
note_changed_cb (ResiteEvidenceBox *self)
{
  gtk_widget_set_sensitive (self->note_button,
                            !self->busy && gtk_entry_get_text_length (self->note_entry) > 0);
}

static void
noted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteEvidenceBox) self = user_data;
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (gtk_widget_get_parent (GTK_WIDGET (self)) == NULL)
    return;
  if (resite_page_perform_finish (RESITE_PAGE (object), result, &error))
    gtk_entry_set_text (self->note_entry, "");
  else
    resite_page_complain (RESITE_PAGE (object), error);
  note_changed_cb (self);
}

static void
add_note_cb (ResiteEvidenceBox *self)
{
  g_autoptr (ResiteMove) move = NULL;

  if (self->busy || gtk_entry_get_text_length (self->note_entry) == 0)
    return;
  self->busy = TRUE;
  move = resite_page_new_move (self->page, RESITE_MOVE_NOTE);
  resite_move_set (move, "note", gtk_entry_get_text (self->note_entry));
  /* The entry keeps the focus; the button would lose it. */
  gtk_widget_grab_focus (GTK_WIDGET (self->note_entry));
  note_changed_cb (self);
  resite_page_perform_async (self->page, move, NULL, noted_cb, g_object_ref (self));
}

static void
attach_path (ResiteEvidenceBox *self, const char *path, const char *name)
{
  g_autoptr (ResiteMove) move = resite_page_new_move (self->page, RESITE_MOVE_ATTACH);

  resite_move_set (move, "file", path);
  resite_move_set (move, "name", name);
  resite_page_perform (self->page, move);
}

static void
take_file (GtkWidget *widget, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *name = g_file_get_basename (file);

  if (path != NULL)
    attach_path (RESITE_EVIDENCE_BOX (widget), path, name);
}

typedef struct
{
  ResiteEvidenceBox *box;
  char *folder;
  char *path;
} Kept;

static void
kept_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Kept *kept = user_data;
  g_autoptr (GError) error = NULL;

  if (!resite_page_perform_finish (RESITE_PAGE (object), result, &error))
    resite_page_complain (RESITE_PAGE (object), error);
  g_unlink (kept->path);
  g_rmdir (kept->folder);
  g_object_unref (kept->box);
  g_free (kept->folder);
  g_free (kept->path);
  g_free (kept);
}

static void
keep_bytes (ResiteEvidenceBox *self, const char *name, const char *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("resite-XXXXXX", &error);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
  g_autoptr (ResiteMove) move = NULL;
  Kept *kept;

  if (path == NULL || !g_file_set_contents (path, data, (gssize)size, &error))
    {
      resite_page_complain (self->page, error);
      return;
    }
  kept = g_new0 (Kept, 1);
  kept->box = g_object_ref (self);
  kept->folder = g_steal_pointer (&folder);
  kept->path = g_strdup (path);
  move = resite_page_new_move (self->page, RESITE_MOVE_ATTACH);
  resite_move_set (move, "file", path);
  resite_move_set (move, "name", name);
  resite_page_perform_async (self->page, move, NULL, kept_cb, kept);
}

static void
text_pasted_cb (GtkClipboard *clipboard, const char *text, gpointer user_data)
{
  g_autoptr (ResiteEvidenceBox) self = user_data;

  if (text != NULL && *text != '\0')
    keep_bytes (self, "pasted.txt", text, strlen (text));
  else
    resite_page_say (self->page, GTK_MESSAGE_INFO,
                     _ ("Nothing was copied that could be kept. Copy text or a picture first."));
}

static void
image_pasted_cb (GtkClipboard *clipboard, GdkPixbuf *image, gpointer user_data)
{
  g_autoptr (ResiteEvidenceBox) self = user_data;
  g_autofree char *data = NULL;
  gsize size;

  if (image != NULL && gdk_pixbuf_save_to_buffer (image, &data, &size, "png", NULL, NULL))
    keep_bytes (self, "pasted.png", data, size);
  else
    gtk_clipboard_request_text (clipboard, text_pasted_cb, g_object_ref (self));
}

static void
paste_cb (ResiteEvidenceBox *self)
{
  gtk_clipboard_request_image (gtk_clipboard_get (GDK_SELECTION_CLIPBOARD), image_pasted_cb,
                               g_object_ref (self));
}

static void
resite_evidence_box_destroy (GtkWidget *widget)
{
  g_clear_pointer (&RESITE_EVIDENCE_BOX (widget)->trail, resite_event_trail_end);
  GTK_WIDGET_CLASS (resite_evidence_box_parent_class)->destroy (widget);
}

static void
resite_evidence_box_class_init (ResiteEvidenceBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->destroy = resite_evidence_box_destroy;
  g_type_ensure (RESITE_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-evidence-box.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteEvidenceBox, rows);
  gtk_widget_class_bind_template_child (widget_class, ResiteEvidenceBox, empty_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteEvidenceBox, tools);
  gtk_widget_class_bind_template_child (widget_class, ResiteEvidenceBox, note_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteEvidenceBox, note_button);
  gtk_widget_class_bind_template_callback (widget_class, add_note_cb);
  gtk_widget_class_bind_template_callback (widget_class, note_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, resite_evidence_box_attach);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
}

static void
resite_evidence_box_init (ResiteEvidenceBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
resite_evidence_box_new (ResitePage *page)
{
  ResiteEvidenceBox *self = g_object_new (RESITE_TYPE_EVIDENCE_BOX, NULL);

  self->page = page;
  self->trail = resite_event_trail_new (resite_page_get_run (page));
  g_signal_connect_object (self->trail, "event", G_CALLBACK (take_event), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trail, "unreadable", G_CALLBACK (unreadable_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
resite_evidence_box_set_editable (ResiteEvidenceBox *self, gboolean editable)
{
  g_return_if_fail (RESITE_IS_EVIDENCE_BOX (self));

  gtk_widget_set_visible (self->tools, editable);
}

void
resite_evidence_box_note (ResiteEvidenceBox *self)
{
  g_return_if_fail (RESITE_IS_EVIDENCE_BOX (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->note_entry));
}

void
resite_evidence_box_attach (ResiteEvidenceBox *self)
{
  g_return_if_fail (RESITE_IS_EVIDENCE_BOX (self));

  resite_open_dialog_show (GTK_WIDGET (self), _ ("A file to keep with this step"), take_file);
}

void
resite_evidence_box_keep_text (ResiteEvidenceBox *self, const char *name, const char *text)
{
  g_return_if_fail (RESITE_IS_EVIDENCE_BOX (self));

  keep_bytes (self, name, text, strlen (text));
}
