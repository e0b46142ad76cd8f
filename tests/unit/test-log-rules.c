/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "job-files.h"
#include "resite-error.h"
#include "resite-log-rules.h"

static ResiteLogRules *
make_rules (const char *lines, GError **error)
{
  g_autofree char *text = g_strdup_printf ("<log-lines>\n%s\n</log-lines>", lines);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return resite_log_rules_new_from_bytes (bytes, "mine.xml", error);
}

static gboolean
match (const ResiteLogRules *rules, const char *text, ResiteLogMatch *found)
{
  return resite_log_rules_match (rules, RESITE_LINE_SERVER, text, strlen (text), found);
}

static void
test_places (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteLogRules) rules =
      make_rules ("<line text=\"Sent {package} v{number} in *: {bytes} b\" event=\"content-sent\"/>"
                  "<line text=\"Sent \" sends=\"information\"/>"
                  "<line text=\"Ended with {failure}\" severity=\"error\"/>"
                  "<line text=\"Answer {refusal}\" severity=\"error\"/>"
                  "<line text=\"Hint {number}\" severity=\"error\" confirmed=\"no\"/>",
                  &error);
  ResiteLogMatch found;

  g_assert_no_error (error);
  g_assert_true (match (rules, "SENT c01000AB v12 in one: two: 77 B", &found));
  g_assert_cmpint (found.rule->event, ==, RESITE_LOG_EVENT_CONTENT_SENT);
  g_assert_true (g_str_has_prefix (found.package, "c01000AB"));
  g_assert_cmpuint (found.bytes, ==, 77);
  g_assert_true (match (rules, "Sent C01000ABC v12 in one: 77 b", &found));
  g_assert_null (found.package);
  g_assert_cmpint (found.rule->sends, ==, RESITE_LOG_SENDS_INFORMATION);
  g_assert_false (match (rules, "Sen", &found));
  g_assert_null (found.rule);
  g_assert_false (match (rules, "Has Sent ", &found));
  g_assert_true (match (rules, "ended with 1603", &found));
  g_assert_false (match (rules, "Ended with 0", &found));
  g_assert_false (match (rules, "Ended with 3010", &found));
  g_assert_false (match (rules, "Ended with x", &found));
  g_assert_true (match (rules, "Answer 404", &found));
  g_assert_cmpint (resite_log_rule_get_severity (found.rule, RESITE_LINE_INFORMATION), ==,
                   RESITE_LINE_ERROR);
  g_assert_false (match (rules, "Answer 200", &found));
  /* What is not confirmed makes no error. */
  g_assert_true (match (rules, "Hint 5", &found));
  g_assert_false (found.rule->confirmed);
  g_assert_cmpint (resite_log_rule_get_severity (found.rule, RESITE_LINE_INFORMATION), ==,
                   RESITE_LINE_WARNING);
  g_assert_cmpint (resite_log_rule_get_severity (found.rule, RESITE_LINE_ERROR), ==,
                   RESITE_LINE_ERROR);
}

/* What begins with "*" is for setups and clients: servers' lines are too many. */
static void
test_loose (void)
{
  g_autoptr (ResiteLogRules) rules = make_rules ("<line text=\"*@@ERR:\"/>", NULL);
  const char *text = "[08:42:17] @@err:25006";
  ResiteLogMatch found;

  g_assert_true (resite_log_rules_match (rules, RESITE_LINE_SETUP, text, strlen (text), &found));
  g_assert_true (resite_log_rules_match (rules, RESITE_LINE_CLIENT, text, strlen (text), &found));
  g_assert_false (match (rules, text, &found));
}

static void
test_faults (void)
{
  static const char *const faults[] = {
    "<line/>",
    "<line text=\"\"/>",
    "<line text=\"abc\"/>",
    "<line text=\"{package} is\"/>",
    "<line text=\"*\"/>",
    "<line text=\"*{number}\"/>",
    "<line text=\"What {thing}\"/>",
    "<line text=\"What\" event=\"party\"/>",
    "<line text=\"What\" severity=\"awful\"/>",
    "<line text=\"What\" sends=\"love\"/>",
    "<line text=\"What\" confirmed=\"maybe\"/>",
    "<line text=\"What\" colour=\"red\"/>",
    "<row text=\"What\"/>",
    "<line text=\"What\">",
    "<line text=\"What a*b*c*d*e*f*g*h*i*j*k*l*m*n*o\"/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteLogRules) rules = make_rules (faults[i], &error);

      g_test_message ("%s", faults[i]);
      g_assert_null (rules);
      g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (error->message, "mine.xml:"));
    }
}

/* A wording is mended in a file, without a new program. */
static void
test_file (void)
{
  char *folder = job_run_make_folder ();
  g_autofree char *path =
      job_run_write (folder, "mine.xml",
                     "<log-lines><line text=\"Neue Version {number} von {package}\" "
                     "event=\"newer-version-refused\" severity=\"error\"/></log-lines>");
  g_autofree char *missing = g_build_filename (folder, "none.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_from_file (path, &error);
  ResiteLogMatch found;

  g_assert_no_error (error);
  g_assert_true (match (rules, "Neue Version 3 von C0100012", &found));
  g_assert_cmpint (found.rule->event, ==, RESITE_LOG_EVENT_NEWER_VERSION_REFUSED);
  g_assert_null (resite_log_rules_new_from_file (missing, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
  job_run_remove_folder (folder);
}

/* A pattern of many "*" and a long line do not take for ever. */
static void
test_hostile (void)
{
  g_autoptr (ResiteLogRules) rules = make_rules ("<line text=\"aaaa*a*a*a*a*a*a*a*a*a*b\"/>", NULL);
  g_autofree char *text = g_strnfill (200 * 1024, 'a');
  ResiteLogMatch found;

  g_assert_false (match (rules, text, &found));
}

static void
test_builtin (void)
{
  g_autoptr (ResiteLogRules) rules = resite_log_rules_new_builtin ();
  ResiteLogMatch found;

  g_assert_true (match (rules, "Package file = E:\\SMSPKG\\P0100012.PCK", &found));
  g_assert_cmpint (found.rule->event, ==, RESITE_LOG_EVENT_CONTENT_SENT);
  g_assert_true (found.rule->confirmed);
  g_assert_true (
      match (rules, "Package file = D:\\SMS\\inboxes\\schedule.box\\tosend\\2.P3E", &found));
  g_assert_cmpint (found.rule->event, ==, -1);
  g_assert_true (match (
      rules, "Successfully forwarded the information up the hierarchy for C01000E1", &found));
  g_assert_cmpint (found.rule->event, ==, RESITE_LOG_EVENT_FORWARDED);
  g_assert_true (match (rules, "Exiting package processing thread for package P0100012.", &found));
  g_assert_false (found.rule->confirmed);
}

static void
test_event_names (void)
{
  for (guint i = 0; i < RESITE_LOG_N_EVENTS; i++)
    {
      ResiteLogEvent event = RESITE_LOG_N_EVENTS;

      g_assert_true (resite_log_event_from_name (resite_log_event_get_name (i), &event));
      g_assert_cmpint (event, ==, i);
      g_assert_cmpstr (resite_log_event_get_label (i), !=, "");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-rules/places", test_places);
  g_test_add_func ("/log-rules/loose", test_loose);
  g_test_add_func ("/log-rules/faults", test_faults);
  g_test_add_func ("/log-rules/file", test_file);
  g_test_add_func ("/log-rules/hostile", test_hostile);
  g_test_add_func ("/log-rules/builtin", test_builtin);
  g_test_add_func ("/log-rules/event-names", test_event_names);
  return g_test_run ();
}
