/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-wire-count.h"
#include "resite-wire-look.h"
#include "resite-wire-proof.h"

G_BEGIN_DECLS

typedef struct
{
  char *name; /* for a person */
  ResiteWireCount *count;
  guint n_gaps;
  gboolean followed;
  gboolean barred; /* it could not be read before it was followed */
  char *place;     /* where its record began; NULL: not known yet */
} ResiteWireLog;

typedef struct
{
  guint first_break; /* from which on one counts */
  guint64 info_bytes;
  guint64 unsure_bytes;
  guint *large;   /* one for each log */
  guint serial;   /* which it was to be expected */
  gboolean joins; /* others were under way */
  gboolean settled;
} ResiteWirePackage;

struct _ResiteWireProof
{
  GObject parent_instance;

  char *site;
  char *server; /* or NULL */
  ResiteClock *clock;
  guint interval;
  GPtrArray *tails; /* ResiteLogTail */
  GPtrArray *logs;  /* ResiteWireLog, likewise */

  GHashTable *packages; /* id → ResiteWirePackage */
  guint n_expected;
  guint under_way;
  GPtrArray *breaks; /* utf8: where lines may be missing, oldest first */
  char *gap;         /* why nothing can be read now, or NULL */

  GCancellable *cancellable; /* while it runs */
  guint source;
  gint64 tick;       /* on the clock, when it was last awake */
  gint64 look_begun; /* monotonic */
  gint64 caught_up;  /* monotonic: all was read that was written before; 0: never */
};

/* resite-wire-proof.c */
void _resite_wire_tell_look (ResiteWireProof *self);

/* resite-wire-follow.c */
/* Lines may be missing; takes @text. */
void _resite_wire_add_break (ResiteWireProof *self, char *text);
/* Looks now, and then again and again. */
void _resite_wire_look (ResiteWireProof *self);

G_END_DECLS
