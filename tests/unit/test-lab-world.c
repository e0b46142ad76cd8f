/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>

#include "lab-fixture.h"

static void
test_begins (LabFixture *fixture, gconstpointer data)
{
  static const char *const roles[] = {
    "old", "new", "source", "primary.1", "primary.2", "central"
  };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *name =
          lab_ask (fixture, roles[i], "root/cimv2", "SELECT Name FROM Win32_ComputerSystem");

      g_assert_cmpstr (name, ==, resite_lab_world_get_name (fixture->world, roles[i]));
      g_assert_true (resite_lab_world_is_up (fixture->world, roles[i]));
      g_assert_true (
          g_str_has_prefix (resite_lab_world_get_address (fixture->world, roles[i]), "127."));
    }
  lab_assert (fixture, "old", "SELECT State FROM Win32_Service WHERE Name='sms_executive'",
              "Running");
  lab_assert (fixture, "primary.1", "SELECT Status FROM SMS_Site WHERE SiteCode = 'S01'", "1");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function)                                                                        \
  g_test_add ("/lab-world/" path, LabFixture, NULL, lab_fixture_set_up, function,                  \
              lab_fixture_tear_down)
  ADD ("begins", test_begins);
  return g_test_run ();
}
