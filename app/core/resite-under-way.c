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

typedef struct
{
  GTaskThreadFunc function;
  int open; /* of the two: it is not back, nobody has heard its answer */
} Work;

static GQuark
get_work_quark (void)
{
  return g_quark_from_static_string ("resite-under-way-work");
}

/* The answer of one that may be cancelled can come before it is back. */
static void
settle (Work *work)
{
  if (g_atomic_int_dec_and_test (&work->open))
    resite_under_way_end ();
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = g_object_get_qdata (G_OBJECT (task), get_work_quark ());

  work->function (task, source, data, cancellable);
  settle (work);
}

static void
answered_cb (GTask *task, GParamSpec *property, gpointer data)
{
  g_signal_handlers_disconnect_by_func (task, answered_cb, data);
}

/* After the callback, or with a task that ends without. */
static void
forget_answer (gpointer data, GClosure *closure)
{
  settle (data);
}

void
resite_under_way_run_task (GTask *task, GTaskThreadFunc function)
{
  Work *work;

  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (function != NULL);

  work = g_new (Work, 1);
  work->function = function;
  work->open = 2;
  g_object_set_qdata_full (G_OBJECT (task), get_work_quark (), work, g_free);
  g_signal_connect_data (task, "notify::completed", G_CALLBACK (answered_cb), work, forget_answer,
                         (GConnectFlags)0);
  resite_under_way_begin ();
  g_task_run_in_thread (task, run_in_thread);
}
