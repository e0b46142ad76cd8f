/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-smb"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-folder-smb-private.h"

#define DOS_FOLDER  0x10
#define DOS_REPARSE 0x400

/* Windows gives other meanings to these: a stream of a file, a pattern, a folder. */
static gboolean
is_good_part (const char *part)
{
  const gsize length = strlen (part);

  for (const char *c = part; *c != '\0'; c++)
    if ((guchar)*c < ' ' || strchr ("\\:*?\"<>|", *c) != NULL)
      return FALSE;
  return length > 0 && part[length - 1] != '.' && part[length - 1] != ' ';
}

gboolean
resite_folder_smb_check_name (const char *name, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!is_good_part (parts[i]))
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     _ ("Windows cannot have a file named %s."), name);
        return FALSE;
      }
  return TRUE;
}

void
resite_folder_smb_fill_info (ResiteFileInfo *info, const ResiteSmbEntry *entry)
{
  const gboolean folder = (entry->attributes & DOS_FOLDER) != 0;

  info->modified = entry->modified;
  info->changed = entry->changed;
  /* A folder that leads somewhere else could lead round in a circle. */
  if (folder)
    info->type = (entry->attributes & DOS_REPARSE) != 0 ? RESITE_FILE_OTHER : RESITE_FILE_FOLDER;
  else
    info->type = RESITE_FILE_PLAIN;
  info->size = folder ? 0 : entry->size;
  info->attributes = entry->attributes & RESITE_FOLDER_SMB_ATTRIBUTES;
  info->read_only = info->type == RESITE_FILE_PLAIN && (info->attributes & RESITE_DOS_READ_ONLY);
}

static ResiteFileInfo *
make_info (const char *folder, const ResiteSmbEntry *entry, const char *bytes)
{
  g_autofree char *name = g_strndup (bytes, entry->length);
  ResiteFileInfo *info = g_new0 (ResiteFileInfo, 1);

  resite_folder_smb_fill_info (info, entry);
  if (!g_utf8_validate (name, -1, NULL))
    {
      char *escaped = g_strescape (name, NULL);

      g_free (name);
      name = escaped;
      info->type = RESITE_FILE_OTHER;
    }
  info->name = *folder == '\0' ? g_steal_pointer (&name) : g_strconcat (folder, "/", name, NULL);
  return info;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ResiteFileInfo *const *)a)->name, (*(ResiteFileInfo *const *)b)->name);
}

static GPtrArray *
read_listing (const char *folder, const GByteArray *bytes)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);
  gsize at = 0;

  while (at + sizeof (ResiteSmbEntry) <= bytes->len)
    {
      ResiteSmbEntry entry;

      memcpy (&entry, bytes->data + at, sizeof entry);
      at += sizeof entry;
      if (entry.length > bytes->len - at)
        break;
      g_ptr_array_add (infos, make_info (folder, &entry, (const char *)bytes->data + at));
      at += entry.length;
    }
  g_ptr_array_sort (infos, compare_names);
  return infos;
}

GPtrArray *
resite_folder_smb_list (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_LIST },
                         .name = name,
                         .repeats = TRUE,
                         .cancellable = cancellable };
  ResiteSmbReply reply;

  if (!resite_folder_smb_ask (RESITE_FOLDER_SMB (folder), &call, &reply, &bytes, error))
    return NULL;
  return read_listing (name, bytes);
}
