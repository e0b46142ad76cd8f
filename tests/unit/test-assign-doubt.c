/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "assign-fixture.h"

/* Rows of which nobody is sure: looked at, tried so often and no more, and never forgotten. */

static char *
find_durable (ResiteLedger *ledger, const char *id)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (ledger, NULL);

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((ResiteLedgerRow *)rows->pdata[i])->name, id))
      return g_strdup (((ResiteLedgerRow *)rows->pdata[i])->state);
  return NULL;
}

static void
assert_durable (AssignFixture *fixture, const char *id, const char *state)
{
  g_autofree char *durable = find_durable (fixture->ledger, id);

  g_assert_cmpstr (durable, ==, state);
}

/* Changes of one package, counted. */
static FakeTrouble
change_cb (const ResiteCimRequest *request, const char *id, gpointer data)
{
  AssignFixture *fixture = data;

  if (g_strcmp0 (id, "P0100002") != 0)
    return FAKE_GOOD;
  fixture->n_changes++;
  g_assert_cmpuint (fixture->n_changes, <, 12);
  return fixture->kind;
}

static void
doubt (AssignFixture *fixture, FakeTrouble kind)
{
  fixture->kind = kind;
  fixture->n_changes = 0;
  fixture->provider->trouble = change_cb;
  fixture->provider->trouble_data = fixture;
}

/* It ends, says so, and the ledger goes on saying that it was begun. */
static void
assert_given_up (AssignFixture *fixture, const char *durable)
{
  assign_assert_state (fixture, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (fixture->job, "P0100002", "failed");
  assign_assert_says (assign_get_message (fixture, "P0100002"), "Nobody can say");
  g_assert_cmpuint (fixture->n_changes, ==, 4);
  assert_durable (fixture, "P0100002", durable);
}

static void
test_never_sure (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  doubt (fixture, FAKE_UNSEEN);
  assign_run (fixture);
  assert_given_up (fixture, "running");
  g_assert_cmpuint (fixture->provider->created->len, ==, 2);

  fixture->provider->trouble = NULL;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assign_assert_all_once (fixture, 3);
}

static void
test_never_sure_of_undo (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  assign_run (fixture);
  fixture->options.undo = TRUE;
  doubt (fixture, FAKE_UNSEEN);
  assign_run (fixture);
  assert_given_up (fixture, "installed");
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 2);

  fixture->provider->trouble = NULL;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  assert_durable (fixture, "P0100002", "removed");
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 3);
}

/* Refused for good after a doubt: the doubt stays. */
static FakeTrouble
refuse_later_cb (const ResiteCimRequest *request, const char *id, gpointer data)
{
  AssignFixture *fixture = data;

  if (g_strcmp0 (id, "P0100002") != 0)
    return FAKE_GOOD;
  return fixture->n_changes++ == 0 ? FAKE_UNSEEN : FAKE_REFUSED;
}

static void
test_refused_after_a_doubt (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  fixture->provider->trouble = refuse_later_cb;
  fixture->provider->trouble_data = fixture;
  assign_run (fixture);
  job_run_assert_state (fixture->job, "P0100002", "failed");
  assert_durable (fixture, "P0100002", "running");

  /* It came into being late: ours, and taken off with the rest. */
  fixture->provider->trouble = NULL;
  fake_provider_add_row (fixture->provider, "P0100002", TARGET, "S01", 2);
  fixture->options.undo = TRUE;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->provider->n_deleted, ==, 3);
}

static gboolean
show_late_cb (gpointer data)
{
  AssignFixture *fixture = data;
  ResiteJobItem *item = resite_job_find_item (fixture->job, "P0100002");

  if (resite_job_is_over (fixture->job))
    return G_SOURCE_REMOVE;
  if (item == NULL || resite_job_item_get_message (item) == NULL ||
      strstr (resite_job_item_get_message (item), "not sure") == NULL)
    return G_SOURCE_CONTINUE;
  fake_provider_add_row (fixture->provider, "P0100002", TARGET, "S01", 2);
  fake_provider_summarize (fixture->provider, "P0100002", TARGET, 0, 3, THEN);
  return G_SOURCE_REMOVE;
}

/* The provider took it and shows it late: it is there once, and it is ours. */
static void
test_shown_late (AssignFixture *fixture, gconstpointer data)
{
  assign_add_packages (fixture, 3);
  doubt (fixture, FAKE_UNSEEN);
  g_timeout_add (10, show_late_cb, fixture);
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  job_run_assert_state (fixture->job, "P0100002", "installed");
  assert_durable (fixture, "P0100002", "installed");
}

