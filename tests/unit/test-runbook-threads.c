/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-runbook-threads"

#include "config.h"

#include <glib.h>
#include <stdlib.h>

#include "resite-runbook.h"

/* A start page reads the list of runs in a worker, each with a runbook inside, while the window
 * opens one of them. What libxml2 makes at its first use must not be made twice at once; so each
 * trial is a process that has read nothing yet. */
#define TRIALS  25
#define READERS 8

static int gate; /* atomic: readers that are ready */

static gpointer
read_builtin (gpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRunbook) runbook = NULL;

  g_atomic_int_inc (&gate);
  while (g_atomic_int_get (&gate) < READERS)
    g_thread_yield ();
  runbook = resite_runbook_new_builtin (&error);
  g_assert_no_error (error);
  return GUINT_TO_POINTER (resite_runbook_get_steps (runbook)->len);
}

static void
test_first_readers (void)
{
  GThread *threads[READERS];
  guint steps[READERS];

  if (!g_test_subprocess ())
    {
      for (guint i = 0; i < TRIALS; i++)
        {
          g_test_trap_subprocess (NULL, 0, 0);
          g_test_trap_assert_passed ();
          g_test_trap_assert_stderr ("");
        }
      return;
    }
  for (guint i = 0; i < READERS; i++)
    threads[i] = g_thread_new ("reader", read_builtin, NULL);
  for (guint i = 0; i < READERS; i++)
    steps[i] = GPOINTER_TO_UINT (g_thread_join (threads[i]));
  for (guint i = 0; i < READERS; i++)
    g_assert_cmpuint (steps[i], ==, steps[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runbook/threads/first-readers", test_first_readers);
  return g_test_run ();
}
