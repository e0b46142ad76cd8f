/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-directory.h"

G_BEGIN_DECLS

/* Access rights of directory objects (MS-ADTS 5.1.3.2). */
#define RESITE_DIRECTORY_RIGHT_CREATE_CHILD 0x00000001u
#define RESITE_DIRECTORY_RIGHT_DELETE_CHILD 0x00000002u
#define RESITE_DIRECTORY_RIGHT_LIST         0x00000004u
#define RESITE_DIRECTORY_RIGHT_READ         0x00000010u
#define RESITE_DIRECTORY_RIGHT_WRITE        0x00000020u
#define RESITE_DIRECTORY_RIGHT_DELETE       0x00010000u
#define RESITE_DIRECTORY_RIGHT_FULL         0x000f01ffu

/* What an access list gives to somebody: on the object, and on what lies below it. */
typedef struct
{
  guint32 here;
  guint32 below;
} ResiteDirectoryRights;

/* @descriptor: self-relative. @sids: (element-type utf8) "S-1-5-21-...": of the account and of all
 * groups it is in. Entries for one attribute or one kind of object alone do not count.
 * RESITE_ERROR_MALFORMED. */
gboolean resite_directory_rights_read (GBytes *descriptor, GPtrArray *sids,
                                       ResiteDirectoryRights *rights, GError **error);
/* (nullable) (transfer full): "S-1-5-21-1-2-3-1104". */
char *resite_directory_format_sid (GBytes *sid);

/* What the computer @account ("BR01SMS$") may do in @container. *@sid, *@created (nullable): of the
 * account; microseconds. RESITE_ERROR_NOT_FOUND: the domain has no such account, or there is no
 * such container; RESITE_ERROR_NO_ACCESS: its access list may not be read. Blocks. */
gboolean resite_directory_ask_rights (ResiteDirectory *self, const char *container,
                                      const char *account, ResiteDirectoryRights *rights,
                                      char **sid, gint64 *created, GCancellable *cancellable,
                                      GError **error);

/* (transfer full) (nullable): what is missing for SMS, in words; NULL: nothing. */
char *resite_directory_rights_describe_missing (const ResiteDirectoryRights *rights);

G_END_DECLS
