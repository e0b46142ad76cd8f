/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-path.h"
#include "resite-lab-program-private.h"

/* Working off a line of cmd.exe, one command after the other, on the main loop. */

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

static const char *
look_up (const char *name, gpointer user_data)
{
  return resite_lab_program_get_variable (user_data, name);
}

void
resite_lab_program_push (ResiteLabProgram *self, ResiteLabCmdNode *node)
{
  ResiteLabFrame frame = { .node = resite_lab_cmd_node_ref (node) };

  g_array_append_val (self->frames, frame);
}

static ResiteLabFrame *
get_top (ResiteLabProgram *self)
{
  return self->frames->len > 0
             ? &g_array_index (self->frames, ResiteLabFrame, self->frames->len - 1)
             : NULL;
}

static void
save_streams (ResiteLabProgram *self, ResiteLabFrame *frame)
{
  frame->out = resite_lab_sink_ref (self->out);
  frame->err = resite_lab_sink_ref (self->err);
  frame->input = self->input != NULL ? g_bytes_ref (self->input) : NULL;
  frame->has_input = self->has_input;
}

static void
pop (ResiteLabProgram *self)
{
  ResiteLabFrame *frame = get_top (self);

  if (frame->out != NULL)
    {
      resite_lab_sink_unref (self->out);
      resite_lab_sink_unref (self->err);
      g_clear_pointer (&self->input, g_bytes_unref);
      self->out = g_steal_pointer (&frame->out);
      self->err = g_steal_pointer (&frame->err);
      self->input = g_steal_pointer (&frame->input);
      self->has_input = frame->has_input;
    }
  g_array_set_size (self->frames, self->frames->len - 1);
}

static void
set_stream (ResiteLabProgram *self, int stream, ResiteLabSink *sink)
{
  ResiteLabSink **place = stream == 2 ? &self->err : &self->out;

  resite_lab_sink_unref (*place);
  *place = sink;
}

static void
set_input (ResiteLabProgram *self, GBytes *bytes)
{
  g_clear_pointer (&self->input, g_bytes_unref);
  self->input = bytes;
  self->has_input = TRUE;
}

static void
say_error (ResiteLabProgram *self, const char *text)
{
  resite_lab_sink_write (self->err, text, strlen (text));
}

static char *
find_path (ResiteLabProgram *self, const char *path)
{
  ResiteLabMachine machine;
  g_autofree char *whole = resite_lab_path_complete (self->directory, path);

  return resite_lab_world_find_machine (self->world, self->role, &machine)
             ? resite_lab_machine_find_path (&machine, whole)
             : NULL;
}

static gboolean
redirect (ResiteLabProgram *self, const ResiteLabCmdRedirection *redirection)
{
  ResiteLabSink *sink = NULL;
  g_autofree char *path = NULL;
  g_autofree char *expanded = NULL;
  char *content;
  gsize length;

  if (redirection->from >= 0)
    {
      set_stream (self, redirection->stream,
                  resite_lab_sink_ref (redirection->from == 2 ? self->err : self->out));
      return TRUE;
    }
  expanded = self->delayed ? resite_lab_cmd_expand (redirection->path, '!', look_up, self)
                           : g_strdup (redirection->path);
  if (g_ascii_strcasecmp (expanded, "nul") == 0)
    sink = resite_lab_sink_new_nothing ();
  path = find_path (self, expanded);
  if (redirection->stream == 0)
    {
      g_clear_pointer (&sink, resite_lab_sink_unref);
      if (path == NULL || !g_file_get_contents (path, &content, &length, NULL))
        return FALSE;
      set_input (self, g_bytes_new_take (content, length));
      return TRUE;
    }
  if (sink == NULL && path != NULL)
    sink = resite_lab_sink_new_file (path, redirection->added);
  if (sink == NULL)
    return FALSE;
  set_stream (self, redirection->stream, sink);
  return TRUE;
}

/* FALSE: a file could not be opened, and the command is not run. */
static gboolean
redirect_all (ResiteLabProgram *self, ResiteLabFrame *frame)
{
  GPtrArray *redirections = frame->node->redirections;

  save_streams (self, frame);
  for (guint i = 0; redirections != NULL && i < redirections->len; i++)
    {
      if (redirect (self, redirections->pdata[i]))
        continue;
      say_error (self, "The system cannot find the path specified.\r\n");
      self->code = 1;
      return FALSE;
    }
  return TRUE;
}

static void
step_simple (ResiteLabProgram *self, ResiteLabFrame *frame)
{
  g_autoptr (ResiteLabCmdNode) node = resite_lab_cmd_node_ref (frame->node);
  g_autofree char *text = NULL;

  if (frame->stage++ > 0 || !redirect_all (self, frame))
    {
      pop (self);
      return;
    }
  text = self->delayed ? resite_lab_cmd_expand (node->text, '!', look_up, self)
                       : g_strdup (node->text);
  self->running = TRUE;
  resite_lab_program_start_command (self, text);
}

