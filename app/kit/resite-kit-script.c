/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-script"

#include "config.h"

#include <string.h>

#include "resite-kit-script.h"
#include "resite-kit-text.h"

ResiteKitItem *
resite_kit_item_new (const char *action, const char *name, ResiteKitJudge judge,
                     const char *expected)
{
  ResiteKitItem *self = g_new0 (ResiteKitItem, 1);

  self->action = g_strdup (action);
  self->name = g_strdup (name);
  self->judge = judge;
  self->expected = g_strdup (expected);
  self->lines = g_new0 (char *, 1);
  return self;
}

void
resite_kit_item_add_line (ResiteKitItem *self, const char *line)
{
  guint length = g_strv_length (self->lines);

  self->lines = g_renew (char *, self->lines, length + 2);
  self->lines[length] = g_strdup (line);
  self->lines[length + 1] = NULL;
}

void
resite_kit_item_free (ResiteKitItem *self)
{
  g_free (self->action);
  g_free (self->name);
  g_strfreev (self->lines);
  g_free (self->expected);
  g_free (self);
}

ResiteKitScript *
resite_kit_script_new (const char *name)
{
  ResiteKitScript *self = g_new0 (ResiteKitScript, 1);

  self->name = g_strdup (name);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_kit_item_free);
  return self;
}

void
resite_kit_script_free (ResiteKitScript *self)
{
  g_free (self->name);
  g_free (self->run);
  g_free (self->step);
  g_free (self->title);
  g_free (self->machine);
  g_free (self->server);
  g_free (self->before);
  g_free (self->body);
  g_ptr_array_unref (self->items);
  g_free (self->missing);
  g_free (self);
}

static char *
get_stem (const ResiteKitScript *self)
{
  const char *dot = strrchr (self->name, '.');

  return dot != NULL ? g_strndup (self->name, dot - self->name) : g_strdup (self->name);
}

/* A stick may be write-protected, a share may be read-only: then the results stay at the server, and
 * the script says where. */
static void
append_result_place (const ResiteKitScript *self, GString *text)
{
  g_autofree char *stem = get_stem (self);

  g_string_append_printf (
      text,
      "set \"RESITE_FOLDER=%%~dp0results\"\n"
      "if not exist \"%%RESITE_FOLDER%%\\.\" md \"%%RESITE_FOLDER%%\" 2>nul\n"
      "set \"RESITE_RESULT=%%RESITE_FOLDER%%\\%s.txt\"\n"
      "ver >nul\n"
      "echo.>>\"%%RESITE_RESULT%%\" 2>nul\n"
      "if errorlevel 1 set \"RESITE_RESULT=%%TEMP%%\\%s.txt\"\n"
      "if not exist \"%%RESITE_RESULT%%\" set \"RESITE_RESULT=%%TEMP%%\\%s.txt\"\n",
      stem, stem, stem);
}

static void
append_question (const ResiteKitScript *self, GString *text)
{
  g_autofree char *server = resite_kit_quote_inside (self->server);
  g_autofree char *shown = resite_kit_fit (self->machine);
  g_autofree char *machine = resite_kit_echo_escape (shown);

  g_string_append_printf (
      text,
      "if /i \"%%COMPUTERNAME%%\"==\"%s\" goto named\n"
      "echo This computer is called %%COMPUTERNAME%%. The script is for %s, %s.\n"
      "echo Nothing was done.\n"
      "exit /b 3\n"
      ":named\n"
      "set \"RESITE_ANSWER=\"\n"
      "set /p RESITE_ANSWER=Is this really %s, %s? Type its name to go on: \n"
      "if not defined RESITE_ANSWER set \"RESITE_ANSWER=-\"\n"
      "if /i \"%%RESITE_ANSWER:\"=%%\"==\"%s\" goto asked\n"
      "echo Nothing was done.\n"
      "exit /b 3\n"
      ":asked\n",
      server, server, machine, server, machine, server);
}

