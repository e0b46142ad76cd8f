/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "resite-site-survey.h"

/* What a plan can learn from a site's parents, from a provider made of a table. */

#define SPACE "root/sms/site_C01"
#define ROWS  "list " SPACE " "
#define SITES                                                                                      \
  ROWS "SELECT SiteCode, SiteName, ServerName, ReportingSiteCode, Version, BuildNumber, Type, "    \
       "Status FROM SMS_Site"
#define FOLDER ROWS "SELECT InstallDir FROM SMS_Site WHERE SiteCode = 'S01'"
#define POINTS ROWS "SELECT * FROM SMS_SystemResourceList WHERE *"
#define STATUS ROWS "SELECT Type, Location, ShareName FROM SMS_PackageStatus WHERE SiteCode = 'S01'"
#define HAS    ROWS "SELECT PackageID, ServerNALPath, SiteCode, Status FROM SMS_DistributionPoint *"
#define IDS    ROWS "SELECT PackageID FROM SMS_DistributionPoint WHERE ServerNALPath = "
#define LIST   ROWS "SELECT PackageID, Name, SourceSite, * FROM SMS_Package"
#define SIZES  ROWS "SELECT PackageID, SourceCompressedSize, SourceSize FROM *"

#define NAL(server, code)                                                                          \
  "[\"Display=\\\\" server "\\\"]MSWNET:[\"SMS_SITE=" code "\"]\\\\" server "\\"
#define S01                                                                                        \
  "SiteCode=S01|SiteName=Branch 01|ServerName=BR01SMS|ReportingSiteCode=P01|Type=1|Status=1"
#define P01                                                                                        \
  "SiteCode=P01|ServerName=HQSMS01|ReportingSiteCode=C01|Type=2|Status=1|Version=2.50.4253.3000"
#define C01 "SiteCode=C01|ServerName=CENSMS01|ReportingSiteCode=|Type=2|Status=1|BuildNumber=4253"

typedef struct
{
  FakeCim *cim;
  const char *code;
  ResiteSiteSurvey *survey;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->cim = fake_cim_new ();
  self->code = "s01";
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  resite_site_survey_free (self->survey);
  g_clear_error (&self->error);
  g_assert_finalize_object (self->cim);
}

static void
answer_hierarchy (Fixture *self)
{
  fake_cim_answer (self->cim, SITES, S01, P01, C01, NULL);
  fake_cim_answer (self->cim, POINTS, "SiteCode=S01|NALPath=" NAL ("BR01SMS", "S01"),
                   "SiteCode=S01|NALPath=" NAL ("BR01OLD", "S01"),
                   "SiteCode=S02|NALPath=" NAL ("BR02SMS", "S02"),
                   "SiteCode=S03|NALPath=" NAL ("BR03SMS", "S03"), NULL);
  fake_cim_answer (self->cim, FOLDER, "InstallDir=D:\\SMS", NULL);
}

static void
answer_packages (Fixture *self)
{
  fake_cim_answer (self->cim, STATUS, "Type=1|Location=F:\\SMSPKG\\C0100001.PCK",
                   "Type=1|Location=F:\\SMSPKG\\C0100002.PCK",
                   "Type=1|Location=E:\\SMSPKG\\C0100003.PCK", "Type=2|ShareName=smspkgg$",
                   "Type=2|ShareName=Own$", "Type=2|ShareName-=", NULL);
  fake_cim_answer (
      self->cim, HAS, "PackageID=C0100001|SiteCode=S01|Status=2",
      "PackageID=C0100002|SiteCode=S01|Status=2", "PackageID=C0100003|SiteCode=S01|Status=2",
      "PackageID=C0100004|SiteCode=S01|Status=2", "PackageID=C0100005|SiteCode=S01|Status=3", NULL);
  fake_cim_answer (self->cim, IDS "*BR01OLD*", "PackageID=C0100001", "PackageID=C0100002",
                   "PackageID=C0100003", "PackageID=C0100004", NULL);
  fake_cim_answer (self->cim, IDS "*BR02SMS*", "PackageID=C0100001", NULL);
  fake_cim_answer (self->cim, IDS "*BR03SMS*", "PackageID=C0100001", "PackageID=C0100002",
                   "PackageID=C0100003", "PackageID=C0100009", NULL);
  fake_cim_answer (self->cim, LIST,
                   "PackageID=C0100001|Name=Viewer|SourceVersion=1|StoredPkgVersion=1",
                   "PackageID=C0100002|Name=Office|SourceVersion=2|StoredPkgVersion=2",
                   "PackageID=C0100003|Name=Fonts|SourceVersion=2|StoredPkgVersion=2",
                   "PackageID=C0100004|Name=Torn|SourceVersion=3|StoredPkgVersion=2",
                   "PackageID=C0100009|Name=Elsewhere|SourceVersion=1|StoredPkgVersion=1", NULL);
  fake_cim_answer (self->cim, SIZES, "PackageID=C0100001|SourceCompressedSize=90000",
                   "PackageID=C0100002|SourceCompressedSize=400000",
                   "PackageID=C0100003|SourceCompressedSize=12",
                   "PackageID=C0100004|SourceCompressedSize=1",
                   "PackageID=C0100009|SourceCompressedSize=1", NULL);
}

