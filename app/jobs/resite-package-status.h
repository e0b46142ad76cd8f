/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-ledger.h"
#include "resite-preflight.h"

G_BEGIN_DECLS

/* The day after: what became of each package on one distribution point, from what the provider or a
 * list of a person says. Nothing here talks or waits. */

/* One package there. @state is what the item's is called: installed, pending, retrying, failed,
 * outdated (installed, but not the version that the package has), unknown (a list does not say it in
 * words that are known). */
typedef struct
{
  char *id;
  const char *state;
  char *message;       /* translated */
  gint64 there;        /* the version that is there; -1 not told */
  gint64 wanted;       /* the package's; -1 not told */
  gint64 last_copied;  /* microseconds since 1970; 0 not told */
  gint64 summary_date; /* when the site looked; 0 not told */
  guint points;        /* distribution points that have it; 0: not counted */
  char *name;          /* (nullable) */
  char *source_site;   /* (nullable) */
  guint64 compressed;  /* bytes; 0 not told */
} ResitePackageState;

void resite_package_state_free (ResitePackageState *self);

/* (element-type ResitePackageState), by id: @summaries of resite_sms_list_summaries(), @rows of
 * resite_sms_list_point_rows() (those that are being taken off are left out; what the summarizer
 * does not know yet is pending), @known (nullable) of ResitePreflight. */
GPtrArray *resite_package_status_judge (GHashTable *summaries, GHashTable *rows, GHashTable *known);
/* Of a list that a person brought: wmic's SMS_PackageStatusDistPointsSummarizer, or the console's
 * Package Status exported. RESITE_ERROR_INVALID: there is no state of a package in it. */
GPtrArray *resite_package_status_parse (const char *text, gssize length, GError **error);

gboolean resite_package_state_is_right (const ResitePackageState *self);
guint resite_package_status_count_wrong (GPtrArray *states);

/* What those that are not right have in common. */
typedef struct
{
  char *words; /* translated: "state: failed", "made at site AUS", "larger than 120 MB" */
  guint n_wrong, n_all;
  GPtrArray *ids; /* utf8: the wrong ones */
} ResiteStatusPattern;

/* (element-type ResiteStatusPattern): what tells most first; empty where nothing is wrong. */
GPtrArray *resite_package_status_group (GPtrArray *states);
/* So many that one cause is likelier than many, and repairing one by one is no help. */
gboolean resite_package_status_is_epidemic (GPtrArray *states);
/* One or two sentences: how many are right, since when, what the others have in common. */
char *resite_package_status_describe (GPtrArray *states);

ResiteLedgerRow *resite_package_state_to_ledger (const ResitePackageState *self);

G_END_DECLS
