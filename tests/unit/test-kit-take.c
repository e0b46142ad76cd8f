/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-kit-take"

#include "config.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kit-fixture.h"
#include "resite-kit-text.h"

/* The kit on its stick, and what comes back on it. */

#define SERVICES "C2-disable-services.cmd"

static gboolean
try_write (Fixture *fixture, const char *name, guint *written, GError **error)
{
  g_autofree char *folder = fixture_path (fixture, name);
  g_autoptr (GPtrArray) scripts = resite_kit_list (fixture->run);

  return resite_kit_write (scripts, folder, written, error);
}

static guint
write_kit (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint written = 0;

  try_write (fixture, "kit", &written, &error);
  g_assert_no_error (error);
  return written;
}

static char *
load (Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_path (fixture, name);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static guint
count_files (Fixture *fixture, const char *suffix)
{
  g_autofree char *path = fixture_path (fixture, "kit");
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    count += g_str_has_suffix (name, suffix);
  return count;
}

/* A second kit over the first: scripts anew, what else lies there stays, nothing is left half. */
static void
test_write_twice (void)
{
  Fixture *fixture = kit_fixture_new ();
  const guint written = write_kit (fixture);

  fixture_write (fixture, "kit/results/C2-disable-services.txt", "kept", 0644);
  fixture_write (fixture, "kit/holiday.doc", "kept too", 0644);
  fixture_write (fixture, "kit/C2-disable-services.cmd", "spoiled", 0644);
  g_assert_cmpuint (write_kit (fixture), ==, written);
  g_assert_cmpuint (count_files (fixture, ".cmd") + count_files (fixture, ".vbs"), ==, written);
  g_assert_cmpuint (count_files (fixture, ".resite-new"), ==, 0);
  g_autofree char *result = load (fixture, "kit/results/C2-disable-services.txt");
  g_autofree char *other = load (fixture, "kit/holiday.doc");
  g_autofree char *script = load (fixture, "kit/C2-disable-services.cmd");
  g_autofree char *expected = kit_format (fixture, SERVICES);
  g_assert_cmpstr (result, ==, "kept");
  g_assert_cmpstr (other, ==, "kept too");
  g_assert_cmpstr (script, ==, expected);
  fixture_free (fixture);
}

/* What may not be run any more does not stay on the stick. */
static void
test_stale_script (void)
{
  Fixture *fixture = kit_fixture_new ();

  write_kit (fixture);
  g_autofree char *before = load (fixture, "kit/C6-P01-preinst.cmd");
  g_assert_nonnull (before);
  procedure_walk_until (fixture, "C12");
  write_kit (fixture);
  g_autofree char *after = load (fixture, "kit/C6-P01-preinst.cmd");
  g_autofree char *read_me = load (fixture, "kit/READ-ME.txt");
  g_assert_null (after);
  g_assert_nonnull (strstr (read_me, "Not written: Setup (C11) has begun"));
  fixture_free (fixture);
}

/* A stick that takes nothing is said so, whatever the reason, and no script is half there. */
static void
test_stick_takes_nothing (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_autoptr (GError) error = NULL;
  guint written = 99;

  fixture_write (fixture, "stick-file", "I am a file", 0644);
  g_assert_false (try_write (fixture, "stick-file/kit", &written, &error));
  g_assert_nonnull (strstr (error->message, "stick-file"));
  g_assert_cmpuint (written, ==, 0);
  fixture_free (fixture);
}

/* A limit on the size of files stands for a full stick: the write fails in the middle. */
static void
test_stick_full (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_autoptr (GPtrArray) scripts = resite_kit_list (fixture->run);
  g_autofree char *folder = fixture_path (fixture, "kit");
  g_autofree char *former = NULL;
  struct rlimit limit, tight;
  g_autoptr (GError) error = NULL;
  guint written = 0;
  gboolean done;

  write_kit (fixture);
  former = load (fixture, "kit/C2-disable-services.cmd");
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  tight = limit;
  tight.rlim_cur = 700;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &tight), ==, 0);
  done = resite_kit_write (scripts, folder, &written, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (done);
  g_assert_nonnull (error);
  g_assert_cmpuint (count_files (fixture, ".resite-new"), ==, 0);
  g_autofree char *now = load (fixture, "kit/C2-disable-services.cmd");
  g_assert_cmpstr (now, ==, former);
  g_clear_pointer (&scripts, g_ptr_array_unref);
  fixture_free (fixture);
}

