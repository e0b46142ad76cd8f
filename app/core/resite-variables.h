/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define RESITE_TYPE_VARIABLES (resite_variables_get_type ())
G_DECLARE_FINAL_TYPE (ResiteVariables, resite_variables, RESITE, VARIABLES, GObject)

/* Named values ("site.code" → "S01") and the expansion of ${name} in texts and arguments.
 * A variables object may have a parent that is asked for names it does not have itself; a step
 * for one machine of a role uses that to say what ${primary.name} is. Main thread only. */
ResiteVariables *resite_variables_new (ResiteVariables *parent);

/* An empty @value is a value; NULL takes the name away. */
void resite_variables_set (ResiteVariables *self, const char *name, const char *value);

/* (nullable), owned by @self until the name is set again. */
const char *resite_variables_get (ResiteVariables *self, const char *name);

/* Every ${name} replaced. Fails with RESITE_ERROR_NOT_FOUND that names all that are missing or
 * empty. "$${" stands for a plain "${". */
char *resite_variables_expand (ResiteVariables *self, const char *text, GError **error);

/* As above, but never fails: what is missing becomes "[name: not in the plan]", translated. For
 * texts on a screen or on paper, where the gap must be seen and must not stop the reader. */
char *resite_variables_expand_for_reading (ResiteVariables *self, const char *text);

/* (transfer full): sorted names, own ones and the parents'. */
GStrv resite_variables_list (ResiteVariables *self);

/* Conditions of the runbook: "options.delta = yes", "a != b", joined by " and ", " or " (and
 * binds tighter), a bare name is true when it is not empty and not "no". Compared without case.
 * A name that is not known counts as empty. RESITE_ERROR_INVALID where the text is no condition. */
gboolean resite_variables_test (ResiteVariables *self, const char *condition, gboolean *result,
                                GError **error);

G_END_DECLS
