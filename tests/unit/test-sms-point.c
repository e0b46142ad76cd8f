/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "resite-sms-package.h"

/* Distribution points, their packages and what became of them, as a site's provider tells. */

#define SPACE "root/sms/site_P01"
#define SITES                                                                                      \
  "list " SPACE                                                                                    \
  " SELECT SiteCode, SiteName, ServerName, ReportingSiteCode, Version, BuildNumber, "              \
  "Type, Status FROM SMS_Site"
#define POINTS                                                                                     \
  "list " SPACE " SELECT * FROM SMS_SystemResourceList WHERE RoleName = 'SMS Distribution Point'"
#define BR01       "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\"
#define BR01_SHARE "[\"Display=\\\\BR01SMS\\PKG\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\PKG\\"
#define BR02       "[\"Display=\\\\BR02SMS\\\"]MSWNET:[\"SMS_SITE=S02\"]\\\\BR02SMS\\"
/* As the questions have it: backslashes twice. */
#define BR01_QUOTED                                                                                \
  "'[\"Display=\\\\\\\\BR01SMS\\\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\\\\\BR01SMS\\\\'"
#define BR02_QUOTED                                                                                \
  "'[\"Display=\\\\\\\\BR02SMS\\\\\"]MSWNET:[\"SMS_SITE=S02\"]\\\\\\\\BR02SMS\\\\'"
#define ROWS                                                                                       \
  "list " SPACE " SELECT PackageID, ServerNALPath, SiteCode, Status FROM SMS_DistributionPoint "   \
  "WHERE ServerNALPath = "

static void
list_points (gpointer data)
{
  FakeQuestion *question = data;

  question->result = resite_sms_list_points (question->cim, SPACE, NULL, &question->error);
}

static void
answer_sites (FakeCim *cim, const char *version)
{
  g_autofree char *own = g_strconcat (
      "SiteCode=P01|SiteName=Head|ServerName=HQSMS01|Type=2|Status=1|Version=", version, NULL);

  fake_cim_answer (cim, SITES, own,
                   "SiteCode=S01|SiteName=Branch 01|ServerName=BR01SMS|ReportingSiteCode=P01|"
                   "Type=1|Status=1",
                   NULL);
}

static GPtrArray *
make_points (void)
{
  GPtrArray *points = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_sms_point_free);

  g_ptr_array_add (points, resite_sms_point_new (BR01, "S01", "Branch 01"));
  g_ptr_array_add (points, resite_sms_point_new (BR01_SHARE, "S01", "Branch 01"));
  g_ptr_array_add (points, resite_sms_point_new (BR02, "s02", NULL));
  return points;
}

static void
test_points (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };
  g_autoptr (GPtrArray) points = NULL;
  const ResiteSmsPoint *point;

  answer_sites (cim, "2.50.4160.2000");
  fake_cim_answer (cim, POINTS, "SiteCode=S02|NALPath=" BR02, "SiteCode=S01|NALPath=" BR01,
                   "SiteCode=S01", NULL);
  fake_cim_ask (cim, list_points, &question);
  g_assert_no_error (question.error);
  points = question.result;
  g_assert_cmpuint (points->len, ==, 2);
  point = g_ptr_array_index (points, 0);
  g_assert_cmpstr (point->nal_path, ==, BR01);
  g_assert_cmpstr (point->server, ==, "BR01SMS");
  g_assert_cmpstr (point->site_code, ==, "S01");
  g_assert_cmpstr (point->site_name, ==, "Branch 01");
  point = g_ptr_array_index (points, 1);
  g_assert_cmpstr (point->site_name, ==, "");
}

/* What one has no right to see is left out without a word. */
static void
test_no_points (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };

  answer_sites (cim, "2.50");
  fake_cim_answer (cim, POINTS, NULL);
  fake_cim_fail (cim, POINTS, RESITE_ERROR_BUSY, "quota");
  fake_cim_ask (cim, list_points, &question);
  g_assert_null (question.result);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  g_clear_error (&question.error);
  fake_cim_ask (cim, list_points, &question);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_BUSY);
  g_clear_error (&question.error);
}

