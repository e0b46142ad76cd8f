/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-copy"

#include "config.h"

#include <string.h>

#include "resite-kit-private.h"
#include "resite-kit-text.h"

#define SLUG "copy"

/* "D:\SMSPKG" at BR01DP2 is "\\BR01DP2\D$\SMSPKG" for everybody else. */
static char *
make_share_path (ResiteKitStep *self, const char *machine, const char *path)
{
  g_autofree char *server = resite_run_get_name_now (self->run, machine);

  if (server == NULL || !g_ascii_isalpha (path[0]) || path[1] != ':')
    return NULL;
  return g_strdup_printf ("\\\\%s\\%c$%s", server, g_ascii_toupper (path[0]), path + 2);
}

/* xcopy lists what it would copy with names relative to where it stands, which keeps the script free
 * of computing paths; fc then reads both sides again. No name goes through "call", which would change
 * its carets and percent signs. */
static void
append_body (GString *text, const char *action, const char *source, const char *target)
{
  g_string_append_printf (
      text,
      "pushd \"%s\"\n"
      "if errorlevel 1 goto nosource\n"
      "if not exist \"%s\\.\" md \"%s\"\n"
      ">>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_ITEM "%s / xcopy\n"
      "xcopy . \"%s\" /E /I /H /R /K /C /Y >>\"%%RESITE_RESULT%%\" 2>&1\n"
      ">>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_EXIT "%%errorlevel%%\n"
      "echo Reading both sides again ...\n"
      "for /f \"delims=\" %%%%r in ('xcopy . \"%s\" /L /E /I /H /R /K /C /Y') do (\n"
      "if exist \"%%%%r\" (\n"
      ">>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_ITEM "%s / \"%%%%r\"\n"
      "fc /b \"%%%%r\" \"%s\\%%%%r\" >nul 2>nul\n"
      "if errorlevel 1 (>>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_EXIT
      "1) else (>>\"%%RESITE_RESULT%%\" echo " RESITE_KIT_EXIT "0)\n"
      ")\n"
      ")\n"
      "popd\n",
      source, target, target, action, target, target, action, target);
}

static char *
make_text (ResiteKitScript *script, const char *action, const char *source, const char *target)
{
  GString *text = g_string_new (NULL);
  g_autofree char *quoted_source = resite_kit_quote_inside (source);
  g_autofree char *quoted_target = resite_kit_quote_inside (target);

  resite_kit_script_append_head (script, text);
  append_body (text, action, quoted_source, quoted_target);
  resite_kit_script_append_tail (script, text);
  g_string_append_printf (text,
                          "exit /b 0\n"
                          ":nosource\n"
                          "echo There is no \"%s\", or no right to read it. Nothing was copied.\n"
                          "exit /b 2\n",
                          quoted_source);
  return resite_kit_to_crlf (text);
}

void
_resite_kit_add_copy (ResiteKitStep *self, ResiteAction *action)
{
  const char *from = resite_action_get (action, "from");
  const char *only = resite_action_get (action, "only");
  g_autofree char *from_path = NULL;
  g_autofree char *target = NULL;
  g_autofree char *source = NULL;

  /* Files of this desk come on the stick themselves, and single files need no script. */
  if (g_strcmp0 (from, "desk") == 0 || only != NULL)
    return;
  _resite_kit_step_close (self);
  from_path = _resite_kit_step_get (self, action, "from-path", SLUG);
  target = _resite_kit_step_get (self, action, "to-path", SLUG);
  if (from_path == NULL || target == NULL)
    return;
  source = make_share_path (self, from, from_path);
  if (source == NULL)
    return;

  const char *id = resite_action_get_id (action);
  ResiteKitScript *script = _resite_kit_step_open (self, SLUG);
  g_ptr_array_add (script->items, resite_kit_item_new (id, "xcopy", RESITE_KIT_TOLD, NULL));
  g_ptr_array_add (script->items, resite_kit_item_new (id, NULL, RESITE_KIT_SAME, NULL));
  if (script->missing == NULL)
    script->body = make_text (script, id, source, target);
}
