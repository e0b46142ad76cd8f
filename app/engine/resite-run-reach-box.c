/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-reach"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-run-way-private.h"

/* What is written down. */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  _resite_run_append_finish (RESITE_RUN (source), result, &error);
  _resite_way_arrive (task, error);
}

/* A run that is only looked at writes nothing; what is known already is not written twice. */
static void
record (GTask *task, const char *confirmed)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);
  ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, way->role)->facts;
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  gboolean is_news = g_strcmp0 (facts->confirmed, confirmed) != 0 ||
                     g_strcmp0 (facts->name, way->seen->name) != 0 ||
                     (way->seen->uuid != NULL && g_strcmp0 (facts->uuid, way->seen->uuid) != 0);

  if (resite_run_may_act (self) && is_news)
    _resite_run_draft_known (self, drafts, g_str_equal (confirmed, "person") ? way->by : "resite",
                             way->role, way->seen, confirmed);
  if (drafts->len == 0)
    _resite_way_arrive (task, NULL);
  else
    _resite_run_append_async (self, drafts, written_cb, task);
}

/* The box. */

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  ResiteWay *way = g_task_get_task_data (task);
  GError *error = NULL;

  if (_resite_run_ask_finish (result, NULL, &error))
    {
      record (task, "person");
      return;
    }
  if (error == NULL)
    {
      g_autofree char *box = _resite_run_describe_box (way->seen);
      g_set_error (
          &error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
          _ ("Nobody confirmed yet that this box is “%s”: %s. Compare it with the case, then "
             "confirm it, or write its numbers into the plan."),
          way->role, box);
    }
  _resite_way_arrive (task, error);
}

static void
ask_whether_it_is_right (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);
  g_autofree char *box = _resite_run_describe_box (way->seen);
  g_autofree char *purpose =
      g_strdup_printf (_ ("Is this the box that the plan means by “%s”? %s"), way->role, box);
  const ResiteQuestionTexts texts = { .kind = RESITE_QUESTION_IDENTITY,
                                      .role = way->role,
                                      .server = way->seen->name,
                                      .purpose = purpose };

  _resite_run_ask_async (self, &texts, g_task_get_cancellable (task), confirmed_cb, task);
}

static void
set_mismatch (ResiteRun *self, const char *role, const char *text)
{
  ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, role)->facts;

  g_free (facts->mismatch);
  facts->mismatch = g_strdup (text);
  resite_connections_set_fault (self->connections, role, text);
}

static void
note_sight (ResiteRun *self, ResiteWay *way)
{
  ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, way->role)->facts;

  g_free (facts->product);
  facts->product = g_strdup (way->seen->product);
  g_free (facts->user);
  facts->user = g_strdup (resite_connections_get_user (self->connections, way->role));
  facts->clock_ahead = (double)way->seen->clock_ahead / G_USEC_PER_SEC;
  facts->member = way->member;
}

void
_resite_way_judge (GTask *task)
{
  ResiteRun *self = g_task_get_source_object (task);
  ResiteWay *way = g_task_get_task_data (task);
  const ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, way->role)->facts;
  g_autofree char *text = NULL;
  ResiteBoxVerdict verdict = _resite_run_judge_box (
      self, way->role, way->seen, (way->flags & RESITE_REACH_ANY_NAME) != 0, &way->by_plan, &text);

  note_sight (self, way);
  set_mismatch (self, way->role, text);
  if (verdict == RESITE_BOX_WRONG)
    _resite_way_arrive (task, g_error_new_literal (RESITE_ERROR, RESITE_ERROR_DIFFERS, text));
  else if (verdict == RESITE_BOX_RIGHT)
    record (task, way->by_plan ? "plan" : facts->confirmed);
  else if ((way->flags & RESITE_REACH_ACT) != 0)
    ask_whether_it_is_right (task);
  else
    record (task, "no");
}
