/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-directory"

#include "config.h"

#include <string.h>

#include "resite-lab-entry.h"

static void
attribute_free (gpointer data)
{
  ResiteLabAttribute *attribute = data;

  g_free (attribute->name);
  g_ptr_array_unref (attribute->values);
  g_free (attribute);
}

ResiteLabEntry *
resite_lab_entry_new (const char *dn)
{
  ResiteLabEntry *self = g_new0 (ResiteLabEntry, 1);

  self->dn = g_strdup (dn);
  self->attributes = g_ptr_array_new_with_free_func (attribute_free);
  if (*dn != '\0')
    resite_lab_entry_add (self, "distinguishedName", dn);
  return self;
}

void
resite_lab_entry_free (ResiteLabEntry *self)
{
  g_free (self->dn);
  g_ptr_array_unref (self->attributes);
  g_free (self);
}

static ResiteLabAttribute *
find (const ResiteLabEntry *self, const char *name)
{
  for (guint i = 0; i < self->attributes->len; i++)
    {
      ResiteLabAttribute *attribute = self->attributes->pdata[i];

      if (g_ascii_strcasecmp (attribute->name, name) == 0)
        return attribute;
    }
  return NULL;
}

const ResiteLabAttribute *
resite_lab_entry_find (const ResiteLabEntry *self, const char *name)
{
  return find (self, name);
}

void
resite_lab_entry_add_bytes (ResiteLabEntry *self, const char *name, GBytes *bytes)
{
  ResiteLabAttribute *attribute = find (self, name);

  if (attribute == NULL)
    {
      attribute = g_new0 (ResiteLabAttribute, 1);
      attribute->name = g_strdup (name);
      attribute->values = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
      g_ptr_array_add (self->attributes, attribute);
    }
  g_ptr_array_add (attribute->values, g_bytes_ref (bytes));
}

void
resite_lab_entry_add (ResiteLabEntry *self, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  resite_lab_entry_add_bytes (self, name, bytes);
}

void
resite_lab_entry_add_words (ResiteLabEntry *self, const char *name, const char *list)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    resite_lab_entry_add (self, name, words[i]);
}

void
resite_lab_entry_add_time (ResiteLabEntry *self, const char *name, gint64 time)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (moment, "%Y%m%d%H%M%S.0Z");

  resite_lab_entry_add (self, name, text);
}

void
resite_lab_entry_hide (ResiteLabEntry *self, const char *name)
{
  ResiteLabAttribute *attribute = find (self, name);

  if (attribute != NULL)
    attribute->hidden = TRUE;
}

/* Where the part that begins at @at ends: at a comma that is not escaped. */
static gsize
measure_part (const char *at)
{
  gsize length = 0;

  while (at[length] != '\0' && at[length] != ',')
    length += at[length] == '\\' && at[length + 1] != '\0' ? 2 : 1;
  return length;
}

static gboolean
append_part (GString *normal, const char *at, gsize length)
{
  g_autofree char *part = g_strndup (at, length);
  char *equals = strchr (part, '=');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (equals == NULL)
    return FALSE;
  *equals = '\0';
  name = g_ascii_strdown (g_strstrip (part), -1);
  value = g_utf8_casefold (g_strstrip (equals + 1), -1);
  if (*name == '\0' || *value == '\0')
    return FALSE;
  g_string_append_printf (normal, "%s%s=%s", normal->len > 0 ? "," : "", name, value);
  return TRUE;
}

char *
resite_lab_dn_normalize (const char *dn)
{
  g_autoptr (GString) normal = g_string_new (NULL);

  if (!g_utf8_validate (dn, -1, NULL))
    return NULL;
  while (*dn != '\0')
    {
      const gsize length = measure_part (dn);

      if (!append_part (normal, dn, length))
        return NULL;
      dn += length;
      if (*dn == ',' && *++dn == '\0')
        return NULL;
    }
  return g_strdup (normal->str);
}

static guint
count_parts (const char *dn, gsize length)
{
  guint n = 0;

  for (gsize at = 0; at < length; at += measure_part (dn + at) + 1)
    n++;
  return n;
}

gboolean
resite_lab_dn_is_below (const char *dn, const char *base, guint *depth)
{
  const gsize length = strlen (dn), rest = strlen (base);

  *depth = 0;
  if (rest == 0)
    {
      *depth = count_parts (dn, length);
      return TRUE;
    }
  if (length < rest || strcmp (dn + length - rest, base) != 0 ||
      (length > rest && dn[length - rest - 1] != ','))
    return FALSE;
  *depth = length > rest ? count_parts (dn, length - rest - 1) : 0;
  return TRUE;
}
