/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard-reach"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-reach-words.h"
#include "resite-reason-dialog.h"
#include "resite-wizard-private.h"

/* The way to the machine of the page that is shown. */

static const char *
get_machine (ResiteWizard *self)
{
  ResiteStepRun *step = _resite_wizard_get_step (self);

  return step != NULL ? resite_step_run_get_machine (step) : NULL;
}

/* A second opinion of the machine of this page; what is only read ahead is left in peace. */
static void
look_from_desk (ResiteWizard *self)
{
  ResiteStepRun *step = _resite_wizard_get_step (self);

  if (step != NULL && resite_run_may_act (self->run) && resite_step_run_is_reached (step) &&
      !resite_step_status_is_closed (resite_step_run_get_status (step)) &&
      !resite_reach_words_is_local (self->run, resite_step_run_get_machine (step)))
    resite_run_look_from_desk (self->run, resite_step_run_get_machine (step), FALSE);
}

void
_resite_wizard_show_reach (ResiteWizard *self)
{
  const char *machine = get_machine (self);

  resite_reach_band_show_machine (self->reach_band, self->run, machine);
  look_from_desk (self);
}

static void
reached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWizard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) machine = resite_run_reach_finish (RESITE_RUN (source), result, &error);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (self->page == NULL)
    return;
  resite_reach_band_set_busy (self->reach_band, FALSE);
  _resite_wizard_show_head (self);
  if (machine == NULL)
    return; /* the band says why */
  name = resite_run_get_name_now (self->run, resite_machine_get_role (machine));
  /* TRANSLATORS: %s is the name of a computer. */
  text = g_strdup_printf (_ ("%s is reached."), name);
  resite_wizard_say (self, GTK_MESSAGE_INFO, text);
}

void
_resite_wizard_reach (ResiteWizard *self)
{
  const char *machine = get_machine (self);

  if (machine == NULL)
    return;
  resite_reach_band_set_busy (self->reach_band, TRUE);
  resite_run_reach_async (self->run, machine, NULL, reached_cb, g_object_ref (self));
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWizard) self = user_data;
  g_autoptr (GError) error = NULL;

  if (resite_run_perform_finish (RESITE_RUN (source), result, &error))
    {
      if (self->page != NULL)
        _resite_wizard_reach (self);
    }
  else if (self->page != NULL)
    resite_wizard_say (self, GTK_MESSAGE_ERROR, error->message);
}

static void
reason_given_cb (ResiteWizard *self, const char *reason)
{
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_CONFIRM, self->person, NULL);

  resite_move_set (move, "machine", get_machine (self));
  resite_move_set (move, "reason", reason);
  resite_run_perform_async (self->run, move, NULL, confirmed_cb, g_object_ref (self));
}

void
_resite_wizard_ask_confirm (ResiteWizard *self)
{
  const char *machine = get_machine (self);
  g_autofree char *word =
      machine != NULL ? resite_machine_badge_dup_word (self->run, machine) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *verb = NULL;
  GtkWidget *dialog;

  if (machine == NULL)
    return;
  /* TRANSLATORS: %s is a role in capitals: OLD SERVER. */
  title = g_strdup_printf (_ ("Is this box the %s?"), word);
  verb = g_strdup_printf (_ ("It is the %s"), word);
  dialog = resite_reason_dialog_show (
      GTK_WIDGET (self), title,
      _ ("What answers has other numbers than the plan or this record. If the plan has them wrong, "
         "say how you know: from then on this box counts. On the wrong one, everything that "
         "follows does harm."),
      _ ("_How do you know?"), verb);
  g_signal_connect_object (dialog, "given", G_CALLBACK (reason_given_cb), self, G_CONNECT_SWAPPED);
}
