/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-server-fixture.h"

#define CMD RSP "/cmd"
#define SHELL                                                                                      \
  "<r:Shell>%s<r:InputStreams>stdin</r:InputStreams><r:OutputStreams>stdout stderr"                \
  "</r:OutputStreams></r:Shell>"
#define DONE    RSP "/CommandState/Done"
#define RUNNING RSP "/CommandState/Running"
#define UTF8                                                                                       \
  "<m:OptionSet><m:Option Name='WINRS_CODEPAGE'>65001</m:Option><m:Option Name='WINRS_NOPROFILE'>" \
  "TRUE</m:Option></m:OptionSet>"

static LabAnswer *
create (LabFixture *fixture, const char *headers, const char *inside)
{
  g_autofree char *body = g_strdup_printf (SHELL, inside);

  return lab_ask (fixture, TRANSFER "Create", CMD, headers, body);
}

/* (transfer full): its id. */
static char *
open_shell (LabFixture *fixture, const char *headers)
{
  g_autoptr (LabAnswer) answer = create (fixture, headers, "");
  char *selector = lab_find (answer, "//x:ResourceCreated//w:Selector[@Name='ShellId']");

  g_assert_cmpuint (answer->status, ==, 200);
  lab_assert (answer, "//rsp:Shell/rsp:ShellId", selector);
  g_assert_cmpuint (strlen (selector), ==, 36);
  return selector;
}

static LabAnswer *
tell (LabFixture *fixture, const char *verb, const char *shell, const char *headers,
      const char *body)
{
  g_autofree char *action = g_strconcat (strchr (verb, ':') != NULL ? "" : RSP "/", verb, NULL);
  g_autofree char *all = g_strdup_printf (
      "%s<m:SelectorSet><m:Selector Name='ShellID'>%s</m:Selector></m:SelectorSet>", headers,
      shell);

  return lab_ask (fixture, action, CMD, all, body);
}

/* (transfer full): the command's id. */
static char *
start (LabFixture *fixture, const char *shell, const char *line)
{
  g_autofree char *body = g_strdup_printf (
      "<r:CommandLine><r:Command><![CDATA[%s]]></r:Command></r:CommandLine>", line);
  g_autoptr (LabAnswer) answer = tell (fixture, "Command", shell, "", body);

  g_assert_cmpuint (answer->status, ==, 200);
  return lab_find (answer, "//rsp:CommandResponse/rsp:CommandId");
}

static LabAnswer *
receive_within (LabFixture *fixture, const char *shell, const char *command, const char *timeout,
                const char *streams)
{
  g_autofree char *body = g_strdup_printf (
      "<r:Receive SequenceId='0'><r:DesiredStream CommandId='%s'>%s</r:DesiredStream></r:Receive>",
      command, streams);
  g_autofree char *header =
      g_strdup_printf ("<m:OperationTimeout>%s</m:OperationTimeout>", timeout);

  return tell (fixture, "Receive", shell, header, body);
}

static LabAnswer *
receive (LabFixture *fixture, const char *shell, const char *command)
{
  return receive_within (fixture, shell, command, "PT20.000S", "stdout stderr");
}

static LabAnswer *
signal_command (LabFixture *fixture, const char *shell, const char *command, const char *code)
{
  g_autofree char *body = g_strdup_printf (
      "<r:Signal CommandId='%s'><r:Code>" RSP "/signal/%s</r:Code></r:Signal>", command, code);

  return tell (fixture, "Signal", shell, "", body);
}

/* All bytes of one stream in an answer. */
static char *
join (LabAnswer *answer, const char *stream, gsize *size)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const guint8 end = 0;
  guint count;

  {
    g_autofree char *path = g_strdup_printf ("count(//rsp:Stream[@Name='%s'])", stream);
    g_autofree char *text = lab_find (answer, path);

    count = (guint)atoi (text);
  }
  for (guint i = 1; i <= count; i++)
    {
      g_autofree char *path = g_strdup_printf ("//rsp:Stream[@Name='%s'][%u]", stream, i);
      g_autofree char *text = lab_find (answer, path);
      gsize length = 0;
      g_autofree guint8 *decoded = g_base64_decode (text, &length);

      g_byte_array_append (bytes, decoded, (guint)length);
    }
  *size = bytes->len;
  g_byte_array_append (bytes, &end, 1);
  return (char *)g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}

static void
assert_stream (LabAnswer *answer, const char *stream, const char *expected)
{
  gsize size = 0;
  g_autofree char *bytes = join (answer, stream, &size);

  g_assert_cmpmem (bytes, size, expected, strlen (expected));
}

