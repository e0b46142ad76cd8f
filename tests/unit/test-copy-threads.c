/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-copy-lane.h"
#include "resite-copy-limit.h"
#include "resite-copy-pool.h"

/* What the threads of a copy have and share, one by one: lanes, the limit, the pool. */

#define MEGABYTE (1024 * 1024)
#define HOURS    (10 * G_TIME_SPAN_HOUR)

/* Lanes. */

static void
test_lane_learns (void)
{
  g_autoptr (ResiteCopyLane) lane = resite_copy_lane_new (4 * MEGABYTE, FALSE);

  g_assert_cmpuint (lane->chunk, ==, MEGABYTE);
  resite_copy_lane_learn (lane, MEGABYTE, 1000);
  resite_copy_lane_learn (lane, 2 * MEGABYTE, 1000);
  resite_copy_lane_learn (lane, 4 * MEGABYTE, 1000);
  g_assert_cmpuint (lane->chunk, ==, lane->capacity);
  /* Neither quick nor slow, or less than a chunk: that says nothing. */
  resite_copy_lane_learn (lane, 4 * MEGABYTE, lane->longest / 2);
  resite_copy_lane_learn (lane, MEGABYTE, 10 * lane->longest);
  g_assert_cmpuint (lane->chunk, ==, lane->capacity);
  for (guint i = 0; i < 20; i++)
    resite_copy_lane_learn (lane, lane->chunk, 10 * lane->longest);
  g_assert_cmpuint (lane->chunk, ==, 64 * 1024);
  g_assert_cmpuint (lane->chunk % RESITE_COPY_STEP, ==, 0);
}

static void
test_lane_of_a_server (void)
{
  g_autoptr (ResiteCopyLane) lane = resite_copy_lane_new (8 * MEGABYTE, TRUE);
  g_autoptr (ResiteCopyLane) here = resite_copy_lane_new (8 * MEGABYTE, FALSE);

  g_assert_cmpuint (lane->chunk, >, here->chunk);
  g_assert_cmpint (lane->longest, >, here->longest);
}

static void
test_lane_has_a_spare (void)
{
  g_autoptr (ResiteCopyLane) lane = resite_copy_lane_new (2 * MEGABYTE, FALSE);
  guint8 *spare = resite_copy_lane_get_spare (lane);

  g_assert_true (spare == resite_copy_lane_get_spare (lane));
  g_assert_cmpuint ((guintptr)spare % RESITE_COPY_STEP, ==, 0);
  memset (lane->buffer, 1, lane->capacity);
  memset (spare, 2, lane->capacity);
  g_assert_cmpuint (lane->buffer[lane->capacity - 1], ==, 1);
}

/* Limits. */

static void
test_limit_cuts_pieces (void)
{
  g_autoptr (ResiteCopyLimit) limit = resite_copy_limit_new (0);

  g_assert_cmpuint (resite_copy_limit_cut (limit, MEGABYTE), ==, MEGABYTE);
  resite_copy_limit_set (limit, MEGABYTE);
  g_assert_cmpuint (resite_copy_limit_cut (limit, MEGABYTE), ==, MEGABYTE / 4);
  g_assert_cmpuint (resite_copy_limit_cut (limit, 8192), ==, 8192);
  resite_copy_limit_set (limit, 1);
  g_assert_cmpuint (resite_copy_limit_cut (limit, MEGABYTE), ==, 4096);
  g_assert_cmpuint (resite_copy_limit_get (limit), ==, 1);
}

/* A thread that takes more than there is. */
typedef struct
{
  ResiteCopyLimit *limit;
  ResiteCopyGate *gate;
  GCancellable *cancellable;
  gboolean taken;
  int over; /* atomic */
  GError *error;
} Taking;

static gpointer
take_more (gpointer data)
{
  Taking *self = data;

  self->taken =
      resite_copy_limit_take (self->limit, 1, self->gate, self->cancellable, &self->error);
  resite_copy_gate_leave (self->gate);
  g_atomic_int_set (&self->over, TRUE);
  return NULL;
}

static void
taking_init (Taking *self)
{
  *self = (Taking){ .limit = resite_copy_limit_new (1),
                    .gate = resite_copy_gate_new (),
                    .cancellable = g_cancellable_new () };
  resite_copy_gate_enter (self->gate); /* for the thread */
  /* What is owed after this is paid in eleven days. */
  g_assert_true (
      resite_copy_limit_take (self->limit, MEGABYTE, self->gate, self->cancellable, NULL));
}

static void
taking_clear (Taking *self)
{
  g_clear_error (&self->error);
  g_object_unref (self->cancellable);
  resite_copy_gate_free (self->gate);
  resite_copy_limit_free (self->limit);
}

