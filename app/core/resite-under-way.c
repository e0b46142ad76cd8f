/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-clock"

#include "config.h"

#include "resite-under-way.h"

static int number;

void
resite_under_way_begin (void)
{
  g_atomic_int_inc (&number);
}

void
resite_under_way_end (void)
{
  /* A clock that waits for the end of work looks at it when the main loop turns. */
  if (g_atomic_int_dec_and_test (&number))
    g_main_context_wakeup (NULL);
}

void
resite_under_way_rest (void)
{
  resite_under_way_end ();
}

void
resite_under_way_go_on (void)
{
  resite_under_way_begin ();
}

/* Below 0 where a server of ours has put off what another program asked for. */
gboolean
resite_under_way_is_any (void)
{
  return g_atomic_int_get (&number) > 0;
}

static void
task_gone (gpointer data)
{
  resite_under_way_end ();
}

void
resite_under_way_count_task (GTask *task)
{
  g_return_if_fail (G_IS_TASK (task));

  resite_under_way_begin ();
  g_object_set_qdata_full (G_OBJECT (task), g_quark_from_static_string ("resite-under-way"), task,
                           task_gone);
}

static GQuark
get_function_quark (void)
{
  return g_quark_from_static_string ("resite-under-way-function");
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc *function = g_object_get_qdata (G_OBJECT (task), get_function_quark ());

  (*function) (task, source, data, cancellable);
  resite_under_way_end ();
}

void
resite_under_way_run_task (GTask *task, GTaskThreadFunc function)
{
  GTaskThreadFunc *kept;

  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (function != NULL);

  kept = g_new (GTaskThreadFunc, 1);
  *kept = function;
  g_object_set_qdata_full (G_OBJECT (task), get_function_quark (), kept, g_free);
  resite_under_way_begin ();
  g_task_run_in_thread (task, run_in_thread);
}
