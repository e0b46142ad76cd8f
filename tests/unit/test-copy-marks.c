/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "copy-fixture.h"
#include "faulty-folder.h"
#include "resite-copy-ahead.h"
#include "resite-copy-hash.h"
#include "resite-copy-mark.h"
#include "resite-copy-marker.h"
#include "resite-copy-retry.h"

/* What the files of a copy need, one by one: retries, reading ahead, marks, hashes. */

#define MEGABYTE (1024 * 1024)

/* What needs a copy's folders. */

typedef struct
{
  Fixture here;
  ResiteFolder *source;
  ResiteFolder *target;
  ResiteCopyWork *work;
} Copying;

static void
copying_set_up (Copying *self, gconstpointer data)
{
  static const ResiteCopyOptions options = { 0 };

  fixture_set_up (&self->here, data);
  self->source = resite_folder_local_new (self->here.source, NULL);
  self->target = resite_folder_local_new (self->here.target, NULL);
  self->work = resite_copy_work_new (self->source, self->target, self->here.ledger,
                                     self->here.clock, &options);
}

static void
copying_tear_down (Copying *self, gconstpointer data)
{
  resite_copy_work_free (self->work);
  g_object_unref (self->source);
  g_object_unref (self->target);
  fixture_tear_down (&self->here, data);
}

/* Retries. */

static gboolean
is_due (ResiteCopyFile *file, GQuark domain, int code)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, "what happened");

  return resite_copy_retry_is_due (file, error);
}

static void
test_retries (Copying *self, gconstpointer data)
{
  const ResiteCopyEntry entry = { .name = "a", .deed = RESITE_COPY_WRITE, .message = "" };
  ResiteCopyFile *file = resite_copy_file_new (self->work, &entry);
  static const guint waits[] = { 5, 15, 60 };

  g_assert_false (resite_copy_retry_is_due (file, NULL));
  g_assert_false (is_due (file, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  g_assert_false (is_due (file, RESITE_ERROR, RESITE_ERROR_NOT_FOUND));
  g_assert_false (is_due (file, RESITE_ERROR, RESITE_ERROR_DIFFERS));
  for (guint i = 0; i < RESITE_COPY_RETRIES; i++)
    {
      const gint64 wait = waits[i] * G_USEC_PER_SEC;
      const gint64 before = g_get_monotonic_time ();
      const gint64 due = resite_copy_retry_get_due (self->here.clock, file);

      g_assert_cmpint (due, >=, before + wait);
      g_assert_cmpint (due, <=, g_get_monotonic_time () + wait);
      g_assert_cmpuint (resite_copy_retry_get_wait (i + 1), ==, waits[i]);
      g_assert_true (is_due (file, RESITE_ERROR, RESITE_ERROR_UNREACHABLE));
      g_assert_true (is_due (file, RESITE_ERROR, RESITE_ERROR_TIMED_OUT));
      g_assert_true (is_due (file, RESITE_ERROR, RESITE_ERROR_IN_USE));
      g_assert_true (is_due (file, RESITE_ERROR, RESITE_ERROR_BUSY));
      file = resite_copy_file_again (file);
      g_assert_cmpuint (resite_copy_file_get_rounds (file), ==, i + 1);
    }
  g_assert_false (is_due (file, RESITE_ERROR, RESITE_ERROR_UNREACHABLE));
  resite_copy_file_free (file);
}

static void
test_retries_keep_pace (Copying *self, gconstpointer data)
{
  const ResiteCopyEntry entry = { .name = "a", .deed = RESITE_COPY_WRITE, .message = "" };
  g_autoptr (ResiteCopyFile) file = resite_copy_file_new (self->work, &entry);
  g_autoptr (ResiteClock) fast = resite_clock_new (1000);

  g_assert_cmpint (resite_copy_retry_get_due (fast, file), <,
                   resite_copy_retry_get_due (self->here.clock, file));
}

/* Reading ahead. */

static void
test_reads_ahead (Copying *self, gconstpointer data)
{
  g_autofree guint8 *one = g_malloc0 (4);
  g_autofree guint8 *other = g_malloc0 (4);
  g_autoptr (ResiteCopyAhead) ahead = NULL;
  ResiteFile *file;

  put (self->here.source, "a", "12345678");
  file = resite_folder_open_read (self->source, "a", NULL);
  ahead = resite_copy_ahead_new (self->source, file);
  resite_copy_ahead_ask (ahead, one, 4, 0);
  g_assert_cmpint (resite_copy_ahead_take (ahead, NULL), ==, 4);
  resite_copy_ahead_ask (ahead, other, 4, 5);
  g_assert_cmpmem (one, 4, "1234", 4);
  g_assert_cmpint (resite_copy_ahead_take (ahead, NULL), ==, 3);
  g_assert_cmpmem (other, 3, "678", 3);
  resite_copy_ahead_ask (ahead, one, 4, 8);
  g_assert_cmpint (resite_copy_ahead_take (ahead, NULL), ==, 0);
  /* Nobody takes this one. */
  resite_copy_ahead_ask (ahead, one, 4, 0);
  g_clear_pointer (&ahead, resite_copy_ahead_free);
  resite_folder_close (self->source, file, NULL);
}

static gboolean
bad_sector_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  if (call != FAULTY_READ || offset < 4)
    return TRUE;
  resite_error_set_from_errno (error, EIO, "Cannot read %s", name);
  return FALSE;
}

static void
test_reads_ahead_of_a_bad_sector (Copying *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) source = faulty_folder_new (self->here.source, bad_sector_hook, NULL);
  guint8 buffer[4];
  g_autoptr (GError) error = NULL;
  ResiteCopyAhead *ahead;
  ResiteFile *file;

  put (self->here.source, "a", "12345678");
  file = resite_folder_open_read (source, "a", NULL);
  ahead = resite_copy_ahead_new (source, file);
  resite_copy_ahead_ask (ahead, buffer, 4, 4);
  g_assert_cmpint (resite_copy_ahead_take (ahead, &error), ==, -1);
  g_assert_nonnull (error);
  resite_copy_ahead_ask (ahead, buffer, 4, 0);
  g_assert_cmpint (resite_copy_ahead_take (ahead, NULL), ==, 4);
  resite_copy_ahead_free (ahead);
  resite_folder_close (source, file, NULL);
}

