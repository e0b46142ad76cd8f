/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>

#include "resite-wire-count.h"

#define FOUND       "Found send request.  ID: 202SQP01, Dest Site: S01~"
#define FOUND_OTHER "Found send request.  ID: 202SQP01, Dest Site: S02~"
#define CREATED     "~Created sending thread (Thread ID = 1150)"
#define CONTENT     "~Package file = E:\\SMSPKG\\P0100012.PCK"
#define INFORMATION "~Package file = D:\\SMS\\inboxes\\schedule.box\\tosend\\00000E2B.P3E"
#define REMOTE      "~Checking for remote file \\\\BR01SMS\\SMS_SITE\\202SQP01.PCK"
#define COMPLETED   "~Sending completed [E:\\SMSPKG\\P0100012.PCK]"

static void
say (ResiteWireCount *count, guint thread, const char *text)
{
  g_autofree char *line =
      g_strdup_printf ("%s  $$<SMS_LAN_SENDER><Tue Oct 14 14:10:20.000 2008 Greenwich Standard "
                       "Time><thread=%u (0x%X)>",
                       text, thread, thread);
  ResiteWireLine read;

  if (resite_wire_line_read (&read, line))
    resite_wire_count_take (count, &read);
}

static void
write_bytes (ResiteWireCount *count, guint thread, const char *server, guint bytes)
{
  g_autofree char *text = g_strdup_printf (
      "~Wrote %u bytes to \\\\%s\\SMS_SITE\\202SQP01.PCK at position 0", bytes, server);

  say (count, thread, text);
}

static void
assert_content (ResiteWireCount *count, gboolean seen, guint64 bytes)
{
  ResiteWireContent content;

  resite_wire_count_get (count, "P0100012", &content);
  g_assert_cmpint (content.seen, ==, seen);
  g_assert_cmpuint (content.bytes, ==, bytes);
  g_assert_cmpuint (resite_wire_count_get_content_bytes (count), ==, bytes);
}

