/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsmbclient.h>

#include "resite-smb-wire.h"

G_BEGIN_DECLS

/* One worker: one connection to one share, for the program at the other end of @fd. */
typedef struct
{
  int fd;
  char *memory; /* RESITE_SMB_MEMORY_SIZE */
  SMBCCTX *context;
  char *url; /* of the folder */
  char *user;
  char *domain;
  char *secret;
  gboolean connected;
  GHashTable *places; /* file → where libsmbclient stands in it */
  gsize piece;        /* bytes asked for in one go */
  GString *word;      /* what libsmbclient said of a log-on that failed */
  gboolean met;       /* the server took part in logging on */
  guint keys;         /* how often libsmbclient made keys of a log-on: 2, or 1 for a guest */
  gboolean guest;
  gboolean lost;    /* the line went while this question was asked */
  gboolean repeats; /* what is being done may be done twice */
  gint64 heard;     /* when the server was last heard */
} ResiteSmbServer;

/* Loads what libsmbclient needs, without the configuration of this desk; NULL when it does not
 * work. Opens nothing: a process made from this one by fork may go on with it. */
SMBCCTX *resite_smb_serve_prepare (void);
/* Answers requests until the other end is gone. */
void resite_smb_serve (SMBCCTX *context, int fd, gpointer memory);

/* For the parts of the worker. */
char *resite_smb_serve_url (ResiteSmbServer *self, const char *name);
void resite_smb_serve_step (ResiteSmbServer *self);
/* Of the file named, of what the memory holds, and so on; 0 or errno. */
int resite_smb_serve_list (ResiteSmbServer *self, const char *name, GByteArray *entries);
int resite_smb_serve_query (ResiteSmbServer *self, const char *name, ResiteSmbEntry *entry);
int resite_smb_serve_make_folder (ResiteSmbServer *self, const char *name);
int resite_smb_serve_rename (ResiteSmbServer *self, const char *from, const char *to,
                             gboolean replace);
int resite_smb_serve_remove (ResiteSmbServer *self, const char *name);
int resite_smb_serve_set_time (ResiteSmbServer *self, const char *name, gint64 modified);
int resite_smb_serve_set_marks (ResiteSmbServer *self, const char *name, gint64 modified,
                                guint attributes);
int resite_smb_serve_set_attributes (ResiteSmbServer *self, const char *name, guint attributes);
int resite_smb_serve_set_read_only (ResiteSmbServer *self, const char *name, gboolean read_only);
/* Told as libsmbclient does, in numbers and then with names or "", each with its NUL. */
int resite_smb_serve_read_permissions (ResiteSmbServer *self, const char *name, gboolean names,
                                       GByteArray *bytes);
int resite_smb_serve_write_permissions (ResiteSmbServer *self, const char *name, gsize size);
/* Of the whole server: a byte with the type of libsmbclient, name and comment with their NULs. */
int resite_smb_serve_list_shares (ResiteSmbServer *self, GByteArray *bytes);
int resite_smb_serve_space (ResiteSmbServer *self, gint64 *space);
int resite_smb_serve_open (ResiteSmbServer *self, const char *name, int flags, gint64 *file);
int resite_smb_serve_close (ResiteSmbServer *self, int file);
int resite_smb_serve_read (ResiteSmbServer *self, int file, guint64 offset, gsize size,
                           gint64 *done);
int resite_smb_serve_write (ResiteSmbServer *self, int file, guint64 offset, gsize size);
int resite_smb_serve_fetch (ResiteSmbServer *self, const char *name, gsize size, gint64 *done);
int resite_smb_serve_store (ResiteSmbServer *self, const char *name, gsize size, gint64 modified,
                            guint attributes);

G_END_DECLS
