/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "deed-run.h"

/* What a rename refuses, what it cannot know, and restarts that do not come. */

typedef struct
{
  DeedWorld *world;
  DeedBox *old, *box;
} Fixture;

/* C4 with the old server out of the way. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  DeedWorld *world = deed_world_new ();
  g_autofree char *port = g_strdup_printf ("%u", world->port);
  g_autofree char *address = g_strdup (world->boxes[0].address);

  fixture->world = world;
  fixture->old = &world->boxes[0];
  fixture->box = &world->boxes[1];
  deed_box_set (&fixture->old->name, "BR01SMS_OLD");
  deed_box_set (&fixture->old->pending, "BR01SMS_OLD");
  deed_box_move (world, fixture->old, fixture->old->dhcp_address);
  deed_world_know (world);
  deed_world_set (world, "patience-minutes", "0.01");
  deed_world_set (world, "uuid.self", fixture->box->uuid);
  deed_world_set (world, "name.self", "BR01NEW");
  deed_world_set (world, "name", "BR01SMS");
  deed_world_set (world, "free-name", "BR01SMS");
  deed_world_set (world, "free-address", address);
  deed_world_set (world, "network", "static");
  deed_world_set (world, "address", address);
  deed_world_set (world, "mask", "255.255.255.0");
  deed_world_set (world, "name-servers", world->name_server);
  deed_world_set (world, "ports", port);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  deed_world_free (fixture->world);
}

static void
assert_fails (Fixture *fixture, int expected, const char *part)
{
  int code;

  g_assert_cmpint (deed_world_run (fixture->world, "rename", "new", &code), ==, RESITE_JOB_FAILED);
  g_test_message ("%s", fixture->world->message);
  g_assert_cmpint (code, ==, expected);
  if (part != NULL)
    g_assert_nonnull (strstr (fixture->world->message, part));
}

static void
assert_goes_on (Fixture *fixture)
{
  deed_world_set (fixture->world, "patience-minutes", "0.05");
  g_assert_cmpint (deed_world_run (fixture->world, "rename", "new", NULL), ==, RESITE_JOB_DONE);
  g_assert_cmpstr (fixture->box->name, ==, "BR01SMS");
}

static void
test_values (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[][2] = {
    { "name", "" },      { "name", "BR01SMS-IS-TOO-LONG" },
    { "name", "BR 01" }, { "name", "BR01.SMS" },
    { "uuid.self", "" }, { "network", "token-ring" },
    { "address", "" },   { "mask", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *good = g_strdup (g_hash_table_lookup (fixture->world->values, bad[i][0]));

      deed_world_set (fixture->world, bad[i][0], bad[i][1]);
      assert_fails (fixture, RESITE_ERROR_INVALID, NULL);
      deed_world_set (fixture->world, bad[i][0], good);
    }
  g_assert_cmpuint (fixture->world->n_calls, ==, 0);
  assert_goes_on (fixture);
}

/* No name server answers: nobody knows whether the name is free, and that is not enough. */
static void
test_name_unknown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nobody = g_strdup_printf ("127.0.0.1:%u", deed_world_free_port ());

  deed_world_set (fixture->world, "name-servers", nobody);
  assert_fails (fixture, RESITE_ERROR_NEEDS_PERSON, "not knowing is not enough");
  g_assert_cmpuint (fixture->world->log->len, ==, 0);
  deed_world_set (fixture->world, "name-servers", fixture->world->name_server);
  assert_goes_on (fixture);
}

static void
test_domain_member (Fixture *fixture, gconstpointer data)
{
  fixture->box->member = TRUE;
  assert_fails (fixture, RESITE_ERROR_NEEDS_PERSON, "netdom");
  g_assert_cmpuint (fixture->world->log->len, ==, 0);

  /* By kit or by hand: then the stage finds it done. */
  deed_box_set (&fixture->box->pending, "BR01SMS");
  assert_goes_on (fixture);
}

