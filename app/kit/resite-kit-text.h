/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-variables.h"

G_BEGIN_DECLS

/* Text for the command interpreter of Windows 2000 and 2003. Pure; main thread for the variables. */

/* One line of a batch file from a line of the runbook: the values of its ${names} are taken
 * literally, whatever cmd.exe makes of their characters, while the line's own %NAME%, quotes and
 * redirections stay as they are. A word that a value gives blanks or special characters is quoted
 * as a whole. A name that stands for a whole line of the plan (${preinst.delsite}) is that line.
 * RESITE_ERROR_NOT_FOUND names what the plan does not say; RESITE_ERROR_INVALID is for
 * a value that no batch file can hold: a quote, a line end, a control character. */
char *resite_kit_line_expand (ResiteVariables *variables, const char *line, GError **error);

/* @value for between quotes in a batch file: "%" doubled; what no name or path holds left out. */
char *resite_kit_quote_inside (const char *value);
/* @text with "?" for every letter that a console of the field has not: for what is only shown. */
char *resite_kit_fit (const char *text);
/* @text for behind "echo " or in a "rem": special characters escaped, quotes kept; one line. */
char *resite_kit_echo_escape (const char *text);
/* @text as a VBScript literal with its quotes. */
char *resite_kit_script_literal (const char *text);
/* Line ends as Windows has them; takes @text. */
char *resite_kit_to_crlf (GString *text);

/* What a batch file is written in: the bytes of code page 850 where the text has any, so that names
 * with letters beyond ASCII are right in a console of Western Europe; *@whole is FALSE when a letter had no
 * place there and became "?". */
char *resite_kit_encode (const char *text, gsize *length, gboolean *whole);
/* The same for a file called @name: the script host reads .vbs in the code page of windows, 1252. */
char *resite_kit_encode_for (const char *name, const char *text, gsize *length, gboolean *whole);

G_END_DECLS
