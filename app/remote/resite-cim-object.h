/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim-value.h"

G_BEGIN_DECLS

/* An instance, the parameters of a method, or the keys that name an instance: a class name and
 * properties in order. Names compare without regard to case and are written as given. Counted;
 * not changed any more once it is shared between threads. */
ResiteCimObject *resite_cim_object_new (const char *class_name); /* (nullable) */
ResiteCimObject *resite_cim_object_ref (ResiteCimObject *self);
void resite_cim_object_unref (ResiteCimObject *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCimObject, resite_cim_object_unref)
ResiteCimObject *resite_cim_object_copy (ResiteCimObject *self);

/* (nullable): rows of a projection have none. */
const char *resite_cim_object_get_class (ResiteCimObject *self);
guint resite_cim_object_get_n_properties (ResiteCimObject *self);
const char *resite_cim_object_get_name (ResiteCimObject *self, guint index);
ResiteCimValue *resite_cim_object_get_value (ResiteCimObject *self, guint index);
/* (nullable) (transfer none). */
ResiteCimValue *resite_cim_object_get (ResiteCimObject *self, const char *name);
/* Replaces, in its place, or adds at the end. Takes @value. */
void resite_cim_object_take (ResiteCimObject *self, const char *name, ResiteCimValue *value);
/* Adds at the end without looking: @name is known to be new. Takes @value. */
void resite_cim_object_append (ResiteCimObject *self, const char *name, ResiteCimValue *value);
void resite_cim_object_set_string (ResiteCimObject *self, const char *name, const char *text);
void resite_cim_object_set_int (ResiteCimObject *self, const char *name, gint64 number);
void resite_cim_object_set_boolean (ResiteCimObject *self, const char *name, gboolean truth);

/* Short ways to read; a missing or unreadable property gives the fallback, or NULL. */
const char *resite_cim_object_get_string (ResiteCimObject *self, const char *name);
gint64 resite_cim_object_get_int (ResiteCimObject *self, const char *name, gint64 fallback);
gboolean resite_cim_object_get_boolean (ResiteCimObject *self, const char *name, gboolean fallback);

G_END_DECLS
