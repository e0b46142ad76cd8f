/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run-private.h"
#include "resite-run-reach.h"
#include "resite-windows.h"

G_BEGIN_DECLS

/* resite-run-ask.c */
typedef struct
{
  ResiteQuestionKind kind;
  const char *role;
  const char *server;
  const char *user;
  const char *purpose;
  const char *fingerprint;
  gboolean was_refused;
} ResiteQuestionTexts;
void _resite_run_ask_async (ResiteRun *self, const ResiteQuestionTexts *texts,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
/* FALSE without @error: "no", or nobody to ask. *@credentials (transfer full) (nullable). */
gboolean _resite_run_ask_finish (GAsyncResult *result, ResiteCredentials **credentials,
                                 GError **error);

/* resite-run-act-files.c: the password for files of a machine. */
void _resite_run_ask_for_files_async (ResiteRun *self, const char *role, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);

/* resite-run-directory.c */
void _resite_run_add_directory (ResiteRun *self);
void _resite_run_ask_for_directory_async (ResiteRun *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);

/* resite-run-values.c */
/* (transfer none): the role whose group in the plan counts: "central" may be "primary.2". */
const char *_resite_run_find_section (ResiteRun *self, const char *role);
/* "old" and "new": it has the name that it gets in the end. */
gboolean _resite_run_has_new_identity (ResiteRun *self, const char *machine);

/* resite-run-machines.c */
typedef struct
{
  ResiteMachineFacts facts;
  /* Where it was found under the name that it had then. */
  char *found_name, *found_address;
  gboolean looked_at;          /* its ticks of the past, too */
  ResiteWindowsIdentity *seen; /* in this program's life, or NULL */
  GCancellable *looking;       /* from this desk, or NULL */
  gint64 desk_time;            /* when that ended last, monotonic */
} ResiteMachineRecord;
void _resite_run_init_machines (ResiteRun *self);
/* Never NULL. */
ResiteMachineRecord *_resite_run_ensure_machine (ResiteRun *self, const char *role);
void _resite_run_tell_machine (ResiteRun *self, const char *role);
/* The plan's @key was corrected: what was said of a way that is none any more. */
void _resite_run_forget_way (ResiteRun *self, const char *key);
/* Takes in what an event says of a machine. */
void _resite_run_keep_machine (ResiteRun *self, ResiteEvent *event);
void _resite_run_rebuild_connections (ResiteRun *self);
/* (nullable) (transfer none): name or address where a machine is spoken to now. */
const char *_resite_run_find_host (ResiteRun *self, const char *machine);
void _resite_run_refresh_hosts (ResiteRun *self);
void _resite_run_note_found (ResiteRun *self, const char *role, const char *name,
                             const char *address);

/* resite-run-identity.c */
typedef enum
{
  RESITE_BOX_RIGHT,   /* confirmed before or by the plan */
  RESITE_BOX_UNKNOWN, /* nothing speaks against it, and nobody confirmed it */
  RESITE_BOX_WRONG
} ResiteBoxVerdict;
/* @any_name: its name may be the one before or the one after its change. *@text (transfer full):
 * of a wrong one, which it is. *@by_plan: the plan's numbers fit. */
ResiteBoxVerdict _resite_run_judge_box (ResiteRun *self, const char *role,
                                        const ResiteWindowsIdentity *seen, gboolean any_name,
                                        gboolean *by_plan, char **text);
void _resite_run_draft_known (ResiteRun *self, GPtrArray *drafts, const char *by, const char *role,
                              const ResiteWindowsIdentity *seen, const char *confirmed);
/* (transfer full): "serial number 7XK, hardware number ..., network card ...". */
char *_resite_run_describe_box (const ResiteWindowsIdentity *seen);
/* For an "identity" probe. (nullable) (transfer full). */
char *_resite_run_tell_identity (const char *machine, gpointer run);

/* resite-run-look.c */
/* In the background: what could not be seen at this machine when the run was opened. */
void _resite_run_look_at (ResiteRun *self, const char *role);

/* resite-run-reach.c */
typedef enum
{
  RESITE_REACH_FLAGS_NONE = 0,
  RESITE_REACH_ASK = 1 << 0,      /* passwords, certificates */
  RESITE_REACH_ACT = 1 << 1,      /* something will be done there: the box must be confirmed */
  RESITE_REACH_ANY_NAME = 1 << 2, /* it is being renamed */
} ResiteReachFlags;
void _resite_run_reach_async (ResiteRun *self, const char *role, ResiteReachFlags flags,
                              const char *by, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
ResiteMachine *_resite_run_reach_finish (ResiteRun *self, GAsyncResult *result, GError **error);

G_END_DECLS
