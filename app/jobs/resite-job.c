/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job"

#include "config.h"

#include "resite-job-private.h"

typedef enum
{
  PROP_TITLE = 1,
  PROP_STATE,
  PROP_FRACTION,
  PROP_DETAIL,
  PROP_MESSAGE
} ResiteJobProperty;

static GParamSpec *properties[PROP_MESSAGE + 1];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ResiteJob, resite_job, G_TYPE_OBJECT)

ResiteJobPrivate *
_resite_job_get_private (ResiteJob *self)
{
  return resite_job_get_instance_private (self);
}

static ResiteJobPrivate *
priv_of (ResiteJob *self)
{
  return resite_job_get_instance_private (self);
}

static gint64
now_of (ResiteJobPrivate *priv)
{
  return priv->clock != NULL ? resite_clock_now (priv->clock) : g_get_monotonic_time ();
}

static void
count_time (ResiteJobPrivate *priv, gboolean goes_on)
{
  const gint64 now = now_of (priv);

  if (priv->running_since != 0)
    priv->worked += MAX (0, now - priv->running_since);
  priv->running_since = goes_on ? now : 0;
}

static void
set_state (ResiteJob *self, ResiteJobState state)
{
  ResiteJobPrivate *priv = priv_of (self);

  if (priv->state == state)
    return;
  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_text (ResiteJob *self, char **field, const char *text, GParamSpec *pspec)
{
  if (g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
resite_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ResiteJobPrivate *priv = priv_of (RESITE_JOB (object));

  switch ((ResiteJobProperty)id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_STATE:
      g_value_set_uint (value, priv->state);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, priv->fraction);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, priv->detail);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, priv->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
resite_job_dispose (GObject *object)
{
  ResiteJobPrivate *priv = priv_of (RESITE_JOB (object));

  resite_job_items_settle (priv->items);
  g_clear_object (&priv->clock);
  g_clear_object (&priv->outer);
  g_clear_object (&priv->cancellable);

  G_OBJECT_CLASS (resite_job_parent_class)->dispose (object);
}

static void
resite_job_finalize (GObject *object)
{
  ResiteJobPrivate *priv = priv_of (RESITE_JOB (object));

  g_free (priv->title);
  g_free (priv->detail);
  g_free (priv->message);
  g_free (priv->how);
  g_hash_table_unref (priv->index);
  g_byte_array_unref (priv->statuses);
  g_hash_table_unref (priv->totals);
  g_object_unref (priv->items);

  G_OBJECT_CLASS (resite_job_parent_class)->finalize (object);
}

static void
resite_job_class_init (ResiteJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = resite_job_get_property;
  object_class->dispose = resite_job_dispose;
  object_class->finalize = resite_job_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, RESITE_JOB_FAILED, RESITE_JOB_PENDING, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, "", flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  _resite_job_rows_class_init ();
}

static void
resite_job_init (ResiteJob *self)
{
  ResiteJobPrivate *priv = priv_of (self);

  priv->title = g_strdup ("");
  priv->detail = g_strdup ("");
  priv->fraction = -1;
  priv->items = resite_job_items_new ();
  _resite_job_make_rows (self);
  priv->statuses = g_byte_array_new ();
  priv->index = g_hash_table_new (g_str_hash, g_str_equal);
  priv->totals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  priv->cancellable = g_cancellable_new ();
}

static ResiteJobState
judge_end (ResiteJob *self)
{
  ResiteJobPrivate *priv = priv_of (self);

  if (priv->outcome != RESITE_JOB_PENDING)
    return priv->outcome;
  if (resite_job_count_items (self, RESITE_ITEM_FAILED) > 0 ||
      resite_job_count_items (self, RESITE_ITEM_UNKNOWN) > 0)
    return RESITE_JOB_DONE_WITH_FAILURES;
  return RESITE_JOB_DONE;
}

static void
end_with_error (ResiteJob *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      set_state (self, RESITE_JOB_CANCELLED);
      return;
    }
  resite_job_set_message (self, error->message);
  set_state (self, RESITE_JOB_FAILED);
}

static void
run_ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ResiteJob *self = RESITE_JOB (object);
  ResiteJobPrivate *priv = priv_of (self);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (priv->outer != NULL)
    g_cancellable_disconnect (priv->outer, priv->outer_handler);
  g_clear_object (&priv->outer);
  count_time (priv, FALSE);

  if (RESITE_JOB_GET_CLASS (self)->run_finish (self, result, &error))
    {
      set_state (self, judge_end (self));
      g_task_return_boolean (task, TRUE);
      return;
    }
  end_with_error (self, error);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

void
resite_job_run_async (ResiteJob *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  ResiteJobPrivate *priv;
  GTask *task;

  g_return_if_fail (RESITE_IS_JOB (self));
  priv = priv_of (self);
  g_return_if_fail (priv->state == RESITE_JOB_PENDING || priv->state == RESITE_JOB_CANCELLING);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, resite_job_run_async);
  if (cancellable != NULL)
    {
      priv->outer = g_object_ref (cancellable);
      priv->outer_handler =
          g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled_cb),
                                 g_object_ref (priv->cancellable), g_object_unref);
    }
  count_time (priv, TRUE);
  if (priv->state == RESITE_JOB_PENDING)
    set_state (self, RESITE_JOB_RUNNING);
  RESITE_JOB_GET_CLASS (self)->run_async (self, priv->cancellable, run_ended_cb, task);
}

