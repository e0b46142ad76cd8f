/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-directory.h"

G_BEGIN_DECLS

/* What SMS 2003 leaves in System Management of one secondary site: SMS-Site-CODE (class mSSMSSite)
 * and SMS-MP-CODE-SERVER (mSSMSManagementPoint). These two and no others can be deleted here. All
 * calls block: for worker threads. */

/* Borrowed. */
typedef struct
{
  const char *container; /* NULL: CN=System Management,CN=System of the controller's domain */
  const char *site;      /* "S01" */
  const char *server;    /* "BR01SMS" */
} ResiteDirectoryAim;

/* RESITE_ERROR_INVALID: a code that is none, a name that no computer has, a container that is no
 * distinguished name. Nothing is asked for with such. */
gboolean resite_directory_aim_check (const ResiteDirectoryAim *aim, GError **error);
/* (transfer full). */
char *resite_directory_aim_format_site (const ResiteDirectoryAim *aim);
char *resite_directory_aim_format_management_point (const ResiteDirectoryAim *aim);
char *resite_directory_aim_dup_container (const ResiteDirectoryAim *aim,
                                          ResiteDirectory *directory);

typedef struct
{
  char *dn;
  char *name;     /* "SMS-Site-S01" */
  char *kind;     /* its class */
  char *guid;     /* hexadecimal */
  gint64 created; /* microseconds since 1970, by the controller's clock; 0: not told */
  gboolean is_site;
  gboolean in_the_way; /* it has the name of one of the two, and is something else */
  char *left_alone;    /* NULL: it is one of the two. Else why it is not, for a person */
} ResiteDirectoryRecord;

void resite_directory_record_free (ResiteDirectoryRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDirectoryRecord, resite_directory_record_free)

/* (element-type ResiteDirectoryRecord) (transfer full): first the two, as far as they are there, then
 * what else names the site and stays. RESITE_ERROR_NOT_FOUND: no such container, or it may not be
 * seen. */
GPtrArray *resite_directory_list_records (ResiteDirectory *self, const ResiteDirectoryAim *aim,
                                          GCancellable *cancellable, GError **error);
/* (nullable): the one of the two that is the site's, or the management point's. */
const ResiteDirectoryRecord *resite_directory_pick_record (GPtrArray *records, gboolean site);

/* Looks at it once more, deletes it, and looks that it is gone. RESITE_ERROR_DIFFERS: another object
 * has the name now, or name, class or place are not those of @aim: nothing was deleted.
 * RESITE_ERROR_NOT_FOUND: already gone. */
gboolean resite_directory_delete_record (ResiteDirectory *self, const ResiteDirectoryAim *aim,
                                         const ResiteDirectoryRecord *record,
                                         GCancellable *cancellable, GError **error);

/* (element-type utf8) (transfer full): names of the domain's controllers, as the directory itself
 * lists them; the one that is asked comes first. */
GPtrArray *resite_directory_list_controllers (ResiteDirectory *self, GCancellable *cancellable,
                                              GError **error);
/* The same by DNS (SRV), before any is known. RESITE_ERROR_NOT_FOUND. */
GPtrArray *resite_directory_find_controllers (const char *domain, GCancellable *cancellable,
                                              GError **error);

G_END_DECLS
