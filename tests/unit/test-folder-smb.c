/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-folder-smb"

#include "config.h"

#include "smb-server.h"

static void
test_a_file (void)
{
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (ResiteFileInfo) info = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;
  g_autofree char *kept = NULL;
  struct stat status;
  ResiteFileInfo *listed;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("a-file");
  smb_store (opened->folder, "one.pkg", "hello");
  text = smb_fetch (opened->folder, "one.pkg");
  g_assert_cmpstr (text, ==, "hello");

  path = smb_server_path (smb_server, "public/a-file/one.pkg");
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "hello");
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mtim.tv_sec, ==, 1068215696);
  g_assert_cmpint (status.st_mtim.tv_nsec / 1000, ==, 123456);

  info = resite_folder_query (opened->folder, "one.pkg", NULL, &error);
  g_assert_no_error (error);
  infos = resite_folder_list (opened->folder, "", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (infos->len, ==, 1);
  listed = infos->pdata[0];
  g_assert_cmpstr (listed->name, ==, "one.pkg");
  g_assert_cmpstr (info->name, ==, "one.pkg");
  g_assert_cmpint (listed->type, ==, RESITE_FILE_PLAIN);
  g_assert_cmpint (info->type, ==, RESITE_FILE_PLAIN);
  g_assert_cmpuint (listed->size, ==, 5);
  g_assert_cmpuint (info->size, ==, 5);
  g_assert_cmpint (listed->modified, ==, G_GINT64_CONSTANT (1068215696123456));
  g_assert_cmpint (info->modified, ==, listed->modified);
  /* smbd says the time of the last writing for both, Windows does not. */
  g_assert_cmpint (listed->changed, >=, listed->modified);
  g_assert_cmpint (info->changed, ==, listed->changed);
  g_assert_cmpuint (listed->attributes, ==, RESITE_DOS_ARCHIVE);
  g_assert_cmpuint (info->attributes, ==, RESITE_DOS_ARCHIVE);
}

