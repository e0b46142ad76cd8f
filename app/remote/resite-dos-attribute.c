/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-dos-attribute"

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/xattr.h>

#include "resite-dos-attribute.h"

#define READ_ONLY 0x1u
#define ARCHIVE   0x20u

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

gboolean
resite_dos_attribute_get_read_only (const char *path, gboolean *read_only)
{
  guint8 bytes[LARGEST];
  guint32 attributes;
  gssize length;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (read_only != NULL, FALSE);

  length = lgetxattr (path, samba_name, bytes, sizeof bytes);
  if (length > 0 && parse_samba (bytes, length, &attributes))
    {
      *read_only = (attributes & READ_ONLY) != 0;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (plain_names); i++)
    if (lgetxattr (path, plain_names[i], bytes, sizeof bytes) == 4)
      {
        *read_only = (read_word (bytes) & READ_ONLY) != 0;
        return TRUE;
      }
  return FALSE;
}

static guint32
with_bit (guint32 attributes, gboolean read_only)
{
  return read_only ? attributes | READ_ONLY : attributes & ~READ_ONLY;
}

static gboolean
set_samba_anew (const char *path)
{
  guint8 blob[BLOB_SIZE_4] = { 0, 0, 4, 0, 4 };

  write_word (blob + BLOB_FLAGS_AT, BLOB_HAS_ATTRIBUTES);
  write_word (blob + BLOB_ATTRIBUTES_AT, READ_ONLY | ARCHIVE);
  return lsetxattr (path, samba_name, blob, sizeof blob, XATTR_CREATE) == 0;
}

static gboolean
set_samba (const char *path, guint8 *bytes, gssize length, gboolean read_only)
{
  guint32 attributes;

  if (!parse_samba (bytes, length, &attributes) || with_bit (attributes, read_only) == attributes)
    return TRUE;
  if (is_text (bytes, length))
    {
      g_autofree char *text = g_strdup_printf ("0x%x", with_bit (attributes, read_only));

      return lsetxattr (path, samba_name, text, strlen (text) + 1, XATTR_REPLACE) == 0;
    }
  write_word (bytes + BLOB_ATTRIBUTES_AT, with_bit (attributes, read_only));
  return lsetxattr (path, samba_name, bytes, length, XATTR_REPLACE) == 0;
}

gboolean
resite_dos_attribute_set_read_only (const char *path, gboolean read_only)
{
  guint8 bytes[LARGEST];
  gboolean found = FALSE;
  gssize length;

  g_return_val_if_fail (path != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (plain_names); i++)
    if (lgetxattr (path, plain_names[i], bytes, sizeof bytes) == 4)
      {
        const guint32 old = read_word (bytes);

        found = TRUE;
        write_word (bytes, with_bit (old, read_only));
        if (old != read_word (bytes) &&
            lsetxattr (path, plain_names[i], bytes, 4, XATTR_REPLACE) != 0)
          return FALSE;
      }
  length = lgetxattr (path, samba_name, bytes, sizeof bytes);
  if (length > 0)
    return set_samba (path, bytes, length, read_only);
  if (read_only && !found)
    set_samba_anew (path);
  return TRUE;
}
