/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include <string.h>

#include "resite-lab-path.h"
#include "resite-lab-world-private.h"

/* What a machine of the lab is and does as a whole: name, address, restart. */

#define RESTART_SECONDS 40
/* Of the name in NetBIOS. */
#define NAME_LENGTH 15
/* Two starts of a machine never look the same, however fast the lab's clock runs. */
#define LEAST_UPTIME (5 * G_USEC_PER_SEC)

enum
{
  DONE = 0,
  ACCESS_DENIED = 5,
  INVALID_NAME = 1210,
  ACCOUNT_EXISTS = 2224
};

char *
resite_lab_machine_get_folder (const ResiteLabMachine *machine)
{
  return g_build_filename (machine->world->folder, "machines", machine->role, NULL);
}

char *
resite_lab_machine_find_path (const ResiteLabMachine *machine, const char *windows_path)
{
  g_autofree char *folder = resite_lab_machine_get_folder (machine);

  return windows_path != NULL ? resite_lab_path_find (folder, windows_path) : NULL;
}

const char *
resite_lab_machine_get (const ResiteLabMachine *machine, const char *fact)
{
  return resite_lab_record_get (machine->facts, fact);
}

gint64
resite_lab_machine_now (const ResiteLabMachine *machine)
{
  return resite_lab_world_now (machine->world) +
         resite_lab_record_get_int (machine->facts, "ClockAhead") * G_USEC_PER_SEC;
}

gboolean
resite_lab_machine_has_fault (const ResiteLabMachine *machine, const char *name)
{
  const char *value = resite_lab_world_get_fault (machine->world, name);

  return value != NULL && (g_str_equal (value, "yes") || g_str_equal (value, machine->role));
}

static gboolean
is_name_taken (const ResiteLabMachine *machine, const char *name)
{
  const char *const *roles = resite_lab_world_list_roles ();
  ResiteLabMachine other;

  for (guint i = 0; roles[i] != NULL; i++)
    {
      if (g_str_equal (roles[i], machine->role) ||
          !resite_lab_world_find_machine (machine->world, roles[i], &other))
        continue;
      /* The account is renamed with the order, not with the restart. */
      if (resite_lab_record_is (
              other.facts,
              resite_lab_machine_get (&other, "NamePending") != NULL ? "NamePending" : "Name",
              name))
        return TRUE;
    }
  return FALSE;
}

/* The registry tells what it is called now, and what it will be after its next start. */
void
resite_lab_machine_note_names (const ResiteLabMachine *machine)
{
  static const char key[] = "SYSTEM\\CurrentControlSet\\Control\\ComputerName\\";
  const char *name = resite_lab_machine_get (machine, "Name");
  const char *pending = resite_lab_machine_get (machine, "NamePending");
  g_autofree char *now = g_strconcat (key, "ActiveComputerName", NULL);
  g_autofree char *next = g_strconcat (key, "ComputerName", NULL);

  resite_lab_registry_set (machine, now, "ComputerName", 1, name);
  resite_lab_registry_set (machine, next, "ComputerName", 1, pending != NULL ? pending : name);
}

guint32
resite_lab_machine_rename (ResiteLabMachine *machine, const char *name)
{
  if (*name == '\0' || strlen (name) > NAME_LENGTH || strpbrk (name, "/\\[]:;|=,+*?<>\" ") != NULL)
    return INVALID_NAME;
  if (resite_lab_machine_has_fault (machine, "rename-denied"))
    return ACCESS_DENIED;
  if (is_name_taken (machine, name))
    return ACCOUNT_EXISTS;
  if (!resite_lab_machine_has_fault (machine, "rename-lost"))
    resite_lab_record_set (machine->facts, "NamePending", name);
  resite_lab_machine_note_names (machine);
  return DONE;
}

static void
set_address (ResiteLabMachine *machine, const char *address)
{
  resite_lab_record_set (machine->facts, "Address", address);
  resite_lab_world_tell (machine->world);
}

