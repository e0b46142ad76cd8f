/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "resite-run-directory.h"

G_BEGIN_DECLS

/* Before the guard of a step that deletes in the directory: which objects those are, with their full
 * names, at each domain controller. It looks by itself where nobody has to be asked for a password;
 * else when its button is pressed. */
#define RESITE_TYPE_DIRECTORY_BOX (resite_directory_box_get_type ())
G_DECLARE_FINAL_TYPE (ResiteDirectoryBox, resite_directory_box, RESITE, DIRECTORY_BOX, GtkBox)

GtkWidget *resite_directory_box_new (ResiteRun *run, ResiteStepRun *step);

G_END_DECLS
