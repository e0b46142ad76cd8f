/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wizard-kit"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-kit-dialog.h"
#include "resite-save-dialog.h"
#include "resite-wizard-private.h"

/* The kit lies on sticks and shares, which may be slow: reading and writing is for workers. */
typedef struct
{
  char *folder;
  GPtrArray *scripts;
  GPtrArray *results;
  GPtrArray *strange;
  guint written;
} Kit;

static void
kit_free (gpointer data)
{
  Kit *kit = data;

  g_free (kit->folder);
  g_clear_pointer (&kit->results, g_ptr_array_unref);
  g_clear_pointer (&kit->strange, g_ptr_array_unref);
  g_clear_pointer (&kit->scripts, g_ptr_array_unref);
  g_free (kit);
}

static void
begin (ResiteWizard *self, GFile *folder, GTaskThreadFunc work, GAsyncReadyCallback done)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, done, NULL);
  Kit *kit = g_new0 (Kit, 1);

  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, kit, kit_free);
  kit->folder = g_file_get_path (folder);
  kit->scripts = resite_kit_list (self->run);
  kit->strange = g_ptr_array_new_with_free_func (g_free);
  if (kit->folder == NULL)
    resite_wizard_say (
        self, GTK_MESSAGE_ERROR,
        _ ("The field kit needs a folder of this desk, a stick or a mounted share."));
  else
    g_task_run_in_thread (task, work);
}

/* Writing. */

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Kit *kit = data;
  GError *error = NULL;

  if (resite_kit_write (kit->scripts, kit->folder, &kit->written, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteWizard *self = RESITE_WIZARD (source);
  Kit *kit = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      resite_wizard_say (self, GTK_MESSAGE_ERROR, error->message);
      return;
    }
  text = g_strdup_printf (ngettext ("%u script is in %s. Start with READ-ME.txt there.",
                                    "%u scripts are in %s. Start with READ-ME.txt there.",
                                    kit->written),
                          kit->written, kit->folder);
  resite_wizard_say (self, GTK_MESSAGE_INFO, text);
}

static void
write_chosen_cb (GtkWidget *widget, GFile *folder)
{
  begin (RESITE_WIZARD (widget), folder, write_in_thread, written_cb);
}

void
_resite_wizard_write_kit (ResiteWizard *self)
{
  resite_folder_dialog_show (GTK_WIDGET (self), _ ("Folder for the field kit"), write_chosen_cb);
}

/* Reading. */

static char *
join (GPtrArray *words, const char *between)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; i < words->len; i++)
    g_ptr_array_add (list, words->pdata[i]);
  g_ptr_array_add (list, NULL);
  return g_strjoinv (between, (GStrv)list->pdata);
}

/* What went into the run, what could not yet, and what is left for a person in those steps. */
static char *
describe_taken (ResiteRun *run, GPtrArray *taken, GPtrArray *later)
{
  g_autoptr (GPtrArray) waiting = resite_kit_list_waiting (run, taken);
  g_autofree char *steps = join (taken, ", ");
  g_autofree char *not_yet = join (later, "; ");
  g_autofree char *left = join (waiting, "; ");
  GString *text = g_string_new (NULL);

  if (taken->len > 0)
    g_string_append_printf (text, _ ("Taken into the run: %s."), steps);
  else
    g_string_append (text, _ ("Nothing could be taken yet."));
  if (later->len > 0)
    g_string_append_printf (text, _ (" Not yet: %s"), not_yet);
  if (waiting->len > 0)
    g_string_append_printf (text, _ (" Still to do: %s"), left);
  return g_string_free (text, FALSE);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteWizard) self = user_data;
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!resite_kit_take_finish (RESITE_RUN (source), result, &taken, &later, &error))
    {
      resite_wizard_say (self, GTK_MESSAGE_ERROR, error->message);
      return;
    }
  text = describe_taken (self->run, taken, later);
  resite_wizard_say (self, later->len == 0 ? GTK_MESSAGE_INFO : GTK_MESSAGE_WARNING, text);
}

static void
take_cb (ResiteWizard *self, ResiteKitDialog *dialog)
{
  resite_kit_take_async (self->run, resite_kit_dialog_get_results (dialog), self->person, NULL,
                         taken_cb, g_object_ref (self));
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Kit *kit = data;
  GError *error = NULL;

  kit->results = resite_kit_read (kit->scripts, kit->folder, kit->strange, &error);
  if (kit->results != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteWizard *self = RESITE_WIZARD (source);
  Kit *kit = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GtkWidget *dialog;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      resite_wizard_say (self, GTK_MESSAGE_ERROR, error->message);
      return;
    }
  dialog =
      resite_kit_dialog_show (GTK_WIDGET (self), self->run, g_steal_pointer (&kit->scripts),
                              g_steal_pointer (&kit->results), g_steal_pointer (&kit->strange));
  g_signal_connect_object (dialog, "take", G_CALLBACK (take_cb), self, G_CONNECT_SWAPPED);
}

static void
read_chosen_cb (GtkWidget *widget, GFile *folder)
{
  begin (RESITE_WIZARD (widget), folder, read_in_thread, read_cb);
}

void
_resite_wizard_read_kit (ResiteWizard *self)
{
  resite_folder_dialog_show (GTK_WIDGET (self), _ ("Folder of the field kit that came back"),
                             read_chosen_cb);
}
