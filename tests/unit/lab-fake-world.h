/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "resite-error.h"
#include "resite-lab-world.h"

/* A world of two machines that is wholly in the test's hand, linked in place of the real one: what
 * the servers make of it is tested here, and not what SMS does. */
#define FAKE_SERVICES 40

typedef struct
{
  const char *role;
  char *name, *address;
  gboolean up;
} FakeMachine;

struct _ResiteLabWorld
{
  GObject parent_instance;

  FakeMachine machines[2];
  char *start_mode; /* of the service S3 */
  gboolean refuses;
  gboolean moves_on_call; /* the method "Move" takes the line away */
  guint n_performed;
  guint n_programs; /* that are there */
  char *last_line;
  char *last_input;
};

G_DEFINE_FINAL_TYPE (ResiteLabWorld, resite_lab_world, G_TYPE_OBJECT)

static void
resite_lab_world_finalize (GObject *object)
{
  ResiteLabWorld *self = RESITE_LAB_WORLD (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->machines); i++)
    {
      g_free (self->machines[i].name);
      g_free (self->machines[i].address);
    }
  g_free (self->start_mode);
  g_free (self->last_line);
  g_free (self->last_input);

  G_OBJECT_CLASS (resite_lab_world_parent_class)->finalize (object);
}

static void
resite_lab_world_class_init (ResiteLabWorldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_lab_world_finalize;
  g_signal_new ("moved", RESITE_TYPE_LAB_WORLD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, G_TYPE_STRING);
  g_signal_new ("up-changed", RESITE_TYPE_LAB_WORLD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
resite_lab_world_init (ResiteLabWorld *self)
{
  const int a = g_random_int_range (1, 250), b = g_random_int_range (1, 250);

  self->machines[0] =
      (FakeMachine){ "old", g_strdup ("BR01SMS"), g_strdup_printf ("127.%d.%d.11", a, b), TRUE };
  self->machines[1] =
      (FakeMachine){ "new", g_strdup ("BR01NEW"), g_strdup_printf ("127.%d.%d.12", a, b), TRUE };
  self->start_mode = g_strdup ("Auto");
}

static FakeMachine *
fake_find (ResiteLabWorld *self, const char *machine)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->machines); i++)
    if (g_str_equal (self->machines[i].role, machine))
      return &self->machines[i];
  return NULL;
}

const char *
resite_lab_world_get_name (ResiteLabWorld *self, const char *machine)
{
  FakeMachine *found = fake_find (self, machine);

  return found != NULL ? found->name : NULL;
}

const char *
resite_lab_world_get_address (ResiteLabWorld *self, const char *machine)
{
  FakeMachine *found = fake_find (self, machine);

  return found != NULL ? found->address : NULL;
}

gboolean
resite_lab_world_is_up (ResiteLabWorld *self, const char *machine)
{
  FakeMachine *found = fake_find (self, machine);

  return found != NULL && found->up;
}

const char *
resite_lab_world_spell_class (ResiteLabWorld *self, const char *space, const char *class_name)
{
  return g_ascii_strcasecmp (class_name, "Win32_Service") == 0 ? "Win32_Service" : NULL;
}

const char *
resite_lab_world_get_keys (ResiteLabWorld *self, const char *space, const char *class_name)
{
  return "Name";
}

static ResiteCimObject *
fake_service (ResiteLabWorld *self, guint number)
{
  ResiteCimObject *service = resite_cim_object_new ("Win32_Service");
  g_autofree char *name = g_strdup_printf ("S%u", number);
  g_autoptr (ResiteCimObject) inner = resite_cim_object_new ("Win32_Inner");
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new ("Win32_Group");

  resite_cim_object_set_string (service, "Name", name);
  resite_cim_object_set_string (service, "StartMode", number == 3 ? self->start_mode : "Auto");
  resite_cim_object_take (service, "Description", resite_cim_value_new_null ());
  resite_cim_object_set_string (service, "Odd", "a<b & \"c\" \001 ü");
  resite_cim_object_take (service, "Born",
                          resite_cim_value_new_datetime ("20140403144550.468750+480"));
  resite_cim_object_take (service, "Age",
                          resite_cim_value_new_datetime ("00000001020304.000000:000"));
  resite_cim_object_take (
      service, "List",
      resite_cim_value_new_strings ((const char *const[]){ "one", "two", "", NULL }));
  resite_cim_object_set_string (inner, "Depth", "1");
  resite_cim_object_take (service, "Inner", resite_cim_value_new_object (inner));
  resite_cim_object_set_string (keys, "Name", "G1");
  resite_cim_object_take (service, "Group", resite_cim_value_new_reference (keys));
  return service;
}

static void
fake_list (ResiteLabWorld *self, const ResiteCimRequest *request, GPtrArray *results)
{
  const gboolean narrow = strstr (request->query, "SELECT Name") != NULL;

  for (guint i = 0; i < FAKE_SERVICES; i++)
    {
      ResiteCimObject *row = narrow ? resite_cim_object_new (NULL) : fake_service (self, i);
      g_autofree char *name = g_strdup_printf ("S%u", i);

      if (narrow)
        resite_cim_object_set_string (row, "Name", name);
      g_ptr_array_add (results, row);
    }
}