/* The request says the site, the thread that is created for it sends. */
static void
test_by_request (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("s01", NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  say (count, 1780, FOUND);
  say (count, 1780, CREATED);
  say (count, 0x1150, CONTENT);
  assert_content (count, TRUE, 0);
  write_bytes (count, 0x1150, "ELSEWHERE", 1000);
  assert_content (count, TRUE, 1000);
  say (count, 0x1150, COMPLETED);
  write_bytes (count, 0x1150, "ELSEWHERE", 620);
  assert_content (count, TRUE, 1000);
  g_assert_cmpuint (resite_wire_count_get_info_bytes (count), ==, 620);
  resite_wire_count_list (count, ids);
  g_assert_true (g_hash_table_contains (ids, "P0100012"));
  g_assert_cmpuint (g_hash_table_size (ids), ==, 1);
}

/* The same package for another site is nothing of ours. */
static void
test_for_another_site (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", "BR01SMS.corp.example.com");

  say (count, 1780, FOUND_OTHER);
  say (count, 1780, CREATED);
  say (count, 0x1150, CONTENT);
  write_bytes (count, 0x1150, "BR02SMS", 1000);
  say (count, 77, CONTENT);
  write_bytes (count, 77, "br02sms.corp.example.com", 1000);
  g_assert_false (resite_wire_count_is_open (count));
  resite_wire_count_settle (count);
  resite_wire_count_settle (count);
  assert_content (count, FALSE, 0);
  g_assert_cmpuint (resite_wire_count_get_info_bytes (count), ==, 0);
}

/* Without a request the server decides, some lines behind the package. */
static void
test_by_server (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", "br01sms");

  say (count, 9, CONTENT);
  assert_content (count, FALSE, 0);
  g_assert_true (resite_wire_count_is_open (count));
  say (count, 9, REMOTE);
  g_assert_false (resite_wire_count_is_open (count));
  assert_content (count, TRUE, 0);
  write_bytes (count, 9, "BR01SMS.corp.example.com", 5);
  assert_content (count, TRUE, 5);
}

/* What nobody says the site of is ours, but only after it was open for a whole look. */
static void
test_open (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", NULL);

  say (count, 9, CONTENT);
  say (count, 9, "~Wrote 65523 bytes to 1_06XCEN.PCK");
  resite_wire_count_settle (count);
  assert_content (count, FALSE, 0);
  g_assert_true (resite_wire_count_is_open (count));
  resite_wire_count_settle (count);
  assert_content (count, TRUE, 65523);
  g_assert_false (resite_wire_count_is_open (count));
}

/* What is open is not lost where its thread goes on to the next file, ends this one, or is used for
 * another request. */
static void
test_open_goes_on (void)
{
  static const char *const next[] = { CONTENT, INFORMATION, COMPLETED };

  for (guint i = 0; i < G_N_ELEMENTS (next); i++)
    {
      g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", NULL);

      say (count, 9, CONTENT);
      say (count, 9, "~Wrote 65523 bytes to 1_06XCEN.PCK");
      assert_content (count, FALSE, 0);
      say (count, 9, next[i]);
      assert_content (count, TRUE, 65523);
    }
}

static void
test_open_thread_again (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", NULL);

  say (count, 0x1150, CONTENT);
  say (count, 0x1150, "~Wrote 65523 bytes to 1_06XCEN.PCK");
  say (count, 1780, FOUND_OTHER);
  say (count, 1780, CREATED);
  assert_content (count, TRUE, 65523);
  say (count, 0x1150, CONTENT);
  write_bytes (count, 0x1150, "BR02SMS", 1000);
  assert_content (count, TRUE, 65523);
}

/* More threads than are kept in mind. */
static void
test_open_many (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", NULL);

  say (count, 9, CONTENT);
  say (count, 9, "~Wrote 65523 bytes to 1_06XCEN.PCK");
  for (guint i = 0; i < 5000; i++)
    say (count, 10000 + i, INFORMATION);
  assert_content (count, TRUE, 65523);
}

/* Small ones without a name are counted, too: a small package may be one. */
static void
test_open_small (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", NULL);

  say (count, 9, "~Wrote 700 bytes to 1_06XCEN.PCK");
  g_assert_true (resite_wire_count_is_open (count));
  say (count, 9, INFORMATION);
  g_assert_cmpuint (resite_wire_count_get_info_bytes (count), ==, 700);
  g_assert_cmpuint (resite_wire_count_get_unsure_bytes (count), ==, 700);
  say (count, 9, "~Wrote 50 bytes to 1_06XCEN.PCK");
  resite_wire_count_settle (count);
  resite_wire_count_settle (count);
  g_assert_cmpuint (resite_wire_count_get_info_bytes (count), ==, 750);
  g_assert_cmpuint (resite_wire_count_get_unsure_bytes (count), ==, 700);
}

/* Old senders name the request only. */
static void
test_old_form (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", "BR01SMS");

  say (count, 3, "Found send request.  ID: 1_06XCEN, Dest Site: S01");
  say (count, 9, CONTENT);
  say (count, 9, "~Wrote 65523 bytes to 1_06XCEN.PCK");
  assert_content (count, TRUE, 65523);
}

/* A thread that is used again sends to whom its next request says. */
static void
test_thread_again (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", "BR01SMS");

  say (count, 1780, FOUND);
  say (count, 1780, CREATED);
  say (count, 0x1150, INFORMATION);
  write_bytes (count, 0x1150, "BR01SMS", 2875);
  g_assert_cmpuint (resite_wire_count_get_info_bytes (count), ==, 2875);
  say (count, 1780, "Found send request.  ID: 203SQP01, Dest Site: S02~");
  say (count, 0x1150, CONTENT);
  say (count, 0x1150, "~Checking for remote file \\\\BR02SMS\\SMS_SITE\\203SQP01.PCK");
  assert_content (count, FALSE, 0);
  say (count, 0x1150, CONTENT);
  say (count, 0x1150, REMOTE);
  assert_content (count, TRUE, 0);
}

/* A file that names no package, but is as large as one. */
static void
test_large (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", "BR01SMS");

  say (count, 9, INFORMATION);
  write_bytes (count, 9, "BR01SMS", 999999);
  g_assert_cmpuint (resite_wire_count_count_large (count), ==, 0);
  write_bytes (count, 9, "BR01SMS", 2);
  write_bytes (count, 9, "BR01SMS", 1000000);
  g_assert_cmpuint (resite_wire_count_count_large (count), ==, 1);
  g_assert_cmpuint (resite_wire_count_get_largest (count, 0), ==, 2000001);
  g_assert_cmpuint (resite_wire_count_get_largest (count, 1), ==, 0);
  say (count, 9, INFORMATION);
  write_bytes (count, 9, "BR01SMS", 3000000);
  g_assert_cmpuint (resite_wire_count_get_largest (count, 1), ==, 3000000);
  assert_content (count, FALSE, 0);
}

static void
test_forgotten (void)
{
  g_autoptr (ResiteWireCount) count = resite_wire_count_new ("S01", "BR01SMS");
  ResiteWireContent content;

  say (count, 9, CONTENT);
  write_bytes (count, 9, "BR01SMS", 10);
  resite_wire_count_forget (count, "P0100012");
  resite_wire_count_get (count, "P0100012", &content);
  g_assert_false (content.seen);
  write_bytes (count, 9, "BR01SMS", 10);
  resite_wire_count_get (count, "P0100012", &content);
  g_assert_true (content.seen);
  g_assert_cmpuint (content.bytes, ==, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire-count/by-request", test_by_request);
  g_test_add_func ("/wire-count/for-another-site", test_for_another_site);
  g_test_add_func ("/wire-count/by-server", test_by_server);
  g_test_add_func ("/wire-count/open", test_open);
  g_test_add_func ("/wire-count/open-goes-on", test_open_goes_on);
  g_test_add_func ("/wire-count/open-thread-again", test_open_thread_again);
  g_test_add_func ("/wire-count/open-many", test_open_many);
  g_test_add_func ("/wire-count/open-small", test_open_small);
  g_test_add_func ("/wire-count/old-form", test_old_form);
  g_test_add_func ("/wire-count/thread-again", test_thread_again);
  g_test_add_func ("/wire-count/large", test_large);
  g_test_add_func ("/wire-count/forgotten", test_forgotten);
  return g_test_run ();
}
