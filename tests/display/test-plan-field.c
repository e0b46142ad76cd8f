/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-plan-field.h"

typedef struct
{
  GtkWidget *window;
  ResitePlanField *field;
  guint edited;
} Fixture;

static void
edited_cb (Fixture *fixture)
{
  fixture->edited++;
}

static void
open_field (Fixture *fixture, const char *group, const char *key, const char *given,
            const char *fallback, gboolean locked)
{
  const ResitePlanKey *known = resite_plan_keys_find (group, key);
  g_autofree char *name = g_strdup_printf ("%s.%s", group, key);

  g_assert_nonnull (known);
  fixture->field = RESITE_PLAN_FIELD (resite_plan_field_new (known, name, given, fallback, locked));
  fixture->window = display_show (GTK_WIDGET (fixture->field));
  g_signal_connect_swapped (fixture->field, "edited", G_CALLBACK (edited_cb), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
}

static GtkWidget *
get_entry (Fixture *fixture)
{
  return display_nth (fixture->field, GTK_TYPE_ENTRY, 0);
}

static void
assert_value (Fixture *fixture, const char *expected)
{
  g_autofree char *value = resite_plan_field_get_value (fixture->field);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_nothing_given (Fixture *fixture, gconstpointer data)
{
  open_field (fixture, "site", "code", NULL, NULL, FALSE);
  assert_value (fixture, NULL);
  g_assert_true (resite_plan_field_is_fine (fixture->field));
  display_assert_silent (fixture->field, "✘");
  display_assert_says (fixture->field, "(needed)");
  display_assert_named (fixture->field);
}

static void
test_checked_as_typed (Fixture *fixture, gconstpointer data)
{
  open_field (fixture, "site", "code", NULL, NULL, FALSE);
  display_type (get_entry (fixture), "S0");
  display_assert_says (fixture->field, "✘");
  g_assert_false (resite_plan_field_is_fine (fixture->field));
  display_type (get_entry (fixture), " S01 ");
  display_assert_silent (fixture->field, "✘");
  g_assert_true (resite_plan_field_is_fine (fixture->field));
  assert_value (fixture, "S01");
  g_assert_cmpuint (fixture->edited, >=, 2);
}

static void
test_the_message_is_the_description (Fixture *fixture, gconstpointer data)
{
  AtkObject *accessible;

  open_field (fixture, "site", "address", "10.4.1.20", NULL, FALSE);
  accessible = gtk_widget_get_accessible (get_entry (fixture));
  g_assert_cmpstr (atk_object_get_description (accessible), !=, "");
  display_type (get_entry (fixture), "10.4.1.2000");
  display_assert_says (fixture->field, atk_object_get_description (accessible));
}

static void
test_faults_across_values (Fixture *fixture, gconstpointer data)
{
  open_field (fixture, "site", "gateway", "10.4.2.1", NULL, FALSE);
  resite_plan_field_set_fault (fixture->field, "not in the net", RESITE_PLAN_FAULT_ERROR);
  display_assert_says (fixture->field, "✘ not in the net");
  g_assert_false (resite_plan_field_is_fine (fixture->field));
  resite_plan_field_set_fault (fixture->field, STRANGE_TEXT, RESITE_PLAN_FAULT_WARNING);
  display_assert_says (fixture->field, "! " STRANGE_TEXT);
  g_assert_true (resite_plan_field_is_fine (fixture->field));
  resite_plan_field_set_fault (fixture->field, NULL, RESITE_PLAN_FAULT_WARNING);
  display_assert_silent (fixture->field, STRANGE_TEXT);
}

static void
test_a_fault_goes_when_the_value_changes (Fixture *fixture, gconstpointer data)
{
  open_field (fixture, "site", "gateway", "10.4.2.1", NULL, FALSE);
  resite_plan_field_set_fault (fixture->field, "not in the net", RESITE_PLAN_FAULT_ERROR);
  display_type (get_entry (fixture), "10.4.1.1");
  display_assert_silent (fixture->field, "not in the net");
}

static void
test_what_is_missing_waits_until_asked (Fixture *fixture, gconstpointer data)
{
  open_field (fixture, "site", "mask", NULL, NULL, FALSE);
  resite_plan_field_set_fault (fixture->field, "This is needed", RESITE_PLAN_FAULT_ERROR);
  display_assert_silent (fixture->field, "This is needed");
  g_assert_false (resite_plan_field_is_fine (fixture->field));
  resite_plan_field_insist (fixture->field);
  display_assert_says (fixture->field, "✘ This is needed");
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  open_field (fixture, "site", "server-name", "BR01SMS", NULL, TRUE);
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (get_entry (fixture))));
  display_click (display_button (fixture->field, "This is wrong"));
  display_type (get_entry (fixture), "BR01SQL");
  assert_value (fixture, "BR01SQL");
  g_assert_true (gtk_widget_is_focus (get_entry (fixture)));
}

static void
test_an_empty_one_is_never_locked (Fixture *fixture, gconstpointer data)
{
  open_field (fixture, "site", "place", NULL, NULL, TRUE);
  display_type (get_entry (fixture), RTL_TEXT);
  assert_value (fixture, RTL_TEXT);
}

static void
test_choice (Fixture *fixture, gconstpointer data)
{
  GtkComboBox *combo;

  open_field (fixture, "options", "delta", NULL, "yes", FALSE);
  combo = display_nth (fixture->field, GTK_TYPE_COMBO_BOX_TEXT, 0);
  assert_value (fixture, NULL);
  gtk_combo_box_set_active_id (combo, "no");
  assert_value (fixture, "no");
  gtk_combo_box_set_active (combo, 0);
  assert_value (fixture, NULL);
  g_assert_cmpuint (fixture->edited, ==, 2);
}

/* A word that the list does not have is kept and shown, with what is wrong with it. */
static void
test_unknown_choice (Fixture *fixture, gconstpointer data)
{
  open_field (fixture, "options", "first-copy", "teleport", "copy", FALSE);
  assert_value (fixture, "teleport");
  g_assert_false (resite_plan_field_is_fine (fixture->field));
  display_assert_says (fixture->field, "✘");
}

static void
test_default_is_only_a_hint (Fixture *fixture, gconstpointer data)
{
  open_field (fixture, "site", "sms-folder", NULL, "E:\\SMS", FALSE);
  assert_value (fixture, NULL);
  g_assert_cmpstr (gtk_entry_get_placeholder_text (GTK_ENTRY (get_entry (fixture))), ==, "E:\\SMS");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/plan-field/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ADD ("nothing-given", test_nothing_given);
  ADD ("checked-as-typed", test_checked_as_typed);
  ADD ("the-message-is-the-description", test_the_message_is_the_description);
  ADD ("faults-across-values", test_faults_across_values);
  ADD ("a-fault-goes-when-the-value-changes", test_a_fault_goes_when_the_value_changes);
  ADD ("what-is-missing-waits", test_what_is_missing_waits_until_asked);
  ADD ("locked", test_locked);
  ADD ("an-empty-one-is-never-locked", test_an_empty_one_is_never_locked);
  ADD ("choice", test_choice);
  ADD ("unknown-choice", test_unknown_choice);
  ADD ("default-is-only-a-hint", test_default_is_only_a_hint);
  return g_test_run ();
}
