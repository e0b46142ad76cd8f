/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <string.h>

#include "resite-lab-cmd.h"

/* As much of PowerShell as shells of others need to say something and end: one statement a line, or
 * with ";" between; texts, Write-Output, Write-Host, exit, and programs. */

/* The statement as a line for cmd.exe; NULL: nothing to do. */
static char *
translate (ResiteLabCommand *command, const char *statement)
{
  static const char *const writers[] = { "Write-Output ", "Write-Host ", "echo " };
  g_autofree char *text = g_strstrip (g_strdup (statement));
  const char *rest = text;
  gboolean is_text = FALSE;
  g_auto (GStrv) parts = NULL;

  if (*text == '\0' || *text == '#')
    return NULL;
  /* Settings of the shell itself. */
  if (*text == '$' && strchr (text, '=') != NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      if (g_ascii_strncasecmp (text, writers[i], strlen (writers[i])) == 0)
        {
          rest = text + strlen (writers[i]);
          is_text = TRUE;
        }
    }
  if (!is_text && strchr ("'\"$", *text) == NULL)
    return g_steal_pointer (&text);
  parts = g_strsplit_set (rest, "'\"", -1);
  g_free (text);
  text = g_strjoinv ("", parts);
  if (g_ascii_strncasecmp (text, "$env:", 5) == 0)
    {
      const char *value = resite_lab_program_get_variable (command->program, text + 5);

      return g_strconcat ("echo ", value != NULL ? value : "", NULL);
    }
  return g_strconcat ("echo.", text, NULL);
}

static gint64
run_script (ResiteLabCommand *command, const char *script)
{
  g_auto (GStrv) statements = g_strsplit_set (script, "\r\n;", -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; statements[i] != NULL; i++)
    {
      g_autofree char *translated = translate (command, statements[i]);

      if (translated == NULL)
        continue;
      if (line->len > 0)
        g_string_append (line, "&");
      g_string_append (line, translated);
    }
  return resite_lab_command_run_line (command, line->str, FALSE);
}

static gint64
run_encoded (ResiteLabCommand *command, const char *encoded)
{
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (encoded, &length);
  g_autofree char *script =
      g_convert ((const char *)bytes, length, "UTF-8", "UTF-16LE", NULL, NULL, NULL);

  if (script != NULL && *script != '\0')
    return run_script (command, script);
  resite_lab_command_complain (command, "Cannot process the command because the value specified "
                                        "with -EncodedCommand is not properly encoded.");
  return 1;
}

static gint64
run_powershell (ResiteLabCommand *command)
{
  for (guint i = 1; i < command->n_words; i++)
    {
      const char *word = command->words[i];
      const char *value = i + 1 < command->n_words ? command->words[i + 1] : NULL;

      /* Options may be cut short: -enc, -e. */
      if (value != NULL && strlen (word) > 1 &&
          g_ascii_strncasecmp ("-EncodedCommand", word, strlen (word)) == 0)
        return run_encoded (command, value);
      if (value != NULL && strlen (word) > 1 &&
          g_ascii_strncasecmp ("-Command", word, strlen (word)) == 0)
        {
          g_autofree char *script = g_strjoinv (" ", command->words + i + 1);

          return run_script (command, script);
        }
    }
  return 0;
}

const ResiteLabCommandEntry resite_lab_commands_powershell[] = {
  { "powershell", FALSE, run_powershell },
  { NULL },
};
