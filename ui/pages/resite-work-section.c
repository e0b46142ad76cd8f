/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-work-section"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-assign-box.h"
#include "resite-command-job.h"
#include "resite-copy-box.h"
#include "resite-item-table.h"
#include "resite-job-panel.h"
#include "resite-label.h"
#include "resite-run-assign.h"
#include "resite-step-page.h"
#include "resite-step-words.h"
#include "resite-work-section.h"

struct _ResiteWorkSection
{
  ResiteActionSection parent_instance;

  GtkWidget *copy_box;   /* or NULL: this is no copy that Resite does */
  GtkWidget *assign_box; /* or NULL: nothing is assigned here */
  GtkWidget *panel;
  GtkWidget *table;
  GListModel *items;
};

G_DEFINE_FINAL_TYPE (ResiteWorkSection, resite_work_section, RESITE_TYPE_ACTION_SECTION)

static void
stop_cb (ResiteWorkSection *self)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));
  g_autoptr (ResiteMove) move = resite_page_new_move (page, RESITE_MOVE_STOP);

  resite_page_perform (page, move);
}

/* "From E:\\SMSPKG on OTHER DP X", so that nobody has to guess what is copied where. */
static void
add_end (ResiteWorkSection *self, const char *format, const char *machine_key, const char *path_key)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  ResitePage *page = resite_action_section_get_page (section);
  ResiteRun *run = resite_page_get_run (page);
  ResiteStepRun *step = resite_page_get_step_run (page);
  ResiteAction *action = resite_action_section_get_action (section);
  const char *argument = resite_action_get (action, path_key);
  g_autofree char *path = resite_run_expand (run, step, argument != NULL ? argument : "");
  g_autofree char *machine =
      resite_step_words_machine (run, step, resite_action_get (action, machine_key));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_pack_start (GTK_BOX (row), resite_label_new (format, "resite-strong"), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), resite_label_new (machine, NULL), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), resite_label_new_literal (path), TRUE, TRUE, 0);
  gtk_widget_show (row);
  gtk_box_pack_start (resite_action_section_get_body (section), row, FALSE, FALSE, 0);
}

static void
add_copy_box (ResiteWorkSection *self, GtkBox *body)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  ResitePage *page = resite_action_section_get_page (section);

  if (!resite_action_section_is_automatic (section))
    return;
  self->copy_box = resite_copy_box_new (resite_page_get_run (page), resite_page_get_step_run (page),
                                        resite_action_section_get_action (section));
  gtk_box_pack_start (body, self->copy_box, FALSE, FALSE, 0);
}

/* A copy can be looked at until it is done, and again before it is done once more. */
static void
refresh_copy_box (ResiteWorkSection *self, ResiteJob *job)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  ResitePage *page = resite_action_section_get_page (section);
  gboolean running = job != NULL && !resite_job_is_over (job);
  gboolean closed =
      resite_step_status_is_closed (resite_step_run_get_status (resite_page_get_step_run (page)));

  if (self->copy_box == NULL)
    return;
  gtk_widget_set_visible (self->copy_box,
                          running || (!closed && !resite_action_section_is_settled (section)));
  resite_copy_box_set_state (RESITE_COPY_BOX (self->copy_box), resite_page_is_editable (page),
                             !running);
}

static gboolean
is_assignment (ResiteWorkSection *self)
{
  ResiteAction *action = resite_action_section_get_action (RESITE_ACTION_SECTION (self));

  return resite_action_get_kind (action) == RESITE_ACTION_BULK &&
         g_strcmp0 (resite_action_get (action, "worker"), "assign") == 0;
}

static void
undo_answered_cb (GtkDialog *dialog, int response, ResiteWorkSection *self)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  ResitePage *page = resite_action_section_get_page (section);
  g_autoptr (ResiteMove) move = resite_page_new_move (page, RESITE_MOVE_START);

  gtk_widget_destroy (GTK_WIDGET (dialog));
  if (response != GTK_RESPONSE_ACCEPT)
    return;
  resite_move_set (move, "confirm", "yes");
  resite_move_set (move, "undo", resite_action_get_id (resite_action_section_get_action (section)));
  resite_step_page_perform (RESITE_STEP_PAGE (page), move);
}

static void
undo_cb (ResiteWorkSection *self)
{
  GtkWidget *top = gtk_widget_get_toplevel (GTK_WIDGET (self));
  GtkWidget *dialog = gtk_message_dialog_new (
      GTK_WINDOW (top), GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_WARNING,
      GTK_BUTTONS_NONE, "%s", _ ("Take off again what this step assigned?"));

  gtk_message_dialog_format_secondary_text (
      GTK_MESSAGE_DIALOG (dialog), "%s",
      _ ("Only what this step added is taken off the new distribution point. What was there before "
         "stays. The preloaded files stay, too; the packages can be assigned again later."));
  gtk_dialog_add_buttons (GTK_DIALOG (dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL,
                          _ ("_Take it off"), GTK_RESPONSE_ACCEPT, NULL);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  gtk_window_set_title (GTK_WINDOW (dialog), _ ("Take off again"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (undo_answered_cb), self, 0);
  gtk_widget_show (dialog);
}

static void
add_assign_box (ResiteWorkSection *self, GtkBox *body)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));

  self->assign_box = resite_assign_box_new ();
  resite_assign_box_set_site (
      RESITE_ASSIGN_BOX (self->assign_box),
      resite_plan_get (resite_run_get_plan (resite_page_get_run (page)), "site.code"));
  g_signal_connect_object (self->assign_box, "undo", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  gtk_box_pack_start (body, self->assign_box, FALSE, FALSE, 0);
}