/* Marks. */

static ResiteLedgerRow *
make_mark (gint64 bytes)
{
  ResiteLedgerRow *row = resite_ledger_row_new ("a", "running");

  row->bytes = bytes;
  return row;
}

static gint64
get_recorded (Copying *self)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (self->here.ledger, NULL);

  return rows->len > 0 ? ((ResiteLedgerRow *)rows->pdata[0])->bytes : 0;
}

static void
test_marks_go_on_record (Copying *self, gconstpointer data)
{
  const ResiteCopyEntry entry = { .name = "a", .deed = RESITE_COPY_WRITE, .message = "" };
  g_autoptr (ResiteCopyFile) file = resite_copy_file_new (self->work, &entry);
  ResiteFile *out = resite_folder_open_write (self->target, "a", FALSE, 0, NULL);
  ResiteCopyMarker *marker = resite_copy_marker_new (self->work);
  g_autoptr (ResiteLedgerRow) row = NULL;
  ResiteLedgerRow *none;

  resite_copy_marker_put (marker, file, out, make_mark (1));
  while (get_recorded (self) < 1)
    g_usleep (1000);
  /* The newest one counts, whether or not those before it were made. */
  for (gint64 bytes = 2; bytes <= 9; bytes++)
    resite_copy_marker_put (marker, file, out, make_mark (bytes));
  while (get_recorded (self) < 9)
    g_usleep (1000);
  g_assert_true (resite_copy_marker_leave (marker, file, &row, NULL));
  g_assert_cmpint (row->bytes, ==, 9);
  g_assert_true (resite_copy_marker_leave (marker, file, &none, NULL));
  g_assert_null (none);
  resite_copy_marker_free (marker);
  resite_folder_close (self->target, out, NULL);
}

