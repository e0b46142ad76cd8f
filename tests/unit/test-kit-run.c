/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-kit-run"

#include "config.h"

#include "kit-fixture.h"

/* Which scripts a run has, what they are called for, and what stands in them. */

static const char *const expected_names[] = {
  "P1-copy.cmd",
  "P2-copy.cmd",
  "C1-copy.cmd",
  "C1-copy-2.cmd",
  "C2-disable-services.cmd",
  "C3-rename.cmd",
  "C3-check.cmd",
  "C4-rename.cmd",
  "C4-check.cmd",
  "C5-check.cmd",
  "C6-P01-preinst.cmd",
  "C6-C01-preinst.cmd",
  "C10-unshare.cmd",
  "W3-check.cmd",
  "R3-preload.cmd",
  "R10-preload.cmd",
  "R14-assign.vbs",
  "B1-rename.cmd",
  "B2-rename.cmd",
  "B2-check.cmd",
  "B3-enable-services.cmd",
};

static gboolean
is_stem (const char *name, const char *stem)
{
  return strlen (name) == strlen (stem) + 4 && g_str_has_prefix (name, stem);
}

static void
assert_alone (GPtrArray *scripts, const ResiteKitScript *script)
{
  g_autofree char *stem = g_strndup (script->name, strlen (script->name) - 4);
  guint same = 0;

  for (guint i = 0; i < scripts->len; i++)
    same += is_stem (((ResiteKitScript *)scripts->pdata[i])->name, stem);
  g_assert_cmpuint (same, ==, 1);
}

/* A script with a text of its own does all that it is read back for. */
static void
assert_whole (const ResiteKitScript *script)
{
  g_autofree char *text = resite_kit_script_format (script);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_null (strstr (text, "${"));
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_null (strchr (lines[i], '\n'));
  g_assert_nonnull (strstr (text, script->server));
  for (guint i = 0; i < script->items->len; i++)
    {
      const ResiteKitItem *item = script->items->pdata[i];
      g_autofree char *heading = g_strdup_printf ("Resite item: %s / ", item->action);
      g_autofree char *named = g_strdup_printf ("actionName = \"%s\"", item->action);

      if (!item->last && !item->open && strstr (text, heading) == NULL &&
          strstr (text, named) == NULL)
        g_error ("%s never does %s", script->name, item->action);
    }
}

static void
test_list (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GPtrArray) scripts = NULL;

  fixture_set_plan (fixture, "options", "emergency-share", "yes");
  procedure_start_with (fixture, "by-hand", 2);
  scripts = resite_kit_list (fixture->run);
  for (guint i = 0; i < G_N_ELEMENTS (expected_names); i++)
    if (kit_find (scripts, expected_names[i]) == NULL)
      g_error ("%s is missing", expected_names[i]);
  for (guint i = 0; i < scripts->len; i++)
    {
      const ResiteKitScript *script = scripts->pdata[i];

      g_test_message ("%s", script->name);
      assert_alone (scripts, script);
      /* What the forms of later steps will say is not known yet. */
      if (script->missing == NULL)
        assert_whole (script);
      else
        g_assert_nonnull (strstr (script->missing, "step.R"));
    }
  g_clear_pointer (&scripts, g_ptr_array_unref);
  fixture_free (fixture);
}

/* Both copies of the delta, each with its own paths. */
static void
test_two_copies (void)
{
  Fixture *fixture = fixture_new ();

  fixture_set_plan (fixture, "options", "emergency-share", "yes");
  procedure_start_with (fixture, "by-hand", 2);
  g_autofree char *first = kit_format (fixture, "C1-copy.cmd");
  g_autofree char *second = kit_format (fixture, "C1-copy-2.cmd");
  g_assert_nonnull (strstr (first, "\\SMSPKG\""));
  g_assert_null (strstr (first, "SMSPKGE$"));
  g_assert_nonnull (strstr (second, "SMSPKGE$"));
  g_assert_nonnull (strstr (second, "results"));
  g_assert_nonnull (strstr (second, "C1-copy-2.txt"));
  fixture_free (fixture);
}

