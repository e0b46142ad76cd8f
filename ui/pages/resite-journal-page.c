/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-page"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-clock.h"
#include "resite-event-trail.h"
#include "resite-journal-page.h"
#include "resite-label.h"
#include "resite-text.h"

struct _ResiteJournalPage
{
  ResitePage parent_instance;

  GtkListBox *list;
  GtkToggleButton *raw_button;
  ResiteEventTrail *trail;
};

G_DEFINE_FINAL_TYPE (ResiteJournalPage, resite_journal_page, RESITE_TYPE_PAGE)

static char *
format_raw (ResiteEvent *event)
{
  g_auto (GStrv) facts = resite_event_list_facts (event);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "#%" G_GUINT64_FORMAT " %s", resite_event_get_sequence (event),
                          resite_event_get_what (event));
  if (resite_event_get_step (event) != NULL && *resite_event_get_step (event) != '\0')
    g_string_append_printf (text, " %s", resite_event_get_step (event));
  for (guint i = 0; facts[i] != NULL; i++)
    {
      const char *value = resite_event_get (event, facts[i]);
      g_autofree char *line = resite_text_ellipsize (value != NULL ? value : "", 160);

      g_strdelimit (line, "\n\r", ' ');
      g_string_append_printf (text, "  %s=%s", facts[i], line);
    }
  g_string_append_printf (text, "\n%s", resite_event_get_hash (event));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
new_row (ResiteJournalPage *self, ResiteEvent *event)
{
  g_autofree char *time = resite_clock_format (resite_event_get_time (event));
  g_autofree char *sentence = resite_event_to_sentence (event);
  g_autofree char *raw = format_raw (event);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", time, sentence);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *time_label = gtk_label_new (time);
  GtkWidget *raw_label = resite_label_new_literal (raw);

  gtk_style_context_add_class (gtk_widget_get_style_context (time_label), "resite-mono");
  gtk_widget_set_valign (time_label, GTK_ALIGN_START);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_attach (GTK_GRID (grid), time_label, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), resite_label_new (sentence, NULL), 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), raw_label, 1, 1, 1, 1);
  gtk_container_add (GTK_CONTAINER (row), grid);
  gtk_widget_show_all (row);
  g_object_bind_property (self->raw_button, "active", raw_label, "visible", G_BINDING_SYNC_CREATE);
  resite_label_set_accessible_name (row, spoken);
  return row;
}

static void
event_cb (ResiteJournalPage *self, ResiteEvent *event)
{
  gtk_list_box_insert (self->list, new_row (self, event), 0);
}

static void
unreadable_cb (ResiteJournalPage *self, const char *sentence)
{
  resite_page_say (RESITE_PAGE (self), GTK_MESSAGE_ERROR, sentence);
}

static gboolean
resite_journal_page_grab_first_focus (ResitePage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (RESITE_JOURNAL_PAGE (page)->raw_button));
  return TRUE;
}

static void
resite_journal_page_destroy (GtkWidget *widget)
{
  g_clear_pointer (&RESITE_JOURNAL_PAGE (widget)->trail, resite_event_trail_end);
  GTK_WIDGET_CLASS (resite_journal_page_parent_class)->destroy (widget);
}

static void
resite_journal_page_class_init (ResiteJournalPageClass *klass)
{
  GTK_WIDGET_CLASS (klass)->destroy = resite_journal_page_destroy;
  RESITE_PAGE_CLASS (klass)->grab_first_focus = resite_journal_page_grab_first_focus;
}

static void
resite_journal_page_init (ResiteJournalPage *self)
{
  GtkContainer *box = GTK_CONTAINER (self);

  self->raw_button = GTK_TOGGLE_BUTTON (gtk_check_button_new_with_mnemonic (_ ("Show the _raw "
                                                                               "record too")));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->list)),
                               "resite-journal");
  resite_label_set_accessible_name (GTK_WIDGET (self->list), _ ("What happened, newest first"));
  gtk_container_add (
      box, resite_label_new (_ ("Everything that was said and done in this run, the newest first. "
                                "Nothing here can be changed; Next goes back to "
                                "where you were."),
                             "resite-why"));
  gtk_container_add (box, GTK_WIDGET (self->raw_button));
  gtk_container_add (box, GTK_WIDGET (self->list));
  gtk_widget_show_all (GTK_WIDGET (self));
}

GtkWidget *
resite_journal_page_new (ResiteRun *run, const char *person)
{
  ResiteJournalPage *self = g_object_new (RESITE_TYPE_JOURNAL_PAGE, "run", run, "person", person,
                                          "title", _ ("Journal"), NULL);

  self->trail = resite_event_trail_new (run);
  g_signal_connect_object (self->trail, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trail, "unreadable", G_CALLBACK (unreadable_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
