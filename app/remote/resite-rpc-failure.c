/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-rpc-failure.h"

/* WERR_CAN_NOT_COMPLETE: libnetapi's word for every connection that was not made. */
#define NOT_CONNECTED 1003

typedef struct
{
  const char *status;
  ResiteRpcFault fault;
  const char *words; /* N_(): host, user */
} Meaning;

#define TRY_AGAIN_NOT                                                                              \
  N_ ("%1$s does not let %2$s in: the name or the password is wrong. The "                         \
      "password is not sent there again, so that the account is not locked "                       \
      "out.")
#define LOST_TRUST                                                                                 \
  N_ ("%1$s and its domain do not trust each other any more, so it lets no account of the domain " \
      "in, not %2$s either. Use a local administrator of that machine, or join it to the domain "  \
      "again.")

static const Meaning meanings[] = {
  { "NT_STATUS_LOGON_FAILURE", RESITE_RPC_FAULT_LOG_ON, TRY_AGAIN_NOT },
  { "NT_STATUS_WRONG_PASSWORD", RESITE_RPC_FAULT_LOG_ON, TRY_AGAIN_NOT },
  { "NT_STATUS_NO_SUCH_USER", RESITE_RPC_FAULT_LOG_ON, TRY_AGAIN_NOT },
  { "NT_STATUS_ACCOUNT_LOCKED_OUT", RESITE_RPC_FAULT_LOG_ON,
    N_ ("%1$s says that the account %2$s is locked, as after too many wrong passwords. Have it "
        "unlocked, or use another account.") },
  { "NT_STATUS_ACCOUNT_DISABLED", RESITE_RPC_FAULT_LOG_ON,
    N_ ("%1$s says that the account %2$s is disabled. Use another one.") },
  { "NT_STATUS_ACCOUNT_EXPIRED", RESITE_RPC_FAULT_LOG_ON,
    N_ ("%1$s says that the account %2$s has expired. Use another one.") },
  { "NT_STATUS_PASSWORD_EXPIRED", RESITE_RPC_FAULT_LOG_ON,
    N_ ("%1$s says that the password of %2$s has expired. Change it first.") },
  { "NT_STATUS_PASSWORD_MUST_CHANGE", RESITE_RPC_FAULT_LOG_ON,
    N_ ("%1$s says that the password of %2$s must be changed first.") },
  { "NT_STATUS_ACCOUNT_RESTRICTION", RESITE_RPC_FAULT_LOG_ON,
    N_ ("%1$s does not let %2$s in over the network, as where an account has no password.") },
  { "NT_STATUS_INVALID_LOGON_HOURS", RESITE_RPC_FAULT_LOG_ON,
    N_ ("%1$s does not let %2$s in at this hour.") },
  { "NT_STATUS_INVALID_WORKSTATION", RESITE_RPC_FAULT_LOG_ON,
    N_ ("%1$s does not let %2$s in from this desk.") },
  { "NT_STATUS_LOGON_TYPE_NOT_GRANTED", RESITE_RPC_FAULT_LOG_ON,
    N_ ("%1$s does not let %2$s in over the network: its local policy says so.") },
  { "NT_STATUS_TIME_DIFFERENCE_AT_DC", RESITE_RPC_FAULT_UNJUDGED,
    N_ ("The clocks of this desk, %1$s and the domain differ by more than five minutes, and then "
        "no ticket of %2$s is taken. Set the clock that is wrong.") },
  { "NT_STATUS_NO_LOGON_SERVERS", RESITE_RPC_FAULT_UNJUDGED,
    N_ ("%1$s found no domain controller to ask for %2$s. Use a local administrator of that "
        "machine, or look at its network.") },
  { "NT_STATUS_NO_TRUST_SAM_ACCOUNT", RESITE_RPC_FAULT_UNJUDGED, LOST_TRUST },
  { "NT_STATUS_TRUSTED_RELATIONSHIP_FAILURE", RESITE_RPC_FAULT_UNJUDGED, LOST_TRUST },
  { "NT_STATUS_TRUSTED_DOMAIN_FAILURE", RESITE_RPC_FAULT_UNJUDGED, LOST_TRUST },
  { "NT_STATUS_NO_TRUST_LSA_SECRET", RESITE_RPC_FAULT_UNJUDGED, LOST_TRUST },
  { "NT_STATUS_CONNECTION_REFUSED", RESITE_RPC_FAULT_LINE,
    N_ ("%1$s refuses port 445 and port 139: it is there, but it shares nothing. Does its service "
        "Server run, and is it the right machine?") },
  { "NT_STATUS_IO_TIMEOUT", RESITE_RPC_FAULT_LINE,
    N_ ("%1$s does not answer on port 445: nobody has this address, or a firewall swallows what "
        "is sent there. Let TCP 445 or 139 through.") },
  { "NT_STATUS_HOST_UNREACHABLE", RESITE_RPC_FAULT_LINE, N_ ("There is no way to %1$s.") },
  { "NT_STATUS_NETWORK_UNREACHABLE", RESITE_RPC_FAULT_LINE, N_ ("There is no way to %1$s.") },
  { "NT_STATUS_BAD_NETWORK_NAME", RESITE_RPC_FAULT_LINE,
    N_ ("%1$s does not know itself under this name.") },
  { "NT_STATUS_UNSUCCESSFUL", RESITE_RPC_FAULT_LINE, N_ ("The connection to %1$s failed.") },
  { "NT_STATUS_CONNECTION_DISCONNECTED", RESITE_RPC_FAULT_LINE, N_ ("The line to %1$s was cut.") },
  { "NT_STATUS_CONNECTION_RESET", RESITE_RPC_FAULT_LINE, N_ ("The line to %1$s was cut.") },
  { "NT_STATUS_CONNECTION_ABORTED", RESITE_RPC_FAULT_LINE, N_ ("The line to %1$s was cut.") },
  { "NT_STATUS_CONNECTION_INVALID", RESITE_RPC_FAULT_LINE, N_ ("The line to %1$s was cut.") },
  { "NT_STATUS_PIPE_DISCONNECTED", RESITE_RPC_FAULT_LINE, N_ ("The line to %1$s was cut.") },
  { "NT_STATUS_PIPE_BROKEN", RESITE_RPC_FAULT_LINE, N_ ("The line to %1$s was cut.") },
  { "NT_STATUS_END_OF_FILE", RESITE_RPC_FAULT_LINE, N_ ("The line to %1$s was cut.") },
  { "NT_STATUS_INVALID_NETWORK_RESPONSE", RESITE_RPC_FAULT_LINE,
    N_ ("What answers at %1$s does not speak SMB as Windows does.") },
  { "NT_STATUS_NOT_SUPPORTED", RESITE_RPC_FAULT_NONE, NULL },
  { NULL, RESITE_RPC_FAULT_NONE, NULL },
};

