/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "resite-point-script.h"
#include "resite-point-writer.h"

/* Rows of a distribution point, written and removed through WMI, and what the script for servers
 * that create none is told and says. */

#define SPACE  "root/sms/site_P01"
#define NAL    "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\"
#define LOOK   "list " SPACE " SELECT PackageID, ServerNALPath, SiteCode, Status FROM *"
#define CREATE "create " SPACE " SMS_DistributionPoint(PackageID="
#define DELETE "delete " SPACE " SMS_DistributionPoint[PackageID="

typedef struct
{
  FakeCim *cim;
  ResiteMachine *machine;
  ResitePointWriter *writer;
  GCancellable *cancellable;
  gboolean removes;
  const char *const *ids;
  GString *told; /* "P0100001=already " */
  GError *error;
  gboolean good;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteSmsPoint) point = resite_sms_point_new (NAL, "S01", "Branch 01");

  self->cim = fake_cim_new ();
  self->machine = resite_machine_new ("central", RESITE_CIM (self->cim), NULL, NULL);
  self->writer = resite_point_writer_new (self->machine, SPACE, point);
  self->told = g_string_new (NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  resite_point_writer_close (self->writer);
  g_assert_finalize_object (self->writer);
  g_assert_finalize_object (self->machine);
  g_assert_finalize_object (self->cim);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_string_free (self->told, TRUE);
}

static void
written (const char *id, ResitePointOutcome outcome, const GError *error, gpointer data)
{
  static const char *const names[] = {
    "added", "already", "removed", "absent", "failed", "unknown"
  };
  Fixture *self = data;

  g_assert_true ((error == NULL) == (outcome < RESITE_POINT_FAILED));
  g_string_append_printf (self->told, "%s=%s", id, names[outcome]);
  if (error != NULL && error->domain == G_IO_ERROR)
    g_string_append (self->told, ":cancelled");
  else if (error != NULL)
    g_string_append_printf (self->told, ":%d", error->code);
  g_string_append_c (self->told, ' ');
}

static void
work (gpointer data)
{
  Fixture *self = data;

  self->good = (self->removes ? resite_point_writer_remove : resite_point_writer_add) (
      self->writer, self->ids, written, self, self->cancellable, &self->error);
}

#define assert_told(self, ...)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const char *const wanted_ids[] = { "P0100001", "p0100002", "P0100003", NULL };                 \
    g_autofree char *wanted = g_strdup_printf (__VA_ARGS__);                                       \
    (self)->ids = wanted_ids;                                                                      \
    g_string_truncate ((self)->told, 0);                                                           \
    fake_cim_work (work, self);                                                                    \
    g_assert_cmpstr ((self)->told->str, ==, wanted);                                               \
  }                                                                                                \
  G_STMT_END

static void
test_add (Fixture *self, gconstpointer data)
{
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=S01|Status=2", NULL);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100002|SiteCode=S01|Status=2",
                   "PackageID=P0100003|SiteCode=S01|Status=2", NULL);
  fake_cim_answer (self->cim,
                   CREATE "P0100002|ServerNALPath=" NAL "|SiteCode=S01|SiteName=Branch 01)", "a=b",
                   NULL);
  fake_cim_answer (self->cim, CREATE "P0100003*", "a=b", NULL);
  assert_told (self, "P0100001=already p0100002=added P0100003=added ");
  g_assert_true (self->good);
  g_assert_no_error (self->error);
  g_assert_cmpuint (fake_cim_count (self->cim, "create *"), ==, 2);
  g_assert_cmpstr (resite_point_writer_get_way (self->writer), ==, "create");
  g_assert_cmpuint (resite_point_writer_get_batch (self->writer), >=, 1);
  g_assert_cmpuint (resite_point_writer_get_jobs (self->writer), >=, 1);

  /* Once more, as after a crash: nothing is written twice. */
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=S01|Status=2",
                   "PackageID=P0100002|SiteCode=S01|Status=2",
                   "PackageID=P0100003|SiteCode=S01|Status=0", NULL);
  fake_cim_forget (self->cim);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=S01|Status=2",
                   "PackageID=P0100002|SiteCode=S01|Status=2",
                   "PackageID=P0100003|SiteCode=S01|Status=0", NULL);
  assert_told (self, "P0100001=already p0100002=already P0100003=already ");
}

