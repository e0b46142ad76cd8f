/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A table of packages that a person brought from another machine as text: what wmic prints (as a
 * table, /format:list or /format:csv), PowerShell's Format-Table, a console's "Export List" with
 * tabs, commas or semicolons. Each part begins with a line of column names, one of which is the
 * package's id. Bytes of any kind; see resite_foreign_text_decode(). */
typedef struct
{
  GPtrArray
      *rows; /* GHashTable: column → value, both utf8; rows without a package id are left out */
  GHashTable *titles; /* utf8: the columns that any part has */
} ResitePastedTable;

/* Columns go by what their titles mean, in small letters without blanks: "packageid", "name",
 * "sourceversion", "storedpkgversion", "sourcedate", "sourcesite", "compressedsize", "state",
 * "lastcopied" ...; a title that nobody knows stays, folded likewise. Package ids are in capitals. */
ResitePastedTable *resite_pasted_table_parse (const char *text, gssize length);
void resite_pasted_table_free (ResitePastedTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResitePastedTable, resite_pasted_table_free)

/* Values of one cell; they may be quoted, and numbers may have blanks around them. */
gboolean resite_pasted_read_number (GHashTable *row, const char *column, gint64 *number);
/* Microseconds since 1970: what WMI writes (20061103101112.000000+060) and ISO dates. */
gboolean resite_pasted_read_time (GHashTable *row, const char *column, gint64 *time);
/* (nullable) (transfer none): NULL where it is empty, too. */
const char *resite_pasted_read_text (GHashTable *row, const char *column);

G_END_DECLS
