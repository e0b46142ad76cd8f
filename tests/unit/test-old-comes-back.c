/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "deed-run.h"

/* The old server comes back, in every state that C3 may have left it in, in every way, at every
 * moment of C4. The new one must never be given the name or the address while the old one answers
 * under it, and the stage that stops must say who answers. */

#define NAME     "BR01SMS"
#define NAME_OLD "BR01SMS_OLD"

typedef struct
{
  const char *text;
  const char *name, *pending; /* of the old server when C4 begins */
  gboolean has_address, up;
} Start;

static const Start starts[] = {
  { "C3 done", NAME_OLD, NAME_OLD, FALSE, TRUE },
  { "switched off as it was", NAME, NAME, TRUE, FALSE },
  { "nothing done, told by hand", NAME, NAME, TRUE, TRUE },
  { "renamed, not restarted", NAME, NAME_OLD, TRUE, TRUE },
  { "renamed, not restarted, moved away", NAME, NAME_OLD, FALSE, TRUE },
  { "renamed and restarted, address kept", NAME_OLD, NAME_OLD, TRUE, TRUE },
  { "moved away, name kept", NAME, NAME, FALSE, TRUE },
  { "C3 done, switched off", NAME_OLD, NAME_OLD, FALSE, FALSE },
};

typedef struct
{
  const char *text;
  gboolean switches_on, name_back, address_back;
} Return;

static const Return returns[] = {
  { "stays as it is", FALSE, FALSE, FALSE },
  { "is switched on", TRUE, FALSE, FALSE },
  { "comes back under its name", TRUE, TRUE, FALSE },
  { "comes back with its address", TRUE, FALSE, TRUE },
  { "comes back with both", TRUE, TRUE, TRUE },
};

static const char *const stages[] = { "identity",   "written-down", "free",   "rename",
                                      "free-again", "network",      "reboot", "back" };

/* One story: how it was, what happens, and at which row of C4's ledger. */
typedef struct
{
  const Start *start;
  const Return *way;
  const char *stage;
  const char *state;
  gboolean by_hand; /* nobody speaks to the old server; it can only be seen from outside */
  gboolean happened;
  char *site_address;
  guint n_takings; /* changes that gave the new one name or address */
} Story;

static Story story;

static gboolean
old_answers_as (DeedWorld *world, const char *name, const char *address)
{
  const DeedBox *old = &world->boxes[0];

  return old->up && !old->hidden &&
         ((name != NULL && g_str_equal (old->name, name)) ||
          (address != NULL && g_str_equal (old->address, address)));
}

/* The law, looked at in the moment in which the new server takes something. */
static DeedFate
watch_takings (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  const char *name = NULL;
  gboolean taking = FALSE;

  if (request->verb != RESITE_CIM_CALL || !g_str_equal (box->role, "new"))
    return DEED_PASS;
  if (g_str_equal (request->method, "Rename"))
    name = resite_cim_object_get_string (request->object, "Name");
  else if (g_str_equal (request->method, "Reboot"))
    name = box->pending;
  if (name != NULL && g_str_equal (name, NAME))
    {
      g_assert_false (old_answers_as (world, NAME, NULL));
      taking = TRUE;
    }
  if (g_str_equal (request->method, "EnableStatic"))
    {
      g_assert_false (old_answers_as (world, NULL, story.site_address));
      taking = TRUE;
    }
  story.n_takings += taking;
  return DEED_PASS;
}

static void
come_back (DeedWorld *world)
{
  DeedBox *old = &world->boxes[0];

  if (story.way->name_back)
    {
      deed_box_set (&old->name, NAME);
      deed_box_set (&old->pending, NAME);
    }
  if (story.way->address_back)
    deed_box_move (world, old, story.site_address);
  if (story.way->switches_on)
    deed_box_set_up (world, old, TRUE);
}

static void
watch_rows (DeedWorld *world, const ResiteLedgerRow *row)
{
  if (story.happened || !g_str_equal (row->name, story.stage) ||
      !g_str_equal (row->state, story.state))
    return;
  story.happened = TRUE;
  come_back (world);
}

