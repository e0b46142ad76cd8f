/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab"

#include "config.h"

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>

#include "resite-lab-act.h"
#include "resite-lab-made.h"
#include "resite-lab-met.h"
#include "resite-lab-place.h"
#include "resite-lab-plan.h"
#include "resite-lab-private.h"
#include "resite-lab-scenario-private.h"
#include "resite-lab-site.h"
#include "resite-lab-store.h"

#define PACKAGES 60
#define BYTES    (60 * 1000 * 1000)
#define PACE     60.0
#define USER     "Administrator"

G_DEFINE_FINAL_TYPE (ResiteLab, resite_lab, G_TYPE_OBJECT)

static void
stop_serving (ResiteLab *self)
{
  if (self->server != NULL)
    resite_lab_server_close (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->ldap, resite_lab_ldap_free);
  g_clear_pointer (&self->web, resite_lab_web_free);
}

static void
resite_lab_dispose (GObject *object)
{
  ResiteLab *self = RESITE_LAB (object);

  stop_serving (self);
  g_clear_object (&self->world);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (resite_lab_parent_class)->dispose (object);
}

static void
resite_lab_finalize (GObject *object)
{
  ResiteLab *self = RESITE_LAB (object);

  g_clear_pointer (&self->tale, resite_lab_scenario_unref);
  g_free (self->password);
  g_free (self->folder);
  g_free (self->plan_path);
  g_free (self->tool_path);
  g_free (self->calls_path);
  g_clear_pointer (&self->packages, g_ptr_array_unref);

  G_OBJECT_CLASS (resite_lab_parent_class)->finalize (object);
}

static void
resite_lab_class_init (ResiteLabClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_lab_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_lab_finalize;
}

static void
resite_lab_init (ResiteLab *self)
{
  self->password = g_uuid_string_random ();
}

static gboolean
make_world (ResiteLab *self, double pace, GError **error)
{
  self->world = self->clock != NULL
                    ? resite_lab_world_new_on (self->folder, self->packages, self->clock, error)
                    : resite_lab_world_new (self->folder, self->packages, pace, error);
  if (self->world == NULL)
    return FALSE;
  resite_lab_world_set_tool (self->world, self->tool_path);
  return TRUE;
}

static gboolean
write_plan (ResiteLab *self, GError **error)
{
  const ResiteLabPlanFacts facts = {
    .folder = self->folder,
    .tool = self->tool_path,
    .packages = self->packages,
    .reach = self->reach,
    .world = self->world,
    .server = self->server,
    .ldap = self->ldap,
    .web = self->web,
    .user = USER,
  };

  return resite_lab_plan_write (self->plan_path, &facts, error);
}

/* The plan says where the machines listen, so that has to be known first. */
static gboolean
begin (ResiteLab *self, GError **error)
{
  if (self->reach == RESITE_LAB_WINRM)
    return resite_lab_serve (self, error);
  return write_plan (self, error);
}

static double
get_pace (const ResiteLabOptions *options)
{
  if (options->clock != NULL)
    return resite_clock_get_pace (options->clock);
  return options->pace > 0 ? options->pace : PACE;
}

/* Where nobody waits, its programs do not take their time either. */
static double
get_tool_pace (const ResiteLabOptions *options)
{
  return options->clock != NULL && resite_clock_is_leaping (options->clock) ? RESITE_CLOCK_MOST_PACE
                                                                            : get_pace (options);
}

static guint
count_packages (const ResiteLabOptions *options)
{
  const guint of_scenario =
      options->scenario != NULL ? resite_lab_scenario_get_packages (options->scenario) : 0;

  if (options->packages > 0)
    return options->packages;
  return of_scenario > 0 ? of_scenario : PACKAGES;
}

static guint64
count_bytes (const ResiteLabOptions *options)
{
  const guint64 of_scenario =
      options->scenario != NULL ? resite_lab_scenario_get_bytes (options->scenario) : 0;

  if (options->bytes > 0)
    return options->bytes;
  return of_scenario > 0 ? of_scenario : BYTES;
}

