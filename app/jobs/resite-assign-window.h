/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much may be assigned and not proved: once a row is written SMS sends by itself, and nothing of
 * ours stops that. */
typedef struct
{
  guint most_packages;
  gint64 most_bytes;
  guint packages; /* that are in it now */
  gint64 bytes;
} ResiteAssignWindow;

/* What a package of unknown size (-1) counts as. */
#define RESITE_ASSIGN_UNKNOWN_BYTES (G_GINT64_CONSTANT (200) * 1000 * 1000)

/* 0 packages or 0 bytes: 20, or 200 MB. */
void resite_assign_window_init (ResiteAssignWindow *self, guint most_packages, gint64 most_bytes);
/* A package that is larger than all of the window goes alone. */
gboolean resite_assign_window_has_room (const ResiteAssignWindow *self, gint64 bytes);
void resite_assign_window_enter (ResiteAssignWindow *self, gint64 bytes);
void resite_assign_window_leave (ResiteAssignWindow *self, gint64 bytes);

G_END_DECLS
