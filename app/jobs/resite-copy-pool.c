/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-pool"

#include "config.h"

#include "resite-copy-pool.h"

#define LOOK_EVERY  (300 * G_TIME_SPAN_MILLISECOND)
#define BETTER      1.1 /* what one thread more has to bring, at least */
#define NO_DUE_TIME G_MAXINT64

typedef struct
{
  gpointer task;
  gint64 due;
} Later;

struct _ResiteCopyPool
{
  ResiteCopyPoolSetup setup;
  GMutex lock;
  GCond changed;
  GCond ended; /* for who waits for the end of all */
  GQueue waiting;
  GQueue heavy;
  guint heavy_now;
  guint back;    /* the first so many that wait have come back */
  GArray *later; /* Later */
  GPtrArray *threads;
  guint open; /* tasks that are not done */
  guint idle;
  guint64 counted;
  gboolean hurry;
};

ResiteCopyPool *
resite_copy_pool_new (const ResiteCopyPoolSetup *setup)
{
  ResiteCopyPool *self;

  g_return_val_if_fail (setup != NULL && setup->work != NULL && setup->first > 0, NULL);

  self = g_new0 (ResiteCopyPool, 1);
  self->setup = *setup;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_cond_init (&self->ended);
  g_queue_init (&self->waiting);
  g_queue_init (&self->heavy);
  self->later = g_array_new (FALSE, FALSE, sizeof (Later));
  self->threads = g_ptr_array_new ();
  return self;
}

void
resite_copy_pool_free (ResiteCopyPool *self)
{
  if (self == NULL)
    return;

  g_assert (self->open == 0 && self->threads->len == 0);
  g_ptr_array_unref (self->threads);
  g_array_unref (self->later);
  g_queue_clear (&self->waiting);
  g_cond_clear (&self->ended);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
resite_copy_pool_add (ResiteCopyPool *self, gpointer task, gboolean heavy)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->open++;
  g_queue_push_tail (heavy ? &self->heavy : &self->waiting, task);
  g_cond_signal (&self->changed);
}

void
resite_copy_pool_add_later (ResiteCopyPool *self, gpointer task, gint64 due)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const Later later = { task, due };

  self->open++;
  g_array_append_val (self->later, later);
  g_cond_signal (&self->changed);
}

void
resite_copy_pool_give_back (ResiteCopyPool *self, gpointer task)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_queue_push_head (&self->waiting, task);
  self->back++;
  g_cond_signal (&self->changed);
}

void
resite_copy_pool_end_one (ResiteCopyPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_assert (self->open > 0);
  if (--self->open > 0)
    return;
  g_cond_broadcast (&self->changed);
  g_cond_broadcast (&self->ended);
}

void
resite_copy_pool_count (ResiteCopyPool *self, guint64 amount)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->counted += amount;
}

gboolean
resite_copy_pool_is_hungry (ResiteCopyPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->idle > 0 && g_queue_is_empty (&self->waiting) && g_queue_is_empty (&self->heavy);
}

void
resite_copy_pool_hurry (ResiteCopyPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->hurry = TRUE;
  g_cond_broadcast (&self->changed);
}

/* (nullable). *@next: when the first of the others is due. */
static gpointer
take_due (ResiteCopyPool *self, gint64 *next)
{
  const gint64 now = g_get_monotonic_time ();

  *next = NO_DUE_TIME;
  for (guint i = 0; i < self->later->len; i++)
    {
      const Later later = g_array_index (self->later, Later, i);

      if (later.due <= now || self->hurry)
        {
          g_array_remove_index_fast (self->later, i);
          return later.task;
        }
      *next = MIN (*next, later.due);
    }
  return NULL;
}

/* What came back first: it is nearly done, and holds memory and names until it is. */
static gpointer
take_waiting (ResiteCopyPool *self, gboolean *heavy)
{
  *heavy =
      self->back == 0 && self->heavy_now < self->setup.heavy && !g_queue_is_empty (&self->heavy);
  if (*heavy)
    {
      self->heavy_now++;
      return g_queue_pop_head (&self->heavy);
    }
  self->back -= self->back > 0;
  return g_queue_pop_head (&self->waiting);
}

/* NULL when there is nothing left to do. */
static gpointer
take_task (ResiteCopyPool *self, gboolean *heavy)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->open > 0)
    {
      gint64 next;
      gpointer task = take_waiting (self, heavy);

      if (task == NULL)
        task = take_due (self, &next);
      if (task != NULL)
        return task;
      self->idle++;
      if (next == NO_DUE_TIME)
        g_cond_wait (&self->changed, &self->lock);
      else
        g_cond_wait_until (&self->changed, &self->lock, next);
      self->idle--;
    }
  return NULL;
}

static void
end_heavy (ResiteCopyPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->heavy_now--;
  g_cond_signal (&self->changed);
}

static gpointer
thread_main (gpointer data)
{
  ResiteCopyPool *self = data;
  g_autoptr (ResiteCopyLane) lane = resite_copy_lane_new (self->setup.buffer, self->setup.remote);
  gboolean heavy;
  gpointer task;

  if (self->setup.begin_thread != NULL)
    self->setup.begin_thread (self->setup.user_data);
  while ((task = take_task (self, &heavy)) != NULL)
    {
      self->setup.work (task, lane, self->setup.user_data);
      if (heavy)
        end_heavy (self);
    }
  return NULL;
}

static void
add_threads (ResiteCopyPool *self, guint count)
{
  for (guint i = 0; i < count; i++)
    g_ptr_array_add (self->threads, g_thread_new ("copy", thread_main, self));
}

/* FALSE when all is done. */
static gboolean
wait_a_while (ResiteCopyPool *self, gint64 until)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->open > 0 && g_cond_wait_until (&self->ended, &self->lock, until))
    ;
  return self->open > 0;
}

static guint64
take_count (ResiteCopyPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const guint64 counted = self->counted;

  self->counted = 0;
  return counted;
}

/* Threads are added as long as each addition pays. FALSE: no more. */
static gboolean
grow (ResiteCopyPool *self, double *best)
{
  const double now = take_count (self);

  if (self->threads->len >= self->setup.most || now <= *best * BETTER)
    return FALSE;
  *best = now;
  if (!resite_copy_pool_is_hungry (self))
    add_threads (self, MIN (self->threads->len, self->setup.most - self->threads->len));
  return TRUE;
}

static gboolean
is_hurried (ResiteCopyPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->hurry;
}

void
resite_copy_pool_run (ResiteCopyPool *self)
{
  gboolean grows;
  gboolean hurried = FALSE;
  double best = 0;

  g_return_if_fail (self != NULL);

  grows = self->setup.most > self->setup.first;
  add_threads (self, MIN (self->setup.first, MAX (1, self->open)));
  while (wait_a_while (self, g_get_monotonic_time () + LOOK_EVERY))
    {
      if (hurried && self->setup.interrupt != NULL)
        self->setup.interrupt (self->setup.user_data);
      hurried = is_hurried (self);
      grows = grows && !hurried && grow (self, &best);
    }
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (self->threads->pdata[i]);
  g_ptr_array_set_size (self->threads, 0);
}
