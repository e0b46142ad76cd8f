/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A server writes the marks behind its texts in the same way ten thousand times over: the few forms
 * that a log has are remembered, and a line is compared with them before it is taken apart. */
typedef struct _ResiteLogTrailers ResiteLogTrailers;

typedef struct
{
  const char *start;  /* of "$$<" */
  guint component;    /* as it was remembered */
  const char *thread; /* where its number stands */
  gint64 time;        /* microseconds since 1970, UTC */
  int offset;
} ResiteLogTrailer;

ResiteLogTrailers *resite_log_trailers_new (void);
void resite_log_trailers_free (ResiteLogTrailers *self);

/* @end: behind the last ">", without the line's end. FALSE: a form that is not known. */
gboolean resite_log_trailers_read (ResiteLogTrailers *self, const char *start, const char *end,
                                   ResiteLogTrailer *trailer);
/* Remembers the form of a line that was taken apart: "$$<" is at @mark, and its time is a day of the
 * week, month, day, time with milliseconds, year and zone. */
void resite_log_trailers_learn (ResiteLogTrailers *self, const char *mark, const char *end,
                                guint component, int offset);

G_END_DECLS
