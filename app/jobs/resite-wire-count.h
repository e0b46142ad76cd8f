/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-wire-line.h"

G_BEGIN_DECLS

/* Bytes of a file that says nothing of a package from which on it is kept in mind. */
#define RESITE_WIRE_LARGE 1000000

/* What one sender's log says that went to a site. Which site a sending is for is told by the send
 * request, by the thread that was created for it or by the server that is written to, often some lines
 * after the package: until then it is open. */
typedef struct _ResiteWireCount ResiteWireCount;

typedef struct
{
  gboolean seen;
  guint64 bytes;
} ResiteWireContent;

/* @site: its code; @server (nullable). */
ResiteWireCount *resite_wire_count_new (const char *site, const char *server);
void resite_wire_count_free (ResiteWireCount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWireCount, resite_wire_count_free)

void resite_wire_count_take (ResiteWireCount *self, const ResiteWireLine *line);
/* After each look: what was open already at the last one is taken as this site's. */
void resite_wire_count_settle (ResiteWireCount *self);

/* Some content is sent of which it is open to whom. */
gboolean resite_wire_count_is_open (ResiteWireCount *self);
void resite_wire_count_get (ResiteWireCount *self, const char *id, ResiteWireContent *content);
void resite_wire_count_forget (ResiteWireCount *self, const char *id);
/* Adds to @ids (a set of utf8). */
void resite_wire_count_list (ResiteWireCount *self, GHashTable *ids);
guint64 resite_wire_count_get_content_bytes (ResiteWireCount *self);
guint64 resite_wire_count_get_info_bytes (ResiteWireCount *self);
/* Of these, what the log does not say of what it is: it may be a small package as well. */
guint64 resite_wire_count_get_unsure_bytes (ResiteWireCount *self);
/* How many large files without a package there were, and the bytes of the largest from the
 * @first-th on. */
guint resite_wire_count_count_large (ResiteWireCount *self);
guint64 resite_wire_count_get_largest (ResiteWireCount *self, guint first);

G_END_DECLS