static void
refresh_assign_box (ResiteWorkSection *self, ResiteJob *job, GListModel *items)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));

  if (self->assign_box == NULL)
    return;
  resite_assign_box_set_editable (RESITE_ASSIGN_BOX (self->assign_box),
                                  resite_page_is_editable (page));
  resite_assign_box_set (RESITE_ASSIGN_BOX (self->assign_box), job, items);
}

static void
build (ResiteWorkSection *self)
{
  GtkBox *body = resite_action_section_get_body (RESITE_ACTION_SECTION (self));

  if (resite_action_get_kind (resite_action_section_get_action (RESITE_ACTION_SECTION (self))) ==
      RESITE_ACTION_COPY)
    {
      add_end (self, _ ("FROM"), "from", "from-path");
      add_end (self, _ ("TO"), "to", "to-path");
      add_copy_box (self, body);
    }
  self->panel = resite_job_panel_new ();
  g_signal_connect_object (self->panel, "stop", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  self->table = resite_item_table_new ();
  if (resite_action_get_kind (resite_action_section_get_action (RESITE_ACTION_SECTION (self))) ==
      RESITE_ACTION_COMMAND)
    resite_item_table_set_titles (RESITE_ITEM_TABLE (self->table),
                                  resite_command_job_get_item_title);
  gtk_box_pack_start (body, self->panel, FALSE, FALSE, 0);
  if (is_assignment (self))
    {
      add_assign_box (self, body);
      resite_item_table_set_layout (RESITE_ITEM_TABLE (self->table),
                                    resite_item_layout_get_assign ());
    }
  gtk_box_pack_start (body, self->table, TRUE, TRUE, 0);
}

static const char *
get_table_name (ResiteAction *action)
{
  ResiteActionKind kind = resite_action_get_kind (action);

  if (kind == RESITE_ACTION_COPY)
    return _ ("Files");
  if (kind == RESITE_ACTION_BULK)
    return _ ("Packages");
  if (kind == RESITE_ACTION_COMMAND)
    return _ ("Stages");
  return _ ("Items");
}

static gboolean
has_table (ResiteWorkSection *self, GListModel *items)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  ResiteActionKind kind = resite_action_get_kind (resite_action_section_get_action (section));

  if (g_list_model_get_n_items (items) > 0)
    return TRUE;
  return (kind == RESITE_ACTION_COPY || kind == RESITE_ACTION_BULK) &&
         resite_action_section_is_automatic (section);
}

static void
show_table (ResiteWorkSection *self)
{
  gtk_widget_set_visible (self->table, has_table (self, self->items));
}

static void
take_items (ResiteWorkSection *self, GListModel *items)
{
  if (items == self->items)
    return;
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_set_object (&self->items, items);
  g_signal_connect_object (items, "items-changed", G_CALLBACK (show_table), self,
                           G_CONNECT_SWAPPED);
}

static void
resite_work_section_refresh (ResiteActionSection *section, const ResiteActionState *state,
                             ResiteJob *job)
{
  ResiteWorkSection *self = RESITE_WORK_SECTION (section);
  ResiteAction *action = resite_action_section_get_action (section);
  GListModel *items = resite_action_section_get_items (section);

  if (self->panel == NULL)
    build (self);
  refresh_copy_box (self, job);
  refresh_assign_box (self, job, items);
  resite_job_panel_set_job (RESITE_JOB_PANEL (self->panel), job);
  resite_job_panel_set_editable (
      RESITE_JOB_PANEL (self->panel),
      resite_page_is_editable (resite_action_section_get_page (section)));
  resite_item_table_set_items (RESITE_ITEM_TABLE (self->table), items, get_table_name (action));
  resite_item_table_set_empty_text (RESITE_ITEM_TABLE (self->table),
                                    state != NULL ? _ ("Nothing was found to work on.")
                                                  : _ ("The list fills when the work starts."));
  take_items (self, items);
  show_table (self);
}

static void
resite_work_section_dispose (GObject *object)
{
  g_clear_object (&RESITE_WORK_SECTION (object)->items);
  G_OBJECT_CLASS (resite_work_section_parent_class)->dispose (object);
}

static void
resite_work_section_class_init (ResiteWorkSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_work_section_dispose;
  RESITE_ACTION_SECTION_CLASS (klass)->refresh = resite_work_section_refresh;
}

static void
resite_work_section_init (ResiteWorkSection *self)
{
}

void
resite_work_section_find (ResiteWorkSection *self)
{
  g_return_if_fail (RESITE_IS_WORK_SECTION (self));

  if (self->table != NULL && gtk_widget_get_visible (self->table))
    resite_item_table_find (RESITE_ITEM_TABLE (self->table));
}

void
resite_work_section_toggle_paused (ResiteWorkSection *self)
{
  g_return_if_fail (RESITE_IS_WORK_SECTION (self));

  if (self->panel != NULL)
    resite_job_panel_toggle_paused (RESITE_JOB_PANEL (self->panel));
}
