/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "resite-machine-badge.h"
#include "resite-question-bar.h"
#include "resite-state-icon.h"
#include "resite-step-words.h"

/* What stands over every page: the machine, the question, the words for states and machines. */

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  GtkWidget *badge;
  GtkWidget *bar;
} Head;

static void
set_up (Head *head, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  head->site = display_run_new (NULL);
  head->badge = resite_machine_badge_new ();
  head->bar = resite_question_bar_new ();
  gtk_container_add (GTK_CONTAINER (box), head->badge);
  gtk_container_add (GTK_CONTAINER (box), head->bar);
  head->window = display_show (box);
}

static void
tear_down (Head *head, gconstpointer data)
{
  display_destroy (head->window);
  display_run_assert_unheard (head->site);
  fixture_free (head->site);
}

static void
show (Head *head, const char *machine)
{
  resite_machine_badge_show_machine (RESITE_MACHINE_BADGE (head->badge), head->site->run, machine);
}

static void
assert_badge (Head *head, const char *word, const char *name, const char *style)
{
  GtkStyleContext *context =
      gtk_widget_get_style_context (display_child (head->badge, "frame_box"));

  g_assert_cmpstr (display_text (head->badge, "word_label"), ==, word);
  g_assert_cmpstr (display_text (head->badge, "name_label"), ==, name);
  g_assert_true (gtk_style_context_has_class (context, style));
}

static void
test_badge (Head *head, gconstpointer data)
{
  static const struct
  {
    const char *machine, *word, *name, *style;
  } cases[] = {
    { "old", "OLD SERVER", "BR01SMS", "resite-role-old" },
    { "new", "NEW SERVER", "BR01NEW", "resite-role-new" },
    { "primary.1", "PRIMARY SITE SERVER", "HQSMS01", "resite-role-primary" },
    { "primary.2", "PRIMARY SITE SERVER", "CENSMS01", "resite-role-primary" },
    { "source", "OTHER DISTRIBUTION POINT", "BR01DP2", "resite-role-source" },
  };
  GtkStyleContext *context =
      gtk_widget_get_style_context (display_child (head->badge, "frame_box"));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      show (head, cases[i].machine);
      assert_badge (head, cases[i].word, cases[i].name, cases[i].style);
    }
  g_assert_false (gtk_style_context_has_class (context, "resite-role-old"));
  display_settle ();
}

static void
test_badge_details (Head *head, gconstpointer data)
{
  g_autofree char *name = NULL;

  show (head, "old");
  display_assert_says (head->badge, "serial 7XK4211 · Compaq ProLiant ML370 G2 · Room 0.14");
  name = display_dup_name (head->badge);
  g_assert_true (g_str_has_prefix (name, "Do this on: OLD SERVER, BR01SMS, serial 7XK4211"));
  show (head, "primary.1");
  display_assert_says (head->badge, "site P01");
  show (head, "desk");
  g_assert_false (gtk_widget_get_visible (display_child (head->badge, "detail_label")) &&
                  *display_text (head->badge, "detail_label") == '\0');
}

/* After the rename it says the name that stands on the screen of the machine. */
static void
test_badge_after_rename (Head *head, gconstpointer data)
{
  fixture_walk_to (head->site, "C3");
  show (head, "old");
  g_assert_cmpstr (display_text (head->badge, "name_label"), ==, "BR01SMS");
  fixture_do (head->site, RESITE_MOVE_DONE, "C3", NULL);
  show (head, "old");
  g_assert_cmpstr (display_text (head->badge, "name_label"), ==, "BR01SMS_OLD");
}

static void
test_badge_takes_no_focus (Head *head, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = NULL;

  show (head, "old");
  stops = display_list_tab_stops (head->window);
  g_assert_cmpuint (stops->len, ==, 0);
}