/* What the plan leaves out has no script. */
static void
test_left_out (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (GPtrArray) scripts = NULL;

  fixture_set_plan (fixture, "options", "emergency-share", "no");
  fixture_set_plan (fixture, "options", "delta", "no");
  procedure_start_with (fixture, "by-hand", 2);
  scripts = resite_kit_list (fixture->run);
  g_assert_null (kit_find (scripts, "P2-copy.cmd"));
  g_assert_null (kit_find (scripts, "C1-copy.cmd"));
  g_assert_null (kit_find (scripts, "C10-unshare.cmd"));
  g_assert_nonnull (kit_find (scripts, "P1-copy.cmd"));
  fixture_free (fixture);
}

/* Names do not depend on how far the run is: a script is for the moment of its step. */
static const struct
{
  const char *script, *server;
} forward[] = {
  { "P1-copy.cmd", "BR01NEW" },         { "C2-disable-services.cmd", "BR01SMS" },
  { "C3-rename.cmd", "BR01SMS" },       { "C3-check.cmd", "BR01SMS_OLD" },
  { "C4-rename.cmd", "BR01NEW" },       { "C4-check.cmd", "BR01SMS" },
  { "C5-check.cmd", "BR01SMS" },        { "C6-P01-preinst.cmd", "HQSMS01" },
  { "C6-C01-preinst.cmd", "CENSMS01" }, { "W3-check.cmd", "BR01SMS" },
  { "R10-preload.cmd", "BR01SMS" },
};

static void
assert_forward (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (forward); i++)
    kit_assert_server (fixture, forward[i].script, forward[i].server);
}

static void
test_names_forward (void)
{
  static const char *const moments[] = { "C2", "C3", "C4", "C5", "G2" };
  Fixture *fixture = kit_fixture_new ();

  assert_forward (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      procedure_walk_until (fixture, moments[i]);
      g_test_message ("at %s", moments[i]);
      assert_forward (fixture);
    }
  fixture_free (fixture);
}

/* On the way back they are what the journal says, and after each of its renames the former ones. */
static void
turn_at (const char *stop, const char *new_at_b1, const char *old_at_b2)
{
  Fixture *fixture = kit_fixture_new ();

  g_test_message ("from %s", stop);
  procedure_walk_until (fixture, stop);
  fixture_do (fixture, RESITE_MOVE_WAY_BACK, NULL, "reason", "No network", NULL);
  kit_assert_server (fixture, "B1-rename.cmd", new_at_b1);
  kit_assert_server (fixture, "B2-rename.cmd", old_at_b2);
  kit_assert_server (fixture, "B2-check.cmd", "BR01SMS");
  kit_assert_server (fixture, "B3-enable-services.cmd", "BR01SMS");
  procedure_walk_until (fixture, "B2");
  kit_assert_server (fixture, "B1-rename.cmd", new_at_b1);
  kit_assert_server (fixture, "B2-rename.cmd", old_at_b2);
  procedure_walk_until (fixture, "B3");
  kit_assert_server (fixture, "B2-rename.cmd", old_at_b2);
  kit_assert_server (fixture, "B3-enable-services.cmd", "BR01SMS");
  fixture_free (fixture);
}

static void
test_names_back (void)
{
  turn_at ("C3", "BR01NEW", "BR01SMS");
  turn_at ("C4", "BR01NEW", "BR01SMS_OLD");
  turn_at ("C5", "BR01SMS", "BR01SMS_OLD");
}

/* Who takes a name asks first; who leaves it off goes no further. */
static void
test_rename_script (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_autofree char *text = kit_format (fixture, "C4-rename.cmd");
  g_autofree char *old = kit_format (fixture, "C3-rename.cmd");
  const char *ping = strstr (text, "ping -n 2 -w 2000 10.4.1.20");
  const char *name = strstr (text, "ping -n 2 -w 2000 BR01SMS ");
  const char *netdom = strstr (text, "\r\nnetdom renamecomputer");
  const char *stop = strstr (text, "goto stopped");
  const char *address = strstr (text, "\r\nnetsh interface ip set address");

  g_assert_nonnull (ping);
  g_assert_nonnull (name);
  g_assert_true (ping < netdom && name < netdom);
  g_assert_true (netdom < stop && stop < address);
  g_assert_nonnull (strstr (text, "\r\n:stopped\r\n"));
  g_assert_nonnull (strstr (text, "set dns name=\"Local Area Connection\" source=static addr="));
  g_assert_null (strstr (old, "10.4.1.20"));
  g_assert_nonnull (strstr (old, "BR01SMS_OLD | find"));
  g_assert_true (g_str_has_suffix (text, "exit /b 1\r\n"));
  fixture_free (fixture);
}

