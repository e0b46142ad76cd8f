/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "deed-run.h"
#include "resite-shell-private.h"
#include "shell-server.h"

/* Deeds that run programs: netdom with its password, and the lines for preinst. */

#define SECRET "Spr1ng-&-Sum%mer"

typedef struct
{
  DeedWorld *world;
  DeedBox *box;
  ShellServer *server;
  const char *answer; /* what the program prints */
  gint64 exit_code;
  gboolean does_nothing, cut;
  guint n_cuts;
} Fixture;

static void
rename_box (Fixture *fixture, const char *line)
{
  g_autofree char *name = cut_between (line, "/newname:", " ");

  if (!fixture->does_nothing)
    deed_box_set (&fixture->box->pending, name);
}

static void
command_cb (ShellServer *server, const char *line, gpointer data)
{
  Fixture *fixture = data;

  if (g_str_has_prefix (line, "netdom renamecomputer "))
    rename_box (fixture, line);
  g_hash_table_remove (server->script, "Receive");
  /* The first is what a short break is; one that lasts is more than the shell's patience. */
  for (guint i = 0; fixture->cut && i < fixture->n_cuts; i++)
    server_script (server, "Receive", ANSWER_DROP, NULL, 0);
  if (!fixture->cut)
    server_output (server, fixture->answer, -1, NULL, fixture->exit_code);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  DeedWorld *world = deed_world_new ();

  resite_shell_second_in_ms = 10;
  fixture->world = world;
  fixture->box = &world->boxes[0];
  fixture->answer = "The command completed successfully.\r\n";
  fixture->server = server_new ();
  fixture->server->on_command = command_cb;
  fixture->server->on_command_data = fixture;
  world->wsman = server_connect (fixture->server);
  deed_world_know (world);
  deed_world_set (world, "patience-minutes", "0.05");
  deed_world_set (world, "uuid.self", fixture->box->uuid);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->world->wsman);
  server_free (fixture->server);
  deed_world_free (fixture->world);
}

static void
set_rename (Fixture *fixture)
{
  fixture->box->member = TRUE;
  deed_world_set (fixture->world, "name.self", "BR01SMS");
  deed_world_set (fixture->world, "name", "BR01SMS_OLD");
  deed_world_set (fixture->world, "free-name", "BR01SMS_OLD");
  deed_world_set (fixture->world, "network", "dhcp");
  deed_world_set (fixture->world, "address-after", fixture->box->dhcp_address);
  deed_world_set (fixture->world, "name-servers", fixture->world->name_server);
  deed_world_set (fixture->world, "account", "CORP\\sms install");
}

static ResiteJobState
run_rename (Fixture *fixture, int *code)
{
  g_autoptr (ResiteCredentials) credentials = resite_credentials_new ("CORP\\sms install", SECRET);

  return deed_world_run_with (fixture->world, "rename", "old", credentials, code);
}

static void
assert_nowhere (Fixture *fixture, const char *secret)
{
  g_autofree char *talk = server_get_talk (fixture->server);
  g_autoptr (GPtrArray) rows = resite_ledger_read (fixture->world->ledger, NULL);

  g_assert_null (strstr (talk, secret));
  for (guint i = 0; i < rows->len; i++)
    {
      const ResiteLedgerRow *row = g_ptr_array_index (rows, i);

      g_assert_null (strstr (row->message, secret));
      g_assert_true (row->output == NULL || strstr (row->output, secret) == NULL);
    }
  if (fixture->world->message != NULL)
    g_assert_null (strstr (fixture->world->message, secret));
}

static void
test_netdom (Fixture *fixture, gconstpointer data)
{
  set_rename (fixture);
  fixture->answer = "Type the password: " SECRET "\r\nThe command completed successfully.\r\n";
  g_assert_cmpint (run_rename (fixture, NULL), ==, RESITE_JOB_DONE);
  g_assert_cmpstr (fixture->box->name, ==, "BR01SMS_OLD");
  g_assert_cmpstr (fixture->server->input->str, ==, SECRET "\r\n");
  g_assert_true (fixture->server->input_ended);
  g_assert_cmpuint (server_count (fixture->server, "Command netdom renamecomputer BR01SMS "), ==,
                    1);
  g_assert_cmpuint (g_hash_table_size (fixture->server->shells), ==, 0);
  assert_nowhere (fixture, SECRET);
}

