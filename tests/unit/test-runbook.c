/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-error.h"
#include "resite-runbook.h"

static const char *const procedure[] = {
  "P0.1", "P0.2", "P0.3",                                          /* start */
  "P1",   "P2",   "P3",   "P4",  "P5",  "W1",  "W2",               /* P */
  "C1",   "G1",   "C2",   "C3",  "C4",  "C5",  "G2",  "C6",  "C7", /* C */
  "C8",   "C9",   "C10",  "W3",  "C11", "C12", "C13", "C14", "C15", "G3",
  "R1",   "R2",   "R3",   "R4",  "R5",  "R6",  "R7",  "G4",  "R8", /* R */
  "R9",   "R10",  "R11",  "R12", "R13", "G5",  "R14", "N1",  "G6", /* R, N */
  "B1",   "B2",   "B3",   "B4",                                    /* back */
};

static char *
data_path (const char *name)
{
  return g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "runbooks", name,
                           NULL);
}

static ResiteRunbook *
read_good (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = data_path (name);
  ResiteRunbook *runbook = resite_runbook_new_from_file (path, &error);

  g_assert_no_error (error);
  return runbook;
}

static ResiteRunbook *
read_builtin (void)
{
  g_autoptr (GError) error = NULL;
  ResiteRunbook *runbook = resite_runbook_new_builtin (&error);

  g_assert_no_error (error);
  return runbook;
}

static ResiteAction *
get_action (ResiteStep *step, guint number)
{
  return g_ptr_array_index (resite_step_get_actions (step), number);
}

static ResiteBlock *
get_block (GPtrArray *blocks, guint number)
{
  return g_ptr_array_index (blocks, number);
}

static void
assert_words (GPtrArray *words, const char *expected)
{
  g_autoptr (GPtrArray) copy = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  for (guint i = 0; i < words->len; i++)
    g_ptr_array_add (copy, g_ptr_array_index (words, i));
  g_ptr_array_add (copy, NULL);
  joined = g_strjoinv (" ", (GStrv)copy->pdata);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_builtin_has_procedure (void)
{
  g_autoptr (ResiteRunbook) runbook = read_builtin ();
  GPtrArray *steps = resite_runbook_get_steps (runbook);

  g_assert_cmpstr (resite_runbook_get_id (runbook), ==, "secondary-site");
  g_assert_cmpuint (steps->len, ==, G_N_ELEMENTS (procedure));
  for (guint i = 0; i < steps->len; i++)
    g_assert_cmpstr (resite_step_get_id (g_ptr_array_index (steps, i)), ==, procedure[i]);
}

static void
test_builtin_phases (void)
{
  g_autoptr (ResiteRunbook) runbook = read_builtin ();
  static const char *const ids[] = { "start", "P", "C", "R", "N", "back" };
  GPtrArray *phases = resite_runbook_get_phases (runbook);
  guint n_steps = 0;

  g_assert_cmpuint (phases->len, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < phases->len; i++)
    {
      ResitePhase *phase = g_ptr_array_index (phases, i);

      g_assert_cmpstr (resite_phase_get_id (phase), ==, ids[i]);
      g_assert_cmpint (resite_phase_is_way_back (phase), ==, i == phases->len - 1);
      g_assert_cmpint (strlen (resite_phase_get_title (phase)), >, 0);
      g_assert_cmpint (strlen (resite_phase_get_intro (phase)), >, 0);
      n_steps += resite_phase_get_steps (phase)->len;
    }
  g_assert_cmpuint (n_steps, ==, resite_runbook_get_steps (runbook)->len);
}

static gboolean
is_among (const char *id, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *)list, id);
}

static void
test_builtin_marks (void)
{
  g_autoptr (ResiteRunbook) runbook = read_builtin ();
  GPtrArray *steps = resite_runbook_get_steps (runbook);

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      const char *id = resite_step_get_id (step);

      g_assert_cmpint (resite_step_is_pause (step), ==, is_among (id, "G1 G2 G3 G4 G5 G6"));
      g_assert_cmpint (resite_step_is_verdict (step), ==, is_among (id, "C15 R4 R7 R13"));
      g_assert_cmpint (resite_step_is_optional (step), ==, is_among (id, "P2 C1 C10 R2"));
      g_assert_cmpint (resite_step_get_for_each (step) != NULL, ==, is_among (id, "P0.3 C6 C8 C9"));
      g_assert_cmpint (resite_step_get_hazard (step) == RESITE_HAZARD_IRREVERSIBLE, ==,
                       is_among (id, "C6 C7 R2"));
      g_assert_cmpint (resite_step_get_guard (step) >= 2, ==,
                       is_among (id, "C3 C4 C6 C7 R2 B1 B2"));
      g_assert_cmpint (resite_step_get_guard (step) == 3, ==, is_among (id, "C6"));
      g_assert_cmpint (resite_step_get_released_by (step) != NULL, ==, is_among (id, "G2"));
      g_assert_cmpuint (resite_step_get_by_hand (step)->len, >, 0);
      g_assert_cmpuint (resite_step_get_minutes (step), >, 0);
    }
  assert_words (resite_step_get_again_before (resite_runbook_find_step (runbook, "W1")), "C6");
  assert_words (resite_step_get_again_before (resite_runbook_find_step (runbook, "W2")), "G1 G4");
}

