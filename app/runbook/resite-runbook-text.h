/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* White space as xgettext sees it by the rules in its/runbook.its: each run of it is one space,
 * none at the ends. (transfer full) */
char *resite_runbook_text_collapse (const char *text);

/* Lines of a command: the indentation that the file gives them is taken off, lines stay lines.
 * (transfer full) */
char *resite_runbook_text_to_command (const char *text);

/* The translation of a collapsed text. (transfer full) */
char *resite_runbook_text_translate (const char *text);

/* Adds every name in a ${name} of @text to @names (a set of strings that it owns). FALSE: *@problem
 * (transfer full) says what is wrong. */
gboolean resite_runbook_text_scan (const char *text, GHashTable *names, char **problem);

/* The same for the names on the left side in a condition; its syntax is not looked at. */
void resite_runbook_text_scan_condition (const char *condition, GHashTable *names);

G_END_DECLS
