/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-command"

#include "config.h"

#include <string.h>

#include "resite-kit-private.h"
#include "resite-kit-text.h"

/* Where preinst.exe lies below the SMS folder of a primary, English product (sms2003.md: the last
 * part is the language). */
#define PREINST_FOLDER "${primary.sms-folder}\\bin\\i386\\00000409"

static const struct
{
  const char *verb;
  const char *slug;
} slugs[] = {
  { "services-disable", "disable-services" },
  { "services-restore", "enable-services" },
  { "services-enable", "enable-services" },
  { "delete-site", "preinst" },
  { "move-back", "move-folders" },
};

static const char *
find_slug (ResiteAction *action)
{
  const char *verb = resite_action_get (action, "verb");

  for (guint i = 0; i < G_N_ELEMENTS (slugs); i++)
    if (g_strcmp0 (verb, slugs[i].verb) == 0)
      return slugs[i].slug;
  return verb != NULL ? verb : resite_action_get_id (action);
}

static gboolean
is_restart (const char *line)
{
  return g_ascii_strncasecmp (line, "shutdown", 8) == 0;
}

static gboolean
enters_folder (const char *line)
{
  return g_ascii_strncasecmp (line, "cd ", 3) == 0;
}

static gboolean
is_renaming (const char *line)
{
  return g_ascii_strncasecmp (line, "netdom ", 7) == 0;
}

/* Stopping what is stopped, and an order that another program works off later: there the proof that
 * follows decides, not the exit code. */
static ResiteKitJudge
find_judge (ResiteAction *action, const char *line)
{
  if (enters_folder (line))
    return RESITE_KIT_RAN;
  if (g_strcmp0 (resite_action_get (action, "verb"), "delete-site") == 0 ||
      g_ascii_strncasecmp (line, "sc stop", 7) == 0 ||
      g_ascii_strncasecmp (line, "net stop", 8) == 0)
    return RESITE_KIT_TOLD;
  return RESITE_KIT_RAN;
}

static void
add_line (ResiteKitStep *self, ResiteAction *action, const char *template)
{
  GError *error = NULL;
  g_autofree char *line = resite_kit_line_expand (self->variables, template, &error);
  ResiteKitScript *script;
  ResiteKitItem *item;

  if (line == NULL)
    {
      _resite_kit_step_miss (self, find_slug (action), error);
      return;
    }
  item = resite_kit_item_new (resite_action_get_id (action), line, find_judge (action, line), NULL);
  resite_kit_item_add_line (item, line);
  item->last = is_restart (line);
  item->talks = strstr (line, "passwordd:*") != NULL;
  item->needed = is_renaming (line) || enters_folder (line);
  script = _resite_kit_step_open (self, find_slug (action));
  g_ptr_array_add (script->items, item);
  _resite_kit_add_name_servers (self, action, line, script);
}

/* preinst.exe is no command of Windows: it is run where it lies. */
static void
enter_folder (ResiteKitStep *self, ResiteAction *action)
{
  if (g_strcmp0 (resite_action_get (action, "verb"), "delete-site") == 0)
    add_line (self, action, "cd /d \"" PREINST_FOLDER "\"");
}

/* (transfer full) (nullable): what must be free. Runs that were begun with the first version have no
 * values at their commands; in these two steps a machine takes what belongs to the site. */
static char *
find_wanted (ResiteKitStep *self, ResiteAction *action, const char *argument, const char *key)
{
  static const char *const takers[] = { "C4", "B2", NULL };
  char *value = _resite_kit_get_argument (self, action, argument);

  if (value == NULL &&
      g_strv_contains (takers, resite_step_get_id (resite_step_run_get_step (self->step))))
    value = g_strdup (resite_variables_get (self->variables, key));
  return value;
}

/* What is to be taken is asked for once more right before, by the script itself. */
static void
ask_whether_free (ResiteKitStep *self, ResiteAction *action)
{
  g_autofree char *name = find_wanted (self, action, "free-name", "site.server-name");
  g_autofree char *address = find_wanted (self, action, "free-address", "site.address");

  if (g_strcmp0 (resite_action_get (action, "verb"), "rename") == 0)
    _resite_kit_ask_whether_free (_resite_kit_step_open (self, find_slug (action)), name, address);
}

void
_resite_kit_add_command (ResiteKitStep *self, ResiteAction *action)
{
  GPtrArray *blocks = resite_action_get_blocks (action);

  ask_whether_free (self, action);
  enter_folder (self, action);
  for (guint i = 0; i < blocks->len; i++)
    {
      const ResiteBlock *block = blocks->pdata[i];
      if (block->kind == RESITE_BLOCK_COMMAND && strchr (block->text, '\n') == NULL &&
          g_strcmp0 (block->on, "desk") != 0 && resite_step_run_holds (self->step, block->when))
        add_line (self, action, block->text);
    }
}
