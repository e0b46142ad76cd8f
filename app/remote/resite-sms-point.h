/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-sms-provider.h"

G_BEGIN_DECLS

/* Distribution points of a hierarchy and the packages that are assigned to them, as the provider of
 * a primary site tells them. Everything waits and is for workers; classes as the SMS 2003 SDK has
 * them. */

typedef struct
{
  char *nal_path; /* as SMS_SystemResourceList spells it; written back unchanged */
  char *server;   /* "BR01SMS" */
  char *site_code;
  char *site_name; /* "": not known */
} ResiteSmsPoint;

ResiteSmsPoint *resite_sms_point_new (const char *nal_path, const char *site_code,
                                      const char *site_name);
ResiteSmsPoint *resite_sms_point_copy (const ResiteSmsPoint *self);
void resite_sms_point_free (ResiteSmsPoint *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteSmsPoint, resite_sms_point_free)

/* Paths of one place: Windows and SMS spell "Display" and the names in any case. */
gboolean resite_sms_is_same_nal (const char *one, const char *other);

/* (element-type ResiteSmsPoint): all distribution points, sorted by site and server.
 * RESITE_ERROR_NO_ACCESS where there are none at all: rows that one may not see are left out. */
GPtrArray *resite_sms_list_points (ResiteCim *cim, const char *space, GCancellable *cancellable,
                                   GError **error);
/* (transfer none): the one of @points that @server names: a computer name, with or without domain,
 * or a NAL path; of site @code (nullable: whatever site). RESITE_ERROR_NOT_FOUND tells which there
 * are; RESITE_ERROR_INVALID: several (a share beside the server's own, or two sites). */
ResiteSmsPoint *resite_sms_find_point (GPtrArray *points, const char *server, const char *code,
                                       GError **error);

/* SMS_DistributionPoint.Status. */
typedef enum
{
  RESITE_SMS_ROW_NONE = 0,
  RESITE_SMS_ROW_UPDATED = 1,
  RESITE_SMS_ROW_ADDED = 2,
  RESITE_SMS_ROW_DELETED = 3 /* the package is being taken off; the row goes when that is done */
} ResiteSmsRowStatus;

/* One package on one distribution point: an SMS_DistributionPoint. */
typedef struct
{
  char *id; /* in capitals */
  char *nal_path;
  char *site_code;
  guint status;
  /* (nullable): there is a row of the same package and path with this site code, which is not the
   * point's own. What it orders fails for ever (status message 2302). Where only such a row is
   * there, site_code is that, too. */
  char *wrong_code;
} ResiteSmsPointRow;

void resite_sms_point_row_free (ResiteSmsPointRow *self);
/* The point's own row is there, with the right site code; FALSE for NULL. */
gboolean resite_sms_point_row_is_own (const ResiteSmsPointRow *self);
/* It is, and it is not being taken off. */
gboolean resite_sms_point_row_is_standing (const ResiteSmsPointRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteSmsPointRow, resite_sms_point_row_free)

/* (transfer full): package id in capitals → ResiteSmsPointRow, those with Status 3 among them. */
GHashTable *resite_sms_list_point_rows (ResiteCim *cim, const char *space,
                                        const ResiteSmsPoint *point, GCancellable *cancellable,
                                        GError **error);
/* The same of some packages only, NULL-terminated; ids without a row are left out. Asked in pieces
 * that old servers take. */
GHashTable *resite_sms_read_point_rows (ResiteCim *cim, const char *space,
                                        const ResiteSmsPoint *point, const char *const *ids,
                                        GCancellable *cancellable, GError **error);
/* (transfer full): " AND (PackageID = 'A' OR PackageID = 'B')" of the next few; *@ids, which is not at
 * its end, moves on. */
char *resite_sms_format_next_ids (const char *const **ids);
/* Of one package; NULL without @error: there is none. */
ResiteSmsPointRow *resite_sms_read_point_row (ResiteCim *cim, const char *space,
                                              const ResiteSmsPoint *point, const char *id,
                                              GCancellable *cancellable, GError **error);

/* How well another point would do as a model. */
typedef struct
{
  ResiteSmsPoint *point;
  guint n_packages; /* that it has */
  guint n_shared;   /* of those that are looked for */
  double likeness;  /* 0 to 1: shared of all that either has */
} ResiteSmsSimilar;

void resite_sms_similar_free (ResiteSmsSimilar *self);
/* (element-type ResiteSmsSimilar): each of @points but @target, the most like first; @ids
 * (nullable): the packages it is about (those that are preloaded here), else those that @target has.
 * One question for each point. */
GPtrArray *resite_sms_find_similar (ResiteCim *cim, const char *space, GPtrArray *points,
                                    const char *const *ids, const ResiteSmsPoint *target,
                                    GCancellable *cancellable, GError **error);

G_END_DECLS
