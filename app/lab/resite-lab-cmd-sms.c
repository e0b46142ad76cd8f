/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-cmd.h"

/* The programs of SMS and of the setup of Windows. Of preinst no text is known, so it says little,
 * and that it is a rehearsal's. */

static gint64
delete_site (ResiteLabCommand *command, const char *code, const char *parent)
{
  ResiteLabRecord *site =
      resite_lab_store_find (command->machine.store, command->machine.role, "SMS_Site", code);

  if (parent == NULL || site == NULL || !resite_lab_record_is (site, "ReportingSiteCode", parent))
    {
      resite_lab_command_say (command, "[rehearsal] There is no site %s below %s here", code,
                              parent != NULL ? parent : "(none)");
      return 1;
    }
  resite_lab_site_order_removal (&command->machine, code);
  resite_lab_command_say (command, "[rehearsal] The order to delete site %s was given", code);
  return 0;
}

static gint64
delete_jobs (ResiteLabCommand *command, const char *code)
{
  resite_lab_site_delete_jobs (&command->machine, code);
  resite_lab_command_say (command, "[rehearsal] The jobs to site %s are deleted", code);
  return 0;
}

static gint64
run_preinst (ResiteLabCommand *command)
{
  const char *first = resite_lab_command_get_argument (command, 0);
  const char *second = resite_lab_command_get_argument (command, 1);

  if (resite_lab_machine_get (&command->machine, "Site") == NULL)
    {
      resite_lab_command_say (command, "[rehearsal] This is no primary site server");
      return 1;
    }
  if (first != NULL && resite_lab_command_has (command, "DELSITE"))
    return delete_site (command, first, second);
  if (first != NULL && resite_lab_command_has (command, "DELJOB"))
    return delete_jobs (command, first);
  resite_lab_command_say (command, "[rehearsal] PREINST /DELSITE site parent | /DELJOB site");
  return 1;
}

/* The program that stands in for it judges the package by its real state. It works in the package
 * folder; where it is called from elsewhere, it goes there as the real one does. */
static gint64
run_preload (ResiteLabCommand *command)
{
  const char *id = resite_lab_command_get_argument (command, 0);
  const char *arguments[] = { command->machine.world->tool, id, NULL };
  g_autofree char *folder = resite_lab_machine_find_path (&command->machine, "E:\\SMSPKG");

  if (arguments[0] == NULL || folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      resite_lab_command_complain (command, "[rehearsal] There is no package folder here");
      return 1;
    }
  if (id == NULL)
    {
      resite_lab_command_say (command, "[rehearsal] Usage: PreLoadPkgOnSite PackageID");
      return 1;
    }
  return resite_lab_command_run_child (command, folder, arguments);
}

/* sysocmgr /i:... /u:...: installs what stands in the answer file. */
static gint64
run_sysocmgr (ResiteLabCommand *command)
{
  const char *answers = resite_lab_command_get_option (command, "u");
  g_autofree char *path = answers != NULL ? resite_lab_command_find_path (command, answers) : NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return 1;
  resite_lab_install_iis (&command->machine);
  return 0;
}

static gint64
run_setup (ResiteLabCommand *command)
{
  resite_lab_command_say (command, "[rehearsal] Setup asks its questions at the console");
  return 1;
}

const ResiteLabCommandEntry resite_lab_commands_sms[] = {
  { "preinst", FALSE, run_preinst, TRUE },
  { "preloadpkgonsite", FALSE, run_preload, TRUE },
  { "sysocmgr", FALSE, run_sysocmgr },
  { "setup", FALSE, run_setup, TRUE },
  { NULL },
};
