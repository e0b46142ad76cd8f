/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-clock.h"
#include "resite-cli-driver.h"
#include "resite-cli-secret.h"
#include "resite-directory-place.h"
#include "resite-directory-rights.h"
#include "resite-error.h"
#include "resite-under-way.h"

#define MOST_SECONDS 3600

/* One answer; @record is lent and may be NULL. */
typedef struct
{
  char *name;
  char *controller;
  const char *verdict;
  char *message;
  char *dn;
  gint64 created;
} Answer;

/* Asked in a worker. */
typedef struct
{
  ResiteDirectoryPlace *place;
  ResiteDirectoryAim aim; /* lent */
  gboolean gone, all, rights;
  GPtrArray *answers; /* Answer */
} Question;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->name);
  g_free (answer->controller);
  g_free (answer->message);
  g_free (answer->dn);
  g_free (answer);
}

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_pointer (&self->place, resite_directory_place_unref);
  g_ptr_array_unref (self->answers);
  g_free (self);
}

/* Takes @name and @message. */
static Answer *
add_answer (Question *self, const ResiteDirectoryVisit *visit, char *name, const char *verdict,
            char *message)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->name = name;
  answer->controller = g_strdup (visit->name);
  answer->verdict = verdict;
  answer->message = message;
  g_ptr_array_add (self->answers, answer);
  return answer;
}

static void
add_record (Question *self, const ResiteDirectoryVisit *visit, const ResiteDirectoryRecord *record)
{
  g_autofree char *made =
      record->created != 0 ? resite_clock_format (record->created) : g_strdup ("?");
  const char *verdict = record->in_the_way                          ? "warning"
                        : record->left_alone != NULL || !self->gone ? "ok"
                                                                    : "failed";
  char *message = record->left_alone != NULL
                      ? g_strdup_printf (_ ("left alone: %s. %s, made %s"), record->left_alone,
                                         record->dn, made)
                  : self->gone ? g_strdup_printf (_ ("still there: %s, made %s"), record->dn, made)
                               : g_strdup_printf (_ ("%s, made %s"), record->dn, made);
  Answer *answer = add_answer (self, visit, g_strdup (record->name), verdict, message);

  answer->dn = g_strdup (record->dn);
  answer->created = record->created;
}

static void
add_missing (Question *self, const ResiteDirectoryVisit *visit, gboolean site)
{
  char *name = site ? resite_directory_aim_format_site (&self->aim)
                    : resite_directory_aim_format_management_point (&self->aim);

  add_answer (self, visit, name, self->gone ? "ok" : "failed", g_strdup (_ ("not there")));
}

static gboolean
ask_records (Question *self, const ResiteDirectoryVisit *visit, GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GPtrArray) records =
      resite_directory_list_records (visit->directory, &self->aim, cancellable, error);

  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      const ResiteDirectoryRecord *record = resite_directory_pick_record (records, i == 0);

      if (record == NULL)
        add_missing (self, visit, i == 0);
      else
        add_record (self, visit, record);
    }
  for (guint i = 0; i < records->len; i++)
    {
      const ResiteDirectoryRecord *record = records->pdata[i];

      if (record->left_alone != NULL)
        add_record (self, visit, record);
    }
  return TRUE;
}

static gboolean
ask_rights (Question *self, const ResiteDirectoryVisit *visit, GCancellable *cancellable,
            GError **error)
{
  g_autofree char *account = g_strconcat (self->aim.server, "$", NULL);
  g_autofree char *container = resite_directory_aim_dup_container (&self->aim, visit->directory);
  g_autofree char *sid = NULL;
  g_autofree char *missing = NULL;
  g_autoptr (GError) reason = NULL;
  ResiteDirectoryRights rights;

  if (!resite_directory_ask_rights (visit->directory, container, account, &rights, &sid, NULL,
                                    cancellable, &reason))
    {
      if (!g_error_matches (reason, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      add_answer (self, visit, g_steal_pointer (&account), "failed", g_strdup (reason->message));
      return TRUE;
    }
  missing = resite_directory_rights_describe_missing (&rights);
  if (missing != NULL)
    add_answer (self, visit, g_steal_pointer (&account), "failed",
                g_strdup_printf (_ ("lacks rights on %s: %s (%s)"), container, missing, sid));
  else
    add_answer (self, visit, g_steal_pointer (&account), "ok",
                g_strdup_printf (_ ("may create, write and delete in %s (%s)"), container, sid));
  return TRUE;
}

static gboolean
ask_controllers (Question *self, GPtrArray *visits, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];

      if (!self->all && i > 0)
        break;
      if (visit->directory == NULL)
        add_answer (self, visit, g_strdup (visit->name), "unknown",
                    g_strdup (visit->error->message));
      else if (!ask_records (self, visit, cancellable, error) ||
               (self->rights && !ask_rights (self, visit, cancellable, error)))
        return FALSE;
    }
  return TRUE;
}

