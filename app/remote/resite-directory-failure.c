/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-directory-private.h"
#include "resite-error.h"

char *
_resite_directory_dup_diagnostic (LDAP *ldap)
{
  char *said = NULL;
  char *diagnostic = NULL;

  if (ldap_get_option (ldap, LDAP_OPT_DIAGNOSTIC_MESSAGE, &said) == LDAP_OPT_SUCCESS &&
      said != NULL)
    {
      diagnostic = g_utf8_make_valid (said, -1);
      g_strstrip (diagnostic);
      ldap_memfree (said);
    }
  return diagnostic;
}

gboolean
_resite_directory_take_end (ResiteDirectory *self, const ResiteDirectoryWatch *watch,
                            GError **error)
{
  if (!watch->cancelled && !watch->expired)
    return FALSE;
  if (watch->cancelled)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled."));
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
                 _ ("%s took the connection and then gave no answer: the controller is overloaded "
                    "or hangs. Try again, or another controller."),
                 self->name);
  resite_directory_close (self);
  return TRUE;
}

typedef struct
{
  const char *mark; /* in what the controller or the Kerberos library says */
  const char *text; /* %s: who */
} Reason;

/* What Windows adds to code 49 as "data NNN" (its system error codes, in hexadecimal). */
static const Reason password_reasons[] = {
  { "data 525", N_ ("there is no such account") },
  { "data 52e", N_ ("name or password is wrong") },
  { "data 530", N_ ("the account may not log on at this time") },
  { "data 531", N_ ("the account may not log on from this desk") },
  { "data 532", N_ ("the password has expired") },
  { "data 533", N_ ("the account is disabled") },
  { "data 701", N_ ("the account has expired") },
  { "data 773", N_ ("the password must be changed first") },
  { "data 775", N_ ("the account is locked") },
};

static const Reason ticket_reasons[] = {
  { "No Kerberos credentials available", N_ ("this desk has no ticket: get one with kinit") },
  { "No credentials cache found", N_ ("this desk has no ticket: get one with kinit") },
  { "expired", N_ ("the ticket of this desk has expired: get a new one with kinit") },
  { "Clock skew", N_ ("the clocks of this desk and of the domain are more than five minutes "
                      "apart: set this desk's") },
  { "Server not found in Kerberos database",
    N_ ("the domain knows no service under this name: write the controller's full name, not its "
        "address") },
  { "Cannot find KDC", N_ ("no ticket server of the domain was found: look at DNS and krb5.conf") },
  { "Cannot contact any KDC", N_ ("no ticket server of the domain answers") },
  { "Cannot determine realm", N_ ("it is not known to which domain this name belongs: write the "
                                  "controller's full name") },
};

static const char *
find_reason (const Reason *reasons, guint n_reasons, const char *said)
{
  for (guint i = 0; said != NULL && i < n_reasons; i++)
    if (strstr (said, reasons[i].mark) != NULL)
      return _ (reasons[i].text);
  return NULL;
}

static void
set_ticket_failure (ResiteDirectory *self, int code, const char *diagnostic, GError **error)
{
  const char *reason = find_reason (ticket_reasons, G_N_ELEMENTS (ticket_reasons), diagnostic);

  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
               _ ("The log-on at %s by Kerberos failed: %s."), self->host,
               reason != NULL       ? reason
               : diagnostic != NULL ? diagnostic
                                    : ldap_err2string (code));
}

static void
set_password_failure (ResiteDirectory *self, const char *diagnostic, GError **error)
{
  const char *reason = find_reason (password_reasons, G_N_ELEMENTS (password_reasons), diagnostic);

  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
               _ ("%s did not let %s in: %s. It was tried once and is not tried again."),
               self->host, resite_credentials_get_user (self->credentials),
               reason != NULL ? reason : _ ("name or password is wrong"));
}

static gboolean
is_line_code (int code)
{
  return code == LDAP_SERVER_DOWN || code == LDAP_CONNECT_ERROR || code == LDAP_TIMEOUT;
}

void
_resite_directory_set_log_on_failure (ResiteDirectory *self, int code, const char *diagnostic,
                                      GError **error)
{
  if (is_line_code (code))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                 _ ("%s closed the connection while somebody logged on."), self->host);
  else if (code == LDAP_STRONG_AUTH_REQUIRED || code == LDAP_CONFIDENTIALITY_REQUIRED)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
                 _ ("%s wants a stronger log-on than this one: use Kerberos without TLS, or a "
                    "password over ldaps."),
                 self->host);
  else if (code == LDAP_BUSY || code == LDAP_UNAVAILABLE)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_BUSY,
                 _ ("%s has no time now. Try again in a while, or another controller."),
                 self->host);
  else if (self->credentials != NULL && code == LDAP_INVALID_CREDENTIALS)
    set_password_failure (self, diagnostic, error);
  else if (self->credentials == NULL)
    set_ticket_failure (self, code, diagnostic, error);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("%s did not let %s in: %s (code %d)."), self->host,
                 resite_credentials_get_user (self->credentials),
                 diagnostic != NULL ? diagnostic : ldap_err2string (code), code);
}

static void
set_no_right (ResiteDirectory *self, const char *dn, GError **error)
{
  g_autofree char *account = resite_directory_describe_account (self);
  g_autofree char *parent = resite_directory_get_parent (dn);

  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
      _ ("%s refuses: %s lacks the right Delete on %s, and Delete All Child Objects on %s; "
         "one of the two is needed. Let a domain administrator grant it or delete the "
         "object."),
      self->name, account, dn, parent != NULL ? parent : "?");
}

static void
set_other (ResiteDirectory *self, int code, const char *dn, GError **error)
{
  g_autofree char *diagnostic = _resite_directory_dup_diagnostic (self->ldap);

  g_set_error (error, RESITE_ERROR,
               code == LDAP_UNWILLING_TO_PERFORM || code == LDAP_REFERRAL ? RESITE_ERROR_REFUSED
                                                                          : RESITE_ERROR_FAILED,
               /* TRANSLATORS: controller, object, what it said, its number. */
               _ ("%s could not do this with %s: %s (code %d)."), self->name, dn,
               diagnostic != NULL && *diagnostic != '\0' ? diagnostic : ldap_err2string (code),
               code);
}

void
_resite_directory_set_failure (ResiteDirectory *self, int code, const char *dn, GError **error)
{
  switch (code)
    {
    case LDAP_NO_SUCH_OBJECT:
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                   _ ("%s has no %s, or this account may not see it."), self->name, dn);
      break;
    case LDAP_INSUFFICIENT_ACCESS:
      set_no_right (self, dn, error);
      break;
    case LDAP_NOT_ALLOWED_ON_NONLEAF:
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
                   _ ("%s has objects below it. SMS makes none there: look what they are. Resite "
                      "deletes no trees."),
                   dn);
      break;
    case LDAP_BUSY:
    case LDAP_UNAVAILABLE:
    case LDAP_ADMINLIMIT_EXCEEDED:
    case LDAP_TIMELIMIT_EXCEEDED:
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_BUSY,
                   _ ("%s has no time now. Try again in a while, or another controller."),
                   self->name);
      break;
    case LDAP_SERVER_DOWN:
    case LDAP_CONNECT_ERROR:
    case LDAP_TIMEOUT:
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE, _ ("The connection to %s broke."),
                   self->name);
      resite_directory_close (self);
      break;
    case LDAP_DECODING_ERROR:
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                   _ ("What %s sends is no answer of a directory."), self->name);
      resite_directory_close (self);
      break;
    default:
      set_other (self, code, dn, error);
    }
}
