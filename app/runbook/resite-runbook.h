/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "resite-phase.h"
#include "resite-step.h"
#include "resite-variables.h"

G_BEGIN_DECLS

/* The procedure as data: phases in order, each with its steps in order. Immutable once parsed,
 * so it may be read from any thread. Texts are translated when it is read, so the locale has to
 * be set before. */
#define RESITE_TYPE_RUNBOOK (resite_runbook_get_type ())
G_DECLARE_FINAL_TYPE (ResiteRunbook, resite_runbook, RESITE, RUNBOOK, GObject)

/* Checks @text against the grammar, then reads it. @name stands in "NAME:LINE: message" errors,
 * all of which are in the one GError, a line each. RESITE_ERROR_INVALID. */
ResiteRunbook *resite_runbook_new_from_data (const char *name, GBytes *text, GError **error);
ResiteRunbook *resite_runbook_new_from_file (const char *path, GError **error);

/* The one in the program. */
ResiteRunbook *resite_runbook_new_builtin (GError **error);

/* The text it was read from, byte for byte; that is what a run's journal keeps. */
GBytes *resite_runbook_get_source (ResiteRunbook *self);
const char *resite_runbook_get_id (ResiteRunbook *self);
const char *resite_runbook_get_version (ResiteRunbook *self);
const char *resite_runbook_get_title (ResiteRunbook *self);

/* (element-type ResitePhase), (element-type ResiteStep): all steps in document order. */
GPtrArray *resite_runbook_get_phases (ResiteRunbook *self);
GPtrArray *resite_runbook_get_steps (ResiteRunbook *self);

/* (nullable) (transfer none). */
ResiteStep *resite_runbook_find_step (ResiteRunbook *self, const char *id);

/* Every variable that some text, argument or condition names, sorted. */
const char *const *resite_runbook_get_variables (ResiteRunbook *self);

/* (element-type ResiteStep) (transfer container): all steps in the order of the plan behind
 * @variables. Steps that the plan leaves out are among them. Main thread only, as @variables. */
GPtrArray *resite_runbook_list_steps_for (ResiteRunbook *self, ResiteVariables *variables);

/* (element-type utf8) (transfer full): the steps that this plan has before @step, as
 * resite_step_get_after() but by the plan's order, and with what stands before a step that the
 * plan leaves out in that step's place: leaving out R2 must not open R3. */
GPtrArray *resite_runbook_list_after_for (ResiteRunbook *self, ResiteStep *step,
                                          ResiteVariables *variables);

/* Does the plan behind @variables have @step? */
gboolean resite_runbook_has_step_for (ResiteRunbook *self, ResiteStep *step,
                                      ResiteVariables *variables);

G_END_DECLS
