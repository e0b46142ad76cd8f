/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-page"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-open-points.h"
#include "resite-paper-view.h"
#include "resite-print.h"
#include "resite-save-dialog.h"
#include "resite-summary-page.h"
#include "resite-summary-task.h"
#include "resite-wrap-box.h"

struct _ResiteSummaryPage
{
  ResitePage parent_instance;

  GtkComboBox *paper_combo;
  GtkComboBox *size_combo;
  GtkWidget *previous_button;
  GtkWidget *next_button;
  GtkLabel *sheet_label;
  GtkWidget *tools;
  GtkLabel *state_label;
  ResitePaperView *view;

  GtkWidget *open_points;
  GtkWidget *finish_button;
  ResiteSummary *summary;
  GCancellable *cancellable;
  gboolean reading;
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (ResiteSummaryPage, resite_summary_page, RESITE_TYPE_PAGE)

static const struct
{
  const char *id;
  ResitePaper paper;
} papers[] = {
  { "summary", RESITE_PAPER_SUMMARY },
  { "emergency", RESITE_PAPER_EMERGENCY },
  { "checklist", RESITE_PAPER_CHECKLIST },
  { "slip", RESITE_PAPER_SLIP },
};

static ResitePaper
get_paper (ResiteSummaryPage *self)
{
  const char *id = gtk_combo_box_get_active_id (self->paper_combo);

  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    if (g_strcmp0 (papers[i].id, id) == 0)
      return papers[i].paper;
  return RESITE_PAPER_SUMMARY;
}

static gboolean
is_letter (ResiteSummaryPage *self)
{
  return g_strcmp0 (gtk_combo_box_get_active_id (self->size_combo), "letter") == 0;
}

static const char *
get_journal_path (ResiteSummaryPage *self)
{
  return resite_journal_get_path (
      resite_run_get_journal (resite_page_get_run (RESITE_PAGE (self))));
}

static void
tell (ResiteSummaryPage *self, const char *text)
{
  gtk_label_set_text (self->state_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), text != NULL);
}

static void
turned_cb (ResiteSummaryPage *self)
{
  guint page = resite_paper_view_get_page (self->view);
  guint n_pages = resite_paper_view_count_pages (self->view);
  /* TRANSLATORS: which sheet of paper of how many. */
  g_autofree char *text =
      n_pages > 0 ? g_strdup_printf (_ ("%u of %u"), page + 1, n_pages) : g_strdup ("");

  gtk_label_set_text (self->sheet_label, text);
  gtk_widget_set_sensitive (self->previous_button, page > 0);
  gtk_widget_set_sensitive (self->next_button, page + 1 < n_pages);
}

static void
show_paper (ResiteSummaryPage *self)
{
  resite_paper_view_set_paper (self->view, self->summary, get_paper (self), is_letter (self));
  gtk_widget_set_sensitive (self->tools, self->summary != NULL);
}

/* What came into the journal while it was read is read after it. */
static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteSummaryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteSummary) summary = resite_summary_task_read_finish (result, &error);

  self->reading = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->view == NULL)
    return;
  g_set_object (&self->summary, summary);
  tell (self, error != NULL ? error->message : NULL);
  show_paper (self);
  if (self->stale)
    resite_page_refresh (RESITE_PAGE (self));
}

static void
read_summary (ResiteSummaryPage *self)
{
  self->stale = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  if (self->summary == NULL)
    tell (self, _ ("Reading the journal…"));
  resite_summary_task_read_async (get_journal_path (self), self->cancellable, read_cb,
                                  g_object_ref (self));
}

static void
paper_changed_cb (ResiteSummaryPage *self)
{
  show_paper (self);
}

static void
previous_cb (ResiteSummaryPage *self)
{
  resite_paper_view_turn (self->view, -1);
}

static void
next_cb (ResiteSummaryPage *self)
{
  resite_paper_view_turn (self->view, 1);
}

static void
printed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteSummaryPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (resite_print_finish (result, &error))
    resite_page_say (RESITE_PAGE (self), GTK_MESSAGE_INFO, _ ("Printed."));
  else
    resite_page_complain (RESITE_PAGE (self), error);
}

static void
print_cb (ResiteSummaryPage *self)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));

  if (self->summary != NULL)
    resite_print_async (self->summary, get_paper (self), is_letter (self),
                        GTK_IS_WINDOW (window) ? GTK_WINDOW (window) : NULL, printed_cb,
                        g_object_ref (self));
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteSummaryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = resite_summary_task_write_finish (result, &error);
  g_autofree char *text = NULL;

  if (path == NULL)
    {
      resite_page_complain (RESITE_PAGE (self), error);
      return;
    }
  /* TRANSLATORS: %s is the path of a file. */
  text = g_strdup_printf (_ ("Saved as %s."), path);
  resite_page_say (RESITE_PAGE (self), GTK_MESSAGE_INFO, text);
}

static void
write_to (ResiteSummaryPage *self, ResiteSummaryForm form, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    resite_summary_task_write_async (get_journal_path (self), form, get_paper (self),
                                     is_letter (self), path, written_cb, g_object_ref (self));
}

static void
pdf_chosen (GtkWidget *widget, GFile *file)
{
  write_to (RESITE_SUMMARY_PAGE (widget), RESITE_SUMMARY_FORM_PDF, file);
}

static void
text_chosen (GtkWidget *widget, GFile *file)
{
  write_to (RESITE_SUMMARY_PAGE (widget), RESITE_SUMMARY_FORM_TEXT, file);
}

