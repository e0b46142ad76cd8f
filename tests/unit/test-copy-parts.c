/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-copy-decide.h"
#include "resite-copy-feed.h"
#include "resite-copy-gate.h"
#include "resite-copy-hash.h"
#include "resite-copy-name.h"

#define TIME (G_GINT64_CONSTANT (1079431123) * G_USEC_PER_SEC)

static void
test_names_that_windows_takes (void)
{
  static const char *const names[] = {
    "a",          "sub/file.txt", ".hidden",      "COM0",        "COM10", "AUXILIARY",
    "a.con",      "con_",         "\303\244.pck", "a b",         "a..b",  "S0100001.PCK",
    "lpt/x.text", "a'b&c;d",      "{a}[b]",       "nullable.txt"
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_null (resite_copy_name_get_fault (names[i]));
}

static void
test_names_that_windows_refuses (void)
{
  static const char *const names[] = { "a<b",     "a>b",     "a:b",     "a\"b",       "a|b",
                                       "a?b",     "a*b",     "a\\b",    "a.",         "a ",
                                       "sub./a",  "CON",     "con.txt", "nul.tar.gz", "Aux",
                                       "x/prn/y", "COM1",    "lpt9.x",  "a\tb",       "a\nb",
                                       "CONIN$",  "con .txt" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *fault = resite_copy_name_get_fault (names[i]);

      g_assert_nonnull (fault);
    }
}

static void
test_length_counts_in_utf16 (void)
{
  g_autofree char *fits = g_strnfill (255, 'a');
  g_autofree char *too_long = g_strnfill (256, 'a');
  g_autoptr (GString) wide = g_string_new (NULL);
  g_autofree char *fault = resite_copy_name_get_fault (too_long);
  g_autofree char *wide_fault = NULL;

  g_assert_null (resite_copy_name_get_fault (fits));
  g_assert_nonnull (fault);
  for (guint i = 0; i < 128; i++)
    g_string_append_unichar (wide, 0x1f5c4);
  wide_fault = resite_copy_name_get_fault (wide->str);
  g_assert_nonnull (wide_fault);
  g_string_truncate (wide, 127 * 4);
  g_assert_null (resite_copy_name_get_fault (wide->str));
}

static void
test_folding (void)
{
  g_autofree char *lower = resite_copy_name_fold ("sub/\303\244.pck");
  g_autofree char *upper = resite_copy_name_fold ("SUB/\303\204.PCK");
  g_autofree char *sharp = resite_copy_name_fold ("stra\303\237e");
  g_autofree char *doubled = resite_copy_name_fold ("strasse");

  g_assert_cmpstr (lower, ==, upper);
  g_assert_cmpstr (sharp, !=, doubled);
}

static void
test_temporary_names (void)
{
  g_autofree char *root = resite_copy_name_make_temporary ("a.pck");
  g_autofree char *again = resite_copy_name_make_temporary ("a.pck");
  g_autofree char *below = resite_copy_name_make_temporary ("x/y/a.pck");
  g_autofree char *longest = g_strnfill (255, 'n');
  g_autofree char *of_longest = resite_copy_name_make_temporary (longest);

  g_assert_cmpstr (root, ==, again);
  g_assert_true (g_str_has_prefix (root, ".resite-"));
  g_assert_true (g_str_has_prefix (below, "x/y/.resite-"));
  g_assert_cmpuint (strlen (of_longest), <, 64);
  g_assert_true (resite_copy_name_is_temporary (root));
  g_assert_true (resite_copy_name_is_temporary (below));
  g_assert_null (resite_copy_name_get_fault (below));
  g_assert_false (resite_copy_name_is_temporary ("a.pck"));
  g_assert_false (resite_copy_name_is_temporary (".resite-notes.part"));
  g_assert_false (resite_copy_name_is_temporary (".resite-0123456789abcdef"));
  g_assert_false (resite_copy_name_is_temporary (".resite-0123456789abcdef.part.bak"));
}

static void
test_hash (void)
{
  g_autoptr (ResiteCopyHash) hash = resite_copy_hash_new (RESITE_COPY_XXH3);
  g_autofree char *nothing = resite_copy_hash_to_text (hash);
  g_autofree char *parts = NULL;
  g_autofree char *whole = NULL;

  /* The known value of XXH3-128 without seed over no bytes. */
  g_assert_cmpstr (nothing, ==, "99aa06d3014798d86001c324468d497f");
  resite_copy_hash_update (hash, "smspkg", 3);
  g_free (resite_copy_hash_to_text (hash));
  resite_copy_hash_update (hash, "pkg", 3);
  parts = resite_copy_hash_to_text (hash);
  resite_copy_hash_reset (hash);
  resite_copy_hash_update (hash, "smspkg", 6);
  whole = resite_copy_hash_to_text (hash);
  g_assert_cmpstr (parts, ==, whole);
}

static void
test_times (void)
{
  const gint64 exact = TIME + 456789;

  g_assert_true (resite_copy_times_match (exact, exact));
  g_assert_true (resite_copy_times_match (exact, TIME));
  g_assert_true (resite_copy_times_match (exact, TIME + 450000));
  g_assert_false (resite_copy_times_match (exact, TIME + 456000));
  g_assert_false (resite_copy_times_match (exact, TIME + G_USEC_PER_SEC));
  g_assert_false (resite_copy_times_match (TIME + G_USEC_PER_SEC, TIME));
  g_assert_false (resite_copy_times_match (TIME, exact));
}

/* One file, as it is on both sides and in the ledger; each test turns one thing. */
typedef struct
{
  ResiteFileInfo source;
  ResiteFileInfo target;
  ResiteFileInfo temporary;
  ResiteLedgerRow row;
  ResiteCopyFacts facts;
  ResiteCopyEntry entry;
  ResiteCopyArena *arena;
} Case;

static void
case_set_up (Case *self, gconstpointer data)
{
  self->source =
      (ResiteFileInfo){ (char *)"S0100001.PCK", RESITE_FILE_PLAIN, 100, TIME, 7000, FALSE };
  self->target = self->source;
  self->temporary = (ResiteFileInfo){ (char *)".resite", RESITE_FILE_PLAIN, 80, 5, 5, FALSE };
  self->row = (ResiteLedgerRow){ .name = (char *)"S0100001.PCK",
                                 .state = (char *)"copied",
                                 .digest = (char *)"xxh3-128:aa changed:7000",
                                 .bytes = 100,
                                 .size = 100,
                                 .modified = TIME };
  self->arena = resite_copy_arena_new ();
  self->facts = (ResiteCopyFacts){ &self->source, &self->target, NULL, &self->row };
  self->entry.name = (char *)"S0100001.PCK";
}

static void
case_tear_down (Case *self, gconstpointer data)
{
  resite_copy_arena_free (self->arena);
}

static void
assert_decides (Case *self, const ResiteCopyOptions *options, ResiteCopyDeed deed,
                const char *state)
{
  static const ResiteCopyOptions plain = { 0 };

  const char *name = self->entry.name;

  self->entry = (ResiteCopyEntry){ .name = name };
  resite_copy_decide (&self->entry, &self->facts, options != NULL ? options : &plain, self->arena);
  g_assert_cmpint (self->entry.deed, ==, deed);
  if (state != NULL)
    g_assert_cmpstr (self->entry.state, ==, state);
}

static void
test_done_before (Case *self, gconstpointer data)
{
  assert_decides (self, NULL, RESITE_COPY_NOTHING, "unchanged");
  g_assert_true (self->entry.recorded);
  self->row.state = (char *)"verified";
  assert_decides (self, NULL, RESITE_COPY_NOTHING, "unchanged");
  self->row.state = (char *)"extra";
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
}

static void
test_not_as_recorded (Case *self, gconstpointer data)
{
  self->source.changed = 7001;
  assert_decides (self, NULL, RESITE_COPY_RECHECK, NULL);
  g_assert_cmpstr (self->entry.hash, ==, "aa");
  g_assert_true (self->entry.retime);
  self->row.digest = (char *)"changed:7000";
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  self->source.changed = 7000;
  assert_decides (self, NULL, RESITE_COPY_NOTHING, "unchanged");
  self->source.modified = TIME + 5;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
}

/* Whether the source was touched shows only where somebody wrote down when it last was. */
static void
test_change_time_not_recorded (Case *self, gconstpointer data)
{
  self->row.digest = (char *)"xxh3-128:aa";
  assert_decides (self, NULL, RESITE_COPY_RECHECK, NULL);
  g_assert_cmpstr (self->entry.hash, ==, "aa");
  self->row.digest = NULL;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  self->row.digest = (char *)"words that nobody knows";
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  self->source.changed = 0;
  assert_decides (self, NULL, RESITE_COPY_NOTHING, "unchanged");
}

/* A new time on the same content is set without sending that again. */
static void
test_only_the_time (Case *self, gconstpointer data)
{
  self->source.modified = TIME + 5;
  self->source.changed = 7001;
  assert_decides (self, NULL, RESITE_COPY_RECHECK, NULL);
  g_assert_true (self->entry.retime);
  g_assert_cmpint (self->entry.modified, ==, TIME + 5);
  self->target.modified = TIME + 99;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  self->target.modified = TIME;
  self->row.size = 99;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  self->row.size = 100;
  self->row.state = (char *)"extra";
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
}

/* From a server whose change times are no more than the times of its files. */
static void
test_attribute_moved_alone (Case *self, gconstpointer data)
{
  const ResiteCopyOptions delta = { .delta = TRUE };

  self->row.digest = (char *)"xxh3-128:aa changed:7000 dos:22";
  self->source.attributes = 0x22;
  assert_decides (self, NULL, RESITE_COPY_NOTHING, "unchanged");
  self->source.attributes = 0x20;
  assert_decides (self, NULL, RESITE_COPY_TOUCH, "unchanged");
  g_assert_true (self->entry.retime);
  g_assert_cmpstr (self->entry.hash, ==, "aa");
  self->source.attributes = 0x22;
  self->target.read_only = TRUE;
  assert_decides (self, NULL, RESITE_COPY_TOUCH, "unchanged");
  g_assert_true (self->entry.retime);
  g_assert_false (self->entry.read_only);

  self->facts.row = NULL;
  self->target.read_only = FALSE;
  self->target.attributes = 0x20;
  assert_decides (self, &delta, RESITE_COPY_TOUCH, "unchanged");
  self->target.attributes = 0x22;
  assert_decides (self, &delta, RESITE_COPY_NOTHING, "unchanged");
  self->target.attributes = RESITE_DOS_NOT_ASKED;
  assert_decides (self, &delta, RESITE_COPY_NOTHING, "unchanged");
}

/* A copy was killed after it had put the file there and before it recorded that; then the source
 * got another content with the same size and time. */
static void
test_nobody_vouches_for_it (Case *self, gconstpointer data)
{
  const ResiteCopyOptions delta = { .delta = TRUE };

  self->facts.row = NULL;
  self->target.changed = 6999;
  assert_decides (self, &delta, RESITE_COPY_WRITE, NULL);
  self->target.changed = 0;
  assert_decides (self, &delta, RESITE_COPY_NOTHING, "unchanged");
  self->target.changed = 9000;
  assert_decides (self, &delta, RESITE_COPY_NOTHING, "unchanged");
}

static void
test_every_content (Case *self, gconstpointer data)
{
  const ResiteCopyOptions full = { .delta = TRUE, .full_hash = TRUE };

  assert_decides (self, &full, RESITE_COPY_RECHECK, NULL);
  g_assert_false (self->entry.retime);
  self->row.digest = (char *)"changed:7000";
  assert_decides (self, &full, RESITE_COPY_WRITE, NULL);
  self->facts.row = NULL;
  assert_decides (self, &full, RESITE_COPY_WRITE, NULL);
}

/* Attributes that take a question each are asked for only where the change time moved. */
static void
test_attributes_recalled (Case *self, gconstpointer data)
{
  self->source.attributes = RESITE_DOS_NOT_ASKED;
  self->row.digest = (char *)"xxh3-128:aa changed:7000 dos:23";
  self->target.read_only = TRUE;
  assert_decides (self, NULL, RESITE_COPY_NOTHING, "unchanged");
  g_assert_true (self->entry.read_only);
  self->target.read_only = FALSE;
  assert_decides (self, NULL, RESITE_COPY_TOUCH, "unchanged");
  g_assert_cmpuint (self->entry.attributes, ==, 0x23);
  self->source.changed = 7001;
  assert_decides (self, NULL, RESITE_COPY_RECHECK, NULL);
  g_assert_cmpuint (self->entry.attributes, ==, RESITE_DOS_NOT_ASKED);
}

static void
test_target_not_as_recorded (Case *self, gconstpointer data)
{
  self->target.size = 99;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  self->target.size = 100;
  self->target.modified = TIME - 3 * G_USEC_PER_SEC;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  self->facts.target = NULL;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
}

/* A stick with FAT knows even seconds only. */
static void
test_coarse_time (Case *self, gconstpointer data)
{
  const ResiteCopyOptions delta = { .delta = TRUE };

  self->target.modified = TIME - G_USEC_PER_SEC;
  g_assert_cmpint (self->target.modified % (2 * G_USEC_PER_SEC), ==, 0);
  assert_decides (self, NULL, RESITE_COPY_NOTHING, "unchanged");
  self->facts.row = NULL;
  assert_decides (self, &delta, RESITE_COPY_WRITE, NULL);
}

static void
test_without_a_row (Case *self, gconstpointer data)
{
  const ResiteCopyOptions delta = { .delta = TRUE };

  self->facts.row = NULL;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  assert_decides (self, &delta, RESITE_COPY_NOTHING, "unchanged");
  g_assert_false (self->entry.recorded);
}

static void
test_failed_before (Case *self, gconstpointer data)
{
  const ResiteCopyOptions delta = { .delta = TRUE };

  self->row.state = (char *)"failed";
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  assert_decides (self, &delta, RESITE_COPY_WRITE, NULL);
}

static void
test_resume (Case *self, gconstpointer data)
{
  self->row.state = (char *)"running";
  self->row.bytes = 64;
  self->facts.target = NULL;
  self->facts.temporary = &self->temporary;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  g_assert_cmpuint (self->entry.resume_at, ==, 64);
  g_assert_cmpstr (self->entry.hash, ==, "aa");

  self->temporary.size = 63;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  g_assert_cmpuint (self->entry.resume_at, ==, 0);
  self->temporary.size = 80;
  self->source.changed = 7001;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  g_assert_cmpuint (self->entry.resume_at, ==, 0);
  self->source.changed = 7000;
  self->source.modified++;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  g_assert_cmpuint (self->entry.resume_at, ==, 0);
}

static void
test_arrived (Case *self, gconstpointer data)
{
  self->row.state = (char *)"running";
  assert_decides (self, NULL, RESITE_COPY_ARRIVED, NULL);
  g_assert_true (self->entry.retime);
  /* Killed after the rename and before the time was set. */
  self->target.modified = TIME + 77;
  assert_decides (self, NULL, RESITE_COPY_ARRIVED, NULL);
  self->target.size = 99;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  self->target.size = 100;
  self->row.bytes = 64;
  assert_decides (self, NULL, RESITE_COPY_WRITE, NULL);
  g_assert_cmpuint (self->entry.resume_at, ==, 0);
}

static void
test_only_the_attribute (Case *self, gconstpointer data)
{
  const ResiteCopyOptions packages = { .make_packages_read_only = TRUE };
  const ResiteCopyOptions dry = { .make_packages_read_only = TRUE, .dry_run = TRUE };

  assert_decides (self, &packages, RESITE_COPY_TOUCH, "unchanged");
  g_assert_cmpstr (self->entry.hash, ==, "aa");
  assert_decides (self, &dry, RESITE_COPY_NOTHING, "unchanged");
  self->target.read_only = TRUE;
  assert_decides (self, &packages, RESITE_COPY_NOTHING, "unchanged");
  self->entry.name = (char *)"sub/S0100001.PCK";
  self->target.read_only = FALSE;
  assert_decides (self, &packages, RESITE_COPY_NOTHING, "unchanged");
}

static void
test_verify (Case *self, gconstpointer data)
{
  const ResiteCopyOptions verify = { .verify_only = TRUE };

  assert_decides (self, &verify, RESITE_COPY_COMPARE, NULL);
  self->target.size = 3;
  assert_decides (self, &verify, RESITE_COPY_NOTHING, "failed");
  self->facts.target = NULL;
  assert_decides (self, &verify, RESITE_COPY_NOTHING, "failed");
}

static ResiteCopyUpdate *
make_update (guint index, gint64 bytes)
{
  ResiteCopyUpdate *update = g_new0 (ResiteCopyUpdate, 1);

  update->index = index;
  update->bytes = bytes;
  update->message = g_strdup ("text");
  return update;
}

static void
test_feed_keeps_the_newest (void)
{
  g_autoptr (ResiteCopyFeed) feed = resite_copy_feed_new ();
  g_autoptr (ResiteCopyUpdate) first = NULL;
  g_autoptr (ResiteCopyUpdate) second = NULL;

  g_assert_null (resite_copy_feed_take (feed));
  resite_copy_feed_put (feed, make_update (7, 1));
  resite_copy_feed_put (feed, make_update (0, 2));
  resite_copy_feed_put (feed, make_update (7, 3));
  first = resite_copy_feed_take (feed);
  g_assert_cmpuint (first->index, ==, 7);
  g_assert_cmpint (first->bytes, ==, 3);
  second = resite_copy_feed_take (feed);
  g_assert_cmpuint (second->index, ==, 0);
  g_assert_null (resite_copy_feed_take (feed));
  resite_copy_feed_put (feed, make_update (7, 4));
}

static gpointer
go_through (gpointer data)
{
  ResiteCopyGate *gate = data;
  gboolean passed;

  resite_copy_gate_enter (gate);
  passed = resite_copy_gate_pass (gate, NULL, NULL);
  resite_copy_gate_leave (gate);
  return GINT_TO_POINTER (passed);
}

static void
test_gate (void)
{
  g_autoptr (ResiteCopyGate) gate = resite_copy_gate_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  g_assert_true (resite_copy_gate_pass (gate, cancellable, NULL));
  g_assert_false (resite_copy_gate_is_still (gate));
  resite_copy_gate_enter (gate);
  resite_copy_gate_set_closed (gate, TRUE);
  g_assert_false (resite_copy_gate_is_still (gate));
  resite_copy_gate_leave (gate);
  g_assert_true (resite_copy_gate_is_still (gate));

  thread = g_thread_new ("gate", go_through, gate);
  g_usleep (20 * 1000);
  resite_copy_gate_set_closed (gate, FALSE);
  g_assert_true (GPOINTER_TO_INT (g_thread_join (thread)));

  resite_copy_gate_set_closed (gate, TRUE);
  g_cancellable_cancel (cancellable);
  g_assert_false (resite_copy_gate_pass (gate, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/copy-parts/" path, Case, NULL, case_set_up, function, case_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/copy-parts/names-that-windows-takes", test_names_that_windows_takes);
  g_test_add_func ("/copy-parts/names-that-windows-refuses", test_names_that_windows_refuses);
  g_test_add_func ("/copy-parts/length-counts-in-utf16", test_length_counts_in_utf16);
  g_test_add_func ("/copy-parts/folding", test_folding);
  g_test_add_func ("/copy-parts/temporary-names", test_temporary_names);
  g_test_add_func ("/copy-parts/hash", test_hash);
  g_test_add_func ("/copy-parts/times", test_times);
  ADD ("done-before", test_done_before);
  ADD ("not-as-recorded", test_not_as_recorded);
  ADD ("change-time-not-recorded", test_change_time_not_recorded);
  ADD ("only-the-time", test_only_the_time);
  ADD ("attribute-moved-alone", test_attribute_moved_alone);
  ADD ("nobody-vouches-for-it", test_nobody_vouches_for_it);
  ADD ("every-content", test_every_content);
  ADD ("attributes-recalled", test_attributes_recalled);
  ADD ("target-not-as-recorded", test_target_not_as_recorded);
  ADD ("coarse-time", test_coarse_time);
  ADD ("without-a-row", test_without_a_row);
  ADD ("failed-before", test_failed_before);
  ADD ("resume", test_resume);
  ADD ("arrived", test_arrived);
  ADD ("only-the-attribute", test_only_the_attribute);
  ADD ("verify", test_verify);
  g_test_add_func ("/copy-parts/feed-keeps-the-newest", test_feed_keeps_the_newest);
  g_test_add_func ("/copy-parts/gate", test_gate);
  return g_test_run ();
}
