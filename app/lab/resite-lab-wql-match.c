/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-wql"

#include "config.h"

#include <string.h>

#include "resite-lab-wql-private.h"

static gboolean
set_has (const char *set, gsize length, gunichar c)
{
  const char *end = set + length;

  while (set < end)
    {
      const gunichar first = g_utf8_get_char (set);
      gunichar last = first;

      set = g_utf8_next_char (set);
      if (set + 1 < end && *set == '-')
        {
          last = g_utf8_get_char (set + 1);
          set = g_utf8_next_char (set + 1);
        }
      if (c >= first && c <= last)
        return TRUE;
    }
  return FALSE;
}

/* @pattern stands at "[". Sets *@behind behind the "]". */
static gboolean
match_set (const char *pattern, gunichar c, const char **behind)
{
  const char *set = pattern + 1;
  const gboolean negated = *set == '^';
  gsize length;

  if (negated)
    set++;
  /* A bracket right at the beginning belongs to the set. */
  length = *set == ']' ? 1 + strcspn (set + 1, "]") : strcspn (set, "]");
  *behind = set[length] == ']' ? set + length + 1 : set + length;
  return set_has (set, length, c) != negated;
}

static gboolean
like (const char *text, const char *pattern)
{
  for (; *pattern != '\0'; text = g_utf8_next_char (text))
    {
      const char *behind = g_utf8_next_char (pattern);

      if (*pattern == '%')
        {
          for (const char *rest = text;; rest = g_utf8_next_char (rest))
            {
              if (like (rest, pattern + 1))
                return TRUE;
              if (*rest == '\0')
                return FALSE;
            }
        }
      if (*text == '\0')
        return FALSE;
      if (*pattern == '[' ? !match_set (pattern, g_utf8_get_char (text), &behind)
                          : *pattern != '_' && g_utf8_get_char (pattern) != g_utf8_get_char (text))
        return FALSE;
      pattern = behind;
    }
  return *text == '\0';
}

gboolean
resite_lab_wql_like (const char *text, const char *pattern)
{
  g_autofree char *folded_text = g_utf8_casefold (text, -1);
  g_autofree char *folded_pattern = g_utf8_casefold (pattern, -1);
  g_autoptr (GString) squeezed = g_string_new (folded_pattern);

  g_return_val_if_fail (text != NULL && pattern != NULL, FALSE);

  /* Several in a row say nothing more than one, and would take exponential time. */
  while (g_string_replace (squeezed, "%%", "%", 0) > 0)
    ;
  return like (folded_text, squeezed->str);
}

/* As a client would write the path of an instance: CLASS.Key="value",... */
static char *
format_reference (ResiteCimObject *reference)
{
  GString *text = g_string_new (resite_cim_object_get_class (reference));

  for (guint i = 0; i < resite_cim_object_get_n_properties (reference); i++)
    {
      const char *value = resite_cim_value_get_string (resite_cim_object_get_value (reference, i));
      g_autofree char *escaped = g_strescape (value != NULL ? value : "", "\x01\x02\x03");

      g_string_append_printf (text, "%c%s=\"%s\"", i == 0 ? '.' : ',',
                              resite_cim_object_get_name (reference, i), escaped);
    }
  return g_string_free (text, FALSE);
}

/* Clients put \\SERVER\namespace: before the class, or leave it out. */
static const char *
skip_server (const char *path)
{
  const char *colon = g_str_has_prefix (path, "\\\\") ? strchr (path, ':') : NULL;

  return colon != NULL ? colon + 1 : path;
}

static int
compare_texts (const char *a, const char *b)
{
  g_autofree char *first = g_utf8_casefold (a, -1);
  g_autofree char *second = g_utf8_casefold (b, -1);

  return strcmp (first, second);
}

