/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-desk"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-desk-private.h"

#define HEADER      12
#define NAME_SIZE   34
#define TYPE_NAME   0x0020
#define TYPE_STATUS 0x0021
#define CLASS_IN    0x0001

#define FLAG_ANSWER    0x8000u
#define FLAG_RECURSE   0x0100u
#define FLAG_BROADCAST 0x0010u
#define RESULT_MASK    0x000Fu

#define SUFFIX_WORKSTATION 0x00
#define SUFFIX_SERVER      0x20
#define FLAG_GROUP         0x8000u

/* One name of a status: 15 letters, its suffix, two bytes of flags. */
#define ENTRY 18

void
resite_netbios_encode (const char *name, char pad, guint8 suffix, guint8 *buffer)
{
  char letters[16];
  const gsize length = MIN (strlen (name), sizeof letters - 1);

  memset (letters, pad, sizeof letters);
  for (gsize i = 0; i < length; i++)
    letters[i] = g_ascii_toupper (name[i]);
  letters[sizeof letters - 1] = (char)suffix;
  *buffer++ = 2 * sizeof letters;
  for (gsize i = 0; i < sizeof letters; i++)
    {
      *buffer++ = 'A' + ((guint8)letters[i] >> 4);
      *buffer++ = 'A' + ((guint8)letters[i] & 0xF);
    }
  *buffer = 0;
}

static guint16
read_16 (const guint8 *at)
{
  return at[0] << 8 | at[1];
}

static void
write_16 (guint8 *at, guint16 value)
{
  at[0] = value >> 8;
  at[1] = value & 0xFF;
}

static GBytes *
make_query (const guint8 *name, guint16 id, guint16 flags, guint16 type)
{
  guint8 query[HEADER + NAME_SIZE + 4] = { 0 };

  write_16 (query, id);
  write_16 (query + 2, flags);
  write_16 (query + 4, 1);
  memcpy (query + HEADER, name, NAME_SIZE);
  write_16 (query + HEADER + NAME_SIZE, type);
  write_16 (query + HEADER + NAME_SIZE + 2, CLASS_IN);
  return g_bytes_new (query, sizeof query);
}

GBytes *
resite_netbios_make_status_query (guint16 id)
{
  guint8 name[NAME_SIZE];

  resite_netbios_encode ("*", '\0', 0, name);
  return make_query (name, id, 0, TYPE_STATUS);
}

GBytes *
resite_netbios_make_name_query (const char *name, guint16 id, gboolean broadcast)
{
  guint8 encoded[NAME_SIZE];

  resite_netbios_encode (name, ' ', SUFFIX_SERVER, encoded);
  return make_query (encoded, id, FLAG_RECURSE | (broadcast ? FLAG_BROADCAST : 0), TYPE_NAME);
}

/* The data of the one record of an answer of @type; *@size: of it. NULL: something else. */
static const guint8 *
find_record (const guint8 *data, gsize length, guint16 id, guint16 type, gsize *size)
{
  gsize at = HEADER;

  if (length < HEADER || read_16 (data) != id || (read_16 (data + 2) & FLAG_ANSWER) == 0 ||
      (read_16 (data + 2) & RESULT_MASK) != 0 || read_16 (data + 6) == 0)
    return NULL;
  while (at < length && data[at] != 0 && data[at] < 0xC0)
    at += 1 + data[at];
  at += at < length && data[at] >= 0xC0 ? 2 : 1;
  if (at + 10 > length || read_16 (data + at) != type)
    return NULL;
  *size = MIN ((gsize)read_16 (data + at + 8), length - at - 10);
  return data + at + 10;
}

static char *
read_entry (const guint8 *entry)
{
  g_autofree char *text = g_strndup ((const char *)entry, 15);

  g_strchomp (text);
  for (const char *letter = text; *letter != '\0'; letter++)
    if (!g_ascii_isprint (*letter))
      return NULL;
  return *text != '\0' ? g_ascii_strup (text, -1) : NULL;
}

static void
take_entry (ResiteDeskSight *sight, const guint8 *entry)
{
  const gboolean group = (read_16 (entry + 16) & FLAG_GROUP) != 0;

  if (entry[15] == SUFFIX_WORKSTATION && group && sight->domain == NULL)
    sight->domain = read_entry (entry);
  else if (!group && sight->computer == NULL &&
           (entry[15] == SUFFIX_SERVER || entry[15] == SUFFIX_WORKSTATION))
    sight->computer = read_entry (entry);
}

static void
take_mac (ResiteDeskSight *sight, const guint8 *at)
{
  static const guint8 none[6] = { 0 };

  if (memcmp (at, none, sizeof none) != 0)
    sight->mac =
        g_strdup_printf ("%02X:%02X:%02X:%02X:%02X:%02X", at[0], at[1], at[2], at[3], at[4], at[5]);
}

ResiteDeskSight *
resite_netbios_read_status (const guint8 *data, gsize length, guint16 id)
{
  gsize size;
  const guint8 *record = find_record (data, length, id, TYPE_STATUS, &size);
  g_autoptr (ResiteDeskSight) sight = NULL;
  gsize count;

  if (record == NULL || size < 1)
    return NULL;
  count = MIN ((gsize)record[0], (size - 1) / ENTRY);
  sight = resite_desk_sight_new ("netbios", RESITE_SURE_LIKELY);
  for (gsize i = 0; i < count; i++)
    take_entry (sight, record + 1 + i * ENTRY);
  if (size >= 1 + count * ENTRY + 6)
    take_mac (sight, record + 1 + count * ENTRY);
  return sight->computer != NULL ? g_steal_pointer (&sight) : NULL;
}

gboolean
resite_netbios_read_name (const guint8 *data, gsize length, guint16 id, GPtrArray *addresses)
{
  gsize size;
  const guint8 *record = find_record (data, length, id, TYPE_NAME, &size);

  for (gsize at = 0; record != NULL && at + 6 <= size; at += 6)
    g_ptr_array_add (addresses, g_strdup_printf ("%u.%u.%u.%u", record[at + 2], record[at + 3],
                                                 record[at + 4], record[at + 5]));
  return record != NULL;
}