static void
step_group (ResiteLabProgram *self, ResiteLabFrame *frame)
{
  if (frame->stage++ > 0 || !redirect_all (self, frame))
    pop (self);
  else
    resite_lab_program_push (self, frame->node->left);
}

static gboolean
wants_right (ResiteLabProgram *self, const ResiteLabCmdNode *node)
{
  if (node->right == NULL)
    return FALSE;
  return node->kind == RESITE_LAB_CMD_THEN ||
         (node->kind == RESITE_LAB_CMD_AND ? self->code == 0 : self->code != 0);
}

static void
step_chain (ResiteLabProgram *self, ResiteLabFrame *frame)
{
  g_autoptr (ResiteLabCmdNode) node = resite_lab_cmd_node_ref (frame->node);

  if (frame->stage == 0)
    {
      frame->stage = 1;
      resite_lab_program_push (self, node->left);
      return;
    }
  pop (self);
  if (wants_right (self, node))
    resite_lab_program_push (self, node->right);
}

static void
step_pipe (ResiteLabProgram *self, ResiteLabFrame *frame)
{
  g_autoptr (ResiteLabCmdNode) node = resite_lab_cmd_node_ref (frame->node);
  GBytes *between;

  switch (frame->stage++)
    {
    case 0:
      save_streams (self, frame);
      set_stream (self, 1, resite_lab_sink_new_buffer ());
      resite_lab_program_push (self, node->left);
      break;
    case 1:
      between = resite_lab_sink_take (self->out);
      set_stream (self, 1, resite_lab_sink_ref (frame->out));
      set_input (self, between);
      resite_lab_program_push (self, node->right);
      break;
    default:
      pop (self);
      break;
    }
}

static gboolean
compare_words (const char *first, const char *operation, const char *second, gboolean any_case)
{
  const int order = any_case ? g_ascii_strcasecmp (first, second) : strcmp (first, second);
  const gint64 a = g_ascii_strtoll (first, NULL, 10);
  const gint64 b = g_ascii_strtoll (second, NULL, 10);

  if (g_ascii_strcasecmp (operation, "equ") == 0)
    return order == 0;
  if (g_ascii_strcasecmp (operation, "neq") == 0)
    return order != 0;
  if (g_ascii_strcasecmp (operation, "lss") == 0)
    return a < b;
  if (g_ascii_strcasecmp (operation, "leq") == 0)
    return a <= b;
  if (g_ascii_strcasecmp (operation, "gtr") == 0)
    return a > b;
  return g_ascii_strcasecmp (operation, "geq") == 0 && a >= b;
}

static gboolean
holds (ResiteLabProgram *self, const char *const *words, gboolean any_case)
{
  const guint n = g_strv_length ((char **)words);
  const char *equal = n > 0 ? strstr (words[0], "==") : NULL;

  if (n >= 2 && g_ascii_strcasecmp (words[0], "exist") == 0)
    {
      g_autofree char *path = find_path (self, words[1]);

      return path != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
    }
  if (n >= 2 && g_ascii_strcasecmp (words[0], "errorlevel") == 0)
    return (gint64)self->code >= g_ascii_strtoll (words[1], NULL, 10);
  if (n >= 2 && g_ascii_strcasecmp (words[0], "defined") == 0)
    return resite_lab_program_get_variable (self, words[1]) != NULL;
  if (equal != NULL)
    {
      g_autofree char *first = g_strndup (words[0], equal - words[0]);

      return any_case ? g_ascii_strcasecmp (first, equal + 2) == 0 : g_str_equal (first, equal + 2);
    }
  return n >= 3 && compare_words (words[0], words[1], words[2], any_case);
}

static void
step_if (ResiteLabProgram *self, ResiteLabFrame *frame)
{
  g_autoptr (ResiteLabCmdNode) node = resite_lab_cmd_node_ref (frame->node);
  g_autofree char *text = self->delayed ? resite_lab_cmd_expand (node->text, '!', look_up, self)
                                        : g_strdup (node->text);
  g_auto (GStrv) words = resite_lab_cmd_split (text);
  guint at = 0;
  const gboolean any_case = words[at] != NULL && g_str_equal (words[at], "/i");
  gboolean negated;

  at += any_case;
  negated = words[at] != NULL && g_ascii_strcasecmp (words[at], "not") == 0;
  at += negated;
  pop (self);
  if (holds (self, (const char *const *)words + at, any_case) != negated)
    resite_lab_program_push (self, node->left);
  else if (node->right != NULL)
    resite_lab_program_push (self, node->right);
}

