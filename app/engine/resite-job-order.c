/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-order"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-command-job.h"
#include "resite-directory-job.h"
#include "resite-job-assign.h"
#include "resite-job-order.h"
#include "resite-machine-words.h"
#include "resite-probe.h"

char *
resite_job_order_find_machine (const ResiteJobOrder *order, const char *role)
{
  g_return_val_if_fail (order != NULL, NULL);

  if (role == NULL)
    return g_strdup (order->machine);
  if (!g_str_equal (role, "primary"))
    return g_strdup (role);
  if (g_str_has_prefix (order->machine, "primary."))
    return g_strdup (order->machine);
  return g_strdup ("primary.1");
}

static gboolean
refuse (char **reason, char *text)
{
  if (reason != NULL)
    *reason = text;
  else
    g_free (text);
  return FALSE;
}

static gboolean
can_look (const ResiteJobOrder *order, const char *role, char **reason)
{
  g_autofree char *machine = resite_job_order_find_machine (order, role);

  if (resite_connections_has_files (order->connections, machine))
    return TRUE;
  return refuse (reason, g_strdup_printf (_ ("The files of %s cannot be seen from this desk: the "
                                             "plan names no folder for them ([%s] files)."),
                                          resite_machine_words_get (machine), machine));
}

static gboolean
can_act (const ResiteJobOrder *order, const char *role, char **reason)
{
  g_autofree char *machine = resite_job_order_find_machine (order, role);

  if (resite_connections_get_reach (order->connections, machine) != RESITE_REACH_LOCAL &&
      resite_connections_get_reach (order->connections, machine) != RESITE_REACH_SMB)
    return refuse (reason, g_strdup_printf (_ ("The plan says that %s is reached by hand "
                                               "([%s] reach)."),
                                            resite_machine_words_get (machine), machine));
  return can_look (order, role, reason);
}

gboolean
resite_job_order_is_remote (const ResiteJobOrder *order, const char *role)
{
  g_return_val_if_fail (order != NULL, FALSE);

  g_autofree char *machine = resite_job_order_find_machine (order, role);
  return resite_connections_get_reach (order->connections, machine) == RESITE_REACH_WINRM;
}

gboolean
resite_job_order_has_wmi (const ResiteJobOrder *order, const char *role)
{
  g_return_val_if_fail (order != NULL, FALSE);

  g_autofree char *machine = resite_job_order_find_machine (order, role);
  return resite_job_order_is_remote (order, role) &&
         !resite_connections_speaks_rpc (order->connections, machine);
}

static gboolean
has_files (const ResiteJobOrder *order, const char *role)
{
  g_autofree char *machine = resite_job_order_find_machine (order, role);

  return resite_connections_has_files (order->connections, machine);
}

static gboolean
has_remote_files (const ResiteJobOrder *order, const char *role)
{
  g_autofree char *machine = resite_job_order_find_machine (order, role);

  return resite_connections_has_remote_files (order->connections, machine);
}

static gboolean
is_log_type (const char *type)
{
  static const char *const types[] = { "mp-setup-log", "mp-installer-log", "mp-control-log",
                                       "mp-service-logs", NULL };

  return g_strv_contains (types, type);
}

/* What is looked at on disks that are seen from this desk, and what needs no machine at all. */
static gboolean
is_old_type (const char *type)
{
  static const char *const types[] = { "file",     "folder",      "no-folder", "space",
                                       "packages", "read-only",   "value",     "step",
                                       "told",     "name-length", NULL };

  return g_strv_contains (types, type) || g_str_equal (type, "file-permissions") ||
         is_log_type (type);
}

/* What RPC has no call for: IIS, the SMS provider, namespaces of WMI, formats of disks. */
static gboolean
needs_wmi (const char *type)
{
  static const char *const types[] = { "iis",
                                       "web-extensions",
                                       "no-web-directories",
                                       "wmi-namespace",
                                       "ntfs",
                                       "permissions",
                                       "package-known",
                                       "package-installed",
                                       "site-gone",
                                       "site-back",
                                       "children",
                                       "roles",
                                       "sender-address",
                                       "sender-address-gone",
                                       "dp-package",
                                       "package-status",
                                       "crossing",
                                       "stored-versions",
                                       NULL };

  return g_strv_contains (types, type);
}

/* What anybody can ask the site's web server, whether or not its machine lets itself be reached. */
static gboolean
is_web_type (const char *type)
{
  static const char *const types[] = { "mp-list",  "mp-certificate",  "mp-key",
                                       "web-site", "web-directories", NULL };

  return g_strv_contains (types, type);
}

