/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-ledger.h"
#include "resite-package-scan.h"
#include "resite-sms-package.h"

G_BEGIN_DECLS

/* What will become of each package when it is preloaded, from the files that are here and what the
 * site knows of its packages. Nothing here talks or waits. */

/* What the site knows of a package; whatever was not told stays as resite_preflight_known_new()
 * made it. */
typedef struct
{
  char *id; /* in capitals */
  char *name;
  char *source_site;
  gint64 source_version; /* -1 not told */
  gint64 stored_version; /* in the compressed copy; -1 not told */
  gint64 source_date;    /* microseconds since 1970 when the source was read last; 0 not told */
  guint64 compressed;    /* bytes; 0 not told */
  gboolean leaving;      /* it is being deleted */
} ResitePreflightKnown;

ResitePreflightKnown *resite_preflight_known_new (const char *id);
void resite_preflight_known_free (ResitePreflightKnown *self);

/* (transfer full): id in capitals → ResitePreflightKnown. Of resite_sms_list_packages(). */
GHashTable *resite_preflight_known_from_packages (GHashTable *packages);
/* Of a list that a person brought: a table with column names (see ResitePastedTable), or ids alone.
 * RESITE_ERROR_INVALID: there is no package in it. */
GHashTable *resite_preflight_known_parse (const char *text, gssize length, GError **error);

/* One package. @state is what the item's is called: ready, versions-differ (does not unpack after a
 * preload), missing-file, empty-file, not-read-only, outdated (older than the parent's),
 * unknown-to-site; unknown: nobody said what the site knows or which versions it has, or the files
 * cannot be seen. */
typedef struct
{
  char *id;
  const char *state;
  char *message; /* translated: why, and what to do */
  char *file;    /* (nullable): there is none, or it is not known */
  guint64 size;
  gint64 modified;
  gboolean read_only;
  ResitePreflightKnown *known; /* (nullable) */
} ResitePreflightRow;

void resite_preflight_row_free (ResitePreflightRow *self);

/* (element-type ResitePreflightRow), by id. @scan (nullable): the files are not seen. @known
 * (nullable): nobody said. @expected (nullable): the set of ids, in capitals, whose files are to be
 * here, because the model has them; else all that the site knows are. */
GPtrArray *resite_preflight_judge (ResitePackageScan *scan, GHashTable *known,
                                   GHashTable *expected);

/* Rows as a ledger keeps them: the facts are "name=value" lines in the output. */
ResiteLedgerRow *resite_preflight_row_to_ledger (const ResitePreflightRow *self);
/* (transfer full) (nullable): the files that rows of a ledger tell of; NULL: of none. */
ResitePackageScan *resite_preflight_scan_from_rows (GPtrArray *rows);

/* "52 ready; 3 versions differ" translated, in words of the states; @rows: ResitePreflightRow. */
char *resite_preflight_describe (GPtrArray *rows);
guint resite_preflight_count (GPtrArray *rows, const char *state);

/* (nullable): why a package of this state is left out when all are preloaded, or with @for_assign
 * when all are assigned: then whatever would come over the line is left out, too. Translated. */
const char *resite_preflight_explain_left_out (const char *state, gboolean for_assign);

G_END_DECLS
