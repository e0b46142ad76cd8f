/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-label.h"
#include "resite-message-bar.h"
#include "resite-role-shape.h"
#include "resite-wrap-box.h"

/* The small ones: labels, copy buttons, the box that wraps, the bar for messages, shapes. */

static void
test_label (void)
{
  GtkWidget *label = g_object_ref_sink (resite_label_new (STRANGE_TEXT, "resite-small"));

  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, STRANGE_TEXT);
  g_assert_true (gtk_widget_get_visible (label));
  g_assert_true (gtk_label_get_line_wrap (GTK_LABEL (label)));
  g_assert_true (
      gtk_style_context_has_class (gtk_widget_get_style_context (label), "resite-small"));
  g_assert_finalize_object (label);
}

/* A word without a blank, longer than the window, does not widen it. */
static void
test_long_word (void)
{
  g_autofree char *word = g_strnfill (400, 'x');
  GtkWidget *label = g_object_ref_sink (resite_label_new (word, NULL));
  int minimum;

  gtk_widget_get_preferred_width (label, &minimum, NULL);
  g_assert_cmpint (minimum, <, 200);
  g_assert_finalize_object (label);
}

static void
test_literal (void)
{
  GtkWidget *label = g_object_ref_sink (resite_label_new_literal ("preinst /DELSITE <S01> & _x"));

  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "preinst /DELSITE <S01> & _x");
  g_assert_cmpint (gtk_widget_get_direction (label), ==, GTK_TEXT_DIR_LTR);
  g_assert_true (gtk_label_get_selectable (GTK_LABEL (label)));
  g_assert_false (gtk_widget_get_can_focus (label));
  g_assert_finalize_object (label);
}

static void
test_copy_button (void)
{
  GtkWidget *button = resite_label_new_copy_button ("line 1\nline 2 " RTL_TEXT, "Copy the line");
  GtkWidget *window = display_show (button);
  g_autofree char *text = NULL;

  display_assert_named (window);
  g_assert_true (display_named (window, "Copy the line") == button);
  display_click (button);
  text = display_read_clipboard ();
  g_assert_cmpstr (text, ==, "line 1\nline 2 " RTL_TEXT);
  display_assert_says (button, "Copied");
  g_assert_true (display_named (window, "Copy the line") == button);
  display_destroy (window);
}

static void
test_style (void)
{
  GtkWidget *label = g_object_ref_sink (resite_label_new ("x", NULL));
  GtkStyleContext *context = gtk_widget_get_style_context (label);

  resite_label_set_style (label, "resite-verdict-good");
  resite_label_set_style (label, "resite-verdict-bad");
  g_assert_false (gtk_style_context_has_class (context, "resite-verdict-good"));
  g_assert_true (gtk_style_context_has_class (context, "resite-verdict-bad"));
  g_assert_finalize_object (label);
}

static void
test_empty_box (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window = display_show (box);
  GtkWidget *label = resite_label_new ("x", NULL);

  g_object_add_weak_pointer (G_OBJECT (label), (gpointer *)&label);
  gtk_container_add (GTK_CONTAINER (box), label);
  gtk_container_add (GTK_CONTAINER (box), resite_label_new ("y", NULL));
  resite_label_empty_box (GTK_CONTAINER (box));
  g_assert_null (label);
  g_assert_cmpuint (display_count (box, GTK_TYPE_LABEL), ==, 0);
  display_destroy (window);
}

typedef struct
{
  GtkWidget *window;
  GtkWidget *box;
  GtkWidget *buttons[6];
} Wrap;

static void
wrap_set_up (Wrap *wrap, gconstpointer data)
{
  GtkWidget *scroller = gtk_scrolled_window_new (NULL, NULL);

  wrap->box = resite_wrap_box_new ();
  for (guint i = 0; i < G_N_ELEMENTS (wrap->buttons); i++)
    {
      wrap->buttons[i] = gtk_button_new_with_label ("A button of some length");
      gtk_widget_show (wrap->buttons[i]);
      gtk_container_add (GTK_CONTAINER (wrap->box), wrap->buttons[i]);
    }
  g_object_set (scroller, "hscrollbar-policy", GTK_POLICY_EXTERNAL, NULL);
  gtk_container_add (GTK_CONTAINER (scroller), wrap->box);
  wrap->window = display_show (scroller);
}