/* What is looked for in the directory. */
static gboolean
is_of_directory (const ResiteJobOrder *order, const char *type)
{
  g_autoptr (ResiteProbe) probe = resite_probe_new ("", NULL, type);

  return resite_probe_needs_directory (probe) &&
         resite_connections_get_directory (order->connections) != NULL;
}

/* A table of packages and what the site knows of them is worth making where somebody says the latter:
 * the site itself, or a list in the plan. */
static gboolean
can_preflight (const ResiteJobOrder *order, ResiteEntry *probe)
{
  const char *list = resite_variables_get (order->variables, "options.known-packages");

  return resite_job_order_has_wmi (order, resite_entry_get (probe, "machine")) ||
         (list != NULL && *list != '\0');
}

char *
resite_job_order_get_probe_type (const ResiteJobOrder *order, ResiteEntry *probe)
{
  const char *type = resite_entry_get (probe, "type");
  const char *machine = resite_entry_get (probe, "machine");
  gboolean remote = resite_job_order_is_remote (order, machine);
  gboolean is_folder = g_strcmp0 (type, "folder") == 0 || g_strcmp0 (type, "no-folder") == 0;

  if (type != NULL && is_of_directory (order, type))
    return g_strdup (type);
  if (g_strcmp0 (type, "preflight") == 0)
    return g_strdup (can_preflight (order, probe) ? type : "told");
  if (g_strcmp0 (type, "permissions") == 0 && !resite_job_order_has_wmi (order, machine) &&
      has_remote_files (order, machine))
    return g_strdup ("file-permissions");
  if (type == NULL || (!remote && !is_old_type (type) && !is_web_type (type)))
    return g_strdup ("told");
  if (remote && needs_wmi (type) && !resite_job_order_has_wmi (order, machine))
    return g_strdup ("told");
  if (is_folder && remote && !has_files (order, machine))
    return g_strdup (g_str_equal (type, "folder") ? "remote-folder" : "no-remote-folder");
  return g_strdup (type);
}

static gboolean
can_talk (const ResiteJobOrder *order, const char *role, char **reason)
{
  g_autofree char *machine = resite_job_order_find_machine (order, role);

  if (resite_job_order_is_remote (order, role))
    return TRUE;
  return refuse (reason, g_strdup_printf (_ ("The plan does not say that %s is reached over the "
                                             "network ([%s] reach)."),
                                          resite_machine_words_get (machine), machine));
}

/* To a provider of WMI, or to have a program run. */
static gboolean
can_have_wmi (const ResiteJobOrder *order, const char *role, char **reason)
{
  g_autofree char *machine = resite_job_order_find_machine (order, role);

  if (!can_talk (order, role, reason))
    return FALSE;
  if (resite_job_order_has_wmi (order, role))
    return TRUE;
  return refuse (reason,
                 g_strdup_printf (_ ("The plan says that %s is reached by RPC ([%s] reach), "
                                     "and RPC has no way to this: a person does it."),
                                  resite_machine_words_get (machine), machine));
}

static gboolean
can_ask (const ResiteJobOrder *order, ResiteEntry *probe, char **reason)
{
  g_autofree char *type = resite_job_order_get_probe_type (order, probe);

  if (g_str_equal (type, "told"))
    return refuse (reason, g_strdup (_ ("Only a person can say this.")));
  if (g_str_equal (type, "value") || g_str_equal (type, "step") ||
      g_str_equal (type, "name-length") || g_str_equal (type, "preflight") || is_web_type (type))
    return TRUE;
  if (is_of_directory (order, type))
    return TRUE;
  if (!is_old_type (type))
    return can_talk (order, resite_entry_get (probe, "machine"), reason);
  return can_look (order, resite_entry_get (probe, "machine"), reason);
}

static gboolean
can_check (const ResiteJobOrder *order, char **reason)
{
  GPtrArray *probes = resite_action_get_entries (order->action);
  g_autofree char *first_reason = NULL;

  for (guint i = 0; i < probes->len; i++)
    {
      g_autofree char *why = NULL;
      if (can_ask (order, probes->pdata[i], &why))
        return TRUE;
      if (first_reason == NULL)
        first_reason = g_steal_pointer (&why);
    }
  return refuse (reason, g_steal_pointer (&first_reason));
}

/* (nullable): the probe of a watch that its machine can be asked. */
static ResiteEntry *
find_watched_probe (const ResiteJobOrder *order)
{
  GPtrArray *entries = resite_action_get_entries (order->action);

  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (resite_entry_get_element (entries->pdata[i]), "probe") &&
        resite_job_order_has_wmi (order, resite_entry_get (entries->pdata[i], "machine")))
      return entries->pdata[i];
  return NULL;
}

