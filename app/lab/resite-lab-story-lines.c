/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-story"

#include "config.h"

#include "resite-lab-site.h"
#include "resite-lab-story.h"

/* The stories. What is known of the wording of SMS 2003 is kept to the letter; waits are as short as
 * is believable at sixty times the speed. */

#define LOGS    "E:\\SMS\\Logs\\"
#define SETUP   "C:\\SMSSetup.log"
#define MPSETUP LOGS "MPSetup.log"
#define MPMSI   LOGS "mpMSI.log"

#define SITECOMP(wait, text)                                                                       \
  {                                                                                                \
    wait, NULL, LOGS "sitecomp.log", "SMS_SITE_COMPONENT_MANAGER", 2900, text                      \
  }
#define HMAN(wait, text)                                                                           \
  {                                                                                                \
    wait, NULL, LOGS "hman.log", "SMS_HIERARCHY_MANAGER", 2560, text                               \
  }
#define DISTMGR(wait, text)                                                                        \
  {                                                                                                \
    wait, NULL, LOGS "distmgr.log", "SMS_DISTRIBUTION_MANAGER", 2716, text                         \
  }
#define SENDER(wait, text)                                                                         \
  {                                                                                                \
    wait, NULL, LOGS "sender.log", "SMS_LAN_SENDER", 1780, text                                    \
  }
#define DESPOOL(wait, text)                                                                        \
  {                                                                                                \
    wait, NULL, LOGS "despool.log", "SMS_DESPOOLER", 2200, text                                    \
  }
#define SETS_UP(wait, text)                                                                        \
  {                                                                                                \
    wait, NULL, SETUP, NULL, 0, text                                                               \
  }
#define MP(wait, text)                                                                             \
  {                                                                                                \
    wait, NULL, MPSETUP, NULL, 0, text                                                             \
  }
#define MSI(wait, text)                                                                            \
  {                                                                                                \
    wait, NULL, MPMSI, NULL, 0, text                                                               \
  }
#define POINT(wait, log, component, text)                                                          \
  {                                                                                                \
    wait, NULL, "E:\\SMS_CCM\\Logs\\" log, component, 3300, text                                   \
  }
#define TURN(wait, what)                                                                           \
  {                                                                                                \
    wait, NULL, NULL, NULL, 0, what                                                                \
  }
static const ResiteLabStoryLine setup[] = {
  SETS_UP (0, "SMS Setup Started...."),
  SETS_UP (0,
           "Installing secondary site " RESITE_LAB_SITE " below " RESITE_LAB_PRIMARY " on {name}"),
  SETS_UP (4, "Copying files to E:\\SMS"),
  SETS_UP (4, "Installing service SMS_SITE_COMPONENT_MANAGER"),
  TURN (2, "begin-setup"),
};

static const ResiteLabStoryLine bootstrap[] = {
  SITECOMP (0, "Starting bootstrap operations..."),
  SITECOMP (2, "Installed service SMS_SERVER_BOOTSTRAP_{name}."),
  SITECOMP (0, "Starting service SMS_SERVER_BOOTSTRAP_{name} with command-line arguments \"TOP "
               "E:\\SMS /install\"..."),
  SETS_UP (2, "Installation was successful."),
  TURN (0, "begin-components"),
};

static const ResiteLabStoryLine bootstrap_aborted[] = {
  SITECOMP (0, "Starting bootstrap operations..."),
  SITECOMP (4, "Could not install the performance counters."),
  SITECOMP (0, "Installation failed and will be retried in the next polling cycle."),
  SITECOMP (0, "Bootstrap operations aborted."),
  SETS_UP (2, "Installation failed"),
};

static const ResiteLabStoryLine keys_lost[] = {
  HMAN (0, "HMAN: Cannot decrypt the SMS encryption key using the crypto exchange key."),
  DISTMGR (1, "Used 0 out of 3 allowed processing threads."),
};

