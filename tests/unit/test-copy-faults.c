/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "copy-fixture.h"
#include "faulty-folder.h"

#define MEGABYTE (1024 * 1024)
#define MARK     (64 * MEGABYTE)

static const ResiteCopyOptions one_worker = { .workers = 1 };

static void
test_impossible_names (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "what?.txt", "x");
  put (self->source, "dot./below", "x");
  put (self->source, "aux.pck", "x");
  put (self->source, "Lpt1", "x");
  put (self->source, "space ", "x");
  put (self->source, "tab\there", "x");
  put (self->source, "console.txt", "x");
  put (self->source, "com0", "x");
  put (self->source, "READ.me", "first");
  put (self->source, "read.ME", "second");
  put (self->source, "stra\303\237e", "one");
  put (self->source, "strasse", "another");

  job = copy (self, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (job, "what?.txt", "“?”");
  assert_failed_with (job, "dot./below", "dot");
  assert_failed_with (job, "aux.pck", "device");
  assert_failed_with (job, "Lpt1", "device");
  assert_failed_with (job, "space ", "space");
  assert_failed_with (job, "tab\there", "control");
  assert_failed_with (job, "read.ME", "READ.me");
  g_assert_cmpstr (state_of (job, "READ.me"), ==, "copied");
  g_assert_cmpstr (state_of (job, "console.txt"), ==, "copied");
  g_assert_cmpstr (state_of (job, "com0"), ==, "copied");
  g_assert_cmpstr (state_of (job, "strasse"), ==, "copied");
  g_assert_cmpstr (state_of (job, "stra\303\237e"), ==, "copied");
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_FAILED), ==, 7);
  g_assert_false (exists (self->target, "aux.pck"));
}

static void
test_not_plain (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;
  g_autofree char *link = g_build_filename (self->source, "link", NULL);
  g_autofree char *pipe_path = g_build_filename (self->source, "pipe", NULL);
  g_autofree char *foreign = g_build_filename (self->source, "b\344d", NULL);
  g_autofree char *trap = g_build_filename (self->target, "trap", NULL);
  g_autofree char *outside = g_build_filename (self->root, "outside", NULL);

  put (self->source, "plain", "plain");
  put (self->source, "trap", "must not go through the link");
  put (self->source, "folder-there", "a file here");
  put (self->target, "folder-there/inside", "kept");
  g_assert_cmpint (symlink ("plain", link), ==, 0);
  g_assert_cmpint (symlink (outside, trap), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0644), ==, 0);
  g_assert_true (g_file_set_contents (foreign, "x", 1, NULL));

  job = copy (self, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (job, "link", "link");
  assert_failed_with (job, "pipe", "pipe");
  assert_failed_with (job, "b\\344d", "");
  assert_failed_with (job, "trap", "link");
  assert_failed_with (job, "folder-there", "folder");
  g_assert_cmpstr (state_of (job, "plain"), ==, "copied");
  g_assert_false (exists (self->root, "outside"));
  g_assert_true (exists (self->target, "folder-there/inside"));
}

/* Turns one byte of the file on the disk round. */
static void
flip_byte (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int fd = g_open (path, O_RDWR, 0);
  char byte;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pread (fd, &byte, 1, 3), ==, 1);
  byte ^= 1;
  g_assert_cmpint (pwrite (fd, &byte, 1, 3), ==, 1);
  close (fd);
}

static gboolean
rot_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  Fixture *self = data;
  g_autofree char *path = g_build_filename (self->target, name, NULL);
  g_autofree char *text = NULL;

  if (call == FAULTY_DROP_CACHE && g_file_get_contents (path, &text, NULL, NULL) &&
      g_str_has_prefix (text, "rotten"))
    flip_byte (self->target, name);
  return TRUE;
}