/* Logs are read from a folder of this desk, or over SMB. */
static gboolean
can_follow (const ResiteJobOrder *order, char **reason)
{
  return can_look (order, resite_action_get (order->action, "machine"), reason);
}

static gboolean
can_watch (const ResiteJobOrder *order, char **reason)
{
  /* "Nothing else happened" is known by the log only, whatever the site says. */
  if (g_strcmp0 (resite_action_get (order->action, "unbroken"), "yes") == 0)
    return can_follow (order, reason);
  return find_watched_probe (order) != NULL || can_follow (order, reason);
}

/* A form that the machine itself can fill is read there; what it does not know is asked for. */
static gboolean
can_fill (const ResiteJobOrder *order, char **reason)
{
  if (resite_action_get (order->action, "read") != NULL &&
      resite_job_order_is_remote (order, resite_action_get (order->action, "machine")))
    return TRUE;
  return refuse (reason, g_strdup (_ ("These are values that a person fills in.")));
}

static gboolean
is_by_hand_mode (const ResiteJobOrder *order)
{
  const char *mode = resite_action_get (order->action, "mode");

  if (mode == NULL)
    return FALSE;
  g_autofree char *expanded = resite_variables_expand (order->variables, mode, NULL);
  return g_strcmp0 (expanded, "by-hand") == 0;
}

/* Copies go through the folder on this desk or over SMB, however the machine is reached otherwise. */
static gboolean
can_write (const ResiteJobOrder *order, const char *role, char **reason)
{
  return resite_job_order_is_remote (order, role) ? can_look (order, role, reason)
                                                  : can_act (order, role, reason);
}

static gboolean
can_copy (const ResiteJobOrder *order, char **reason)
{
  if (is_by_hand_mode (order))
    return refuse (reason, g_strdup (_ ("The plan says that this is copied by hand.")));
  return can_look (order, resite_action_get (order->action, "from"), reason) &&
         can_write (order, resite_action_get (order->action, "to"), reason);
}

/* Packages that are sent again, there or everywhere. */
static gboolean
is_repair (const ResiteJobOrder *order)
{
  const char *worker = resite_action_get (order->action, "worker");

  return g_strcmp0 (worker, "refresh") == 0 || g_strcmp0 (worker, "update-all") == 0;
}

static gboolean
can_assign (const ResiteJobOrder *order, char **reason)
{
  char *obstacle = _resite_job_assign_find_obstacle (order);

  return obstacle == NULL || refuse (reason, obstacle);
}

static gboolean
can_do_bulk (const ResiteJobOrder *order, char **reason)
{
  const char *tool = resite_variables_get (order->variables, "tools.preload-desk");

  if (is_repair (order))
    return can_have_wmi (order, resite_action_get (order->action, "machine"), reason);
  if (g_strcmp0 (resite_action_get (order->action, "worker"), "preload") != 0)
    return can_assign (order, reason);
  if (resite_job_order_is_remote (order, resite_action_get (order->action, "machine")))
    return can_have_wmi (order, resite_action_get (order->action, "machine"), reason);
  if (!can_act (order, resite_action_get (order->action, "machine"), reason))
    return FALSE;
  if (has_remote_files (order, resite_action_get (order->action, "machine")))
    return refuse (reason, g_strdup (_ ("The preload tool runs at the server, and over SMB nothing "
                                        "can be started there.")));
  if (tool != NULL && *tool != '\0')
    return TRUE;
  return refuse (reason, g_strdup (_ ("The plan names no preload tool that runs on this desk "
                                      "([tools] preload-desk).")));
}

static gboolean
can_wait (const ResiteJobOrder *order, char **reason)
{
  if (resite_action_get (order->action, "seconds") != NULL || order->restarted)
    return TRUE;
  return refuse (reason, g_strdup (_ ("Only a person at the machine can say when this is over.")));
}

/* Runs that were begun with the first version have a runbook in which commands bear no values. */
static gboolean
lacks_values (const ResiteJobOrder *order, const char *verb)
{
  static const char *const with_values[] = { "rename",    "unshare",           "delete-site",
                                             "move-back", "reset-permissions", "delete-aside",
                                             NULL };
  GPtrArray *entries = resite_action_get_entries (order->action);

  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (resite_entry_get_element (entries->pdata[i]), "argument"))
      return FALSE;
  return g_strv_contains (with_values, verb);
}