/* Letters of a place: right where they act, replaced where they are only shown. */
static void
test_letters (void)
{
  g_autoptr (ResiteKitScript) script = resite_kit_script_new ("C2-x.cmd");
  gboolean whole;
  gsize length;

  script->run = g_strdup ("R-1");
  script->step = g_strdup ("C2");
  script->title = g_strdup ("C2  Отключить – Zürich");
  script->machine = g_strdup ("старый сервер");
  script->server = g_strdup ("MÜNCHEN1");
  g_autofree char *text = resite_kit_script_format (script);
  g_autofree char *bytes = resite_kit_encode_for (script->name, text, &length, &whole);
  g_assert_true (whole);
  g_assert_nonnull (strstr (text, "Zürich"));
  g_assert_null (strstr (text, "Отключить"));
  g_assert_nonnull (g_strstr_len (bytes, (gssize)length, "M\x9aNCHEN1"));
  g_autofree char *visual = resite_kit_encode_for ("R14-x.vbs", "MÜNCHEN1", &length, &whole);
  g_assert_true (whole);
  g_assert_cmpmem (visual, length, "M\xdcNCHEN1", 8);
  g_autofree char *strange = resite_kit_encode_for ("R14-x.vbs", "Псков", &length, &whole);
  g_assert_false (whole);
  g_assert_cmpmem (strange, length, "?????", 5);
}

static void
test_read_me (void)
{
  Fixture *fixture = kit_fixture_new ();

  write_kit (fixture);
  g_autofree char *plain = load (fixture, "kit/READ-ME.txt");
  g_assert_true (g_str_is_ascii (plain));
  g_assert_nonnull (strstr (plain, "write the kit once more"));
  g_autoptr (GPtrArray) scripts = resite_kit_list (fixture->run);
  ResiteKitScript *script = kit_find (scripts, SERVICES);
  g_autofree char *folder = fixture_path (fixture, "kit");
  g_autoptr (GError) error = NULL;
  guint written;
  g_free (script->title);
  script->title = g_strdup ("C2  Служба");
  resite_kit_write (scripts, folder, &written, &error);
  g_assert_no_error (error);
  g_autofree char *marked = load (fixture, "kit/READ-ME.txt");
  g_assert_true (g_str_has_prefix (marked, "\xEF\xBB\xBF"));
  g_assert_nonnull (strstr (marked, "Служба"));
  g_clear_pointer (&scripts, g_ptr_array_unref);
  fixture_free (fixture);
}

/* What comes back before its step is at hand waits, and says so. */
static void
test_not_reached (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_auto (KitTaken) taken = { NULL };
  g_autofree char *last =
      g_strdup (resite_run_state_get_last_hash (resite_run_get_state (fixture->run)));

  write_kit (fixture);
  kit_leave_result (fixture, SERVICES, "STATE : 1 STOPPED\r\nSTART_TYPE : 4 DISABLED", 0, TRUE);
  kit_take (fixture, &taken);
  g_assert_cmpuint (taken.results->len, ==, 1);
  kit_assert_lines (taken.taken, "");
  g_assert_cmpuint (taken.later->len, ==, 2);
  g_assert_true (kit_has_part (taken.later, "C2 disable: C2 cannot be done yet"));
  g_assert_cmpuint (taken.waiting->len, ==, 0);
  g_assert_cmpstr (resite_run_state_get_last_hash (resite_run_get_state (fixture->run)), ==, last);
  kit_taken_clear (&taken);
  fixture_free (fixture);
}

