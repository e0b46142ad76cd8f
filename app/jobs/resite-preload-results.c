/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preload-results"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-foreign-text.h"
#include "resite-package-batch.h"
#include "resite-package-scan.h"
#include "resite-preload-results.h"
#include "resite-preload-verdict.h"

/* A line can't be the report of a run when it is longer than this: keeps junk out of the table. */
#define OUTPUT_LIMIT (64 * 1024)

typedef struct
{
  GPtrArray *rows;
  GHashTable *by_id;
  char *id;        /* of the block in hand, NULL between blocks */
  gboolean headed; /* the block began with our own heading, and ends with the next one only */
  gboolean complete;
  gint64 exit_code;
  GString *block;
  GString *nameless;
  guint n_nameless;
} Parser;

static void
parser_clear (Parser *parser)
{
  g_clear_pointer (&parser->rows, g_ptr_array_unref);
  g_clear_pointer (&parser->by_id, g_hash_table_unref);
  g_free (parser->id);
  if (parser->block != NULL)
    g_string_free (parser->block, TRUE);
  if (parser->nameless != NULL)
    g_string_free (parser->nameless, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parser, parser_clear)

static void
parser_init (Parser *parser)
{
  parser->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  parser->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  parser->block = g_string_new (NULL);
  parser->nameless = g_string_new (NULL);
  parser->exit_code = -1;
}

static ResiteLedgerRow *
find_row (Parser *parser, const char *id)
{
  ResiteLedgerRow *row = g_hash_table_lookup (parser->by_id, id);

  if (row == NULL)
    {
      row = resite_ledger_row_new (id, "failed");
      row->tries = 0;
      g_ptr_array_add (parser->rows, row);
      g_hash_table_insert (parser->by_id, row->name, row);
    }
  return row;
}

static void
end_block (Parser *parser)
{
  ResiteLedgerRow *row;
  ResitePreloadVerdict verdict;

  if (parser->id == NULL)
    return;
  row = find_row (parser, parser->id);
  g_clear_pointer (&row->message, g_free);
  verdict = resite_preload_judge (parser->id, parser->block->str, &row->message);
  g_free (row->state);
  row->state = g_strdup (resite_preload_verdict_to_state (verdict));
  g_free (row->output);
  row->output = g_strdup (parser->block->str);
  row->exit_code = parser->exit_code;
  row->tries++;

  g_clear_pointer (&parser->id, g_free);
  g_string_truncate (parser->block, 0);
  parser->exit_code = -1;
  parser->headed = FALSE;
  parser->complete = FALSE;
}

static void
begin_block (Parser *parser, char *id, gboolean headed)
{
  end_block (parser);
  parser->id = id;
  parser->headed = headed;
}

/* (nullable): the id of our batch's heading line. */
static char *
parse_heading (const char *line)
{
  g_autofree char *id = NULL;

  if (!g_str_has_prefix (line, RESITE_PACKAGE_HEADING))
    return NULL;
  line += strlen (RESITE_PACKAGE_HEADING);
  id = g_ascii_strup (line, strcspn (line, " "));
  return resite_package_id_is_valid (id) ? g_steal_pointer (&id) : NULL;
}

static void
add_bounded (GString *text, const char *line)
{
  if (text->len + strlen (line) < OUTPUT_LIMIT)
    g_string_append_printf (text, "%s\n", line);
}

static void
add_line (Parser *parser, const char *line)
{
  if (parser->id != NULL && (parser->headed || !parser->complete))
    {
      add_bounded (parser->block, line);
      parser->complete = resite_preload_line_is_forwarded (line);
      return;
    }
  add_bounded (parser->nameless, line);
  parser->n_nameless++;
}

static void
parse_line (Parser *parser, char *line)
{
  g_autofree char *heading = parse_heading (g_strstrip (line));

  if (*line == '\0')
    return;
  if (heading != NULL)
    {
      begin_block (parser, g_steal_pointer (&heading), TRUE);
      return;
    }
  if (g_str_has_prefix (line, RESITE_PACKAGE_EXIT_CODE) && parser->headed)
    {
      parser->exit_code = g_ascii_strtoll (line + strlen (RESITE_PACKAGE_EXIT_CODE), NULL, 10);
      return;
    }
  if (!parser->headed && resite_preload_line_is_opening (line))
    {
      char *id = resite_preload_line_get_package (line);

      if (id != NULL)
        begin_block (parser, id, FALSE);
    }
  add_line (parser, line);
}

static void
add_nameless_row (Parser *parser)
{
  ResiteLedgerRow *row;

  if (parser->n_nameless == 0)
    return;
  row = resite_ledger_row_new ("", "failed");
  g_free (row->message);
  row->message = g_strdup_printf (
      ngettext ("%u line belongs to no package. It may be the message of a run that failed.",
                "%u lines belong to no package. They may be the messages of runs that failed.",
                parser->n_nameless),
      parser->n_nameless);
  row->output = g_strdup (parser->nameless->str);
  row->tries = parser->n_nameless;
  row->exit_code = -1;
  g_ptr_array_add (parser->rows, row);
}

GPtrArray *
resite_preload_parse_results (const char *text, gssize length)
{
  g_auto (Parser) parser = { NULL };
  g_autofree char *decoded = resite_foreign_text_decode (text, length);
  g_auto (GStrv) lines = g_strsplit (decoded, "\n", -1);

  parser_init (&parser);
  for (guint i = 0; lines[i] != NULL; i++)
    parse_line (&parser, lines[i]);
  end_block (&parser);
  add_nameless_row (&parser);
  return g_steal_pointer (&parser.rows);
}
