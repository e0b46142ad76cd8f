/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cim-value"

#include "config.h"

#include <string.h>

#include "resite-cim-object.h"

struct _ResiteCimValue
{
  gatomicrefcount references;
  ResiteCimKind kind;
  char *text;
  GPtrArray *items;
  ResiteCimObject *object;
};

static ResiteCimValue *
value_new (ResiteCimKind kind)
{
  ResiteCimValue *self = g_new0 (ResiteCimValue, 1);

  g_atomic_ref_count_init (&self->references);
  self->kind = kind;
  return self;
}

static ResiteCimValue *
value_take_text (ResiteCimKind kind, char *text)
{
  ResiteCimValue *self = value_new (kind);

  self->text = text;
  return self;
}

ResiteCimValue *
resite_cim_value_new_null (void)
{
  return value_new (RESITE_CIM_NULL);
}

ResiteCimValue *
resite_cim_value_new_string (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return value_take_text (RESITE_CIM_TEXT, g_strdup (text));
}

ResiteCimValue *
resite_cim_value_new_boolean (gboolean truth)
{
  return resite_cim_value_new_string (truth ? "true" : "false");
}

ResiteCimValue *
resite_cim_value_new_int (gint64 number)
{
  return value_take_text (RESITE_CIM_TEXT, g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

ResiteCimValue *
resite_cim_value_new_uint (guint64 number)
{
  return value_take_text (RESITE_CIM_TEXT, g_strdup_printf ("%" G_GUINT64_FORMAT, number));
}

ResiteCimValue *
resite_cim_value_new_datetime (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return value_take_text (RESITE_CIM_DATETIME, g_strdup (text));
}

static GPtrArray *
items_new (guint size)
{
  return g_ptr_array_new_full (size, (GDestroyNotify)resite_cim_value_unref);
}

ResiteCimValue *
resite_cim_value_new_array (GPtrArray *items)
{
  ResiteCimValue *self;

  g_return_val_if_fail (items != NULL, NULL);

  self = value_new (RESITE_CIM_ARRAY);
  self->items = items_new (items->len);
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (self->items, resite_cim_value_ref (g_ptr_array_index (items, i)));
  return self;
}

ResiteCimValue *
resite_cim_value_new_strings (const char *const *texts)
{
  ResiteCimValue *self;

  g_return_val_if_fail (texts != NULL, NULL);

  self = value_new (RESITE_CIM_ARRAY);
  self->items = items_new (0);
  for (; *texts != NULL; texts++)
    g_ptr_array_add (self->items, resite_cim_value_new_string (*texts));
  return self;
}

ResiteCimValue *
resite_cim_value_new_object (ResiteCimObject *object)
{
  ResiteCimValue *self;

  g_return_val_if_fail (object != NULL, NULL);

  self = value_new (RESITE_CIM_OBJECT);
  self->object = resite_cim_object_ref (object);
  return self;
}

ResiteCimValue *
resite_cim_value_new_reference (ResiteCimObject *keys)
{
  ResiteCimValue *self = resite_cim_value_new_object (keys);

  g_return_val_if_fail (self != NULL, NULL);

  self->kind = RESITE_CIM_REFERENCE;
  return self;
}

ResiteCimValue *
resite_cim_value_ref (ResiteCimValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
resite_cim_value_unref (ResiteCimValue *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->text);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->object, resite_cim_object_unref);
  g_free (self);
}

ResiteCimKind
resite_cim_value_get_kind (ResiteCimValue *self)
{
  g_return_val_if_fail (self != NULL, RESITE_CIM_NULL);

  return self->kind;
}

gboolean
resite_cim_value_is_null (ResiteCimValue *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->kind == RESITE_CIM_NULL;
}

const char *
resite_cim_value_get_string (ResiteCimValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

static char *
dup_stripped (ResiteCimValue *self)
{
  return self->text != NULL ? g_strstrip (g_strdup (self->text)) : NULL;
}

gboolean
resite_cim_value_get_boolean (ResiteCimValue *self, gboolean *truth)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL && truth != NULL, FALSE);

  text = dup_stripped (self);
  if (text == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1"))
    *truth = TRUE;
  else if (g_ascii_strcasecmp (text, "false") == 0 || g_str_equal (text, "0"))
    *truth = FALSE;
  else
    return FALSE;
  return TRUE;
}

gboolean
resite_cim_value_get_int (ResiteCimValue *self, gint64 *number)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL && number != NULL, FALSE);

  text = dup_stripped (self);
  return text != NULL && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, number, NULL);
}

gboolean
resite_cim_value_get_uint (ResiteCimValue *self, guint64 *number)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL && number != NULL, FALSE);

  text = dup_stripped (self);
  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, number, NULL);
}

/* CIM's own form: yyyymmddHHMMSS.mmmmmmsUUU, the difference to UTC in minutes. */
static gboolean
is_cim_time (const char *text)
{
  if (strlen (text) != 25 || text[14] != '.' || (text[21] != '+' && text[21] != '-'))
    return FALSE;
  for (guint i = 0; i < 25; i++)
    if (i != 14 && i != 21 && !g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

static int
read_digits (const char *text, guint from, guint count)
{
  int number = 0;

  for (guint i = from; i < from + count; i++)
    number = number * 10 + (text[i] - '0');
  return number;
}

static gboolean
read_cim_time (const char *text, gint64 *time)
{
  g_autoptr (GDateTime) date = g_date_time_new_utc (
      read_digits (text, 0, 4), read_digits (text, 4, 2), read_digits (text, 6, 2),
      read_digits (text, 8, 2), read_digits (text, 10, 2), read_digits (text, 12, 2));
  gint64 minutes = read_digits (text, 22, 3);

  if (date == NULL)
    return FALSE;
  if (text[21] == '-')
    minutes = -minutes;
  *time = (g_date_time_to_unix (date) - minutes * 60) * G_USEC_PER_SEC + read_digits (text, 15, 6);
  return TRUE;
}

gboolean
resite_cim_value_get_time (ResiteCimValue *self, gint64 *time)
{
  g_autofree char *text = NULL;
  g_autoptr (GDateTime) date = NULL;

  g_return_val_if_fail (self != NULL && time != NULL, FALSE);

  text = dup_stripped (self);
  if (text == NULL)
    return FALSE;
  if (is_cim_time (text))
    return read_cim_time (text, time);
  /* Without a zone it names no moment. */
  date = g_date_time_new_from_iso8601 (text, NULL);
  if (date == NULL)
    return FALSE;
  *time = g_date_time_to_unix (date) * G_USEC_PER_SEC + g_date_time_get_microsecond (date);
  return TRUE;
}

guint
resite_cim_value_get_n_items (ResiteCimValue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->kind == RESITE_CIM_ARRAY)
    return self->items->len;
  return self->kind == RESITE_CIM_NULL ? 0 : 1;
}

ResiteCimValue *
resite_cim_value_get_item (ResiteCimValue *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < resite_cim_value_get_n_items (self), NULL);

  return self->kind == RESITE_CIM_ARRAY ? g_ptr_array_index (self->items, index) : self;
}

GStrv
resite_cim_value_dup_strings (ResiteCimValue *self)
{
  g_autoptr (GStrvBuilder) strings = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  strings = g_strv_builder_new ();
  for (guint i = 0; i < resite_cim_value_get_n_items (self); i++)
    {
      const char *text = resite_cim_value_get_item (self, i)->text;

      g_strv_builder_add (strings, text != NULL ? text : "");
    }
  return g_strv_builder_end (strings);
}

ResiteCimObject *
resite_cim_value_get_object (ResiteCimValue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->object;
}
