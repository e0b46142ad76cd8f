/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-act"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"
#include "resite-error.h"
#include "resite-run-reach-private.h"
#include "resite-under-way.h"

/* Before files of a machine are touched over SMB: its password, and whether it is the right box. */

#define SHOWN_ENTRIES 8

static void next_role (ResiteDrive *self);

/* The password. */

static void
password_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  ResiteRun *run = self->run;
  const char *role = self->file_roles->pdata[0];
  g_autoptr (ResiteCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;

  if (_resite_run_ask_finish (result, &credentials, &error))
    resite_connections_set_files_credentials (run->connections, role, credentials);
  else if (error == NULL)
    g_hash_table_add (self->declined, g_strdup (role));
  /* Without one the action itself says what it lacks. */
  next_role (self);
}

static gboolean
needs_password (ResiteDrive *self, const char *role)
{
  return self->run->asker != NULL && !self->stopping &&
         resite_connections_needs_files_credentials (self->run->connections, role) &&
         !g_hash_table_contains (self->declined, role);
}

void
_resite_run_ask_for_files_async (ResiteRun *self, const char *role, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *name = resite_run_get_name_now (self, role);
  g_autofree char *purpose = g_strdup_printf (
      _ ("Resite reads and writes files of %s (“%s”) over the network."), name, role);
  const ResiteQuestionTexts texts = {
    .kind = RESITE_QUESTION_CREDENTIALS,
    .role = role,
    .server = name,
    .user = resite_connections_get_files_user (self->connections, role),
    .purpose = purpose,
    .was_refused = resite_connections_get_files_credentials (self->connections, role) != NULL,
  };

  _resite_run_ask_async (self, &texts, cancellable, callback, user_data);
}

/* The box. */

/* What is asked over WinRM is known by its numbers. Of what is only reached over SMB nothing but
 * name and address shows, and of old and new server just these change hands. */
static gboolean
needs_confirmation (ResiteDrive *self, const char *role)
{
  ResiteConnections *connections = self->run->connections;
  const char *section = _resite_run_find_section (self->run, role);
  const char *target = resite_job_arguments_get (self->arguments, "to");
  const char *host = resite_connections_get_files_host (connections, role);
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (self->run, role);
  g_autofree char *name = resite_run_get_name_now (self->run, role);

  if (g_strcmp0 (role, target) != 0 ||
      resite_connections_get_reach (connections, role) == RESITE_REACH_WINRM ||
      (!g_str_equal (section, "old") && !g_str_equal (section, "new")))
    return FALSE;
  return facts == NULL || g_strcmp0 (facts->confirmed, "person") != 0 ||
         g_strcmp0 (facts->name, name) != 0 || g_strcmp0 (facts->address, host) != 0;
}

static void
confirmation_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (GError) error = NULL;

  if (_resite_run_append_finish (RESITE_RUN (source), result, &error))
    next_role (self);
  else
    _resite_drive_fail (self, error);
}

static void
write_confirmation (ResiteDrive *self, const char *role)
{
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  g_autofree char *name = resite_run_get_name_now (self->run, role);
  ResiteEvent *event = _resite_run_draft (drafts, RESITE_EVENT_MACHINE_KNOWN, self->by, NULL);

  resite_event_set (event, "role", _resite_run_find_section (self->run, role));
  resite_event_set (event, "name", name);
  resite_event_set (event, "address",
                    resite_connections_get_files_host (self->run->connections, role));
  resite_event_set (event, "confirmed", "person");
  _resite_run_append_async (self->run, drafts, confirmation_written_cb, self);
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  const char *role = self->file_roles->pdata[0];
  g_autoptr (GError) error = NULL;

  if (_resite_run_ask_finish (result, NULL, &error))
    {
      write_confirmation (self, role);
      return;
    }
  if (error == NULL && self->stopping)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped"));
  else if (error == NULL)
    g_set_error (&error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                 _ ("Nobody confirmed that the machine at %s is “%s”, so nothing was written to "
                    "it. Look at it, then start this step again."),
                 resite_connections_get_files_host (self->run->connections, role), role);
  _resite_drive_begin_in_vain (self, error);
}

