/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-folder-smb.h"

/* A real smbd (tests/peers/file-server), a bad line in front of it, and folders on it. */

#define SMB_PASSWORD "Passw0rd.2003"

typedef struct
{
  GSubprocess *process;
  char *folder;
  guint port;
} SmbServer;

static inline char *
smb_read_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  return g_data_input_stream_read_line (lines, NULL, NULL, NULL);
}

static inline char *
smb_peer (const char *name)
{
  return g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests/peers", name, NULL);
}

/* NULL: it does not run here, and the test is marked as skipped. @words: blanks between them. */
static inline SmbServer *
smb_server_start (const char *words)
{
  SmbServer *self = g_new0 (SmbServer, 1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) split = g_strsplit (words, " ", -1);
  g_auto (GStrv) command = NULL;
  g_autofree char *program = smb_peer ("file-server");
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("resite-smb-server-XXXXXX", NULL);
  g_strv_builder_add_many (builder, program, self->folder, NULL);
  g_strv_builder_addv (builder, (const char **)split);
  command = g_strv_builder_end (builder);
  self->process =
      g_subprocess_newv ((const char *const *)command,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  line = smb_read_line (self->process);
  if (line != NULL && sscanf (line, "ready %u", &self->port) == 1)
    return self;
  g_subprocess_wait (self->process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  if (g_subprocess_get_exit_status (self->process) == 3)
    g_test_skip ("smbd is not installed");
  else if (g_subprocess_get_exit_status (self->process) == 4)
    g_test_skip ("smbd needs root");
  else
    g_error ("file-server: %d", g_subprocess_get_exit_status (self->process));
  g_clear_object (&self->process);
  return NULL;
}

static inline void
smb_remove_tree (const char *path)
{
  const char *const command[] = { "rm", "-rf", path, NULL };

  g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
}

static inline void
smb_server_stop (SmbServer *self)
{
  if (self == NULL)
    return;
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
  smb_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmbServer, smb_server_stop)

/* One for all tests of a program that leave it as it was. */
static SmbServer *smb_server G_GNUC_UNUSED;

/* FALSE: the test is marked as skipped. */
static inline gboolean
smb_have_server (const char *words)
{
  if (smb_server == NULL)
    smb_server = smb_server_start (words);
  return smb_server != NULL;
}

/* Of a file as the server has it: "public/x". (transfer full) */
static inline char *
smb_server_path (SmbServer *self, const char *name)
{
  return g_build_filename (self->folder, "E", name, NULL);
}

/* How many log-ons it saw that ended with @status. */
static inline guint
smb_server_count (SmbServer *self, const char *status)
{
  g_autofree char *log = g_build_filename (self->folder, "log", NULL);
  g_autofree char *wanted = g_strdup_printf ("status [%s]", status);
  g_autoptr (GDir) dir = g_dir_open (log, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (log, name, NULL);
      g_autofree char *text = NULL;

      if (!g_file_get_contents (path, &text, NULL, NULL))
        continue;
      for (char *at = text; (at = strstr (at, wanted)) != NULL; at++)
        count++;
    }
  return count;
}

/* What files hold, from @offset on: any two places of it differ. */
static inline void
smb_fill (void *bytes, gsize size, gsize offset)
{
  for (gsize i = 0; i < size; i++)
    ((char *)bytes)[i] = (i + offset) * 7 + (i + offset) / 251;
}

static inline void
smb_assert_filled (const void *bytes, gsize size, gsize offset)
{
  g_autofree char *wanted = g_malloc (size);

  smb_fill (wanted, size, offset);
  g_assert_cmpmem (bytes, size, wanted, size);
}

/* A file that was there before, by another way. */
static inline void
smb_server_put (SmbServer *self, const char *name, gsize size)
{
  g_autofree char *path = smb_server_path (self, name);
  g_autofree char *bytes = g_malloc (size);
  g_autofree char *folder = g_path_get_dirname (path);

  smb_fill (bytes, size, 0);
  g_mkdir_with_parents (folder, 0777);
  g_assert_true (g_file_set_contents (path, bytes, size, NULL));
}

typedef struct
{
  GSubprocess *process;
  char *control;
  char *target;
  guint port;
} SmbLine;

/* @faults: lines for tests/peers/fault-proxy. */
static inline void
smb_line_set (SmbLine *self, const char *faults)
{
  g_assert_true (g_file_set_contents (self->control, faults, -1, NULL));
}

static inline void
smb_die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static inline void
smb_line_run (SmbLine *self)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *program = smb_peer ("fault-proxy");
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autofree char *line = NULL;

  g_subprocess_launcher_set_child_setup (launcher, smb_die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, NULL, program, listen, self->target,
                                               self->control, NULL);
  line = smb_read_line (self->process);
  g_assert_nonnull (line);
  g_assert_cmpint (sscanf (line, "ready %u", &self->port), ==, 1);
}

static inline SmbLine *
smb_line_start (SmbServer *server, const char *faults)
{
  SmbLine *self = g_new0 (SmbLine, 1);

  self->control = g_build_filename (server->folder, "faults", NULL);
  self->target = g_strdup_printf ("127.0.0.1:%u", server->port);
  smb_line_set (self, faults);
  smb_line_run (self);
  return self;
}

static inline void
smb_line_end (SmbLine *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

/* All that is connected by it breaks; what comes later does not. */
static inline void
smb_line_cut (SmbLine *self)
{
  smb_line_end (self);
  smb_line_run (self);
}

static inline void
smb_line_stop (SmbLine *self)
{
  if (self == NULL)
    return;
  smb_line_end (self);
  g_free (self->control);
  g_free (self->target);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmbLine, smb_line_stop)

typedef struct
{
  ResiteFolder *folder;
  ResiteCredentials *credentials;
} SmbFolder;

/* @share: "public" or "public/folder"; @user (nullable): smsadmin; @password (nullable): the right
 * one. */
static inline SmbFolder *
smb_folder_open (guint port, const char *share, const char *user, const char *password,
                 const ResiteSmbOptions *options)
{
  SmbFolder *self = g_new0 (SmbFolder, 1);
  g_autofree char *path = g_uri_escape_string (share, "/", FALSE);
  g_autofree char *url = g_strdup_printf ("smb://127.0.0.1:%u/%s", port, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteSmbPlace) place = resite_smb_place_parse (url, &error);

  g_assert_no_error (error);
  self->credentials = resite_credentials_new (user != NULL ? user : "smsadmin",
                                              password != NULL ? password : SMB_PASSWORD);
  self->folder = resite_folder_smb_new (place, self->credentials, options);
  return self;
}

static inline void
smb_folder_free (SmbFolder *self)
{
  g_object_unref (self->folder);
  resite_credentials_unref (self->credentials);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmbFolder, smb_folder_free)

/* A folder of its own, which is made, of the share that everybody may write to. */
static inline SmbFolder *
smb_open_public (const char *below)
{
  const ResiteSmbOptions options = { .create = TRUE };
  g_autofree char *share = g_strconcat ("public/", below, NULL);

  return smb_folder_open (smb_server->port, share, NULL, NULL, &options);
}

static inline void
smb_store (ResiteFolder *folder, const char *name, const char *text)
{
  const ResiteFileMarks marks = { .modified = G_GINT64_CONSTANT (1068215696123456),
                                  .attributes = RESITE_DOS_ARCHIVE };
  g_autoptr (GError) error = NULL;

  resite_folder_store (folder, name, text, strlen (text), &marks, &error);
  g_assert_no_error (error);
}

/* (transfer full) */
static inline char *
smb_fetch (ResiteFolder *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *buffer = g_malloc0 (4097);
  gssize n = resite_folder_fetch (folder, name, buffer, 4096, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (n, >=, 0);
  buffer[n] = '\0';
  return g_steal_pointer (&buffer);
}

/* The processes that speak SMB for this one: the first makes the others. (element-type pid_t) */
static inline GArray *
smb_list_workers (void)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (pid_t));
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      const pid_t pid = atoi (name);
      g_autofree char *path = g_strdup_printf ("/proc/%s/stat", name);
      g_autofree char *text = NULL;
      char *end;
      int parent = 0;

      if (pid <= 0 || !g_file_get_contents (path, &text, NULL, NULL) ||
          strstr (text, "(resite-smb-work") == NULL)
        continue;
      end = strrchr (text, ')');
      sscanf (end + 2, "%*c %d", &parent);
      if (parent == getpid ())
        g_array_prepend_val (pids, pid);
      else
        for (guint i = 0; i < pids->len; i++)
          if (g_array_index (pids, pid_t, i) == parent)
            {
              g_array_append_val (pids, pid);
              break;
            }
    }
  return pids;
}
