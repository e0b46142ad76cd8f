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
#include "resite-rpc-failure.h"
#include "resite-rpc-line.h"
#include "resite-smb-greet.h"

#define PROGRAM  "resite-rpc-worker"
#define PORT     445
#define OLD_PORT 139
#define PATIENCE 60  /* seconds */
#define GREETING 15  /* seconds */
#define LOOK     200 /* milliseconds */

struct _ResiteRpcLine
{
  GMutex lock;
  char *host;
  char *domain;
  char *user;
  ResiteCredentials *credentials;
  gboolean allow_smb1;
  gint64 patience; /* microseconds */

  /* Under @lock. */
  GSubprocess *process;
  int socket;
  gboolean used; /* it has answered */
};

/* Programs are told it among their words. */
static gboolean
is_plain (const char *text)
{
  return *text != '-' && strpbrk (text, "%/\"'\n\r") == NULL;
}

ResiteRpcLine *
resite_rpc_line_new (const ResiteRpcOptions *options, GError **error)
{
  ResiteCredentials *credentials = options->credentials;
  const char *user = credentials != NULL ? resite_credentials_get_user (credentials) : "";
  const char *backslash = strchr (user, '\\');
  ResiteRpcLine *self;

  g_return_val_if_fail (options->host != NULL, NULL);

  if (!is_plain (user) || !is_plain (options->host))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("RPC cannot be spoken with the machine “%s” as “%s”: a name has a character "
                      "that it must not have."),
                   options->host, user);
      return NULL;
    }
  self = g_new0 (ResiteRpcLine, 1);
  g_mutex_init (&self->lock);
  self->host = g_strdup (options->host);
  self->domain = backslash != NULL ? g_strndup (user, backslash - user) : g_strdup ("");
  self->user = g_strdup (backslash != NULL ? backslash + 1 : user);
  self->credentials = credentials != NULL ? resite_credentials_ref (credentials) : NULL;
  self->allow_smb1 = options->allow_smb1;
  self->patience = (options->patience_seconds > 0 ? options->patience_seconds : PATIENCE) *
                   (gint64)G_USEC_PER_SEC;
  self->socket = -1;
  return self;
}

static void
let_go (ResiteRpcLine *self)
{
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
  if (self->socket >= 0)
    close (self->socket);
  self->socket = -1;
  self->used = FALSE;
}

void
resite_rpc_line_free (ResiteRpcLine *self)
{
  if (self == NULL)
    return;

  let_go (self);
  g_mutex_clear (&self->lock);
  g_free (self->host);
  g_free (self->domain);
  g_free (self->user);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_free (self);
}

const char *
resite_rpc_line_get_host (ResiteRpcLine *self)
{
  return self->host;
}

const char *
resite_rpc_line_get_user (ResiteRpcLine *self)
{
  return self->user;
}

void
resite_rpc_answer_free (ResiteRpcAnswer *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->strings);
  g_free (self);
}

const char *
resite_rpc_answer_get (const ResiteRpcAnswer *self, guint index)
{
  return index < self->strings->len ? g_ptr_array_index (self->strings, index) : "";
}

/* The worker. */

static gboolean
start (ResiteRpcLine *self, GError **error)
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
    let_go (self);
  return self->process != NULL;
}

static gboolean
send_strings (ResiteRpcLine *self, ResiteRpcVerb verb, const char *const *strings)
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

typedef enum
{
  TALK_ANSWERED,
  TALK_ENDED,
  TALK_SILENT,
  TALK_CANCELLED
} Talk;

static Talk
wait_for_answer (ResiteRpcLine *self, GCancellable *cancellable)
{
  const gint64 end = g_get_monotonic_time () + self->patience;
  struct pollfd fd = { self->socket, POLLIN, 0 };

  while (g_get_monotonic_time () < end)
    {
      if (g_cancellable_is_cancelled (cancellable))
        return TALK_CANCELLED;
      if (poll (&fd, 1, LOOK) > 0)
        return TALK_ANSWERED;
    }
  return TALK_SILENT;
}

static ResiteRpcAnswer *
receive (ResiteRpcLine *self)
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
  for (gsize at = 0; at < reply.length; at += strlen (bytes + at) + 1)
    g_ptr_array_add (answer->strings, g_strdup (bytes + at));
  return answer;
}

static Talk
talk (ResiteRpcLine *self, ResiteRpcVerb verb, const char *const *strings, ResiteRpcAnswer **answer,
      GCancellable *cancellable)
{
  Talk result;

  if (!send_strings (self, verb, strings))
    return TALK_ENDED;
  result = wait_for_answer (self, cancellable);
  if (result != TALK_ANSWERED)
    return result;
  *answer = receive (self);
  return *answer != NULL ? TALK_ANSWERED : TALK_ENDED;
}

