/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-directory-private.h"

G_BEGIN_DECLS

ResiteDirectoryEntry *_resite_directory_entry_new (LDAP *ldap, LDAPMessage *message);

G_END_DECLS