static void
test_disk_gives_back_something_else (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, rot_hook, self);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (ResiteJob) again = NULL;
  g_autoptr (ResiteLedgerRow) row = NULL;

  put (self->source, "a", "rotten apple");
  put (self->source, "b", "sound apple");
  put (self->target, "a", "the old one");
  job = copy_between (self, NULL, target, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (job, "a", "something else");
  g_assert_cmpstr (state_of (job, "b"), ==, "copied");
  g_assert_cmpuint (count_strays (self->target), ==, 0);
  row = find_row (self->ledger, "a");
  g_assert_cmpstr (row->state, ==, "failed");

  again = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (again, "a"), ==, "copied");
  g_assert_cmpstr (state_of (again, "b"), ==, "unchanged");
  assert_same_content (self, "a");
}

static void
test_bad_disk_stops_the_copy (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, rot_hook, self);
  g_autoptr (ResiteJob) job = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03u", i);

      put (self->source, name, "rotten apple");
    }
  job = copy_between (self, NULL, target, &one_worker, RESITE_JOB_STOPPED_ITSELF);
  g_assert_nonnull (strstr (resite_job_get_message (job), "in a row"));
  g_assert_cmpuint (resite_job_count_items (job, RESITE_ITEM_QUEUED), >, 0);
}

typedef struct
{
  Fixture *fixture;
  int times;
} Change;

static gboolean
change_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  Change *self = data;

  if (call == FAULTY_READ && g_str_equal (name, "busy") && g_atomic_int_add (&self->times, -1) > 0)
    {
      g_usleep (10 * 1000);
      put (self->fixture->source, "busy", self->times % 2 == 0 ? "after 1" : "after 2");
    }
  return TRUE;
}

static void
test_changes_once (Fixture *self, gconstpointer data)
{
  Change change = { self, 1 };
  g_autoptr (ResiteFolder) source = faulty_folder_new (self->source, change_hook, &change);
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "busy", "before!");
  job = copy_between (self, source, NULL, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (job, "busy"), ==, "copied");
  g_assert_cmpuint (resite_job_item_get_tries (resite_job_find_item (job, "busy")), ==, 2);
  assert_same_content (self, "busy");
}

static void
test_changes_all_the_time (Fixture *self, gconstpointer data)
{
  Change change = { self, 1000 };
  g_autoptr (ResiteFolder) source = faulty_folder_new (self->source, change_hook, &change);
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "busy", "before!");
  put (self->source, "calm", "calm");
  job = copy_between (self, source, NULL, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (job, "busy", "changed");
  g_assert_cmpstr (state_of (job, "calm"), ==, "copied");
  g_assert_false (exists (self->target, "busy"));
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

static gboolean
vanish_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  Fixture *self = data;
  g_autofree char *path = g_build_filename (self->source, "fleeting", NULL);

  if (call == FAULTY_OPEN_READ && g_str_equal (name, "a"))
    g_remove (path);
  if (call == FAULTY_READ && g_str_equal (name, "unreadable"))
    {
      resite_error_set_from_errno (error, EIO, "Cannot read %s", name);
      return FALSE;
    }
  return TRUE;
}

static void
test_vanished_and_unreadable (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) source = faulty_folder_new (self->source, vanish_hook, self);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (ResiteJob) later = NULL;

  put (self->source, "a", "a");
  put (self->source, "fleeting", "gone soon");
  put (self->source, "unreadable", "bad sector");
  put (self->source, "z", "z");
  job = copy_between (self, source, NULL, &one_worker, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (job, "fleeting", "No such file");
  assert_failed_with (job, "unreadable", "Input/output error");
  g_assert_cmpstr (state_of (job, "z"), ==, "copied");
  g_assert_cmpuint (count_strays (self->target), ==, 0);

  later = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (later, "unreadable"), ==, "copied");
  g_assert_cmpstr (state_of (later, "fleeting"), ==, "left-out");
}