static void
assert_how (Fixture *fixture, const char *step, const char *action, const char *how,
            const char *outcome)
{
  const ResiteStepState *state = resite_step_run_get_state (fixture_step (fixture, step));
  const ResiteActionState *told =
      state != NULL ? resite_step_state_get_action (state, action) : NULL;

  g_assert_nonnull (told);
  g_test_message ("%s %s: %s by %s", step, action, told->outcome, told->how);
  g_assert_cmpstr (told->outcome, ==, outcome);
  g_assert_cmpstr (told->how, ==, how);
}

/* Both actions of the step are known by file, the step is closed, and a second reading adds nothing. */
static void
test_taken (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_auto (KitTaken) taken = { NULL };

  procedure_walk_until (fixture, "C2");
  kit_leave_result (fixture, SERVICES, "STATE : 1 STOPPED\r\nSTART_TYPE : 4 DISABLED", 0, TRUE);
  kit_take (fixture, &taken);
  kit_assert_lines (taken.taken, "C2");
  kit_assert_lines (taken.later, "");
  kit_assert_lines (taken.waiting, "");
  assert_how (fixture, "C2", "disable", "F", "ok");
  assert_how (fixture, "C2", "after", "F", "ok");
  fixture_assert_status (fixture, "C2", "done");
  g_assert_cmpuint (resite_step_run_get_state (fixture_step (fixture, "C2"))->attachments, ==, 1);
  kit_taken_clear (&taken);
  fixture_reopen (fixture);
  g_autofree char *last =
      g_strdup (resite_run_state_get_last_hash (resite_run_get_state (fixture->run)));
  kit_take (fixture, &taken);
  kit_assert_lines (taken.taken, "");
  kit_assert_lines (taken.later, "");
  g_assert_cmpstr (resite_run_state_get_last_hash (resite_run_get_state (fixture->run)), ==, last);
  kit_taken_clear (&taken);
  fixture_free (fixture);
}

/* One that failed is no tick; the better second pass is taken over it. */
static void
test_failed_then_good (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_auto (KitTaken) taken = { NULL };

  procedure_walk_until (fixture, "C2");
  kit_leave_result (fixture, SERVICES, "STATE : 4 RUNNING\r\nSTART_TYPE : 2 AUTO_START", 5, TRUE);
  kit_take (fixture, &taken);
  g_assert_false (
      resite_step_status_is_closed (resite_step_run_get_status (fixture_step (fixture, "C2"))));
  kit_taken_clear (&taken);
  kit_leave_result (fixture, SERVICES, "STATE : 1 STOPPED\r\nSTART_TYPE : 4 DISABLED", 0, TRUE);
  kit_take (fixture, &taken);
  kit_assert_lines (taken.taken, "C2");
  fixture_assert_status (fixture, "C2", "done");
  kit_taken_clear (&taken);
  fixture_free (fixture);
}

/* The script was cut off: what it did not come to stays open, and is named. */
static void
test_partial (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_auto (KitTaken) taken = { NULL };
  g_autoptr (GPtrArray) scripts = NULL;
  ResiteKitResult *result;

  procedure_walk_until (fixture, "C2");
  scripts = resite_kit_list (fixture->run);
  g_autofree char *head = kit_head (kit_find (scripts, SERVICES));
  g_autofree char *text = g_strconcat (head,
                                       RESITE_KIT_ITEM "disable / sc stop "
                                                       "SMS_SITE_COMPONENT_MANAGER\r\nSTATE\r\n",
                                       NULL);
  kit_write_text (fixture, kit_find (scripts, SERVICES), text);
  kit_take (fixture, &taken);
  g_assert_cmpuint (taken.results->len, ==, 1);
  result = taken.results->pdata[0];
  g_assert_false (result->complete);
  for (guint i = 0; i < result->actions->len; i++)
    {
      ResiteKitVerdict *verdict = result->actions->pdata[i];
      for (guint j = 0; j < verdict->rows->len; j++)
        g_assert_cmpstr (((ResiteLedgerRow *)verdict->rows->pdata[j])->state, ==, "unknown");
    }
  g_assert_false (
      resite_step_status_is_closed (resite_step_run_get_status (fixture_step (fixture, "C2"))));
  g_clear_pointer (&scripts, g_ptr_array_unref);
  kit_taken_clear (&taken);
  fixture_free (fixture);
}

