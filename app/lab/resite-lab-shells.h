/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-server-exchange.h"
#include "resite-lab-server-listing.h"
#include "resite-lab-world.h"

G_BEGIN_DECLS

/* The remote shells of one machine, and the protocol that is spoken with them. */
typedef struct _ResiteLabShells ResiteLabShells;

ResiteLabShells *resite_lab_shells_new (ResiteLabWorld *world, const char *machine,
                                        const char *user, ResiteLabBehaviours *behaviours,
                                        ResiteLabListings *listings);
void resite_lab_shells_free (ResiteLabShells *self);
/* All shells end with all that runs in them, as when the machine restarts. */
void resite_lab_shells_clear (ResiteLabShells *self);
guint resite_lab_shells_get_n (ResiteLabShells *self);
/* Whatever is asked of the shells' resource. */
void resite_lab_shells_answer (ResiteLabShells *self, ResiteLabExchange *exchange);

G_END_DECLS
