/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-world.h"

G_BEGIN_DECLS

/* IIS on the new server of the rehearsal, on a port that stays: it listens where the machine is, while
 * the machine is up and W3SVC runs. Management point and distribution point (the files of E:\SMSPKGE$
 * by PROPFIND, GET and ranges) are there when the world has them. Main thread. */
typedef struct _ResiteLabWeb ResiteLabWeb;

/* @folder: where the lab's ports are kept. */
ResiteLabWeb *resite_lab_web_new (ResiteLabWorld *world, const char *folder, GError **error);
void resite_lab_web_free (ResiteLabWeb *self);
/* "http://127.9.9.20:40080", on the address of the site, whether or not anything listens there now. */
const char *resite_lab_web_get_url (ResiteLabWeb *self);
gboolean resite_lab_web_is_listening (ResiteLabWeb *self);

G_END_DECLS