static void
assert_found (GPtrArray *points, const char *server, const char *code, const char *nal_path)
{
  g_autoptr (GError) error = NULL;
  const ResiteSmsPoint *point = resite_sms_find_point (points, server, code, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (point->nal_path, ==, nal_path);
}

static void
test_find_point (void)
{
  g_autoptr (GPtrArray) points = make_points ();
  g_autoptr (GError) error = NULL;

  assert_found (points, "BR01SMS", "S01", BR01);
  assert_found (points, "\\\\br01sms.corp.example.com", NULL, BR01);
  assert_found (points, BR01_SHARE, NULL, BR01_SHARE);
  assert_found (points, "[\"DISPLAY=\\\\br02sms\\\"]MSWNET:[\"SMS_SITE=S02\"]\\\\br02sms\\", NULL,
                BR02);

  g_assert_null (resite_sms_find_point (points, "BR01SMS", "S02", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "BR02SMS (S02)"));
  g_clear_error (&error);
  g_ptr_array_add (points, resite_sms_point_new (BR01, "S03", NULL));
  g_assert_null (resite_sms_find_point (points, "BR01SMS", NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "S03"));
}

typedef struct
{
  FakeQuestion question;
  ResiteSmsPoint *point;
  GPtrArray *points;
  const char *const *ids;
} PointQuestion;

static void
list_rows (gpointer data)
{
  PointQuestion *self = data;

  self->question.result = self->ids != NULL
                              ? resite_sms_read_point_rows (self->question.cim, SPACE, self->point,
                                                            self->ids, NULL, &self->question.error)
                              : resite_sms_list_point_rows (self->question.cim, SPACE, self->point,
                                                            NULL, &self->question.error);
}

static void
ask (FakeCim *cim, void (*run) (gpointer), PointQuestion *self)
{
  self->question.cim = RESITE_CIM (cim);
  fake_cim_work (run, self);
}

static void
assert_row (GHashTable *rows, const char *id, guint status, const char *code, const char *wrong)
{
  const ResiteSmsPointRow *row = g_hash_table_lookup (rows, id);

  g_assert_nonnull (row);
  g_assert_cmpuint (row->status, ==, status);
  g_assert_cmpstr (row->site_code, ==, code);
  g_assert_cmpstr (row->wrong_code, ==, wrong);
}

/* The point's own, and there to stay. */
static void
assert_whose (GHashTable *rows, const char *id, gboolean own, gboolean standing)
{
  const ResiteSmsPointRow *row = g_hash_table_lookup (rows, id);

  g_assert_cmpint (resite_sms_point_row_is_own (row), ==, own);
  g_assert_cmpint (resite_sms_point_row_is_standing (row), ==, standing);
}

static void
test_rows (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (ResiteSmsPoint) point = resite_sms_point_new (BR01, "S01", "Branch 01");
  PointQuestion question = { .point = point };
  g_autoptr (GHashTable) rows = NULL;

  /* One with both codes comes in either order. */
  fake_cim_answer (
      cim, ROWS BR01_QUOTED, "PackageID=p0100001|SiteCode=s01|Status=2",
      "PackageID=P0100002|SiteCode=S01|Status=3", "PackageID=P0100003|SiteCode=P01|Status=0",
      "PackageID=P0100004|SiteCode=S01|Status=1", "PackageID=P0100004|SiteCode=P01|Status=3",
      "PackageID=P0100005|SiteCode=P01|Status=3", "PackageID=P0100005|SiteCode=S01|Status=1",
      "SiteCode=S01|Status=1", "PackageID=P0100006|SiteCode=S01|Status-=", NULL);
  ask (cim, list_rows, &question);
  g_assert_no_error (question.question.error);
  rows = question.question.result;
  g_assert_cmpuint (g_hash_table_size (rows), ==, 6);
  assert_row (rows, "P0100001", RESITE_SMS_ROW_ADDED, "s01", NULL);
  assert_row (rows, "P0100002", RESITE_SMS_ROW_DELETED, "S01", NULL);
  assert_row (rows, "P0100003", RESITE_SMS_ROW_NONE, "P01", "P01");
  assert_row (rows, "P0100004", RESITE_SMS_ROW_UPDATED, "S01", "P01");
  assert_row (rows, "P0100005", RESITE_SMS_ROW_UPDATED, "S01", "P01");
  assert_row (rows, "P0100006", RESITE_SMS_ROW_NONE, "S01", NULL);
  assert_whose (rows, "P0100001", TRUE, TRUE);
  assert_whose (rows, "P0100002", TRUE, FALSE);
  assert_whose (rows, "P0100003", FALSE, FALSE);
  assert_whose (rows, "P0100004", TRUE, TRUE);
  assert_whose (rows, "P0100005", TRUE, TRUE);
  assert_whose (rows, "P0100009", FALSE, FALSE);
}

/* Marks that mean something in a question stay what they are. */
static void
test_odd_path (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (ResiteSmsPoint) point = resite_sms_point_new (
      "[\"Display=\\\\BÜRO'S \"X\"\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BÜRO'S\\", "S01", NULL);
  PointQuestion question = { .point = point };

  g_assert_cmpstr (point->server, ==, "BÜRO'S");
  fake_cim_answer (
      cim,
      ROWS
      "'[\"Display=\\\\\\\\BÜRO\\'S \"X\"\\\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\\\\\BÜRO\\'S\\\\'",
      "PackageID=P0100001|SiteCode=S01|Status=1", NULL);
  ask (cim, list_rows, &question);
  g_assert_no_error (question.question.error);
  g_assert_cmpuint (g_hash_table_size (question.question.result), ==, 1);
  g_hash_table_unref (question.question.result);
}

static void
test_some_rows (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (ResiteSmsPoint) point = resite_sms_point_new (BR01, "S01", NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  PointQuestion question = { .point = point };

  for (guint i = 0; i < 25; i++)
    g_ptr_array_add (ids, g_strdup_printf ("P01%05X", i));
  g_ptr_array_add (ids, NULL);
  question.ids = (const char *const *)ids->pdata;
  fake_cim_answer (cim,
                   ROWS BR01_QUOTED " AND (PackageID = 'P0100000' OR * OR PackageID = "
                                    "'P0100013')",
                   "PackageID=P0100002|SiteCode=S01|Status=1", NULL);
  fake_cim_answer (cim,
                   ROWS BR01_QUOTED " AND (PackageID = 'P0100014' OR * OR PackageID = "
                                    "'P0100018')",
                   "PackageID=P0100015|SiteCode=S01|Status=1", NULL);
  ask (cim, list_rows, &question);
  g_assert_no_error (question.question.error);
  g_assert_cmpuint (g_hash_table_size (question.question.result), ==, 2);
  g_assert_cmpuint (cim->asked->len, ==, 2);
  g_hash_table_unref (question.question.result);

  /* None asked for: nothing is asked. */
  question.ids = (const char *const *)ids->pdata + 25;
  ask (cim, list_rows, &question);
  g_assert_cmpuint (g_hash_table_size (question.question.result), ==, 0);
  g_assert_cmpuint (cim->asked->len, ==, 2);
  g_hash_table_unref (question.question.result);
}

static void
find_similar (gpointer data)
{
  PointQuestion *self = data;

  self->question.result = resite_sms_find_similar (
      self->question.cim, SPACE, self->points, self->ids, self->point, NULL, &self->question.error);
}

#define IDS_OF "list " SPACE " SELECT PackageID FROM SMS_DistributionPoint WHERE ServerNALPath = "
#define STAYS  " AND Status <> 3"

static void
test_similar (void)
{
  static const char *const wanted[] = { "p0100001", "P0100002", "P0100003", NULL };
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (GPtrArray) points = make_points ();
  PointQuestion question = { .points = points, .ids = wanted };
  g_autoptr (GPtrArray) similar = NULL;
  const ResiteSmsSimilar *best;

  question.point = g_ptr_array_index (points, 0);
  fake_cim_answer (cim, IDS_OF BR02_QUOTED STAYS, "PackageID=P0100001", "PackageID=P0100002",
                   "PackageID=P0100009", NULL);
  fake_cim_answer (cim, IDS_OF "*PKG*", "PackageID=P0100003", NULL);
  ask (cim, find_similar, &question);
  g_assert_no_error (question.question.error);
  similar = question.question.result;
  g_assert_cmpuint (similar->len, ==, 2);
  best = g_ptr_array_index (similar, 0);
  g_assert_cmpstr (best->point->server, ==, "BR02SMS");
  g_assert_cmpuint (best->n_packages, ==, 3);
  g_assert_cmpuint (best->n_shared, ==, 2);
  g_assert_cmpfloat_with_epsilon (best->likeness, 0.5, 0.001);

  /* Without a list it is what the point itself has. */
  g_clear_pointer (&similar, g_ptr_array_unref);
  question.ids = NULL;
  fake_cim_answer (cim, IDS_OF BR01_QUOTED STAYS, "PackageID=P0100003", NULL);
  ask (cim, find_similar, &question);
  similar = question.question.result;
  best = g_ptr_array_index (similar, 0);
  g_assert_cmpstr (best->point->nal_path, ==, BR01_SHARE);
  g_assert_cmpfloat_with_epsilon (best->likeness, 1, 0.001);

  g_clear_pointer (&similar, g_ptr_array_unref);
  fake_cim_forget (cim);
  fake_cim_fail (cim, IDS_OF "*", RESITE_ERROR_TIMED_OUT, "slow");
  ask (cim, find_similar, &question);
  g_assert_null (question.question.result);
  g_assert_error (question.question.error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT);
  g_clear_error (&question.question.error);
}

#define PACKAGES                                                                                   \
  "list " SPACE " SELECT PackageID, Name, SourceSite, SourceVersion, StoredPkgVersion, "           \
  "ActionInProgress, SourceDate, StoredPkgPath FROM SMS_Package"
#define SIZES                                                                                      \
  "list " SPACE " SELECT PackageID, SourceCompressedSize, SourceSize FROM "                        \
  "SMS_PackageStatusRootSummarizer"

static void
list_packages (gpointer data)
{
  FakeQuestion *question = data;

  question->result = resite_sms_list_packages (question->cim, SPACE, NULL, &question->error);
}

static void
test_packages (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };
  g_autoptr (GHashTable) packages = NULL;
  const ResiteSmsPackage *package;

  fake_cim_answer (cim, PACKAGES,
                   "PackageID=p0100001|Name=Office|SourceSite=P01|SourceVersion=7|"
                   "StoredPkgVersion=6|ActionInProgress=3|SourceDate=20081014092000.000000+000|"
                   "StoredPkgPath=E:\\SMSPKG\\P0100001.PCK",
                   "PackageID=P0100002|Name-=", "PackageID=", NULL);
  fake_cim_answer (cim, SIZES, "PackageID=P0100001|SourceCompressedSize=340|SourceSize=900",
                   "PackageID=P0100099|SourceCompressedSize=1", NULL);
  fake_cim_ask (cim, list_packages, &question);
  g_assert_no_error (question.error);
  packages = question.result;
  g_assert_cmpuint (g_hash_table_size (packages), ==, 2);
  package = g_hash_table_lookup (packages, "P0100001");
  g_assert_cmpstr (package->name, ==, "Office");
  g_assert_cmpuint (package->source_version, ==, 7);
  g_assert_cmpuint (package->stored_version, ==, 6);
  g_assert_cmpuint (package->action, ==, RESITE_SMS_ACTION_DELETE);
  g_assert_cmpuint (package->compressed_bytes, ==, 340 * 1024);
  g_assert_cmpuint (package->source_bytes, ==, 900 * 1024);
  g_assert_cmpint (package->source_date, ==, G_GINT64_CONSTANT (1223976000000000));
  package = g_hash_table_lookup (packages, "P0100002");
  g_assert_cmpstr (package->name, ==, "");
  g_assert_cmpuint (package->compressed_bytes, ==, 0);
}

/* Sizes are worth having, but nothing depends on them; a line that broke is another matter. */
static void
test_no_sizes (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };

  fake_cim_answer (cim, PACKAGES, "PackageID=P0100001", NULL);
  fake_cim_fail (cim, SIZES, RESITE_ERROR_NOT_FOUND, "no such class");
  fake_cim_fail (cim, SIZES, RESITE_ERROR_UNREACHABLE, "gone");
  fake_cim_ask (cim, list_packages, &question);
  g_assert_no_error (question.error);
  g_assert_cmpuint (g_hash_table_size (question.result), ==, 1);
  g_hash_table_unref (question.result);
  fake_cim_ask (cim, list_packages, &question);
  g_assert_null (question.result);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_clear_error (&question.error);
}

