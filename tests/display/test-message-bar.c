/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-message-bar.h"

typedef struct
{
  GtkWidget *window;
  ResiteMessageBar *bar;
  guint shown;
} Fixture;

static void
shown_cb (Fixture *fixture)
{
  fixture->shown++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->bar = RESITE_MESSAGE_BAR (resite_message_bar_new ());
  gtk_container_add (GTK_CONTAINER (box), GTK_WIDGET (fixture->bar));
  fixture->window = display_show (box);
  g_signal_connect_swapped (fixture->bar, "show", G_CALLBACK (shown_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
}

static void
test_hidden_at_first (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->bar)));
  gtk_widget_show_all (fixture->window);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->bar)));
}

static void
test_says (Fixture *fixture, gconstpointer data)
{
  resite_message_bar_say (fixture->bar, GTK_MESSAGE_WARNING, STRANGE_TEXT);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->bar)));
  display_assert_says (fixture->bar, STRANGE_TEXT);
  g_assert_cmpint (gtk_info_bar_get_message_type (GTK_INFO_BAR (fixture->bar)), ==,
                   GTK_MESSAGE_WARNING);
  display_named (fixture->window, STRANGE_TEXT);
  display_assert_named (fixture->bar);
}

/* A screen reader speaks a bar that appears, so each message has to appear anew, the same one too. */
static void
test_every_message_appears (Fixture *fixture, gconstpointer data)
{
  resite_message_bar_say (fixture->bar, GTK_MESSAGE_INFO, "one");
  resite_message_bar_say (fixture->bar, GTK_MESSAGE_ERROR, RTL_TEXT);
  resite_message_bar_say (fixture->bar, GTK_MESSAGE_ERROR, RTL_TEXT);
  g_assert_cmpuint (fixture->shown, ==, 3);
  display_assert_says (fixture->bar, RTL_TEXT);
  display_assert_silent (fixture->bar, "one");
}

static void
test_put_away (Fixture *fixture, gconstpointer data)
{
  resite_message_bar_say (fixture->bar, GTK_MESSAGE_INFO, "one");
  gtk_info_bar_response (GTK_INFO_BAR (fixture->bar), GTK_RESPONSE_CLOSE);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->bar)));
  resite_message_bar_say (fixture->bar, GTK_MESSAGE_INFO, "two");
  resite_message_bar_clear (fixture->bar);
  resite_message_bar_clear (fixture->bar);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->bar)));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/message-bar/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ADD ("hidden-at-first", test_hidden_at_first);
  ADD ("says", test_says);
  ADD ("every-message-appears", test_every_message_appears);
  ADD ("put-away", test_put_away);
  return g_test_run ();
}
