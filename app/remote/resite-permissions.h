/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-cim-object.h"

G_BEGIN_DECLS

/* The NTFS permissions of a file or folder: owner, group, and who may do what. Pure; any thread as
 * long as nobody changes it. */
typedef struct _ResitePermissions ResitePermissions;

/* ACE_HEADER.AceType, [MS-DTYP] 2.4.4.1. */
typedef enum
{
  RESITE_ACE_ALLOWED = 0,
  RESITE_ACE_DENIED = 1
} ResiteAceType;

/* ACE_HEADER.AceFlags, so. */
typedef enum
{
  RESITE_ACE_TO_FILES = 0x01,
  RESITE_ACE_TO_FOLDERS = 0x02,
  RESITE_ACE_NOT_FURTHER = 0x04,
  RESITE_ACE_ONLY_BELOW = 0x08,
  RESITE_ACE_INHERITED = 0x10
} ResiteAceFlags;

/* ACCESS_MASK of files, as the property page of Windows names them. */
#define RESITE_RIGHT_FULL   0x1f01ff
#define RESITE_RIGHT_CHANGE 0x1301bf
#define RESITE_RIGHT_RUN    0x1200a9
#define RESITE_RIGHT_READ   0x120089

typedef struct
{
  char *sid;  /* "S-1-5-32-545" */
  char *name; /* "BUILTIN\\Users", where it is known, else NULL */
} ResiteAccount;

typedef struct
{
  ResiteAccount account;
  guint type;  /* ResiteAceType; others are carried, never set */
  guint flags; /* ResiteAceFlags */
  guint32 mask;
} ResiteAce;

ResitePermissions *resite_permissions_new (void);
ResitePermissions *resite_permissions_copy (const ResitePermissions *self);
void resite_permissions_free (ResitePermissions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResitePermissions, resite_permissions_free)

/* As libsmbclient tells "system.nt_sec_desc.*": "REVISION:1,OWNER:S-1-..,GROUP:..,ACL:SID:0/3/0x..".
 * RESITE_ERROR_MALFORMED. */
ResitePermissions *resite_permissions_parse (const char *text, GError **error);
/* Takes names from the same told with names, "system.nt_sec_desc.*+", where both are alike but for
 * them; a text that is of something else changes nothing. */
void resite_permissions_take_names (ResitePermissions *self, const char *text);
/* From Win32_SecurityDescriptor. */
ResitePermissions *resite_permissions_from_cim (ResiteCimObject *descriptor, GError **error);

/* (nullable) */
const ResiteAccount *resite_permissions_get_owner (const ResitePermissions *self);
const ResiteAccount *resite_permissions_get_group (const ResitePermissions *self);
/* It takes nothing over from the folder above; FALSE too where that is not told. */
gboolean resite_permissions_is_protected (const ResitePermissions *self);
guint resite_permissions_get_n_aces (const ResitePermissions *self);
const ResiteAce *resite_permissions_get_ace (const ResitePermissions *self, guint index);
void resite_permissions_set_owner (ResitePermissions *self, const char *sid, const char *name);
void resite_permissions_set_group (ResitePermissions *self, const char *sid, const char *name);
void resite_permissions_set_protected (ResitePermissions *self, gboolean is_protected);
void resite_permissions_add_ace (ResitePermissions *self, const ResiteAce *ace);
/* Names for accounts that have none. (element-type utf8 utf8): by SID. */
void resite_permissions_name (ResitePermissions *self, GHashTable *names);
/* Adds those that are known here. */
void resite_permissions_tell_names (const ResitePermissions *self, GHashTable *names);
/* Is there an account without a name? */
gboolean resite_permissions_lacks_names (const ResitePermissions *self);

/* What is to be set where @self was read from a folder that serves as the model: its entries as its
 * own, none of them inherited; without owner and group. */
ResitePermissions *resite_permissions_dup_for_setting (const ResitePermissions *self);
/* What a file or folder in a folder with @self gets from it. @owner (nullable): its SID, for what is
 * given to whoever makes a file. */
ResitePermissions *resite_permissions_dup_for_below (const ResitePermissions *self,
                                                     gboolean is_folder, const char *owner);
/* FALSE where setting it would lock people out or could not be trusted: no entry, an entry of an
 * unknown kind, Administrators without Full Control. RESITE_ERROR_REFUSED. */
gboolean resite_permissions_may_be_set (const ResitePermissions *self, GError **error);
/* For libsmbclient, in decimal numbers: it takes every other form for another meaning. Only the
 * entries. */
char *resite_permissions_to_text (const ResitePermissions *self);
/* For Win32_LogicalFileSecuritySetting.SetSecurityDescriptor: typed instances, only the entries. */
ResiteCimObject *resite_permissions_to_cim (const ResitePermissions *self);

/* Words, translated. (transfer full) */
char *resite_account_describe (const ResiteAccount *account);
char *resite_permissions_describe_mask (guint32 mask);
/* "Administrators: Full Control; Users: Read" */
char *resite_permissions_describe (const ResitePermissions *self);

typedef struct
{
  char *account;  /* in words; "" for what is about the whole */
  char *text;     /* "Users: may read, should be: Full Control" */
  gboolean minor; /* the same people may do the same: inherited, another owner */
} ResitePermissionDifference;

void resite_permission_difference_free (ResitePermissionDifference *self);
/* (element-type ResitePermissionDifference): of @is from @should, those that matter first. Empty:
 * alike. */
GPtrArray *resite_permissions_compare (const ResitePermissions *is,
                                       const ResitePermissions *should);
/* TRUE when nobody may do more or less: minor differences only. */
gboolean resite_permissions_are_alike (const ResitePermissions *a, const ResitePermissions *b);

G_END_DECLS
