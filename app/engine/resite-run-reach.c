/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-reach"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-presence.h"
#include "resite-run-reach-private.h"
#include "resite-run-shells.h"

/* On the way to a machine: its password, its address, its line, its certificate, its box. Each
 * stage goes on to the next one; one way a machine at a time. */

typedef struct
{
  char *role; /* the section's */
  char *by;
  ResiteReachFlags flags;
  ResiteMachine *machine;
  ResiteWindowsIdentity *seen;
  gboolean member;
  gboolean by_plan;
  gboolean asked_trust;
} Way;

static void open_line (GTask *task);

static void
way_free (gpointer data)
{
  Way *way = data;

  g_clear_object (&way->machine);
  g_clear_pointer (&way->seen, resite_windows_identity_free);
  g_free (way->role);
  g_free (way->by);
  g_free (way);
}

static void begin_way (GTask *task);

/* A machine to which nobody was asked to open the door has not failed to answer. */
static gboolean
is_fault (const Way *way, const GError *error)
{
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
         ((way->flags & RESITE_REACH_ASK) != 0 ||
          !g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON));
}

/* Takes @task. The next one that waits for this machine sets out. */
static void
arrive (GTask *task, GError *error)
{
  ResiteRun *self = g_object_ref (g_task_get_source_object (task));
  Way *way = g_task_get_task_data (task);
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

/* What is written down. */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  _resite_run_append_finish (RESITE_RUN (source), result, &error);
  arrive (task, error);
}

/* A run that is only looked at writes nothing; what is known already is not written twice. */
static void
record (GTask *task, const char *confirmed)
{
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
  ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, way->role)->facts;
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  gboolean is_news = g_strcmp0 (facts->confirmed, confirmed) != 0 ||
                     g_strcmp0 (facts->name, way->seen->name) != 0 ||
                     (way->seen->uuid != NULL && g_strcmp0 (facts->uuid, way->seen->uuid) != 0);

  if (resite_run_may_act (self) && is_news)
    _resite_run_draft_known (self, drafts, g_str_equal (confirmed, "person") ? way->by : "resite",
                             way->role, way->seen, confirmed);
  if (drafts->len == 0)
    arrive (task, NULL);
  else
    _resite_run_append_async (self, drafts, written_cb, task);
}

/* The box. */

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;

  if (_resite_run_ask_finish (result, NULL, &error))
    {
      record (task, "person");
      return;
    }
  if (error == NULL)
    {
      g_autofree char *box = _resite_run_describe_box (way->seen);
      g_set_error (
          &error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
          _ ("Nobody confirmed yet that this box is “%s”: %s. Compare it with the case, then "
             "confirm it, or write its numbers into the plan."),
          way->role, box);
    }
  arrive (task, error);
}

static void
ask_whether_it_is_right (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
  g_autofree char *box = _resite_run_describe_box (way->seen);
  g_autofree char *purpose =
      g_strdup_printf (_ ("Is this the box that the plan means by “%s”? %s"), way->role, box);
  const ResiteQuestionTexts texts = { .kind = RESITE_QUESTION_IDENTITY,
                                      .role = way->role,
                                      .server = way->seen->name,
                                      .purpose = purpose };

  _resite_run_ask_async (self, &texts, g_task_get_cancellable (task), confirmed_cb, task);
}

static void
set_mismatch (ResiteRun *self, const char *role, const char *text)
{
  ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, role)->facts;

  g_free (facts->mismatch);
  facts->mismatch = g_strdup (text);
  resite_connections_set_fault (self->connections, role, text);
}

static void
note_sight (ResiteRun *self, Way *way)
{
  ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, way->role)->facts;

  g_free (facts->product);
  facts->product = g_strdup (way->seen->product);
  g_free (facts->user);
  facts->user = g_strdup (resite_connections_get_user (self->connections, way->role));
  facts->clock_ahead = (double)way->seen->clock_ahead / G_USEC_PER_SEC;
  facts->member = way->member;
}

