/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the bytes of a log become lines. UTF-8 and Windows-1252 are told apart line by line, since one
 * log may have both; UTF-16 has a mark at its beginning. */
typedef enum
{
  RESITE_LOG_NARROW,
  RESITE_LOG_LOW_FIRST, /* UTF-16 */
  RESITE_LOG_HIGH_FIRST
} ResiteLogEncoding;

/* By the first two bytes. */
ResiteLogEncoding resite_log_encoding_find (const char *bytes, gsize length);
/* Where the line that begins at @bytes ends, its end included; 0: not within @length. */
gsize resite_log_encoding_find_end (ResiteLogEncoding encoding, const char *bytes, gsize length);
/* Valid UTF-8. (transfer full) */
char *resite_log_encoding_decode (ResiteLogEncoding encoding, const char *bytes, gsize length);

G_END_DECLS
