/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When a watch ends by itself, and what it says then. Pure. */

typedef enum
{
  RESITE_WATCH_QUIET_NO,       /* a line decides at once */
  RESITE_WATCH_QUIET_PACKAGES, /* no line that names a package comes any more */
  RESITE_WATCH_QUIET_ERRORS    /* no error comes any more */
} ResiteWatchQuiet;

/* What has to be so. */
typedef struct
{
  ResiteWatchQuiet quiet;
  double quiet_seconds; /* of the clock */
  gboolean unbroken;    /* also where the site is asked: "nothing else happened" counts */
  gboolean listed;      /* every package of a list has to be seen */
  gboolean witnessed;   /* the site itself is asked, and its word decides */
  guint64 content_most; /* bytes that information may have; 0: not counted */
} ResiteWatchWant;

/* What is so. */
typedef struct
{
  gboolean expects_line; /* there is a confirmed good line that may come */
  gboolean good_line;    /* it came */
  double quiet;          /* seconds of the clock; -1: a log cannot be read now */
  guint listed;
  guint missing;   /* of those, not seen yet */
  gboolean holds;  /* the site's own word */
  const char *gap; /* (nullable): why the record is not unbroken */
  guint64 bytes;   /* of information that were sent */
} ResiteWatchFacts;

typedef enum
{
  RESITE_WATCH_GOES_ON,
  RESITE_WATCH_GOOD,
  RESITE_WATCH_UNKNOWN /* it would be good, but for what may have been missed */
} ResiteWatchVerdict;

/* A bad line was decided before. *@why (transfer full, nullable): what the verdict is by, or what is
 * still waited for, translated. */
ResiteWatchVerdict resite_watch_judge (const ResiteWatchWant *want, const ResiteWatchFacts *facts,
                                       char **why);

G_END_DECLS
