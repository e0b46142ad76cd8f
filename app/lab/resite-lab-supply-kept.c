/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-supply"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "resite-lab-supply-private.h"

/* FOLDER/supply.log: a line for each change, the last one counts. A row that was answered for is in
 * it, so that the next program knows of it however this one ends. */

#define NAME "supply.log"

typedef void (*Reader) (ResiteLabSupply *self, char **cells);

static char *
escape (const char *text)
{
  return g_uri_escape_string (text != NULL ? text : "", " $\\:,=\"#&[]", TRUE);
}

static void
keep (ResiteLabSupply *self, const char *line)
{
  gsize length = strlen (line);

  while (self->kept >= 0 && length > 0)
    {
      const gssize n = write (self->kept, line, length);

      if (n < 0 && errno != EINTR)
        {
          g_warning ("%s: %s", NAME, g_strerror (errno));
          return;
        }
      if (n > 0)
        {
          line += n;
          length -= n;
        }
    }
}

void
resite_lab_supply_keep_copy (ResiteLabSupply *self, const ResiteLabCopy *copy)
{
  g_autofree char *nal = escape (copy->nal);
  g_autofree char *name = escape (copy->site_name);
  g_autofree char *line = g_strdup_printf (
      "row\t%s\t%s\t%s\t%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT
      "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT
      "\t%" G_GUINT64_FORMAT "\t%u\t%u\t%u\t%u\t%u\t%u\t%u\n",
      copy->stock->package->id, nal, copy->code, name, copy->created, copy->removed, copy->sends,
      copy->sent, copy->unpacks, copy->installs, copy->summarized, copy->bytes, copy->version,
      copy->former_version, copy->serial, copy->slot, copy->piece, copy->fate, copy->phase);

  keep (self, line);
}

void
resite_lab_supply_keep_gone (ResiteLabSupply *self, const ResiteLabCopy *copy)
{
  g_autofree char *nal = escape (copy->nal);
  g_autofree char *line =
      g_strdup_printf ("gone\t%s\t%s\t%s\n", copy->stock->package->id, nal, copy->code);

  keep (self, line);
}

void
resite_lab_supply_keep_stock (ResiteLabSupply *self, const ResiteLabStock *stock)
{
  g_autofree char *line =
      g_strdup_printf ("package\t%s\t%u\t%u\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT
                       "\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\n",
                       stock->package->id, stock->version, stock->stored_version,
                       stock->source_date, stock->forwarded, stock->content, stock->info);

  keep (self, line);
}

void
resite_lab_supply_keep_master (ResiteLabSupply *self, const ResiteLabStock *stock, const char *code,
                               guint version)
{
  g_autofree char *line = g_strdup_printf ("copy\t%s\t%s\t%u\n", stock->package->id, code, version);

  keep (self, line);
}

void
resite_lab_supply_keep_cleared (ResiteLabSupply *self, const char *code, gint64 time)
{
  g_autofree char *line = g_strdup_printf ("forgotten\t%s\t%" G_GINT64_FORMAT "\n", code, time);

  keep (self, line);
}

static gint64
read_time (const char *cell)
{
  return g_ascii_strtoll (cell, NULL, 10);
}

static guint
read_number (const char *cell)
{
  return (guint)g_ascii_strtoull (cell, NULL, 10);
}

static void
fill_copy (ResiteLabCopy *copy, char **cells)
{
  g_free (copy->site_name);
  copy->site_name = g_uri_unescape_string (cells[4], NULL);
  copy->created = read_time (cells[5]);
  copy->removed = read_time (cells[6]);
  copy->sends = read_time (cells[7]);
  copy->sent = read_time (cells[8]);
  copy->unpacks = read_time (cells[9]);
  copy->installs = read_time (cells[10]);
  copy->summarized = read_time (cells[11]);
  copy->bytes = g_ascii_strtoull (cells[12], NULL, 10);
  copy->version = read_number (cells[13]);
  copy->former_version = read_number (cells[14]);
  copy->serial = read_number (cells[15]);
  copy->slot = read_number (cells[16]) % RESITE_LAB_THREADS;
  copy->piece = read_number (cells[17]);
  copy->fate = MIN (read_number (cells[18]), RESITE_LAB_FATE_DIFFERS);
  copy->phase = MIN (read_number (cells[19]), RESITE_LAB_REST);
}

