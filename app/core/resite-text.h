/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All return (transfer full) text in the person's language. */

/* "61.4 GB"; powers of 1000, as the size on a disk's label. */
char *resite_text_size (guint64 bytes);

/* "12.5 MB/s". */
char *resite_text_rate (double bytes_per_second);

/* "4 s", "18 min", "2 h 5 min". */
char *resite_text_duration (double seconds);

/* "about 18 to 24 min", "about 1 min", "almost done". Negative: "". */
char *resite_text_time_left (double low_seconds, double high_seconds);

/* "1,234" by the locale. */
char *resite_text_count (guint64 number);

/* @text cut to @characters with an ellipsis in the middle, valid UTF-8. */
char *resite_text_ellipsize (const char *text, guint characters);

/* Bytes of a foreign program as valid UTF-8: as they are, else read as Windows-1252. */
char *resite_text_from_foreign (const char *bytes, gssize length);

G_END_DECLS