static gboolean
no_access_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  const char *denied = data;
  const gboolean listed = call == FAULTY_LIST && g_strcmp0 (name, denied) == 0;
  const gboolean written = call == FAULTY_OPEN_WRITE && denied == NULL;

  if (listed || written)
    resite_error_set_from_errno (error, EACCES, "Cannot open %s", name);
  return !listed && !written;
}

static void
test_folder_that_cannot_be_listed (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) source =
      faulty_folder_new (self->source, no_access_hook, (char *)"secret");
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (ResiteJob) later = NULL;

  put (self->source, "secret/inside", "x");
  put (self->source, "open/inside", "x");
  put (self->target, "secret/from-before", "x");
  job = copy_between (self, source, NULL, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (job, "secret", "Permission denied");
  g_assert_cmpstr (state_of (job, "open/inside"), ==, "copied");
  g_assert_null (state_of (job, "secret/from-before"));

  later = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (later, "secret/inside"), ==, "copied");
  g_assert_cmpstr (state_of (later, "secret"), ==, "left-out");
  g_assert_cmpstr (state_of (later, "secret/from-before"), ==, "extra");
}

static void
test_no_right_to_write_at_all (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, no_access_hook, NULL);
  g_autoptr (ResiteJob) job = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03u", i);

      put (self->source, name, "x");
    }
  job = copy_between (self, NULL, target, &one_worker, RESITE_JOB_STOPPED_ITSELF);
  g_assert_nonnull (strstr (resite_job_get_message (job), "Permission denied"));
}

typedef struct
{
  ResiteJob *job;
  guint64 at;
  int asked;      /* the main thread has done what the hook asked for */
  int resumed_at; /* megabytes of the first write, -1 none yet */
} Breaking;

/* Holds a thread of the copy until the main thread has done @function. */
static void
have_done (GSourceFunc function, gpointer data, int *asked)
{
  g_idle_add (function, data);
  while (g_atomic_int_get (asked) == 0)
    g_usleep (1000);
}

static gboolean
cancel_cb (gpointer data)
{
  Breaking *self = data;

  resite_job_cancel (self->job);
  g_atomic_int_set (&self->asked, 1);
  return G_SOURCE_REMOVE;
}

static gboolean
cancel_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  Breaking *self = data;

  if (call == FAULTY_WRITE && offset >= self->at && g_atomic_int_get (&self->asked) == 0)
    have_done (cancel_cb, self, &self->asked);
  return TRUE;
}

static gboolean
watch_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  Breaking *self = data;

  if (call == FAULTY_WRITE)
    g_atomic_int_compare_and_exchange (&self->resumed_at, -1, offset / MEGABYTE);
  return TRUE;
}

/* What changed a moment ago proves nothing by its change time, and is not gone on with. */
static void
let_it_age (void)
{
  g_usleep (2200 * 1000);
}

static void
break_large_copy (Fixture *self, guint64 at)
{
  Breaking breaking = { .at = at };
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, cancel_hook, &breaking);
  g_autoptr (GError) error = NULL;

  let_it_age ();
  breaking.job = make_job_between (self, NULL, target, NULL);
  g_assert_false (run_job (breaking.job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (resite_job_get_state (breaking.job), ==, RESITE_JOB_CANCELLED);
  g_assert_cmpstr (state_of (breaking.job, "large"), ==, "queued");
  g_assert_false (exists (self->target, "large"));
  g_assert_finalize_object (breaking.job);
}

static void
test_goes_on_in_the_middle (Fixture *self, gconstpointer data)
{
  Breaking watching = { .resumed_at = -1 };
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, watch_hook, &watching);
  g_autoptr (ResiteJob) job = NULL;

  put_large (self->source, "large", MARK + 7 * MEGABYTE + 11);
  break_large_copy (self, MARK);
  g_assert_cmpuint (count_strays (self->target), ==, 1);

  job = copy_between (self, NULL, target, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (job, "large"), ==, "resumed");
  /* The last few bytes are not worth a mark. */
  g_assert_cmpint (get_total (job, "resumed_bytes"), >, MARK - 5 * MEGABYTE);
  g_assert_cmpint (watching.resumed_at, ==, get_total (job, "resumed_bytes") / MEGABYTE);
  assert_same_content (self, "large");
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

static void
test_unproved_bytes_are_not_trusted (Fixture *self, gconstpointer data)
{
  Breaking watching = { .resumed_at = -1 };
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, watch_hook, &watching);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GDir) dir = NULL;

  put_large (self->source, "large", MARK + 3 * MEGABYTE);
  break_large_copy (self, MARK);
  dir = g_dir_open (self->target, 0, NULL);
  flip_byte (self->target, g_dir_read_name (dir));

  job = copy_between (self, NULL, target, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (job, "large"), ==, "copied");
  g_assert_cmpint (get_total (job, "resumed_bytes"), ==, 0);
  g_assert_cmpint (watching.resumed_at, ==, 0);
  assert_same_content (self, "large");
}

