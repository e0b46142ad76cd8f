/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes the filled plan of the rehearsal at @path. @tool: the program that stands in for the
 * preload tool on this desk. Blocks. */
gboolean resite_lab_plan_write (const char *path, const char *folder, const char *tool,
                                GPtrArray *packages, GError **error);

G_END_DECLS
