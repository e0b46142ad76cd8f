/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line of a log as SMS 2003 and its family write it, taken apart without a copy. Any thread. */

typedef enum
{
  RESITE_LINE_PLAIN,  /* no mark of its own: a part of a longer message, or another program's log */
  RESITE_LINE_SERVER, /* text  $$<COMPONENT><time zone><thread=...> */
  RESITE_LINE_CLIENT, /* <![LOG[text]LOG]!><time="..." date="..." component="..." ...> */
  RESITE_LINE_SETUP,  /* <date time> text */
  RESITE_LINE_COPIED  /* text TAB component TAB time TAB thread: out of a viewer's clipboard */
} ResiteLineShape;

typedef enum
{
  RESITE_LINE_INFORMATION,
  RESITE_LINE_WARNING,
  RESITE_LINE_ERROR
} ResiteLineSeverity;

/* A piece of the line; not ended by a zero. */
typedef struct
{
  const char *start;
  gsize length;
} ResiteLogPart;

typedef struct
{
  ResiteLineShape shape;
  ResiteLogPart text; /* without "~" at its ends, which stand for line breaks, and blanks behind */
  ResiteLogPart component;
  ResiteLogPart time; /* as it is written; a client's is its time=... date=... */
  guint32 thread;     /* 0: not told */
  guint type;         /* of a client's line: 1 information, 2 warning, 3 error; 0: not told */
  gboolean begins;    /* first line of a client's message that goes on */
  gboolean cut;       /* the line ends within its marks */
} ResiteLogLine;

/* @bytes: one line in UTF-8 or Windows-1252, with or without its end. Never fails: what it cannot
 * make out is RESITE_LINE_PLAIN, and all of it is text. */
void resite_log_line_parse (ResiteLogLine *line, const char *bytes, gsize length);

/* By STATMSG's SEV= or the client's type, else by the words of the text. */
ResiteLineSeverity resite_log_line_get_severity (const ResiteLogLine *line);
/* "info", "warning", "error": for programs, never translated. */
const char *resite_line_severity_get_name (ResiteLineSeverity severity);

/* (transfer full): valid UTF-8. */
char *resite_log_part_dup (const ResiteLogPart *part);
gboolean resite_log_part_equal (const ResiteLogPart *part, const char *text);

G_END_DECLS
