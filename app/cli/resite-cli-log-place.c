/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-log-place.h"
#include "resite-cli-place.h"
#include "resite-error.h"
#include "resite-log-in-folder.h"
#include "resite-log-name.h"
#include "resite-under-way.h"

struct _ResiteCliLogPlace
{
  ResiteCli *cli;
  char *path;
  ResiteFolder *folder; /* NULL: on this desk */
  char *name;           /* in it */
};

/* The folder's address stays in the place, its last part becomes the name. */
static char *
split_off_name (ResiteSmbPlace *share)
{
  char *slash = strrchr (share->path, '/');
  char *name = g_strdup (slash != NULL ? slash + 1 : share->path);

  *(slash != NULL ? slash : share->path) = '\0';
  return name;
}

static gboolean
open_share (ResiteCliLogPlace *self, ResiteCliPlace *place, GError **error)
{
  g_autoptr (ResiteCredentials) credentials = NULL;

  if (*place->share->path == '\0')
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s is a share, not a log; write smb://user@server/share/folder/x.log"),
                   place->name);
      return FALSE;
    }
  self->name = split_off_name (place->share);
  self->folder =
      resite_cli_place_open (self->cli, place, RESITE_CLI_PLACE_READ, &credentials, error);
  return self->folder != NULL;
}

ResiteCliLogPlace *
resite_cli_log_place_open (ResiteCli *cli, const char *word, GError **error)
{
  g_autoptr (ResiteCliLogPlace) self = g_new0 (ResiteCliLogPlace, 1);
  g_autoptr (ResiteCliPlace) place = NULL;

  self->cli = cli;
  if (g_ascii_strncasecmp (word, "smb://", 6) != 0)
    {
      self->path = g_canonicalize_filename (word, NULL);
      return g_steal_pointer (&self);
    }
  place = resite_cli_place_parse (word, "password-fd", error);
  if (place == NULL)
    return NULL;
  self->path = g_strdup (place->name);
  return open_share (self, place, error) ? g_steal_pointer (&self) : NULL;
}

void
resite_cli_log_place_free (ResiteCliLogPlace *self)
{
  g_free (self->path);
  g_clear_object (&self->folder);
  g_free (self->name);
  g_free (self);
}

const char *
resite_cli_log_place_get_path (const ResiteCliLogPlace *self)
{
  return self->path;
}

gboolean
resite_cli_log_place_is_share (const ResiteCliLogPlace *self)
{
  return self->folder != NULL;
}

gboolean
resite_cli_log_place_read (ResiteCliLogPlace *self, ResiteLogScan *scan, GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *real = NULL;

  if (self->folder != NULL)
    return resite_log_scan_read_in_folder (scan, self->folder, self->name, cancellable, error);
  real = resite_log_name_find (self->path);
  if (real != NULL)
    return resite_log_scan_read_file (scan, real, cancellable, error);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("%s: there is no such log"),
               self->path);
  return FALSE;
}

ResiteLogTail *
resite_cli_log_place_follow (ResiteCliLogPlace *self)
{
  return self->folder != NULL ? resite_log_tail_new_in_folder (self->folder, self->name, TRUE)
                              : resite_log_tail_new (self->path, TRUE);
}

typedef struct
{
  ResiteCliLogWork work;
  gpointer data;
} Work;

static void
work_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Work *work = data;
  GError *error = NULL;

  if (work->work (work->data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer folder)
{
  resite_folder_interrupt (folder);
}

gboolean
resite_cli_log_place_work (ResiteCliLogPlace *self, ResiteCliLogWork work, gpointer data,
                           GError **error)
{
  GCancellable *cancellable = resite_cli_get_cancellable (self->cli);
  ResiteCliWait wait = { NULL };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, resite_cli_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = NULL;
  gulong handler = 0;

  resite_cli_watch_signals (self->cli);
  if (self->folder != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self->folder, NULL);
  g_task_set_task_data (task, g_memdup2 (&(Work){ work, data }, sizeof (Work)), g_free);
  resite_under_way_run_task (task, work_thread);
  result = resite_cli_wait (&wait);
  g_cancellable_disconnect (cancellable, handler);
  return g_task_propagate_boolean (G_TASK (result), error);
}
