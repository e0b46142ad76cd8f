/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-clock.h"
#include "resite-lab-supply.h"
#include "resite-lab-time.h"
#include "resite-lab-world-private.h"

/* A world that lives by a clock that is given to it. */

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define DAY  (24 * HOUR)

typedef struct
{
  char *folder;
  GPtrArray *packages;
  ResiteClock *clock;
  ResiteLabWorld *world;
} Fixture;

static void
open_world (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->world = resite_lab_world_new_on (self->folder, self->packages, self->clock, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->world);
}

static void
set_up (Fixture *self, gconstpointer leaping)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("resite-test-lab-clock-XXXXXX", &error);
  g_assert_no_error (error);
  self->packages = resite_lab_packages_new (3, 3000, 1);
  g_assert_true (resite_lab_site_build (self->folder, self->packages, 60, &error));
  g_assert_no_error (error);
  self->clock = leaping != NULL ? resite_clock_new_leaping (2) : resite_clock_new (2);
  open_world (self);
}

static void
close_world (Fixture *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->world), (gpointer *)&self->world);
  g_object_unref (self->world);
  g_assert_null (self->world);
}

static void
tear_down (Fixture *self, gconstpointer leaping)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", self->folder);

  if (self->world != NULL)
    close_world (self);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_ptr_array_unref (self->packages);
  g_assert_finalize_object (self->clock);
  g_free (self->folder);
}

static void
restart (Fixture *self, ResiteLabMachine *machine)
{
  g_assert_true (resite_lab_world_find_machine (self->world, "old", machine));
  resite_lab_machine_restart (machine, 30, TRUE);
}

static void
iterate_until_up (Fixture *self)
{
  while (!resite_lab_world_is_up (self->world, "old"))
    g_main_context_iteration (NULL, TRUE);
}

/* At twice the real time a restart of minutes would outlast any test. */
static void
test_restart_waits_for_the_clock (Fixture *self, gconstpointer leaping)
{
  const gint64 before = resite_clock_now (self->clock);
  ResiteLabMachine machine;

  restart (self, &machine);
  while (resite_lab_world_is_up (self->world, "old"))
    g_main_context_iteration (NULL, TRUE);
  iterate_until_up (self);
  g_assert_cmpint (resite_lab_record_get_int (machine.facts, "BootTime"), >,
                   before + 30 * G_USEC_PER_SEC);
}

static void
test_night_is_worked_off (Fixture *self, gconstpointer leaping)
{
  const gint64 before = resite_clock_now (self->clock);
  ResiteLabMachine machine;
  gint64 booted;

  restart (self, &machine);
  resite_clock_skip (self->clock, 12 * 3600);
  resite_lab_world_work_off (self->world);
  g_assert_true (resite_lab_world_is_up (self->world, "old"));
  /* It happened in the evening, one thing after the other, and not all of it in the morning. */
  booted = resite_lab_record_get_int (machine.facts, "BootTime");
  g_assert_cmpint (booted, >, before);
  g_assert_cmpint (booted, <, before + HOUR);
  g_assert_cmpint (resite_lab_world_now (self->world), >=, before + 12 * HOUR);
}

static void
test_machine_tells_its_time (Fixture *self, gconstpointer leaping)
{
  ResiteLabMachine machine;

  resite_clock_skip (self->clock, 3 * 86400.0);
  g_assert_true (resite_lab_world_find_machine (self->world, "primary.1", &machine));
  g_assert_cmpint (resite_lab_machine_now (&machine), >=, g_get_real_time () + 2 * DAY);
  /* What this desk counts by is the same. */
  g_assert_cmpint (resite_clock_desk_now (), >=, g_get_real_time () + 2 * DAY);
}

