/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-question-bar"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-event-trail.h"
#include "resite-question-bar.h"

struct _ResiteQuestionBar
{
  GtkInfoBar parent_instance;

  GtkLabel *label;
  GPtrArray *open; /* ResiteEvent: asked and not answered, oldest first */
  GStrv choices;   /* of the question that is shown */
  char *question;
  ResiteEventTrail *trail;
  gboolean knows; /* which of the questions on record were answered */
};

G_DEFINE_FINAL_TYPE (ResiteQuestionBar, resite_question_bar, GTK_TYPE_INFO_BAR)

static guint answer_signal;

static void
remove_buttons (ResiteQuestionBar *self)
{
  GtkWidget *area = gtk_info_bar_get_action_area (GTK_INFO_BAR (self));
  g_autoptr (GList) buttons = gtk_container_get_children (GTK_CONTAINER (area));

  for (GList *l = buttons; l != NULL; l = l->next)
    gtk_widget_destroy (l->data);
}

static void
show_question (ResiteQuestionBar *self, ResiteEvent *event)
{
  const char *text = resite_event_get (event, "text");
  const char *choices = resite_event_get (event, "choices");

  remove_buttons (self);
  g_strfreev (self->choices);
  self->choices = g_strsplit (choices != NULL ? choices : "", "|", -1);
  g_free (self->question);
  self->question = g_strdup (resite_event_get (event, "question"));
  gtk_label_set_text (self->label, text != NULL ? text : "");
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), text != NULL ? text : "");
  for (int i = 0; self->choices[i] != NULL; i++)
    gtk_info_bar_add_button (GTK_INFO_BAR (self), self->choices[i], i);
  gtk_widget_hide (GTK_WIDGET (self));
  gtk_widget_show (GTK_WIDGET (self));
}

static void
show_first (ResiteQuestionBar *self)
{
  if (self->open->len == 0)
    gtk_widget_hide (GTK_WIDGET (self));
  else
    show_question (self, g_ptr_array_index (self->open, 0));
}

static void
drop_question (ResiteQuestionBar *self, const char *question)
{
  for (guint i = 0; i < self->open->len; i++)
    {
      if (g_strcmp0 (resite_event_get (g_ptr_array_index (self->open, i), "question"), question) !=
          0)
        continue;
      g_ptr_array_remove_index (self->open, i);
      return;
    }
}

static void
take_in (ResiteQuestionBar *self, ResiteEvent *event)
{
  const char *what = resite_event_get_what (event);

  if (g_strcmp0 (what, RESITE_EVENT_ASKED) == 0)
    g_ptr_array_add (self->open, g_object_ref (event));
  else if (g_strcmp0 (what, RESITE_EVENT_ANSWERED) == 0)
    drop_question (self, resite_event_get (event, "question"));
}

static void
event_cb (ResiteQuestionBar *self, ResiteEvent *event)
{
  guint before = self->open->len;

  take_in (self, event);
  if (self->knows && self->open->len != before)
    show_first (self);
}

static void
read_cb (ResiteQuestionBar *self)
{
  self->knows = TRUE;
  show_first (self);
}

static void
resite_question_bar_response (GtkInfoBar *bar, int response)
{
  ResiteQuestionBar *self = RESITE_QUESTION_BAR (bar);

  if (response >= 0 && self->choices != NULL && response < (int)g_strv_length (self->choices))
    g_signal_emit (self, answer_signal, 0, self->question, self->choices[response]);
}

static void
resite_question_bar_destroy (GtkWidget *widget)
{
  g_clear_pointer (&RESITE_QUESTION_BAR (widget)->trail, resite_event_trail_end);
  GTK_WIDGET_CLASS (resite_question_bar_parent_class)->destroy (widget);
}

static void
resite_question_bar_finalize (GObject *object)
{
  ResiteQuestionBar *self = RESITE_QUESTION_BAR (object);

  g_ptr_array_unref (self->open);
  g_strfreev (self->choices);
  g_free (self->question);
  G_OBJECT_CLASS (resite_question_bar_parent_class)->finalize (object);
}

static void
resite_question_bar_class_init (ResiteQuestionBarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_question_bar_finalize;
  GTK_WIDGET_CLASS (klass)->destroy = resite_question_bar_destroy;
  GTK_INFO_BAR_CLASS (klass)->response = resite_question_bar_response;
  answer_signal = g_signal_new ("answer", RESITE_TYPE_QUESTION_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
resite_question_bar_init (ResiteQuestionBar *self)
{
  GtkWidget *content = gtk_info_bar_get_content_area (GTK_INFO_BAR (self));

  self->open = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_info_bar_set_message_type (GTK_INFO_BAR (self), GTK_MESSAGE_QUESTION);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_line_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_container_add (GTK_CONTAINER (content), GTK_WIDGET (self->label));
  gtk_widget_show (GTK_WIDGET (self->label));
  gtk_widget_set_no_show_all (GTK_WIDGET (self), TRUE);
}

GtkWidget *
resite_question_bar_new (void)
{
  return g_object_new (RESITE_TYPE_QUESTION_BAR, NULL);
}

void
resite_question_bar_set_run (ResiteQuestionBar *self, ResiteRun *run)
{
  g_return_if_fail (RESITE_IS_QUESTION_BAR (self));
  g_return_if_fail (RESITE_IS_RUN (run));
  g_return_if_fail (self->trail == NULL);

  self->trail = resite_event_trail_new (run);
  g_signal_connect_object (self->trail, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trail, "read", G_CALLBACK (read_cb), self, G_CONNECT_SWAPPED);
}
