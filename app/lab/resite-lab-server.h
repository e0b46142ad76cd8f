/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-world.h"

G_BEGIN_DECLS

/* The WS-Management side of the lab: a listener for HTTPS and one for HTTP per machine of the world,
 * each on the machine's own loopback address and a random port that stays the same; and a small name
 * server. Main thread. */
#define RESITE_TYPE_LAB_SERVER (resite_lab_server_get_type ())
G_DECLARE_FINAL_TYPE (ResiteLabServer, resite_lab_server, RESITE, LAB_SERVER, GObject)

/* @folder gets ca.pem. @secret: the password of the lab's account. */
ResiteLabServer *resite_lab_server_new (ResiteLabWorld *world, const char *folder, const char *user,
                                        const char *secret, GError **error);
const char *resite_lab_server_get_ca_file (ResiteLabServer *self);
/* (transfer full): the machine's address now. */
char *resite_lab_server_get_https (ResiteLabServer *self, const char *machine);
char *resite_lab_server_get_http (ResiteLabServer *self, const char *machine);
guint16 resite_lab_server_get_https_port (ResiteLabServer *self, const char *machine);
/* "127.9.9.9:40053". */
const char *resite_lab_server_get_name_server (ResiteLabServer *self);

/* Behaviours of real servers, by name: "stack" ("1.1", "2.0", "3.0"), "quota", "timed-out",
 * "cut-reply", "split-character", "no-exit-code", "oem", "slow-pull", "unauthorized-first" ...
 * @value NULL turns it off; "3": three times. Documented in the .c file. */
gboolean resite_lab_server_set_behaviour (ResiteLabServer *self, const char *machine,
                                          const char *name, const char *value);
/* How many requests are being answered at once now, and the most so far. */
guint resite_lab_server_get_most_at_once (ResiteLabServer *self, const char *machine);
void resite_lab_server_close (ResiteLabServer *self);

G_END_DECLS
