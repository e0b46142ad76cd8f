/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the rehearsal's world can be told to do wrong. */
typedef struct
{
  const char *name;
  const char *meaning; /* in words, not yet translated */
  const char *values;  /* (nullable): what it can be told, as a pattern; NULL: "yes" alone */
} ResiteLabFaultName;

/* Ends with a name NULL. */
extern const ResiteLabFaultName resite_lab_fault_names[];

/* (nullable). */
const ResiteLabFaultName *resite_lab_fault_find (const char *name);
/* FALSE: nothing would come of it with that value. */
gboolean resite_lab_fault_takes (const ResiteLabFaultName *self, const char *value);

G_END_DECLS
