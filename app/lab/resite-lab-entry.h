/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One object of the rehearsal's directory as it is at the moment of a question. */
typedef struct
{
  char *name;
  GPtrArray *values; /* GBytes */
  gboolean hidden;   /* told only to who asks for it by name */
} ResiteLabAttribute;

typedef struct
{
  char *dn;
  GPtrArray *attributes; /* ResiteLabAttribute */
} ResiteLabEntry;

/* With "distinguishedName"; @dn "" is the one that a server has for itself. */
ResiteLabEntry *resite_lab_entry_new (const char *dn);
void resite_lab_entry_free (ResiteLabEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteLabEntry, resite_lab_entry_free)

/* Adds a value. */
void resite_lab_entry_add (ResiteLabEntry *self, const char *name, const char *text);
void resite_lab_entry_add_bytes (ResiteLabEntry *self, const char *name, GBytes *bytes);
/* Adds each of the words of @list, which are separated by blanks. */
void resite_lab_entry_add_words (ResiteLabEntry *self, const char *name, const char *list);
/* @time: microseconds since 1970; "20260102030405.0Z". */
void resite_lab_entry_add_time (ResiteLabEntry *self, const char *name, gint64 time);
void resite_lab_entry_hide (ResiteLabEntry *self, const char *name);
/* (nullable): whatever its case. */
const ResiteLabAttribute *resite_lab_entry_find (const ResiteLabEntry *self, const char *name);

/* (nullable) (transfer full): in one form for comparing, lower case without blanks between the
 * parts; NULL: no distinguished name. */
char *resite_lab_dn_normalize (const char *dn);
/* Both normalized: @dn is below @base, or is it. @depth: how far. */
gboolean resite_lab_dn_is_below (const char *dn, const char *base, guint *depth);

G_END_DECLS
