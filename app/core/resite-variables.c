/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-variables"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-variables.h"

struct _ResiteVariables
{
  GObject parent_instance;

  ResiteVariables *parent;
  GHashTable *values;
};

G_DEFINE_FINAL_TYPE (ResiteVariables, resite_variables, G_TYPE_OBJECT)

static void
resite_variables_finalize (GObject *object)
{
  ResiteVariables *self = RESITE_VARIABLES (object);

  g_clear_object (&self->parent);
  g_hash_table_unref (self->values);
  G_OBJECT_CLASS (resite_variables_parent_class)->finalize (object);
}

static void
resite_variables_class_init (ResiteVariablesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = resite_variables_finalize;
}

static void
resite_variables_init (ResiteVariables *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

ResiteVariables *
resite_variables_new (ResiteVariables *parent)
{
  ResiteVariables *self;

  g_return_val_if_fail (parent == NULL || RESITE_IS_VARIABLES (parent), NULL);

  self = g_object_new (RESITE_TYPE_VARIABLES, NULL);
  g_set_object (&self->parent, parent);
  return self;
}

void
resite_variables_set (ResiteVariables *self, const char *name, const char *value)
{
  g_return_if_fail (RESITE_IS_VARIABLES (self));
  g_return_if_fail (name != NULL);

  if (value == NULL)
    g_hash_table_remove (self->values, name);
  else
    g_hash_table_insert (self->values, g_strdup (name), g_strdup (value));
}

const char *
resite_variables_get (ResiteVariables *self, const char *name)
{
  g_return_val_if_fail (RESITE_IS_VARIABLES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (ResiteVariables *scope = self; scope != NULL; scope = scope->parent)
    {
      const char *value = g_hash_table_lookup (scope->values, name);

      if (value != NULL)
        return value;
    }
  return NULL;
}

static void
append_value (ResiteVariables *self, GString *result, const char *name, GPtrArray *missing)
{
  const char *value = resite_variables_get (self, name);

  if (value != NULL && *value != '\0')
    {
      g_string_append (result, value);
      return;
    }
  if (missing != NULL)
    {
      if (!g_ptr_array_find_with_equal_func (missing, name, g_str_equal, NULL))
        g_ptr_array_add (missing, g_strdup (name));
      return;
    }
  /* TRANSLATORS: stands in a text where a value of the plan should be; %s is the value's name. */
  g_string_append_printf (result, _ ("[%s: not in the plan]"), name);
}

static char *
expand (ResiteVariables *self, const char *text, GPtrArray *missing)
{
  GString *result = g_string_new (NULL);
  const char *rest = text;
  const char *mark;

  while ((mark = strstr (rest, "${")) != NULL)
    {
      const char *end = strchr (mark, '}');
      g_autofree char *name = NULL;

      if (mark > text && mark > rest && mark[-1] == '$')
        {
          g_string_append_len (result, rest, mark - 1 - rest);
          g_string_append (result, "${");
          rest = mark + 2;
          continue;
        }
      if (end == NULL)
        break;
      g_string_append_len (result, rest, mark - rest);
      name = g_strstrip (g_strndup (mark + 2, end - mark - 2));
      append_value (self, result, name, missing);
      rest = end + 1;
    }
  g_string_append (result, rest);
  return g_string_free (result, FALSE);
}

char *
resite_variables_expand (ResiteVariables *self, const char *text, GError **error)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *result = NULL;
  g_autofree char *names = NULL;

  g_return_val_if_fail (RESITE_IS_VARIABLES (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  result = expand (self, text, missing);
  if (missing->len == 0)
    return g_steal_pointer (&result);

  g_ptr_array_add (missing, NULL);
  names = g_strjoinv (", ", (GStrv)missing->pdata);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               ngettext ("The plan does not say %s; fill it in and try again.",
                         "The plan does not say these: %s; fill them in and try again.",
                         missing->len - 1),
               names);
  return NULL;
}

char *
resite_variables_expand_for_reading (ResiteVariables *self, const char *text)
{
  g_return_val_if_fail (RESITE_IS_VARIABLES (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return expand (self, text, NULL);
}

GStrv
resite_variables_list (ResiteVariables *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GList) sorted = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (RESITE_IS_VARIABLES (self), NULL);

  for (ResiteVariables *scope = self; scope != NULL; scope = scope->parent)
    {
      GHashTableIter iter;
      gpointer name;

      g_hash_table_iter_init (&iter, scope->values);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        g_hash_table_add (names, name);
    }

  sorted = g_list_sort (g_hash_table_get_keys (names), (GCompareFunc)strcmp);
  for (GList *l = sorted; l != NULL; l = l->next)
    g_strv_builder_add (builder, l->data);
  return g_strv_builder_end (builder);
}
