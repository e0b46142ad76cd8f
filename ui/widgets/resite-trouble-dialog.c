/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-trouble-dialog"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-block-view.h"
#include "resite-label.h"
#include "resite-scroll.h"
#include "resite-step-words.h"
#include "resite-trouble-dialog.h"

struct _ResiteTroubleDialog
{
  GtkDialog parent_instance;

  GtkToggleButton *failed_button;
  GtkToggleButton *allowed_button;
  GtkToggleButton *missing_button;
  GtkToggleButton *different_button;
  GtkLabel *advice_label;
  GtkLabel *call_label;
  GtkEntry *note_entry;
  GtkLabel *missing_label;
  GtkWidget *skip_button;
  GtkWidget *set_back_button;
  GtkWidget *way_back_button;
  GtkContainer *blocks_box;

  ResiteRun *run;
  ResiteStepRun *step;
};

G_DEFINE_FINAL_TYPE (ResiteTroubleDialog, resite_trouble_dialog, GTK_TYPE_DIALOG)

enum
{
  NOTED,
  SKIP,
  SET_BACK,
  WAY_BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *word; /* begins the note */
  const char *advice;
} kinds[] = {
  { N_ ("It failed"),
    N_ ("Read what can go wrong with this step, below. Try what it says once. If it "
        "fails again, call before you try anything else.") },
  { N_ ("Not allowed"),
    N_ ("Do not borrow an account. Call the person who has the rights: they can do "
        "this step in your place, and you sign off that it was done.") },
  { N_ ("Something is missing"), N_ ("Say what is missing and who can bring it. Steps that do not "
                                     "need it can be read ahead; this one waits.") },
  { N_ ("Looks different"),
    N_ ("Stop here. Keep a photo of the screen as evidence (Ctrl+E) and call. "
        "What differs may be a different version, or the wrong machine.") },
};

static guint
get_kind (ResiteTroubleDialog *self)
{
  GtkToggleButton *buttons[] = { self->failed_button, self->allowed_button, self->missing_button,
                                 self->different_button };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      if (gtk_toggle_button_get_active (buttons[i]))
        return i;
    }
  return 0;
}

static void
toggled_cb (ResiteTroubleDialog *self)
{
  gtk_label_set_text (self->advice_label, _ (kinds[get_kind (self)].advice));
}

static void
give_note (ResiteTroubleDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_entry_get_text (self->note_entry)));
  g_autofree char *note = NULL;

  if (*text == '\0')
    {
      gtk_widget_hide (GTK_WIDGET (self->missing_label));
      gtk_widget_show (GTK_WIDGET (self->missing_label));
      gtk_widget_grab_focus (GTK_WIDGET (self->note_entry));
      return;
    }
  note = g_strdup_printf ("%s: %s", _ (kinds[get_kind (self)].word), text);
  g_signal_emit (self, signals[NOTED], 0, note);
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
resite_trouble_dialog_response (GtkDialog *dialog, int response)
{
  g_autoptr (ResiteTroubleDialog) self = g_object_ref (RESITE_TROUBLE_DIALOG (dialog));

  if (response == GTK_RESPONSE_ACCEPT)
    give_note (self);
  else
    gtk_widget_destroy (GTK_WIDGET (self));
}

/* The dialog is gone before the next one opens: two modal ones at once confuse people. */
static void
leave_for (ResiteTroubleDialog *self, guint signal)
{
  g_autoptr (ResiteTroubleDialog) kept = g_object_ref (self);

  gtk_widget_hide (GTK_WIDGET (kept));
  g_signal_emit (kept, signals[signal], 0);
  gtk_widget_destroy (GTK_WIDGET (kept));
}

static void
skip_cb (ResiteTroubleDialog *self)
{
  leave_for (self, SKIP);
}

static void
set_back_cb (ResiteTroubleDialog *self)
{
  leave_for (self, SET_BACK);
}

static void
way_back_cb (ResiteTroubleDialog *self)
{
  leave_for (self, WAY_BACK);
}

static void
resite_trouble_dialog_dispose (GObject *object)
{
  ResiteTroubleDialog *self = RESITE_TROUBLE_DIALOG (object);

  g_clear_object (&self->run);
  g_clear_object (&self->step);
  G_OBJECT_CLASS (resite_trouble_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, failed_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, allowed_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, missing_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, different_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, advice_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, call_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, note_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, missing_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, skip_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, set_back_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, way_back_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteTroubleDialog, blocks_box);
}

