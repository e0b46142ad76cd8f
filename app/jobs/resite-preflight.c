/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preflight"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-job-item.h"
#include "resite-preflight.h"

/* Clocks of two servers, and of FAT, differ by less. */
#define CLOCKS_DIFFER (2 * G_TIME_SPAN_MINUTE)

void
resite_preflight_row_free (ResitePreflightRow *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->message);
  g_free (self->file);
  resite_preflight_known_free (self->known);
  g_free (self);
}

static ResitePreflightKnown *
known_copy (const ResitePreflightKnown *known)
{
  ResitePreflightKnown *copy;

  if (known == NULL)
    return NULL;
  copy = resite_preflight_known_new (known->id);
  *copy = (ResitePreflightKnown){ .id = copy->id,
                                  .name = g_strdup (known->name),
                                  .source_site = g_strdup (known->source_site),
                                  .source_version = known->source_version,
                                  .stored_version = known->stored_version,
                                  .source_date = known->source_date,
                                  .compressed = known->compressed,
                                  .leaving = known->leaving };
  return copy;
}

/* Takes @message. */
static void
say (ResitePreflightRow *row, const char *state, char *message)
{
  row->state = state;
  row->message = message;
}

static gboolean
has_versions (const ResitePreflightKnown *known)
{
  return known->source_version >= 0 && known->stored_version >= 0;
}

static gboolean
versions_differ (const ResitePreflightKnown *known)
{
  return has_versions (known) && known->source_version != known->stored_version;
}

static void
say_versions_differ (ResitePreflightRow *row)
{
  g_autofree char *source = g_strdup_printf ("%" G_GINT64_FORMAT, row->known->source_version);
  g_autofree char *stored = g_strdup_printf ("%" G_GINT64_FORMAT, row->known->stored_version);

  say (row, "versions-differ",
       g_strdup_printf (_ ("Its source is version %s, its compressed copy %s: it would not unpack "
                           "after a preload, and sending it again does not help. Update it at the "
                           "parent first, or leave it out."),
                        source, stored));
}

/* The compressed copy is made after the source was read, wherever it is copied to. */
static gboolean
is_outdated (const ResitePreflightRow *row)
{
  return row->known->source_date > 0 && row->modified > 0 &&
         row->modified + CLOCKS_DIFFER < row->known->source_date;
}

static char *
format_date (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  return date != NULL ? g_date_time_format (date, "%Y-%m-%d %H:%M") : g_strdup ("?");
}

static void
say_outdated (ResitePreflightRow *row)
{
  g_autofree char *here = format_date (row->modified);
  g_autofree char *there = format_date (row->known->source_date);

  say (row, "outdated",
       g_strdup_printf (_ ("The file is of %s, the parent's package of %s: the newer one would be "
                           "sent in full. Copy it again from a server that has it (C1)."),
                        here, there));
}

/* What the site says of it; FALSE: nothing that speaks against it. */
static gboolean
judge_known (ResitePreflightRow *row)
{
  if (row->known->leaving)
    say (row, "unknown-to-site", g_strdup (_ ("The site is deleting this package: leave it out.")));
  else if (versions_differ (row->known))
    say_versions_differ (row);
  else if (is_outdated (row))
    say_outdated (row);
  return row->state != NULL;
}

static void
judge_file (ResitePreflightRow *row, gboolean anybody_said)
{
  if (row->size == 0)
    say (row, "empty-file", g_strdup (_ ("The package file is empty: copy it again.")));
  else if (anybody_said && row->known == NULL)
    say (row, "unknown-to-site",
         g_strdup (_ ("The site does not know this package: its preload fails. Leave it out.")));
  else if (row->known != NULL && judge_known (row))
    return;
  else if (!row->read_only)
    say (row, "not-read-only", g_strdup (_ ("The preload tool wants it read-only.")));
  else if (!anybody_said)
    say (row, "unknown",
         g_strdup (_ ("The file is here. What the site knows of this package was not said.")));
  else if (!has_versions (row->known))
    say (
        row, "unknown",
        g_strdup (_ ("The file is here and the site knows the package. Its versions were not said, "
                     "so nobody knows whether it would unpack after a preload.")));
  else
    say (row, "ready", g_strdup (row->file));
}

