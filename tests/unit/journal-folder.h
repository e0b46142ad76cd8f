/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A folder with one journal in it, for the tests of the journal. */

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "resite-error.h"
#include "resite-journal.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("resite-journal-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "run.resite", NULL);
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static inline char *
in_folder (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static inline ResiteJournal *
create (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ResiteJournal *journal = resite_journal_create (fixture->path, &error);

  g_assert_no_error (error);
  return journal;
}

static inline guint64
append_note (ResiteJournal *journal, const char *note)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteEvent) draft = resite_event_new (RESITE_EVENT_NOTED, "J. Doe", "C2", NULL, 1);
  g_autoptr (ResiteEvent) event = NULL;

  resite_event_set_text (draft, "note", note);
  event = resite_journal_append (journal, draft, 0, &error);
  g_assert_no_error (error);
  return resite_event_get_sequence (event);
}

static inline GPtrArray *
read_all (ResiteJournal *journal)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *events = resite_journal_read_events (journal, 0, &error);

  g_assert_no_error (error);
  return events;
}

static inline void
assert_intact (const char *path)
{
  g_autoptr (GError) error = NULL;
  gboolean intact = resite_journal_verify (path, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (intact);
}

static inline GPtrArray *
make_records (const char *state, guint count)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_item_record_free);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *name = g_strdup_printf ("S01%05X", count - i);

      g_ptr_array_add (records, resite_item_record_new (name, state));
    }
  return records;
}
