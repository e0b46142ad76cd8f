/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "resite-lab.h"
#include "resite-plan.h"

/* The three ways in which a rehearsal's plan reaches its machines. */

static const char *const groups[] = { "old", "new", "source", "primary.1", "primary.2" };

static ResiteLab *
make_lab (ResiteLabReach reach)
{
  const ResiteLabOptions options = {
    .packages = 3, .bytes = 30000, .pace = 1000, .seed = 5, .reach = reach
  };
  g_autoptr (GError) error = NULL;
  ResiteLab *lab = resite_lab_new (&options, &error);

  g_assert_no_error (error);
  return lab;
}

static ResitePlan *
load_plan (ResiteLab *lab)
{
  g_autoptr (GError) error = NULL;
  ResitePlan *plan = resite_plan_new_from_file (resite_lab_get_plan_path (lab), &error);
  g_autoptr (GPtrArray) faults = NULL;

  g_assert_no_error (error);
  faults = resite_plan_check (plan);
  for (guint i = 0; i < faults->len; i++)
    g_assert_cmpint (((ResitePlanFault *)faults->pdata[i])->severity, !=, RESITE_PLAN_FAULT_ERROR);
  return plan;
}

static void
assert_value (ResitePlan *plan, const char *group, const char *key, const char *expected)
{
  g_autofree char *name = g_strconcat (group, ".", key, NULL);

  g_test_message ("%s", name);
  g_assert_cmpstr (resite_plan_get (plan, name), ==, expected);
}

static void
assert_no_secret (const char *folder, const char *secret)
{
  g_autofree char *command = g_strdup_printf ("grep -rq -- '%s' '%s'", secret, folder);
  int status = 0;

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, NULL));
  g_assert_false (g_spawn_check_wait_status (status, NULL));
}

static void
test_winrm (void)
{
  g_autoptr (ResiteLab) lab = make_lab (RESITE_LAB_WINRM);
  g_autoptr (ResitePlan) plan = load_plan (lab);
  ResiteLabWorld *world = resite_lab_get_world (lab);
  ResiteLabServer *server = resite_lab_get_server (lab);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autofree char *port =
          g_strdup_printf ("%u", resite_lab_server_get_https_port (server, groups[i]));
      g_autofree char *files =
          g_build_filename (resite_lab_get_folder (lab), "machines", groups[i], NULL);

      assert_value (plan, groups[i], "reach", "winrm");
      assert_value (plan, groups[i], "winrm-port", port);
      assert_value (plan, groups[i], "files", files);
      assert_value (plan, groups[i], "winrm-user", resite_lab_get_user (lab));
      assert_value (plan, groups[i], "winrm-ca", resite_lab_server_get_ca_file (server));
      assert_value (plan, groups[i], "uuid", resite_lab_world_get_fact (world, groups[i], "UUID"));
    }
  assert_value (plan, "site", "address", resite_lab_world_get_address (world, "old"));
  assert_value (plan, "new", "address-before", resite_lab_world_get_address (world, "new"));
  assert_value (plan, "primary.1", "winrm-host", resite_lab_world_get_address (world, "primary.1"));
  assert_value (plan, "old", "address-after",
                resite_lab_world_get_fact (world, "old", "DHCPAddress"));
  assert_value (plan, "desk", "name-servers", resite_lab_server_get_name_server (server));
  assert_no_secret (resite_lab_get_folder (lab), resite_lab_get_secret (lab));
  resite_lab_destroy (lab);
}

static void
test_opened_again (void)
{
  g_autoptr (ResiteLab) lab = make_lab (RESITE_LAB_WINRM);
  g_autofree char *folder = g_strdup (resite_lab_get_folder (lab));
  g_autofree char *https = resite_lab_server_get_https (resite_lab_get_server (lab), "primary.1");
  g_autofree char *site =
      g_strdup (resite_lab_world_get_address (resite_lab_get_world (lab), "old"));
  g_autofree char *secret = g_strdup (resite_lab_get_secret (lab));
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;
  g_autofree char *new_https = NULL;

  g_assert_true (resite_lab_act (lab, "C3", &error));
  g_assert_true (resite_lab_act (lab, "C4", &error));
  g_clear_object (&lab);
  lab = resite_lab_open (folder, &error);
  g_assert_no_error (error);
  again = resite_lab_server_get_https (resite_lab_get_server (lab), "primary.1");
  new_https = resite_lab_server_get_https (resite_lab_get_server (lab), "new");
  g_assert_cmpstr (again, ==, https);
  g_assert_nonnull (strstr (new_https, site));
  g_assert_cmpstr (resite_lab_world_get_name (resite_lab_get_world (lab), "new"), ==, "BR01SMS");
  g_assert_cmpstr (resite_lab_get_secret (lab), !=, secret);
  resite_lab_destroy (lab);
}

static void
test_by_hand (void)
{
  g_autoptr (ResiteLab) lab = make_lab (RESITE_LAB_BY_HAND);
  g_autoptr (ResitePlan) plan = load_plan (lab);

  g_assert_null (resite_lab_get_server (lab));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autofree char *files =
          g_build_filename (resite_lab_get_folder (lab), "machines", groups[i], NULL);

      assert_value (plan, groups[i], "reach", "by-hand");
      assert_value (plan, groups[i], "files", files);
      assert_value (plan, groups[i], "winrm-port", NULL);
    }
  assert_value (plan, "site", "address", "10.4.1.20");
  resite_lab_destroy (lab);
}

static void
test_local (void)
{
  g_autoptr (ResiteLab) lab = make_lab (RESITE_LAB_LOCAL);
  g_autoptr (ResitePlan) plan = load_plan (lab);
  g_autoptr (GError) error = NULL;
  g_autofree char *json = resite_lab_to_json (lab);
  g_autofree char *served = NULL;

  assert_value (plan, "new", "reach", "local");
  assert_value (plan, "old", "reach", "by-hand");
  g_assert_null (strstr (json, "\"https\""));
  /* It can listen all the same. */
  g_assert_true (resite_lab_serve (lab, &error));
  g_assert_no_error (error);
  served = resite_lab_to_json (lab);
  g_assert_nonnull (strstr (served, "\"https\": \"https://127."));
  g_assert_nonnull (strstr (served, "\"namespace\": \"root\\\\sms\\\\site_P01\""));
  resite_lab_destroy (lab);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lab-reach/winrm", test_winrm);
  g_test_add_func ("/lab-reach/opened-again", test_opened_again);
  g_test_add_func ("/lab-reach/by-hand", test_by_hand);
  g_test_add_func ("/lab-reach/local", test_local);
  return g_test_run ();
}
