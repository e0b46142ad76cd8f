/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-dos-attribute"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/xattr.h>

#include "resite-dos-attribute.h"

#define READ_ONLY 0x1u
#define HIDDEN    0x2u
#define SYSTEM    0x4u
#define ARCHIVE   0x20u
#define CARRIED   (READ_ONLY | HIDDEN | SYSTEM | ARCHIVE)

/* Samba's xattr_DOSATTRIB, versions 3 to 5: an empty string, the version twice, flags that say
 * which fields count, the attributes. All little-endian. */
#define BLOB_VERSION_AT     2
#define BLOB_FLAGS_AT       8
#define BLOB_ATTRIBUTES_AT  12
#define BLOB_HAS_ATTRIBUTES 0x1u
#define BLOB_SIZE_4         32

#define LARGEST 256

static const char samba_name[] = "user.DOSATTRIB";
static const char *const plain_names[] = { "user.cifs.dosattrib", "system.ntfs_attrib" };

/* A file by its path, or open. */
typedef struct
{
  const char *path; /* NULL: by fd */
  int fd;
} Place;

static gssize
get_value (const Place *place, const char *name, guint8 *bytes, gsize size)
{
  return place->path != NULL ? lgetxattr (place->path, name, bytes, size)
                             : fgetxattr (place->fd, name, bytes, size);
}

static gboolean
set_value (const Place *place, const char *name, const void *bytes, gsize size, int flags)
{
  return (place->path != NULL ? lsetxattr (place->path, name, bytes, size, flags)
                              : fsetxattr (place->fd, name, bytes, size, flags)) == 0;
}

static guint32
read_word (const guint8 *bytes)
{
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (guint32)bytes[3] << 24;
}

static void
write_word (guint8 *bytes, guint32 word)
{
  for (guint i = 0; i < 4; i++)
    bytes[i] = (word >> (8 * i)) & 0xff;
}

static gboolean
is_text (const guint8 *bytes, gssize length)
{
  return length > 2 && bytes[0] == '0' && (bytes[1] == 'x' || bytes[1] == 'X');
}

static gboolean
is_blob (const guint8 *bytes, gssize length)
{
  return length >= BLOB_ATTRIBUTES_AT + 4 && bytes[0] == 0 && bytes[BLOB_VERSION_AT] >= 3 &&
         bytes[BLOB_VERSION_AT] <= 5 &&
         (read_word (bytes + BLOB_FLAGS_AT) & BLOB_HAS_ATTRIBUTES) != 0;
}

static gboolean
parse_samba (const guint8 *bytes, gssize length, guint32 *attributes)
{
  if (is_text (bytes, length))
    {
      g_autofree char *text = g_strndup ((const char *)bytes, length);

      *attributes = g_ascii_strtoull (text, NULL, 16);
      return TRUE;
    }
  if (!is_blob (bytes, length))
    return FALSE;
  *attributes = read_word (bytes + BLOB_ATTRIBUTES_AT);
  return TRUE;
}

static gboolean
get_all (const Place *place, guint32 *attributes)
{
  guint8 bytes[LARGEST];
  gssize length = get_value (place, samba_name, bytes, sizeof bytes);

  if (length > 0 && parse_samba (bytes, length, attributes))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (plain_names); i++)
    if (get_value (place, plain_names[i], bytes, sizeof bytes) == 4)
      {
        *attributes = read_word (bytes);
        return TRUE;
      }
  return FALSE;
}

gboolean
resite_dos_attribute_get_read_only (const char *path, gboolean *read_only)
{
  const Place place = { .path = path };
  guint32 attributes;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (read_only != NULL, FALSE);

  if (!get_all (&place, &attributes))
    return FALSE;
  *read_only = (attributes & READ_ONLY) != 0;
  return TRUE;
}

gboolean
resite_dos_attribute_get (int fd, guint *attributes)
{
  const Place place = { .fd = fd };
  guint32 found;

  g_return_val_if_fail (attributes != NULL, FALSE);

  if (!get_all (&place, &found))
    return FALSE;
  *attributes = found & CARRIED;
  return TRUE;
}

/* Some of the bits, as they are to be. */
typedef struct
{
  guint32 mask;
  guint32 bits;
} Change;

static guint32
with_change (guint32 attributes, const Change *change)
{
  return (attributes & ~change->mask) | change->bits;
}

static gboolean
set_samba_anew (const Place *place, guint32 attributes)
{
  guint8 blob[BLOB_SIZE_4] = { 0, 0, 4, 0, 4 };

  write_word (blob + BLOB_FLAGS_AT, BLOB_HAS_ATTRIBUTES);
  write_word (blob + BLOB_ATTRIBUTES_AT, attributes);
  return set_value (place, samba_name, blob, sizeof blob, XATTR_CREATE);
}

static gboolean
set_samba (const Place *place, guint8 *bytes, gssize length, const Change *change)
{
  guint32 attributes;

  if (!parse_samba (bytes, length, &attributes) || with_change (attributes, change) == attributes)
    return TRUE;
  if (is_text (bytes, length))
    {
      g_autofree char *text = g_strdup_printf ("0x%x", with_change (attributes, change));

      return set_value (place, samba_name, text, strlen (text) + 1, XATTR_REPLACE);
    }
  write_word (bytes + BLOB_ATTRIBUTES_AT, with_change (attributes, change));
  return set_value (place, samba_name, bytes, length, XATTR_REPLACE);
}

/* FALSE with errno. *@found: there was such an attribute. */
static gboolean
set_plain (const Place *place, const Change *change, gboolean *found)
{
  guint8 bytes[LARGEST];

  for (guint i = 0; i < G_N_ELEMENTS (plain_names); i++)
    if (get_value (place, plain_names[i], bytes, sizeof bytes) == 4)
      {
        const guint32 old = read_word (bytes);

        *found = TRUE;
        write_word (bytes, with_change (old, change));
        if (old != read_word (bytes) && !set_value (place, plain_names[i], bytes, 4, XATTR_REPLACE))
          return FALSE;
      }
  return TRUE;
}

static gboolean
set_all (const Place *place, const Change *change)
{
  guint8 bytes[LARGEST];
  gboolean found = FALSE;
  gssize length;

  if (!set_plain (place, change, &found))
    return FALSE;
  length = get_value (place, samba_name, bytes, sizeof bytes);
  if (length > 0)
    return set_samba (place, bytes, length, change);
  if (change->bits != 0 && !found)
    set_samba_anew (place, change->bits);
  return TRUE;
}

gboolean
resite_dos_attribute_set_read_only (const char *path, gboolean read_only)
{
  const Place place = { .path = path };
  Change change = { READ_ONLY, read_only ? READ_ONLY : 0 };
  guint32 attributes;

  g_return_val_if_fail (path != NULL, FALSE);

  /* Windows gives every new file the archive bit. */
  if (read_only && !get_all (&place, &attributes))
    change = (Change){ READ_ONLY | ARCHIVE, READ_ONLY | ARCHIVE };
  return set_all (&place, &change);
}

gboolean
resite_dos_attribute_set (int fd, guint attributes)
{
  const Place place = { .fd = fd };
  const Change change = { CARRIED, attributes & CARRIED };

  return set_all (&place, &change);
}
