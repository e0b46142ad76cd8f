/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-look"

#include "config.h"

#include "resite-look-private.h"

struct _ResiteLook
{
  GObject parent_instance;

  char *step;
  char *label;
  char *was;
  char *is;
  ResiteLookState state;
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (ResiteLook, resite_look, G_TYPE_OBJECT)

static void
resite_look_finalize (GObject *object)
{
  ResiteLook *self = RESITE_LOOK (object);

  g_free (self->step);
  g_free (self->label);
  g_free (self->was);
  g_free (self->is);
  G_OBJECT_CLASS (resite_look_parent_class)->finalize (object);
}

static void
resite_look_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_int (value, (int)RESITE_LOOK (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
resite_look_class_init (ResiteLookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = resite_look_finalize;
  object_class->get_property = resite_look_get_property;
  properties[PROP_STATE] = g_param_spec_int (
      "state", NULL, NULL, RESITE_LOOK_RUNNING, RESITE_LOOK_UNSEEN, RESITE_LOOK_RUNNING,
      G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
resite_look_init (ResiteLook *self)
{
}

ResiteLook *
_resite_look_new (const char *step, const char *label, const char *was)
{
  ResiteLook *self = g_object_new (RESITE_TYPE_LOOK, NULL);

  self->step = g_strdup (step);
  self->label = g_strdup (label);
  self->was = g_strdup (was);
  return self;
}

void
_resite_look_settle (ResiteLook *self, ResiteLookState state, const char *is)
{
  g_free (self->is);
  self->is = g_strdup (is);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

const char *
resite_look_get_step (ResiteLook *self)
{
  g_return_val_if_fail (RESITE_IS_LOOK (self), NULL);

  return self->step;
}

const char *
resite_look_get_label (ResiteLook *self)
{
  g_return_val_if_fail (RESITE_IS_LOOK (self), NULL);

  return self->label;
}

const char *
resite_look_get_was (ResiteLook *self)
{
  g_return_val_if_fail (RESITE_IS_LOOK (self), NULL);

  return self->was;
}

const char *
resite_look_get_is (ResiteLook *self)
{
  g_return_val_if_fail (RESITE_IS_LOOK (self), NULL);

  return self->is;
}

ResiteLookState
resite_look_get_state (ResiteLook *self)
{
  g_return_val_if_fail (RESITE_IS_LOOK (self), RESITE_LOOK_UNSEEN);

  return self->state;
}