static void
ask_whether_it_is_right (ResiteDrive *self, const char *role, const char *seen)
{
  const char *host = resite_connections_get_files_host (self->run->connections, role);
  g_autofree char *purpose =
      g_strdup_printf (_ ("Files are about to be written to the machine that answers at %s. Is "
                          "this the one that the plan means by “%s”? %s"),
                       host, role, seen);
  const ResiteQuestionTexts texts = {
    .kind = RESITE_QUESTION_IDENTITY, .role = role, .server = host, .purpose = purpose
  };

  _resite_run_ask_async (self->run, &texts, self->cancellable, confirmed_cb, self);
}

/* A glance at its drive helps to tell an empty new server from the old one. */

typedef struct
{
  ResiteFolder *share;
  char *name; /* of the folder in the share */
  char *path; /* for a person */
} Glance;

static void
glance_free (gpointer data)
{
  Glance *glance = data;

  g_clear_object (&glance->share);
  g_free (glance->name);
  g_free (glance->path);
  g_free (glance);
}

static char *
format_entries (const char *path, GPtrArray *entries)
{
  GString *text = g_string_new (NULL);

  if (entries->len == 0)
    g_string_append_printf (text, _ ("%s is empty there."), path);
  for (guint i = 0; i < MIN (entries->len, SHOWN_ENTRIES); i++)
    {
      const ResiteFileInfo *info = entries->pdata[i];
      g_autofree char *bare = g_path_get_basename (info->name);

      if (i == 0)
        g_string_append_printf (text, _ ("In %s lie there: "), path);
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", bare);
    }
  if (entries->len > SHOWN_ENTRIES)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

static void
glance_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Glance *glance = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) entries =
      resite_folder_list (glance->share, glance->name, cancellable, &error);

  if (entries != NULL)
    g_task_return_pointer (task, format_entries (glance->path, entries), g_free);
  else
    g_task_return_error (task, error);
}

static void
glanced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = g_task_propagate_pointer (G_TASK (result), &error);

  if (seen != NULL)
    ask_whether_it_is_right (self, self->file_roles->pdata[0], seen);
  /* A folder that the copy has to make is no reason to stop. */
  else if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    ask_whether_it_is_right (self, self->file_roles->pdata[0], "");
  else
    _resite_drive_begin_in_vain (self, error);
}

/* "E:\" of "E:\SMSPKG"; the folder itself where a share of its own shows it. */
static char *
find_top (ResiteConnections *connections, const char *role, const char *path)
{
  g_autofree char *top = g_strdup_printf ("%.2s\\", path);
  g_autofree char *share_of_top = resite_connections_describe_share (connections, role, top);
  g_autofree char *share = resite_connections_describe_share (connections, role, path);

  return g_strcmp0 (share, share_of_top) == 0 ? g_steal_pointer (&top) : g_strdup (path);
}

static void
glance_and_ask (ResiteDrive *self, const char *role)
{
  ResiteConnections *connections = self->run->connections;
  Glance *glance = g_new0 (Glance, 1);
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, glanced_cb, self);
  GError *error = NULL;

  g_task_set_source_tag (task, glance_and_ask);
  g_task_set_task_data (task, glance, glance_free);
  glance->path =
      find_top (connections, role, resite_job_arguments_get (self->arguments, "to-path"));
  glance->share =
      resite_connections_open_share (connections, role, glance->path, &glance->name, &error);
  if (glance->share != NULL)
    resite_under_way_run_task (task, glance_in_thread);
  else
    g_task_return_error (task, error);
}

/* All of them. */

static void
next_role (ResiteDrive *self)
{
  while (self->file_roles->len > 0)
    {
      const char *role = self->file_roles->pdata[0];

      if (needs_password (self, role))
        {
          _resite_run_ask_for_files_async (self->run, role, self->cancellable, password_asked_cb,
                                           self);
          return;
        }
      if (self->stopping)
        break;
      if (needs_confirmation (self, role))
        {
          glance_and_ask (self, role);
          return;
        }
      g_ptr_array_remove_index (self->file_roles, 0);
    }
  _resite_drive_ready (self);
}

void
_resite_drive_reach_files (ResiteDrive *self)
{
  /* Where a machine is asked over WinRM, its files are taken from the box that answered there. */
  for (guint i = 0; i < self->file_roles->len; i++)
    {
      const char *role = self->file_roles->pdata[i];
      const char *host = resite_connections_get_opened_host (self->run->connections, role);

      if (host != NULL)
        resite_connections_set_files_host (self->run->connections, role, host);
    }
  next_role (self);
}
