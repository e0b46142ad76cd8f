/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-pasted-table"

#include "config.h"

#include <string.h>

#include "resite-cim-value.h"
#include "resite-foreign-text.h"
#include "resite-package-scan.h"
#include "resite-pasted-table.h"

#define ID_COLUMN "packageid"

/* How the cells of a part are told apart. */
typedef enum
{
  CELLS_NONE,   /* no column names were met yet */
  CELLS_MARKED, /* by a character */
  CELLS_PLACED  /* by the place below their title */
} Cells;

typedef struct
{
  char *title;
  glong start; /* characters; of placed cells */
} Column;

typedef struct
{
  ResitePastedTable *table;
  Cells cells;
  char mark;
  GArray *columns;   /* Column */
  GHashTable *block; /* of /format:list, or NULL */
} Parser;

static void
column_clear (gpointer data)
{
  g_free (((Column *)data)->title);
}

/* Column names of wmic, of the console and of our own. */
static const struct
{
  const char *title;
  const char *meaning;
} meanings[] = {
  { "id", ID_COLUMN },
  { "package", ID_COLUMN },
  { "pkgid", ID_COLUMN },
  { "packagename", "name" },
  { "sourcepackageversion", "sourceversion" },
  { "packagesourceversion", "sourceversion" },
  { "sourcever", "sourceversion" },
  { "storedversion", "storedpkgversion" },
  { "storedpackageversion", "storedpkgversion" },
  { "lastupdated", "sourcedate" },
  { "sourceupdated", "sourcedate" },
  { "site", "sitecode" },
  { "compressedsize", "sourcecompressedsize" },
  { "compressedpackagesize", "sourcecompressedsize" },
  { "status", "state" },
  { "installstate", "state" },
  { "targetversion", "sourceversion" },
  { "lastcopytime", "lastcopied" },
  { "summarytime", "summarydate" },
};

/* "Source Version (KB)" → "sourceversion". */
static char *
fold_title (const char *title)
{
  g_autofree char *bare = g_strndup (title, strcspn (title, "("));
  GString *folded = g_string_new (NULL);

  for (const char *at = bare; *at != '\0'; at++)
    if (strchr (" _-\"'.\t", *at) == NULL)
      g_string_append_c (folded, g_ascii_tolower (*at));
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_str_equal (folded->str, meanings[i].title))
      g_string_assign (folded, meanings[i].meaning);
  return g_string_free (folded, FALSE);
}

static void
add_column (Parser *parser, const char *title, glong start)
{
  Column column = { fold_title (title), start };

  g_hash_table_add (parser->table->titles, g_strdup (column.title));
  g_array_append_val (parser->columns, column);
}

/* Cells between marks; a quoted one may hold the mark, and "" for a quote. */
static GStrv
split_marked (const char *line, char mark)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GString) cell = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *at = line;; at++)
    {
      if (*at == '\0' || (*at == mark && !quoted))
        {
          g_strv_builder_add (builder, g_strstrip (cell->str));
          g_string_truncate (cell, 0);
          if (*at == '\0')
            break;
        }
      else if (*at == '"' && quoted && at[1] == '"')
        g_string_append_c (cell, *++at);
      else if (*at == '"' && (quoted || cell->len == 0))
        quoted = !quoted;
      else
        g_string_append_c (cell, *at);
    }
  return g_strv_builder_end (builder);
}

/* Column names, one of them the id's, and no id among them: a package may be called "Package". */
static gboolean
names_id (char *const *titles)
{
  gboolean named = FALSE;

  for (guint i = 0; titles[i] != NULL; i++)
    {
      g_autofree char *title = fold_title (titles[i]);

      if (resite_package_id_is_valid (titles[i]))
        return FALSE;
      named = named || g_str_equal (title, ID_COLUMN);
    }
  return named;
}

static gboolean
begin_marked (Parser *parser, const char *line)
{
  static const char marks[] = "\t;,|";

  for (const char *mark = marks; *mark != '\0'; mark++)
    {
      g_auto (GStrv) titles = NULL;

      if (strchr (line, *mark) == NULL)
        continue;
      titles = split_marked (line, *mark);
      if (!names_id (titles))
        continue;
      g_array_set_size (parser->columns, 0);
      for (guint i = 0; titles[i] != NULL; i++)
        add_column (parser, titles[i], 0);
      parser->cells = CELLS_MARKED;
      parser->mark = *mark;
      return TRUE;
    }
  return FALSE;
}

/* Titles of placed cells are single words; of prose that begins with "package" there is plenty. */
static gboolean
begin_placed (Parser *parser, const char *line)
{
  g_auto (GStrv) words = g_strsplit_set (line, " ", -1);
  glong place = 0;

  if (strcasestr (line, "PackageID") == NULL || !names_id (words))
    return FALSE;
  g_array_set_size (parser->columns, 0);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        add_column (parser, words[i], place);
      place += g_utf8_strlen (words[i], -1) + 1;
    }
  parser->cells = CELLS_PLACED;
  return TRUE;
}