static void
test_marks_that_are_left_behind (Copying *self, gconstpointer data)
{
  const ResiteCopyEntry entry = { .name = "a", .deed = RESITE_COPY_WRITE, .message = "" };
  g_autoptr (ResiteCopyFile) file = resite_copy_file_new (self->work, &entry);
  ResiteFile *out = resite_folder_open_write (self->target, "a", FALSE, 0, NULL);
  ResiteCopyMarker *marker = resite_copy_marker_new (self->work);
  g_autoptr (ResiteLedgerRow) row = NULL;

  resite_copy_marker_put (marker, file, out, make_mark (1));
  resite_copy_marker_put (marker, file, out, make_mark (2));
  g_assert_true (resite_copy_marker_leave (marker, file, &row, NULL));
  /* What it says is what is on record, and nothing comes after. */
  g_assert_cmpint (row != NULL ? row->bytes : 0, ==, get_recorded (self));
  resite_folder_close (self->target, out, NULL);
  resite_copy_marker_free (marker);
  g_assert_cmpint (row != NULL ? row->bytes : 0, ==, get_recorded (self));
}

static gboolean
no_sync_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  if (call != FAULTY_SYNC)
    return TRUE;
  g_atomic_int_inc ((int *)data);
  resite_error_set_from_errno (error, EIO, "Cannot bring %s to the disk", name);
  return FALSE;
}

static void
test_marks_of_a_dying_disk (Copying *self, gconstpointer data)
{
  int asked = 0;
  static const ResiteCopyOptions options = { 0 };
  const ResiteCopyEntry entry = { .name = "a", .deed = RESITE_COPY_WRITE, .message = "" };
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->here.target, no_sync_hook, &asked);
  g_autoptr (ResiteCopyWork) work =
      resite_copy_work_new (self->source, target, self->here.ledger, self->here.clock, &options);
  g_autoptr (ResiteCopyFile) file = resite_copy_file_new (work, &entry);
  ResiteFile *out = resite_folder_open_write (target, "a", FALSE, 0, NULL);
  ResiteCopyMarker *marker = resite_copy_marker_new (work);
  g_autoptr (GError) error = NULL;
  ResiteLedgerRow *row;

  resite_copy_marker_put (marker, file, out, make_mark (1));
  while (g_atomic_int_get (&asked) == 0)
    g_usleep (1000);
  g_assert_false (resite_copy_marker_leave (marker, file, &row, &error));
  g_assert_nonnull (error);
  g_assert_null (row);
  g_assert_cmpint (get_recorded (self), ==, 0);
  resite_copy_marker_free (marker);
  resite_folder_close (target, out, NULL);
}

/* Hashes. */

#define OF_ABC   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define OF_NONE  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OF_MANY  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
#define XXH_NONE "99aa06d3014798d86001c324468d497f"

static void
test_sha256_of_known_texts (void)
{
  g_autofree char *abc = resite_copy_hash_of (RESITE_COPY_SHA256, "abc", 3);
  g_autofree char *none = resite_copy_hash_of (RESITE_COPY_SHA256, "", 0);
  g_autofree char *other = resite_copy_hash_of (RESITE_COPY_XXH3, "", 0);

  g_assert_cmpstr (abc, ==, OF_ABC);
  g_assert_cmpstr (none, ==, OF_NONE);
  g_assert_cmpstr (other, ==, XXH_NONE);
  g_assert_cmpint (resite_copy_hash_kind_of (abc), ==, RESITE_COPY_SHA256);
  g_assert_cmpint (resite_copy_hash_kind_of (other), ==, RESITE_COPY_XXH3);
  g_assert_cmpint (resite_copy_hash_kind_of (NULL), ==, RESITE_COPY_XXH3);
}

