/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-coach-page"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-clock.h"
#include "resite-coach-page.h"
#include "resite-label.h"
#include "resite-print.h"
#include "resite-save-dialog.h"

struct _ResiteCoachPage
{
  ResitePage parent_instance;

  GtkLabel *result_label;
  GtkContainer *list_box;
  GtkWidget *tools;
  GtkWidget *save_button;
  ResiteRehearsal *rehearsal;
  ResiteCoach *coach;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (ResiteCoachPage, resite_coach_page, RESITE_TYPE_PAGE)

static void
add_text (ResiteCoachPage *self, const char *text, const char *style)
{
  gtk_container_add (self->list_box, resite_label_new (text, style));
}

static char *
describe_course (const ResiteCoachFault *fault)
{
  g_autofree char *struck = resite_clock_format (fault->struck);
  g_autofree char *noticed = NULL;
  g_autofree char *mended = NULL;

  if (fault->noticed == 0)
    return g_strdup_printf (_ ("Since %s. Not noticed."), struck);
  noticed = resite_coach_format_delay (fault->noticed - fault->struck);
  if (fault->mended == 0)
    return g_strdup_printf (_ ("Since %s. Noticed %s, not mended."), struck, noticed);
  mended = resite_coach_format_delay (fault->mended - fault->struck);
  /* TRANSLATORS: a time, and twice "at once" or "after 3 minutes". */
  return g_strdup_printf (_ ("Since %s. Noticed %s, mended %s."), struck, noticed, mended);
}

static void
show_fault (ResiteCoachPage *self, const ResiteCoachFault *fault)
{
  g_autofree char *course = describe_course (fault);

  add_text (self, fault->title, "resite-strong");
  add_text (self, course, NULL);
  if (fault->avoided != NULL)
    {
      g_autofree char *avoided = g_strdup_printf (_ ("Avoided: %s"), fault->avoided);

      add_text (self, avoided, NULL);
    }
}

static void
show_coach (ResiteCoachPage *self)
{
  g_autofree char *result = resite_coach_get_result (self->coach);
  GPtrArray *faults = resite_coach_list_faults (self->coach);
  g_auto (GStrv) help = resite_coach_list_help (self->coach);

  gtk_label_set_text (self->result_label, result);
  for (guint i = 0; i < faults->len; i++)
    show_fault (self, g_ptr_array_index (faults, i));
  add_text (self, _ ("Help that was used"), "resite-strong");
  if (*help == NULL)
    add_text (self, _ ("None."), NULL);
  for (guint i = 0; help[i] != NULL; i++)
    add_text (self, help[i], NULL);
  gtk_widget_show_all (GTK_WIDGET (self->list_box));
  gtk_widget_set_sensitive (self->tools, TRUE);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  ResiteCoach *coach = resite_coach_new (data, &error);

  if (coach != NULL)
    g_task_return_pointer (task, coach, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteCoachPage) self = user_data;
  g_autoptr (GError) error = NULL;

  self->coach = g_task_propagate_pointer (G_TASK (result), &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (self->coach == NULL)
    {
      resite_page_complain (RESITE_PAGE (self), error);
      return;
    }
  resite_rehearsal_brief_coach (self->rehearsal, self->coach);
  show_coach (self);
}

static void
read_journal (ResiteCoachPage *self)
{
  ResiteRun *run = resite_page_get_run (RESITE_PAGE (self));
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, read_cb, g_object_ref (self));

  g_task_set_task_data (task, g_strdup (resite_journal_get_path (resite_run_get_journal (run))),
                        g_free);
  g_task_run_in_thread (task, read_thread);
}

static gboolean
is_letter (void)
{
  return g_strcmp0 (gtk_paper_size_get_default (), GTK_PAPER_NAME_LETTER) == 0;
}

typedef struct
{
  ResiteCoach *coach;
  gboolean letter;
  char *path;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->coach);
  g_free (order->path);
  g_free (order);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;
  GError *error = NULL;

  if (resite_coach_save_pdf (order->coach, order->letter, order->path, &error))
    g_task_return_pointer (task, g_strdup (order->path), g_free);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteCoachPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
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
pdf_chosen (GtkWidget *widget, GFile *file)
{
  ResiteCoachPage *self = RESITE_COACH_PAGE (widget);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GTask) task = NULL;
  Order *order;

