/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-act"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-command-job.h"
#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-run-reach-private.h"
#include "resite-verb-ledger.h"

/* Steps of the procedure by which a command is done. */
#define STEP_SERVICES_OFF   "C2"
#define ACTION_SERVICES_OFF "disable"
#define STEP_SETUP          "C11"
#define VERB_RENAME         "rename"
#define VERB_REBOOT         "reboot"
#define VERB_RESTORE        "services-restore"
#define VERB_DELETE_SITE    "delete-site"
#define ROLE_OLD            "old"
#define VALUE_SEALED        "sealed"

static const char *
get_verb (ResiteDrive *self)
{
  const char *verb = resite_job_arguments_get (self->arguments, "verb");

  return verb != NULL ? verb : "";
}

static gboolean
is_deed (ResiteDrive *self)
{
  ResiteActionKind kind = resite_action_get_kind (self->action);

  return kind == RESITE_ACTION_COMMAND || kind == RESITE_ACTION_BULK;
}

static gboolean
is_renaming (ResiteDrive *self)
{
  return g_str_equal (get_verb (self), VERB_RENAME) || g_str_equal (get_verb (self), VERB_REBOOT);
}

/* What only the run knows. */

/* (nullable): the machine that a command at @role asks about itself before it does anything: who may
 * have the name, or whether the old server has come back to life. */
static const char *
find_other (ResiteDrive *self, const char *role)
{
  if (g_str_equal (get_verb (self), VERB_DELETE_SITE))
    return ROLE_OLD;
  return g_str_equal (role, "old") ? "new" : g_str_equal (role, "new") ? "old" : NULL;
}

static void
set_other (ResiteDrive *self, const char *role)
{
  const char *other = find_other (self, role);
  const ResiteMachineFacts *facts =
      other != NULL ? resite_run_get_machine_facts (self->run, other) : NULL;

  if (other == NULL)
    return;
  resite_job_arguments_set (self->arguments, "uuid.other", facts != NULL ? facts->uuid : NULL);
  if (resite_connections_get_reach (self->run->connections, other) == RESITE_REACH_WINRM)
    resite_job_arguments_set (self->arguments, "role.other", other);
}

/* The start types that the services had before they were disabled, of whatever attempt. */
static void
set_modes (ResiteDrive *self)
{
  const ResiteStepState *state = resite_run_state_get (self->run->state, STEP_SERVICES_OFF, NULL);

  for (guint attempt = state != NULL ? state->attempt : 0; attempt > 0; attempt--)
    {
      g_autofree char *scope =
          resite_run_state_format_scope (STEP_SERVICES_OFF, NULL, attempt, ACTION_SERVICES_OFF);
      g_autoptr (ResiteLedger) ledger = resite_journal_ledger_new (self->run->journal, scope);
      g_autoptr (GPtrArray) rows = resite_ledger_read (ledger, NULL);
      g_autoptr (GHashTable) notes =
          rows != NULL && rows->len > 0 ? resite_command_job_read_notes (rows) : NULL;
      GHashTableIter iter;
      gpointer name, value;

      if (notes == NULL || g_hash_table_size (notes) == 0)
        continue;
      g_hash_table_iter_init (&iter, notes);
      while (g_hash_table_iter_next (&iter, &name, &value))
        if (g_str_has_prefix (name, "mode.") || g_str_has_prefix (name, "state."))
          resite_job_arguments_set (self->arguments, name, value);
      return;
    }
}

void
_resite_drive_add_other (ResiteDrive *self)
{
  const char *role = resite_job_arguments_get (self->arguments, "on");
  gboolean asks = is_renaming (self) || g_str_equal (get_verb (self), VERB_DELETE_SITE);
  const char *other = asks && role != NULL ? find_other (self, role) : NULL;

  if (other != NULL && self->machines->len > 0 &&
      resite_connections_get_reach (self->run->connections, other) == RESITE_REACH_WINRM)
    g_ptr_array_add (self->machines, g_strdup (other));
}

void
_resite_drive_complete_command (ResiteDrive *self)
{
  const char *role = resite_job_arguments_get (self->arguments, "on");
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (self->run, role);
  const char *const *servers = resite_connections_get_name_servers (self->run->connections);
  g_autofree char *list = servers != NULL ? g_strjoinv (", ", (GStrv)servers) : NULL;
  g_autofree char *name = resite_run_get_name_now (self->run, role);

  resite_job_arguments_set (self->arguments, "uuid.self", facts != NULL ? facts->uuid : NULL);
  resite_job_arguments_set (self->arguments, "macs.self", facts != NULL ? facts->macs : NULL);
  resite_job_arguments_set (self->arguments, "name.self", name);
  resite_job_arguments_set (self->arguments, "name-servers", list);
  resite_job_arguments_set (self->arguments, "domain",
                            resite_plan_get (self->run->plan, "ad.domain"));
  /* An account of another machine's is of no use here. */
  if (facts == NULL || !facts->member)
    resite_job_arguments_set (self->arguments, "account", NULL);
  if (_resite_run_is_begun (self->run, STEP_SETUP))
    resite_job_arguments_set (self->arguments, VALUE_SEALED, "yes");
  set_other (self, role);
  if (g_str_equal (get_verb (self), VERB_RESTORE))
    set_modes (self);
  resite_job_arguments_set_credentials (self->arguments, self->run->account);
}

