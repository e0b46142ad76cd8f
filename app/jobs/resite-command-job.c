/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-command-job"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-deed-private.h"
#include "resite-under-way.h"

/* Values of all verbs: "uuid.self" (confirmed hardware), "macs.self" (where the box has no number of
 * its own; a blank between two), "name.self" (what it is called before),
 * "patience-minutes" (15).
 *   services-disable
 *   services-restore  mode.SERVICE ("Auto"), state.SERVICE ("Running": started again)
 *   rename            name, network ("dhcp", "static"), address, mask, gateway, dns, wins,
 *                     address-before, address-after (where DHCP will put it), free-name,
 *                     free-address, name-servers, ports (of programs that may answer there),
 *                     account (of the domain), uuid.other and role.other (who may come back)
 *   reboot
 *   unshare           share, folder, folder-after
 *   reset-permissions, move-back, delete-aside
 *                     old, folder, built; reset: folders ("all", "none", or names)
 *   delete-site       site, directory, line.1 line.2 ..., service (SMS_EXECUTIVE), sealed,
 *                     role.other and uuid.other (the old server, which must be down) */

struct _ResiteCommandJob
{
  ResiteJob parent_instance;

  const ResiteDeedKind *kind;
  char *role;
  GHashTable *values;
  ResiteMachineLookup lookup;
  gpointer lookup_data;
  ResiteCredentials *credentials;
  ResiteFolder *files;
  ResiteLedger *ledger;
  ResiteClock *clock;
};

G_DEFINE_FINAL_TYPE (ResiteCommandJob, resite_command_job, RESITE_TYPE_JOB)

static const ResiteDeedKind *const kinds[] = {
  &resite_deed_services_disable,
  &resite_deed_services_restore,
  &resite_deed_rename,
  &resite_deed_reboot,
  &resite_deed_unshare,
  &resite_deed_delete_site,
  &resite_deed_reset,
  &resite_deed_move_back,
  &resite_deed_delete_aside,
};

static const ResiteDeedKind *
find_kind (const char *verb)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i]->verb, verb) == 0)
      return kinds[i];
  return NULL;
}

