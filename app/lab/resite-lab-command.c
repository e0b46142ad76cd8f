/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-path.h"
#include "resite-lab-program-private.h"

/* From the text of a simple command to the function that does it, and what such functions use. */

/* What cmd.exe says of a program that is not there. */
#define NOT_RECOGNIZED 9009
/* Win32 error of a program that cannot be started without cmd.exe. */
#define NOT_STARTED 2

static const ResiteLabCommandEntry *const areas[] = {
  resite_lab_commands_text,       resite_lab_commands_files,    resite_lab_commands_system,
  resite_lab_commands_service,    resite_lab_commands_registry, resite_lab_commands_sms,
  resite_lab_commands_powershell, resite_lab_commands_script,
};

/* "C:\WINDOWS\system32\ping.exe" -> "ping". */
static char *
simplify_name (const char *name)
{
  const char *last = MAX (strrchr (name, '\\'), strrchr (name, '/'));
  g_autofree char *small = g_ascii_strdown (last != NULL ? last + 1 : name, -1);

  if (g_str_has_suffix (small, ".exe") || g_str_has_suffix (small, ".com"))
    small[strlen (small) - 4] = '\0';
  return g_steal_pointer (&small);
}

/* "echo.", "echo:" and "cd\" need no blank behind the name. */
static gsize
measure_glued_name (const char *text)
{
  static const char *const names[] = { "echo", "cd", "chdir" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const gsize length = strlen (names[i]);

      if (g_ascii_strncasecmp (text, names[i], length) == 0 && text[length] != '\0' &&
          strchr (".:\\/,;(", text[length]) != NULL)
        return length;
    }
  return 0;
}

static gsize
measure_name (const char *text)
{
  gsize length = measure_glued_name (text);
  gboolean quoted = FALSE;

  if (length > 0)
    return length;
  for (; text[length] != '\0' && (quoted || strchr (" \t", text[length]) == NULL); length++)
    {
      if (text[length] == '"')
        quoted = !quoted;
    }
  return length;
}

/* As given, or with ".exe", seen from the current folder. */
static gboolean
has_file (ResiteLabCommand *command)
{
  g_autofree char *path = resite_lab_command_find_path (command, command->words[0]);
  g_autofree char *with_ending = g_strconcat (command->words[0], ".exe", NULL);
  g_autofree char *other = resite_lab_command_find_path (command, with_ending);

  return (path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR)) ||
         (other != NULL && g_file_test (other, G_FILE_TEST_IS_REGULAR));
}

static const ResiteLabCommandEntry *
find_entry (const char *name, gboolean with_built_ins)
{
  for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
    {
      for (const ResiteLabCommandEntry *entry = areas[i]; entry->name != NULL; entry++)
        {
          if (g_str_equal (entry->name, name) && (with_built_ins || !entry->is_built_in))
            return entry;
        }
    }
  return NULL;
}

/* What a command is asked to do; made anew for each call of its function. */
typedef struct
{
  ResiteLabCommand command;
  char *name;
} Call;