/* A person at the rack needs something to do: a step that says nothing but a heading is none. */
static void
test_builtin_has_way_by_hand (void)
{
  g_autoptr (ResiteRunbook) runbook = read_builtin ();
  GPtrArray *steps = resite_runbook_get_steps (runbook);

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      GPtrArray *blocks = resite_step_get_by_hand (step);
      guint n_items = 0;

      for (guint j = 0; j < blocks->len; j++)
        n_items += get_block (blocks, j)->kind == RESITE_BLOCK_ITEM;
      if (n_items == 0)
        g_error ("%s has nothing to do by hand", resite_step_get_id (step));
    }
}

static void
test_small_step (void)
{
  g_autoptr (ResiteRunbook) runbook = read_good ("good/small.xml");
  ResiteStep *step = resite_runbook_find_step (runbook, "P1");
  GPtrArray *by_hand = resite_step_get_by_hand (step);

  g_assert_cmpstr (resite_runbook_get_version (runbook), ==, "3");
  g_assert_cmpstr (resite_runbook_get_title (runbook), ==, "A small runbook");
  g_assert_null (resite_runbook_find_step (runbook, "Z1"));
  g_assert_cmpstr (resite_step_get_phase_id (step), ==, "P");
  g_assert_cmpstr (resite_step_get_title (step), ==, "Look at ${site.code}");
  g_assert_cmpstr (resite_step_get_role (step), ==, "new");
  g_assert_cmpint (resite_step_get_rerun (step), ==, RESITE_RERUN_SAFE);
  g_assert_cmpuint (resite_step_get_minutes (step), ==, 10);
  g_assert_cmpuint (resite_step_get_wrong (step)->len, ==, 1);
  g_assert_cmpuint (resite_step_get_way_back (step)->len, ==, 1);
  g_assert_cmpstr (get_block (resite_step_get_advice (step), 1)->when, ==, "options.delta");

  g_assert_cmpstr (get_block (by_hand, 0)->text, ==, "Do it by hand.");
  g_assert_cmpstr (get_block (by_hand, 1)->text, ==, "first line\nsecond line");
  g_assert_cmpstr (get_block (by_hand, 1)->on, ==, "primary");
  g_assert_cmpint (get_block (by_hand, 2)->kind, ==, RESITE_BLOCK_VALUE);
  g_assert_cmpstr (get_block (by_hand, 2)->label, ==, "A label");
}

static void
test_small_actions (void)
{
  g_autoptr (ResiteRunbook) runbook = read_good ("good/small.xml");
  ResiteStep *step = resite_runbook_find_step (runbook, "P1");
  ResiteAction *form = get_action (step, 0);
  ResiteAction *check = get_action (step, 1);
  ResiteEntry *field = g_ptr_array_index (resite_action_get_entries (form), 0);
  ResiteEntry *probe = g_ptr_array_index (resite_action_get_entries (check), 0);

  g_assert_cmpuint (resite_step_get_actions (step)->len, ==, 2);
  g_assert_cmpint (resite_action_get_kind (form), ==, RESITE_ACTION_FORM);
  g_assert_cmpstr (resite_action_get_id (form), ==, "notes");
  g_assert_cmpstr (resite_action_get_title (form), ==, "Notes");
  g_assert_cmpuint (resite_action_get_blocks (form)->len, ==, 1);
  g_assert_cmpstr (resite_entry_get_element (field), ==, "field");
  g_assert_cmpstr (resite_entry_get_id (field), ==, "schedule");
  g_assert_cmpstr (resite_entry_get (field, "default"), ==, "${site.code} daily");

  g_assert_cmpstr (resite_action_get_id (check), ==, "check-2");
  g_assert_null (resite_action_get_title (check));
  g_assert_cmpstr (resite_action_get (check, "batch"), ==, "script");
  g_assert_null (resite_action_get (check, "colour"));
  g_assert_cmpstr (resite_entry_get_label (probe), ==, "Preinst");
  g_assert_cmpstr (resite_entry_get (probe, "required"), ==, "no");
}

static void
test_kinds_have_names (void)
{
  static const char *const names[] = { "form",      "instruction", "check", "copy", "command",
                                       "directory", "watch",       "bulk",  "wait" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (resite_action_kind_to_string (i), ==, names[i]);
}

static void
test_after (void)
{
  g_autoptr (ResiteRunbook) runbook = read_good ("good/small.xml");

  assert_words (resite_step_get_after (resite_runbook_find_step (runbook, "P1")), "");
  assert_words (resite_step_get_after (resite_runbook_find_step (runbook, "P2")), "P1");
  assert_words (resite_step_get_after (resite_runbook_find_step (runbook, "G1")), "");
  assert_words (resite_step_get_after (resite_runbook_find_step (runbook, "B1")), "C1");
}

static void
assert_order (ResiteRunbook *runbook, ResiteVariables *variables, const char *expected)
{
  g_autoptr (GPtrArray) steps = resite_runbook_list_steps_for (runbook, variables);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < steps->len; i++)
    g_ptr_array_add (ids, (char *)resite_step_get_id (g_ptr_array_index (steps, i)));
  assert_words (ids, expected);
}