static void
run_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ResiteCommandJob *self = source;
  GError *error = NULL;
  ResiteDeed deed = {
    .job = RESITE_JOB (self),
    .kind = self->kind,
    .role = self->role,
    .values = self->values,
    .credentials = self->credentials,
    .files = self->files,
    .ledger = self->ledger,
    .clock = self->clock,
    .pace = GPOINTER_TO_UINT (data) / 1000.0,
    .cancellable = cancellable,
    .lookup = self->lookup,
    .lookup_data = self->lookup_data,
  };

  if (resite_deed_run (&deed, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
resite_command_job_run_async (ResiteJob *job, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  ResiteCommandJob *self = RESITE_COMMAND_JOB (job);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const guint pace = (guint)(resite_clock_get_pace (self->clock) * 1000);

  g_task_set_source_tag (task, resite_command_job_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, GUINT_TO_POINTER (pace), NULL);
  resite_under_way_run_task (task, run_in_worker);
}

static gboolean
resite_command_job_run_finish (ResiteJob *job, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
resite_command_job_finalize (GObject *object)
{
  ResiteCommandJob *self = RESITE_COMMAND_JOB (object);

  g_free (self->role);
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_clear_object (&self->files);
  g_clear_object (&self->ledger);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (resite_command_job_parent_class)->finalize (object);
}

static void
resite_command_job_class_init (ResiteCommandJobClass *klass)
{
  ResiteJobClass *job_class = RESITE_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_command_job_finalize;
  job_class->run_async = resite_command_job_run_async;
  job_class->run_finish = resite_command_job_run_finish;
}

static void
resite_command_job_init (ResiteCommandJob *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

gboolean
resite_command_job_knows (const char *verb)
{
  return find_kind (verb) != NULL;
}

static void
copy_values (GHashTable *to, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to, g_strdup (key), g_strstrip (g_strdup (value != NULL ? value : "")));
}

ResiteJob *
resite_command_job_new (const char *verb, const char *role, GHashTable *values,
                        ResiteMachineLookup lookup, gpointer user_data, ResiteLedger *ledger,
                        ResiteClock *clock)
{
  const ResiteDeedKind *kind = find_kind (verb);
  ResiteCommandJob *self;

  g_return_val_if_fail (kind != NULL, NULL);
  g_return_val_if_fail (role != NULL && values != NULL && lookup != NULL, NULL);
  g_return_val_if_fail (RESITE_IS_LEDGER (ledger), NULL);
  g_return_val_if_fail (RESITE_IS_CLOCK (clock), NULL);

  self = g_object_new (RESITE_TYPE_COMMAND_JOB, NULL);
  self->kind = kind;
  self->role = g_strdup (role);
  copy_values (self->values, values);
  self->lookup = lookup;
  self->lookup_data = user_data;
  self->ledger = g_object_ref (ledger);
  self->clock = g_object_ref (clock);
  resite_job_set_title (RESITE_JOB (self), _ (kind->title));
  resite_job_set_how (RESITE_JOB (self), "V");
  resite_job_set_clock (RESITE_JOB (self), clock);
  return RESITE_JOB (self);
}

void
resite_command_job_set_credentials (ResiteCommandJob *self, ResiteCredentials *credentials)
{
  g_return_if_fail (RESITE_IS_COMMAND_JOB (self));
  g_return_if_fail (resite_job_get_state (RESITE_JOB (self)) == RESITE_JOB_PENDING);

  g_clear_pointer (&self->credentials, resite_credentials_unref);
  if (credentials != NULL)
    self->credentials = resite_credentials_ref (credentials);
}

void
resite_command_job_set_files (ResiteCommandJob *self, ResiteFolder *files)
{
  g_return_if_fail (RESITE_IS_COMMAND_JOB (self));
  g_return_if_fail (resite_job_get_state (RESITE_JOB (self)) == RESITE_JOB_PENDING);

  g_set_object (&self->files, files);
}

gboolean
resite_command_job_needs_files_only (const char *verb)
{
  const ResiteDeedKind *kind = find_kind (verb);

  return kind == &resite_deed_reset || kind == &resite_deed_move_back ||
         kind == &resite_deed_delete_aside;
}

const char *
resite_command_job_get_item_title (const char *name)
{
  static const char *const titles[][2] = {
    { "identity", N_ ("Is it this machine?") },
    { "services", N_ ("Write the start types down") },
    { "start-types", N_ ("Set the start types") },
    { "written-down", N_ ("Write the network settings down") },
    { "free", N_ ("Are name and address free?") },
    { "rename", N_ ("Give it its name") },
    { "free-again", N_ ("Are they still free?") },
    { "network", N_ ("Set the network card") },
    { "reboot", N_ ("Restart it") },
    { "back", N_ ("Is it back as it should be?") },
    { "before", N_ ("Look at share and folder") },
    { "share", N_ ("Take the share away") },
    { "folder", N_ ("Rename the folder") },
    { "other", N_ ("Is the old server down?") },
    { "tool", N_ ("Is the program there?") },
    { "service", N_ ("Does the service run?") },
    { "line.1", N_ ("First line") },
    { "line.2", N_ ("Second line") },
    { "line.3", N_ ("Third line") },
    { "model", N_ ("Read the permissions of the model") },
    { "left", N_ ("What is left?") },
    { "delete", N_ ("Delete it") },
    { "proof", N_ ("Look again") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i][0], name) == 0)
      return _ (titles[i][1]);
  return name;
}

/* Notes of the stage "written-down" are told as such, those of a service under its name. */
static void
take_note (GHashTable *notes, const char *stage, const char *line)
{
  const char *equals = strchr (line, '=');
  g_autofree char *key = NULL;

  if (equals == NULL)
    return;
  key = g_strndup (line, equals - line);
  if (g_str_equal (key, "mode") || g_str_equal (key, "state"))
    g_hash_table_insert (notes, g_strdup_printf ("%s.%s", key, stage), g_strdup (equals + 1));
  else if (g_str_equal (stage, "written-down"))
    g_hash_table_insert (notes, g_strdup_printf ("network.%s", key), g_strdup (equals + 1));
}

GHashTable *
resite_command_job_read_notes (GPtrArray *rows)
{
  GHashTable *notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_return_val_if_fail (rows != NULL, notes);

  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);
      g_auto (GStrv) lines = g_strsplit (row->output != NULL ? row->output : "", "\n", -1);

      for (guint j = 0; lines[j] != NULL; j++)
        take_note (notes, row->name, lines[j]);
    }
  return notes;
}