gboolean
resite_job_run_finish (ResiteJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
resite_job_cancel (ResiteJob *self)
{
  ResiteJobPrivate *priv;
  gboolean held;

  g_return_if_fail (RESITE_IS_JOB (self));

  priv = priv_of (self);
  if (resite_job_is_over (self))
    return;
  held = priv->state == RESITE_JOB_PAUSED || priv->state == RESITE_JOB_PAUSING;
  set_state (self, RESITE_JOB_CANCELLING);
  g_cancellable_cancel (priv->cancellable);
  if (held)
    RESITE_JOB_GET_CLASS (self)->set_paused (self, FALSE);
}

gboolean
resite_job_can_pause (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), FALSE);

  return RESITE_JOB_GET_CLASS (self)->set_paused != NULL;
}

void
resite_job_set_paused (ResiteJob *self, gboolean paused)
{
  ResiteJobPrivate *priv;

  g_return_if_fail (RESITE_IS_JOB (self));
  g_return_if_fail (resite_job_can_pause (self));

  priv = priv_of (self);
  if (paused && priv->state == RESITE_JOB_RUNNING)
    {
      set_state (self, RESITE_JOB_PAUSING);
      /* Who hears of it may have cancelled the job by now. */
      if (priv->state == RESITE_JOB_PAUSING)
        RESITE_JOB_GET_CLASS (self)->set_paused (self, TRUE);
    }
  else if (!paused && (priv->state == RESITE_JOB_PAUSING || priv->state == RESITE_JOB_PAUSED))
    {
      count_time (priv, TRUE);
      set_state (self, RESITE_JOB_RUNNING);
      if (priv->state == RESITE_JOB_RUNNING)
        RESITE_JOB_GET_CLASS (self)->set_paused (self, FALSE);
    }
}

void
resite_job_tell_paused (ResiteJob *self)
{
  ResiteJobPrivate *priv;

  g_return_if_fail (RESITE_IS_JOB (self));

  priv = priv_of (self);
  if (priv->state != RESITE_JOB_PAUSING)
    return;
  count_time (priv, FALSE);
  set_state (self, RESITE_JOB_PAUSED);
}

const char *
resite_job_get_title (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), NULL);

  return priv_of (self)->title;
}

ResiteJobState
resite_job_get_state (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), RESITE_JOB_FAILED);

  return priv_of (self)->state;
}

