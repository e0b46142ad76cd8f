/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): where a program of Resite lies that others start: in a build tree beside those
 * that use it, installed in libexec. RESITE_ERROR_NOT_FOUND. */
char *resite_program_find (const char *name, GError **error);

G_END_DECLS
