/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "copy-fixture.h"
#include "resite-folder-absent.h"

typedef struct
{
  GHashTable *infos; /* name → ResiteFileInfo */
  guint stop_after;
} Seen;

static gboolean
see_cb (const ResiteFileInfo *info, gpointer user_data)
{
  Seen *seen = user_data;
  ResiteFileInfo *copy = g_memdup2 (info, sizeof *info);

  copy->name = g_strdup (info->name);
  g_assert_true (g_hash_table_insert (seen->infos, copy->name, copy));
  return g_hash_table_size (seen->infos) != seen->stop_after;
}

static Seen
see (ResiteFolder *folder, const char *name, guint stop_after)
{
  Seen seen = { .stop_after = stop_after };
  g_autoptr (GError) error = NULL;

  seen.infos =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)resite_file_info_free);
  g_assert_true (resite_folder_visit (folder, name, see_cb, &seen, NULL, &error));
  g_assert_no_error (error);
  return seen;
}

static void
assert_same_as_list (ResiteFolder *folder, const char *name)
{
  Seen seen = see (folder, name, 0);
  g_autoptr (GPtrArray) listed = resite_folder_list (folder, name, NULL, NULL);

  g_assert_cmpuint (listed->len, ==, g_hash_table_size (seen.infos));
  for (guint i = 0; i < listed->len; i++)
    {
      const ResiteFileInfo *info = listed->pdata[i];
      const char *slash = strrchr (info->name, '/');
      const ResiteFileInfo *found =
          g_hash_table_lookup (seen.infos, slash != NULL ? slash + 1 : info->name);

      g_assert_nonnull (found);
      g_assert_cmpint (found->type, ==, info->type);
      g_assert_cmpuint (found->size, ==, info->size);
      g_assert_cmpint (found->modified, ==, info->modified);
      g_assert_cmpint (found->changed, ==, info->changed);
    }
  g_hash_table_unref (seen.infos);
}

static void
fill (Fixture *self)
{
  g_autofree char *read_only = g_build_filename (self->source, "sub/read-only", NULL);
  g_autofree char *link = g_build_filename (self->source, "sub/link", NULL);
  g_autofree char *pipe = g_build_filename (self->source, "sub/pipe", NULL);
  g_autofree char *foreign = g_build_filename (self->source, "sub/latin\xe4", NULL);

  put (self->source, "sub/file", "12345");
  put (self->source, "sub/ä ö.txt", "1");
  put (self->source, "sub/below/deep", "1");
  put (self->source, "sub/.hidden", "");
  put (self->source, "sub/read-only", "1");
  set_time (self->source, "sub/file", 5000001);
  g_assert_cmpint (g_chmod (read_only, 0444), ==, 0);
  g_assert_cmpint (symlink ("/etc", link), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0644), ==, 0);
  g_assert_true (g_file_set_contents (foreign, "1", 1, NULL));
}

static void
test_same_as_a_list (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = NULL;

  fill (self);
  folder = resite_folder_local_new (self->source, NULL);
  assert_same_as_list (folder, "");
  assert_same_as_list (folder, "sub");
  assert_same_as_list (folder, "sub/below");
}

static void
test_attributes_that_nobody_asked_for (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = NULL;
  const ResiteFileInfo *info;
  Seen seen;

  fill (self);
  folder = resite_folder_local_new (self->source, NULL);
  seen = see (folder, "sub", 0);
  info = g_hash_table_lookup (seen.infos, "read-only");
  g_assert_true (info->read_only);
  g_assert_cmpuint (info->attributes, ==, RESITE_DOS_READ_ONLY | RESITE_DOS_NOT_ASKED);
  info = g_hash_table_lookup (seen.infos, "file");
  g_assert_false (info->read_only);
  g_assert_cmpuint (info->attributes, ==, RESITE_DOS_NOT_ASKED);
  g_assert_cmpint (info->modified, ==, 5000001);
  info = g_hash_table_lookup (seen.infos, "below");
  g_assert_cmpint (info->type, ==, RESITE_FILE_FOLDER);
  g_hash_table_unref (seen.infos);
}

static void
test_ended_early (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = NULL;
  g_autoptr (ResiteFolder) wrapped = NULL;
  Seen seen;

  fill (self);
  folder = resite_folder_local_new (self->source, NULL);
  seen = see (folder, "sub", 2);
  g_assert_cmpuint (g_hash_table_size (seen.infos), ==, 2);
  g_hash_table_unref (seen.infos);
  wrapped = resite_folder_absent_new (folder, "place");
  seen = see (wrapped, "sub", 3);
  g_assert_cmpuint (g_hash_table_size (seen.infos), ==, 3);
  g_hash_table_unref (seen.infos);
}

/* By way of the list, where a folder knows no visits. */
static void
test_other_folders (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = NULL;
  g_autoptr (ResiteFolder) wrapped = NULL;
  g_autoptr (ResiteFolder) nowhere = resite_folder_absent_new (NULL, "nowhere");
  Seen seen;

  fill (self);
  folder = resite_folder_local_new (self->source, NULL);
  wrapped = resite_folder_absent_new (folder, "place");
  assert_same_as_list (wrapped, "");
  assert_same_as_list (wrapped, "sub");
  seen = see (nowhere, "", 0);
  g_assert_cmpuint (g_hash_table_size (seen.infos), ==, 0);
  g_hash_table_unref (seen.infos);
  resite_folder_interrupt (folder);
  resite_folder_interrupt (wrapped);
  assert_same_as_list (wrapped, "sub");
}

static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) folder = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) link = NULL;
  g_autoptr (GError) cancelled = NULL;
  Seen seen = { NULL };

  fill (self);
  folder = resite_folder_local_new (self->source, NULL);
  g_assert_false (resite_folder_visit (folder, "none", see_cb, &seen, NULL, &missing));
  g_assert_error (missing, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (missing->message, "none"));
  g_assert_false (resite_folder_visit (folder, "sub/link", see_cb, &seen, NULL, &link));
  g_assert_nonnull (link);
  g_cancellable_cancel (cancellable);
  g_assert_false (resite_folder_visit (folder, "sub", see_cb, &seen, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/folder-visit/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("same-as-a-list", test_same_as_a_list);
  ADD ("attributes-that-nobody-asked-for", test_attributes_that_nobody_asked_for);
  ADD ("ended-early", test_ended_early);
  ADD ("other-folders", test_other_folders);
  ADD ("no-folder", test_no_folder);
  return g_test_run ();
}
