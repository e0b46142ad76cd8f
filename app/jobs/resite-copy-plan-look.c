/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-plan"

#include "config.h"

#include "resite-copy-plan-private.h"

/* What is there before anything is planned: source, target, and what was copied before. */

/* One of the three things that are looked at together. */
typedef struct
{
  ResiteFolder *folder;
  ResiteLedger *ledger;
  ResiteCopyGate *gate;
  GCancellable *cancellable;
  guint *count;

  ResiteCopyTree *tree;
  ResiteCopyPast *past;
  GError *error;
} Look;

static gpointer
look_at_tree (gpointer data)
{
  Look *look = data;

  look->tree = resite_copy_tree_read (look->folder, look->gate, look->cancellable, look->count,
                                      &look->error);
  return NULL;
}

static gpointer
look_at_past (gpointer data)
{
  Look *look = data;

  look->past = resite_copy_past_read (look->ledger, &look->error);
  return NULL;
}

/* Takes the errors; the first one is told. */
static gboolean
check_looks (Look *looks, guint n_looks, GError **error)
{
  gboolean good = TRUE;

  for (guint i = 0; i < n_looks; i++)
    {
      if (looks[i].error != NULL && good)
        g_propagate_error (error, g_steal_pointer (&looks[i].error));
      else if (looks[i].error == NULL)
        continue;
      g_clear_error (&looks[i].error);
      good = FALSE;
    }
  return good;
}

static gboolean
look_at_all (ResiteCopyPlan *plan, ResiteFolder *source, ResiteFolder *target, ResiteLedger *ledger,
             ResiteCopyGate *gate, GCancellable *cancellable, guint *count, GError **error)
{
  Look looks[] = {
    { .folder = source, .gate = gate, .cancellable = cancellable, .count = count },
    { .folder = target, .gate = gate, .cancellable = cancellable },
    { .ledger = ledger },
  };
  GThread *others[2];

  resite_copy_gate_leave (gate);
  others[0] = g_thread_new ("list", look_at_tree, &looks[1]);
  others[1] = g_thread_new ("past", look_at_past, &looks[2]);
  look_at_tree (&looks[0]);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_thread_join (others[i]);
  resite_copy_gate_enter (gate);

  plan->source = looks[0].tree;
  plan->target = looks[1].tree;
  plan->past = looks[2].past;
  return check_looks (looks, G_N_ELEMENTS (looks), error);
}

static gboolean
look_at_one (ResiteCopyPlan *plan, ResiteFolder *source, ResiteFolder *target, ResiteLedger *ledger,
             const char *only, GCancellable *cancellable, GError **error)
{
  const char *name = only;

  plan->past = resite_copy_past_read (ledger, error);
  if (plan->past == NULL)
    return FALSE;
  plan->source = resite_copy_tree_read_one (source, only, cancellable, error);
  if (plan->source == NULL)
    return FALSE;
  if (plan->source->files->len > 0)
    name = ((ResiteFileInfo *)plan->source->files->pdata[0])->name;
  plan->target = resite_copy_tree_read_one (target, name, cancellable, error);
  return plan->target != NULL;
}

gboolean
resite_copy_plan_look (ResiteCopyPlan *plan, ResiteFolder *source, ResiteFolder *target,
                       ResiteLedger *ledger, const char *only, ResiteCopyGate *gate,
                       GCancellable *cancellable, guint *count, GError **error)
{
  return only != NULL ? look_at_one (plan, source, target, ledger, only, cancellable, error)
                      : look_at_all (plan, source, target, ledger, gate, cancellable, count, error);
}