static void
test_source_changed_since (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  put_large (self->source, "large", MARK + 3 * MEGABYTE);
  break_large_copy (self, MARK);
  flip_byte (self->source, "large");

  job = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (job, "large"), ==, "copied");
  assert_same_content (self, "large");
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

/* The power goes between the new name and the last row. */
static void
test_arrived_without_a_row (Fixture *self, gconstpointer data)
{
  Breaking watching = { .resumed_at = -1 };
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, watch_hook, &watching);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (ResiteJob) first = NULL;
  g_autoptr (ResiteJob) second = NULL;
  ResiteLedgerRow *row;

  put_large (self->source, "large", MARK + 3 * MEGABYTE);
  let_it_age ();
  first = copy (self, NULL, RESITE_JOB_DONE);
  rows = resite_ledger_read (self->ledger, NULL);
  row = rows->pdata[0];
  g_free (row->state);
  row->state = g_strdup ("running");
  resite_ledger_commit (self->ledger, rows, NULL);

  second = copy_between (self, NULL, target, NULL, RESITE_JOB_DONE);
  g_assert_cmpstr (state_of (second, "large"), ==, "resumed");
  g_assert_cmpint (watching.resumed_at, ==, -1);
}

static void
test_left_overs_are_removed (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteJob) job = NULL;

  put (self->source, "sub/a", "a");
  put (self->target, "sub/.resite-0123456789abcdef.part", "of another time");
  put (self->target, ".resite-notes.part", "not ours");
  job = copy (self, NULL, RESITE_JOB_DONE);
  g_assert_false (exists (self->target, "sub/.resite-0123456789abcdef.part"));
  g_assert_cmpstr (state_of (job, ".resite-notes.part"), ==, "extra");
  g_assert_null (state_of (job, "sub/.resite-0123456789abcdef.part"));
}

typedef struct
{
  ResiteJob *job;
  int writes;
  int writes_at_pause;
  int asked;
  gboolean was_paused;
} Pausing;

static gboolean
pause_cb (gpointer data)
{
  Pausing *self = data;

  g_assert_cmpint (resite_job_get_state (self->job), ==, RESITE_JOB_RUNNING);
  resite_job_set_paused (self->job, TRUE);
  g_assert_cmpint (resite_job_get_state (self->job), ==, RESITE_JOB_PAUSING);
  g_atomic_int_set (&self->asked, 1);
  return G_SOURCE_REMOVE;
}

static gboolean
pause_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  Pausing *self = data;

  if (call == FAULTY_WRITE && g_atomic_int_add (&self->writes, 1) == 5)
    have_done (pause_cb, self, &self->asked);
  return TRUE;
}

static gboolean
go_on_cb (gpointer data)
{
  Pausing *self = data;

  g_assert_cmpint (resite_job_get_state (self->job), ==, RESITE_JOB_PAUSED);
  g_assert_cmpint (g_atomic_int_get (&self->writes), ==, self->writes_at_pause);
  resite_job_set_paused (self->job, FALSE);
  g_assert_cmpint (resite_job_get_state (self->job), ==, RESITE_JOB_RUNNING);
  return G_SOURCE_REMOVE;
}

