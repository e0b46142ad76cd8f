/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-presence.h"

G_BEGIN_DECLS

/* The network card address of @address in the text of /proc/net/arp, upper case; NULL when the
 * neighbour is not known or was asked for in vain. (transfer full) */
char *resite_presence_find_neighbour (const char *table, const char *address);

/* Adds the ports (guint16) at which somebody listens at just @address, by the text of
 * /proc/net/tcp. */
void resite_presence_add_listeners (const char *table, const char *address, GArray *ports);

G_END_DECLS
