/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include <glib/gstdio.h>
#include "display.h"
#include "job-run.h"
#include "resite-plan-field.h"
#include "resite-plan-page.h"

typedef struct
{
  GtkWidget *window;
  ResitePlanField *field;
  DisplayHeard edited;
} Field;

static void
field_open (Field *f, const char *group, const char *key, const char *given, const char *fallback,
            gboolean locked)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", group, key);

  memset (f, 0, sizeof *f);
  f->field = RESITE_PLAN_FIELD (
      resite_plan_field_new (resite_plan_keys_find (group, key), name, given, fallback, locked));
  f->window = display_show (GTK_WIDGET (f->field));
  display_listen (f->field, "edited", display_heard_cb, &f->edited);
}

static void
field_close (Field *f)
{
  display_destroy (f->window);
  display_heard_clear (&f->edited);
}

static GtkWidget *
field_entry (Field *f)
{
  return display_nth (f->field, GTK_TYPE_ENTRY, 0);
}

static void
field_assert_value (Field *f, const char *expected)
{
  g_autofree char *value = resite_plan_field_get_value (f->field);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_field_value (void)
{
  Field f;

  field_open (&f, "site", "code", "S01", NULL, FALSE);
  g_assert_cmpstr (resite_plan_field_get_name (f.field), ==, "site.code");
  field_assert_value (&f, "S01");
  g_assert_true (resite_plan_field_is_fine (f.field));
  display_assert_says (f.field, "(needed)");
  display_assert_named (f.window);
  display_type (field_entry (&f), "  S02 ");
  field_assert_value (&f, "S02");
  display_type (field_entry (&f), "   ");
  field_assert_value (&f, NULL);
  g_assert_cmpuint (f.edited.count, >=, 2);
  field_close (&f);
}

static void
test_field_faults (void)
{
  static const struct
  {
    const char *group, *key, *wrong, *right;
  } cases[] = {
    { "site", "code", "S0", "S01" },
    { "site", "address", "10.4.1.300", "10.4.1.30" },
    { "site", "server-name", "A_NAME_THAT_IS_TOO_LONG", "BR01SMS" },
    { "site", "drive", "EE", "E" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Field f;

      field_open (&f, cases[i].group, cases[i].key, NULL, NULL, FALSE);
      display_assert_silent (f.field, "✘");
      display_type (field_entry (&f), cases[i].wrong);
      g_assert_false (resite_plan_field_is_fine (f.field));
      display_assert_says (f.field, "✘ ");
      g_assert_cmpuint (
          strlen (atk_object_get_description (gtk_widget_get_accessible (field_entry (&f)))), >, 3);
      display_type (field_entry (&f), cases[i].right);
      g_assert_true (resite_plan_field_is_fine (f.field));
      display_assert_silent (f.field, "✘");
      field_close (&f);
    }
}

/* What is found across values goes with the next key that is pressed. */
static void
test_field_other_faults (void)
{
  Field f;

  field_open (&f, "site", "address", "10.4.1.20", NULL, FALSE);
  resite_plan_field_set_fault (f.field, "not in the net of <b>& the gateway",
                               RESITE_PLAN_FAULT_ERROR);
  display_assert_says (f.field, "✘ not in the net of <b>& the gateway");
  g_assert_false (resite_plan_field_is_fine (f.field));
  resite_plan_field_set_fault (f.field, "look twice", RESITE_PLAN_FAULT_WARNING);
  display_assert_says (f.field, "! look twice");
  g_assert_true (resite_plan_field_is_fine (f.field));
  display_type (field_entry (&f), "10.4.1.21");
  display_assert_silent (f.field, "look twice");
  field_close (&f);
}

/* What is merely missing is not held against anybody at once. */
static void
test_field_missing (void)
{
  Field f;

  field_open (&f, "site", "code", NULL, NULL, FALSE);
  resite_plan_field_set_fault (f.field, "is needed", RESITE_PLAN_FAULT_ERROR);
  display_assert_silent (f.field, "is needed");
  resite_plan_field_insist (f.field);
  display_assert_says (f.field, "✘ is needed");
  field_close (&f);
}

static void
test_field_locked (void)
{
  Field f;
  GtkWidget *button;

  field_open (&f, "site", "code", "S01", NULL, TRUE);
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (field_entry (&f))));
  button = display_button (f.field, "This is wrong");
  display_assert_named (f.window);
  display_click (button);
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (field_entry (&f))));
  g_assert_false (gtk_widget_get_visible (button));
  g_assert_true (display_focus (f.window) == field_entry (&f));
  field_close (&f);
  field_open (&f, "site", "code", NULL, NULL, TRUE);
  g_assert_true (gtk_editable_get_editable (GTK_EDITABLE (field_entry (&f))));
  field_close (&f);
}