static void
ask_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *self = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) visits = resite_directory_place_visit (self->place, cancellable, &error);

  if (visits != NULL && ask_controllers (self, visits, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What was asked for, before anybody is spoken to. */

static ResiteDirectoryPlace *
make_place (ResiteCli *cli, const char *url, GError **error)
{
  const char *servers[] = { url, NULL };
  const char *user = resite_cli_get (cli, "user");
  const ResiteDirectoryWay way = {
    .servers = servers,
    .kerberos = user == NULL,
    .tls = resite_cli_has (cli, "start-tls") ? RESITE_DIRECTORY_START_TLS : RESITE_DIRECTORY_SEALED,
    .ca_file = resite_cli_get (cli, "ca"),
    .user = user,
    .patience = (guint)resite_cli_get_number (cli, "deadline", 0),
  };
  g_autoptr (ResiteDirectoryPlace) place = resite_directory_place_new (&way);
  g_autoptr (ResiteCredentials) credentials = NULL;

  if (user == NULL)
    return g_steal_pointer (&place);
  credentials = resite_cli_secret_ask (cli, url, user, error);
  if (credentials == NULL)
    return NULL;
  resite_directory_place_set_credentials (place, credentials);
  return g_steal_pointer (&place);
}

static gboolean
check_options (ResiteCli *cli, const char *url, const ResiteDirectoryAim *aim, GError **error)
{
  const ResiteDirectoryOptions options = { 0 };
  g_autoptr (ResiteDirectory) directory = NULL;

  if (aim->site == NULL || aim->server == NULL)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("--site CODE and --server NAME say whose objects are meant"));
      return FALSE;
    }
  if (resite_cli_get_number (cli, "deadline", 0) > MOST_SECONDS)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("--deadline is at most %d"),
                   MOST_SECONDS);
      return FALSE;
    }
  directory = resite_directory_new (url, &options, error);
  return directory != NULL && resite_directory_aim_check (aim, error);
}

/* Answers. */

static void
print_answer (ResiteCli *cli, ResiteCliReport *report, const Answer *answer)
{
  JsonBuilder *builder;

  resite_cli_report_count (report, answer->verdict);
  if (!resite_cli_is_json (cli))
    {
      g_print ("%s @ %s: %s: %s\n", answer->name, answer->controller,
               resite_item_state_to_word (answer->verdict), answer->message);
      return;
    }
  builder = resite_cli_report_begin ("check");
  resite_cli_report_add_text (builder, "name", answer->name);
  resite_cli_report_add_text (builder, "verdict", answer->verdict);
  resite_cli_report_add_text (builder, "message", answer->message);
  resite_cli_report_add_text (builder, "how", "V");
  resite_cli_report_add_text (builder, "controller", answer->controller);
  if (answer->dn != NULL)
    {
      resite_cli_report_add_text (builder, "dn", answer->dn);
      resite_cli_report_add_time (builder, "created", answer->created);
    }
  resite_cli_report_end (builder);
}

/* That it could not be looked at is an answer, too. */
static ResiteCliStatus
tell_unknown (ResiteCli *cli, ResiteCliReport *report, const char *url, GError **error)
{
  Answer answer = { .name = (char *)"directory", .controller = (char *)url, .verdict = "unknown" };

  if (g_error_matches (*error, RESITE_ERROR, RESITE_ERROR_INVALID))
    return RESITE_CLI_REFUSED;
  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return RESITE_CLI_CANCELLED;
  answer.message = (*error)->message;
  print_answer (cli, report, &answer);
  g_clear_error (error);
  return RESITE_CLI_FAILED;
}

