/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-smb-wire.h"

G_BEGIN_DECLS

/* Between this program and its RPC worker: a head of fixed size, then strings, each with its NUL,
 * over a pair of sockets. Both ends are of one build, on one machine. */

#define RESITE_RPC_LIMIT (64 * 1024 * 1024)

typedef enum
{
  RESITE_RPC_SETUP,  /* ResiteRpcSetup */
  RESITE_RPC_NET,    /* what follows "net rpc" → output, errors; status: exit status */
  RESITE_RPC_SERVER, /* → name, comment, type in hexadecimal (NetServerGetInfo 101) */
  RESITE_RPC_TIME,   /* → seconds since 1970, milliseconds since it started (NetRemoteTOD) */
  RESITE_RPC_JOIN,   /* → name, kind of ResiteRpcJoin (NetGetJoinInformation) */
  RESITE_RPC_SHARES, /* → name, type, path, comment each (NetShareEnum 2) */
  RESITE_RPC_DELETE_SHARE, /* name (NetShareDel) */
  RESITE_RPC_FILES,        /* → path, user each (NetFileEnum 3) */
  RESITE_RPC_USERS,        /* → name each (NetUserEnum 0) */
  RESITE_RPC_RENAME,       /* name, account, secret (NetRenameMachineInDomain) */
  RESITE_RPC_RESTART       /* message (NetShutdownInit) */
} ResiteRpcVerb;

/* Not 0 to 255: the program was ended by a signal, or is not there. */
#define RESITE_RPC_NET_ENDED   256
#define RESITE_RPC_NET_MISSING 257

/* NETSETUP_JOIN_STATUS of lmjoin.h. */
typedef enum
{
  RESITE_RPC_JOIN_UNKNOWN,
  RESITE_RPC_JOIN_NONE,
  RESITE_RPC_JOIN_WORKGROUP,
  RESITE_RPC_JOIN_DOMAIN
} ResiteRpcJoin;

typedef struct
{
  guint32 verb;   /* ResiteRpcVerb */
  guint32 length; /* of the strings that follow */
} ResiteRpcRequest;

/* @status: 0 or an error number of Windows. Then the strings: of a failure what the library wrote
 * to its errors, which has the status of a log-on in words. */
typedef struct
{
  guint32 status;
  guint32 length;
} ResiteRpcReply;

#define RESITE_RPC_SETUP_STRINGS 5

/* What a worker has to know before it can speak. The secret goes no other way. */
typedef struct
{
  const char *host;
  const char *domain; /* "" where none was named */
  const char *user;
  const char *secret; /* "": the Kerberos ticket of this desk */
  const char *least;  /* the oldest protocol, as Samba names it */
  /* Not sent: where @host was when the worker first looked, "" where it has no such name. All that
   * follows goes there, whoever gets the name meanwhile. */
  const char *address;
} ResiteRpcSetup;

G_END_DECLS