/* A ledger whose disk is slow. */

G_DECLARE_FINAL_TYPE (SlowLedger, slow_ledger, SLOW, LEDGER, GObject)

struct _SlowLedger
{
  GObject parent_instance;

  ResiteLedger *memory;
  ResiteJob *job;   /* lent, or NULL */
  gboolean is_slow; /* commits wait for what is_awaited says */
  guint n_held;
};

static void slow_ledger_init_ledger (ResiteLedgerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SlowLedger, slow_ledger, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_LEDGER, slow_ledger_init_ledger))

static gboolean
let_go (GTask *task)
{
  SlowLedger *self = g_task_get_source_object (task);

  resite_ledger_commit (self->memory, g_task_get_task_data (task), NULL);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* The first one ends as soon as the package is taken up anew. */
static gboolean
let_go_first_cb (gpointer data)
{
  GTask *task = data;
  SlowLedger *self = g_task_get_source_object (task);
  ResiteJobItem *item = resite_job_find_item (self->job, "P0100002");

  if (!g_str_equal (resite_job_item_get_state (item), "running"))
    return G_SOURCE_CONTINUE;
  return let_go (task);
}

static gboolean
let_go_later_cb (gpointer data)
{
  return let_go (data);
}

static void
slow_ledger_commit_async (ResiteLedger *ledger, GPtrArray *rows, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  SlowLedger *self = SLOW_LEDGER (ledger);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_task_data (task, g_ptr_array_ref (rows), (GDestroyNotify)g_ptr_array_unref);
  if (!self->is_slow || self->n_held >= 2)
    let_go (task);
  else if (self->n_held++ == 0)
    g_timeout_add (10, let_go_first_cb, task);
  else
    g_timeout_add (500, let_go_later_cb, task);
}

static gboolean
slow_ledger_commit_finish (ResiteLedger *ledger, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GPtrArray *
slow_ledger_read (ResiteLedger *ledger, GError **error)
{
  return resite_ledger_read (SLOW_LEDGER (ledger)->memory, error);
}

static void
slow_ledger_init_ledger (ResiteLedgerInterface *iface)
{
  iface->commit_async = slow_ledger_commit_async;
  iface->commit_finish = slow_ledger_commit_finish;
  iface->read = slow_ledger_read;
}

static void
slow_ledger_finalize (GObject *object)
{
  g_object_unref (SLOW_LEDGER (object)->memory);
  G_OBJECT_CLASS (slow_ledger_parent_class)->finalize (object);
}

static void
slow_ledger_class_init (SlowLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slow_ledger_finalize;
}

static void
slow_ledger_init (SlowLedger *self)
{
  self->memory = resite_memory_ledger_new ();
}

/* From the first failure on the disk is slow. */
static FakeTrouble
cut_once_cb (const ResiteCimRequest *request, const char *id, gpointer data)
{
  AssignFixture *fixture = data;
  SlowLedger *ledger = SLOW_LEDGER (fixture->ledger);

  if (g_strcmp0 (id, "P0100002") != 0 || fixture->n_changes++ > 0)
    return FAKE_GOOD;
  ledger->job = fixture->job;
  ledger->is_slow = TRUE;
  return FAKE_CUT;
}

static void
intended_cb (FakeProvider *provider, const char *id, gpointer data)
{
  assert_durable (data, id, "running");
}

/* Given back and taken up anew while the former is still being written down: what is written at the
 * provider was intended in the ledger before. */
static void
test_intent_is_durable (AssignFixture *fixture, gconstpointer data)
{
  g_set_object (&fixture->ledger, NULL);
  fixture->ledger = g_object_new (slow_ledger_get_type (), NULL);
  assign_add_packages (fixture, 3);
  fixture->provider->trouble = cut_once_cb;
  fixture->provider->trouble_data = fixture;
  fixture->provider->created_cb = intended_cb;
  fixture->provider->created_data = fixture;
  assign_run (fixture);
  assign_assert_state (fixture, RESITE_JOB_DONE);
  g_assert_cmpuint (SLOW_LEDGER (fixture->ledger)->n_held, ==, 2);
  assign_assert_all_once (fixture, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  assign_add ("/assign/never-sure", test_never_sure);
  assign_add ("/assign/never-sure-of-undo", test_never_sure_of_undo);
  assign_add ("/assign/refused-after-a-doubt", test_refused_after_a_doubt);
  assign_add ("/assign/shown-late", test_shown_late);
  assign_add ("/assign/intent-is-durable", test_intent_is_durable);
  return g_test_run ();
}
