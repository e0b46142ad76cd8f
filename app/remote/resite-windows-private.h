/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-windows.h"

G_BEGIN_DECLS

#define RESITE_WINDOWS_SPACE "root/cimv2"

/* A return value that has a meaning of its own. A table of them ends with NULL. */
typedef struct
{
  gint64 code;
  const char *meaning; /* N_() */
} ResiteWindowsMeaning;

/* Rows of root/cimv2; @format makes WQL. */
GPtrArray *resite_windows_select (ResiteCim *cim, GCancellable *cancellable, GError **error,
                                  const char *format, ...) G_GNUC_PRINTF (4, 5);
/* The only row, or RESITE_ERROR_NOT_FOUND: @query names what every Windows has one of. */
ResiteCimObject *resite_windows_select_one (ResiteCim *cim, const char *query,
                                            GCancellable *cancellable, GError **error);

/* Keys of one property. */
ResiteCimObject *resite_windows_key (const char *name, const char *value);
ResiteCimObject *resite_windows_key_number (const char *name, gint64 value);

/* Calls a method of root/cimv2. *@code: its return value, -1 when the answer has none. FALSE only
 * when the call itself failed. @in (nullable). */
gboolean resite_windows_call (ResiteCim *cim, const char *class_name, ResiteCimObject *keys,
                              const char *method, ResiteCimObject *in, gint64 *code,
                              GCancellable *cancellable, GError **error);
/* FALSE with "WHAT: the machine answered N, MEANING"; @what is what was tried. 2, 5 and 91 are not
 * alike in all classes, so @denied says which number means no right; -1 for none. */
void resite_windows_set_error (GError **error, const char *what, gint64 code, gint64 denied,
                               const ResiteWindowsMeaning *meanings);

/* TRUE when a call that ended so may have been carried out all the same. */
gboolean resite_windows_may_be_done (const GError *error);

/* Waits; FALSE and G_IO_ERROR_CANCELLED when it was cancelled meanwhile. */
gboolean resite_windows_wait (guint milliseconds, GCancellable *cancellable, GError **error);

/* The values of a property of all rows as texts; rows without it are left out. */
GStrv resite_windows_dup_column (GPtrArray *rows, const char *name);
GStrv resite_windows_dup_list (ResiteCimObject *row, const char *name);

G_END_DECLS
