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
  RESITE_PLAN_DRIVE,   /* one letter */
  RESITE_PLAN_WINDOWS_PATH,
  RESITE_PLAN_FOLDER,  /* on this desk: absolute path or URI */
  RESITE_PLAN_FILE,
  RESITE_PLAN_YES_NO,
  RESITE_PLAN_CHOICE,
  RESITE_PLAN_NUMBER,
  RESITE_PLAN_LINE,    /* a command or query line, kept as it is */
  RESITE_PLAN_PACKAGE_ID
} ResitePlanType;

/* One key of the plan: the one list that the template, the form, the checker and the manual page
 * share. */
typedef struct
{
  const char *group;   /* "site"; "primary" stands for [primary.1], [primary.2] ... */
  const char *key;
  ResitePlanType type;
  gboolean required;
  gboolean repeated;   /* key.1, key.2 ...: query lines, documents */
  const char *fallback; /* default value, or NULL; may hold ${other.key} */
  const char *choices; /* of a choice: "a|b|c" */
  const char *label;   /* N_() marked */
  const char *help;    /* N_() marked: one sentence, what it is for or where to find it */
  const char *example;
} ResitePlanKey;

/* All keys in the order of the template and the form. */
const ResitePlanKey *resite_plan_keys_get (guint *n_keys);
/* (nullable). @group may be "primary.2"; @key may be "query.3". */
const ResitePlanKey *resite_plan_keys_find (const char *group, const char *key);
/* (nullable): translated title of a group, for headings. */
const char *resite_plan_keys_get_group_title (const char *group);
/* TRUE: the value is fine. Else *@message (transfer full), translated: what is wrong, what to do. */
gboolean resite_plan_key_check (const ResitePlanKey *key, const char *value, char **message);

G_END_DECLS
