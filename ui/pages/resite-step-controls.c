/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-controls"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-step-controls.h"
#include "resite-reach-words.h"
#include "resite-step-words.h"
#include "resite-wrap-box.h"

struct _ResiteStepControls
{
  GtkBox parent_instance;

  GtkWidget *state_box;
  GtkLabel *state_label;
  GtkWidget *buttons;
  GtkWidget *start_button;
  GtkWidget *retry_button;
  GtkToggleButton *by_hand_button;
  GtkWidget *kit_button;
  GtkWidget *back_button;
  GtkPopover *back_popover;
  GtkEntry *back_entry;
  GtkWidget *back_confirm_button;

  ResiteStepPage *page; /* unowned: we are inside it */
  gboolean may_start;
};

G_DEFINE_FINAL_TYPE (ResiteStepControls, resite_step_controls, GTK_TYPE_BOX)

enum
{
  BY_HAND,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static ResiteStepRun *
get_step (ResiteStepControls *self)
{
  return resite_page_get_step_run (RESITE_PAGE (self->page));
}

static char *
describe_closed (const ResiteStepState *state, gboolean pause)
{
  g_autofree char *time = resite_clock_format (state->ended_at);
  const char *how = resite_step_words_how (state->how);
  const char *word = resite_step_status_to_word (state->status);

  if (state->status == RESITE_STEP_SKIPPED)
    /* TRANSLATORS: state, person, time, reason. */
    return g_strdup_printf (_ ("– %s by %s, %s: %s"), word, state->by, time,
                            state->reason != NULL ? state->reason : "");
  if (state->status == RESITE_STEP_LEFT_OUT)
    return g_strdup_printf (_ ("– %s: the plan does not ask for it."), word);
  if (state->released_by != NULL)
    return g_strdup_printf (_ ("✓ Signed by %s, %s. Released by %s."), state->by, time,
                            state->released_by);
  if (pause)
    return g_strdup_printf (_ ("✓ Signed by %s, %s."), state->by, time);
  /* TRANSLATORS: state ("done"), person, time, how it is known ("V: seen by Resite"). */
  return g_strdup_printf (_ ("✓ %s, %s, %s (%s)"), word, state->by, time, how);
}

static const char *
get_waiting_text (const ResiteStepState *state)
{
  if (g_strcmp0 (state->waits_for, "form") == 0)
    return _ ("… Waits for the form");
  if (g_strcmp0 (state->waits_for, "judgement") == 0)
    return _ ("… Waits for your verdict");
  return _ ("… Waits for you");
}

static char *
describe_state (ResiteStepControls *self)
{
  ResiteStepRun *step = get_step (self);
  const ResiteStepState *state = resite_step_run_get_state (step);
  ResiteStepStatus status = resite_step_run_get_status (step);

  if (!resite_step_run_is_reached (step) && !resite_step_status_is_closed (status))
    return g_strdup (_ ("Not reached yet"));
  if (state == NULL || status == RESITE_STEP_TODO)
    return g_strdup (_ ("To do"));
  if (resite_step_status_is_closed (status))
    return describe_closed (state, resite_step_is_pause (resite_step_run_get_step (step)));
  if (status == RESITE_STEP_WAITING)
    return g_strdup (get_waiting_text (state));
  if (status == RESITE_STEP_RUNNING)
    return g_strdup (_ ("▸ Running"));
  if (status == RESITE_STEP_FAILED)
    return g_strdup (_ ("✗ Failed"));
  return g_strdup_printf ("? %s", resite_step_status_to_word (status));
}

static const char *
get_state_style (ResiteStepStatus status)
{
  if (status == RESITE_STEP_DONE)
    return "resite-verdict-good";
  if (status == RESITE_STEP_FAILED)
    return "resite-verdict-bad";
  if (status == RESITE_STEP_STOPPED || status == RESITE_STEP_INTERRUPTED ||
      status == RESITE_STEP_LOOK_AGAIN)
    return "resite-verdict-warning";
  return "resite-verdict-none";
}

/* What the start button would begin with, NULL when that is for a person. Before a pause all is
 * looked at again each time. */
static ResiteActionSection *
find_next_automatic (ResiteStepControls *self)
{
  GPtrArray *sections = resite_step_page_get_sections (self->page);
  gboolean pause = resite_step_is_pause (resite_step_run_get_step (get_step (self)));

  for (guint i = 0; i < sections->len; i++)
    {
      ResiteActionSection *section = g_ptr_array_index (sections, i);

      if (pause || !resite_action_section_is_settled (section))
        return resite_action_section_is_automatic (section) ? section : NULL;
    }
  return NULL;
}

static char *
make_start_label (ResiteStepControls *self, ResiteStepStatus status, ResiteActionSection *next)
{
  ResitePage *page = RESITE_PAGE (self->page);
  ResiteAction *action = resite_action_section_get_action (next);
  gboolean asks = resite_step_run_get_rerun (get_step (self)) == RESITE_RERUN_ASK;
  g_autofree char *title = NULL;

  if (status == RESITE_STEP_INTERRUPTED && asks)
    return g_strdup (_ ("I looked at the machine: run it again"));
  if (resite_action_get_kind (action) == RESITE_ACTION_CHECK)
    return g_strdup (resite_action_section_get_state (next) == NULL ? _ ("Check now")
                                                                    : _ ("Check again"));
  if (status == RESITE_STEP_STOPPED || status == RESITE_STEP_INTERRUPTED)
    return g_strdup (_ ("Go on"));
  if (status == RESITE_STEP_FAILED)
    return g_strdup (_ ("Start again"));
  title = resite_step_words_action_title (resite_page_get_run (page), get_step (self), action);
  if (resite_action_get_kind (action) == RESITE_ACTION_WATCH)
    /* TRANSLATORS: on a button; %s is what is watched: "distmgr.log on the new server". */
    return g_strdup_printf (_ ("Start to watch: %s"), title);
  /* TRANSLATORS: on a button; %s is the deed: "Copy the package files". */
  return g_strdup_printf (_ ("Start: %s"), title);
}

static gboolean
has_failures (const ResiteStepState *state)
{
  for (guint i = 0; state != NULL && i < state->actions->len; i++)
    {
      const ResiteActionState *action = g_ptr_array_index (state->actions, i);

      gboolean has_items =
          g_strcmp0 (action->kind, "copy") == 0 || g_strcmp0 (action->kind, "bulk") == 0;

      if (has_items && action->failed > 0)
        return TRUE;
    }
  return FALSE;
}

static void
show_button (ResiteStepControls *self, GtkWidget *button, ResiteMoveKind kind, gboolean wanted)
{
  g_autofree char *obstacle =
      wanted ? resite_step_page_dup_obstacle (self->page, kind) : g_strdup ("");

  gtk_widget_set_visible (button, wanted);
  gtk_widget_set_sensitive (button, obstacle == NULL && !resite_step_page_is_busy (self->page));
  if (wanted && button == self->start_button)
    gtk_widget_set_tooltip_text (button, obstacle);
}

static void
perform (ResiteStepControls *self, ResiteMoveKind kind)
{
  g_autoptr (ResiteMove) move = resite_page_new_move (RESITE_PAGE (self->page), kind);

  if (kind == RESITE_MOVE_BACK)
    resite_move_set (move, "reason", gtk_entry_get_text (self->back_entry));
  if (resite_step_run_get_status (get_step (self)) == RESITE_STEP_INTERRUPTED)
    resite_move_set (move, "confirm", "yes");
  resite_step_page_perform (self->page, move);
}

static void
back_entry_changed_cb (ResiteStepControls *self)
{
  gtk_widget_set_sensitive (self->back_confirm_button,
                            gtk_entry_get_text_length (self->back_entry) > 0);
}

static void
set_back_cb (ResiteStepControls *self)
{
  if (gtk_entry_get_text_length (self->back_entry) == 0)
    return;
  gtk_popover_popdown (self->back_popover);
  perform (self, RESITE_MOVE_BACK);
  gtk_entry_set_text (self->back_entry, "");
}

static void
by_hand_toggled_cb (ResiteStepControls *self)
{
  g_signal_emit (self, signals[BY_HAND], 0, gtk_toggle_button_get_active (self->by_hand_button));
}

static void
resite_step_controls_class_init (ResiteStepControlsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[BY_HAND] = g_signal_new ("by-hand", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  g_type_ensure (RESITE_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-step-controls.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, state_box);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, state_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, buttons);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, start_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, retry_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, by_hand_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, kit_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, back_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, back_popover);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, back_entry);
  gtk_widget_class_bind_template_child (widget_class, ResiteStepControls, back_confirm_button);
  gtk_widget_class_bind_template_callback (widget_class, resite_step_controls_start);
  gtk_widget_class_bind_template_callback (widget_class, resite_step_controls_retry);
  gtk_widget_class_bind_template_callback (widget_class, by_hand_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, set_back_cb);
}

