/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-rpc-times"

#include "config.h"

#include "resite-rpc-times.h"

/* When a machine started, by the little that RPC tells: its count, which begins anew, and what it wrote
 * down when it went down. */

#define SECOND ((gint64)G_USEC_PER_SEC)
#define HOUR   (3600 * SECOND)
#define DAY    (24 * HOUR)
#define COUNT  ((gint64)1000 << 32)
#define NOW    (1167609600 * SECOND) /* 1 January 2007 */

static gint64
read_filetime (guint64 ticks, gint64 now)
{
  const guint64 little = GUINT64_TO_LE (ticks);
  g_autoptr (GBytes) bytes = g_bytes_new (&little, sizeof little);

  return resite_rpc_read_filetime (bytes, now);
}

static void
test_filetime (void)
{
  g_autoptr (GBytes) short_bytes = g_bytes_new_static ("1234", 4);

  g_assert_cmpint (read_filetime (128120832000000000, NOW), ==, NOW);
  g_assert_cmpint (read_filetime (0, NOW), ==, 0);
  g_assert_cmpint (read_filetime (G_MAXUINT64, NOW), ==, 0);
  g_assert_cmpint (read_filetime (128120832000000000, NOW - 2 * DAY), ==, 0);
  g_assert_cmpint (resite_rpc_read_filetime (short_bytes, NOW), ==, 0);
  g_assert_cmpint (resite_rpc_read_filetime (NULL, NOW), ==, 0);
}

static void
test_format_time (void)
{
  g_autofree char *plain = resite_rpc_format_time (NOW + 12);

  g_assert_cmpstr (plain, ==, "20070101000000.000012+000");
  g_assert_null (resite_rpc_format_time (G_MAXINT64));
}

static void
test_boot (void)
{
  const gint64 boot = NOW - 3 * DAY;
  const gint64 down = boot - 90 * SECOND;

  g_assert_cmpint (resite_rpc_choose_boot (NOW, 3 * DAY, down), ==, boot);
  g_assert_cmpint (resite_rpc_choose_boot (NOW, 3 * DAY, 0), ==, boot);
  g_assert_cmpint (resite_rpc_choose_boot (NOW, 0, down), ==, down);
  g_assert_cmpint (resite_rpc_choose_boot (NOW, 0, 0), ==, 0);
  /* It is going down: that is written already, and it has not started since. */
  g_assert_cmpint (resite_rpc_choose_boot (NOW, 3 * DAY, NOW - SECOND), ==, boot);
  /* The power was cut after it had run for a week. */
  g_assert_cmpint (resite_rpc_choose_boot (NOW, 3 * DAY, boot - 7 * DAY), ==, boot);
  /* Its clock was a little fast when it started. */
  g_assert_cmpint (resite_rpc_choose_boot (NOW, 3 * DAY, boot + 600 * SECOND), ==, boot);
}

/* However often its count began anew, and whenever it is looked at: it did not start meanwhile. */
static void
test_boot_after_weeks (void)
{
  const gint64 boot = NOW - 300 * DAY;

  for (gint64 up = HOUR; up < 250 * DAY; up += 7 * HOUR)
    g_assert_cmpint (resite_rpc_choose_boot (boot + up, up % COUNT, boot - 60 * SECOND), ==, boot);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rpc-times/filetime", test_filetime);
  g_test_add_func ("/rpc-times/format-time", test_format_time);
  g_test_add_func ("/rpc-times/boot", test_boot);
  g_test_add_func ("/rpc-times/boot-after-weeks", test_boot_after_weeks);
  return g_test_run ();
}
