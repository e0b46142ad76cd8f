/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-met.h"
#include "resite-lab-outage.h"
#include "resite-lab-strike.h"
#include "resite-lab-supply-private.h"
#include "resite-lab-world-private.h"
#include "resite-lab-wql.h"

G_DEFINE_FINAL_TYPE (ResiteLabWorld, resite_lab_world, G_TYPE_OBJECT)

enum
{
  MOVED,
  UP_CHANGED,
  WEB_CHANGED,
  LAST_SIGNAL
};

static guint signals[LAST_SIGNAL];

static const char *const roles[] = { "old", "new", "source", "primary.1", "primary.2", NULL };

static void
resite_lab_world_dispose (GObject *object)
{
  ResiteLabWorld *self = RESITE_LAB_WORLD (object);

  resite_lab_world_stop_processes (self);
  g_clear_pointer (&self->outage, resite_lab_outage_free);
  g_clear_pointer (&self->supply, resite_lab_supply_free);
  if (self->store != NULL)
    resite_lab_world_keep (self);
  resite_lab_world_clear_clock (self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->telling, g_source_remove);

  G_OBJECT_CLASS (resite_lab_world_parent_class)->dispose (object);
}

static void
resite_lab_world_finalize (GObject *object)
{
  ResiteLabWorld *self = RESITE_LAB_WORLD (object);

  g_free (self->folder);
  g_free (self->tool);
  g_clear_pointer (&self->packages, g_ptr_array_unref);
  g_clear_pointer (&self->store, resite_lab_store_free);
  g_clear_pointer (&self->faults, g_hash_table_unref);
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_clear_pointer (&self->processes, g_hash_table_unref);
  g_clear_pointer (&self->programs, g_ptr_array_unref);

  G_OBJECT_CLASS (resite_lab_world_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, RESITE_TYPE_LAB_WORLD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
resite_lab_world_class_init (ResiteLabWorldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_lab_world_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_lab_world_finalize;
  signals[MOVED] = add_signal ("moved");
  signals[UP_CHANGED] = add_signal ("up-changed");
  signals[WEB_CHANGED] = add_signal ("web-changed");
}

static void
resite_lab_world_init (ResiteLabWorld *self)
{
  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->processes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->programs = g_ptr_array_new ();
}

const char *const *
resite_lab_world_list_roles (void)
{
  return roles;
}

gboolean
resite_lab_world_find_machine (ResiteLabWorld *self, const char *role, ResiteLabMachine *machine)
{
  if (g_strcmp0 (role, "central") == 0)
    role = "primary.2";
  for (guint i = 0; role != NULL && roles[i] != NULL; i++)
    {
      if (!g_str_equal (roles[i], role))
        continue;
      machine->world = self;
      machine->store = self->store;
      machine->role = roles[i];
      machine->facts =
          resite_lab_store_find (self->store, roles[i], RESITE_LAB_MACHINE_KIND, RESITE_LAB_FACTS);
      return machine->facts != NULL;
    }
  return FALSE;
}

const char *
resite_lab_world_find_role (ResiteLabWorld *self, const char *fact, const char *value)
{
  ResiteLabMachine machine;

  for (guint i = 0; roles[i] != NULL; i++)
    {
      if (resite_lab_world_find_machine (self, roles[i], &machine) &&
          resite_lab_record_is (machine.facts, fact, value))
        return roles[i];
    }
  return NULL;
}

static const char *
describe_web (const ResiteLabMachine *machine)
{
  return resite_lab_service_is_running (machine, "W3SVC") ? "runs" : "does not";
}

static void
tell_of_web (ResiteLabWorld *self)
{
  ResiteLabMachine machine;

  for (guint i = 0; roles[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat ("web/", roles[i], NULL);
      const char *told = g_hash_table_lookup (self->told, key);

      if (told != NULL && resite_lab_world_find_machine (self, roles[i], &machine) &&
          !g_str_equal (told, describe_web (&machine)))
        resite_lab_world_tell (self);
    }
}

void
resite_lab_world_keep (ResiteLabWorld *self)
{
  g_autoptr (GError) error = NULL;

  if (!resite_lab_store_save (self->store, &error))
    g_warning ("%s", error->message);
  resite_lab_world_note_time (self);
  /* Services come and go by many roads, and all of them pass here. */
  tell_of_web (self);
}

/* What was told last of a machine, and whether it is something else now. */
static gboolean
is_news (ResiteLabWorld *self, const char *what, const char *role, const char *value)
{
  g_autofree char *key = g_strconcat (what, "/", role, NULL);

  if (g_strcmp0 (g_hash_table_lookup (self->told, key), value) == 0)
    return FALSE;
  g_hash_table_replace (self->told, g_steal_pointer (&key), g_strdup (value));
  return TRUE;
}

static gboolean
tell_now (gpointer data)
{
  g_autoptr (ResiteLabWorld) self = g_object_ref (RESITE_LAB_WORLD (data));
  ResiteLabMachine machine;

  self->telling = 0;
  for (guint i = 0; roles[i] != NULL; i++)
    {
      const gboolean up = resite_lab_world_is_up (self, roles[i]);

      if (!resite_lab_world_find_machine (self, roles[i], &machine))
        continue;
      if (is_news (self, "address", roles[i], resite_lab_machine_get (&machine, "Address")))
        g_signal_emit (self, signals[MOVED], 0, roles[i]);
      if (is_news (self, "up", roles[i], up ? "yes" : "no"))
        g_signal_emit (self, signals[UP_CHANGED], 0, roles[i]);
      if (is_news (self, "web", roles[i], describe_web (&machine)))
        g_signal_emit (self, signals[WEB_CHANGED], 0, roles[i]);
    }
  return G_SOURCE_REMOVE;
}

void
resite_lab_world_tell (ResiteLabWorld *self)
{
  if (self->telling == 0 && !self->forming)
    self->telling = g_idle_add_full (G_PRIORITY_HIGH, tell_now, self, NULL);
}

/* What is so at the beginning is no news. */
static void
note_beginning (ResiteLabWorld *self)
{
  ResiteLabMachine machine;

  for (guint i = 0; roles[i] != NULL; i++)
    {
      if (!resite_lab_world_find_machine (self, roles[i], &machine))
        continue;
      is_news (self, "address", roles[i], resite_lab_machine_get (&machine, "Address"));
      is_news (self, "up", roles[i], resite_lab_world_is_up (self, roles[i]) ? "yes" : "no");
      is_news (self, "web", roles[i], describe_web (&machine));
    }
}

void
resite_lab_world_set_forming (ResiteLabWorld *self, gboolean forming)
{
  g_return_if_fail (RESITE_IS_LAB_WORLD (self));

  self->forming = forming;
  if (!forming)
    note_beginning (self);
}

/* Who looks at the world afterwards has to know how often a program may have been cut off. */
static void
count_program (ResiteLabWorld *self)
{
  ResiteLabRecord *record = resite_lab_store_add (self->store, "lab", "life", "programs");

  resite_lab_record_set_int (record, "Number", resite_lab_record_get_int (record, "Number") + 1);
}

static gboolean
check_machines (ResiteLabWorld *self, GError **error)
{
  ResiteLabMachine machine;

  for (guint i = 0; roles[i] != NULL; i++)
    {
      if (resite_lab_world_find_machine (self, roles[i], &machine))
        continue;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
                   _ ("The rehearsal's folder %s is damaged: its file world.ini knows no machine "
                      "“%s”. Start a new rehearsal."),
                   self->folder, roles[i]);
      return FALSE;
    }
  return TRUE;
}

static ResiteLabWorld *
make_world (const char *folder, GPtrArray *packages, double pace, ResiteClock *clock,
            GError **error)
{
  g_autoptr (ResiteLabWorld) self = g_object_new (RESITE_TYPE_LAB_WORLD, NULL);
  g_autofree char *path = g_build_filename (folder, "world.ini", NULL);

  self->folder = g_strdup (folder);
  self->packages = g_ptr_array_ref (packages);
  self->pace = pace > 0 ? pace : 1;
  resite_lab_world_set_clock (self, clock);
  self->store = resite_lab_store_open (path, error);
  if (self->store == NULL)
    return NULL;
  if (resite_lab_store_is_empty (self->store))
    resite_lab_world_make (self);
  if (!check_machines (self, error))
    return NULL;
  resite_lab_met_load (self);
  count_program (self);
  resite_lab_world_forget_processes (self);
  if (!resite_lab_store_save (self->store, error))
    return NULL;
  note_beginning (self);
  self->supply = resite_lab_supply_new (self);
  resite_lab_strike_go_on (self);
  resite_lab_world_work_off (self);
  return g_steal_pointer (&self);
}

ResiteLabWorld *
resite_lab_world_new (const char *folder, GPtrArray *packages, double pace, GError **error)
{
  g_return_val_if_fail (folder != NULL && packages != NULL, NULL);

  return make_world (folder, packages, pace, NULL, error);
}

ResiteLabWorld *
resite_lab_world_new_on (const char *folder, GPtrArray *packages, ResiteClock *clock,
                         GError **error)
{
  g_return_val_if_fail (folder != NULL && packages != NULL, NULL);
  g_return_val_if_fail (RESITE_IS_CLOCK (clock), NULL);

  return make_world (folder, packages, 1, clock, error);
}

void
resite_lab_world_set_tool (ResiteLabWorld *self, const char *path)
{
  g_return_if_fail (RESITE_IS_LAB_WORLD (self));

  g_free (self->tool);
  self->tool = g_strdup (path);
}

char *
resite_lab_world_count_bytes (ResiteLabWorld *self)
{
  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self), NULL);

  return resite_lab_supply_write_wire (self->supply);
}

