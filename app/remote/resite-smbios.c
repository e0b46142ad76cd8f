/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smbios"

#include "config.h"

#include <string.h>

#include "resite-smbios.h"

#define HEAD        8
#define TYPE_SYSTEM 1
#define TYPE_END    127
#define TABLE_HEAD  4
#define MAKER       0x04
#define MODEL       0x05
#define SERIAL      0x07
#define UUID        0x08
#define UUID_LENGTH 16

/* One table: its fixed part, then strings, each with its end, and an end of all. */
typedef struct
{
  const guint8 *fixed;
  gsize length;
  const char *strings;
  const char *end;
} Table;

void
resite_smbios_free (ResiteSmbios *self)
{
  if (self == NULL)
    return;

  g_free (self->uuid);
  g_free (self->serial);
  g_free (self->maker);
  g_free (self->model);
  g_free (self);
}

/* Where the next one begins; NULL: this one is cut off. */
static const guint8 *
read_table (const guint8 *at, const guint8 *end, Table *table)
{
  const guint8 *c;

  if (end - at < TABLE_HEAD || at[1] < TABLE_HEAD || end - at < at[1])
    return NULL;
  table->fixed = at;
  table->length = at[1];
  table->strings = (const char *)at + at[1];
  for (c = at + at[1]; c + 1 < end; c++)
    if (c[0] == '\0' && c[1] == '\0')
      {
        table->end = (const char *)c + 1;
        return c + 2;
      }
  return NULL;
}

/* Strings are counted from 1; 0 is none. */
static char *
dup_string (const Table *table, gsize field)
{
  const char *at = table->strings;
  g_autofree char *text = NULL;

  if (field >= table->length || table->fixed[field] == 0)
    return NULL;
  for (guint i = 1; i < table->fixed[field] && at < table->end; i++)
    at += strlen (at) + 1;
  if (at >= table->end || *at == '\0')
    return NULL;
  text = g_strstrip (g_strdup (at));
  return *text != '\0' && g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

/* The first three parts have their lowest byte first, as Windows shows them. */
static char *
dup_uuid (const Table *table)
{
  const guint8 *b = table->fixed + UUID;

  if (table->length < UUID + UUID_LENGTH)
    return NULL;
  return g_strdup_printf ("%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X",
                          b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11],
                          b[12], b[13], b[14], b[15]);
}

ResiteSmbios *
resite_smbios_read (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  const guint8 *at = size > HEAD ? data + HEAD : NULL;
  Table table = { NULL };

  while (at != NULL && at < data + size)
    {
      at = read_table (at, data + size, &table);
      if (at == NULL || table.fixed[0] == TYPE_END)
        return NULL;
      if (table.fixed[0] == TYPE_SYSTEM)
        {
          ResiteSmbios *self = g_new0 (ResiteSmbios, 1);

          self->uuid = dup_uuid (&table);
          self->serial = dup_string (&table, SERIAL);
          self->maker = dup_string (&table, MAKER);
          self->model = dup_string (&table, MODEL);
          return self;
        }
    }
  return NULL;
}
