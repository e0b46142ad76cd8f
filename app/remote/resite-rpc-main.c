/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "resite-rpc-serve.h"

/* Speaks RPC over SMB with one machine for the program that started it, and ends with it. The
 * library keeps one state for a whole process and waits for minutes where nobody answers; a process
 * of its own can be ended at any moment. */

#define MOST_ARGUMENTS 32

typedef struct
{
  int line;
  int errors; /* what the library writes to its errors */
  ResiteRpcSetup setup;
  char *strings; /* of @setup */
  struct libnetapi_ctx *context;
} Worker;

static void
forbid_core (void)
{
  const struct rlimit none = { 1, 1 }; /* as in resite-credentials.c */

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
}

/* (transfer full): the strings of a request; NULL: the line is at its end. */
static char *
receive (Worker *self, ResiteRpcRequest *request)
{
  char *bytes;

  if (!resite_smb_wire_receive (self->line, request, sizeof *request) ||
      request->length > RESITE_RPC_LIMIT)
    return NULL;
  bytes = g_malloc0 (request->length + 1);
  if (resite_smb_wire_receive (self->line, bytes, request->length))
    return bytes;
  g_free (bytes);
  return NULL;
}

static gboolean
answer (Worker *self, guint32 status, GByteArray *out)
{
  const ResiteRpcReply reply = { .status = status, .length = out->len };

  return resite_smb_wire_send (self->line, &reply, sizeof reply, out->data, out->len);
}

static gboolean
set_up (Worker *self, char *bytes, gsize size, GByteArray *out)
{
  const char *strings[RESITE_RPC_SETUP_STRINGS];

  if (!resite_smb_wire_split (bytes, size, strings, RESITE_RPC_SETUP_STRINGS))
    return FALSE;
  self->strings = bytes;
  self->setup =
      (ResiteRpcSetup){ strings[0], strings[1], strings[2], strings[3], strings[4], NULL };
  return answer (self, 0, out);
}

static guint
split (char *bytes, gsize size, char **arguments)
{
  guint count = 0;

  for (gsize at = 0; at < size && count < MOST_ARGUMENTS; at += strlen (bytes + at) + 1)
    arguments[count++] = bytes + at;
  return count;
}

/* (transfer full): not from what Samba keeps on this desk, which may be of minutes ago, when another
 * machine had the name. */
static char *
find_address (const char *host)
{
  const struct addrinfo wanted = { .ai_socktype = SOCK_STREAM };
  struct addrinfo *found = NULL;
  char text[NI_MAXHOST] = "";

  if (getaddrinfo (host, NULL, &wanted, &found) != 0)
    return g_strdup ("");
  if (getnameinfo (found->ai_addr, found->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST) !=
      0)
    *text = '\0';
  freeaddrinfo (found);
  return g_strdup (text);
}

static guint32
do_request (Worker *self, ResiteRpcVerb verb, char *bytes, gsize size, GByteArray *out)
{
  char *arguments[MOST_ARGUMENTS + 4] = { NULL };
  guint32 status;

  if (self->setup.address == NULL)
    self->setup.address = find_address (self->setup.host);
  split (bytes, size, arguments);
  if (verb == RESITE_RPC_NET)
    return resite_rpc_serve_net (&self->setup, arguments, out);
  if (self->context == NULL)
    self->context = resite_rpc_serve_prepare (&self->setup);
  if (ftruncate (self->errors, 0) != 0)
    return 1;
  status = self->context != NULL
               ? resite_rpc_serve (self->context, &self->setup, verb, arguments, out)
               : 1;
  if (status == 0)
    return 0;
  g_byte_array_set_size (out, 0);
  resite_rpc_put_file (out, self->errors);
  return status;
}

static void
serve (Worker *self)
{
  ResiteRpcRequest request;
  char *bytes;

  while ((bytes = receive (self, &request)) != NULL)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      gboolean told;

      if (request.verb == RESITE_RPC_SETUP)
        {
          if (!set_up (self, bytes, request.length, out))
            return;
          continue;
        }
      if (self->strings == NULL)
        return;
      told = answer (self, do_request (self, request.verb, bytes, request.length, out), out);
      explicit_bzero (bytes, request.length);
      g_free (bytes);
      if (!told)
        return;
    }
}

/* The program may end while a call waits for a machine that does not answer. */
static gpointer
watch_line (gpointer data)
{
  Worker *self = data;
  struct pollfd fd = { self->line, POLLRDHUP, 0 };

  while ((fd.revents & (POLLRDHUP | POLLHUP | POLLERR)) == 0)
    poll (&fd, 1, -1);
  _exit (0);
}

int
main (void)
{
  Worker self = { .line = dup (STDIN_FILENO), .errors = memfd_create ("errors", MFD_CLOEXEC) };
  const int nothing = open ("/dev/null", O_RDWR | O_CLOEXEC);

  forbid_core ();
  signal (SIGPIPE, SIG_IGN);
  if (self.line < 0 || self.errors < 0 || nothing < 0)
    return 1;
  fcntl (self.line, F_SETFD, FD_CLOEXEC);
  /* The library may print, and none of it goes where somebody reads results. */
  dup2 (nothing, STDIN_FILENO);
  dup2 (nothing, STDOUT_FILENO);
  dup2 (self.errors, STDERR_FILENO);
  fcntl (STDERR_FILENO, F_SETFL, O_APPEND);
  g_setenv ("LC_ALL", "C", TRUE);
  g_thread_unref (g_thread_new ("line", watch_line, &self));
  serve (&self);
  return 0;
}
