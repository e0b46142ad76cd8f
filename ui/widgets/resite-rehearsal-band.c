/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rehearsal-band"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-rehearsal-band.h"
#include "resite-wrap-box.h"

struct _ResiteRehearsalBand
{
  GtkBox parent_instance;

  GtkWidget *tools;
  GtkLabel *clock_label;
  GtkWidget *coach_box;
  GtkLabel *coach_label;
  ResiteRehearsal *rehearsal;
  guint tick_source;
};

G_DEFINE_FINAL_TYPE (ResiteRehearsalBand, resite_rehearsal_band, GTK_TYPE_BOX)

static gboolean
tick_cb (gpointer user_data)
{
  ResiteRehearsalBand *self = user_data;
  g_autofree char *time =
      resite_clock_format (resite_clock_now (resite_rehearsal_get_clock (self->rehearsal)));
  /* TRANSLATORS: %s is the time in the rehearsal, which runs faster than the real one. */
  g_autofree char *text = g_strdup_printf (_ ("Here it is %s"), time);

  if (g_strcmp0 (gtk_label_get_text (self->clock_label), time) == 0)
    return G_SOURCE_CONTINUE;
  gtk_label_set_text (self->clock_label, time);
  resite_label_set_accessible_name (GTK_WIDGET (self->clock_label), text);
  return G_SOURCE_CONTINUE;
}

static void
put_away_cb (ResiteRehearsalBand *self)
{
  gtk_widget_hide (self->coach_box);
}

/* Hidden and shown again, so that a screen reader speaks it. */
static void
coach_says_cb (ResiteRehearsalBand *self, const char *text)
{
  gtk_widget_hide (self->coach_box);
  gtk_label_set_text (self->coach_label, text);
  resite_label_set_accessible_name (self->coach_box, text);
  gtk_widget_show (self->coach_box);
}

static void
resite_rehearsal_band_dispose (GObject *object)
{
  ResiteRehearsalBand *self = RESITE_REHEARSAL_BAND (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->rehearsal);
  G_OBJECT_CLASS (resite_rehearsal_band_parent_class)->dispose (object);
}

static void
resite_rehearsal_band_class_init (ResiteRehearsalBandClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_rehearsal_band_dispose;
}

static GtkWidget *
add_label (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_container_add (GTK_CONTAINER (box), label);
  gtk_widget_show (label);
  return label;
}

static void
add_button (GtkWidget *box, const char *text, const char *name, const char *action,
            const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  resite_label_set_accessible_name (button, name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_container_add (GTK_CONTAINER (box), button);
  gtk_widget_show (button);
}

static void
fill_band (ResiteRehearsalBand *self)
{
  GtkWidget *stripes = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *line = resite_wrap_box_new ();

  gtk_style_context_add_class (gtk_widget_get_style_context (stripes), "resite-rehearsal");
  gtk_style_context_add_class (gtk_widget_get_style_context (line), "resite-rehearsal-line");
  gtk_widget_set_hexpand (line, TRUE);
  g_object_set (line, "margin-start", 12, "margin-end", 12, NULL);
  add_label (line, _ ("REHEARSAL · nothing here is real"));
  self->tools = line;
  self->clock_label = GTK_LABEL (add_label (line, ""));
  add_button (line, _ ("Tomorrow"), _ ("Let it be tomorrow"), "rehearsal.tomorrow",
              _ ("Let it be tomorrow (Ctrl+T)"));
  add_button (line, _ ("The person at the machines: do what the page says"),
              _ ("The person at the machines: do what the page says"), "rehearsal.remedy",
              _ ("Against what went wrong in this step (Ctrl+M)"));
  add_button (line, _ ("Coach"), _ ("Coach: what it came to"), "rehearsal.coach",
              _ ("What it came to so far (Ctrl+K)"));
  gtk_container_add (GTK_CONTAINER (stripes), line);
  gtk_widget_show (line);
  gtk_widget_show (stripes);
  gtk_container_add (GTK_CONTAINER (self), stripes);
}

static void
fill_coach (ResiteRehearsalBand *self)
{
  GtkWidget *close = gtk_button_new_with_label (_ ("Put away"));

  self->coach_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->coach_box), "resite-coach");
  atk_object_set_role (gtk_widget_get_accessible (self->coach_box), ATK_ROLE_NOTIFICATION);
  self->coach_label = GTK_LABEL (resite_label_new ("", NULL));
  gtk_widget_set_hexpand (GTK_WIDGET (self->coach_label), TRUE);
  gtk_label_set_width_chars (self->coach_label, 30);
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  g_signal_connect_object (close, "clicked", G_CALLBACK (put_away_cb), self, G_CONNECT_SWAPPED);
  gtk_container_add (GTK_CONTAINER (self->coach_box), GTK_WIDGET (self->coach_label));
  gtk_container_add (GTK_CONTAINER (self->coach_box), close);
  gtk_widget_show_all (self->coach_box);
  gtk_widget_hide (self->coach_box);
  gtk_container_add (GTK_CONTAINER (self), self->coach_box);
}

static void
resite_rehearsal_band_init (ResiteRehearsalBand *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  fill_band (self);
  fill_coach (self);
  resite_rehearsal_band_set_rehearsal (self, NULL);
}

static void
show_tools (ResiteRehearsalBand *self, gboolean shown)
{
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (self->tools));

  for (GList *child = children != NULL ? children->next : NULL; child != NULL; child = child->next)
    gtk_widget_set_visible (child->data, shown);
}

void
resite_rehearsal_band_set_rehearsal (ResiteRehearsalBand *self, ResiteRehearsal *rehearsal)
{
  g_return_if_fail (RESITE_IS_REHEARSAL_BAND (self));
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_set_object (&self->rehearsal, rehearsal);
  show_tools (self, rehearsal != NULL);
  if (rehearsal == NULL)
    return;
  self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
  tick_cb (self);
  g_signal_connect_object (rehearsal, "coach-says", G_CALLBACK (coach_says_cb), self,
                           G_CONNECT_SWAPPED);
}
