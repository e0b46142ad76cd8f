/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-shell.h"

G_BEGIN_DECLS

/* The remote shells of verbs that belong to no run, in DATA/shells: one file for each program that
 * runs, locked as long as it does. A file that is there without its lock was left by a program that
 * was killed, and the shells in it are deleted by the next one that signs in there. */
typedef struct _ResiteCliShellBook ResiteCliShellBook;

ResiteCliShellBook *resite_cli_shell_book_new (const char *data_folder, GError **error);
void resite_cli_shell_book_free (ResiteCliShellBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCliShellBook, resite_cli_shell_book_free)

/* (transfer none): for resite_shell_new(); the book must outlive that shell. */
const ResiteShellBook *resite_cli_shell_book_get (ResiteCliShellBook *self);

G_END_DECLS
