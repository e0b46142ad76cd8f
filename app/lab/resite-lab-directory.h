/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-lab-entry.h"
#include "resite-lab-world.h"

G_BEGIN_DECLS

/* The Active Directory of the rehearsal's world: the container System Management with what the sites
 * have written there, and the accounts of the machines. Main thread. */
#define RESITE_LAB_DOMAIN       "corp.example.com"
#define RESITE_LAB_DOMAIN_SHORT "CORP"
#define RESITE_LAB_DOMAIN_DN    "DC=corp,DC=example,DC=com"
#define RESITE_LAB_CONTAINER_DN "CN=System Management,CN=System," RESITE_LAB_DOMAIN_DN
#define RESITE_LAB_CONTROLLER   "dc1"

/* Who may log on. */
typedef struct
{
  const char *name;
  guint rid;
  gboolean writes; /* in System Management */
} ResiteLabPerson;

/* (nullable): of "name@corp.example.com", "CORP\name" or a distinguished name. */
const ResiteLabPerson *resite_lab_directory_find_person (const char *name);

/* (element-type ResiteLabEntry) (transfer full): everything but the server's own entry. @parts: of
 * security descriptors. */
GPtrArray *resite_lab_directory_list (ResiteLabWorld *world, guint parts);
/* FALSE: it cannot be deleted here; all but the objects in the container. @dn is normalized. */
gboolean resite_lab_directory_delete (ResiteLabWorld *world, const char *dn);
/* S-1-5-21-...-@rid (transfer full). */
char *resite_lab_directory_make_sid (guint rid);

/* As it is on the morning of the change. */
void resite_lab_directory_make (ResiteLabWorld *world);
/* W3: a machine's account gets its rights, by its SID. */
void resite_lab_directory_grant (ResiteLabWorld *world, const char *role);
/* C7, by a person. */
void resite_lab_directory_delete_site (ResiteLabWorld *world);
/* C11 and C14: SMS writes its objects some time later, if the new server's account may. */
void resite_lab_directory_order_site (ResiteLabWorld *world);
void resite_lab_directory_order_management_point (ResiteLabWorld *world);
/* What such an order does when it is due; @object: "site" or "mp". */
void resite_lab_directory_write_object (ResiteLabWorld *world, const char *object);

/* The controllers agree: what one of them brought back goes, and nothing more comes back. */
void resite_lab_directory_settle (ResiteLabWorld *world);
/* What a controller brought back of the old management point after setup. FALSE: nothing. */
gboolean resite_lab_directory_delete_leftover (ResiteLabWorld *world);

G_END_DECLS
