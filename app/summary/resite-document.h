/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Paper before it is laid out: blocks one below the other, and a frame around each page. The same
 * document becomes text or pages. */
typedef enum
{
  RESITE_DOCUMENT_HEADING,
  RESITE_DOCUMENT_RESULT, /* the one sentence that matters */
  RESITE_DOCUMENT_PARAGRAPH,
  RESITE_DOCUMENT_COMMAND, /* a line to type */
  RESITE_DOCUMENT_TABLE,
  RESITE_DOCUMENT_ITEM,      /* set in; its mark ("1.") stands before it */
  RESITE_DOCUMENT_CHECK,     /* a box to tick, and what for */
  RESITE_DOCUMENT_SIGNATURE, /* lines to sign on, one for each column */
  RESITE_DOCUMENT_CODE       /* a square code with the text beside it */
} ResiteDocumentKind;

typedef enum
{
  RESITE_ROW_PLAIN,
  RESITE_ROW_STRONG,
  RESITE_ROW_ASIDE /* said beside the matter: slanted */
} ResiteRowStyle;

typedef struct
{
  char **cells;
  ResiteRowStyle style;
} ResiteDocumentRow;

typedef struct
{
  ResiteDocumentKind kind;
  char *text;
  char *payload;   /* of a code: what it holds */
  char **titles;   /* of a table's columns, or NULL: none are shown */
  double *weights; /* of a table's columns */
  double *needs;   /* letters that a column must have room for; 0: it takes what is left. Or NULL */
  guint n_columns;
  double scale;      /* of a table's text */
  gboolean one_line; /* a row has one line; what is longer ends in an ellipsis */
  GPtrArray *rows;   /* ResiteDocumentRow */
} ResiteDocumentBlock;

typedef struct
{
  char *title;
  char *head; /* on every page, left */
  char *foot; /* on every page, left */
  char *mark; /* across every page, or NULL */
  gint64 created_at;
  double size;   /* of the text, in points */
  gboolean half; /* a slip: a line to cut along is drawn in the middle of the sheet */
  GPtrArray *blocks;
} ResiteDocument;

ResiteDocument *resite_document_new (const char *title);
void resite_document_free (ResiteDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteDocument, resite_document_free)

void resite_document_add (ResiteDocument *self, ResiteDocumentKind kind, const char *text);
void resite_document_add_item (ResiteDocument *self, const char *mark, const char *text);
void resite_document_add_code (ResiteDocument *self, const char *text, const char *payload);
/* @columns: "Title:3|Other:1", weights after the colon; a title may be empty. The block belongs to
 * the document. */
ResiteDocumentBlock *resite_document_add_table (ResiteDocument *self, const char *columns,
                                                gboolean with_titles);
/* Ends with NULL; a cell that is not given is empty. */
void resite_document_add_row (ResiteDocumentBlock *table, ResiteRowStyle style,
                              ...) G_GNUC_NULL_TERMINATED;
/* Short columns get room for their longest cell, long ones share the rest by theirs. A column's
 * weight says how many letters count at most; from RESITE_DOCUMENT_LONG on it is long. After the
 * last row. */
#define RESITE_DOCUMENT_LONG 26
void resite_document_fit_columns (ResiteDocumentBlock *table);
/* As many signatures as there are columns. */
ResiteDocumentBlock *resite_document_add_signatures (ResiteDocument *self);

/* Plain text, at most 78 columns wide where words allow it. */
char *resite_document_to_text (const ResiteDocument *self);

G_END_DECLS