/* The account that renames computers. */

static void
begin_action (ResiteDrive *self)
{
  if (resite_action_get_kind (self->action) == RESITE_ACTION_FORM)
    _resite_drive_read_form (self);
  else
    _resite_drive_begin (self);
}

static void
account_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (ResiteCredentials) credentials = NULL;

  /* Without it the deed says that a person has to do it. */
  if (_resite_run_ask_finish (result, &credentials, NULL))
    {
      g_clear_pointer (&self->run->account, resite_credentials_unref);
      self->run->account = g_steal_pointer (&credentials);
      resite_job_arguments_set_credentials (self->arguments, self->run->account);
    }
  begin_action (self);
}

static gboolean
needs_account (ResiteDrive *self)
{
  return g_str_equal (get_verb (self), VERB_RENAME) && self->run->asker != NULL &&
         resite_job_arguments_get (self->arguments, "account") != NULL &&
         (self->run->account == NULL || resite_credentials_is_refused (self->run->account));
}

static void
ask_for_account (ResiteDrive *self)
{
  const char *user = resite_job_arguments_get (self->arguments, "account");
  g_autofree char *purpose = g_strdup_printf (
      _ ("A member of a domain is renamed with the account %s of that domain."), user);
  const ResiteQuestionTexts texts = { .kind = RESITE_QUESTION_CREDENTIALS,
                                      .role = "account",
                                      .server = resite_plan_get (self->run->plan, "ad.domain"),
                                      .user = user,
                                      .purpose = purpose,
                                      .was_refused = self->run->account != NULL };

  _resite_run_ask_async (self->run, &texts, self->cancellable, account_asked_cb, self);
}

/* The machines. */

/* What was begun and cut off may have left the box anywhere between its two names and addresses;
 * the deed finds it by its hardware number. */
static gboolean
may_be_under_way (ResiteDrive *self, const char *role, const GError *error)
{
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (self->run, role);
  const ResiteActionState *state = resite_step_state_get_action (
      resite_step_run_get_state (self->step), resite_action_get_id (self->action));

  return is_renaming (self) && state != NULL && facts != NULL && facts->uuid != NULL &&
         (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE) ||
          g_error_matches (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT));
}

/* The other server is only asked what it is and has: one that does not answer hinders nothing. A
 * copy is a deed at its target. */
static gboolean
is_acted_upon (ResiteDrive *self, const char *role)
{
  const char *on = resite_job_arguments_get (self->arguments, "on");

  if (resite_action_get_kind (self->action) == RESITE_ACTION_COPY)
    return g_strcmp0 (role, resite_job_arguments_get (self->arguments, "to")) == 0;
  return is_deed (self) && (on == NULL || g_str_equal (role, on));
}

static void
reached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteMachine) machine =
      _resite_run_reach_finish (RESITE_RUN (source), result, &error);
  g_autofree char *role = g_ptr_array_steal_index (self->machines, 0);

  if (self->stopping)
    {
      g_clear_error (&error);
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped"));
      _resite_drive_begin_in_vain (self, error);
    }
  /* A copy from the wrong box is as bad as one to it. */
  else if (machine == NULL && resite_action_get_kind (self->action) == RESITE_ACTION_COPY &&
           g_error_matches (error, RESITE_ERROR, RESITE_ERROR_DIFFERS))
    _resite_drive_begin_in_vain (self, error);
  /* What cannot be looked at is "unknown" in its row, with the reason. */
  else if (machine == NULL && is_acted_upon (self, role) && !may_be_under_way (self, role, error))
    _resite_drive_begin_in_vain (self, error);
  else
    _resite_drive_reach (self);
}

void
_resite_drive_reach (ResiteDrive *self)
{
  ResiteReachFlags flags = RESITE_REACH_ASK;

  if (self->machines->len > 0)
    {
      if (is_acted_upon (self, self->machines->pdata[0]))
        flags |= RESITE_REACH_ACT;
      if (is_renaming (self))
        flags |= RESITE_REACH_ANY_NAME;
      _resite_run_reach_async (self->run, self->machines->pdata[0], flags, self->by,
                               self->cancellable, reached_cb, self);
      return;
    }
  _resite_drive_reach_files (self);
}

void
_resite_drive_ready (ResiteDrive *self)
{
  if (_resite_drive_needs_directory_password (self))
    {
      _resite_drive_ask_for_directory (self);
      return;
    }
  if (resite_action_get_kind (self->action) == RESITE_ACTION_COMMAND)
    _resite_drive_complete_command (self);
  if (resite_action_get_kind (self->action) == RESITE_ACTION_DIRECTORY)
    _resite_drive_complete_directory (self);
  if (needs_account (self))
    ask_for_account (self);
  else
    begin_action (self);
}
