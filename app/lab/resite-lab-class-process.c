/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include "resite-lab-class-table.h"
#include "resite-lab-world-private.h"

enum
{
  DONE = 0,
  PATH_NOT_FOUND = 9,
  BAD_PARAMETER = 21
};

static const ResiteLabProperty properties[] = {
  { "Caption", TEXT, NULL },
  { "CommandLine", TEXT, NULL },
  { "CreationDate", RESITE_LAB_TIME, NULL },
  { "CSName", TEXT, "@Name" },
  { "ExecutablePath", TEXT, NULL },
  { "Handle", TEXT, NULL },
  { "Name", TEXT, NULL },
  { "ParentProcessId", NUMBER, "4" },
  { "ProcessId", NUMBER, NULL },
  { "SessionId", NUMBER, "0" },
  { "WorkingSetSize", NUMBER, "4194304" },
  { NULL },
};

static guint32
call_create (ResiteLabCall *call)
{
  const char *line = resite_cim_object_get_string (call->in, "CommandLine");
  const char *directory = resite_cim_object_get_string (call->in, "CurrentDirectory");
  guint32 id;

  if (line == NULL || *line == '\0')
    return BAD_PARAMETER;
  id = resite_lab_process_start (call->machine, line, directory);
  if (id == 0)
    return PATH_NOT_FOUND;
  resite_cim_object_set_int (call->out, "ProcessId", id);
  return DONE;
}

static guint32
call_terminate (ResiteLabCall *call)
{
  resite_lab_process_stop (call->machine, resite_lab_record_get_name (call->record));
  return DONE;
}

static const ResiteLabMethod methods[] = {
  { "Create", TRUE, call_create },
  { "Terminate", FALSE, call_terminate },
  { NULL },
};

static const ResiteLabClass process = {
  .space = "root/cimv2",
  .name = "Win32_Process",
  .bases = "CIM_Process",
  .keys = "Handle",
  .properties = properties,
  .methods = methods,
};

const ResiteLabClass *const resite_lab_classes_process[] = { &process, NULL };
