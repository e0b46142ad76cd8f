/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "display.h"

#include "display-items.h"
#include "display-job.h"
#include "resite-assign-box.h"

typedef struct
{
  ScriptedJob *job;
  GListStore *items;
  GtkWidget *box;
  GtkWidget *window;
  guint n_undo;
} Fixture;

static void
undo_cb (Fixture *fixture)
{
  fixture->n_undo++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->items = items_new ();
  fixture->job = scripted_job_new ("Assign the packages");
  scripted_job_start (fixture->job);
  fixture->box = resite_assign_box_new ();
  g_signal_connect_swapped (fixture->box, "undo", G_CALLBACK (undo_cb), fixture);
  resite_assign_box_set_site (RESITE_ASSIGN_BOX (fixture->box), "S01");
  fixture->window = display_show (fixture->box);
}

static void
end_job (Fixture *fixture)
{
  if (fixture->job->task == NULL)
    return;
  scripted_job_end (fixture->job, NULL);
  display_until (resite_job_is_over (RESITE_JOB (fixture->job)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  end_job (fixture);
  display_destroy (fixture->window);
  display_assert_unheard (fixture->job, "notify");
  display_assert_unheard (fixture->items, "items-changed");
  g_object_unref (fixture->job);
  g_object_unref (fixture->items);
}

static ResiteJobItem *
add_crossing (Fixture *fixture, guint number, gint64 sent, gint64 size)
{
  g_autofree char *name = g_strdup_printf ("C010001%u", number);
  ResiteJobItem *item = items_add (fixture->items, name, "in-full", "It is being sent.");

  resite_job_item_set_progress (item, sent, size);
  return item;
}

static void
show_items (Fixture *fixture)
{
  resite_assign_box_set (RESITE_ASSIGN_BOX (fixture->box), RESITE_JOB (fixture->job),
                         G_LIST_MODEL (fixture->items));
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  resite_assign_box_set (RESITE_ASSIGN_BOX (fixture->box), NULL, NULL);
  display_assert_silent (fixture->box, "STOP");
  display_assert_silent (fixture->box, "Over the line");
  items_add (fixture->items, "C0100010", "assigned", "");
  show_items (fixture);
  display_assert_silent (fixture->box, "STOP");
  display_assert_silent (fixture->box, "not proved yet:");
}

static void
test_line (Fixture *fixture, gconstpointer data)
{
  show_items (fixture);
  resite_job_set_total (RESITE_JOB (fixture->job), "crossed_bytes", 12000);
  resite_job_set_total (RESITE_JOB (fixture->job), "not_crossed_bytes", 12300000000);
  resite_job_set_detail (RESITE_JOB (fixture->job), "2 of 60 packages");
  display_until (display_says (fixture->box, "Over the line so far: 12"));
  display_assert_says (fixture->box, "12.3 GB");
}

/* What is on its way, of what may be; gone with the job. */
static void
test_window (Fixture *fixture, gconstpointer data)
{
  ResiteJob *job = RESITE_JOB (fixture->job);

  show_items (fixture);
  resite_job_set_total (job, "window_packages", 20);
  resite_job_set_total (job, "window_bytes", 200000000);
  resite_job_set_total (job, "open_packages", 12);
  resite_job_set_total (job, "open_bytes", 90000000);
  resite_job_set_detail (job, "12 of 60 packages");
  display_until (display_says (fixture->box, "12 of at most 20 packages, 90"));
  g_assert_nonnull (display_named (fixture->box, "Assigned and not proved yet, of what may be"));
  display_assert_named (fixture->window);
  end_job (fixture);
  display_until (!display_says (fixture->box, "of at most"));
}

/* The box comes by itself when the job ends for it, and offers to take back what was added. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  add_crossing (fixture, 0, 120000000, 340000000);
  add_crossing (fixture, 1, 5000000, -1);
  items_add (fixture->items, "C0100019", "installed", "");
  show_items (fixture);
  end_job (fixture);
  display_until (display_says (fixture->box, "STOP: SENT IN FULL"));
  display_assert_says (fixture->box, "2 packages are or were sent to S01 in full.");
  display_assert_says (fixture->box, "C0100010: 120 MB of 340 MB were sent");
  display_assert_says (fixture->box, "C0100011: 5.0 MB were sent");
  display_assert_silent (fixture->box, "C0100019");
  display_assert_named (fixture->window);
  display_until (gtk_widget_is_visible (display_nth (fixture->box, GTK_TYPE_BUTTON, 0)));
  display_click (display_nth (fixture->box, GTK_TYPE_BUTTON, 0));
  g_assert_cmpuint (fixture->n_undo, ==, 1);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 9; i++)
    add_crossing (fixture, i, 1000, 340000000);
  end_job (fixture);
  show_items (fixture);
  display_assert_says (fixture->box, "9 packages are or were sent to S01 in full.");
  display_assert_says (fixture->box, "C0100014");
  display_assert_silent (fixture->box, "C0100015");
  display_assert_says (fixture->box, "and 4 more");
}

/* Installed in the end, and sent in full all the same; taken off again it is none of the line's. */
static void
test_installed (Fixture *fixture, gconstpointer data)
{
  ResiteJobItem *item = items_add (fixture->items, "C0100010", "installed", "");

  resite_job_item_set_result (item, "preloaded=yes\nproof=in-full\n", -1, 0, 1);
  resite_assign_box_set (RESITE_ASSIGN_BOX (fixture->box), NULL, G_LIST_MODEL (fixture->items));
  display_assert_says (fixture->box, "1 package is or was sent to S01 in full.");
  resite_job_item_set (item, "removed", "");
  resite_assign_box_set (RESITE_ASSIGN_BOX (fixture->box), NULL, G_LIST_MODEL (fixture->items));
  display_assert_silent (fixture->box, "STOP");
}

/* What the journal has is shown without a job, and to a reader without a button. */
static void
test_from_journal (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = display_nth (fixture->box, GTK_TYPE_BUTTON, 0);

  add_crossing (fixture, 3, 2000000, 340000000);
  resite_assign_box_set (RESITE_ASSIGN_BOX (fixture->box), NULL, G_LIST_MODEL (fixture->items));
  display_assert_says (fixture->box, "1 package is or was sent to S01 in full.");
  g_assert_true (gtk_widget_get_visible (button));
  resite_assign_box_set_editable (RESITE_ASSIGN_BOX (fixture->box), FALSE);
  g_assert_false (gtk_widget_get_visible (button));
  g_list_store_remove_all (fixture->items);
  display_until (!display_says (fixture->box, "STOP"));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  add ("/assign-box/nothing", test_nothing);
  add ("/assign-box/line", test_line);
  add ("/assign-box/window", test_window);
  add ("/assign-box/stop", test_stop);
  add ("/assign-box/many", test_many);
  add ("/assign-box/installed", test_installed);
  add ("/assign-box/from-journal", test_from_journal);
  return g_test_run ();
}