/* Exit code 0 and a friendly text, but the name is what it was. */
static void
test_netdom_lies (Fixture *fixture, gconstpointer data)
{
  int code;

  set_rename (fixture);
  fixture->does_nothing = TRUE;
  g_assert_cmpint (run_rename (fixture, &code), ==, RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_FAILED);
  deed_world_assert_state (fixture->world, "rename", "failed");
  g_assert_cmpuint (fixture->box->reboots, ==, 0);
  fixture->does_nothing = FALSE;
  g_assert_cmpint (run_rename (fixture, NULL), ==, RESITE_JOB_DONE);
  assert_nowhere (fixture, SECRET);
}

/* An exit code that is not 0 does not decide either: the name is there. */
static void
test_netdom_grumbles (Fixture *fixture, gconstpointer data)
{
  set_rename (fixture);
  fixture->exit_code = 5;
  g_assert_cmpint (run_rename (fixture, NULL), ==, RESITE_JOB_DONE);
}

/* A password that the domain did not take is not sent to it a second time. */
static void
test_netdom_refuses_the_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteCredentials) wrong = resite_credentials_new ("CORP\\sms install", SECRET);
  int code;

  set_rename (fixture);
  fixture->does_nothing = TRUE;
  fixture->exit_code = 1326;
  fixture->answer = "Logon failure: unknown user name or bad password.\r\n";
  g_assert_cmpint (deed_world_run_with (fixture->world, "rename", "old", wrong, &code), ==,
                   RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_FAILED);
  g_assert_true (resite_credentials_is_refused (wrong));
  g_assert_cmpint (deed_world_run_with (fixture->world, "rename", "old", wrong, &code), ==,
                   RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (server_count (fixture->server, "Command netdom"), ==, 1);
  /* Given anew, it goes on. */
  fixture->does_nothing = FALSE;
  fixture->exit_code = 0;
  g_assert_cmpint (run_rename (fixture, NULL), ==, RESITE_JOB_DONE);
  assert_nowhere (fixture, SECRET);
}

static void
test_netdom_cut (Fixture *fixture, gconstpointer data)
{
  set_rename (fixture);
  fixture->cut = TRUE;
  fixture->n_cuts = 30;
  g_assert_cmpint (run_rename (fixture, NULL), ==, RESITE_JOB_DONE);
  g_assert_cmpstr (fixture->box->name, ==, "BR01SMS_OLD");
  g_assert_cmpuint (server_count (fixture->server, "Command netdom"), ==, 1);
  assert_nowhere (fixture, SECRET);
}

static void
test_netdom_without_password (Fixture *fixture, gconstpointer data)
{
  int code;

  set_rename (fixture);
  g_assert_cmpint (deed_world_run (fixture->world, "rename", "old", &code), ==, RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_NEEDS_PERSON);
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 0);
}

static void
set_site (Fixture *fixture)
{
  deed_world_set (fixture->world, "site", "S01");
  deed_world_set (fixture->world, "directory", "D:\\SMS\\bin\\i386\\00000409");
  deed_world_set (fixture->world, "line.1", "preinst /DELSITE S01 P01");
  deed_world_set (fixture->world, "line.2", "preinst /DELJOB S01");
  g_hash_table_replace (fixture->box->services, g_strdup ("SMS_EXECUTIVE"),
                        g_strdup ("Auto/Running"));
}

static ResiteLedgerRow *
find_row (GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (((ResiteLedgerRow *)rows->pdata[i])->name, name))
      return rows->pdata[i];
  g_assert_not_reached ();
}