static void
resite_step_controls_init (ResiteStepControls *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
resite_step_controls_new (ResiteStepPage *page)
{
  ResiteStepControls *self = g_object_new (RESITE_TYPE_STEP_CONTROLS, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

static void
refresh_start (ResiteStepControls *self, ResiteStepStatus status, gboolean at_rest)
{
  ResiteActionSection *next = at_rest ? find_next_automatic (self) : NULL;
  g_autofree char *label = NULL;

  if (next != NULL)
    {
      label = make_start_label (self, status, next);
      gtk_button_set_label (GTK_BUTTON (self->start_button), label);
    }
  show_button (self, self->start_button, RESITE_MOVE_START, next != NULL);
  if (!resite_step_page_is_unlocked (self->page))
    gtk_widget_set_sensitive (self->start_button, FALSE);
  self->may_start = next != NULL && gtk_widget_get_sensitive (self->start_button);
  /* The band that says STOP has its own, among the other ways on. */
  if (resite_step_words_find_stop (get_step (self)) != NULL)
    gtk_widget_hide (self->start_button);
}

/* Where nobody but a person goes, scripts can go with them. */
static gboolean
is_for_kit (ResiteStepControls *self)
{
  ResiteRun *run = resite_page_get_run (RESITE_PAGE (self->page));
  const char *machine = resite_step_run_get_machine (get_step (self));

  return g_strcmp0 (machine, "desk") != 0 && g_strcmp0 (machine, "ad") != 0 &&
         resite_reach_words_is_by_hand (run, machine);
}

void
resite_step_controls_refresh (ResiteStepControls *self)
{
  ResiteStepRun *step;
  ResiteStepStatus status;
  gboolean editable;
  gboolean open;
  g_autofree char *text = NULL;

  g_return_if_fail (RESITE_IS_STEP_CONTROLS (self));

  step = get_step (self);
  status = resite_step_run_get_status (step);
  editable = resite_page_is_editable (RESITE_PAGE (self->page));
  open = editable && !resite_step_status_is_closed (status);
  text = describe_state (self);
  gtk_label_set_text (self->state_label, text);
  resite_label_set_style (GTK_WIDGET (self->state_label), get_state_style (status));
  resite_label_set_accessible_name (self->state_box, text);
  refresh_start (self, status, open && status != RESITE_STEP_RUNNING);
  show_button (self, self->retry_button, RESITE_MOVE_RETRY,
               open && status != RESITE_STEP_RUNNING &&
                   has_failures (resite_step_run_get_state (step)));
  show_button (self, self->back_button, RESITE_MOVE_BACK,
               editable && (status == RESITE_STEP_DONE || status == RESITE_STEP_SKIPPED));
  gtk_button_set_label (GTK_BUTTON (self->by_hand_button), resite_step_run_has_automatic (step)
                                                               ? _ ("Do all of it by hand")
                                                               : _ ("Sign all of it off at once"));
  gtk_widget_set_visible (self->kit_button,
                          open && !resite_step_is_pause (resite_step_run_get_step (step)) &&
                              is_for_kit (self));
  gtk_widget_set_visible (GTK_WIDGET (self->by_hand_button),
                          open && !resite_step_is_pause (resite_step_run_get_step (step)) &&
                              resite_step_words_find_stop (step) == NULL);
}

void
resite_step_controls_start (ResiteStepControls *self)
{
  g_return_if_fail (RESITE_IS_STEP_CONTROLS (self));

  if (self->may_start)
    perform (self, RESITE_MOVE_START);
  else if (!resite_step_page_is_unlocked (self->page))
    resite_page_say (RESITE_PAGE (self->page), GTK_MESSAGE_WARNING,
                     _ ("First unlock this step: type the name of the machine."));
}

void
resite_step_controls_retry (ResiteStepControls *self)
{
  g_return_if_fail (RESITE_IS_STEP_CONTROLS (self));

  if (gtk_widget_get_visible (self->retry_button) && gtk_widget_is_sensitive (self->retry_button))
    perform (self, RESITE_MOVE_RETRY);
}

void
resite_step_controls_grab_state (ResiteStepControls *self)
{
  g_return_if_fail (RESITE_IS_STEP_CONTROLS (self));

  gtk_widget_set_can_focus (self->state_box, TRUE);
  gtk_widget_grab_focus (self->state_box);
}

gboolean
resite_step_controls_grab_start (ResiteStepControls *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_CONTROLS (self), FALSE);

  if (!gtk_widget_get_visible (self->start_button) || !gtk_widget_is_sensitive (self->start_button))
    return FALSE;
  gtk_widget_grab_focus (self->start_button);
  return TRUE;
}

char *
resite_step_controls_dup_start_label (ResiteStepControls *self)
{
  g_return_val_if_fail (RESITE_IS_STEP_CONTROLS (self), NULL);

  if (!gtk_widget_get_visible (self->start_button))
    return NULL;
  return g_strdup (gtk_button_get_label (GTK_BUTTON (self->start_button)));
}
