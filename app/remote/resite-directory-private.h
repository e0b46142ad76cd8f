/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <ldap.h>

#include "resite-directory.h"

G_BEGIN_DECLS

struct _ResiteDirectory
{
  GObject parent_instance;

  char *url;
  char *host;
  guint16 port;
  gboolean tls_from_start;
  char *ca_file;
  ResiteCredentials *credentials;
  gboolean start_tls;
  guint connect_seconds;
  guint patience;

  LDAP *ldap; /* NULL: not open */
  int fd;     /* its socket, owned by it */
  gboolean under_tls;

  char *name;
  char *domain;
  char *configuration;
  gint64 clock_lead;
};

/* resite-directory-watch.c: libldap blocks without an end; whoever watches shuts the socket down
 * when time is over or somebody cancels, which ends every call there. */
typedef struct
{
  GMutex mutex;
  GCond cond;
  GThread *thread;
  int fd;
  gint64 deadline;
  GCancellable *cancellable;
  gulong handler;
  gboolean over;
  gboolean cancelled;
  gboolean expired;
} ResiteDirectoryWatch;

void _resite_directory_watch_begin (ResiteDirectoryWatch *watch, int fd, guint seconds,
                                    GCancellable *cancellable);
/* Afterwards @cancelled and @expired may be read. */
void _resite_directory_watch_end (ResiteDirectoryWatch *watch);

/* resite-directory-line.c: socket and TLS. */
gboolean _resite_directory_connect (ResiteDirectory *self, GCancellable *cancellable,
                                    GError **error);
/* resite-directory-trust.c: why TLS did not come to be, which libldap tells nobody: the certificate is
 * looked at on a line of its own. RESITE_ERROR_UNTRUSTED, or that TLS is not spoken there. @code:
 * what libldap ended with. */
void _resite_directory_explain_tls (ResiteDirectory *self, int code, GCancellable *cancellable,
                                    GError **error);
/* (transfer full) (nullable): a connection, with the reason why there is none in words. */
GSocketConnection *_resite_directory_reach (ResiteDirectory *self, GCancellable *cancellable,
                                            GError **error);
/* resite-directory-bind.c. */
gboolean _resite_directory_log_on (ResiteDirectory *self, GCancellable *cancellable,
                                   GError **error);

/* resite-directory-failure.c. */
/* (transfer full) (nullable): what the controller said with its last refusal. */
char *_resite_directory_dup_diagnostic (LDAP *ldap);
/* The watch ended it: TRUE, and @error is set. Closes the line. */
gboolean _resite_directory_take_end (ResiteDirectory *self, const ResiteDirectoryWatch *watch,
                                     GError **error);
/* @code of libldap for a read or a delete of @dn. */
void _resite_directory_set_failure (ResiteDirectory *self, int code, const char *dn,
                                    GError **error);
void _resite_directory_set_log_on_failure (ResiteDirectory *self, int code, const char *diagnostic,
                                           GError **error);

G_END_DECLS
