/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"

G_BEGIN_DECLS

/* A folder that is only looked at and that need not be there: then it is an empty one. */
#define RESITE_TYPE_FOLDER_ABSENT (resite_folder_absent_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFolderAbsent, resite_folder_absent, RESITE, FOLDER_ABSENT, GObject)

/* @folder (nullable): what is perhaps there; NULL: nothing is, and @place says where it would be. */
ResiteFolder *resite_folder_absent_new (ResiteFolder *folder, const char *place);

G_END_DECLS