static void
wrap_tear_down (Wrap *wrap, gconstpointer data)
{
  display_destroy (wrap->window);
}

static void
wrap_allocate (Wrap *wrap, int width)
{
  GtkAllocation place = { 0, 0, width, 0 };

  gtk_widget_get_preferred_height_for_width (wrap->box, width, &place.height, NULL);
  gtk_widget_size_allocate (wrap->box, &place);
}

static guint
wrap_count_lines (Wrap *wrap)
{
  guint lines = 0;
  int last = -1;

  for (guint i = 0; i < G_N_ELEMENTS (wrap->buttons); i++)
    {
      GtkAllocation place;

      gtk_widget_get_allocation (wrap->buttons[i], &place);
      lines += place.y != last;
      last = place.y;
    }
  return lines;
}

static int
wrap_get_natural (Wrap *wrap)
{
  int natural;

  gtk_widget_get_preferred_width (wrap->buttons[0], NULL, &natural);
  return natural;
}

static void
test_wrap_lines (Wrap *wrap, gconstpointer data)
{
  int one = wrap_get_natural (wrap);

  wrap_allocate (wrap, one * 7);
  g_assert_cmpuint (wrap_count_lines (wrap), ==, 1);
  wrap_allocate (wrap, one * 3 + 20);
  g_assert_cmpuint (wrap_count_lines (wrap), ==, 2);
  wrap_allocate (wrap, one + 10);
  g_assert_cmpuint (wrap_count_lines (wrap), ==, 6);
}

static void
wrap_assert_inside (Wrap *wrap, int width)
{
  int height;

  gtk_widget_get_preferred_height_for_width (wrap->box, width, &height, NULL);
  wrap_allocate (wrap, width);
  for (guint i = 0; i < G_N_ELEMENTS (wrap->buttons); i++)
    {
      GtkAllocation a;

      gtk_widget_get_allocation (wrap->buttons[i], &a);
      g_assert_cmpint (a.x, >=, 0);
      g_assert_cmpint (a.x + a.width, <=, width);
      g_assert_cmpint (a.y + a.height, <=, height);
      for (guint j = 0; j < i; j++)
        {
          GtkAllocation b;

          gtk_widget_get_allocation (wrap->buttons[j], &b);
          g_assert_false (gdk_rectangle_intersect (&a, &b, NULL));
        }
    }
}

/* Nothing is cut off and nothing overlaps, in both directions of writing. */
static void
test_wrap_inside (Wrap *wrap, gconstpointer data)
{
  int one = wrap_get_natural (wrap);

  for (int turn = 0; turn < 2; turn++)
    {
      for (int width = one; width < one * 8; width += 37)
        wrap_assert_inside (wrap, width);
      gtk_widget_set_direction (wrap->box, GTK_TEXT_DIR_RTL);
    }
}

static void
test_wrap_direction (Wrap *wrap, gconstpointer data)
{
  GtkAllocation first;
  GtkAllocation second;

  gtk_widget_set_direction (wrap->box, GTK_TEXT_DIR_RTL);
  wrap_allocate (wrap, 900);
  gtk_widget_get_allocation (wrap->buttons[0], &first);
  gtk_widget_get_allocation (wrap->buttons[1], &second);
  g_assert_cmpint (first.x + first.width, ==, 900);
  g_assert_cmpint (second.x, <, first.x);
}

static void
test_wrap_hidden (Wrap *wrap, gconstpointer data)
{
  int one = wrap_get_natural (wrap);
  int before;
  int after;

  gtk_widget_get_preferred_height_for_width (wrap->box, one + 10, &before, NULL);
  for (guint i = 0; i < 5; i++)
    gtk_widget_hide (wrap->buttons[i]);
  gtk_widget_get_preferred_height_for_width (wrap->box, one + 10, &after, NULL);
  g_assert_cmpint (after, <, before / 4);
  gtk_widget_hide (wrap->buttons[5]);
  gtk_widget_get_preferred_height_for_width (wrap->box, one + 10, &after, NULL);
  g_assert_cmpint (after, ==, 0);
}

static void
test_wrap_expand (Wrap *wrap, gconstpointer data)
{
  GtkAllocation place;
  int one = wrap_get_natural (wrap);

  gtk_container_child_set (GTK_CONTAINER (wrap->box), wrap->buttons[0], "expand", TRUE, NULL);
  wrap_allocate (wrap, one * 2 + 100);
  gtk_widget_get_allocation (wrap->buttons[0], &place);
  g_assert_cmpint (place.width, ==, one + 100 - gtk_box_get_spacing (GTK_BOX (wrap->box)));
  gtk_widget_get_allocation (wrap->buttons[3], &place);
  g_assert_cmpint (place.width, ==, one);
}

