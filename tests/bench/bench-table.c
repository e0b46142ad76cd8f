/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A job's panel and table with very many items of which a worker changes 2,000 a second: how long
 * the main loop stood still at most, as the rows come, as they change, and as a person sorts,
 * filters and searches meanwhile. Prints one JSON object.
 *
 *     bench-table [--rows 10000] [--rate 2000] [--seconds 10] [--wait] */
#include "config.h"

#include "display.h"

#include <sys/resource.h>

#include "display-items.h"
#include "display-job.h"
#include "resite-item-table.h"
#include "resite-job-panel.h"

#define LOOK_MILLISECONDS 10
#define HAND_MILLISECONDS 100 /* jobs hand on what changed at most this often */

static int n_rows = 10000;
static int rate = 2000;
static int seconds = 10;
static gboolean wait_for_word;

static const GOptionEntry options[] = {
  { "rows", 0, 0, G_OPTION_ARG_INT, &n_rows, "Items in the table", "N" },
  { "rate", 0, 0, G_OPTION_ARG_INT, &rate, "Changes a second", "N" },
  { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "How long each part takes", "N" },
  { "wait", 0, 0, G_OPTION_ARG_NONE, &wait_for_word, "Begin when a line is read", NULL },
  { NULL },
};

typedef struct
{
  GtkWidget *window;
  ResiteItemTable *table;
  ScriptedJob *job;
  GArray *gaps; /* gint64, microseconds */
  gint64 looked;
  guint handed;

  GMutex lock;
  GArray *queue; /* guint: the rows that changed */
  gint running;
} Bench;

static gboolean
look_cb (gpointer data)
{
  Bench *bench = data;
  const gint64 now = g_get_monotonic_time ();
  const gint64 gap = now - bench->looked;

  g_array_append_val (bench->gaps, gap);
  bench->looked = now;
  return G_SOURCE_CONTINUE;
}

static gpointer
worker (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GRand) chance = g_rand_new_with_seed (7);

  while (g_atomic_int_get (&bench->running))
    {
      g_usleep (10000);
      g_mutex_lock (&bench->lock);
      for (int i = 0; i < rate / 100; i++)
        {
          guint row = (guint)g_rand_int_range (chance, 0, n_rows);

          g_array_append_val (bench->queue, row);
        }
      g_mutex_unlock (&bench->lock);
    }
  return NULL;
}

static void
change_row (Bench *bench, guint row)
{
  static const char *const states[] = { "queued", "running", "assigned", "failed" };
  GListModel *items = resite_job_get_items (RESITE_JOB (bench->job));
  g_autoptr (ResiteJobItem) item = g_list_model_get_item (items, row);
  g_autofree char *message =
      g_strdup_printf ("12 kB of 340 MB were sent: change %u", bench->handed);

  bench->handed++;
  resite_job_item_set (item, states[bench->handed % G_N_ELEMENTS (states)], message);
  resite_job_item_set_progress (item, bench->handed, 340000000);
}

static gboolean
hand_cb (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GArray) taken = NULL;

  g_mutex_lock (&bench->lock);
  taken = g_steal_pointer (&bench->queue);
  bench->queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_mutex_unlock (&bench->lock);
  for (guint i = 0; i < taken->len; i++)
    change_row (bench, g_array_index (taken, guint, i));
  resite_job_set_bytes (RESITE_JOB (bench->job), bench->handed, G_GINT64_CONSTANT (1) << 40);
  resite_job_set_fraction (RESITE_JOB (bench->job), bench->handed % 1000 / 1000.0);
  return G_SOURCE_CONTINUE;
}

static gboolean
over_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
turn_for (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static int
compare_gaps_cb (gconstpointer a, gconstpointer b)
{
  const gint64 first = *(const gint64 *)a;
  const gint64 second = *(const gint64 *)b;

  return first < second ? -1 : first > second;
}

static void
begin_part (Bench *bench)
{
  g_array_set_size (bench->gaps, 0);
  bench->looked = g_get_monotonic_time ();
}

static void
end_part (Bench *bench, const char *name, gboolean last)
{
  GArray *gaps = bench->gaps;

  look_cb (bench);
  g_array_sort (gaps, compare_gaps_cb);
  g_print ("\"%s\": {\"worst_ms\": %.1f, \"p99_ms\": %.1f, \"median_ms\": %.1f}%s", name,
           (double)g_array_index (gaps, gint64, gaps->len - 1) / 1000,
           (double)g_array_index (gaps, gint64, gaps->len * 99 / 100) / 1000,
           (double)g_array_index (gaps, gint64, gaps->len / 2) / 1000, last ? "" : ", ");
}

static void
fill (Bench *bench)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < n_rows; i++)
    {
      g_autofree char *name = g_strdup_printf ("C01%05X", (guint)i);
      ResiteJobItem *item = resite_job_item_new (name);

      resite_job_item_set (item, "queued", "");
      g_ptr_array_add (items, item);
    }
  begin_part (bench);
  resite_job_add_items (RESITE_JOB (bench->job), items);
  turn_for (3000);
  end_part (bench, "rows_come", FALSE);
}

