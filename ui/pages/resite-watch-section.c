/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-watch-section"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-evidence-box.h"
#include "resite-item-table.h"
#include "resite-job-panel.h"
#include "resite-label.h"
#include "resite-log-panel.h"
#include "resite-log-reader.h"
#include "resite-step-page.h"
#include "resite-step-words.h"
#include "resite-watch-section.h"

struct _ResiteWatchSection
{
  ResiteActionSection parent_instance;

  GtkWidget *legend;
  GtkWidget *panel;
  GtkWidget *enough;
  GtkWidget *table;
  GListModel *items;
  GListStore *packages; /* those of items that are packages */
  GtkWidget *log;
  GPtrArray *patterns; /* ResiteEntry, in the order of the job's */
  ResiteWatchJob *job;
  ResiteWatchJob *reader; /* reads the log beside, or NULL */
};

G_DEFINE_FINAL_TYPE (ResiteWatchSection, resite_watch_section, RESITE_TYPE_ACTION_SECTION)

static void
stop_reading (ResiteWatchSection *self)
{
  resite_log_panel_set_job (RESITE_LOG_PANEL (self->log), NULL);
  resite_log_reader_stop (&self->reader);
}

/* (nullable) (transfer full): as the drawer would list it. */
static ResiteStepLog *
find_log (ResiteWatchSection *self)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));
  ResiteAction *action = resite_action_section_get_action (RESITE_ACTION_SECTION (self));
  g_autoptr (GPtrArray) logs =
      resite_step_log_list (resite_page_get_run (page), resite_page_get_step_run (page));

  for (guint i = 0; i < logs->len; i++)
    {
      const ResiteStepLog *log = logs->pdata[i];

      if (log->action == action && log->obstacle == NULL)
        return g_ptr_array_steal_index (logs, i);
    }
  return NULL;
}

static void
read_beside (ResiteWatchSection *self)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));
  g_autoptr (ResiteStepLog) log = find_log (self);

  if (log != NULL)
    self->reader =
        resite_log_reader_start (resite_page_get_run (page), resite_page_get_step_run (page), log);
  resite_log_panel_set_job (RESITE_LOG_PANEL (self->log), self->reader);
}

/* While the watch runs its own lines are shown; before and after, and where somebody else is asked
 * instead of the log, the log is read beside it, so that the page is never empty. */
static void
take_job (ResiteWatchSection *self, ResiteWatchJob *job, gboolean begun)
{
  ResiteWatchJob *shown = resite_log_panel_get_job (RESITE_LOG_PANEL (self->log));

  g_set_object (&self->job, job);
  if (job != NULL && !resite_job_is_over (RESITE_JOB (job)) && shown != job)
    {
      stop_reading (self);
      resite_log_panel_set_job (RESITE_LOG_PANEL (self->log), job);
    }
  else if (shown == NULL && job != NULL)
    resite_log_panel_set_job (RESITE_LOG_PANEL (self->log), job);
  else if (shown == NULL && begun)
    read_beside (self);
}

static void
stop_cb (ResiteWatchSection *self)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));
  g_autoptr (ResiteMove) move = resite_page_new_move (page, RESITE_MOVE_STOP);

  resite_page_perform (page, move);
}

static void
enough_good_cb (ResiteWatchSection *self)
{
  if (self->job != NULL && !resite_job_is_over (RESITE_JOB (self->job)))
    resite_watch_job_end (self->job, TRUE);
}

static void
enough_bad_cb (ResiteWatchSection *self)
{
  if (self->job != NULL && !resite_job_is_over (RESITE_JOB (self->job)))
    resite_watch_job_end (self->job, FALSE);
}

static void
keep_cb (ResiteWatchSection *self, const char *name, const char *text)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));

  resite_step_page_keep_text (RESITE_STEP_PAGE (page), name, text);
}

static void
add_button (ResiteWatchSection *self, const char *label, const char *tooltip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_pack_start (GTK_BOX (self->enough), button, FALSE, FALSE, 0);
}

static void
collect_patterns (ResiteWatchSection *self)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  ResitePage *page = resite_action_section_get_page (section);
  GPtrArray *entries = resite_action_get_entries (resite_action_section_get_action (section));

  for (guint i = 0; i < entries->len; i++)
    {
      ResiteEntry *entry = g_ptr_array_index (entries, i);

      if (g_strcmp0 (resite_entry_get_element (entry), "probe") != 0 &&
          resite_step_words_holds (resite_page_get_run (page), resite_page_get_step_run (page),
                                   resite_entry_get (entry, "when")))
        g_ptr_array_add (self->patterns, entry);
    }
}