static void
set_values (DeedWorld *world)
{
  const DeedBox *new_box = &world->boxes[1];
  g_autofree char *port = g_strdup_printf ("%u", world->port);

  deed_world_set (world, "patience-minutes", "0.02");
  deed_world_set (world, "uuid.self", new_box->uuid);
  deed_world_set (world, "name.self", new_box->name);
  deed_world_set (world, "name", NAME);
  deed_world_set (world, "free-name", NAME);
  deed_world_set (world, "free-address", story.site_address);
  deed_world_set (world, "network", "static");
  deed_world_set (world, "address", story.site_address);
  deed_world_set (world, "mask", "255.255.255.0");
  deed_world_set (world, "name-servers", world->name_server);
  deed_world_set (world, "ports", port);
  if (story.by_hand)
    return;
  deed_world_set (world, "role.other", "old");
  deed_world_set (world, "uuid.other", world->boxes[0].uuid);
}

static DeedWorld *
begin (void)
{
  DeedWorld *world = deed_world_new ();
  DeedBox *old = &world->boxes[0];

  story.happened = FALSE;
  story.n_takings = 0;
  g_free (story.site_address);
  story.site_address = g_strdup (old->address);
  deed_box_set (&old->name, story.start->name);
  deed_box_set (&old->pending, story.start->pending);
  if (!story.start->has_address)
    deed_box_move (world, old, old->dhcp_address);
  deed_box_set_up (world, old, story.start->up);
  deed_world_know (world);
  set_values (world);
  world->hook = watch_takings;
  world->on_row = watch_rows;
  return world;
}

/* It stopped: the name it had is its name still, after the next start too, and a person reads who
 * is in the way. */
static void
assert_stopped_well (DeedWorld *world)
{
  const DeedBox *old = &world->boxes[0];
  const DeedBox *new_box = &world->boxes[1];

  g_assert_nonnull (world->message);
  g_assert_true (strstr (world->message, old->address) != NULL ||
                 strstr (world->message, old->uuid) != NULL);
  g_assert_true (strstr (world->message, NAME) != NULL ||
                 strstr (world->message, story.site_address) != NULL);
  g_assert_cmpstr (new_box->name, ==, "BR01NEW");
  g_assert_cmpstr (new_box->pending, ==, "BR01NEW");
  g_assert_cmpuint (new_box->reboots, ==, 0);
}

static void
tell_story (void)
{
  DeedWorld *world = begin ();
  const DeedBox *new_box = &world->boxes[1];
  int code;
  const ResiteJobState state = deed_world_run (world, "rename", "new", &code);

  g_test_message ("%s; %s at %s %s%s: %s", story.start->text, story.way->text, story.stage,
                  story.state, story.by_hand ? ", by hand" : "",
                  world->message != NULL ? world->message : "done");
  if (state == RESITE_JOB_DONE)
    {
      g_assert_cmpstr (new_box->name, ==, NAME);
      g_assert_cmpstr (new_box->address, ==, story.site_address);
      g_assert_cmpuint (story.n_takings, >=, 3);
    }
  /* After the restart is ordered nobody can undo it: the old one came too late, or both are there
   * and the proof fails. */
  else if (new_box->reboots == 0)
    {
      g_assert_cmpint (code, ==, RESITE_ERROR_NEEDS_PERSON);
      assert_stopped_well (world);
    }
  deed_world_free (world);
}

static void
test_orders (gconstpointer data)
{
  static const char *const states[] = { "running", "good" };

  story.start = data;
  for (guint by_hand = 0; by_hand < 2; by_hand++)
    for (guint i = 0; i < G_N_ELEMENTS (returns); i++)
      for (guint j = 0; j < G_N_ELEMENTS (stages); j++)
        for (guint k = 0; k < G_N_ELEMENTS (states); k++)
          {
            story.by_hand = by_hand == 1;
            story.way = &returns[i];
            story.stage = stages[j];
            story.state = states[k];
            tell_story ();
            if (i == 0)
              j = k = G_N_ELEMENTS (stages); /* where nothing happens no moment differs */
          }
}

