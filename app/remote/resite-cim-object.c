/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cim-object"

#include "config.h"

#include "resite-cim-object.h"

typedef struct
{
  char *name;
  ResiteCimValue *value;
} Property;

struct _ResiteCimObject
{
  gatomicrefcount references;
  char *class_name;
  GArray *properties; /* (element-type Property) */
};

static void
property_clear (gpointer data)
{
  Property *property = data;

  g_free (property->name);
  resite_cim_value_unref (property->value);
}

ResiteCimObject *
resite_cim_object_new (const char *class_name)
{
  ResiteCimObject *self = g_new0 (ResiteCimObject, 1);

  g_atomic_ref_count_init (&self->references);
  self->class_name = g_strdup (class_name);
  self->properties = g_array_new (FALSE, FALSE, sizeof (Property));
  g_array_set_clear_func (self->properties, property_clear);
  return self;
}

ResiteCimObject *
resite_cim_object_ref (ResiteCimObject *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
resite_cim_object_unref (ResiteCimObject *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->class_name);
  g_array_unref (self->properties);
  g_free (self);
}

static Property *
property_at (ResiteCimObject *self, guint index)
{
  return &g_array_index (self->properties, Property, index);
}

static Property *
find_property (ResiteCimObject *self, const char *name)
{
  for (guint i = 0; i < self->properties->len; i++)
    if (g_ascii_strcasecmp (property_at (self, i)->name, name) == 0)
      return property_at (self, i);
  return NULL;
}

ResiteCimObject *
resite_cim_object_copy (ResiteCimObject *self)
{
  ResiteCimObject *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = resite_cim_object_new (self->class_name);
  for (guint i = 0; i < self->properties->len; i++)
    resite_cim_object_append (copy, property_at (self, i)->name,
                              resite_cim_value_ref (property_at (self, i)->value));
  return copy;
}

const char *
resite_cim_object_get_class (ResiteCimObject *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->class_name;
}

guint
resite_cim_object_get_n_properties (ResiteCimObject *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->properties->len;
}

const char *
resite_cim_object_get_name (ResiteCimObject *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->properties->len, NULL);

  return property_at (self, index)->name;
}

ResiteCimValue *
resite_cim_object_get_value (ResiteCimObject *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->properties->len, NULL);

  return property_at (self, index)->value;
}

ResiteCimValue *
resite_cim_object_get (ResiteCimObject *self, const char *name)
{
  Property *property;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  property = find_property (self, name);
  return property != NULL ? property->value : NULL;
}

void
resite_cim_object_append (ResiteCimObject *self, const char *name, ResiteCimValue *value)
{
  Property property;

  g_return_if_fail (self != NULL && name != NULL && value != NULL);

  property.name = g_strdup (name);
  property.value = value;
  g_array_append_val (self->properties, property);
}

void
resite_cim_object_take (ResiteCimObject *self, const char *name, ResiteCimValue *value)
{
  Property *property;

  g_return_if_fail (self != NULL && name != NULL && value != NULL);

  property = find_property (self, name);
  if (property == NULL)
    {
      resite_cim_object_append (self, name, value);
      return;
    }
  resite_cim_value_unref (property->value);
  property->value = value;
}

void
resite_cim_object_set_string (ResiteCimObject *self, const char *name, const char *text)
{
  g_return_if_fail (text != NULL);

  resite_cim_object_take (self, name, resite_cim_value_new_string (text));
}

void
resite_cim_object_set_int (ResiteCimObject *self, const char *name, gint64 number)
{
  resite_cim_object_take (self, name, resite_cim_value_new_int (number));
}

void
resite_cim_object_set_boolean (ResiteCimObject *self, const char *name, gboolean truth)
{
  resite_cim_object_take (self, name, resite_cim_value_new_boolean (truth));
}

const char *
resite_cim_object_get_string (ResiteCimObject *self, const char *name)
{
  ResiteCimValue *value = resite_cim_object_get (self, name);

  return value != NULL ? resite_cim_value_get_string (value) : NULL;
}

gint64
resite_cim_object_get_int (ResiteCimObject *self, const char *name, gint64 fallback)
{
  ResiteCimValue *value = resite_cim_object_get (self, name);
  gint64 number;

  return value != NULL && resite_cim_value_get_int (value, &number) ? number : fallback;
}

gboolean
resite_cim_object_get_boolean (ResiteCimObject *self, const char *name, gboolean fallback)
{
  ResiteCimValue *value = resite_cim_object_get (self, name);
  gboolean truth;

  return value != NULL && resite_cim_value_get_boolean (value, &truth) ? truth : fallback;
}
