/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The highest number that a site remembers of another one's replication, from its file
 * inboxes\replmgr.box\history\CODE.trs (KB Q288970): lines "what=number" below the names of types.
 * *@section (transfer full, nullable) is the type that has it. -1: there is none. Pure. */
gint64 resite_transaction_id_read_highest (const char *text, gsize length, char **section);

/* (transfer full) (nullable), translated: why what a site with @own sends is ignored by one that
 * remembers @highest, with what to set; NULL: it is not. @own: -1 not set. */
char *resite_transaction_id_find_trap (gint64 own, gint64 highest, const char *section);

G_END_DECLS
