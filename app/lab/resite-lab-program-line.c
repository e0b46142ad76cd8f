/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-path.h"
#include "resite-lab-program-private.h"

/* A line of cmd.exe, one piece after the other: chains, groups, pipes, redirections, "if". */

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
  expanded = self->delayed
                 ? resite_lab_cmd_expand (redirection->path, '!', resite_lab_program_look_up, self)
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
  text = self->delayed ? resite_lab_cmd_expand (node->text, '!', resite_lab_program_look_up, self)
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
  g_autofree char *text =
      self->delayed ? resite_lab_cmd_expand (node->text, '!', resite_lab_program_look_up, self)
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

void
resite_lab_program_go_on (ResiteLabProgram *self)
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
