/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Security identifiers and descriptors in the binary form of Windows (MS-DTYP 2.4). */

#define RESITE_LAB_FULL_CONTROL 0x000f01ffu
#define RESITE_LAB_READ         0x00020094u
/* For the objects below, too. */
#define RESITE_LAB_INHERITED_BELOW 0x02u

/* (nullable) (transfer full): of "S-1-5-21-...". */
GBytes *resite_lab_sid_to_bytes (const char *sid);

typedef struct
{
  GByteArray *entries;
  guint16 n;
} ResiteLabAcl;

ResiteLabAcl *resite_lab_acl_new (void);
void resite_lab_acl_free (ResiteLabAcl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabAcl, resite_lab_acl_free)
void resite_lab_acl_allow (ResiteLabAcl *self, const char *sid, guint32 rights, guint8 flags);

/* What a client wants of it, as in the control 1.2.840.113556.1.4.801. */
typedef enum
{
  RESITE_LAB_WANTS_OWNER = 1,
  RESITE_LAB_WANTS_GROUP = 2,
  RESITE_LAB_WANTS_DACL = 4
} ResiteLabDescriptorParts;

GBytes *resite_lab_descriptor_new (const char *owner, const char *group, ResiteLabAcl *acl,
                                   guint parts);

G_END_DECLS
