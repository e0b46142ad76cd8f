/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-rpc-line-private.h"

#define PATIENCE 60 /* seconds */

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

void
resite_rpc_line_free (ResiteRpcLine *self)
{
  if (self == NULL)
    return;

  _resite_rpc_line_let_go (self);
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
  _resite_rpc_line_write_down (self, fault, FALSE);
  resite_rpc_failure_set (error, fault, self->host, self->user, said);
  return FALSE;
}

static ResiteRpcAnswer *
ask_once (ResiteRpcLine *self, ResiteRpcVerb verb, const char *const *arguments,
          GCancellable *cancellable, gboolean *sent, GError **error)
{
  g_autoptr (ResiteRpcAnswer) answer = NULL;
  ResiteRpcTalk result;

  *sent = FALSE;
  if (!_resite_rpc_line_open (self, cancellable, error))
    return NULL;
  *sent = TRUE;
  result = _resite_rpc_line_talk (self, verb, arguments, &answer, cancellable);
  if (result == RESITE_RPC_TALK_ANSWERED && check_answer (self, verb, answer, error))
    {
      self->used = TRUE;
      return g_steal_pointer (&answer);
    }
  if (result != RESITE_RPC_TALK_ANSWERED)
    _resite_rpc_line_fail (self, result, cancellable, error);
  _resite_rpc_line_let_go (self);
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
