/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-event.h"

G_BEGIN_DECLS

typedef enum
{
  RESITE_FACT_VALUE = 0, /* hashed as it is */
  RESITE_FACT_TEXT = 1,  /* its digest is hashed; can be blanked */
  RESITE_FACT_FILE = 2   /* the same, and not read together with its event */
} ResiteFactKind;

typedef struct
{
  char *name;
  ResiteFactKind kind;
  char *value;   /* of a value */
  char *digest;  /* of a text or file */
  GBytes *bytes; /* of a text or file; NULL: blanked or not read */
  char *text;    /* the bytes of a text, ended with a NUL */
} ResiteFact;

struct _ResiteEvent
{
  GObject parent_instance;

  char *what;
  char *actor;
  char *step;
  char *target;
  guint attempt;
  GPtrArray *facts; /* ResiteFact */

  guint64 sequence; /* 0: a draft */
  gint64 time;
  char *hash;
  gint handed_over; /* atomic: a draft that the journal has is not written to any more */
};

/* A fact as it was read from the file. @digest NULL: a value. Takes nothing. */
void resite_event_restore_fact (ResiteEvent *self, const char *name, ResiteFactKind kind,
                                const char *value, const char *digest, GBytes *bytes);

/* The hash that the event has at that place, after an event with hash @previous. */
char *resite_event_compute_hash (ResiteEvent *self, guint64 sequence, gint64 time,
                                 const char *previous);

/* What the first event names as its predecessor's hash. */
#define RESITE_EVENT_NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"

G_END_DECLS