/* Status 3, the code of another site, and both at once. */
static void
test_in_the_way (Fixture *self, gconstpointer data)
{
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=S01|Status=3",
                   "PackageID=P0100002|SiteCode=P01|Status=2",
                   "PackageID=P0100003|SiteCode=S01|Status=2",
                   "PackageID=P0100003|SiteCode=P01|Status=2", NULL);
  assert_told (self, "P0100001=failed:%d p0100002=failed:%d P0100003=failed:%d ",
               RESITE_ERROR_IN_USE, RESITE_ERROR_DIFFERS, RESITE_ERROR_DIFFERS);
  g_assert_true (self->good);
  g_assert_cmpuint (self->cim->asked->len, ==, 1);
}

static void
test_fail (Fixture *self, gconstpointer data)
{
  fake_cim_answer (self->cim, LOOK, NULL);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100002|SiteCode=S01|Status=2", NULL);
  fake_cim_answer (self->cim, LOOK, NULL);
  fake_cim_fail (self->cim, CREATE "P0100001*", RESITE_ERROR_INVALID, "no such package");
  fake_cim_fail (self->cim, CREATE "P0100002*", RESITE_ERROR_EXISTS, "there");
  fake_cim_answer (self->cim, CREATE "P0100003*", "a=b", NULL);
  /* The last one was said to be written, and never showed: it may still. */
  assert_told (self, "P0100001=failed:%d p0100002=already P0100003=unknown:%d ",
               RESITE_ERROR_INVALID, RESITE_ERROR_FAILED);
  g_assert_true (self->good);
}

/* Without a shell there is no script to turn to. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  fake_cim_answer (self->cim, LOOK, NULL);
  fake_cim_fail (self->cim, CREATE "*", RESITE_ERROR_REFUSED, "not offered");
  assert_told (self, "P0100001=failed:%d p0100002=failed:%d P0100003=failed:%d ",
               RESITE_ERROR_REFUSED, RESITE_ERROR_REFUSED, RESITE_ERROR_REFUSED);
}

/* What may have been done is looked for: one was, one was late, one never was. */
static void
test_unknown (Fixture *self, gconstpointer data)
{
  fake_cim_answer (self->cim, LOOK, NULL);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=S01|Status=2", NULL);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100002|SiteCode=S01|Status=2", NULL);
  fake_cim_answer (self->cim, LOOK, NULL);
  fake_cim_fail (self->cim, CREATE "*", RESITE_ERROR_OUTCOME_UNKNOWN, "the line broke");
  assert_told (self, "P0100001=added p0100002=added P0100003=unknown:%d ",
               RESITE_ERROR_OUTCOME_UNKNOWN);
  g_assert_true (self->good);
  g_assert_cmpuint (fake_cim_count (self->cim, "create *"), ==, 3);
}

static void
test_line_gone (Fixture *self, gconstpointer data)
{
  fake_cim_fail (self->cim, LOOK, RESITE_ERROR_UNREACHABLE, "nobody there");
  assert_told (self, "P0100001=failed:%d p0100002=failed:%d P0100003=failed:%d ",
               RESITE_ERROR_UNREACHABLE, RESITE_ERROR_UNREACHABLE, RESITE_ERROR_UNREACHABLE);
  g_assert_false (self->good);
  g_assert_error (self->error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_clear_error (&self->error);

  /* In the middle, and gone still when it is to be looked for. */
  fake_cim_forget (self->cim);
  fake_cim_answer (self->cim, LOOK, NULL);
  fake_cim_fail (self->cim, LOOK, RESITE_ERROR_UNREACHABLE, "nobody there");
  fake_cim_fail (self->cim, CREATE "P0100001*", RESITE_ERROR_OUTCOME_UNKNOWN, "broke");
  fake_cim_fail (self->cim, CREATE "P0100002*", RESITE_ERROR_UNREACHABLE, "nobody there");
  assert_told (self, "P0100001=unknown:%d p0100002=failed:%d P0100003=failed:%d ",
               RESITE_ERROR_OUTCOME_UNKNOWN, RESITE_ERROR_UNREACHABLE, RESITE_ERROR_UNREACHABLE);
  g_assert_false (self->good);
  g_assert_cmpuint (fake_cim_count (self->cim, "create *"), ==, 2);
}

static void
answer_cancelled (FakeCim *cim, const char *line)
{
  FakeAnswer *answer = g_new0 (FakeAnswer, 1);

  answer->line = g_strdup (line);
  answer->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  g_ptr_array_add (cim->answers, answer);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  fake_cim_answer (self->cim, LOOK, NULL);
  answer_cancelled (self->cim, LOOK);
  answer_cancelled (self->cim, CREATE "P0100001*");
  /* The first was on its way; the others were never begun. */
  assert_told (self, "P0100001=unknown:cancelled p0100002=failed:cancelled "
                     "P0100003=failed:cancelled ");
  g_assert_false (self->good);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fake_cim_count (self->cim, "create *"), ==, 1);
}

