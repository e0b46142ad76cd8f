/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-log-event.h"

G_BEGIN_DECLS

/* What a scan counts, in tables that cannot grow without end: a log of gigabytes and a log of random
 * bytes take no more than some megabytes. What finds no room is counted as "others". */

#define RESITE_LOG_ID_SIZE 9

typedef struct
{
  char id[RESITE_LOG_ID_SIZE];
  guint64 lines; /* that name it */
  guint64 errors;
  guint32 events[RESITE_LOG_N_EVENTS];
  guint64 bytes; /* of its content, as far as the log tells that they were sent */
  gint64 first;  /* microseconds since 1970; 0: no line had a time */
  gint64 last;
} ResiteLogPackage;

typedef struct
{
  char *name;
  guint64 lines;
} ResiteLogComponent;

typedef struct _ResiteLogTally ResiteLogTally;

ResiteLogTally *resite_log_tally_new (void);
void resite_log_tally_free (ResiteLogTally *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLogTally, resite_log_tally_free)

/* @id: eight characters, in any case. Valid until the next one; NULL: no room. */
ResiteLogPackage *resite_log_tally_get_package (ResiteLogTally *self, const char *id);
/* (nullable) */
const ResiteLogPackage *resite_log_tally_find_package (const ResiteLogTally *self, const char *id);
guint resite_log_tally_count_packages (const ResiteLogTally *self);
/* (element-type ResiteLogPackage) (transfer container), by id. */
GPtrArray *resite_log_tally_list_packages (const ResiteLogTally *self);
/* Lines whose package found no room. */
guint64 resite_log_tally_get_others (const ResiteLogTally *self);

/* Its number, to count lines by. */
guint resite_log_tally_get_component (ResiteLogTally *self, const char *name, gsize length);
void resite_log_tally_count_component (ResiteLogTally *self, guint component);
guint resite_log_tally_count_components (const ResiteLogTally *self);
const ResiteLogComponent *resite_log_tally_component_at (const ResiteLogTally *self, guint index);

void resite_log_tally_add (ResiteLogTally *self, const ResiteLogTally *other);

G_END_DECLS
