/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-package-batch"

#include "config.h"

#include <string.h>

#include "resite-package-batch.h"
#include "resite-package-scan.h"

/* What Windows allows in no path: it could only break out of the quotes. */
static gboolean
is_forbidden (char character)
{
  return (guchar)character < 0x20 || strchr ("\"<>|*?", character) != NULL;
}

/* A path for between quotes in a batch file: cmd.exe leaves "&", "^" and blanks alone there, but
 * reads "%" as the start of a variable. */
static char *
batch_path (const char *path)
{
  GString *text = g_string_new (NULL);

  for (const char *at = path; *at != '\0'; at++)
    {
      if (is_forbidden (*at))
        continue;
      if (*at == '%')
        g_string_append_c (text, '%');
      g_string_append_c (text, *at);
    }
  return g_string_free (text, FALSE);
}

/* The folder with one backslash at its end, to put a name behind. */
static char *
folder_prefix (const char *path)
{
  return g_str_has_suffix (path, "\\") ? g_strdup (path) : g_strconcat (path, "\\", NULL);
}

static char *
to_crlf (GString *text)
{
  g_string_replace (text, "\n", "\r\n", 0);
  return g_string_free (text, FALSE);
}

static void
append_result_name (GString *text, const char *prefix)
{
  g_string_append (
      text,
      "set \"stamp=\"\n"
      "for /f \"tokens=2 delims==.\" %%t in ('wmic os get LocalDateTime /value 2^>nul') do set "
      "\"stamp=%%t\"\n"
      "if defined stamp goto named\n"
      "set \"stamp=%date%-%time%\"\n"
      "set \"stamp=%stamp:/=-%\"\n"
      "set \"stamp=%stamp::=-%\"\n"
      "set \"stamp=%stamp:.=-%\"\n"
      "set \"stamp=%stamp:,=-%\"\n"
      "set \"stamp=%stamp: =_%\"\n"
      ":named\n");
  g_string_append_printf (text, "set \"result=%spreload-result-%%stamp%%.txt\"\n", prefix);
  g_string_append (text, "set count=1\n"
                         ":search\n"
                         "if not exist \"%result%\" goto start\n"
                         "set /a count+=1\n");
  g_string_append_printf (text, "set \"result=%spreload-result-%%stamp%%-%%count%%.txt\"\n",
                          prefix);
  g_string_append (text, "goto search\n"
                         ":start\n");
}

/* The redirection stands first: a digit right before ">>" would name a stream. */
static void
append_package (GString *text, const char *id, const char *tool)
{
  g_autofree char *upper = g_ascii_strup (id, -1);

  g_string_append_printf (text,
                          "echo %s\n"
                          ">>\"%%result%%\" echo " RESITE_PACKAGE_HEADING
                          "%s" RESITE_PACKAGE_HEADING_TAIL "\n"
                          ">>\"%%result%%\" 2>&1 \"%s\" %s\n"
                          ">>\"%%result%%\" echo " RESITE_PACKAGE_EXIT_CODE "%%errorlevel%%\n",
                          upper, upper, tool, upper);
}

char *
resite_package_batch_format (GPtrArray *ids, const char *tool, const char *folder,
                             const char *result_folder)
{
  GString *text = g_string_new ("@echo off\n"
                                "rem Runs PreLoadPkgOnSite once for each package below. Results go "
                                "to a new file every time.\n"
                                "setlocal DisableDelayedExpansion\n");
  g_autofree char *quoted_tool = NULL;
  g_autofree char *quoted_folder = NULL;
  g_autofree char *quoted_results = NULL;
  g_autofree char *prefix = NULL;

  g_return_val_if_fail (ids != NULL && tool != NULL && folder != NULL && result_folder != NULL,
                        NULL);

  quoted_tool = batch_path (tool);
  quoted_folder = batch_path (folder);
  quoted_results = batch_path (result_folder);
  prefix = folder_prefix (quoted_results);
  g_string_append_printf (text,
                          "pushd \"%s\"\n"
                          "if errorlevel 1 goto nofolder\n",
                          quoted_folder);
  append_result_name (text, prefix);
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);

      if (resite_package_id_is_valid (id))
        append_package (text, id, quoted_tool);
    }
  g_string_append (text, "popd\n"
                         "echo The results are in \"%result%\"\n"
                         "exit /b 0\n"
                         ":nofolder\n");
  g_string_append_printf (text,
                          "echo There is no folder \"%s\". Nothing was run.\n"
                          "exit /b 2\n",
                          quoted_folder);
  return to_crlf (text);
}

static char *
script_path (const char *path)
{
  GString *text = g_string_new (NULL);

  for (const char *at = path; *at != '\0'; at++)
    {
      if (!is_forbidden (*at))
        g_string_append_c (text, *at);
    }
  return g_string_free (text, FALSE);
}