/* What came of it in words; @error. */
static gboolean
fail_talk (ResiteRpcLine *self, Talk result, GCancellable *cancellable, GError **error)
{
  if (result == TALK_CANCELLED)
    return !g_cancellable_set_error_if_cancelled (cancellable, error) && FALSE;
  if (result == TALK_SILENT)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                 _ ("%s did not answer in time: the line hangs, or a firewall swallows what is "
                    "sent there."),
                 self->host);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("The program that speaks RPC with %s ended without an answer."), self->host);
  return FALSE;
}

/* Before anybody logs on. */

static gboolean
has_old_port (ResiteRpcLine *self, GCancellable *cancellable)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_timeout (client, GREETING);
  connection = g_socket_client_connect_to_host (client, self->host, OLD_PORT, cancellable, NULL);
  return connection != NULL;
}

static gboolean
greet (ResiteRpcLine *self, GCancellable *cancellable, GError **error)
{
  ResiteSmbGreeting greeting = { 0 };
  g_autoptr (GError) local = NULL;

  if (!resite_smb_greet (self->host, PORT, GREETING, &greeting, cancellable, &local))
    {
      if (g_error_matches (local, RESITE_ERROR, RESITE_ERROR_UNREACHABLE) &&
          has_old_port (self, cancellable))
        return TRUE;
      if (g_error_matches (local, RESITE_ERROR, RESITE_ERROR_TIMED_OUT))
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                     _ ("%s does not answer on port 445: nobody has this address, or a firewall "
                        "swallows what is sent there. Let TCP 445 or 139 through."),
                     self->host);
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (greeting.dialect != RESITE_SMB_DIALECT_1 || self->allow_smb1)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
               _ ("%s only speaks SMB 1, as Windows 2003 and older do. SMB 1 protects neither "
                  "orders nor passwords on their way, so it has to be allowed for this machine "
                  "first: smb1 = yes in its part of the plan."),
               self->host);
  return FALSE;
}

/* Logging on. */

static gboolean
is_refused (ResiteRpcLine *self, GError **error)
{
  if (self->credentials == NULL || !resite_credentials_is_refused (self->credentials))
    return FALSE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
               _ ("The password of %s was refused, so it is not sent to %s again."), self->user,
               self->host);
  return TRUE;
}

/* Others may be trying the same secret just now. */
static gboolean
begin_try (ResiteRpcLine *self, gboolean *tries, GCancellable *cancellable, GError **error)
{
  *tries = FALSE;
  while (self->credentials != NULL && !resite_credentials_is_proven (self->credentials))
    {
      if (is_refused (self, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      *tries = resite_credentials_begin_try (self->credentials);
      if (*tries)
        return TRUE;
      g_usleep (LOOK * 1000);
    }
  return !is_refused (self, error);
}

static gboolean
set_up (ResiteRpcLine *self)
{
  const char *const strings[RESITE_RPC_SETUP_STRINGS + 1] = {
    self->host,
    self->domain,
    self->user,
    self->credentials != NULL ? resite_credentials_get_secret (self->credentials) : "",
    self->allow_smb1 ? "NT1" : "SMB2_02",
    NULL,
  };
  g_autoptr (ResiteRpcAnswer) answer = NULL;

  return send_strings (self, RESITE_RPC_SETUP, strings) && (answer = receive (self)) != NULL;
}

/* The one try is over: what it says of the secret. */
static void
write_down (ResiteRpcLine *self, ResiteRpcFault fault, gboolean let_in)
{
  if (self->credentials == NULL)
    return;
  if (fault == RESITE_RPC_FAULT_LOG_ON)
    resite_credentials_take_refusal (self->credentials);
  else if (let_in)
    resite_credentials_set_proven (self->credentials);
}

static gboolean
judge_log_on (ResiteRpcLine *self, const ResiteRpcAnswer *answer, GError **error)
{
  const char *said = resite_rpc_answer_get (answer, 1);
  const ResiteRpcFault fault =
      answer->status != 0 ? resite_rpc_judge (said) : RESITE_RPC_FAULT_NONE;
  const gboolean let_in = answer->status == 0 || fault == RESITE_RPC_FAULT_DENIED ||
                          (fault != RESITE_RPC_FAULT_LINE && resite_rpc_was_let_in (said));

  write_down (self, fault, let_in);
  if (let_in && (fault == RESITE_RPC_FAULT_NONE || fault == RESITE_RPC_FAULT_PIPE))
    return TRUE;
  if (fault != RESITE_RPC_FAULT_NONE)
    resite_rpc_failure_set (error, fault, self->host, self->user, said);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                 /* TRANSLATORS: a machine, and what a program wrote. */
                 _ ("Samba's program “net” failed at %s before anybody was let in there: %s"),
                 self->host, said);
  return FALSE;
}

/* The first question is one whose answer says why somebody is not let in, which the library does
 * not say. */
static gboolean
log_on (ResiteRpcLine *self, GCancellable *cancellable, GError **error)
{
  static const char *const question[] = {
    "registry", "getvalue",
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ActiveComputerName", "ComputerName",
    NULL
  };
  g_autoptr (ResiteRpcAnswer) answer = NULL;
  const Talk result = talk (self, RESITE_RPC_NET, question, &answer, cancellable);

  if (result != TALK_ANSWERED)
    return fail_talk (self, result, cancellable, error);
  if (answer->status >= RESITE_RPC_NET_ENDED)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                           _ ("Samba's program “net” is needed to speak RPC, and it cannot be run. "
                              "Install the package samba-common-bin."));
      return FALSE;
    }
  return judge_log_on (self, answer, error);
}

