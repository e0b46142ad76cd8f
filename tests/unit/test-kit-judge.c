/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-kit-results.h"

#define HEAD RESITE_KIT_HEAD "run R-1 step C2 machine BR01SMS at Mon 22/11/2026  9:15:01.22 \r\n"

static ResiteKitScript *
make_script (const char *name, ResiteKitJudge judge, const char *expected, guint n_lines)
{
  ResiteKitScript *script = resite_kit_script_new ("C2-disable-services.cmd");
  ResiteKitItem *item = resite_kit_item_new ("after", name, judge, expected);

  for (guint i = 0; i < n_lines; i++)
    resite_kit_item_add_line (item, "some line");
  g_ptr_array_add (script->items, item);
  return script;
}

static ResiteLedgerRow *
judge (ResiteKitScript *script, const char *text, guint index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteKitReport) report = resite_kit_report_parse (text, -1, &error);
  g_autoptr (GPtrArray) verdicts = NULL;

  g_assert_no_error (error);
  verdicts = resite_kit_judge (script, report);
  g_assert_cmpuint (verdicts->len, ==, 1);
  ResiteKitVerdict *verdict = verdicts->pdata[0];
  g_assert_cmpstr (verdict->action, ==, "after");
  g_assert_cmpuint (verdict->rows->len, >, index);
  return resite_ledger_row_copy (verdict->rows->pdata[index]);
}

static void
assert_state (ResiteKitJudge kind, const char *expected, const char *output, const char *codes,
              const char *state)
{
  ResiteKitScript *script = make_script ("thing", kind, expected, 1);
  g_autofree char *text = g_strdup_printf (
      HEAD RESITE_KIT_ITEM "after / thing\r\n%s" RESITE_KIT_EXIT "%s\r\n" RESITE_KIT_END "\r\n",
      output, codes);
  g_autoptr (ResiteLedgerRow) row = judge (script, text, 0);

  g_assert_cmpstr (row->name, ==, "thing");
  g_assert_cmpstr (row->state, ==, state);
  g_assert_cmpstr (row->message, !=, "");
  resite_kit_script_free (script);
}

#define STOPPED   "SERVICE_NAME: SMS_EXECUTIVE\r\n        STATE              : 1  BEENDET\r\n"
#define RUNNING   "SERVICE_NAME: SMS_EXECUTIVE\r\n        STATE              : 4  RUNNING\r\n"
#define DISABLED  "        START_TYPE         : 4   DEAKTIVIERT\r\n"
#define AUTOMATIC "        START_TYPE         : 2   AUTO_START\r\n"