static void
list_summaries (gpointer data)
{
  PointQuestion *self = data;

  self->question.result = resite_sms_list_summaries (self->question.cim, SPACE, self->point, NULL,
                                                     &self->question.error);
}

static void
test_summaries (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (ResiteSmsPoint) point = resite_sms_point_new (BR01, "S01", NULL);
  PointQuestion question = { .point = point };
  g_autoptr (GHashTable) summaries = NULL;
  const ResiteSmsSummary *summary;

  fake_cim_answer (cim,
                   "list " SPACE
                   " SELECT PackageID, SiteCode, State, SourceVersion, LastCopied, SummaryDate "
                   "FROM SMS_PackageStatusDistPointsSummarizer WHERE ServerNALPath = " BR01_QUOTED,
                   "PackageID=P0100001|SiteCode=S01|State=3|SourceVersion=4|"
                   "SummaryDate=20081014092000.000000+000|LastCopied-=",
                   "PackageID=P0100002|SiteCode=P01|State=0|SourceVersion=4", NULL);
  ask (cim, list_summaries, &question);
  g_assert_no_error (question.question.error);
  summaries = question.question.result;
  g_assert_cmpuint (g_hash_table_size (summaries), ==, 1);
  summary = g_hash_table_lookup (summaries, "P0100001");
  g_assert_cmpuint (summary->state, ==, RESITE_SMS_STATE_INSTALL_FAILED);
  g_assert_cmpuint (summary->source_version, ==, 4);
  g_assert_cmpint (summary->last_copied, ==, 0);
  g_assert_cmpint (summary->summary_date, ==, G_GINT64_CONSTANT (1223976000000000));
}