static void
close_shell (LabFixture *fixture, const char *shell)
{
  g_autoptr (LabAnswer) answer = tell (fixture, TRANSFER "Delete", shell, "", "");

  g_assert_cmpuint (answer->status, ==, 200);
  lab_assert (answer, "count(//s:Body/*)", "0");
  g_assert_cmpuint (fixture->world->n_programs, ==, 0);
}

static void
test_command (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *both = start (fixture, shell, "both & <x>");
  g_autofree char *fails = start (fixture, shell, "fail 259");
  g_autoptr (LabAnswer) output = receive (fixture, shell, both);
  g_autoptr (LabAnswer) failed = receive (fixture, shell, fails);
  g_autoptr (LabAnswer) ended = signal_command (fixture, shell, both, "Terminate");
  g_autoptr (LabAnswer) after = NULL;

  assert_stream (output, "stdout", "out");
  assert_stream (output, "stderr", "err");
  lab_assert (output, "//rsp:CommandState/@State", DONE);
  lab_assert (output, "//rsp:ExitCode", "0");
  lab_assert (output, "count(//rsp:Stream[@End='true'])", "2");
  lab_assert (failed, "//rsp:ExitCode", "259");
  g_assert_cmpuint (ended->status, ==, 200);
  lab_assert (ended, "//s:Header/a:RelatesTo", "uuid:Ab-1");
  after = receive (fixture, shell, both);
  lab_assert_fault (after, "w:InvalidParameter", "2147942487");
  close_shell (fixture, shell);
}

static void
test_line (LabFixture *fixture, gconstpointer data)
{
  const char *direct = "<m:OptionSet><m:Option Name='winrs_skip_cmd_shell'>TRUE</m:Option>"
                       "</m:OptionSet>";
  g_autoptr (LabAnswer) made =
      create (fixture, UTF8,
              "<r:Environment><r:Variable Name='SMS_DRIVE'>E:</r:Variable></r:Environment>"
              "<r:WorkingDirectory>E:\\SMSTools</r:WorkingDirectory>");
  g_autofree char *shell = lab_find (made, "//rsp:ShellId");
  g_autofree char *much = g_strnfill (8192, 'x');
  g_autofree char *long_body =
      g_strdup_printf ("<r:CommandLine><r:Command>%s</r:Command></r:CommandLine>", much);
  g_autoptr (LabAnswer) answer = tell (
      fixture, "Command", shell, direct,
      "<r:CommandLine CommandId='AAAAAAAA-0000-0000-0000-00000000000B'><r:Command>say</r:Command>"
      "<r:Arguments>one</r:Arguments><r:Arguments>\"two three\"</r:Arguments></r:CommandLine>");
  g_autoptr (LabAnswer) refused = tell (fixture, "Command", shell, "", long_body);

  lab_assert (answer, "//rsp:CommandId", "AAAAAAAA-0000-0000-0000-00000000000B");
  g_assert_cmpstr (fixture->world->last_line, ==,
                   "say one \"two three\"|E:\\SMSTools|direct|SMS_DRIVE=E:");
  lab_assert_fault (refused, "w:InvalidParameter", "2147942606");
}

/* A quiet command answers "timed out" as often as it takes, and nothing is lost by it. */
static void
test_quiet (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *command = start (fixture, shell, "late 300");
  guint times = 0;

  while (TRUE)
    {
      g_autoptr (LabAnswer) answer =
          receive_within (fixture, shell, command, "PT0.05S", "stdout stderr");
      g_autofree char *state = NULL;

      if (answer->status == 500)
        {
          lab_assert_fault (answer, "w:TimedOut", "2150858793");
          times++;
          continue;
        }
      assert_stream (answer, "stdout", "late");
      state = lab_find (answer, "//rsp:CommandState/@State");
      if (g_str_equal (state, RUNNING))
        {
          g_autoptr (LabAnswer) last = receive (fixture, shell, command);

          lab_assert (last, "//rsp:CommandState/@State", DONE);
        }
      break;
    }
  g_assert_cmpuint (times, >=, 1);
  close_shell (fixture, shell);
}

static void
test_input (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *command = start (fixture, shell, "cat");
  g_autofree char *some = g_strdup_printf (
      "<r:Send><r:Stream Name='stdin' CommandId='%s'>YWJj</r:Stream></r:Send>", command);
  g_autofree char *last = g_strdup_printf (
      "<r:Send><r:Stream Name='stdin' CommandId='%s' End='true'>ZGVm</r:Stream></r:Send>", command);
  g_autoptr (LabAnswer) sent = tell (fixture, "Send", shell, "", some);
  g_autoptr (LabAnswer) running = receive (fixture, shell, command);
  g_autoptr (LabAnswer) finished = tell (fixture, "Send", shell, "", last);
  g_autoptr (LabAnswer) done = receive (fixture, shell, command);
  g_autoptr (LabAnswer) late = tell (fixture, "Send", shell, "", last);

  g_assert_cmpuint (sent->status, ==, 200);
  assert_stream (running, "stdout", "abc");
  lab_assert (running, "//rsp:CommandState/@State", RUNNING);
  g_assert_cmpuint (finished->status, ==, 200);
  assert_stream (done, "stdout", "def");
  lab_assert (done, "//rsp:CommandState/@State", DONE);
  lab_assert_fault (late, "w:InternalError", "2147942509");
}