static void
bundle_chosen (GtkWidget *widget, GFile *file)
{
  write_to (RESITE_SUMMARY_PAGE (widget), RESITE_SUMMARY_FORM_BUNDLE, file);
}

static void
ask_where (ResiteSummaryPage *self, const char *title, const char *ending, ResiteFileChosen chosen)
{
  g_autofree char *name =
      g_strdup_printf ("%s-%s.%s", resite_run_get_id (resite_page_get_run (RESITE_PAGE (self))),
                       gtk_combo_box_get_active_id (self->paper_combo), ending);

  resite_save_dialog_show (GTK_WIDGET (self), title, name, chosen);
}

static void
save_pdf_cb (ResiteSummaryPage *self)
{
  ask_where (self, _ ("Save this paper as PDF"), "pdf", pdf_chosen);
}

static void
save_text_cb (ResiteSummaryPage *self)
{
  ask_where (self, _ ("Save the summary as text"), "txt", text_chosen);
}

static void
export_cb (ResiteSummaryPage *self)
{
  ask_where (self, _ ("Export the whole record"), "zip", bundle_chosen);
}

static void
finish_cb (ResiteSummaryPage *self)
{
  g_autoptr (ResiteMove) move = resite_page_new_move (RESITE_PAGE (self), RESITE_MOVE_FINISH);

  gtk_widget_set_sensitive (self->finish_button, FALSE);
  resite_page_perform (RESITE_PAGE (self), move);
}

static void
resite_summary_page_refresh (ResitePage *page)
{
  ResiteSummaryPage *self = RESITE_SUMMARY_PAGE (page);
  g_autoptr (ResiteMove) move = resite_page_new_move (page, RESITE_MOVE_FINISH);
  gboolean may_finish = resite_page_is_editable (page) &&
                        resite_run_check_move (resite_page_get_run (page), move, NULL);

  gtk_widget_set_visible (self->finish_button, may_finish);
  gtk_widget_set_sensitive (self->finish_button, may_finish);
  resite_open_points_set_editable (RESITE_OPEN_POINTS (self->open_points),
                                   resite_page_is_editable (page));
  read_summary (self);
}

static gboolean
resite_summary_page_grab_first_focus (ResitePage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (RESITE_SUMMARY_PAGE (page)->paper_combo));
  return TRUE;
}

static void
resite_summary_page_constructed (GObject *object)
{
  ResiteSummaryPage *self = RESITE_SUMMARY_PAGE (object);

  G_OBJECT_CLASS (resite_summary_page_parent_class)->constructed (object);
  self->open_points = resite_open_points_new (RESITE_PAGE (self));
  gtk_box_pack_start (GTK_BOX (self), self->open_points, FALSE, FALSE, 0);
  if (resite_page_get_title (RESITE_PAGE (self)) == NULL)
    resite_page_set_title (RESITE_PAGE (self), _ ("Summary and papers"));
}

static void
resite_summary_page_dispose (GObject *object)
{
  ResiteSummaryPage *self = RESITE_SUMMARY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->summary);
  G_OBJECT_CLASS (resite_summary_page_parent_class)->dispose (object);
}

static void
resite_summary_page_finalize (GObject *object)
{
  g_object_unref (RESITE_SUMMARY_PAGE (object)->cancellable);
  G_OBJECT_CLASS (resite_summary_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/resite/Resite/ui/resite-summary-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ResiteSummaryPage, paper_combo);
  gtk_widget_class_bind_template_child (widget_class, ResiteSummaryPage, size_combo);
  gtk_widget_class_bind_template_child (widget_class, ResiteSummaryPage, previous_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteSummaryPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, ResiteSummaryPage, sheet_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteSummaryPage, tools);
  gtk_widget_class_bind_template_child (widget_class, ResiteSummaryPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, ResiteSummaryPage, view);
  gtk_widget_class_bind_template_callback (widget_class, paper_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_pdf_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_text_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
}

static void
resite_summary_page_class_init (ResiteSummaryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  ResitePageClass *page_class = RESITE_PAGE_CLASS (klass);

  object_class->constructed = resite_summary_page_constructed;
  object_class->dispose = resite_summary_page_dispose;
  object_class->finalize = resite_summary_page_finalize;
  page_class->refresh = resite_summary_page_refresh;
  page_class->grab_first_focus = resite_summary_page_grab_first_focus;
  g_type_ensure (RESITE_TYPE_PAPER_VIEW);
  g_type_ensure (RESITE_TYPE_WRAP_BOX);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
print_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  print_cb (user_data);
}

static void
resite_summary_page_init (ResiteSummaryPage *self)
{
  static const GActionEntry entries[] = { { "print", print_action_cb } };

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->finish_button = gtk_button_new_with_label (_ ("Close this run: all is done"));
  g_signal_connect_object (self->finish_button, "clicked", G_CALLBACK (finish_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_pack_end (GTK_BOX (self->tools), self->finish_button, FALSE, FALSE, 0);
  g_signal_connect_object (self->view, "turned", G_CALLBACK (turned_cb), self, G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (resite_page_get_actions (RESITE_PAGE (self))),
                                   entries, G_N_ELEMENTS (entries), self);
}

void
resite_summary_page_show_paper (ResiteSummaryPage *self, const char *paper)
{
  g_return_if_fail (RESITE_IS_SUMMARY_PAGE (self));

  gtk_combo_box_set_active_id (self->paper_combo, paper);
}
