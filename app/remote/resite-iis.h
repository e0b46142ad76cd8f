/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim.h"

G_BEGIN_DECLS

/* What IIS 6 and Windows tell of it through WMI; everything waits and is for workers. IIS's own
 * provider (root/MicrosoftIISv2) may be missing: RESITE_ERROR_NOT_FOUND. */

/* WebSvcExtRestrictionList of W3SVC: "1,C:\...\httpext.dll,0,WEBDAV,WebDAV", the first number
 * tells whether it is allowed. */
GStrv resite_iis_list_extensions (ResiteCim *cim, GCancellable *cancellable, GError **error);
/* The one whose file, group or title has @word in it. FALSE: none is listed. */
gboolean resite_iis_find_extension (const char *const *extensions, const char *word,
                                    gboolean *allowed);

/* "W3SVC/1/ROOT/SMS_MP" */
GStrv resite_iis_list_directories (ResiteCim *cim, GCancellable *cancellable, GError **error);
/* By the last part of the name, of any web site. */
gboolean resite_iis_has_directory (const char *const *directories, const char *name);

/* @name: "root/ccm" */
gboolean resite_iis_has_namespace (ResiteCim *cim, const char *name, gboolean *there,
                                   GCancellable *cancellable, GError **error);
/* "NTFS" of "E:"; NULL without @error: no such fixed drive. (transfer full) */
char *resite_iis_get_file_system (ResiteCim *cim, const char *drive, GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
