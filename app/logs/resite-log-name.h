/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where SMS puts the full log: x.lo_. (transfer full) */
char *resite_log_name_get_former (const char *path);

/* @path as it is spelled on the disk: SMS makes MPSetup.log where its papers say mpsetup.log, and
 * the folder may be LOGS. NULL: it is not there in any case. (transfer full) Blocks. */
char *resite_log_name_find (const char *path);

G_END_DECLS
