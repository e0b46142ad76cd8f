/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "resite-connections.h"
#include "resite-error.h"
#include "resite-folder-smb.h"

/* Files over SMB: which share a path of a machine is, with whose password, and that nothing is
 * asked of a server before it is needed. Nobody listens at 192.0.2.7. */

static const char *const shares[] = { "E:\\SMSPKGE$", "SMSPKGE$", "E:\\data\\deep", "Deep data",
                                      NULL };

static const ResiteFilesWay basic = { .host = "192.0.2.7", .user = "CORP\\setup" };

static ResiteConnections *
make (const ResiteFilesWay *way)
{
  ResiteConnections *connections = resite_connections_new ();

  resite_connections_add (connections, "new", RESITE_REACH_SMB, "smb://");
  resite_connections_set_files_way (connections, "new", way);
  return connections;
}

static void
give (ResiteConnections *connections, const char *machine)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("CORP\\setup", "x");

  resite_connections_set_files_credentials (connections, machine, credentials);
}

static void
assert_share (ResiteConnections *connections, const char *path, const char *share, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found_name = NULL;
  g_autofree char *found = resite_connections_describe_share (connections, "new", path);
  g_autoptr (ResiteFolder) folder =
      resite_connections_open_share (connections, "new", path, &found_name, &error);

  g_assert_no_error (error);
  g_assert_true (RESITE_IS_FOLDER_SMB (folder));
  g_assert_cmpstr (found, ==, share);
  g_assert_cmpstr (found_name, ==, name);
}

static void
test_shares (void)
{
  ResiteFilesWay way = basic;
  way.shares = shares;
  g_autoptr (ResiteConnections) connections = make (&way);

  give (connections, "new");
  resite_connections_add_drive (connections, "new", 'G', "smb://other/Box/deep er/");
  resite_connections_add_drive (connections, "new", 'H', "smb:///here");
  assert_share (connections, "E:\\SMSPKG", "smb://192.0.2.7/E$", "SMSPKG");
  assert_share (connections, "e:\\", "smb://192.0.2.7/E$", "");
  assert_share (connections, "E:", "smb://192.0.2.7/E$", "");
  assert_share (connections, "\\\\BR01NEW\\E$\\a\\.\\b", "smb://192.0.2.7/E$", "a/b");
  assert_share (connections, "E:\\SMSPKGE$", "smb://192.0.2.7/SMSPKGE$", "");
  assert_share (connections, "e:\\smspkge$\\C0100010\\x", "smb://192.0.2.7/SMSPKGE$", "C0100010/x");
  assert_share (connections, "E:\\SMSPKGE$_OLD", "smb://192.0.2.7/E$", "SMSPKGE$_OLD");
  assert_share (connections, "D:\\SMSPKGE$", "smb://192.0.2.7/D$", "SMSPKGE$");
  assert_share (connections, "E:\\Data\\Deep\\y", "smb://192.0.2.7/Deep data", "y");
  assert_share (connections, "E:\\data", "smb://192.0.2.7/E$", "data");
  assert_share (connections, "G:\\x", "smb://other/Box", "deep er/x");
  assert_share (connections, "G:\\", "smb://other/Box", "deep er");
  assert_share (connections, "H:\\x", "smb://192.0.2.7/here", "x");
}

