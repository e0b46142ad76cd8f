/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"

G_BEGIN_DECLS

/* A folder on this desk, or one that is mounted here. The DOS read-only attribute is the extended
 * attribute user.DOSATTRIB where the file system carries that (as Samba and ntfs-3g know it),
 * else, and beside it, the absence of write permission. */
#define RESITE_TYPE_FOLDER_LOCAL (resite_folder_local_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFolderLocal, resite_folder_local, RESITE, FOLDER_LOCAL, GObject)

/* RESITE_ERROR_NOT_FOUND when @path is no folder. */
ResiteFolder *resite_folder_local_new (const char *path, GError **error);

G_END_DECLS