static void
test_interrupt (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *command = start (fixture, shell, "late 600000");
  g_autoptr (LabAnswer) told = signal_command (fixture, shell, command, "ctrl_c");
  g_autoptr (LabAnswer) done = receive (fixture, shell, command);

  g_assert_cmpuint (told->status, ==, 200);
  lab_assert (done, "//rsp:CommandState/@State", DONE);
  lab_assert (done, "//rsp:ExitCode", "3221225786");
  close_shell (fixture, shell);
}

/* More than one envelope holds comes in several, whole and in order. */
static void
test_flood (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *command = start (fixture, shell, "flood 6000");
  gsize total = 0;
  guint answers = 0;
  gboolean over = FALSE;

  while (!over)
    {
      g_autoptr (LabAnswer) answer = receive (fixture, shell, command);
      g_autofree char *state = lab_find (answer, "//rsp:CommandState/@State");
      gsize size = 0;
      g_autofree char *bytes = join (answer, "stdout", &size);

      g_assert_cmpuint (strlen (answer->text), <=, 153600);
      total += size;
      answers++;
      over = g_str_equal (state, DONE);
    }
  g_assert_cmpuint (total, ==, 6000 * 64);
  g_assert_cmpuint (answers, >, 3);
}

static void
test_one_stream (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *command = start (fixture, shell, "both");
  g_autoptr (LabAnswer) errors = receive_within (fixture, shell, command, "PT5S", "stderr");
  g_autoptr (LabAnswer) rest = receive (fixture, shell, command);

  assert_stream (errors, "stderr", "err");
  assert_stream (errors, "stdout", "");
  assert_stream (rest, "stdout", "out");
}

static void
test_code_pages (LabFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *headers, *behaviour, *expected;
  } pages[] = {
    { UTF8, NULL, "Größe" },
    { "", NULL,
      "Gr\x94\xe1"
      "e" },
    { UTF8, "oem",
      "Gr\x94\xe1"
      "e" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *shell = open_shell (fixture, pages[i].headers);
      g_autofree char *command = NULL;
      g_autoptr (LabAnswer) answer = NULL;

      if (pages[i].behaviour != NULL)
        lab_behave (fixture, pages[i].behaviour, "yes");
      command = start (fixture, shell, "say Größe");
      answer = receive (fixture, shell, command);
      assert_stream (answer, "stdout", pages[i].expected);
    }
}

static void
test_split_character (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *command = NULL;
  g_autoptr (LabAnswer) first = NULL;
  g_autoptr (LabAnswer) second = NULL;

  lab_behave (fixture, "split-character", "yes");
  command = start (fixture, shell, "say aü");
  first = receive (fixture, shell, command);
  assert_stream (first, "stdout", "a\xc3");
  lab_assert (first, "//rsp:CommandState/@State", RUNNING);
  second = receive (fixture, shell, command);
  assert_stream (second, "stdout", "\xbc");
  lab_assert (second, "//rsp:CommandState/@State", DONE);
}

static void
test_no_exit_code (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *command = start (fixture, shell, "say x");
  g_autoptr (LabAnswer) answer = NULL;

  lab_behave (fixture, "no-exit-code", "yes");
  answer = receive (fixture, shell, command);
  lab_assert (answer, "//rsp:CommandState/@State", DONE);
  lab_assert (answer, "count(//rsp:ExitCode)", "0");
}

static void
test_quota (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shells[5] = { NULL };
  g_autoptr (LabAnswer) sixth = NULL;
  g_autoptr (LabAnswer) again = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (shells); i++)
    shells[i] = open_shell (fixture, UTF8);
  sixth = create (fixture, UTF8, "");
  lab_assert_fault (sixth, "w:QuotaLimit", "2150859173");
  close_shell (fixture, shells[2]);
  again = create (fixture, UTF8, "");
  g_assert_cmpuint (again->status, ==, 200);
}

static void
test_gone (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *command = start (fixture, shell, "cat");
  g_autoptr (LabAnswer) lost = NULL;
  g_autoptr (LabAnswer) deleted = NULL;

  lab_behave (fixture, "shell-gone", "1");
  lost = receive (fixture, shell, command);
  lab_assert_fault (lost, "w:InvalidSelectors", "2150858843");
  g_assert_cmpuint (fixture->world->n_programs, ==, 0);
  deleted = tell (fixture, TRANSFER "Delete", shell, "", "");
  lab_assert_fault (deleted, "w:InvalidSelectors", "2150858843");
}