static void
judge (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
  const ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, way->role)->facts;
  g_autofree char *text = NULL;
  ResiteBoxVerdict verdict = _resite_run_judge_box (
      self, way->role, way->seen, (way->flags & RESITE_REACH_ANY_NAME) != 0, &way->by_plan, &text);

  note_sight (self, way);
  set_mismatch (self, way->role, text);
  if (verdict == RESITE_BOX_WRONG)
    arrive (task, g_error_new_literal (RESITE_ERROR, RESITE_ERROR_DIFFERS, text));
  else if (verdict == RESITE_BOX_RIGHT)
    record (task, way->by_plan ? "plan" : facts->confirmed);
  else if ((way->flags & RESITE_REACH_ACT) != 0)
    ask_whether_it_is_right (task);
  else
    record (task, "no");
}

/* The certificate. */

static void
trust_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (_resite_run_append_finish (RESITE_RUN (source), result, &error))
    open_line (task);
  else
    arrive (task, error);
}

static void
pin (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
  ResiteTrust *trust = resite_connections_get_trust (self->connections, way->role, NULL);
  g_autofree char *fingerprint = resite_trust_dup_seen_fingerprint (trust);
  g_autofree char *description = resite_trust_describe_seen (trust);
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();

  resite_trust_pin (trust, fingerprint);
  resite_connections_forget (self->connections, way->role);
  if (resite_run_may_act (self))
    {
      ResiteEvent *event = _resite_run_draft (drafts, RESITE_EVENT_TRUSTED, way->by, NULL);
      resite_event_set (event, "role", way->role);
      resite_event_set (event, "fingerprint", fingerprint);
      resite_event_set_text (event, "description", description);
    }
  _resite_run_append_async (self, drafts, trust_written_cb, task);
}

typedef struct
{
  GTask *task;
  GError *error;
} Untrusted;

static void
trust_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Untrusted *untrusted = user_data;
  GError *error = NULL;

  if (_resite_run_ask_finish (result, NULL, &error))
    {
      g_error_free (untrusted->error);
      pin (untrusted->task);
      return;
    }
  if (error != NULL)
    g_error_free (untrusted->error);
  arrive (untrusted->task, error != NULL ? error : untrusted->error);
}

/* Takes @error. */
static void
ask_for_trust (GTask *task, GError *error)
{
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
  ResiteTrust *trust = resite_connections_get_trust (self->connections, way->role, NULL);
  g_autofree char *fingerprint = trust != NULL ? resite_trust_dup_seen_fingerprint (trust) : NULL;
  g_autofree char *description = trust != NULL ? resite_trust_describe_seen (trust) : NULL;
  Untrusted *untrusted = NULL;

  if (fingerprint == NULL || way->asked_trust || (way->flags & RESITE_REACH_ASK) == 0)
    {
      arrive (task, error);
      return;
    }
  way->asked_trust = TRUE;
  untrusted = g_new0 (Untrusted, 1);
  untrusted->task = task;
  untrusted->error = error;

  const ResiteQuestionTexts texts = {
    .kind = RESITE_QUESTION_TRUST,
    .role = way->role,
    .server = resite_connections_get_host (self->connections, way->role),
    .purpose = description,
    .fingerprint = fingerprint,
  };
  _resite_run_ask_async (self, &texts, g_task_get_cancellable (task), trust_asked_cb, untrusted);
}

/* The line. */

typedef struct
{
  ResiteMachine *machine;
  ResiteWindowsIdentity *seen;
  gboolean member;
} Sight;

