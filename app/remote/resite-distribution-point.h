/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-finding.h"
#include "resite-folder.h"
#include "resite-web.h"

G_BEGIN_DECLS

/* A distribution point with BITS, asked as its clients do: PROPFIND lists a package's folder
 * (RFC 4918), a GET with a Range fetches a piece of a file (RFC 9110). */

typedef struct
{
  char *name;  /* of the file or folder, decoded, no path */
  gint64 size; /* -1: not told, or a folder */
  gboolean folder;
} ResiteDpEntry;

void resite_dp_entry_free (ResiteDpEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDpEntry, resite_dp_entry_free)

/* "http://SERVER/SMS_DP_SMSPKGE$/ID/" from the address of the virtual directory, or of the server
 * and @drive (nullable) when @base has no path. (transfer full); NULL and RESITE_ERROR_INVALID. */
char *resite_distribution_point_format_url (const char *base, const char *drive,
                                            const char *package, GError **error);

/* (element-type ResiteDpEntry): what a multistatus of @url names, without @url itself; NULL: it is
 * none. */
GPtrArray *resite_distribution_point_parse (const char *url, const ResiteWebAnswer *answer);

typedef struct
{
  ResiteFinding *listing; /* PROPFIND */
  ResiteFinding *piece;   /* the ranged GET; NULL: there was no file to ask for */
  ResiteFinding *match;   /* against the folder itself; NULL: there was none to compare with */
} ResiteDpLook;

void resite_dp_look_free (ResiteDpLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDpLook, resite_dp_look_free)

/* Lists @url, fetches a piece of one file, and compares both with @folder (nullable) below @name.
 * @credentials (nullable): see ResiteWebQuestion. NULL only when cancelled or @url is none. Never on the main thread. */
ResiteDpLook *resite_distribution_point_look (const char *url, ResiteFolder *folder,
                                              const char *name, ResiteCredentials *credentials,
                                              GCancellable *cancellable, GError **error);

G_END_DECLS
