/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-cim.h"
#include "job-run.h"
#include "resite-refresh-job.h"

#define SPACE    "root/sms/site_P01"
#define NAL      "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\"
#define REFRESH  "call " SPACE " SMS_Package[PackageID=AUS00010].RefreshPkgSource*"
#define PACKAGES "list " SPACE " SELECT PackageID, Name*FROM SMS_Package"
#define POINTS   "list " SPACE " SELECT ServerNALPath FROM SMS_DistributionPoint*AUS00010*"

static FakeCim *
provider_new (const char *version)
{
  FakeCim *cim = fake_cim_new ();
  g_autofree char *site = g_strconcat ("SiteCode=P01|Version=", version, "|Type=2|Status=1", NULL);

  fake_cim_answer (cim, "list root/sms SELECT * FROM SMS_ProviderLocation*",
                   "SiteCode=P01|Machine=HQSMS01|NamespacePath=\\\\HQSMS01\\root\\sms\\site_P01",
                   NULL);
  fake_cim_answer (cim, "list root/cimv2 *Win32_ComputerSystem", "Name=HQSMS01", NULL);
  fake_cim_answer (cim, "list " SPACE " SELECT SiteCode,*FROM SMS_Site", site, NULL);
  fake_cim_answer (cim, "list " SPACE " *SMS_SystemResourceList*",
                   "NALPath=" NAL "|SiteCode=S01|ServerName=BR01SMS|"
                   "RoleName=SMS Distribution Point",
                   NULL);
  fake_cim_answer (cim, "list " SPACE " *SMS_PackageStatusRootSummarizer*", NULL);
  return cim;
}

static void
answer_version (FakeCim *cim, const char *version)
{
  g_autofree char *row = g_strconcat ("PackageID=AUS00010|Name=Office|SourceVersion=", version,
                                      "|StoredPkgVersion=", version, NULL);

  fake_cim_answer (cim, PACKAGES, row, NULL);
}

static void
answer_two_points (FakeCim *cim)
{
  fake_cim_answer (cim, POINTS, "ServerNALPath=one", "ServerNALPath=two", NULL);
}

static ResiteJob *
job_new (FakeCim *cim, ResiteLedger *ledger, gboolean everywhere, const char *first,
         const char *second)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (first != NULL)
    g_ptr_array_add (ids, (gpointer)first);
  if (second != NULL)
    g_ptr_array_add (ids, (gpointer)second);
  return resite_refresh_job_new (RESITE_CIM (cim), "BR01SMS", "S01", ids, everywhere, ledger, NULL);
}

static void
run (ResiteJob *job, ResiteJobState state)
{
  g_autoptr (GError) error = NULL;

  job_run_to_end (job, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (resite_job_get_state (job), ==, state);
}

static ResiteLedgerRow *
find_row (ResiteLedger *ledger, const char *name)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (ledger, NULL);

  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((ResiteLedgerRow *)rows->pdata[i])->name, name))
      return resite_ledger_row_copy (rows->pdata[i]);
  return NULL;
}

static void
commit (ResiteLedger *ledger, const char *state, const char *output)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  ResiteLedgerRow *row = resite_ledger_row_new ("AUS00010", state);

  row->output = g_strdup (output);
  g_ptr_array_add (rows, row);
  g_assert_true (resite_ledger_commit (ledger, rows, NULL));
}

static void
test_everywhere (void)
{
  g_autoptr (FakeCim) cim = provider_new ("2.50.4160.2000");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = job_new (cim, ledger, TRUE, "aus00010", "AUS00010");
  g_autoptr (ResiteLedgerRow) row = NULL;

  answer_version (cim, "3");
  answer_two_points (cim);
  fake_cim_answer (cim, REFRESH, "ReturnValue=0", NULL);
  run (job, RESITE_JOB_DONE);
  job_run_assert_state (job, "AUS00010", "updated");
  g_assert_cmpuint (fake_cim_count (cim, REFRESH), ==, 1);
  row = find_row (ledger, "AUS00010");
  g_assert_cmpstr (row->state, ==, "updated");
  g_assert_nonnull (strstr (row->message, "2 distribution points again"));
}

/* What it did once, it does not do again. */
static void
test_again (void)
{
  g_autoptr (FakeCim) cim = provider_new ("2.50.4160.2000");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = job_new (cim, ledger, TRUE, "AUS00010", NULL);

  commit (ledger, "updated", NULL);
  answer_version (cim, "4");
  run (job, RESITE_JOB_DONE);
  job_run_assert_state (job, "AUS00010", "updated");
  g_assert_cmpuint (fake_cim_count (cim, REFRESH), ==, 0);
}

/* Cut off after the order went out: the package's version tells. */
static void
test_cut (void)
{
  static const struct
  {
    const char *state;
    const char *version;
    guint calls;
  } cases[] = {
    { "running", "4", 0 }, { "running", "3", 1 }, { "failed", "4", 0 }, { "failed", "3", 1 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FakeCim) cim = provider_new ("2.50.4160.2000");
      g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
      g_autoptr (ResiteJob) job = job_new (cim, ledger, TRUE, "AUS00010", NULL);

      commit (ledger, cases[i].state, "source_version=3");
      answer_version (cim, cases[i].version);
      answer_two_points (cim);
      fake_cim_answer (cim, REFRESH, "ReturnValue=0", NULL);
      run (job, RESITE_JOB_DONE);
      job_run_assert_state (job, "AUS00010", "updated");
      g_assert_cmpuint (fake_cim_count (cim, REFRESH), ==, cases[i].calls);
    }
}