static void
test_kinds (void)
{
  assert_state (RESITE_KIT_RAN, NULL, "", "0", "ok");
  assert_state (RESITE_KIT_RAN, NULL, "", "5", "failed");
  assert_state (RESITE_KIT_RAN, NULL, "", "nonsense", "failed");
  assert_state (RESITE_KIT_TOLD, NULL, "order dropped\r\n", "17", "ok");
  assert_state (RESITE_KIT_SERVICE_DOWN, NULL, STOPPED DISABLED, "0", "ok");
  assert_state (RESITE_KIT_SERVICE_DOWN, NULL, STOPPED AUTOMATIC, "0", "failed");
  assert_state (RESITE_KIT_SERVICE_DOWN, NULL, RUNNING DISABLED, "0", "failed");
  assert_state (RESITE_KIT_SERVICE_DOWN, NULL, "no such service\r\n", "1060", "ok");
  assert_state (RESITE_KIT_SERVICE_UP, NULL, RUNNING, "0", "ok");
  assert_state (RESITE_KIT_SERVICE_UP, NULL, STOPPED, "0", "failed");
  assert_state (RESITE_KIT_NO_SERVICE, NULL, "", "1060", "ok");
  assert_state (RESITE_KIT_NO_SERVICE, NULL, STOPPED, "0", "failed");
  assert_state (RESITE_KIT_IS, "BR01SMS_OLD", "br01sms_old\r\n", "0", "ok");
  assert_state (RESITE_KIT_IS, "BR01SMS", "BR01SMS_OLD\r\n", "0", "failed");
  assert_state (RESITE_KIT_HOLDS, "10.4.1.2\n255.255.255.0",
                "IP: 10.4.1.2\r\nMaske: 255.255.255.0\r\n", "0", "ok");
  assert_state (RESITE_KIT_HOLDS, "10.4.1.2", "IP: 10.4.1.20\r\n", "0", "failed");
  assert_state (RESITE_KIT_HOLDS, "10.4.1.2", "IP: 110.4.1.2\r\n", "0", "failed");
  assert_state (RESITE_KIT_HOLDS_NOT, "S01", "P01 S02\r\n", "0", "ok");
  assert_state (RESITE_KIT_HOLDS_NOT, "S01", "S01 S02\r\n", "0", "failed");
  assert_state (RESITE_KIT_FAILS, NULL, "not found\r\n", "2", "ok");
  assert_state (RESITE_KIT_FAILS, NULL, "here it is\r\n", "0", "failed");
  assert_state (RESITE_KIT_SAME, NULL, "same\r\n", "0", "ok");
  assert_state (RESITE_KIT_SAME, NULL, "differs\r\n", "1", "failed");
  assert_state (RESITE_KIT_ASSIGNED, NULL, "already\r\n", "0", "already");
  assert_state (RESITE_KIT_ASSIGNED, NULL, "assigned\r\n", "0", "assigned");
  assert_state (RESITE_KIT_ASSIGNED, NULL, "unknown: it does not show\r\n", "1", "unknown");
  assert_state (RESITE_KIT_ASSIGNED, NULL, "assigned by an earlier pass\r\n", "0", "assigned");
  assert_state (RESITE_KIT_ASSIGNED, NULL, "left out: it is not in the list\r\n", "0", "left-out");
  assert_state (RESITE_KIT_ASSIGNED, NULL, "waits for the next pass\r\n", "0", "unknown");
  assert_state (RESITE_KIT_ASSIGNED, NULL, "removed\r\n", "0", "removed");
  assert_state (RESITE_KIT_ASSIGNED, NULL, "failed: no right\r\n", "-2147217405", "failed");
}

/* A program that is not there has seen nothing and done nothing; one that broke down neither. */
static void
test_not_run (void)
{
  assert_state (RESITE_KIT_FAILS, NULL, "'reg' is not recognized\r\n", "9009", "unknown");
  assert_state (RESITE_KIT_NO_SERVICE, NULL, "'sc' is not recognized\r\n", "9009", "unknown");
  assert_state (RESITE_KIT_HOLDS_NOT, "S01", "", "9009", "unknown");
  assert_state (RESITE_KIT_RAN, NULL, "'netdom' is not recognized\r\n", "9009", "failed");
  assert_state (RESITE_KIT_TOLD, NULL, "'preinst' is not recognized\r\n", "9009", "failed");
  assert_state (RESITE_KIT_TOLD, NULL, "", "-1073741819", "failed");
  assert_state (RESITE_KIT_TOLD, NULL, "", "3221225477", "failed");
  assert_state (RESITE_KIT_TOLD, NULL, "", "1062", "ok");
}

/* Empty is an answer, too: what is not there prints nothing. */
static void
test_nothing_printed (void)
{
  assert_state (RESITE_KIT_IS, "", "", "0", "ok");
  assert_state (RESITE_KIT_IS, "", "there\r\n", "0", "failed");
  assert_state (RESITE_KIT_IS, "there", "there\r\n", "0", "ok");
  assert_state (RESITE_KIT_IS, "there", "", "0", "failed");
}

