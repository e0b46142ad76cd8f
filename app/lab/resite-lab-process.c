/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-program-private.h"

/* Detached programs: what Win32_Process.Create starts. Nobody reads what they say. */

typedef struct
{
  ResiteLabWorld *world;
  char *role;
  char *id;
} Process;

static void
process_free (Process *self)
{
  g_free (self->role);
  g_free (self->id);
  g_free (self);
}

static void
forget (ResiteLabWorld *world, const char *role, const char *id)
{
  ResiteLabRecord *record = resite_lab_store_find (world->store, role, "Win32_Process", id);

  if (record != NULL)
    resite_lab_store_remove (world->store, record);
  resite_lab_world_keep (world);
}

static gboolean
free_later (gpointer data)
{
  resite_lab_program_free (data);
  return G_SOURCE_REMOVE;
}

static void
process_ended (guint32 exit_code, gpointer user_data)
{
  Process *self = user_data;
  gpointer program = g_hash_table_lookup (self->world->processes, self->id);

  forget (self->world, self->role, self->id);
  g_hash_table_remove (self->world->processes, self->id);
  /* It is still on its way out. */
  if (program != NULL)
    g_idle_add (free_later, program);
  process_free (self);
}

static guint32
choose_id (ResiteLabWorld *world, const char *role)
{
  for (;;)
    {
      const guint32 id = 4 * (guint32)g_random_int_range (200, 16000);
      g_autofree char *name = g_strdup_printf ("%u", id);

      if (resite_lab_store_find (world->store, role, "Win32_Process", name) == NULL &&
          !g_hash_table_contains (world->processes, name))
        return id;
    }
}

static void
note (ResiteLabMachine *machine, const char *id, const char *command_line)
{
  ResiteLabRecord *record =
      resite_lab_store_add (machine->store, machine->role, "Win32_Process", id);
  g_auto (GStrv) words = resite_lab_cmd_split (command_line);
  const char *name = words[0] != NULL ? words[0] : "";
  const char *last = strrchr (name, '\\');

  resite_lab_record_set (record, "Handle", id);
  resite_lab_record_set (record, "ProcessId", id);
  resite_lab_record_set (record, "CommandLine", command_line);
  resite_lab_record_set (record, "Name", last != NULL ? last + 1 : name);
  resite_lab_record_set (record, "Caption", last != NULL ? last + 1 : name);
  resite_lab_record_set_int (record, "CreationDate", resite_lab_machine_now (machine));
}

guint32
resite_lab_process_start (ResiteLabMachine *machine, const char *command_line,
                          const char *directory)
{
  static const ResiteLabProgramEvents events = { .ended = process_ended };
  g_autofree char *place = resite_lab_machine_find_path (machine, directory);
  const guint32 id = choose_id (machine->world, machine->role);
  Process *process;
  ResiteLabProgram *program;

  if (directory != NULL && (place == NULL || !g_file_test (place, G_FILE_TEST_IS_DIR)))
    return 0;
  process = g_new0 (Process, 1);
  process->world = machine->world;
  process->role = g_strdup (machine->role);
  process->id = g_strdup_printf ("%u", id);
  note (machine, process->id, command_line);
  program = resite_lab_world_start_program (machine->world, machine->role, command_line, directory,
                                            TRUE, &events, process);
  /* Nobody types anything there. */
  resite_lab_program_send (program, NULL, 0, TRUE);
  g_hash_table_insert (machine->world->processes, g_strdup (process->id), program);
  return id;
}

void
resite_lab_process_stop (ResiteLabMachine *machine, const char *id)
{
  ResiteLabProgram *program = g_hash_table_lookup (machine->world->processes, id);

  if (program != NULL)
    resite_lab_program_stop (program);
  else
    forget (machine->world, machine->role, id);
}

void
resite_lab_world_stop_programs_of (ResiteLabWorld *self, const char *role)
{
  g_autoptr (GPtrArray) programs = g_ptr_array_copy (self->programs, NULL, NULL);

  for (guint i = 0; i < programs->len; i++)
    {
      ResiteLabProgram *program = programs->pdata[i];

      if (g_str_equal (program->role, role))
        resite_lab_program_stop (program);
    }
}

/* What was running when an earlier program ended is gone. */
void
resite_lab_world_forget_processes (ResiteLabWorld *self)
{
  const char *const *roles = resite_lab_world_list_roles ();

  for (guint i = 0; roles[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) records =
          resite_lab_store_list (self->store, roles[i], "Win32_Process");

      for (guint k = 0; k < records->len; k++)
        resite_lab_store_remove (self->store, records->pdata[k]);
    }
}

void
resite_lab_world_stop_processes (ResiteLabWorld *self)
{
  GHashTableIter iter;
  gpointer program;

  for (guint i = 0; i < self->programs->len; i++)
    resite_lab_program_lose_world (self->programs->pdata[i]);
  g_ptr_array_set_size (self->programs, 0);
  g_hash_table_iter_init (&iter, self->processes);
  while (g_hash_table_iter_next (&iter, NULL, &program))
    {
      process_free (((ResiteLabProgram *)program)->user_data);
      resite_lab_program_free (program);
    }
  g_hash_table_remove_all (self->processes);
}
