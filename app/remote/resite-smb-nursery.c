/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-program.h"
#include "resite-smb-nursery.h"
#include "resite-smb-wire.h"

#define PROGRAM "resite-smb-worker"

static GMutex lock;
static int control = -1; /* under @lock */

static gboolean
start (GError **error)
{
  /* libsmbclient may print, and this program's output may be somebody's JSON. */
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *program = resite_program_find (PROGRAM, error);
  int ends[2];

  if (program == NULL)
    return FALSE;
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot start %s"), program);
      return FALSE;
    }
  g_subprocess_launcher_take_stdin_fd (launcher, ends[1]);
  process = g_subprocess_launcher_spawn (launcher, error, program, NULL);
  if (process == NULL)
    {
      close (ends[0]);
      return FALSE;
    }
  control = ends[0];
  return TRUE;
}

void
resite_smb_nursery_start (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (control < 0)
    start (NULL);
}

static gboolean
ask (int socket, int memory, int *process)
{
  const int fds[2] = { socket, memory };
  gint32 code = 0;

  return resite_smb_wire_send_fds (control, "w", 1, fds, 2) &&
         resite_smb_wire_receive_fds (control, &code, sizeof code, process, 1) == sizeof code &&
         *process >= 0;
}

/* A process that was ended from outside is started anew, once. */
static gboolean
ask_or_start (int socket, int memory, int *process, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  for (guint i = 0; i < 2; i++)
    {
      if (control < 0 && !start (error))
        return FALSE;
      if (ask (socket, memory, process))
        return TRUE;
      close (control);
      control = -1;
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               _ ("The program that reads shared folders (%s) does not start."), PROGRAM);
  return FALSE;
}

static char *
make_memory (int *fd)
{
  gpointer memory;

  *fd = memfd_create ("resite-smb", MFD_CLOEXEC);
  if (*fd < 0)
    return NULL;
  memory = ftruncate (*fd, RESITE_SMB_MEMORY_SIZE) == 0
               ? mmap (NULL, RESITE_SMB_MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0)
               : MAP_FAILED;
  return memory != MAP_FAILED ? memory : NULL;
}

gboolean
resite_smb_nursery_make (ResiteSmbChild *child, GError **error)
{
  int ends[2] = { -1, -1 };
  int memory = -1;
  gboolean made = FALSE;

  g_return_val_if_fail (child != NULL, FALSE);

  *child = (ResiteSmbChild){ .socket = -1, .process = -1, .memory = make_memory (&memory) };
  if (child->memory == NULL || socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    resite_error_set_from_errno (error, errno, _ ("Cannot connect another time"));
  else
    made = ask_or_start (ends[1], memory, &child->process, error);
  child->socket = ends[0];
  if (ends[1] >= 0)
    close (ends[1]);
  if (memory >= 0)
    close (memory);
  if (!made)
    resite_smb_child_clear (child);
  return made;
}

void
resite_smb_child_end (ResiteSmbChild *child)
{
  g_return_if_fail (child != NULL);

  if (child->process >= 0)
    pidfd_send_signal (child->process, SIGKILL, NULL, 0);
}

void
resite_smb_child_clear (ResiteSmbChild *child)
{
  g_return_if_fail (child != NULL);

  resite_smb_child_end (child);
  if (child->socket >= 0)
    close (child->socket);
  if (child->process >= 0)
    close (child->process);
  if (child->memory != NULL)
    munmap (child->memory, RESITE_SMB_MEMORY_SIZE);
  *child = (ResiteSmbChild){ .socket = -1, .process = -1 };
}
