/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-kit-results.h"
#include "resite-kit-script.h"
#include "resite-run.h"

G_BEGIN_DECLS

/* The field kit: for every step that a line can do, a script for exactly this site, ready for a
 * stick or a share, for machines that Resite does not reach; and what the scripts found, read back
 * and taken into the run as if Resite had been there itself. */

/* (element-type ResiteKitScript), in the order of the run, the way back last. Main thread. */
GPtrArray *resite_kit_list (ResiteRun *run);

/* Writes the scripts, a READ-ME.txt with their order, and the folder "results" into @folder, made if
 * it is missing. What lies there under other names stays; results stay. *@written: how many scripts.
 * Scripts with something missing are not written and named in READ-ME.txt. Blocks. */
gboolean resite_kit_write (GPtrArray *scripts, const char *folder, guint *written, GError **error);

/* One result file, read back and judged. */
typedef struct
{
  ResiteKitScript *script; /* borrowed from the list */
  char *path;
  GPtrArray *actions; /* ResiteKitVerdict, one an action */
  char *machine;      /* the name that the computer gave itself */
  gboolean complete;  /* the end of the script is there */
} ResiteKitResult;

void resite_kit_result_free (ResiteKitResult *self);
/* (element-type ResiteKitResult): of the results below @folder (or @folder itself being "results"),
 * in the order of the scripts. Files that belong to no script, to another run, or to another machine are
 * named in @strange (element-type utf8), with the reason. Blocks. */
GPtrArray *resite_kit_read (GPtrArray *scripts, const char *folder, GPtrArray *strange,
                            GError **error);

/* Takes the results into the run: each action whose step is reached gets its rows and its outcome,
 * known by "F"; the file is attached. *@taken: names of steps (transfer full); what could not be
 * taken yet is in @later (element-type utf8) with the reason. Main thread. */
void resite_kit_take_async (ResiteRun *run, GPtrArray *results, const char *by,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean resite_kit_take_finish (ResiteRun *run, GAsyncResult *result, GPtrArray **taken,
                                 GPtrArray **later, GError **error);

/* (element-type utf8) (transfer full): of the steps @taken, those that are not closed yet and what a
 * person still has to do or say there, translated. Main thread. */
GPtrArray *resite_kit_list_waiting (ResiteRun *run, GPtrArray *taken);

G_END_DECLS
