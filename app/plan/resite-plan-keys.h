/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RESITE_PLAN_TEXT,
  RESITE_PLAN_SITE_CODE,
  RESITE_PLAN_COMPUTER_NAME, /* NetBIOS: up to 15 characters */
  RESITE_PLAN_DOMAIN,
  RESITE_PLAN_ADDRESS,
  RESITE_PLAN_MASK,
  RESITE_PLAN_ADDRESS_LIST,
  RESITE_PLAN_MAC,
  RESITE_PLAN_DRIVE, /* one letter */
  RESITE_PLAN_WINDOWS_PATH,
  RESITE_PLAN_FOLDER, /* on this desk: absolute path or URI */
  RESITE_PLAN_FILE,
  RESITE_PLAN_YES_NO,
  RESITE_PLAN_CHOICE,
  RESITE_PLAN_NUMBER,
  RESITE_PLAN_LINE, /* a command or query line, kept as it is */
  RESITE_PLAN_PACKAGE_ID,
  RESITE_PLAN_QUERY,       /* a line for Query Analyzer: only SELECT */
  RESITE_PLAN_HOST,        /* a name or an IPv4 address */
  RESITE_PLAN_PORT,        /* 1 to 65535 */
  RESITE_PLAN_UUID,        /* of the hardware */
  RESITE_PLAN_FINGERPRINT, /* SHA-256, colons and blanks allowed */
  RESITE_PLAN_SERVER_LIST, /* addresses, each with ":port" or without */
  RESITE_PLAN_FILES,       /* where a machine's drives lie: RESITE_PLAN_FOLDER, or "smb://SERVER" */
  RESITE_PLAN_DRIVE_FILES, /* one of them: RESITE_PLAN_FOLDER, or "smb://SERVER/SHARE/FOLDER" */
  RESITE_PLAN_SHARE        /* a Windows path, "=", the name of the share that shows it */
} ResitePlanType;

/* One key of the plan: the one list that the template, the form, the checker and the manual page
 * share. */
typedef struct
{
  const char *group; /* "site"; "primary" stands for [primary.1], [primary.2] ... */
  const char *key;
  ResitePlanType type;
  gboolean required;
  gboolean repeated;    /* key.1, key.2 ...: query lines, documents; drive.E: one drive elsewhere */
  const char *fallback; /* default value, or NULL; may hold ${other.key} */
  const char *choices;  /* of a choice: "a|b|c" */
  const char *label;    /* N_() marked */
  const char *help;     /* N_() marked: one sentence, what it is for or where to find it */
  const char *example;
} ResitePlanKey;

/* All keys in the order of the template and the form. */
const ResitePlanKey *resite_plan_keys_get (guint *n_keys);
/* (nullable). @group may be "primary.2"; @key may be "query.3". */
const ResitePlanKey *resite_plan_keys_find (const char *group, const char *key);
/* (nullable): translated title of a group, for headings. */
const char *resite_plan_keys_get_group_title (const char *group);
/* (transfer full): a repeated key as the template and a form write its first one: "query.1",
 * "drive.E". */
char *resite_plan_key_format_first (const ResitePlanKey *key);
/* TRUE: an unknown key of this name looks as if it held a secret. */
gboolean resite_plan_keys_smells_of_secret (const char *key);
/* TRUE: a plan can give this variable: a key, one of a numbered primary, or a computed one. */
gboolean resite_plan_keys_is_variable (const char *name);
/* Names that are computed from the plan and are no keys, NULL-terminated. */
const char *const *resite_plan_list_computed (void);
/* TRUE: @group is a machine that can be reached by winrm: "old", "primary.2" ... */
gboolean resite_plan_keys_is_machine (const char *group);
/* TRUE: @value (nullable) says that files are reached over SMB. */
gboolean resite_plan_is_smb (const char *value);
/* Takes "E:\\SMSPKGE$ = SMSPKGE$" apart (transfer full); FALSE where it is none. */
gboolean resite_plan_parse_share (const char *value, char **folder, char **share);
/* TRUE: the value is fine. Else *@message (transfer full), translated: what is wrong, what to do. */
gboolean resite_plan_key_check (const ResitePlanKey *key, const char *value, char **message);

G_END_DECLS