void
resite_lab_machine_set_dhcp (ResiteLabMachine *machine)
{
  resite_lab_record_set (machine->facts, "DHCP", "true");
  resite_lab_record_set (machine->facts, "Mask", "255.255.255.0");
  resite_lab_record_set (machine->facts, "Gateway",
                         resite_lab_machine_get (machine, "DHCPGateway"));
  set_address (machine, resite_lab_machine_get (machine, "DHCPAddress"));
}

static gboolean
is_address_taken (const ResiteLabMachine *machine, const char *address)
{
  const char *role = resite_lab_world_find_role (machine->world, "Address", address);

  return role != NULL && !g_str_equal (role, machine->role) &&
         resite_lab_world_is_up (machine->world, role);
}

void
resite_lab_machine_set_static (ResiteLabMachine *machine, const char *address, const char *mask)
{
  g_autofree char *first = g_strndup (address, strcspn (address, ","));

  resite_lab_record_set (machine->facts, "DHCP", "false");
  resite_lab_record_set (machine->facts, "Mask", mask);
  if (is_address_taken (machine, first))
    set_address (machine, resite_lab_machine_get (machine, "SpareAddress"));
  else
    set_address (machine, first);
}

static void
start_services (ResiteLabMachine *machine)
{
  g_autoptr (GPtrArray) services =
      resite_lab_store_list (machine->store, machine->role, "Win32_Service");

  for (guint i = 0; i < services->len; i++)
    {
      const gboolean starts = resite_lab_record_is (services->pdata[i], "StartMode", "Auto");

      resite_lab_record_set (services->pdata[i], "State", starts ? "Running" : "Stopped");
    }
}

/* What a start of Windows does. */
void
resite_lab_machine_come_up (ResiteLabMachine *machine)
{
  const char *pending = resite_lab_machine_get (machine, "NamePending");
  const gint64 last = resite_lab_record_get_int (machine->facts, "BootTime");

  if (pending != NULL)
    {
      resite_lab_record_set (machine->facts, "Name", pending);
      resite_lab_record_set (machine->facts, "NamePending", NULL);
      resite_lab_machine_note_names (machine);
    }
  resite_lab_record_set_int (machine->facts, "BootTime",
                             MAX (resite_lab_machine_now (machine), last + LEAST_UPTIME));
  start_services (machine);
  resite_lab_record_set (machine->facts, "State", "up");
  resite_lab_world_tell (machine->world);
}

void
resite_lab_machine_go_down (ResiteLabMachine *machine, gboolean come_back)
{
  const gboolean slow = resite_lab_machine_has_fault (machine, "slow-reboot");

  resite_lab_world_stop_programs_of (machine->world, machine->role);
  resite_lab_record_set (machine->facts, "State", come_back ? "down" : "off");
  if (come_back)
    resite_lab_world_order (machine->world, machine->role, "come-up",
                            slow ? 10 * RESTART_SECONDS : RESTART_SECONDS);
  resite_lab_world_tell (machine->world);
}

void
resite_lab_machine_restart (ResiteLabMachine *machine, double seconds, gboolean come_back)
{
  ResiteLabRecord *order;

  if (resite_lab_machine_has_fault (machine, "no-reboot"))
    return;
  order = resite_lab_world_order (machine->world, machine->role, "go-down", seconds);
  resite_lab_record_set (order, "ComeBack", come_back ? "yes" : "no");
}

void
resite_lab_machine_restart_at_once (ResiteLabMachine *machine)
{
  resite_lab_world_stop_programs_of (machine->world, machine->role);
  resite_lab_machine_come_up (machine);
}

void
resite_lab_world_switch_on (ResiteLabWorld *self, const char *role, gboolean on)
{
  ResiteLabMachine machine;

  g_return_if_fail (RESITE_IS_LAB_WORLD (self));
  g_return_if_fail (resite_lab_world_find_machine (self, role, &machine));

  if (on && !resite_lab_record_is (machine.facts, "State", "up"))
    {
      resite_lab_world_forget_orders (self, machine.role, "come-up");
      resite_lab_machine_come_up (&machine);
    }
  else if (!on && !resite_lab_record_is (machine.facts, "State", "off"))
    {
      resite_lab_world_forget_orders (self, machine.role, "come-up");
      resite_lab_machine_go_down (&machine, FALSE);
    }
  resite_lab_world_keep (self);
}
