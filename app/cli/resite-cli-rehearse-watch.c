/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "resite-cli-driver.h"
#include "resite-cli-rehearse.h"
#include "resite-error.h"
#include "resite-lab-store.h"

/* "RESTARTS:FOLDER" */
#define VARIABLE "RESITE_REHEARSAL_WATCHED"

void
resite_cli_watched_take (ResiteCliWatched *watched)
{
  const char *value = g_getenv (VARIABLE);
  const char *colon = value != NULL ? strchr (value, ':') : NULL;

  *watched = (ResiteCliWatched){ 0 };
  if (colon == NULL)
    return;
  watched->restarts = (guint)g_ascii_strtoull (value, NULL, 10);
  watched->folder = g_strdup (colon + 1);
  g_unsetenv (VARIABLE);
}

void
resite_cli_watched_clear (ResiteCliWatched *watched)
{
  g_clear_pointer (&watched->folder, g_free);
}

/* How often the power has failed in that folder. */
static guint
count_power_cuts (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "world.ini", NULL);
  g_autoptr (ResiteLabStore) store = resite_lab_store_open (path, NULL);
  g_autoptr (GPtrArray) met = store != NULL ? resite_lab_store_list (store, "site", "met") : NULL;
  guint n = 0;

  for (guint i = 0; met != NULL && i < met->len; i++)
    n += resite_lab_record_is (g_ptr_array_index (met, i), "Fault", "power-cut");
  return n;
}

/* (transfer full): this program's own call. */
static GStrv
read_call (GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents ("/proc/self/cmdline", &text, &length, error))
    return NULL;
  for (gsize at = 0; at < length; at += strlen (text + at) + 1)
    g_strv_builder_add (builder, at == 0 ? "/proc/self/exe" : text + at);
  return g_strv_builder_end (builder);
}

/* Whoever kills the program that watches means both. */
static void
bind_cb (gpointer parent)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != GPOINTER_TO_INT (parent))
    raise (SIGKILL);
}

static GSubprocess *
begin (GStrv call, const char *folder, guint restarts, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_INHERIT);
  g_autofree char *value = g_strdup_printf ("%u:%s", restarts, folder);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", error);

  if (program == NULL)
    return NULL;
  g_free (call[0]);
  call[0] = g_strdup (program);
  g_subprocess_launcher_setenv (launcher, VARIABLE, value, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, bind_cb, GINT_TO_POINTER (getpid ()), NULL);
  return g_subprocess_launcher_spawnv (launcher, (const char *const *)call, error);
}

typedef struct
{
  ResiteCli *cli;
  GSubprocess *program;
} Watched;

static void
stop_cb (GCancellable *cancellable, gpointer data)
{
  const Watched *watched = data;

  g_subprocess_send_signal (watched->program, resite_cli_get_signal (watched->cli));
}

static void
wait_for (ResiteCli *cli, GSubprocess *program)
{
  GCancellable *cancellable = resite_cli_get_cancellable (cli);
  Watched watched = { cli, program };
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;
  gulong id = g_cancellable_connect (cancellable, G_CALLBACK (stop_cb), &watched, NULL);

  g_subprocess_wait_async (program, NULL, resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  g_subprocess_wait_finish (program, result, NULL);
  g_cancellable_disconnect (cancellable, id);
}

/* Killed by somebody else: as if this one had been. */
static void
die_like (GSubprocess *program)
{
  const int number = g_subprocess_get_term_sig (program);

  signal (number, SIG_DFL);
  raise (number);
}

ResiteCliStatus
resite_cli_rehearse_watch_over (ResiteCli *cli, const char *folder, GError **error)
{
  g_auto (GStrv) call = read_call (error);
  GCancellable *cancellable = resite_cli_get_cancellable (cli);

  for (guint restarts = 0; call != NULL; restarts++)
    {
      const guint cuts = count_power_cuts (folder);
      g_autoptr (GSubprocess) program = begin (call, folder, restarts, error);

      if (program == NULL)
        return RESITE_CLI_REFUSED;
      wait_for (cli, program);
      if (g_subprocess_get_if_exited (program))
        return (ResiteCliStatus)g_subprocess_get_exit_status (program);
      /* Told to stop before it listened for that, or while its power failed. */
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return RESITE_CLI_CANCELLED;
      if (count_power_cuts (folder) == cuts)
        die_like (program);
      resite_cli_report_say (_ ("The power has failed. The program is started again."));
    }
  return RESITE_CLI_REFUSED;
}
