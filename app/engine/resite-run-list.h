/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a start page and "list" show of the runs in a data folder. */
typedef struct
{
  char *path;
  char *id;
  char *title;     /* "S01 BR01SMS" */
  char *condition; /* open, ended, went-back, aborted, unreadable */
  char *current;   /* step id, or "" */
  char *message;   /* of an unreadable one */
  char *owner;     /* (nullable): who has it open for acting now */
  gboolean rehearsal;
  gint64 started_at, last_at;
} ResiteRunSummary;

void resite_run_summary_free (ResiteRunSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteRunSummary, resite_run_summary_free)
/* (element-type ResiteRunSummary), newest first. Never fails; blocks for some milliseconds a run. */
GPtrArray *resite_run_list_read (const char *data_folder);
/* $XDG_DATA_HOME/resite; made if missing, mode 0700. */
char *resite_run_list_get_data_folder (void);

G_END_DECLS
