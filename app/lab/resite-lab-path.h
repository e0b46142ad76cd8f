/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Windows paths of the lab's machines. (transfer full) all. */

/* @path seen from @directory, whole and without "." and "..": "E:\SMS\Logs"; drives in capitals. */
char *resite_lab_path_complete (const char *directory, const char *path);
/* Where that lies below @folder, a machine's files: whatever case the parts are in that are there;
 * the rest as given. NULL: the machine has no such drive. */
char *resite_lab_path_find (const char *folder, const char *windows_path);
/* "E:\SMS\Logs" -> "E:\SMS", "E:\SMS" -> "E:\". */
char *resite_lab_path_get_parent (const char *windows_path);
/* "E:\SMS\Logs" -> "Logs". */
const char *resite_lab_path_get_name (const char *windows_path);

G_END_DECLS
