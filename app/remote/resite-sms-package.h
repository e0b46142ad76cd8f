/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-sms-point.h"

G_BEGIN_DECLS

/* Packages and what became of them, as the provider of a primary site tells it. Everything waits and
 * is for workers; classes as the SMS 2003 SDK has them. */

/* SMS_Package.ActionInProgress. */
typedef enum
{
  RESITE_SMS_ACTION_NONE = 0,
  RESITE_SMS_ACTION_UPDATE = 1,
  RESITE_SMS_ACTION_ADD = 2,
  RESITE_SMS_ACTION_DELETE = 3
} ResiteSmsAction;

typedef struct
{
  char *id; /* in capitals */
  char *name;
  char *source_site;
  guint source_version;                   /* of the source */
  guint stored_version;                   /* in the compressed copy */
  guint action;                           /* ResiteSmsAction */
  guint64 compressed_bytes, source_bytes; /* 0: not known; whole kilobytes */
  char *stored_path;                      /* "": not said */
  gint64 source_date; /* microseconds since 1970 when the source was read last; 0: not said */
} ResiteSmsPackage;

void resite_sms_package_free (ResiteSmsPackage *self);

/* (transfer full): package id in capitals → ResiteSmsPackage, all that the site knows. Sizes are of
 * SMS_PackageStatusRootSummarizer; where it cannot be asked they are not known. */
GHashTable *resite_sms_list_packages (ResiteCim *cim, const char *space, GCancellable *cancellable,
                                      GError **error);

/* SMS_PackageStatusDistPointsSummarizer.State; 7 and 8 since ConfigMgr 2007. */
typedef enum
{
  RESITE_SMS_STATE_INSTALLED = 0,
  RESITE_SMS_STATE_INSTALL_PENDING = 1,
  RESITE_SMS_STATE_INSTALL_RETRYING = 2,
  RESITE_SMS_STATE_INSTALL_FAILED = 3,
  RESITE_SMS_STATE_REMOVAL_PENDING = 4,
  RESITE_SMS_STATE_REMOVAL_RETRYING = 5,
  RESITE_SMS_STATE_REMOVAL_FAILED = 6,
  RESITE_SMS_STATE_CONTENT_UPDATING = 7,
  RESITE_SMS_STATE_CONTENT_MONITORING = 8
} ResiteSmsState;

/* What the summarizer says of one package on one point: the console's "Package Status". It lags. */
typedef struct
{
  char *id; /* in capitals */
  guint state;
  guint source_version; /* that is there */
  gint64 last_copied;   /* microseconds since 1970; 0: not said */
  gint64 summary_date;  /* likewise: when the summarizer looked */
} ResiteSmsSummary;

void resite_sms_summary_free (ResiteSmsSummary *self);

/* (transfer full): package id in capitals → ResiteSmsSummary of @point. */
GHashTable *resite_sms_list_summaries (ResiteCim *cim, const char *space,
                                       const ResiteSmsPoint *point, GCancellable *cancellable,
                                       GError **error);

/* The same of some packages only, NULL-terminated; ids without a summary are left out. Asked in
 * pieces that old servers take. */
GHashTable *resite_sms_read_summaries (ResiteCim *cim, const char *space,
                                       const ResiteSmsPoint *point, const char *const *ids,
                                       GCancellable *cancellable, GError **error);

/* Can this product send a package to one distribution point anew? SMS 2003 cannot (RefreshNow is not
 * to be used there), ConfigMgr 2007 and later can. -1 and @error: not known. */
int resite_sms_can_refresh_row (ResiteCim *cim, const char *space, GCancellable *cancellable,
                                GError **error);
/* Sends @id to @point anew; the package's version stays. RESITE_ERROR_REFUSED where the product
 * cannot, RESITE_ERROR_NOT_FOUND without such a row. A change: see ResiteCim for what is unknown. */
gboolean resite_sms_refresh_point_row (ResiteCim *cim, const char *space,
                                       const ResiteSmsPoint *point, const char *id,
                                       GCancellable *cancellable, GError **error);
/* RefreshPkgSource: raises the version of @id and sends its content to all its distribution points,
 * those of child sites too. Say first to how many: resite_sms_count_points_of(). A change. */
gboolean resite_sms_refresh_package (ResiteCim *cim, const char *space, const char *id,
                                     GCancellable *cancellable, GError **error);
/* Distribution points that have @id, but those that it is being taken off. -1 and @error. */
int resite_sms_count_points_of (ResiteCim *cim, const char *space, const char *id,
                                GCancellable *cancellable, GError **error);

G_END_DECLS
