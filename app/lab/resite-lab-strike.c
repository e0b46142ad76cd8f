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
#include "resite-lab-carry.h"
#include "resite-lab-directory.h"
#include "resite-lab-met.h"
#include "resite-lab-outage.h"
#include "resite-lab-plan-name.h"
#include "resite-lab-strike.h"
#include "resite-lab-supply.h"
#include "resite-lab-world-private.h"

#define PACKAGES "machines/new/E/SMSPKG"
#define SOURCE   "machines/source/E/SMSPKG"
#define STRAY    SOURCE "/image of drive D"
#define TERABYTE (G_GUINT64_CONSTANT (1) << 40)
/* Of a file on the most usual of file systems. */
#define LARGEST   (15 * TERABYTE)
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

/* A server that has its new name already has no former one to install anything under. */
static void
install_iis_early (ResiteLabWorld *world, const char *value)
{
  ResiteLabMachine machine;

  if (!resite_lab_world_find_machine (world, "new", &machine))
    return;
  if (value != NULL && resite_lab_record_is (machine.facts, "Name", RESITE_LAB_SITE_SERVER))
    {
      resite_lab_met_take_back (world, "iis-early");
      return;
    }
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
    if (resite_lab_is_package (name))
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

/* "image of drive D.bkf", "image of drive D 2.bkf" ... (transfer full). */
static char *
name_stray (ResiteLabWorld *world, guint n)
{
  g_autofree char *number = n > 1 ? g_strdup_printf (" %u", n) : g_strdup ("");

  return g_strconcat (world->folder, "/" STRAY, number, ".bkf", NULL);
}

static void
remove_strays (ResiteLabWorld *world)
{
  for (guint n = 1;; n++)
    {
      g_autofree char *path = name_stray (world, n);

      if (g_unlink (path) != 0)
        return;
    }
}

static gboolean
make_stray (const char *path, guint64 size)
{
  FILE *file = g_fopen (path, "w");
  gboolean good = file != NULL && ftruncate (fileno (file), (off_t)size) == 0;

  if (!good)
    g_warning ("%s cannot be made so large: %s", path, g_strerror (errno));
  if (file != NULL)
    fclose (file);
  return good;
}

/* Without a byte on the disk of who rehearses: files with a hole in them. */
static void
fill_disk (ResiteLabWorld *world, const char *value)
{
  g_autofree char *folder = g_build_filename (world->folder, SOURCE, NULL);
  struct statvfs room = { 0 };
  gboolean good = TRUE;
  guint64 left;

  remove_strays (world);
  if (value == NULL)
    return;
  good = statvfs (folder, &room) == 0;
  left = (guint64)room.f_bavail * room.f_frsize + TERABYTE;
  for (guint n = 1; good && left > 0; n++)
    {
      g_autofree char *path = name_stray (world, n);
      const guint64 size = MIN (left, LARGEST);

      good = make_stray (path, size);
      left -= size;
    }
  if (good)
    return;
  remove_strays (world);
  resite_lab_met_take_back (world, "disk-full");
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

/* Only what watches over the files has to be told again: all else stands in the world. */
void
resite_lab_strike_go_on (ResiteLabWorld *world)
{
  g_autofree char *source = g_build_filename (world->folder, SOURCE, NULL);

  if (resite_lab_world_get_fault (world, "source-drops") != NULL &&
      g_file_test (source, G_FILE_TEST_IS_DIR))
    lose_source (world, "yes");
}

void
resite_lab_strike (ResiteLabWorld *world, const char *name, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (strikes); i++)
    if (g_str_equal (strikes[i].name, name))
      strikes[i].strike (world, value);
}
