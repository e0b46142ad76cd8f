/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-assign"

#include "config.h"

#include <string.h>

#include "resite-kit-private.h"
#include "resite-kit-text.h"
#include "resite-point-script.h"

/* What CloneDP does, by the documented classes of the SMS provider; runs at the site server, where
 * the script host of Windows 2000 and 2003 can create instances. */

static const char names[] =
    "Option Explicit\n"
    "Dim stem, runId, stepName, actionName, serverName, siteCode, targetServer, targetSite\n"
    "Dim sourceServer, onlyOne, onlyPackage, onlyPreloaded, most\n"
    "Dim markHead, markItem, markExit, markEnd\n";

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

static void
set_truth (GString *text, const char *name, gboolean truth)
{
  g_string_append_printf (text, "%s = %s\n", name, truth ? "True" : "False");
}

static void
set_marks (GString *text)
{
  set_value (text, "markHead", RESITE_KIT_HEAD);
  set_value (text, "markItem", RESITE_KIT_ITEM);
  set_value (text, "markExit", RESITE_KIT_EXIT);
  set_value (text, "markEnd", RESITE_KIT_END);
}

/* A single package is named by the plan or a person; of a whole list what is not preloaded would come
 * down the line, unless the plan says that it may, and no more than a window of it is assigned in one
 * pass. */
static void
set_limits (GString *text, ResiteKitStep *self, gboolean one)
{
  const char *crossing = resite_variables_get (self->variables, "options.crossing");
  const char *window = resite_variables_get (self->variables, "options.window-packages");
  const guint64 most = window != NULL ? g_ascii_strtoull (window, NULL, 10) : 0;

  set_truth (text, "onlyPreloaded", !one && g_strcmp0 (crossing, "send") != 0);
  g_string_append_printf (text, "most = %u\n", one ? 0 : (guint)MIN (most, G_MAXINT));
}

static char *
make_assign (ResiteKitStep *self, ResiteKitScript *script, const char *action, gboolean one,
             const char *package)
{
  GString *text = g_string_new (names);
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
  set_truth (text, "onlyOne", one);
  set_value (text, "onlyPackage", one ? package : "");
  set_limits (text, self, one);
  set_marks (text);
  g_string_append (text, resite_point_script_get_rows ());
  g_string_append (text, resite_point_script_get_kit ());
  return resite_kit_to_crlf (text);
}

void
_resite_kit_add_assign (ResiteKitStep *self, ResiteAction *action)
{
  const char *id = resite_action_get_id (action);
  const gboolean one = g_strcmp0 (resite_action_get (action, "selection"), "one") == 0;
  const char *template = resite_action_get (action, "package");
  g_autofree char *package = NULL;
  ResiteKitScript *script;

  /* Repairs are chosen at the console, one by one. */
  if (one && template == NULL)
    return;
  package = template != NULL ? resite_variables_expand (self->variables, template, NULL) : NULL;
  _resite_kit_step_close (self);
  script = _resite_kit_step_open (self, "assign");
  if (g_str_has_suffix (script->name, ".cmd"))
    memcpy (script->name + strlen (script->name) - 4, ".vbs", 4);
  g_ptr_array_add (script->items, resite_kit_item_new (id, NULL, RESITE_KIT_ASSIGNED, NULL));
  if (script->missing == NULL)
    script->body = make_assign (self, script, id, one, package);
}