static void
test_limit_waits_and_is_lifted (void)
{
  Taking taking;
  GThread *thread;

  taking_init (&taking);
  thread = g_thread_new ("take", take_more, &taking);
  g_usleep (20000);
  g_assert_false (g_atomic_int_get (&taking.over));
  resite_copy_limit_set (taking.limit, 0);
  g_thread_join (thread);
  g_assert_true (taking.taken);
  taking_clear (&taking);
}

static void
test_limit_is_cancelled (void)
{
  Taking taking;
  GThread *thread;

  taking_init (&taking);
  thread = g_thread_new ("take", take_more, &taking);
  g_cancellable_cancel (taking.cancellable);
  g_thread_join (thread);
  g_assert_false (taking.taken);
  g_assert_error (taking.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  taking_clear (&taking);
}

static void
test_limit_waits_in_a_pause (void)
{
  Taking taking;
  GThread *thread;

  taking_init (&taking);
  resite_copy_gate_set_closed (taking.gate, TRUE);
  thread = g_thread_new ("take", take_more, &taking);
  while (!resite_copy_gate_is_still (taking.gate))
    g_usleep (1000);
  resite_copy_limit_set (taking.limit, 0);
  g_usleep (20000);
  g_assert_false (g_atomic_int_get (&taking.over));
  resite_copy_gate_set_closed (taking.gate, FALSE);
  g_thread_join (thread);
  g_assert_true (taking.taken);
  taking_clear (&taking);
}

/* The pool. */

typedef struct
{
  ResiteCopyPool *pool;
  GMutex lock;
  GString *order; /* the first letter of each task */
  GHashTable *threads;
  int inside; /* atomic */
  int most;   /* atomic */
  int interrupted;
  guint turns;
} Pooling;

static void
note (Pooling *self, const char *task)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_string_append_c (self->order, *task);
  g_hash_table_add (self->threads, g_thread_self ());
  self->turns++;
}

static void
pooling_init (Pooling *self, ResiteCopyPoolWork work, guint first, guint heavy, guint most)
{
  ResiteCopyPoolSetup setup = { .work = work,
                                .user_data = self,
                                .first = first,
                                .heavy = heavy,
                                .most = most,
                                .buffer = 2 * MEGABYTE };

  *self = (Pooling){ .order = g_string_new (NULL), .threads = g_hash_table_new (NULL, NULL) };
  g_mutex_init (&self->lock);
  self->pool = resite_copy_pool_new (&setup);
}

static void
pooling_clear (Pooling *self)
{
  resite_copy_pool_free (self->pool);
  g_hash_table_unref (self->threads);
  g_string_free (self->order, TRUE);
  g_mutex_clear (&self->lock);
}

static void
add (Pooling *self, const char *task, gboolean heavy)
{
  resite_copy_pool_add (self->pool, (char *)task, heavy);
}

static void
add_later (Pooling *self, const char *task, gint64 due)
{
  resite_copy_pool_add_later (self->pool, (char *)task, due);
}

static void
work_in_turn (gpointer task, ResiteCopyLane *lane, gpointer user_data)
{
  Pooling *self = user_data;
  const char *name = task;
  const gboolean first = strchr (self->order->str, *name) == NULL;

  g_assert_nonnull (lane->buffer);
  note (self, name);
  if (first && g_ascii_isupper (*name))
    resite_copy_pool_give_back (self->pool, task);
  else
    resite_copy_pool_end_one (self->pool);
}

static void
test_pool_ends_what_came_back_first (void)
{
  Pooling pooling;

  pooling_init (&pooling, work_in_turn, 1, 1, 1);
  add (&pooling, "A", FALSE);
  add (&pooling, "b", FALSE);
  add (&pooling, "h", TRUE);
  add (&pooling, "C", TRUE);
  resite_copy_pool_run (pooling.pool);
  /* Heavy ones first; what comes back before everything else. */
  g_assert_cmpstr (pooling.order->str, ==, "hCCAAb");
  pooling_clear (&pooling);
}

static void
test_pool_without_tasks (void)
{
  Pooling pooling;

  pooling_init (&pooling, work_in_turn, 2, 1, 2);
  resite_copy_pool_run (pooling.pool);
  g_assert_cmpuint (pooling.turns, ==, 0);
  pooling_clear (&pooling);
}

static void
work_together (gpointer task, ResiteCopyLane *lane, gpointer user_data)
{
  Pooling *self = user_data;
  const int now = g_atomic_int_add (&self->inside, 1) + 1;
  int most = g_atomic_int_get (&self->most);

  while (now > most && !g_atomic_int_compare_and_exchange (&self->most, most, now))
    most = g_atomic_int_get (&self->most);
  note (self, task);
  g_usleep (5000);
  g_atomic_int_add (&self->inside, -1);
  resite_copy_pool_end_one (self->pool);
}