static void
show_legend (ResiteWatchSection *self)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));

  resite_label_empty_box (GTK_CONTAINER (self->legend));
  if (self->patterns->len > 0)
    gtk_container_add (GTK_CONTAINER (self->legend),
                       resite_label_new (_ ("Lines that say something, if they come:"), NULL));
  for (guint i = 0; i < self->patterns->len; i++)
    {
      ResiteEntry *entry = g_ptr_array_index (self->patterns, i);
      gboolean good = g_strcmp0 (resite_entry_get_element (entry), "good") == 0;
      const char *label = resite_entry_get_label (entry);
      g_autofree char *words = resite_run_expand (
          resite_page_get_run (page), resite_page_get_step_run (page), label != NULL ? label : "");
      /* TRANSLATORS: what a line of a log means when it comes. */
      g_autofree char *text =
          g_strdup_printf (good ? _ ("• A good sign: %s") : _ ("• A bad sign: %s"), words);

      gtk_container_add (GTK_CONTAINER (self->legend), resite_label_new (text, "dim-label"));
    }
}

static void
build (ResiteWatchSection *self)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  GtkBox *body = resite_action_section_get_body (section);

  self->legend = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_show (self->legend);
  self->panel = resite_job_panel_new ();
  g_signal_connect_object (self->panel, "stop", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  self->enough = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  add_button (self, _ ("Seen enough: it is good"),
              _ ("Ends the watch. It is recorded as your word."), G_CALLBACK (enough_good_cb));
  add_button (self, _ ("Seen enough: it is bad"), _ ("Ends the watch. The step has then failed."),
              G_CALLBACK (enough_bad_cb));
  gtk_widget_show_all (self->enough);
  self->log = resite_log_panel_new (
      resite_run_get_clock (resite_page_get_run (resite_action_section_get_page (section))), TRUE);
  g_signal_connect_object (self->log, "keep", G_CALLBACK (keep_cb), self, G_CONNECT_SWAPPED);
  gtk_box_pack_start (body, self->legend, FALSE, FALSE, 0);
  gtk_box_pack_start (body, self->panel, FALSE, FALSE, 0);
  gtk_box_pack_start (body, self->enough, FALSE, FALSE, 0);
  gtk_box_pack_start (body, self->log, TRUE, TRUE, 0);
  self->table = resite_item_table_new ();
  gtk_widget_hide (self->table);
  gtk_box_pack_start (body, self->table, FALSE, FALSE, 0);
  collect_patterns (self);
  show_legend (self);
}

/* Items of logs and times have a point in their names, and probes are named in the runbook. */
static gboolean
is_package (ResiteWatchSection *self, ResiteJobItem *item)
{
  ResiteAction *action = resite_action_section_get_action (RESITE_ACTION_SECTION (self));
  GPtrArray *entries = resite_action_get_entries (action);
  const char *name = resite_job_item_get_name (item);

  for (guint i = 0; i < entries->len; i++)
    if (g_strcmp0 (resite_entry_get_id (entries->pdata[i]), name) == 0)
      return FALSE;
  return strchr (name, '.') == NULL;
}

static void
items_changed_cb (ResiteWatchSection *self, guint position, guint removed, guint added)
{
  if (removed > 0)
    {
      g_list_store_remove_all (self->packages);
      position = 0;
      added = g_list_model_get_n_items (self->items);
    }
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (self->items, i);

      if (is_package (self, item))
        g_list_store_append (self->packages, item);
    }
  gtk_widget_set_visible (self->table,
                          g_list_model_get_n_items (G_LIST_MODEL (self->packages)) > 0);
}

static void
take_items (ResiteWatchSection *self, GListModel *items)
{
  if (items == self->items)
    return;
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_set_object (&self->items, items);
  g_clear_object (&self->packages);
  self->packages = g_list_store_new (RESITE_TYPE_JOB_ITEM);
  g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (items));
  resite_item_table_set_items (RESITE_ITEM_TABLE (self->table), G_LIST_MODEL (self->packages),
                               _ ("Packages in the log"));
}

