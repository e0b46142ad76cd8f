/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-start-page"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-message-bar.h"
#include "resite-run-card.h"
#include "resite-save-dialog.h"
#include "resite-scroll.h"
#include "resite-start-page.h"

struct _ResiteStartPage
{
  GtkScrolledWindow parent_instance;

  GtkLabel *title_label;
  GtkLabel *intro_label;
  ResiteMessageBar *message_bar;
  GtkEntry *person_entry;
  GtkEntry *phone_entry;
  GtkContainer *runs_box;
  GtkWidget *rehearse_button;
  GtkWidget *first_card; /* of an open run, or NULL; not owned */
};

G_DEFINE_FINAL_TYPE (ResiteStartPage, resite_start_page, GTK_TYPE_SCROLLED_WINDOW)

enum
{
  REHEARSE,
  CHOOSE_SCENARIO,
  NEW_PLAN,
  OPEN_PLAN,
  OPEN_RUN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
ask_for_person (ResiteStartPage *self)
{
  if (resite_start_page_has_person (self))
    return FALSE;
  resite_start_page_say (self, GTK_MESSAGE_WARNING,
                         _ ("Write your name first. Everything that is done is recorded with the "
                            "name of who did it."));
  gtk_widget_grab_focus (GTK_WIDGET (self->person_entry));
  return TRUE;
}

static void
rehearse_cb (ResiteStartPage *self)
{
  g_signal_emit (self, signals[REHEARSE], 0);
}

static void
scenario_cb (ResiteStartPage *self)
{
  g_signal_emit (self, signals[CHOOSE_SCENARIO], 0);
}

static void
new_cb (ResiteStartPage *self)
{
  g_signal_emit (self, signals[NEW_PLAN], 0);
}

static void
plan_chosen_cb (GtkWidget *widget, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    g_signal_emit (widget, signals[OPEN_PLAN], 0, path);
}

static void
plan_cb (ResiteStartPage *self)
{
  resite_open_dialog_show (GTK_WIDGET (self), _ ("Open a site plan"), plan_chosen_cb);
}

static void
open_run (ResiteStartPage *self, const char *path)
{
  if (!ask_for_person (self))
    g_signal_emit (self, signals[OPEN_RUN], 0, path);
}

static void
run_chosen_cb (GtkWidget *widget, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    open_run (RESITE_START_PAGE (widget), path);
}

static void
run_cb (ResiteStartPage *self)
{
  resite_open_dialog_show (GTK_WIDGET (self), _ ("Open a run"), run_chosen_cb);
}

static void
card_open_cb (ResiteStartPage *self, const char *path)
{
  open_run (self, path);
}

static GtkWidget *
new_card (ResiteStartPage *self, const ResiteRunSummary *summary)
{
  GtkWidget *card = resite_run_card_new (summary);

  g_signal_connect_swapped (card, "open", G_CALLBACK (card_open_cb), self);
  return card;
}

static gboolean
is_open (const ResiteRunSummary *summary)
{
  return g_strcmp0 (summary->condition, "open") == 0;
}

typedef enum
{
  REAL,
  REHEARSED,
  ANY
} Kind;

static gboolean
is_of_kind (const ResiteRunSummary *summary, Kind kind)
{
  return kind == ANY || summary->rehearsal == (kind == REHEARSED);
}

static guint
add_cards (ResiteStartPage *self, GPtrArray *runs, GtkContainer *box, gboolean open, Kind kind)
{
  guint count = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      const ResiteRunSummary *summary = g_ptr_array_index (runs, i);
      GtkWidget *card;

      if (is_open (summary) != open || !is_of_kind (summary, kind))
        continue;
      card = new_card (self, summary);
      gtk_container_add (box, card);
      if (open && self->first_card == NULL)
        self->first_card = card;
      count++;
    }
  return count;
}

