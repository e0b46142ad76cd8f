/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-world.h"

G_BEGIN_DECLS

/* A name server on a loopback address that knows the machines of the world as they are called and
 * addressed at the moment of the question: A, PTR, and "no such name" for all else. UDP. */
typedef struct _ResiteLabNames ResiteLabNames;

/* @port 0: any. @machines: the roles to ask the world for, ended by NULL; must outlive it. */
ResiteLabNames *resite_lab_names_new (ResiteLabWorld *world, const char *const *machines,
                                      const char *address, guint16 port, GError **error);
void resite_lab_names_free (ResiteLabNames *self);
guint16 resite_lab_names_get_port (ResiteLabNames *self);

G_END_DECLS