static void
run (gpointer data)
{
  Fixture *self = data;

  self->survey =
      resite_site_survey_run (RESITE_CIM (self->cim), SPACE, self->code, NULL, &self->error);
}

static const ResiteSurveyFinding *
find (Fixture *self, const char *key)
{
  for (guint i = 0; i < self->survey->findings->len; i++)
    {
      const ResiteSurveyFinding *finding = g_ptr_array_index (self->survey->findings, i);

      if (g_str_equal (finding->key, key))
        return finding;
    }
  return NULL;
}

static void
assert_value (Fixture *self, const char *key, const char *value, gboolean is_choice)
{
  const ResiteSurveyFinding *finding = find (self, key);

  g_test_message ("%s", key);
  g_assert_nonnull (finding);
  g_assert_cmpstr (finding->value, ==, value);
  g_assert_cmpint (finding->is_choice, ==, is_choice);
  g_assert_cmpstr (finding->where, !=, "");
}

static void
test_all (Fixture *self, gconstpointer data)
{
  answer_hierarchy (self);
  answer_packages (self);
  fake_cim_work (run, self);
  g_assert_no_error (self->error);
  assert_value (self, "site.code", "S01", FALSE);
  assert_value (self, "site.name", "Branch 01", FALSE);
  assert_value (self, "site.server-name", "BR01SMS", FALSE);
  assert_value (self, "site.sms-folder", "D:\\SMS", FALSE);
  assert_value (self, "site.product", "sms2003-sp3", FALSE);
  assert_value (self, "primary.1.server-name", "HQSMS01", FALSE);
  assert_value (self, "primary.2.site-code", "C01", FALSE);
  g_assert_null (find (self, "primary.3.site-code"));
  /* Two drives: the one with more is no more than likely. */
  assert_value (self, "site.drive", "F", TRUE);
  assert_value (self, "site.share-drive", "G", FALSE);
  /* The site's own other point is more alike, and no model. */
  assert_value (self, "clone.source-dp", "BR03SMS", TRUE);
  assert_value (self, "clone.source-site", "S03", TRUE);
  g_assert_cmpuint (self->survey->similar->len, ==, 3);
  /* C0100004's versions disagree, C0100009 is not here. */
  assert_value (self, "options.first-package", "C0100003", TRUE);
  assert_value (self, "options.canary-package", "C0100001", TRUE);
  assert_value (self, "options.proof-package", "C0100002", TRUE);
  g_assert_cmpuint (self->survey->remarks->len, ==, 0);
  g_assert_nonnull (strstr (find (self, "clone.source-dp")->where, "60 %"));
}

/* A server that is dead and taken out: what its site's other point has counts. */
static void
test_empty_point (Fixture *self, gconstpointer data)
{
  answer_hierarchy (self);
  fake_cim_answer (self->cim, STATUS, NULL);
  fake_cim_answer (self->cim, HAS, NULL);
  fake_cim_answer (self->cim, HAS, "PackageID=C0100001|SiteCode=S01|Status=2", NULL);
  fake_cim_answer (self->cim, IDS "*", "PackageID=C0100001", NULL);
  fake_cim_answer (self->cim, LIST, NULL);
  fake_cim_answer (self->cim, SIZES, NULL);
  fake_cim_work (run, self);
  g_assert_no_error (self->error);
  assert_value (self, "clone.source-dp", "BR02SMS", TRUE);
  g_assert_null (find (self, "site.drive"));
  g_assert_null (find (self, "options.first-package"));
  g_assert_cmpuint (self->survey->remarks->len, ==, 1);
}

