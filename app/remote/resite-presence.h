/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Is anybody there? For names and addresses that must be free before they are taken. Everything
 * blocks and is for workers. */

typedef enum
{
  RESITE_PRESENCE_SILENT,
  RESITE_PRESENCE_ANSWERS,
  RESITE_PRESENCE_UNKNOWN /* it could not be looked at: no network, no right */
} ResitePresence;

typedef struct
{
  ResitePresence presence;
  char *how; /* for a person: "port 445 answers", "its network card answers: 00:0C:29:..." */
  char *mac; /* of who answers, from this desk's neighbour table, or NULL */
} ResitePresenceAnswer;

void resite_presence_answer_free (ResitePresenceAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResitePresenceAnswer, resite_presence_answer_free)

/* Tries the ports that a Windows server has open (135, 139, 445, 3389, 5985, 5986, and @ports, 0 at
 * its end, nullable), then the neighbour table. A refused connection counts as an answer, since only
 * a machine that is there can refuse. On a loopback address, where this desk itself refuses, only
 * who listens at just that address and @ports count. */
ResitePresenceAnswer *resite_presence_ask_address (const char *address, const guint16 *ports,
                                                   GCancellable *cancellable, GError **error);

/* Addresses that @name has, (transfer full), none is an empty list: asked of @servers ("10.1.0.10",
 * "127.9.9.9:5353"; nullable: as this desk resolves names). RESITE_ERROR_UNREACHABLE when no server
 * answers. */
GStrv resite_name_query_addresses (const char *name, const char *const *servers,
                                   GCancellable *cancellable, GError **error);
/* Names of an address, without the final dot. */
GStrv resite_name_query_names (const char *address, const char *const *servers,
                               GCancellable *cancellable, GError **error);

G_END_DECLS