static void
assert_static (Fixture *fixture)
{
  g_assert_false (fixture->box->dhcp);
  g_assert_cmpstr (fixture->box->address, ==,
                   g_hash_table_lookup (fixture->world->values, "address"));
  g_assert_cmpstr (fixture->box->gateway, ==,
                   g_hash_table_lookup (fixture->world->values, "gateway"));
}

/* This desk is beyond the gateway: with an address and no gateway the server is gone for it. */
static void
test_from_far_away (Fixture *fixture, gconstpointer data)
{
  DeedWorld *world = fixture->world;
  g_autofree char *gateway = g_strdup (fixture->box->gateway);

  deed_world_set (world, "gateway", gateway);
  deed_world_set (world, "dns", "10.1.0.20");
  world->far_away = TRUE;
  assert_goes_on (fixture);
  assert_static (fixture);
  g_assert_cmpstr (fixture->box->dns, ==, "10.1.0.20");
  g_assert_cmpuint (deed_world_count (world, "new Create"), ==, 1);
  g_assert_cmpuint (deed_world_count (world, "EnableStatic"), ==, 0);
  g_assert_true (g_str_has_suffix (world->program, " gwmetric=1"));
}

/* No program can be started there, or it does nothing: then by the calls, one after the other. */
static void
test_without_program (Fixture *fixture, gconstpointer data)
{
  DeedWorld *world = fixture->world;
  g_autofree char *gateway = g_strdup (fixture->box->gateway);

  deed_world_set (world, "gateway", gateway);
  if (data != NULL)
    world->idle_programs = TRUE;
  else
    world->no_programs = TRUE;
  assert_goes_on (fixture);
  assert_static (fixture);
  g_assert_cmpuint (deed_world_count (world, "new Create"), ==, 1);
  g_assert_cmpuint (deed_world_count (world, "EnableStatic"), ==, 1);
  g_assert_cmpuint (deed_world_count (world, "SetGateways"), ==, 1);
}

/* The answer that it was started falls with the line. */
static DeedFate
lose_program (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  return request->verb == RESITE_CIM_CALL && g_str_equal (request->method, "Create")
             ? DEED_LOST_AFTER
             : DEED_PASS;
}

static void
test_program_unanswered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *gateway = g_strdup (fixture->box->gateway);

  deed_world_set (fixture->world, "gateway", gateway);
  fixture->world->hook = lose_program;
  fixture->world->far_away = TRUE;
  assert_goes_on (fixture);
  assert_static (fixture);
  g_assert_cmpuint (deed_world_count (fixture->world, "EnableStatic"), ==, 0);
}

static void
switch_on_with_name (DeedWorld *world, const ResiteLedgerRow *row)
{
  DeedBox *old = &world->boxes[0];

  if (!g_str_equal (row->name, "rename") || !g_str_equal (row->state, "good"))
    return;
  deed_box_set (&old->name, "BR01SMS");
  world->boxes[1].member = TRUE; /* and what was set by WMI cannot be set back so */
}

static void
test_cannot_take_back (Fixture *fixture, gconstpointer data)
{
  fixture->world->on_row = switch_on_with_name;
  assert_fails (fixture, RESITE_ERROR_NEEDS_PERSON, "DO NOT RESTART");
  g_assert_cmpstr (fixture->box->pending, ==, "BR01SMS");
  g_assert_cmpuint (fixture->box->reboots, ==, 0);
  deed_world_assert_state (fixture->world, "free-again", "failed");

  /* Still in the way: the next job stops before everything else, and tries to give it back again. */
  fixture->world->on_row = NULL;
  fixture->box->member = FALSE;
  assert_fails (fixture, RESITE_ERROR_NEEDS_PERSON, "taken back");
  g_assert_cmpstr (fixture->box->pending, ==, "BR01NEW");
}

