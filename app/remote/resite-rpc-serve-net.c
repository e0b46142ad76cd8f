/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "resite-rpc-serve.h"

#define PROGRAM   "net"
#define SECRET_FD 3

void
resite_rpc_put (GByteArray *out, const char *text)
{
  const char *words = text != NULL ? text : "";

  g_byte_array_append (out, (const guint8 *)words, strlen (words) + 1);
}

void
resite_rpc_put_file (GByteArray *out, int fd)
{
  char part[4096];
  off_t at = 0;
  ssize_t n;

  while ((n = pread (fd, part, sizeof part, at)) > 0)
    {
      /* A NUL would be taken for the end of the string. */
      for (ssize_t i = 0; i < n; i++)
        if (part[i] == '\0')
          part[i] = ' ';
      g_byte_array_append (out, (const guint8 *)part, n);
      at += n;
    }
  g_byte_array_append (out, (const guint8 *)"", 1);
}

static void
add_option (GPtrArray *line, const char *name, const char *value)
{
  g_ptr_array_add (line, g_strdup_printf ("--option=%s=%s", name, value));
}

/* Nothing of it is secret: others on this desk can read it. */
static GPtrArray *
make_line (const ResiteRpcSetup *setup, char **arguments)
{
  GPtrArray *line = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (line, g_strdup (PROGRAM));
  g_ptr_array_add (line, g_strdup ("rpc"));
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (line, g_strdup (arguments[i]));
  g_ptr_array_add (line, g_strconcat ("--server=", setup->host, NULL));
  if (*setup->address != '\0')
    g_ptr_array_add (line, g_strconcat ("--ipaddress=", setup->address, NULL));
  add_option (line, "client min protocol", setup->least);
  add_option (line, "client ipc min protocol", setup->least);
  /* A member server of Windows 2003 does not sign unless it is told to. */
  if (strcmp (setup->least, "NT1") == 0)
    add_option (line, "client ipc signing", "desired");
  if (*setup->secret == '\0')
    {
      g_ptr_array_add (line, g_strdup ("--use-kerberos=required"));
      g_ptr_array_add (line, g_strdup ("--no-pass"));
    }
  else
    {
      g_ptr_array_add (line, g_strdup ("--use-kerberos=off"));
      g_ptr_array_add (line, g_strconcat ("--user=", setup->domain,
                                          *setup->domain != '\0' ? "\\" : "", setup->user, NULL));
    }
  g_ptr_array_add (line, NULL);
  return line;
}

/* (transfer full): an end to read the secret from; -1. */
static int
make_secret (const char *secret)
{
  int ends[2];
  gboolean written;

  if (pipe2 (ends, O_CLOEXEC) != 0)
    return -1;
  /* Shorter than what a pipe holds, so that it never waits. */
  written = write (ends[1], secret, strlen (secret)) == (ssize_t)strlen (secret) &&
            write (ends[1], "\n", 1) == 1;
  close (ends[1]);
  if (written)
    return ends[0];
  close (ends[0]);
  return -1;
}

static void
become_program (GPtrArray *line, char **environment, pid_t parent, int secret, int output,
                int errors)
{
  const int nothing = open ("/dev/null", O_RDONLY | O_CLOEXEC);

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  /* Who died before that was heard of has another process in its place, not always the first. */
  if (getppid () != parent || dup2 (nothing, STDIN_FILENO) < 0 ||
      dup2 (output, STDOUT_FILENO) < 0 || dup2 (errors, STDERR_FILENO) < 0)
    _exit (127);
  if (secret == SECRET_FD ? fcntl (secret, F_SETFD, 0) < 0 : dup2 (secret, SECRET_FD) < 0)
    _exit (127);
  execvpe (PROGRAM, (char **)line->pdata, environment);
  _exit (127);
}

static guint32
await (pid_t pid)
{
  int status = 0;

  while (waitpid (pid, &status, 0) < 0)
    if (errno != EINTR)
      return RESITE_RPC_NET_ENDED;
  if (!WIFEXITED (status))
    return RESITE_RPC_NET_ENDED;
  return WEXITSTATUS (status) == 127 ? RESITE_RPC_NET_MISSING : (guint32)WEXITSTATUS (status);
}

/* Samba looks for a password there, too: one of this desk is none of that machine. */
static GStrv
make_environment (const ResiteRpcSetup *setup)
{
  static const char *const others[] = { "PASSWD", "PASSWD_FILE" };
  GStrv environment = g_get_environ ();

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    environment = g_environ_unsetenv (environment, others[i]);

  return *setup->secret != '\0'
             ? g_environ_setenv (environment, "PASSWD_FD", G_STRINGIFY (SECRET_FD), TRUE)
             : g_environ_unsetenv (environment, "PASSWD_FD");
}

guint32
resite_rpc_serve_net (const ResiteRpcSetup *setup, char **arguments, GByteArray *out)
{
  g_autoptr (GPtrArray) line = make_line (setup, arguments);
  g_auto (GStrv) environment = make_environment (setup);
  const int output = memfd_create ("output", MFD_CLOEXEC);
  const int errors = memfd_create ("errors", MFD_CLOEXEC);
  const int secret = make_secret (setup->secret);
  guint32 status = RESITE_RPC_NET_ENDED;
  const pid_t parent = getpid ();
  pid_t pid = -1;

  if (output >= 0 && errors >= 0 && secret >= 0)
    pid = fork ();
  if (pid == 0)
    become_program (line, environment, parent, secret, output, errors);
  close (secret);
  if (pid > 0)
    status = await (pid);
  resite_rpc_put_file (out, output);
  resite_rpc_put_file (out, errors);
  close (output);
  close (errors);
  return status;
}
