/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-program.h"
#include "resite-rpc-line-private.h"

#define PROGRAM "resite-rpc-worker"
#define LOOK    200 /* milliseconds */

void
_resite_rpc_line_let_go (ResiteRpcLine *self)
{
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
  if (self->socket >= 0)
    close (self->socket);
  self->socket = -1;
  self->used = FALSE;
}

gboolean
_resite_rpc_line_start (ResiteRpcLine *self, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *program = resite_program_find (PROGRAM, error);
  int ends[2];

  if (program == NULL)
    return FALSE;
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Cannot start %s"), program);
      return FALSE;
    }
  g_subprocess_launcher_take_stdin_fd (launcher, ends[1]);
  self->process = g_subprocess_launcher_spawn (launcher, error, program, NULL);
  self->socket = ends[0];
  if (self->process == NULL)
    _resite_rpc_line_let_go (self);
  return self->process != NULL;
}

gboolean
_resite_rpc_line_send (ResiteRpcLine *self, ResiteRpcVerb verb, const char *const *strings)
{
  ResiteRpcRequest request = { .verb = verb };
  GByteArray *bytes;
  gsize size = 0;
  gboolean sent;

  /* Room for all at once, so that no copy of a secret is left behind by growing. */
  for (guint i = 0; strings[i] != NULL; i++)
    size += strlen (strings[i]) + 1;
  bytes = g_byte_array_sized_new (size + 1);
  for (guint i = 0; strings[i] != NULL; i++)
    g_byte_array_append (bytes, (const guint8 *)strings[i], strlen (strings[i]) + 1);
  request.length = bytes->len;
  sent = resite_smb_wire_send (self->socket, &request, sizeof request, bytes->data, bytes->len);
  explicit_bzero (bytes->data, bytes->len);
  g_byte_array_unref (bytes);
  return sent;
}

static ResiteRpcTalk
wait_for_answer (ResiteRpcLine *self, GCancellable *cancellable)
{
  const gint64 end = g_get_monotonic_time () + self->patience;
  struct pollfd fd = { self->socket, POLLIN, 0 };

  while (g_get_monotonic_time () < end)
    {
      if (g_cancellable_is_cancelled (cancellable))
        return RESITE_RPC_TALK_CANCELLED;
      if (poll (&fd, 1, LOOK) > 0)
        return RESITE_RPC_TALK_ANSWERED;
    }
  return RESITE_RPC_TALK_SILENT;
}

ResiteRpcAnswer *
_resite_rpc_line_receive (ResiteRpcLine *self)
{
  ResiteRpcReply reply;
  g_autofree char *bytes = NULL;
  ResiteRpcAnswer *answer;

  if (!resite_smb_wire_receive (self->socket, &reply, sizeof reply) ||
      reply.length > RESITE_RPC_LIMIT)
    return NULL;
  bytes = g_malloc0 (reply.length + 1);
  if (!resite_smb_wire_receive (self->socket, bytes, reply.length))
    return NULL;
  answer = g_new0 (ResiteRpcAnswer, 1);
  answer->status = reply.status;
  answer->strings = g_ptr_array_new_with_free_func (g_free);
  /* What a machine wrote goes into records and onto the screen. */
  for (gsize at = 0; at < reply.length; at += strlen (bytes + at) + 1)
    g_ptr_array_add (answer->strings, g_utf8_make_valid (bytes + at, -1));
  return answer;
}

ResiteRpcTalk
_resite_rpc_line_talk (ResiteRpcLine *self, ResiteRpcVerb verb, const char *const *strings,
                       ResiteRpcAnswer **answer, GCancellable *cancellable)
{
  ResiteRpcTalk result;

  if (!_resite_rpc_line_send (self, verb, strings))
    return RESITE_RPC_TALK_ENDED;
  result = wait_for_answer (self, cancellable);
  if (result != RESITE_RPC_TALK_ANSWERED)
    return result;
  *answer = _resite_rpc_line_receive (self);
  return *answer != NULL ? RESITE_RPC_TALK_ANSWERED : RESITE_RPC_TALK_ENDED;
}

/* What came of it in words; @error. */
gboolean
_resite_rpc_line_fail (ResiteRpcLine *self, ResiteRpcTalk result, GCancellable *cancellable,
                       GError **error)
{
  if (result == RESITE_RPC_TALK_CANCELLED)
    return !g_cancellable_set_error_if_cancelled (cancellable, error) && FALSE;
  if (result == RESITE_RPC_TALK_SILENT)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                 _ ("%s did not answer in time: the line hangs, or a firewall swallows what is "
                    "sent there."),
                 self->host);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("The program that speaks RPC with %s ended without an answer."), self->host);
  return FALSE;
}