static void
test_field_choice (void)
{
  Field f;
  GtkComboBox *combo;

  field_open (&f, "options", "emergency-share", NULL, "yes", FALSE);
  combo = display_nth (f.field, GTK_TYPE_COMBO_BOX, 0);
  field_assert_value (&f, NULL);
  g_assert_true (gtk_combo_box_set_active_id (combo, "no"));
  field_assert_value (&f, "no");
  g_assert_cmpuint (f.edited.count, ==, 1);
  gtk_combo_box_set_active (combo, 0);
  field_assert_value (&f, NULL);
  field_close (&f);
  field_open (&f, "options", "emergency-share", "perhaps <b>", "yes", FALSE);
  field_assert_value (&f, "perhaps <b>");
  g_assert_false (resite_plan_field_is_fine (f.field));
  field_close (&f);
}

static void
test_field_direction (void)
{
  Field f;

  field_open (&f, "site", "address", "10.4.1.20", NULL, FALSE);
  g_assert_cmpint (gtk_widget_get_direction (field_entry (&f)), ==, GTK_TEXT_DIR_LTR);
  field_close (&f);
}

typedef struct
{
  GtkWidget *window;
  ResitePlanPage *page;
  char *folder;
  char *draft;
  DisplayHeard started;
  DisplayHeard cancelled;
} Form;

static void
form_open (Form *form, gboolean sample, gboolean from_file)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"), "tests", "data", "sample.siteplan", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePlan) plan =
      sample ? resite_plan_new_from_file (path, &error) : resite_plan_new ();

  g_assert_no_error (error);
  memset (form, 0, sizeof *form);
  form->folder = job_run_make_folder ();
  form->draft = g_build_filename (form->folder, "draft.siteplan", NULL);
  form->page = RESITE_PLAN_PAGE (resite_plan_page_new (plan, from_file, form->draft));
  form->window = display_show (GTK_WIDGET (form->page));
  display_listen (form->page, "start", display_heard_text_cb, &form->started);
  display_listen (form->page, "cancelled", display_heard_cb, &form->cancelled);
}

static void
form_close (Form *form)
{
  display_destroy (form->window);
  display_heard_clear (&form->started);
  display_heard_clear (&form->cancelled);
  job_run_remove_folder (form->folder);
  g_free (form->draft);
}

static gboolean
is_field_of (GtkWidget *widget, gconstpointer name)
{
  return RESITE_IS_PLAN_FIELD (widget) &&
         g_strcmp0 (resite_plan_field_get_name (RESITE_PLAN_FIELD (widget)), name) == 0;
}

static GtkWidget *
form_field (Form *form, const char *name)
{
  return display_search_first (GTK_WIDGET (form->page), is_field_of, name);
}

static void
form_type (Form *form, const char *name, const char *text)
{
  gtk_entry_set_text (display_nth (form_field (form, name), GTK_TYPE_ENTRY, 0), text);
}

static void
test_form_names (void)
{
  Form form;

  form_open (&form, TRUE, FALSE);
  display_assert_named (form.window);
  g_assert_nonnull (form_field (&form, "site.code"));
  g_assert_nonnull (form_field (&form, "primary.2.server-name"));
  display_click (display_button (form.page, "_Back to the start"));
  g_assert_cmpuint (form.cancelled.count, ==, 1);
  form_close (&form);
}

