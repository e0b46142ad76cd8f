/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-cmd.h"

/* Commands that say, read and search text, and cmd.exe's own. */

static gint64
run_echo (ResiteLabCommand *command)
{
  const char *text = command->tail;

  /* One character behind the name is not part of the text. */
  if (*text != '\0')
    text++;
  if (g_ascii_strcasecmp (text, "off") == 0 || g_ascii_strcasecmp (text, "on") == 0)
    return 0;
  if (*text == '\0' && *command->tail != '.' && *command->tail != ':')
    resite_lab_command_say (command, "ECHO is on.");
  else
    resite_lab_command_say (command, "%s", text);
  return 0;
}

static gint64
run_nothing (ResiteLabCommand *command)
{
  return 0;
}

static gint64
run_ver (ResiteLabCommand *command)
{
  resite_lab_command_say (command, "\r\nMicrosoft Windows [Version 5.2.3790]");
  return 0;
}

static gint64
run_chcp (ResiteLabCommand *command)
{
  resite_lab_command_say (command, "Active code page: %s",
                          command->n_words > 1 ? command->words[1] : "65001");
  return 0;
}

static gint64
run_exit (ResiteLabCommand *command)
{
  const char *last = command->n_words > 1 ? command->words[command->n_words - 1] : "/b";

  /* Without a number it is the code of what ran before. */
  if (g_ascii_strcasecmp (last, "/b") == 0)
    last = resite_lab_program_get_variable (command->program, "ERRORLEVEL");
  return resite_lab_command_exit (command, (guint32)g_ascii_strtoll (last, NULL, 10));
}

static gint64
show_variables (ResiteLabCommand *command, const char *start)
{
  g_autoptr (GPtrArray) lines = resite_lab_program_list_variables (command->program);
  gboolean any = FALSE;

  for (guint i = 0; i < lines->len; i++)
    {
      if (g_ascii_strncasecmp (lines->pdata[i], start, strlen (start)) != 0)
        continue;
      resite_lab_command_say (command, "%s", (const char *)lines->pdata[i]);
      any = TRUE;
    }
  if (!any)
    resite_lab_command_complain (command, "Environment variable %s not defined", start);
  return any ? 0 : 1;
}

static gint64
run_set (ResiteLabCommand *command)
{
  g_autofree char *text = g_strstrip (g_strdup (command->tail));
  const gsize length = strlen (text);
  char *equal;

  if (length > 1 && *text == '"' && text[length - 1] == '"')
    {
      text[length - 1] = '\0';
      memmove (text, text + 1, length - 1);
    }
  equal = strchr (text, '=');
  if (equal == NULL)
    return show_variables (command, text);
  *equal = '\0';
  resite_lab_program_set_variable (command->program, text, equal[1] != '\0' ? equal + 1 : NULL);
  return 0;
}

static const char *
look_up (const char *name, gpointer user_data)
{
  return resite_lab_program_get_variable (user_data, name);
}

/* "cmd /v:on /c LINE": the rest of the line is a line again. */
static gint64
run_cmd (ResiteLabCommand *command)
{
  const char *at = command->tail;
  gboolean delayed = FALSE;
  g_autofree char *line = NULL;

  for (;;)
    {
      while (*at == ' ' || *at == '\t')
        at++;
      if (g_ascii_strncasecmp (at, "/v:on", 5) == 0 || g_ascii_strncasecmp (at, "/v ", 3) == 0)
        delayed = TRUE;
      if (*at != '/')
        return 0;
      if (g_ascii_tolower (at[1]) == 'c' || g_ascii_tolower (at[1]) == 'k')
        break;
      at += 2 + strcspn (at + 2, " \t/");
    }
  line = resite_lab_cmd_unwrap (at + 2);
  return resite_lab_command_run_line (command, line, delayed);
}

/* "call" puts values in once more. */
static gint64
run_call (ResiteLabCommand *command)
{
  g_autofree char *line =
      g_strstrip (resite_lab_cmd_expand (command->tail, '%', look_up, command->program));

  return resite_lab_command_run_line (command, line, FALSE);
}

static GBytes *
load_file (ResiteLabCommand *command, const char *name)
{
  g_autofree char *path = resite_lab_command_find_path (command, name);
  char *content;
  gsize length;

  if (path == NULL || !g_file_get_contents (path, &content, &length, NULL))
    return NULL;
  return g_bytes_new_take (content, length);
}

static gint64
run_type (ResiteLabCommand *command)
{
  for (guint i = 1; i < command->n_words; i++)
    {
      g_autoptr (GBytes) bytes = load_file (command, command->words[i]);

      if (bytes == NULL)
        {
          resite_lab_command_complain (command, "The system cannot find the file specified.");
          return 1;
        }
      resite_lab_command_write (command, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                FALSE);
    }
  return 0;
}

static gint64
run_more (ResiteLabCommand *command)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!resite_lab_command_read (command, &bytes))
    return RESITE_LAB_PENDING;
  resite_lab_command_write (command, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                            FALSE);
  return 0;
}

