/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "fake-provider.h"
#include "job-run.h"
#include "resite-assign-job.h"

/* An assignment against a provider in memory, with a sender's log on the disk where one is followed. */

#define TARGET "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\"
#define SOURCE "[\"Display=\\\\BR02SMS\\\"]MSWNET:[\"SMS_SITE=S02\"]\\\\BR02SMS\\"
#define THEN   "20261122101500.000000+000"
#define LATER  "20261122121500.000000+000"

typedef struct
{
  FakeProvider *provider;
  ResiteMachine *machine;
  ResiteLedger *ledger;
  ResiteClock *clock;
  ResiteSmsPoint *target;
  ResiteSmsPoint *source;
  ResiteAssignOptions options;
  ResiteJob *job;
  GCancellable *cancellable;
  guint n_calls;
  guint n_changes;
  guint every;
  guint after; /* the trouble begins with this call */
  guint until;
  guint cancel_after; /* rows */
  FakeTrouble kind;
  GHashTable *ids; /* of which the trouble is, or NULL */
  char *folder;    /* of the log */
  char *log;
  guint full_from; /* the so manieth row that is sent in full; 0 none */
} AssignFixture;

static inline void
assign_add_packages (AssignFixture *fixture, guint n)
{
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *id = g_strdup_printf ("P01%05X", i);

      fake_provider_add_package (fixture->provider, id, 1000 + i);
      fake_provider_add_row (fixture->provider, id, SOURCE, "S02", 0);
    }
}

static inline void
assign_set_up (AssignFixture *fixture, gconstpointer data)
{
  fixture->provider = fake_provider_new ();
  fixture->machine = fake_provider_make_machine (fixture->provider);
  fixture->ledger = resite_memory_ledger_new ();
  fixture->clock = resite_clock_new (600);
  fixture->target = resite_sms_point_new (TARGET, "S01", "Branch");
  fixture->source = resite_sms_point_new (SOURCE, "S02", "Other branch");
  fixture->cancellable = g_cancellable_new ();
  fixture->options = (ResiteAssignOptions){
    .machine = fixture->machine,
    .space = FAKE_SPACE,
    .target = fixture->target,
    .source = fixture->source,
  };
}

static inline void
assign_tear_down (AssignFixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->job);
  g_object_unref (fixture->machine);
  g_object_unref (fixture->provider);
  g_object_unref (fixture->ledger);
  g_object_unref (fixture->clock);
  g_object_unref (fixture->cancellable);
  resite_sms_point_free (fixture->target);
  resite_sms_point_free (fixture->source);
  g_clear_pointer (&fixture->ids, g_hash_table_unref);
  g_clear_object (&fixture->options.proof);
  g_free (fixture->log);
  if (fixture->folder != NULL)
    job_run_remove_folder (fixture->folder);
}

/* Runs a new job over the same ledger. */
static inline gboolean
assign_run (AssignFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gboolean good;

  g_clear_object (&fixture->job);
  fixture->job = resite_assign_job_new (&fixture->options, fixture->ledger, fixture->clock);
  good = job_run_to_end (fixture->job, fixture->cancellable, &error);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_error ("%s", error->message);
  return good;
}

static inline void
assign_assert_state (AssignFixture *fixture, ResiteJobState state)
{
  if (resite_job_get_state (fixture->job) != state)
    g_error ("state %d and not %d: %s", resite_job_get_state (fixture->job), state,
             resite_job_get_message (fixture->job));
}

static inline const char *
assign_get_message (AssignFixture *fixture, const char *id)
{
  return resite_job_item_get_message (resite_job_find_item (fixture->job, id));
}

static inline void
assign_assert_says (const char *text, const char *part)
{
  if (text == NULL || strstr (text, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, text);
}

static inline gint64
assign_get_total (AssignFixture *fixture, const char *name)
{
  const gint64 *value = g_hash_table_lookup (resite_job_get_totals (fixture->job), name);

  g_assert_nonnull (value);
  return *value;
}

/* Each package was written once, and each is there. */
static inline void
assign_assert_all_once (AssignFixture *fixture, guint n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < fixture->provider->created->len; i++)
    g_assert_true (g_hash_table_add (seen, fixture->provider->created->pdata[i]));
  g_assert_cmpuint (g_hash_table_size (seen), ==, n);
  g_assert_cmpuint (fake_provider_count_rows (fixture->provider, fixture->target->nal_path), ==, n);
}

static inline gboolean
assign_install_cb (gpointer data)
{
  AssignFixture *fixture = data;

  for (guint i = 0; i < fixture->provider->created->len; i++)
    {
      const char *id = fixture->provider->created->pdata[i];

      if (fake_provider_find_summary (fixture->provider, id, TARGET) != NULL)
        continue;
      fake_provider_summarize (fixture->provider, id, TARGET, 0, 3, THEN);
      return G_SOURCE_CONTINUE;
    }
  return G_SOURCE_CONTINUE;
}

/* Every so many changes something goes wrong. */
static inline FakeTrouble
assign_trouble_cb (const ResiteCimRequest *request, const char *id, gpointer data)
{
  AssignFixture *fixture = data;

  fixture->n_calls++;
  if (fixture->ids != NULL)
    return id != NULL && g_hash_table_contains (fixture->ids, id) ? fixture->kind : FAKE_GOOD;
  if (fixture->every > 0 && request->verb != RESITE_CIM_LIST)
    return ++fixture->n_changes % fixture->every == 0 ? fixture->kind : FAKE_GOOD;
  if (fixture->after > 0 && fixture->n_calls >= fixture->after && fixture->n_calls < fixture->until)
    return fixture->kind;
  return FAKE_GOOD;
}

static inline void
assign_make_trouble (AssignFixture *fixture, FakeTrouble kind)
{
  fixture->kind = kind;
  fixture->provider->trouble = assign_trouble_cb;
  fixture->provider->trouble_data = fixture;
}

static inline void
assign_add (const char *path, void (*test) (AssignFixture *fixture, gconstpointer data))
{
  g_test_add (path, AssignFixture, NULL, assign_set_up, test, assign_tear_down);
}