static void
add_closed (ResiteStartPage *self, GPtrArray *runs)
{
  GtkWidget *expander = gtk_expander_new_with_mnemonic (_ ("_Earlier runs"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  if (add_cards (self, runs, GTK_CONTAINER (box), FALSE, ANY) > 0)
    {
      gtk_container_add (GTK_CONTAINER (expander), box);
      gtk_container_add (self->runs_box, expander);
      gtk_widget_show_all (expander);
      return;
    }
  g_object_ref_sink (box);
  g_object_unref (box);
  g_object_ref_sink (expander);
  g_object_unref (expander);
}

/* Apart from the runs that are real. */
static guint
add_rehearsals (ResiteStartPage *self, GPtrArray *runs, gboolean with_title)
{
  GtkWidget *title = resite_label_new (_ ("Rehearsals"), "resite-strong");
  guint count;

  gtk_container_add (self->runs_box, title);
  count = add_cards (self, runs, self->runs_box, TRUE, REHEARSED);
  gtk_widget_set_visible (title, with_title && count > 0);
  return count;
}

/* Rehearse leads while there is nothing to continue. */
static void
show_lead (ResiteStartPage *self, guint open, guint all)
{
  GtkStyleContext *rehearse = gtk_widget_get_style_context (self->rehearse_button);

  gtk_label_set_text (self->title_label,
                      open > 0 ? _ ("Welcome back")
                               : _ ("Replace the hardware of a secondary site server"));
  if (open > 0)
    {
      GtkWidget *button = resite_run_card_get_button (RESITE_RUN_CARD (self->first_card));

      gtk_style_context_remove_class (rehearse, "suggested-action");
      gtk_style_context_add_class (gtk_widget_get_style_context (button), "suggested-action");
      gtk_label_set_text (self->intro_label, ngettext ("A run is open. It goes on where it stood.",
                                                       "Several runs are open. Each goes on where "
                                                       "it stood.",
                                                       open));
      return;
    }
  gtk_style_context_add_class (rehearse, "suggested-action");
  gtk_label_set_text (self->intro_label,
                      all > 0 ? _ ("No run is open.")
                              : _ ("Nothing here yet. Rehearse first (25 minutes, nothing can "
                                   "break), open a site plan, or start a new site."));
}

static void
show_runs (ResiteStartPage *self, GPtrArray *runs)
{
  g_autoptr (GList) old = gtk_container_get_children (self->runs_box);
  guint open;

  for (GList *l = old; l != NULL; l = l->next)
    gtk_widget_destroy (l->data);
  self->first_card = NULL;
  open = add_cards (self, runs, self->runs_box, TRUE, REAL);
  open += add_rehearsals (self, runs, open > 0);
  add_closed (self, runs);
  show_lead (self, open, runs->len);
  resite_start_page_grab_focus (self);
}

static void
read_thread (GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
  g_task_return_pointer (task, resite_run_list_read (folder), (GDestroyNotify)g_ptr_array_unref);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ResiteStartPage *self = RESITE_START_PAGE (object);
  g_autoptr (GPtrArray) runs = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->runs_box != NULL && runs != NULL)
    show_runs (self, runs);
}

#define BIND(widget_class, child)                                                                  \
  gtk_widget_class_bind_template_child (widget_class, ResiteStartPage, child)
#define BIND_CALLBACK(widget_class, name, function)                                                \
  gtk_widget_class_bind_template_callback_full (widget_class, name, G_CALLBACK (function))

static void
resite_start_page_class_init (ResiteStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_OBJECT_CLASS_TYPE (klass);

  signals[REHEARSE] =
      g_signal_new ("rehearse", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHOOSE_SCENARIO] = g_signal_new ("choose-scenario", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[NEW_PLAN] =
      g_signal_new ("new-plan", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPEN_PLAN] = g_signal_new ("open-plan", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[OPEN_RUN] = g_signal_new ("open-run", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (RESITE_TYPE_MESSAGE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-start-page.ui");
  BIND (widget_class, title_label);
  BIND (widget_class, intro_label);
  BIND (widget_class, message_bar);
  BIND (widget_class, person_entry);
  BIND (widget_class, phone_entry);
  BIND (widget_class, runs_box);
  BIND (widget_class, rehearse_button);
  BIND_CALLBACK (widget_class, "resite_start_page_rehearse_cb", rehearse_cb);
  BIND_CALLBACK (widget_class, "resite_start_page_scenario_cb", scenario_cb);
  BIND_CALLBACK (widget_class, "resite_start_page_new_cb", new_cb);
  BIND_CALLBACK (widget_class, "resite_start_page_plan_cb", plan_cb);
  BIND_CALLBACK (widget_class, "resite_start_page_run_cb", run_cb);
}

static void
resite_start_page_init (ResiteStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  resite_scroll_follow_focus (GTK_WIDGET (self));
  show_lead (self, 0, 0);
}

GtkWidget *
resite_start_page_new (void)
{
  return g_object_new (RESITE_TYPE_START_PAGE, "visible", TRUE, NULL);
}

void
resite_start_page_read_runs (ResiteStartPage *self, const char *data_folder)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, read_cb, NULL);

  g_return_if_fail (RESITE_IS_START_PAGE (self));
  g_task_set_task_data (task, g_strdup (data_folder), g_free);
  g_task_run_in_thread (task, read_thread);
}

void
resite_start_page_set_person (ResiteStartPage *self, const char *person, const char *phone)
{
  g_return_if_fail (RESITE_IS_START_PAGE (self));
  gtk_entry_set_text (self->person_entry, person);
  gtk_entry_set_text (self->phone_entry, phone);
}

const char *
resite_start_page_get_person (ResiteStartPage *self)
{
  g_return_val_if_fail (RESITE_IS_START_PAGE (self), "");
  return gtk_entry_get_text (self->person_entry);
}

const char *
resite_start_page_get_phone (ResiteStartPage *self)
{
  g_return_val_if_fail (RESITE_IS_START_PAGE (self), "");
  return gtk_entry_get_text (self->phone_entry);
}

gboolean
resite_start_page_has_person (ResiteStartPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (resite_start_page_get_person (self)));

  return *name != '\0';
}

void
resite_start_page_say (ResiteStartPage *self, GtkMessageType type, const char *text)
{
  g_return_if_fail (RESITE_IS_START_PAGE (self));
  resite_message_bar_say (self->message_bar, type, text);
}

void
resite_start_page_grab_focus (ResiteStartPage *self)
{
  g_return_if_fail (RESITE_IS_START_PAGE (self));
  if (!resite_start_page_has_person (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->person_entry));
  else if (self->first_card != NULL)
    gtk_widget_grab_focus (resite_run_card_get_button (RESITE_RUN_CARD (self->first_card)));
  else
    gtk_widget_grab_focus (self->rehearse_button);
}
