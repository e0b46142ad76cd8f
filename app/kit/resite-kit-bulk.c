/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-bulk"

#include "config.h"

#include <string.h>

#include "resite-kit-private.h"
#include "resite-kit-text.h"

#define ONE_PACKAGE                                                                                \
  "set \"RESITE_PACKAGE=%~1\"\n"                                                                   \
  "if not defined RESITE_PACKAGE set /p RESITE_PACKAGE=Which package? Its id, eight characters: "  \
  "\n"                                                                                             \
  "call :one \"%RESITE_PACKAGE%\"\n"

/* Whatever lies in the folder beside the packages has another name: three characters of a site and
 * five hexadecimal digits are a package's id. */
#define ONE_ID                                                                                     \
  ":one\n"                                                                                         \
  "set \"RESITE_ID=%~1-\"\n"                                                                       \
  "if not \"%RESITE_ID:~8,2%\"==\"-\" goto :eof\n"                                                 \
  "echo %~1| findstr /i /r "                                                                       \
  "\"^[A-Z0-9][A-Z0-9][A-Z0-9][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]$\" >nul\n"                  \
  "if errorlevel 1 goto :eof\n"                                                                    \
  "if \"%RESITE_BEFORE%\"==\"%~1\" goto :eof\n"                                                    \
  "set \"RESITE_BEFORE=%~1\"\n"                                                                    \
  "echo %~1\n"

static char *
make_preload (ResiteKitScript *script, const char *action, gboolean one, const char *tool,
              const char *folder)
{
  GString *text = g_string_new (NULL);
  g_autofree char *quoted_tool = resite_kit_quote_inside (tool);
  g_autofree char *quoted_folder = resite_kit_quote_inside (folder);

  resite_kit_script_append_head (script, text);
  g_string_append_printf (text,
                          "pushd \"%s\"\n"
                          "if errorlevel 1 goto nofolder\n",
                          quoted_folder);
  g_string_append (text, one ? ONE_PACKAGE : "for %%f in (*.PCK *.PKG) do call :one \"%%~nf\"\n");
  g_string_append (text, "popd\n");
  resite_kit_script_append_tail (script, text);
  g_string_append (text, "exit /b 0\n" ONE_ID);
  g_string_append_printf (text,
                          ">>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_ITEM "%s / %%~1\n"
                          "\"%s\" %%~1 >>\"%%RESITE_RESULT%%\" 2>&1\n"
                          ">>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_EXIT "%%errorlevel%%\n"
                          "goto :eof\n"
                          ":nofolder\n"
                          "echo There is no folder \"%s\". Nothing was run.\n"
                          "exit /b 2\n",
                          action, quoted_tool, quoted_folder);
  return resite_kit_to_crlf (text);
}

/* Where P4 puts the tool. */
static char *
find_tool (ResiteKitStep *self)
{
  const char *path = resite_variables_get (self->variables, "tools.preload");
  const char *folder = resite_variables_get (self->variables, "site.tools");
  g_autofree char *name = NULL;

  if (path == NULL || *path == '\0' || folder == NULL)
    return NULL;
  name = g_path_get_basename (path);
  return g_strdup_printf ("%s\\%s", folder, name);
}

static void
add_preload (ResiteKitStep *self, ResiteAction *action)
{
  _resite_kit_step_close (self);

  g_autofree char *folder = _resite_kit_step_get (self, action, "path", "preload");
  g_autofree char *tool = find_tool (self);
  const char *id = resite_action_get_id (action);
  gboolean one = g_strcmp0 (resite_action_get (action, "selection"), "one") == 0;

  if (folder == NULL || tool == NULL)
    return;

  ResiteKitScript *script = _resite_kit_step_open (self, "preload");
  g_ptr_array_add (script->items, resite_kit_item_new (id, NULL, RESITE_KIT_PRELOAD, NULL));
  if (script->missing == NULL)
    script->body = make_preload (script, id, one, tool, folder);
}

/* What CloneDP does, by the documented classes of the SMS provider; runs at the site server, where
 * the script host of Windows 2000 and 2003 can create instances. The target's name is taken as the
 * provider spells it, and its own site's code is written: with that of the connected site every
 * distribution to a secondary site fails (status message 2302). */