/* What the numbers are that a caller acts on; winerror.h, lmerr.h. */
static const struct
{
  const char *status;
  guint32 number;
} numbers[] = {
  { "ACCESS_DENIED", 5 },
  { "FILE_NOT_FOUND", 2 },
  { "BADFILE", 2 },
  /* Samba's programs say it so where the registry said that there is no such thing. */
  { "NO_SUCH_DEVICE", 2 },
  { "OBJECT_NAME_NOT_FOUND", 2 },
  { "NO_SUCH_FILE", 2 },
  { "PRIVILEGE_NOT_HELD", 1314 },
  { "DEPENDENT_SERVICES_RUNNING", 1051 },
  { "INVALID_SERVICE_CONTROL", 1052 },
  { "SERVICE_REQUEST_TIMEOUT", 1053 },
  { "SERVICE_NO_THREAD", 1054 },
  { "SERVICE_DATABASE_LOCKED", 1055 },
  { "SERVICE_ALREADY_RUNNING", 1056 },
  { "INVALID_SERVICE_ACCOUNT", 1057 },
  { "SERVICE_DISABLED", 1058 },
  { "CIRCULAR_DEPENDENCY", 1059 },
  { "SERVICE_DOES_NOT_EXIST", 1060 },
  { "NO_SUCH_SERVICE", 1060 },
  { "SERVICE_CANNOT_ACCEPT_CTRL", 1061 },
  { "SERVICE_NOT_ACTIVE", 1062 },
  { "SERVICE_DEPENDENCY_FAIL", 1068 },
  { "SERVICE_LOGON_FAILED", 1069 },
  { "SERVICE_MARKED_FOR_DELETE", 1072 },
};

