/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes one message of the lines that it was written in: a server puts its marks behind the last of
 * them, a client writes its own around all. Lines of other logs stay as they are. Bounded: what gets
 * too long comes line by line. */
typedef struct _ResiteLogJoin ResiteLogJoin;

/* @bytes: a message, "\n" between its @lines; without an end, not ended by a zero. */
typedef void (*ResiteLogJoinFunc) (const char *bytes, gsize length, guint lines, gpointer data);

ResiteLogJoin *resite_log_join_new (ResiteLogJoinFunc func, gpointer data);
void resite_log_join_free (ResiteLogJoin *self);

/* One line, without its end. What is a message by itself is handed on as it is, not copied. */
void resite_log_join_take (ResiteLogJoin *self, const char *bytes, gsize length);
/* Lines were taken that have not come out yet. */
gboolean resite_log_join_is_waiting (const ResiteLogJoin *self);
/* ... and by what came before them, more of their message must follow. */
gboolean resite_log_join_is_sure (const ResiteLogJoin *self);
/* No more follows: what waits comes line by line. */
void resite_log_join_release (ResiteLogJoin *self);

G_END_DECLS