static void
test_preinst (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  const ResiteLedgerRow *row;

  set_site (fixture);
  fixture->answer = "Something that nobody has documented.\r\n";
  fixture->exit_code = 3;
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", NULL), ==,
                   RESITE_JOB_DONE);
  rows = resite_ledger_read (fixture->world->ledger, NULL);
  row = find_row (rows, "line.1");
  g_assert_cmpstr (row->output, ==, "Something that nobody has documented.\r\n");
  g_assert_cmpint (row->exit_code, ==, 3);
  g_assert_cmpuint (server_count (fixture->server, "Command preinst /DELSITE S01 P01"), ==, 1);
  g_assert_cmpuint (server_count (fixture->server, "Command preinst /DELJOB S01"), ==, 1);
  g_assert_cmpuint (g_hash_table_size (fixture->server->shells), ==, 0);

  /* Once more: both lines were run, and are not run again. */
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", NULL), ==,
                   RESITE_JOB_DONE);
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 2);
}

static void
assert_said_again (Fixture *fixture, const char *stage, gboolean again)
{
  g_autoptr (GPtrArray) rows = resite_ledger_read (fixture->world->ledger, NULL);
  const ResiteLedgerRow *row = find_row (rows, stage);

  g_test_message ("%s", row->message);
  g_assert_cmpint (strstr (row->message, "once more") != NULL, ==, again);
}

/* The one of before still runs: a second one beside it must not be. */
static void
test_preinst_still_runs (Fixture *fixture, gconstpointer data)
{
  int code;

  set_site (fixture);
  fixture->cut = TRUE;
  fixture->n_cuts = 30;
  deed_world_run (fixture->world, "delete-site", "old", NULL);
  fixture->cut = FALSE;
  fixture->world->program_runs = TRUE;
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", &code), ==,
                   RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_NEEDS_PERSON);
  g_assert_nonnull (strstr (fixture->world->message, "still runs there"));
  g_assert_cmpuint (server_count (fixture->server, "Command preinst"), ==, 1);
  fixture->world->program_runs = FALSE;
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", NULL), ==,
                   RESITE_JOB_DONE);
}

/* An old build that breaks down, and a program that cmd.exe does not find, have dropped nothing. */
static void
test_preinst_breaks_down (Fixture *fixture, gconstpointer data)
{
  static const guint32 codes[] = { 0xC0000005u, 0xC000013Au, 9009 };

  set_site (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      int code;

      fixture->exit_code = codes[i];
      g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", &code), ==,
                       RESITE_JOB_FAILED);
      g_assert_cmpint (code, ==, RESITE_ERROR_FAILED);
      g_assert_nonnull (strstr (fixture->world->message, "KB Q305693"));
      deed_world_assert_state (fixture->world, "line.1", "failed");
    }
  g_assert_cmpuint (server_count (fixture->server, "Command preinst /DELJOB"), ==, 0);
}

static void
test_preinst_not_there (Fixture *fixture, gconstpointer data)
{
  int code;

  set_site (fixture);
  fixture->world->no_files = TRUE;
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", &code), ==,
                   RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_NEEDS_PERSON);
  g_assert_nonnull (strstr (fixture->world->message, "00000409\\preinst.exe"));
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 0);
}

/* G2 was signed an hour ago; the old server – here the box "new" plays it – is asked again now. */
static void
test_old_must_be_down (Fixture *fixture, gconstpointer data)
{
  DeedBox *other = &fixture->world->boxes[1];
  int code;

  set_site (fixture);
  deed_world_set (fixture->world, "role.other", "new");
  deed_world_set (fixture->world, "uuid.other", other->uuid);
  g_hash_table_replace (other->services, g_strdup ("SMS_EXECUTIVE"), g_strdup ("Auto/Running"));
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", &code), ==,
                   RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_NEEDS_PERSON);
  g_assert_nonnull (strstr (fixture->world->message, "SMS_EXECUTIVE"));
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 0);

  g_hash_table_replace (other->services, g_strdup ("SMS_EXECUTIVE"), g_strdup ("Disabled/Stopped"));
  if (data != NULL)
    deed_box_set_up (fixture->world, other, FALSE);
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", NULL), ==,
                   RESITE_JOB_DONE);
  deed_world_assert_state (fixture->world, "other", "good");
}

