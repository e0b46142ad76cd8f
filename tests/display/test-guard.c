/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display.h"
#include "resite-guard.h"

#define CONSEQUENCE "This cannot be undone. " STRANGE_TEXT

typedef struct
{
  GtkWidget *window;
  ResiteGuard *guard;
  GtkWidget *entry;
  DisplayHeard unlocked; /* by a person */
  DisplayHeard notified;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *machine = data != NULL ? data : "BR01SMS";

  fixture->guard = RESITE_GUARD (resite_guard_new (machine, CONSEQUENCE));
  fixture->window = display_show (GTK_WIDGET (fixture->guard));
  fixture->entry = display_child (fixture->guard, "entry");
  memset (&fixture->unlocked, 0, sizeof fixture->unlocked);
  memset (&fixture->notified, 0, sizeof fixture->notified);
  display_listen (fixture->guard, "unlocked-by-person", display_heard_cb, &fixture->unlocked);
  display_listen (fixture->guard, "notify::unlocked", display_heard_cb, &fixture->notified);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  display_destroy (fixture->window);
  display_heard_clear (&fixture->unlocked);
  display_heard_clear (&fixture->notified);
}

static void
assert_locked (Fixture *fixture, const char *word)
{
  g_assert_false (resite_guard_is_unlocked (fixture->guard));
  g_assert_cmpstr (display_text (fixture->guard, "state_label"), ==, word);
}

static void
test_at_first (Fixture *fixture, gconstpointer data)
{
  assert_locked (fixture, "Locked");
  display_assert_says (fixture->guard, CONSEQUENCE);
  display_assert_says (fixture->guard, "BR01SMS");
  g_assert_cmpuint (fixture->notified.count, ==, 0);
}

static void
test_right_name (Fixture *fixture, gconstpointer data)
{
  display_type (fixture->entry, "BR01SMS");
  g_assert_true (resite_guard_is_unlocked (fixture->guard));
  g_assert_cmpstr (display_text (fixture->guard, "state_label"), ==, "✔ Unlocked");
  g_assert_cmpuint (fixture->unlocked.count, ==, 1);
  g_assert_cmpuint (fixture->notified.count, ==, 1);
}

/* NetBIOS names have no case; blanks around are a slip of the hand. */
static void
test_nearly_right_names (Fixture *fixture, gconstpointer data)
{
  static const char *const right[] = { "br01sms", " BR01SMS ", "Br01Sms" };
  static const char *const wrong[] = {
    "BR01SM", "BR01SMS1", "BR01 SMS", "BR02SMS", "*", "BR01SMS_"
  };

  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      display_type (fixture->entry, right[i]);
      g_assert_true (resite_guard_is_unlocked (fixture->guard));
      gtk_entry_set_text (GTK_ENTRY (fixture->entry), "");
      assert_locked (fixture, "Locked");
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      display_type (fixture->entry, wrong[i]);
      assert_locked (fixture, "Locked: this is not that name yet");
    }
  g_assert_cmpuint (fixture->unlocked.count, ==, G_N_ELEMENTS (right));
}

static void
test_locks_again (Fixture *fixture, gconstpointer data)
{
  display_type (fixture->entry, "BR01SMS");
  display_type (fixture->entry, "BR01SMSX");
  assert_locked (fixture, "Locked: this is not that name yet");
  g_assert_cmpuint (fixture->notified.count, ==, 2);
  g_assert_cmpuint (fixture->unlocked.count, ==, 1);
}

/* The machine is renamed in the middle: what was typed is of another one. */
static void
test_other_machine (Fixture *fixture, gconstpointer data)
{
  display_type (fixture->entry, "BR01SMS");
  resite_guard_set_machine (fixture->guard, "BR02SMS");
  assert_locked (fixture, "Locked");
  g_assert_cmpstr (gtk_entry_get_text (GTK_ENTRY (fixture->entry)), ==, "");
  display_assert_says (fixture->guard, "BR02SMS");
  display_type (fixture->entry, "BR01SMS");
  assert_locked (fixture, "Locked: this is not that name yet");
  display_type (fixture->entry, "BR02SMS");
  g_assert_true (resite_guard_is_unlocked (fixture->guard));
}

