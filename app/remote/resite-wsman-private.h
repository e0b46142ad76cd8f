/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-wsman-ask.h"
#include "resite-wsman-queue.h"
#include "resite-wsman.h"

G_BEGIN_DECLS

/* What the parts of ResiteWsman share. */
ResiteWsmanLink *resite_wsman_get_link (ResiteWsman *self);
ResiteWsmanQueue *resite_wsman_get_queue (ResiteWsman *self);
/* Monotonic, of a call that begins now. */
gint64 resite_wsman_get_deadline (ResiteWsman *self);
/* OperationTimeout of one try, seconds. */
guint resite_wsman_get_timeout (ResiteWsman *self);

/* Milliseconds that a busy server is left alone before the second, third and last try. */
void resite_wsman_set_backoff (ResiteWsman *self, const guint backoff[3]);

/* Bytes of all answers to one query. */
void resite_wsman_set_list_limit (ResiteWsman *self, gsize limit);

/* @reply (nullable): of a server that does not know the question. (transfer full). */
ResiteWsmanIdentity *resite_wsman_identity_new (ResiteWsmanReply *reply, gint64 time_difference);
void resite_wsman_identity_free (ResiteWsmanIdentity *self);
/* (nullable): not asked yet. */
const ResiteWsmanIdentity *resite_wsman_get_identity (ResiteWsman *self);
/* Takes @identity, and keeps those before it, which somebody may hold. */
void resite_wsman_take_identity (ResiteWsman *self, ResiteWsmanIdentity *identity);

/* Of those who wait for the one Identify that is under way. */
ResiteWsmanQueue *resite_wsman_get_door (ResiteWsman *self);
/* Knows the identity, asking if need be. */
void resite_wsman_meet_async (ResiteWsman *self, gint64 deadline, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
const ResiteWsmanIdentity *resite_wsman_meet_finish (ResiteWsman *self, GAsyncResult *result,
                                                     GError **error);
/* The same, and then a place in the queue, which must be left. */
void resite_wsman_enter_async (ResiteWsman *self, gboolean is_list, gint64 deadline,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean resite_wsman_enter_finish (ResiteWsman *self, GAsyncResult *result, GError **error);

/* A whole enumeration, with a place in the queue already; @query: WQL. The place is given back when
 * nothing is open at the server any more, which may be after the end. */
void resite_wsman_list_async (ResiteWsman *self, const char *space, const char *query,
                              gint64 deadline, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/* (element-type ResiteCimObject). */
GPtrArray *resite_wsman_list_finish (ResiteWsman *self, GAsyncResult *result, GError **error);

/* A call of ResiteCim from its beginning to its end. */
void resite_wsman_call_async (ResiteWsman *self, const ResiteCimRequest *request,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *resite_wsman_call_finish (ResiteWsman *self, GAsyncResult *result, GError **error);

G_END_DECLS
