/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-files-way.h"

/* What a plan says of files over SMB, and what of it the connections are told. */

static ResitePlan *
read_plan (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  ResitePlan *plan = resite_plan_new_from_data ("x.siteplan", bytes, &error);

  g_assert_no_error (error);
  return plan;
}

static void
test_wanted (void)
{
  static const struct
  {
    const char *lines;
    gboolean wanted;
    const char *server;
  } rows[] = {
    { "reach=smb\n", TRUE, NULL },
    { "reach=SMB\n", TRUE, NULL },
    { "reach=winrm\nfiles=smb://\n", TRUE, NULL },
    { "reach=winrm\nfiles=smb://BR01NEW\n", TRUE, "BR01NEW" },
    { "reach=by-hand\nfiles=SMB://10.4.1.77/\n", TRUE, "10.4.1.77" },
    { "reach=local\nfiles=/srv/new\ndrive.Z=smb://BR01NEW/Z$\n", TRUE, NULL },
    { "reach=winrm\n", FALSE, NULL },
    { "reach=local\nfiles=/srv/smb\n", FALSE, NULL },
    { "reach=local\nfiles=file:///srv/new\n", FALSE, NULL },
    { "smb-user=admin\nsmb1=yes\n", FALSE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat ("[new]\n", rows[i].lines, NULL);
      g_autoptr (ResitePlan) plan = read_plan (text);
      g_autofree char *server = resite_files_way_dup_server (plan, "new");

      g_test_message ("%s", rows[i].lines);
      g_assert_true (resite_files_way_is_wanted (plan, "new") == rows[i].wanted);
      g_assert_cmpstr (server, ==, rows[i].server);
      g_assert_false (resite_files_way_is_wanted (plan, "old"));
    }
}

static ResiteConnections *
connect (const char *text)
{
  g_autoptr (ResitePlan) plan = read_plan (text);
  ResiteConnections *connections = resite_connections_new ();

  resite_connections_add (connections, "new", RESITE_REACH_SMB, NULL);
  resite_files_way_add_drives (connections, plan, "new", "new");
  resite_files_way_add (connections, plan, "new", "10.4.1.77");
  return connections;
}

static void
assert_share (ResiteConnections *connections, const char *path, const char *share)
{
  g_autofree char *found = resite_connections_describe_share (connections, "new", path);

  g_assert_cmpstr (found, ==, share);
}

static void
test_all (void)
{
  g_autoptr (ResiteConnections) connections =
      connect ("[new]\nreach=smb\nsmb-user=BR01NEW\\admin\nsmb1=yes\ndrive.D=/srv/d\n"
               "drive.F=smb:///data\nshare.1=E:\\SMSPKGE$ = SMSPKGE$\nshare.7=E:\\x=y z\n"
               "share.8=nonsense\n");

  g_assert_true (resite_connections_has_remote_files (connections, "new"));
  g_assert_true (resite_connections_allows_smb1 (connections, "new"));
  g_assert_cmpstr (resite_connections_get_files_user (connections, "new"), ==, "BR01NEW\\admin");
  g_assert_cmpstr (resite_connections_get_files_host (connections, "new"), ==, "10.4.1.77");
  g_assert_true (resite_connections_needs_files_credentials (connections, "new"));
  assert_share (connections, "E:\\SMSPKG", "smb://10.4.1.77/E$");
  assert_share (connections, "E:\\SMSPKGE$\\C0100010", "smb://10.4.1.77/SMSPKGE$");
  assert_share (connections, "E:\\X\\1", "smb://10.4.1.77/y z");
  assert_share (connections, "F:\\1", "smb://10.4.1.77/data");
  assert_share (connections, "D:\\1", NULL);
}

static void
test_accounts (void)
{
  static const struct
  {
    const char *lines;
    const char *user;
  } rows[] = {
    { "winrm-user=tom\n", "tom" },
    { "winrm-user=tom\nsmb-user=eve\n", "eve" },
    { "winrm-user=tom\nsmb-user=Guest\n", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strconcat ("[new]\nreach=smb\n", rows[i].lines, NULL);
      g_autoptr (ResiteConnections) connections = connect (text);

      g_assert_cmpstr (resite_connections_get_files_user (connections, "new"), ==, rows[i].user);
      g_assert_false (resite_connections_allows_smb1 (connections, "new"));
      g_assert_true (resite_connections_needs_files_credentials (connections, "new") ==
                     (rows[i].user != NULL));
    }
}

static void
test_not_wanted (void)
{
  g_autoptr (ResiteConnections) connections = connect ("[new]\nreach=local\nfiles=/srv/new\n");

  g_assert_false (resite_connections_has_remote_files (connections, "new"));
  assert_share (connections, "E:\\SMSPKG", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/files-way/wanted", test_wanted);
  g_test_add_func ("/files-way/all", test_all);
  g_test_add_func ("/files-way/accounts", test_accounts);
  g_test_add_func ("/files-way/not-wanted", test_not_wanted);
  return g_test_run ();
}
