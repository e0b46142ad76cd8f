/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-journal-verify"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-digest.h"
#include "resite-error.h"
#include "resite-event-private.h"
#include "resite-journal-reader.h"
#include "resite-journal-schema.h"
#include "resite-journal.h"
#include "resite-run-state.h"

/* What a walk over the events has seen so far. */
typedef struct
{
  sqlite3 *database;
  guint64 bad_sequence;
  char *hash;
  GHashTable *blankings; /* "SEQUENCE NAME" of every blanking that was recorded */
  GHashTable *outcomes;  /* scope → the newest event that holds a digest of its items */
} Walk;

static void
walk_clear (Walk *walk)
{
  g_free (walk->hash);
  g_clear_pointer (&walk->blankings, g_hash_table_unref);
  g_clear_pointer (&walk->outcomes, g_hash_table_unref);
  g_clear_pointer (&walk->database, sqlite3_close);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static gboolean G_GNUC_PRINTF (4, 5)
    say_bad (Walk *walk, guint64 sequence, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  walk->bad_sequence = sequence;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_CORRUPT, text);
  return FALSE;
}

static char *
get_scope (ResiteEvent *event)
{
  const char *scope = resite_event_get (event, "scope");
  const char *action = resite_event_get (event, "action");

  if (scope != NULL)
    return g_strdup (scope);
  if (event->step == NULL || action == NULL)
    return NULL;
  return resite_run_state_format_scope (event->step, event->target, event->attempt, action);
}

static void
remember_blanking (Walk *walk, ResiteEvent *event)
{
  const char *sequence = resite_event_get (event, "sequence");
  const char *name = resite_event_get (event, "name");

  if (sequence != NULL && name != NULL)
    g_hash_table_add (walk->blankings, g_strdup_printf ("%s %s", sequence, name));
}

/* Items go on changing while a job that was started again runs, so what an earlier outcome said
 * of them does not hold any more. */
static void
remember_outcome (Walk *walk, ResiteEvent *event)
{
  g_autofree char *scope = get_scope (event);

  if (scope == NULL)
    return;
  if (g_str_equal (event->what, RESITE_EVENT_ACTION_STARTED))
    g_hash_table_remove (walk->outcomes, scope);
  else if (resite_event_get (event, "items-digest") != NULL)
    g_hash_table_replace (walk->outcomes, g_steal_pointer (&scope), g_object_ref (event));
}

/* (nullable): what lies in the file now. Files are read one at a time; all photos of a run together
 * could be larger than the memory. */
static GBytes *
read_content (Walk *walk, ResiteEvent *event, const ResiteFact *fact)
{
  if (fact->kind == RESITE_FACT_FILE)
    return resite_journal_reader_read_file (walk->database, event->sequence, fact->name, NULL);
  return fact->bytes != NULL ? g_bytes_ref (fact->bytes) : NULL;
}