static void
show_source (ResiteWatchSection *self)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  ResitePage *page = resite_action_section_get_page (section);
  ResiteRun *run = resite_page_get_run (page);
  ResiteStepRun *step = resite_page_get_step_run (page);
  ResiteAction *action = resite_action_section_get_action (section);
  const char *log = resite_action_get (action, "log");
  g_autofree char *path = resite_run_expand (run, step, log != NULL ? log : "");
  g_autofree char *machine =
      resite_step_words_machine (run, step, resite_action_get (action, "machine"));
  g_autofree char *empty = g_strdup_printf (
      resite_action_section_is_automatic (section)
          ? _ ("No line yet. %s may not exist yet: it appears when SMS writes to it.")
          : _ ("Resite cannot read %s from here. Look at it there, then tell below."),
      path);

  if (self->job == NULL && self->reader == NULL && resite_action_section_is_settled (section))
    {
      g_free (empty);
      empty = g_strdup (_ ("This watch is over. What was seen is in the journal (Ctrl+J)."));
    }
  resite_log_panel_set_place (RESITE_LOG_PANEL (self->log), path, machine);
  resite_log_panel_set_empty_text (RESITE_LOG_PANEL (self->log), empty);
}

static void
resite_watch_section_refresh (ResiteActionSection *section, const ResiteActionState *state,
                              ResiteJob *job)
{
  ResiteWatchSection *self = RESITE_WATCH_SECTION (section);
  gboolean editable = resite_page_is_editable (resite_action_section_get_page (section));
  gboolean running = job != NULL && !resite_job_is_over (job);

  if (self->log == NULL)
    build (self);
  take_job (self, RESITE_IS_WATCH_JOB (job) ? RESITE_WATCH_JOB (job) : NULL, state != NULL);
  show_source (self);
  take_items (self, resite_action_section_get_items (section));
  resite_job_panel_set_job (RESITE_JOB_PANEL (self->panel), job);
  resite_job_panel_set_editable (RESITE_JOB_PANEL (self->panel), editable);
  /* Where lines are shown their legend stands folded beside them. */
  gtk_widget_set_visible (self->legend,
                          resite_log_panel_get_job (RESITE_LOG_PANEL (self->log)) == NULL);
  gtk_widget_set_visible (self->enough, running);
  gtk_widget_set_sensitive (self->enough, editable);
}

static char *
resite_watch_section_dup_next_reason (ResiteActionSection *section)
{
  ResiteWatchSection *self = RESITE_WATCH_SECTION (section);

  if (self->job == NULL || resite_job_is_over (RESITE_JOB (self->job)))
    return NULL;
  /* TRANSLATORS: what Next waits for. */
  return g_strdup (_ ("a line of the log that proves it, or your word: press “Seen enough: it is "
                      "good”"));
}

static void
resite_watch_section_dispose (GObject *object)
{
  g_clear_object (&RESITE_WATCH_SECTION (object)->job);
  g_clear_object (&RESITE_WATCH_SECTION (object)->items);
  g_clear_object (&RESITE_WATCH_SECTION (object)->packages);
  resite_log_reader_stop (&RESITE_WATCH_SECTION (object)->reader);
  G_OBJECT_CLASS (resite_watch_section_parent_class)->dispose (object);
}

static void
resite_watch_section_finalize (GObject *object)
{
  g_ptr_array_unref (RESITE_WATCH_SECTION (object)->patterns);
  G_OBJECT_CLASS (resite_watch_section_parent_class)->finalize (object);
}

static void
resite_watch_section_class_init (ResiteWatchSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_watch_section_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_watch_section_finalize;
  RESITE_ACTION_SECTION_CLASS (klass)->refresh = resite_watch_section_refresh;
  RESITE_ACTION_SECTION_CLASS (klass)->dup_next_reason = resite_watch_section_dup_next_reason;
  RESITE_ACTION_SECTION_CLASS (klass)->word = N_ ("I have seen it in the log");
}

static void
resite_watch_section_init (ResiteWatchSection *self)
{
  self->patterns = g_ptr_array_new ();
}

void
resite_watch_section_find_error (ResiteWatchSection *self, int direction)
{
  g_return_if_fail (RESITE_IS_WATCH_SECTION (self));

  if (self->log != NULL)
    resite_log_view_find_error (resite_log_panel_get_view (RESITE_LOG_PANEL (self->log)),
                                direction);
}
