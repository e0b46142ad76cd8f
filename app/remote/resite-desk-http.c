/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-desk"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-desk-private.h"
#include "resite-web.h"

/* The challenge of an IIS that lets nobody in without a log-on ([MS-NTHT] 2.2.2). */
static gboolean
read_challenge (const char *logon, ResiteNtlmChallenge *challenge)
{
  const char *at = logon != NULL ? strstr (logon, "NTLM ") : NULL;
  g_autofree char *text = NULL;
  g_autofree guchar *data = NULL;
  gsize length;

  if (at == NULL)
    return FALSE;
  at += strlen ("NTLM ");
  text = g_strndup (at, strcspn (at, " ,\r\n"));
  data = g_base64_decode (text, &length);
  return resite_ntlm_read_challenge (data, length, challenge);
}

static ResiteWebAnswer *
ask (const char *address, guint port, GCancellable *cancellable)
{
  const gboolean six = strchr (address, ':') != NULL;
  g_autofree char *url = g_strdup_printf (six ? "http://[%s]:%u/" : "http://%s:%u/", address, port);
  g_autoptr (GBytes) greeting = resite_ntlm_make_greeting ();
  gsize length;
  const guint8 *data = g_bytes_get_data (greeting, &length);
  g_autofree char *code = g_base64_encode (data, length);
  g_autofree char *authorization = g_strconcat ("NTLM ", code, NULL);
  const ResiteWebQuestion question = { .method = "HEAD",
                                       .url = url,
                                       .limit = 1024,
                                       .patience = RESITE_DESK_PATIENCE * 1000,
                                       .authorization = authorization };

  return resite_web_ask (&question, cancellable, NULL);
}

ResiteDeskSight *
resite_desk_ask_http (const char *address, guint port, GCancellable *cancellable)
{
  g_autoptr (ResiteWebAnswer) answer = ask (address, port, cancellable);
  ResiteNtlmChallenge challenge = { NULL };
  ResiteDeskSight *sight;

  if (answer == NULL)
    return NULL;
  sight = resite_desk_sight_new ("http", RESITE_SURE_HINT);
  sight->system = g_strdup (answer->server);
  if (read_challenge (answer->logon, &challenge) && challenge.computer != NULL)
    {
      sight->sure = RESITE_SURE_CERTAIN;
      sight->computer = g_steal_pointer (&challenge.computer);
      sight->domain = g_steal_pointer (&challenge.domain);
      sight->dns_name = g_steal_pointer (&challenge.dns_name);
      /* TRANSLATORS: computer, port. */
      sight->text =
          g_strdup_printf (_ ("its web server's log-on says %s (port %u)"), sight->computer, port);
    }
  else
    /* TRANSLATORS: what a web server calls itself, port. */
    sight->text = g_strdup_printf (_ ("a web server answers: %s (port %u)"),
                                   sight->system != NULL ? sight->system : _ ("no name"), port);
  resite_ntlm_challenge_clear (&challenge);
  return sight;
}
