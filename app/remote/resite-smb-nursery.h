/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A process that speaks SMB for this one; see resite-smb-wire.h. */
typedef struct
{
  int socket;
  int process; /* a descriptor, so that it never means another process */
  char *memory;
} ResiteSmbChild;

/* One process of libexec/resite-smb-worker, started once for the whole program, makes all others by
 * fork. Any thread; blocks for milliseconds. */
gboolean resite_smb_nursery_make (ResiteSmbChild *child, GError **error);
/* Starts that one, where there is time to load it while something else is done. */
void resite_smb_nursery_start (void);
/* Ends what it is doing, at once; what is read from its socket then ends, too. Any thread. */
void resite_smb_child_end (ResiteSmbChild *child);
void resite_smb_child_clear (ResiteSmbChild *child);

G_END_DECLS
