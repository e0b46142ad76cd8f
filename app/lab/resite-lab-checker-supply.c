/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-checker"

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-checker-private.h"

/* Cells of supply.log's lines: a line for each change, the last one of a package or row counts. */
enum
{
  KIND,
  ID,
  NAL,
  CODE,
  ROW_REMOVED = 6,
  ROW_VERSION = 13,
  ROW_FATE = 18,
  ROW_PHASE,
  ROW_CELLS
};

enum
{
  PACKAGE_VERSION = 2,
  PACKAGE_STORED,
  PACKAGE_FORWARDED = 5,
  PACKAGE_CELLS = 8
};

void
resite_lab_traces_free (ResiteLabTraces *traces)
{
  g_hash_table_unref (traces->traces);
  g_free (traces);
}

static guint
read_number (const char *cell)
{
  return (guint)g_ascii_strtoull (cell, NULL, 10);
}

static void
read_package (ResiteLabTraces *traces, char **cells)
{
  ResiteLabTrace *trace = g_hash_table_lookup (traces->traces, cells[ID]);

  if (trace == NULL || g_strv_length (cells) != PACKAGE_CELLS)
    return;
  trace->version = read_number (cells[PACKAGE_VERSION]);
  trace->stored = read_number (cells[PACKAGE_STORED]);
  trace->forwarded = g_ascii_strtoll (cells[PACKAGE_FORWARDED], NULL, 10) != 0;
}

static gboolean
is_rebuilt_server (char **cells)
{
  g_autofree char *nal = g_uri_unescape_string (cells[NAL], NULL);

  return g_str_equal (cells[CODE], RESITE_LAB_SITE) && nal != NULL &&
         strstr (nal, "\\\\" RESITE_LAB_SITE_SERVER "\\") != NULL;
}

static void
read_row (ResiteLabTraces *traces, char **cells)
{
  ResiteLabTrace *trace = g_hash_table_lookup (traces->traces, cells[ID]);

  if (trace == NULL || g_strv_length (cells) != ROW_CELLS || !is_rebuilt_server (cells))
    return;
  trace->has_row = TRUE;
  trace->removed = !g_str_equal (cells[ROW_REMOVED], "0");
  trace->row_version = read_number (cells[ROW_VERSION]);
  trace->fate = read_number (cells[ROW_FATE]);
  trace->phase = read_number (cells[ROW_PHASE]);
}

static void
read_gone (ResiteLabTraces *traces, char **cells)
{
  ResiteLabTrace *trace = g_hash_table_lookup (traces->traces, cells[ID]);

  if (trace != NULL && g_strv_length (cells) == CODE + 1 && is_rebuilt_server (cells))
    trace->has_row = FALSE;
}

/* With the site, the parent forgets all that was ever sent to it. */
static void
read_forgotten (ResiteLabTraces *traces, char **cells)
{
  GHashTableIter iter;
  gpointer trace;

  if (!g_str_equal (cells[ID], RESITE_LAB_SITE))
    return;
  traces->forgotten = TRUE;
  g_hash_table_iter_init (&iter, traces->traces);
  while (g_hash_table_iter_next (&iter, NULL, &trace))
    {
      ((ResiteLabTrace *)trace)->has_row = FALSE;
      ((ResiteLabTrace *)trace)->forwarded = FALSE;
    }
}

static void
read_line (ResiteLabTraces *traces, const char *line)
{
  static const struct
  {
    const char *kind;
    void (*read) (ResiteLabTraces *traces, char **cells);
  } kinds[] = { { "package", read_package },
                { "row", read_row },
                { "gone", read_gone },
                { "forgotten", read_forgotten } };
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);

  for (guint i = 0; g_strv_length (cells) > ID && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, cells[KIND]))
      kinds[i].read (traces, cells);
}

static void
read_supply (ResiteLabTraces *traces, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "supply.log", NULL);
  g_autofree char *text = NULL;
  char *end;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  for (char *line = text; (end = strchr (line, '\n')) != NULL; line = end + 1)
    {
      *end = '\0';
      read_line (traces, line);
    }
}

static void
read_bytes_cb (JsonObject *packages, const char *id, JsonNode *node, gpointer user_data)
{
  ResiteLabTraces *traces = user_data;
  ResiteLabTrace *trace = g_hash_table_lookup (traces->traces, id);

  if (trace == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  trace->content =
      (guint64)json_object_get_int_member_with_default (json_node_get_object (node), "content", 0);
  trace->info =
      (guint64)json_object_get_int_member_with_default (json_node_get_object (node), "info", 0);
}

static gboolean
read_wire (ResiteLabTraces *traces, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, RESITE_LAB_WIRE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root;

  if (!json_parser_load_from_file (parser, path, error))
    return FALSE;
  root = JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser))
             ? json_node_get_object (json_parser_get_root (parser))
             : NULL;
  if (root != NULL && json_object_has_member (root, "packages"))
    json_object_foreach_member (json_object_get_object_member (root, "packages"), read_bytes_cb,
                                traces);
  return TRUE;
}

ResiteLabTraces *
resite_lab_traces_read (const char *folder, GPtrArray *packages, GError **error)
{
  g_autoptr (ResiteLabTraces) traces = g_new0 (ResiteLabTraces, 1);

  traces->traces = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLabPackage *package = packages->pdata[i];
      ResiteLabTrace *trace;

      if (package->known_version == 0)
        continue;
      trace = g_new0 (ResiteLabTrace, 1);
      trace->version = package->known_version;
      trace->stored = package->stored_version;
      g_hash_table_insert (traces->traces, package->id, trace);
    }
  read_supply (traces, folder);
  return read_wire (traces, folder, error) ? g_steal_pointer (&traces) : NULL;
}