static void
test_pool_does_few_heavy_ones_at_a_time (void)
{
  Pooling pooling;

  pooling_init (&pooling, work_together, 4, 2, 4);
  for (guint i = 0; i < 12; i++)
    add (&pooling, "x", TRUE);
  resite_copy_pool_run (pooling.pool);
  g_assert_cmpuint (pooling.turns, ==, 12);
  g_assert_cmpint (pooling.most, <=, 2);
  pooling_clear (&pooling);
}

/* Goes on until another thread has come to help. */
static void
work_until_helped (gpointer task, ResiteCopyLane *lane, gpointer user_data)
{
  Pooling *self = user_data;

  note (self, task);
  g_usleep (1000);
  resite_copy_pool_count (self->pool, 1);
  g_mutex_lock (&self->lock);
  const gboolean done = g_hash_table_size (self->threads) > 1 || self->turns > 60000;
  g_mutex_unlock (&self->lock);
  if (done)
    resite_copy_pool_end_one (self->pool);
  else
    resite_copy_pool_give_back (self->pool, task);
}

static void
test_pool_grows (void)
{
  Pooling pooling;

  pooling_init (&pooling, work_until_helped, 1, 1, 4);
  for (guint i = 0; i < 6; i++)
    add (&pooling, "x", FALSE);
  resite_copy_pool_run (pooling.pool);
  g_assert_cmpuint (g_hash_table_size (pooling.threads), >, 1);
  g_assert_cmpuint (g_hash_table_size (pooling.threads), <=, 4);
  pooling_clear (&pooling);
}

static void
work_and_hurry (gpointer task, ResiteCopyLane *lane, gpointer user_data)
{
  Pooling *self = user_data;

  note (self, task);
  if (*(const char *)task == 'h')
    resite_copy_pool_hurry (self->pool);
  resite_copy_pool_end_one (self->pool);
}

static void
test_pool_hurries_what_is_to_come_later (void)
{
  Pooling pooling;

  pooling_init (&pooling, work_and_hurry, 1, 1, 1);
  add_later (&pooling, "z", g_get_monotonic_time () + HOURS);
  add_later (&pooling, "a", g_get_monotonic_time ());
  add (&pooling, "h", FALSE);
  resite_copy_pool_run (pooling.pool);
  g_assert_cmpuint (pooling.order->len, ==, 3);
  g_assert_cmpint (strchr (pooling.order->str, 'h') - pooling.order->str, <,
                   strchr (pooling.order->str, 'z') - pooling.order->str);
  pooling_clear (&pooling);
}

static void
hang (gpointer task, ResiteCopyLane *lane, gpointer user_data)
{
  Pooling *self = user_data;

  resite_copy_pool_hurry (self->pool);
  while (!g_atomic_int_get (&self->interrupted))
    g_usleep (1000);
  note (self, task);
  resite_copy_pool_end_one (self->pool);
}

static void
interrupt_cb (gpointer user_data)
{
  Pooling *self = user_data;

  g_atomic_int_set (&self->interrupted, TRUE);
}

static void
test_pool_interrupts_what_hangs (void)
{
  Pooling pooling;
  ResiteCopyPoolSetup setup = { .work = hang,
                                .interrupt = interrupt_cb,
                                .user_data = &pooling,
                                .first = 1,
                                .heavy = 1,
                                .most = 1,
                                .buffer = 2 * MEGABYTE };

  pooling_init (&pooling, hang, 1, 1, 1);
  resite_copy_pool_free (pooling.pool);
  pooling.pool = resite_copy_pool_new (&setup);
  add (&pooling, "x", FALSE);
  resite_copy_pool_run (pooling.pool);
  g_assert_cmpuint (pooling.turns, ==, 1);
  pooling_clear (&pooling);
}

#define ADD(path, function) g_test_add_func ("/copy-threads/" path, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("lane/learns", test_lane_learns);
  ADD ("lane/of-a-server", test_lane_of_a_server);
  ADD ("lane/has-a-spare", test_lane_has_a_spare);
  ADD ("limit/cuts-pieces", test_limit_cuts_pieces);
  ADD ("limit/waits-and-is-lifted", test_limit_waits_and_is_lifted);
  ADD ("limit/is-cancelled", test_limit_is_cancelled);
  ADD ("limit/waits-in-a-pause", test_limit_waits_in_a_pause);
  ADD ("pool/ends-what-came-back-first", test_pool_ends_what_came_back_first);
  ADD ("pool/without-tasks", test_pool_without_tasks);
  ADD ("pool/few-heavy-ones-at-a-time", test_pool_does_few_heavy_ones_at_a_time);
  ADD ("pool/grows", test_pool_grows);
  ADD ("pool/hurries", test_pool_hurries_what_is_to_come_later);
  ADD ("pool/interrupts-what-hangs", test_pool_interrupts_what_hangs);
  return g_test_run ();
}
