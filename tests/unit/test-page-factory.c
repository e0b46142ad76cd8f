/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <string.h>
#include "resite-page-factory.h"

static ResiteRunbook *
read_builtin (void)
{
  g_autoptr (GError) error = NULL;
  ResiteRunbook *runbook = resite_runbook_new_builtin (&error);

  g_assert_no_error (error);
  return runbook;
}

/* Every step of the procedure, and the page that it is worked through on. */
static const struct
{
  const char *step;
  ResitePageClassKind page;
} expected[] = {
  { "P0.1", RESITE_PAGE_CHECK },      { "P0.2", RESITE_PAGE_CHECK },
  { "P0.3", RESITE_PAGE_CHECK },      { "P1", RESITE_PAGE_JOB },
  { "P2", RESITE_PAGE_JOB },          { "P3", RESITE_PAGE_JOB },
  { "P4", RESITE_PAGE_JOB },          { "W1", RESITE_PAGE_FORM },
  { "W2", RESITE_PAGE_CHECK },        { "C1", RESITE_PAGE_JOB },
  { "G1", RESITE_PAGE_PAUSE },        { "C2", RESITE_PAGE_INSTRUCTION },
  { "C3", RESITE_PAGE_INSTRUCTION },  { "C4", RESITE_PAGE_INSTRUCTION },
  { "C5", RESITE_PAGE_INSTRUCTION },  { "G2", RESITE_PAGE_PAUSE },
  { "C6", RESITE_PAGE_INSTRUCTION },  { "C7", RESITE_PAGE_INSTRUCTION },
  { "C8", RESITE_PAGE_INSTRUCTION },  { "C9", RESITE_PAGE_INSTRUCTION },
  { "C10", RESITE_PAGE_INSTRUCTION }, { "C11", RESITE_PAGE_INSTRUCTION },
  { "C12", RESITE_PAGE_WATCH },       { "C15", RESITE_PAGE_DECISION },
  { "G3", RESITE_PAGE_PAUSE },        { "R3", RESITE_PAGE_JOB },
  { "R4", RESITE_PAGE_DECISION },     { "R5", RESITE_PAGE_WATCH },
  { "R7", RESITE_PAGE_DECISION },     { "G4", RESITE_PAGE_PAUSE },
  { "R8", RESITE_PAGE_CHECK },        { "R10", RESITE_PAGE_JOB },
  { "R12", RESITE_PAGE_WATCH },       { "R13", RESITE_PAGE_DECISION },
  { "G5", RESITE_PAGE_PAUSE },        { "R14", RESITE_PAGE_JOB },
  { "G6", RESITE_PAGE_PAUSE },
};

static void
test_the_procedure (void)
{
  g_autoptr (ResiteRunbook) runbook = read_builtin ();

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      ResiteStep *step = resite_runbook_find_step (runbook, expected[i].step);

      g_test_message ("%s", expected[i].step);
      g_assert_nonnull (step);
      g_assert_cmpint (resite_page_factory_choose (step), ==, expected[i].page);
    }
}

static void
test_pauses_and_verdicts_come_first (void)
{
  g_autoptr (ResiteRunbook) runbook = read_builtin ();
  GPtrArray *steps = resite_runbook_get_steps (runbook);
  guint pauses = 0, verdicts = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      ResiteStep *step = g_ptr_array_index (steps, i);
      ResitePageClassKind page = resite_page_factory_choose (step);

      g_test_message ("%s", resite_step_get_id (step));
      g_assert_cmpint (page == RESITE_PAGE_PAUSE, ==, resite_step_is_pause (step));
      if (resite_step_is_pause (step))
        pauses++;
      else
        g_assert_cmpint (page == RESITE_PAGE_DECISION, ==, resite_step_is_verdict (step));
      verdicts += resite_step_is_verdict (step);
    }
  g_assert_cmpuint (pauses, ==, 6);
  g_assert_cmpuint (verdicts, ==, 4);
}

static ResiteRunbook *
read_actions (const char *actions)
{
  g_autofree char *text = g_strdup_printf (
      "<runbook id='t' version='1'><title>T</title><phase id='P'><title>P</title><intro>I</intro>"
      "<step id='P1' on='new'><title>S</title><why>W</why>%s"
      "<by-hand><p>By hand</p></by-hand></step></phase></runbook>",
      actions);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  ResiteRunbook *runbook = resite_runbook_new_from_data ("test", bytes, &error);

  g_assert_no_error (error);
  return runbook;
}

static void
assert_page (const char *actions, ResitePageClassKind page)
{
  g_autoptr (ResiteRunbook) runbook = read_actions (actions);

  g_assert_cmpint (resite_page_factory_choose (resite_runbook_find_step (runbook, "P1")), ==, page);
}

#define CHECK       "<check><probe id='a' type='told'><label>L</label></probe></check>"
#define INSTRUCTION "<instruction><p>Do it</p></instruction>"
#define WAIT        "<wait seconds='60'/>"
#define FORM        "<form><field id='f' type='text'><label>L</label></field></form>"

/* The order in which the actions stand does not count; what weighs most does. */
static void
test_the_weightiest_action_decides (void)
{
  assert_page (CHECK, RESITE_PAGE_CHECK);
  assert_page (WAIT, RESITE_PAGE_JOB);
  assert_page (FORM, RESITE_PAGE_FORM);
  assert_page (CHECK INSTRUCTION, RESITE_PAGE_INSTRUCTION);
  assert_page (INSTRUCTION CHECK, RESITE_PAGE_INSTRUCTION);
  assert_page (WAIT CHECK, RESITE_PAGE_CHECK);
  assert_page (FORM CHECK WAIT, RESITE_PAGE_FORM);
  assert_page (FORM INSTRUCTION CHECK WAIT, RESITE_PAGE_INSTRUCTION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page-factory/the-procedure", test_the_procedure);
  g_test_add_func ("/page-factory/pauses-and-verdicts", test_pauses_and_verdicts_come_first);
  g_test_add_func ("/page-factory/the-weightiest-action", test_the_weightiest_action_decides);
  return g_test_run ();
}
