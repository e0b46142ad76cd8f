/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "deed-run.h"

/* Every deed, how its world looks before and after, and a blow that hits it at every call. */

typedef struct
{
  const char *verb;
  const char *role;
  void (*arrange) (DeedWorld *world);
  void (*assert_done) (DeedWorld *world);
} Deed;

static inline void
set_services (DeedBox *box)
{
  static const char *const services[][2] = {
    { "SMS_SITE_COMPONENT_MANAGER", "Auto/Running" },
    { "SMS_EXECUTIVE", "Auto/Running" },
    { "SMS_SITE_BACKUP", "Manual/Stopped" },
    { "CcmExec", "Auto/Running" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    g_hash_table_replace (box->services, g_strdup (services[i][0]), g_strdup (services[i][1]));
}

static inline void
arrange_disable (DeedWorld *world)
{
  set_services (&world->boxes[0]);
  deed_world_set (world, "uuid.self", world->boxes[0].uuid);
  deed_world_set (world, "name.self", "BR01SMS");
}

static inline void
assert_service (DeedWorld *world, const char *name, const char *expected)
{
  g_assert_cmpstr (g_hash_table_lookup (world->boxes[0].services, name), ==, expected);
}

static inline void
assert_disabled (DeedWorld *world)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (world->ledger, NULL);
  g_autoptr (GHashTable) notes = resite_command_job_read_notes (rows);

  assert_service (world, "SMS_SITE_COMPONENT_MANAGER", "Disabled/Stopped");
  assert_service (world, "SMS_EXECUTIVE", "Disabled/Stopped");
  assert_service (world, "SMS_SITE_BACKUP", "Disabled/Stopped");
  assert_service (world, "CcmExec", "Disabled/Stopped");
  g_assert_cmpstr (g_hash_table_lookup (notes, "mode.SMS_EXECUTIVE"), ==, "Auto");
  g_assert_cmpstr (g_hash_table_lookup (notes, "mode.SMS_SITE_BACKUP"), ==, "Manual");
  g_assert_cmpstr (g_hash_table_lookup (notes, "state.SMS_EXECUTIVE"), ==, "Running");
  g_assert_cmpstr (g_hash_table_lookup (notes, "state.SMS_SITE_BACKUP"), ==, "Stopped");
}

static inline void
arrange_restore (DeedWorld *world)
{
  static const char *const names[] = { "SMS_SITE_COMPONENT_MANAGER", "SMS_EXECUTIVE",
                                       "SMS_SITE_BACKUP", "CcmExec" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_hash_table_replace (world->boxes[0].services, g_strdup (names[i]),
                          g_strdup ("Disabled/Stopped"));
  deed_world_set (world, "mode.SMS_SITE_COMPONENT_MANAGER", "Auto");
  deed_world_set (world, "mode.SMS_EXECUTIVE", "Auto");
  deed_world_set (world, "state.SMS_EXECUTIVE", "Running");
  deed_world_set (world, "mode.SMS_SITE_BACKUP", "Manual");
  deed_world_set (world, "mode.CcmExec", "Auto");
  deed_world_set (world, "state.CcmExec", "Stopped");
}

static inline void
assert_restored (DeedWorld *world)
{
  assert_service (world, "SMS_SITE_COMPONENT_MANAGER", "Auto/Running");
  assert_service (world, "SMS_EXECUTIVE", "Auto/Running");
  assert_service (world, "SMS_SITE_BACKUP", "Manual/Stopped");
  assert_service (world, "CcmExec", "Auto/Stopped");
}

static inline void
set_common (DeedWorld *world, DeedBox *self, DeedBox *other)
{
  g_autofree char *port = g_strdup_printf ("%u", world->port);

  deed_world_set (world, "uuid.self", self->uuid);
  deed_world_set (world, "uuid.other", other->uuid);
  deed_world_set (world, "role.other", other->role);
  deed_world_set (world, "name-servers", world->name_server);
  deed_world_set (world, "ports", port);
}

/* C3: the old server gives its name and address away. */
static inline void
arrange_old (DeedWorld *world)
{
  set_common (world, &world->boxes[0], &world->boxes[1]);
  deed_world_set (world, "name.self", "BR01SMS");
  deed_world_set (world, "name", "BR01SMS_OLD");
  deed_world_set (world, "free-name", "BR01SMS_OLD");
  deed_world_set (world, "network", "dhcp");
  deed_world_set (world, "address-before", world->boxes[0].address);
  deed_world_set (world, "address-after", world->boxes[0].dhcp_address);
}

static inline void
assert_old (DeedWorld *world)
{
  DeedBox *box = &world->boxes[0];
  g_autoptr (GPtrArray) rows = resite_ledger_read (world->ledger, NULL);
  g_autoptr (GHashTable) notes = resite_command_job_read_notes (rows);

  g_assert_cmpstr (box->name, ==, "BR01SMS_OLD");
  g_assert_true (box->dhcp);
  g_assert_cmpstr (box->address, ==, box->dhcp_address);
  g_assert_cmpuint (box->reboots, >=, 1);
  g_assert_cmpstr (g_hash_table_lookup (notes, "network.dhcp"), ==, "no");
  g_assert_cmpstr (g_hash_table_lookup (notes, "network.address"), ==,
                   g_hash_table_lookup (world->values, "address-before"));
  g_assert_cmpstr (g_hash_table_lookup (notes, "network.dns"), ==, "10.1.0.10, 10.1.0.11");
  g_assert_cmpstr (g_hash_table_lookup (notes, "network.wins"), ==, "10.1.0.12");
}

/* C4: the new server takes them. */
static inline void
arrange_new (DeedWorld *world)
{
  DeedBox *old = &world->boxes[0];
  g_autofree char *address = g_strdup (old->address);
  g_autofree char *gateway = g_strdup_printf ("%.*s.2", (int)(strlen (address) - 3), address);

  set_common (world, &world->boxes[1], old);
  deed_box_set (&old->name, "BR01SMS_OLD");
  deed_box_set (&old->pending, "BR01SMS_OLD");
  deed_box_move (world, old, old->dhcp_address);
  deed_world_know (world);
  deed_world_set (world, "name.self", "BR01NEW");
  deed_world_set (world, "name", "BR01SMS");
  deed_world_set (world, "free-name", "BR01SMS");
  deed_world_set (world, "free-address", address);
  deed_world_set (world, "network", "static");
  deed_world_set (world, "address", address);
  deed_world_set (world, "mask", "255.255.255.0");
  deed_world_set (world, "gateway", gateway);
  deed_world_set (world, "dns", "10.1.0.11, 10.1.0.10");
  deed_world_set (world, "wins", "10.1.0.13");
}

static inline void
assert_new (DeedWorld *world)
{
  DeedBox *box = &world->boxes[1];

  g_assert_cmpstr (box->name, ==, "BR01SMS");
  g_assert_false (box->dhcp);
  g_assert_cmpstr (box->address, ==, g_hash_table_lookup (world->values, "address"));
  g_assert_cmpstr (box->gateway, ==, g_hash_table_lookup (world->values, "gateway"));
  g_assert_cmpstr (box->dns, ==, "10.1.0.11, 10.1.0.10");
  g_assert_cmpstr (box->wins, ==, "10.1.0.13");
  g_assert_cmpuint (box->reboots, >=, 1);
  g_assert_cmpuint (world->boxes[0].reboots, ==, 0);
}

static inline void
arrange_reboot (DeedWorld *world)
{
  deed_world_set (world, "uuid.self", world->boxes[1].uuid);
}

static inline void
assert_rebooted (DeedWorld *world)
{
  g_assert_cmpuint (world->boxes[1].reboots, >=, 1);
  g_assert_true (world->boxes[1].up);
}

static inline void
arrange_unshare (DeedWorld *world)
{
  DeedBox *box = &world->boxes[1];

  box->share = g_strdup ("E:\\SMSPKGE$");
  box->folder = g_strdup ("E:\\SMSPKGE$");
  deed_world_set (world, "share", "SMSPKGE$");
  deed_world_set (world, "folder", "E:\\SMSPKGE$");
  deed_world_set (world, "folder-after", "E:\\SMSPKGE$_OLD");
}

static inline void
assert_unshared (DeedWorld *world)
{
  g_assert_null (world->boxes[1].share);
  g_assert_cmpstr (world->boxes[1].folder, ==, "E:\\SMSPKGE$_OLD");
}

static const Deed deeds[] = {
  { "services-disable", "old", arrange_disable, assert_disabled },
  { "services-restore", "old", arrange_restore, assert_restored },
  { "rename", "old", arrange_old, assert_old },
  { "rename", "new", arrange_new, assert_new },
  { "reboot", "new", arrange_reboot, assert_rebooted },
  { "unshare", "new", arrange_unshare, assert_unshared },
};

static inline DeedWorld *
arrange (const Deed *deed)
{
  DeedWorld *world = deed_world_new ();

  deed_world_know (world);
  deed_world_set (world, "patience-minutes", "0.05");
  deed->arrange (world);
  return world;
}

static inline void
run_to_good_end (DeedWorld *world, const Deed *deed)
{
  const ResiteJobState state = deed_world_run (world, deed->verb, deed->role, NULL);

  if (state != RESITE_JOB_DONE)
    g_test_message ("%s: %s", deed->verb, world->message);
  g_assert_cmpint (state, ==, RESITE_JOB_DONE);
  deed->assert_done (world);
}

static inline gboolean
is_due (DeedWorld *world)
{
  return world->at > 0 && --world->at == 0;
}

/* @hook strikes at the nth call, for every n; afterwards new jobs over the same ledger go on. */
static inline void
strike_everywhere (const Deed *deed, DeedHook hook, guint most_jobs)
{
  for (guint n = 1;; n++)
    {
      DeedWorld *world = arrange (deed);
      gboolean struck;
      guint jobs = 1;

      world->hook = hook;
      world->at = n;
      while (deed_world_run (world, deed->verb, deed->role, NULL) != RESITE_JOB_DONE &&
             jobs < most_jobs)
        {
          world->dead = FALSE;
          jobs++;
        }
      if (world->message != NULL)
        g_test_message ("%s, call %u: %s", deed->verb, n, world->message);
      g_assert_null (world->message);
      deed->assert_done (world);
      g_assert_cmpuint (world->boxes[0].reboots + world->boxes[1].reboots, <=, 1);
      struck = world->at == 0;
      deed_world_free (world);
      if (!struck)
        break;
    }
}

static inline void
add_tests (const char *what, GTestDataFunc function)
{
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/command-job/%s/%s-%s", what, deeds[i].verb, deeds[i].role);

      g_test_add_data_func (path, &deeds[i], function);
    }
}
