/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "resite-plan-keys.h"
#include "resite-variables.h"

G_BEGIN_DECLS

/* The facts of one replacement: a commented key file, NAME.siteplan. Main thread only. Unknown
 * keys are kept and written back. Secrets are never in it. */
#define RESITE_TYPE_PLAN (resite_plan_get_type ())
G_DECLARE_FINAL_TYPE (ResitePlan, resite_plan, RESITE, PLAN, GObject)

typedef enum
{
  RESITE_PLAN_FAULT_WARNING,
  RESITE_PLAN_FAULT_ERROR
} ResitePlanSeverity;

typedef struct
{
  ResitePlanSeverity severity;
  guint line; /* 0: not in the file */
  char *group;
  char *key;     /* or NULL: the whole group */
  char *message; /* translated: what, why, what to do */
} ResitePlanFault;

void resite_plan_fault_free (ResitePlanFault *fault);

ResitePlan *resite_plan_new (void);
/* RESITE_ERROR_INVALID "FILE:LINE: ..." where the file is no key file at all; single wrong values
 * are no reason to refuse it, they are what resite_plan_check() tells. */
ResitePlan *resite_plan_new_from_file (const char *path, GError **error);
ResitePlan *resite_plan_new_from_data (const char *name, GBytes *text, GError **error);
/* A plan to be filled in: every key with its comment. */
char *resite_plan_to_template (void);

/* @name: "site.code", "primary.2.server-name". The value as given, else the key's default
 * (expanded), else NULL. */
const char *resite_plan_get (ResitePlan *self, const char *name);
/* NULL takes the value away. */
void resite_plan_set (ResitePlan *self, const char *name, const char *value);
/* Takes a whole group away, "primary.2": a machine that there is not. The others keep their
 * numbers. */
void resite_plan_remove_group (ResitePlan *self, const char *group);
/* How a value that was found elsewhere stands to the plan's. */
typedef enum
{
  RESITE_PLAN_WEIGHS_NEW,    /* nobody wrote one, and the default is another */
  RESITE_PLAN_WEIGHS_SAME,   /* it is what the plan says, or would by its default */
  RESITE_PLAN_WEIGHS_DIFFERS /* somebody wrote something else */
} ResitePlanWeight;

ResitePlanWeight resite_plan_weigh (ResitePlan *self, const char *name, const char *value);
gboolean resite_plan_get_yes (ResitePlan *self, const char *name);

/* (transfer full): "primary.1", "primary.2" ... for "primary", direct parent first; the role
 * itself for the others that are there. */
GStrv resite_plan_list_machines (ResitePlan *self, const char *role);

/* Comments and unknown keys are kept; in the saved file also the byte order mark and the line ends
 * of the one that was read. Atomic: temporary name, sync, rename. */
char *resite_plan_to_data (ResitePlan *self);
gboolean resite_plan_save (ResitePlan *self, const char *path, GError **error);

/* (element-type ResitePlanFault) (transfer full), in the order of the file. Value by value, then
 * across them: old is not new, address in its net, names differ, NAME_OLD fits, DNS, two roles on
 * one machine, C6/C8 order, unknown keys (warnings). */
GPtrArray *resite_plan_check (ResitePlan *self);

/* Every key as a variable, defaults included, and what is computed from them (see
 * resite_plan_list_computed()): "old.name-after", "site.old-code-letters" ... */
ResiteVariables *resite_plan_to_variables (ResitePlan *self);
/* As a parent's child: "primary.server-name" and so on stand for those of @machine
 * ("primary.2"), "machine" is "primary.2", "machine.name" its name. */
ResiteVariables *resite_plan_to_machine_variables (ResitePlan *self, ResiteVariables *parent,
                                                   const char *machine);

G_END_DECLS
