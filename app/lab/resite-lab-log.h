/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line of a server log as SMS 2003 writes it: text, component, English time with milliseconds,
 * thread; CRLF. @time: microseconds since 1970, shown in UTC. */
void resite_lab_log_format (GString *lines, const char *component, guint thread, gint64 time,
                            const char *text);
/* A status message line: @id 2300 and so on, about @package. */
void resite_lab_log_format_status (GString *lines, const char *component, guint thread, gint64 time,
                                   guint id, const char *server, const char *site,
                                   const char *package);

/* Adds @lines to the log at @path, made with its folders if it is missing, in one write; a log of
 * over 2 MiB is turned over to x.lo_ before, as SMS does. Blocks. */
gboolean resite_lab_log_append (const char *path, const char *lines, GError **error);
/* Turned over from @limit bytes on, 0: as usual. */
gboolean resite_lab_log_append_within (const char *path, const char *lines, guint limit,
                                       GError **error);

G_END_DECLS