/* The intent is written down before the order goes out, and stays when the answer does not come. */
static void
test_no_answer (void)
{
  g_autoptr (FakeCim) cim = provider_new ("2.50.4160.2000");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = job_new (cim, ledger, TRUE, "AUS00010", "AUS0001F");
  g_autoptr (ResiteLedgerRow) row = NULL;

  answer_version (cim, "3");
  answer_two_points (cim);
  fake_cim_fail (cim, REFRESH, RESITE_ERROR_UNREACHABLE, "the line was cut");
  run (job, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (job, "AUS00010", "failed");
  job_run_assert_state (job, "AUS0001F", "failed");
  row = find_row (ledger, "AUS00010");
  g_assert_cmpstr (row->output, ==, "source_version=3");
  g_assert_nonnull (strstr (row->message, "the line was cut"));
}

static void
test_refused (void)
{
  g_autoptr (FakeCim) cim = provider_new ("2.50.4160.2000");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = job_new (cim, ledger, TRUE, "AUS00010", "rehearsed");

  answer_version (cim, "3");
  answer_two_points (cim);
  fake_cim_answer (cim, REFRESH, "ReturnValue=5", NULL);
  run (job, RESITE_JOB_DONE_WITH_FAILURES);
  job_run_assert_state (job, "AUS00010", "failed");
  job_run_assert_state (job, "REHEARSED", "failed");
  g_assert_cmpuint (fake_cim_count (cim, "call *"), ==, 1);
}

/* SMS 2003 cannot send to one distribution point alone. */
static void
test_here_not (void)
{
  g_autoptr (FakeCim) cim = provider_new ("2.50.4160.2000");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = job_new (cim, ledger, FALSE, "AUS00010", NULL);

  run (job, RESITE_JOB_DONE);
  job_run_assert_state (job, "AUS00010", "left-out");
  g_assert_cmpuint (fake_cim_count (cim, "put *"), ==, 0);
  g_assert_cmpuint (fake_cim_count (cim, "call *"), ==, 0);
}

static void
test_here (void)
{
  g_autoptr (FakeCim) cim = provider_new ("4.00.6487.2000");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = job_new (cim, ledger, FALSE, "AUS00010", NULL);

  fake_cim_answer (cim, "get " SPACE " SMS_DistributionPoint*",
                   "PackageID=AUS00010|ServerNALPath=" NAL "|SiteCode=S01", NULL);
  fake_cim_answer (cim, "put " SPACE " SMS_DistributionPoint*RefreshNow=true*", "PackageID=x",
                   NULL);
  run (job, RESITE_JOB_DONE);
  job_run_assert_state (job, "AUS00010", "refreshed");
  g_assert_cmpuint (fake_cim_count (cim, "put *"), ==, 1);
}

static void
test_nothing (void)
{
  g_autoptr (FakeCim) cim = provider_new ("2.50.4160.2000");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = job_new (cim, ledger, TRUE, NULL, NULL);

  run (job, RESITE_JOB_DONE);
  g_assert_cmpuint (cim->asked->len, ==, 0);
}

/* Nobody answers: the job ends with why, and no package is judged. */
static void
test_unreached (void)
{
  g_autoptr (FakeCim) cim = fake_cim_new ();
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = job_new (cim, ledger, TRUE, "AUS00010", NULL);
  g_autoptr (GError) error = NULL;

  fake_cim_fail (cim, "list root/sms *", RESITE_ERROR_UNREACHABLE, "nobody answers");
  g_assert_false (job_run_to_end (job, NULL, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);
  g_assert_null (find_row (ledger, "AUS00010"));
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (void)
{
  g_autoptr (FakeCim) cim = provider_new ("2.50.4160.2000");
  g_autoptr (ResiteLedger) ledger = resite_memory_ledger_new ();
  g_autoptr (ResiteJob) job = job_new (cim, ledger, TRUE, "AUS00010", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  cim->deaf = TRUE;
  g_timeout_add (20, cancel_cb, cancellable);
  g_assert_false (job_run_to_end (job, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (find_row (ledger, "AUS00010"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/refresh-job/everywhere", test_everywhere);
  g_test_add_func ("/refresh-job/again", test_again);
  g_test_add_func ("/refresh-job/cut", test_cut);
  g_test_add_func ("/refresh-job/no-answer", test_no_answer);
  g_test_add_func ("/refresh-job/refused", test_refused);
  g_test_add_func ("/refresh-job/here-not", test_here_not);
  g_test_add_func ("/refresh-job/here", test_here);
  g_test_add_func ("/refresh-job/nothing", test_nothing);
  g_test_add_func ("/refresh-job/unreached", test_unreached);
  g_test_add_func ("/refresh-job/cancelled", test_cancelled);
  return g_test_run ();
}
