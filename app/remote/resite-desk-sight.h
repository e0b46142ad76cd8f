/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who is at an address, or under a name, as anybody on the network can see it: no account, no
 * password. Everything blocks and is for workers. */

/* How much a sight is worth. */
typedef enum
{
  RESITE_SURE_HINT,   /* written down by somebody else: DNS, a banner */
  RESITE_SURE_LIKELY, /* said by the machine itself where anybody could say it: NetBIOS over UDP */
  RESITE_SURE_CERTAIN /* said by its log-on service over a connection to just this address */
} ResiteSureness;

typedef struct
{
  const char *source; /* static: "smb", "netbios", "http", "winrm", "dns", "reverse", "arp" */
  ResiteSureness sure;
  char *computer;     /* (nullable): the short name that it gives itself, upper case */
  char *domain;       /* (nullable): short name of its domain or workgroup */
  char *dns_name;     /* (nullable) */
  char *mac;          /* (nullable) */
  char *system;       /* (nullable): product, build or banner */
  char *text;         /* a sentence that says what was seen and where, translated */
  gboolean smb1_only; /* of "smb": it speaks nothing newer */
  gboolean encrypted; /* of "winrm": HTTPS */
} ResiteDeskSight;

ResiteDeskSight *resite_desk_sight_new (const char *source, ResiteSureness sure);
void resite_desk_sight_free (ResiteDeskSight *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDeskSight, resite_desk_sight_free)
/* (transfer none): "certain", "likely", "a hint"; translated. */
const char *resite_sureness_get_word (ResiteSureness sure);

/* Where machines are asked. 0: the port that everybody uses; RESITE_DESK_NO_PORT: not asked. */
#define RESITE_DESK_NO_PORT 0xFFFFFFFFu
typedef struct
{
  guint netbios;   /* 137, UDP */
  guint session;   /* 139 */
  guint smb;       /* 445 */
  guint http;      /* 80 */
  guint winrm;     /* 5985 */
  guint winrm_tls; /* 5986 */
} ResiteDeskPorts;

/* (element-type ResiteDeskSight) (transfer full): all that answers at @address, the surest first; it
 * is asked in all ways at once and takes a few seconds at most. @ports and @name_servers are
 * nullable. NULL only when cancelled or @address is none. */
GPtrArray *resite_desk_look_at_address (const char *address, const ResiteDeskPorts *ports,
                                        const char *const *name_servers, GCancellable *cancellable,
                                        GError **error);

/* Addresses that answer for the NetBIOS name @name (RFC 1002 4.2.12): asked of @server, or of
 * everybody on this segment where that is NULL. Nobody: an empty list. (transfer full) */
GStrv resite_desk_find_netbios_name (const char *name, const char *server, guint port,
                                     GCancellable *cancellable, GError **error);

typedef enum
{
  RESITE_DESK_NOBODY, /* nothing there says a name */
  RESITE_DESK_SAME,   /* it is the one that is expected */
  RESITE_DESK_OTHER   /* it is somebody else */
} ResiteDeskVerdict;

/* Is it @expected (a name, short or full)? By the surest sights that say a name: all of them, so that
 * one of them that says another name makes it somebody else; a hint alone decides nothing. Of a name
 * that is longer than NetBIOS keeps its beginning is enough where the whole one is not seen. *@sight
 * (transfer none, nullable): the one that it is by. */
ResiteDeskVerdict resite_desk_judge (GPtrArray *sights, const char *expected,
                                     const ResiteDeskSight **sight);
/* (transfer full) (nullable): all sentences in one, NULL where nothing was seen. */
char *resite_desk_describe (GPtrArray *sights);

G_END_DECLS