/* What came in goes out, and ReturnValue. */
static void
fake_call (ResiteLabWorld *self, const ResiteCimRequest *request, GPtrArray *results)
{
  ResiteCimObject *out = resite_cim_object_copy (request->object);

  resite_cim_object_set_string (out, "ReturnValue", "0");
  g_ptr_array_add (results, out);
  if (g_str_equal (request->method, "Move"))
    {
      FakeMachine *machine = &self->machines[0];
      char *dot = strrchr (machine->address, '.');
      char *moved = g_strdup_printf ("%.*s.77", (int)(dot - machine->address), machine->address);

      g_free (machine->address);
      machine->address = moved;
      g_signal_emit_by_name (self, "moved", "old");
    }
}

static gboolean
fake_instance (ResiteLabWorld *self, const ResiteCimRequest *request, GPtrArray *results)
{
  const char *name =
      request->keys != NULL ? resite_cim_object_get_string (request->keys, "Name") : NULL;

  if (g_strcmp0 (name, "S3") != 0)
    return FALSE;
  if (request->verb == RESITE_CIM_PUT)
    {
      g_free (self->start_mode);
      self->start_mode = g_strdup (resite_cim_object_get_string (request->object, "StartMode"));
    }
  if (request->verb != RESITE_CIM_DELETE)
    g_ptr_array_add (results, fake_service (self, 3));
  return TRUE;
}

GPtrArray *
resite_lab_world_perform (ResiteLabWorld *self, const char *machine,
                          const ResiteCimRequest *request, gboolean *unknown, GError **error)
{
  g_autoptr (GPtrArray) results =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  const char *class_name = request->class_name != NULL ? request->class_name : "Win32_Service";

  self->n_performed++;
  if (self->refuses)
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS, "not for you");
  else if (g_ascii_strcasecmp (request->space, "root/cimv2") != 0 ||
           g_ascii_strcasecmp (class_name, "Win32_Service") != 0)
    {
      *unknown = TRUE;
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, "no such class");
    }
  else if (request->verb == RESITE_CIM_LIST && strstr (request->query, "WHERE FROM") != NULL)
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID, "bad statement");
  else if (request->verb == RESITE_CIM_LIST)
    fake_list (self, request, results);
  else if (request->verb == RESITE_CIM_CALL)
    fake_call (self, request, results);
  else if (request->verb == RESITE_CIM_CREATE)
    g_ptr_array_add (results, resite_cim_object_copy (request->object));
  else if (!fake_instance (self, request, results))
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, "no such instance");
  return g_steal_pointer (&results);
}

struct _ResiteLabProgram
{
  ResiteLabWorld *world;
  const ResiteLabProgramEvents *events;
  gpointer user_data;
  guint source;
};

static void
fake_say (ResiteLabProgram *program, const char *text, gboolean is_error)
{
  program->events->told (text, strlen (text), is_error, program->user_data);
}

static gboolean
fake_late_cb (gpointer data)
{
  ResiteLabProgram *program = data;

  program->source = 0;
  fake_say (program, "late", FALSE);
  program->events->ended (0, program->user_data);
  return G_SOURCE_REMOVE;
}

/* "say TEXT", "both", "fail N", "late MS", "flood N", "cat": reads until its input ends. */
ResiteLabProgram *
resite_lab_world_start_program (ResiteLabWorld *self, const char *machine, const char *command_line,
                                const char *directory, gboolean skip_cmd,
                                const ResiteLabProgramEvents *events, gpointer user_data)
{
  ResiteLabProgram *program = g_new0 (ResiteLabProgram, 1);
  const char *space = strchr (command_line, ' ');
  const char *argument = space != NULL ? space + 1 : "";

  program->world = self;
  program->events = events;
  program->user_data = user_data;
  self->n_programs++;
  g_free (self->last_line);
  self->last_line = g_strdup_printf ("%s|%s|%s", command_line, directory != NULL ? directory : "-",
                                     skip_cmd ? "direct" : "cmd");
  if (g_str_has_prefix (command_line, "late "))
    program->source = g_timeout_add ((guint)atoi (argument), fake_late_cb, program);
  else if (g_str_has_prefix (command_line, "cat"))
    return program;
  else
    {
      if (g_str_has_prefix (command_line, "say "))
        fake_say (program, argument, FALSE);
      if (g_str_has_prefix (command_line, "both"))
        {
          fake_say (program, "out", FALSE);
          fake_say (program, "err", TRUE);
        }
      for (int i = 0; g_str_has_prefix (command_line, "flood ") && i < atoi (argument); i++)
        fake_say (program, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n",
                  FALSE);
      events->ended (g_str_has_prefix (command_line, "fail ") ? (guint32)atoi (argument) : 0,
                     user_data);
    }
  return program;
}

void
resite_lab_program_set_variable (ResiteLabProgram *program, const char *name, const char *value)
{
  char *line = g_strdup_printf ("%s|%s=%s", program->world->last_line, name, value);

  g_free (program->world->last_line);
  program->world->last_line = line;
}

void
resite_lab_program_send (ResiteLabProgram *program, const void *bytes, gsize size, gboolean end)
{
  g_free (program->world->last_input);
  program->world->last_input = g_strndup (bytes, size);
  program->events->told (bytes, size, FALSE, program->user_data);
  if (end)
    program->events->ended (0, program->user_data);
}

void
resite_lab_program_stop (ResiteLabProgram *program)
{
  g_clear_handle_id (&program->source, g_source_remove);
}

void
resite_lab_program_free (ResiteLabProgram *program)
{
  g_clear_handle_id (&program->source, g_source_remove);
  program->world->n_programs--;
  g_free (program);
}