static void
sight_free (gpointer data)
{
  Sight *sight = data;

  g_clear_object (&sight->machine);
  g_clear_pointer (&sight->seen, resite_windows_identity_free);
  g_free (sight);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sight *sight = data;
  ResiteCim *cim = resite_machine_get_cim (sight->machine);
  GError *error = NULL;

  sight->seen = resite_windows_identify (cim, cancellable, &error);
  if (sight->seen != NULL)
    resite_windows_is_domain_member (cim, &sight->member, cancellable, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Way *way = g_task_get_task_data (task);
  Sight *sight = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  g_clear_object (&sight->machine);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_clear_pointer (&way->seen, resite_windows_identity_free);
      way->seen = g_steal_pointer (&sight->seen);
      way->member = sight->member;
      judge (task);
    }
  else if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED))
    ask_for_trust (task, error);
  else
    arrive (task, error);
}

static void
open_line (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GTask) looking = NULL;
  Sight *sight;

  /* What spoke against the box last time is looked at anew. */
  resite_connections_set_fault (self->connections, way->role, NULL);
  g_clear_object (&way->machine);
  way->machine = resite_connections_open_machine (self->connections, way->role, NULL, &error);
  if (way->machine == NULL)
    {
      arrive (task, error);
      return;
    }
  sight = g_new0 (Sight, 1);
  sight->machine = g_object_ref (way->machine);
  looking = g_task_new (NULL, g_task_get_cancellable (task), looked_cb, task);
  g_task_set_source_tag (looking, open_line);
  g_task_set_task_data (looking, sight, sight_free);
  g_task_run_in_thread (looking, look_in_thread);
}

/* The address. */

typedef struct
{
  char *name;
  GStrv servers;
} NameQuery;

static void
name_query_free (gpointer data)
{
  NameQuery *query = data;

  g_free (query->name);
  g_strfreev (query->servers);
  g_free (query);
}

static void
query_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  NameQuery *query = data;
  g_auto (GStrv) addresses = resite_name_query_addresses (
      query->name, (const char *const *)query->servers, cancellable, NULL);

  g_task_return_pointer (
      task, addresses != NULL && addresses[0] != NULL ? g_strdup (addresses[0]) : NULL, g_free);
}

/* Whom nobody registered is perhaps known to this desk by name. */
static void
queried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
  NameQuery *query = g_task_get_task_data (G_TASK (result));
  g_autofree char *address = g_task_propagate_pointer (G_TASK (result), NULL);

  if (address != NULL)
    _resite_run_note_found (self, way->role, query->name, address);
  resite_connections_set_host (self->connections, way->role,
                               address != NULL ? address : query->name);
  open_line (task);
}

static void
find_address (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
  g_autoptr (GTask) querying = NULL;
  NameQuery *query;

  if (resite_connections_get_host (self->connections, way->role) != NULL)
    {
      open_line (task);
      return;
    }
  query = g_new0 (NameQuery, 1);
  query->name = resite_run_get_name_now (self, way->role);
  query->servers = g_strdupv ((GStrv)resite_connections_get_name_servers (self->connections));
  querying = g_task_new (NULL, g_task_get_cancellable (task), queried_cb, task);
  g_task_set_source_tag (querying, find_address);
  g_task_set_task_data (querying, query, name_query_free);
  g_task_run_in_thread (querying, query_in_thread);
}

/* The password. */

static void
password_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
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
    arrive (task, error);
  else
    find_address (task);
}

static void
ask_for_password (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  Way *way = g_task_get_task_data (task);
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
  Way *way = g_task_get_task_data (task);

  if (resite_connections_needs_credentials (self->connections, way->role) &&
      (way->flags & RESITE_REACH_ASK) != 0 && self->asker != NULL &&
      !g_hash_table_contains (self->declined, way->role))
    ask_for_password (task);
  else
    find_address (task);
}

void
_resite_run_reach_async (ResiteRun *self, const char *role, ResiteReachFlags flags, const char *by,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  const char *section = _resite_run_find_section (self, role);
  GPtrArray *waiting = g_hash_table_lookup (self->reaching, section);
  Way *way = g_new0 (Way, 1);

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
