/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-point-writer"

#include "config.h"

#include "resite-point-private.h"

#define CREATE_BATCH 10
#define SCRIPT_BATCH 20

struct _ResitePointWriter
{
  GObject parent_instance;

  ResiteMachine *machine;
  char *space;
  ResiteSmsPoint *target;

  GMutex mutex; /* of the next four */
  gboolean is_open;
  gboolean by_script;
  guint jobs;
  gboolean has_leftover;

  GMutex script_mutex; /* of the next, and while it runs */
  ResitePointScript *script;
};

G_DEFINE_FINAL_TYPE (ResitePointWriter, resite_point_writer, G_TYPE_OBJECT)

static void
resite_point_writer_finalize (GObject *object)
{
  ResitePointWriter *self = RESITE_POINT_WRITER (object);

  g_clear_pointer (&self->script, resite_point_script_drop);
  g_clear_object (&self->machine);
  g_free (self->space);
  resite_sms_point_free (self->target);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->script_mutex);

  G_OBJECT_CLASS (resite_point_writer_parent_class)->finalize (object);
}

static void
resite_point_writer_class_init (ResitePointWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_point_writer_finalize;
}

static void
resite_point_writer_init (ResitePointWriter *self)
{
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->script_mutex);
  self->jobs = 1;
}

ResitePointWriter *
resite_point_writer_new (ResiteMachine *machine, const char *space, const ResiteSmsPoint *target)
{
  ResitePointWriter *self;

  g_return_val_if_fail (RESITE_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (space != NULL && target != NULL, NULL);

  self = g_object_new (RESITE_TYPE_POINT_WRITER, NULL);
  self->machine = g_object_ref (machine);
  self->space = g_strdup (space);
  self->target = resite_sms_point_copy (target);
  return self;
}

gboolean
resite_point_writer_open (ResitePointWriter *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  ResiteWsman *wsman;
  const ResiteWsmanIdentity *identity;

  g_return_val_if_fail (RESITE_IS_POINT_WRITER (self), FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  wsman = resite_machine_get_wsman (self->machine);
  if (self->is_open || wsman == NULL)
    return TRUE;
  identity = resite_wsman_identify (wsman, cancellable, error);
  if (identity == NULL)
    return FALSE;
  self->is_open = TRUE;
  self->by_script = !identity->can_create;
  self->jobs = self->by_script ? 1 : MAX (1, identity->concurrency);
  return TRUE;
}

gboolean
_resite_point_writer_goes_by_script (ResitePointWriter *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  return self->by_script;
}

gboolean
_resite_point_writer_turn_to_script (ResitePointWriter *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  if (resite_machine_get_wsman (self->machine) == NULL)
    return FALSE;
  self->by_script = TRUE;
  self->jobs = 1;
  return TRUE;
}

ResitePointReport *
_resite_point_writer_run_script (ResitePointWriter *self, const char *verb, const char *const *ids,
                                 GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->script_mutex);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (self->script == NULL)
    self->script = resite_point_script_new (self->machine);
  return resite_point_script_run (self->script, verb, self->space, self->target, ids, cancellable,
                                  error);
}

const char *
resite_point_writer_get_way (ResitePointWriter *self)
{
  g_return_val_if_fail (RESITE_IS_POINT_WRITER (self), NULL);

  return _resite_point_writer_goes_by_script (self) ? "script" : "create";
}

guint
resite_point_writer_get_jobs (ResitePointWriter *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;

  g_return_val_if_fail (RESITE_IS_POINT_WRITER (self), 1);

  locker = g_mutex_locker_new (&self->mutex);
  return self->jobs;
}

guint
resite_point_writer_get_batch (ResitePointWriter *self)
{
  g_return_val_if_fail (RESITE_IS_POINT_WRITER (self), 1);

  return _resite_point_writer_goes_by_script (self) ? SCRIPT_BATCH : CREATE_BATCH;
}

void
resite_point_writer_expect_leftover (ResitePointWriter *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;

  g_return_if_fail (RESITE_IS_POINT_WRITER (self));

  locker = g_mutex_locker_new (&self->mutex);
  self->has_leftover = TRUE;
}

/* Once. */
static gboolean
takes_leftover (ResitePointWriter *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);
  const gboolean takes = self->has_leftover && self->by_script;

  self->has_leftover = FALSE;
  return takes;
}

void
resite_point_writer_close (ResitePointWriter *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;

  g_return_if_fail (RESITE_IS_POINT_WRITER (self));

  locker = g_mutex_locker_new (&self->script_mutex);
  if (takes_leftover (self) && self->script == NULL)
    {
      self->script = resite_point_script_new (self->machine);
      resite_point_script_expect_leftover (self->script);
    }
  g_clear_pointer (&self->script, resite_point_script_close);
}

static void
item_free (gpointer data)
{
  ResitePointItem *self = data;

  g_free (self->id);
  g_free (self->told);
  g_clear_error (&self->error);
  g_free (self);
}

static GPtrArray *
make_items (const char *const *ids, gboolean removes)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

  for (; *ids != NULL; ids++)
    {
      ResitePointItem *item = g_new0 (ResitePointItem, 1);

      item->id = g_ascii_strup (*ids, -1);
      item->told = g_strdup (*ids);
      item->if_there = removes ? RESITE_POINT_FAILED : RESITE_POINT_ADDED;
      g_ptr_array_add (items, item);
    }
  return items;
}

static gboolean
perform (ResitePointWriter *self, const char *const *ids, gboolean removes,
         ResitePointWritten written, gpointer user_data, GCancellable *cancellable, GError **error)
{
  ResitePointCall call = { .writer = self,
                           .cim = resite_machine_get_cim (self->machine),
                           .space = self->space,
                           .target = self->target,
                           .removes = removes,
                           .cancellable = cancellable };

  call.items = make_items (ids, removes);
  _resite_point_call_run (&call);
  for (guint i = 0; i < call.items->len; i++)
    {
      const ResitePointItem *item = g_ptr_array_index (call.items, i);

      written (item->told, item->outcome, item->error, user_data);
    }
  g_ptr_array_unref (call.items);
  if (call.failure == NULL)
    return TRUE;
  g_propagate_error (error, call.failure);
  return FALSE;
}

gboolean
resite_point_writer_add (ResitePointWriter *self, const char *const *ids,
                         ResitePointWritten written, gpointer user_data, GCancellable *cancellable,
                         GError **error)
{
  g_return_val_if_fail (RESITE_IS_POINT_WRITER (self), FALSE);
  g_return_val_if_fail (ids != NULL && written != NULL, FALSE);

  return perform (self, ids, FALSE, written, user_data, cancellable, error);
}

gboolean
resite_point_writer_remove (ResitePointWriter *self, const char *const *ids,
                            ResitePointWritten written, gpointer user_data,
                            GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RESITE_IS_POINT_WRITER (self), FALSE);
  g_return_val_if_fail (ids != NULL && written != NULL, FALSE);

  return perform (self, ids, TRUE, written, user_data, cancellable, error);
}
