/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-driver.h"
#include "resite-cli-report.h"
#include "resite-cli-terminal.h"
#include "resite-cli-wsman.h"
#include "resite-error.h"

#define MOST_SECONDS 86400

gboolean
resite_cli_wsman_ask_trust (ResiteCli *cli, const char *server, const char *fingerprint,
                            const char *description, GError **error)
{
  g_autofree char *question = NULL;
  g_autofree char *line = NULL;

  if (!resite_cli_terminal_is_there ())
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED,
                   _ ("%s: nobody vouches for its certificate. Compare its SHA-256 with the one on "
                      "the server; when they are the same, add --fingerprint %s"),
                   server, fingerprint);
      return FALSE;
    }
  question = g_strdup_printf (_ ("%s shows a certificate that nobody vouches for:\n%s\nSHA-256 %s\n"
                                 "Compare it with the one on the server. Trust it now? yes/no: "),
                              server, description, fingerprint);
  line = resite_cli_terminal_ask (cli, question, FALSE, error);
  if (line == NULL)
    return FALSE;
  if (resite_cli_terminal_says_yes (line))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNTRUSTED,
               _ ("%s: its certificate is not trusted"), server);
  return FALSE;
}

static gboolean
identify (ResiteCli *cli, ResiteWsman *wsman, GError **error)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  resite_wsman_identify_async (wsman, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  result = resite_cli_wait (&wait);
  return resite_wsman_identify_finish (wsman, result, error) != NULL;
}

static gboolean
identify_trusted (ResiteCli *cli, ResiteWsman *wsman, ResiteTrust *trust, const char *server,
                  GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *description = NULL;

  if (identify (cli, wsman, &local))
    return TRUE;
  fingerprint = resite_trust_dup_seen_fingerprint (trust);
  if (!g_error_matches (local, RESITE_ERROR, RESITE_ERROR_UNTRUSTED) || fingerprint == NULL ||
      resite_cli_has (cli, "fingerprint"))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  description = resite_trust_describe_seen (trust);
  if (!resite_cli_wsman_ask_trust (cli, server, fingerprint, description, error))
    return FALSE;
  resite_trust_pin (trust, fingerprint);
  return identify (cli, wsman, error);
}

static gboolean
read_address (const char *url, char **address, char **server, char **user, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, &local);

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s is no address; write https://user@host:5986/wsman"),
                   local != NULL && g_strrstr (url, "@") == NULL ? url : _ ("this"));
      return FALSE;
    }
  if (g_uri_get_password (uri) != NULL)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("a password does not belong into the address, where others of this "
                              "desk can see it; it is asked for, or read from --password-fd"));
      return FALSE;
    }
  *address = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO);
  *server = g_strdup (g_uri_get_host (uri));
  *user = g_strdup (g_uri_get_user (uri));
  return TRUE;
}

static gboolean
choose_user (ResiteCli *cli, char **user, GError **error)
{
  if (resite_cli_has (cli, "user"))
    {
      g_free (*user);
      *user = g_strdup (resite_cli_get (cli, "user"));
    }
  if (resite_cli_has (cli, "kerberos") && resite_cli_has (cli, "password-fd"))
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("--kerberos takes the ticket of this desk, and no --password-fd"));
      return FALSE;
    }
  if (resite_cli_has (cli, "kerberos") || (*user != NULL && **user != '\0'))
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("it is not said who to sign in as: write https://user@host:5986/wsman, "
                          "--user NAME, or --kerberos"));
  return FALSE;
}

ResiteWsman *
resite_cli_wsman_open (ResiteCli *cli, const char *url, GError **error)
{
  g_autofree char *address = NULL;
  g_autofree char *server = NULL;
  g_autofree char *user = NULL;
  g_autoptr (ResiteTrust) trust = NULL;
  g_autoptr (ResiteCredentials) credentials = NULL;
  g_autoptr (ResiteWsman) wsman = NULL;
  ResiteWsmanOptions options = { NULL };

  if (!read_address (url, &address, &server, &user, error) || !choose_user (cli, &user, error))
    return NULL;
  trust = resite_trust_new (resite_cli_get (cli, "ca"), resite_cli_get (cli, "fingerprint"), error);
  if (trust == NULL)
    return NULL;
  options.url = address;
  options.trust = trust;
  options.allow_plain_http = resite_cli_has (cli, "allow-plain-http");
  options.allow_old_tls = resite_cli_has (cli, "old-tls");
  options.deadline_seconds = (guint)MIN (resite_cli_get_number (cli, "deadline", 0), MOST_SECONDS);
  resite_cli_watch_signals (cli);
  if (!resite_cli_has (cli, "kerberos"))
    {
      credentials = resite_cli_secret_ask (cli, server, user, error);
      if (credentials == NULL)
        return NULL;
    }
  options.credentials = credentials;
  wsman = resite_wsman_new (&options, error);
  if (wsman == NULL || !identify_trusted (cli, wsman, trust, server, error))
    return NULL;
  if (resite_wsman_is_plain (wsman) && options.allow_plain_http)
    resite_cli_report_say (_ ("Warning: what goes to %s and back can be read on the way."), server);
  return g_steal_pointer (&wsman);
}