/* Where it is in the way from the beginning nothing at all is done to the new server. */
static void
test_nothing_done (void)
{
  story.way = &returns[0];
  story.stage = "identity";
  story.state = "running";
  for (guint by_hand = 0; by_hand < 2; by_hand++)
    for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
      {
        DeedWorld *world;
        const gboolean free_to_take =
            !starts[i].up || (!starts[i].has_address && g_str_equal (starts[i].name, NAME_OLD));
        ResiteJobState state;

        story.start = &starts[i];
        story.by_hand = by_hand == 1;
        world = begin ();
        state = deed_world_run (world, "rename", "new", NULL);
        g_assert_cmpint (state, ==, free_to_take ? RESITE_JOB_DONE : RESITE_JOB_FAILED);
        if (!free_to_take)
          {
            g_assert_cmpuint (world->log->len, ==, 0);
            deed_world_assert_state (world, "free", "failed");
          }
        deed_world_free (world);
      }
}

/* Once it is out of the way the same step goes on to its end. */
static void
test_goes_on (void)
{
  DeedWorld *world;

  story.start = &starts[0];
  story.way = &returns[4];
  story.stage = "rename";
  story.state = "good";
  story.by_hand = FALSE;
  world = begin ();
  g_assert_cmpint (deed_world_run (world, "rename", "new", NULL), ==, RESITE_JOB_FAILED);
  assert_stopped_well (world);
  deed_world_assert_state (world, "free-again", "failed");
  deed_box_set_up (world, &world->boxes[0], FALSE);
  g_assert_cmpint (deed_world_run (world, "rename", "new", NULL), ==, RESITE_JOB_DONE);
  g_assert_cmpstr (world->boxes[1].name, ==, NAME);
  deed_world_free (world);
}

/* C3 itself is left off at every call, as if the power went, and C4 is begun in spite of that. */
static DeedFate
leave_off (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  if (world->at > 0 && --world->at == 0)
    {
      world->dead = TRUE;
      resite_job_cancel (world->job);
    }
  return world->dead ? DEED_LOST_AFTER : DEED_PASS;
}

static void
set_c3_values (DeedWorld *world)
{
  const DeedBox *old = &world->boxes[0];

  set_values (world);
  deed_world_set (world, "uuid.self", old->uuid);
  deed_world_set (world, "name.self", NAME);
  deed_world_set (world, "name", NAME_OLD);
  deed_world_set (world, "free-name", NAME_OLD);
  deed_world_set (world, "network", "dhcp");
  deed_world_set (world, "address-after", old->dhcp_address);
  g_hash_table_remove (world->values, "free-address");
  g_hash_table_remove (world->values, "address");
  g_hash_table_remove (world->values, "role.other");
}

static void
forget_ledger (DeedWorld *world)
{
  DeedLedger *ledger = DEED_LEDGER (world->ledger);

  g_object_unref (ledger->inner);
  ledger->inner = resite_memory_ledger_new ();
}

static void
test_half_of_c3 (void)
{
  gboolean struck = TRUE;

  story.start = &starts[2];
  story.way = &returns[0];
  story.by_hand = FALSE;
  story.stage = "rename";
  story.state = "good";
  for (guint n = 1; struck; n++)
    {
      DeedWorld *world = begin ();

      world->hook = leave_off;
      world->at = n;
      set_c3_values (world);
      deed_world_run (world, "rename", "old", NULL);
      struck = world->at == 0;
      world->dead = FALSE;
      world->hook = watch_takings;
      forget_ledger (world);
      g_hash_table_remove (world->values, "address-after");
      set_values (world);
      if (deed_world_run (world, "rename", "new", NULL) != RESITE_JOB_DONE)
        assert_stopped_well (world);
      deed_world_free (world);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/old-comes-back/orders/%s", starts[i].text);

      g_test_add_data_func (path, &starts[i], test_orders);
    }
  g_test_add_func ("/old-comes-back/nothing-done", test_nothing_done);
  g_test_add_func ("/old-comes-back/goes-on", test_goes_on);
  g_test_add_func ("/old-comes-back/half-of-c3", test_half_of_c3);
  return g_test_run ();
}
