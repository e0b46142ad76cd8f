/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "resite-navigator.h"

/* P1 done, P2 left out, C1 current, C6 for two machines, B1 on the other road. */
static ResiteNavigator *
new_tour (void)
{
  ResiteNavigator *navigator = resite_navigator_new ();

  resite_navigator_set_step (navigator, "P1", RESITE_STEP_DONE, TRUE, TRUE);
  resite_navigator_set_step (navigator, "P2", RESITE_STEP_LEFT_OUT, TRUE, TRUE);
  resite_navigator_set_step (navigator, "C1", RESITE_STEP_TODO, TRUE, TRUE);
  resite_navigator_set_step (navigator, "C6@primary.1", RESITE_STEP_TODO, FALSE, TRUE);
  resite_navigator_set_step (navigator, "C6@primary.2", RESITE_STEP_TODO, FALSE, TRUE);
  resite_navigator_set_step (navigator, "B1", RESITE_STEP_TODO, FALSE, FALSE);
  resite_navigator_set_current (navigator, "C1");
  return navigator;
}

static void
expect_next (ResiteNavigator *navigator, const char *place)
{
  g_assert_cmpstr (resite_navigator_peek_next (navigator), ==, place);
}

static void
expect_back (ResiteNavigator *navigator, const char *place)
{
  g_assert_cmpstr (resite_navigator_peek_back (navigator), ==, place);
}

static void
test_before_the_first_page (void)
{
  g_autoptr (ResiteNavigator) navigator = new_tour ();

  g_assert_null (resite_navigator_get_place (navigator));
  expect_next (navigator, "C1");
  expect_back (navigator, NULL);
  g_assert_false (resite_navigator_go_back (navigator));
  g_assert_false (resite_navigator_is_ahead (navigator));
}

static void
test_order (void)
{
  g_autoptr (ResiteNavigator) navigator = new_tour ();

  g_assert_true (resite_navigator_go_to (navigator, "P1"));
  expect_back (navigator, NULL);
  g_assert_true (resite_navigator_go_next (navigator));
  g_assert_cmpstr (resite_navigator_get_place (navigator), ==, "C1");
  expect_back (navigator, "P1");
  g_assert_true (resite_navigator_go_next (navigator));
  g_assert_cmpstr (resite_navigator_get_place (navigator), ==, "C6@primary.1");
  g_assert_true (resite_navigator_go_back (navigator));
  g_assert_true (resite_navigator_go_back (navigator));
  g_assert_cmpstr (resite_navigator_get_place (navigator), ==, "P1");
}

static void
test_the_end_is_the_summary (void)
{
  g_autoptr (ResiteNavigator) navigator = new_tour ();

  g_assert_true (resite_navigator_go_to (navigator, "C6@primary.2"));
  expect_next (navigator, "summary");
  g_assert_true (resite_navigator_go_next (navigator));
  expect_next (navigator, NULL);
  g_assert_false (resite_navigator_go_next (navigator));
  expect_back (navigator, "C6@primary.2");
  g_assert_false (resite_navigator_is_ahead (navigator));
}

static void
test_go_to (void)
{
  g_autoptr (ResiteNavigator) navigator = new_tour ();

  g_assert_true (resite_navigator_go_to (navigator, "c6"));
  g_assert_cmpstr (resite_navigator_get_place (navigator), ==, "C6@primary.1");
  resite_navigator_set_step (navigator, "C6@primary.1", RESITE_STEP_DONE, TRUE, TRUE);
  g_assert_true (resite_navigator_go_to (navigator, "C6"));
  g_assert_cmpstr (resite_navigator_get_place (navigator), ==, "C6@primary.2");
  resite_navigator_set_step (navigator, "C6@primary.2", RESITE_STEP_DONE, TRUE, TRUE);
  g_assert_true (resite_navigator_go_to (navigator, "C6"));
  g_assert_cmpstr (resite_navigator_get_place (navigator), ==, "C6@primary.1");
  g_assert_true (resite_navigator_go_to (navigator, "c6@PRIMARY.2"));
  g_assert_cmpstr (resite_navigator_get_place (navigator), ==, "C6@primary.2");
}

