/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-bulk"

#include "config.h"

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

void
_resite_kit_add_bulk (ResiteKitStep *self, ResiteAction *action)
{
  if (g_strcmp0 (resite_action_get (action, "worker"), "preload") == 0)
    add_preload (self, action);
  else if (g_strcmp0 (resite_action_get (action, "worker"), "assign") == 0)
    _resite_kit_add_assign (self, action);
}