static void
test_same_machine (Fixture *fixture, gconstpointer data)
{
  display_type (fixture->entry, "BR01SMS");
  resite_guard_set_machine (fixture->guard, "BR01SMS");
  g_assert_true (resite_guard_is_unlocked (fixture->guard));
}

/* The name that stands there is the one to type, underscores and all. */
static void
test_underscores (Fixture *fixture, gconstpointer data)
{
  display_assert_says (fixture->guard, "BR01_SMS_OLD");
  display_type (fixture->entry, "BR01_SMS_OLD");
  g_assert_true (resite_guard_is_unlocked (fixture->guard));
  resite_guard_set_machine (fixture->guard, "A__B");
  display_assert_says (fixture->guard, "A__B");
}

static void
test_dismiss (Fixture *fixture, gconstpointer data)
{
  resite_guard_dismiss (fixture->guard);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->guard)));
  g_assert_true (resite_guard_is_unlocked (fixture->guard));
}

static void
test_properties (Fixture *fixture, gconstpointer data)
{
  g_autofree char *machine = NULL;
  g_autofree char *consequence = NULL;
  gboolean unlocked = TRUE;

  g_object_get (fixture->guard, "machine", &machine, "consequence", &consequence, "unlocked",
                &unlocked, NULL);
  g_assert_cmpstr (machine, ==, "BR01SMS");
  g_assert_cmpstr (consequence, ==, CONSEQUENCE);
  g_assert_false (unlocked);
  g_object_set (fixture->guard, "consequence", "Another one.", NULL);
  display_assert_says (fixture->guard, "Another one.");
}

/* What it locks follows by a binding, as the pages do it. */
static void
test_binding (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = g_object_ref_sink (gtk_button_new ());

  g_object_bind_property (fixture->guard, "unlocked", button, "sensitive", G_BINDING_SYNC_CREATE);
  g_assert_false (gtk_widget_get_sensitive (button));
  display_type (fixture->entry, "BR01SMS");
  g_assert_true (gtk_widget_get_sensitive (button));
  display_type (fixture->entry, "");
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_finalize_object (button);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = display_list_tab_stops (fixture->window);

  g_assert_cmpuint (stops->len, ==, 1);
  g_assert_true (g_ptr_array_index (stops, 0) == fixture->entry);
  display_assert_named (fixture->window);
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  display_press (fixture->window, GDK_KEY_t, GDK_MOD1_MASK);
  display_press (fixture->window, GDK_KEY_n, GDK_MOD1_MASK);
  display_press (fixture->window, GDK_KEY_Return, 0);
  assert_locked (fixture, "Locked");
}

/* Only a hand opens the lock: pasting a wrong name, then Enter, does nothing. */
static void
test_enter (Fixture *fixture, gconstpointer data)
{
  gtk_widget_grab_focus (fixture->entry);
  display_type (fixture->entry, "BR02SMS");
  display_press (fixture->window, GDK_KEY_Return, 0);
  assert_locked (fixture, "Locked: this is not that name yet");
  g_assert_cmpuint (fixture->unlocked.count, ==, 0);
}

static void
test_direction (Fixture *fixture, gconstpointer data)
{
  resite_guard_set_machine (fixture->guard, "SRV-1");
  gtk_widget_set_direction (GTK_WIDGET (fixture->guard), GTK_TEXT_DIR_RTL);
  display_settle ();
  display_type (fixture->entry, "SRV-1");
  g_assert_true (resite_guard_is_unlocked (fixture->guard));
}

static void
add (const char *path, const char *machine, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, machine, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/guard/at-first", NULL, test_at_first);
  add ("/guard/right-name", NULL, test_right_name);
  add ("/guard/nearly-right-names", NULL, test_nearly_right_names);
  add ("/guard/locks-again", NULL, test_locks_again);
  add ("/guard/other-machine", NULL, test_other_machine);
  add ("/guard/same-machine", NULL, test_same_machine);
  add ("/guard/underscores", "BR01_SMS_OLD", test_underscores);
  add ("/guard/dismiss", NULL, test_dismiss);
  add ("/guard/properties", NULL, test_properties);
  add ("/guard/binding", NULL, test_binding);
  add ("/guard/keys", NULL, test_keys);
  add ("/guard/enter", NULL, test_enter);
  add ("/guard/direction", NULL, test_direction);
  return g_test_run ();
}
