/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-directory-place.h"
#include "resite-folder.h"
#include "resite-machine.h"

G_BEGIN_DECLS

/* Who is where for this run: for every machine ("old", "new", "source", "primary.2", "desk") how
 * it is reached and where its files are. Main thread only; what it hands out may go to workers. */
#define RESITE_TYPE_CONNECTIONS (resite_connections_get_type ())
G_DECLARE_FINAL_TYPE (ResiteConnections, resite_connections, RESITE, CONNECTIONS, GObject)

typedef enum
{
  RESITE_REACH_BY_HAND,
  RESITE_REACH_LOCAL, /* this desk */
  RESITE_REACH_WINRM, /* over the network, by WinRM or RPC; its files below a folder of this desk, or
                       * over SMB */
  RESITE_REACH_SMB    /* its files over the network; all else by hand */
} ResiteReach;

/* How a machine is spoken to over the network. Borrowed for the call. */
typedef struct
{
  const char *host; /* (nullable): not known yet */
  guint port;       /* 0: 5986, or 5985 for plain HTTP */
  gboolean plain;
  gboolean kerberos;
  gboolean old_tls;
  const char *user;        /* (nullable) */
  const char *ca_file;     /* (nullable) */
  const char *fingerprint; /* (nullable) */
  gboolean rpc;        /* RPC over SMB, not WS-Management: of the above host, user and kerberos */
  gboolean allow_smb1; /* for RPC */
} ResiteRemoteWay;

/* How files are reached over SMB. Borrowed for the call. */
typedef struct
{
  const char *host; /* (nullable): not known yet */
  guint port;       /* 0: 445 */
  const char *user; /* (nullable): nobody signs in; "DOMAIN\\user" or "user" */
  gboolean allow_smb1;
  const char *const *shares; /* (nullable): folder, share, folder, share ..., NULL-terminated:
                              * "E:\\SMSPKGE$", "SMSPKGE$" */
} ResiteFilesWay;

/* Makes a machine; @book is nullable. Instead of WS-Management, for what stands in for it. */
typedef ResiteMachine *(*ResiteMachineOpener) (const char *machine,
                                               const ResiteWsmanOptions *options,
                                               const ResiteShellBook *book, gpointer user_data,
                                               GError **error);
/* Fills in where the shells of @machine are written down; FALSE: nowhere. */
typedef gboolean (*ResiteShellBookMaker) (const char *machine, ResiteShellBook *book,
                                          gpointer user_data);

ResiteConnections *resite_connections_new (void);

/* @files (nullable): the folder on this desk below which the machine's drives lie: E:\SMSPKG is
 * FILES/E/SMSPKG; E, e, E$, e$ and E: are taken as the drive's folder. */
void resite_connections_add (ResiteConnections *self, const char *machine, ResiteReach reach,
                             const char *files);
/* One drive of a machine that lies elsewhere. */
void resite_connections_add_drive (ResiteConnections *self, const char *machine, char drive,
                                   const char *folder);

/* What @files or a drive says to be "smb:..." goes by @way: E:\SMSPKG is SMSPKG of the share E$,
 * or of the share that shows the most of the way there. */
void resite_connections_set_files_way (ResiteConnections *self, const char *machine,
                                       const ResiteFilesWay *way);
gboolean resite_connections_has_remote_files (ResiteConnections *self, const char *machine);
void resite_connections_set_files_host (ResiteConnections *self, const char *machine,
                                        const char *host);
const char *resite_connections_get_files_host (ResiteConnections *self, const char *machine);
const char *resite_connections_get_files_user (ResiteConnections *self, const char *machine);
gboolean resite_connections_allows_smb1 (ResiteConnections *self, const char *machine);
/* In memory only; one set with WinRM's where the account is the same. */
void resite_connections_set_files_credentials (ResiteConnections *self, const char *machine,
                                               ResiteCredentials *credentials);
ResiteCredentials *resite_connections_get_files_credentials (ResiteConnections *self,
                                                             const char *machine);
/* There is an account, and no password for it, or it was refused. */
gboolean resite_connections_needs_files_credentials (ResiteConnections *self, const char *machine);

/* The directory of the site's domain, where the plan says that it is reached from this desk.
 * (nullable) (transfer none). */
void resite_connections_set_directory (ResiteConnections *self, ResiteDirectoryPlace *place);
ResiteDirectoryPlace *resite_connections_get_directory (ResiteConnections *self);

ResiteReach resite_connections_get_reach (ResiteConnections *self, const char *machine);
gboolean resite_connections_has_files (ResiteConnections *self, const char *machine);

/* TRUE: @windows_path of @machine is reached over SMB and has no path on this desk. */
gboolean resite_connections_is_remote_path (ResiteConnections *self, const char *machine,
                                            const char *windows_path);
/* The path on this desk of @windows_path on @machine, whether or not it exists yet; an absolute
 * Unix path is passed through for "desk". RESITE_ERROR_NOT_FOUND with what the plan would have to
 * say; RESITE_ERROR_NEEDS_PERSON for what is reached over SMB. */
