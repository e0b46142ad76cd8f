/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What one machine's service is told to do as real servers sometimes do. */
typedef struct _ResiteLabBehaviours ResiteLabBehaviours;

ResiteLabBehaviours *resite_lab_behaviours_new (void);
void resite_lab_behaviours_free (ResiteLabBehaviours *self);

/* FALSE: no behaviour has that name. @value NULL: off. */
gboolean resite_lab_behaviours_set (ResiteLabBehaviours *self, const char *name, const char *value);
/* (nullable) (transfer none). */
const char *resite_lab_behaviours_get (ResiteLabBehaviours *self, const char *name);
gboolean resite_lab_behaviours_has (ResiteLabBehaviours *self, const char *name);
guint resite_lab_behaviours_get_number (ResiteLabBehaviours *self, const char *name,
                                        guint fallback);
/* Whether to do it this time; one that is to be done "3" times counts down. */
gboolean resite_lab_behaviours_take (ResiteLabBehaviours *self, const char *name);

G_END_DECLS
