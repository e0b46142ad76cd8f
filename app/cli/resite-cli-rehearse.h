/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"
#include "resite-lab-checker.h"
#include "resite-lab.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* One rehearsal that is walked through without a person. */
typedef struct
{
  ResiteCli *cli;
  ResiteLab *lab;
  ResiteClock *clock; /* of the site and of the run */
  ResiteRun *run;
  const char *back_after; /* (nullable): step after which the old server is put back */
  guint restarts;         /* programs that lost their power before this one */
} ResiteCliRehearsal;

/* Refuses papers that could not be written, before the road that they are about is walked. */
gboolean resite_cli_rehearsal_check_papers (ResiteCli *cli, GError **error);

/* Writes those that were asked for: they are wanted most where something went wrong. FALSE: one is not
 * there; that of another is told. */
gboolean resite_cli_rehearsal_write_papers (ResiteCliRehearsal *rehearsal, const char *journal_path,
                                            GError **error);

/* Who signs off in a person's stead: a name in the record. */
const char *resite_cli_rehearsal_get_policy (void);
/* The whole road, its papers, and the look at the site. */
ResiteCliStatus resite_cli_rehearsal_tour (ResiteCliRehearsal *rehearsal, GError **error);

void resite_cli_rehearsal_print_findings (ResiteCliRehearsal *rehearsal,
                                          const ResiteLabFindings *findings);
/* What went wrong on the way. */
void resite_cli_rehearsal_print_met (ResiteCliRehearsal *rehearsal);

/* A power cut ends the program that rehearses, as it would. Somebody has to switch on again: another
 * program, which watches over it and begins it anew in the same folder. */
typedef struct
{
  char *folder; /* (nullable): where this program rehearses on behalf of the one that watches */
  guint restarts;
} ResiteCliWatched;

/* What the watching program has told this one; once. */
void resite_cli_watched_take (ResiteCliWatched *watched);
void resite_cli_watched_clear (ResiteCliWatched *watched);
/* Lets another program do what this one was called for, in @folder, until it ends by itself. */
ResiteCliStatus resite_cli_rehearse_watch_over (ResiteCli *cli, const char *folder, GError **error);

G_END_DECLS