/* Permissions are the server's: over SMB they can be set, in a folder of this desk there are none. */
static gboolean
can_change_files (const ResiteJobOrder *order, char **reason)
{
  if (has_remote_files (order, resite_action_get (order->action, "on")))
    return TRUE;
  return refuse (reason,
                 g_strdup (_ ("This is done by a person at the server: NTFS permissions can "
                              "be seen and set over SMB or WinRM only, and the plan says "
                              "neither.")));
}

static gboolean
can_command (const ResiteJobOrder *order, char **reason)
{
  const char *verb = resite_action_get (order->action, "verb");

  if (verb == NULL || !resite_command_job_knows (verb) || lacks_values (order, verb))
    return refuse (reason, g_strdup (_ ("This is done by a person: from this desk no command "
                                        "can be given there.")));
  if (g_str_equal (verb, "delete-site") &&
      resite_job_order_is_remote (order, resite_action_get (order->action, "on")))
    return can_have_wmi (order, resite_action_get (order->action, "on"), reason);
  if (resite_job_order_has_wmi (order, resite_action_get (order->action, "on")) ||
      (resite_job_order_is_remote (order, resite_action_get (order->action, "on")) &&
       !resite_command_job_needs_files_only (verb)))
    return TRUE;
  if (resite_command_job_needs_files_only (verb))
    return can_change_files (order, reason);
  return refuse (reason, g_strdup (_ ("This is done by a person: from this desk no command "
                                      "can be given there.")));
}

static void
add_remote (const ResiteJobOrder *order, GPtrArray *machines, const char *role)
{
  g_autofree char *machine = resite_job_order_find_machine (order, role);

  if (resite_job_order_is_remote (order, role) &&
      !g_ptr_array_find_with_equal_func (machines, machine, g_str_equal, NULL))
    g_ptr_array_add (machines, g_steal_pointer (&machine));
}

static void
add_probed (const ResiteJobOrder *order, GPtrArray *machines)
{
  GPtrArray *entries = resite_action_get_entries (order->action);

  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (resite_entry_get_element (entries->pdata[i]), "probe"))
      {
        g_autofree char *type = resite_job_order_get_probe_type (order, entries->pdata[i]);
        if (!is_old_type (type))
          add_remote (order, machines, resite_entry_get (entries->pdata[i], "machine"));
      }
}

/* Files over SMB belong to whatever box answers there: it is looked at first. */
static void
add_copied (const ResiteJobOrder *order, GPtrArray *machines)
{
  static const char *const sides[] = { "from", "to" };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (has_remote_files (order, resite_action_get (order->action, sides[i])))
      add_remote (order, machines, resite_action_get (order->action, sides[i]));
}

static void
add_provider (const ResiteJobOrder *order, GPtrArray *machines)
{
  g_autofree char *provider = _resite_job_assign_find_provider (order);

  if (provider != NULL)
    add_remote (order, machines, provider);
}

GPtrArray *
resite_job_order_list_remote (const ResiteJobOrder *order)
{
  g_return_val_if_fail (order != NULL, NULL);

  GPtrArray *machines = g_ptr_array_new_with_free_func (g_free);

  switch (resite_action_get_kind (order->action))
    {
    case RESITE_ACTION_CHECK:
    case RESITE_ACTION_WATCH:
      add_probed (order, machines);
      break;
    case RESITE_ACTION_COMMAND:
      add_remote (order, machines, resite_action_get (order->action, "on"));
      break;
    case RESITE_ACTION_BULK:
    case RESITE_ACTION_FORM:
      if (_resite_job_assign_is_one (order))
        add_provider (order, machines);
      else if (resite_action_get (order->action, "machine") != NULL)
        add_remote (order, machines, resite_action_get (order->action, "machine"));
      break;
    case RESITE_ACTION_COPY:
      add_copied (order, machines);
      break;
    case RESITE_ACTION_WAIT:
    case RESITE_ACTION_INSTRUCTION:
    case RESITE_ACTION_DIRECTORY:
    default:
      break;
    }
  return machines;
}

static void
add_files (const ResiteJobOrder *order, GPtrArray *machines, const char *role)
{
  g_autofree char *machine = resite_job_order_find_machine (order, role);

  if (resite_connections_has_remote_files (order->connections, machine) &&
      !g_ptr_array_find_with_equal_func (machines, machine, g_str_equal, NULL))
    g_ptr_array_add (machines, g_steal_pointer (&machine));
}