  if (path == NULL || self->coach == NULL)
    return;
  order = g_new0 (Order, 1);
  order->coach = g_object_ref (self->coach);
  order->letter = is_letter ();
  order->path = g_steal_pointer (&path);
  task = g_task_new (NULL, NULL, written_cb, g_object_ref (self));
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, write_thread);
}

static void
save_cb (ResiteCoachPage *self)
{
  g_autofree char *name = g_strdup_printf (
      "%s-trainer.pdf", resite_run_get_id (resite_page_get_run (RESITE_PAGE (self))));

  resite_save_dialog_show (GTK_WIDGET (self), _ ("Save the page for the trainer"), name,
                           pdf_chosen);
}

static void
printed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteCoachPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean printed = resite_print_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (printed)
    resite_page_say (RESITE_PAGE (self), GTK_MESSAGE_INFO, _ ("Printed."));
  else
    resite_page_complain (RESITE_PAGE (self), error);
}

static void
print_cb (ResiteCoachPage *self)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));

  if (self->coach != NULL)
    resite_print_coach_async (self->coach, is_letter (),
                              GTK_IS_WINDOW (window) ? GTK_WINDOW (window) : NULL, printed_cb,
                              g_object_ref (self));
}

static gboolean
resite_coach_page_grab_first_focus (ResitePage *page)
{
  gtk_widget_grab_focus (RESITE_COACH_PAGE (page)->save_button);
  return gtk_widget_has_focus (RESITE_COACH_PAGE (page)->save_button);
}

static void
resite_coach_page_destroy (GtkWidget *widget)
{
  g_cancellable_cancel (RESITE_COACH_PAGE (widget)->cancellable);
  GTK_WIDGET_CLASS (resite_coach_page_parent_class)->destroy (widget);
}

static void
resite_coach_page_finalize (GObject *object)
{
  ResiteCoachPage *self = RESITE_COACH_PAGE (object);

  g_clear_object (&self->coach);
  g_clear_object (&self->rehearsal);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (resite_coach_page_parent_class)->finalize (object);
}

static void
resite_coach_page_class_init (ResiteCoachPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_coach_page_finalize;
  GTK_WIDGET_CLASS (klass)->destroy = resite_coach_page_destroy;
  RESITE_PAGE_CLASS (klass)->grab_first_focus = resite_coach_page_grab_first_focus;
}

static GtkWidget *
add_button (ResiteCoachPage *self, const char *text, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_container_add (GTK_CONTAINER (self->tools), button);
  return button;
}

static void
resite_coach_page_init (ResiteCoachPage *self)
{
  GtkContainer *box = GTK_CONTAINER (self);

  self->cancellable = g_cancellable_new ();
  self->result_label = GTK_LABEL (resite_label_new (_ ("Reading the journal…"), "resite-strong"));
  self->list_box = GTK_CONTAINER (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->save_button = add_button (self, _ ("Save PDF for the _trainer…"), G_CALLBACK (save_cb));
  add_button (self, _ ("_Print for the trainer…"), G_CALLBACK (print_cb));
  gtk_widget_set_sensitive (self->tools, FALSE);
  gtk_container_add (
      box, resite_label_new (_ ("What the site knows of what went wrong, beside what the record "
                                "says. There are no points and there is no blame."),
                             "resite-why"));
  gtk_container_add (box, GTK_WIDGET (self->result_label));
  gtk_container_add (box, GTK_WIDGET (self->list_box));
  gtk_container_add (box, self->tools);
  gtk_widget_show_all (GTK_WIDGET (self));
}

GtkWidget *
resite_coach_page_new (ResiteRun *run, const char *person, ResiteRehearsal *rehearsal)
{
  ResiteCoachPage *self = g_object_new (RESITE_TYPE_COACH_PAGE, "run", run, "person", person,
                                        "title", _ ("What the rehearsal came to"), NULL);

  self->rehearsal = g_object_ref (rehearsal);
  read_journal (self);
  return GTK_WIDGET (self);
}