static const char script_body[] =
    "Set fso = CreateObject(\"Scripting.FileSystemObject\")\n"
    "Set ids = CreateObject(\"Scripting.Dictionary\")\n"
    "Set pattern = New RegExp\n"
    "pattern.IgnoreCase = True\n"
    "pattern.Pattern = \"^[A-Z0-9]{3}[0-9A-F]{5}\\.(PCK|PKG)$\"\n"
    "For Each file In fso.GetFolder(packageFolder).Files\n"
    "  If pattern.Test(file.Name) Then\n"
    "    id = UCase(Left(file.Name, 8))\n"
    "    If Not ids.Exists(id) Then ids.Add id, True\n"
    "  End If\n"
    "Next\n"
    "\n"
    "moment = Now\n"
    "stamp = Year(moment) & Two(Month(moment)) & Two(Day(moment)) & \"-\" & Two(Hour(moment)) & "
    "Two(Minute(moment)) & Two(Second(moment))\n"
    "batchName = fso.BuildPath(resultFolder, \"preload-\" & stamp & \".bat\")\n"
    "resultName = fso.BuildPath(resultFolder, \"preload-result-\" & stamp & \".txt\")\n"
    "\n"
    "' False: an existing file is never overwritten.\n"
    "Set batch = fso.CreateTextFile(batchName, False)\n"
    "batch.WriteLine \"@echo off\"\n"
    "batch.WriteLine \"pushd \" & Quoted(packageFolder)\n"
    "batch.WriteLine \"if errorlevel 1 exit /b 2\"\n"
    "For Each id In ids.Keys\n"
    "  batch.WriteLine \">>\" & Quoted(resultName) & \" echo " RESITE_PACKAGE_HEADING
    "\" & id & \"" RESITE_PACKAGE_HEADING_TAIL "\"\n"
    "  batch.WriteLine \">>\" & Quoted(resultName) & \" 2>&1 \" & Quoted(tool) & \" \" & id\n"
    "  batch.WriteLine \">>\" & Quoted(resultName) & \" echo " RESITE_PACKAGE_EXIT_CODE
    "%errorlevel%\"\n"
    "Next\n"
    "batch.WriteLine \"popd\"\n"
    "batch.Close\n"
    "WScript.Echo ids.Count & \" packages. Now run \" & batchName\n"
    "\n"
    "Function Quoted(path)\n"
    "  Quoted = Chr(34) & Replace(path, \"%\", \"%%\") & Chr(34)\n"
    "End Function\n"
    "\n"
    "Function Two(number)\n"
    "  Two = Right(\"0\" & number, 2)\n"
    "End Function\n";

char *
resite_package_script_format (const char *tool, const char *folder, const char *result_folder)
{
  GString *text = g_string_new ("' Lists the package files and writes a batch file that preloads "
                                "each of them.\n"
                                "' Run it with: cscript PreloadBuild.vbs\n"
                                "Option Explicit\n"
                                "Dim fso, ids, id, pattern, file, batch, moment, stamp\n"
                                "Dim tool, packageFolder, resultFolder, batchName, resultName\n");
  g_autofree char *plain_tool = NULL;
  g_autofree char *plain_folder = NULL;
  g_autofree char *plain_results = NULL;

  g_return_val_if_fail (tool != NULL && folder != NULL && result_folder != NULL, NULL);

  plain_tool = script_path (tool);
  plain_folder = script_path (folder);
  plain_results = script_path (result_folder);
  g_string_append_printf (text,
                          "tool = \"%s\"\n"
                          "packageFolder = \"%s\"\n"
                          "resultFolder = \"%s\"\n\n",
                          plain_tool, plain_folder, plain_results);
  g_string_append (text, script_body);
  return to_crlf (text);
}

static gboolean
write_and_close (ResiteFolder *folder, const char *name, const char *text, GError **error)
{
  ResiteFile *file = resite_folder_open_write (folder, name, FALSE, 0, error);

  if (file == NULL)
    return FALSE;
  if (!resite_folder_write (folder, file, text, strlen (text), 0, error) ||
      !resite_folder_sync (folder, file, error))
    {
      resite_folder_close (folder, file, NULL);
      return FALSE;
    }
  return resite_folder_close (folder, file, error);
}

gboolean
resite_package_text_write (ResiteFolder *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *temporary = NULL;

  g_return_val_if_fail (RESITE_IS_FOLDER (folder), FALSE);
  g_return_val_if_fail (name != NULL && text != NULL, FALSE);

  temporary = g_strconcat (name, ".resite-new", NULL);
  if (!write_and_close (folder, temporary, text, error) ||
      !resite_folder_replace (folder, temporary, name, error))
    {
      resite_folder_remove (folder, temporary, NULL);
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  return resite_folder_sync_folder (folder, "", error);
}
