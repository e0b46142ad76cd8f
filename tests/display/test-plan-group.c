/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <string.h>
#include "display.h"
#include "resite-plan-group.h"

/* One machine of the plan in the form: the way over the network is asked for where it is taken. */

typedef struct
{
  GKeyFile *given;
  ResitePlan *plan;
  GtkWidget *window;
  ResitePlanGroup *group;
} Group;

static void
open_group (Group *group, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  group->given = g_key_file_new ();
  g_key_file_load_from_data (group->given, text, -1, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  group->plan = resite_plan_new_from_data ("test", bytes, &error);
  g_assert_no_error (error);
  group->group = RESITE_PLAN_GROUP (resite_plan_group_new (name, group->given, group->plan, FALSE));
  group->window = display_show (GTK_WIDGET (group->group));
}

static void
close_group (Group *group)
{
  display_destroy (group->window);
  g_object_unref (group->plan);
  g_key_file_unref (group->given);
}

static ResitePlanField *
find (Group *group, const char *name)
{
  GPtrArray *fields = resite_plan_group_get_fields (group->group);

  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (resite_plan_field_get_name (fields->pdata[i]), name))
      return fields->pdata[i];
  g_error ("There is no field %s", name);
}

static gboolean
shows (Group *group, const char *name)
{
  return gtk_widget_is_visible (GTK_WIDGET (find (group, name)));
}

static void
choose (Group *group, const char *name, const char *value)
{
  g_assert_true (
      gtk_combo_box_set_active_id (display_nth (find (group, name), GTK_TYPE_COMBO_BOX, 0), value));
  display_settle ();
}

static void
test_by_hand (void)
{
  Group group;

  open_group (&group, "old", "[old]\nreach=by-hand\n");
  g_assert_false (shows (&group, "old.winrm-host"));
  g_assert_false (shows (&group, "old.winrm-user"));
  g_assert_true (shows (&group, "old.uuid"));
  g_assert_true (shows (&group, "old.serial"));
  display_assert_silent (group.group, "The way there over the network");
  close_group (&group);
}

static void
test_chosen (void)
{
  Group group;

  open_group (&group, "primary.2", "[primary.2]\nreach=by-hand\n");
  g_assert_false (shows (&group, "primary.2.winrm-user"));
  choose (&group, "primary.2.reach", "winrm");
  g_assert_true (shows (&group, "primary.2.winrm-user"));
  g_assert_true (shows (&group, "primary.2.winrm-plain"));
  display_assert_says (group.group, "The way there over the network (WinRM)");
  display_assert_named (group.window);
  choose (&group, "primary.2.reach", "local");
  g_assert_false (shows (&group, "primary.2.winrm-user"));
  close_group (&group);
}

static void
test_files_over_smb (void)
{
  Group group;

  open_group (&group, "source", "[source]\nreach=by-hand\nserver-name=BR01DP2\n");
  g_assert_false (shows (&group, "source.smb-user"));
  g_assert_false (shows (&group, "source.share.1"));
  choose (&group, "source.reach", "smb");
  g_assert_true (shows (&group, "source.smb-user"));
  g_assert_true (shows (&group, "source.smb1"));
  g_assert_true (shows (&group, "source.share.1"));
  g_assert_false (shows (&group, "source.winrm-user"));
  display_assert_says (group.group, "The way to its files (SMB)");
  display_assert_named (group.window);
  choose (&group, "source.reach", "local");
  g_assert_false (shows (&group, "source.smb-user"));
  close_group (&group);
}

/* Both ways at once: commands over WinRM, files over SMB. */
static void
test_both_ways (void)
{
  Group group;

  open_group (&group, "new",
              "[new]\nreach=winrm\nfiles=smb://\nwinrm-user=tom\nshare.1=E:\\x = y\n");
  g_assert_true (shows (&group, "new.winrm-user"));
  g_assert_true (shows (&group, "new.smb-user"));
  g_assert_true (shows (&group, "new.share.1"));
  g_assert_true (shows (&group, "new.share.2"));
  close_group (&group);
}

static void
test_given (void)
{
  Group group;
  g_autofree char *user = NULL;

  open_group (&group, "new", "[new]\nreach=winrm\nwinrm-user=BR01NEW\\tom\n");
  g_assert_true (shows (&group, "new.winrm-user"));
  user = resite_plan_field_get_value (find (&group, "new.winrm-user"));
  g_assert_cmpstr (user, ==, "BR01NEW\\tom");
  close_group (&group);
}

/* What keeps the run from starting is never out of sight. */
static void
test_wrong_one_is_seen (void)
{
  Group group;

  open_group (&group, "new", "[new]\nreach=by-hand\nwinrm-port=many\n");
  g_assert_true (shows (&group, "new.winrm-port"));
  g_assert_false (shows (&group, "new.winrm-user"));
  resite_plan_field_set_fault (find (&group, "new.winrm-user"), "in two minds",
                               RESITE_PLAN_FAULT_ERROR);
  resite_plan_group_show_all_bad (group.group);
  resite_plan_field_insist (find (&group, "new.winrm-user"));
  g_assert_true (shows (&group, "new.winrm-user"));
  close_group (&group);
}

static void
test_groups_without_a_way (void)
{
  Group group;

  open_group (&group, "site", "[site]\nsms-folder=E:\\SMS\\new\n");
  display_assert_silent (group.group, "WinRM");
  {
    g_autofree char *folder = resite_plan_field_get_value (find (&group, "site.sms-folder"));

    g_assert_cmpstr (folder, ==, "E:\\SMS\\new");
  }
  close_group (&group);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/plan-group/by-hand", test_by_hand);
  g_test_add_func ("/plan-group/chosen", test_chosen);
  g_test_add_func ("/plan-group/files-over-smb", test_files_over_smb);
  g_test_add_func ("/plan-group/both-ways", test_both_ways);
  g_test_add_func ("/plan-group/given", test_given);
  g_test_add_func ("/plan-group/wrong-one-is-seen", test_wrong_one_is_seen);
  g_test_add_func ("/plan-group/groups-without-a-way", test_groups_without_a_way);
  return g_test_run ();
}