static void
judge_absent (ResitePreflightRow *row, gboolean files_seen)
{
  if (files_seen)
    say (row, "missing-file",
         g_strdup (_ ("There is no file of it: copy it from a server that has it, or let the "
                      "parent send it.")));
  else if (!judge_known (row))
    say (row, "unknown",
         g_strdup (_ ("The site knows it. Whether its file is there cannot be seen from here.")));
}

/* The model has it, and nobody says that the site knows it. */
static void
judge_expected (ResitePreflightRow *row, gboolean anybody_said, gboolean files_seen)
{
  if (anybody_said)
    say (row, "unknown-to-site",
         g_strdup (_ ("The model distribution point has it, but the site does not know this "
                      "package: leave it out.")));
  else if (files_seen)
    judge_absent (row, TRUE);
  else
    say (row, "unknown",
         g_strdup (_ ("The model distribution point has it. Whether its file is there cannot be "
                      "seen from here.")));
}

static ResitePreflightRow *
row_new (const char *id, const ResitePreflightKnown *known)
{
  ResitePreflightRow *row = g_new0 (ResitePreflightRow, 1);

  row->id = g_strdup (id);
  row->known = known_copy (known);
  return row;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ResitePreflightRow *const *)a)->id, (*(ResitePreflightRow *const *)b)->id);
}

static void
add_files (GPtrArray *rows, ResitePackageScan *scan, GHashTable *known, GHashTable *seen)
{
  for (guint i = 0; scan != NULL && i < scan->packages->len; i++)
    {
      const ResitePackageFile *file = scan->packages->pdata[i];
      ResitePreflightRow *row =
          row_new (file->id, known != NULL ? g_hash_table_lookup (known, file->id) : NULL);

      row->file = g_strdup (file->file);
      row->size = file->size;
      row->modified = file->modified;
      row->read_only = file->read_only;
      judge_file (row, known != NULL);
      g_hash_table_add (seen, file->id);
      g_ptr_array_add (rows, row);
    }
}

static void
add_absent (GPtrArray *rows, GHashTable *known, GHashTable *expected, GHashTable *seen,
            gboolean files_seen)
{
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      ResitePreflightRow *row;

      if (g_hash_table_contains (seen, id) ||
          (expected != NULL && !g_hash_table_contains (expected, id)) ||
          ((ResitePreflightKnown *)value)->leaving)
        continue;
      row = row_new (id, value);
      judge_absent (row, files_seen);
      g_ptr_array_add (rows, row);
    }
}

static void
add_expected (GPtrArray *rows, GHashTable *known, GHashTable *expected, GHashTable *seen,
              gboolean files_seen)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      ResitePreflightRow *row;

      if (g_hash_table_contains (seen, id) || (known != NULL && g_hash_table_contains (known, id)))
        continue;
      row = row_new (id, NULL);
      judge_expected (row, known != NULL, files_seen);
      g_ptr_array_add (rows, row);
    }
}

GPtrArray *
resite_preflight_judge (ResitePackageScan *scan, GHashTable *known, GHashTable *expected)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_preflight_row_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  add_files (rows, scan, known, seen);
  if (known != NULL)
    add_absent (rows, known, expected, seen, scan != NULL);
  if (expected != NULL)
    add_expected (rows, known, expected, seen, scan != NULL);
  g_ptr_array_sort (rows, compare_rows);
  return rows;
}

/* Ledger. */

static void
add_number (GString *text, const char *name, gint64 number)
{
  if (number >= 0)
    g_string_append_printf (text, "%s=%" G_GINT64_FORMAT "\n", name, number);
}

static void
add_text (GString *text, const char *name, const char *value)
{
  g_autofree char *line = g_strdup (value);

  if (line != NULL && *line != '\0')
    g_string_append_printf (text, "%s=%s\n", name, g_strdelimit (line, "\r\n", ' '));
}

