/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-run.h"
#include "resite-form-field.h"
#include "resite-form-view.h"

/* The fields of P2 in their order. */
enum
{
  LINE,
  NOTES,
  SHARE,
  ADDRESS,
  LIMIT,
  SERVER,
  N_FIELDS
};

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  ResiteFormView *view;
  DisplayHeard changed;
} Form;

static void
set_up (Form *form, gconstpointer data)
{
  form->site = display_run_new ("strange.xml");
  form->view =
      RESITE_FORM_VIEW (resite_form_view_new (form->site->run, fixture_step (form->site, "P2"),
                                              display_run_action (form->site, "P2", "settings")));
  form->window = display_show (GTK_WIDGET (form->view));
  memset (&form->changed, 0, sizeof form->changed);
  display_listen (form->view, "changed", display_heard_cb, &form->changed);
}

static void
tear_down (Form *form, gconstpointer data)
{
  display_destroy (form->window);
  display_heard_clear (&form->changed);
  display_run_assert_unheard (form->site);
  fixture_free (form->site);
}

static GtkWidget *
get_field (Form *form, guint n)
{
  return display_nth (form->view, RESITE_TYPE_FORM_FIELD, n);
}

static GtkWidget *
get_entry (Form *form, guint n)
{
  return display_nth (get_field (form, n), GTK_TYPE_ENTRY, 0);
}

static void
assert_value (Form *form, guint n, const char *expected)
{
  g_autofree char *value = resite_form_field_dup_value (RESITE_FORM_FIELD (get_field (form, n)));

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_fault (Form *form, gboolean strict, const char *expected)
{
  g_autofree char *fault = resite_form_view_dup_fault (form->view, strict);

  g_assert_cmpstr (fault, ==, expected);
}

static GtkWidget *
get_answer (Form *form, const char *label)
{
  return display_button (get_field (form, SHARE), label);
}

static void
fill_all (Form *form)
{
  display_type (get_entry (form, LINE), "a line");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (get_answer (form, "No")), TRUE);
}

static void
test_fields (Form *form, gconstpointer data)
{
  static const char *const ids[] = { "line", "notes", "share", "address", "limit", "server" };

  g_assert_cmpuint (display_count (form->view, RESITE_TYPE_FORM_FIELD), ==, N_FIELDS);
  for (guint i = 0; i < N_FIELDS; i++)
    g_assert_cmpstr (resite_form_field_get_id (RESITE_FORM_FIELD (get_field (form, i))), ==,
                     ids[i]);
  display_assert_says (form->view, "A <line> & more of S01");
  display_assert_says (form->view, "Notes_here (optional)");
  display_assert_says (form->view, "Limit (optional)");
}

static void
test_defaults (Form *form, gconstpointer data)
{
  assert_value (form, LINE, "");
  assert_value (form, NOTES, "none for S01");
  assert_value (form, SHARE, "");
  assert_value (form, ADDRESS, "10.4.1.20");
  assert_value (form, LIMIT, "");
}

/* Neither answer is there before somebody gave it. */
static void
test_yes_no (Form *form, gconstpointer data)
{
  GtkToggleButton *yes = GTK_TOGGLE_BUTTON (get_answer (form, "Yes"));
  GtkToggleButton *no = GTK_TOGGLE_BUTTON (get_answer (form, "No"));

  g_assert_false (gtk_toggle_button_get_active (yes));
  g_assert_false (gtk_toggle_button_get_active (no));
  gtk_toggle_button_set_active (yes, TRUE);
  assert_value (form, SHARE, "yes");
  gtk_toggle_button_set_active (no, TRUE);
  assert_value (form, SHARE, "no");
  g_assert_false (gtk_toggle_button_get_active (yes));
  g_assert_cmpuint (form->changed.count, >=, 2);
}

static void
test_missing (Form *form, gconstpointer data)
{
  assert_fault (form, FALSE, "A <line> & more of S01: this is needed");
  display_assert_silent (form->view, "✗");
  assert_fault (form, TRUE, "A <line> & more of S01: this is needed");
  display_assert_says (get_field (form, LINE), "✗ this is needed");
  display_assert_says (get_field (form, SHARE), "✗ this is needed");
  display_assert_silent (get_field (form, NOTES), "✗");
  fill_all (form);
  assert_fault (form, TRUE, NULL);
  display_assert_silent (form->view, "✗");
}

static void
test_wrong_values (Form *form, gconstpointer data)
{
  static const struct
  {
    guint field;
    const char *wrong;
    const char *right;
  } cases[] = {
    { ADDRESS, "10.4.1", "10.4.1.9" }, { ADDRESS, "256.1.1.1", "192.168.0.1" },
    { LIMIT, "twelve", "12" },         { SERVER, "TOO-LONG-A-NAME-16", "BR01SMS" },
    { SERVER, "with blank", "A-1" },
  };

  fill_all (form);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fault = NULL;

      display_type (get_entry (form, cases[i].field), cases[i].wrong);
      fault = resite_form_view_dup_fault (form->view, FALSE);
      g_assert_nonnull (fault);
      display_assert_says (get_field (form, cases[i].field), "✗");
      display_type (get_entry (form, cases[i].field), cases[i].right);
      assert_fault (form, FALSE, NULL);
      display_assert_silent (get_field (form, cases[i].field), "✗");
    }
}