static void
test_go_to_nowhere (void)
{
  g_autoptr (ResiteNavigator) navigator = new_tour ();

  g_assert_true (resite_navigator_go_to (navigator, "C1"));
  g_assert_false (resite_navigator_go_to (navigator, "C"));
  g_assert_false (resite_navigator_go_to (navigator, "C66"));
  g_assert_false (resite_navigator_go_to (navigator, ""));
  g_assert_cmpstr (resite_navigator_get_place (navigator), ==, "C1");
}

static void
test_beside_the_order (void)
{
  g_autoptr (ResiteNavigator) navigator = new_tour ();

  resite_navigator_go_to (navigator, "welcome");
  expect_next (navigator, "C1");
  expect_back (navigator, NULL);
  resite_navigator_go_to (navigator, "P1");
  resite_navigator_go_to (navigator, "journal");
  expect_next (navigator, "P1");
  expect_back (navigator, "P1");
  resite_navigator_go_to (navigator, RESITE_PLACE_COACH);
  expect_next (navigator, "P1");
  resite_navigator_go_to (navigator, "welcome");
  expect_back (navigator, "P1");
  g_assert_true (resite_navigator_go_back (navigator));
  g_assert_cmpstr (resite_navigator_get_place (navigator), ==, "P1");
}

static void
test_reading_ahead (void)
{
  g_autoptr (ResiteNavigator) navigator = new_tour ();

  resite_navigator_go_to (navigator, "C1");
  g_assert_false (resite_navigator_is_ahead (navigator));
  resite_navigator_go_to (navigator, "C6@primary.2");
  g_assert_true (resite_navigator_is_ahead (navigator));
  resite_navigator_go_to (navigator, "journal");
  g_assert_true (resite_navigator_is_ahead (navigator));
  resite_navigator_set_step (navigator, "C6@primary.2", RESITE_STEP_DONE, FALSE, TRUE);
  resite_navigator_go_to (navigator, "C6@primary.2");
  g_assert_false (resite_navigator_is_ahead (navigator));
}

/* A step that is offered again lies before the one that was just closed. */
static void
test_offered_again (void)
{
  g_autoptr (ResiteNavigator) navigator = new_tour ();

  resite_navigator_go_to (navigator, "C1");
  resite_navigator_set_step (navigator, "C1", RESITE_STEP_DONE, TRUE, TRUE);
  resite_navigator_set_step (navigator, "P1", RESITE_STEP_LOOK_AGAIN, TRUE, TRUE);
  resite_navigator_set_current (navigator, "P1");
  expect_next (navigator, "P1");
  g_assert_true (resite_navigator_go_next (navigator));
  resite_navigator_set_step (navigator, "P1", RESITE_STEP_DONE, TRUE, TRUE);
  resite_navigator_set_current (navigator, "C6@primary.1");
  expect_next (navigator, "C1");
}

static void
test_way_back (void)
{
  g_autoptr (ResiteNavigator) navigator = new_tour ();

  resite_navigator_set_step (navigator, "C6@primary.1", RESITE_STEP_TODO, FALSE, FALSE);
  resite_navigator_set_step (navigator, "C6@primary.2", RESITE_STEP_TODO, FALSE, FALSE);
  resite_navigator_set_step (navigator, "B1", RESITE_STEP_TODO, TRUE, TRUE);
  resite_navigator_set_current (navigator, "B1");
  resite_navigator_go_to (navigator, "C1");
  expect_next (navigator, "B1");
  g_assert_true (resite_navigator_go_next (navigator));
  expect_next (navigator, "summary");
  expect_back (navigator, "C1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/navigator/before-the-first-page", test_before_the_first_page);
  g_test_add_func ("/navigator/order", test_order);
  g_test_add_func ("/navigator/the-end-is-the-summary", test_the_end_is_the_summary);
  g_test_add_func ("/navigator/go-to", test_go_to);
  g_test_add_func ("/navigator/go-to-nowhere", test_go_to_nowhere);
  g_test_add_func ("/navigator/beside-the-order", test_beside_the_order);
  g_test_add_func ("/navigator/reading-ahead", test_reading_ahead);
  g_test_add_func ("/navigator/offered-again", test_offered_again);
  g_test_add_func ("/navigator/way-back", test_way_back);
  return g_test_run ();
}