static ResiteCliStatus
ask (ResiteCli *cli, Question *question, const char *url, GError **error)
{
  g_autoptr (ResiteCliReport) report = resite_cli_report_new (cli);
  g_autoptr (GTask) task = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  ResiteCliWait wait = { NULL };
  ResiteCliStatus status = RESITE_CLI_GOOD;
  g_autoptr (GError) reason = NULL;

  resite_cli_watch_signals (cli);
  task = g_task_new (NULL, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, question, question_free);
  resite_under_way_run_task (task, ask_in_worker);
  result = resite_cli_wait (&wait);
  if (!g_task_propagate_boolean (G_TASK (result), &reason))
    status = tell_unknown (cli, report, url, &reason);
  if (reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return status;
    }
  for (guint i = 0; i < question->answers->len; i++)
    print_answer (cli, report, question->answers->pdata[i]);
  if (resite_cli_is_json (cli))
    resite_cli_report_total (report, 0, 0, NULL);
  return resite_cli_report_get_status (report);
}

static ResiteCliStatus
run_check_directory (ResiteCli *cli, const char *const *arguments, GError **error)
{
  const ResiteDirectoryAim aim = { resite_cli_get (cli, "container"), resite_cli_get (cli, "site"),
                                   resite_cli_get (cli, "server") };
  Question *question;
  ResiteDirectoryPlace *place;

  if (!check_options (cli, arguments[0], &aim, error))
    return RESITE_CLI_REFUSED;
  place = make_place (cli, arguments[0], error);
  if (place == NULL)
    return RESITE_CLI_BY_ERROR;
  question = g_new0 (Question, 1);
  question->place = place;
  question->aim = aim;
  question->gone = resite_cli_has (cli, "gone");
  question->all = resite_cli_has (cli, "all");
  question->rights = resite_cli_has (cli, "rights");
  question->answers = g_ptr_array_new_with_free_func (answer_free);
  return ask (cli, question, arguments[0], error);
}

static const ResiteCliOption options[] = {
  { "site", RESITE_CLI_TEXT, N_ ("CODE"), N_ ("Site code of the secondary site") },
  { "server", RESITE_CLI_TEXT, N_ ("NAME"), N_ ("Name of its server") },
  { "container", RESITE_CLI_TEXT, N_ ("DN"),
    N_ ("Where they lie, else System Management of the controller's domain") },
  { "gone", RESITE_CLI_FLAG, NULL, N_ ("Ok when they are not there") },
  { "all", RESITE_CLI_FLAG, NULL, N_ ("Look at every controller of the domain") },
  { "rights", RESITE_CLI_FLAG, NULL,
    N_ ("Look also at what the server's computer account may do in the container") },
  { "user", RESITE_CLI_TEXT, N_ ("NAME"),
    N_ ("Log on as USER@DOMAIN or DOMAIN\\USER, under TLS; else with this desk's Kerberos "
        "ticket") },
  RESITE_CLI_SECRET_OPTION,
  { "start-tls", RESITE_CLI_FLAG, NULL, N_ ("Begin TLS also with a ticket") },
  { "ca", RESITE_CLI_PATH, N_ ("FILE"), N_ ("Trust certificates of this authority") },
  { "deadline", RESITE_CLI_NUMBER, N_ ("SECONDS"),
    N_ ("How long the controller may take for each answer, 30 if not given") },
  { NULL },
};

const ResiteCliVerb resite_cli_check_directory_verbs[] = {
  { "check directory", "LDAPURL", 1, 1,
    N_ ("Are the site's two objects in Active Directory, or gone?"),
    N_ ("LDAPURL is ldap://HOST or ldaps://HOST. SMS-Site-CODE and SMS-MP-CODE-NAME are looked for "
        "and nothing is changed. What else names the site is shown as left alone."),
    options, run_check_directory },
  { NULL },
};
