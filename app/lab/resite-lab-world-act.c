/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-directory.h"
#include "resite-lab-management-point.h"
#include "resite-lab-story.h"
#include "resite-lab-supply.h"
#include "resite-lab-world-private.h"

/* What a person does at the consoles. */

#define OLD_NAME     RESITE_LAB_SITE_SERVER "_OLD"
#define NEW_NAME     "BR01NEW"
#define RETURN_AFTER 60

const char *const resite_lab_site_server_roles[] = { "SMS Site Server", "SMS Component Server",
                                                     "SMS Site System", NULL };
const char *const resite_lab_given_roles[] = { "SMS Management Point", "SMS Distribution Point",
                                               NULL };

typedef struct
{
  ResiteLabWorld *world;
  ResiteLabMachine old;
  ResiteLabMachine new;
  const char *primary; /* NULL: at each of them */
} Hands;

static const char *const primaries[] = { "primary.1", "primary.2" };

static gboolean
is_at (const Hands *hands, const char *primary)
{
  return hands->primary == NULL || g_str_equal (hands->primary, primary);
}

static gboolean
is_sms_service (const char *name)
{
  return g_ascii_strncasecmp (name, "SMS_", 4) == 0 || g_ascii_strcasecmp (name, "CcmExec") == 0;
}

/* C2. The way back needs the former start types. */
static void
disable_services (Hands *hands)
{
  g_autoptr (GPtrArray) services =
      resite_lab_store_list (hands->world->store, "old", "Win32_Service");

  for (guint i = 0; i < services->len; i++)
    {
      ResiteLabRecord *service = services->pdata[i];

      if (!is_sms_service (resite_lab_record_get_name (service)) ||
          resite_lab_record_is (service, "StartMode", "Disabled"))
        continue;
      resite_lab_record_set (service, "NotedMode", resite_lab_record_get (service, "StartMode"));
      resite_lab_record_set (service, "StartMode", "Disabled");
      resite_lab_record_set (service, "State", "Stopped");
    }
}

/* B3. */
static void
enable_services (Hands *hands)
{
  g_autoptr (GPtrArray) services =
      resite_lab_store_list (hands->world->store, "old", "Win32_Service");

  for (guint i = 0; i < services->len; i++)
    {
      ResiteLabRecord *service = services->pdata[i];
      const char *noted = resite_lab_record_get (service, "NotedMode");

      if (!is_sms_service (resite_lab_record_get_name (service)))
        continue;
      if (resite_lab_record_is (service, "StartMode", "Disabled"))
        resite_lab_record_set (service, "StartMode", noted != NULL ? noted : "Auto");
      if (resite_lab_record_is (service, "StartMode", "Auto"))
        resite_lab_record_set (service, "State", "Running");
    }
}

/* FALSE: the machine is called so already, or somebody else is. */
static gboolean
rename_by_hand (ResiteLabMachine *machine, const char *name)
{
  return !resite_lab_record_is (machine->facts, "Name", name) &&
         resite_lab_machine_rename (machine, name) == 0;
}

/* C3. */
static void
set_old_aside (Hands *hands)
{
  /* Whatever else it is called, it has given the name up. */
  if (!resite_lab_record_is (hands->old.facts, "Name", RESITE_LAB_SITE_SERVER) ||
      !rename_by_hand (&hands->old, OLD_NAME))
    return;
  resite_lab_machine_set_dhcp (&hands->old);
  resite_lab_machine_restart_at_once (&hands->old);
}

static void
take_site_address (ResiteLabMachine *machine)
{
  ResiteLabRecord *network = resite_lab_store_find (machine->store, "site", "network", "address");

  resite_lab_machine_set_static (machine, resite_lab_record_get (network, "Address"),
                                 "255.255.255.0");
  resite_lab_machine_restart_at_once (machine);
}

/* C4. */
static void
give_new_the_name (Hands *hands)
{
  if (rename_by_hand (&hands->new, RESITE_LAB_SITE_SERVER))
    take_site_address (&hands->new);
}

/* B1. */
static void
take_name_from_new (Hands *hands)
{
  if (!resite_lab_record_is (hands->new.facts, "Name", RESITE_LAB_SITE_SERVER) ||
      !rename_by_hand (&hands->new, NEW_NAME))
    return;
  resite_lab_machine_set_dhcp (&hands->new);
  resite_lab_machine_restart_at_once (&hands->new);
}

/* B2. */
static void
give_old_the_name (Hands *hands)
{
  if (rename_by_hand (&hands->old, RESITE_LAB_SITE_SERVER))
    take_site_address (&hands->old);
}

/* C5. */
static void
install_iis (Hands *hands)
{
  resite_lab_install_iis (&hands->new);
}

static void
delete_site_at (Hands *hands, const char *role)
{
  ResiteLabMachine machine;

  if (!resite_lab_world_find_machine (hands->world, role, &machine))
    return;
  resite_lab_site_delete_jobs (&machine, RESITE_LAB_SITE);
  if (resite_lab_store_find (hands->world->store, role, "SMS_Site", RESITE_LAB_SITE) == NULL)
    return;
  resite_lab_world_forget_orders (hands->world, role, "mark-site");
  resite_lab_site_order_removal (&machine, RESITE_LAB_SITE);
}

/* C6. */
static void
delete_site (Hands *hands)
{
  for (guint i = 0; i < G_N_ELEMENTS (primaries); i++)
    {
      if (is_at (hands, primaries[i]))
        delete_site_at (hands, primaries[i]);
    }
}

