/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <string.h>

#include "resite-rpc-text.h"

void
resite_rpc_value_free (ResiteRpcValue *self)
{
  if (self == NULL)
    return;

  g_free (self->key);
  g_free (self->name);
  g_free (self->type);
  g_strfreev (self->texts);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

/* What follows "LABEL = " or "LABEL[000] = "; NULL: another line. */
static const char *
read_line (const char *line, const char *label)
{
  const gsize length = strlen (label);
  const char *sign;

  if (!g_str_has_prefix (line, label) ||
      (line[length] != ' ' && line[length] != '[' && line[length] != '='))
    return NULL;
  sign = strchr (line, '=');
  return sign != NULL ? sign + 1 + strspn (sign + 1, " ") : NULL;
}

/* Texts stand between quotes, and quotes inside are printed as they are. */
static char *
strip_quotes (const char *text)
{
  const gsize length = strlen (text);

  if (length >= 2 && text[0] == '"' && text[length - 1] == '"')
    return g_strndup (text + 1, length - 2);
  return g_strdup (text);
}

ResiteRpcValue *
resite_rpc_text_read_value (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  g_autoptr (ResiteRpcValue) value = g_new0 (ResiteRpcValue, 1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *type = read_line (lines[i], "Type");
      const char *text = read_line (lines[i], "Value");

      if (type != NULL && value->type == NULL)
        value->type = g_strdup (type);
      else if (text != NULL)
        {
          g_autofree char *stripped = strip_quotes (text);
          g_strv_builder_add (texts, stripped);
        }
    }
  if (value->type == NULL)
    return NULL;
  if (!g_str_equal (value->type, "REG_BINARY"))
    value->texts = g_strv_builder_end (texts);
  return g_steal_pointer (&value);
}

/* An export: [KEY], then "NAME"=..., where a line that ends with a backslash goes on. */

static GBytes *
read_hex (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  while (*text != '\0')
    if (g_ascii_isxdigit (text[0]) && g_ascii_isxdigit (text[1]))
      {
        const guint8 byte = g_ascii_xdigit_value (text[0]) * 16 + g_ascii_xdigit_value (text[1]);

        g_byte_array_append (bytes, &byte, 1);
        text += 2;
      }
    else
      text++;
  return g_byte_array_free_to_bytes (bytes);
}

/* One or several texts in UTF-16, each with its end. */
static GStrv
read_wide (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text =
      size > 1 ? g_convert (data, size & ~(gsize)1, "UTF-8", "UTF-16LE", NULL, &size, NULL) : NULL;
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (gsize at = 0; text != NULL && at < size; at += strlen (text + at) + 1)
    if (text[at] != '\0')
      g_strv_builder_add (texts, text + at);
  return g_strv_builder_end (texts);
}

static GStrv
make_one (char *text)
{
  GStrv texts = g_new0 (char *, 2);

  texts[0] = text;
  return texts;
}

/* (transfer full): a backslash stands before a quote and before itself. */
static char *
unescape (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      if (text[0] == '\\' && (text[1] == '\\' || text[1] == '"'))
        text++;
      g_string_append_c (plain, *text);
    }
  return g_string_free (plain, FALSE);
}

/* "hex(7):61,00", "dword:0000001f", "\"text\"". */
static void
read_data (ResiteRpcValue *value, const char *data)
{
  const char *colon = strchr (data, ':');

  if (*data == '"')
    {
      g_autofree char *inside = strip_quotes (data);

      value->type = g_strdup ("REG_SZ");
      value->texts = make_one (unescape (inside));
    }
  else if (g_str_has_prefix (data, "dword:"))
    {
      value->type = g_strdup ("REG_DWORD");
      value->texts =
          make_one (g_strdup_printf ("%u", (guint)g_ascii_strtoull (colon + 1, NULL, 16)));
    }
  else if (colon != NULL)
    {
      value->bytes = read_hex (colon + 1);
      if (g_str_has_prefix (data, "hex(7)") || g_str_has_prefix (data, "hex(2)"))
        {
          value->type = g_strdup (data[4] == '7' ? "REG_MULTI_SZ" : "REG_EXPAND_SZ");
          value->texts = read_wide (value->bytes);
        }
      else
        value->type = g_strdup ("REG_BINARY");
    }
}

