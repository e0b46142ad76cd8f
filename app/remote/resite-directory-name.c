/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory"

#include "config.h"

#include <string.h>

#include "resite-directory-private.h"

static char *
escape (const char *value, const char *special, gboolean ends)
{
  GString *text = g_string_new (NULL);
  const gsize length = strlen (value);

  for (gsize i = 0; i < length; i++)
    {
      const guchar byte = (guchar)value[i];
      const gboolean at_end =
          ends && ((i == 0 && (byte == ' ' || byte == '#')) || (i == length - 1 && byte == ' '));

      if (at_end || byte < 0x20 || byte == 0x7f || strchr (special, byte) != NULL)
        g_string_append_printf (text, "\\%02x", byte);
      else
        g_string_append_c (text, (char)byte);
    }
  return g_string_free (text, FALSE);
}

char *
resite_directory_escape_filter (const char *value)
{
  g_return_val_if_fail (value != NULL, NULL);

  return escape (value, "*()\\", FALSE);
}

char *
resite_directory_escape_name (const char *value)
{
  g_return_val_if_fail (value != NULL, NULL);

  return escape (value, ",+\"\\<>;=", TRUE);
}

/* (nullable). */
static LDAPDN
parse (const char *dn)
{
  LDAPDN parts = NULL;

  if (dn == NULL || *dn == '\0' || ldap_str2dn (dn, &parts, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS)
    return NULL;
  return parts;
}

gboolean
resite_directory_is_name (const char *dn)
{
  LDAPDN parts = parse (dn);

  ldap_dnfree (parts);
  return parts != NULL;
}

char *
resite_directory_get_parent (const char *dn)
{
  LDAPDN parts = parse (dn);
  char *said = NULL;
  char *parent = NULL;

  if (parts != NULL && parts[0] != NULL && parts[1] != NULL &&
      ldap_dn2str (parts + 1, &said, LDAP_DN_FORMAT_LDAPV3) == LDAP_SUCCESS)
    parent = g_strdup (said);
  ldap_memfree (said);
  ldap_dnfree (parts);
  return parent;
}

char *
resite_directory_get_leaf (const char *dn)
{
  LDAPDN parts = parse (dn);
  char *leaf = NULL;

  /* One attribute only: a name of two is none that SMS makes. */
  if (parts != NULL && parts[0] != NULL && parts[0][0] != NULL && parts[0][1] == NULL)
    leaf = g_strndup (parts[0][0]->la_value.bv_val, parts[0][0]->la_value.bv_len);
  ldap_dnfree (parts);
  return leaf;
}

static gboolean
is_same_value (const struct berval *one, const struct berval *other)
{
  g_autofree char *first = g_strndup (one->bv_val, one->bv_len);
  g_autofree char *second = g_strndup (other->bv_val, other->bv_len);
  g_autofree char *first_folded = g_utf8_casefold (first, -1);
  g_autofree char *second_folded = g_utf8_casefold (second, -1);

  return one->bv_len == strlen (first) && other->bv_len == strlen (second) &&
         g_str_equal (first_folded, second_folded);
}

static gboolean
is_same_part (LDAPRDN one, LDAPRDN other)
{
  guint i;

  for (i = 0; one[i] != NULL && other[i] != NULL; i++)
    if (one[i]->la_attr.bv_len != other[i]->la_attr.bv_len ||
        g_ascii_strncasecmp (one[i]->la_attr.bv_val, other[i]->la_attr.bv_val,
                             one[i]->la_attr.bv_len) != 0 ||
        !is_same_value (&one[i]->la_value, &other[i]->la_value))
      return FALSE;
  return one[i] == NULL && other[i] == NULL;
}

gboolean
resite_directory_is_same_name (const char *one, const char *other)
{
  LDAPDN first = parse (one);
  LDAPDN second = parse (other);
  gboolean same = first != NULL && second != NULL;
  guint i;

  for (i = 0; same && first[i] != NULL && second[i] != NULL; i++)
    same = is_same_part (first[i], second[i]);
  same = same && first[i] == NULL && second[i] == NULL;
  ldap_dnfree (first);
  ldap_dnfree (second);
  return same;
}
