/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When a machine started, from the little that RPC tells of it. Microseconds since 1970, UTC. Pure. */

/* "%Y%m%d%H%M%S.%f+000" as CIM has it. (transfer full); NULL: no time that a calendar has. */
char *resite_rpc_format_time (gint64 time);
/* A FILETIME of the registry. 0: none, or none that can be: before Windows 2000, or after @now. */
gint64 resite_rpc_read_filetime (GBytes *bytes, gint64 now);
/* @up: what the machine counts since it started, 0: it does not; the count begins anew each 2^32
 * milliseconds, 49.7 days. @shutdown: when it went down in order for the last time; 0: not known.
 * 0: nobody knows. */
gint64 resite_rpc_choose_boot (gint64 now, gint64 up, gint64 shutdown);

G_END_DECLS
