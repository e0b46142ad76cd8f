/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Between this program and its SMB workers: a record of fixed size, then its bytes, over a pair of
 * sockets. What is read from or written to files lies in memory that both see. Both ends are of one
 * build, on one machine. Nothing here needs more than GLib. */

/* The memory that both see: one page of state, then what files hold. */
#define RESITE_SMB_DATA_OFFSET 4096
#define RESITE_SMB_DATA_SIZE   (8 * 1024 * 1024)
#define RESITE_SMB_MEMORY_SIZE (RESITE_SMB_DATA_OFFSET + RESITE_SMB_DATA_SIZE)

/* Longer requests are none: names are 255 characters a part at most. */
#define RESITE_SMB_REQUEST_LIMIT (256 * 1024)
#define RESITE_SMB_REPLY_LIMIT   (1024 * 1024 * 1024)

typedef struct
{
  guint64 steps; /* grows whenever something came from the server or went there */
} ResiteSmbMemory;

typedef enum
{
  RESITE_SMB_SETUP, /* bytes: the strings of ResiteSmbSetup, each with its NUL */
  RESITE_SMB_CONNECT,
  RESITE_SMB_LIST,
  RESITE_SMB_QUERY,
  RESITE_SMB_FETCH, /* size: how many bytes at most */
  RESITE_SMB_STORE, /* size bytes lie in the memory; marks */
  RESITE_SMB_OPEN_READ,
  RESITE_SMB_OPEN_WRITE, /* flag: keep what is there */
  RESITE_SMB_READ,
  RESITE_SMB_WRITE,
  RESITE_SMB_CLOSE,
  RESITE_SMB_MAKE_FOLDER, /* flag: of the folder itself, not below it */
  RESITE_SMB_RENAME,      /* two names; flag: in the place of what is there */
  RESITE_SMB_REMOVE,
  RESITE_SMB_SET_TIME,
  RESITE_SMB_SET_READ_ONLY, /* flag: on */
  RESITE_SMB_SET_MARKS,
  RESITE_SMB_SPACE,
  RESITE_SMB_READ_PERMISSIONS,  /* flag: with names, too */
  RESITE_SMB_WRITE_PERMISSIONS, /* size bytes lie in the memory, text */
  RESITE_SMB_LIST_SHARES
} ResiteSmbVerb;

typedef struct
{
  guint32 verb; /* ResiteSmbVerb */
  guint32 flag;
  gint32 file; /* what OPEN answered */
  guint32 attributes;
  guint64 offset;
  guint64 size;
  gint64 modified;
  guint32 length;  /* of the bytes that follow: the names, each with its NUL */
  guint32 repeats; /* is asked once more if the line turns out to be cut */
} ResiteSmbRequest;

/* One file or folder, in a listing followed by its name without a NUL. */
typedef struct
{
  guint64 size;
  gint64 modified;
  gint64 changed;
  guint32 attributes; /* as SMB has them, the bit of folders among them */
  guint32 length;
} ResiteSmbEntry;

typedef enum
{
  RESITE_SMB_DONE,
  RESITE_SMB_FAILED,        /* the server was asked and refused */
  RESITE_SMB_NOT_LOGGED_ON, /* the server does not take name and secret */
  RESITE_SMB_NO_SHARE,      /* logged on, but no way into the share */
  RESITE_SMB_GUEST,         /* logged on as somebody else */
  RESITE_SMB_NO_LINE,       /* nobody there, or not any more */
  RESITE_SMB_TAKEN          /* name and secret were taken; the answer itself comes later */
} ResiteSmbOutcome;

typedef struct
{
  guint32 outcome;      /* ResiteSmbOutcome */
  gint32 code;          /* errno */
  gint64 value;         /* of the verb: bytes read, a file, free space */
  ResiteSmbEntry entry; /* of QUERY */
  guint32 connected;    /* name and secret were taken */
  guint32 length; /* of the bytes that follow: a listing, or the server's word for a failure */
} ResiteSmbReply;

/* What a worker has to know before it can connect. */
typedef struct
{
  const char *url; /* percent-encoded */
  const char *domain;
  const char *user;
  const char *secret;
  const char *least; /* protocols, as libsmbclient names them */
  const char *most;
} ResiteSmbSetup;

#define RESITE_SMB_SETUP_STRINGS 6

/* All or nothing; FALSE with errno, 0 at the end of the stream. */
gboolean resite_smb_wire_send (int fd, gconstpointer head, gsize head_size, gconstpointer bytes,
                               gsize size);
gboolean resite_smb_wire_receive (int fd, gpointer bytes, gsize size);
/* Splits @bytes into exactly @count strings; FALSE when they are not that. */
gboolean resite_smb_wire_split (char *bytes, gsize size, const char **strings, guint count);

/* One message with descriptors beside it; @count at most 2. */
gboolean resite_smb_wire_send_fds (int fd, gconstpointer bytes, gsize size, const int *fds,
                                   guint count);
/* Bytes received, 0 at the end, -1; @fds: closed on exec, -1 where none came. */
gssize resite_smb_wire_receive_fds (int fd, gpointer bytes, gsize size, int *fds, guint count);

G_END_DECLS
