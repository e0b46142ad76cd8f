/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-smb-much"

#include "config.h"

#include "smb-server.h"

/* Large files, many files, and many calls at a time. */

#define BIG_OFFSET (G_GUINT64_CONSTANT (5) << 30)

/* More than one answer of the server holds. */
static void
test_many_files (void)
{
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GError) error = NULL;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("many");
  g_assert_true (resite_folder_make_folder (opened->folder, "m", &error));
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *name =
          g_strdup_printf ("public/many/m/%04u with a name of some length.pkg", i);
      g_autofree char *path = smb_server_path (smb_server, name);

      g_assert_true (g_file_set_contents (path, "abc", i % 4, NULL));
    }
  infos = resite_folder_list (opened->folder, "m", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (infos->len, ==, 3000);
  for (guint i = 0; i < 3000; i++)
    {
      ResiteFileInfo *info = infos->pdata[i];

      g_assert_cmpint (atoi (info->name + 2), ==, i);
      g_assert_cmpuint (info->size, ==, i % 4);
    }
}

static void
test_large (void)
{
  const gsize size = 20 * 1024 * 1024 + 3;
  g_autofree guint8 *bytes = g_malloc0 (size);
  g_autofree guint8 *back = g_malloc0 (size + 1);
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (ResiteFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  ResiteFile *file;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("large");
  smb_fill (bytes, size, 7);
  file = resite_folder_open_write (opened->folder, "file", FALSE, size, &error);
  g_assert_no_error (error);
  g_assert_true (resite_folder_write (opened->folder, file, bytes, size, 0, &error));
  g_assert_true (resite_folder_write (opened->folder, file, "far", 3, BIG_OFFSET, &error));
  g_assert_true (resite_folder_close (opened->folder, file, &error));
  info = resite_folder_query (opened->folder, "file", NULL, &error);
  g_assert_cmpuint (info->size, ==, BIG_OFFSET + 3);

  file = resite_folder_open_read (opened->folder, "file", &error);
  g_assert_no_error (error);
  g_assert_cmpint (resite_folder_read (opened->folder, file, back, size, 0, &error), ==, size);
  g_assert_cmpmem (back, size, bytes, size);
  g_assert_cmpint (resite_folder_read (opened->folder, file, back, 100, BIG_OFFSET, &error), ==, 3);
  g_assert_cmpmem (back, 3, "far", 3);
  g_assert_cmpint (resite_folder_read (opened->folder, file, back, 100, BIG_OFFSET + 3, &error), ==,
                   0);
  g_assert_cmpint (resite_folder_read (opened->folder, file, back, 100, BIG_OFFSET * 2, &error), ==,
                   0);
  g_assert_true (resite_folder_close (opened->folder, file, &error));

  /* Going on keeps what is there, starting anew does not. */
  file = resite_folder_open_write (opened->folder, "file", TRUE, 0, &error);
  g_assert_true (resite_folder_write (opened->folder, file, "go", 2, 1, &error));
  g_assert_cmpint (resite_folder_read (opened->folder, file, back, 3, 0, &error), ==, 3);
  g_assert_cmpint (back[0], ==, bytes[0]);
  g_assert_cmpmem (back + 1, 2, "go", 2);
  g_assert_true (resite_folder_close (opened->folder, file, &error));
  file = resite_folder_open_write (opened->folder, "file", FALSE, 0, &error);
  g_assert_true (resite_folder_close (opened->folder, file, &error));
  g_clear_pointer (&info, resite_file_info_free);
  info = resite_folder_query (opened->folder, "file", NULL, &error);
  g_assert_cmpuint (info->size, ==, 0);
}

static void
test_fetch_sizes (void)
{
  static const gsize sizes[] = { 0, 1, 4095, 65536, 65537, 1024 * 1024, 9 * 1024 * 1024 };
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GError) error = NULL;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("sizes");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gsize size = sizes[i];
      const ResiteFileMarks marks = { 1000000, RESITE_DOS_ARCHIVE };
      g_autofree guint8 *bytes = g_malloc0 (size + 4);
      g_autofree guint8 *back = g_malloc0 (size + 2);
      ResiteFileInfo after;

      smb_fill (bytes, size, i);
      g_assert_true (resite_folder_store (opened->folder, "f", bytes, size, &marks, &error));
      g_assert_cmpint (resite_folder_fetch (opened->folder, "f", back, size + 1, &after, &error),
                       ==, size);
      g_assert_cmpmem (back, size, bytes, size);
      g_assert_cmpint (after.type, ==, RESITE_FILE_OTHER);
      if (size > 1)
        g_assert_cmpint (resite_folder_fetch (opened->folder, "f", back, size - 1, NULL, &error),
                         ==, size - 1);
    }
}

typedef struct
{
  ResiteFolder *folder;
  guint number;
  int failures;
} Thread;

static gpointer
work (gpointer data)
{
  Thread *self = data;
  g_autofree char *large = g_malloc (1000000);
  g_autofree char *big = g_strdup_printf ("big-%u", self->number);
  ResiteFile *file = resite_folder_open_write (self->folder, big, FALSE, 0, NULL);

  memset (large, 'a' + self->number, 1000000);
  for (guint i = 0; i < 20 && file != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u-%u", self->number, i);
      g_autofree char *back = NULL;

      smb_store (self->folder, name, name);
      back = smb_fetch (self->folder, name);
      if (strcmp (back, name) != 0 ||
          !resite_folder_write (self->folder, file, large + i * 50000, 50000, i * 50000, NULL))
        self->failures++;
    }
  if (file == NULL || !resite_folder_close (self->folder, file, NULL))
    self->failures++;
  return NULL;
}

