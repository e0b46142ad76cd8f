/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-reach"

#include "config.h"

#include "resite-error.h"
#include "resite-presence.h"
#include "resite-run-way-private.h"
#include "resite-under-way.h"

static void open_line (GTask *task);

/* The certificate. */

static void
trust_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (_resite_run_append_finish (RESITE_RUN (source), result, &error))
    open_line (task);
  else
    _resite_way_arrive (task, error);
}

static void
pin (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);
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
  _resite_way_arrive (untrusted->task, error != NULL ? error : untrusted->error);
}

/* Takes @error. */
static void
ask_for_trust (GTask *task, GError *error)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);
  ResiteTrust *trust = resite_connections_get_trust (self->connections, way->role, NULL);
  g_autofree char *fingerprint = trust != NULL ? resite_trust_dup_seen_fingerprint (trust) : NULL;
  g_autofree char *description = trust != NULL ? resite_trust_describe_seen (trust) : NULL;
  Untrusted *untrusted = NULL;

  if (fingerprint == NULL || way->asked_trust || (way->flags & RESITE_REACH_ASK) == 0)
    {
      _resite_way_arrive (task, error);
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
  ResiteWay *way = g_task_get_task_data (task);
  Sight *sight = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  g_clear_object (&sight->machine);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_clear_pointer (&way->seen, resite_windows_identity_free);
      way->seen = g_steal_pointer (&sight->seen);
      way->member = sight->member;
      _resite_way_judge (task);
    }
  else if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED))
    ask_for_trust (task, error);
  else
    _resite_way_arrive (task, error);
}

static void
open_line (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GTask) looking = NULL;
  Sight *sight;

  /* What spoke against the box last time is looked at anew. */
  resite_connections_set_fault (self->connections, way->role, NULL);
  g_clear_object (&way->machine);
  way->machine = resite_connections_open_machine (self->connections, way->role, NULL, &error);
  if (way->machine == NULL)
    {
      _resite_way_arrive (task, error);
      return;
    }
  sight = g_new0 (Sight, 1);
  sight->machine = g_object_ref (way->machine);
  looking = g_task_new (NULL, g_task_get_cancellable (task), looked_cb, task);
  g_task_set_source_tag (looking, open_line);
  g_task_set_task_data (looking, sight, sight_free);
  resite_under_way_run_task (looking, look_in_thread);
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
  ResiteWay *way = g_task_get_task_data (task);
  NameQuery *query = g_task_get_task_data (G_TASK (result));
  g_autofree char *address = g_task_propagate_pointer (G_TASK (result), NULL);

  if (address != NULL)
    _resite_run_note_found (self, way->role, query->name, address);
  resite_connections_set_host (self->connections, way->role,
                               address != NULL ? address : query->name);
  open_line (task);
}

void
_resite_way_find_address (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);
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
  g_task_set_source_tag (querying, _resite_way_find_address);
  g_task_set_task_data (querying, query, name_query_free);
  resite_under_way_run_task (querying, query_in_thread);
}
