/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-item"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-job-item.h"

struct _ResiteJobItem
{
  GObject parent_instance;

  char *name;
  char *state;
  char *message;
  char *output;
  gint64 bytes;
  gint64 size;
  gint64 exit_code;
  double seconds;
  guint tries;
  ResiteItemStatus status;
};

typedef enum
{
  PROP_NAME = 1,
  PROP_STATUS,
  PROP_STATE,
  PROP_MESSAGE,
  PROP_BYTES,
  PROP_SIZE,
  PROP_SECONDS
} ResiteJobItemProperty;

static GParamSpec *properties[PROP_SECONDS + 1];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (ResiteJobItem, resite_job_item, G_TYPE_OBJECT)

/* Every state word that a worker may say, with what it stands for. */
static const struct
{
  const char *state;
  ResiteItemStatus status;
  const char *word;
} states[] = {
  { "queued", RESITE_ITEM_QUEUED, N_ ("waiting") },
  { "running", RESITE_ITEM_RUNNING, N_ ("running") },
  { "unknown", RESITE_ITEM_UNKNOWN, N_ ("not known yet") },
  { "copied", RESITE_ITEM_GOOD, N_ ("copied") },
  { "resumed", RESITE_ITEM_GOOD, N_ ("copied, gone on in the middle") },
  { "unchanged", RESITE_ITEM_GOOD, N_ ("already there") },
  { "verified", RESITE_ITEM_GOOD, N_ ("verified") },
  { "new", RESITE_ITEM_GOOD, N_ ("would be copied") },
  { "changed", RESITE_ITEM_GOOD, N_ ("would be replaced") },
  { "extra", RESITE_ITEM_WARNING, N_ ("only on the target") },
  { "removed", RESITE_ITEM_GOOD, N_ ("removed") },
  { "found", RESITE_ITEM_GOOD, N_ ("found") },
  { "gone", RESITE_ITEM_GOOD, N_ ("not there") },
  { "failed", RESITE_ITEM_FAILED, N_ ("failed") },
  { "ignored", RESITE_ITEM_LEFT_OUT, N_ ("not a package") },
  { "left-out", RESITE_ITEM_LEFT_OUT, N_ ("left out") },
  { "ready", RESITE_ITEM_GOOD, N_ ("ready") },
  { "not-read-only", RESITE_ITEM_WARNING, N_ ("not read-only") },
  { "forwarded", RESITE_ITEM_GOOD, N_ ("forwarded") },
  { "half-done", RESITE_ITEM_FAILED, N_ ("half done") },
  { "timed-out", RESITE_ITEM_FAILED, N_ ("took too long") },
  { "ok", RESITE_ITEM_GOOD, N_ ("ok") },
  { "warning", RESITE_ITEM_WARNING, N_ ("look at this") },
  { "good", RESITE_ITEM_GOOD, N_ ("good") },
  { "seen", RESITE_ITEM_GOOD, N_ ("seen") },
  { "watching", RESITE_ITEM_RUNNING, N_ ("watching") },
  { "assigned", RESITE_ITEM_GOOD, N_ ("assigned") },
  { "already", RESITE_ITEM_GOOD, N_ ("already assigned") },
  { "installed", RESITE_ITEM_GOOD, N_ ("installed") },
  { "in-full", RESITE_ITEM_FAILED, N_ ("sent in full") },
  { "pending", RESITE_ITEM_QUEUED, N_ ("pending") },
  { "retrying", RESITE_ITEM_RUNNING, N_ ("trying again") },
  { "would-cross", RESITE_ITEM_WARNING, N_ ("would be sent") },
  { "outdated", RESITE_ITEM_WARNING, N_ ("an older version") },
  { "refreshed", RESITE_ITEM_GOOD, N_ ("sent there again") },
  { "updated", RESITE_ITEM_GOOD, N_ ("sent everywhere again") },
  { "versions-differ", RESITE_ITEM_WARNING, N_ ("versions differ") },
  { "missing-file", RESITE_ITEM_FAILED, N_ ("file is missing") },
  { "empty-file", RESITE_ITEM_FAILED, N_ ("file is empty") },
  { "unknown-to-site", RESITE_ITEM_WARNING, N_ ("not known to the site") },
};

static guint
find_state (const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].state, state) == 0)
      return i;
  return G_N_ELEMENTS (states);
}

ResiteItemStatus
resite_item_status_from_state (const char *state)
{
  guint i = find_state (state);

  return i < G_N_ELEMENTS (states) ? states[i].status : RESITE_ITEM_UNKNOWN;
}