static void
test_many_at_once (void)
{
  const ResiteSmbOptions options = { .create = TRUE, .most_connections = 3 };
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GArray) before = NULL;
  g_autoptr (GArray) workers = NULL;
  Thread threads[10];
  GThread *running[10];

  if (!smb_have_server (""))
    return;
  before = smb_list_workers ();
  opened = smb_folder_open (smb_server->port, "public/at-once", NULL, NULL, &options);
  for (guint i = 0; i < 10; i++)
    {
      threads[i] = (Thread){ opened->folder, i, 0 };
      running[i] = g_thread_new ("work", work, &threads[i]);
    }
  for (guint i = 0; i < 10; i++)
    {
      g_thread_join (running[i]);
      g_assert_cmpint (threads[i].failures, ==, 0);
    }
  workers = smb_list_workers ();
  g_assert_cmpuint (workers->len, <=, MAX (before->len, 1) + 3);
  g_assert_cmpuint (workers->len, >, before->len);
  infos = resite_folder_list (opened->folder, "", NULL, NULL);
  g_assert_cmpuint (infos->len, ==, 210);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("public/at-once/big-%u", i);
      g_autofree char *path = smb_server_path (smb_server, name);
      g_autofree char *text = NULL;
      gsize size = 0;

      g_assert_true (g_file_get_contents (path, &text, &size, NULL));
      g_assert_cmpuint (size, ==, 1000000);
      for (gsize k = 0; k < size; k += 997)
        g_assert_cmpint (text[k], ==, 'a' + i);
    }
}

/* Of an open file a server says what it was; so the name has to be asked, after it was closed. */
static void
test_look_after_an_open_file (void)
{
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (ResiteFileInfo) before = NULL;
  g_autoptr (ResiteFileInfo) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  ResiteFileInfo info;
  ResiteFile *file;

  if (!smb_have_server (""))
    return;
  opened = smb_open_public ("look");
  smb_store (opened->folder, "file", "hello");
  before = resite_folder_query (opened->folder, "file", NULL, &error);
  g_assert_no_error (error);
  file = resite_folder_open_read (opened->folder, "file", &error);
  g_assert_no_error (error);
  path = smb_server_path (smb_server, "public/look/file");
  g_assert_true (g_file_set_contents_full (path, "HELLO", 5, G_FILE_SET_CONTENTS_NONE, 0666, NULL));
  g_assert_true (resite_folder_look (opened->folder, file, &info, &error));
  g_assert_cmpint (info.type, ==, RESITE_FILE_OTHER);
  g_assert_true (resite_folder_close (opened->folder, file, &error));
  after = resite_folder_query (opened->folder, "file", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->size, ==, before->size);
  g_assert_cmpint (after->modified, !=, before->modified);
}

static guint
count_workers (void)
{
  g_autoptr (GArray) workers = smb_list_workers ();

  return workers->len;
}

/* The connections come by themselves once the first has been let in, and only where that is so. */
static void
test_made_ready (void)
{
  const ResiteSmbOptions options = { .create = TRUE, .most_connections = 5 };
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (SmbFolder) wrong = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  guint before, refused;

  if (!smb_have_server (""))
    return;
  opened = smb_folder_open (smb_server->port, "public/ready", NULL, NULL, &options);
  smb_store (opened->folder, "file", "x");
  before = count_workers ();
  resite_folder_make_ready (opened->folder);
  while (count_workers () < before + 4)
    g_usleep (10000);
  text = smb_fetch (opened->folder, "file");
  g_assert_cmpuint (count_workers (), ==, before + 4);
  g_clear_pointer (&opened, smb_folder_free);

  refused = smb_server_count (smb_server, "NT_STATUS_WRONG_PASSWORD");
  wrong = smb_folder_open (smb_server->port, "public/ready", NULL, "nobody's", &options);
  resite_folder_make_ready (wrong->folder);
  g_assert_null (resite_folder_list (wrong->folder, "", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_cmpuint (smb_server_count (smb_server, "NT_STATUS_WRONG_PASSWORD"), ==, refused + 1);
}

/* Nothing is left waiting by a folder that goes while its connections are being made. */
static void
test_gone_while_made_ready (void)
{
  const ResiteSmbOptions options = { .create = TRUE, .most_connections = 8 };
  guint before;

  if (!smb_have_server (""))
    return;
  before = count_workers ();
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (SmbFolder) opened =
          smb_folder_open (smb_server->port, "public/ready", NULL, NULL, &options);
      g_autoptr (GPtrArray) infos = NULL;

      resite_folder_make_ready (opened->folder);
      infos = resite_folder_list (opened->folder, "", NULL, NULL);
      g_assert_nonnull (infos);
    }
  while (count_workers () > before)
    g_usleep (10000);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smb-much/many-files", test_many_files);
  g_test_add_func ("/smb-much/large", test_large);
  g_test_add_func ("/smb-much/fetch-sizes", test_fetch_sizes);
  g_test_add_func ("/smb-much/many-at-once", test_many_at_once);
  g_test_add_func ("/smb-much/look-after-an-open-file", test_look_after_an_open_file);
  g_test_add_func ("/smb-much/made-ready", test_made_ready);
  g_test_add_func ("/smb-much/gone-while-made-ready", test_gone_while_made_ready);
  result = g_test_run ();
  smb_server_stop (smb_server);
  return result;
}
