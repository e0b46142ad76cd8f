/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-reach"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-run-shells.h"
#include "resite-run-way-private.h"

static void
way_free (gpointer data)
{
  ResiteWay *way = data;

  g_clear_object (&way->machine);
  g_clear_pointer (&way->seen, resite_windows_identity_free);
  g_free (way->role);
  g_free (way->by);
  g_free (way);
}

static void begin_way (GTask *task);

/* A machine to which nobody was asked to open the door has not failed to answer. */
static gboolean
is_fault (const ResiteWay *way, const GError *error)
{
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
         ((way->flags & RESITE_REACH_ASK) != 0 ||
          !g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON));
}

/* The next one that waits for this machine sets out. */
void
_resite_way_arrive (GTask *task, GError *error)
{
  ResiteRun *self = g_object_ref (g_task_get_source_object (task));
  ResiteWay *way = g_task_get_task_data (task);
  g_autofree char *role = g_strdup (way->role);
  ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, role)->facts;
  GPtrArray *waiting = g_hash_table_lookup (self->reaching, role);
  ResiteMachineRecord *record;
  gboolean is_first = FALSE;

  g_clear_pointer (&facts->fault, g_free);
  if (error != NULL && is_fault (way, error))
    facts->fault = g_strdup (error->message);
  facts->reached = error == NULL;
  record = _resite_run_ensure_machine (self, role);
  if (way->seen != NULL)
    {
      g_clear_pointer (&record->seen, resite_windows_identity_free);
      record->seen = g_steal_pointer (&way->seen);
    }
  _resite_run_tell_machine (self, role);
  if (error == NULL)
    {
      is_first = self->welcome != NULL && self->looking == NULL && !record->looked_at;
      record->looked_at = TRUE;
      _resite_run_sweep_shells (self, role, way->machine);
      g_task_return_pointer (task, g_object_ref (way->machine), g_object_unref);
    }
  else
    g_task_return_error (task, error);
  g_object_unref (task);

  if (is_first)
    _resite_run_look_at (self, role);
  if (waiting->len > 0)
    begin_way (g_ptr_array_steal_index (waiting, 0));
  else
    g_hash_table_remove (self->reaching, role);
  g_object_unref (self);
}

/* The password. */

static void
password_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);
  g_autoptr (ResiteCredentials) credentials = NULL;
  GError *error = NULL;

  if (_resite_run_ask_finish (result, &credentials, &error))
    resite_connections_set_credentials (self->connections, way->role, credentials);
  else if (error == NULL)
    {
      g_hash_table_add (self->declined, g_strdup (way->role));
      g_set_error (&error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                   _ ("Nobody gave the password for “%s”, so this is for a person to do."),
                   way->role);
    }
  if (error != NULL)
    _resite_way_arrive (task, error);
  else
    _resite_way_find_address (task);
}

static void
ask_for_password (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);
  g_autofree char *name = resite_run_get_name_now (self, way->role);
  g_autofree char *purpose = g_strdup_printf (
      _ ("Resite signs in to %s (“%s”) to look and to do what the step says."), name, way->role);
  const ResiteQuestionTexts texts = {
    .kind = RESITE_QUESTION_CREDENTIALS,
    .role = way->role,
    .server = name,
    .user = resite_connections_get_user (self->connections, way->role),
    .purpose = purpose,
    .was_refused = resite_connections_get_credentials (self->connections, way->role) != NULL,
  };

  _resite_run_ask_async (self, &texts, g_task_get_cancellable (task), password_asked_cb, task);
}

/* Takes @task. */
static void
begin_way (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);

  if (resite_connections_needs_credentials (self->connections, way->role) &&
      (way->flags & RESITE_REACH_ASK) != 0 && self->asker != NULL &&
      !g_hash_table_contains (self->declined, way->role))
    ask_for_password (task);
  else
    _resite_way_find_address (task);
}

void
_resite_run_reach_async (ResiteRun *self, const char *role, ResiteReachFlags flags, const char *by,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  const char *section = _resite_run_find_section (self, role);
  GPtrArray *waiting = g_hash_table_lookup (self->reaching, section);
  ResiteWay *way = g_new0 (ResiteWay, 1);

  g_task_set_source_tag (task, _resite_run_reach_async);
  g_task_set_check_cancellable (task, FALSE);
  way->role = g_strdup (section);
  way->by = g_strdup (by != NULL ? by : self->by);
  way->flags = flags;
  g_task_set_task_data (task, way, way_free);
  if (waiting != NULL)
    {
      g_ptr_array_add (waiting, task);
      return;
    }
  g_hash_table_insert (self->reaching, g_strdup (section),
                       g_ptr_array_new_with_free_func (g_object_unref));
  begin_way (task);
}

ResiteMachine *
_resite_run_reach_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
resite_run_reach_async (ResiteRun *self, const char *role, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_RUN (self));
  g_return_if_fail (role != NULL);

  g_hash_table_remove (self->declined, _resite_run_find_section (self, role));
  _resite_run_reach_async (self, role, RESITE_REACH_ASK, NULL, cancellable, callback, user_data);
}

ResiteMachine *
resite_run_reach_finish (ResiteRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return _resite_run_reach_finish (self, result, error);
}
