/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-coach.h"
#include "resite-credentials.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* What one chooses a rehearsal by; texts are translated. */
typedef struct
{
  char *id;
  char *title;
  char *story;
  char *level;    /* how hard it is */
  guint packages; /* 0: as many as usual */
} ResiteRehearsalChoice;

ResiteRehearsalChoice *resite_rehearsal_choice_new (const char *id, const char *title,
                                                    const char *story, const char *level,
                                                    guint packages);
void resite_rehearsal_choice_free (ResiteRehearsalChoice *self);

typedef struct
{
  guint packages;       /* 0: as many as usual */
  const char *scenario; /* (nullable): the id of a choice, or a file */
  guint32 seed; /* the same site and the same chances for the same one; 0: others each time */
  double pace;  /* of the clock, 0: as usual */
} ResiteRehearsalOptions;

/* Something that went wrong at the site. Microseconds since 1970; @mended 0: not yet. */
typedef struct
{
  char *name;
  gint64 struck;
  gint64 mended;
} ResiteRehearsalMet;

ResiteRehearsalMet *resite_rehearsal_met_new (const char *name, gint64 struck, gint64 mended);
void resite_rehearsal_met_free (ResiteRehearsalMet *self);

/* How a simulated site is made; the program's main file fills it in, so that nothing else in the
 * window knows the lab. @make may be called in a worker thread. A site that is opened again serves
 * by itself. */
typedef struct
{
  /* (element-type ResiteRehearsalChoice) (transfer full) */
  GPtrArray *(*list_choices) (void);
  gpointer (*make) (const char *folder, const ResiteRehearsalOptions *options, ResiteClock *clock,
                    char **plan_path, GError **error);
  gpointer (*reopen) (const char *folder, ResiteClock *clock, GError **error);
  /* A step begins. */
  void (*reach_step) (gpointer site, const char *step_id);
  /* What a person would have done at the machines in this step. */
  gboolean (*act) (gpointer site, const char *step_id, GError **error);
  /* What the page of a step that does not go on tells a person to do at the machines; FALSE without
   * an error: nothing was to be done. "" is the plan. */
  gboolean (*remedy) (gpointer site, const char *step_id, char **said, GError **error);
  /* (element-type ResiteRehearsalMet) (transfer full) */
  GPtrArray *(*list_met) (gpointer site);
  /* What the site was made with; both (out) (transfer full) (nullable). */
  void (*describe) (gpointer site, char **title, char **lesson);
  /* Lets the machines of a made site be reached, on the main thread; NULL: they never are. */
  gboolean (*serve) (gpointer site, GError **error);
  /* The account of its machines; NULL: they are not reached. (transfer full) */
  ResiteCredentials *(*log_in) (gpointer site, const char *user);
  void (*release) (gpointer site);
  double pace; /* of the clock */
} ResiteRehearsalSite;

/* A rehearsal that is open: its site, its clock, the simulated person at its machines, and the
 * coach. The site stays on the disk beside the run's file, so that a rehearsal can be closed and
 * resumed. Signal "coach-says" (string). */
#define RESITE_TYPE_REHEARSAL (resite_rehearsal_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRehearsal, resite_rehearsal, RESITE, REHEARSAL, GObject)

void resite_rehearsal_make_async (const ResiteRehearsalSite *kind, const char *data_folder,
                                  const ResiteRehearsalOptions *options,
                                  GAsyncReadyCallback callback, gpointer user_data);
ResiteRehearsal *resite_rehearsal_make_finish (GAsyncResult *result, GError **error);
/* NULL when the run at @journal_path is no rehearsal. Its clock goes on where that of the run
 * stood; its site sleeps. */
ResiteRehearsal *resite_rehearsal_find (const ResiteRehearsalSite *kind, const char *journal_path);
/* Only whoever has the run may wake its site: two programs would write over each other's. */
gboolean resite_rehearsal_open_site (ResiteRehearsal *self, GError **error);

const char *resite_rehearsal_get_plan_path (ResiteRehearsal *self);
ResiteClock *resite_rehearsal_get_clock (ResiteRehearsal *self);
/* (nullable) (transfer full): what its machines let @user (nullable) in with. */
ResiteCredentials *resite_rehearsal_dup_credentials (ResiteRehearsal *self, const char *user);
/* From now on the simulated person works for @run; and the run's file remembers its site. */
void resite_rehearsal_attach (ResiteRehearsal *self, ResiteRun *run);

/* Moves the clock to the next morning, 08:00. */
void resite_rehearsal_let_it_be_tomorrow (ResiteRehearsal *self);
/* The person at the machines does what the page of @step says. (nullable) (transfer full): what was
 * done; NULL without an error: there was nothing to do. */
char *resite_rehearsal_remedy (ResiteRehearsal *self, const char *step, GError **error);
/* @step was helped with. */
void resite_rehearsal_note_help (ResiteRehearsal *self, ResiteCoachHelp help, const char *step);
/* Tells @coach what the site knows; before the run has ended only what was mended, as the rest may
 * not have been noticed yet. */
void resite_rehearsal_brief_coach (ResiteRehearsal *self, ResiteCoach *coach);

G_END_DECLS
