/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-server-exchange.h"

G_BEGIN_DECLS

/* The lists that clients have begun and not yet drawn to the end. */
typedef struct _ResiteLabListings ResiteLabListings;

ResiteLabListings *resite_lab_listings_new (ResiteLabBehaviours *behaviours);
void resite_lab_listings_free (ResiteLabListings *self);
void resite_lab_listings_clear (ResiteLabListings *self);

/* Answers Enumerate. @items: (element-type utf8): elements, ready to be sent; taken. */
void resite_lab_listings_begin (ResiteLabListings *self, ResiteLabExchange *exchange,
                                GPtrArray *items);
/* Pull and Release. */
void resite_lab_listings_pull (ResiteLabListings *self, ResiteLabExchange *exchange);
void resite_lab_listings_release (ResiteLabListings *self, ResiteLabExchange *exchange);

G_END_DECLS
