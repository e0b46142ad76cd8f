/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-items.h"
#include "display.h"
#include "resite-item-details.h"

typedef struct
{
  GtkWidget *window;
  ResiteItemDetails *details;
  ResiteJobItem *item;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->details = g_object_new (RESITE_TYPE_ITEM_DETAILS, NULL);
  fixture->item = resite_job_item_new ("C0100010.PCK");
  fixture->window = display_show (GTK_WIDGET (fixture->details));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
  display_assert_unheard (fixture->item, "changed");
  g_assert_finalize_object (fixture->item);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  resite_item_details_set_item (fixture->details, fixture->item);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->details)));
  resite_item_details_set_item (fixture->details, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->details)));
  display_assert_unheard (fixture->item, "changed");
}

static void
test_bare_item (Fixture *fixture, gconstpointer data)
{
  resite_item_details_set_item (fixture->details, fixture->item);
  g_assert_cmpstr (display_text (fixture->details, "name_label"), ==, "C0100010.PCK");
  g_assert_cmpstr (display_text (fixture->details, "fact_label"), ==, "· waiting");
  g_assert_false (gtk_widget_get_visible (display_child (fixture->details, "message_label")));
  g_assert_false (gtk_widget_get_visible (display_child (fixture->details, "output_window")));
}

static void
test_all_facts (Fixture *fixture, gconstpointer data)
{
  resite_job_item_set_progress (fixture->item, 1500000, 1500000);
  resite_job_item_set_result (fixture->item, "forwarded\nto S01\n", 0, 125, 3);
  resite_job_item_set (fixture->item, "half-done", "Only the first half was said.");
  resite_item_details_set_item (fixture->details, fixture->item);
  g_assert_cmpstr (display_text (fixture->details, "fact_label"), ==,
                   "✗ half done · 1.5 MB · 2 min · 3 tries · exit code 0");
  display_assert_says (fixture->details, "Only the first half was said.");
  display_assert_says (fixture->details, "forwarded\nto S01\n");
}

/* One try is no news, and a program that never ended has no code. */
static void
test_no_idle_facts (Fixture *fixture, gconstpointer data)
{
  resite_job_item_set_result (fixture->item, NULL, -1, 0, 1);
  resite_job_item_set (fixture->item, "failed", "gone");
  resite_item_details_set_item (fixture->details, fixture->item);
  g_assert_cmpstr (display_text (fixture->details, "fact_label"), ==, "✗ failed");
}

static void
test_follows (Fixture *fixture, gconstpointer data)
{
  resite_item_details_set_item (fixture->details, fixture->item);
  resite_job_item_set (fixture->item, "running", "");
  g_assert_cmpstr (display_text (fixture->details, "fact_label"), ==, "▸ running");
  resite_job_item_set (fixture->item, "failed", "the disk is full");
  g_assert_cmpstr (display_text (fixture->details, "fact_label"), ==, "✗ failed");
  g_assert_true (gtk_widget_get_visible (display_child (fixture->details, "message_label")));
  resite_job_item_set_result (fixture->item, "later output", 1, 1, 1);
  display_assert_says (fixture->details, "later output");
  resite_job_item_set (fixture->item, "copied", "");
  g_assert_false (gtk_widget_get_visible (display_child (fixture->details, "message_label")));
}

static void
test_changes_of_item (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJobItem) other = resite_job_item_new ("other");

  resite_item_details_set_item (fixture->details, fixture->item);
  resite_item_details_set_item (fixture->details, other);
  display_assert_unheard (fixture->item, "changed");
  resite_job_item_set (fixture->item, "failed", "of the former");
  g_assert_cmpstr (display_text (fixture->details, "name_label"), ==, "other");
  display_assert_silent (fixture->details, "of the former");
  resite_item_details_set_item (fixture->details, other);
  resite_job_item_set (other, "copied", "");
  g_assert_cmpstr (display_text (fixture->details, "fact_label"), ==, "✓ copied");
  resite_item_details_set_item (fixture->details, NULL);
}

/* The item is the details' own while it is shown, also when the list lets it go. */
static void
test_keeps_item (Fixture *fixture, gconstpointer data)
{
  ResiteJobItem *other = resite_job_item_new ("short-lived");

  resite_item_details_set_item (fixture->details, other);
  g_object_unref (other);
  g_assert_cmpstr (resite_job_item_get_name (other), ==, "short-lived");
  g_object_ref (other);
  resite_item_details_set_item (fixture->details, NULL);
  g_assert_finalize_object (other);
}

static void
test_strange_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ResiteJobItem) other = resite_job_item_new (STRANGE_TEXT);

  resite_job_item_set (other, "failed", RTL_TEXT " " STRANGE_TEXT);
  resite_job_item_set_result (other, STRANGE_TEXT "\n" RTL_TEXT, 7, 2, 2);
  resite_item_details_set_item (fixture->details, other);
  g_assert_cmpstr (display_text (fixture->details, "name_label"), ==, STRANGE_TEXT);
  g_assert_cmpstr (display_text (fixture->details, "message_label"), ==, RTL_TEXT " " STRANGE_TEXT);
  display_assert_says (display_child (fixture->details, "output_view"), STRANGE_TEXT "\n" RTL_TEXT);
  resite_item_details_set_item (fixture->details, NULL);
}

/* Output of a program reads from left to right in every language. */
static void
test_direction (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view = display_child (fixture->details, "output_view");

  gtk_widget_set_direction (fixture->window, GTK_TEXT_DIR_RTL);
  gtk_widget_set_direction (GTK_WIDGET (fixture->details), GTK_TEXT_DIR_RTL);
  g_assert_cmpint (gtk_widget_get_direction (view), ==, GTK_TEXT_DIR_LTR);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = NULL;

  resite_job_item_set_result (fixture->item, "a line", 0, 1, 1);
  resite_item_details_set_item (fixture->details, fixture->item);
  display_assert_named (fixture->window);
  stops = display_list_tab_stops (fixture->window);
  g_assert_cmpuint (stops->len, ==, 1);
  g_assert_true (g_ptr_array_index (stops, 0) == display_child (fixture->details, "output_view"));
  g_assert_false (gtk_text_view_get_editable (g_ptr_array_index (stops, 0)));
}

static void
test_long_output (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) output = g_string_new (NULL);
  int width;

  for (int i = 0; i < 5000; i++)
    g_string_append_printf (output, "line %d of what the program printed\n", i);
  resite_job_item_set_result (fixture->item, output->str, 0, 1, 1);
  resite_job_item_set (fixture->item, "failed",
                       "a message that is much longer than any line of the window can be, and that "
                       "goes on and on, so that it has to be broken somewhere or it would push the "
                       "window wider than the screen is");
  resite_item_details_set_item (fixture->details, fixture->item);
  display_settle ();
  display_assert_says (fixture->details, "line 4999 of");
  gtk_widget_get_preferred_width (GTK_WIDGET (fixture->details), &width, NULL);
  g_assert_cmpint (width, <, 700);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/item-details/nothing", test_nothing);
  add ("/item-details/bare-item", test_bare_item);
  add ("/item-details/all-facts", test_all_facts);
  add ("/item-details/no-idle-facts", test_no_idle_facts);
  add ("/item-details/follows", test_follows);
  add ("/item-details/changes-of-item", test_changes_of_item);
  add ("/item-details/keeps-item", test_keeps_item);
  add ("/item-details/strange-text", test_strange_text);
  add ("/item-details/direction", test_direction);
  add ("/item-details/keys", test_keys);
  add ("/item-details/long-output", test_long_output);
  return g_test_run ();
}