static gboolean
open_line (ResiteRpcLine *self, GCancellable *cancellable, GError **error)
{
  gboolean tries = FALSE;
  gboolean opened;

  if (self->process != NULL)
    return TRUE;
  if (is_refused (self, error) || !greet (self, cancellable, error) ||
      !begin_try (self, &tries, cancellable, error))
    return FALSE;
  opened = start (self, error);
  if (opened && !set_up (self))
    opened = fail_talk (self, TALK_ENDED, cancellable, error);
  opened = opened && log_on (self, cancellable, error);
  if (tries)
    resite_credentials_end_try (self->credentials);
  if (!opened)
    let_go (self);
  return opened;
}

/* Asking. */

static ResiteRpcFault
judge (ResiteRpcVerb verb, const ResiteRpcAnswer *answer, const char *said)
{
  const ResiteRpcFault fault = verb == RESITE_RPC_NET
                                   ? resite_rpc_judge (said)
                                   : resite_rpc_judge_number (answer->status, said);

  /* The number that the machine answered is about the account that it was told for its domain. */
  if (verb == RESITE_RPC_RENAME &&
      (fault == RESITE_RPC_FAULT_LOG_ON || fault == RESITE_RPC_FAULT_UNJUDGED))
    return resite_rpc_judge (said);
  return fault;
}

/* The log-on was taken before, so that a failure of it now is told and not written down. */
static gboolean
check_answer (ResiteRpcLine *self, ResiteRpcVerb verb, const ResiteRpcAnswer *answer,
              GError **error)
{
  const char *said = resite_rpc_answer_get (answer, verb == RESITE_RPC_NET ? 1 : 0);
  const ResiteRpcFault fault =
      answer->status != 0 ? judge (verb, answer, said) : RESITE_RPC_FAULT_NONE;

  if (fault == RESITE_RPC_FAULT_NONE)
    return TRUE;
  write_down (self, fault, FALSE);
  resite_rpc_failure_set (error, fault, self->host, self->user, said);
  return FALSE;
}

static ResiteRpcAnswer *
ask_once (ResiteRpcLine *self, ResiteRpcVerb verb, const char *const *arguments,
          GCancellable *cancellable, gboolean *sent, GError **error)
{
  g_autoptr (ResiteRpcAnswer) answer = NULL;
  Talk result;

  *sent = FALSE;
  if (!open_line (self, cancellable, error))
    return NULL;
  *sent = TRUE;
  result = talk (self, verb, arguments, &answer, cancellable);
  if (result == TALK_ANSWERED && check_answer (self, verb, answer, error))
    {
      self->used = TRUE;
      return g_steal_pointer (&answer);
    }
  if (result != TALK_ANSWERED)
    fail_talk (self, result, cancellable, error);
  let_go (self);
  return NULL;
}

/* Was it done before the line was cut? */
static void
doubt (ResiteRpcLine *self, GError **error)
{
  g_autoptr (GError) cause = g_steal_pointer (error);

  g_set_error (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
               /* TRANSLATORS: why. */
               _ ("Nobody knows whether %s has done it: %s"), self->host, cause->message);
}

ResiteRpcAnswer *
resite_rpc_line_ask (ResiteRpcLine *self, ResiteRpcVerb verb, const char *const *arguments,
                     gboolean changes, GCancellable *cancellable, GError **error)
{
  static const char *const none[] = { NULL };
  g_autoptr (GMutexLocker) locker = NULL;
  ResiteRpcAnswer *answer;
  GError *local = NULL;
  gboolean kept;
  gboolean sent;

  g_return_val_if_fail (self != NULL, NULL);

  if (arguments == NULL)
    arguments = none;
  locker = g_mutex_locker_new (&self->lock);
  kept = self->used;
  answer = ask_once (self, verb, arguments, cancellable, &sent, &local);
  /* A connection that was kept may have been ended long ago. */
  if (answer == NULL && kept && !changes && resite_error_is_of_line (local))
    {
      g_clear_error (&local);
      answer = ask_once (self, verb, arguments, cancellable, &sent, &local);
    }
  if (answer == NULL && changes && sent && resite_error_is_of_line (local))
    doubt (self, &local);
  if (local != NULL)
    g_propagate_error (error, local);
  return answer;
}