static gboolean
check_text (Walk *walk, ResiteEvent *event, const ResiteFact *fact, GError **error)
{
  g_autoptr (GBytes) content = read_content (walk, event, fact);
  g_autofree char *digest = NULL;
  g_autofree char *key = NULL;

  if (content == NULL)
    {
      key = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", event->sequence, fact->name);
      if (g_hash_table_contains (walk->blankings, key))
        return TRUE;
      return say_bad (walk, event->sequence, error,
                      _ ("Entry %" G_GUINT64_FORMAT ": “%s” was taken away, and no entry says by "
                         "whom and why."),
                      event->sequence, fact->name);
    }
  digest = resite_digest_of_bytes (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  if (g_strcmp0 (digest, fact->digest) == 0)
    return TRUE;
  return say_bad (walk, event->sequence, error,
                  _ ("Entry %" G_GUINT64_FORMAT ": “%s” is not what was written."), event->sequence,
                  fact->name);
}

static gboolean
check_event (Walk *walk, ResiteEvent *event, guint64 expected, GError **error)
{
  g_autofree char *hash = NULL;

  if (event->sequence != expected)
    return say_bad (walk, expected, error, _ ("Entry %" G_GUINT64_FORMAT " is missing."), expected);
  hash = resite_event_compute_hash (event, event->sequence, event->time, walk->hash);
  if (g_strcmp0 (hash, event->hash) != 0)
    return say_bad (walk, expected, error,
                    _ ("Entry %" G_GUINT64_FORMAT " is not what was written, or stands in another "
                       "place."),
                    expected);
  for (guint i = 0; i < event->facts->len; i++)
    {
      const ResiteFact *fact = g_ptr_array_index (event->facts, i);

      if (fact->kind != RESITE_FACT_VALUE && !check_text (walk, event, fact, error))
        return FALSE;
    }
  g_free (walk->hash);
  walk->hash = g_steal_pointer (&hash);
  return TRUE;
}

static gboolean
check_events (Walk *walk, GPtrArray *events, GError **error)
{
  for (guint i = 0; i < events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (events, i);

      if (g_str_equal (event->what, RESITE_EVENT_BLANKED))
        remember_blanking (walk, event);
    }
  for (guint i = 0; i < events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (events, i);

      if (!check_event (walk, event, i + 1, error))
        return FALSE;
      remember_outcome (walk, event);
    }
  return TRUE;
}

static gboolean
check_head (Walk *walk, guint64 count, GError **error)
{
  g_autoptr (sqlite3_stmt) select = NULL;
  gboolean row;

  select = resite_sql_prepare (walk->database, "SELECT sequence, hash FROM head", error);
  if (select == NULL || !resite_sql_step_row (select, &row, error))
    return FALSE;
  if (row && (guint64)sqlite3_column_int64 (select, 0) == count &&
      g_strcmp0 (resite_sql_get_text (select, 1), walk->hash) == 0)
    return TRUE;
  return say_bad (walk, count + 1, error,
                  _ ("Entry %" G_GUINT64_FORMAT " and what followed it are missing."), count + 1);
}

static gboolean
check_items (Walk *walk, const char *scope, ResiteEvent *event, GError **error)
{
  g_autofree char *digest = resite_journal_reader_digest_items (walk->database, scope, error);

  if (digest == NULL)
    return FALSE;
  if (g_strcmp0 (digest, resite_event_get (event, "items-digest")) == 0)
    return TRUE;
  return say_bad (walk, event->sequence, error,
                  _ ("Entry %" G_GUINT64_FORMAT ": its items (%s) were changed after it was "
                     "written."),
                  event->sequence, scope);
}

static int
compare_outcomes (gconstpointer a, gconstpointer b, gpointer outcomes)
{
  const ResiteEvent *first = g_hash_table_lookup (outcomes, *(const char *const *)a);
  const ResiteEvent *second = g_hash_table_lookup (outcomes, *(const char *const *)b);

  return (first->sequence > second->sequence) - (first->sequence < second->sequence);
}

static gboolean
check_outcomes (Walk *walk, GError **error)
{
  g_autofree const char **scopes = NULL;
  guint n_scopes;

  scopes = (const char **)g_hash_table_get_keys_as_array (walk->outcomes, &n_scopes);
  g_qsort_with_data (scopes, (int)n_scopes, sizeof *scopes, compare_outcomes, walk->outcomes);
  for (guint i = 0; i < n_scopes; i++)
    {
      if (!check_items (walk, scopes[i], g_hash_table_lookup (walk->outcomes, scopes[i]), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_pages (Walk *walk, GError **error)
{
  g_autoptr (sqlite3_stmt) check = resite_sql_prepare (walk->database, "PRAGMA quick_check", error);
  gboolean row;

  if (check == NULL || !resite_sql_step_row (check, &row, error))
    return FALSE;
  if (row && g_strcmp0 (resite_sql_get_text (check, 0), "ok") == 0)
    return TRUE;
  return say_bad (walk, 0, error, _ ("The file is damaged: %s"),
                  row ? resite_sql_get_text (check, 0) : "");
}

static gboolean
walk_all (Walk *walk, GError **error)
{
  g_autoptr (GPtrArray) events = NULL;

  /* One transaction: what another program adds meanwhile is not seen half. */
  if (!resite_sql_run (walk->database, "BEGIN", error))
    return FALSE;
  events = resite_journal_reader_read_events (walk->database, 0, error);
  return events != NULL && check_events (walk, events, error) &&
         check_head (walk, events->len, error) && check_outcomes (walk, error) &&
         check_pages (walk, error);
}

gboolean
resite_journal_verify (const char *path, guint64 *bad_sequence, char **chain_hash, GError **error)
{
  g_auto (Walk) walk = { 0 };
  gboolean intact;

  g_return_val_if_fail (path != NULL, FALSE);

  if (bad_sequence != NULL)
    *bad_sequence = 0;
  if (chain_hash != NULL)
    *chain_hash = NULL;
  walk.database = resite_journal_schema_open (path, FALSE, error);
  if (walk.database == NULL)
    return FALSE;
  walk.hash = g_strdup (RESITE_EVENT_NO_HASH);
  walk.blankings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk.outcomes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  intact = walk_all (&walk, error);
  if (bad_sequence != NULL)
    *bad_sequence = walk.bad_sequence;
  if (chain_hash != NULL)
    *chain_hash = g_steal_pointer (&walk.hash);
  return intact;
}
