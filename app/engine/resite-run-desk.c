/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-desk"

#include "config.h"

#include "resite-desk-way.h"
#include "resite-run-reach-private.h"

/* Who is where a machine is thought to be, seen from this desk without any account. */

/* What was seen so long ago may have changed. */
#define OLD_AFTER (5 * 60 * G_USEC_PER_SEC)

typedef struct
{
  GWeakRef run;
  char *section;
  GCancellable *cancellable;
} Looking;

static void
looking_free (Looking *looking)
{
  g_weak_ref_clear (&looking->run);
  g_object_unref (looking->cancellable);
  g_free (looking->section);
  g_free (looking);
}

static void
seen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Looking *looking = user_data;
  g_autoptr (ResiteRun) self = g_weak_ref_get (&looking->run);
  g_autoptr (ResiteDeskOpinion) opinion = resite_desk_form_opinion_finish (result, NULL);
  ResiteMachineRecord *record =
      self != NULL ? _resite_run_ensure_machine (self, looking->section) : NULL;

  /* One that was cancelled has a follower. */
  if (record != NULL && record->looking == looking->cancellable)
    {
      g_clear_object (&record->looking);
      g_clear_pointer (&record->facts.desk, resite_desk_opinion_free);
      record->facts.desk = g_steal_pointer (&opinion);
      record->facts.is_looked_at = FALSE;
      record->desk_time = g_get_monotonic_time ();
      _resite_run_tell_machine (self, looking->section);
    }
  looking_free (looking);
}

/* A rehearsal's machines are on this desk, whatever its plan says. */
static gboolean
may_be_asked (ResiteRun *self, const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return !resite_run_is_rehearsal (self) ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
is_fresh (const ResiteMachineRecord *record, const char *host, const char *name)
{
  const ResiteDeskOpinion *desk = record->facts.desk;

  return desk != NULL && g_str_equal (desk->host, host) && g_str_equal (desk->expected, name) &&
         g_get_monotonic_time () - record->desk_time < OLD_AFTER;
}

static void
begin (ResiteRun *self, const char *section, const char *host, const char *name)
{
  ResiteMachineRecord *record = _resite_run_ensure_machine (self, section);
  Looking *looking = g_new0 (Looking, 1);
  ResiteDeskQuestion question = {
    .host = host,
    .expected = name,
    .name_servers = resite_connections_get_name_servers (self->connections),
  };

  g_weak_ref_init (&looking->run, self);
  looking->section = g_strdup (section);
  looking->cancellable = g_cancellable_new ();
  record->looking = g_object_ref (looking->cancellable);
  record->facts.is_looked_at = TRUE;
  resite_desk_way_fill (self->plan, section, &question);
  resite_desk_form_opinion_async (&question, looking->cancellable, seen_cb, looking);
}

gboolean
resite_run_look_from_desk (ResiteRun *self, const char *role, gboolean anew)
{
  ResiteMachineRecord *record;
  const char *section;
  g_autofree char *name = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (RESITE_IS_RUN (self), FALSE);
  g_return_val_if_fail (role != NULL, FALSE);

  section = _resite_run_find_section (self, role);
  record = _resite_run_ensure_machine (self, section);
  host = g_strdup (_resite_run_find_host (self, section));
  name = resite_run_get_name_now (self, section);
  if (record->looking != NULL || host == NULL || name == NULL || *host == '\0' ||
      !may_be_asked (self, host) || (!anew && is_fresh (record, host, name)))
    return FALSE;
  begin (self, section, host, name);
  _resite_run_tell_machine (self, section);
  return TRUE;
}
