/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-rpc-line-private.h"
#include "resite-smb-greet.h"

#define GREETING 15  /* seconds */
#define LOOK     200 /* milliseconds */
/* RFC 4120 8.2; what Windows takes unless its domain says otherwise. */
#define MOST_APART (5 * G_TIME_SPAN_MINUTE)

/* Before anybody logs on. */

static gboolean
greet (ResiteRpcLine *self, GCancellable *cancellable, GError **error)
{
  ResiteSmbGreeting greeting = { 0 };
  g_autoptr (GError) local = NULL;

  if (!resite_smb_greet_default (self->host, GREETING, &greeting, cancellable, &local))
    {
      if (g_error_matches (local, RESITE_ERROR, RESITE_ERROR_TIMED_OUT))
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                     _ ("%s does not answer on port 445: nobody has this address, or a firewall "
                        "swallows what is sent there. Let TCP 445 or 139 through."),
                     self->host);
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* A ticket goes by the true clock, in a rehearsal too. */
  self->ahead = greeting.time != 0 ? greeting.time - g_get_real_time () : 0;
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

  return _resite_rpc_line_send (self, RESITE_RPC_SETUP, strings) &&
         (answer = _resite_rpc_line_receive (self)) != NULL;
}

/* The one try is over: what it says of the secret. */
void
_resite_rpc_line_write_down (ResiteRpcLine *self, ResiteRpcFault fault, gboolean let_in)
{
  if (self->credentials == NULL)
    return;
  if (fault == RESITE_RPC_FAULT_LOG_ON)
    resite_credentials_take_refusal (self->credentials);
  else if (let_in)
    resite_credentials_set_proven (self->credentials);
}

static void
set_clocks_apart (ResiteRpcLine *self, GError **error)
{
  const guint minutes = (guint)MIN (ABS (self->ahead) / G_TIME_SPAN_MINUTE, G_MAXINT);

  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
               self->ahead < 0
                   ? ngettext ("The clock of %1$s is %2$u minute behind the one of this desk, and "
                               "with more than five no Kerberos ticket is taken. Set the clock "
                               "that is wrong.",
                               "The clock of %1$s is %2$u minutes behind the one of this desk, and "
                               "with more than five no Kerberos ticket is taken. Set the clock "
                               "that is wrong.",
                               minutes)
                   : ngettext ("The clock of %1$s is %2$u minute ahead of the one of this desk, "
                               "and with more than five no Kerberos ticket is taken. Set the "
                               "clock that is wrong.",
                               "The clock of %1$s is %2$u minutes ahead of the one of this desk, "
                               "and with more than five no Kerberos ticket is taken. Set the "
                               "clock that is wrong.",
                               minutes),
               self->host, minutes);
}

/* What the library says of them is of no use to anybody: to it, clocks that are apart are a wrong
 * password. FALSE: it is not of tickets. */
static gboolean
explain_ticket (ResiteRpcLine *self, ResiteRpcFault fault, const char *said, GError **error)
{
  if (self->credentials != NULL)
    return FALSE;
  if (strstr (said, "Kerberos auth with") != NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("A Kerberos ticket is for a name, and %s is an address. Name the machine "
                    "instead (rpc-host)."),
                 self->host);
  else if (strstr (said, "NT_STATUS_INVALID_PARAMETER") != NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("This desk has no Kerberos ticket that %s takes: get one with kinit."),
                 self->host);
  else if (ABS (self->ahead) > MOST_APART &&
           (fault == RESITE_RPC_FAULT_LOG_ON || fault == RESITE_RPC_FAULT_UNJUDGED))
    set_clocks_apart (self, error);
  else if (strstr (said, "NT_STATUS_LOGON_FAILURE") != NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("The Kerberos ticket of this desk is not taken, at %s or by its domain. Get a "
                    "new one with kinit, and compare the clocks of this desk and of the domain."),
                 self->host);
  else
    return FALSE;
  return TRUE;
}

static gboolean
judge_log_on (ResiteRpcLine *self, const ResiteRpcAnswer *answer, GError **error)
{
  const char *said = resite_rpc_answer_get (answer, 1);
  const ResiteRpcFault fault =
      answer->status != 0 ? resite_rpc_judge (said) : RESITE_RPC_FAULT_NONE;
  const gboolean let_in = answer->status == 0 || fault == RESITE_RPC_FAULT_DENIED ||
                          (fault != RESITE_RPC_FAULT_LINE && resite_rpc_was_let_in (said));

  _resite_rpc_line_write_down (self, fault, let_in);
  if (let_in && (fault == RESITE_RPC_FAULT_NONE || fault == RESITE_RPC_FAULT_PIPE))
    return TRUE;
  if (explain_ticket (self, fault, said, error))
    return FALSE;
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
  const ResiteRpcTalk result =
      _resite_rpc_line_talk (self, RESITE_RPC_NET, question, &answer, cancellable);

  if (result != RESITE_RPC_TALK_ANSWERED)
    return _resite_rpc_line_fail (self, result, cancellable, error);
  if (answer->status >= RESITE_RPC_NET_ENDED)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                           _ ("Samba's program “net” is needed to speak RPC, and it cannot be run. "
                              "Install the package samba-common-bin."));
      return FALSE;
    }
  return judge_log_on (self, answer, error);
}

gboolean
_resite_rpc_line_open (ResiteRpcLine *self, GCancellable *cancellable, GError **error)
{
  gboolean tries = FALSE;
  gboolean opened;

  if (self->process != NULL)
    return TRUE;
  if (is_refused (self, error) || !greet (self, cancellable, error) ||
      !begin_try (self, &tries, cancellable, error))
    return FALSE;
  opened = _resite_rpc_line_start (self, error);
  if (opened && !set_up (self))
    opened = _resite_rpc_line_fail (self, RESITE_RPC_TALK_ENDED, cancellable, error);
  opened = opened && log_on (self, cancellable, error);
  if (tries)
    resite_credentials_end_try (self->credentials);
  if (!opened)
    _resite_rpc_line_let_go (self);
  return opened;
}
