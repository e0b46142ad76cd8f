/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"

G_BEGIN_DECLS

/* resite_folder_visit() of a folder on this desk: one look at each name, from its folder's open
 * descriptor, and no question for attributes. */
gboolean resite_folder_local_visit (ResiteFolder *folder, const char *name, ResiteFolderVisit visit,
                                    gpointer user_data, GCancellable *cancellable, GError **error);

G_END_DECLS
