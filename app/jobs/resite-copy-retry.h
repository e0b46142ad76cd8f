/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-copy-file.h"

G_BEGIN_DECLS

/* What the line spoiled, or somebody who has the file open, is tried again: after 5, 15 and 60
 * seconds. */

#define RESITE_COPY_RETRIES 3

/* Seconds before the retry @number, 1 to RESITE_COPY_RETRIES. */
guint resite_copy_retry_get_wait (guint number);

/* Is @error (nullable) one that may pass, and is there a try left? */
gboolean resite_copy_retry_is_due (ResiteCopyFile *file, const GError *error);
/* When, by the monotonic clock. */
gint64 resite_copy_retry_get_due (ResiteClock *clock, ResiteCopyFile *file);

G_END_DECLS
