/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-cmd.h"

/* sc and net. */

enum
{
  NO_SUCH_SERVICE = 1060,
  NOT_ACTIVE = 1062,
  ALREADY_RUNNING = 1056,
  DISABLED = 1058
};

static const char *
explain (gint64 code)
{
  switch (code)
    {
    case NO_SUCH_SERVICE:
      return "The specified service does not exist as an installed service.";
    case NOT_ACTIVE:
      return "The service has not been started.";
    case ALREADY_RUNNING:
      return "An instance of the service is already running.";
    case DISABLED:
      return "The service cannot be started, either because it is disabled or because it has no "
             "enabled devices associated with it.";
    default:
      return "The service cannot accept control messages at this time.";
    }
}

static ResiteLabRecord *
find_service (ResiteLabCommand *command, const char *name)
{
  return name != NULL ? resite_lab_store_find (command->machine.store, command->machine.role,
                                               "Win32_Service", name)
                      : NULL;
}

static void
say_state (ResiteLabCommand *command, const ResiteLabRecord *service)
{
  static const struct
  {
    const char *state;
    const char *shown;
  } states[] = { { "Stopped", "1  STOPPED" },
                 { "Start Pending", "2  START_PENDING" },
                 { "Stop Pending", "3  STOP_PENDING" },
                 { "Running", "4  RUNNING" } };
  const char *shown = states[0].shown;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (resite_lab_record_is (service, "State", states[i].state))
        shown = states[i].shown;
    }
  resite_lab_command_say (command, "\r\nSERVICE_NAME: %s", resite_lab_record_get_name (service));
  resite_lab_command_say (command, "DISPLAY_NAME: %s",
                          resite_lab_record_get (service, "DisplayName"));
  resite_lab_command_say (command, "        TYPE               : 10  WIN32_OWN_PROCESS ");
  resite_lab_command_say (command, "        STATE              : %s ", shown);
  resite_lab_command_say (command, "        WIN32_EXIT_CODE    : 0  (0x0)");
  resite_lab_command_say (command, "        SERVICE_EXIT_CODE  : 0  (0x0)");
  resite_lab_command_say (command, "        CHECKPOINT         : 0x0");
  resite_lab_command_say (command, "        WAIT_HINT          : 0x0");
}

static gint64
sc_query_all (ResiteLabCommand *command)
{
  g_autoptr (GPtrArray) services =
      resite_lab_store_list (command->machine.store, command->machine.role, "Win32_Service");
  const char *wanted = resite_lab_command_get_option (command, "state");

  for (guint i = 0; i < services->len; i++)
    {
      if (g_strcmp0 (wanted, "all") == 0 ||
          resite_lab_record_is (services->pdata[i], "State", "Running"))
        say_state (command, services->pdata[i]);
    }
  return 0;
}

static gint64
sc_query (ResiteLabCommand *command, ResiteLabRecord *service)
{
  say_state (command, service);
  return 0;
}

static gint64
sc_qc (ResiteLabCommand *command, ResiteLabRecord *service)
{
  const gboolean automatic = resite_lab_record_is (service, "StartMode", "Auto");
  const gboolean disabled = resite_lab_record_is (service, "StartMode", "Disabled");

  resite_lab_command_say (command, "[SC] GetServiceConfig SUCCESS\r\n\r\nSERVICE_NAME: %s",
                          resite_lab_record_get_name (service));
  resite_lab_command_say (command, "        TYPE               : 10  WIN32_OWN_PROCESS ");
  resite_lab_command_say (command, "        START_TYPE         : %s",
                          automatic  ? "2   AUTO_START"
                          : disabled ? "4   DISABLED"
                                     : "3   DEMAND_START");
  resite_lab_command_say (command, "        BINARY_PATH_NAME   : %s ",
                          resite_lab_record_get (service, "PathName"));
  resite_lab_command_say (command, "        DISPLAY_NAME       : %s ",
                          resite_lab_record_get (service, "DisplayName"));
  return 0;
}

static gint64
sc_config (ResiteLabCommand *command, ResiteLabRecord *service)
{
  static const char *const modes[][2] = { { "auto", "Automatic" },
                                          { "demand", "Manual" },
                                          { "disabled", "Disabled" } };
  const char *wanted = resite_lab_command_get_option (command, "start");

  for (guint i = 0; wanted != NULL && i < G_N_ELEMENTS (modes); i++)
    {
      if (g_ascii_strcasecmp (wanted, modes[i][0]) != 0)
        continue;
      resite_lab_service_set_start_mode (&command->machine, service, modes[i][1]);
      resite_lab_command_say (command, "[SC] ChangeServiceConfig SUCCESS");
      return 0;
    }
  resite_lab_command_say (command, "ERROR:  Invalid option");
  return 1639;
}

