/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-results"

#include "config.h"

#include <string.h>

#include "resite-assign-results.h"
#include "resite-foreign-text.h"
#include "resite-package-scan.h"

/* The heading of one package in the file of the field kit's script: "---- Resite item: assign / ID". */
#define HEADING   "---- Resite item: "
#define BETWEEN   " / "
#define ID_LENGTH 8

static const struct
{
  const char *word, *state;
} words[] = {
  { "assigned", "assigned" }, { "ok", "assigned" },       { "already", "already" },
  { "left out", "left-out" }, { "left-out", "left-out" }, { "removed", "removed" },
  { "absent", "removed" },    { "waits", "unknown" },     { "unknown", "unknown" },
  { "failed", "failed" },     { "busy", "failed" },       { "wrong", "failed" },
};

/* (nullable): the word alone, or with something behind it that is no letter. */
static const char *
find_state (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const gsize length = strlen (words[i].word);

      if (g_ascii_strncasecmp (text, words[i].word, length) == 0 && !g_ascii_isalnum (text[length]))
        return words[i].state;
    }
  return NULL;
}

/* (nullable) (transfer full): the id that @text begins with; *@rest is what follows it. */
static char *
read_id (const char *text, const char **rest)
{
  g_autofree char *id = NULL;

  if (strlen (text) < ID_LENGTH || g_ascii_isalnum (text[ID_LENGTH]))
    return NULL;
  id = g_ascii_strup (text, ID_LENGTH);
  if (!resite_package_id_is_valid (id))
    return NULL;
  *rest = text + ID_LENGTH;
  *rest += strspn (*rest, " \t:;,=-");
  return g_steal_pointer (&id);
}

static void
take (GPtrArray *rows, GHashTable *by_id, const char *id, const char *state, const char *text)
{
  ResiteLedgerRow *row = g_hash_table_lookup (by_id, id);

  if (row == NULL)
    {
      row = resite_ledger_row_new (id, state);
      g_ptr_array_add (rows, row);
      g_hash_table_insert (by_id, row->name, row);
    }
  g_free (row->state);
  row->state = g_strdup (state);
  g_free (row->message);
  row->message = g_strdup (text);
}

/* As the runbook calls what assigns; preloads and checks have such headings, too. */
static const char *const actions[] = { "assign", "D5", NULL };

/* (transfer full) (nullable): the id of a heading. */
static char *
read_heading (const char *line)
{
  const char *action = line + strlen (HEADING);
  const char *name = g_str_has_prefix (line, HEADING) ? strstr (action, BETWEEN) : NULL;
  g_autofree char *word = name != NULL ? g_strndup (action, (gsize)(name - action)) : NULL;
  const char *rest;

  if (word == NULL || !g_strv_contains (actions, word))
    return NULL;
  return read_id (name + strlen (BETWEEN), &rest);
}

GPtrArray *
resite_assign_parse_results (const char *text, gssize length)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *plain = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *headed = NULL; /* the package whose word comes in the next line */

  g_return_val_if_fail (text != NULL, rows);

  plain = resite_foreign_text_decode (text, length);
  lines = g_strsplit (plain, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);
      const char *rest = line;
      g_autofree char *id = headed != NULL ? g_steal_pointer (&headed) : read_id (line, &rest);
      const char *state = id != NULL ? find_state (rest) : NULL;

      if (state != NULL)
        take (rows, by_id, id, state, rest);
      headed = read_heading (line);
    }
  return rows;
}
