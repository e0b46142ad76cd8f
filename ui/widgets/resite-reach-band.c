/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-reach-band"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-folded-text.h"
#include "resite-label.h"
#include "resite-reach-band.h"
#include "resite-reach-words.h"
#include "resite-role-shape.h"
#include "resite-wrap-box.h"

struct _ResiteReachBand
{
  GtkBox parent_instance;

  ResiteRun *run; /* (nullable) */
  char *machine;
  GtkWidget *mismatch_box;
  GtkWidget *mismatch_text;
  GtkWidget *desk_box;
  GtkWidget *desk_text;
  GtkWidget *desk_button;
  GtkWidget *fault_box;
  GtkWidget *fault_text;
  GtkLabel *warning_label;
  GtkWidget *buttons[3];
};

G_DEFINE_FINAL_TYPE (ResiteReachBand, resite_reach_band, GTK_TYPE_BOX)

enum
{
  TRY_AGAIN,
  CONFIRM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
resite_reach_band_dispose (GObject *object)
{
  g_clear_object (&RESITE_REACH_BAND (object)->run);
  G_OBJECT_CLASS (resite_reach_band_parent_class)->dispose (object);
}

static void
resite_reach_band_finalize (GObject *object)
{
  g_free (RESITE_REACH_BAND (object)->machine);
  G_OBJECT_CLASS (resite_reach_band_parent_class)->finalize (object);
}

static void
resite_reach_band_class_init (ResiteReachBandClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_reach_band_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_reach_band_finalize;
  signals[TRY_AGAIN] = g_signal_new ("try-again", RESITE_TYPE_REACH_BAND, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CONFIRM] = g_signal_new ("confirm", RESITE_TYPE_REACH_BAND, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
try_again_cb (ResiteReachBand *self)
{
  g_signal_emit (self, signals[TRY_AGAIN], 0);
}

static void
confirm_cb (ResiteReachBand *self)
{
  g_signal_emit (self, signals[CONFIRM], 0);
}

/* Nobody has to sign in for that, so nobody else has to know of it. */
static void
look_from_here_cb (ResiteReachBand *self)
{
  if (self->run != NULL && self->machine != NULL)
    resite_run_look_from_desk (self->run, self->machine, TRUE);
}

static GtkWidget *
add_row (ResiteReachBand *self, const char *style, GtkWidget **text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  *text = resite_folded_text_new ();
  gtk_style_context_add_class (gtk_widget_get_style_context (row), style);
  atk_object_set_role (gtk_widget_get_accessible (row), ATK_ROLE_ALERT);
  gtk_box_pack_start (GTK_BOX (row), *text, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), row, FALSE, FALSE, 0);
  return row;
}

static GtkWidget *
add_button (GtkWidget *keys, const char *label, GCallback callback, ResiteReachBand *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_container_add (GTK_CONTAINER (keys), button);
  gtk_widget_show (button);
  return button;
}

static GtkWidget *
add_keys (GtkWidget *row)
{
  GtkWidget *keys = resite_wrap_box_new ();

  gtk_box_set_spacing (GTK_BOX (keys), 8);
  gtk_box_pack_start (GTK_BOX (row), keys, FALSE, FALSE, 0);
  gtk_widget_show (keys);
  return keys;
}

static void
resite_reach_band_init (ResiteReachBand *self)
{
  GtkWidget *keys;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->mismatch_box = add_row (self, "resite-mismatch", &self->mismatch_text);
  keys = add_keys (self->mismatch_box);
  self->buttons[0] = add_button (keys, _ ("Loo_k again"), G_CALLBACK (try_again_cb), self);
  self->buttons[1] =
      add_button (keys, _ ("It is the right _machine…"), G_CALLBACK (confirm_cb), self);
  self->desk_box = add_row (self, "resite-fault", &self->desk_text);
  keys = add_keys (self->desk_box);
  self->desk_button =
      add_button (keys, _ ("Look from _here again"), G_CALLBACK (look_from_here_cb), self);
  self->fault_box = add_row (self, "resite-fault", &self->fault_text);
  keys = add_keys (self->fault_box);
  self->buttons[2] = add_button (keys, _ ("Try _again"), G_CALLBACK (try_again_cb), self);
  self->warning_label = GTK_LABEL (resite_label_new ("", "resite-way-warning"));
  gtk_label_set_width_chars (self->warning_label, 36);
  gtk_box_pack_start (GTK_BOX (self), GTK_WIDGET (self->warning_label), FALSE, FALSE, 0);
}

GtkWidget *
resite_reach_band_new (void)
{
  return g_object_new (RESITE_TYPE_REACH_BAND, "visible", TRUE, NULL);
}

static void
show_row (GtkWidget *row, GtkWidget *folded, const char *text)
{
  resite_folded_text_set_text (RESITE_FOLDED_TEXT (folded), text);
  if (text != NULL)
    resite_label_set_accessible_name (row, text);
  gtk_widget_set_visible (row, text != NULL);
}

static char *
format_mismatch (const ResiteMachineFacts *facts, const char *machine)
{
  if (facts == NULL || facts->mismatch == NULL)
    return NULL;
  return g_strdup_printf ("✗ %s %s", _ (resite_role_shape_find (machine)->not_word),
                          facts->mismatch);
}

static char *
format_fault (const ResiteMachineFacts *facts)
{
  if (facts == NULL || facts->fault == NULL || facts->mismatch != NULL || facts->reached)
    return NULL;
  /* TRANSLATORS: %s is a whole sentence that says why. */
  return g_strdup_printf (_ ("Not reached: %s"), facts->fault);
}

/* Somebody else under this machine's address or name. */
static char *
format_stranger (ResiteRun *run, const char *machine)
{
  const ResiteDeskOpinion *opinion =
      machine != NULL ? resite_reach_words_find_opinion (run, machine) : NULL;
  g_autofree char *text = NULL;

  if (opinion == NULL || opinion->verdict != RESITE_DESK_OTHER)
    return NULL;
  text = resite_desk_opinion_describe (opinion);
  return g_strconcat ("✗ ", text, NULL);
}

static void
remember (ResiteReachBand *self, ResiteRun *run, const char *machine)
{
  char *copy = g_strdup (machine);

  g_set_object (&self->run, run);
  g_free (self->machine);
  self->machine = copy;
}

void
resite_reach_band_show_machine (ResiteReachBand *self, ResiteRun *run, const char *machine)
{
  const ResiteMachineFacts *facts = NULL;
  const char *warning = NULL;
  g_autofree char *mismatch = NULL;
  g_autofree char *stranger = NULL;
  g_autofree char *fault = NULL;

  g_return_if_fail (RESITE_IS_REACH_BAND (self));
  g_return_if_fail (RESITE_IS_RUN (run));

  remember (self, run, machine);
  if (machine != NULL && resite_reach_words_is_remote (run, machine))
    {
      facts = resite_run_get_machine_facts (run, machine);
      warning = resite_reach_words_find_warning (run, machine);
    }
  mismatch = format_mismatch (facts, machine);
  stranger = format_stranger (run, machine);
  fault = format_fault (facts);
  show_row (self->mismatch_box, self->mismatch_text, mismatch);
  show_row (self->desk_box, self->desk_text, stranger);
  show_row (self->fault_box, self->fault_text, fault);
  gtk_label_set_text (self->warning_label, warning != NULL ? warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning_label), warning != NULL);
  gtk_widget_set_visible (self->buttons[1], resite_run_may_act (run));
}

void
resite_reach_band_set_busy (ResiteReachBand *self, gboolean busy)
{
  g_return_if_fail (RESITE_IS_REACH_BAND (self));

  for (guint i = 0; i < G_N_ELEMENTS (self->buttons); i++)
    gtk_widget_set_sensitive (self->buttons[i], !busy);
}