static void
step (ResiteLabProgram *self, ResiteLabFrame *frame)
{
  switch (frame->node->kind)
    {
    case RESITE_LAB_CMD_SIMPLE:
      step_simple (self, frame);
      break;
    case RESITE_LAB_CMD_GROUP:
      step_group (self, frame);
      break;
    case RESITE_LAB_CMD_PIPE:
      step_pipe (self, frame);
      break;
    case RESITE_LAB_CMD_IF:
      step_if (self, frame);
      break;
    case RESITE_LAB_CMD_THEN:
    case RESITE_LAB_CMD_AND:
    case RESITE_LAB_CMD_OR:
    default:
      step_chain (self, frame);
      break;
    }
}

static void
go_on (ResiteLabProgram *self)
{
  while (!self->ended && !self->running && get_top (self) != NULL)
    step (self, get_top (self));
  if (!self->ended && !self->running)
    resite_lab_program_end (self, self->code);
}

void
resite_lab_program_command_ended (ResiteLabProgram *self, guint32 code)
{
  self->running = FALSE;
  self->code = code;
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

      line = resite_lab_cmd_expand (unwrapped, '%', look_up, self);
      node = resite_lab_cmd_parse (line, &error);
    }
  if (error != NULL)
    {
      g_autofree char *text = g_strconcat (error->message, "\r\n", NULL);

      say_error (self, text);
      self->code = 1;
    }
  if (node != NULL)
    resite_lab_program_push (self, node);
  go_on (self);
  return G_SOURCE_REMOVE;
}

static gboolean
later (gpointer data)
{
  ResiteLabProgram *self = data;

  self->source = 0;
  resite_lab_program_run_command (self, self->go_on);
  go_on (self);
  return G_SOURCE_REMOVE;
}

void
resite_lab_command_wait (ResiteLabCommand *self, double seconds, ResiteLabCommandLater next)
{
  ResiteLabProgram *program = self->program;

  program->go_on = next;
  program->source = g_timeout_add ((guint)(seconds * 1000), later, program);
}

guint
resite_lab_command_count (ResiteLabCommand *self)
{
  return self->program->count++;
}

static void
child_ended (GObject *object, GAsyncResult *result, gpointer data)
{
  ResiteLabProgram *self = data;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_communicate_finish (G_SUBPROCESS (object), result, &out, &err, &error))
    {
      /* Stopped: the program may be gone. */
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return;
    }
  if (out != NULL)
    resite_lab_sink_write (self->out, g_bytes_get_data (out, NULL), g_bytes_get_size (out));
  if (err != NULL)
    resite_lab_sink_write (self->err, g_bytes_get_data (err, NULL), g_bytes_get_size (err));
  resite_lab_program_command_ended (self, g_subprocess_get_if_exited (self->child)
                                              ? (guint32)g_subprocess_get_exit_status (self->child)
                                              : 0xC0000005U);
  g_clear_object (&self->child);
  g_clear_object (&self->child_cancel);
  go_on (self);
}

gint64
resite_lab_command_run_child (ResiteLabCommand *self, const char *folder,
                              const char *const *arguments)
{
  ResiteLabProgram *program = self->program;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_set_cwd (launcher, folder);
  program->child = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  if (program->child == NULL)
    {
      resite_lab_command_complain (self, "%s", error->message);
      return 9009;
    }
  program->child_cancel = g_cancellable_new ();
  g_subprocess_communicate_async (program->child, NULL, program->child_cancel, child_ended,
                                  program);
  return RESITE_LAB_PENDING;
}

gint64
resite_lab_command_run_line (ResiteLabCommand *self, const char *line, gboolean delayed)
{
  ResiteLabProgram *program = self->program;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteLabCmdNode) node = resite_lab_cmd_parse (line, &error);

  if (error != NULL)
    {
      resite_lab_command_complain (self, "%s", error->message);
      return 1;
    }
  program->delayed = program->delayed || delayed;
  program->skip_cmd = FALSE;
  if (node != NULL)
    resite_lab_program_push (program, node);
  return 0;
}

gint64
resite_lab_command_exit (ResiteLabCommand *self, guint32 code)
{
  resite_lab_program_end (self->program, code);
  return RESITE_LAB_PENDING;
}

gboolean
resite_lab_command_read (ResiteLabCommand *self, GBytes **bytes)
{
  ResiteLabProgram *program = self->program;

  if (program->has_input)
    {
      *bytes = program->input != NULL ? g_bytes_ref (program->input) : g_bytes_new (NULL, 0);
      return TRUE;
    }
  if (!program->sent_all)
    {
      program->reading = TRUE;
      return FALSE;
    }
  *bytes = g_bytes_new (program->sent->data, program->sent->len);
  g_byte_array_set_size (program->sent, 0);
  return TRUE;
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
  if (!self->reading || !self->sent_all || self->ended || self->world == NULL)
    return;
  self->reading = FALSE;
  if (self->source == 0)
    {
      self->go_on = NULL;
      self->source = g_timeout_add (0, later, self);
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
  if (self->world != NULL)
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
