/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-permissions"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-permissions-private.h"

/* Win32_SecurityDescriptor.ControlFlags, [MS-DTYP] 2.4.6. */
#define DACL_PRESENT   0x0004
#define DACL_PROTECTED 0x1000

#define MOST_PARTS 15

/* SID, [MS-DTYP] 2.4.2.2: revision, count of parts, six bytes big-endian, parts little-endian. */
static char *
sid_from_bytes (const guint8 *bytes, gsize size)
{
  guint64 authority = 0;
  GString *text;

  if (size < 8 || bytes[0] != 1 || bytes[1] > MOST_PARTS || size < 8 + 4 * (gsize)bytes[1])
    return NULL;
  for (guint i = 2; i < 8; i++)
    authority = authority << 8 | bytes[i];
  text = g_string_new (NULL);
  g_string_append_printf (text, "S-1-%" G_GUINT64_FORMAT, authority);
  for (guint i = 0; i < bytes[1]; i++)
    {
      const guint8 *part = bytes + 8 + 4 * i;

      g_string_append_printf (text, "-%u",
                              part[0] | part[1] << 8 | part[2] << 16 | (guint32)part[3] << 24);
    }
  return g_string_free (text, FALSE);
}

static char *
sid_from_value (ResiteCimValue *value)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; value != NULL && i < resite_cim_value_get_n_items (value); i++)
    {
      guint64 number;
      guint8 byte;

      if (!resite_cim_value_get_uint (resite_cim_value_get_item (value, i), &number) ||
          number > 0xff)
        return NULL;
      byte = number;
      g_byte_array_append (bytes, &byte, 1);
    }
  return sid_from_bytes (bytes->data, bytes->len);
}

static GByteArray *
sid_to_bytes (const char *sid)
{
  g_auto (GStrv) parts = g_strsplit (sid, "-", -1);
  const guint count = MAX (g_strv_length (parts), 3) - 3;
  const guint64 authority = count > 0 ? g_ascii_strtoull (parts[2], NULL, 0) : 0;
  GByteArray *bytes = g_byte_array_sized_new (8 + 4 * count);
  guint8 head[8] = { 1, count };

  for (guint i = 0; i < 6; i++)
    head[2 + i] = authority >> (8 * (5 - i));
  g_byte_array_append (bytes, head, sizeof head);
  for (guint i = 0; i < count; i++)
    {
      const guint32 part = GUINT32_TO_LE ((guint32)g_ascii_strtoull (parts[3 + i], NULL, 10));

      g_byte_array_append (bytes, (const guint8 *)&part, sizeof part);
    }
  return bytes;
}

static ResiteCimObject *
get_object (ResiteCimObject *object, const char *name)
{
  ResiteCimValue *value = resite_cim_object_get (object, name);

  return value != NULL ? resite_cim_value_get_object (value) : NULL;
}

static char *
read_sid (ResiteCimObject *trustee)
{
  const char *text = resite_cim_object_get_string (trustee, "SIDString");

  if (text != NULL && resite_permissions_is_sid (text))
    return g_strdup (text);
  return sid_from_value (resite_cim_object_get (trustee, "SID"));
}

static char *
read_name (ResiteCimObject *trustee)
{
  const char *domain = resite_cim_object_get_string (trustee, "Domain");
  const char *name = resite_cim_object_get_string (trustee, "Name");

  if (name == NULL || *name == '\0')
    return NULL;
  return domain != NULL && *domain != '\0' ? g_strdup_printf ("%s\\%s", domain, name)
                                           : g_strdup (name);
}

static void
take_account (ResitePermissions *self, ResiteCimObject *descriptor, const char *property,
              void (*set) (ResitePermissions *self, const char *sid, const char *name))
{
  ResiteCimObject *trustee = get_object (descriptor, property);
  g_autofree char *sid = trustee != NULL ? read_sid (trustee) : NULL;
  g_autofree char *name = sid != NULL ? read_name (trustee) : NULL;

  if (sid != NULL)
    set (self, sid, name);
}

