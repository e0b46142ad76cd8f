/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a log lies, with the full one that SMS puts beside it: on this desk, or behind functions of
 * somebody else. Every call may wait for the disk or the network. */

typedef enum
{
  RESITE_LOG_THERE,
  RESITE_LOG_NOT_THERE,
  RESITE_LOG_BARRED, /* that will not pass by itself */
  RESITE_LOG_TROUBLE /* that may pass */
} ResiteLogAnswer;

typedef struct
{
  guint64 size;
  gint64 modified; /* microseconds since 1970 */
  guint64 number;  /* of the file, whatever its name; 0: not known */
} ResiteLogFacts;

typedef struct
{
  void (*free) (gpointer place);
  /* @former: the full one, x.lo_. *@reason (transfer full) is set where it is not there. */
  ResiteLogAnswer (*query) (gpointer place, gboolean former, ResiteLogFacts *facts, char **reason);
  ResiteLogAnswer (*open) (gpointer place, gboolean former, gpointer *file, ResiteLogFacts *facts,
                           char **reason);
  /* Bytes, less than @size only at the end; -1 and *@reason. */
  gssize (*read) (gpointer place, gpointer file, char *buffer, gsize size, guint64 offset,
                  char **reason);
  void (*close) (gpointer place, gpointer file);
  /* An open file is in nobody's way, and asking for facts costs as much as opening it. */
  gboolean near;
} ResiteLogPlaceType;

/* Takes @place. */
typedef struct
{
  const ResiteLogPlaceType *type;
  gpointer place;
} ResiteLogSource;

/* By its path on this desk; names are found whatever their case. */
ResiteLogSource resite_log_source_for_path (const char *path);
void resite_log_source_clear (ResiteLogSource *self);

G_END_DECLS
