/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A person's verdict: good, or bad. Against bad or missing evidence "good" needs a reason, which
 * is printed. Signal "judged" (string verdict, string overrule or NULL, string note or NULL). */
#define RESITE_TYPE_DECISION_BAR (resite_decision_bar_get_type ())
G_DECLARE_FINAL_TYPE (ResiteDecisionBar, resite_decision_bar, RESITE, DECISION_BAR, GtkBox)

GtkWidget *resite_decision_bar_new (void);
/* @evidence: one sentence about what is known. @good_reason (nullable): why "good" cannot simply
 * be said; then it needs an overrule. @locked_reason (nullable): why nothing can be said now. */
void resite_decision_bar_show (ResiteDecisionBar *self, const char *evidence,
                               const char *good_reason, const char *locked_reason);

G_END_DECLS
