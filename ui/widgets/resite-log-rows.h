/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "resite-log-line.h"
#include "resite-watch-reading.h"

G_BEGIN_DECLS

/* A line of a log as it is shown: with its time and what it means before it, and behind it what a
 * code in it stands for. */
typedef struct
{
  const char *file; /* interned */
  char *text;       /* as it stands in the log */
  char *word;       /* what it means here, or NULL */
  ResiteLineSeverity severity;
  gboolean good;
  char package[RESITE_LOG_ID_SIZE];
} ResiteLogRow;

/* @word (nullable). @good: a line that is hoped for; @severity counts for all others. */
ResiteLogRow *resite_log_row_new (const char *file, const char *text, const char *word,
                                  ResiteLineSeverity severity, gboolean good);
void resite_log_row_free (ResiteLogRow *row);

/* (transfer full), one line; *@explained: in characters, where the words for a code begin, or -1. */
char *resite_log_row_format (const ResiteLogRow *row, gboolean with_file, int *explained);

typedef enum
{
  RESITE_LOG_SHOW_ALL,
  RESITE_LOG_SHOW_MARKED,   /* lines that mean something: good, warning or bad */
  RESITE_LOG_SHOW_WARNINGS, /* and errors */
  RESITE_LOG_SHOW_ERRORS
} ResiteLogShow;

/* Which lines are wanted. Texts may be NULL: any. */
typedef struct
{
  ResiteLogShow show;
  const char *text;    /* in any case */
  const char *package; /* the beginning of its id, in any case */
  const char *file;
} ResiteLogFilter;

gboolean resite_log_filter_takes (const ResiteLogFilter *filter, const ResiteLogRow *row);
gboolean resite_log_filter_is_set (const ResiteLogFilter *filter);

G_END_DECLS
