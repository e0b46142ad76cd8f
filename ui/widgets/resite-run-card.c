/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-card"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-clock.h"
#include "resite-label.h"
#include "resite-run-card.h"
#include "resite-text.h"

struct _ResiteRunCard
{
  GtkBox parent_instance;

  GtkWidget *button;
  char *path;
};

G_DEFINE_FINAL_TYPE (ResiteRunCard, resite_run_card, GTK_TYPE_BOX)

static guint open_signal;

static char *
describe_place (const ResiteRunSummary *summary)
{
  double away = (double)(g_get_real_time () - summary->last_at) / G_USEC_PER_SEC;
  g_autofree char *duration = resite_text_duration (MAX (away, 0));
  const char *place = *summary->current != '\0' ? summary->current : _ ("the end");

  if (summary->owner != NULL)
    /* TRANSLATORS: id of a step; then who has it open: "J. Doe on desk1". */
    return g_strdup_printf (_ ("At %s · open now: %s"), place, summary->owner);
  /* TRANSLATORS: id of a step; a duration: "2 h 5 min". */
  return g_strdup_printf (_ ("At %s · closed %s ago"), place, duration);
}

static char *
describe_run (const ResiteRunSummary *summary)
{
  g_autofree char *started = resite_clock_format (summary->started_at);

  if (g_strcmp0 (summary->condition, "unreadable") == 0)
    return g_strdup (summary->message);
  if (g_strcmp0 (summary->condition, "open") == 0)
    return describe_place (summary);
  if (g_strcmp0 (summary->condition, "ended") == 0)
    return g_strdup_printf (_ ("Finished · begun %s"), started);
  if (g_strcmp0 (summary->condition, "went-back") == 0)
    return g_strdup_printf (_ ("Went back to the old server · begun %s"), started);
  return g_strdup_printf (_ ("Given up · begun %s"), started);
}

static void
clicked_cb (ResiteRunCard *self)
{
  g_signal_emit (self, open_signal, 0, self->path);
}

static void
resite_run_card_finalize (GObject *object)
{
  g_free (RESITE_RUN_CARD (object)->path);
  G_OBJECT_CLASS (resite_run_card_parent_class)->finalize (object);
}

static void
resite_run_card_class_init (ResiteRunCardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_run_card_finalize;
  open_signal = g_signal_new ("open", RESITE_TYPE_RUN_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
resite_run_card_init (ResiteRunCard *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "resite-card");
}

static void
add_button (ResiteRunCard *self, const ResiteRunSummary *summary, const char *title)
{
  gboolean open = g_strcmp0 (summary->condition, "open") == 0;
  const char *label = open ? _ ("Continue") : _ ("Show");
  g_autofree char *spoken = g_strdup_printf ("%s %s", label, title);

  self->button = gtk_button_new_with_label (label);
  resite_label_set_accessible_name (self->button, spoken);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_box_pack_end (GTK_BOX (self), self->button, FALSE, FALSE, 0);
}

static char *
format_title (const ResiteRunSummary *summary)
{
  const char *title =
      summary->title != NULL && *summary->title != '\0' ? summary->title : summary->id;

  if (title == NULL)
    return g_path_get_basename (summary->path);
  return g_strdup (title);
}

GtkWidget *
resite_run_card_new (const ResiteRunSummary *summary)
{
  ResiteRunCard *self = g_object_new (RESITE_TYPE_RUN_CARD, "visible", TRUE, NULL);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *title = format_title (summary);
  g_autofree char *shown = NULL;
  g_autofree char *place = describe_run (summary);

  self->path = g_strdup (summary->path);
  /* TRANSLATORS: %s is site and server of a run that is a rehearsal. */
  shown = summary->rehearsal ? g_strdup_printf (_ ("%s · rehearsal"), title) : g_strdup (title);
  gtk_container_add (GTK_CONTAINER (texts), resite_label_new (shown, "resite-strong"));
  gtk_container_add (GTK_CONTAINER (texts), resite_label_new (place, NULL));
  gtk_box_pack_start (GTK_BOX (self), texts, TRUE, TRUE, 0);
  gtk_widget_show (texts);
  if (g_strcmp0 (summary->condition, "unreadable") != 0)
    add_button (self, summary, title);
  gtk_widget_show_all (GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

GtkWidget *
resite_run_card_get_button (ResiteRunCard *self)
{
  g_return_val_if_fail (RESITE_IS_RUN_CARD (self), NULL);
  return self->button;
}