static void
refuse (ResiteConnections *connections, const char *path, int code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_connections_open_folder (connections, "new", path, TRUE, &error));
  g_assert_error (error, RESITE_ERROR, code);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_refusals (void)
{
  g_autoptr (ResiteConnections) connections = make (&basic);
  g_autoptr (GError) error = NULL;

  refuse (connections, "E:\\SMSPKG", RESITE_ERROR_NEEDS_PERSON, "password");
  give (connections, "new");
  refuse (connections, "E:\\..\\x", RESITE_ERROR_INVALID, "..");
  refuse (connections, "SMSPKG", RESITE_ERROR_INVALID, "drive");
  resite_connections_set_files_host (connections, "new", NULL);
  refuse (connections, "E:\\SMSPKG", RESITE_ERROR_NOT_FOUND, "[new]");
  resite_connections_set_files_host (connections, "new", "192.0.2.7");
  resite_credentials_set_refused (resite_connections_get_files_credentials (connections, "new"));
  g_assert_true (resite_connections_needs_files_credentials (connections, "new"));
  refuse (connections, "E:\\SMSPKG", RESITE_ERROR_NO_ACCESS, "CORP\\setup");
  g_assert_null (resite_connections_resolve (connections, "new", "E:\\SMSPKG", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON);
}

/* A drive may lie on this desk all the same, and the other way round. */
static void
test_mixed (void)
{
  g_autoptr (ResiteConnections) connections = make (&basic);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  resite_connections_add_drive (connections, "new", 'D', g_get_tmp_dir ());
  g_assert_true (resite_connections_has_files (connections, "new"));
  g_assert_true (resite_connections_is_remote_path (connections, "new", "E:\\x"));
  g_assert_false (resite_connections_is_remote_path (connections, "new", "D:\\x"));
  g_assert_false (resite_connections_is_remote_path (connections, "old", "E:\\x"));
  g_assert_false (resite_connections_is_remote_path (connections, "desk", "/srv/x"));
  path = resite_connections_resolve (connections, "new", "D:\\", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, g_get_tmp_dir ());

  resite_connections_add (connections, "old", RESITE_REACH_LOCAL, g_get_tmp_dir ());
  resite_connections_add_drive (connections, "old", 'E', "smb://192.0.2.8/E$");
  resite_connections_set_files_way (connections, "old", &basic);
  g_assert_true (resite_connections_is_remote_path (connections, "old", "E:\\x"));
  g_assert_false (resite_connections_is_remote_path (connections, "old", "D:\\x"));
}

static void
test_guest (void)
{
  g_autoptr (ResiteConnections) connections =
      make (&(const ResiteFilesWay){ .host = "192.0.2.7", .allow_smb1 = TRUE });
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteFolder) folder =
      resite_connections_open_folder (connections, "new", "E:\\SMSPKG", TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (folder);
  g_assert_true (resite_connections_allows_smb1 (connections, "new"));
  g_assert_false (resite_connections_needs_files_credentials (connections, "new"));
}

/* One account, one password; another one, another. */
static void
test_shared_password (void)
{
  static const struct
  {
    const char *user;
    gboolean kerberos;
    gboolean shared;
  } rows[] = {
    { "corp\\SETUP", FALSE, TRUE },
    { "CORP\\other", FALSE, FALSE },
    { "CORP\\setup", TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ResiteConnections) connections = resite_connections_new ();
      const ResiteRemoteWay way = { .host = "192.0.2.7",
                                    .user = rows[i].user,
                                    .kerberos = rows[i].kerberos };

      resite_connections_add (connections, "new", RESITE_REACH_WINRM, "smb://");
      resite_connections_set_way (connections, "new", &way);
      resite_connections_set_files_way (connections, "new", &basic);
      give (connections, "new");
      g_assert_nonnull (resite_connections_get_files_credentials (connections, "new"));
      g_assert_true ((resite_connections_get_credentials (connections, "new") != NULL) ==
                     rows[i].shared);
      g_assert_false (resite_connections_needs_files_credentials (connections, "new"));
    }
}

/* What answers there is the wrong box: its files are not touched either. */
static void
test_fault (void)
{
  g_autoptr (ResiteConnections) connections = resite_connections_new ();

  resite_connections_add (connections, "new", RESITE_REACH_WINRM, "smb://");
  resite_connections_set_way (connections, "new", &(const ResiteRemoteWay){ .host = "192.0.2.7" });
  resite_connections_set_files_way (connections, "new", &basic);
  give (connections, "new");
  resite_connections_set_fault (connections, "new", "Another box answers");
  refuse (connections, "E:\\SMSPKG", RESITE_ERROR_DIFFERS, "Another box");
  resite_connections_set_fault (connections, "new", NULL);
  g_assert_nonnull (resite_connections_describe_share (connections, "new", "E:\\"));
}

/* A plan that was corrected: the password goes to the same server only. */
static void
test_inherit (void)
{
  g_autoptr (ResiteConnections) former = make (&basic);
  g_autoptr (ResiteConnections) same = make (&basic);
  g_autoptr (ResiteConnections) other =
      make (&(const ResiteFilesWay){ .host = "192.0.2.8", .user = "CORP\\setup" });

  give (former, "new");
  resite_connections_inherit (same, former);
  resite_connections_inherit (other, former);
  g_assert_false (resite_connections_needs_files_credentials (same, "new"));
  g_assert_true (resite_connections_needs_files_credentials (other, "new"));
}

/* "source" is the old server. */
static void
test_alias (void)
{
  g_autoptr (ResiteConnections) connections = make (&basic);

  resite_connections_add (connections, "source", RESITE_REACH_SMB, "smb://");
  resite_connections_set_alias (connections, "source", "new");
  give (connections, "source");
  g_assert_false (resite_connections_needs_files_credentials (connections, "new"));
  g_assert_true (resite_connections_is_remote_path (connections, "source", "E:\\SMSPKG"));
  g_assert_cmpstr (resite_connections_get_files_user (connections, "source"), ==, "CORP\\setup");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connections-files/shares", test_shares);
  g_test_add_func ("/connections-files/refusals", test_refusals);
  g_test_add_func ("/connections-files/mixed", test_mixed);
  g_test_add_func ("/connections-files/guest", test_guest);
  g_test_add_func ("/connections-files/shared-password", test_shared_password);
  g_test_add_func ("/connections-files/fault", test_fault);
  g_test_add_func ("/connections-files/inherit", test_inherit);
  g_test_add_func ("/connections-files/alias", test_alias);
  return g_test_run ();
}