/* preinst has dropped its orders; the watch, the counts and the wait are a person's. */
static void
test_waits_for_person (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_auto (KitTaken) taken = { NULL };

  procedure_walk_until (fixture, "C6@primary.1");
  kit_leave_result (fixture, "C6-P01-preinst.cmd", "", 0, TRUE);
  kit_take (fixture, &taken);
  kit_assert_lines (taken.taken, "C6@primary.1");
  assert_how (fixture, "C6@primary.1", "delete", "F", "ok");
  g_assert_cmpuint (taken.waiting->len, ==, 1);
  g_assert_true (kit_has_part (taken.waiting, "C6@primary.1: "));
  g_assert_true (kit_has_part (taken.waiting, "Count the child sites"));
  g_assert_true (kit_has_part (taken.waiting, "Wait five minutes"));
  g_assert_false (kit_has_part (taken.waiting, "The two lines"));
  fixture_refuse (fixture, RESITE_ERROR_ILLEGAL_MOVE, "C6@primary.1", RESITE_MOVE_DONE,
                  "C6@primary.2", NULL);
  kit_taken_clear (&taken);
  fixture_free (fixture);
}

/* A program that is not there has neither done nor seen anything. */
static void
test_no_such_program (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_auto (KitTaken) taken = { NULL };

  procedure_walk_until (fixture, "C6@primary.1");
  kit_leave_result (fixture, "C6-P01-preinst.cmd", "'preinst' is not recognized", 9009, TRUE);
  kit_take (fixture, &taken);
  g_assert_false (resite_step_status_is_closed (
      resite_step_run_get_status (fixture_step (fixture, "C6@primary.1"))));
  const ResiteStepState *state = resite_step_run_get_state (fixture_step (fixture, "C6@primary.1"));
  const ResiteActionState *told = resite_step_state_get_action (state, "delete");
  g_assert_true (told == NULL || g_strcmp0 (told->outcome, "ok") != 0);
  kit_taken_clear (&taken);
  fixture_free (fixture);
}

static void
leave_head (Fixture *fixture, const char *name, const char *run, const char *step,
            const char *machine)
{
  g_autofree char *path = g_strconcat ("kit/results/", name, NULL);
  g_autofree char *text =
      g_strdup_printf (RESITE_KIT_HEAD "run %s step %s machine %s at now\r\n", run, step, machine);

  fixture_write (fixture, path, text, 0644);
}

/* Other runs, other machines, other steps, other files: all named, none taken. */
static void
test_strange (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_auto (KitTaken) taken = { NULL };
  const char *id = resite_run_get_id (fixture->run);

  write_kit (fixture);
  leave_head (fixture, "C2-disable-services.txt", "S99-2020-01-01-1", "C2", "BR01SMS");
  leave_head (fixture, "C3-rename.txt", id, "C3", "SOMEBODY");
  leave_head (fixture, "C5-check.txt", id, "C4", "BR01SMS");
  leave_head (fixture, "nobodys.txt", id, "C4", "BR01SMS");
  fixture_write (fixture, "kit/results/W3-check.txt", "", 0644);
  fixture_write (fixture, "kit/results/R10-preload.txt", "\xff\xfe\x01\x02 nonsense", 0644);
  fixture_write (fixture, "kit/results/notes.doc", "not looked at", 0644);
  g_autofree char *place = fixture_path (fixture, "kit/results/P1-copy.txt");
  g_assert_cmpint (g_mkdir (place, 0755), ==, 0);
  kit_take (fixture, &taken);
  g_assert_cmpuint (taken.results->len, ==, 0);
  g_assert_cmpuint (taken.strange->len, ==, 7);
  g_assert_true (kit_has_part (taken.strange, "it belongs to the run S99-2020-01-01-1"));
  g_assert_true (kit_has_part (taken.strange, "it was written at SOMEBODY"));
  g_assert_true (kit_has_part (taken.strange, "it is about step C4, not C5"));
  g_assert_true (kit_has_part (taken.strange, "no script of this run"));
  g_assert_true (kit_has_part (taken.strange, "W3-check.txt: No script of a field kit"));
  g_assert_true (kit_has_part (taken.strange, "P1-copy.txt: it is no text file"));
  g_assert_cmpuint (taken.later->len + taken.taken->len, ==, 0);
  kit_taken_clear (&taken);
  fixture_free (fixture);
}

