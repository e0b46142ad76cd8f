/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include "resite-lab-management-point.h"
#include "resite-lab-story.h"
#include "resite-lab-world-private.h"

#define KIND "management-point"
#define NAME "state"

static ResiteLabRecord *
find_state (ResiteLabMachine *machine)
{
  return resite_lab_store_find (machine->store, machine->role, KIND, NAME);
}

void
resite_lab_management_point_give (ResiteLabMachine *machine)
{
  if (find_state (machine) != NULL)
    return;
  resite_lab_record_set (resite_lab_store_add (machine->store, machine->role, KIND, NAME), "State",
                         "given");
  resite_lab_story_begin (machine, "mp-setup", NULL);
}

void
resite_lab_management_point_set_up (ResiteLabMachine *machine, gboolean good)
{
  ResiteLabRecord *state = find_state (machine);

  if (state == NULL)
    return;
  resite_lab_record_set (state, "State", good ? "ready" : "failed");
  resite_lab_world_tell (machine->world);
}

gboolean
resite_lab_management_point_is_ready (ResiteLabMachine *machine)
{
  ResiteLabRecord *state = find_state (machine);

  return state != NULL && resite_lab_record_is (state, "State", "ready");
}

gboolean
resite_lab_management_point_has_folder (ResiteLabMachine *machine)
{
  return find_state (machine) != NULL;
}
