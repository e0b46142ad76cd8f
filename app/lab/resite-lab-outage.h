/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A server that drops out while it is copied from. It has a thread of its own that looks at what is
 * copied: the copy is over too soon for the main loop to come in between. Main thread. */
typedef struct _ResiteLabOutage ResiteLabOutage;

/* @folder is the lab's. As soon as a package is opened at the source or has come to the new
 * server, the source's drive is gone. */
ResiteLabOutage *resite_lab_outage_begin (const char *folder);
/* It does not come about any more, or has. */
void resite_lab_outage_free (ResiteLabOutage *self);

/* The drive is there again with all that was on it. FALSE: it was. */
gboolean resite_lab_outage_mend (const char *folder);

G_END_DECLS
