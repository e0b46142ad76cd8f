/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include <string.h>

#include "resite-lab-met.h"
#include "resite-lab-world-private.h"

#define PLACE       "site"
#define FAULT_KIND  "fault"
#define MET_KIND    "met"
#define COMING_KIND "coming"
#define CHANCE_SALT 0xc4a9ceU

static gint64
now (ResiteLabWorld *world)
{
  return resite_lab_world_now (world);
}

void
resite_lab_met_free (ResiteLabMet *met)
{
  g_free (met->name);
  g_free (met->value);
  g_free (met->step);
  g_free (met);
}

static void
free_met (gpointer met)
{
  resite_lab_met_free (met);
}

static ResiteLabMet *
read_met (const ResiteLabRecord *record)
{
  ResiteLabMet *met = g_new0 (ResiteLabMet, 1);

  met->name = g_strdup (resite_lab_record_get (record, "Fault"));
  met->value = g_strdup (resite_lab_record_get (record, "Value"));
  met->step = g_strdup (resite_lab_record_get (record, "Step"));
  met->struck = resite_lab_record_get_int (record, "Struck");
  met->remedied = resite_lab_record_get_int (record, "Remedied");
  return met;
}

GPtrArray *
resite_lab_world_list_met (ResiteLabWorld *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (free_met);
  g_autoptr (GPtrArray) records = NULL;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self), list);

  records = resite_lab_store_list (self->store, PLACE, MET_KIND);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (list, read_met (records->pdata[i]));
  return list;
}

/* (nullable): of the last time that it struck, if it is not remedied. */
static ResiteLabRecord *
find_open (ResiteLabWorld *world, const char *name)
{
  g_autoptr (GPtrArray) records = resite_lab_store_list (world->store, PLACE, MET_KIND);

  for (guint i = records->len; i > 0; i--)
    {
      ResiteLabRecord *record = records->pdata[i - 1];

      if (resite_lab_record_is (record, "Fault", name) &&
          resite_lab_record_get_int (record, "Remedied") == 0)
        return record;
    }
  return NULL;
}

const char *
resite_lab_met_get_open (ResiteLabWorld *world, const char *name)
{
  const ResiteLabRecord *record = find_open (world, name);

  return record != NULL ? resite_lab_record_get (record, "Value") : NULL;
}

static void
note_struck (ResiteLabWorld *world, const char *name, const char *value)
{
  g_autoptr (GPtrArray) records = resite_lab_store_list (world->store, PLACE, MET_KIND);
  g_autofree char *number = g_strdup_printf ("%u", records->len + 1);
  ResiteLabRecord *record;

  if (find_open (world, name) != NULL)
    return;
  record = resite_lab_store_add (world->store, PLACE, MET_KIND, number);
  resite_lab_record_set (record, "Fault", name);
  resite_lab_record_set (record, "Value", value);
  resite_lab_record_set (record, "Step", world->striking != NULL ? world->striking : "");
  resite_lab_record_set_int (record, "Struck", now (world));
}

void
resite_lab_met_note_remedied (ResiteLabWorld *world, const char *name)
{
  ResiteLabRecord *record = find_open (world, name);

  if (record != NULL)
    resite_lab_record_set_int (record, "Remedied", now (world));
}

void
resite_lab_met_keep (ResiteLabWorld *world, const char *name, const char *value)
{
  ResiteLabRecord *record = resite_lab_store_find (world->store, PLACE, FAULT_KIND, name);

  if (value != NULL)
    {
      note_struck (world, name, value);
      record = resite_lab_store_add (world->store, PLACE, FAULT_KIND, name);
      resite_lab_record_set (record, "Value", value);
    }
  else if (record != NULL)
    resite_lab_store_remove (world->store, record);
}

void
resite_lab_met_take_back (ResiteLabWorld *world, const char *name)
{
  ResiteLabRecord *record = find_open (world, name);

  g_hash_table_remove (world->faults, name);
  resite_lab_met_keep (world, name, NULL);
  if (record != NULL)
    resite_lab_store_remove (world->store, record);
}

void
resite_lab_met_load (ResiteLabWorld *world)
{
  g_autoptr (GPtrArray) records = resite_lab_store_list (world->store, PLACE, FAULT_KIND);

  for (guint i = 0; i < records->len; i++)
    g_hash_table_replace (world->faults, g_strdup (resite_lab_record_get_name (records->pdata[i])),
                          g_strdup (resite_lab_record_get (records->pdata[i], "Value")));
}

static void
expect (ResiteLabWorld *world, const ResiteLabScenarioFault *fault, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *count = fault->count > 0 ? g_strdup_printf ("%u", fault->count) : NULL;
  ResiteLabRecord *record = resite_lab_store_add (world->store, PLACE, COMING_KIND, number);

  resite_lab_record_set (record, "Fault", fault->name);
  resite_lab_record_set (record, "Value", count != NULL ? count : fault->value);
  resite_lab_record_set (record, "At", fault->at);
}

/* One draw for each, so that the same seed says the same of the others when one of them changes. */
void
resite_lab_met_expect (ResiteLabWorld *world, const ResiteLabScenario *scenario, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed ^ CHANCE_SALT);
  GPtrArray *faults = resite_lab_scenario_get_faults (scenario);

  for (guint i = 0; i < faults->len; i++)
    {
      const ResiteLabScenarioFault *fault = faults->pdata[i];

      if (g_rand_double (random) < fault->chance)
        expect (world, fault, i);
    }
}

/* "C6" is each of its machines, and strikes with the first. */
static gboolean
comes_with (const ResiteLabRecord *record, const char *step)
{
  const char *at = resite_lab_record_get (record, "At");
  const gsize length = strcspn (step, "@");

  return g_strcmp0 (at, step) == 0 ||
         (at != NULL && strlen (at) == length && strncmp (at, step, length) == 0);
}

void
resite_lab_met_reach (ResiteLabWorld *world, const char *step)
{
  g_autoptr (GPtrArray) coming = resite_lab_store_list (world->store, PLACE, COMING_KIND);

  for (guint i = 0; i < coming->len; i++)
    {
      ResiteLabRecord *record = coming->pdata[i];
      g_autofree char *name = g_strdup (resite_lab_record_get (record, "Fault"));
      g_autofree char *value = g_strdup (resite_lab_record_get (record, "Value"));

      if (!comes_with (record, step))
        continue;
      /* Before it strikes: this may be the end of the program. */
      resite_lab_store_remove (world->store, record);
      world->striking = step;
      resite_lab_world_set_fault (world, name, value);
      world->striking = NULL;
    }
  resite_lab_world_keep (world);
}
