/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-directory"

#include "config.h"

#include <string.h>

#include "resite-lab-security.h"

#define MOST_PARTS 15
/* Self-relative, with a list that was inherited from nobody. */
#define CONTROL         0x8000u
#define CONTROL_HAS_ACL 0x0404u

static void
append_16 (GByteArray *bytes, guint16 number)
{
  const guint16 little = GUINT16_TO_LE (number);

  g_byte_array_append (bytes, (const guint8 *)&little, sizeof little);
}

static void
append_32 (GByteArray *bytes, guint32 number)
{
  const guint32 little = GUINT32_TO_LE (number);

  g_byte_array_append (bytes, (const guint8 *)&little, sizeof little);
}

GBytes *
resite_lab_sid_to_bytes (const char *sid)
{
  g_auto (GStrv) parts = g_strsplit (sid, "-", -1);
  const guint n = g_strv_length (parts);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 head[8] = { 1 };

  if (n < 4 || n > MOST_PARTS + 3 || !g_str_equal (parts[0], "S") || !g_str_equal (parts[1], "1"))
    return NULL;
  head[1] = (guint8)(n - 3);
  head[7] = (guint8)g_ascii_strtoull (parts[2], NULL, 10);
  g_byte_array_append (bytes, head, sizeof head);
  for (guint i = 3; i < n; i++)
    append_32 (bytes, (guint32)g_ascii_strtoull (parts[i], NULL, 10));
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

ResiteLabAcl *
resite_lab_acl_new (void)
{
  ResiteLabAcl *self = g_new0 (ResiteLabAcl, 1);

  self->entries = g_byte_array_new ();
  return self;
}

void
resite_lab_acl_free (ResiteLabAcl *self)
{
  g_byte_array_unref (self->entries);
  g_free (self);
}

void
resite_lab_acl_allow (ResiteLabAcl *self, const char *sid, guint32 rights, guint8 flags)
{
  g_autoptr (GBytes) bytes = resite_lab_sid_to_bytes (sid);
  const guint8 head[2] = { 0, flags };

  g_return_if_fail (bytes != NULL);

  g_byte_array_append (self->entries, head, sizeof head);
  append_16 (self->entries, (guint16)(8 + g_bytes_get_size (bytes)));
  append_32 (self->entries, rights);
  g_byte_array_append (self->entries, g_bytes_get_data (bytes, NULL),
                       (guint)g_bytes_get_size (bytes));
  self->n++;
}

static void
append_acl (GByteArray *bytes, const ResiteLabAcl *acl)
{
  const guint8 revision[2] = { 2, 0 };

  g_byte_array_append (bytes, revision, sizeof revision);
  append_16 (bytes, (guint16)(8 + acl->entries->len));
  append_16 (bytes, acl->n);
  append_16 (bytes, 0);
  g_byte_array_append (bytes, acl->entries->data, acl->entries->len);
}

/* The place of what is appended to the descriptor next, or 0 for what is not wanted. */
static guint32
take_sid (GByteArray *rest, const char *sid, gboolean wanted)
{
  g_autoptr (GBytes) bytes = wanted ? resite_lab_sid_to_bytes (sid) : NULL;
  const guint32 place = 20 + rest->len;

  if (bytes == NULL)
    return 0;
  g_byte_array_append (rest, g_bytes_get_data (bytes, NULL), (guint)g_bytes_get_size (bytes));
  return place;
}

GBytes *
resite_lab_descriptor_new (const char *owner, const char *group, ResiteLabAcl *acl, guint parts)
{
  g_autoptr (GByteArray) rest = g_byte_array_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const gboolean has_acl = (parts & RESITE_LAB_WANTS_DACL) != 0;
  const guint32 owner_at = take_sid (rest, owner, (parts & RESITE_LAB_WANTS_OWNER) != 0);
  const guint32 group_at = take_sid (rest, group, (parts & RESITE_LAB_WANTS_GROUP) != 0);
  const guint32 acl_at = has_acl ? 20 + rest->len : 0;
  const guint8 head[2] = { 1, 0 };

  if (has_acl)
    append_acl (rest, acl);
  g_byte_array_append (bytes, head, sizeof head);
  append_16 (bytes, (guint16)(CONTROL | (has_acl ? CONTROL_HAS_ACL : 0)));
  append_32 (bytes, owner_at);
  append_32 (bytes, group_at);
  append_32 (bytes, 0);
  append_32 (bytes, acl_at);
  g_byte_array_append (bytes, rest->data, rest->len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
