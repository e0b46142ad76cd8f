/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a ledger row's digest says of a copied file: "xxh3-128:HEX changed:MICROSECONDS" (or
 * "sha256:HEX"), then "dos:HEX"; every part may be missing; which hash it is shows in its length. The hash is of
 * the bytes that the row counts (of the first ones, while the file is being copied); the change
 * time is the source's, which a program that sets a file's time back cannot set back too. Pure. */
typedef struct
{
  char *hash;       /* hexadecimal, or NULL */
  gint64 changed;   /* 0 unknown */
  guint attributes; /* ResiteDosAttributes of the source when it was copied; 0 none, or not known */
} ResiteCopyMark;

/* The same, lent by the text. */
typedef struct
{
  const char *hash; /* or NULL */
  gsize hash_length;
  gint64 changed;
  guint attributes;
} ResiteCopyMarkView;

/* NULL where it says nothing. */
char *resite_copy_mark_to_text (const ResiteCopyMark *mark);
char *resite_copy_mark_format (const char *hash, gint64 changed);
/* @text (nullable); words it does not know are passed over. */
ResiteCopyMark *resite_copy_mark_parse (const char *text);
/* Without taking memory. */
void resite_copy_mark_look (const char *text, ResiteCopyMarkView *view);
void resite_copy_mark_free (ResiteCopyMark *mark);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteCopyMark, resite_copy_mark_free)

G_END_DECLS
