/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The DOS read-only attribute of a file on this desk, in the extended attributes by which the
 * file systems here hand it on: user.DOSATTRIB (Samba's server, as text or as its NDR blob),
 * user.cifs.dosattrib (the kernel's SMB client), system.ntfs_attrib (ntfs-3g, ntfs3). Any
 * thread. */

/* FALSE when the file has no such attribute. */
gboolean resite_dos_attribute_get_read_only (const char *path, gboolean *read_only);

/* All attributes (ResiteDosAttributes) of an open file; FALSE, and *@attributes stays, where it has
 * none. */
gboolean resite_dos_attribute_get (int fd, guint *attributes);

/* Read-only, hidden, system and archive become as @attributes says, in every extended attribute that
 * is there; where none is, user.DOSATTRIB is made if one of them is to be set and the file system
 * takes it. FALSE with errno when what is there could not be changed. */
gboolean resite_dos_attribute_set (int fd, guint attributes);

/* Changes the one bit in every attribute that is there and leaves the others alone, the archive
 * bit above all. Where there is none, a read-only file gets user.DOSATTRIB if the file system
 * takes it. FALSE with errno when an attribute that is there could not be changed. */
gboolean resite_dos_attribute_set_read_only (const char *path, gboolean read_only);

G_END_DECLS