static void
press_chip (Bench *bench, guint n)
{
  GtkWidget *bar = display_child (bench->table, "filter_bar");

  gtk_toggle_button_set_active (display_nth (bar, GTK_TYPE_TOGGLE_BUTTON, n), TRUE);
  turn_for (1000);
}

/* What a person does to the table while it works. */
static void
handle (Bench *bench)
{
  GtkTreeView *view = GTK_TREE_VIEW (display_child (bench->table, "view"));
  GtkEntry *search = GTK_ENTRY (display_child (bench->table, "search_entry"));

  begin_part (bench);
  gtk_tree_view_column_clicked (gtk_tree_view_get_column (view, 0));
  turn_for (1000);
  gtk_tree_view_column_clicked (gtk_tree_view_get_column (view, 1));
  turn_for (1000);
  end_part (bench, "sorted", FALSE);
  begin_part (bench);
  press_chip (bench, 2);
  press_chip (bench, 0);
  end_part (bench, "filtered", FALSE);
  begin_part (bench);
  gtk_entry_set_text (search, "C01010");
  turn_for (1000);
  gtk_entry_set_text (search, "");
  turn_for (1000);
  end_part (bench, "searched", FALSE);
}

static void
change (Bench *bench)
{
  struct rusage before, after;
  double busy;

  getrusage (RUSAGE_SELF, &before);
  begin_part (bench);
  turn_for ((guint)seconds * 1000);
  getrusage (RUSAGE_SELF, &after);
  end_part (bench, "rows_change", FALSE);
  busy = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
         (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / G_USEC_PER_SEC;
  g_print ("\"busy\": %.2f, ", busy / seconds);
}

static void
show (Bench *bench)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *panel = resite_job_panel_new ();

  bench->job = scripted_job_new ("Assign the packages");
  scripted_job_start (bench->job);
  bench->table = RESITE_ITEM_TABLE (resite_item_table_new ());
  resite_job_panel_set_job (RESITE_JOB_PANEL (panel), RESITE_JOB (bench->job));
  resite_item_table_set_items (bench->table, resite_job_get_items (RESITE_JOB (bench->job)),
                               "Packages");
  gtk_box_pack_start (GTK_BOX (box), panel, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), GTK_WIDGET (bench->table), TRUE, TRUE, 0);
  gtk_widget_show (GTK_WIDGET (bench->table));
  bench->window = display_show (box);
}

/* The listener has found the window. */
static gboolean
word_cb (GIOChannel *channel, GIOCondition condition, gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_for_listener (void)
{
  gboolean heard = FALSE;
  GIOChannel *channel = g_io_channel_unix_new (0);

  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, word_cb, &heard);
  while (!heard)
    g_main_context_iteration (NULL, TRUE);
  g_io_channel_unref (channel);
}

static void
run (Bench *bench)
{
  GThread *thread;
  guint hand_id;
  guint look_id = g_timeout_add (LOOK_MILLISECONDS, look_cb, bench);

  g_print ("{\"rows\": %d, \"rate\": %d, ", n_rows, rate);
  fill (bench);
  g_atomic_int_set (&bench->running, TRUE);
  thread = g_thread_new ("worker", worker, bench);
  hand_id = g_timeout_add (HAND_MILLISECONDS, hand_cb, bench);
  turn_for (1000);
  change (bench);
  handle (bench);
  g_atomic_int_set (&bench->running, FALSE);
  g_thread_join (thread);
  g_source_remove (hand_id);
  g_source_remove (look_id);
  g_print ("\"changes\": %u}\n", bench->handed);
}

int
main (int argc, char *argv[])
{
  Bench bench = { 0 };
  g_autoptr (GError) error = NULL;

  if (!gtk_init_with_args (&argc, &argv, NULL, options, NULL, &error))
    g_error ("%s", error->message);
  g_mutex_init (&bench.lock);
  bench.gaps = g_array_new (FALSE, FALSE, sizeof (gint64));
  bench.queue = g_array_new (FALSE, FALSE, sizeof (guint));
  show (&bench);
  if (wait_for_word)
    wait_for_listener ();
  run (&bench);
  gtk_widget_destroy (bench.window);
  scripted_job_end (bench.job, NULL);
  display_settle ();
  g_object_unref (bench.job);
  g_array_unref (bench.gaps);
  g_array_unref (bench.queue);
  g_mutex_clear (&bench.lock);
  return 0;
}
