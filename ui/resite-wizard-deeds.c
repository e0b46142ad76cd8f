/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard-deeds"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-reason-dialog.h"
#include "resite-trouble-dialog.h"
#include "resite-wizard-private.h"

static void
closed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWizard) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = resite_run_perform_finish (RESITE_RUN (object), result, &error);
  ResiteStepRun *current;

  if (self->page == NULL)
    return;
  if (!done)
    {
      resite_page_complain (self->page, error);
      return;
    }
  current = resite_run_get_current (self->run);
  resite_wizard_go_to (self,
                       current != NULL ? resite_step_run_get_name (current) : RESITE_PLACE_SUMMARY);
}

/* Moves after which the run stands elsewhere: the page follows. */
static void
perform_and_follow (ResiteWizard *self, ResiteMoveKind kind, const char *step, const char *reason)
{
  g_autoptr (ResiteMove) move = resite_move_new (kind, self->person, step);

  resite_move_set (move, "reason", reason);
  resite_run_perform_async (self->run, move, NULL, closed_cb, g_object_ref (self));
}

static const char *
get_step_name (ResiteWizard *self)
{
  ResiteStepRun *step = _resite_wizard_get_step (self);

  return step != NULL ? resite_step_run_get_name (step) : NULL;
}

/* FALSE when the run does not allow it now; the reason is said. */
static gboolean
may (ResiteWizard *self, ResiteMoveKind kind, const char *step)
{
  g_autoptr (ResiteMove) move = resite_move_new (kind, self->person, step);
  g_autoptr (GError) error = NULL;

  resite_move_set (move, "reason", "-");
  if (resite_run_check_move (self->run, move, &error))
    return TRUE;
  resite_wizard_say (self, GTK_MESSAGE_WARNING, error->message);
  return FALSE;
}

static void
skip_given_cb (ResiteWizard *self, const char *reason)
{
  perform_and_follow (self, RESITE_MOVE_SKIP, get_step_name (self), reason);
}

void
_resite_wizard_ask_skip (ResiteWizard *self)
{
  ResiteStepRun *step = _resite_wizard_get_step (self);
  g_autofree char *title = NULL;
  g_autofree char *verb = NULL;
  GtkWidget *dialog;

  if (step == NULL || !may (self, RESITE_MOVE_SKIP, resite_step_run_get_name (step)))
    return;
  /* The article's two asterisks: skipped with one key and without blame. */
  if (resite_step_is_optional (resite_step_run_get_step (step)))
    {
      skip_given_cb (self, _ ("Optional, and not wanted here."));
      return;
    }
  /* TRANSLATORS: %s is the id of a step: C5. */
  title = g_strdup_printf (_ ("Skip %s?"), resite_step_get_id (resite_step_run_get_step (step)));
  verb = g_strdup_printf (_ ("Skip %s"), resite_step_get_id (resite_step_run_get_step (step)));
  dialog = resite_reason_dialog_show (GTK_WIDGET (self), title,
                                      _ ("This step is not optional. Skip it only if it is really "
                                         "not needed at this site, or was done outside this "
                                         "procedure. The summary names who skipped it and why."),
                                      _ ("_Why is it skipped?"), verb);
  g_signal_connect_object (dialog, "given", G_CALLBACK (skip_given_cb), self, G_CONNECT_SWAPPED);
}

static void
set_back_given_cb (ResiteWizard *self, const char *reason)
{
  perform_and_follow (self, RESITE_MOVE_BACK, get_step_name (self), reason);
}