const char *
resite_item_state_to_word (const char *state)
{
  guint i = find_state (state);

  return i < G_N_ELEMENTS (states) ? _ (states[i].word) : state;
}

static void
resite_job_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ResiteJobItem *self = RESITE_JOB_ITEM (object);

  switch ((ResiteJobItemProperty)id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_STATUS:
      g_value_set_uint (value, self->status);
      break;
    case PROP_STATE:
      g_value_set_string (value, self->state);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_BYTES:
      g_value_set_int64 (value, self->bytes);
      break;
    case PROP_SIZE:
      g_value_set_int64 (value, self->size);
      break;
    case PROP_SECONDS:
      g_value_set_double (value, self->seconds);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
resite_job_item_finalize (GObject *object)
{
  ResiteJobItem *self = RESITE_JOB_ITEM (object);

  g_free (self->name);
  g_free (self->state);
  g_free (self->message);
  g_free (self->output);

  G_OBJECT_CLASS (resite_job_item_parent_class)->finalize (object);
}

static void
resite_job_item_class_init (ResiteJobItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = resite_job_item_get_property;
  object_class->finalize = resite_job_item_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_STATUS] =
      g_param_spec_uint ("status", NULL, NULL, 0, RESITE_ITEM_UNKNOWN, RESITE_ITEM_QUEUED, flags);
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, "queued", flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, "", flags);
  properties[PROP_BYTES] = g_param_spec_int64 ("bytes", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SIZE] = g_param_spec_int64 ("size", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_SECONDS] = g_param_spec_double ("seconds", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  changed_signal = g_signal_new ("changed", RESITE_TYPE_JOB_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
resite_job_item_init (ResiteJobItem *self)
{
  self->state = g_strdup ("queued");
  self->message = g_strdup ("");
  self->size = -1;
  self->exit_code = -1;
}

ResiteJobItem *
resite_job_item_new (const char *name)
{
  ResiteJobItem *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (RESITE_TYPE_JOB_ITEM, NULL);
  self->name = g_strdup (name);
  return self;
}

const char *
resite_job_item_get_name (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), NULL);

  return self->name;
}

ResiteItemStatus
resite_job_item_get_status (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), RESITE_ITEM_UNKNOWN);

  return self->status;
}

const char *
resite_job_item_get_state (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), NULL);

  return self->state;
}

const char *
resite_job_item_get_message (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), NULL);

  return self->message;
}

const char *
resite_job_item_get_output (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), NULL);

  return self->output;
}

gint64
resite_job_item_get_bytes (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), 0);

  return self->bytes;
}

gint64
resite_job_item_get_size (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), -1);

  return self->size;
}

gint64
resite_job_item_get_exit_code (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), -1);

  return self->exit_code;
}

double
resite_job_item_get_seconds (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), 0);

  return self->seconds;
}

guint
resite_job_item_get_tries (ResiteJobItem *self)
{
  g_return_val_if_fail (RESITE_IS_JOB_ITEM (self), 0);

  return self->tries;
}

static gboolean
replace_text (char **field, const char *text)
{
  if (g_strcmp0 (*field, text) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (text);
  return TRUE;
}

void
resite_job_item_set (ResiteJobItem *self, const char *state, const char *message)
{
  ResiteItemStatus status;

  g_return_if_fail (RESITE_IS_JOB_ITEM (self));
  g_return_if_fail (state != NULL);

  if (replace_text (&self->message, message != NULL ? message : ""))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
  if (replace_text (&self->state, state))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  status = resite_item_status_from_state (self->state);
  if (status != self->status)
    {
      self->status = status;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
    }
  g_signal_emit (self, changed_signal, 0);
}

void
resite_job_item_set_progress (ResiteJobItem *self, gint64 bytes, gint64 size)
{
  g_return_if_fail (RESITE_IS_JOB_ITEM (self));

  if (self->size != size)
    {
      self->size = size;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
    }
  if (self->bytes != bytes)
    {
      self->bytes = bytes;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BYTES]);
    }
  g_signal_emit (self, changed_signal, 0);
}

void
resite_job_item_set_result (ResiteJobItem *self, const char *output, gint64 exit_code,
                            double seconds, guint tries)
{
  g_return_if_fail (RESITE_IS_JOB_ITEM (self));

  replace_text (&self->output, output);
  self->exit_code = exit_code;
  self->tries = tries;
  if (self->seconds != seconds)
    {
      self->seconds = seconds;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS]);
    }
  g_signal_emit (self, changed_signal, 0);
}