static int
compare_numbers (gint64 a, gint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare (ResiteCimValue *value, const char *text, const char *constant)
{
  g_autoptr (ResiteCimValue) other = resite_cim_value_new_string (constant);
  gint64 number, other_number;
  gboolean truth, other_truth;

  if (resite_cim_value_get_kind (value) == RESITE_CIM_DATETIME &&
      resite_cim_value_get_time (value, &number) &&
      resite_cim_value_get_time (other, &other_number))
    return compare_numbers (number, other_number);
  if (resite_cim_value_get_kind (value) == RESITE_CIM_REFERENCE)
    {
      /* Either kind of quotation mark will do in a path. */
      g_autofree char *path = g_strdelimit (g_strdup (skip_server (constant)), "'", '"');

      return compare_texts (text, path);
    }
  if (resite_cim_value_get_int (value, &number) && resite_cim_value_get_int (other, &other_number))
    return compare_numbers (number, other_number);
  if (resite_cim_value_get_boolean (value, &truth) &&
      resite_cim_value_get_boolean (other, &other_truth))
    return compare_numbers (truth, other_truth);
  return compare_texts (text, constant);
}

static gboolean
holds (ResiteLabWqlOperation operation, int order)
{
  switch ((guint)operation)
    {
    case RESITE_LAB_WQL_EQUAL:
      return order == 0;
    case RESITE_LAB_WQL_DIFFERENT:
      return order != 0;
    case RESITE_LAB_WQL_LESS:
      return order < 0;
    case RESITE_LAB_WQL_GREATER:
      return order > 0;
    case RESITE_LAB_WQL_AT_MOST:
      return order <= 0;
    case RESITE_LAB_WQL_AT_LEAST:
      return order >= 0;
    default:
      return FALSE;
    }
}

static gboolean
comparison_holds (const ResiteLabWqlNode *node, ResiteCimObject *row)
{
  ResiteCimValue *value = resite_cim_object_get (row, node->name);
  ResiteCimObject *reference;
  g_autofree char *text = NULL;

  if (node->operation == RESITE_LAB_WQL_IS_NULL)
    return value == NULL || resite_cim_value_is_null (value);
  if (value == NULL)
    return FALSE;
  reference = resite_cim_value_get_object (value);
  text = reference != NULL ? format_reference (reference)
                           : g_strdup (resite_cim_value_get_string (value));
  if (text == NULL)
    return FALSE;
  if (node->operation == RESITE_LAB_WQL_LIKE)
    return resite_lab_wql_like (text, node->text);
  return holds (node->operation, compare (value, text, node->text));
}

gboolean
resite_lab_wql_node_holds (const ResiteLabWqlNode *node, ResiteCimObject *row)
{
  switch ((guint)node->operation)
    {
    case RESITE_LAB_WQL_AND:
      return resite_lab_wql_node_holds (node->left, row) &&
             resite_lab_wql_node_holds (node->right, row);
    case RESITE_LAB_WQL_OR:
      return resite_lab_wql_node_holds (node->left, row) ||
             resite_lab_wql_node_holds (node->right, row);
    case RESITE_LAB_WQL_NOT:
      return !resite_lab_wql_node_holds (node->left, row);
    default:
      return comparison_holds (node, row);
    }
}

const char *
resite_lab_wql_get_class (ResiteLabWql *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->class_name;
}

const char *const *
resite_lab_wql_get_selected (ResiteLabWql *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *)self->selected;
}

const char *const *
resite_lab_wql_get_used (ResiteLabWql *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *)self->used;
}

static gboolean
same_text (gconstpointer a, gconstpointer b)
{
  return compare_texts (a, b) == 0;
}

/* One of two conditions narrows as far as both together do. */
static GPtrArray *
unite (GPtrArray *left, GPtrArray *right)
{
  for (guint i = 0; left != NULL && right != NULL && i < right->len; i++)
    if (!g_ptr_array_find_with_equal_func (left, right->pdata[i], same_text, NULL))
      g_ptr_array_add (left, right->pdata[i]);
  if (right == NULL)
    g_clear_pointer (&left, g_ptr_array_unref);
  g_clear_pointer (&right, g_ptr_array_unref);
  return left;
}

static GPtrArray *
list_wanted (const ResiteLabWqlNode *node, const char *name)
{
  GPtrArray *wanted;

  switch ((guint)node->operation)
    {
    case RESITE_LAB_WQL_EQUAL:
      if (g_ascii_strcasecmp (node->name, name) != 0)
        return NULL;
      wanted = g_ptr_array_new ();
      g_ptr_array_add (wanted, node->text);
      return wanted;
    case RESITE_LAB_WQL_AND:
      wanted = list_wanted (node->left, name);
      return wanted != NULL ? wanted : list_wanted (node->right, name);
    case RESITE_LAB_WQL_OR:
      return unite (list_wanted (node->left, name), list_wanted (node->right, name));
    default:
      return NULL;
    }
}

GPtrArray *
resite_lab_wql_list_wanted (ResiteLabWql *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return self->condition != NULL ? list_wanted (self->condition, name) : NULL;
}

gboolean
resite_lab_wql_matches (ResiteLabWql *self, ResiteCimObject *row)
{
  g_return_val_if_fail (self != NULL && row != NULL, FALSE);

  return self->condition == NULL || resite_lab_wql_node_holds (self->condition, row);
}

ResiteCimObject *
resite_lab_wql_project (ResiteLabWql *self, ResiteCimObject *row)
{
  ResiteCimObject *projection;

  g_return_val_if_fail (self != NULL && row != NULL, NULL);

  if (self->selected == NULL)
    return resite_cim_object_ref (row);
  projection = resite_cim_object_new (NULL);
  for (guint i = 0; i < resite_cim_object_get_n_properties (row); i++)
    {
      const char *name = resite_cim_object_get_name (row, i);

      for (guint k = 0; self->selected[k] != NULL; k++)
        {
          if (g_ascii_strcasecmp (name, self->selected[k]) == 0)
            resite_cim_object_take (projection, name,
                                    resite_cim_value_ref (resite_cim_object_get_value (row, i)));
        }
    }
  return projection;
}
