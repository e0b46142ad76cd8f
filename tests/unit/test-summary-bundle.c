/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>

#include "resite-error.h"
#include "summary-run.h"

/* A file as it stands in a zip. */
typedef struct
{
  char *name;
  GByteArray *content;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_byte_array_unref (entry->content);
  g_free (entry);
}

static GPtrArray *
read_zip (const char *path)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  struct archive *zip = archive_read_new ();
  struct archive_entry *header;

  archive_read_support_format_zip (zip);
  g_assert_cmpint (archive_read_open_filename (zip, path, 10240), ==, ARCHIVE_OK);
  while (archive_read_next_header (zip, &header) == ARCHIVE_OK)
    {
      Entry *entry = g_new0 (Entry, 1);
      guint8 buffer[4096];
      la_ssize_t length;

      entry->name = g_strdup (archive_entry_pathname_utf8 (header));
      entry->content = g_byte_array_new ();
      while ((length = archive_read_data (zip, buffer, sizeof buffer)) > 0)
        g_byte_array_append (entry->content, buffer, (guint)length);
      g_ptr_array_add (entries, entry);
    }
  archive_read_free (zip);
  return entries;
}

static void
write_zip (const char *path, GPtrArray *entries)
{
  struct archive *zip = archive_write_new ();

  archive_write_set_format_zip (zip);
  g_assert_cmpint (archive_write_open_filename (zip, path), ==, ARCHIVE_OK);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);
      struct archive_entry *header = archive_entry_new ();

      archive_entry_set_pathname_utf8 (header, entry->name);
      archive_entry_set_filetype (header, AE_IFREG);
      archive_entry_set_perm (header, 0644);
      archive_entry_set_size (header, entry->content->len);
      g_assert_cmpint (archive_write_header (zip, header), ==, ARCHIVE_OK);
      archive_write_data (zip, entry->content->data, entry->content->len);
      archive_entry_free (header);
    }
  g_assert_cmpint (archive_write_free (zip), ==, ARCHIVE_OK);
}

static Entry *
find_entry (GPtrArray *entries, const char *prefix)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (g_str_has_prefix (entry->name, prefix))
        return entry;
    }
  return NULL;
}

static char *export(RunFolder *fixture, const RunShape *shape)
{
  g_autoptr (GError) error = NULL;
  char *bundle = g_build_filename (fixture->folder, "run.zip", NULL);

  run_write (fixture->path, shape);
  g_assert_true (resite_summary_export_bundle (fixture->path, bundle, &error));
  g_assert_no_error (error);
  return bundle;
}

static const RunShape bundle_shape = {
  .ended = TRUE, .packages = 10, .failed = 1, .notes = 2, .attachments = 2
};

