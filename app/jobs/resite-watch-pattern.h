/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a line of a log may mean. */
typedef struct
{
  char *pattern; /* regular expression, without case */
  char *label;
  gboolean good;
  gboolean confirmed;  /* an unconfirmed pattern never decides alone */
  gboolean only_marks; /* confirmed, but no reason to end the watch */
  gboolean again;      /* neither good nor bad: a new attempt begins, what was before is over */
  char *log;           /* (nullable): only lines of the log of this name decide, "mpsetup.log" */
} ResiteWatchPattern;

ResiteWatchPattern *resite_watch_pattern_new (const char *pattern, const char *label, gboolean good,
                                              gboolean confirmed);
void resite_watch_pattern_free (ResiteWatchPattern *pattern);

/* (element-type GRegex), one for each of @patterns (element-type ResiteWatchPattern);
 * RESITE_ERROR_INVALID names the one that is no regular expression. */
GPtrArray *resite_watch_patterns_compile (GPtrArray *patterns, GError **error);

G_END_DECLS