/* Rows of one name in two actions are two rows; the worst of one action is the one that stays. */
static void
test_rows_by_action (void)
{
  ResiteKitScript *script = make_script ("thing", RESITE_KIT_RAN, NULL, 1);
  ResiteKitItem *other = resite_kit_item_new ("later", "thing", RESITE_KIT_RAN, NULL);
  g_autoptr (GError) error = NULL;

  resite_kit_item_add_line (other, "some line");
  g_ptr_array_add (script->items, other);
  g_autoptr (ResiteKitReport) report = resite_kit_report_parse (
      HEAD RESITE_KIT_ITEM "after / thing\r\n" RESITE_KIT_EXIT "7\r\n" RESITE_KIT_ITEM
                           "later / thing\r\n" RESITE_KIT_EXIT "0\r\n" RESITE_KIT_END "\r\n",
      -1, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) verdicts = resite_kit_judge (script, report);
  g_assert_cmpuint (verdicts->len, ==, 2);
  for (guint i = 0; i < verdicts->len; i++)
    {
      ResiteKitVerdict *verdict = verdicts->pdata[i];

      g_assert_cmpstr (verdict->action, ==, i == 0 ? "after" : "later");
      g_assert_cmpuint (verdict->rows->len, ==, 1);
      g_assert_cmpstr (((ResiteLedgerRow *)verdict->rows->pdata[0])->state, ==,
                       i == 0 ? "failed" : "ok");
    }
  resite_kit_script_free (script);
}

static void
test_cut_off (void)
{
  ResiteKitScript *script = make_script ("thing", RESITE_KIT_RAN, NULL, 2);
  g_autoptr (ResiteLedgerRow) half =
      judge (script, HEAD RESITE_KIT_ITEM "after / thing\r\n" RESITE_KIT_EXIT "0\r\n", 0);
  g_autoptr (ResiteLedgerRow) never = judge (script, HEAD, 0);

  g_assert_cmpstr (half->state, ==, "unknown");
  g_assert_cmpstr (never->state, ==, "unknown");
  g_assert_cmpstr (half->message, !=, never->message);
  resite_kit_script_free (script);
}

/* The second pass is what holds now. */
static void
test_two_passes (void)
{
  ResiteKitScript *script = make_script ("thing", RESITE_KIT_RAN, NULL, 1);
  const char *text = HEAD RESITE_KIT_ITEM
      "after / thing\r\n" RESITE_KIT_EXIT "5\r\n" RESITE_KIT_END "\r\n" HEAD RESITE_KIT_ITEM
      "after / thing\r\n" RESITE_KIT_EXIT "0\r\n" RESITE_KIT_END "\r\n";
  g_autoptr (ResiteKitReport) report = resite_kit_report_parse (text, -1, NULL);
  g_autoptr (ResiteLedgerRow) row = judge (script, text, 0);

  g_assert_cmpuint (report->passes, ==, 2);
  g_assert_true (report->complete);
  g_assert_cmpstr (row->state, ==, "ok");
  resite_kit_script_free (script);
}

/* Whatever names the result has. */
static void
test_packages (void)
{
  ResiteKitScript *script = make_script (NULL, RESITE_KIT_PRELOAD, NULL, 0);
  const char *text = HEAD RESITE_KIT_ITEM
      "after / C0100012\r\n"
      "Forward package status for pkg C0100012 to site C01\r\n"
      "****** Successfully set the Compressed Package Path on this site ******\r\n"
      "****** Successfully forwarded the information up the hierarchy ******\r\n" RESITE_KIT_EXIT
      "0\r\n" RESITE_KIT_ITEM "after / C0100013\r\nCannot open it\r\n" RESITE_KIT_EXIT
      "0\r\n" RESITE_KIT_ITEM "other / C0100014\r\n" RESITE_KIT_EXIT "0\r\n";
  g_autoptr (ResiteLedgerRow) good = judge (script, text, 0);
  g_autoptr (ResiteLedgerRow) bad = judge (script, text, 1);

  g_assert_cmpstr (good->name, ==, "C0100012");
  g_assert_cmpstr (good->state, ==, "forwarded");
  g_assert_cmpstr (bad->name, ==, "C0100013");
  g_assert_cmpstr (bad->state, ==, "failed");
  resite_kit_script_free (script);
}

