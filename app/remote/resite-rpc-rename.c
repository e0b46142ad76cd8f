/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-rpc-cim.h"
#include "resite-rpc-private.h"

/* lmerr.h, winerror.h. */
static const struct
{
  guint32 number;
  ResiteError code;
  const char *words;
} meanings[] = {
  { 5, RESITE_ERROR_NO_ACCESS,
    N_ ("the account has no right to rename the machine, there or in its domain") },
  { 86, RESITE_ERROR_NO_ACCESS, N_ ("the password of the account is wrong") },
  { 1326, RESITE_ERROR_NO_ACCESS, N_ ("the name of the account or its password is wrong") },
  { 1327, RESITE_ERROR_NO_ACCESS, N_ ("the account may not be used in this way or at this hour") },
  { 1330, RESITE_ERROR_NO_ACCESS, N_ ("the password of the account has expired") },
  { 1331, RESITE_ERROR_NO_ACCESS, N_ ("the account is disabled") },
  { 1907, RESITE_ERROR_NO_ACCESS, N_ ("the password of the account must be changed first") },
  { 1909, RESITE_ERROR_NO_ACCESS, N_ ("the account is locked") },
  { 1311, RESITE_ERROR_FAILED, N_ ("the machine found no domain controller to ask") },
  { 1355, RESITE_ERROR_FAILED, N_ ("the machine could not reach its domain") },
  { 2221, RESITE_ERROR_FAILED, N_ ("the computer account was not found in the domain") },
  { 2224, RESITE_ERROR_EXISTS, N_ ("the domain has a computer of this name already") },
  { 2692, RESITE_ERROR_REFUSED, N_ ("the machine is in no domain") },
  { 2697, RESITE_ERROR_FAILED, N_ ("another change of the name waits for a restart already") },
  /* What a server that has no such call makes of it. */
  { 46, RESITE_ERROR_REFUSED, N_ ("it does not offer this") },
  { 50, RESITE_ERROR_REFUSED, N_ ("it does not offer this") },
  { 1745, RESITE_ERROR_REFUSED, N_ ("it does not offer this") },
};

/* About the account and its password, and not about what it may do. */
static gboolean
is_of_account (guint32 status)
{
  static const guint32 numbers[] = { 86, 1326, 1327, 1330, 1331, 1907, 1909 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i] == status)
      return TRUE;
  return FALSE;
}

static gboolean
read_status (guint32 status, const char *host, const char *name, GError **error)
{
  if (status == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (meanings[i].number == status)
      {
        g_set_error (error, RESITE_ERROR, meanings[i].code,
                     /* TRANSLATORS: a machine, its new name, why not. */
                     _ ("%s was not renamed to %s: %s."), host, name, _ (meanings[i].words));
        return FALSE;
      }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               _ ("%s was not renamed to %s: it answered %u."), host, name, status);
  return FALSE;
}

gboolean
resite_rpc_cim_rename_member (ResiteRpcCim *self, const char *name, ResiteCredentials *account,
                              GCancellable *cancellable, GError **error)
{
  const char *arguments[] = { name, NULL, NULL, NULL };
  g_autoptr (ResiteRpcAnswer) answer = NULL;
  ResiteRpcLine *line;

  g_return_val_if_fail (RESITE_IS_RPC_CIM (self), FALSE);
  g_return_val_if_fail (name != NULL && account != NULL, FALSE);

  arguments[1] = resite_credentials_get_user (account);
  arguments[2] = resite_credentials_get_secret (account);
  line = _resite_rpc_cim_get_line (self);
  answer = resite_rpc_line_ask (line, RESITE_RPC_RENAME, arguments, TRUE, cancellable, error);
  if (answer != NULL && is_of_account (answer->status))
    resite_credentials_set_refused (account);
  return answer != NULL &&
         read_status (answer->status, resite_rpc_line_get_host (line), name, error);
}