char *resite_connections_resolve (ResiteConnections *self, const char *machine,
                                  const char *windows_path, GError **error);
/* Is the folder there below which the plan has this drive? A disk that is not mounted must neither
 * be filled beside its place nor be judged by what lies there. RESITE_ERROR_NOT_FOUND. */
gboolean resite_connections_check_base (ResiteConnections *self, const char *machine,
                                        const char *windows_path, GError **error);
/* The folder there. @create: make it if it is missing. Over SMB nothing is looked at before the
 * folder's first call, in a worker; RESITE_ERROR_NEEDS_PERSON: a password is needed,
 * RESITE_ERROR_DIFFERS: see set_fault. */
ResiteFolder *resite_connections_open_folder (ResiteConnections *self, const char *machine,
                                              const char *windows_path, gboolean create,
                                              GError **error);

/* (nullable): for what is reached over SMB the share that shows it, and the name of @windows_path
 * in it, "" for the share itself. As open_folder, @windows_path itself need not be there. */
ResiteFolder *resite_connections_open_share (ResiteConnections *self, const char *machine,
                                             const char *windows_path, char **name, GError **error);

/* (nullable) (transfer full): "smb://SERVER/SHARE" of what is reached over SMB. */
char *resite_connections_describe_share (ResiteConnections *self, const char *machine,
                                         const char *windows_path);

/* Over the network. Two roles that are one machine share all of this. */

/* @machine is the same as @other ("central" is "primary.2"). */
void resite_connections_set_alias (ResiteConnections *self, const char *machine, const char *other);
/* Sets reach to RESITE_REACH_WINRM. */
void resite_connections_set_way (ResiteConnections *self, const char *machine,
                                 const ResiteRemoteWay *way);
/* Where it is now: name or address; what was opened under another one is forgotten. */
void resite_connections_set_host (ResiteConnections *self, const char *machine, const char *host);
const char *resite_connections_get_host (ResiteConnections *self, const char *machine);
/* (nullable): under which it was opened last. */
const char *resite_connections_get_opened_host (ResiteConnections *self, const char *machine);
/* (transfer full): "https://10.4.1.20:5986/wsman"; NULL: no address is known. */
char *resite_connections_format_url (ResiteConnections *self, const char *machine,
                                     const char *address);
const char *resite_connections_get_user (ResiteConnections *self, const char *machine);
gboolean resite_connections_is_plain (ResiteConnections *self, const char *machine);
/* It is reached over the network, but only by RPC: no programs run there from here, and WMI's
 * providers are not asked. */
gboolean resite_connections_speaks_rpc (ResiteConnections *self, const char *machine);

/* In memory only. NULL takes them away. */
void resite_connections_set_credentials (ResiteConnections *self, const char *machine,
                                         ResiteCredentials *credentials);
/* (nullable). */
ResiteCredentials *resite_connections_get_credentials (ResiteConnections *self,
                                                       const char *machine);
/* It is reached by account and password, and there are none, or they were refused. */
gboolean resite_connections_needs_credentials (ResiteConnections *self, const char *machine);
/* (transfer none): what is trusted of this machine; what it showed last is in it. */
ResiteTrust *resite_connections_get_trust (ResiteConnections *self, const char *machine,
                                           GError **error);

/* Nothing is asked of @machine any more, but for calls that name an address: @fault is the error's
 * text. NULL: it may be asked again. */
void resite_connections_set_fault (ResiteConnections *self, const char *machine, const char *fault);
const char *resite_connections_get_fault (ResiteConnections *self, const char *machine);

/* The machine as it is reached now (transfer full), or under @address (nullable). The same one is
 * handed out until address, credentials or trust change or it is forgotten. Does not talk.
 * RESITE_ERROR_REFUSED: not reached over the network; RESITE_ERROR_NOT_FOUND: nobody knows where it
 * is; RESITE_ERROR_NEEDS_PERSON: a password is needed; RESITE_ERROR_DIFFERS: see set_fault. */
ResiteMachine *resite_connections_open_machine (ResiteConnections *self, const char *machine,
                                                const char *address, GError **error);
/* After a restart: what was opened is let go, and so is what the server said of itself. */
void resite_connections_forget (ResiteConnections *self, const char *machine);

/* Servers that are asked for names, "10.1.0.10", "127.9.9.9:5353"; NULL: as this desk does. */
void resite_connections_set_name_servers (ResiteConnections *self, const char *const *servers);
const char *const *resite_connections_get_name_servers (ResiteConnections *self);

void resite_connections_set_opener (ResiteConnections *self, ResiteMachineOpener opener,
                                    gpointer user_data);
void resite_connections_set_book_maker (ResiteConnections *self, ResiteShellBookMaker maker,
                                        gpointer user_data);
/* Passwords, pins and faults of @former for machines that are where they were, and its opener. */
void resite_connections_inherit (ResiteConnections *self, ResiteConnections *former);

G_END_DECLS