/* Who goes back wants to find all of it as it was. */
static gboolean
keep_morning (ResiteLab *self, GError **error)
{
  g_autofree char *world = g_build_filename (self->folder, RESITE_LAB_WORLD_FILE, NULL);
  g_autofree char *morning = g_build_filename (self->folder, RESITE_LAB_MORNING, NULL);
  g_autofree char *text = NULL;
  gsize length;

  return g_file_get_contents (world, &text, &length, error) &&
         resite_lab_write_file (morning, text, length, error);
}

/* @title, @lesson (nullable). */
static void
set_tale (ResiteLab *self, const char *id, const char *title, const char *lesson)
{
  if (id == NULL)
    return;
  self->tale = resite_lab_scenario_new (id);
  self->tale->title = g_strdup (title != NULL ? title : id);
  self->tale->lesson = g_strdup (lesson);
}

/* What is wrong from the start is so before the plan is written. */
static void
take_scenario (ResiteLab *self, const ResiteLabOptions *options)
{
  if (options->scenario == NULL)
    return;
  set_tale (self, options->scenario->id, options->scenario->title, options->scenario->lesson);
  resite_lab_world_set_forming (self->world, TRUE);
  resite_lab_met_expect (self->world, options->scenario, options->seed);
  resite_lab_met_reach (self->world, "");
  resite_lab_world_set_forming (self->world, FALSE);
}

static gboolean
build (ResiteLab *self, const ResiteLabOptions *options, GError **error)
{
  const guint n_packages = count_packages (options);
  const guint64 bytes = count_bytes (options);

  self->reach = options->reach != RESITE_LAB_DEFAULT ? options->reach : RESITE_LAB_WINRM;
  self->packages = resite_lab_packages_new (n_packages, bytes, options->seed);
  self->plan_path = g_build_filename (self->folder, RESITE_LAB_PLAN, NULL);
  self->calls_path = g_build_filename (self->folder, RESITE_LAB_CALLS, NULL);
  if (!resite_lab_site_build (self->folder, self->packages, get_tool_pace (options), error) ||
      !make_world (self, get_pace (options), error) || !keep_morning (self, error))
    return FALSE;
  take_scenario (self, options);
  return options->silent || begin (self, error);
}

static gboolean
keep_options (ResiteLab *self, const ResiteLabOptions *options, GError **error)
{
  const ResiteLabMade made = { .packages = count_packages (options),
                               .bytes = count_bytes (options),
                               .seed = options->seed,
                               .winrm = self->reach == RESITE_LAB_WINRM,
                               .pace = get_pace (options),
                               .scenario = self->tale != NULL ? self->tale->id : NULL,
                               .title = self->tale != NULL ? self->tale->title : NULL,
                               .lesson = self->tale != NULL ? self->tale->lesson : NULL };

  return resite_lab_made_keep (&made, self->folder, error);
}

ResiteLab *
resite_lab_open (const char *folder, GError **error)
{
  return resite_lab_open_on (folder, NULL, error);
}