/* Every server of the lists, the first one set and the others added. */
static void
test_name_servers (void)
{
  Fixture *fixture = fixture_new ();
  const char *set, *add;

  fixture_set_plan (fixture, "site", "dns", "10.1.0.10, 10.1.0.11");
  procedure_start_with (fixture, "by-hand", 2);
  g_autofree char *text = kit_format (fixture, "C4-rename.cmd");
  set = strstr (text, "\r\nnetsh interface ip set dns name=\"Local Area Connection\" source=static "
                      "addr=10.1.0.10 ");
  add = strstr (text,
                "\r\nnetsh interface ip add dns name=\"Local Area Connection\" addr=10.1.0.11 ");
  g_assert_nonnull (set);
  g_assert_true (add > set);
  g_assert_true (add < strstr (text, "\r\nshutdown -r"));
  fixture_free (fixture);
}

/* preinst is run where it lies or not at all, and not any more once setup has begun. */
static void
test_removal_script (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_autofree char *text = kit_format (fixture, "C6-P01-preinst.cmd");
  const char *folder = strstr (text, "\r\ncd /d \"D:\\SMS\\bin\\i386\\00000409\"");

  g_assert_true (folder < strstr (text, "goto stopped"));
  g_assert_true (strstr (text, "goto stopped") < strstr (text, "\r\npreinst /DELSITE S01 P01"));
  g_assert_nonnull (strstr (text, "Type AGAIN"));
  procedure_walk_until (fixture, "C11");
  g_autoptr (GPtrArray) before = resite_kit_list (fixture->run);
  g_assert_null (kit_find (before, "C6-P01-preinst.cmd")->missing);
  procedure_walk_until (fixture, "C12");
  g_autoptr (GPtrArray) after = resite_kit_list (fixture->run);
  g_assert_nonnull (strstr (kit_find (after, "C6-P01-preinst.cmd")->missing, "C11"));
  g_assert_nonnull (strstr (kit_find (after, "C6-C01-preinst.cmd")->missing, "C11"));
  g_clear_pointer (&before, g_ptr_array_unref);
  g_clear_pointer (&after, g_ptr_array_unref);
  fixture_free (fixture);
}

/* An empty folder is a folder. */
static void
test_folders_are_asked_for (void)
{
  Fixture *fixture = fixture_new ();

  fixture_set_plan (fixture, "options", "emergency-share", "yes");
  procedure_start_with (fixture, "by-hand", 2);
  g_autofree char *text = kit_format (fixture, "C10-unshare.cmd");
  g_assert_nonnull (
      strstr (text, "\r\nif exist \"E:\\SMSPKGE$_OLD\" echo there >>\"%RESITE_RESULT%\""));
  g_assert_null (strstr (text, "dir /b"));
  g_autofree char *ready = kit_format (fixture, "W3-check.cmd");
  g_assert_nonnull (strstr (ready, "sc query SMS_BOOTSTRAP"));
  g_assert_nonnull (strstr (ready, "reg query \"HKLM\\SOFTWARE\\Microsoft\\NAL\""));
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kit-run/list", test_list);
  g_test_add_func ("/kit-run/two-copies", test_two_copies);
  g_test_add_func ("/kit-run/left-out", test_left_out);
  g_test_add_func ("/kit-run/names-forward", test_names_forward);
  g_test_add_func ("/kit-run/names-back", test_names_back);
  g_test_add_func ("/kit-run/rename-script", test_rename_script);
  g_test_add_func ("/kit-run/name-servers", test_name_servers);
  g_test_add_func ("/kit-run/removal-script", test_removal_script);
  g_test_add_func ("/kit-run/folders-are-asked-for", test_folders_are_asked_for);
  return g_test_run ();
}