static void
call_clear (Call *call)
{
  g_strfreev (call->command.words);
  g_free (call->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

static void
call_init (Call *call, ResiteLabProgram *program, const char *text)
{
  const gsize length = measure_name (text);
  g_autofree char *quoted = g_strndup (text, length);
  g_auto (GStrv) names = resite_lab_cmd_split (quoted);
  g_auto (GStrv) rest = resite_lab_cmd_split (text + length);
  const guint n = g_strv_length (rest);
  const char *name = names[0] != NULL ? names[0] : "";

  call->command.program = program;
  resite_lab_world_find_machine (program->world, program->role, &call->command.machine);
  call->command.words = g_new0 (char *, n + 2);
  call->command.words[0] = g_strdup (name);
  for (guint i = 0; i < n; i++)
    call->command.words[i + 1] = g_strdup (rest[i]);
  call->command.n_words = n + 1;
  call->command.tail = text + length;
  call->name = simplify_name (name);
  call->command.name = call->name;
}

static gint64
say_unknown (ResiteLabCommand *command, gboolean skip_cmd)
{
  if (skip_cmd)
    {
      resite_lab_command_complain (command, "The system cannot find the file specified.");
      return NOT_STARTED;
    }
  resite_lab_command_complain (command,
                               "'%s' is not recognized as an internal or external command,\r\n"
                               "operable program or batch file.",
                               command->words[0]);
  return NOT_RECOGNIZED;
}

void
resite_lab_program_run_command (ResiteLabProgram *self, ResiteLabCommandLater go_on)
{
  g_auto (Call) call = { 0 };
  const ResiteLabCommandEntry *entry;
  gint64 code;

  call_init (&call, self, self->command_text);
  entry = find_entry (call.name, !self->skip_cmd);
  if (entry != NULL && entry->needs_file && !has_file (&call.command))
    entry = NULL;
  if (go_on != NULL)
    code = go_on (&call.command);
  else if (entry != NULL)
    code = entry->run (&call.command);
  else
    code = say_unknown (&call.command, self->skip_cmd);
  if (code != RESITE_LAB_PENDING)
    resite_lab_program_command_ended (self, (guint32)code);
}

static gboolean
change_drive (ResiteLabProgram *self, const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *root = NULL;
  g_autofree char *path = NULL;
  ResiteLabMachine machine;

  if (strlen (trimmed) != 2 || trimmed[1] != ':' || !g_ascii_isalpha (*trimmed))
    return FALSE;
  root = g_strdup_printf ("%c:\\", g_ascii_toupper (*trimmed));
  if (resite_lab_world_find_machine (self->world, self->role, &machine))
    path = resite_lab_machine_find_path (&machine, root);
  if (path == NULL)
    resite_lab_sink_write (self->err, "The system cannot find the drive specified.\r\n", 45);
  else
    resite_lab_program_set_directory (self, root);
  resite_lab_program_command_ended (self, path == NULL ? 1 : 0);
  return TRUE;
}

void
resite_lab_program_start_command (ResiteLabProgram *self, const char *text)
{
  g_free (self->command_text);
  self->command_text = g_strdup (text);
  self->count = 0;
  if (*text == '\0')
    {
      /* Only redirections: the file was made. */
      resite_lab_program_command_ended (self, 0);
      return;
    }
  if (!self->skip_cmd && change_drive (self, text))
    return;
  resite_lab_program_run_command (self, NULL);
}

static void
write_line (ResiteLabSink *sink, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);

  resite_lab_sink_write (sink, line, strlen (line));
}

void
resite_lab_command_say (ResiteLabCommand *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  write_line (self->program->out, format, arguments);
  va_end (arguments);
}

void
resite_lab_command_complain (ResiteLabCommand *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  write_line (self->program->err, format, arguments);
  va_end (arguments);
}

void
resite_lab_command_write (ResiteLabCommand *self, const void *bytes, gsize size, gboolean is_error)
{
  resite_lab_sink_write (is_error ? self->program->err : self->program->out, bytes, size);
}

static gboolean
is_option (const char *word)
{
  return (*word == '/' || *word == '-') && word[1] != '\0';
}

gboolean
resite_lab_command_has (ResiteLabCommand *self, const char *option)
{
  for (guint i = 1; i < self->n_words; i++)
    {
      if (is_option (self->words[i]) && g_ascii_strcasecmp (self->words[i] + 1, option) == 0)
        return TRUE;
    }
  return FALSE;
}

const char *
resite_lab_command_get_option (ResiteLabCommand *self, const char *option)
{
  const gsize length = strlen (option);

  for (guint i = 1; i < self->n_words; i++)
    {
      const char *word = is_option (self->words[i]) ? self->words[i] + 1 : self->words[i];

      if (g_ascii_strncasecmp (word, option, length) != 0)
        continue;
      if ((word[length] == ':' || word[length] == '=') && word[length + 1] != '\0')
        return word + length + 1;
      /* "start= auto", "-n 5". */
      if ((word[length] == '=' || (word[length] == '\0' && word != self->words[i])) &&
          i + 1 < self->n_words)
        return self->words[i + 1];
    }
  return NULL;
}

const char *
resite_lab_command_get_argument (ResiteLabCommand *self, guint n)
{
  for (guint i = 1; i < self->n_words; i++)
    {
      if (!is_option (self->words[i]) && n-- == 0)
        return self->words[i];
    }
  return NULL;
}

char *
resite_lab_command_complete (ResiteLabCommand *self, const char *path)
{
  return resite_lab_path_complete (resite_lab_program_get_directory (self->program), path);
}

char *
resite_lab_command_find_path (ResiteLabCommand *self, const char *path)
{
  g_autofree char *whole = resite_lab_command_complete (self, path);

  return resite_lab_machine_find_path (&self->machine, whole);
}