/* Another box where the old server was says nothing of the old server. */
static void
test_old_is_somebody_else (Fixture *fixture, gconstpointer data)
{
  DeedBox *other = &fixture->world->boxes[1];

  set_site (fixture);
  deed_world_set (fixture->world, "role.other", "new");
  deed_world_set (fixture->world, "uuid.other", "99999999-AAAA-BBBB-CCCC-000000000009");
  g_hash_table_replace (other->services, g_strdup ("SMS_EXECUTIVE"), g_strdup ("Auto/Running"));
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", NULL), ==,
                   RESITE_JOB_DONE);
}

/* A box without a number of its own is known by its network card. */
static void
test_known_by_card (Fixture *fixture, gconstpointer data)
{
  int code;

  set_site (fixture);
  g_hash_table_remove (fixture->world->values, "uuid.self");
  deed_world_set (fixture->world, "macs.self", "00:0C:29:00:00:99 00:0C:29:00:00:98");
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", &code), ==,
                   RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_DIFFERS);
  g_assert_cmpuint (server_count (fixture->server, "Command"), ==, 0);
  deed_world_set (fixture->world, "macs.self", "00:0C:29:00:00:99 00:0c:29:00:00:01");
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", NULL), ==,
                   RESITE_JOB_DONE);
}

static void
test_preinst_cut (Fixture *fixture, gconstpointer data)
{
  int code;

  set_site (fixture);
  fixture->cut = TRUE;
  fixture->n_cuts = 30;
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", &code), ==,
                   RESITE_JOB_FAILED);
  g_assert_cmpint (code, ==, RESITE_ERROR_OUTCOME_UNKNOWN);
  deed_world_assert_state (fixture->world, "line.1", "unknown");
  g_assert_cmpuint (server_count (fixture->server, "Command preinst /DELJOB"), ==, 0);

  fixture->cut = FALSE;
  fixture->world->site_gone = data != NULL;
  g_assert_cmpint (deed_world_run (fixture->world, "delete-site", "old", NULL), ==,
                   RESITE_JOB_DONE);
  assert_said_again (fixture, "line.1", data == NULL);
  /* Where the site is gone already the order had been dropped; else it is dropped again. */
  g_assert_cmpuint (server_count (fixture->server, "Command preinst /DELSITE"), ==,
                    data != NULL ? 1 : 2);
  g_assert_cmpuint (server_count (fixture->server, "Command preinst /DELJOB"), ==, 1);
}

static void
add (const char *path, gconstpointer data, void (*function) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, data, set_up, function, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/deed-shell/netdom/success", NULL, test_netdom);
  add ("/deed-shell/netdom/lies", NULL, test_netdom_lies);
  add ("/deed-shell/netdom/grumbles", NULL, test_netdom_grumbles);
  add ("/deed-shell/netdom/refuses-the-account", NULL, test_netdom_refuses_the_account);
  add ("/deed-shell/netdom/cut", NULL, test_netdom_cut);
  add ("/deed-shell/netdom/without-password", NULL, test_netdom_without_password);
  add ("/deed-shell/preinst/success", NULL, test_preinst);
  add ("/deed-shell/preinst/cut", NULL, test_preinst_cut);
  add ("/deed-shell/preinst/still-runs", NULL, test_preinst_still_runs);
  add ("/deed-shell/preinst/breaks-down", NULL, test_preinst_breaks_down);
  add ("/deed-shell/preinst/not-there", NULL, test_preinst_not_there);
  add ("/deed-shell/preinst/old-runs-and-stops", NULL, test_old_must_be_down);
  add ("/deed-shell/preinst/old-goes-away", "away", test_old_must_be_down);
  add ("/deed-shell/preinst/old-is-somebody-else", NULL, test_old_is_somebody_else);
  add ("/deed-shell/preinst/known-by-card", NULL, test_known_by_card);
  add ("/deed-shell/preinst/cut-and-gone", "gone", test_preinst_cut);
  return g_test_run ();
}
