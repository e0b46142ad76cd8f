/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-permissions"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-permissions-private.h"

#define LONGEST_SID 184 /* 15 parts */

gboolean
resite_permissions_is_sid (const char *text)
{
  if (!g_str_has_prefix (text, "S-1-") || strlen (text) > LONGEST_SID)
    return FALSE;
  for (const char *c = text + strlen ("S-1-"); *c != '\0'; c++)
    if (!g_ascii_isdigit (*c) && !(*c == '-' && g_ascii_isdigit (c[1])) &&
        !(*c == 'x' && c[-1] == '0') && !g_ascii_isxdigit (*c))
      return FALSE;
  return g_ascii_isdigit (text[strlen ("S-1-")]);
}

/* Decimal, or with 0x. */
static gboolean
read_number (const char *text, guint64 most, guint64 *number)
{
  const gboolean hexadecimal = g_str_has_prefix (text, "0x") || g_str_has_prefix (text, "0X");

  return g_ascii_string_to_unsigned (hexadecimal ? text + 2 : text, hexadecimal ? 16 : 10, 0, most,
                                     number, NULL);
}

static gboolean
read_rights (const char *text, ResiteAce *ace)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);
  guint64 type, flags, mask;

  if (g_strv_length (parts) != 3 || !read_number (parts[0], 0xff, &type) ||
      !read_number (parts[1], 0xff, &flags) || !read_number (parts[2], G_MAXUINT32, &mask))
    return FALSE;
  ace->type = type;
  ace->flags = flags;
  ace->mask = mask;
  return TRUE;
}

/* "S-1-5-32-545:0/3/0x001200a9"; a name may stand for the SID. */
static gboolean
read_ace (char *text, ResiteAce *ace)
{
  char *colon = strrchr (text, ':');

  if (colon == NULL || colon == text)
    return FALSE;
  *colon = '\0';
  ace->account.sid = text;
  return read_rights (colon + 1, ace);
}

static gboolean
read_account (ResitePermissions *self, const char *text, gboolean names,
              void (*set) (ResitePermissions *self, const char *sid, const char *name))
{
  if (!names && !resite_permissions_is_sid (text))
    return FALSE;
  /* Where a server tells none. */
  if (*text != '\0')
    set (self, text, NULL);
  return TRUE;
}

static gboolean
read_part (ResitePermissions *self, char *part, gboolean names)
{
  ResiteAce ace = { { NULL } };

  if (g_str_has_prefix (part, "REVISION:"))
    return TRUE;
  if (g_str_has_prefix (part, "OWNER:"))
    return read_account (self, part + strlen ("OWNER:"), names, resite_permissions_set_owner);
  if (g_str_has_prefix (part, "GROUP:"))
    return read_account (self, part + strlen ("GROUP:"), names, resite_permissions_set_group);
  if (!g_str_has_prefix (part, "ACL:"))
    return FALSE;
  if (!read_ace (part + strlen ("ACL:"), &ace) ||
      (!names && !resite_permissions_is_sid (ace.account.sid)))
    return FALSE;
  resite_permissions_add_ace (self, &ace);
  return TRUE;
}

static ResitePermissions *
parse (const char *text, gboolean names, GError **error)
{
  g_autoptr (ResitePermissions) self = resite_permissions_new ();
  g_auto (GStrv) parts = g_strsplit_set (text, ",\t\r\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && !read_part (self, parts[i], names))
      {
        g_autofree char *shown = g_strescape (parts[i], NULL);

        g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                     _ ("The server tells permissions that Resite cannot read: %.200s"), shown);
        return NULL;
      }
  return g_steal_pointer (&self);
}

ResitePermissions *
resite_permissions_parse (const char *text, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return parse (text, FALSE, error);
}

static void
take_name (ResiteAccount *account, const ResiteAccount *named)
{
  if (account->sid == NULL || named->sid == NULL || resite_permissions_is_sid (named->sid) ||
      !g_utf8_validate (named->sid, -1, NULL))
    return;
  g_free (account->name);
  account->name = g_strdup (named->sid);
}

static gboolean
is_same_entry (const ResiteAce *a, const ResiteAce *b)
{
  return a->type == b->type && a->flags == b->flags && a->mask == b->mask;
}

/* Somebody may have changed them between the two questions. */
static gboolean
is_of_same (const ResitePermissions *a, const ResitePermissions *b)
{
  if (a->aces->len != b->aces->len)
    return FALSE;
  for (guint i = 0; i < a->aces->len; i++)
    if (!is_same_entry (a->aces->pdata[i], b->aces->pdata[i]))
      return FALSE;
  return TRUE;
}

void
resite_permissions_take_names (ResitePermissions *self, const char *text)
{
  g_autoptr (ResitePermissions) named = NULL;

  g_return_if_fail (self != NULL && text != NULL);

  named = parse (text, TRUE, NULL);
  if (named == NULL || !is_of_same (self, named))
    return;
  take_name (&self->owner, &named->owner);
  take_name (&self->group, &named->group);
  for (guint i = 0; i < self->aces->len; i++)
    take_name (&((ResiteAce *)self->aces->pdata[i])->account,
               &((ResiteAce *)named->aces->pdata[i])->account);
}

char *
resite_permissions_to_text (const ResitePermissions *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new ("REVISION:1");
  for (guint i = 0; i < self->aces->len; i++)
    {
      const ResiteAce *ace = self->aces->pdata[i];

      g_string_append_printf (text, ",ACL:%s:%u/%u/%u", ace->account.sid, ace->type, ace->flags,
                              ace->mask);
    }
  return g_string_free (text, FALSE);
}
