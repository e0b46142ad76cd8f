/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-class.h"
#include "resite-lab-site.h"

G_BEGIN_DECLS

/* The packages of the hierarchy and their way to distribution points: which site holds which
 * compressed copy, what a new row sets off, what the senders send for it and what the logs, the
 * status and the summaries say of it. One state machine: whatever is told of a package was done.
 * It keeps itself in FOLDER/supply.log, line by line, and goes on in the next program. */
typedef struct _ResiteLabSupply ResiteLabSupply;

typedef enum
{
  RESITE_LAB_FATE_GOOD,
  RESITE_LAB_FATE_WRONG_SITE, /* the row says another site than the point's: 2302 */
  RESITE_LAB_FATE_HANGS,      /* nothing comes of it */
  RESITE_LAB_FATE_FAILS,      /* the point cannot unpack it */
  RESITE_LAB_FATE_DIFFERS     /* what was preloaded is of another version, and not unpacked */
} ResiteLabFate;

/* What comes next of a copy. */
typedef enum
{
  RESITE_LAB_NOTICE, /* Distribution Manager at the parent takes it up */
  RESITE_LAB_SEND,
  RESITE_LAB_SENT,
  RESITE_LAB_ARRIVE,
  RESITE_LAB_UNPACK,
  RESITE_LAB_INSTALL,
  RESITE_LAB_REPORT, /* the parent hears of it */
  RESITE_LAB_SUMMARY,
  RESITE_LAB_REST
} ResiteLabPhase;

typedef struct
{
  const ResiteLabPackage *package;
  guint version, stored_version;
  gint64 source_date;
  gint64 forwarded;      /* by the preload tool, microseconds; 0: not since the site is there */
  guint64 content, info; /* bytes that crossed the line */
  GPtrArray *copies;     /* of ResiteLabCopy, none owned */
  GHashTable *masters;   /* site code -> version of the compressed copy that was sent there */
} ResiteLabStock;

/* A package on a distribution point, or on its way there. Times are microseconds since 1970. */
typedef struct
{
  ResiteLabStock *stock;
  char *nal, *code, *site_name;
  gint64 created, removed; /* removed 0: it stays */
  gint64 sends, sent, unpacks, installs, summarized;
  guint64 bytes; /* of content that is sent for it; 0: information only */
  guint version; /* that the point will have; former_version: has till then, 0 none */
  guint former_version;
  guint serial; /* of the job that sends it; 0: it was there before */
  guint slot, piece;
  ResiteLabFate fate;
  ResiteLabPhase phase;
  GSequenceIter *due; /* (nullable) */
} ResiteLabCopy;

ResiteLabSupply *resite_lab_supply_new (ResiteLabWorld *world);
void resite_lab_supply_free (ResiteLabSupply *self);

/* (nullable). */
ResiteLabStock *resite_lab_supply_find (ResiteLabSupply *self, const char *id);
/* (element-type ResiteLabStock) (transfer container): that one, or with @wanted NULL all. */
GPtrArray *resite_lab_supply_list_wanted (ResiteLabSupply *self, const char *wanted);
/* (element-type ResiteLabCopy) (transfer container): of that package, or of all. */
GPtrArray *resite_lab_supply_list_copies (ResiteLabSupply *self, const char *wanted);
/* (nullable). */
ResiteLabCopy *resite_lab_supply_find_copy (ResiteLabSupply *self, const char *id, const char *nal,
                                            const char *code);

/* A new row, as the console or the provider writes it. @machine is the provider's. RESITE_ERROR_EXISTS,
 * _INVALID. */
gboolean resite_lab_supply_assign (ResiteLabSupply *self, ResiteLabMachine *machine, const char *id,
                                   const char *nal, const char *code, const char *site_name,
                                   GError **error);
gboolean resite_lab_supply_remove (ResiteLabSupply *self, const char *id, const char *nal,
                                   const char *code, GError **error);
/* What a person does at the console: twice is fine. */
void resite_lab_supply_assign_by_hand (ResiteLabSupply *self, const char *id);
void resite_lab_supply_assign_all_by_hand (ResiteLabSupply *self);
void resite_lab_supply_preload_by_hand (ResiteLabSupply *self, const char *id);
void resite_lab_supply_preload_all_by_hand (ResiteLabSupply *self);
/* RefreshPkgSource: a new version, sent to every point that has the package. */
void resite_lab_supply_refresh (ResiteLabSupply *self, ResiteLabStock *stock);
/* To the rebuilt site's point, what it did not get or could not unpack. */
void resite_lab_supply_send_again (ResiteLabSupply *self);
/* A site is gone from the parent's database, and all that was known of it with it. */
void resite_lab_supply_forget_site (ResiteLabSupply *self, const char *code);

/* After a fault was given or taken away. */
void resite_lab_supply_heed_faults (ResiteLabSupply *self);

/* Version of the compressed copy that the parent knows to be at a site; 0: none. */
guint resite_lab_supply_get_master (ResiteLabSupply *self, const ResiteLabStock *stock,
                                    const char *code);
/* SMS_Package.StoredPkgVersion: what the compressed copy says of itself. */
guint resite_lab_stock_get_stored_version (ResiteLabSupply *self, const ResiteLabStock *stock);
/* SMS_PackageStatus.Status, Type 2. */
guint resite_lab_copy_get_status (const ResiteLabCopy *copy);
/* SMS_PackageStatusDistPointsSummarizer.State. */
guint resite_lab_copy_get_state (const ResiteLabCopy *copy);
/* SMS_DistributionPoint.Status. */
#define RESITE_LAB_ROW_DELETED 3
guint resite_lab_copy_get_row_status (const ResiteLabCopy *copy);
/* What the point has of it now. */
guint resite_lab_copy_get_version (const ResiteLabCopy *copy);

/* (transfer full): {"bytes_content":..., "bytes_info":..., "packages":{...}}, one line. */
char *resite_lab_supply_write_wire (ResiteLabSupply *self);

G_END_DECLS