ResiteLab *
resite_lab_open_on (const char *folder, ResiteClock *clock, GError **error)
{
  g_autoptr (ResiteLab) self = g_object_new (RESITE_TYPE_LAB, NULL);
  g_auto (ResiteLabMade) made = { 0 };

  if (!resite_lab_made_read (&made, folder, error))
    return NULL;
  self->tool_path = resite_lab_place_find_tool (error);
  if (self->tool_path == NULL)
    return NULL;
  g_set_object (&self->clock, clock);
  self->folder = g_canonicalize_filename (folder, NULL);
  self->plan_path = g_build_filename (self->folder, RESITE_LAB_PLAN, NULL);
  self->calls_path = g_build_filename (self->folder, RESITE_LAB_CALLS, NULL);
  set_tale (self, made.scenario, made.title, made.lesson);
  self->packages = resite_lab_packages_new (made.packages, made.bytes, made.seed);
  if (!make_world (self, made.pace > 0 ? made.pace : PACE, error))
    return NULL;
  self->reach = made.winrm ? RESITE_LAB_WINRM : RESITE_LAB_LOCAL;
  if (self->reach == RESITE_LAB_WINRM && !resite_lab_serve (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

ResiteLab *
resite_lab_new (const ResiteLabOptions *options, GError **error)
{
  const ResiteLabOptions defaults = { 0 };
  g_autoptr (ResiteLab) self = g_object_new (RESITE_TYPE_LAB, NULL);

  if (options == NULL)
    options = &defaults;
  self->tool_path = resite_lab_place_find_tool (error);
  if (self->tool_path == NULL)
    return NULL;
  g_set_object (&self->clock, options->clock);
  self->folder = resite_lab_place_make (options->folder, error);
  if (self->folder == NULL)
    return NULL;
  if (build (self, options, error) && keep_options (self, options, error))
    return g_steal_pointer (&self);
  resite_lab_destroy (self);
  return NULL;
}

const char *
resite_lab_get_folder (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->folder;
}

const char *
resite_lab_get_plan_path (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->plan_path;
}

const char *
resite_lab_get_tool_path (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->tool_path;
}

const char *
resite_lab_get_calls_path (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->calls_path;
}

ResiteClock *
resite_lab_get_clock (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->clock;
}

ResiteLabWorld *
resite_lab_get_world (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->world;
}

ResiteLabServer *
resite_lab_get_server (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->server;
}

const char *
resite_lab_get_user (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return USER;
}

const char *
resite_lab_get_secret (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->password;
}

static gboolean
start_serving (ResiteLab *self, GError **error)
{
  if (self->server == NULL)
    self->server = resite_lab_server_new (self->world, self->folder, USER, self->password, error);
  if (self->server == NULL)
    return FALSE;
  if (self->ldap == NULL)
    self->ldap = resite_lab_ldap_new (self->world, self->folder, self->password, error);
  if (self->ldap == NULL)
    return FALSE;
  if (self->web == NULL)
    self->web = resite_lab_web_new (self->world, self->folder, error);
  return self->web != NULL;
}

gboolean
resite_lab_serve (ResiteLab *self, GError **error)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), FALSE);

  if (!start_serving (self, error))
    return FALSE;
  return g_file_test (self->plan_path, G_FILE_TEST_EXISTS) || write_plan (self, error);
}

gboolean
resite_lab_act (ResiteLab *self, const char *step_id, GError **error)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), FALSE);
  g_return_val_if_fail (step_id != NULL, FALSE);

  return resite_lab_act_on (self->folder, self->packages, step_id, error) &&
         resite_lab_world_act (self->world, step_id, error);
}

const char *
resite_lab_get_scenario (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->tale != NULL ? self->tale->id : NULL;
}

const ResiteLabScenario *
resite_lab_get_tale (ResiteLab *self)
{
  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  return self->tale;
}

void
resite_lab_reach_step (ResiteLab *self, const char *step_id)
{
  g_return_if_fail (RESITE_IS_LAB (self));
  g_return_if_fail (step_id != NULL);

  resite_lab_met_reach (self->world, step_id);
}

static int
remove_entry (const char *path, const struct stat *info, int type, struct FTW *place)
{
  if (remove (path) != 0)
    g_info ("%s stays behind: %s", path, g_strerror (errno));
  return 0;
}

void
resite_lab_destroy (ResiteLab *self)
{
  g_autofree char *marker = NULL;

  g_return_if_fail (RESITE_IS_LAB (self));

  if (self->folder == NULL)
    return;
  /* Before its folder goes: the world writes itself down when it ends. */
  stop_serving (self);
  g_clear_object (&self->world);
  marker = g_build_filename (self->folder, RESITE_LAB_MARKER, NULL);
  /* Links are removed and never followed, and other file systems are left alone. */
  if (g_file_test (marker, G_FILE_TEST_EXISTS))
    nftw (self->folder, remove_entry, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
  else
    g_rmdir (self->folder);
}
