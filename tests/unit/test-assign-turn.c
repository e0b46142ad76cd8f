/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "assign-fixture.h"

/* While an assignment waits for somebody else, it sleeps. */

/* Of more than twenty milliseconds' sleep each; a timer of that would wake it fifty times. */
#define WATCHED      1000
#define MOST_WAKINGS 15

static guint wakings;
static gboolean counting;

static int
poll_and_count (GPollFD *fds, guint n, int timeout)
{
  wakings += counting && timeout != 0;
  return g_poll (fds, n, timeout);
}

static void
set_up (AssignFixture *fixture, gconstpointer data)
{
  assign_set_up (fixture, data);
  wakings = 0;
  counting = FALSE;
  g_main_context_set_poll_func (NULL, poll_and_count);
}

static void
tear_down (AssignFixture *fixture, gconstpointer data)
{
  g_main_context_set_poll_func (NULL, g_poll);
  assign_tear_down (fixture, data);
}

static FakeTrouble
silent_cb (const ResiteCimRequest *request, const char *id, gpointer data)
{
  AssignFixture *fixture = data;

  return request->verb == RESITE_CIM_LIST && fixture->provider->created->len > 0 &&
                 fixture->kind == FAKE_SILENT &&
                 strstr (request->query, "PackageStatusDistPointsSummarizer") != NULL
             ? FAKE_SILENT
             : FAKE_GOOD;
}

static gboolean
speak_cb (gpointer data)
{
  AssignFixture *fixture = data;

  counting = FALSE;
  fixture->kind = FAKE_GOOD;
  fake_provider_summarize (fixture->provider, "P0100001", TARGET, 0, 3, THEN);
  fake_provider_speak (fixture->provider);
  return G_SOURCE_REMOVE;
}

static gboolean
count_cb (gpointer data)
{
  AssignFixture *fixture = data;

  if (fixture->provider->silent->len == 0)
    return G_SOURCE_CONTINUE;
  counting = TRUE;
  g_timeout_add (WATCHED, speak_cb, fixture);
  return G_SOURCE_REMOVE;
}

/* The provider does not answer for a while. */
static void
test_slow_provider (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 1);
  fixture->provider->installs = FALSE;
  fixture->provider->trouble = silent_cb;
  fixture->provider->trouble_data = fixture;
  fixture->kind = FAKE_SILENT;
  g_timeout_add (50, count_cb, fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (wakings, <=, MOST_WAKINGS);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static gboolean
cancel_later_cb (gpointer data)
{
  AssignFixture *fixture = data;

  if (fixture->provider->created->len == 0)
    return G_SOURCE_CONTINUE;
  g_timeout_add (500, cancel_cb, fixture->cancellable);
  return G_SOURCE_REMOVE;
}

/* Between two looks, a quarter of a minute apart as the clock goes here. */
static void
test_cancelled_asleep (AssignFixture *fixture, gconstpointer data)
{
  g_set_object (&fixture->clock, NULL);
  fixture->clock = resite_clock_new (1);
  assign_add_packages (fixture, 1);
  fixture->provider->installs = FALSE;
  g_timeout_add (10, cancel_later_cb, fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_CANCELLED);
  job_run_assert_state (fixture->job, "P0100001", "assigned");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, AssignFixture, NULL, set_up, function, tear_down)
  ADD ("/assign/slow-provider", test_slow_provider);
  ADD ("/assign/cancelled-asleep", test_cancelled_asleep);
  return g_test_run ();
}