static gboolean
take_ace (ResitePermissions *self, ResiteCimObject *object, GError **error)
{
  ResiteCimObject *trustee = object != NULL ? get_object (object, "Trustee") : NULL;
  const gint64 mask = object != NULL ? resite_cim_object_get_int (object, "AccessMask", -1) : -1;
  const gint64 type = object != NULL ? resite_cim_object_get_int (object, "AceType", -1) : -1;
  g_autofree char *sid = trustee != NULL ? read_sid (trustee) : NULL;
  g_autofree char *name = sid != NULL ? read_name (trustee) : NULL;
  ResiteAce ace = { { sid, name } };

  if (sid == NULL || mask < G_MININT32 || mask > G_MAXUINT32 || type < 0 || type > 0xff)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                           _ ("The machine tells permissions with an entry that Resite cannot "
                              "read."));
      return FALSE;
    }
  ace.mask = (guint32)mask;
  ace.type = type;
  ace.flags = resite_cim_object_get_int (object, "AceFlags", 0) & 0xff;
  resite_permissions_add_ace (self, &ace);
  return TRUE;
}

ResitePermissions *
resite_permissions_from_cim (ResiteCimObject *descriptor, GError **error)
{
  g_autoptr (ResitePermissions) self = NULL;
  ResiteCimValue *list;

  g_return_val_if_fail (descriptor != NULL, NULL);

  self = resite_permissions_new ();
  list = resite_cim_object_get (descriptor, "DACL");
  self->is_protected =
      (resite_cim_object_get_int (descriptor, "ControlFlags", 0) & DACL_PROTECTED) != 0;
  take_account (self, descriptor, "Owner", resite_permissions_set_owner);
  take_account (self, descriptor, "Group", resite_permissions_set_group);
  for (guint i = 0; list != NULL && i < resite_cim_value_get_n_items (list); i++)
    {
      ResiteCimValue *item = resite_cim_value_get_item (list, i);

      if (!take_ace (self, resite_cim_value_get_object (item), error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/* Windows looks at the bytes of the SID; the text beside them is for reading. */
static ResiteCimObject *
make_trustee (const ResiteAccount *account)
{
  ResiteCimObject *trustee = resite_cim_object_new ("Win32_Trustee");
  g_autoptr (GByteArray) bytes = sid_to_bytes (account->sid);
  g_autoptr (GPtrArray) items =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_value_unref);

  for (guint i = 0; i < bytes->len; i++)
    g_ptr_array_add (items, resite_cim_value_new_uint (bytes->data[i]));
  resite_cim_object_take (trustee, "SID", resite_cim_value_new_array (items));
  resite_cim_object_set_int (trustee, "SidLength", bytes->len);
  resite_cim_object_set_string (trustee, "SIDString", account->sid);
  return trustee;
}

static ResiteCimObject *
make_ace (const ResiteAce *ace)
{
  ResiteCimObject *object = resite_cim_object_new ("Win32_ACE");
  g_autoptr (ResiteCimObject) trustee = make_trustee (&ace->account);

  resite_cim_object_set_int (object, "AccessMask", ace->mask);
  resite_cim_object_set_int (object, "AceFlags", ace->flags);
  resite_cim_object_set_int (object, "AceType", ace->type);
  resite_cim_object_take (object, "Trustee", resite_cim_value_new_object (trustee));
  return object;
}

ResiteCimObject *
resite_permissions_to_cim (const ResitePermissions *self)
{
  ResiteCimObject *descriptor;
  g_autoptr (GPtrArray) items = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  items = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_value_unref);
  for (guint i = 0; i < self->aces->len; i++)
    {
      g_autoptr (ResiteCimObject) ace = make_ace (self->aces->pdata[i]);

      g_ptr_array_add (items, resite_cim_value_new_object (ace));
    }
  descriptor = resite_cim_object_new ("Win32_SecurityDescriptor");
  resite_cim_object_set_int (descriptor, "ControlFlags",
                             DACL_PRESENT | (self->is_protected ? DACL_PROTECTED : 0));
  resite_cim_object_take (descriptor, "DACL", resite_cim_value_new_array (items));
  return descriptor;
}
