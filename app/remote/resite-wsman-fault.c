/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-fault"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-text.h"
#include "resite-wsman-fault-private.h"

#define LONGEST_MESSAGE 600

/* Not a switch: only some of the codes can come from a fault. */
static const struct
{
  ResiteError error;
  const char *happened;
  const char *to_do;
} texts[] = {
  { RESITE_ERROR_NO_ACCESS, N_ ("the account has no right to it"),
    N_ ("Use an account that is an administrator there (in the site: a member of SMS Admins).") },
  { RESITE_ERROR_NOT_FOUND, N_ ("that does not exist there"),
    N_ ("See whether the names are right, and whether the software is installed there.") },
  { RESITE_ERROR_REFUSED, N_ ("the server does not offer this"),
    N_ ("Older Windows cannot do it this way. Do it by a script there, or by hand.") },
  { RESITE_ERROR_BUSY, N_ ("the server is at a limit of its own"),
    N_ ("Wait some minutes and try again. Close remote shells that other programs left open, or "
        "restart the service Windows Remote Management there.") },
  { RESITE_ERROR_INVALID, N_ ("the server finds something wrong in the request"),
    N_ ("See whether what was entered is right.") },
  { RESITE_ERROR_TIMED_OUT, N_ ("the server did not get it done in time"),
    N_ ("Try again. If it stays so, the machine is overloaded or too much was asked at once.") },
  { RESITE_ERROR_OUTCOME_UNKNOWN, N_ ("the server did not get it done in time"),
    N_ ("It may or may not have been done. Look at the machine before it is done again.") },
  { RESITE_ERROR_FAILED, N_ ("the server reports a failure"),
    N_ ("See the event log of the machine, then try again.") },
};

static guint
find_text (ResiteError error)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (texts) - 1 && texts[i].error != error)
    i++;
  return i;
}

static const char *
tell_what_happened (const ResiteWsmanFault *self, ResiteError error)
{
  const char *text = resite_wsman_fault_describe (self);

  return text != NULL ? text : _ (texts[find_text (error)].happened);
}

static const char *
tell_what_to_do (const ResiteWsmanFault *self, ResiteError error)
{
  if ((self->flags & RESITE_WSMAN_FAULT_OUR_MISTAKE) != 0)
    return _ ("That is a mistake of this program or of the server: keep the log of it.");
  if ((self->flags & RESITE_WSMAN_FAULT_CONTEXT_LOST) != 0)
    return _ ("Ask again from the start.");
  if ((self->flags & RESITE_WSMAN_FAULT_TOO_LARGE) != 0)
    return _ ("Ask for fewer properties or rows.");
  if ((self->flags & RESITE_WSMAN_FAULT_EXISTS) != 0)
    return _ ("See whether it is what was wanted.");
  return _ (texts[find_text (error)].to_do);
}

static void
append_message (GString *text, const ResiteWsmanFault *self)
{
  const char *message = self->message != NULL ? self->message : self->reason;
  g_autofree char *shown = NULL;

  if (message == NULL)
    return;
  shown = resite_text_ellipsize (message, LONGEST_MESSAGE);
  g_string_append_c (text, ' ');
  g_string_append_printf (text, _ ("The server says: “%s”"), shown);
}

static void
add_code (GPtrArray *parts, guint32 code)
{
  g_ptr_array_add (parts, g_strdup_printf ("0x%08X = %u", code, code));
}

static void
append_codes (GString *text, const ResiteWsmanFault *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  if (self->subcode != NULL)
    g_ptr_array_add (parts, g_strdup (self->subcode));
  if (self->detail != NULL)
    g_ptr_array_add (parts, g_strdup (self->detail));
  if (self->culprit != NULL)
    g_ptr_array_add (parts, g_strdup (self->culprit));
  if (self->outer != 0)
    add_code (parts, self->outer);
  if (self->inner != self->outer)
    add_code (parts, self->inner);
  if (self->cim_code != 0)
    g_ptr_array_add (parts, g_strdup_printf ("CIM %u", self->cim_code));
  g_ptr_array_add (parts, NULL);
  joined = g_strjoinv (", ", (char **)parts->pdata);
  if (*joined != '\0')
    g_string_append_printf (text, " [%s]", joined);
}

GError *
resite_wsman_fault_to_error (const ResiteWsmanFault *self, const char *what, gboolean is_change)
{
  g_autoptr (GString) text = NULL;
  ResiteError error;

  g_return_val_if_fail (self != NULL && what != NULL, NULL);

  error = self->error;
  if (is_change && (self->flags & RESITE_WSMAN_FAULT_TIMED_OUT) != 0)
    error = RESITE_ERROR_OUTCOME_UNKNOWN;
  text = g_string_new (NULL);
  g_string_append_printf (text, "%s: %s.", what, tell_what_happened (self, error));
  append_message (text, self);
  append_codes (text, self);
  g_string_append_printf (text, " %s", tell_what_to_do (self, error));
  return g_error_new_literal (RESITE_ERROR, error, text->str);
}

const char *
resite_wsman_fault_get_silent_causes (void)
{
  return _ (
      "The usual causes, the likeliest first:\n"
      "– plain HTTP, and the machine wants encryption (AllowUnencrypted is false): use HTTPS\n"
      "– the way to log on is switched off there (Basic is, at first)\n"
      "– the machine wants channel binding (CbtHardeningLevel is Strict)\n"
      "– the account is local and not the built-in administrator, so its rights are cut off\n"
      "– the clocks differ by more than five minutes (Kerberos)\n"
      "– the request's content got lost on its way, at a proxy perhaps\n"
      "– the machine was renamed or cloned, and its name in the domain is the old one");
}
