/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-server-exchange.h"
#include "resite-lab-server-listing.h"
#include "resite-lab-shells.h"
#include "resite-lab-world.h"

G_BEGIN_DECLS

/* What answers for one machine, whatever it listens on. */
typedef struct
{
  ResiteLabWorld *world;
  char *machine;
  ResiteLabBehaviours *behaviours;
  ResiteLabListings *listings;
  ResiteLabShells *shells;
} ResiteLabService;

ResiteLabService *resite_lab_service_new (ResiteLabWorld *world, const char *machine,
                                          const char *user);
void resite_lab_service_free (ResiteLabService *self);
/* As a restart does: lists and shells are gone. */
void resite_lab_service_forget (ResiteLabService *self);
/* Reads @bytes and answers, now or later. @is_known FALSE: nobody has logged on, and only Identify
 * may be asked. */
void resite_lab_service_answer (ResiteLabService *self, ResiteLabExchange *exchange, GBytes *bytes,
                                gboolean is_known);

G_END_DECLS