static ResiteEvent *
append (Head *head, const char *what, const char *question, const char *text, const char *choices)
{
  g_autoptr (ResiteEvent) draft = resite_event_new (what, FIXTURE_BY, NULL, NULL, 0);
  g_autoptr (GError) error = NULL;
  ResiteEvent *event;

  resite_event_set (draft, "question", question);
  if (text != NULL)
    resite_event_set_text (draft, "text", text);
  resite_event_set (draft, text != NULL ? "choices" : "choice", choices);
  event = resite_journal_append (resite_run_get_journal (head->site->run), draft, 0, &error);
  g_assert_no_error (error);
  return event;
}

static void
tell (Head *head, ResiteEvent *event)
{
  g_signal_emit_by_name (head->site->run, "event", event);
  display_settle ();
}

static void
test_no_question (Head *head, gconstpointer data)
{
  resite_question_bar_set_run (RESITE_QUESTION_BAR (head->bar), head->site->run);
  g_assert_false (gtk_widget_get_visible (head->bar));
  gtk_widget_show_all (gtk_widget_get_parent (head->bar));
  g_assert_false (gtk_widget_get_visible (head->bar));
}

static void
test_question (Head *head, gconstpointer data)
{
  g_autoptr (ResiteEvent) asked = NULL;
  g_autoptr (ResiteEvent) answered = NULL;
  g_auto (DisplayHeard) answer = { 0 };

  resite_question_bar_set_run (RESITE_QUESTION_BAR (head->bar), head->site->run);
  display_listen (head->bar, "answer", display_heard_texts_cb, &answer);
  asked = append (head, RESITE_EVENT_ASKED, "q1", "Go on <b>now</b> & " STRANGE_TEXT, "yes|no");
  tell (head, asked);
  display_until (gtk_widget_get_visible (head->bar));
  display_assert_says (head->bar, "Go on <b>now</b> & " STRANGE_TEXT);
  g_assert_nonnull (display_named (head->window, "Go on <b>now</b> & " STRANGE_TEXT));
  display_assert_named (head->window);
  display_click (display_button (head->bar, "no"));
  g_assert_cmpuint (answer.count, ==, 1);
  g_assert_cmpstr (answer.text, ==, "q1");
  g_assert_cmpstr (answer.second, ==, "no");
  g_assert_true (gtk_widget_get_visible (head->bar));
  answered = append (head, RESITE_EVENT_ANSWERED, "q1", NULL, "no");
  tell (head, answered);
  g_assert_false (gtk_widget_get_visible (head->bar));
}

/* Asked before this window was there, the older one first. */
static void
test_former_questions (Head *head, gconstpointer data)
{
  g_autoptr (ResiteEvent) first = append (head, RESITE_EVENT_ASKED, "q1", "First?", "a|b|c");
  g_autoptr (ResiteEvent) second = append (head, RESITE_EVENT_ASKED, "q2", "Second?", "d");
  g_autoptr (ResiteEvent) done = append (head, RESITE_EVENT_ASKED, "q3", "Third?", "e");
  g_autoptr (ResiteEvent) third = append (head, RESITE_EVENT_ANSWERED, "q3", NULL, "e");
  g_autoptr (ResiteEvent) answer = NULL;

  resite_question_bar_set_run (RESITE_QUESTION_BAR (head->bar), head->site->run);
  display_until (display_says (head->bar, "First?"));
  g_assert_nonnull (display_button (head->bar, "c"));
  answer = append (head, RESITE_EVENT_ANSWERED, "q1", NULL, "a");
  tell (head, answer);
  display_assert_says (head->bar, "Second?");
  display_assert_silent (head->bar, "First?");
  g_assert_nonnull (display_button (head->bar, "d"));
  g_assert_false (display_says (head->bar, "Third?"));
}

