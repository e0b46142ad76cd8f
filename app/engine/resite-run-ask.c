/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-ask"

#include "config.h"

#include "resite-run-reach-private.h"

struct _ResiteQuestion
{
  grefcount references;
  ResiteQuestionKind kind;
  char *role;
  char *server;
  char *user;
  char *purpose;
  char *fingerprint;
  gboolean was_refused;
  GTask *task;       /* until it is answered */
  GSource *given_up; /* follows the cancellable, or NULL */
  ResiteQuestionFunc given_up_func;
  gpointer given_up_data;
};

ResiteQuestion *
resite_question_ref (ResiteQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->references);
  return self;
}

static void
return_answer (ResiteQuestion *self, gboolean yes, ResiteCredentials *credentials)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    return;
  if (self->given_up != NULL)
    g_source_destroy (self->given_up);
  g_clear_pointer (&self->given_up, g_source_unref);
  if (credentials != NULL)
    g_task_set_task_data (task, resite_credentials_ref (credentials),
                          (GDestroyNotify)resite_credentials_unref);
  g_task_return_boolean (task, yes);
}

void
resite_question_unref (ResiteQuestion *self)
{
  g_return_if_fail (self != NULL);

  if (!g_ref_count_dec (&self->references))
    return;
  return_answer (self, FALSE, NULL);
  g_free (self->role);
  g_free (self->server);
  g_free (self->user);
  g_free (self->purpose);
  g_free (self->fingerprint);
  g_free (self);
}

ResiteQuestionKind
resite_question_get_kind (ResiteQuestion *self)
{
  g_return_val_if_fail (self != NULL, RESITE_QUESTION_CREDENTIALS);

  return self->kind;
}

const char *
resite_question_get_role (ResiteQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->role;
}

const char *
resite_question_get_server (ResiteQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->server;
}

const char *
resite_question_get_user (ResiteQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->user;
}

const char *
resite_question_get_purpose (ResiteQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->purpose;
}

const char *
resite_question_get_fingerprint (ResiteQuestion *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->fingerprint;
}

gboolean
resite_question_was_refused (ResiteQuestion *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->was_refused;
}

gboolean
resite_question_is_over (ResiteQuestion *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->task == NULL;
}

void
resite_question_set_given_up (ResiteQuestion *self, ResiteQuestionFunc func, gpointer user_data)
{
  g_return_if_fail (self != NULL);

  self->given_up_func = func;
  self->given_up_data = user_data;
}

void
resite_question_answer_credentials (ResiteQuestion *self, ResiteCredentials *credentials)
{
  g_return_if_fail (self != NULL);

  return_answer (self, credentials != NULL, credentials);
}

void
resite_question_answer (ResiteQuestion *self, gboolean yes)
{
  g_return_if_fail (self != NULL);

  return_answer (self, yes, NULL);
}

/* Asking. */

static gboolean
given_up_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (ResiteQuestion) self = resite_question_ref (user_data);

  return_answer (self, FALSE, NULL);
  if (self->given_up_func != NULL)
    self->given_up_func (self, self->given_up_data);
  return G_SOURCE_REMOVE;
}

static void
follow (ResiteQuestion *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  self->given_up = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->given_up, G_SOURCE_FUNC (given_up_cb), self, NULL);
  g_source_attach (self->given_up, g_main_context_get_thread_default ());
}

void
resite_run_set_asker (ResiteRun *self, ResiteRunAsker asker, gpointer user_data)
{
  g_return_if_fail (RESITE_IS_RUN (self));

  self->asker = asker;
  self->asker_data = user_data;
}

void
_resite_run_ask_async (ResiteRun *self, const ResiteQuestionTexts *texts, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (ResiteQuestion) question = g_new0 (ResiteQuestion, 1);

  g_task_set_source_tag (task, _resite_run_ask_async);
  g_ref_count_init (&question->references);
  question->kind = texts->kind;
  question->role = g_strdup (texts->role);
  question->server = g_strdup (texts->server);
  question->user = g_strdup (texts->user);
  question->purpose = g_strdup (texts->purpose);
  question->fingerprint = g_strdup (texts->fingerprint);
  question->was_refused = texts->was_refused;
  question->task = task;
  follow (question, cancellable);
  if (self->asker != NULL && !self->is_closed)
    self->asker (self, question, self->asker_data);
}

gboolean
_resite_run_ask_finish (GAsyncResult *result, ResiteCredentials **credentials, GError **error)
{
  ResiteCredentials *given = g_task_get_task_data (G_TASK (result));

  if (credentials != NULL)
    *credentials = given != NULL ? resite_credentials_ref (given) : NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}