/* The primary that was asked knows its parent's code only, and the site's server is no point. */
static void
test_little (Fixture *self, gconstpointer data)
{
  fake_cim_answer (self->cim, SITES, S01,
                   "SiteCode=P01|ServerName=HQSMS01|ReportingSiteCode=C01|Type=2|Version=5.00",
                   NULL);
  fake_cim_answer (self->cim, POINTS, "SiteCode=P01|NALPath=" NAL ("HQSMS01", "P01"), NULL);
  fake_cim_answer (self->cim, FOLDER, NULL);
  fake_cim_answer (self->cim, STATUS, NULL);
  fake_cim_work (run, self);
  g_assert_no_error (self->error);
  assert_value (self, "primary.1.site-code", "P01", FALSE);
  g_assert_null (find (self, "primary.2.site-code"));
  g_assert_null (find (self, "site.product"));
  /* Drives, product, the central site, the point. */
  g_assert_cmpuint (self->survey->remarks->len, ==, 4);
}

static void
test_no_code (Fixture *self, gconstpointer data)
{
  self->code = NULL;
  answer_hierarchy (self);
  fake_cim_work (run, self);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->survey->sites->len, ==, 3);
  g_assert_cmpuint (self->survey->points->len, ==, 4);
  g_assert_cmpuint (self->survey->findings->len, ==, 0);
  g_assert_cmpstr (self->survey->asked, ==, "C01");
}

static void
test_wrong_code (Fixture *self, gconstpointer data)
{
  answer_hierarchy (self);
  self->code = "X01";
  fake_cim_work (run, self);
  g_assert_null (self->survey);
  g_assert_error (self->error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (self->error->message, "S01"));
  g_clear_error (&self->error);
  self->code = "P01";
  fake_cim_work (run, self);
  g_assert_error (self->error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

/* Wherever the line breaks, it is told and nothing is half taken. */
static void
test_line_breaks (Fixture *self, gconstpointer data)
{
  static const char *const lines[] = { SITES, POINTS, FOLDER, STATUS, HAS, IDS "*", LIST, SIZES };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_test_message ("%s", lines[i]);
      fake_cim_forget (self->cim);
      fake_cim_fail (self->cim, lines[i], RESITE_ERROR_UNREACHABLE, "gone");
      answer_hierarchy (self);
      answer_packages (self);
      fake_cim_work (run, self);
      g_assert_null (self->survey);
      g_assert_error (self->error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
      g_clear_error (&self->error);
    }
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  self->survey = resite_site_survey_run_finish (result, &self->error);
  g_assert_true (self->survey != NULL || self->error != NULL);
}

/* From the main thread, the provider's place first. */
static void
test_async (Fixture *self, gconstpointer data)
{
  g_autoptr (ResiteMachine) machine =
      resite_machine_new ("central", RESITE_CIM (self->cim), NULL, NULL);

  fake_cim_answer (self->cim, "list root/sms *", "SiteCode=C01|Machine=", NULL);
  answer_hierarchy (self);
  answer_packages (self);
  resite_site_survey_run_async (machine, "S01", NULL, finished_cb, self);
  while (self->survey == NULL && self->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (self->error);
  assert_value (self, "site.code", "S01", FALSE);

  g_clear_pointer (&self->survey, resite_site_survey_free);
  fake_cim_forget (self->cim);
  fake_cim_answer (self->cim, "list root/sms *", "SiteCode=C01|Machine=HQSQL01", NULL);
  fake_cim_answer (self->cim, "list root/cimv2 *", "Name=CENSMS01", NULL);
  resite_site_survey_run_async (machine, "S01", NULL, finished_cb, self);
  while (self->survey == NULL && self->error == NULL)
    g_main_context_iteration (NULL, TRUE);
  /* It leads nowhere from a machine that is not reached through WS-Management. */
  g_assert_error (self->error, RESITE_ERROR, RESITE_ERROR_REFUSED);
  g_assert_nonnull (strstr (self->error->message, "HQSQL01"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/site-survey/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("all", test_all);
  ADD ("empty-point", test_empty_point);
  ADD ("little", test_little);
  ADD ("no-code", test_no_code);
  ADD ("wrong-code", test_wrong_code);
  ADD ("line-breaks", test_line_breaks);
  ADD ("async", test_async);
  return g_test_run ();
}