static void
append_once (const ResiteKitScript *self, GString *text)
{
  if (!self->once)
    return;
  g_string_append (text,
                   "find \"" RESITE_KIT_END "\" \"%RESITE_RESULT%\" >nul 2>nul\n"
                   "if errorlevel 1 goto first\n"
                   "set \"RESITE_ANSWER=\"\n"
                   "set /p RESITE_ANSWER=It was run here before. Type AGAIN to run it once more: \n"
                   "if not defined RESITE_ANSWER set \"RESITE_ANSWER=-\"\n"
                   "if /i \"%RESITE_ANSWER:\"=%\"==\"AGAIN\" goto first\n"
                   "echo Nothing was done.\n"
                   "exit /b 3\n"
                   ":first\n");
}

void
resite_kit_script_append_head (const ResiteKitScript *self, GString *text)
{
  g_autofree char *shown = resite_kit_fit (self->title);
  g_autofree char *title = resite_kit_echo_escape (shown);

  g_string_append_printf (text,
                          "@echo off\n"
                          "setlocal DisableDelayedExpansion\n"
                          "rem Resite field kit, run %s\n"
                          "echo %s\n",
                          self->run, title);
  append_result_place (self, text);
  append_question (self, text);
  append_once (self, text);
  if (self->before != NULL)
    g_string_append (text, self->before);
  g_string_append_printf (text,
                          ">>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_HEAD
                          "run %s step %s machine %%COMPUTERNAME%% at %%date%% %%time%%\n",
                          self->run, self->step);
}

/* A blank stands before ">>": a digit right before it would name a stream. "cmd" makes the code 0, for
 * what is built into cmd.exe leaves that of the line before. */
void
resite_kit_script_append_item (const ResiteKitItem *item, GString *text)
{
  g_autofree char *name = resite_kit_echo_escape (item->name);
  const char *taken = item->talks ? "" : " >>\"%RESITE_RESULT%\" 2>&1";

  g_string_append_printf (text,
                          "echo %s\n"
                          ">>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_ITEM "%s / %s\n",
                          name, item->action, name);
  for (guint i = 0; item->lines[i] != NULL; i++)
    g_string_append_printf (text,
                            "cmd /c exit 0\n"
                            "%s%s\n"
                            "set \"RESITE_CODE=%%errorlevel%%\"\n"
                            ">>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_EXIT "%%RESITE_CODE%%\n"
                            "%s",
                            item->lines[i], taken,
                            item->needed ? "if not \"%RESITE_CODE%\"==\"0\" goto stopped\n" : "");
}

/* Without the end in its result it may be run again without being asked. */
static void
append_stopped (const ResiteKitScript *self, GString *text)
{
  gboolean stops = FALSE;

  for (guint i = 0; i < self->items->len; i++)
    stops = stops || ((ResiteKitItem *)self->items->pdata[i])->needed;
  if (stops)
    g_string_append (text, ":stopped\n"
                           "echo That failed, so nothing after it was done. The reason is in "
                           "\"%RESITE_RESULT%\" or above.\n"
                           "exit /b 1\n");
}

void
resite_kit_script_append_tail (const ResiteKitScript *self, GString *text)
{
  g_string_append (text, ">>\"%RESITE_RESULT%\" echo " RESITE_KIT_END "\n"
                         "echo The results are in \"%RESITE_RESULT%\"\n");
}

char *
resite_kit_script_format (const ResiteKitScript *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  if (self->body != NULL)
    return g_strdup (self->body);
  resite_kit_script_append_head (self, text);
  for (guint i = 0; i < self->items->len; i++)
    {
      const ResiteKitItem *item = self->items->pdata[i];
      if (!item->last && !item->open)
        resite_kit_script_append_item (item, text);
    }
  resite_kit_script_append_tail (self, text);
  for (guint i = 0; i < self->items->len; i++)
    {
      const ResiteKitItem *item = self->items->pdata[i];
      for (guint j = 0; item->last && item->lines[j] != NULL; j++)
        g_string_append_printf (text, "%s\n", item->lines[j]);
    }
  g_string_append (text, "exit /b 0\n");
  append_stopped (self, text);
  return resite_kit_to_crlf (text);
}
