/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-snapshot"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-run-private.h"

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteRun *self = RESITE_RUN (source);
  g_autoptr (GError) error = NULL;

  if (!_resite_run_append_finish (self, result, &error))
    g_warning ("The snapshot could not be noted: %s", error->message);
  self->snapshots--;
  _resite_run_check_idle (self);
}

typedef struct
{
  ResiteRun *run;
  char *path;
} Snapshot;

/* @message (nullable): why it failed. */
static void
note_snapshot (ResiteRun *self, const char *path, const char *message)
{
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  ResiteEvent *event = _resite_run_draft (drafts, RESITE_EVENT_SNAPSHOT, "resite", NULL);

  resite_event_set (event, "path", path);
  resite_event_set (event, "outcome", message == NULL ? "ok" : "failed");
  resite_event_set_text (event, "message", message);
  _resite_run_append_async (self, drafts, noted_cb, NULL);
}

static void write_next (ResiteRun *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Snapshot *snapshot = user_data;
  g_autoptr (ResiteRun) self = snapshot->run;
  g_autofree char *path = snapshot->path;
  g_autoptr (GError) error = NULL;

  resite_journal_snapshot_finish (RESITE_JOURNAL (source), result, &error);
  note_snapshot (self, path, error != NULL ? error->message : NULL);
  self->snapshot_in_hand = FALSE;
  if (self->snapshots_waiting > 0)
    {
      self->snapshots_waiting--;
      write_next (self);
    }
}

/* By what the paths lead to: a link to the data folder would put the journal aside under itself. */
static gboolean
is_journal_itself (ResiteRun *self, const char *path)
{
  GStatBuf journal, target;

  return g_stat (resite_journal_get_path (self->journal), &journal) == 0 &&
         g_stat (path, &target) == 0 && journal.st_dev == target.st_dev &&
         journal.st_ino == target.st_ino;
}

/* (nullable) (transfer full) */
static char *
find_target (ResiteRun *self)
{
  const char *folder = self->snapshot_folder != NULL
                           ? self->snapshot_folder
                           : resite_plan_get (self->plan, "desk.snapshot-folder");
  g_autofree char *name = g_strconcat (resite_run_get_id (self), ".resite", NULL);

  return folder != NULL && *folder != '\0' ? g_build_filename (folder, name, NULL) : NULL;
}

static void
write_next (ResiteRun *self)
{
  Snapshot *snapshot = g_new0 (Snapshot, 1);

  snapshot->run = g_object_ref (self);
  snapshot->path = find_target (self);
  self->snapshot_in_hand = TRUE;
  resite_journal_snapshot_async (self->journal, snapshot->path, NULL, written_cb, snapshot);
}

/* A copy elsewhere is a precaution: that it fails is written down and seen, and stops nothing. All go
 * to the same place, so one waits for the other. */
void
_resite_run_snapshot (ResiteRun *self)
{
  g_autofree char *path = find_target (self);

  if (path == NULL)
    return;
  self->snapshots++;
  if (is_journal_itself (self, path))
    note_snapshot (self, path,
                   _ ("This is the folder that the run itself lies in. A copy there "
                      "helps nobody: name a stick or a share."));
  else if (self->snapshot_in_hand)
    self->snapshots_waiting++;
  else
    write_next (self);
}