static void
resite_trouble_dialog_class_init (ResiteTroubleDialogClass *klass)
{
  static const char *const names[] = { "noted", "skip", "set-back", "way-back" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = resite_trouble_dialog_dispose;
  GTK_DIALOG_CLASS (klass)->response = resite_trouble_dialog_response;
  signals[NOTED] = g_signal_new (names[NOTED], RESITE_TYPE_TROUBLE_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  for (guint i = SKIP; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], RESITE_TYPE_TROUBLE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-trouble-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback_full (widget_class, "resite_trouble_dialog_toggled_cb",
                                                G_CALLBACK (toggled_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "resite_trouble_dialog_skip_cb",
                                                G_CALLBACK (skip_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "resite_trouble_dialog_set_back_cb",
                                                G_CALLBACK (set_back_cb));
  gtk_widget_class_bind_template_callback_full (widget_class, "resite_trouble_dialog_way_back_cb",
                                                G_CALLBACK (way_back_cb));
}

static void
resite_trouble_dialog_init (ResiteTroubleDialog *self)
{
  AtkObject *accessible;

  gtk_widget_init_template (GTK_WIDGET (self));
  resite_scroll_follow_focus (GTK_WIDGET (self->blocks_box));
  accessible = gtk_widget_get_accessible (GTK_WIDGET (self->missing_label));
  atk_object_set_role (accessible, ATK_ROLE_NOTIFICATION);
}

static void
add_blocks (ResiteTroubleDialog *self, const char *title, GPtrArray *blocks)
{
  GtkWidget *view;

  if (blocks->len == 0)
    return;
  view = resite_block_view_new ();
  resite_block_view_set_blocks (RESITE_BLOCK_VIEW (view), self->run, self->step, blocks);
  gtk_container_add (self->blocks_box, resite_label_new (title, "resite-heading"));
  gtk_container_add (self->blocks_box, view);
  gtk_widget_show (view);
}

static void
show_blocks (ResiteTroubleDialog *self)
{
  ResiteStep *step = resite_step_run_get_step (self->step);

  add_blocks (self, _ ("What can go wrong, and what to do"), resite_step_get_wrong (step));
  add_blocks (self, _ ("The way back"), resite_step_get_way_back (step));
}

static gboolean
may (ResiteTroubleDialog *self, ResiteMoveKind kind, const char *person, const char *step)
{
  g_autoptr (ResiteMove) move = resite_move_new (kind, person, step);

  resite_move_set (move, "reason", "-");
  return resite_run_check_move (self->run, move, NULL);
}

static void
show_ways (ResiteTroubleDialog *self, const char *person)
{
  const char *name = resite_step_run_get_name (self->step);
  g_autofree char *call = resite_step_words_whom_to_call (self->run);

  gtk_widget_set_visible (self->skip_button, may (self, RESITE_MOVE_SKIP, person, name));
  gtk_widget_set_visible (self->set_back_button, may (self, RESITE_MOVE_BACK, person, name));
  gtk_widget_set_visible (self->way_back_button, may (self, RESITE_MOVE_WAY_BACK, person, NULL));
  gtk_widget_set_visible (GTK_WIDGET (self->call_label), call != NULL);
  gtk_label_set_text (self->call_label, call != NULL ? call : "");
}

GtkWidget *
resite_trouble_dialog_show (GtkWidget *parent, ResiteRun *run, ResiteStepRun *step,
                            const char *person)
{
  ResiteTroubleDialog *self =
      g_object_new (RESITE_TYPE_TROUBLE_DIALOG, "use-header-bar", FALSE, "transient-for",
                    gtk_widget_get_toplevel (parent), NULL);
  /* TRANSLATORS: %s is the id of a step: C5. */
  g_autofree char *title =
      g_strdup_printf (_ ("Can't do %s"), resite_step_get_id (resite_step_run_get_step (step)));

  gtk_window_set_title (GTK_WINDOW (self), title);
  self->run = g_object_ref (run);
  self->step = g_object_ref (step);
  toggled_cb (self);
  show_ways (self, person);
  show_blocks (self);
  gtk_widget_show (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->failed_button));
  return GTK_WIDGET (self);
}
