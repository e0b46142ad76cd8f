/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder-smb.h"
#include "resite-smb-pool.h"

G_BEGIN_DECLS

/* Those that are told and can be set. */
#define RESITE_FOLDER_SMB_ATTRIBUTES                                                               \
  (RESITE_DOS_READ_ONLY | RESITE_DOS_HIDDEN | RESITE_DOS_SYSTEM | RESITE_DOS_ARCHIVE)

struct _ResiteFolderSmb
{
  GObject parent_instance;

  ResiteSmbPool *pool;
  char *address;
  gboolean create;
  GMutex create_lock; /* held while the folder is made */
  gboolean created;
  GHashTable *names; /* of accounts, by SID, also under the lock; NULL: none yet */
};

/* Checks the names, makes the folder itself where that is wanted, and asks. */
gboolean resite_folder_smb_ask (ResiteFolderSmb *self, ResiteSmbCall *call, ResiteSmbReply *reply,
                                GByteArray **bytes, GError **error);

/* resite-folder-smb-list.c */
gboolean resite_folder_smb_check_name (const char *name, GError **error);
/* All but the name. */
void resite_folder_smb_fill_info (ResiteFileInfo *info, const ResiteSmbEntry *entry);
GPtrArray *resite_folder_smb_list (ResiteFolder *folder, const char *name,
                                   GCancellable *cancellable, GError **error);

/* resite-folder-smb-file.c: as ResiteFolder has them */
ResiteFile *resite_folder_smb_open_read (ResiteFolder *folder, const char *name, GError **error);
ResiteFile *resite_folder_smb_open_write (ResiteFolder *folder, const char *name, gboolean keep,
                                          guint64 expected_size, GError **error);
gssize resite_folder_smb_read (ResiteFolder *folder, ResiteFile *file, void *buffer, gsize size,
                               guint64 offset, GError **error);
gboolean resite_folder_smb_write (ResiteFolder *folder, ResiteFile *file, const void *buffer,
                                  gsize size, guint64 offset, GError **error);
gboolean resite_folder_smb_close (ResiteFolder *folder, ResiteFile *file, GError **error);
gssize resite_folder_smb_fetch (ResiteFolder *folder, const char *name, void *buffer, gsize size,
                                ResiteFileInfo *after, GError **error);
gboolean resite_folder_smb_store (ResiteFolder *folder, const char *name, const void *bytes,
                                  gsize size, const ResiteFileMarks *marks, GError **error);

/* resite-folder-smb-permissions.c: so, too */
ResitePermissions *resite_folder_smb_read_permissions (ResiteFolder *folder, const char *name,
                                                       GCancellable *cancellable, GError **error);
gboolean resite_folder_smb_write_permissions (ResiteFolder *folder, const char *name,
                                              const ResitePermissions *permissions, GError **error);

G_END_DECLS