/* C8. */
static void
delete_addresses (Hands *hands)
{
  for (guint i = 0; i < G_N_ELEMENTS (primaries); i++)
    {
      ResiteLabRecord *address = resite_lab_store_find (hands->world->store, primaries[i],
                                                        "SMS_SCI_Address", RESITE_LAB_SITE);

      if (address != NULL && is_at (hands, primaries[i]))
        resite_lab_store_remove (hands->world->store, address);
    }
}

/* C9. */
static void
make_addresses (Hands *hands)
{
  ResiteLabMachine machine;

  for (guint i = 0; i < G_N_ELEMENTS (primaries); i++)
    {
      if (is_at (hands, primaries[i]) &&
          resite_lab_world_find_machine (hands->world, primaries[i], &machine))
        resite_lab_address_add (&machine, RESITE_LAB_SITE, RESITE_LAB_SITE_SERVER);
    }
}

/* P2: shared, so that technicians can reach it; R1: by SMS itself. */
static void
share_packages (Hands *hands)
{
  g_autofree char *folder = resite_lab_machine_find_path (&hands->new, "E:\\SMSPKGE$");

  if (folder != NULL && g_file_test (folder, G_FILE_TEST_IS_DIR))
    resite_lab_share_add (&hands->new, "SMSPKGE$", "E:\\SMSPKGE$", "SMS Site");
}

/* C10. */
static void
unshare_packages (Hands *hands)
{
  ResiteLabRecord *share =
      resite_lab_store_find (hands->world->store, "new", "Win32_Share", "SMSPKGE$");

  if (share != NULL)
    resite_lab_store_remove (hands->world->store, share);
}

/* C7. */
static void
delete_objects (Hands *hands)
{
  resite_lab_directory_delete_site (hands->world);
}

/* W3: every drive but the one for SMS is marked, and the new account has its rights. */
static void
prepare_setup (Hands *hands)
{
  g_autofree char *path = resite_lab_machine_find_path (&hands->new, "C:\\NO_SMS_ON_DRIVE.SMS");

  if (path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    g_file_set_contents (path, "", 0, NULL);
  resite_lab_directory_grant (hands->world, "new");
}

/* C11. */
static void
install_sms (Hands *hands)
{
  if (resite_lab_store_find (hands->world->store, "new", "Win32_Service", "SMS_EXECUTIVE") != NULL)
    return;
  resite_lab_install_sms (&hands->new);
  resite_lab_site_order_return (hands->world, RETURN_AFTER);
  resite_lab_directory_order_site (hands->world);
  resite_lab_story_begin (&hands->new, "setup", NULL);
}

/* C14. */
static void
give_roles (Hands *hands)
{
  static const char *const roles[] = { "primary.1", "primary.2" };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      for (guint k = 0; resite_lab_given_roles[k] != NULL; k++)
        resite_lab_role_add (hands->world, roles[i], RESITE_LAB_SITE, RESITE_LAB_SITE_SERVER,
                             resite_lab_given_roles[k]);
    }
  resite_lab_management_point_give (&hands->new);
}

static void
assign_nth (Hands *hands, guint n)
{
  resite_lab_supply_assign_by_hand (hands->world->supply,
                                    resite_lab_packages_get_good (hands->world->packages, n));
}

/* R1: the first package is sent whole, and the share comes back with it. */
static void
send_first (Hands *hands)
{
  share_packages (hands);
  assign_nth (hands, 0);
}

/* R3 and R10: somebody types it at the console. */
static void
preload_canary (Hands *hands)
{
  resite_lab_supply_preload_by_hand (hands->world->supply,
                                     resite_lab_packages_get_good (hands->world->packages, 1));
}

static void
preload_all (Hands *hands)
{
  resite_lab_supply_preload_all_by_hand (hands->world->supply);
}

/* R6 and R13: of what was preloaded, only the information goes down. */
static void
assign_canary (Hands *hands)
{
  assign_nth (hands, 1);
}

static void
assign_proof (Hands *hands)
{
  assign_nth (hands, 2);
}

/* R14: with CloneDP. */
static void
assign_all (Hands *hands)
{
  resite_lab_supply_assign_all_by_hand (hands->world->supply);
}

static const struct
{
  const char *step;
  void (*act) (Hands *hands);
} acts[] = {
  { "P2", share_packages },    { "C2", disable_services },   { "C3", set_old_aside },
  { "C4", give_new_the_name }, { "C5", install_iis },        { "C6", delete_site },
  { "C7", delete_objects },    { "C8", delete_addresses },   { "C9", make_addresses },
  { "C10", unshare_packages }, { "W3", prepare_setup },      { "C11", install_sms },
  { "C14", give_roles },       { "R1", send_first },         { "R3", preload_canary },
  { "R6", assign_canary },     { "R10", preload_all },       { "R13", assign_proof },
  { "R14", assign_all },       { "B1", take_name_from_new }, { "B2", give_old_the_name },
  { "B3", enable_services },   { "B4", make_addresses },
};

gboolean
resite_lab_world_act (ResiteLabWorld *self, const char *step_id, GError **error)
{
  Hands hands = { .world = self };
  g_auto (GStrv) sides = NULL;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self) && step_id != NULL, FALSE);

  sides = g_strsplit (step_id, "@", 2);
  hands.primary = sides[0] != NULL ? sides[1] : NULL;
  if (!resite_lab_world_find_machine (self, "old", &hands.old) ||
      !resite_lab_world_find_machine (self, "new", &hands.new))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
                   _ ("The rehearsal's machines are gone. Start a new rehearsal."));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      if (g_strcmp0 (acts[i].step, sides[0]) == 0)
        acts[i].act (&hands);
    }
  resite_lab_world_tell (self);
  return resite_lab_store_save (self->store, error);
}