/* A probe may measure the files of another machine: "source:E:\\SMSPKG". */
static void
add_looked_at (const ResiteJobOrder *order, GPtrArray *machines, ResiteEntry *probe)
{
  static const char *const types[] = { "file",     "folder",           "no-folder", "space",
                                       "packages", "file-permissions", "read-only", NULL };
  g_autofree char *type = resite_job_order_get_probe_type (order, probe);
  const gboolean is_preflight =
      g_str_equal (type, "preflight") || g_str_equal (type, "transaction-id");
  const char *argument = resite_entry_get (probe, is_preflight ? "path" : "argument");
  const char *colon = argument != NULL ? strchr (argument, ':') : NULL;

  if (is_preflight && colon != NULL)
    {
      g_autofree char *machine = g_strndup (argument, colon - argument);
      add_files (order, machines, machine);
    }
  if (!g_strv_contains (types, type))
    return;
  add_files (order, machines, resite_entry_get (probe, "machine"));
  if (colon != NULL && g_str_equal (type, "space"))
    {
      g_autofree char *measured = g_strndup (argument, colon - argument);
      add_files (order, machines, measured);
    }
}

/* A verb that needs no more than the files, at a machine that is not asked itself. */
static gboolean
goes_over_files (const ResiteJobOrder *order)
{
  const char *verb = resite_action_get (order->action, "verb");

  return verb != NULL && resite_command_job_needs_files_only (verb) &&
         !resite_job_order_has_wmi (order, resite_action_get (order->action, "on"));
}

GPtrArray *
resite_job_order_list_files (const ResiteJobOrder *order)
{
  g_return_val_if_fail (order != NULL, NULL);

  GPtrArray *machines = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *entries = resite_action_get_entries (order->action);

  if (resite_action_get_kind (order->action) == RESITE_ACTION_COPY)
    {
      add_files (order, machines, resite_action_get (order->action, "from"));
      add_files (order, machines, resite_action_get (order->action, "to"));
    }
  else if (resite_action_get_kind (order->action) == RESITE_ACTION_WATCH)
    add_files (order, machines, resite_action_get (order->action, "machine"));
  else if (resite_action_get_kind (order->action) == RESITE_ACTION_COMMAND)
    {
      if (goes_over_files (order))
        add_files (order, machines, resite_action_get (order->action, "on"));
    }
  else if (resite_action_get_kind (order->action) == RESITE_ACTION_CHECK)
    for (guint i = 0; i < entries->len; i++)
      add_looked_at (order, machines, entries->pdata[i]);
  return machines;
}

static gboolean
can_use_directory (const ResiteJobOrder *order, char **reason)
{
  if (!resite_directory_job_knows (resite_action_get (order->action, "verb")))
    return refuse (reason, g_strdup (_ ("This is done by a person: from this desk no command "
                                        "can be given there.")));
  if (resite_connections_get_directory (order->connections) != NULL)
    return TRUE;
  return refuse (reason, g_strdup (_ ("The plan says that Active Directory is reached by hand "
                                      "([ad] reach).")));
}

gboolean
resite_job_order_needs_directory (const ResiteJobOrder *order)
{
  GPtrArray *entries = resite_action_get_entries (order->action);

  if (resite_action_get_kind (order->action) == RESITE_ACTION_DIRECTORY)
    return resite_connections_get_directory (order->connections) != NULL;
  for (guint i = 0; i < entries->len; i++)
    {
      const char *type = resite_entry_get (entries->pdata[i], "type");

      if (g_str_equal (resite_entry_get_element (entries->pdata[i]), "probe") && type != NULL &&
          is_of_directory (order, type))
        return TRUE;
    }
  return FALSE;
}

gboolean
resite_job_order_is_automatic (const ResiteJobOrder *order, char **reason)
{
  g_return_val_if_fail (order != NULL, FALSE);

  switch (resite_action_get_kind (order->action))
    {
    case RESITE_ACTION_CHECK:
      return can_check (order, reason);
    case RESITE_ACTION_COPY:
      return can_copy (order, reason);
    case RESITE_ACTION_WATCH:
      return can_watch (order, reason);
    case RESITE_ACTION_BULK:
      return can_do_bulk (order, reason);
    case RESITE_ACTION_WAIT:
      return can_wait (order, reason);
    case RESITE_ACTION_FORM:
      return can_fill (order, reason);
    case RESITE_ACTION_INSTRUCTION:
      return refuse (reason, g_strdup (_ ("This is done by a person, at the machine.")));
    case RESITE_ACTION_COMMAND:
      return can_command (order, reason);
    case RESITE_ACTION_DIRECTORY:
      return can_use_directory (order, reason);
    default:
      return refuse (reason, g_strdup (_ ("This is done by a person: from this desk no command "
                                          "can be given there.")));
    }
}