static void
test_form_empty (void)
{
  Form form;

  form_open (&form, FALSE, FALSE);
  display_assert_says (form.page, "[primary.1] The direct parent is needed");
  display_assert_silent (form.page, "✘");
  display_click (display_child (form.page, "start_button"));
  g_assert_cmpuint (form.started.count, ==, 0);
  display_assert_says (form.page, "The run cannot start yet: ");
  display_assert_says (form.page, "✘");
  g_assert_true (
      gtk_widget_is_ancestor (display_focus (form.window), form_field (&form, "site.code")));
  form_close (&form);
}

static gboolean
file_holds (const char *path, const char *part)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, part) != NULL;
}

/* What was typed is on the disk soon, without anybody saving. */
static void
test_form_draft (void)
{
  Form form;

  form_open (&form, TRUE, FALSE);
  form_type (&form, "site.place", "Room <1> & " RTL_TEXT);
  display_until (file_holds (form.draft, "place=Room <1> & " RTL_TEXT));
  form_type (&form, "site.address", "not one");
  display_until (display_says (form.page, "missing or wrong."));
  form_close (&form);
}

static void
test_form_closed_while_typing (void)
{
  Form form;

  form_open (&form, TRUE, FALSE);
  form_type (&form, "site.place", "in a hurry");
  form_close (&form);
}

static void
test_form_primaries (void)
{
  Form form;
  g_autofree char *server = NULL;

  form_open (&form, TRUE, FALSE);
  g_assert_null (form_field (&form, "primary.3.server-name"));
  display_click (display_child (form.page, "add_button"));
  g_assert_nonnull (form_field (&form, "primary.3.server-name"));
  display_settle ();
  form_type (&form, "primary.3.server-name", "THIRD");
  server =
      resite_plan_field_get_value (RESITE_PLAN_FIELD (form_field (&form, "primary.3.server-name")));
  g_assert_cmpstr (server, ==, "THIRD");
  display_until (file_holds (form.draft, "[primary.3]"));
  form_close (&form);
}

static void
test_form_saved_as (void)
{
  Form form;
  g_autofree char *path = NULL;

  form_open (&form, TRUE, FALSE);
  path = g_build_filename (form.folder, "copy & <b>.siteplan", NULL);
  display_click (display_child (form.page, "save_button"));
  display_choose_file (path);
  display_until (file_holds (path, "code=S01"));
  display_until (display_says (form.page, "Saved as "));
  display_assert_says (form.page, "copy & <b>.siteplan");
  form_close (&form);
}

/* A plan that somebody else made is not changed by a slip: its values are locked one by one. */
static void
test_form_from_file (void)
{
  Form form;
  GtkWidget *field;

  form_open (&form, TRUE, TRUE);
  field = form_field (&form, "site.code");
  g_assert_false (gtk_editable_get_editable (display_nth (field, GTK_TYPE_ENTRY, 0)));
  display_click (display_button (field, "This is wrong"));
  display_type (display_nth (field, GTK_TYPE_ENTRY, 0), "S02");
  display_settle ();
  g_assert_false (g_file_test (form.draft, G_FILE_TEST_EXISTS));
  form_close (&form);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/plan-field/value", test_field_value);
  g_test_add_func ("/plan-field/faults", test_field_faults);
  g_test_add_func ("/plan-field/other-faults", test_field_other_faults);
  g_test_add_func ("/plan-field/missing", test_field_missing);
  g_test_add_func ("/plan-field/locked", test_field_locked);
  g_test_add_func ("/plan-field/choice", test_field_choice);
  g_test_add_func ("/plan-field/direction", test_field_direction);
  g_test_add_func ("/plan-page/names", test_form_names);
  g_test_add_func ("/plan-page/empty", test_form_empty);
  g_test_add_func ("/plan-page/draft", test_form_draft);
  g_test_add_func ("/plan-page/closed-while-typing", test_form_closed_while_typing);
  g_test_add_func ("/plan-page/primaries", test_form_primaries);
  g_test_add_func ("/plan-page/saved-as", test_form_saved_as);
  g_test_add_func ("/plan-page/from-file", test_form_from_file);
  return g_test_run ();
}
