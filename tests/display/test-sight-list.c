/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "display-items.h"
#include "display-run.h"
#include "resite-sight-list.h"

typedef struct
{
  Fixture *site;
  GtkWidget *window;
  ResiteSightList *list;
  GListStore *items;
} Sight;

static void
set_up (Sight *sight, gconstpointer data)
{
  sight->site = display_run_new ("strange.xml");
  sight->items = items_new ();
  sight->list = RESITE_SIGHT_LIST (resite_sight_list_new ());
  sight->window = display_show (GTK_WIDGET (sight->list));
  resite_sight_list_show (sight->list, sight->site->run, fixture_step (sight->site, "P3"),
                          display_run_action (sight->site, "P3", "look"),
                          G_LIST_MODEL (sight->items));
}

static void
tear_down (Sight *sight, gconstpointer data)
{
  if (sight->window != NULL)
    display_destroy (sight->window);
  display_assert_unheard (sight->items, "items-changed");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (sight->items)); i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (G_LIST_MODEL (sight->items), i);

      display_assert_unheard (item, "changed");
    }
  g_assert_finalize_object (sight->items);
  display_run_assert_unheard (sight->site);
  fixture_free (sight->site);
}

static void
assert_fault (Sight *sight, const char *expected)
{
  g_autofree char *fault = resite_sight_list_dup_fault (sight->list);

  g_assert_cmpstr (fault, ==, expected);
}

static void
test_before_the_look (Sight *sight, gconstpointer data)
{
  display_assert_says (sight->list, "The <folder> & all_of it\nnot looked at yet");
  display_assert_says (sight->list, "A file of S01\nnot looked at yet");
  display_assert_says (sight->list, "The phone is at hand\nfor you to say");
  display_assert_says (sight->list, "Resite has not looked yet.");
  assert_fault (sight, "The <folder> & all_of it");
}

static void
test_verdicts (Sight *sight, gconstpointer data)
{
  items_add (sight->items, "folder", "ok", "E:\\SMS is there, <b>3</b> folders");
  items_add (sight->items, "gone", "failed", "no E:\\never.txt & nothing like it");
  display_until (display_says (sight->list, "✓\n"));
  display_assert_says (sight->list, "E:\\SMS is there, <b>3</b> folders");
  display_assert_says (sight->list, "✗\nA file of S01\nfailed: no E:\\never.txt & nothing like it");
  display_assert_says (sight->list, "for you to say");
  assert_fault (sight, "A file of S01");
}

static void
test_words_without_message (Sight *sight, gconstpointer data)
{
  items_add (sight->items, "folder", "ok", "");
  items_add (sight->items, "gone", "warning", "");
  display_until (display_says (sight->list, "!\n"));
  display_assert_says (sight->list, "The <folder> & all_of it\nok");
  display_assert_says (sight->list, "A file of S01\nlook at this");
}

/* What only a person can tell stays a question, whatever the machine says. */
static void
test_told (Sight *sight, gconstpointer data)
{
  ResiteJobItem *phone = items_add (sight->items, "phone", "unknown", "only a person can say");

  items_add (sight->items, "folder", "ok", "");
  display_until (display_says (sight->list, "✓\n"));
  display_assert_says (sight->list, "?\nThe phone is at hand\nfor you to say");
  resite_job_item_set (phone, "ok", "told by J. Doe");
  display_until (display_says (sight->list, "told by J. Doe"));
}

static void
test_follows (Sight *sight, gconstpointer data)
{
  ResiteJobItem *folder = items_add (sight->items, "folder", "running", "");
  ResiteJobItem *gone = items_add (sight->items, "gone", "running", "");

  items_add (sight->items, "phone", "ok", "");
  display_until (display_says (sight->list, "▸\n"));
  resite_job_item_set (folder, "ok", "there");
  resite_job_item_set (gone, "ok", "there too");
  display_until (display_says (sight->list, "there too"));
  assert_fault (sight, NULL);
  resite_job_item_set (gone, "failed", "gone again");
  display_until (display_says (sight->list, "gone again"));
  assert_fault (sight, "A file of S01");
}

static void
test_real_check (Sight *sight, gconstpointer data)
{
  g_autoptr (GListModel) found = NULL;

  fixture_do (sight->site, RESITE_MOVE_START, "P3", NULL);
  found = resite_step_run_get_items (fixture_step (sight->site, "P3"),
                                     display_run_action (sight->site, "P3", "look"));
  resite_sight_list_show (sight->list, sight->site->run, fixture_step (sight->site, "P3"),
                          display_run_action (sight->site, "P3", "look"), found);
  display_until (display_says (sight->list, "✓\nThe <folder> & all_of it"));
  display_assert_says (sight->list, "✗\nA file of S01");
  display_assert_says (sight->list, "Looked at 20");
  display_assert_unheard (sight->items, "items-changed");
}

static gboolean
is_spoken (GtkWidget *widget, gconstpointer start)
{
  g_autofree char *name = display_dup_name (widget);

  return GTK_IS_BOX (widget) && g_str_has_prefix (name, start);
}

/* A row is read as one sentence. */
static void
test_names (Sight *sight, gconstpointer data)
{
  items_add (sight->items, "gone", "failed", "not there");
  display_until (display_says (sight->list, "failed: not there"));
  g_assert_nonnull (display_search_first (GTK_WIDGET (sight->list), is_spoken,
                                          "A file of S01: failed: not there"));
  g_assert_nonnull (display_search_first (GTK_WIDGET (sight->list), is_spoken,
                                          "The phone is at hand: for you to say"));
  display_assert_named (sight->window);
}

/* Nothing in it takes the focus: it is read, not worked with. */
static void
test_no_tab_stops (Sight *sight, gconstpointer data)
{
  g_autoptr (GPtrArray) stops = display_list_tab_stops (sight->window);

  g_assert_cmpuint (stops->len, ==, 0);
}

static void
test_gone_while_waiting (Sight *sight, gconstpointer data)
{
  ResiteJobItem *folder = items_add (sight->items, "folder", "running", "");

  resite_job_item_set (folder, "ok", "there");
  display_destroy (sight->window);
  sight->window = NULL;
  display_assert_unheard (folder, "changed");
  resite_job_item_set (folder, "failed", "later");
  items_add (sight->items, "gone", "failed", "later");
  display_settle ();
}

static void
add (const char *path, void (*test) (Sight *, gconstpointer))
{
  g_test_add (path, Sight, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  add ("/sight-list/before-the-look", test_before_the_look);
  add ("/sight-list/verdicts", test_verdicts);
  add ("/sight-list/words-without-message", test_words_without_message);
  add ("/sight-list/told", test_told);
  add ("/sight-list/follows", test_follows);
  add ("/sight-list/real-check", test_real_check);
  add ("/sight-list/names", test_names);
  add ("/sight-list/no-tab-stops", test_no_tab_stops);
  add ("/sight-list/gone-while-waiting", test_gone_while_waiting);
  return g_test_run ();
}
