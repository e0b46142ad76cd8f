/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <string.h>

#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

/* A service says that it will stop before it has stopped. */
#define STOPPING 2
#define STARTING 2

enum
{
  DONE = 0,
  CANNOT_ACCEPT_CONTROL = 5,
  NOT_ACTIVE = 6,
  ALREADY_RUNNING = 10,
  DISABLED = 14,
  BAD_PARAMETER = 21
};

static const ResiteLabProperty properties[] = {
  { "AcceptPause", BOOLEAN, "false" },
  { "AcceptStop", BOOLEAN, NULL },
  { "Caption", TEXT, NULL },
  { "CreationClassName", TEXT, "Win32_Service" },
  { "Description", TEXT, NULL },
  { "DesktopInteract", BOOLEAN, "false" },
  { "DisplayName", TEXT, NULL },
  { "ErrorControl", TEXT, "Normal" },
  { "ExitCode", NUMBER, "0" },
  { "Name", TEXT, NULL },
  { "PathName", TEXT, NULL },
  { "ProcessId", NUMBER, "0" },
  { "ServiceType", TEXT, "Own Process" },
  { "Started", BOOLEAN, NULL },
  { "StartMode", TEXT, "Auto" },
  { "StartName", TEXT, "LocalSystem" },
  { "State", TEXT, "Stopped" },
  { "Status", TEXT, "OK" },
  { "SystemName", TEXT, "@Name" },
  { NULL },
};

ResiteLabRecord *
resite_lab_service_add (const ResiteLabMachine *machine, const char *name, const char *display,
                        const char *start_mode, gboolean running)
{
  ResiteLabRecord *service =
      resite_lab_store_add (machine->store, machine->role, "Win32_Service", name);
  g_autofree char *program = g_strdup_printf ("C:\\WINDOWS\\system32\\%s.exe", name);

  resite_lab_record_set (service, "Name", name);
  resite_lab_record_set (service, "DisplayName", display);
  resite_lab_record_set (service, "Caption", display);
  resite_lab_record_set (service, "StartMode", start_mode);
  resite_lab_record_set (service, "State", running ? "Running" : "Stopped");
  resite_lab_record_set (service, "PathName", program);
  if (running)
    resite_lab_record_set_int (service, "ProcessId", 1000 + g_str_hash (name) % 3000 * 4);
  return service;
}

gboolean
resite_lab_service_is_running (const ResiteLabMachine *machine, const char *name)
{
  ResiteLabRecord *service =
      resite_lab_store_find (machine->store, machine->role, "Win32_Service", name);

  return service != NULL && resite_lab_record_is (service, "State", "Running");
}

static void
settle_later (ResiteLabMachine *machine, ResiteLabRecord *service, double seconds)
{
  ResiteLabRecord *order =
      resite_lab_world_order (machine->world, machine->role, "service", seconds);

  resite_lab_record_set (order, "Service", resite_lab_record_get_name (service));
}

guint32
resite_lab_service_stop (ResiteLabMachine *machine, ResiteLabRecord *service)
{
  if (resite_lab_record_is (service, "State", "Stop Pending"))
    return CANNOT_ACCEPT_CONTROL;
  if (!resite_lab_record_is (service, "State", "Running"))
    return CANNOT_ACCEPT_CONTROL;
  resite_lab_record_set (service, "State", "Stop Pending");
  /* A fault for tests: it hangs there until the machine starts anew. */
  if (g_strcmp0 (resite_lab_world_get_fault (machine->world, "service-hangs"),
                 resite_lab_record_get_name (service)) != 0)
    settle_later (machine, service, STOPPING);
  return DONE;
}

guint32
resite_lab_service_start (ResiteLabMachine *machine, ResiteLabRecord *service)
{
  if (resite_lab_record_is (service, "StartMode", "Disabled"))
    return DISABLED;
  if (!resite_lab_record_is (service, "State", "Stopped"))
    return ALREADY_RUNNING;
  resite_lab_record_set (service, "State", "Start Pending");
  settle_later (machine, service, STARTING);
  return DONE;
}

