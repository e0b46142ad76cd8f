/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Is the file @path (a name will do) the compressed one of a package, whatever case it is in? */
gboolean resite_lab_is_package (const char *path);

/* What a person carries to the new server by hand: the file or folder @from below the lab's @folder,
 * to @to. Files that are there as they should be are left alone; package files are read-only
 * afterwards. What is gone at @from cannot be carried, and the next check says so.
 * RESITE_ERROR_NO_SPACE before anything is written of a file that does not fit. Blocks. */
gboolean resite_lab_carry (const char *folder, const char *from, const char *to, GError **error);

G_END_DECLS
