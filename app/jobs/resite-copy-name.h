/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of files that are copied to a Windows server, relative with "/". Pure. */

/* (transfer full) (nullable), translated: why Windows could not have a file of this name. */
char *resite_copy_name_get_fault (const char *name);

/* Equal for two names that are one on Windows, where case does not count. */
char *resite_copy_name_fold (const char *name);
/* Equal for names that fold to the same; two others may have it in common, too. */
guint64 resite_copy_name_hash_fold (const char *name);

/* The hidden name, beside it, that a file has until all of it is written; the same every time, so
 * that the next program finds it. */
char *resite_copy_name_make_temporary (const char *name);
gboolean resite_copy_name_is_temporary (const char *name);

/* The hidden name that the old file has while the new one takes its place, on a server that does
 * not put one over the other. */
char *resite_copy_name_make_aside (const char *name);
gboolean resite_copy_name_is_aside (const char *name);

/* The folder that it is in; "" is the root. */
char *resite_copy_name_get_folder (const char *name);

G_END_DECLS