/* Several services are one row, and the worst of them is what it says. */
static void
test_worst_counts (void)
{
  ResiteKitScript *script = make_script ("services", RESITE_KIT_SERVICE_DOWN, NULL, 1);
  ResiteKitItem *second = resite_kit_item_new ("after", "services", RESITE_KIT_SERVICE_DOWN, NULL);
  const char *text = HEAD RESITE_KIT_ITEM
      "after / services\r\n" RUNNING AUTOMATIC RESITE_KIT_EXIT "0\r\n" RESITE_KIT_ITEM
      "after / services\r\n" STOPPED DISABLED RESITE_KIT_EXIT "0\r\n";

  resite_kit_item_add_line (second, "sc query");
  g_ptr_array_add (script->items, second);
  g_autoptr (ResiteLedgerRow) row = judge (script, text, 0);
  g_assert_cmpstr (row->state, ==, "failed");
  g_assert_nonnull (strstr (row->output, "RUNNING"));
  resite_kit_script_free (script);
}

static void
test_not_ours (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_kit_report_parse ("Dear diary\r\n", -1, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

static void
test_head (void)
{
  g_autoptr (ResiteKitReport) report = resite_kit_report_parse (HEAD, -1, NULL);

  g_assert_cmpstr (report->run, ==, "R-1");
  g_assert_cmpstr (report->step, ==, "C2");
  g_assert_cmpstr (report->machine, ==, "BR01SMS");
  g_assert_false (report->complete);
}

/* Cut anywhere, with any bytes in it, it is read without harm. */
static void
test_any_bytes (void)
{
  const char *whole =
      HEAD RESITE_KIT_ITEM "after / \"a & b\"\r\n\xfc\x81\xff\r\n" RESITE_KIT_EXIT
                           "0\r\n" RESITE_KIT_ITEM "no slash\r\n" RESITE_KIT_END "\r\n";
  ResiteKitScript *script = make_script (NULL, RESITE_KIT_SAME, NULL, 0);

  for (gsize length = 0; length <= strlen (whole); length++)
    {
      g_autoptr (ResiteKitReport) report = resite_kit_report_parse (whole, (gssize)length, NULL);
      if (report == NULL)
        continue;
      g_autoptr (GPtrArray) verdicts = resite_kit_judge (script, report);
      g_assert_cmpuint (verdicts->len, ==, 1);
      if (length == strlen (whole))
        {
          ResiteKitVerdict *verdict = verdicts->pdata[0];
          ResiteLedgerRow *row = verdict->rows->pdata[0];
          g_assert_cmpstr (row->name, ==, "a & b");
          g_assert_true (g_utf8_validate (row->message, -1, NULL));
        }
    }
  resite_kit_script_free (script);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kit-judge/kinds", test_kinds);
  g_test_add_func ("/kit-judge/not-run", test_not_run);
  g_test_add_func ("/kit-judge/nothing-printed", test_nothing_printed);
  g_test_add_func ("/kit-judge/rows-by-action", test_rows_by_action);
  g_test_add_func ("/kit-judge/cut-off", test_cut_off);
  g_test_add_func ("/kit-judge/two-passes", test_two_passes);
  g_test_add_func ("/kit-judge/packages", test_packages);
  g_test_add_func ("/kit-judge/worst-counts", test_worst_counts);
  g_test_add_func ("/kit-judge/not-ours", test_not_ours);
  g_test_add_func ("/kit-judge/head", test_head);
  g_test_add_func ("/kit-judge/any-bytes", test_any_bytes);
  return g_test_run ();
}