void
resite_lab_world_write_down (ResiteLabWorld *self)
{
  g_return_if_fail (RESITE_IS_LAB_WORLD (self));

  resite_lab_world_keep (self);
  resite_lab_supply_flush (self->supply);
}

const char *
resite_lab_world_get_name (ResiteLabWorld *self, const char *machine)
{
  ResiteLabMachine found;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self), NULL);

  return resite_lab_world_find_machine (self, machine, &found)
             ? resite_lab_machine_get (&found, "Name")
             : NULL;
}

const char *
resite_lab_world_get_address (ResiteLabWorld *self, const char *machine)
{
  ResiteLabMachine found;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self), NULL);

  return resite_lab_world_find_machine (self, machine, &found)
             ? resite_lab_machine_get (&found, "Address")
             : NULL;
}

const char *
resite_lab_world_get_fact (ResiteLabWorld *self, const char *machine, const char *fact)
{
  ResiteLabMachine found;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self) && fact != NULL, NULL);

  return resite_lab_world_find_machine (self, machine, &found)
             ? resite_lab_machine_get (&found, fact)
             : NULL;
}

gboolean
resite_lab_world_is_up (ResiteLabWorld *self, const char *machine)
{
  ResiteLabMachine found;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self), FALSE);

  return resite_lab_world_find_machine (self, machine, &found) &&
         resite_lab_record_is (found.facts, "State", "up");
}
