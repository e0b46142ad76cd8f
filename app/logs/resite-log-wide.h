/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* UTF-16 with a mark, either byte first, as it comes in pieces that may part a character. */
typedef struct _ResiteLogWide ResiteLogWide;

ResiteLogWide *resite_log_wide_new (void);
void resite_log_wide_free (ResiteLogWide *self);

/* @first: nothing came before these bytes. A first piece of a single byte cannot be told yet and is
 * kept for the next one. */
gboolean resite_log_wide_is_plain (ResiteLogWide *self, const char *bytes, gsize length,
                                   gboolean first);
/* (transfer full): UTF-8, without the mark; what is no character becomes U+FFFD. */
char *resite_log_wide_convert (ResiteLogWide *self, const char *bytes, gsize length,
                               gsize *narrow_length);

G_END_DECLS
