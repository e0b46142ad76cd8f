/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-directory-records.h"

G_BEGIN_DECLS

/* The domain controllers of a run, and how they are spoken to. Counted, any thread. */
typedef struct _ResiteDirectoryPlace ResiteDirectoryPlace;

typedef enum
{
  RESITE_DIRECTORY_SEALED, /* by the ticket itself; with a password it is StartTLS all the same */
  RESITE_DIRECTORY_START_TLS,
  RESITE_DIRECTORY_LDAPS
} ResiteDirectoryTls;

/* Borrowed for the call. */
typedef struct
{
  const char *const *servers; /* (nullable): hosts or URLs; else DNS names the controllers */
  const char *domain;         /* "corp.example.com" */
  gboolean kerberos;
  ResiteDirectoryTls tls;
  const char *ca_file; /* (nullable) */
  const char *user;    /* (nullable) with Kerberos */
  guint patience;      /* seconds, 0: as ResiteDirectory */
} ResiteDirectoryWay;

ResiteDirectoryPlace *resite_directory_place_new (const ResiteDirectoryWay *way);
ResiteDirectoryPlace *resite_directory_place_ref (ResiteDirectoryPlace *self);
void resite_directory_place_unref (ResiteDirectoryPlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDirectoryPlace, resite_directory_place_unref)

const char *resite_directory_place_get_user (ResiteDirectoryPlace *self); /* (nullable) */
/* For a person and the key ring: the first server, or the domain. */
const char *resite_directory_place_get_name (ResiteDirectoryPlace *self);
/* In memory only; NULL takes them away. */
void resite_directory_place_set_credentials (ResiteDirectoryPlace *self,
                                             ResiteCredentials *credentials);
/* (transfer full) (nullable). */
ResiteCredentials *resite_directory_place_dup_credentials (ResiteDirectoryPlace *self);
/* It is by password, and there is none, or it was refused. */
gboolean resite_directory_place_needs_credentials (ResiteDirectoryPlace *self);
/* Takes the password of @former where account and servers are the same. */
void resite_directory_place_inherit (ResiteDirectoryPlace *self, ResiteDirectoryPlace *former);

/* One controller: open, or why not. */
typedef struct
{
  char *name;
  ResiteDirectory *directory; /* (nullable) */
  GError *error;              /* (nullable) */
} ResiteDirectoryVisit;

void resite_directory_visit_free (ResiteDirectoryVisit *visit);

/* (element-type ResiteDirectoryVisit) (transfer full): every controller of the domain, those that
 * the plan names first and then those that the directory itself lists; at least one is open.
 * Blocks. A log-on that is refused ends it: nobody tries the same at the next one. */
GPtrArray *resite_directory_place_visit (ResiteDirectoryPlace *self, GCancellable *cancellable,
                                         GError **error);

G_END_DECLS
