/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A value of a WMI property or parameter: immutable, counted, any thread. Servers say little about
 * types, so what came over the line is text until it is asked for as something else. */
typedef struct _ResiteCimValue ResiteCimValue;
typedef struct _ResiteCimObject ResiteCimObject;

typedef enum
{
  RESITE_CIM_NULL,
  RESITE_CIM_TEXT,     /* strings, numbers, booleans */
  RESITE_CIM_DATETIME, /* kept as the server wrote it */
  RESITE_CIM_ARRAY,
  RESITE_CIM_OBJECT,   /* an embedded instance */
  RESITE_CIM_REFERENCE /* of an instance: a ResiteCimObject with its keys */
} ResiteCimKind;

ResiteCimValue *resite_cim_value_new_null (void);
ResiteCimValue *resite_cim_value_new_string (const char *text);
ResiteCimValue *resite_cim_value_new_boolean (gboolean truth);
ResiteCimValue *resite_cim_value_new_int (gint64 number);
ResiteCimValue *resite_cim_value_new_uint (guint64 number);
/* @text: as on the line, "2014-04-03T14:45:50.46875+08:00" or CIM's "20140403144550.468750+480". */
ResiteCimValue *resite_cim_value_new_datetime (const char *text);
/* (element-type ResiteCimValue): keeps references. */
ResiteCimValue *resite_cim_value_new_array (GPtrArray *items);
ResiteCimValue *resite_cim_value_new_strings (const char *const *texts);
ResiteCimValue *resite_cim_value_new_object (ResiteCimObject *object);
ResiteCimValue *resite_cim_value_new_reference (ResiteCimObject *keys);

ResiteCimValue *resite_cim_value_ref (ResiteCimValue *self);
void resite_cim_value_unref (ResiteCimValue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCimValue, resite_cim_value_unref)

ResiteCimKind resite_cim_value_get_kind (ResiteCimValue *self);
gboolean resite_cim_value_is_null (ResiteCimValue *self);
/* (nullable) (transfer none): of text and datetime. */
const char *resite_cim_value_get_string (ResiteCimValue *self);
/* TRUE when the value can be read so; true/false, TRUE/FALSE, 1/0. */
gboolean resite_cim_value_get_boolean (ResiteCimValue *self, gboolean *truth);
gboolean resite_cim_value_get_int (ResiteCimValue *self, gint64 *number);
gboolean resite_cim_value_get_uint (ResiteCimValue *self, guint64 *number);
/* Microseconds since 1970, UTC; both forms of datetime, an element cim:Datetime too. Intervals and
 * wildcards are none. */
gboolean resite_cim_value_get_time (ResiteCimValue *self, gint64 *time);
/* A single value counts as an array of one, null as an empty one: on the line they are alike. */
guint resite_cim_value_get_n_items (ResiteCimValue *self);
ResiteCimValue *resite_cim_value_get_item (ResiteCimValue *self, guint index); /* (transfer none) */
GStrv resite_cim_value_dup_strings (ResiteCimValue *self);
/* (nullable) (transfer none): of an object or reference. */
ResiteCimObject *resite_cim_value_get_object (ResiteCimValue *self);

G_END_DECLS