static void
test_sha256_in_pieces (void)
{
  g_autoptr (ResiteCopyHash) hash = resite_copy_hash_new (RESITE_COPY_SHA256);
  char piece[1000];
  g_autofree char *half = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *anew = NULL;

  memset (piece, 'a', sizeof piece);
  for (guint i = 0; i < 500; i++)
    resite_copy_hash_update (hash, piece, sizeof piece);
  half = resite_copy_hash_to_text (hash);
  for (guint i = 0; i < 500; i++)
    resite_copy_hash_update (hash, piece, sizeof piece);
  whole = resite_copy_hash_to_text (hash);
  g_assert_cmpstr (half, !=, whole);
  g_assert_cmpstr (whole, ==, OF_MANY);
  resite_copy_hash_reset (hash);
  resite_copy_hash_update (hash, "abc", 3);
  anew = resite_copy_hash_to_text (hash);
  g_assert_cmpstr (anew, ==, OF_ABC);
}

/* Of one that knows "ab", both go on with what comes to them. */
static void
test_hashes_part_ways (gconstpointer data)
{
  const ResiteCopyHashKind kind = GPOINTER_TO_INT (data);
  g_autoptr (ResiteCopyHash) one = resite_copy_hash_new (kind);
  g_autoptr (ResiteCopyHash) other = NULL;
  g_autofree char *abc = resite_copy_hash_of (kind, "abc", 3);
  g_autofree char *abd = resite_copy_hash_of (kind, "abd", 3);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  resite_copy_hash_update (one, "ab", 2);
  other = resite_copy_hash_copy (one);
  resite_copy_hash_update (one, "c", 1);
  resite_copy_hash_update (other, "d", 1);
  first = resite_copy_hash_to_text (one);
  second = resite_copy_hash_to_text (other);
  g_assert_cmpstr (first, ==, abc);
  g_assert_cmpstr (second, ==, abd);
}

/* Small, and large enough to go piece by piece. */
static void
test_copies_with_sha256 (Fixture *self, gconstpointer data)
{
  const ResiteCopyOptions options = { .hash = RESITE_COPY_SHA256 };
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  put (self->source, "abc", "abc");
  put_large (self->source, "large", 9 * MEGABYTE + 77);
  job = copy (self, &options, RESITE_JOB_DONE);
  rows = resite_ledger_read (self->ledger, NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = rows->pdata[i];
      g_autoptr (ResiteCopyMark) mark = resite_copy_mark_parse (row->digest);
      g_autofree char *path = g_build_filename (self->target, row->name, NULL);
      g_autoptr (GMappedFile) content = g_mapped_file_new (path, FALSE, NULL);
      g_autofree char *expected = g_compute_checksum_for_data (
          G_CHECKSUM_SHA256, (guchar *)g_mapped_file_get_contents (content),
          g_mapped_file_get_length (content));

      g_assert_true (g_str_has_prefix (row->digest, "sha256:"));
      g_assert_cmpstr (mark->hash, ==, expected);
    }
}

#define ADD(path, function) g_test_add_func ("/copy-marks/" path, function)
#define ADD_COPYING(path, function)                                                                \
  g_test_add ("/copy-marks/" path, Copying, NULL, copying_set_up, function, copying_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_COPYING ("retry", test_retries);
  ADD_COPYING ("retry/keeps-pace", test_retries_keep_pace);
  ADD_COPYING ("ahead", test_reads_ahead);
  ADD_COPYING ("ahead/bad-sector", test_reads_ahead_of_a_bad_sector);
  ADD_COPYING ("marker/goes-on-record", test_marks_go_on_record);
  ADD_COPYING ("marker/left-behind", test_marks_that_are_left_behind);
  ADD_COPYING ("marker/dying-disk", test_marks_of_a_dying_disk);
  ADD ("sha256/known-texts", test_sha256_of_known_texts);
  ADD ("sha256/in-pieces", test_sha256_in_pieces);
  g_test_add_data_func ("/copy-marks/hashes/xxh3", GINT_TO_POINTER (RESITE_COPY_XXH3),
                        test_hashes_part_ways);
  g_test_add_data_func ("/copy-marks/hashes/sha256", GINT_TO_POINTER (RESITE_COPY_SHA256),
                        test_hashes_part_ways);
  g_test_add ("/copy-marks/sha256/copies", Fixture, NULL, fixture_set_up, test_copies_with_sha256,
              fixture_tear_down);
  return g_test_run ();
}