static const ResiteLabStoryLine components[] = {
  HMAN (0, "~Wait for site control changes for maximum 3600 seconds..."),
  DISTMGR (0, "Used 0 out of 3 allowed processing threads."),
  DISTMGR (0, "Sleep 3600 seconds..."),
  SENDER (2, "Found send request.  ID: 101QSS01, Dest Site: " RESITE_LAB_PRIMARY "~"),
  SENDER (0, "Checking for site-specific sending capacity.  Used 0 out of 3.~"),
  SENDER (1, "~Trying the No. 1 address (out of 1)"),
  SENDER (1, "~Package file = E:\\SMS\\inboxes\\schedule.box\\tosend\\00000001.P3E"),
  SENDER (0, "~Created/opened the remote file \\\\" RESITE_LAB_PRIMARY_SERVER
             "\\SMS_SITE\\101QSS01.PCK"),
  SENDER (1, "~Wrote 1024 bytes to \\\\" RESITE_LAB_PRIMARY_SERVER
             "\\SMS_SITE\\101QSS01.PCK at position 0"),
  SENDER (0, "~Sending completed successfully"),
  DESPOOL (3, "~Found ready instruction 202sqp01.sni"),
  DESPOOL (1, "~Despooler successfully executed one instruction."),
};

static const ResiteLabStoryLine mp_setup[] = {
  MP (0, "===================================================================="),
  MP (0, "SMSMP Setup Started...."),
  MP (0, "Parameters: E:\\SMS\\bin\\i386\\MPsetup.exe /install /siteserver:{name}"),
  MP (2, "Passed OS version check."),
  MP (0, "IIS Service is installed."),
  MP (0, "No versions of SMSMP are installed.  Installing new SMSMP."),
  MP (0, "Enabling MSI logging.  mp.msi will log to E:\\SMS\\logs\\mpMSI.log"),
  MP (0, "Installing E:\\SMS\\bin\\i386\\mp.msi CCMINSTALLDIR=\"E:\\SMS_CCM\""),
  MSI (1, "=== Verbose logging started ==="),
  TURN (5, "install-point"),
};

static const ResiteLabStoryLine mp_installs[] = {
  MSI (0, "MainEngineThread is returning 0"),
  MP (1, "MP.MSI exited with return code: 0"),
  MP (0, "Installation was successful."),
  POINT (1, "MP_Policy.log", "MP_PolicyManager", "MP has started"),
  POINT (0, "MP_GetAuth.log", "MP_GetAuth_ISAPI", "MPs initialized"),
  TURN (0, "point-is-ready"),
};

static const ResiteLabStoryLine mp_1603[] = {
  MSI (0, "CheckIfIISObjectExists(E:\\SMS_CCM\\ccmisapi.dll) returning FALSE"),
  MSI (0, "MainEngineThread is returning 1603"),
  MP (1, "@@ERR:25006"),
  MP (0, "Setup was unable to create the Internet virtual directory CCM_System The error code is "
         "80020009"),
  MP (0, "MP.MSI exited with return code: 1603"),
  MP (0, "Backing up MPMSI.log to E:\\SMS\\logs\\MPMSI.log.LastError"),
  MP (0, "Fatal MSI Error - MP.MSI could not be installed."),
  TURN (0, "point-failed"),
};

static const ResiteLabStoryLine mp_1618[] = {
  MSI (0, "MainEngineThread is returning 1618"),
  MP (1, "MP.MSI exited with return code: 1618"),
  MP (0, "Fatal MSI Error - MP.MSI could not be installed."),
  TURN (0, "point-failed"),
};

static const ResiteLabStoryLine mp_accounts[] = {
  MSI (0, "MainEngineThread is returning 1603"),
  MP (1, "@@ERR:25022"),
  MP (0, "Setup was unable to set the account IWAM_{name}. The error code is 80070534"),
  MP (0, "MP.MSI exited with return code: 1603"),
  MP (0, "Fatal MSI Error - MP.MSI could not be installed."),
  TURN (0, "point-failed"),
};

static const ResiteLabStoryLine mp_look[] = {
  TURN (0, "look-at-point"),
};

#define STORY(name, lines)                                                                         \
  {                                                                                                \
    name, lines, G_N_ELEMENTS (lines)                                                              \
  }

static const ResiteLabStory stories[] = {
  STORY ("setup", setup),
  STORY ("bootstrap", bootstrap),
  STORY ("bootstrap-aborted", bootstrap_aborted),
  STORY ("keys-lost", keys_lost),
  STORY ("components", components),
  STORY ("mp-setup", mp_setup),
  STORY ("mp-installs", mp_installs),
  STORY ("mp-1603", mp_1603),
  STORY ("mp-1618", mp_1618),
  STORY ("mp-accounts", mp_accounts),
  STORY ("mp-look", mp_look),
};

const ResiteLabStory *
resite_lab_story_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    if (g_strcmp0 (stories[i].name, name) == 0)
      return &stories[i];
  return NULL;
}
