/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>

#include "resite-cli-driver.h"
#include "resite-cli-secret.h"
#include "resite-cli-terminal.h"
#include "resite-error.h"

static ResiteCredentials *
read_from_descriptor (ResiteCli *cli, const char *option, const char *user, GError **error)
{
  const guint64 number = resite_cli_get_number (cli, option, 0);
  int fd = (int)MIN (number, G_MAXINT);
  ResiteCredentials *credentials;

  if (fcntl (fd, F_GETFD) < 0)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("--%s names no open file: %s; in a shell: --%s 3 3<FILE"), option,
                   resite_cli_get (cli, option), option);
      return NULL;
    }
  credentials = resite_credentials_new_from_fd (user, fd, error);
  if (credentials == NULL)
    g_prefix_error (error, "--%s: ", option);
  return credentials;
}

/* A desktop without a key ring is no error: then the person is asked. */
static ResiteCredentials *
look_up (ResiteCli *cli, const char *server, const char *user)
{
  ResiteCliWait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  resite_credentials_find_async (server, user, resite_cli_get_cancellable (cli), resite_cli_wait_cb,
                                 &wait);
  result = resite_cli_wait (&wait);
  return resite_credentials_find_finish (result, NULL);
}

static ResiteCredentials *
ask_person (ResiteCli *cli, const char *option, const char *server, const char *user,
            GError **error)
{
  g_autofree char *question = NULL;
  ResiteCredentials *credentials = NULL;
  char *line;

  if (!resite_cli_terminal_is_there ())
    {
      g_set_error (
          error, RESITE_ERROR, RESITE_ERROR_INVALID,
          _ ("the password of %s on %s is needed, and there is no terminal to ask at; give "
             "it with --%s N"),
          user, server, option);
      return NULL;
    }
  /* TRANSLATORS: asked at the terminal; a user and a server. */
  question = g_strdup_printf (_ ("Password of %s on %s: "), user, server);
  line = resite_cli_terminal_ask (cli, question, TRUE, error);
  if (line == NULL)
    return NULL;
  if (*line != '\0')
    credentials = resite_credentials_new (user, line);
  else
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("no password was typed"));
  resite_cli_terminal_forget (line);
  return credentials;
}

ResiteCredentials *
resite_cli_secret_ask_by (ResiteCli *cli, const char *option, const char *server, const char *user,
                          GError **error)
{
  ResiteCredentials *credentials;

  if (resite_cli_has (cli, option))
    return read_from_descriptor (cli, option, user, error);
  resite_cli_watch_signals (cli);
  credentials = look_up (cli, server, user);
  if (credentials != NULL ||
      g_cancellable_set_error_if_cancelled (resite_cli_get_cancellable (cli), error))
    return credentials;
  return ask_person (cli, option, server, user, error);
}

ResiteCredentials *
resite_cli_secret_ask (ResiteCli *cli, const char *server, const char *user, GError **error)
{
  return resite_cli_secret_ask_by (cli, "password-fd", server, user, error);
}
