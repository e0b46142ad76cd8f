/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-copy"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-copy-job.h"
#include "resite-drive-private.h"
#include "resite-machine-words.h"
#include "resite-run-copy.h"

#define KILOBYTE 1000

void
resite_run_get_copy_choices (ResiteRun *self, ResiteCopyChoices *choices)
{
  const char *limit;

  g_return_if_fail (RESITE_IS_RUN (self));
  g_return_if_fail (choices != NULL);

  if (self->copy_choices != NULL)
    {
      *choices = *self->copy_choices;
      return;
    }
  limit = resite_plan_get (self->plan, "options.copy-limit");
  choices->limit = limit != NULL ? g_ascii_strtoull (limit, NULL, 10) * KILOBYTE : 0;
  choices->low_priority = resite_plan_get_yes (self->plan, "options.copy-low-priority");
}

void
resite_run_set_copy_choices (ResiteRun *self, const ResiteCopyChoices *choices)
{
  guint n_jobs;

  g_return_if_fail (RESITE_IS_RUN (self));
  g_return_if_fail (choices != NULL);

  g_free (self->copy_choices);
  self->copy_choices = g_memdup2 (choices, sizeof *choices);
  n_jobs = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));
  for (guint i = 0; i < n_jobs; i++)
    {
      g_autoptr (ResiteJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (RESITE_IS_COPY_JOB (job))
        resite_copy_job_set_limit (RESITE_COPY_JOB (job), choices->limit);
    }
}

void
resite_run_set_delete_extra (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                             gboolean yes)
{
  g_return_if_fail (RESITE_IS_RUN (self));
  g_return_if_fail (RESITE_IS_STEP_RUN (step));
  g_return_if_fail (RESITE_IS_ACTION (action));

  _resite_run_choose (self->deletes_extra, step, action, yes);
}

gboolean
resite_run_get_delete_extra (ResiteRun *self, ResiteStepRun *step, ResiteAction *action)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), FALSE);
  g_return_val_if_fail (RESITE_IS_STEP_RUN (step), FALSE);
  g_return_val_if_fail (RESITE_IS_ACTION (action), FALSE);

  return _resite_run_is_chosen (self->deletes_extra, step, action);
}

void
_resite_run_complete_copy (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                           ResiteJobArguments *arguments)
{
  ResiteCopyChoices choices;
  g_autofree char *limit = NULL;

  resite_run_get_copy_choices (self, &choices);
  limit = g_strdup_printf ("%" G_GUINT64_FORMAT, choices.limit);
  resite_job_arguments_set (arguments, "limit", choices.limit > 0 ? limit : NULL);
  resite_job_arguments_set (arguments, "low-priority", choices.low_priority ? "yes" : NULL);
  resite_job_arguments_set (arguments, "delete-extra",
                            resite_run_get_delete_extra (self, step, action) ? "yes" : NULL);
}

char *
resite_run_dup_copy_warning (ResiteRun *self, ResiteStepRun *step, ResiteAction *action)
{
  static const char *const sides[] = { "from", "to" };
  ResiteJobOrder order;

  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);
  g_return_val_if_fail (RESITE_IS_STEP_RUN (step), NULL);
  g_return_val_if_fail (RESITE_IS_ACTION (action), NULL);

  _resite_run_fill_order (self, step, action, &order);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_autofree char *machine =
          resite_job_order_find_machine (&order, resite_action_get (action, sides[i]));

      if (resite_connections_allows_smb1 (self->connections, machine))
        return g_strdup_printf (_ ("SMB 1 is allowed for %s: who sits on the line can read what is "
                                   "copied, and change it. What arrives is read again and "
                                   "compared."),
                                resite_machine_words_get (machine));
    }
  return NULL;
}
