/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-credentials.h"

G_BEGIN_DECLS

/* A line to one domain controller (LDAP). All calls block: for worker threads, and for one of them
 * at a time. Each has a deadline and ends when @cancellable is cancelled; after either the line is
 * closed, and resite_directory_open() makes a new one. Referrals are never followed, so that what is
 * said is said by this controller.
 *
 * Errors: RESITE_ERROR_UNREACHABLE (nobody there, or the port is closed: the text tells which),
 * _TIMED_OUT (silence), _UNTRUSTED (certificate), _NO_ACCESS (log-on or right; the text says which),
 * _NOT_FOUND (no such object), _BUSY, _REFUSED, _MALFORMED; G_IO_ERROR_CANCELLED. */
#define RESITE_TYPE_DIRECTORY (resite_directory_get_type ())
G_DECLARE_FINAL_TYPE (ResiteDirectory, resite_directory, RESITE, DIRECTORY, GObject)

/* Borrowed for the call. */
typedef struct
{
  const char *ca_file; /* (nullable): those whom this desk trusts */
  /* (nullable): by the Kerberos ticket of this desk. A name and a password are sent under TLS only:
   * "user@domain", "DOMAIN\\user" or a distinguished name. */
  ResiteCredentials *credentials;
  gboolean start_tls; /* on ldap:// with a ticket; with a password it is always done. Without it the
                       * ticket's own keys seal the line. */
  guint connect_seconds; /* 0: 10 */
  guint patience;        /* seconds for each call, 0: 30 */
} ResiteDirectoryOptions;

/* @url: "ldap://HOST[:PORT]", "ldaps://HOST[:PORT]", or a host alone, which is ldap://.
 * RESITE_ERROR_INVALID. */
ResiteDirectory *resite_directory_new (const char *url, const ResiteDirectoryOptions *options,
                                       GError **error);

/* Connects, begins TLS, logs on, and asks who the controller is. Nothing where it is open. A
 * password that was refused once is not sent again (see ResiteCredentials). */
gboolean resite_directory_open (ResiteDirectory *self, GCancellable *cancellable, GError **error);
void resite_directory_close (ResiteDirectory *self);

const char *resite_directory_get_url (ResiteDirectory *self);
/* As asked for, before it is open; then as it calls itself. */
const char *resite_directory_get_name (ResiteDirectory *self);
/* (transfer full): who is logged on, for a person. */
char *resite_directory_describe_account (ResiteDirectory *self);

/* After it was opened. "DC=corp,DC=example,DC=com" and "CN=Configuration,...". */
const char *resite_directory_get_domain (ResiteDirectory *self);
const char *resite_directory_get_configuration (ResiteDirectory *self);
/* Microseconds that the controller's clock is ahead of this desk's (real) one. Good to about a
 * second, which is what the controller tells. */
gint64 resite_directory_get_clock_lead (ResiteDirectory *self);

/* One object as it was read. Names of attributes in any case. */
typedef struct _ResiteDirectoryEntry ResiteDirectoryEntry;

void resite_directory_entry_free (ResiteDirectoryEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDirectoryEntry, resite_directory_entry_free)
const char *resite_directory_entry_get_dn (const ResiteDirectoryEntry *entry);
/* (nullable) (element-type GBytes): all values. */
GPtrArray *resite_directory_entry_get_values (const ResiteDirectoryEntry *entry, const char *name);
/* (nullable): the first one, as text. */
const char *resite_directory_entry_get_text (const ResiteDirectoryEntry *entry, const char *name);
gboolean resite_directory_entry_has (const ResiteDirectoryEntry *entry, const char *name,
                                     const char *value);
/* Microseconds since 1970 of a generalized time; 0: none. */
gint64 resite_directory_entry_get_time (const ResiteDirectoryEntry *entry, const char *name);

typedef enum
{
  RESITE_DIRECTORY_ITSELF,
  RESITE_DIRECTORY_BELOW, /* one level */
  RESITE_DIRECTORY_TREE
} ResiteDirectoryScope;

/* (element-type ResiteDirectoryEntry) (transfer full). @filter (nullable): all objects.
 * @attributes: NULL-terminated. With nTSecurityDescriptor among them owner, group and access list
 * are asked for, which needs no special right. */
GPtrArray *resite_directory_search (ResiteDirectory *self, const char *base,
                                    ResiteDirectoryScope scope, const char *filter,
                                    const char *const *attributes, GCancellable *cancellable,
                                    GError **error);
/* (transfer full): one object. RESITE_ERROR_NOT_FOUND. */
ResiteDirectoryEntry *resite_directory_read (ResiteDirectory *self, const char *dn,
                                             const char *const *attributes,
                                             GCancellable *cancellable, GError **error);
/* Exactly this object; never what is below it. RESITE_ERROR_NOT_FOUND: already gone.
 * RESITE_ERROR_OUTCOME_UNKNOWN: the line broke after it was asked. */
gboolean resite_directory_delete (ResiteDirectory *self, const char *dn, GCancellable *cancellable,
                                  GError **error);

/* (transfer full): a value in a filter, in a name (RFC 4515, RFC 4514). */
char *resite_directory_escape_filter (const char *value);
char *resite_directory_escape_name (const char *value);
/* (transfer full) (nullable): what is above @dn; NULL: nothing, or @dn is none. */
char *resite_directory_get_parent (const char *dn);
/* (transfer full) (nullable): the value of its first part: "SMS-Site-S01". */
char *resite_directory_get_leaf (const char *dn);
/* Case and blanks around separators do not count. */
gboolean resite_directory_is_same_name (const char *one, const char *other);
gboolean resite_directory_is_name (const char *dn);

G_END_DECLS
