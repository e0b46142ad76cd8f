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
#include "resite-lab-carry.h"
#include "resite-lab-site.h"

#define SOURCE    "machines/source/E"
#define DRIVE     "machines/new/E"
#define SHARE     DRIVE "/SMSPKGE$"
#define SHARE_OLD DRIVE "/SMSPKGE$_OLD"

typedef struct
{
  const char *folder;
  GPtrArray *packages;
} World;

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

/* P1 and C1: whoever copies by hand leaves nothing behind that is needed. */
static gboolean
carry_packages (World *world, GError **error)
{
  return resite_lab_carry (world->folder, SOURCE "/SMSPKG", DRIVE "/SMSPKG", error);
}

/* P2. */
static gboolean
carry_share (World *world, GError **error)
{
  return resite_lab_carry (world->folder, SOURCE "/SMSPKGE$", SHARE, error);
}

static gboolean
carry_again (World *world, GError **error)
{
  return carry_packages (world, error) && (!is_there (world, SHARE) || carry_share (world, error));
}

/* P3. */
static gboolean
carry_setup (World *world, GError **error)
{
  return resite_lab_carry (world->folder, "desk/setup", DRIVE "/SMSTools/setup", error);
}

/* P4. */
static gboolean
carry_tool (World *world, GError **error)
{
  return resite_lab_carry (world->folder, "desk/tools/PreLoadPkgOnSite.exe",
                           DRIVE "/SMSTools/PreLoadPkgOnSite.exe", error);
}

/* P5. */
static gboolean
write_script (World *world, GError **error)
{
  return is_there (world, DRIVE "/SMSTools/preload.bat") ||
         resite_lab_write_text (world->folder, DRIVE "/SMSTools/preload.bat",
                                "rem Placeholder of a Resite rehearsal. It does nothing.\r\n",
                                error);
}

/* C10: the share's folder is put aside. */
static gboolean
put_share_aside (World *world, GError **error)
{
  if (!is_there (world, SHARE) || is_there (world, SHARE_OLD))
    return TRUE;
  return move (world, SHARE, SHARE_OLD, error);
}

/* C11: SMS is installed; what its logs tell of it comes later. */
static gboolean
install_sms (World *world, GError **error)
{
  return resite_lab_write_text (world->folder, DRIVE "/SMS/bin/i386/smsexec.exe",
                                "Placeholder of a Resite rehearsal. It does nothing.\r\n", error);
}

static gboolean
unpack (World *world, const char *id, GError **error)
{
  g_autofree char *name = g_build_filename (SHARE, id, "install.cmd", NULL);

  return is_there (world, name) ||
         resite_lab_write_text (world->folder, name, "Resite rehearsal: unpacked by SMS\r\n",
                                error);
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

/* R6 and R13: a package is assigned, and unpacked from the copy that is there. */
static gboolean
assign_canary (World *world, GError **error)
{
  return unpack (world, resite_lab_packages_get_good (world->packages, 1), error);
}

static gboolean
assign_proof (World *world, GError **error)
{
  return unpack (world, resite_lab_packages_get_good (world->packages, 2), error);
}

static const struct
{
  const char *step;
  gboolean (*act) (World *world, GError **error);
} acts[] = {
  { "P1", carry_packages },   { "P2", carry_share },   { "P3", carry_setup },
  { "P4", carry_tool },       { "P5", write_script },  { "C1", carry_again },
  { "C10", put_share_aside }, { "C11", install_sms },  { "R1", push_first_package },
  { "R2", bring_share_back }, { "R6", assign_canary }, { "R13", assign_proof },
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
