/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-rpc-query.h"

typedef struct
{
  char *property;
  char *sign; /* "=", "<>", "LIKE" */
  char *value;
  gboolean begins; /* after OR: a group of its own */
} Comparison;

struct _ResiteRpcQuery
{
  char *class_name;
  GStrv columns; /* as they were asked for; "*" */
  GPtrArray *comparisons;
};

static void
comparison_free (gpointer data)
{
  Comparison *self = data;

  g_free (self->property);
  g_free (self->sign);
  g_free (self->value);
  g_free (self);
}

void
resite_rpc_query_free (ResiteRpcQuery *self)
{
  if (self == NULL)
    return;

  g_free (self->class_name);
  g_strfreev (self->columns);
  g_ptr_array_unref (self->comparisons);
  g_free (self);
}

static char *
read_text (const char **at)
{
  GString *text = g_string_new (NULL);
  const char *c = *at + 1;

  while (*c != '\0' && *c != '\'')
    {
      if (*c == '\\' && c[1] != '\0')
        c++;
      g_string_append_c (text, *c++);
    }
  *at = *c == '\'' ? c + 1 : c;
  return g_string_free (text, FALSE);
}

/* A word, a text without its quotes, or a sign; NULL at the end. */
static char *
read_token (const char **at)
{
  const char *begin;

  *at += strspn (*at, " \t\r\n,");
  begin = *at;
  if (*begin == '\0')
    return NULL;
  if (*begin == '\'')
    return read_text (at);
  if (strchr ("=<>", *begin) != NULL)
    *at += strspn (begin, "=<>");
  else
    *at += strcspn (begin, " \t\r\n,=<>'");
  return g_strndup (begin, *at - begin);
}

static gboolean
is_word (const char *token, const char *word)
{
  return token != NULL && g_ascii_strcasecmp (token, word) == 0;
}

static gboolean
read_columns (ResiteRpcQuery *self, const char **at)
{
  g_autofree char *select = read_token (at);
  g_autoptr (GStrvBuilder) columns = g_strv_builder_new ();

  if (!is_word (select, "SELECT"))
    return FALSE;
  while (TRUE)
    {
      g_autofree char *token = read_token (at);

      if (token == NULL)
        return FALSE;
      if (is_word (token, "FROM"))
        break;
      g_strv_builder_add (columns, token);
    }
  self->columns = g_strv_builder_end (columns);
  self->class_name = read_token (at);
  return self->class_name != NULL;
}

static gboolean
read_comparison (ResiteRpcQuery *self, const char **at, gboolean begins)
{
  Comparison *comparison = g_new0 (Comparison, 1);

  g_ptr_array_add (self->comparisons, comparison);
  comparison->begins = begins;
  comparison->property = read_token (at);
  comparison->sign = read_token (at);
  comparison->value = read_token (at);
  return comparison->value != NULL && strchr (comparison->property, '(') == NULL &&
         (g_str_equal (comparison->sign, "=") || g_str_equal (comparison->sign, "<>") ||
          is_word (comparison->sign, "LIKE"));
}

static gboolean
read_conditions (ResiteRpcQuery *self, const char **at)
{
  g_autofree char *where = read_token (at);
  gboolean begins = TRUE;

  if (where == NULL)
    return TRUE;
  if (!is_word (where, "WHERE"))
    return FALSE;
  while (TRUE)
    {
      g_autofree char *joint = NULL;

      if (!read_comparison (self, at, begins))
        return FALSE;
      joint = read_token (at);
      if (joint == NULL)
        return TRUE;
      begins = is_word (joint, "OR");
      if (!begins && !is_word (joint, "AND"))
        return FALSE;
    }
}

ResiteRpcQuery *
resite_rpc_query_new (const char *text, GError **error)
{
  g_autoptr (ResiteRpcQuery) self = g_new0 (ResiteRpcQuery, 1);
  const char *at = text;

  g_return_val_if_fail (text != NULL, NULL);

  self->comparisons = g_ptr_array_new_with_free_func (comparison_free);
  if (read_columns (self, &at) && read_conditions (self, &at))
    return g_steal_pointer (&self);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED, _ ("That cannot be asked over RPC: %s"),
               text);
  return NULL;
}

const char *
resite_rpc_query_get_class (ResiteRpcQuery *self)
{
  return self->class_name;
}

gboolean
resite_rpc_query_wants (ResiteRpcQuery *self, const char *column)
{
  for (guint i = 0; self->columns[i] != NULL; i++)
    if (is_word (self->columns[i], column) || g_str_equal (self->columns[i], "*"))
      return TRUE;
  return FALSE;
}

const char *
resite_rpc_query_get_only (ResiteRpcQuery *self, const char *property)
{
  const char *only = NULL;

  for (guint i = 0; i < self->comparisons->len; i++)
    {
      const Comparison *comparison = g_ptr_array_index (self->comparisons, i);

      if (i > 0 && comparison->begins)
        return NULL;
      if (is_word (comparison->property, property) && g_str_equal (comparison->sign, "="))
        only = comparison->value;
    }
  return only;
}

/* "[_]" stands for one of what it holds. */
static gboolean
fits_pattern (const char *pattern, const char *text)
{
  while (*pattern != '\0')
    {
      const char *close = *pattern == '[' ? strchr (pattern, ']') : NULL;

      if (*pattern == '%')
        {
          for (; *text != '\0'; text++)
            if (fits_pattern (pattern + 1, text))
              return TRUE;
          pattern++;
          continue;
        }
      if (*text == '\0')
        return FALSE;
      if (close != NULL ? memchr (pattern + 1, *text, close - pattern - 1) == NULL
                        : *pattern != '_' && g_ascii_tolower (*pattern) != g_ascii_tolower (*text))
        return FALSE;
      pattern = close != NULL ? close + 1 : pattern + 1;
      text++;
    }
  return *text == '\0';
}

static gboolean
fits (const Comparison *comparison, ResiteCimObject *row)
{
  const char *text = resite_cim_object_get_string (row, comparison->property);

  if (text == NULL)
    return FALSE;
  if (g_str_equal (comparison->sign, "="))
    return g_ascii_strcasecmp (text, comparison->value) == 0;
  if (g_str_equal (comparison->sign, "<>"))
    return g_ascii_strcasecmp (text, comparison->value) != 0;
  return fits_pattern (comparison->value, text);
}

gboolean
resite_rpc_query_fits (ResiteRpcQuery *self, ResiteCimObject *row)
{
  gboolean group = TRUE;

  for (guint i = 0; i < self->comparisons->len; i++)
    {
      const Comparison *comparison = g_ptr_array_index (self->comparisons, i);

      if (i > 0 && comparison->begins)
        {
          if (group)
            return TRUE;
          group = TRUE;
        }
      group = group && fits (comparison, row);
    }
  return group;
}
