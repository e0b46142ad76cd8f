/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The lab's own certificate authority. Its key stays in the lab's folder, readable by nobody else. */
typedef struct _ResiteLabTls ResiteLabTls;

/* Takes the one of FOLDER/ca.pem and FOLDER/ca-key.pem, or makes it there. */
ResiteLabTls *resite_lab_tls_new (const char *folder, GError **error);
void resite_lab_tls_free (ResiteLabTls *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabTls, resite_lab_tls_free)

const char *resite_lab_tls_get_ca_file (ResiteLabTls *self);
/* A server's certificate, with its key, for @names: host names and addresses; the first is its
 * subject. */
GTlsCertificate *resite_lab_tls_issue (ResiteLabTls *self, const char *const *names,
                                       GError **error);

G_END_DECLS
