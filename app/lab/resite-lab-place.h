/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): the folder of a new lab. One with something in it is someone's: it would be
 * deleted with the rehearsal. @wanted NULL: a new one in the temporary folder. */
char *resite_lab_place_make (const char *wanted, GError **error);
/* (transfer full): the stand-in for the preload tool. In a build tree it lies in app/lab beside the
 * program's folder, installed in libexec: the one that came with this program is the one to use. */
char *resite_lab_place_find_tool (GError **error);

G_END_DECLS
