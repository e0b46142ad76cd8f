/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-line.h"

G_BEGIN_DECLS

/* The moment of a log line. Servers write their local time and the English name of their zone,
 * later products and clients the minutes that are missing to UTC. Pure. */
typedef struct
{
  gint64 time;         /* microseconds since 1970, UTC */
  int offset;          /* minutes that local time is ahead of UTC */
  gboolean zone_known; /* else the offset is this desk's */
} ResiteLogTime;

/* FALSE: the line has no time that can be read. */
gboolean resite_log_time_read (const ResiteLogLine *line, ResiteLogTime *time);
/* Microseconds since 1970 of a local time, as if it were UTC. FALSE where there is no such day. */
gboolean resite_log_time_compose (int year, int month, int day, int seconds, gint64 *local);
/* Completes @time for @local in the zone of that name. */
void resite_log_time_set_zone (ResiteLogTime *time, gint64 local, const char *zone, gsize length);

/* RFC 3339 with milliseconds and offset. (transfer full) */
char *resite_log_time_format (gint64 time, int offset);

/* What a person writes: RFC 3339, or without zone for this desk's; "2008-10-14 14:10", "2008-10-14".
 * RESITE_ERROR_INVALID. */
gboolean resite_log_time_from_text (const char *text, gint64 *time, GError **error);

/* Minutes ahead of UTC of "Central Daylight Time". FALSE: no such zone is known. */
gboolean resite_log_zone_find (const char *name, gsize length, int *offset);

G_END_DECLS
