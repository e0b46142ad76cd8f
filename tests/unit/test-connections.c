/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "copy-fixture.h"
#include "resite-connections.h"

static ResiteConnections *
make (Fixture *self)
{
  ResiteConnections *connections = resite_connections_new ();

  resite_connections_add (connections, "new", RESITE_REACH_LOCAL, self->source);
  resite_connections_add (connections, "old", RESITE_REACH_BY_HAND, NULL);
  return connections;
}

static void
assert_resolves (Fixture *self, ResiteConnections *connections, const char *windows_path,
                 const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = resite_connections_resolve (connections, "new", windows_path, &error);
  g_autofree char *full = g_build_filename (self->source, expected, NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, full);
}

static void
test_reach (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteConnections) connections = make (self);

  g_assert_cmpint (resite_connections_get_reach (connections, "new"), ==, RESITE_REACH_LOCAL);
  g_assert_cmpint (resite_connections_get_reach (connections, "old"), ==, RESITE_REACH_BY_HAND);
  g_assert_cmpint (resite_connections_get_reach (connections, "desk"), ==, RESITE_REACH_LOCAL);
  g_assert_cmpint (resite_connections_get_reach (connections, "central"), ==, RESITE_REACH_BY_HAND);
  g_assert_true (resite_connections_has_files (connections, "new"));
  g_assert_false (resite_connections_has_files (connections, "old"));
  g_assert_false (resite_connections_has_files (connections, "primary.2"));
  g_assert_true (resite_connections_has_files (connections, "desk"));
  resite_connections_add_drive (connections, "old", 'e', self->target);
  g_assert_true (resite_connections_has_files (connections, "old"));
}

static void
test_drives (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteConnections) connections = make (self);

  put (self->source, "E/SMSPKG/x", "x");
  put (self->source, "d$/data/x", "x");
  put (self->source, "F:/x", "x");
  assert_resolves (self, connections, "E:\\SMSPKG", "E/SMSPKG");
  assert_resolves (self, connections, "e:/smspkg/", "E/SMSPKG");
  assert_resolves (self, connections, "E:", "E");
  assert_resolves (self, connections, "E:\\", "E");
  assert_resolves (self, connections, "E$\\SMSPKG", "E/SMSPKG");
  assert_resolves (self, connections, "\\\\OLDSERVER\\E$\\SMSPKG", "E/SMSPKG");
  assert_resolves (self, connections, "D:\\DATA\\new file", "d$/data/new file");
  assert_resolves (self, connections, "F:\\x", "F:/x");
  assert_resolves (self, connections, "G:\\SMS\\Logs", "G/SMS/Logs");
}

static void
test_drive_elsewhere (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteConnections) connections = make (self);
  g_autofree char *expected = g_build_filename (self->target, "SMSPKG", NULL);
  g_autofree char *path = NULL;

  put (self->source, "E/other/x", "x");
  resite_connections_add_drive (connections, "new", 'e', self->target);
  path = resite_connections_resolve (connections, "new", "E:\\SMSPKG", NULL);
  g_assert_cmpstr (path, ==, expected);
}

static void
assert_refused (ResiteConnections *connections, const char *machine, const char *path, int code,
                const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_connections_resolve (connections, machine, path, &error));
  g_assert_error (error, RESITE_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteConnections) connections = make (self);

  assert_refused (connections, "old", "E:\\SMSPKG", RESITE_ERROR_NOT_FOUND, "[old]");
  assert_refused (connections, "old", "E:\\SMSPKG", RESITE_ERROR_NOT_FOUND, "drive.E");
  assert_refused (connections, "central", "E:\\x", RESITE_ERROR_NOT_FOUND, "[central]");
  assert_refused (connections, "new", "SMSPKG", RESITE_ERROR_INVALID, "drive");
  assert_refused (connections, "new", "\\\\server\\share\\x", RESITE_ERROR_INVALID, "drive");
  assert_refused (connections, "new", "/etc/passwd", RESITE_ERROR_INVALID, "drive");
  assert_refused (connections, "new", "E:SMSPKG", RESITE_ERROR_INVALID, "drive");
  assert_refused (connections, "new", "E:\\..\\..\\etc", RESITE_ERROR_INVALID, "..");
}

static void
test_desk (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteConnections) connections = make (self);
  g_autofree char *path = resite_connections_resolve (connections, "desk", "/srv/tools", NULL);

  g_assert_cmpstr (path, ==, "/srv/tools");
  assert_refused (connections, "desk", "C:\\tools", RESITE_ERROR_NOT_FOUND, "[desk]");
}

static void
test_open (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteConnections) connections = make (self);
  g_autoptr (ResiteFolder) none = NULL;
  g_autoptr (ResiteFolder) made = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  none = resite_connections_open_folder (connections, "new", "E:\\SMSPKG", FALSE, &error);
  g_assert_null (none);
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  made = resite_connections_open_folder (connections, "new", "E:\\SMSPKG", TRUE, &error);
  g_assert_no_error (error);
  text = resite_folder_describe (made);
  g_assert_true (g_str_has_suffix (text, "/source/E/SMSPKG"));
}

static void
test_disk_that_is_not_mounted (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteConnections) connections = make (self);
  g_autofree char *missing = g_build_filename (self->root, "not-mounted", NULL);
  g_autoptr (GError) error = NULL;

  resite_connections_add_drive (connections, "new", 'E', missing);
  g_assert_null (resite_connections_open_folder (connections, "new", "E:\\x", TRUE, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "mounted"));
  g_assert_false (exists (self->root, "not-mounted"));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/connections/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reach", test_reach);
  ADD ("drives", test_drives);
  ADD ("drive-elsewhere", test_drive_elsewhere);
  ADD ("refused", test_refused);
  ADD ("desk", test_desk);
  ADD ("open", test_open);
  ADD ("disk-that-is-not-mounted", test_disk_that_is_not_mounted);
  return g_test_run ();
}