static const char assign_body[] =
    "Set wmi = GetObject(\"winmgmts:{impersonationLevel=impersonate}!root/sms/site_\" & siteCode)\n"
    "target = \"\"\n"
    "source = \"\"\n"
    "siteName = \"\"\n"
    "For Each point In wmi.ExecQuery(\"SELECT * FROM SMS_SystemResourceList WHERE RoleName='SMS "
    "Distribution Point'\")\n"
    "  If LCase(point.ServerName) = LCase(targetServer) And LCase(point.SiteCode) = "
    "LCase(targetSite) Then target = point.NALPath\n"
    "  If LCase(point.ServerName) = LCase(sourceServer) Then source = point.NALPath\n"
    "Next\n"
    "If target = \"\" Then Give \"The provider knows no distribution point \" & targetServer & \" "
    "of "
    "site \" & targetSite\n"
    "For Each site In wmi.ExecQuery(\"SELECT * FROM SMS_Site WHERE SiteCode='\" & targetSite & "
    "\"'\")\n"
    "  siteName = site.SiteName\n"
    "Next\n"
    "Set there = CreateObject(\"Scripting.Dictionary\")\n"
    "For Each row In wmi.ExecQuery(\"SELECT * FROM SMS_DistributionPoint WHERE ServerNALPath='\" & "
    "Escaped(target) & \"' AND Status<>3\")\n"
    "  there(UCase(row.PackageID)) = True\n"
    "Next\n"
    "If onlyPackage <> \"\" Then\n"
    "  Assign onlyPackage\n"
    "Else\n"
    "  If source = \"\" Then Give \"The provider knows no distribution point \" & sourceServer\n"
    "  For Each row In wmi.ExecQuery(\"SELECT * FROM SMS_DistributionPoint WHERE "
    "ServerNALPath='\" & Escaped(source) & \"' AND Status<>3\")\n"
    "    Assign UCase(row.PackageID)\n"
    "  Next\n"
    "End If\n"
    "result.WriteLine \"" RESITE_KIT_END "\"\n"
    "result.Close\n"
    "WScript.Echo \"The results are in \" & resultName\n"
    "WScript.Quit 0\n"
    "\n"
    "Sub Assign(package)\n"
    "  Dim instance, problem\n"
    "  result.WriteLine \"" RESITE_KIT_ITEM "\" & actionName & \" / \" & package\n"
    "  If there.Exists(package) Then\n"
    "    result.WriteLine \"already\"\n"
    "    result.WriteLine \"" RESITE_KIT_EXIT "0\"\n"
    "    Exit Sub\n"
    "  End If\n"
    "  On Error Resume Next\n"
    "  Set instance = wmi.Get(\"SMS_DistributionPoint\").SpawnInstance_()\n"
    "  instance.PackageID = package\n"
    "  instance.ServerNALPath = target\n"
    "  instance.SiteCode = targetSite\n"
    "  instance.SiteName = siteName\n"
    "  instance.Put_\n"
    "  problem = Err.Number\n"
    "  If problem = 0 Then\n"
    "    result.WriteLine \"assigned\"\n"
    "  Else\n"
    "    result.WriteLine \"failed: \" & Err.Description\n"
    "  End If\n"
    "  result.WriteLine \"" RESITE_KIT_EXIT "\" & problem\n"
    "  On Error Goto 0\n"
    "  WScript.Echo package\n"
    "End Sub\n"
    "\n"
    "Sub Give(text)\n"
    "  result.WriteLine text\n"
    "  WScript.Echo text\n"
    "  WScript.Quit 2\n"
    "End Sub\n"
    "\n"
    "Function Escaped(text)\n"
    "  Escaped = Replace(Replace(text, \"\\\", \"\\\\\"), \"'\", \"\\'\")\n"
    "End Function\n";