static void
test_no_folder (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_autoptr (GPtrArray) scripts = resite_kit_list (fixture->run);
  g_autoptr (GPtrArray) strange = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = fixture_path (fixture, "no/such/stick");
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_kit_read (scripts, folder, strange, &error));
  g_assert_nonnull (error);
  g_clear_pointer (&scripts, g_ptr_array_unref);
  fixture_free (fixture);
}

#define MANY 10000

/* A store of ten thousand packages, each with its line; one of them failed. */
static void
test_many_rows (void)
{
  Fixture *fixture = kit_fixture_new ();
  g_auto (KitTaken) taken = { NULL };
  g_autoptr (GPtrArray) scripts = resite_kit_list (fixture->run);
  ResiteKitScript *script = kit_find (scripts, "R10-preload.cmd");
  g_autofree char *head = kit_head (script);
  g_autoptr (GString) text = g_string_new (head);
  ResiteKitVerdict *verdict;
  guint failed = 0;

  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (
        text, RESITE_KIT_ITEM "preload / C01%05X\r\n%s\r\n" RESITE_KIT_EXIT "0\r\n", i,
        i == 77 ? "No such file"
                : "Successfully set the Compressed Package Path on this site\r\n"
                  "Successfully forwarded the information up the hierarchy");
  g_string_append (text, RESITE_KIT_END "\r\n");
  kit_write_text (fixture, script, text->str);
  kit_read (fixture, &taken);
  g_assert_cmpuint (taken.results->len, ==, 1);
  verdict = ((ResiteKitResult *)taken.results->pdata[0])->actions->pdata[0];
  g_assert_cmpuint (verdict->rows->len, ==, MANY);
  for (guint i = 0; i < MANY; i++)
    failed += g_str_equal (((ResiteLedgerRow *)verdict->rows->pdata[i])->state, "failed");
  g_assert_cmpuint (failed, ==, 1);
  g_assert_cmpstr (((ResiteLedgerRow *)verdict->rows->pdata[77])->name, ==, "C010004D");
  g_clear_pointer (&scripts, g_ptr_array_unref);
  kit_taken_clear (&taken);
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kit-take/write-twice", test_write_twice);
  g_test_add_func ("/kit-take/stale-script", test_stale_script);
  g_test_add_func ("/kit-take/stick-takes-nothing", test_stick_takes_nothing);
  g_test_add_func ("/kit-take/stick-full", test_stick_full);
  g_test_add_func ("/kit-take/letters", test_letters);
  g_test_add_func ("/kit-take/read-me", test_read_me);
  g_test_add_func ("/kit-take/not-reached", test_not_reached);
  g_test_add_func ("/kit-take/taken", test_taken);
  g_test_add_func ("/kit-take/failed-then-good", test_failed_then_good);
  g_test_add_func ("/kit-take/partial", test_partial);
  g_test_add_func ("/kit-take/waits-for-person", test_waits_for_person);
  g_test_add_func ("/kit-take/no-such-program", test_no_such_program);
  g_test_add_func ("/kit-take/strange", test_strange);
  g_test_add_func ("/kit-take/no-folder", test_no_folder);
  g_test_add_func ("/kit-take/many-rows", test_many_rows);
  return g_test_run ();
}
