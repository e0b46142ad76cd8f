/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-writer"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-event-private.h"
#include "resite-journal-writer.h"
#include "resite-under-way.h"

#define SLOW_COMMIT   (50 * G_TIME_SPAN_MILLISECOND)
#define LARGEST_GROUP 256

typedef enum
{
  REQUEST_EVENT,
  REQUEST_ITEMS,
  REQUEST_BLANK,
  REQUEST_END
} RequestKind;

struct _ResiteJournalRequest
{
  RequestKind kind;
  ResiteEvent *draft;
  gint64 time;
  char *scope;
  GPtrArray *records;
  guint64 sequence; /* of the text to blank, or the one that the event got */
  char *name;
  char *hash;
  GError *error;
  ResiteJournalDone done;
  gpointer data;
};

struct _ResiteJournalWriter
{
  ResiteJournalStore *store;
  GAsyncQueue *queue;
  GThread *thread;
  guint slow_commits; /* atomic */
};

static ResiteJournalRequest *
request_new (RequestKind kind)
{
  ResiteJournalRequest *request = g_new0 (ResiteJournalRequest, 1);

  request->kind = kind;
  return request;
}

static void
request_free (gpointer data)
{
  ResiteJournalRequest *request = data;

  g_clear_object (&request->draft);
  g_clear_pointer (&request->records, g_ptr_array_unref);
  g_clear_error (&request->error);
  g_free (request->scope);
  g_free (request->name);
  g_free (request->hash);
  g_free (request);
}

ResiteJournalRequest *
resite_journal_request_new_event (ResiteEvent *draft, gint64 time)
{
  ResiteJournalRequest *request = request_new (REQUEST_EVENT);

  g_atomic_int_set (&draft->handed_over, 1);
  request->draft = g_object_ref (draft);
  request->time = time;
  return request;
}

ResiteJournalRequest *
resite_journal_request_new_items (const char *scope, GPtrArray *records)
{
  ResiteJournalRequest *request = request_new (REQUEST_ITEMS);

  request->scope = g_strdup (scope);
  request->records = g_ptr_array_ref (records);
  return request;
}

ResiteJournalRequest *
resite_journal_request_new_blank (guint64 sequence, const char *name)
{
  ResiteJournalRequest *request = request_new (REQUEST_BLANK);

  request->sequence = sequence;
  request->name = g_strdup (name);
  return request;
}