static gint64
say_failure (ResiteLabCommand *command, const char *call, gint64 code)
{
  resite_lab_command_say (command, "[SC] %s FAILED %d:\r\n\r\n%s\r\n", call, (int)code,
                          explain (code));
  return code;
}

static gint64
sc_stop (ResiteLabCommand *command, ResiteLabRecord *service)
{
  if (resite_lab_record_is (service, "State", "Stopped"))
    return say_failure (command, "ControlService", NOT_ACTIVE);
  if (resite_lab_service_stop (&command->machine, service) != 0)
    return say_failure (command, "ControlService", 1061);
  say_state (command, service);
  return 0;
}

static gint64
sc_start (ResiteLabCommand *command, ResiteLabRecord *service)
{
  switch (resite_lab_service_start (&command->machine, service))
    {
    case 0:
      say_state (command, service);
      return 0;
    case 14:
      return say_failure (command, "StartService", DISABLED);
    default:
      return say_failure (command, "StartService", ALREADY_RUNNING);
    }
}

static const struct
{
  const char *verb;
  const char *call;
  gint64 (*run) (ResiteLabCommand *command, ResiteLabRecord *service);
} verbs[] = {
  { "query", "EnumQueryServicesStatus:OpenService", sc_query },
  { "qc", "OpenService", sc_qc },
  { "config", "OpenService", sc_config },
  { "stop", "OpenService", sc_stop },
  { "start", "OpenService", sc_start },
};

static gint64
run_sc (ResiteLabCommand *command)
{
  const char *verb = resite_lab_command_get_argument (command, 0);
  const char *name = resite_lab_command_get_argument (command, 1);

  if (verb != NULL && g_ascii_strcasecmp (verb, "query") == 0 &&
      (name == NULL || strchr (name, '=') != NULL))
    return sc_query_all (command);
  for (guint i = 0; verb != NULL && i < G_N_ELEMENTS (verbs); i++)
    {
      ResiteLabRecord *service = find_service (command, name);

      if (g_ascii_strcasecmp (verbs[i].verb, verb) != 0)
        continue;
      if (service == NULL)
        return say_failure (command, verbs[i].call, NO_SUCH_SERVICE);
      return verbs[i].run (command, service);
    }
  resite_lab_command_say (command, "ERROR:  Unrecognized command");
  return 1639;
}

static gint64
net_fail (ResiteLabCommand *command, const char *text, int help)
{
  resite_lab_command_complain (
      command, "%s\r\n\r\nMore help is available by typing NET HELPMSG %d.\r\n", text, help);
  return 2;
}

static gint64
net_list_services (ResiteLabCommand *command)
{
  g_autoptr (GPtrArray) services =
      resite_lab_store_list (command->machine.store, command->machine.role, "Win32_Service");

  resite_lab_command_say (command, "These Windows services are started:\r\n");
  for (guint i = 0; i < services->len; i++)
    {
      if (resite_lab_record_is (services->pdata[i], "State", "Running"))
        resite_lab_command_say (command, "   %s",
                                resite_lab_record_get (services->pdata[i], "DisplayName"));
    }
  resite_lab_command_say (command, "\r\nThe command completed successfully.\r\n");
  return 0;
}

/* net waits until it is done. */
static gint64
net_start (ResiteLabCommand *command)
{
  const char *name = resite_lab_command_get_argument (command, 1);
  ResiteLabRecord *service = find_service (command, name);

  if (name == NULL)
    return net_list_services (command);
  if (service == NULL)
    return net_fail (command, "The service name is invalid.", 2185);
  switch (resite_lab_service_start (&command->machine, service))
    {
    case 0:
      resite_lab_service_settle_one (service);
      resite_lab_command_say (command, "The %s service was started successfully.\r\n", name);
      return 0;
    case 14:
      return net_fail (command, "System error 1058 has occurred.", DISABLED);
    default:
      return net_fail (command, "The requested service has already been started.", 2182);
    }
}

static gint64
net_stop (ResiteLabCommand *command)
{
  const char *name = resite_lab_command_get_argument (command, 1);
  ResiteLabRecord *service = find_service (command, name);

  if (service == NULL)
    return net_fail (command, "The service name is invalid.", 2185);
  if (resite_lab_service_stop (&command->machine, service) != 0)
    return net_fail (command, "The service is not started.", 3521);
  resite_lab_service_settle_one (service);
  resite_lab_command_say (command, "The %s service was stopped successfully.\r\n", name);
  return 0;
}