/* The next program may have a younger clock. */
static void
test_time_goes_on (Fixture *self, gconstpointer leaping)
{
  gint64 stood;

  resite_clock_skip (self->clock, 5 * 86400.0);
  stood = resite_clock_now (self->clock);
  close_world (self);
  g_object_unref (self->clock);
  self->clock = resite_clock_new (2);
  g_assert_cmpint (resite_clock_now (self->clock), <, stood);
  open_world (self);
  g_assert_cmpint (resite_clock_now (self->clock), >=, stood);
}

static void
test_later_clock_stays (Fixture *self, gconstpointer leaping)
{
  gint64 ahead;

  close_world (self);
  g_object_unref (self->clock);
  self->clock = resite_clock_new (2);
  resite_clock_skip (self->clock, 86400);
  ahead = resite_clock_now (self->clock);
  open_world (self);
  g_assert_cmpint (resite_clock_now (self->clock), >=, ahead);
  g_assert_cmpint (resite_clock_now (self->clock), <, ahead + HOUR);
}

/* A tool is a program of its own. */
static void
test_tool_reads_the_time (Fixture *self, gconstpointer leaping)
{
  gint64 told;

  resite_clock_skip (self->clock, 86400);
  told = resite_lab_time_read (self->folder);
  g_assert_cmpint (told, >=, g_get_real_time () + DAY - HOUR);
  g_assert_cmpint (told, <=, resite_clock_now (self->clock));
}

static void
test_tool_without_a_clock (Fixture *self, gconstpointer leaping)
{
  g_autofree char *path = g_build_filename (self->folder, RESITE_LAB_CLOCK, NULL);
  static const char *const damaged[] = { "", "x", "0 0 0", "17 " };
  gint64 told;

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      const gint64 before = g_get_real_time ();

      g_assert_true (g_file_set_contents (path, damaged[i], -1, NULL));
      told = resite_lab_time_read (self->folder);
      g_assert_cmpint (told, >=, before);
      g_assert_cmpint (told, <=, g_get_real_time ());
    }
}

static const char *
get_state (Fixture *self)
{
  g_autoptr (GPtrArray) copies = resite_lab_supply_list_copies (self->world->supply, NULL);

  for (guint i = 0; i < copies->len; i++)
    {
      const ResiteLabCopy *copy = copies->pdata[i];

      if (copy->serial != 0 && copy->phase != RESITE_LAB_REST)
        return "under way";
    }
  return "at rest";
}

/* What the senders and the sites do needs minutes of the clock, and no time of the test. */
static void
test_supply_leaps (Fixture *self, gconstpointer leaping)
{
  const gint64 before = resite_clock_now (self->clock);

  resite_lab_supply_assign_all_by_hand (self->world->supply);
  g_assert_cmpstr (get_state (self), ==, "under way");
  while (strcmp (get_state (self), "at rest") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (resite_clock_now (self->clock), >, before + 3 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  gconstpointer leaping = GINT_TO_POINTER (1);

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/lab-clock/restart-waits", Fixture, leaping, set_up,
              test_restart_waits_for_the_clock, tear_down);
  g_test_add ("/lab-clock/night-is-worked-off", Fixture, NULL, set_up, test_night_is_worked_off,
              tear_down);
  g_test_add ("/lab-clock/machine-tells-its-time", Fixture, NULL, set_up,
              test_machine_tells_its_time, tear_down);
  g_test_add ("/lab-clock/time-goes-on", Fixture, NULL, set_up, test_time_goes_on, tear_down);
  g_test_add ("/lab-clock/later-clock-stays", Fixture, NULL, set_up, test_later_clock_stays,
              tear_down);
  g_test_add ("/lab-clock/tool-reads-the-time", Fixture, NULL, set_up, test_tool_reads_the_time,
              tear_down);
  g_test_add ("/lab-clock/tool-without-a-clock", Fixture, NULL, set_up, test_tool_without_a_clock,
              tear_down);
  g_test_add ("/lab-clock/supply-leaps", Fixture, leaping, set_up, test_supply_leaps, tear_down);
  return g_test_run ();
}