static void
test_idle (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) number = create (fixture, UTF8, "<r:IdleTimeOut>900</r:IdleTimeOut>");
  g_autoptr (LabAnswer) made = create (fixture, UTF8, "<r:IdleTimeOut>PT0.6S</r:IdleTimeOut>");
  g_autofree char *shell = lab_find (made, "//rsp:ShellId");
  g_autofree char *command = start (fixture, shell, "cat");
  g_autoptr (LabAnswer) waited =
      receive_within (fixture, shell, command, "PT0.9S", "stdout stderr");
  g_autoptr (LabAnswer) gone = NULL;

  lab_assert_fault (number, "w:SchemaValidationError", "2150858817");
  /* One that somebody waits for is not idle. */
  lab_assert_fault (waited, "w:TimedOut", "2150858793");
  lab_let_pass (1000);
  gone = receive (fixture, shell, command);
  lab_assert_fault (gone, "w:InvalidSelectors", "2150858843");
  g_assert_cmpuint (fixture->world->n_programs, ==, 0);
}

static void
test_list (LabFixture *fixture, gconstpointer data)
{
  const char *body = "<e:Enumerate><m:OptimizeEnumeration/><m:MaxElements>10</m:MaxElements>"
                     "</e:Enumerate>";
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *selector = g_strdup_printf (
      "<m:SelectorSet><m:Selector Name='ShellId'>%s</m:Selector></m:SelectorSet>", shell);
  g_autoptr (LabAnswer) listed = lab_ask (fixture, LISTING "Enumerate", RSP, "", body);
  g_autoptr (LabAnswer) got = lab_ask (fixture, TRANSFER "Get", RSP, selector, "");
  g_autoptr (LabAnswer) old = NULL;

  lab_assert (listed, "//w:Items/rsp:Shell/rsp:ShellId", shell);
  lab_assert (listed, "//w:Items/rsp:Shell/rsp:Owner", LAB_USER);
  lab_assert (got, "//s:Body/rsp:Shell/rsp:ResourceUri", CMD);
  lab_behave (fixture, "stack", "1.1");
  old = lab_ask (fixture, LISTING "Enumerate", RSP, "", body);
  lab_assert_fault (old, "a:DestinationUnreachable", "2150858752");
}

static void
test_wrong_action (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autoptr (LabAnswer) action = tell (fixture, "Dance", shell, "", "");
  g_autoptr (LabAnswer) nothing = tell (fixture, "Receive", shell, "", "");
  g_autoptr (LabAnswer) nobody = tell (fixture, "Signal", shell, "", "");

  lab_assert_fault (action, "a:ActionNotSupported", "2150858771");
  lab_assert_fault (nothing, "w:InvalidParameter", "2147942487");
  lab_assert_fault (nobody, "w:InvalidParameter", "2147942487");
}

static void
test_restart (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *shell = open_shell (fixture, UTF8);
  g_autofree char *command = start (fixture, shell, "cat");
  g_autoptr (LabAnswer) answer = NULL;

  fixture->world->machines[0].up = FALSE;
  g_signal_emit_by_name (fixture->world, "up-changed", "old");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->world->n_programs, ==, 0);
  fixture->world->machines[0].up = TRUE;
  g_signal_emit_by_name (fixture->world, "up-changed", "old");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  answer = receive (fixture, shell, command);
  lab_assert_fault (answer, "w:InvalidSelectors", "2150858843");
}

static const struct
{
  const char *path;
  void (*test) (LabFixture *fixture, gconstpointer data);
} tests[] = {
  { "/lab-shell/command", test_command },
  { "/lab-shell/line", test_line },
  { "/lab-shell/quiet", test_quiet },
  { "/lab-shell/input", test_input },
  { "/lab-shell/interrupt", test_interrupt },
  { "/lab-shell/flood", test_flood },
  { "/lab-shell/one-stream", test_one_stream },
  { "/lab-shell/code-pages", test_code_pages },
  { "/lab-shell/split-character", test_split_character },
  { "/lab-shell/no-exit-code", test_no_exit_code },
  { "/lab-shell/quota", test_quota },
  { "/lab-shell/gone", test_gone },
  { "/lab-shell/idle", test_idle },
  { "/lab-shell/list", test_list },
  { "/lab-shell/wrong-action", test_wrong_action },
  { "/lab-shell/restart", test_restart },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, LabFixture, NULL, lab_set_up, tests[i].test, lab_tear_down);
  return g_test_run ();
}