static void
state_changed_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  Pausing *self = data;

  if (resite_job_get_state (job) != RESITE_JOB_PAUSED)
    return;
  self->was_paused = TRUE;
  self->writes_at_pause = g_atomic_int_get (&self->writes);
  g_timeout_add (250, go_on_cb, self);
}

static void
test_pause (Fixture *self, gconstpointer data)
{
  Pausing pausing = { 0 };
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, pause_hook, &pausing);
  g_autoptr (GError) error = NULL;

  put_large (self->source, "one", 40 * MEGABYTE);
  put_large (self->source, "two", 40 * MEGABYTE);
  pausing.job = make_job_between (self, NULL, target, NULL);
  g_assert_true (resite_job_can_pause (pausing.job));
  g_signal_connect (pausing.job, "notify::state", G_CALLBACK (state_changed_cb), &pausing);
  g_assert_true (run_job (pausing.job, &error));
  g_assert_no_error (error);
  g_assert_true (pausing.was_paused);
  assert_same_content (self, "one");
  assert_same_content (self, "two");
  g_assert_finalize_object (pausing.job);
}

static gboolean
cancel_now (gpointer data)
{
  resite_job_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
cancel_when_paused_cb (ResiteJob *job, GParamSpec *pspec, gpointer data)
{
  if (resite_job_get_state (job) == RESITE_JOB_PAUSED)
    g_idle_add (cancel_now, job);
}

static void
test_cancel_in_a_pause (Fixture *self, gconstpointer data)
{
  Pausing pausing = { 0 };
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, pause_hook, &pausing);
  g_autoptr (ResiteJob) again = NULL;
  g_autoptr (GError) error = NULL;

  put_large (self->source, "one", 40 * MEGABYTE);
  pausing.job = make_job_between (self, NULL, target, NULL);
  g_signal_connect (pausing.job, "notify::state", G_CALLBACK (cancel_when_paused_cb), NULL);
  g_assert_false (run_job (pausing.job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (exists (self->target, "one"));
  g_assert_finalize_object (pausing.job);

  /* What was written may wait under its first name; the next copy needs it or removes it. */
  again = copy (self, NULL, RESITE_JOB_DONE);
  assert_same_content (self, "one");
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

/* A ledger whose disk is full. */
G_DECLARE_FINAL_TYPE (BrokenLedger, broken_ledger, BROKEN, LEDGER, GObject)
struct _BrokenLedger
{
  GObject parent_instance;
};
static void broken_ledger_init_ledger (ResiteLedgerInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (BrokenLedger, broken_ledger, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_LEDGER,
                                                      broken_ledger_init_ledger))

static gboolean
broken_ledger_commit (ResiteLedger *ledger, GPtrArray *rows, GError **error)
{
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE, "The journal's disk is full");
  return FALSE;
}

static GPtrArray *
broken_ledger_read (ResiteLedger *ledger, GError **error)
{
  return g_ptr_array_new ();
}

static void
broken_ledger_class_init (BrokenLedgerClass *klass)
{
}

static void
broken_ledger_init (BrokenLedger *self)
{
}

static void
broken_ledger_init_ledger (ResiteLedgerInterface *iface)
{
  iface->commit = broken_ledger_commit;
  iface->read = broken_ledger_read;
}

static void
test_nothing_without_a_record (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) source = resite_folder_local_new (self->source, NULL);
  g_autoptr (ResiteFolder) target = resite_folder_local_new (self->target, NULL);
  g_autoptr (BrokenLedger) ledger = g_object_new (broken_ledger_get_type (), NULL);
  g_autoptr (ResiteJob) job = NULL;
  g_autoptr (GError) error = NULL;

  put (self->source, "a", "a");
  job = resite_copy_job_new (source, target, RESITE_LEDGER (ledger), self->clock, NULL);
  g_assert_false (run_job (job, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NO_SPACE);
  g_assert_cmpint (resite_job_get_state (job), ==, RESITE_JOB_FAILED);
  g_assert_cmpstr (resite_job_get_message (job), ==, "The journal's disk is full");
}

static void
test_source_gone (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) source = resite_folder_local_new (self->source, NULL);
  g_autoptr (ResiteJob) job = NULL;

  g_assert_cmpint (g_rmdir (self->source), ==, 0);
  job = copy_between (self, source, source, NULL, RESITE_JOB_FAILED);
  g_assert_nonnull (resite_job_get_message (job));
}

static gboolean
full_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  const guint64 limit = *(guint64 *)data;

  if (call != FAULTY_WRITE || offset < limit)
    return TRUE;
  resite_error_set_from_errno (error, ENOSPC, "Cannot write %s", name);
  return FALSE;
}

