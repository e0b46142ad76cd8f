/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-watch-reading.h"

G_BEGIN_DECLS

#define RESITE_WIRE_REQUEST_SIZE 16
#define RESITE_WIRE_SERVER_SIZE  64

/* What one line of a sender's log says of where something goes, beside what it is. Texts that are too
 * long are cut; "" is not told. In capitals. */
typedef struct
{
  ResiteWatchReading reading;
  char request[RESITE_WIRE_REQUEST_SIZE]; /* of a send request: "202SQP01" */
  char site[4];                           /* to which that goes */
  char server[RESITE_WIRE_SERVER_SIZE];   /* on which a file is written, without its domain */
  guint32 created;                        /* thread that was begun for the request; 0: none */
  gboolean queued; /* the file that is sent from here on is one that sched.log's jobs queue up */
} ResiteWireLine;

/* FALSE: it says nothing of the kind. Any thread. */
gboolean resite_wire_line_read (ResiteWireLine *self, const char *text);

G_END_DECLS