static gboolean
is_of_status (char c)
{
  return g_ascii_isupper (c) || g_ascii_isdigit (c) || c == '_';
}

/* The last word of @text that begins with @prefix. */
static const char *
find_last (const char *text, const char *prefix)
{
  return g_strrstr (text, prefix);
}

char *
resite_rpc_find_status (const char *text)
{
  const char *nt = text != NULL ? find_last (text, "NT_STATUS_") : NULL;
  const char *win = text != NULL ? find_last (text, "WERR_") : NULL;
  const char *begin = nt > win ? nt : win;
  const char *end = begin;

  if (begin == NULL)
    return NULL;
  while (is_of_status (*end))
    end++;
  return g_strndup (begin, end - begin);
}

static const Meaning *
find_meaning (const char *text)
{
  g_autofree char *status = resite_rpc_find_status (text);

  for (const Meaning *meaning = meanings; status != NULL && meaning->status != NULL; meaning++)
    if (g_str_equal (meaning->status, status))
      return meaning;
  return NULL;
}

static gboolean
is_connecting (const char *text)
{
  return strstr (text, "Connection failed:") != NULL ||
         strstr (text, "Could not connect") != NULL ||
         strstr (text, "session setup failed") != NULL;
}

static gboolean
is_of_pipe (const char *text)
{
  return strstr (text, "Could not initialise pipe") != NULL ||
         strstr (text, "could not open pipe") != NULL;
}

ResiteRpcFault
resite_rpc_judge (const char *text)
{
  const Meaning *meaning = find_meaning (text);

  if (text == NULL)
    return RESITE_RPC_FAULT_NONE;
  if (meaning != NULL &&
      (meaning->fault == RESITE_RPC_FAULT_LOG_ON || meaning->fault == RESITE_RPC_FAULT_UNJUDGED))
    return meaning->fault;
  if (is_of_pipe (text) && strstr (text, "NT_STATUS_OBJECT_NAME_NOT_FOUND") != NULL)
    return RESITE_RPC_FAULT_PIPE;
  if (meaning != NULL && meaning->fault == RESITE_RPC_FAULT_LINE &&
      (is_connecting (text) || !g_str_equal (meaning->status, "NT_STATUS_UNSUCCESSFUL")))
    return RESITE_RPC_FAULT_LINE;
  if (strstr (text, "NT_STATUS_ACCESS_DENIED") != NULL &&
      (is_connecting (text) || is_of_pipe (text)))
    return RESITE_RPC_FAULT_DENIED;
  return is_connecting (text) ? RESITE_RPC_FAULT_LINE : RESITE_RPC_FAULT_NONE;
}

/* A pipe is asked for, and a call made, by who was let in. */
gboolean
resite_rpc_was_let_in (const char *text)
{
  return !is_connecting (text) && (is_of_pipe (text) || strstr (text, "registry_") != NULL);
}

static gboolean
is_among (guint32 number, const guint32 *numbers_of, guint count)
{
  for (guint i = 0; i < count; i++)
    if (number == numbers_of[i])
      return TRUE;
  return FALSE;
}

