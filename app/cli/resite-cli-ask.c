/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-ask.h"
#include "resite-cli-report.h"
#include "resite-cli-terminal.h"
#include "resite-cli-wsman.h"

/* Where nobody can be asked, what is asked is for a person: the step says so, and the verb goes on. */
static void
tell (const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    resite_cli_report_say ("%s", error->message);
}

static void
answer_password (ResiteCli *cli, ResiteQuestion *question)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCredentials) credentials = NULL;
  const char *user = resite_question_get_user (question);

  if (user != NULL)
    credentials = resite_cli_secret_ask (cli, resite_question_get_server (question), user, &error);
  if (error != NULL)
    tell (error);
  resite_question_answer_credentials (question, credentials);
}

static void
answer_trust (ResiteCli *cli, ResiteQuestion *question)
{
  g_autoptr (GError) error = NULL;
  gboolean yes = resite_cli_wsman_ask_trust (cli, resite_question_get_server (question),
                                             resite_question_get_fingerprint (question),
                                             resite_question_get_purpose (question), &error);

  if (error != NULL)
    tell (error);
  resite_question_answer (question, yes);
}

static void
answer_box (ResiteCli *cli, ResiteQuestion *question)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      g_strdup_printf (_ ("%s\nyes/no: "), resite_question_get_purpose (question));
  g_autofree char *line =
      resite_cli_terminal_is_there () ? resite_cli_terminal_ask (cli, text, FALSE, &error) : NULL;

  resite_question_answer (question, line != NULL && (g_ascii_strcasecmp (line, "yes") == 0 ||
                                                     g_ascii_strcasecmp (line, _ ("yes")) == 0));
}

static void
ask_cb (ResiteRun *run, ResiteQuestion *question, gpointer user_data)
{
  g_autoptr (ResiteQuestion) kept = resite_question_ref (question);

  switch (resite_question_get_kind (kept))
    {
    case RESITE_QUESTION_CREDENTIALS:
      answer_password (user_data, kept);
      break;
    case RESITE_QUESTION_TRUST:
      answer_trust (user_data, kept);
      break;
    case RESITE_QUESTION_IDENTITY:
    default:
      answer_box (user_data, kept);
    }
}

void
resite_cli_ask_for_run (ResiteCli *cli, ResiteRun *run)
{
  if (resite_cli_has (cli, "password-fd") || resite_cli_terminal_is_there ())
    resite_run_set_asker (run, ask_cb, cli);
}