/* Where the quoted name ends; a quote inside it has a backslash before it. */
static const char *
find_name_end (const char *line)
{
  const char *at = line + 1;

  while (*at != '\0' && *at != '"')
    at += at[0] == '\\' && at[1] != '\0' ? 2 : 1;
  return *at == '"' && at[1] == '=' ? at : NULL;
}

static ResiteRpcValue *
read_entry (const char *key, const char *line)
{
  g_autoptr (ResiteRpcValue) value = g_new0 (ResiteRpcValue, 1);
  const char *end = *line == '"' ? find_name_end (line) : NULL;
  g_autofree char *name = end != NULL ? g_strndup (line + 1, end - line - 1) : NULL;

  if (end == NULL && !g_str_has_prefix (line, "@="))
    return NULL;
  value->key = g_strdup (key);
  value->name = name != NULL ? unescape (name) : g_strdup ("");
  read_data (value, end != NULL ? end + 2 : line + 2);
  return value->type != NULL ? g_steal_pointer (&value) : NULL;
}

/* The lines of an export, those that go on joined. */
static GStrv
join_lines (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  g_autoptr (GStrvBuilder) joined = g_strv_builder_new ();
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *text = line->len > 0 ? g_strchug (lines[i]) : lines[i];

      g_string_append (line, text);
      while (line->len > 0 && line->str[line->len - 1] == '\r')
        g_string_truncate (line, line->len - 1);
      if (g_str_has_suffix (line->str, ",\\"))
        {
          g_string_truncate (line, line->len - 1);
          continue;
        }
      g_strv_builder_add (joined, line->str);
      g_string_truncate (line, 0);
    }
  return g_strv_builder_end (joined);
}

GPtrArray *
resite_rpc_text_read_export (const char *output)
{
  g_auto (GStrv) lines = join_lines (output);
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_rpc_value_free);
  g_autofree char *key = g_strdup ("");

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] == '[' && g_str_has_suffix (lines[i], "]"))
      {
        g_free (key);
        key = g_strndup (lines[i] + 1, strlen (lines[i]) - 2);
      }
    else
      {
        ResiteRpcValue *value = read_entry (key, lines[i]);

        if (value != NULL)
          g_ptr_array_add (values, value);
      }
  return values;
}

ResiteRpcValue *
resite_rpc_find_value (GPtrArray *values, const char *key, const char *name)
{
  for (guint i = 0; i < values->len; i++)
    {
      ResiteRpcValue *value = g_ptr_array_index (values, i);

      if (g_ascii_strcasecmp (value->name, name) == 0 &&
          (key == NULL || g_ascii_strcasecmp (value->key, key) == 0))
        return value;
    }
  return NULL;
}

/* Services. */

GStrv
resite_rpc_text_list_services (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  g_autoptr (GStrvBuilder) pairs = g_strv_builder_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *quote = strchr (lines[i], '"');
      g_autofree char *display = quote != NULL ? strip_quotes (quote) : NULL;

      if (quote == NULL || quote == lines[i])
        continue;
      *quote = '\0';
      g_strv_builder_add (pairs, g_strchomp (lines[i]));
      g_strv_builder_add (pairs, display);
    }
  return g_strv_builder_end (pairs);
}

static void
capitalize (char *text)
{
  for (gsize i = 0; text[i] != '\0'; i++)
    if (i == 0 || text[i - 1] == ' ')
      text[i] = g_ascii_toupper (text[i]);
}

/* "SMS_EXECUTIVE service is stop pending." */
char *
resite_rpc_text_read_state (const char *output)
{
  static const char middle[] = " service is ";
  const char *begin = strstr (output, middle);
  const char *end = begin != NULL ? strpbrk (begin, ".\n") : NULL;
  char *state;

  if (end == NULL)
    return NULL;
  begin += strlen (middle);
  state = g_strndup (begin, end - begin);
  capitalize (state);
  return state;
}

char *
resite_rpc_text_read_detail (const char *output, const char *label)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *text = read_line (g_strchug (lines[i]), label);

      if (text != NULL)
        return g_strdup (text);
    }
  return NULL;
}