static const char assign_head[] =
    "Set fso = CreateObject(\"Scripting.FileSystemObject\")\n"
    "name = CreateObject(\"WScript.Shell\").Environment(\"PROCESS\").Item(\"COMPUTERNAME\")\n"
    "If LCase(name) <> LCase(serverName) Then\n"
    "  WScript.Echo \"This computer is called \" & name & \". The script is for \" & serverName & "
    "\". Nothing was done.\"\n"
    "  WScript.Quit 3\n"
    "End If\n"
    "answer = \"\"\n"
    "If WScript.Arguments.Count > 0 Then\n"
    "  answer = WScript.Arguments(0)\n"
    "Else\n"
    "  WScript.StdOut.Write \"Is this really \" & serverName & \"? Type its name to go on: \"\n"
    "  If Not WScript.StdIn.AtEndOfStream Then answer = Trim(WScript.StdIn.ReadLine)\n"
    "End If\n"
    "If LCase(answer) <> LCase(serverName) Then\n"
    "  WScript.Echo \"Nothing was done.\"\n"
    "  WScript.Quit 3\n"
    "End If\n"
    "If onlyOne And WScript.Arguments.Count > 1 Then onlyPackage = UCase(WScript.Arguments(1))\n"
    "If onlyOne And onlyPackage = \"\" Then\n"
    "  WScript.StdOut.Write \"Which package? Its id, eight characters: \"\n"
    "  If Not WScript.StdIn.AtEndOfStream Then onlyPackage = UCase(Trim(WScript.StdIn.ReadLine))\n"
    "  If onlyPackage = \"\" Then WScript.Quit 3\n"
    "End If\n"
    "resultFolder = fso.BuildPath(fso.GetParentFolderName(WScript.ScriptFullName), \"results\")\n"
    "If Not fso.FolderExists(resultFolder) Then fso.CreateFolder resultFolder\n"
    "resultName = fso.BuildPath(resultFolder, stem & \".txt\")\n"
    "Set result = fso.OpenTextFile(resultName, 8, True)\n"
    "result.WriteLine \"" RESITE_KIT_HEAD
    "run \" & runId & \" step \" & stepName & \" machine \" & name & \" at \" & Now\n";

static void
set_value (GString *text, const char *name, const char *value)
{
  g_autofree char *literal = resite_kit_script_literal (value != NULL ? value : "");

  g_string_append_printf (text, "%s = %s\n", name, literal);
}

static void
set_plan_value (GString *text, ResiteKitStep *self, const char *name, const char *key)
{
  set_value (text, name, resite_variables_get (self->variables, key));
}

static char *
make_assign (ResiteKitStep *self, ResiteKitScript *script, const char *action, gboolean one,
             const char *package)
{
  GString *text = g_string_new ("Option Explicit\n"
                                "Dim fso, name, answer, result, resultFolder, resultName, stem\n"
                                "Dim wmi, target, source, siteName, point, site, there, row\n"
                                "Dim serverName, siteCode, targetServer, targetSite, sourceServer\n"
                                "Dim runId, stepName, actionName, onlyOne, onlyPackage\n");
  g_autofree char *stem = g_strndup (script->name, strlen (script->name) - strlen (".vbs"));

  set_value (text, "stem", stem);
  set_value (text, "runId", script->run);
  set_value (text, "stepName", script->step);
  set_value (text, "actionName", action);
  set_value (text, "serverName", script->server);
  set_plan_value (text, self, "siteCode",
                  g_str_equal (resite_step_run_get_machine (self->step), "central")
                      ? "central.site-code"
                      : "primary.site-code");
  set_plan_value (text, self, "targetServer", "site.server-name");
  set_plan_value (text, self, "targetSite", "site.code");
  set_plan_value (text, self, "sourceServer", "clone.source-dp");
  g_string_append_printf (text, "onlyOne = %s\n", one ? "True" : "False");
  set_value (text, "onlyPackage", one ? package : "");
  g_string_append (text, assign_head);
  g_string_append (text, assign_body);
  return resite_kit_to_crlf (text);
}

static void
add_assign (ResiteKitStep *self, ResiteAction *action)
{
  const char *id = resite_action_get_id (action);
  gboolean one = g_strcmp0 (resite_action_get (action, "selection"), "one") == 0;
  const char *template = resite_action_get (action, "package");
  /* Repairs are chosen at the console, one by one. */
  if (one && template == NULL)
    return;
  g_autofree char *package =
      template != NULL ? resite_variables_expand (self->variables, template, NULL) : NULL;

  _resite_kit_step_close (self);
  ResiteKitScript *script = _resite_kit_step_open (self, "assign");

  if (g_str_has_suffix (script->name, ".cmd"))
    memcpy (script->name + strlen (script->name) - 4, ".vbs", 4);
  g_ptr_array_add (script->items, resite_kit_item_new (id, NULL, RESITE_KIT_ASSIGNED, NULL));
  if (script->missing == NULL)
    script->body = make_assign (self, script, id, one, package);
}

void
_resite_kit_add_bulk (ResiteKitStep *self, ResiteAction *action)
{
  if (g_strcmp0 (resite_action_get (action, "worker"), "preload") == 0)
    add_preload (self, action);
  else if (g_strcmp0 (resite_action_get (action, "worker"), "assign") == 0)
    add_assign (self, action);
}