static void
test_holds_everything (RunFolder *fixture, gconstpointer data)
{
  const char *names[] = { "run.resite",   "journal.txt", "events.jsonl", "summary.txt",
                          "summary.json", "summary.pdf", "runbook.xml",  "plan.siteplan",
                          "attachments/", "SHA256SUMS" };
  g_autofree char *bundle = export(fixture, &bundle_shape);
  g_autoptr (GPtrArray) entries = read_zip (bundle);
  g_autofree char *bundle_hash = NULL;
  g_autofree char *journal_hash = NULL;
  guint64 bad = 7;
  g_autoptr (GError) error = NULL;
  Entry *photo;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_nonnull (find_entry (entries, names[i]));
  photo = find_entry (entries, "attachments/");
  g_assert_true (g_str_has_suffix (photo->name, "-photo_0.jpg"));
  g_assert_cmpmem (photo->content->data, photo->content->len, "photo 0.jpg", 11);
  g_assert_true (resite_summary_verify (bundle, &bad, &bundle_hash, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (bad, ==, 0);
  g_assert_true (resite_summary_verify (fixture->path, NULL, &journal_hash, &error));
  g_assert_cmpstr (bundle_hash, ==, journal_hash);
}

static void
test_while_it_is_written (RunFolder *fixture, gconstpointer data)
{
  g_autofree char *bundle = g_build_filename (fixture->folder, "run.zip", NULL);
  g_autoptr (ResiteJournal) journal = NULL;
  g_autoptr (GError) error = NULL;

  run_write (fixture->path, &bundle_shape);
  journal = resite_journal_open (fixture->path, RESITE_JOURNAL_WRITE, &error);
  g_assert_true (resite_summary_export_bundle (fixture->path, bundle, &error));
  g_assert_true (resite_summary_verify (bundle, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_names_stay_in_the_folder (RunFolder *fixture, gconstpointer data)
{
  const RunShape shape = { .stop_before = "P1", .attachments = 3, .strange = TRUE };
  g_autofree char *bundle = export(fixture, &shape);
  g_autoptr (GPtrArray) entries = read_zip (bundle);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      g_assert_null (strstr (entry->name, ".."));
      g_assert_true (entry->name[0] != '/');
    }
  g_assert_true (resite_summary_verify (bundle, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* One changed byte of any file in it, and it is no longer what was exported. */
static void
test_every_file_counts (RunFolder *fixture, gconstpointer data)
{
  g_autofree char *bundle = export(fixture, &bundle_shape);
  g_autoptr (GPtrArray) entries = read_zip (bundle);

  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GError) error = NULL;
      guint place = entry->content->len / 2;

      g_test_message ("%s", entry->name);
      entry->content->data[place] ^= 1;
      write_zip (bundle, entries);
      g_assert_false (resite_summary_verify (bundle, NULL, NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
      entry->content->data[place] ^= 1;
    }
  write_zip (bundle, entries);
  g_assert_true (resite_summary_verify (bundle, NULL, NULL, NULL));
}

static void
test_added_and_removed (RunFolder *fixture, gconstpointer data)
{
  g_autofree char *bundle = export(fixture, &bundle_shape);
  g_autoptr (GPtrArray) entries = read_zip (bundle);
  g_autoptr (GError) error = NULL;
  Entry *extra = g_new0 (Entry, 1);

  extra->name = g_strdup ("attachments/000099-later.jpg");
  extra->content = g_byte_array_new ();
  g_byte_array_append (extra->content, (const guint8 *)"x", 1);
  g_ptr_array_add (entries, extra);
  write_zip (bundle, entries);
  g_assert_false (resite_summary_verify (bundle, NULL, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
  g_clear_error (&error);

  g_ptr_array_remove (entries, extra);
  g_ptr_array_remove (entries, find_entry (entries, "attachments/"));
  write_zip (bundle, entries);
  g_assert_false (resite_summary_verify (bundle, NULL, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
}

static void
test_no_bundle (RunFolder *fixture, gconstpointer data)
{
  g_autofree char *bundle = export(fixture, &bundle_shape);
  g_autofree char *bytes = NULL;
  g_autofree char *nowhere = g_build_filename (fixture->folder, "no", "run.zip", NULL);
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (bundle, &bytes, &length, &error));
  g_assert_true (g_file_set_contents (bundle, bytes, (gssize)length / 2, &error));
  g_assert_false (resite_summary_verify (bundle, NULL, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (bundle, "PK\003\004 and then nothing", -1, &error));
  g_assert_false (resite_summary_verify (bundle, NULL, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (resite_summary_verify (nowhere, NULL, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (resite_summary_export_bundle (fixture->path, nowhere, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (resite_summary_export_bundle (nowhere, bundle, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_same_bytes (RunFolder *fixture, gconstpointer data)
{
  g_autofree char *bundle = export(fixture, &bundle_shape);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gsize first_length, second_length;

  g_assert_true (g_file_get_contents (bundle, &first, &first_length, NULL));
  g_assert_true (resite_summary_export_bundle (fixture->path, bundle, NULL));
  g_assert_true (g_file_get_contents (bundle, &second, &second_length, NULL));
  g_assert_cmpmem (first, first_length, second, second_length);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/summary-bundle/" name, RunFolder, NULL, run_folder_set_up, function,               \
              run_folder_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("holds-everything", test_holds_everything);
  ADD ("while-it-is-written", test_while_it_is_written);
  ADD ("names-stay-in-the-folder", test_names_stay_in_the_folder);
  ADD ("every-file-counts", test_every_file_counts);
  ADD ("added-and-removed", test_added_and_removed);
  ADD ("no-bundle", test_no_bundle);
  ADD ("same-bytes", test_same_bytes);
  return g_test_run ();
}
