/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-credentials.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* How a simulated site is made; the program's main file fills it in, so that nothing else in the
 * window knows the lab. @make may be called in a worker thread. A site that is opened again serves by itself. */
typedef struct
{
  gpointer (*make) (const char *folder, guint packages, char **plan_path, GError **error);
  gpointer (*reopen) (const char *folder, GError **error);
  /* What a person would have done at the machines in this step. */
  gboolean (*act) (gpointer site, const char *step_id, GError **error);
  /* Lets the machines of a made site be reached, on the main thread; NULL: they never are. */
  gboolean (*serve) (gpointer site, GError **error);
  /* The account of its machines; NULL: they are not reached. (transfer full) */
  ResiteCredentials *(*log_in) (gpointer site, const char *user);
  void (*release) (gpointer site);
  double pace; /* of the clock */
} ResiteRehearsalSite;

/* A rehearsal that is open: its site, its clock, and the simulated person at its machines. The
 * site stays on the disk beside the run's file, so that a rehearsal can be closed and resumed. */
#define RESITE_TYPE_REHEARSAL (resite_rehearsal_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRehearsal, resite_rehearsal, RESITE, REHEARSAL, GObject)

void resite_rehearsal_make_async (const ResiteRehearsalSite *kind, const char *data_folder,
                                  guint packages, GAsyncReadyCallback callback, gpointer user_data);
ResiteRehearsal *resite_rehearsal_make_finish (GAsyncResult *result, GError **error);
/* NULL without an error when the run at @journal_path is no rehearsal. Its clock goes on where
 * that of the run stood. */
ResiteRehearsal *resite_rehearsal_reopen (const ResiteRehearsalSite *kind, const char *journal_path,
                                          GError **error);

const char *resite_rehearsal_get_plan_path (ResiteRehearsal *self);
ResiteClock *resite_rehearsal_get_clock (ResiteRehearsal *self);
/* (nullable) (transfer full): what its machines let @user (nullable) in with. */
ResiteCredentials *resite_rehearsal_dup_credentials (ResiteRehearsal *self, const char *user);
/* From now on the simulated person works for @run; and the run's file remembers its site. */
void resite_rehearsal_attach (ResiteRehearsal *self, ResiteRun *run);

G_END_DECLS
