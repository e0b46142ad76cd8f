/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-path.h"
#include "resite-lab-program-private.h"

/* A program on a machine of the lab, from its start to its end, on the main loop. */

#define HOME "C:\\Documents and Settings\\Administrator"

static void
frame_clear (gpointer data)
{
  ResiteLabFrame *frame = data;

  g_clear_pointer (&frame->node, resite_lab_cmd_node_unref);
  g_clear_pointer (&frame->out, resite_lab_sink_unref);
  g_clear_pointer (&frame->err, resite_lab_sink_unref);
  g_clear_pointer (&frame->input, g_bytes_unref);
}

static void
set_variable (ResiteLabProgram *self, const char *name, const char *value)
{
  if (value != NULL)
    g_hash_table_replace (self->variables, g_ascii_strup (name, -1), g_strdup (value));
  else
    {
      g_autofree char *upper = g_ascii_strup (name, -1);

      g_hash_table_remove (self->variables, upper);
    }
}

void
resite_lab_program_set_variable (ResiteLabProgram *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL && name != NULL);

  set_variable (self, name, value);
}

static void
set_variables (ResiteLabProgram *self)
{
  static const char *const variables[][2] = {
    { "ALLUSERSPROFILE", "C:\\Documents and Settings\\All Users" },
    { "COMSPEC", "C:\\WINDOWS\\system32\\cmd.exe" },
    { "HOMEDRIVE", "C:" },
    { "HOMEPATH", "\\Documents and Settings\\Administrator" },
    { "NUMBER_OF_PROCESSORS", "2" },
    { "OS", "Windows_NT" },
    { "PATH", "C:\\WINDOWS\\system32;C:\\WINDOWS;C:\\WINDOWS\\System32\\Wbem" },
    { "PATHEXT", ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH" },
    { "PROCESSOR_ARCHITECTURE", "x86" },
    { "PROGRAMFILES", "C:\\Program Files" },
    { "PROMPT", "$P$G" },
    { "SYSTEMDRIVE", "C:" },
    { "SYSTEMROOT", "C:\\WINDOWS" },
    { "TEMP", "C:\\WINDOWS\\Temp" },
    { "TMP", "C:\\WINDOWS\\Temp" },
    { "USERNAME", "Administrator" },
    { "USERPROFILE", HOME },
    { "WINDIR", "C:\\WINDOWS" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    set_variable (self, variables[i][0], variables[i][1]);
  set_variable (self, "COMPUTERNAME", resite_lab_world_get_name (self->world, self->role));
  set_variable (self, "USERDOMAIN", resite_lab_world_get_name (self->world, self->role));
}

const char *
resite_lab_program_get_variable (ResiteLabProgram *self, const char *name)
{
  g_autofree char *upper = g_ascii_strup (name, -1);

  if (g_str_equal (upper, "CD"))
    return self->directory;
  if (g_str_equal (upper, "ERRORLEVEL"))
    {
      g_autofree char *code = g_strdup_printf ("%d", (gint32)self->code);

      return g_intern_string (code);
    }
  return g_hash_table_lookup (self->variables, upper);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
resite_lab_program_list_variables (ResiteLabProgram *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->variables);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_ptr_array_add (lines, g_strconcat (name, "=", value, NULL));
  g_ptr_array_sort (lines, compare_lines);
  return lines;
}

const char *
resite_lab_program_get_directory (ResiteLabProgram *self)
{
  return self->directory;
}

void
resite_lab_program_set_directory (ResiteLabProgram *self, const char *directory)
{
  char *copy = g_strdup (directory);

  g_free (self->directory);
  self->directory = copy;
}

const char *
resite_lab_program_look_up (const char *name, gpointer user_data)
{
  return resite_lab_program_get_variable (user_data, name);
}

void
resite_lab_program_end (ResiteLabProgram *self, guint32 code)
{
  if (self->ended)
    return;
  self->ended = TRUE;
  g_ptr_array_remove (self->world->programs, self);
  resite_lab_world_keep (self->world);
  if (self->events.ended != NULL)
    self->events.ended (code, self->user_data);
}

static gboolean
begin (gpointer data)
{
  ResiteLabProgram *self = data;
  g_autofree char *line = NULL;
  g_autoptr (ResiteLabCmdNode) node = NULL;
  g_autoptr (GError) error = NULL;

  self->source = 0;
  if (self->skip_cmd)
    {
      node = resite_lab_cmd_node_new_simple (self->line);
    }
  else
    {
      g_autofree char *unwrapped = resite_lab_cmd_unwrap (self->line);

      line = resite_lab_cmd_expand (unwrapped, '%', resite_lab_program_look_up, self);
      node = resite_lab_cmd_parse (line, &error);
    }
  if (error != NULL)
    {
      g_autofree char *text = g_strconcat (error->message, "\r\n", NULL);

      resite_lab_sink_write (self->err, text, strlen (text));
      self->code = 1;
    }
  if (node != NULL)
    resite_lab_program_push (self, node);
  resite_lab_program_go_on (self);
  return G_SOURCE_REMOVE;
}

ResiteLabProgram *
resite_lab_world_start_program (ResiteLabWorld *world, const char *machine,
                                const char *command_line, const char *directory, gboolean skip_cmd,
                                const ResiteLabProgramEvents *events, gpointer user_data)
{
  static const ResiteLabProgramEvents no_events = { NULL, NULL };
  ResiteLabProgram *self;
  ResiteLabMachine found;

  g_return_val_if_fail (RESITE_IS_LAB_WORLD (world) && command_line != NULL, NULL);
  g_return_val_if_fail (resite_lab_world_find_machine (world, machine, &found), NULL);

  self = g_new0 (ResiteLabProgram, 1);
  self->world = world;
  self->role = g_strdup (found.role);
  self->line = g_strdup (command_line);
  self->skip_cmd = skip_cmd;
  self->events = events != NULL ? *events : no_events;
  self->user_data = user_data;
  self->directory = directory != NULL && g_ascii_isalpha (*directory) && directory[1] == ':'
                        ? resite_lab_path_complete (directory, "")
                        : g_strdup (HOME);
  self->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  set_variables (self);
  self->frames = g_array_new (FALSE, TRUE, sizeof (ResiteLabFrame));
  g_array_set_clear_func (self->frames, frame_clear);
  self->out = resite_lab_sink_new_events (&self->events, user_data, FALSE);
  self->err = resite_lab_sink_new_events (&self->events, user_data, TRUE);
  self->sent = g_byte_array_new ();
  /* Not before the caller has got it. */
  self->source = g_idle_add_full (G_PRIORITY_DEFAULT, begin, self, NULL);
  g_ptr_array_add (world->programs, self);
  return self;
}

void
resite_lab_program_send (ResiteLabProgram *self, const void *bytes, gsize size, gboolean end)
{
  g_return_if_fail (self != NULL && (bytes != NULL || size == 0));

  g_byte_array_append (self->sent, bytes, size);
  self->sent_all = self->sent_all || end;
  if (!self->reading || self->ended || self->world == NULL ||
      !(self->sent_all || resite_lab_program_has_line (self)))
    return;
  self->reading = FALSE;
  if (self->source == 0)
    {
      self->go_on = NULL;
      resite_lab_program_continue (self, 0);
    }
}

/* As Windows ends what somebody stops: STATUS_CONTROL_C_EXIT. */
#define STOPPED 0xC000013AU

static void
halt (ResiteLabProgram *self)
{
  if (self->source != 0)
    g_source_remove (self->source);
  self->source = 0;
  if (self->child_cancel != NULL)
    g_cancellable_cancel (self->child_cancel);
  if (self->child != NULL)
    g_subprocess_force_exit (self->child);
}

void
resite_lab_program_stop (ResiteLabProgram *self)
{
  g_return_if_fail (self != NULL);

  if (self->ended)
    return;
  halt (self);
  resite_lab_program_end (self, STOPPED);
}

void
resite_lab_program_lose_world (ResiteLabProgram *self)
{
  halt (self);
  self->ended = TRUE;
  self->world = NULL;
}

void
resite_lab_program_free (ResiteLabProgram *self)
{
  g_return_if_fail (self != NULL);

  halt (self);
  /* One that ended is none of the world's any more, and may outlive it. */
  if (self->world != NULL && !self->ended)
    g_ptr_array_remove (self->world->programs, self);
  g_clear_object (&self->child);
  g_clear_object (&self->child_cancel);
  g_array_unref (self->frames);
  g_hash_table_unref (self->variables);
  g_byte_array_unref (self->sent);
  g_clear_pointer (&self->input, g_bytes_unref);
  resite_lab_sink_unref (self->out);
  resite_lab_sink_unref (self->err);
  g_free (self->command_text);
  g_free (self->directory);
  g_free (self->line);
  g_free (self->role);
  g_free (self);
}
