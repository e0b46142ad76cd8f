/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "resite-smb-serve.h"

/* Stands by to make workers by fork, because loading libsmbclient takes longer than logging on. It
 * has never seen a secret. A worker gets its own by its own socket, and ends with that or with this
 * process, which ends with the program that it works for. */

static void
forbid_core (void)
{
  const struct rlimit none = { 1, 1 }; /* as in resite-credentials.c */

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
}

/* libsmbclient takes and gives back a buffer for every answer, of megabytes where a file is large.
 * Kept by this process they cost nothing; given to the system each of their pages is cleared every
 * time. */
#define KEPT_AT_MOST (32 * 1024 * 1024)

static void
keep_buffers (void)
{
  mallopt (M_MMAP_THRESHOLD, KEPT_AT_MOST);
  mallopt (M_TRIM_THRESHOLD, 2 * KEPT_AT_MOST);
}

static void
become_worker (SMBCCTX *context, int socket, int memory_fd)
{
  gpointer memory;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  signal (SIGCHLD, SIG_DFL);
  close (STDIN_FILENO);
  memory = mmap (NULL, RESITE_SMB_MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, memory_fd, 0);
  if (memory != MAP_FAILED)
    resite_smb_serve (context, socket, memory);
  _exit (0);
}

/* Its process is told as a descriptor, so that another that later gets its number is never ended in
 * its place. */
static gboolean
make_worker (SMBCCTX *context, int socket, int memory_fd)
{
  const pid_t parent = getpid ();
  const pid_t pid = fork ();
  gint32 code = 0;
  int handle = -1;
  gboolean told;

  if (pid == 0)
    {
      if (getppid () != parent)
        _exit (0);
      become_worker (context, socket, memory_fd);
    }
  if (pid > 0)
    handle = pidfd_open (pid, 0);
  if (handle < 0)
    code = errno;
  told = resite_smb_wire_send_fds (STDIN_FILENO, &code, sizeof code, &handle, handle >= 0 ? 1 : 0);
  if (handle >= 0)
    close (handle);
  return told;
}

int
main (void)
{
  SMBCCTX *context;
  int fds[2];
  char word;

  forbid_core ();
  keep_buffers ();
  signal (SIGPIPE, SIG_IGN);
  /* A terminal's interrupt is for the program that this one works for, which ends it. */
  signal (SIGINT, SIG_IGN);
  signal (SIGCHLD, SIG_IGN);
  context = resite_smb_serve_prepare ();
  if (context == NULL)
    return 1;
  while (resite_smb_wire_receive_fds (STDIN_FILENO, &word, sizeof word, fds, 2) > 0)
    {
      const gboolean told = fds[0] >= 0 && fds[1] >= 0 && make_worker (context, fds[0], fds[1]);

      if (fds[0] >= 0)
        close (fds[0]);
      if (fds[1] >= 0)
        close (fds[1]);
      if (!told)
        break;
    }
  return 0;
}