static void
take_row (Parser *parser, GHashTable *row)
{
  const char *id = g_hash_table_lookup (row, ID_COLUMN);

  if (id != NULL && resite_package_id_is_valid (id))
    {
      g_hash_table_insert (row, g_strdup (ID_COLUMN), g_ascii_strup (id, -1));
      g_ptr_array_add (parser->table->rows, g_hash_table_ref (row));
    }
}

static GHashTable *
row_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
read_marked (Parser *parser, const char *line)
{
  g_auto (GStrv) cells = split_marked (line, parser->mark);
  g_autoptr (GHashTable) row = row_new ();

  for (guint i = 0; i < parser->columns->len && cells[i] != NULL; i++)
    g_hash_table_insert (row, g_strdup (g_array_index (parser->columns, Column, i).title),
                         g_strdup (cells[i]));
  take_row (parser, row);
}

/* A line may end before its last cells begin. */
static char *
cut_placed (const char *line, glong length, glong start, glong end)
{
  if (start >= length)
    return g_strdup ("");
  return g_strstrip (g_utf8_substring (line, start, MIN (end, length)));
}

static void
read_placed (Parser *parser, const char *line)
{
  const glong length = g_utf8_strlen (line, -1);
  g_autoptr (GHashTable) row = row_new ();

  for (guint i = 0; i < parser->columns->len; i++)
    {
      const Column *column = &g_array_index (parser->columns, Column, i);
      const glong end = i + 1 < parser->columns->len
                            ? g_array_index (parser->columns, Column, i + 1).start
                            : length;

      g_hash_table_insert (row, g_strdup (column->title),
                           cut_placed (line, length, column->start, end));
    }
  take_row (parser, row);
}

static void
end_block (Parser *parser)
{
  if (parser->block != NULL)
    take_row (parser, parser->block);
  g_clear_pointer (&parser->block, g_hash_table_unref);
}

/* "PackageID=P0100012": a row of /format:list ends where a title comes again, or an empty line
 * after its id; wmic puts empty lines wherever it likes. */
static gboolean
read_named (Parser *parser, const char *line)
{
  const char *sign = strchr (line, '=');
  g_autofree char *before = sign != NULL ? g_strndup (line, sign - line) : NULL;
  g_autofree char *title = NULL;

  if (before == NULL || *g_strstrip (before) == '\0' || strpbrk (before, "\t,; ") != NULL)
    return FALSE;
  title = fold_title (before);
  if (parser->block != NULL && g_hash_table_contains (parser->block, title))
    end_block (parser);
  if (parser->block == NULL)
    parser->block = row_new ();
  g_hash_table_add (parser->table->titles, g_strdup (title));
  g_hash_table_insert (parser->block, g_steal_pointer (&title), g_strstrip (g_strdup (sign + 1)));
  return TRUE;
}

static void
read_line (Parser *parser, const char *line)
{
  if (*line == '\0')
    return;
  if (begin_marked (parser, line) || begin_placed (parser, line))
    return;
  if (parser->cells == CELLS_MARKED)
    read_marked (parser, line);
  else if (parser->cells == CELLS_PLACED)
    read_placed (parser, line);
  else
    read_named (parser, line);
}

ResitePastedTable *
resite_pasted_table_parse (const char *text, gssize length)
{
  g_autofree char *decoded = resite_foreign_text_decode (text, length);
  g_auto (GStrv) lines = g_strsplit (decoded, "\n", -1);
  ResitePastedTable *self = g_new0 (ResitePastedTable, 1);
  Parser parser = { .table = self };

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_hash_table_unref);
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  parser.columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_array_set_clear_func (parser.columns, column_clear);
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (&parser, g_strchomp (lines[i]));
  end_block (&parser);
  g_array_unref (parser.columns);
  return self;
}

void
resite_pasted_table_free (ResitePastedTable *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->titles, g_hash_table_unref);
  g_free (self);
}

const char *
resite_pasted_read_text (GHashTable *row, const char *column)
{
  const char *text = g_hash_table_lookup (row, column);

  return text != NULL && *text != '\0' ? text : NULL;
}

gboolean
resite_pasted_read_number (GHashTable *row, const char *column, gint64 *number)
{
  const char *text = resite_pasted_read_text (row, column);

  return text != NULL && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, number, NULL);
}

gboolean
resite_pasted_read_time (GHashTable *row, const char *column, gint64 *time)
{
  const char *text = resite_pasted_read_text (row, column);
  g_autoptr (ResiteCimValue) value = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *iso = NULL;

  if (text == NULL)
    return FALSE;
  value = resite_cim_value_new_datetime (text);
  if (resite_cim_value_get_time (value, time))
    return TRUE;
  zone = g_time_zone_new_local ();
  iso = g_strdelimit (g_strdup (text), " ", 'T');
  date = g_date_time_new_from_iso8601 (iso, zone);
  if (date != NULL)
    *time = g_date_time_to_unix (date) * G_USEC_PER_SEC;
  return date != NULL;
}