static GStrv
split_lines (GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  GStrv lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_strchomp (lines[i]);
  return lines;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (*(const char *const *)a, *(const char *const *)b);
}

static gint64
run_sort (ResiteLabCommand *command)
{
  g_autoptr (GBytes) bytes = NULL;
  g_auto (GStrv) lines = NULL;

  if (!resite_lab_command_read (command, &bytes))
    return RESITE_LAB_PENDING;
  lines = split_lines (bytes);
  qsort (lines, g_strv_length (lines), sizeof (char *), compare_lines);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] != '\0')
        resite_lab_command_say (command, "%s", lines[i]);
    }
  return 0;
}

static gboolean
line_has (const char *line, const char *const *wanted, gboolean any_case)
{
  g_autofree char *folded = any_case ? g_ascii_strdown (line, -1) : g_strdup (line);

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      g_autofree char *text = any_case ? g_ascii_strdown (wanted[i], -1) : g_strdup (wanted[i]);

      /* An empty text is found in no line: find /v "" passes them all. */
      if (*text != '\0' && strstr (folded, text) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* FALSE: it has to wait for its input. */
static gboolean
load_input (ResiteLabCommand *command, const char *name, GBytes **bytes)
{
  if (name == NULL)
    return resite_lab_command_read (command, bytes);
  *bytes = load_file (command, name);
  return TRUE;
}

static gint64
search (ResiteLabCommand *command, const char *const *wanted, const char *name)
{
  g_autoptr (GBytes) bytes = NULL;
  g_auto (GStrv) lines = NULL;
  const gboolean turned = resite_lab_command_has (command, "v");
  guint found = 0;

  if (!load_input (command, name, &bytes))
    return RESITE_LAB_PENDING;
  if (bytes == NULL)
    {
      resite_lab_command_complain (command, "FINDSTR: Cannot open %s", name);
      return 1;
    }
  lines = split_lines (bytes);
  for (guint i = 0; lines[i] != NULL && (lines[i + 1] != NULL || *lines[i] != '\0'); i++)
    {
      if (line_has (lines[i], wanted, resite_lab_command_has (command, "i")) == turned)
        continue;
      found++;
      if (!resite_lab_command_has (command, "c"))
        resite_lab_command_say (command, "%s", lines[i]);
    }
  if (resite_lab_command_has (command, "c"))
    resite_lab_command_say (command, "%u", found);
  return found > 0 ? 0 : 1;
}

static gint64
run_find (ResiteLabCommand *command)
{
  const char *wanted[] = { resite_lab_command_get_argument (command, 0), NULL };

  if (wanted[0] == NULL)
    {
      resite_lab_command_complain (command, "FIND: Parameter format not correct");
      return 2;
    }
  return search (command, wanted, resite_lab_command_get_argument (command, 1));
}

/* /c:"a whole text", or words of which any will do. */
static gint64
run_findstr (ResiteLabCommand *command)
{
  const char *whole = resite_lab_command_get_option (command, "c");
  const char *single[] = { whole, NULL };
  const char *words = resite_lab_command_get_argument (command, 0);
  g_auto (GStrv) wanted = NULL;

  if (whole != NULL)
    return search (command, single, words);
  if (words == NULL)
    {
      resite_lab_command_complain (command, "FINDSTR: Bad command line");
      return 2;
    }
  wanted = g_strsplit (words, " ", -1);
  return search (command, (const char *const *)wanted,
                 resite_lab_command_get_argument (command, 1));
}

static gint64
run_date (ResiteLabCommand *command)
{
  g_autoptr (GDateTime) now =
      g_date_time_new_from_unix_utc (resite_lab_machine_now (&command->machine) / G_USEC_PER_SEC);
  g_autofree char *text =
      g_date_time_format (now, g_str_equal (command->name, "date") ? "%a %m/%d/%Y" : "%I:%M %p");

  resite_lab_command_say (command, "%s", text);
  return 0;
}

/* Waits for a key that nobody presses. */
static gint64
run_pause (ResiteLabCommand *command)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!resite_lab_command_read (command, &bytes))
    {
      resite_lab_command_write (command, "Press any key to continue . . . ", 32, FALSE);
      return RESITE_LAB_PENDING;
    }
  return 0;
}

const ResiteLabCommandEntry resite_lab_commands_text[] = {
  { "echo", TRUE, run_echo },        { "rem", TRUE, run_nothing },
  { "cls", TRUE, run_nothing },      { "title", TRUE, run_nothing },
  { "ver", TRUE, run_ver },          { "chcp", FALSE, run_chcp },
  { "exit", TRUE, run_exit },        { "set", TRUE, run_set },
  { "cmd", FALSE, run_cmd },         { "call", TRUE, run_call },
  { "type", TRUE, run_type },        { "more", FALSE, run_more },
  { "sort", FALSE, run_sort },       { "find", FALSE, run_find },
  { "findstr", FALSE, run_findstr }, { "date", TRUE, run_date },
  { "time", TRUE, run_date },        { "pause", TRUE, run_pause },
  { "setlocal", TRUE, run_nothing }, { NULL },
};
