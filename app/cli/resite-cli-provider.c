/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-driver.h"
#include "resite-cli-provider.h"
#include "resite-cli-report.h"
#include "resite-error.h"
#include "resite-sms-provider.h"
#include "resite-under-way.h"

typedef struct
{
  ResiteCliWork work;
  gpointer data;
} Work;

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Work *work = data;
  GError *error = NULL;

  if (work->work (work->data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

gboolean
resite_cli_work (ResiteCli *cli, ResiteCliWork work, gpointer data, GError **error)
{
  Work both = { work, data };
  ResiteCliWait wait = { NULL };
  g_autoptr (GTask) task =
      g_task_new (NULL, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &wait);
  g_autoptr (GAsyncResult) result = NULL;

  /* What was done is done, whether or not somebody cancelled just then. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, &both, NULL);
  resite_under_way_run_task (task, work_in_thread);
  result = resite_cli_wait (&wait);
  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  ResiteMachine *gate;
  ResiteMachine *holder;
  char *space;
} Opening;

static gboolean
open_provider (gpointer data, GCancellable *cancellable, GError **error)
{
  Opening *opening = data;

  opening->holder = resite_sms_open_provider (opening->gate, &opening->space, cancellable, error);
  return opening->holder != NULL;
}

ResiteCliProvider *
resite_cli_provider_open (ResiteCli *cli, GError **error)
{
  const char *url = resite_cli_get (cli, "provider");
  g_autoptr (ResiteWsman) wsman = NULL;
  g_autoptr (ResiteCliShellBook) book = NULL;
  g_autoptr (ResiteMachine) gate = NULL;
  Opening opening = { NULL };
  ResiteCliProvider *self;

  if (url == NULL)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("it is not said which site is asked: write --provider "
                              "https://user@host:5986/wsman"));
      return NULL;
    }
  wsman = resite_cli_wsman_open (cli, url, error);
  if (wsman == NULL)
    return NULL;
  book = resite_cli_shell_book_new (resite_cli_get_data_folder (cli), error);
  if (book == NULL)
    return NULL;
  gate =
      resite_machine_new ("provider", RESITE_CIM (wsman), wsman, resite_cli_shell_book_get (book));
  opening.gate = gate;
  if (!resite_cli_work (cli, open_provider, &opening, error))
    return NULL;
  if (opening.holder != gate)
    resite_cli_report_say (_ ("The provider of this site is on %s."),
                           resite_wsman_get_url (resite_machine_get_wsman (opening.holder)));
  self = g_new0 (ResiteCliProvider, 1);
  self->machine = opening.holder;
  self->cim = resite_machine_get_cim (opening.holder);
  self->space = opening.space;
  self->book = g_steal_pointer (&book);
  self->site_code = resite_sms_get_site_code (opening.space);
  return self;
}

void
resite_cli_provider_free (ResiteCliProvider *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->machine);
  g_free (self->space);
  g_free (self->site_code);
  resite_cli_shell_book_free (self->book);
  g_free (self);
}
