/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-world.h"

G_BEGIN_DECLS

/* The domain controller of the rehearsal: LDAP over the directory of the world, with simple bind,
 * StartTLS and LDAPS, on a loopback address of its own and on ports that stay the same. It answers
 * rootDSE, Search (all filters but extensible ones; paged results, security descriptors by parts),
 * Delete, Unbind and Abandon; everything else it refuses in words of its own. Main thread. */
typedef struct _ResiteLabLdap ResiteLabLdap;

/* @folder: where the lab's authority and ports are kept. @secret: the password of all accounts. */
ResiteLabLdap *resite_lab_ldap_new (ResiteLabWorld *world, const char *folder, const char *secret,
                                    GError **error);
/* Its lines are cut. */
void resite_lab_ldap_free (ResiteLabLdap *self);
/* "ldap://127.9.9.5:40389", "ldaps://127.9.9.5:40636". */
const char *resite_lab_ldap_get_url (ResiteLabLdap *self, gboolean with_tls);
const char *resite_lab_ldap_get_address (ResiteLabLdap *self);
guint resite_lab_ldap_get_n_lines (ResiteLabLdap *self);

G_END_DECLS
