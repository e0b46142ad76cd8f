/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The lock before a deed that cannot be undone: the person types the name of the machine that it
 * will act on. Properties: "machine" (the name to type; changing it locks again), "consequence"
 * (one sentence: what cannot be undone, what to do if it was wrong), "unlocked" (read only,
 * notified). Emits "unlocked-by-person" once the name is right. */
#define RESITE_TYPE_GUARD (resite_guard_get_type ())
G_DECLARE_FINAL_TYPE (ResiteGuard, resite_guard, RESITE, GUARD, GtkBin)

GtkWidget *resite_guard_new (const char *machine, const char *consequence);
void resite_guard_set_machine (ResiteGuard *self, const char *machine);
gboolean resite_guard_is_unlocked (ResiteGuard *self);
/* The step is closed: there is nothing to guard any more. */
void resite_guard_dismiss (ResiteGuard *self);

G_END_DECLS
