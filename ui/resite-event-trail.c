/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-event-trail"
#include "config.h"
#include "resite-event-trail.h"

struct _ResiteEventTrail
{
  GObject parent_instance;

  ResiteRun *run;   /* until the end */
  GPtrArray *early; /* ResiteEvent, written while the record was being read; then NULL */
  guint64 last;     /* sequence of the last one told */
};

G_DEFINE_FINAL_TYPE (ResiteEventTrail, resite_event_trail, G_TYPE_OBJECT)

enum
{
  SIGNAL_EVENT,
  SIGNAL_READ,
  SIGNAL_UNREADABLE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
tell (ResiteEventTrail *self, GPtrArray *events)
{
  for (guint i = 0; events != NULL && i < events->len && self->run != NULL; i++)
    {
      ResiteEvent *event = g_ptr_array_index (events, i);

      if (resite_event_get_sequence (event) <= self->last)
        continue;
      self->last = resite_event_get_sequence (event);
      g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
    }
}

static void
event_cb (ResiteEventTrail *self, ResiteEvent *event)
{
  if (self->early != NULL)
    {
      g_ptr_array_add (self->early, g_object_ref (event));
      return;
    }
  self->last = resite_event_get_sequence (event);
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static void
read_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *events = resite_journal_read_events (data, 0, &error);

  if (events != NULL)
    g_task_return_pointer (task, events, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ResiteEventTrail) self = g_object_ref (RESITE_EVENT_TRAIL (source));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GPtrArray) early = NULL;

  if (self->run == NULL)
    return;
  tell (self, events);
  early = g_steal_pointer (&self->early);
  tell (self, early);
  if (self->run == NULL)
    return;
  if (error != NULL)
    g_signal_emit (self, signals[SIGNAL_UNREADABLE], 0, error->message);
  else
    g_signal_emit (self, signals[SIGNAL_READ], 0);
}

static void
resite_event_trail_finalize (GObject *object)
{
  ResiteEventTrail *self = RESITE_EVENT_TRAIL (object);

  g_clear_pointer (&self->early, g_ptr_array_unref);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (resite_event_trail_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, GType argument)
{
  return g_signal_new (name, RESITE_TYPE_EVENT_TRAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, argument != G_TYPE_NONE ? 1 : 0, argument);
}

static void
resite_event_trail_class_init (ResiteEventTrailClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_event_trail_finalize;
  signals[SIGNAL_EVENT] = add_signal ("event", RESITE_TYPE_EVENT);
  signals[SIGNAL_READ] = add_signal ("read", G_TYPE_NONE);
  signals[SIGNAL_UNREADABLE] = add_signal ("unreadable", G_TYPE_STRING);
}

static void
resite_event_trail_init (ResiteEventTrail *self)
{
  self->early = g_ptr_array_new_with_free_func (g_object_unref);
}

ResiteEventTrail *
resite_event_trail_new (ResiteRun *run)
{
  g_autoptr (GTask) task = NULL;
  ResiteEventTrail *self;

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);

  self = g_object_new (RESITE_TYPE_EVENT_TRAIL, NULL);
  self->run = g_object_ref (run);
  g_signal_connect_object (run, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_source_tag (task, resite_event_trail_new);
  g_task_set_task_data (task, g_object_ref (resite_run_get_journal (run)), g_object_unref);
  g_task_run_in_thread (task, read_in_worker);
  return self;
}

void
resite_event_trail_end (ResiteEventTrail *self)
{
  g_return_if_fail (RESITE_IS_EVENT_TRAIL (self));

  g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
  g_object_unref (self);
}