gboolean
resite_job_is_over (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), TRUE);

  return priv_of (self)->state >= RESITE_JOB_DONE;
}

double
resite_job_get_fraction (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), -1);

  return priv_of (self)->fraction;
}

const char *
resite_job_get_detail (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), NULL);

  return priv_of (self)->detail;
}

const char *
resite_job_get_message (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), NULL);

  return priv_of (self)->message;
}

GListModel *
resite_job_get_items (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), NULL);

  return G_LIST_MODEL (priv_of (self)->items);
}

gint64
resite_job_get_bytes_done (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), 0);

  return priv_of (self)->bytes_done;
}

gint64
resite_job_get_bytes_total (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), 0);

  return priv_of (self)->bytes_total;
}

double
resite_job_get_seconds (ResiteJob *self)
{
  ResiteJobPrivate *priv;
  gint64 worked;

  g_return_val_if_fail (RESITE_IS_JOB (self), 0);

  priv = priv_of (self);
  worked = priv->worked;
  if (priv->running_since != 0)
    worked += MAX (0, now_of (priv) - priv->running_since);
  return worked / (double)G_USEC_PER_SEC;
}

GHashTable *
resite_job_get_totals (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), NULL);

  return priv_of (self)->totals;
}

const char *
resite_job_get_how (ResiteJob *self)
{
  g_return_val_if_fail (RESITE_IS_JOB (self), NULL);

  return priv_of (self)->how;
}

void
resite_job_set_clock (ResiteJob *self, ResiteClock *clock)
{
  g_return_if_fail (RESITE_IS_JOB (self));
  g_return_if_fail (priv_of (self)->state == RESITE_JOB_PENDING);

  g_set_object (&priv_of (self)->clock, clock);
}

void
resite_job_set_title (ResiteJob *self, const char *title)
{
  g_return_if_fail (RESITE_IS_JOB (self));

  set_text (self, &priv_of (self)->title, title, properties[PROP_TITLE]);
}

void
resite_job_set_message (ResiteJob *self, const char *message)
{
  g_return_if_fail (RESITE_IS_JOB (self));

  set_text (self, &priv_of (self)->message, message, properties[PROP_MESSAGE]);
}

void
resite_job_set_detail (ResiteJob *self, const char *detail)
{
  g_return_if_fail (RESITE_IS_JOB (self));

  set_text (self, &priv_of (self)->detail, detail, properties[PROP_DETAIL]);
}

void
resite_job_set_how (ResiteJob *self, const char *how)
{
  g_return_if_fail (RESITE_IS_JOB (self));

  g_free (priv_of (self)->how);
  priv_of (self)->how = g_strdup (how);
}

void
resite_job_set_fraction (ResiteJob *self, double fraction)
{
  ResiteJobPrivate *priv;

  g_return_if_fail (RESITE_IS_JOB (self));

  priv = priv_of (self);
  fraction = fraction < 0 ? -1 : MIN (fraction, 1);
  if (priv->fraction == fraction)
    return;
  priv->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

void
resite_job_set_bytes (ResiteJob *self, gint64 done, gint64 total)
{
  g_return_if_fail (RESITE_IS_JOB (self));

  priv_of (self)->bytes_done = done;
  priv_of (self)->bytes_total = total;
}

void
resite_job_set_total (ResiteJob *self, const char *name, gint64 value)
{
  g_return_if_fail (RESITE_IS_JOB (self));
  g_return_if_fail (name != NULL);

  g_hash_table_replace (priv_of (self)->totals, g_strdup (name), g_memdup2 (&value, sizeof value));
}

void
resite_job_set_outcome (ResiteJob *self, ResiteJobState state)
{
  g_return_if_fail (RESITE_IS_JOB (self));
  g_return_if_fail (state >= RESITE_JOB_DONE);

  priv_of (self)->outcome = state;
}
