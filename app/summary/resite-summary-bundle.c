/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-bundle"
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-digest.h"
#include "resite-error.h"
#include "resite-summary-bundle.h"
#include "resite-summary-events.h"
#include "resite-summary-file.h"
#include "resite-summary-private.h"

typedef struct archive ZipWriter;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZipWriter, archive_write_free)
typedef struct archive_entry ZipEntry;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZipEntry, archive_entry_free)

typedef struct
{
  ZipWriter *zip;
  GString *sums;
  time_t time;
} Bundle;

static gboolean
set_zip_error (GError **error, ZipWriter *zip, const char *name)
{
  resite_error_set_from_errno (error, archive_errno (zip) > 0 ? archive_errno (zip) : EIO,
                               _ ("%s could not be put into the bundle"), name);
  return FALSE;
}

static gboolean
add_bytes (Bundle *bundle, const char *name, GBytes *bytes, GError **error)
{
  g_autoptr (ZipEntry) entry = archive_entry_new ();
  g_autofree char *digest = NULL;
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  archive_entry_set_pathname_utf8 (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t)length);
  archive_entry_set_mtime (entry, bundle->time, 0);
  if (archive_write_header (bundle->zip, entry) != ARCHIVE_OK ||
      (length > 0 && archive_write_data (bundle->zip, data, length) != (la_ssize_t)length))
    return set_zip_error (error, bundle->zip, name);
  digest = resite_digest_of_bytes (data, length);
  g_string_append_printf (bundle->sums, "%s  %s\n", digest, name);
  return TRUE;
}

/* Takes @text. */
static gboolean
add_text (Bundle *bundle, const char *name, char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return add_bytes (bundle, name, bytes, error);
}

/* A name that every system can unpack, and that leads nowhere but into the folder. */
static char *
make_safe_name (guint64 sequence, const char *name)
{
  g_autofree char *base = g_path_get_basename (*name != '\0' ? name : "file");
  g_autoptr (GString) safe = g_string_new (NULL);

  for (const char *p = base; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);
      gboolean fine = g_unichar_isalnum (letter) || letter == '-' || letter == '_' || letter == '.';

      g_string_append_unichar (safe, fine ? letter : '_');
    }
  return g_strdup_printf (RESITE_BUNDLE_ATTACHMENTS "%06" G_GUINT64_FORMAT "-%s", sequence,
                          safe->str);
}