static void
test_order_of_plan (void)
{
  g_autoptr (ResiteRunbook) runbook = read_good ("good/small.xml");
  g_autoptr (ResiteVariables) variables = resite_variables_new (NULL);

  assert_order (runbook, variables, "P1 P2 P3 G1 C1 C2 C3 B1");
  resite_variables_set (variables, "options.address-first", "yes");
  assert_order (runbook, variables, "P1 P2 P3 G1 C2 C1 C3 B1");
  g_assert_cmpstr (resite_step_get_move_before (resite_runbook_find_step (runbook, "C2")), ==,
                   "C1");
}

static void
assert_after (ResiteRunbook *runbook, const char *id, ResiteVariables *variables,
              const char *expected)
{
  g_autoptr (GPtrArray) after =
      resite_runbook_list_after_for (runbook, resite_runbook_find_step (runbook, id), variables);

  assert_words (after, expected);
}

static void
test_after_of_plan (void)
{
  g_autoptr (ResiteRunbook) runbook = read_good ("good/small.xml");
  g_autoptr (ResiteVariables) variables = resite_variables_new (NULL);
  ResiteStep *optional = resite_runbook_find_step (runbook, "P2");

  g_assert_false (resite_runbook_has_step_for (runbook, optional, variables));
  assert_after (runbook, "P3", variables, "P1");
  assert_after (runbook, "G1", variables, "");
  assert_after (runbook, "C3", variables, "C2");
  assert_after (runbook, "C2", variables, "C1");

  resite_variables_set (variables, "options.emergency-share", "yes");
  resite_variables_set (variables, "options.address-first", "yes");
  g_assert_true (resite_runbook_has_step_for (runbook, optional, variables));
  assert_after (runbook, "P3", variables, "P2");
  assert_after (runbook, "C2", variables, "G1");
  assert_after (runbook, "C1", variables, "C2");
  assert_after (runbook, "C3", variables, "C1");
}

/* Leaving out what the plan does not want must not open what stands behind it. */
static void
test_builtin_after_of_plan (void)
{
  g_autoptr (ResiteRunbook) runbook = read_builtin ();
  g_autoptr (ResiteVariables) variables = resite_variables_new (NULL);

  assert_after (runbook, "R3", variables, "R1");
  assert_after (runbook, "P3", variables, "P0.2");
  assert_after (runbook, "W3", variables, "C5 C7 C9");
  assert_after (runbook, "B1", variables, "C2");
  resite_variables_set (variables, "options.emergency-share", "yes");
  assert_after (runbook, "R3", variables, "R2");
  assert_after (runbook, "W3", variables, "C5 C7 C9 C10");
  resite_variables_set (variables, "options.address-first", "yes");
  assert_after (runbook, "C8", variables, "G2");
  assert_after (runbook, "C6", variables, "C8");
}

static void
test_variables (void)
{
  g_autoptr (ResiteRunbook) runbook = read_good ("good/small.xml");
  g_autofree char *joined = g_strjoinv (" ", (GStrv)resite_runbook_get_variables (runbook));

  g_assert_cmpstr (joined, ==,
                   "a c e old.name-after options.address-first options.canary-package "
                   "options.delta options.emergency-share package site.code site.place "
                   "step.C3.package step.P1.schedule tools.preinst");
}

static void
test_source_is_kept (void)
{
  g_autoptr (ResiteRunbook) runbook = read_good ("good/small.xml");
  g_autofree char *path = data_path ("good/small.xml");
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  bytes = g_bytes_new (text, size);
  g_assert_true (g_bytes_equal (bytes, resite_runbook_get_source (runbook)));
  g_assert_finalize_object (g_steal_pointer (&runbook));
}

static void
test_missing_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_runbook_new_from_file ("/nowhere/at/all.xml", &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runbook/builtin/procedure", test_builtin_has_procedure);
  g_test_add_func ("/runbook/builtin/phases", test_builtin_phases);
  g_test_add_func ("/runbook/builtin/marks", test_builtin_marks);
  g_test_add_func ("/runbook/builtin/by-hand", test_builtin_has_way_by_hand);
  g_test_add_func ("/runbook/builtin/after", test_builtin_after_of_plan);
  g_test_add_func ("/runbook/small/step", test_small_step);
  g_test_add_func ("/runbook/small/actions", test_small_actions);
  g_test_add_func ("/runbook/small/after", test_after);
  g_test_add_func ("/runbook/small/order", test_order_of_plan);
  g_test_add_func ("/runbook/small/after-of-plan", test_after_of_plan);
  g_test_add_func ("/runbook/small/variables", test_variables);
  g_test_add_func ("/runbook/small/source", test_source_is_kept);
  g_test_add_func ("/runbook/kinds", test_kinds_have_names);
  g_test_add_func ("/runbook/missing-file", test_missing_file);
  return g_test_run ();
}