static char *
format_facts (const ResitePreflightRow *row)
{
  GString *text = g_string_new (NULL);

  add_text (text, "file", row->file);
  if (row->file != NULL)
    add_text (text, "read_only", row->read_only ? "yes" : "no");
  if (row->known == NULL)
    return g_string_free (text, FALSE);
  add_text (text, "name", row->known->name);
  add_text (text, "source_site", row->known->source_site);
  add_number (text, "source_version", row->known->source_version);
  add_number (text, "stored_version", row->known->stored_version);
  if (row->known->compressed > 0)
    add_number (text, "compressed", (gint64)row->known->compressed);
  return g_string_free (text, FALSE);
}

ResiteLedgerRow *
resite_preflight_row_to_ledger (const ResitePreflightRow *self)
{
  ResiteLedgerRow *row;

  g_return_val_if_fail (self != NULL, NULL);

  row = resite_ledger_row_new (self->id, self->state);
  g_free (row->message);
  row->message = g_strdup (self->message != NULL ? self->message : "");
  row->output = format_facts (self);
  row->size = self->file != NULL ? (gint64)self->size : -1;
  row->modified = self->modified;
  return row;
}

/* (transfer full) (nullable) */
static char *
find_fact (const ResiteLedgerRow *row, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (row->output != NULL ? row->output : "", "\n", -1);
  const gsize length = strlen (name);

  for (guint i = 0; lines[i] != NULL; i++)
    if (strncmp (lines[i], name, length) == 0 && lines[i][length] == '=')
      return g_strdup (lines[i] + length + 1);
  return NULL;
}

static void
add_entry (GPtrArray *entries, const ResiteLedgerRow *row)
{
  g_autofree char *file = find_fact (row, "file");
  g_autofree char *read_only = find_fact (row, "read_only");
  ResiteFileInfo *info;

  if (file == NULL)
    return;
  info = g_new0 (ResiteFileInfo, 1);
  info->name = g_steal_pointer (&file);
  info->type = RESITE_FILE_PLAIN;
  info->size = row->size > 0 ? (guint64)row->size : 0;
  info->modified = row->modified;
  info->read_only = g_strcmp0 (read_only, "yes") == 0;
  g_ptr_array_add (entries, info);
}

ResitePackageScan *
resite_preflight_scan_from_rows (GPtrArray *rows)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);

  g_return_val_if_fail (rows != NULL, NULL);

  for (guint i = 0; i < rows->len; i++)
    add_entry (entries, rows->pdata[i]);
  return entries->len > 0 ? resite_package_scan_new (entries) : NULL;
}

/* Words. */

static const char *const states[] = { "ready",           "not-read-only", "versions-differ",
                                      "outdated",        "missing-file",  "empty-file",
                                      "unknown-to-site", "unknown" };

guint
resite_preflight_count (GPtrArray *rows, const char *state)
{
  guint n = 0;

  g_return_val_if_fail (rows != NULL && state != NULL, 0);

  for (guint i = 0; i < rows->len; i++)
    n += g_str_equal (((ResitePreflightRow *)rows->pdata[i])->state, state);
  return n;
}

char *
resite_preflight_describe (GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      const guint n = resite_preflight_count (rows, states[i]);

      if (n > 0)
        g_string_append_printf (text, "%s%u %s", text->len > 0 ? "; " : "", n,
                                resite_item_state_to_word (states[i]));
    }
  return g_string_free (text, FALSE);
}

const char *
resite_preflight_explain_left_out (const char *state, gboolean for_assign)
{
  if (g_strcmp0 (state, "versions-differ") == 0)
    return _ ("left out: its versions differ at the parent, so it would not unpack");
  if (g_strcmp0 (state, "unknown-to-site") == 0)
    return _ ("left out: the site does not know it");
  if (g_strcmp0 (state, "outdated") == 0)
    return for_assign ? _ ("left out: the copy here is too old, so it would be sent in full")
                      : _ ("left out: the copy here is older than the parent's");
  if (g_strcmp0 (state, "empty-file") == 0)
    return for_assign ? _ ("left out: the package file here is empty, so it would be sent in full")
                      : _ ("left out: the package file here is empty");
  if (for_assign && g_strcmp0 (state, "missing-file") == 0)
    return _ ("left out: there is no file of it here, so it would be sent in full");
  return NULL;
}
