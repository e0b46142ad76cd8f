/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is wrong with a file, gathered over several passes so that a person sees all of it at
 * once. */
typedef struct _ResiteComplaints ResiteComplaints;

/* @name: the file's, as it stands in the messages. */
ResiteComplaints *resite_complaints_new (const char *name);
void resite_complaints_free (ResiteComplaints *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteComplaints, resite_complaints_free)

void resite_complaints_add (ResiteComplaints *self, int line, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
guint resite_complaints_count (ResiteComplaints *self);

/* RESITE_ERROR_INVALID with "NAME:LINE: message" lines in the order of the file; the same
 * complaint of one line is told once. Only when there are some. */
void resite_complaints_propagate (ResiteComplaints *self, GError **error);

G_END_DECLS