/* Set as "Automatic" and read as "Auto". */
guint32
resite_lab_service_set_start_mode (ResiteLabMachine *machine, ResiteLabRecord *service,
                                   const char *mode)
{
  static const char *const modes[][2] = {
    { "Automatic", "Auto" }, { "Manual", "Manual" }, { "Disabled", "Disabled" },
    { "Boot", "Boot" },      { "System", "System" },
  };

  for (guint i = 0; mode != NULL && i < G_N_ELEMENTS (modes); i++)
    {
      if (g_ascii_strcasecmp (modes[i][0], mode) == 0)
        {
          resite_lab_record_set (service, "StartMode", modes[i][1]);
          return DONE;
        }
    }
  return BAD_PARAMETER;
}

void
resite_lab_service_settle_one (ResiteLabRecord *service)
{
  const char *state = resite_lab_record_get (service, "State");

  if (g_str_equal (state, "Stop Pending"))
    {
      resite_lab_record_set (service, "State", "Stopped");
      resite_lab_record_set (service, "ProcessId", NULL);
    }
  else if (g_str_equal (state, "Start Pending"))
    {
      resite_lab_record_set (service, "State", "Running");
      resite_lab_record_set_int (service, "ProcessId", 1000 + g_random_int_range (1, 3000) * 4);
    }
}

void
resite_lab_service_settle (const ResiteLabMachine *machine)
{
  g_autoptr (GPtrArray) services =
      resite_lab_store_list (machine->store, machine->role, "Win32_Service");

  for (guint i = 0; i < services->len; i++)
    resite_lab_service_settle_one (services->pdata[i]);
}

static void
list (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted, GPtrArray *rows)
{
  g_autoptr (GPtrArray) services =
      resite_lab_store_list (machine->store, machine->role, self->name);

  for (guint i = 0; i < services->len; i++)
    {
      ResiteCimObject *row = resite_lab_class_make_row (self, machine, services->pdata[i]);
      const gboolean running = resite_lab_record_is (services->pdata[i], "State", "Running");

      resite_cim_object_set_boolean (row, "Started", running);
      resite_cim_object_set_boolean (row, "AcceptStop", running);
      g_ptr_array_add (rows, row);
    }
}

static guint32
call_stop (ResiteLabCall *call)
{
  return resite_lab_service_stop (call->machine, call->record);
}

static guint32
call_start (ResiteLabCall *call)
{
  return resite_lab_service_start (call->machine, call->record);
}

static guint32
call_change_start_mode (ResiteLabCall *call)
{
  return resite_lab_service_set_start_mode (call->machine, call->record,
                                            resite_cim_object_get_string (call->in, "StartMode"));
}

static guint32
call_interrogate (ResiteLabCall *call)
{
  return resite_lab_record_is (call->record, "State", "Running") ? DONE : NOT_ACTIVE;
}

static guint32
call_delete (ResiteLabCall *call)
{
  if (!resite_lab_record_is (call->record, "State", "Stopped"))
    return 16;
  resite_lab_store_remove (call->machine->store, call->record);
  return DONE;
}

static const ResiteLabMethod methods[] = {
  { "StartService", FALSE, call_start },
  { "StopService", FALSE, call_stop },
  { "ChangeStartMode", FALSE, call_change_start_mode },
  { "InterrogateService", FALSE, call_interrogate },
  { "Delete", FALSE, call_delete },
  { NULL },
};

static const ResiteLabClass service = {
  .space = "root/cimv2",
  .name = "Win32_Service",
  .bases = "Win32_BaseService,CIM_Service",
  .keys = "Name",
  .properties = properties,
  .list = list,
  .methods = methods,
};

const ResiteLabClass *const resite_lab_classes_service[] = { &service, NULL };