static gboolean
do_request (ResiteJournalStore *store, ResiteJournalRequest *request)
{
  g_clear_error (&request->error);
  g_clear_pointer (&request->hash, g_free);
  switch (request->kind)
    {
    case REQUEST_EVENT:
      if (request->time == 0)
        request->time = g_get_real_time ();
      return resite_journal_store_add_event (store, request->draft, request->time,
                                             &request->sequence, &request->hash, &request->error);
    case REQUEST_ITEMS:
      return resite_journal_store_put_items (store, request->scope, request->records,
                                             &request->error);
    case REQUEST_BLANK:
      return resite_journal_store_blank (store, request->sequence, request->name, &request->error);
    case REQUEST_END:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
commit (ResiteJournalWriter *self, GError **error)
{
  gint64 begin = g_get_monotonic_time ();
  gboolean done = resite_journal_store_commit (self->store, error);
  gint64 took = g_get_monotonic_time () - begin;

  if (took > SLOW_COMMIT)
    {
      g_atomic_int_inc (&self->slow_commits);
      g_info ("A commit took %.0f ms: the disk of the journal is slow", took / 1000.0);
    }
  return done;
}

/* All of them or none. *@error stays unset where the failure is one request's own. */
static gboolean
do_group (ResiteJournalWriter *self, GPtrArray *group, GError **error)
{
  gboolean done = resite_journal_store_begin (self->store, error);

  for (guint i = 0; done && i < group->len; i++)
    done = do_request (self->store, g_ptr_array_index (group, i));
  if (done && commit (self, error))
    return TRUE;
  resite_journal_store_roll_back (self->store);
  return FALSE;
}

static void
answer (ResiteJournalWriter *self, ResiteJournalRequest *request, const GError *error)
{
  if (error == NULL && request->kind == REQUEST_EVENT)
    {
      request->draft->time = request->time;
      request->draft->hash = g_steal_pointer (&request->hash);
      request->draft->sequence = request->sequence;
    }
  if (error == NULL && request->kind == REQUEST_BLANK)
    resite_journal_store_forget_log (self->store);
  request->done (error, request->data);
  resite_under_way_end ();
}

static void
do_alone (ResiteJournalWriter *self, ResiteJournalRequest *request)
{
  g_autoptr (GPtrArray) single = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (single, request);
  if (do_group (self, single, &error))
    answer (self, request, NULL);
  else
    answer (self, request, error != NULL ? error : request->error);
}

/* One that cannot be written must not take the others with it: after a failure each gets a
 * transaction of its own. */
static void
do_together (ResiteJournalWriter *self, GPtrArray *group)
{
  g_autoptr (GError) error = NULL;

  if (group->len > 1 && do_group (self, group, &error))
    {
      for (guint i = 0; i < group->len; i++)
        answer (self, g_ptr_array_index (group, i), NULL);
      return;
    }
  for (guint i = 0; i < group->len; i++)
    do_alone (self, g_ptr_array_index (group, i));
}

static gpointer
run_thread (gpointer data)
{
  ResiteJournalWriter *self = data;
  gboolean ending = FALSE;

  while (!ending)
    {
      g_autoptr (GPtrArray) group = g_ptr_array_new_with_free_func (request_free);
      ResiteJournalRequest *request = g_async_queue_pop (self->queue);

      while (request != NULL && request->kind != REQUEST_END)
        {
          g_ptr_array_add (group, request);
          request = group->len < LARGEST_GROUP ? g_async_queue_try_pop (self->queue) : NULL;
        }
      ending = request != NULL;
      g_clear_pointer (&request, request_free);
      do_together (self, group);
    }
  return NULL;
}

ResiteJournalWriter *
resite_journal_writer_new (ResiteJournalStore *store)
{
  ResiteJournalWriter *self = g_new0 (ResiteJournalWriter, 1);

  self->store = store;
  self->queue = g_async_queue_new_full (request_free);
  self->thread = g_thread_new ("journal", run_thread, self);
  return self;
}

void
resite_journal_writer_free (ResiteJournalWriter *self)
{
  if (self == NULL)
    return;
  g_async_queue_push (self->queue, request_new (REQUEST_END));
  g_thread_join (self->thread);
  g_async_queue_unref (self->queue);
  resite_journal_store_free (self->store);
  g_free (self);
}

guint
resite_journal_writer_get_slow_commits (ResiteJournalWriter *self)
{
  return (guint)g_atomic_int_get (&self->slow_commits);
}

void
resite_journal_writer_push (ResiteJournalWriter *self, ResiteJournalRequest *request,
                            ResiteJournalDone done, gpointer data)
{
  request->done = done;
  request->data = data;
  resite_under_way_begin ();
  g_async_queue_push (self->queue, request);
}

typedef struct
{
  GMutex mutex;
  GCond condition;
  gboolean over;
  GError *error;
} Waiter;

static void
wake_cb (const GError *error, gpointer data)
{
  Waiter *waiter = data;

  g_mutex_lock (&waiter->mutex);
  waiter->error = error != NULL ? g_error_copy (error) : NULL;
  waiter->over = TRUE;
  g_cond_signal (&waiter->condition);
  g_mutex_unlock (&waiter->mutex);
}

gboolean
resite_journal_writer_push_and_wait (ResiteJournalWriter *self, ResiteJournalRequest *request,
                                     GError **error)
{
  Waiter waiter = { 0 };

  g_mutex_init (&waiter.mutex);
  g_cond_init (&waiter.condition);
  resite_journal_writer_push (self, request, wake_cb, &waiter);
  g_mutex_lock (&waiter.mutex);
  while (!waiter.over)
    g_cond_wait (&waiter.condition, &waiter.mutex);
  g_mutex_unlock (&waiter.mutex);
  g_mutex_clear (&waiter.mutex);
  g_cond_clear (&waiter.condition);
  if (waiter.error == NULL)
    return TRUE;
  g_propagate_error (error, waiter.error);
  return FALSE;
}
