/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-directory"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-directory-way.h"
#include "resite-drive-private.h"
#include "resite-run-reach-private.h"
#include "resite-verb-ledger.h"

/* The directory of the run: how it is reached, whose password it takes, and what only the run knows
 * of what is done there. */

#define ROLE          "ad"
#define STEP_SETUP    "C11"
#define STEP_DELETION "C7"
#define VERB_FIND     "find"
#define VERB_DELETE   "delete"
#define VERB_POLL     "poll"
#define POLL_MINUTES  30

void
_resite_run_add_directory (ResiteRun *self)
{
  g_autoptr (ResiteDirectoryPlace) place = resite_directory_way_open (self->plan);

  resite_connections_set_directory (self->connections, place);
}

/* The password. */

void
_resite_run_ask_for_directory_async (ResiteRun *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  ResiteDirectoryPlace *place = resite_connections_get_directory (self->connections);
  g_autoptr (ResiteCredentials) former = resite_directory_place_dup_credentials (place);
  const ResiteQuestionTexts texts = {
    .kind = RESITE_QUESTION_CREDENTIALS,
    .role = ROLE,
    .server = resite_directory_place_get_name (place),
    .user = resite_directory_place_get_user (place),
    .purpose = _ ("Resite looks into Active Directory, and deletes there what this step names."),
    .was_refused = former != NULL,
  };

  _resite_run_ask_async (self, &texts, cancellable, callback, user_data);
}

static gboolean
wants_directory (ResiteDrive *self)
{
  ResiteJobOrder order;

  _resite_run_fill_order (self->run, self->step, self->action, &order);
  return resite_job_order_needs_directory (&order);
}

gboolean
_resite_drive_needs_directory_password (ResiteDrive *self)
{
  ResiteDirectoryPlace *place = resite_connections_get_directory (self->run->connections);

  return place != NULL && self->run->asker != NULL && !self->stopping && wants_directory (self) &&
         resite_directory_place_needs_credentials (place) &&
         !g_hash_table_contains (self->declined, ROLE);
}

static void
password_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  ResiteDirectoryPlace *place = resite_connections_get_directory (self->run->connections);
  g_autoptr (ResiteCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;

  if (_resite_run_ask_finish (result, &credentials, &error) && place != NULL)
    resite_directory_place_set_credentials (place, credentials);
  else
    g_hash_table_add (self->declined, g_strdup (ROLE));
  /* Without one the action itself says what it lacks. */
  _resite_drive_ready (self);
}

void
_resite_drive_ask_for_directory (ResiteDrive *self)
{
  _resite_run_ask_for_directory_async (self->run, self->cancellable, password_asked_cb, self);
}

/* What only the run knows. */

/* (nullable): the id of the action that found what this step deletes. */
static const char *
find_finding (ResiteDrive *self)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (self->step));

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_DIRECTORY &&
        g_strcmp0 (resite_action_get (actions->pdata[i], "verb"), VERB_FIND) == 0)
      return resite_action_get_id (actions->pdata[i]);
  return NULL;
}

/* What was found last, of whatever attempt. */
static void
set_shown (ResiteDrive *self)
{
  const char *action = find_finding (self);

  for (guint attempt = resite_step_run_get_attempt (self->step); action != NULL && attempt > 0;
       attempt--)
    {
      g_autofree char *scope =
          resite_run_state_format_scope (resite_step_get_id (resite_step_run_get_step (self->step)),
                                         resite_step_run_get_target (self->step), attempt, action);
      g_autoptr (ResiteLedger) ledger = resite_journal_ledger_new (self->run->journal, scope);
      g_autoptr (GPtrArray) rows = resite_ledger_read (ledger, NULL);

      if (rows == NULL || rows->len == 0)
        continue;
      resite_job_arguments_set_shown (self->arguments, rows);
      return;
    }
}

/* When the setup began. Where a person only signed it off, the deletion was before it. 0: not on
 * record. */
static gint64
find_setup (ResiteRun *self)
{
  const ResiteStepState *setup = resite_run_state_get (self->state, STEP_SETUP, NULL);
  const ResiteStepState *deletion = resite_run_state_get (self->state, STEP_DELETION, NULL);

  if (setup != NULL && setup->started_at != 0 && setup->started_at < setup->ended_at)
    return setup->started_at;
  if (setup != NULL && deletion != NULL && deletion->ended_at != 0)
    return deletion->ended_at;
  return setup != NULL ? setup->started_at : 0;
}

void
_resite_drive_complete_directory (ResiteDrive *self)
{
  const char *verb = resite_job_arguments_get (self->arguments, "verb");

  if (g_strcmp0 (verb, VERB_DELETE) == 0)
    set_shown (self);
  if (g_strcmp0 (verb, VERB_POLL) == 0)
    resite_job_arguments_set_times (self->arguments, find_setup (self->run),
                                    resite_clock_now (self->run->clock) +
                                        (gint64)POLL_MINUTES * 60 * G_USEC_PER_SEC);
}
