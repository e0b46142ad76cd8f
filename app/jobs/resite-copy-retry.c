/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-copy-retry"

#include "config.h"

#include "resite-copy-retry.h"
#include "resite-error.h"

static const guint waits[RESITE_COPY_RETRIES] = { 5, 15, 60 }; /* seconds */

guint
resite_copy_retry_get_wait (guint number)
{
  return waits[CLAMP (number, 1, G_N_ELEMENTS (waits)) - 1];
}

static gboolean
may_pass (const GError *error)
{
  if (error == NULL || error->domain != RESITE_ERROR)
    return FALSE;
  return error->code == RESITE_ERROR_UNREACHABLE || error->code == RESITE_ERROR_TIMED_OUT ||
         error->code == RESITE_ERROR_IN_USE || error->code == RESITE_ERROR_BUSY;
}

gboolean
resite_copy_retry_is_due (ResiteCopyFile *file, const GError *error)
{
  return may_pass (error) && resite_copy_file_get_rounds (file) < G_N_ELEMENTS (waits);
}

gint64
resite_copy_retry_get_due (ResiteClock *clock, ResiteCopyFile *file)
{
  const guint round = MIN (resite_copy_file_get_rounds (file), G_N_ELEMENTS (waits) - 1);

  return g_get_monotonic_time () +
         (gint64)(waits[round] * G_USEC_PER_SEC / resite_clock_get_pace (clock));
}