static gint64
net_list (ResiteLabCommand *command, const char *kind, const char *title, const char *field)
{
  g_autoptr (GPtrArray) records =
      resite_lab_store_list (command->machine.store, command->machine.role, kind);

  resite_lab_command_say (command, "\r\n%s\r\n\r\n----------------------------------------", title);
  for (guint i = 0; i < records->len; i++)
    {
      const char *more = field != NULL ? resite_lab_record_get (records->pdata[i], field) : NULL;

      resite_lab_command_say (command, "%-12s %s", resite_lab_record_get_name (records->pdata[i]),
                              more != NULL ? more : "");
    }
  resite_lab_command_say (command, "The command completed successfully.\r\n");
  return 0;
}

static gint64
net_make_share (ResiteLabCommand *command, const char *name, const char *path)
{
  g_autofree char *place = resite_lab_machine_find_path (&command->machine, path);

  if (place == NULL || !g_file_test (place, G_FILE_TEST_IS_DIR))
    return net_fail (command, "The device or directory does not exist.", 2116);
  if (resite_lab_store_find (command->machine.store, command->machine.role, "Win32_Share", name))
    return net_fail (command, "The name has already been shared.", 2118);
  resite_lab_share_add (&command->machine, name, path, "");
  resite_lab_command_say (command, "%s was shared successfully.\r\n", name);
  return 0;
}

static gint64
net_share (ResiteLabCommand *command)
{
  const char *name = resite_lab_command_get_argument (command, 1);
  const char *equal = name != NULL ? strchr (name, '=') : NULL;
  ResiteLabRecord *share;

  if (name == NULL)
    return net_list (command, "Win32_Share", "Share name   Resource", "Path");
  if (equal != NULL)
    {
      g_autofree char *share_name = g_strndup (name, equal - name);

      return net_make_share (command, share_name, equal + 1);
    }
  share =
      resite_lab_store_find (command->machine.store, command->machine.role, "Win32_Share", name);
  if (share == NULL)
    return net_fail (command, "This shared resource does not exist.", 2310);
  if (resite_lab_command_has (command, "delete"))
    {
      resite_lab_store_remove (command->machine.store, share);
      resite_lab_command_say (command, "%s was deleted successfully.\r\n", name);
      return 0;
    }
  resite_lab_command_say (command, "Share name        %s\r\nPath              %s", name,
                          resite_lab_record_get (share, "Path"));
  return 0;
}

static gint64
net_user (ResiteLabCommand *command)
{
  return net_list (command, "Win32_UserAccount", "User accounts", NULL);
}

static gint64
net_list_members (ResiteLabCommand *command, const char *group)
{
  g_autoptr (GPtrArray) members =
      resite_lab_store_list (command->machine.store, command->machine.role, "member");

  resite_lab_command_say (
      command, "Alias name     %s\r\n\r\nMembers\r\n\r\n------------------------", group);
  for (guint i = 0; i < members->len; i++)
    {
      if (resite_lab_record_is (members->pdata[i], "Group", group))
        resite_lab_command_say (command, "%s", resite_lab_record_get (members->pdata[i], "Member"));
    }
  resite_lab_command_say (command, "The command completed successfully.\r\n");
  return 0;
}

static gint64
net_localgroup (ResiteLabCommand *command)
{
  const char *group = resite_lab_command_get_argument (command, 1);
  const char *member = resite_lab_command_get_argument (command, 2);

  if (group == NULL)
    return net_list (command, "Win32_Group", "Aliases", NULL);
  if (resite_lab_store_find (command->machine.store, command->machine.role, "Win32_Group", group) ==
      NULL)
    return net_fail (command, "System error 1376 has occurred.", 1376);
  if (member == NULL)
    return net_list_members (command, group);
  if (resite_lab_command_has (command, "add"))
    resite_lab_group_add_member (&command->machine, group, member);
  resite_lab_command_say (command, "The command completed successfully.\r\n");
  return 0;
}

static gint64
run_net (ResiteLabCommand *command)
{
  static const struct
  {
    const char *verb;
    gint64 (*run) (ResiteLabCommand *command);
  } areas[] = {
    { "start", net_start },           { "stop", net_stop },
    { "share", net_share },           { "user", net_user },
    { "localgroup", net_localgroup },
  };
  const char *verb = resite_lab_command_get_argument (command, 0);

  for (guint i = 0; verb != NULL && i < G_N_ELEMENTS (areas); i++)
    {
      if (g_ascii_strcasecmp (areas[i].verb, verb) == 0)
        return areas[i].run (command);
    }
  resite_lab_command_say (command, "The syntax of this command is:\r\n\r\nNET [ LOCALGROUP | SHARE "
                                   "| START | STOP | USER ]");
  return 1;
}

const ResiteLabCommandEntry resite_lab_commands_service[] = {
  { "sc", FALSE, run_sc },
  { "net", FALSE, run_net },
  { "net1", FALSE, run_net },
  { NULL },
};
