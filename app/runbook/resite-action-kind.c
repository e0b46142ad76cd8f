/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-action-kind"

#include "config.h"

#include "resite-action-private.h"

#define MAX_REQUIRED 4

typedef struct
{
  const char *name;
  const char *required[MAX_REQUIRED + 1];
} Kind;

static const Kind kinds[] = {
  [RESITE_ACTION_FORM] = { "form", { NULL } },
  [RESITE_ACTION_INSTRUCTION] = { "instruction", { NULL } },
  [RESITE_ACTION_CHECK] = { "check", { NULL } },
  [RESITE_ACTION_COPY] = { "copy", { "from", "from-path", "to", "to-path" } },
  [RESITE_ACTION_COMMAND] = { "command", { "on", "verb" } },
  [RESITE_ACTION_DIRECTORY] = { "directory", { "verb" } },
  [RESITE_ACTION_WATCH] = { "watch", { "machine", "log" } },
  [RESITE_ACTION_BULK] = { "bulk", { "worker", "selection" } },
  [RESITE_ACTION_WAIT] = { "wait", { NULL } },
};

const char *
resite_action_kind_to_string (ResiteActionKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].name;
}

gboolean
resite_action_kind_from_string (const char *name, ResiteActionKind *kind)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

char *
resite_action_kind_list (void)
{
  const char *names[G_N_ELEMENTS (kinds) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    names[i] = kinds[i].name;
  return g_strjoinv (", ", (GStrv)names);
}

const char *const *
resite_action_kind_get_required (ResiteActionKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].required;
}
