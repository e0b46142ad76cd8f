/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include "resite-lab-program-private.h"
#include "resite-lab-site.h"
#include "resite-under-way.h"

/* What takes its time: waiting, programs of this desk, input that has not come yet. */

static gboolean
later (gpointer data)
{
  ResiteLabProgram *self = data;

  self->source = 0;
  resite_lab_program_run_command (self, self->go_on);
  resite_lab_program_go_on (self);
  return G_SOURCE_REMOVE;
}

void
resite_lab_program_continue (ResiteLabProgram *self, double seconds)
{
  self->source = resite_lab_world_call_after (self->world, seconds, later, self);
}

void
resite_lab_command_wait (ResiteLabCommand *self, double seconds, ResiteLabCommandLater next)
{
  ResiteLabProgram *program = self->program;

  program->go_on = next;
  resite_lab_program_continue (program, seconds);
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

  resite_under_way_end ();
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
  resite_lab_program_go_on (self);
}

/* A launcher that has to change the folder, or to close descriptors, copies this process for it:
 * with ten thousand packages in it that takes longer than the program's work. All descriptors here
 * close themselves when another program begins. */
gint64
resite_lab_command_run_child (ResiteLabCommand *self, const char *folder,
                              const char *const *arguments)
{
  ResiteLabProgram *program = self->program;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE |
                                 G_SUBPROCESS_FLAGS_INHERIT_FDS);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, RESITE_LAB_TOOL_FOLDER, folder, TRUE);
  program->child = g_subprocess_launcher_spawnv (launcher, arguments, &error);
  if (program->child == NULL)
    {
      resite_lab_command_complain (self, "%s", error->message);
      return 9009;
    }
  program->child_cancel = g_cancellable_new ();
  resite_under_way_begin ();
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
resite_lab_program_has_line (ResiteLabProgram *self)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (self->until == NULL || self->sent->len == 0)
    return FALSE;
  text = g_strndup ((const char *)self->sent->data, self->sent->len);
  lines = g_strsplit_set (text, "\r\n", -1);
  return g_strv_contains ((const char *const *)lines, self->until);
}

gboolean
resite_lab_command_read_to (ResiteLabCommand *self, const char *line, GBytes **bytes)
{
  ResiteLabProgram *program = self->program;

  program->until = line;
  if (!program->has_input && resite_lab_program_has_line (program))
    {
      program->input = g_bytes_new (program->sent->data, program->sent->len);
      program->has_input = TRUE;
      g_byte_array_set_size (program->sent, 0);
    }
  return resite_lab_command_read (self, bytes);
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