static void
test_remove (Fixture *self, gconstpointer data)
{
  self->removes = TRUE;
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=S01|Status=2",
                   "PackageID=P0100003|SiteCode=S01|Status=3", NULL);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=S01|Status=3", NULL);
  fake_cim_answer (self->cim, DELETE "P0100001|ServerNALPath=" NAL "|SiteCode=S01]", NULL);
  assert_told (self, "P0100001=removed p0100002=absent P0100003=absent ");
  g_assert_true (self->good);

  /* Not ours, gone meanwhile, and one that stays. */
  fake_cim_forget (self->cim);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=P01|Status=2",
                   "PackageID=P0100002|SiteCode=S01|Status=2",
                   "PackageID=P0100003|SiteCode=S01|Status=2",
                   "PackageID=P0100003|SiteCode=P01|Status=2", NULL);
  fake_cim_fail (self->cim, DELETE "P0100002*", RESITE_ERROR_NOT_FOUND, "gone");
  fake_cim_answer (self->cim, DELETE "P0100003*", NULL);
  assert_told (self, "P0100001=failed:%d p0100002=absent P0100003=unknown:%d ",
               RESITE_ERROR_DIFFERS, RESITE_ERROR_FAILED);
}

/* A row with another site's code stands beside ours, or in its place: it says nothing of ours. */
static void
test_wrong_code_after (Fixture *self, gconstpointer data)
{
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100002|SiteCode=S01|Status=2",
                   "PackageID=P0100003|SiteCode=S01|Status=2", NULL);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=P01|Status=2", NULL);
  fake_cim_answer (self->cim, CREATE "P0100001*", "a=b", NULL);
  assert_told (self, "P0100001=unknown:%d p0100002=already P0100003=already ", RESITE_ERROR_FAILED);

  self->removes = TRUE;
  fake_cim_forget (self->cim);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=S01|Status=2",
                   "PackageID=P0100001|SiteCode=P01|Status=2", NULL);
  fake_cim_answer (self->cim, LOOK, "PackageID=P0100001|SiteCode=P01|Status=2", NULL);
  fake_cim_answer (self->cim, DELETE "P0100001*", NULL);
  assert_told (self, "P0100001=removed p0100002=absent P0100003=absent ");
}

static void
test_orders (void)
{
  static const char *const ids[] = { "P0100001", "P0100002", NULL };
  g_autoptr (ResiteSmsPoint) point =
      resite_sms_point_new ("[\"Display=\\\\BÜRO'S\\\"]\t😀", "S01", "Filiale \"Süd\"");
  g_autoptr (GBytes) orders = resite_point_script_format_orders ("add", "T1", SPACE, point, ids);

  g_assert_cmpstr (g_bytes_get_data (orders, NULL), ==,
                   "token\tT1\r\nverb\tadd\r\nspace\troot\\u005Csms\\u005Csite_P01\r\n"
                   "nal\t[\"Display=\\u005C\\u005CB\\u00DCRO'S\\u005C\"]\\u0009\\uD83D\\uDE00\r\n"
                   "site\tS01\tFiliale \"S\\u00FCd\"\r\nid\tP0100001\r\nid\tP0100002\r\ngo\r\n");
}