static void
test_disk_full_on_the_way (Fixture *self, gconstpointer data)
{
  guint64 limit = 2 * MEGABYTE;
  g_autoptr (ResiteFolder) target = faulty_folder_new (self->target, full_hook, &limit);
  g_autoptr (ResiteJob) job = NULL;

  put_large (self->source, "large", 10 * MEGABYTE);
  put (self->source, "small", "small");
  job = copy_between (self, NULL, target, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (job, "large", "No space left");
  g_assert_cmpstr (state_of (job, "small"), ==, "copied");
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

static gboolean
bad_sector_hook (FaultyCall call, const char *name, guint64 offset, gpointer data, GError **error)
{
  if (call != FAULTY_READ || offset < 20 * MEGABYTE)
    return TRUE;
  resite_error_set_from_errno (error, EIO, "Cannot read %s", name);
  return FALSE;
}

static void
test_source_with_a_bad_sector (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteFolder) source = faulty_folder_new (self->source, bad_sector_hook, NULL);
  g_autoptr (ResiteJob) job = NULL;

  put_large (self->source, "large", 40 * MEGABYTE);
  put (self->source, "small", "small");
  job = copy_between (self, source, NULL, NULL, RESITE_JOB_DONE_WITH_FAILURES);
  assert_failed_with (job, "large", "Cannot read");
  g_assert_cmpstr (state_of (job, "small"), ==, "copied");
  g_assert_cmpuint (count_strays (self->target), ==, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/copy-faults/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("impossible-names", test_impossible_names);
  ADD ("not-plain", test_not_plain);
  ADD ("disk-gives-back-something-else", test_disk_gives_back_something_else);
  ADD ("bad-disk-stops-the-copy", test_bad_disk_stops_the_copy);
  ADD ("changes-once", test_changes_once);
  ADD ("changes-all-the-time", test_changes_all_the_time);
  ADD ("vanished-and-unreadable", test_vanished_and_unreadable);
  ADD ("folder-that-cannot-be-listed", test_folder_that_cannot_be_listed);
  ADD ("no-right-to-write-at-all", test_no_right_to_write_at_all);
  ADD ("goes-on-in-the-middle", test_goes_on_in_the_middle);
  ADD ("unproved-bytes-are-not-trusted", test_unproved_bytes_are_not_trusted);
  ADD ("source-changed-since", test_source_changed_since);
  ADD ("arrived-without-a-row", test_arrived_without_a_row);
  ADD ("left-overs-are-removed", test_left_overs_are_removed);
  ADD ("pause", test_pause);
  ADD ("cancel-in-a-pause", test_cancel_in_a_pause);
  ADD ("nothing-without-a-record", test_nothing_without_a_record);
  ADD ("source-gone", test_source_gone);
  ADD ("source-with-a-bad-sector", test_source_with_a_bad_sector);
  ADD ("disk-full-on-the-way", test_disk_full_on_the_way);
  return g_test_run ();
}
