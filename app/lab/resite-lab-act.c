/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-act"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-act.h"
#include "resite-lab-log.h"
#include "resite-lab-site.h"

#define DRIVE     "machines/new/E"
#define SHARE     DRIVE "/SMSPKGE$"
#define SHARE_OLD DRIVE "/SMSPKGE$_OLD"
#define LOGS      DRIVE "/SMS/Logs"

typedef struct
{
  const char *folder;
  GPtrArray *packages;
} World;

typedef struct
{
  const char *component;
  guint thread;
  const char *text;
} LogLine;

static gboolean
is_there (World *world, const char *name)
{
  g_autofree char *path = g_build_filename (world->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
move (World *world, const char *from, const char *to, GError **error)
{
  g_autofree char *from_path = g_build_filename (world->folder, from, NULL);
  g_autofree char *to_path = g_build_filename (world->folder, to, NULL);

  if (g_rename (from_path, to_path) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Moving %s"), from_path);
  return FALSE;
}

static gboolean
append_lines (World *world, const char *name, const LogLine *log_lines, guint n, GError **error)
{
  g_autofree char *path = g_build_filename (world->folder, name, NULL);
  g_autoptr (GString) lines = g_string_new (NULL);
  const gint64 now = g_get_real_time ();

  for (guint i = 0; i < n; i++)
    resite_lab_log_format (lines, log_lines[i].component, log_lines[i].thread,
                           now + 100000 * (gint64)i, log_lines[i].text);
  return resite_lab_log_append (path, lines->str, error);
}

/* C10: the share's folder is put aside. */
static gboolean
put_share_aside (World *world, GError **error)
{
  if (!is_there (world, SHARE) || is_there (world, SHARE_OLD))
    return TRUE;
  return move (world, SHARE, SHARE_OLD, error);
}

static gboolean
write_setup_log (World *world, GError **error)
{
  return resite_lab_write_text (world->folder, "machines/new/C/SMSSetup.log",
                                "<10-14-2008 08:30:11> SMS Setup Started....\r\n"
                                "<10-14-2008 08:30:12> Installing secondary site " RESITE_LAB_SITE
                                " below " RESITE_LAB_PRIMARY " on " RESITE_LAB_SITE_SERVER "\r\n"
                                "<10-14-2008 08:41:55> Installation was successful.\r\n",
                                error);
}

/* C11: SMS is installed, its services run and write. */
static gboolean
install_sms (World *world, GError **error)
{
  static const LogLine distmgr[] = {
    { "SMS_DISTRIBUTION_MANAGER", 2716, "Used 0 out of 3 allowed processing threads." },
    { "SMS_DISTRIBUTION_MANAGER", 2716, "Sleep 3600 seconds..." },
  };
  static const LogLine hman[] = {
    { "SMS_HIERARCHY_MANAGER", 2204, "~Wait for site control changes for maximum 3600 seconds..." },
  };
  static const LogLine sitecomp[] = {
    { "SMS_SITE_COMPONENT_MANAGER", 2012, "Starting bootstrap operations..." },
    { "SMS_SITE_COMPONENT_MANAGER", 2012,
      "Installed service SMS_SERVER_BOOTSTRAP_" RESITE_LAB_SITE_SERVER "." },
  };

  if (is_there (world, LOGS "/sitecomp.log"))
    return TRUE;
  return write_setup_log (world, error) &&
         resite_lab_write_text (world->folder, DRIVE "/SMS/bin/i386/smsexec.exe",
                                "Placeholder of a Resite rehearsal. It does nothing.\r\n", error) &&
         append_lines (world, LOGS "/distmgr.log", distmgr, G_N_ELEMENTS (distmgr), error) &&
         append_lines (world, LOGS "/hman.log", hman, G_N_ELEMENTS (hman), error) &&
         append_lines (world, LOGS "/sitecomp.log", sitecomp, G_N_ELEMENTS (sitecomp), error);
}

/* C14: the roles are given, and the management point is set up. */
static gboolean
install_management_point (World *world, GError **error)
{
  static const LogLine control[] = {
    { "SMS_MP_CONTROL_MANAGER", 3300,
      "Call to HttpSendRequestSync succeeded for port 80 with status code 200, text: OK" },
  };

  if (is_there (world, LOGS "/MPSetup.log"))
    return TRUE;
  return resite_lab_write_text (world->folder, LOGS "/MPSetup.log",
                                "<10-14-2008 08:50:00> SMSMP Setup Started....\r\n"
                                "<10-14-2008 08:50:01> Passed OS version check.\r\n"
                                "<10-14-2008 08:50:01> IIS Service is installed.\r\n"
                                "<10-14-2008 08:50:31> mp.msi exited with return code: 0\r\n"
                                "<10-14-2008 08:50:31> Installation was successful.\r\n",
                                error) &&
         append_lines (world, LOGS "/MPcontrol.log", control, G_N_ELEMENTS (control), error);
}

static gboolean
unpack (World *world, const char *id, GError **error)
{
  g_autofree char *name = g_build_filename (SHARE, id, "install.cmd", NULL);
  g_autofree char *log = g_build_filename (world->folder, LOGS, "distmgr.log", NULL);
  g_autofree char *start = g_strdup_printf ("Start adding package %s...", id);
  g_autofree char *end = g_strdup_printf ("~Exiting package processing thread for package %s.", id);
  const char *component = "SMS_DISTRIBUTION_MANAGER";
  g_autoptr (GString) lines = g_string_new (NULL);
  const gint64 now = g_get_real_time ();

  if (is_there (world, name))
    return TRUE;
  if (!resite_lab_write_text (world->folder, name, "Resite rehearsal: unpacked by SMS\r\n", error))
    return FALSE;
  resite_lab_log_format (lines, component, 3616, now, start);
  resite_lab_log_format_status (lines, component, 3616, now, 2330, RESITE_LAB_SITE_SERVER,
                                RESITE_LAB_SITE, id);
  resite_lab_log_format_status (lines, component, 3616, now, 2301, RESITE_LAB_SITE_SERVER,
                                RESITE_LAB_SITE, id);
  resite_lab_log_format (lines, component, 3616, now, end);
  return resite_lab_log_append (log, lines->str, error);
}

/* R1: one package is sent for real, and the share comes back with it. */
static gboolean
push_first_package (World *world, GError **error)
{
  return unpack (world, resite_lab_packages_get_good (world->packages, 0), error);
}

static gboolean
move_folders_back (World *world, GError **error)
{
  g_autofree char *path = g_build_filename (world->folder, SHARE_OLD, NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *from = g_build_filename (SHARE_OLD, name, NULL);
      g_autofree char *to = g_build_filename (SHARE, name, NULL);

      if (!is_there (world, to) && !move (world, from, to, error))
        return FALSE;
    }
  return TRUE;
}

/* R2: all but the rebuilt package's folder go back. The rest is deleted by hand in the field; here
 * it stays, under a name that says so, since nothing in a rehearsal needs to be lost. */
static gboolean
bring_share_back (World *world, GError **error)
{
  if (!is_there (world, SHARE_OLD) || !is_there (world, SHARE))
    return TRUE;
  return move_folders_back (world, error) && move (world, SHARE_OLD, "desk/deleted by R2", error);
}

/* R6 and R13: a package is assigned, and only its information goes down the wire. */
static gboolean
assign_package (World *world, guint n, GError **error)
{
  static const LogLine sender[] = {
    { "SMS_LAN_SENDER", 3100, "~Found send request.  ID: 202SQP01, Dest Site: " RESITE_LAB_SITE },
    { "SMS_LAN_SENDER", 3104,
      "~Package file = D:\\SMS\\inboxes\\schedule.box\\tosend\\00000E2A.P3E" },
    { "SMS_LAN_SENDER", 3104,
      "~Wrote 2048 bytes to \\\\" RESITE_LAB_SITE_SERVER "\\SMS_SITE\\202SQP01.PCK at position 0" },
    { "SMS_LAN_SENDER", 3104, "~Sending completed successfully" },
  };

  return append_lines (world, "machines/primary.1/D/SMS/Logs/sender.log", sender,
                       G_N_ELEMENTS (sender), error) &&
         unpack (world, resite_lab_packages_get_good (world->packages, n), error);
}

static gboolean
assign_canary (World *world, GError **error)
{
  return assign_package (world, 1, error);
}

static gboolean
assign_proof (World *world, GError **error)
{
  return assign_package (world, 2, error);
}

static const struct
{
  const char *step;
  gboolean (*act) (World *world, GError **error);
} acts[] = {
  { "C10", put_share_aside },   { "C11", install_sms },     { "C14", install_management_point },
  { "R1", push_first_package }, { "R2", bring_share_back }, { "R6", assign_canary },
  { "R13", assign_proof },
};

gboolean
resite_lab_act_on (const char *folder, GPtrArray *packages, const char *step_id, GError **error)
{
  World world = { folder, packages };

  g_return_val_if_fail (folder != NULL && packages != NULL && step_id != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      if (g_str_equal (acts[i].step, step_id))
        return acts[i].act (&world, error);
    }
  return TRUE;
}
