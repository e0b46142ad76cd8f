/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "resite-folder-local.h"
#include "resite-lab-directory.h"
#include "resite-lab-outage.h"
#include "resite-lab-plan-name.h"
#include "resite-lab-strike.h"
#include "resite-lab-supply.h"
#include "resite-lab-world-private.h"

#define PACKAGES  "machines/new/E/SMSPKG"
#define STRAY     "machines/source/E/SMSPKG/image of drive D.bkf"
#define TERABYTE  (G_GUINT64_CONSTANT (1) << 40)
#define COMPONENT "SOFTWARE\\Microsoft\\SMS\\Components\\SMS_Replication_Manager"
/* Above all that a site comes to in its life. */
#define HIGH_NUMBER "900000"

static void
act (ResiteLabWorld *world, const char *step)
{
  g_autoptr (GError) error = NULL;

  if (!resite_lab_world_act (world, step, &error))
    g_warning ("%s", error->message);
}

/* Somebody at the branch takes it for a fault that the server is called otherwise. */
static void
let_old_return (ResiteLabWorld *world, const char *value)
{
  act (world, value != NULL ? "B2" : "C3");
}

static void
switch_services (ResiteLabWorld *world, const char *value)
{
  act (world, value != NULL ? "B3" : "C2");
}

static void
install_iis_early (ResiteLabWorld *world, const char *value)
{
  ResiteLabMachine machine;

  if (!resite_lab_world_find_machine (world, "new", &machine))
    return;
  resite_lab_uninstall_iis (&machine);
  resite_lab_install_iis (&machine);
}

static void
restore_siblings (ResiteLabWorld *world, const char *value)
{
  static const char *const places[] = { "primary.1", "primary.2" };
  static const char *const codes[] = { "S02", "S03" };
  ResiteLabMachine machine;

  for (guint i = 0; value == NULL && i < G_N_ELEMENTS (places) * G_N_ELEMENTS (codes); i++)
    {
      const char *place = places[i / G_N_ELEMENTS (codes)];

      if (!resite_lab_world_find_machine (world, place, &machine))
        continue;
      resite_lab_site_restore (&machine, codes[i % G_N_ELEMENTS (codes)]);
    }
}

static gboolean
is_package (const char *name)
{
  g_autofree char *small = g_ascii_strdown (name, -1);

  return g_str_has_suffix (small, ".pck") || g_str_has_suffix (small, ".pkg");
}

static void
set_read_only (ResiteFolder *folder, const char *name, gboolean read_only)
{
  g_autoptr (GError) error = NULL;

  if (!resite_folder_set_read_only (folder, name, read_only, &error))
    g_warning ("%s", error->message);
}

static void
lose_read_only (ResiteLabWorld *world, const char *value)
{
  g_autofree char *path = g_build_filename (world->folder, PACKAGES, NULL);
  g_autoptr (ResiteFolder) folder = resite_folder_local_new (path, NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    if (is_package (name))
      set_read_only (folder, name, value == NULL);
}

static void
lose_source (ResiteLabWorld *world, const char *value)
{
  g_clear_pointer (&world->outage, resite_lab_outage_free);
  if (value != NULL)
    world->outage = resite_lab_outage_begin (world->folder);
  else
    resite_lab_outage_mend (world->folder);
}

/* Without a byte on the disk of who rehearses: a file with a hole in it. */
static void
fill_disk (ResiteLabWorld *world, const char *value)
{
  g_autofree char *path = g_build_filename (world->folder, STRAY, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  struct statvfs room = { 0 };
  FILE *file;

  if (value == NULL)
    {
      g_unlink (path);
      return;
    }
  file = statvfs (parent, &room) == 0 ? g_fopen (path, "w") : NULL;
  if (file == NULL)
    return;
  if (ftruncate (fileno (file), (off_t)MIN ((guint64)room.f_bavail * room.f_frsize + TERABYTE,
                                            15 * TERABYTE)) != 0)
    g_warning ("%s cannot be made so large: %s", path, g_strerror (errno));
  fclose (file);
}

/* "yes": now; a number: so many seconds later. */
static void
cut_power (ResiteLabWorld *world, const char *value)
{
  guint64 seconds;

  if (value == NULL)
    return;
  resite_lab_world_set_fault (world, "power-cut", NULL);
  if (g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT, &seconds, NULL))
    resite_lab_world_order (world, "new", "power-cut", (double)seconds);
  else
    resite_lab_world_cut_power (world);
}

void
resite_lab_world_cut_power (ResiteLabWorld *self)
{
  resite_lab_world_keep (self);
  kill (getpid (), SIGKILL);
}

static void
spoil_plan (ResiteLabWorld *world, const char *value)
{
  g_autofree char *path = g_build_filename (world->folder, RESITE_LAB_PLAN, NULL);
  g_autoptr (GError) error = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS) &&
      !resite_lab_plan_set_old_name (path, value != NULL, &error))
    g_warning ("%s", error->message);
}

/* KB: replication takes nothing with a lower number. */
static void
raise_number (ResiteLabWorld *world, const char *value)
{
  ResiteLabMachine machine;

  if (value == NULL && resite_lab_world_find_machine (world, "new", &machine) &&
      resite_lab_registry_get (&machine, COMPONENT, "Transaction ID") != NULL)
    resite_lab_registry_set (&machine, COMPONENT, "Transaction ID", 4, HIGH_NUMBER);
}

static void
settle_directory (ResiteLabWorld *world, const char *value)
{
  if (value == NULL)
    resite_lab_directory_settle (world);
}

/* What did not arrive is sent once more, to this one point. */
static void
send_again (ResiteLabWorld *world, const char *value)
{
  if (value == NULL)
    resite_lab_supply_send_again (world->supply);
}

static const struct
{
  const char *name;
  void (*strike) (ResiteLabWorld *world, const char *value);
} strikes[] = {
  { "assign-hangs", send_again },
  { "directory-leftover", settle_directory },
  { "disk-full", fill_disk },
  { "dp-fails", send_again },
  { "iis-early", install_iis_early },
  { "name-too-long", spoil_plan },
  { "not-read-only", lose_read_only },
  { "old-returns", let_old_return },
  { "power-cut", cut_power },
  { "services-on", switch_services },
  { "sibling", restore_siblings },
  { "source-drops", lose_source },
  { "trs", raise_number },
};

void
resite_lab_strike (ResiteLabWorld *world, const char *name, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (strikes); i++)
    if (g_str_equal (strikes[i].name, name))
      strikes[i].strike (world, value);
}
