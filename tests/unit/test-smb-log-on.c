/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-smb-log-on"

#include "config.h"

#include "smb-server.h"

/* Kinds of servers, who gets in, and where the secret does not lie. */

static const ResiteSmbOptions make = { .create = TRUE };
static const ResiteSmbOptions make_old = { .create = TRUE, .allow_smb1 = TRUE };

static void
check_content (ResiteFolder *folder)
{
  const gsize size = 3 * 1024 * 1024 + 11;
  g_autofree char *bytes = g_malloc (size);
  g_autofree char *back = g_malloc0 (size);
  g_autofree char *text = NULL;
  g_autoptr (ResiteFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  const ResiteFileMarks marks = { G_GINT64_CONSTANT (1000000000000007),
                                  RESITE_DOS_READ_ONLY | RESITE_DOS_ARCHIVE };
  ResiteFile *file;

  for (gsize i = 0; i < size; i++)
    bytes[i] = i * 13 + i / 256;
  smb_store (folder, "small", "content");
  text = smb_fetch (folder, "small");
  g_assert_cmpstr (text, ==, "content");
  file = resite_folder_open_write (folder, "large", FALSE, size, &error);
  g_assert_no_error (error);
  g_assert_true (resite_folder_write (folder, file, bytes, size, 0, &error));
  g_assert_true (resite_folder_close (folder, file, &error));
  g_assert_true (resite_folder_set_marks (folder, "large", &marks, &error));
  file = resite_folder_open_read (folder, "large", &error);
  g_assert_cmpint (resite_folder_read (folder, file, back, size, 0, &error), ==, size);
  g_assert_true (resite_folder_close (folder, file, &error));
  g_assert_cmpmem (back, size, bytes, size);
  info = resite_folder_query (folder, "large", NULL, &error);
  g_assert_true (info->read_only);
  g_assert_cmpint (info->modified, ==, marks.modified);
  g_assert_true (resite_folder_rename (folder, "large", "renamed", &error));
  g_assert_true (resite_folder_remove (folder, "renamed", &error));
  g_assert_no_error (error);
}

typedef struct
{
  const char *name;
  const char *server; /* its words */
  const char *dialect;
} Kind;

static const Kind kinds[] = {
  { "smb3-signed", "full=0 signing=mandatory", "SMB 3.1.1, signed" },
  { "smb3-encrypted", "full=0 encrypt=required", "SMB 3.1.1" },
  { "smb2", "full=0 protocol=SMB2_10", "SMB 2.1" },
  { "smb2-only", "full=0 protocol=SMB2_02 least=SMB2_02", "SMB 2.0.2" },
  { "smb1", "full=0 protocol=NT1", "SMB 1" },
  { "smb1-signed", "full=0 protocol=NT1 signing=mandatory", "SMB 1, signed" },
};

static void
test_kind (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (SmbServer) server = smb_server_start (kind->server);
  g_autoptr (SmbFolder) opened = NULL;
  g_autofree char *dialect = NULL;

  if (server == NULL)
    return;
  opened = smb_folder_open (server->port, "public/x", NULL, NULL, &make_old);
  check_content (opened->folder);
  dialect = resite_folder_smb_get_dialect (RESITE_FOLDER_SMB (opened->folder));
  g_assert_cmpstr (dialect, ==, kind->dialect);
}

static void
test_only_smb1 (void)
{
  g_autoptr (SmbServer) server = smb_server_start ("full=0 protocol=NT1");
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GError) error = NULL;
  ResiteFolderTraits traits;

  if (server == NULL)
    return;
  opened = smb_folder_open (server->port, "public", NULL, NULL, &make);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (resite_folder_get_traits (opened->folder, &traits, NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, "only speaks SMB 1"));
      g_clear_error (&error);
      g_assert_null (resite_folder_list (opened->folder, "", NULL, &error));
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED);
      g_clear_error (&error);
    }
  /* Nothing secret was at stake. */
  g_assert_cmpuint (smb_server_count (server, "NT_STATUS_OK"), ==, 0);
  g_assert_cmpuint (smb_server_count (server, "NT_STATUS_WRONG_PASSWORD"), ==, 0);
}

static gpointer
try_to_list (gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) infos = resite_folder_list (data, "", NULL, &error);

  g_assert_null (infos);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_null (strstr (error->message, "wrong-secret"));
  return NULL;
}

