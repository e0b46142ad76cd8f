/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <lber.h>

#include "resite-lab-entry.h"

G_BEGIN_DECLS

/* A search filter of LDAP (RFC 4511, 4.5.1.7). */
typedef struct _ResiteLabFilter ResiteLabFilter;

/* (nullable): reads the filter that comes next in @ber; NULL: it is none, or nested too deeply. */
ResiteLabFilter *resite_lab_filter_read (BerElement *ber);
void resite_lab_filter_free (ResiteLabFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabFilter, resite_lab_filter_free)
gboolean resite_lab_filter_matches (const ResiteLabFilter *self, const ResiteLabEntry *entry);

G_END_DECLS
