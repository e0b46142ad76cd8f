/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-entry"

#include "config.h"

#include "resite-block-private.h"

struct _ResiteEntry
{
  const char *element;
  GHashTable *arguments;
  char *label;
};

ResiteEntry *
resite_entry_new (const char *element, GHashTable *arguments, char *label)
{
  ResiteEntry *entry = g_new0 (ResiteEntry, 1);

  entry->element = element;
  entry->arguments = arguments;
  entry->label = label;
  return entry;
}

void
resite_entry_free (ResiteEntry *entry)
{
  g_hash_table_unref (entry->arguments);
  g_free (entry->label);
  g_free (entry);
}

const char *
resite_entry_get_element (ResiteEntry *entry)
{
  g_return_val_if_fail (entry != NULL, NULL);

  return entry->element;
}

const char *
resite_entry_get_id (ResiteEntry *entry)
{
  return resite_entry_get (entry, "id");
}

const char *
resite_entry_get_label (ResiteEntry *entry)
{
  g_return_val_if_fail (entry != NULL, NULL);

  return entry->label;
}

const char *
resite_entry_get (ResiteEntry *entry, const char *name)
{
  g_return_val_if_fail (entry != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (entry->arguments, name);
}