static void
test_attributes (void)
{
  g_autoptr (SmbFolder) opened = NULL;
  const ResiteFileMarks times[] = { { -1000000, 0 }, { 1, 0 }, { 0, 0 } };
  g_autoptr (GError) error = NULL;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("attributes");
  for (guint bits = 0; bits < 16; bits++)
    {
      const guint wanted = (bits & 7) | (bits & 8 ? RESITE_DOS_ARCHIVE : 0);
      const ResiteFileMarks marks = { G_GINT64_CONSTANT (1100000000000001) + bits, wanted };
      const ResiteFileMarks plain = { 5000000, RESITE_DOS_ARCHIVE };
      g_autofree char *name = g_strdup_printf ("%u", bits);
      g_autofree char *path = g_strconcat ("public/attributes/", name, NULL);
      g_autoptr (ResiteFileInfo) info = NULL;
      g_autoptr (ResiteFileInfo) after = NULL;

      resite_folder_store (opened->folder, name, "x", 1, &marks, &error);
      g_assert_no_error (error);
      info = resite_folder_query (opened->folder, name, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (info->attributes, ==, wanted);
      g_assert_cmpint (info->read_only, ==, (wanted & RESITE_DOS_READ_ONLY) != 0);
      g_assert_cmpint (info->modified, ==, marks.modified);
      /* In the place of one that is hidden, read-only, whatever. */
      resite_folder_store (opened->folder, name, "yy", 2, &marks, &error);
      g_assert_no_error (error);
      resite_folder_set_marks (opened->folder, name, &plain, &error);
      g_assert_no_error (error);
      after = resite_folder_query (opened->folder, name, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (after->attributes, ==, RESITE_DOS_ARCHIVE);
      g_assert_cmpint (after->modified, ==, 5000000);
      g_assert_cmpuint (after->size, ==, 2);
    }
  for (guint i = 0; i < G_N_ELEMENTS (times) - 1; i++)
    {
      g_autoptr (ResiteFileInfo) info = NULL;

      resite_folder_set_times (opened->folder, "0", times[i].modified, &error);
      g_assert_no_error (error);
      info = resite_folder_query (opened->folder, "0", NULL, &error);
      g_assert_cmpint (info->modified, ==, times[i].modified);
    }
}

static void
test_read_only (void)
{
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteFileInfo) set = NULL;
  g_autoptr (ResiteFileInfo) taken = NULL;
  g_autofree char *text = NULL;
  g_autofree char *replaced = NULL;
  ResiteFile *file;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("read-only");
  smb_store (opened->folder, "file", "old");
  smb_store (opened->folder, "new", "new");
  g_assert_true (resite_folder_set_read_only (opened->folder, "file", TRUE, &error));
  set = resite_folder_query (opened->folder, "file", NULL, NULL);
  g_assert_cmpuint (set->attributes, ==, RESITE_DOS_READ_ONLY | RESITE_DOS_ARCHIVE);
  g_assert_true (resite_folder_set_read_only (opened->folder, "file", FALSE, &error));
  taken = resite_folder_query (opened->folder, "file", NULL, NULL);
  g_assert_cmpuint (taken->attributes, ==, RESITE_DOS_ARCHIVE);
  g_assert_cmpint (taken->modified, ==, set->modified);

  g_assert_true (resite_folder_set_read_only (opened->folder, "file", TRUE, &error));
  file = resite_folder_open_write (opened->folder, "file", TRUE, 0, &error);
  g_assert_no_error (error);
  g_assert_true (resite_folder_write (opened->folder, file, "O", 1, 0, &error));
  g_assert_true (resite_folder_close (opened->folder, file, &error));
  text = smb_fetch (opened->folder, "file");
  g_assert_cmpstr (text, ==, "Old");

  g_assert_true (resite_folder_set_read_only (opened->folder, "file", TRUE, &error));
  g_assert_false (resite_folder_rename (opened->folder, "new", "file", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (resite_folder_replace (opened->folder, "new", "file", &error));
  replaced = smb_fetch (opened->folder, "file");
  g_assert_cmpstr (replaced, ==, "new");

  g_assert_true (resite_folder_set_read_only (opened->folder, "file", TRUE, &error));
  g_assert_true (resite_folder_remove (opened->folder, "file", &error));
  g_assert_null (resite_folder_query (opened->folder, "file", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_names (void)
{
  g_autofree char *ascii = g_strnfill (255, 'n');
  g_autoptr (GString) umlauts = g_string_new (NULL);
  const char *names[] = { "C01000$.pkg",
                          "a b  c",
                          "100 % sure#1",
                          "%41%2F",
                          "Prüfung Übersicht.txt",
                          "日本語のファイル",
                          "a;b=c&d+e,f'g(h)[i]{j}~k!l@m^n`o",
                          "-dash",
                          ".dot",
                          "smb:",
                          ascii,
                          NULL };
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GError) error = NULL;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("names of all/kinds $ %20#");
  for (guint i = 0; i < 127; i++)
    g_string_append (umlauts, "ö");
  names[9] = umlauts->str;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *below =
          g_strconcat ("in ", strlen (names[i]) > 200 ? "x" : names[i], "/sub#", NULL);
      g_autofree char *beside = g_strconcat ("public/names of all/kinds $ %20#/", names[i], NULL);
      g_autofree char *path = smb_server_path (smb_server, beside);

      smb_store (opened->folder, names[i], names[i]);
      text = smb_fetch (opened->folder, names[i]);
      g_assert_cmpstr (text, ==, names[i]);
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
      resite_folder_make_folder (opened->folder, below, &error);
      g_assert_no_error (error);
    }
  infos = resite_folder_list (opened->folder, "", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; names[i] != NULL; i++)
    {
      guint found = 0;

      for (guint k = 0; k < infos->len; k++)
        found += strcmp (((ResiteFileInfo *)infos->pdata[k])->name, names[i]) == 0;
      g_assert_cmpuint (found, ==, 1);
    }
}

static void
test_names_of_none (void)
{
  static const char *const names[] = { "a:b",  "a\\b", "a*", "a?",     "\"a\"", "a|b", "<a>",
                                       "dot.", "gap ", "..", "x/../y", "a//b",  "/a",  "a\nb" };
  g_autoptr (SmbFolder) opened = NULL;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("none");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const ResiteFileMarks marks = { 0, 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) renamed = NULL;

      g_assert_false (resite_folder_store (opened->folder, names[i], "x", 1, &marks, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_assert_false (resite_folder_rename (opened->folder, "x", names[i], &renamed));
      g_assert_error (renamed, RESITE_ERROR, RESITE_ERROR_INVALID);
    }
}

static void
test_folders (void)
{
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GPtrArray) below = NULL;
  g_autoptr (GError) error = NULL;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("folders");
  g_assert_true (resite_folder_make_folder (opened->folder, "a/b/c", &error));
  g_assert_true (resite_folder_make_folder (opened->folder, "a/b/c", &error));
  smb_store (opened->folder, "a/file", "x");
  g_assert_false (resite_folder_make_folder (opened->folder, "a/file", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  infos = resite_folder_list (opened->folder, "", NULL, &error);
  g_assert_cmpuint (infos->len, ==, 1);
  g_assert_cmpint (((ResiteFileInfo *)infos->pdata[0])->type, ==, RESITE_FILE_FOLDER);
  below = resite_folder_list (opened->folder, "a", NULL, &error);
  g_assert_cmpuint (below->len, ==, 2);
  g_assert_cmpstr (((ResiteFileInfo *)below->pdata[0])->name, ==, "a/b");
  g_assert_cmpstr (((ResiteFileInfo *)below->pdata[1])->name, ==, "a/file");

  g_assert_false (resite_folder_remove (opened->folder, "a/b", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (resite_folder_rename (opened->folder, "a/b/c", "a/d", &error));
  g_assert_true (resite_folder_remove (opened->folder, "a/b", &error));
  g_assert_null (resite_folder_list (opened->folder, "a/b", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (resite_folder_remove (opened->folder, "a/b", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

static void
test_space (void)
{
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GError) error = NULL;
  const gsize size = 3 * 1024 * 1024;
  g_autofree char *bytes = g_malloc0 (size);
  ResiteFileMarks marks = { 0, 0 };
  guint64 space;

  if (!smb_have_server (""))
    return;
  opened = smb_folder_open (smb_server->port, "full", NULL, NULL, NULL);
  space = resite_folder_get_free_space (opened->folder, &error);
  g_assert_no_error (error);
  if (space > 4 * 1024 * 1024)
    {
      g_test_skip ("no small file system can be mounted here");
      return;
    }
  g_assert_cmpuint (space, >, 1024 * 1024);
  g_assert_false (resite_folder_store (opened->folder, "file", bytes, size, &marks, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE);
}

static void
test_rights (void)
{
  g_autoptr (SmbFolder) closed = NULL;
  g_autoptr (SmbFolder) look = NULL;
  g_autoptr (SmbFolder) nothing = NULL;
  g_autoptr (GError) error = NULL;
  const ResiteFileMarks marks = { 0, 0 };

  if (!smb_have_server (""))
    return;
  closed = smb_folder_open (smb_server->port, "E$", "tech", NULL, NULL);
  g_assert_null (resite_folder_list (closed->folder, "", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_nonnull (strstr (error->message, "E$"));
  g_assert_false (resite_credentials_is_refused (closed->credentials));
  g_clear_error (&error);

  look = smb_folder_open (smb_server->port, "look", "tech", NULL, NULL);
  g_assert_false (resite_folder_store (look->folder, "x", "x", 1, &marks, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_clear_error (&error);

  nothing = smb_folder_open (smb_server->port, "nothing", "tech", NULL, NULL);
  g_assert_null (resite_folder_list (nothing->folder, "", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "nothing"));
}

static void
test_in_use (void)
{
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GSubprocess) held = NULL;
  g_autofree char *program =
      g_build_filename (g_getenv ("RESITE_BUILD_ROOT"), "tests/unit/smb-holder", NULL);
  g_autofree char *url = NULL;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const ResiteFileMarks marks = { 0, 0 };
  char byte;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("in-use");
  smb_store (opened->folder, "file", "x");
  url = g_strdup_printf ("smb://127.0.0.1:%u/public/in-use/file", smb_server->port);
  held = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                           program, url, SMB_PASSWORD, NULL);
  g_assert_no_error (error);
  line = smb_read_line (held);
  g_assert_cmpstr (line, ==, "held");
  g_assert_cmpint (resite_folder_fetch (opened->folder, "file", &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_false (resite_folder_store (opened->folder, "file", "y", 1, &marks, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_false (resite_folder_remove (opened->folder, "file", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_IN_USE);
  g_clear_error (&error);

  g_output_stream_close (g_subprocess_get_stdin_pipe (held), NULL, NULL);
  g_subprocess_wait (held, NULL, NULL);
  text = smb_fetch (opened->folder, "file");
  g_assert_cmpstr (text, ==, "x");
}

static void
test_traits (void)
{
  g_autoptr (SmbFolder) opened = NULL;
  g_autofree char *early = NULL;
  g_autofree char *dialect = NULL;
  g_autofree char *described = NULL;
  ResiteFolderTraits traits;
  g_autoptr (GError) error = NULL;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("a-file");
  early = resite_folder_smb_get_dialect (RESITE_FOLDER_SMB (opened->folder));
  g_assert_null (early);
  g_assert_true (resite_folder_get_traits (opened->folder, &traits, NULL, &error));
  g_assert_true (traits.remote);
  g_assert_false (traits.syncs);
  g_assert_false (traits.renames_over);
  g_assert_true (traits.ignores_case);
  g_assert_cmpint (traits.round_trip, >, 0);
  g_assert_cmpuint (traits.most_at_once, >=, 4);
  dialect = resite_folder_smb_get_dialect (RESITE_FOLDER_SMB (opened->folder));
  g_assert_cmpstr (dialect, ==, "SMB 3.1.1");
  described = resite_folder_describe (opened->folder);
  g_assert_true (g_str_has_prefix (described, "smb://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (described, "/public/a-file"));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder-smb/a-file", test_a_file);
  g_test_add_func ("/folder-smb/attributes", test_attributes);
  g_test_add_func ("/folder-smb/read-only", test_read_only);
  g_test_add_func ("/folder-smb/names", test_names);
  g_test_add_func ("/folder-smb/names-of-none", test_names_of_none);
  g_test_add_func ("/folder-smb/folders", test_folders);
  g_test_add_func ("/folder-smb/space", test_space);
  g_test_add_func ("/folder-smb/rights", test_rights);
  g_test_add_func ("/folder-smb/in-use", test_in_use);
  g_test_add_func ("/folder-smb/traits", test_traits);
  result = g_test_run ();
  smb_server_stop (smb_server);
  return result;
}
