/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-credentials.h"
#include "resite-folder.h"

G_BEGIN_DECLS

/* A folder of a share, by libsmbclient in processes of their own (libexec/resite-smb-worker), one
 * connection each, because its contexts are not safe beside each other in one process. */
#define RESITE_TYPE_FOLDER_SMB (resite_folder_smb_get_type ())
G_DECLARE_FINAL_TYPE (ResiteFolderSmb, resite_folder_smb, RESITE, FOLDER_SMB, GObject)

/* Where a folder lies. */
typedef struct
{
  char *server;
  guint port; /* 0: 445 */
  char *share;
  char *path;   /* below the share, with "/", "" its root */
  char *domain; /* (nullable) */
  char *user;   /* (nullable) */
} ResiteSmbPlace;

/* "smb://[domain;]user@host[:port]/share/path", percent signs taken out. RESITE_ERROR_INVALID says
 * what is wrong with it; a password in it is refused, because it would stand in logs. Pure. */
ResiteSmbPlace *resite_smb_place_parse (const char *url, GError **error);
/* The same, without a user's secret; for messages and for telling places apart. */
char *resite_smb_place_to_text (const ResiteSmbPlace *place);
ResiteSmbPlace *resite_smb_place_copy (const ResiteSmbPlace *place);
void resite_smb_place_free (ResiteSmbPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteSmbPlace, resite_smb_place_free)

typedef struct
{
  gboolean allow_smb1;    /* else SMB 2 is the least */
  gboolean create;        /* the folder is made, with its parents below the share */
  guint most_connections; /* 0: chosen by the round-trip time */
  guint patience;         /* seconds without anything from the server; 0: 20 */
} ResiteSmbOptions;

/* Does not talk: the first call connects, in a worker thread. @credentials (nullable): none, for
 * servers that ask for nothing. Errors of every call: RESITE_ERROR_UNREACHABLE (nobody, cut; the
 * call may be made again, the connection is made anew), RESITE_ERROR_NO_ACCESS (wrong password or
 * no right; which, the message says; a wrong password is tried once, see ResiteCredentials),
 * RESITE_ERROR_REFUSED (the server only speaks SMB 1, and that is not allowed), RESITE_ERROR_IN_USE,
 * RESITE_ERROR_EXISTS, RESITE_ERROR_NO_SPACE, RESITE_ERROR_NOT_FOUND, RESITE_ERROR_TIMED_OUT. */
ResiteFolder *resite_folder_smb_new (const ResiteSmbPlace *place, ResiteCredentials *credentials,
                                     const ResiteSmbOptions *options);
/* Ends every call that is under way, by ending its process. Any thread. */
void resite_folder_smb_cancel (ResiteFolderSmb *self);
/* (transfer full) (nullable): "SMB 3.1.1, signed"; NULL before the first call. */
char *resite_folder_smb_get_dialect (ResiteFolderSmb *self);

typedef struct
{
  char *name;
  char *comment;
  gboolean disk; /* a folder; else a printer, or the server itself */
} ResiteSmbShare;

void resite_smb_share_free (ResiteSmbShare *self);
/* (element-type ResiteSmbShare) (transfer full): those of the server of @place, hidden ones too,
 * sorted; share and path of @place do not matter. Where they lie, SMB does not tell. Blocks; errors as
 * above. */
GPtrArray *resite_smb_list_shares (const ResiteSmbPlace *place, ResiteCredentials *credentials,
                                   const ResiteSmbOptions *options, GCancellable *cancellable,
                                   GError **error);

G_END_DECLS