static void
read_summaries (gpointer data)
{
  static const char *const ids[] = { "P0100001", "P0100003", NULL };
  PointQuestion *self = data;

  self->question.result = resite_sms_read_summaries (self->question.cim, SPACE, self->point, ids,
                                                     NULL, &self->question.error);
}

/* Some of ten thousand: the others are not asked for, and one without a summary is left out. */
static void
test_some_summaries (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (ResiteSmsPoint) point = resite_sms_point_new (BR01, "S01", NULL);
  PointQuestion question = { .point = point };
  g_autoptr (GHashTable) summaries = NULL;

  fake_cim_answer (cim,
                   "list " SPACE
                   " SELECT PackageID, SiteCode, State, SourceVersion, LastCopied, SummaryDate "
                   "FROM SMS_PackageStatusDistPointsSummarizer WHERE ServerNALPath = " BR01_QUOTED
                   " AND (PackageID = 'P0100001' OR PackageID = 'P0100003')",
                   "PackageID=P0100001|SiteCode=S01|State=0|SourceVersion=4", NULL);
  ask (cim, read_summaries, &question);
  g_assert_no_error (question.question.error);
  summaries = question.question.result;
  g_assert_cmpuint (g_hash_table_size (summaries), ==, 1);
  g_assert_true (g_hash_table_contains (summaries, "P0100001"));

  fake_cim_forget (cim);
  fake_cim_fail (cim, "list " SPACE " *DistPointsSummarizer*", RESITE_ERROR_UNREACHABLE, "gone");
  ask (cim, read_summaries, &question);
  g_assert_null (question.question.result);
  g_assert_error (question.question.error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_clear_error (&question.question.error);
}

static void
refresh_row (gpointer data)
{
  PointQuestion *self = data;

  self->question.flag = resite_sms_refresh_point_row (self->question.cim, SPACE, self->point,
                                                      "P0100001", NULL, &self->question.error);
}

#define ROW_KEYS "SMS_DistributionPoint[PackageID=P0100001|ServerNALPath=*|SiteCode=S01]"

static void
test_refresh_row (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (ResiteSmsPoint) point = resite_sms_point_new (BR01, "S01", NULL);
  PointQuestion question = { .point = point };

  answer_sites (cim, "2.50.4160.2000");
  ask (cim, refresh_row, &question);
  g_assert_false (question.question.flag);
  g_assert_error (question.question.error, RESITE_ERROR, RESITE_ERROR_REFUSED);
  g_clear_error (&question.question.error);

  fake_cim_forget (cim);
  answer_sites (cim, "4.00.6487.2000");
  fake_cim_answer (cim, "get " SPACE " " ROW_KEYS, "PackageID=P0100001|RefreshNow=false", NULL);
  fake_cim_answer (cim, "put " SPACE "*(PackageID=P0100001|RefreshNow=true)", "PackageID=P0100001",
                   NULL);
  ask (cim, refresh_row, &question);
  g_assert_no_error (question.question.error);
  g_assert_true (question.question.flag);
  g_assert_cmpuint (fake_cim_count (cim, "put *"), ==, 1);
}

static void
refresh_package (gpointer data)
{
  FakeQuestion *question = data;

  question->number = resite_sms_count_points_of (question->cim, SPACE, "P0100001", NULL, NULL);
  question->flag =
      resite_sms_refresh_package (question->cim, SPACE, "P0100001", NULL, &question->error);
}

static void
test_refresh_package (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  FakeQuestion question = { 0 };

  fake_cim_answer (cim,
                   "list " SPACE " SELECT ServerNALPath FROM SMS_DistributionPoint WHERE "
                   "PackageID = 'P0100001' AND Status <> 3",
                   "ServerNALPath=a", "ServerNALPath=b", NULL);
  fake_cim_answer (cim, "call " SPACE " SMS_Package[PackageID=P0100001].RefreshPkgSource()",
                   "ReturnValue=0", NULL);
  fake_cim_answer (cim, "call " SPACE " SMS_Package[PackageID=P0100001].RefreshPkgSource()",
                   "ReturnValue=4294967295", NULL);
  fake_cim_ask (cim, refresh_package, &question);
  g_assert_no_error (question.error);
  g_assert_true (question.flag);
  g_assert_cmpint (question.number, ==, 2);
  fake_cim_ask (cim, refresh_package, &question);
  g_assert_false (question.flag);
  g_assert_error (question.error, RESITE_ERROR, RESITE_ERROR_FAILED);
  g_clear_error (&question.error);
}

typedef struct
{
  ResiteMachine *machine, *holder, *again;
  char *space;
  GError *error;
} Opening;

static void
open_provider (gpointer data)
{
  Opening *self = data;

  self->holder = resite_sms_open_provider (self->machine, &self->space, NULL, &self->error);
  if (self->holder != NULL)
    self->again = resite_machine_open_neighbour (self->machine, "hqsql01", NULL);
}

#define PROVIDER "list root/sms SELECT * FROM SMS_ProviderLocation WHERE *"

static void
opening_clear (Opening *self)
{
  g_clear_object (&self->holder);
  g_clear_object (&self->again);
  g_clear_pointer (&self->space, g_free);
  g_clear_error (&self->error);
}

/* A provider on a server of its own is reached as the site server is. */
static void
test_open_provider (void)
{
  const ResiteWsmanOptions options = { .url = "https://hqsms01.corp.example.com:5999/wsman",
                                       .allow_old_tls = TRUE };
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (ResiteWsman) wsman = resite_wsman_new (&options, NULL);
  g_autoptr (ResiteMachine) machine = resite_machine_new ("central", RESITE_CIM (cim), wsman, NULL);
  Opening opening = { .machine = machine };

  fake_cim_answer (cim, PROVIDER, "SiteCode=P01|Machine=HQSMS01", NULL);
  fake_cim_answer (cim, PROVIDER, "SiteCode=P01|Machine=HQSQL01", NULL);
  fake_cim_fail (cim, PROVIDER, RESITE_ERROR_NO_ACCESS, "denied");
  fake_cim_answer (cim, "list root/cimv2 *", "Name=HQSMS01", NULL);
  fake_cim_work (open_provider, &opening);
  g_assert_no_error (opening.error);
  g_assert_true (opening.holder == machine);
  g_assert_cmpstr (opening.space, ==, SPACE);
  opening_clear (&opening);

  fake_cim_work (open_provider, &opening);
  g_assert_no_error (opening.error);
  g_assert_cmpstr (resite_wsman_get_url (resite_machine_get_wsman (opening.holder)), ==,
                   "https://hqsql01:5999/wsman");
  g_assert_cmpstr (resite_machine_get_role (opening.holder), ==, "central");
  /* One and the same for one name. */
  g_assert_true (opening.again == opening.holder);
  opening_clear (&opening);

  fake_cim_work (open_provider, &opening);
  g_assert_null (opening.holder);
  g_assert_null (opening.space);
  g_assert_error (opening.error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS);
  opening_clear (&opening);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sms-point/points", test_points);
  g_test_add_func ("/sms-point/no-points", test_no_points);
  g_test_add_func ("/sms-point/find", test_find_point);
  g_test_add_func ("/sms-point/rows", test_rows);
  g_test_add_func ("/sms-point/odd-path", test_odd_path);
  g_test_add_func ("/sms-point/some-rows", test_some_rows);
  g_test_add_func ("/sms-point/similar", test_similar);
  g_test_add_func ("/sms-point/packages", test_packages);
  g_test_add_func ("/sms-point/no-sizes", test_no_sizes);
  g_test_add_func ("/sms-point/summaries", test_summaries);
  g_test_add_func ("/sms-point/some-summaries", test_some_summaries);
  g_test_add_func ("/sms-point/refresh-row", test_refresh_row);
  g_test_add_func ("/sms-point/refresh-package", test_refresh_package);
  g_test_add_func ("/sms-point/open-provider", test_open_provider);
  return g_test_run ();
}