static void
test_report (void)
{
  g_autoptr (ResitePointReport) report = resite_point_script_parse (
      "P0100009\tok\t\r\nRESITE-ASSIGN\tbegin\tT1\r\nWindows says hello\r\np0100001\tok\t\r\n"
      "P0100002\tfailed\t0x80041001 Gen\\u00E9rique \r\nP0100003\tsurprise\t\r\n"
      "P0100004\twrong\tP01\r\nP0100006\tunknown\tnot shown\r\n\r\nRESITE-ASSIGN\tend\tT1\t5\r\n"
      "P0100005\tok\t\r\n",
      "T1");
  const ResitePointSaying *saying;

  g_assert_true (report->begun && report->ended);
  g_assert_null (report->failure);
  g_assert_cmpuint (report->sayings->len, ==, 4);
  saying = g_ptr_array_index (report->sayings, 0);
  g_assert_cmpstr (saying->id, ==, "P0100001");
  g_assert_cmpint (saying->word, ==, RESITE_POINT_SAID_OK);
  saying = g_ptr_array_index (report->sayings, 1);
  g_assert_cmpint (saying->word, ==, RESITE_POINT_SAID_FAILED);
  g_assert_cmpstr (saying->text, ==, "0x80041001 Genérique");
  saying = g_ptr_array_index (report->sayings, 2);
  g_assert_cmpstr (saying->text, ==, "P01");
  saying = g_ptr_array_index (report->sayings, 3);
  g_assert_cmpint (saying->word, ==, RESITE_POINT_SAID_UNSEEN);
}

/* Cut off, of another run, or without a provider. */
static void
test_bad_reports (void)
{
  g_autoptr (ResitePointReport) cut =
      resite_point_script_parse ("RESITE-ASSIGN\tbegin\tT1\nP0100001\tok\t\nP0100002\to", "T1");
  g_autoptr (ResitePointReport) other =
      resite_point_script_parse ("RESITE-ASSIGN\tbegin\tT2\nP0100001\tok\t\n", "T1");
  g_autoptr (ResitePointReport) deaf = resite_point_script_parse (
      "RESITE-ASSIGN\tbegin\tT1\nRESITE-ASSIGN\tfailed\t0x8004100E nowhere\n", "T1");
  g_autoptr (ResitePointReport) none = resite_point_script_parse ("", "T1");

  g_assert_true (cut->begun && !cut->ended);
  g_assert_cmpuint (cut->sayings->len, ==, 1);
  g_assert_false (other->begun);
  g_assert_cmpuint (other->sayings->len, ==, 0);
  g_assert_cmpstr (deaf->failure, ==, "0x8004100E nowhere");
  g_assert_false (deaf->ended);
  g_assert_false (none->begun);
}

/* The last line alone sets it going: a part of the script does nothing. */
static void
test_script (void)
{
  g_autoptr (GBytes) script = resite_point_script_make ();
  gsize size;
  const char *text = g_bytes_get_data (script, &size);
  g_autofree char *copy = g_strndup (text, size);
  g_auto (GStrv) lines = g_strsplit (copy, "\r\n", -1);
  guint calls = 0;

  g_assert_true (g_str_has_prefix (copy, "Option Explicit\r\n"));
  g_assert_true (g_str_has_suffix (copy, "\r\nMain\r\n"));
  g_assert_nonnull (strstr (copy, resite_point_script_get_rows () != NULL ? "FindRow" : "?"));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      calls += g_str_equal (lines[i], "Main");
      /* What a console or find changes is not in it. */
      for (const char *c = lines[i]; *c != '\0'; c++)
        g_assert_true (g_ascii_isprint (*c));
    }
  g_assert_cmpuint (calls, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/point-writer/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("add", test_add);
  ADD ("in-the-way", test_in_the_way);
  ADD ("fail", test_fail);
  ADD ("refused", test_refused);
  ADD ("unknown", test_unknown);
  ADD ("line-gone", test_line_gone);
  ADD ("cancel", test_cancel);
  ADD ("remove", test_remove);
  ADD ("wrong-code-after", test_wrong_code_after);
  g_test_add_func ("/point-script/orders", test_orders);
  g_test_add_func ("/point-script/report", test_report);
  g_test_add_func ("/point-script/bad-reports", test_bad_reports);
  g_test_add_func ("/point-script/script", test_script);
  return g_test_run ();
}
