/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cli.h"

G_BEGIN_DECLS

/* Whether a person can be asked: the program has a terminal of its own, wherever its output goes. */
gboolean resite_cli_terminal_is_there (void);

/* Asks one question there and waits for a line; main thread, whose loop turns meanwhile. With
 * @hidden nothing that is typed is shown; the terminal is put back on every way out, signals
 * included. (transfer full): the line without its end; free what was hidden with
 * resite_cli_terminal_forget(). NULL with @error: no terminal (NOT_FOUND), its end was typed
 * (INVALID), or a signal came (G_IO_ERROR_CANCELLED). */
char *resite_cli_terminal_ask (ResiteCli *cli, const char *question, gboolean hidden,
                               GError **error);
/* Is @line a "yes", in English or in the language of the person? */
gboolean resite_cli_terminal_says_yes (const char *line);
/* At once and past every buffer; what cannot be written is left out. */
void resite_cli_terminal_write (int fd, const char *text);
/* Overwrites, then frees. */
void resite_cli_terminal_forget (char *line);

G_END_DECLS
