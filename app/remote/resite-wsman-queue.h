/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who may ask one server now: never more at once than was agreed, and one list at a time, in the
 * order in which they came. Main thread. */
typedef struct _ResiteWsmanQueue ResiteWsmanQueue;

ResiteWsmanQueue *resite_wsman_queue_new (guint most);
/* Nobody may wait any more. */
void resite_wsman_queue_free (ResiteWsmanQueue *self);
void resite_wsman_queue_set_most (ResiteWsmanQueue *self, guint most);

/* @deadline: monotonic microseconds. Who entered leaves again. */
void resite_wsman_queue_enter_async (ResiteWsmanQueue *self, gboolean is_list, gint64 deadline,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
/* G_IO_ERROR_TIMED_OUT, G_IO_ERROR_CANCELLED. */
gboolean resite_wsman_queue_enter_finish (GAsyncResult *result, GError **error);
void resite_wsman_queue_leave (ResiteWsmanQueue *self, gboolean is_list);

/* Waits @milliseconds, at the longest until @deadline; finish as above. */
void resite_wsman_pause_async (guint milliseconds, gint64 deadline, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean resite_wsman_pause_finish (GAsyncResult *result, GError **error);

/* Milliseconds until @deadline is over, at least 1. */
guint resite_wsman_time_left (gint64 deadline);

G_END_DECLS