static void
test_wrap_keys (Wrap *wrap, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = display_list_tab_stops (wrap->window);

  g_assert_cmpuint (stops->len, ==, 6);
  for (guint i = 0; i < 6; i++)
    g_assert_true (g_ptr_array_index (stops, i) == wrap->buttons[i]);
}

/* A screen reader speaks an info bar when it appears: a second message has to appear again. */
static void
test_message_bar (void)
{
  GtkWidget *bar = resite_message_bar_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window;
  g_auto (DisplayHeard) shown = { 0 };

  gtk_container_add (GTK_CONTAINER (box), bar);
  window = display_show (box);
  gtk_widget_show_all (window);
  g_assert_false (gtk_widget_get_visible (bar));
  display_listen (bar, "show", display_heard_cb, &shown);
  resite_message_bar_say (RESITE_MESSAGE_BAR (bar), GTK_MESSAGE_ERROR, STRANGE_TEXT);
  resite_message_bar_say (RESITE_MESSAGE_BAR (bar), GTK_MESSAGE_INFO, RTL_TEXT);
  g_assert_cmpuint (shown.count, ==, 2);
  display_assert_says (bar, RTL_TEXT);
  display_assert_silent (bar, STRANGE_TEXT);
  g_assert_true (display_named (window, RTL_TEXT) == bar);
  g_assert_cmpint (gtk_info_bar_get_message_type (GTK_INFO_BAR (bar)), ==, GTK_MESSAGE_INFO);
  display_assert_named (window);
  gtk_info_bar_response (GTK_INFO_BAR (bar), GTK_RESPONSE_CLOSE);
  g_assert_false (gtk_widget_get_visible (bar));
  resite_message_bar_say (RESITE_MESSAGE_BAR (bar), GTK_MESSAGE_INFO, "again");
  resite_message_bar_clear (RESITE_MESSAGE_BAR (bar));
  g_assert_false (gtk_widget_get_visible (bar));
  display_destroy (window);
}

/* Each role has a word, a colour and a shape of its own. */
static void
test_role_shapes (void)
{
  static const char *const roles[] = { "old", "new", "primary", "central", "ad", "source", "desk" };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const ResiteRoleShape *shape = resite_role_shape_find (roles[i]);

      g_assert_cmpstr (shape->role, ==, roles[i]);
      for (guint j = 0; j < i; j++)
        {
          const ResiteRoleShape *other = resite_role_shape_find (roles[j]);

          g_assert_cmpstr (shape->word, !=, other->word);
          g_assert_cmpstr (shape->style, !=, other->style);
          g_assert_true (shape->trace != other->trace);
        }
    }
  g_assert_cmpstr (resite_role_shape_find ("primary.12")->role, ==, "primary");
  g_assert_cmpstr (resite_role_shape_find ("newer")->role, ==, "desk");
  g_assert_cmpstr (resite_role_shape_find ("")->role, ==, "desk");
  g_assert_cmpstr (resite_role_shape_find (NULL)->role, ==, "desk");
}

static void
add_wrap (const char *path, void (*test) (Wrap *, gconstpointer))
{
  g_test_add (path, Wrap, NULL, wrap_set_up, test, wrap_tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/label/plain", test_label);
  g_test_add_func ("/label/long-word", test_long_word);
  g_test_add_func ("/label/literal", test_literal);
  g_test_add_func ("/label/copy-button", test_copy_button);
  g_test_add_func ("/label/style", test_style);
  g_test_add_func ("/label/empty-box", test_empty_box);
  add_wrap ("/wrap-box/lines", test_wrap_lines);
  add_wrap ("/wrap-box/inside", test_wrap_inside);
  add_wrap ("/wrap-box/direction", test_wrap_direction);
  add_wrap ("/wrap-box/hidden", test_wrap_hidden);
  add_wrap ("/wrap-box/expand", test_wrap_expand);
  add_wrap ("/wrap-box/keys", test_wrap_keys);
  g_test_add_func ("/message-bar", test_message_bar);
  g_test_add_func ("/role-shapes", test_role_shapes);
  return g_test_run ();
}
