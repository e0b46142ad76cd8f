/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-connections.h"
#include "resite-folder-smb.h"

G_BEGIN_DECLS

#define RESITE_DRIVES 26

/* What is known of a machine that is reached over the network. */
typedef struct
{
  char *host;
  guint port;
  gboolean plain;
  gboolean kerberos;
  gboolean old_tls;
  gboolean rpc;
  gboolean allow_smb1;
  char *user;
  char *ca_file;
  char *fingerprint;

  ResiteTrust *trust;             /* made at first use */
  ResiteCredentials *credentials; /* in memory only */
  ResiteMachine *machine;         /* as it was opened last */
  char *opened_host;
  char *fault; /* why nothing is asked of it now: another box answers there */
} ResiteRemote;

/* What is known of files that are reached over SMB. */
typedef struct
{
  gboolean is_set;
  char *host; /* NULL: not known yet */
  guint port;
  char *user; /* NULL: nobody signs in */
  gboolean allow_smb1;
  GStrv shares;                   /* folder, share, folder, share ... */
  ResiteCredentials *credentials; /* where the account is none of WinRM's; in memory only */
} ResiteFilesRemote;

typedef struct
{
  ResiteReach reach;
  char *files;                 /* folder of this desk, or "smb:..." */
  char *drives[RESITE_DRIVES]; /* likewise */
  ResiteRemote remote;
  ResiteFilesRemote over_smb;
} ResiteConnection;

struct _ResiteConnections
{
  GObject parent_instance;

  GHashTable *machines; /* name → ResiteConnection */
  GHashTable *aliases;  /* name → name: two roles on one machine */
  GStrv name_servers;
  ResiteDirectoryPlace *directory; /* or NULL */
  ResiteMachineOpener opener;
  gpointer opener_data;
  ResiteShellBookMaker book_maker;
  gpointer book_data;
};

/* (nullable). */
ResiteConnection *_resite_connections_find (ResiteConnections *self, const char *machine);
ResiteConnection *_resite_connections_ensure (ResiteConnections *self, const char *machine);
/* (nullable): that of a machine that is reached over the network. */
ResiteRemote *_resite_connections_find_remote (ResiteConnections *self, const char *machine);
void _resite_remote_clear (ResiteRemote *remote);
/* What was opened. */
void _resite_remote_let_go (ResiteRemote *remote);
gboolean _resite_remote_lacks_credentials (const ResiteRemote *remote);
/* resite-connections-files.c */
gboolean _resite_connections_is_smb (const char *place);
void _resite_files_remote_clear (ResiteFilesRemote *files);
void _resite_files_remote_inherit (ResiteFilesRemote *files, const ResiteFilesRemote *former);
gboolean _resite_connections_lies_remote (ResiteConnection *entry, char drive);
/* @rest: what follows the drive, "\SMSPKG". The server of it may be NULL: not known. */
ResiteSmbPlace *_resite_connections_find_place (ResiteConnection *entry, char drive,
                                                const char *rest, GError **error);
/* @name (nullable): the share itself is opened, and this is where @rest is in it. */
ResiteFolder *_resite_connections_open_remote (ResiteConnections *self, ResiteConnection *entry,
                                               const char *machine, char drive, const char *rest,
                                               gboolean create, char **name, GError **error);

gboolean _resite_remote_ensure_trust (ResiteRemote *remote, GError **error);

G_END_DECLS