ResiteRpcFault
resite_rpc_judge_number (guint32 number, const char *text)
{
  /* Bad path, name deleted, no answer, refused, aborted, no way: of the line itself. */
  static const guint32 of_line[] = { 53, 64, 121, 1225, 1231, 1232, 1236 };
  static const guint32 of_log_on[] = { 1326, 1327, 1330, 1331, 1907, 1909 };
  /* No server to ask, clocks apart, trust that is lost. */
  static const guint32 unjudged[] = { 1311, 1398, 1786, 1787, 1788, 1789 };
  const ResiteRpcFault said = resite_rpc_judge (text);

  if (said != RESITE_RPC_FAULT_NONE)
    return said;
  if (number == NOT_CONNECTED || is_among (number, of_line, G_N_ELEMENTS (of_line)))
    return RESITE_RPC_FAULT_LINE;
  if (is_among (number, of_log_on, G_N_ELEMENTS (of_log_on)))
    return RESITE_RPC_FAULT_LOG_ON;
  return is_among (number, unjudged, G_N_ELEMENTS (unjudged)) ? RESITE_RPC_FAULT_UNJUDGED
                                                              : RESITE_RPC_FAULT_NONE;
}

static int
get_code (ResiteRpcFault fault, const Meaning *meaning)
{
  switch (fault)
    {
    case RESITE_RPC_FAULT_LINE:
      return meaning != NULL && g_str_equal (meaning->status, "NT_STATUS_IO_TIMEOUT")
                 ? RESITE_ERROR_TIMED_OUT
                 : RESITE_ERROR_UNREACHABLE;
    case RESITE_RPC_FAULT_PIPE:
      return RESITE_ERROR_REFUSED;
    case RESITE_RPC_FAULT_LOG_ON:
    case RESITE_RPC_FAULT_UNJUDGED:
    case RESITE_RPC_FAULT_DENIED:
    case RESITE_RPC_FAULT_NONE:
    default:
      return RESITE_ERROR_NO_ACCESS;
    }
}

static const char *
get_words (ResiteRpcFault fault)
{
  switch (fault)
    {
    case RESITE_RPC_FAULT_LINE:
      return _ ("The line to %1$s was cut.");
    case RESITE_RPC_FAULT_PIPE:
      return _ ("%1$s does not offer this over RPC: the service that would answer does not run "
                "there, often Remote Registry. Start it at its console, or do this by hand.");
    case RESITE_RPC_FAULT_DENIED:
      return _ ("%1$s takes the password of %2$s, but gives no right to administer it. Use an "
                "administrator of that machine.");
    case RESITE_RPC_FAULT_UNJUDGED:
      return _ ("%1$s could not find out whether %2$s may come in: look at its clock, at its way "
                "to a domain controller, and at its trust in the domain.");
    case RESITE_RPC_FAULT_LOG_ON:
    case RESITE_RPC_FAULT_NONE:
    default:
      return _ ("%1$s does not let %2$s in.");
    }
}

void
resite_rpc_failure_set (GError **error, ResiteRpcFault fault, const char *host, const char *user,
                        const char *text)
{
  const Meaning *meaning = find_meaning (text);
  g_autofree char *status = resite_rpc_find_status (text);
  const char *who = *user != '\0' ? user : _ ("the ticket of this desk");
  const char *words;
  g_autofree char *sentence = NULL;

  g_return_if_fail (fault != RESITE_RPC_FAULT_NONE);

  if (meaning != NULL && meaning->fault != fault)
    meaning = NULL;
  words = meaning != NULL && meaning->words != NULL ? _ (meaning->words) : get_words (fault);
  /* Of the table above only: two strings each. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  sentence = g_strdup_printf (words, host, who);
#pragma GCC diagnostic pop
  if (status != NULL)
    /* TRANSLATORS: a sentence, and the name of a status of Windows. */
    g_set_error (error, RESITE_ERROR, get_code (fault, meaning), _ ("%s (%s)"), sentence, status);
  else
    g_set_error_literal (error, RESITE_ERROR, get_code (fault, meaning), sentence);
}

guint32
resite_rpc_status_to_number (const char *status)
{
  const char *name = status;

  if (status == NULL)
    return 0;
  if (g_str_has_prefix (name, "NT_STATUS_"))
    name += strlen ("NT_STATUS_");
  else if (g_str_has_prefix (name, "WERR_"))
    name += strlen ("WERR_");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (numbers[i].status, name))
      return numbers[i].number;
  return 0;
}