static void
test_never_restarts (Fixture *fixture, gconstpointer data)
{
  fixture->box->no_reboot = TRUE;
  assert_fails (fixture, RESITE_ERROR_TIMED_OUT, "has not restarted");
  g_assert_cmpstr (fixture->box->name, ==, "BR01NEW");
  deed_world_assert_state (fixture->world, "back", "unknown");

  /* A person presses the button: that is found, and no second restart is ordered. */
  deed_box_restart (fixture->world, fixture->box);
  assert_goes_on (fixture);
  g_assert_cmpuint (fixture->box->reboots, ==, 1);
  g_assert_cmpuint (deed_world_count (fixture->world, "Reboot"), ==, 1);
}

static void
test_loses_name (Fixture *fixture, gconstpointer data)
{
  fixture->box->loses_name = TRUE;
  assert_fails (fixture, RESITE_ERROR_FAILED, "called BR01NEW and not BR01SMS");
  deed_world_assert_state (fixture->world, "back", "failed");
  fixture->box->loses_name = FALSE;
  assert_goes_on (fixture);
  g_assert_cmpuint (fixture->box->reboots, ==, 2);
}

static DeedFate
stay_down (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  if (request->verb == RESITE_CIM_CALL && g_str_equal (request->method, "Reboot"))
    {
      deed_box_set_up (world, box, FALSE);
      return DEED_LOST_BEFORE;
    }
  return DEED_PASS;
}

/* It goes down and nothing comes back: the address is named, and going on later finds it. */
static void
test_stays_down (Fixture *fixture, gconstpointer data)
{
  fixture->world->hook = stay_down;
  assert_fails (fixture, RESITE_ERROR_UNREACHABLE, "did not come back");
  g_assert_false (fixture->box->up);
  fixture->world->hook = NULL;
  deed_box_restart (fixture->world, fixture->box);
  assert_goes_on (fixture);
  g_assert_cmpuint (deed_world_count (fixture->world, "Reboot"), ==, 0);
}

/* The old server got the new one's address: it answers there, and is not taken for the new one. */
static void
test_other_at_known_address (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = g_strdup (fixture->box->address);

  deed_box_set_up (fixture->world, fixture->box, FALSE);
  deed_box_move (fixture->world, fixture->old, address);
  deed_world_set (fixture->world, "uuid.other", fixture->old->uuid);
  assert_fails (fixture, RESITE_ERROR_DIFFERS, "the other server");
  g_assert_cmpuint (fixture->world->log->len, ==, 0);
}

static DeedFate
refuse_rights (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  return request->verb == RESITE_CIM_CALL && g_str_equal (request->method, "EnableStatic")
             ? DEED_LOST_BEFORE
             : DEED_PASS;
}

/* The address cannot be set at all: three tries, then it says what is still so. */
static void
test_address_not_taken (Fixture *fixture, gconstpointer data)
{
  fixture->world->hook = refuse_rights;
  assert_fails (fixture, RESITE_ERROR_FAILED, "DHCP");
  g_assert_cmpuint (fixture->box->reboots, ==, 0);
  fixture->world->hook = NULL;
  assert_goes_on (fixture);
}

static void
add (const char *path, void (*function) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, function, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/deed-rename/values", test_values);
  add ("/deed-rename/name-unknown", test_name_unknown);
  add ("/deed-rename/domain-member", test_domain_member);
  add ("/deed-rename/cannot-take-back", test_cannot_take_back);
  add ("/deed-rename/never-restarts", test_never_restarts);
  add ("/deed-rename/loses-name", test_loses_name);
  add ("/deed-rename/stays-down", test_stays_down);
  add ("/deed-rename/other-at-known-address", test_other_at_known_address);
  add ("/deed-rename/address-not-taken", test_address_not_taken);
  add ("/deed-rename/from-far-away", test_from_far_away);
  add ("/deed-rename/program-unanswered", test_program_unanswered);
  add ("/deed-rename/no-program", test_without_program);
  g_test_add ("/deed-rename/idle-program", Fixture, "idle", set_up, test_without_program,
              tear_down);
  return g_test_run ();
}
