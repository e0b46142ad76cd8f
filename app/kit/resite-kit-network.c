/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-kit-network"

#include "config.h"

#include <string.h>

#include "resite-kit-private.h"
#include "resite-kit-text.h"

#define SETS_STATIC "netsh interface ip set address name=\""

char *
_resite_kit_get_argument (ResiteKitStep *self, ResiteAction *action, const char *id)
{
  GPtrArray *entries = resite_action_get_entries (action);

  for (guint i = 0; i < entries->len; i++)
    {
      ResiteEntry *entry = entries->pdata[i];
      char *value;

      if (!g_str_equal (resite_entry_get_element (entry), "argument") ||
          g_strcmp0 (resite_entry_get_id (entry), id) != 0)
        continue;
      value = resite_variables_expand (self->variables, resite_entry_get (entry, "value"), NULL);
      if (value != NULL && *value != '\0')
        return value;
      g_free (value);
    }
  return NULL;
}

/* (nullable): "Local Area Connection" of a line that gives it a static address. */
static char *
find_connection (const char *line)
{
  const char *name, *end;

  if (!g_str_has_prefix (line, SETS_STATIC) || strstr (line, "source=static") == NULL)
    return NULL;
  name = line + strlen (SETS_STATIC);
  end = strchr (name, '"');
  return end != NULL ? g_strndup (name, (gsize)(end - name)) : NULL;
}

/* What an earlier run has added is there already, and netsh calls that a failure: the proof after the
 * restart decides. */
static void
add_one (ResiteKitScript *script, const char *action, const char *line)
{
  ResiteKitItem *item = resite_kit_item_new (action, line, RESITE_KIT_TOLD, NULL);

  resite_kit_item_add_line (item, line);
  g_ptr_array_add (script->items, item);
}

static void
add_list (ResiteKitScript *script, const char *action, const char *kind, const char *connection,
          const char *list)
{
  g_auto (GStrv) servers = g_strsplit_set (list, ",; ", -1);
  guint found = 0;

  for (guint i = 0; servers[i] != NULL; i++)
    {
      g_autofree char *server = resite_kit_quote_inside (servers[i]);
      g_autofree char *line = NULL;

      if (*server == '\0')
        continue;
      line = found++ == 0 ? g_strdup_printf ("netsh interface ip set %s name=\"%s\" source=static "
                                             "addr=%s",
                                             kind, connection, server)
                          : g_strdup_printf ("netsh interface ip add %s name=\"%s\" addr=%s", kind,
                                             connection, server);
      add_one (script, action, line);
    }
}

void
_resite_kit_add_name_servers (ResiteKitStep *self, ResiteAction *action, const char *line,
                              ResiteKitScript *script)
{
  static const char *const kinds[] = { "dns", "wins" };
  g_autofree char *connection = find_connection (line);

  for (guint i = 0; connection != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *list = _resite_kit_get_argument (self, action, kinds[i]);

      if (list != NULL)
        add_list (script, resite_action_get_id (action), kinds[i], connection, list);
    }
}
