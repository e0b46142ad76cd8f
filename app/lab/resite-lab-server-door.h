/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Where clients come in: one port, and all the lines over it. TLS is agreed on here, and libsoup
 * gets a line when that is done: it could not end one whose client has stopped within its handshake
 * without waiting for that client. */
typedef struct _ResiteLabDoor ResiteLabDoor;

/* @server: what gets the lines. It listens nowhere itself. */
ResiteLabDoor *resite_lab_door_new (SoupServer *server);
void resite_lab_door_free (ResiteLabDoor *self);
/* Listens at @address. @port: 0 for any, and set to the one that it is then. @certificate NULL:
 * without TLS. A door that is open is shut first. */
gboolean resite_lab_door_open (ResiteLabDoor *self, const char *address, guint16 *port,
                               GTlsCertificate *certificate, GError **error);
/* Listens no more and cuts every line, at whatever point it is. Waits for nobody. */
void resite_lab_door_shut (ResiteLabDoor *self);

G_END_DECLS