static void
test_wrong_password (void)
{
  g_autoptr (SmbServer) server = smb_server_start ("full=0");
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (SmbFolder) right = NULL;
  GThread *threads[8];

  if (server == NULL)
    return;
  opened = smb_folder_open (server->port, "public", NULL, "wrong-secret", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("list", try_to_list, opened->folder);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  try_to_list (opened->folder);
  g_assert_true (resite_credentials_is_refused (opened->credentials));
  g_assert_cmpuint (smb_server_count (server, "NT_STATUS_WRONG_PASSWORD"), ==, 1);

  /* Others are not barred by that, and a domain before the user is taken off it. */
  right = smb_folder_open (server->port, "public/x", "OTHERSERVER\\smsadmin", NULL, &make);
  check_content (right->folder);
  g_assert_true (resite_credentials_is_proven (right->credentials));
  g_assert_cmpuint (smb_server_count (server, "NT_STATUS_WRONG_PASSWORD"), ==, 1);
}

static void
test_guest (void)
{
  g_autoptr (SmbServer) server = smb_server_start ("full=0 guest=yes");
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (SmbFolder) right = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  opened = smb_folder_open (server->port, "public", NULL, "wrong-secret", NULL);
  g_assert_null (resite_folder_list (opened->folder, "", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_assert_nonnull (strstr (error->message, "guest"));
  g_assert_true (resite_credentials_is_refused (opened->credentials));
  right = smb_folder_open (server->port, "public/x", NULL, NULL, &make);
  check_content (right->folder);
}

static void
test_nobody_without_password (void)
{
  g_autoptr (SmbServer) server = smb_server_start ("full=0");
  g_autofree char *url = NULL;
  g_autoptr (ResiteSmbPlace) place = NULL;
  g_autoptr (ResiteFolder) folder = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  url = g_strdup_printf ("smb://127.0.0.1:%u/public", server->port);
  place = resite_smb_place_parse (url, &error);
  folder = resite_folder_smb_new (place, NULL, NULL);
  g_assert_null (resite_folder_list (folder, "", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
}

static gboolean
holds (const char *path, const char *secret)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  return g_file_get_contents (path, &bytes, &size, NULL) && size > 0 &&
         memmem (bytes, size, secret, strlen (secret)) != NULL;
}

/* In no argument, no environment, no file; no process of ours can leave it in a core. */
static void
test_secret (void)
{
  static const char *const files[] = { "cmdline", "environ" };
  g_autoptr (SmbServer) server = smb_server_start ("full=0 password=Very.Secret.77");
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GArray) workers = NULL;

  if (server == NULL)
    return;
  opened = smb_folder_open (server->port, "public/x", NULL, "Very.Secret.77", &make);
  smb_store (opened->folder, "a", "a");
  workers = smb_list_workers ();
  g_assert_cmpuint (workers->len, >=, 2);
  for (guint i = 0; i < workers->len; i++)
    {
      const pid_t pid = g_array_index (workers, pid_t, i);
      g_autofree char *limits = g_strdup_printf ("/proc/%d/limits", pid);
      g_autofree char *text = NULL;
      const char *line;

      for (guint k = 0; k < G_N_ELEMENTS (files); k++)
        {
          g_autofree char *path = g_strdup_printf ("/proc/%d/%s", pid, files[k]);

          g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
          g_assert_false (holds (path, "Very.Secret.77"));
        }
      g_assert_true (g_file_get_contents (limits, &text, NULL, NULL));
      line = strstr (text, "Max core file size");
      g_assert_nonnull (line);
      g_assert_cmpint (strtol (line + strlen ("Max core file size"), NULL, 10), ==, 1);
    }
}

/* In another process: what a person has configured for other programs plays no part. */
static int
list_at_odd_home (const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, " ", 2);
  g_autoptr (SmbFolder) opened = NULL;
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("HOME", parts[1], TRUE);
  opened = smb_folder_open (atoi (parts[0]), "public", NULL, NULL, NULL);
  infos = resite_folder_list (opened->folder, "", NULL, &error);
  if (infos == NULL)
    fprintf (stderr, "%s\n", error->message);
  return infos != NULL ? 0 : 1;
}

static void
test_own_configuration (void)
{
  g_autoptr (SmbServer) server = smb_server_start ("full=0 least=SMB3_00");
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) other = NULL;
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *words = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (server == NULL)
    return;
  folder = g_build_filename (server->folder, "home", ".smb", NULL);
  path = g_build_filename (folder, "smb.conf", NULL);
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path,
                                      "[global]\n  client max protocol = NT1\n"
                                      "  client min protocol = NT1\n  log level = 10\n",
                                      -1, NULL));
  words = g_strdup_printf ("%u %s/home", server->port, server->folder);
  g_subprocess_launcher_setenv (launcher, "TEST_SMB_HOME", words, TRUE);
  other = g_subprocess_launcher_spawn (launcher, NULL, own, NULL);
  g_assert_true (g_subprocess_wait_check (other, NULL, NULL));
}

int
main (int argc, char **argv)
{
  const char *home = g_getenv ("TEST_SMB_HOME");

  if (home != NULL)
    return list_at_odd_home (home);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/smb-log-on/kind/", kinds[i].name, NULL);

      g_test_add_data_func (path, &kinds[i], test_kind);
    }
  g_test_add_func ("/smb-log-on/only-smb1", test_only_smb1);
  g_test_add_func ("/smb-log-on/wrong-password", test_wrong_password);
  g_test_add_func ("/smb-log-on/guest", test_guest);
  g_test_add_func ("/smb-log-on/nobody-without-password", test_nobody_without_password);
  g_test_add_func ("/smb-log-on/secret", test_secret);
  g_test_add_func ("/smb-log-on/own-configuration", test_own_configuration);
  return g_test_run ();
}
