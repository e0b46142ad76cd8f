/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "resite-run-state.h"

G_BEGIN_DECLS

/* Which page comes next, and may one go back. Knows the places of a run in their order and where
 * the person stands; knows no widgets. Places that are not steps ("welcome", "journal") stand
 * beside the order: from there one returns to where one came from. "summary" is the last of the
 * order. */
#define RESITE_TYPE_NAVIGATOR (resite_navigator_get_type ())
G_DECLARE_FINAL_TYPE (ResiteNavigator, resite_navigator, RESITE, NAVIGATOR, GObject)

#define RESITE_PLACE_SUMMARY "summary"
#define RESITE_PLACE_JOURNAL "journal"
#define RESITE_PLACE_WELCOME "welcome"
#define RESITE_PLACE_COACH   "coach"

ResiteNavigator *resite_navigator_new (void);

/* The order, and what is known of each step now. Setting a step again changes it in its place.
 * @on_road: it lies on the road that is walked; a step of the other road is only for reading. */
void resite_navigator_set_step (ResiteNavigator *self, const char *name, ResiteStepStatus status,
                                gboolean reached, gboolean on_road);
/* (nullable): the first step that is not closed, where the run goes on. */
void resite_navigator_set_current (ResiteNavigator *self, const char *name);

/* Where the person stands: (nullable) before the first go_to(). */
const char *resite_navigator_get_place (ResiteNavigator *self);
/* FALSE when there is no such place; names are taken without case, and "C6" stands for the first
 * open of C6@primary.1, C6@primary.2. */
gboolean resite_navigator_go_to (ResiteNavigator *self, const char *name);

/* (nullable): what Next and Back would lead to. Steps that were left out are passed over. Next
 * leads to the next step in order while that can be done or read as done; where the order jumps
 * back (a step is offered again), to the current one. */
const char *resite_navigator_peek_next (ResiteNavigator *self);
const char *resite_navigator_peek_back (ResiteNavigator *self);
gboolean resite_navigator_go_next (ResiteNavigator *self);
gboolean resite_navigator_go_back (ResiteNavigator *self);

/* Reading ahead: the step where the person stands is neither reached nor closed. */
gboolean resite_navigator_is_ahead (ResiteNavigator *self);

G_END_DECLS
