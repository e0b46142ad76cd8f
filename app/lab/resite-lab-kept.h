/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-world.h"

G_BEGIN_DECLS

/* Ports and addresses that stand in plans: they are the same ones when the lab is opened again. */
typedef struct _ResiteLabKept ResiteLabKept;

ResiteLabKept *resite_lab_kept_open (const char *folder, GError **error);
void resite_lab_kept_free (ResiteLabKept *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabKept, resite_lab_kept_free)
gboolean resite_lab_kept_save (ResiteLabKept *self, GError **error);

/* 0: none yet, any will do. */
guint16 resite_lab_kept_get_port (ResiteLabKept *self, const char *group, const char *key);
void resite_lab_kept_set_port (ResiteLabKept *self, const char *group, const char *key,
                               guint16 port);
/* (transfer full): the one that is kept, or 127.A.B.@host where the machines are 127.A.B.x. */
char *resite_lab_kept_choose_address (ResiteLabKept *self, ResiteLabWorld *world, const char *group,
                                      guint host);

G_END_DECLS
