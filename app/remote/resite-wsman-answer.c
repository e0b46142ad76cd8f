/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-text.h"
#include "resite-wsman-ask.h"
#include "resite-wsman-failure.h"
#include "resite-wsman-fault.h"

#define LINE 120 /* bytes of a foreign answer that are shown */

static gboolean
is_envelope_type (const char *type)
{
  return type != NULL && (g_str_equal (type, "application/soap+xml") ||
                          g_str_equal (type, "text/xml") || g_str_equal (type, "application/xml"));
}

/* The first line that says something, without what could do harm on a terminal. */
static char *
first_line (GBytes *body)
{
  gsize size;
  const char *bytes = g_bytes_get_data (body, &size);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  text = resite_text_from_foreign (bytes != NULL ? bytes : "", MIN (size, LINE));
  lines = g_strsplit_set (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (*line != '\0')
        return resite_wsman_failure_clean (line, -1);
    }
  return g_strdup ("");
}

static GError *
explain_log_on (ResiteWsmanLink *link)
{
  const char *causes = resite_wsman_fault_get_silent_causes ();

  if (link->credentials == NULL)
    return g_error_new (
        RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
        _ ("%s does not accept the Kerberos ticket of this desk. Is there one "
           "(klist), and is the machine addressed by its name in the domain? It may "
           "also be:\n%s"),
        link->host, causes);
  if (!resite_credentials_is_refused (link->credentials))
    return g_error_new (RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                        _ ("%s refuses the log-on of %s now, and took it before. Is it just "
                           "starting? It is tried once more and then not again, so that the "
                           "account is not locked out."),
                        link->host, resite_credentials_get_user (link->credentials));
  return g_error_new (
      RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
      _ ("%s refuses the log-on of %s. It was tried once and is not tried again, so "
         "that the account is not locked out: give the password anew. If it is "
         "right, it may be:\n%s"),
      link->host, resite_credentials_get_user (link->credentials), causes);
}

static GError *
explain_silence (ResiteWsmanLink *link, guint status)
{
  return g_error_new (RESITE_ERROR, RESITE_ERROR_FAILED,
                      _ ("%s refused (HTTP %u) and gave no reason. It may be:\n%s"), link->host,
                      status, resite_wsman_fault_get_silent_causes ());
}

static GError *
explain_status (ResiteWsmanLink *link, const ResiteWsmanAnswer *answer)
{
  const guint status = answer->status;

  if (status == 401)
    return explain_log_on (link);
  if (status == 407)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_MALFORMED,
                        _ ("A proxy answers for %s and wants a log-on. The machine must be reached "
                           "without a proxy."),
                        link->host);
  if (status >= 300 && status < 400)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_MALFORMED,
                        _ ("%s sends us on to “%s”. That is not followed, because the password "
                           "would go there."),
                        link->host, answer->location != NULL ? answer->location : "");
  if (status == 413 || status == 415)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_REFUSED,
                        _ ("%s does not take a question of this size or kind (HTTP %u)."),
                        link->host, status);
  return NULL;
}

/* Whatever is no envelope: pages of proxies and of other programs. */
static GError *
explain_foreign (ResiteWsmanLink *link, const ResiteWsmanAnswer *answer)
{
  g_autofree char *line = first_line (answer->body);

  if (answer->status == 403 || answer->status == 404 || answer->status == 405)
    return g_error_new (RESITE_ERROR, RESITE_ERROR_REFUSED,
                        _ ("There is no WinRM service at %s (HTTP %u). It may not be set up, or it "
                           "has another path or port."),
                        link->url, answer->status);
  if (answer->status >= 400 && g_bytes_get_size (answer->body) == 0)
    return explain_silence (link, answer->status);
  return g_error_new (RESITE_ERROR, RESITE_ERROR_MALFORMED,
                      _ ("What answers at %s is not a WinRM service (HTTP %u, %s): %s"), link->url,
                      answer->status, answer->type != NULL ? answer->type : "?", line);
}

ResiteWsmanReply *
resite_wsman_read_answer (ResiteWsmanLink *link, ResiteWsmanAnswer *answer, const char *message_id,
                          gboolean may_be_empty, GError **error)
{
  const gboolean empty = g_bytes_get_size (answer->body) == 0;
  GError *reason = explain_status (link, answer);
  ResiteWsmanReply *reply;

  if (reason == NULL && answer->encoding != NULL &&
      g_ascii_strcasecmp (answer->encoding, "identity") != 0)
    reason = g_error_new (RESITE_ERROR, RESITE_ERROR_MALFORMED,
                          _ ("%s sent a compressed answer (%s), which was not asked for."),
                          link->host, answer->encoding);
  if (reason == NULL && empty && answer->status < 300 && may_be_empty)
    return resite_wsman_reply_new_empty ();
  if (reason == NULL && (empty || !is_envelope_type (answer->type)))
    reason = explain_foreign (link, answer);
  if (reason != NULL)
    {
      g_propagate_error (error, reason);
      return NULL;
    }
  reply = resite_wsman_reply_new (answer->body, message_id, error);
  if (reply == NULL)
    g_prefix_error (error, "%s: ", link->host);
  return reply;
}
