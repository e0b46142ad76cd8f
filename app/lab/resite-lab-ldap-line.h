/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "resite-lab-ldap-answer.h"

G_BEGIN_DECLS

/* One client of the directory. It answers one message after the other, reads no further while its
 * client does not read, and ends itself when the line ends. */
typedef struct _ResiteLabLdapLine ResiteLabLdapLine;

/* @session is copied; what it points to has to outlive the line. @certificate (nullable).
 * @ended is told once, also when the line is closed from here. */
ResiteLabLdapLine *resite_lab_ldap_line_new (GSocketConnection *connection,
                                             const ResiteLabLdapSession *session,
                                             GTlsCertificate *certificate,
                                             void (*ended) (ResiteLabLdapLine *line, gpointer data),
                                             gpointer data);
/* From here on TLS, before anything else is said. */
void resite_lab_ldap_line_start (ResiteLabLdapLine *self, gboolean with_tls);
/* It is gone when what is under way has come back. */
void resite_lab_ldap_line_close (ResiteLabLdapLine *self);

G_END_DECLS