static void
read_copy (ResiteLabSupply *self, char **cells)
{
  ResiteLabStock *stock = resite_lab_supply_find (self, cells[1]);
  g_autofree char *nal = g_uri_unescape_string (cells[2], NULL);
  ResiteLabCopy *copy = resite_lab_supply_find_copy (self, cells[1], nal, cells[3]);

  if (stock == NULL || nal == NULL)
    return;
  if (copy == NULL)
    {
      copy = resite_lab_supply_add_copy (self, stock, nal, cells[3]);
      self->n_assigned += g_str_equal (cells[3], RESITE_LAB_SITE);
    }
  fill_copy (copy, cells);
  self->next_serial = MAX (self->next_serial, copy->serial + 1);
}

static void
read_gone (ResiteLabSupply *self, char **cells)
{
  g_autofree char *nal = g_uri_unescape_string (cells[2], NULL);
  ResiteLabCopy *copy = resite_lab_supply_find_copy (self, cells[1], nal, cells[3]);

  if (copy != NULL)
    resite_lab_supply_drop_copy (self, copy);
}

static void
read_stock (ResiteLabSupply *self, char **cells)
{
  ResiteLabStock *stock = resite_lab_supply_find (self, cells[1]);

  if (stock == NULL)
    return;
  stock->version = read_number (cells[2]);
  stock->stored_version = read_number (cells[3]);
  stock->source_date = read_time (cells[4]);
  stock->forwarded = read_time (cells[5]);
  stock->content = g_ascii_strtoull (cells[6], NULL, 10);
  stock->info = g_ascii_strtoull (cells[7], NULL, 10);
}

static void
read_master (ResiteLabSupply *self, char **cells)
{
  ResiteLabStock *stock = resite_lab_supply_find (self, cells[1]);

  if (stock != NULL)
    g_hash_table_replace (stock->masters, g_strdup (cells[2]),
                          GUINT_TO_POINTER (read_number (cells[3])));
}

static void
read_cleared (ResiteLabSupply *self, char **cells)
{
  resite_lab_supply_clear_site (self, cells[1], read_time (cells[2]));
}

static const struct
{
  const char *name;
  guint n_cells;
  Reader read;
} lines[] = {
  { "row", 20, read_copy },   { "gone", 4, read_gone },         { "package", 8, read_stock },
  { "copy", 4, read_master }, { "forgotten", 3, read_cleared },
};

static void
read_line (ResiteLabSupply *self, const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);

  for (guint i = 0; cells[0] != NULL && i < G_N_ELEMENTS (lines); i++)
    if (g_str_equal (lines[i].name, cells[0]) && g_strv_length (cells) == lines[i].n_cells)
      lines[i].read (self, cells);
}

/* A line that was cut off by a kill was answered for by nobody. */
static void
read_all (ResiteLabSupply *self, const char *path)
{
  g_autofree char *text = NULL;
  char *line;
  char *end;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  for (line = text; (end = strchr (line, '\n')) != NULL; line = end + 1)
    {
      *end = '\0';
      read_line (self, line);
    }
}

static void
queue_all (ResiteLabSupply *self)
{
  GHashTableIter iter;
  gpointer copy;

  g_hash_table_iter_init (&iter, self->copies);
  while (g_hash_table_iter_next (&iter, NULL, &copy))
    {
      resite_lab_supply_note_load (self, copy);
      resite_lab_supply_queue (self, copy);
    }
}

/* The one that was cut off has no end of line: what is written next must not become part of it. */
static void
end_line (ResiteLabSupply *self)
{
  char last = '\n';
  const off_t size = lseek (self->kept, 0, SEEK_END);

  if (size > 0 && pread (self->kept, &last, 1, size - 1) == 1 && last != '\n')
    keep (self, "\n");
}

void
resite_lab_supply_open_kept (ResiteLabSupply *self)
{
  g_autofree char *path = g_build_filename (self->world->folder, NAME, NULL);

  read_all (self, path);
  self->kept = open (path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (self->kept < 0)
    g_warning ("%s: %s", path, g_strerror (errno));
  else
    end_line (self);
  queue_all (self);
}
