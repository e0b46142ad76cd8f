/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory"

#include "config.h"

#include <string.h>

#include "resite-directory-entry-private.h"

struct _ResiteDirectoryEntry
{
  char *dn;
  GHashTable *values; /* name in lower case → GPtrArray of GBytes, each with a NUL behind it */
};

/* The bytes with a NUL behind them that does not count, so that text can be lent out as it is. */
static GBytes *
copy_value (const struct berval *value)
{
  char *copy = g_malloc (value->bv_len + 1);

  memcpy (copy, value->bv_val, value->bv_len);
  copy[value->bv_len] = '\0';
  return g_bytes_new_with_free_func (copy, value->bv_len, g_free, copy);
}

static void
take_attribute (ResiteDirectoryEntry *entry, LDAP *ldap, LDAPMessage *message, const char *name)
{
  struct berval **values = ldap_get_values_len (ldap, message, name);
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    g_ptr_array_add (copies, copy_value (values[i]));
  g_hash_table_replace (entry->values, g_ascii_strdown (name, -1), copies);
  ldap_value_free_len (values);
}

ResiteDirectoryEntry *
_resite_directory_entry_new (LDAP *ldap, LDAPMessage *message)
{
  ResiteDirectoryEntry *entry = g_new0 (ResiteDirectoryEntry, 1);
  BerElement *place = NULL;
  char *said = ldap_get_dn (ldap, message);

  entry->dn = g_utf8_make_valid (said != NULL ? said : "", -1);
  ldap_memfree (said);
  entry->values =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  for (char *name = ldap_first_attribute (ldap, message, &place); name != NULL;
       name = ldap_next_attribute (ldap, message, place))
    {
      take_attribute (entry, ldap, message, name);
      ldap_memfree (name);
    }
  ber_free (place, 0);
  return entry;
}

void
resite_directory_entry_free (ResiteDirectoryEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->dn);
  g_hash_table_unref (entry->values);
  g_free (entry);
}

const char *
resite_directory_entry_get_dn (const ResiteDirectoryEntry *entry)
{
  g_return_val_if_fail (entry != NULL, NULL);

  return entry->dn;
}

GPtrArray *
resite_directory_entry_get_values (const ResiteDirectoryEntry *entry, const char *name)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (entry != NULL && name != NULL, NULL);

  key = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (entry->values, key);
}

const char *
resite_directory_entry_get_text (const ResiteDirectoryEntry *entry, const char *name)
{
  GPtrArray *values = resite_directory_entry_get_values (entry, name);
  const char *text;
  gsize length;

  if (values == NULL || values->len == 0)
    return NULL;
  text = g_bytes_get_data (values->pdata[0], &length);
  return strlen (text) == length && g_utf8_validate (text, -1, NULL) ? text : NULL;
}

gboolean
resite_directory_entry_has (const ResiteDirectoryEntry *entry, const char *name, const char *value)
{
  GPtrArray *values = resite_directory_entry_get_values (entry, name);

  g_return_val_if_fail (value != NULL, FALSE);

  for (guint i = 0; values != NULL && i < values->len; i++)
    if (g_ascii_strcasecmp (g_bytes_get_data (values->pdata[i], NULL), value) == 0)
      return TRUE;
  return FALSE;
}

/* "20041122104107.0Z" → "2004-11-22T10:41:07Z". */
gint64
resite_directory_entry_get_time (const ResiteDirectoryEntry *entry, const char *name)
{
  const char *text = resite_directory_entry_get_text (entry, name);
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *usual = NULL;

  if (text == NULL || strlen (text) < 15 || text[strlen (text) - 1] != 'Z' ||
      strspn (text, "0123456789") < 14)
    return 0;
  usual = g_strdup_printf ("%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6, text + 8,
                           text + 10, text + 12);
  time = g_date_time_new_from_iso8601 (usual, NULL);
  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}
