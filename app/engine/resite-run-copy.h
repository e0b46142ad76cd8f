/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-run.h"

G_BEGIN_DECLS

/* Copies of a run: what one would do, and what a person chooses for them. Main thread only. */

/* For all copies of this program's life; where nobody chose, what the plan says. What runs already
 * takes a new limit over at once. */
typedef struct _ResiteCopyChoices
{
  guint64 limit;         /* bytes a second; 0 none */
  gboolean low_priority; /* the disk and the processor serve everybody else first */
} ResiteCopyChoices;

void resite_run_set_copy_choices (ResiteRun *self, const ResiteCopyChoices *choices);
void resite_run_get_copy_choices (ResiteRun *self, ResiteCopyChoices *choices);

/* When this copy is started next, what only the target has is removed after everything else. The
 * start uses it up; it is written down with what was started. */
void resite_run_set_delete_extra (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                                  gboolean yes);
gboolean resite_run_get_delete_extra (ResiteRun *self, ResiteStepRun *step, ResiteAction *action);

/* (transfer full) (nullable), translated: what a person has to know of the line that it goes over. */
char *resite_run_dup_copy_warning (ResiteRun *self, ResiteStepRun *step, ResiteAction *action);

typedef struct
{
  guint files;
  guint64 bytes;
} ResiteCopySum;

/* What a copy would do. */
typedef struct
{
  ResiteCopySum fresh;   /* only the source has them */
  ResiteCopySum changed; /* the target has others */
  ResiteCopySum same;
  ResiteCopySum open;  /* have to be read first: their content tells */
  ResiteCopySum extra; /* only the target has them */
  guint barred;        /* cannot be copied at all */
  GStrv extra_names;   /* the first ones */
  char *remark;        /* (nullable): what is to be known about it, translated */
} ResiteCopyPreview;

void resite_copy_preview_free (ResiteCopyPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyPreview, resite_copy_preview_free)

/* Looks at both sides and changes nothing; nothing is written down. Asks for passwords that files
 * over SMB need. */
void resite_run_preview_copy_async (ResiteRun *self, ResiteStepRun *step, ResiteAction *action,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
ResiteCopyPreview *resite_run_preview_copy_finish (ResiteRun *self, GAsyncResult *result,
                                                   GError **error);

G_END_DECLS
