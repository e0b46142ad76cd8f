/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-open-points"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-event-trail.h"
#include "resite-label.h"
#include "resite-open-points.h"
#include "resite-wrap-box.h"

struct _ResiteOpenPoints
{
  GtkBox parent_instance;

  GtkContainer *rows;
  GtkWidget *empty_label;
  GtkWidget *tools;
  GtkEntry *text_entry;
  GtkEntry *owner_entry;
  GtkEntry *until_entry;
  GtkWidget *add_button;

  ResitePage *page; /* unowned: we are inside it */
  ResiteEventTrail *trail;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (ResiteOpenPoints, resite_open_points, GTK_TYPE_BOX)

static void
take_event (ResiteOpenPoints *self, ResiteEvent *event)
{
  const char *until = resite_event_get (event, "until");
  const char *owner = resite_event_get (event, "owner");
  const char *text = resite_event_get (event, "text");
  g_autofree char *line = NULL;

  if (g_strcmp0 (resite_event_get_what (event), RESITE_EVENT_OPEN_POINT) != 0)
    return;
  if (until != NULL && *until != '\0')
    /* TRANSLATORS: an open point, who does it, until when. */
    line = g_strdup_printf (_ ("• %s (%s, until %s)"), text, owner, until);
  else
    /* TRANSLATORS: an open point, who does it. */
    line = g_strdup_printf (_ ("• %s (%s)"), text, owner);
  gtk_container_add (self->rows, resite_label_new (line, NULL));
  gtk_widget_hide (self->empty_label);
}

static void
unreadable_cb (ResiteOpenPoints *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->empty_label), sentence);
}

static void
update (ResiteOpenPoints *self)
{
  gtk_widget_set_sensitive (self->add_button,
                            !self->busy && gtk_entry_get_text_length (self->text_entry) > 0 &&
                                gtk_entry_get_text_length (self->owner_entry) > 0);
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteOpenPoints) self = user_data;
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (gtk_widget_get_parent (GTK_WIDGET (self)) == NULL)
    return;
  if (resite_page_perform_finish (RESITE_PAGE (object), result, &error))
    {
      gtk_entry_set_text (self->text_entry, "");
      gtk_entry_set_text (self->until_entry, "");
    }
  else
    resite_page_complain (RESITE_PAGE (object), error);
  update (self);
}

static void
add_cb (ResiteOpenPoints *self)
{
  g_autoptr (ResiteMove) move = NULL;

  if (!gtk_widget_is_sensitive (self->add_button))
    return;
  self->busy = TRUE;
  move = resite_move_new (RESITE_MOVE_OPEN_POINT, resite_page_get_person (self->page), NULL);
  resite_move_set (move, "note", gtk_entry_get_text (self->text_entry));
  resite_move_set (move, "owner", gtk_entry_get_text (self->owner_entry));
  if (gtk_entry_get_text_length (self->until_entry) > 0)
    resite_move_set (move, "until", gtk_entry_get_text (self->until_entry));
  gtk_widget_grab_focus (GTK_WIDGET (self->text_entry));
  update (self);
  resite_page_perform_async (self->page, move, NULL, added_cb, g_object_ref (self));
}

static void
resite_open_points_destroy (GtkWidget *widget)
{
  g_clear_pointer (&RESITE_OPEN_POINTS (widget)->trail, resite_event_trail_end);
  GTK_WIDGET_CLASS (resite_open_points_parent_class)->destroy (widget);
}

static void
resite_open_points_class_init (ResiteOpenPointsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->destroy = resite_open_points_destroy;
  g_type_ensure (RESITE_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-open-points.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteOpenPoints, rows);
  gtk_widget_class_bind_template_child (widget_class, ResiteOpenPoints, empty_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteOpenPoints, tools);
  gtk_widget_class_bind_template_child (widget_class, ResiteOpenPoints, text_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteOpenPoints, owner_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteOpenPoints, until_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteOpenPoints, add_button);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
resite_open_points_init (ResiteOpenPoints *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
resite_open_points_new (ResitePage *page)
{
  ResiteOpenPoints *self = g_object_new (RESITE_TYPE_OPEN_POINTS, NULL);

  self->page = page;
  self->trail = resite_event_trail_new (resite_page_get_run (page));
  g_signal_connect_object (self->trail, "event", G_CALLBACK (take_event), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trail, "unreadable", G_CALLBACK (unreadable_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
resite_open_points_set_editable (ResiteOpenPoints *self, gboolean editable)
{
  g_return_if_fail (RESITE_IS_OPEN_POINTS (self));

  gtk_widget_set_visible (self->tools, editable);
}