static void
test_machine_words (Head *head, gconstpointer data)
{
  g_autofree char *own =
      resite_step_words_machine (head->site->run, fixture_step (head->site, "C6@primary.2"), NULL);
  g_autofree char *of_role = resite_step_words_machine (
      head->site->run, fixture_step (head->site, "C6@primary.2"), "primary");
  g_autofree char *old =
      resite_step_words_machine (head->site->run, fixture_step (head->site, "P1"), "old");

  g_assert_cmpstr (own, ==, "PRIMARY CENSMS01");
  g_assert_cmpstr (of_role, ==, "PRIMARY CENSMS01");
  g_assert_cmpstr (old, ==, "OLD SERVER BR01SMS");
}

static void
test_outcome_words (void)
{
  static const char *const outcomes[] = { "running", "interrupted", "ok",      "warning",
                                          "failed",  "stopped",     "unknown", "told" };
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      ResiteActionState state = { .outcome = (char *)outcomes[i] };

      g_hash_table_add (words, (gpointer)resite_step_words_outcome_word (&state));
      g_assert_cmpint (g_utf8_strlen (resite_step_words_outcome_glyph (&state), -1), ==, 1);
      g_assert_true (
          g_str_has_prefix (resite_step_words_outcome_style (&state), "resite-verdict-"));
    }
  g_assert_cmpuint (g_hash_table_size (words), ==, G_N_ELEMENTS (outcomes));
  g_assert_cmpstr (resite_step_words_outcome_word (NULL), ==, "to do");
  g_assert_false (resite_step_words_knows (NULL));
}

static void
test_how_words (void)
{
  static const char *const letters[] = { "V", "L", "O", "F", "H" };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      const char *word = resite_step_words_how (letters[i]);

      g_assert_true (g_str_has_prefix (word, letters[i]));
      g_assert_cmpuint (strlen (word), >, 4);
    }
  g_assert_cmpstr (resite_step_words_how ("X"), ==, "");
  g_assert_cmpstr (resite_step_words_how (NULL), ==, "");
}

static void
test_conditions (Head *head, gconstpointer data)
{
  ResiteStepRun *step = fixture_step (head->site, "C6@primary.2");

  g_assert_true (resite_step_words_holds (head->site->run, step, NULL));
  g_assert_true (resite_step_words_holds (head->site->run, step, "options.emergency-share = no"));
  g_assert_false (resite_step_words_holds (head->site->run, step, "options.emergency-share = yes"));
}

static void
test_state_signs (Head *head, gconstpointer data)
{
  ResiteStateSign sign = resite_state_sign_of (fixture_step (head->site, "P1"));

  g_assert_cmpstr (sign.word, ==, "to do");
  fixture_do (head->site, RESITE_MOVE_START, "P1", NULL);
  sign = resite_state_sign_of (fixture_step (head->site, "P1"));
  g_assert_cmpstr (sign.word, ==, "done");
  g_assert_cmpstr (sign.style, ==, "resite-good");
  fixture_do (head->site, RESITE_MOVE_DONE, "P3", NULL);
  sign = resite_state_sign_of (fixture_step (head->site, "P3"));
  g_assert_cmpstr (sign.word, ==, "done by hand");
  g_assert_cmpstr (sign.glyph, ==, "h");
}

static void
add (const char *path, void (*test) (Head *, gconstpointer))
{
  g_test_add (path, Head, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/machine-badge/roles", test_badge);
  add ("/machine-badge/details", test_badge_details);
  add ("/machine-badge/after-rename", test_badge_after_rename);
  add ("/machine-badge/takes-no-focus", test_badge_takes_no_focus);
  add ("/question-bar/none", test_no_question);
  add ("/question-bar/question", test_question);
  add ("/question-bar/former", test_former_questions);
  add ("/step-words/machines", test_machine_words);
  g_test_add_func ("/step-words/outcomes", test_outcome_words);
  g_test_add_func ("/step-words/how", test_how_words);
  add ("/step-words/conditions", test_conditions);
  add ("/state-signs", test_state_signs);
  return g_test_run ();
}