void
_resite_wizard_ask_set_back (ResiteWizard *self)
{
  const char *name = get_step_name (self);
  g_autofree char *title = NULL;
  GtkWidget *dialog;

  if (name == NULL || !may (self, RESITE_MOVE_BACK, name))
    return;
  /* TRANSLATORS: %s is the id of a step: C5. */
  title = g_strdup_printf (_ ("Set %s back?"), name);
  dialog = resite_reason_dialog_show (GTK_WIDGET (self), title,
                                      _ ("The step is offered again as a new attempt. What was "
                                         "recorded stays on record."),
                                      _ ("_Why is it set back?"), _ ("Set back"));
  g_signal_connect_object (dialog, "given", G_CALLBACK (set_back_given_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
way_back_given_cb (ResiteWizard *self, const char *reason)
{
  perform_and_follow (self, RESITE_MOVE_WAY_BACK, NULL, reason);
}

void
_resite_wizard_ask_way_back (ResiteWizard *self)
{
  GtkWidget *dialog;

  if (!may (self, RESITE_MOVE_WAY_BACK, NULL))
    return;
  dialog = resite_reason_dialog_show (
      GTK_WIDGET (self), _ ("Take the way back?"),
      _ ("The old server gets its name, its address and its services again, in the steps B1 to B4. "
         "After that this run is at its end; a new attempt is a new run. There is no way back once "
         "the site was removed in C6."),
      _ ("_Why do you go back?"), _ ("Take the way back"));
  g_signal_connect_object (dialog, "given", G_CALLBACK (way_back_given_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
abort_given_cb (ResiteWizard *self, const char *reason)
{
  perform_and_follow (self, RESITE_MOVE_ABORT, NULL, reason);
}

void
_resite_wizard_ask_abort (ResiteWizard *self)
{
  GtkWidget *dialog;

  if (!may (self, RESITE_MOVE_ABORT, NULL))
    return;
  dialog = resite_reason_dialog_show (
      GTK_WIDGET (self), _ ("Give this run up?"),
      _ ("The run ends here for good and can only be read and printed. To go on tomorrow, close it "
         "instead: its place is kept."),
      _ ("_Why is it given up?"), _ ("Give the run up"));
  g_signal_connect_object (dialog, "given", G_CALLBACK (abort_given_cb), self, G_CONNECT_SWAPPED);
}

static void
take_over_given_cb (ResiteWizard *self, const char *reason)
{
  g_signal_emit_by_name (self, "take-over", reason);
}

void
_resite_wizard_ask_take_over (ResiteWizard *self)
{
  GtkWidget *dialog;

  if (resite_run_may_act (self->run))
    {
      resite_wizard_say (self, GTK_MESSAGE_INFO, _ ("This run is yours already."));
      return;
    }
  dialog = resite_reason_dialog_show (
      GTK_WIDGET (self), _ ("Take this run over?"),
      _ ("Two people in one run undo each other's work. Call the person who has it open first, and "
         "let them close it."),
      _ ("_Why do you take it over?"), _ ("Take over"));
  g_signal_connect_object (dialog, "given", G_CALLBACK (take_over_given_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
trouble_noted_cb (ResiteWizard *self, const char *note)
{
  g_autoptr (ResiteMove) move =
      resite_move_new (RESITE_MOVE_NOTE, self->person, get_step_name (self));

  resite_move_set (move, "note", note);
  _resite_wizard_perform (self, move);
  resite_wizard_say (self, GTK_MESSAGE_INFO,
                     _ ("Noted. The step stays open; nothing is lost if you close now."));
}

void
_resite_wizard_open_trouble (ResiteWizard *self)
{
  ResiteStepRun *step = _resite_wizard_get_step (self);
  GtkWidget *dialog;

  if (step == NULL)
    return;
  _resite_wizard_note_help (self, RESITE_COACH_HELP_ASKED);
  dialog = resite_trouble_dialog_show (GTK_WIDGET (self), self->run, step, self->person);
  g_signal_connect_object (dialog, "noted", G_CALLBACK (trouble_noted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "skip", G_CALLBACK (_resite_wizard_ask_skip), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "set-back", G_CALLBACK (_resite_wizard_ask_set_back), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "way-back", G_CALLBACK (_resite_wizard_ask_way_back), self,
                           G_CONNECT_SWAPPED);
}