static gboolean
add_attachments (Bundle *bundle, ResiteSummary *summary, ResiteJournal *journal, GError **error)
{
  for (guint i = 0; i < summary->attachments->len; i++)
    {
      const ResiteSummaryAttachment *attachment = g_ptr_array_index (summary->attachments, i);
      g_autofree char *name = make_safe_name (attachment->sequence, attachment->name);
      g_autoptr (GError) own = NULL;
      g_autoptr (GBytes) bytes = NULL;

      bytes = resite_journal_read_file (journal, attachment->sequence, "file", &own);
      if (bytes == NULL && g_error_matches (own, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
        continue; /* it was blanked */
      if (bytes == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&own));
          return FALSE;
        }
      if (!add_bytes (bundle, name, bytes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_start (Bundle *bundle, ResiteSummary *summary, GError **error)
{
  g_autofree char *plan = resite_plan_to_data (summary->plan);

  return add_bytes (bundle, "runbook.xml", resite_runbook_get_source (summary->runbook), error) &&
         add_text (bundle, "plan.siteplan", g_steal_pointer (&plan), error);
}

static gboolean
add_pdf (Bundle *bundle, ResiteSummary *summary, GError **error)
{
  g_autoptr (GBytes) pdf = resite_summary_to_pdf (summary, RESITE_PAPER_SUMMARY, FALSE, error);

  return pdf != NULL && add_bytes (bundle, "summary.pdf", pdf, error);
}

static gboolean
add_journal (Bundle *bundle, const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GBytes) bytes = NULL;

  if (file == NULL)
    return FALSE;
  bytes = g_mapped_file_get_bytes (file);
  return add_bytes (bundle, RESITE_BUNDLE_JOURNAL, bytes, error);
}

static gboolean
add_all (Bundle *bundle, const char *journal_path, GError **error)
{
  g_autoptr (ResiteSummary) summary = resite_summary_new (journal_path, error);
  g_autoptr (ResiteJournal) journal = NULL;

  if (summary == NULL)
    return FALSE;
  journal = resite_journal_open (journal_path, RESITE_JOURNAL_READ, error);
  if (journal == NULL)
    return FALSE;
  bundle->time = resite_run_state_get_last_at (summary->state) / G_USEC_PER_SEC;
  return add_journal (bundle, journal_path, error) &&
         add_text (bundle, "journal.txt", resite_summary_events_to_text (summary->events), error) &&
         add_text (bundle, "events.jsonl", resite_summary_events_to_json_lines (summary->events),
                   error) &&
         add_text (bundle, "summary.txt", resite_summary_to_text (summary), error) &&
         add_text (bundle, "summary.json", resite_summary_to_json (summary), error) &&
         add_pdf (bundle, summary, error) && add_start (bundle, summary, error) &&
         add_attachments (bundle, summary, journal, error) &&
         add_text (bundle, RESITE_BUNDLE_SUMS, g_strdup (bundle->sums->str), error);
}

static gboolean
write_zip (const char *journal_path, int descriptor, GError **error)
{
  g_autoptr (ZipWriter) zip = archive_write_new ();
  g_autoptr (GString) sums = g_string_new (NULL);
  Bundle bundle = { .zip = zip, .sums = sums };

  archive_write_set_format_zip (zip);
  archive_write_set_format_option (zip, "zip", "hdrcharset", "UTF-8");
  if (archive_write_open_fd (zip, descriptor) != ARCHIVE_OK)
    return set_zip_error (error, zip, RESITE_BUNDLE_JOURNAL);
  if (!add_all (&bundle, journal_path, error))
    return FALSE;
  if (archive_write_close (zip) != ARCHIVE_OK)
    return set_zip_error (error, zip, RESITE_BUNDLE_SUMS);
  if (fsync (descriptor) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("The bundle could not be written"));
  return FALSE;
}

static gboolean
write_part (const char *journal_path, const char *part, GError **error)
{
  int descriptor = g_open (part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  gboolean done;

  if (descriptor < 0)
    {
      resite_error_set_from_errno (error, errno, _ ("%s: the bundle could not be made"), part);
      return FALSE;
    }
  done = write_zip (journal_path, descriptor, error);
  close (descriptor);
  return done;
}

/* The journal in the bundle, and all that is read for it, is one state of the run: a copy. */
static gboolean
write_from_copy (const char *journal_path, const char *copy, const char *target, GError **error)
{
  g_autofree char *part = g_strconcat (target, ".part", NULL);

  if (resite_journal_copy (journal_path, copy, NULL, error) && write_part (copy, part, error))
    {
      if (g_rename (part, target) == 0)
        return TRUE;
      resite_error_set_from_errno (error, errno, _ ("%s: the bundle could not be put in its place"),
                                   target);
    }
  g_unlink (part);
  return FALSE;
}

gboolean
resite_summary_export_bundle (const char *journal_path, const char *target_path, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *copy = NULL;
  gboolean done;

  g_return_val_if_fail (journal_path != NULL && target_path != NULL, FALSE);

  folder = g_dir_make_tmp ("resite-bundle-XXXXXX", error);
  if (folder == NULL)
    return FALSE;
  copy = g_build_filename (folder, RESITE_BUNDLE_JOURNAL, NULL);
  done = write_from_copy (journal_path, copy, target_path, error);
  g_unlink (copy);
  g_rmdir (folder);
  return done;
}
