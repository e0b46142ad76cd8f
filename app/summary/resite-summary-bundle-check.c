/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-bundle-check"
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-digest.h"
#include "resite-error.h"
#include "resite-journal.h"
#include "resite-summary-bundle.h"
#include "resite-summary-file.h"

typedef struct archive ZipReader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZipReader, archive_read_free)

static GBytes *
read_content (ZipReader *zip, const char *name, GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  guint8 buffer[65536];
  la_ssize_t length;

  while ((length = archive_read_data (zip, buffer, sizeof buffer)) > 0)
    g_byte_array_append (content, buffer, (guint)length);
  if (length == 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&content));
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
               _ ("%s in the bundle cannot be read: %s. Ask for the bundle once more."), name,
               archive_error_string (zip));
  return NULL;
}

static gboolean
read_entry (ZipReader *zip, struct archive_entry *entry, const char *journal_path,
            GHashTable *files, GError **error)
{
  const char *name = archive_entry_pathname_utf8 (entry);
  g_autoptr (GBytes) content = NULL;

  if (name == NULL)
    name = "?";
  content = read_content (zip, name, error);
  if (content == NULL)
    return FALSE;
  if (g_str_equal (name, RESITE_BUNDLE_JOURNAL) &&
      !resite_summary_write_file (journal_path, content, error))
    return FALSE;
  g_hash_table_replace (files, g_strdup (name), g_steal_pointer (&content));
  return TRUE;
}

static gboolean
set_no_bundle (GError **error, const char *path, const char *reason)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
               _ ("%s: this is not a whole bundle: %s. Ask for it once more."), path, reason);
  return FALSE;
}

static gboolean
read_entries (ZipReader *zip, const char *path, const char *journal_path, GHashTable *files,
              GError **error)
{
  struct archive_entry *entry;
  int result;

  while ((result = archive_read_next_header (zip, &entry)) == ARCHIVE_OK)
    {
      if (!read_entry (zip, entry, journal_path, files, error))
        return FALSE;
    }
  if (result != ARCHIVE_EOF)
    return set_no_bundle (error, path, archive_error_string (zip));
  if (!g_hash_table_contains (files, RESITE_BUNDLE_JOURNAL))
    return set_no_bundle (error, path, _ ("there is no journal in it"));
  return TRUE;
}

GHashTable *
resite_bundle_read (const char *path, const char *journal_path, GError **error)
{
  g_autoptr (ZipReader) zip = archive_read_new ();
  g_autoptr (GHashTable) files = NULL;

  files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  archive_read_support_format_zip_seekable (zip);
  if (archive_read_open_filename (zip, path, 65536) != ARCHIVE_OK)
    {
      set_no_bundle (error, path, archive_error_string (zip));
      return NULL;
    }
  if (!read_entries (zip, path, journal_path, files, error))
    return NULL;
  return g_steal_pointer (&files);
}

static gboolean
say_changed (GError **error, const char *name)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
               _ ("%s in the bundle is not what was exported."), name);
  return FALSE;
}

static char *
digest_of (GBytes *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  return resite_digest_of_bytes (data, length);
}

/* A line is "DIGEST  NAME". */
static gboolean
check_line (GHashTable *files, const char *line, GError **error)
{
  const char *name = strlen (line) > 66 ? line + 66 : "";
  GBytes *content = g_hash_table_lookup (files, name);
  g_autofree char *digest = content != NULL ? digest_of (content) : NULL;

  if (digest != NULL && g_str_has_prefix (line, digest))
    return TRUE;
  return say_changed (error, *name != '\0' ? name : RESITE_BUNDLE_SUMS);
}

static gboolean
check_sums (GHashTable *files, GError **error)
{
  GBytes *sums = g_hash_table_lookup (files, RESITE_BUNDLE_SUMS);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint count = 0;

  if (sums == NULL || g_bytes_get_size (sums) == 0)
    return say_changed (error, RESITE_BUNDLE_SUMS);
  text = g_strndup (g_bytes_get_data (sums, NULL), g_bytes_get_size (sums));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      if (!check_line (files, lines[i], error))
        return FALSE;
      count++;
    }
  /* Itself is not in the list; whatever else is not was put in later. */
  return count + 1 == g_hash_table_size (files) || say_changed (error, RESITE_BUNDLE_SUMS);
}

/* The sums could have been written anew; the journal's digests could not. */
static gboolean
check_attachment (GHashTable *files, ResiteEvent *event, GError **error)
{
  g_autofree char *prefix = NULL;
  GHashTableIter iterator;
  gpointer name, content;

  prefix = g_strdup_printf (RESITE_BUNDLE_ATTACHMENTS "%06" G_GUINT64_FORMAT "-",
                            resite_event_get_sequence (event));
  g_hash_table_iter_init (&iterator, files);
  while (g_hash_table_iter_next (&iterator, &name, &content))
    {
      if (g_str_has_prefix (name, prefix))
        {
          g_autofree char *digest = digest_of (content);

          return g_strcmp0 (digest, resite_event_get_digest (event, "file")) == 0 ||
                 say_changed (error, name);
        }
    }
  return TRUE;
}

gboolean
resite_bundle_check_files (GHashTable *files, const char *journal_path, GError **error)
{
  g_autoptr (ResiteJournal) journal = NULL;
  g_autoptr (GPtrArray) events = NULL;

  if (!check_sums (files, error))
    return FALSE;
  journal = resite_journal_open (journal_path, RESITE_JOURNAL_READ, error);
  if (journal == NULL)
    return FALSE;
  events = resite_journal_read_events (journal, 0, error);
  if (events == NULL)
    return FALSE;
  for (guint i = 0; i < events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (events, i);

      if (g_str_equal (resite_event_get_what (event), RESITE_EVENT_ATTACHED) &&
          !check_attachment (files, event, error))
        return FALSE;
    }
  return TRUE;
}