static void
test_fill (Form *form, gconstpointer data)
{
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_FILL, FIXTURE_BY, "P2");
  GtkTextView *notes = display_nth (get_field (form, NOTES), GTK_TYPE_TEXT_VIEW, 0);

  fill_all (form);
  display_type (get_entry (form, LINE), "  " STRANGE_TEXT "  ");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (notes), "one\ntwo " RTL_TEXT "\n", -1);
  resite_form_view_fill (form->view, move);
  g_assert_cmpstr (resite_move_get (move, "action"), ==, "settings");
  g_assert_cmpstr (resite_move_get (move, "field.line"), ==, STRANGE_TEXT);
  g_assert_cmpstr (resite_move_get (move, "field.notes"), ==, "one\ntwo " RTL_TEXT);
  g_assert_cmpstr (resite_move_get (move, "field.share"), ==, "no");
  g_assert_cmpstr (resite_move_get (move, "field.address"), ==, "10.4.1.20");
  g_assert_cmpstr (resite_move_get (move, "field.limit"), ==, "");
}

/* What was filled in is there again, in the form of the same run. */
static void
test_filled_before (Form *form, gconstpointer data)
{
  g_autoptr (ResiteMove) move = resite_move_new (RESITE_MOVE_FILL, FIXTURE_BY, "P2");
  g_autoptr (ResiteMove) again = resite_move_new (RESITE_MOVE_FILL, FIXTURE_BY, "P2");
  g_autoptr (GError) error = NULL;
  GtkWidget *other;

  fill_all (form);
  display_type (get_entry (form, LINE), STRANGE_TEXT);
  resite_form_view_fill (form->view, move);
  fixture_perform (form->site, move, NULL, &error);
  g_assert_no_error (error);
  fixture_assert_status (form->site, "P2", "done");
  other =
      g_object_ref_sink (resite_form_view_new (form->site->run, fixture_step (form->site, "P2"),
                                               display_run_action (form->site, "P2", "settings")));
  resite_form_view_fill (RESITE_FORM_VIEW (other), again);
  g_assert_cmpstr (resite_move_get (again, "field.line"), ==, STRANGE_TEXT);
  g_assert_cmpstr (resite_move_get (again, "field.share"), ==, "no");
  gtk_widget_destroy (other);
  g_assert_finalize_object (other);
}

static void
test_tells_of_changes (Form *form, gconstpointer data)
{
  guint before = form->changed.count;

  gtk_entry_set_text (GTK_ENTRY (get_entry (form, LIMIT)), "7");
  g_assert_cmpuint (form->changed.count, ==, before + 1);
}

static void
test_keys (Form *form, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = NULL;

  resite_form_view_grab_first (form->view);
  g_assert_true (display_focus (form->window) == get_entry (form, LINE));
  display_press (form->window, GDK_KEY_Tab, 0);
  g_assert_true (GTK_IS_TEXT_VIEW (display_focus (form->window)));
  display_press (form->window, GDK_KEY_Tab, 0);
  g_assert_true (GTK_IS_RADIO_BUTTON (display_focus (form->window)));
  display_assert_named (form->window);
}

static void
test_direction (Form *form, gconstpointer data)
{
  gtk_widget_set_direction (GTK_WIDGET (form->view), GTK_TEXT_DIR_RTL);
  g_assert_cmpint (gtk_widget_get_direction (get_entry (form, ADDRESS)), ==, GTK_TEXT_DIR_LTR);
  g_assert_cmpint (gtk_widget_get_direction (get_entry (form, SERVER)), ==, GTK_TEXT_DIR_LTR);
}

/* A label leads to its input: Alt and a letter is not promised, the relation is. */
static void
test_labels (Form *form, gconstpointer data)
{
  g_assert_true (display_named (form->view, "Address") == get_entry (form, ADDRESS) ||
                 display_has_name (get_entry (form, ADDRESS), "Address"));
  g_assert_true (display_has_name (get_entry (form, LIMIT), "Limit (optional)"));
  g_assert_nonnull (display_named (get_field (form, NOTES), "Notes_here"));
}

static void
add (const char *path, void (*test) (Form *, gconstpointer))
{
  g_test_add (path, Form, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/form-view/fields", test_fields);
  add ("/form-view/defaults", test_defaults);
  add ("/form-view/yes-no", test_yes_no);
  add ("/form-view/missing", test_missing);
  add ("/form-view/wrong-values", test_wrong_values);
  add ("/form-view/fill", test_fill);
  add ("/form-view/filled-before", test_filled_before);
  add ("/form-view/tells-of-changes", test_tells_of_changes);
  add ("/form-view/keys", test_keys);
  add ("/form-view/direction", test_direction);
  add ("/form-view/labels", test_labels);
  return g_test_run ();
}
