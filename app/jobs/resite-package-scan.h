/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder.h"
#include "resite-package-batch.h"

G_BEGIN_DECLS

/* The package files of a folder by the rules of SMS 2003: XXXNNNNN.PCK or .PKG, in any case,
 * directly in the folder; everything else is a stray. Blocks; for worker threads. */
typedef struct
{
  char *id; /* upper case */
  char *file;
  guint64 size;
  gint64 modified;
  gboolean read_only;
} ResitePackageFile;

typedef struct
{
  GPtrArray *packages; /* ResitePackageFile, by id, one a package: a .PCK before a .PKG */
  GPtrArray *strays;   /* utf8, sorted: deltas, batches, second files of a package ... */
} ResitePackageScan;

ResitePackageScan *resite_package_scan_run (ResiteFolder *folder, GCancellable *cancellable,
                                            GError **error);
/* The same of a listing that is there already. (element-type ResiteFileInfo). */
ResitePackageScan *resite_package_scan_new (GPtrArray *entries);
void resite_package_scan_free (ResitePackageScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResitePackageScan, resite_package_scan_free)

/* (transfer full) (nullable): the package id of a file name, upper case; NULL for a stray. */
char *resite_package_id_from_file_name (const char *name);
gboolean resite_package_id_is_valid (const char *id);

/* Ids that the site knows, from any text with ids in it (a listing of the inbox, a query's
 * result): one a line or in columns, "#" comments. (element-type utf8), upper case, sorted. */
GPtrArray *resite_package_list_parse (const char *text, gssize length);

/* Only in one, only in the other, in both; each (element-type utf8), sorted. */
typedef struct
{
  GPtrArray *both;
  GPtrArray *only_files;
  GPtrArray *only_known;
} ResitePackageDifference;
ResitePackageDifference *resite_package_scan_compare (ResitePackageScan *scan, GPtrArray *known);
void resite_package_difference_free (ResitePackageDifference *difference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResitePackageDifference, resite_package_difference_free)

G_END_DECLS
