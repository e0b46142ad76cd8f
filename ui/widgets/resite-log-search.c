/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-log-search"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-log-search.h"

struct _ResiteLogSearch
{
  GtkBin parent_instance;

  GtkWidget *text;
  GtkWidget *show;
  GtkWidget *package;
  GtkWidget *file;
  GHashTable *files; /* interned */
};

G_DEFINE_FINAL_TYPE (ResiteLogSearch, resite_log_search, GTK_TYPE_BIN)

static guint changed_signal;

static void
changed_cb (ResiteLogSearch *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static GtkWidget *
make_entry (ResiteLogSearch *self, const char *name, const char *hint, int width)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_width_chars (GTK_ENTRY (entry), width);
  gtk_entry_set_max_width_chars (GTK_ENTRY (entry), width);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  resite_label_set_accessible_name (entry, name);
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return entry;
}

/* In the order of ResiteLogShow. */
static GtkWidget *
make_show (ResiteLogSearch *self)
{
  static const char *const labels[] = { N_ ("All lines"), N_ ("Lines that mean something"),
                                        N_ ("Warnings and errors"), N_ ("Errors only") };
  GtkWidget *combo = gtk_combo_box_text_new ();

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    gtk_combo_box_text_append_text (GTK_COMBO_BOX_TEXT (combo), _ (labels[i]));
  gtk_combo_box_set_active (GTK_COMBO_BOX (combo), 0);
  resite_label_set_accessible_name (combo, _ ("Which lines are shown"));
  g_signal_connect_object (combo, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return combo;
}

static GtkWidget *
make_file (ResiteLogSearch *self)
{
  GtkWidget *combo = gtk_combo_box_text_new ();

  resite_label_set_accessible_name (combo, _ ("Lines of which log"));
  gtk_widget_set_no_show_all (combo, TRUE);
  g_signal_connect_object (combo, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return combo;
}

static void
resite_log_search_finalize (GObject *object)
{
  g_hash_table_unref (RESITE_LOG_SEARCH (object)->files);
  G_OBJECT_CLASS (resite_log_search_parent_class)->finalize (object);
}

static void
resite_log_search_class_init (ResiteLogSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_log_search_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_log_search_init (ResiteLogSearch *self)
{
  GtkWidget *box = g_object_new (RESITE_TYPE_WRAP_BOX, NULL);

  self->files = g_hash_table_new (g_str_hash, g_str_equal);
  self->text = make_entry (self, _ ("Words that the lines hold"), _ ("Find in the lines"), 20);
  self->show = make_show (self);
  self->package = make_entry (self, _ ("Only lines of this package"), _ ("Package ID"), 12);
  self->file = make_file (self);
  gtk_container_add (GTK_CONTAINER (box), self->text);
  gtk_container_add (GTK_CONTAINER (box), self->show);
  gtk_container_add (GTK_CONTAINER (box), self->package);
  gtk_container_add (GTK_CONTAINER (box), self->file);
  gtk_container_add (GTK_CONTAINER (self), box);
  gtk_widget_show_all (box);
  resite_log_search_forget_files (self);
}

ResiteLogFilter
resite_log_search_get_filter (ResiteLogSearch *self)
{
  return (ResiteLogFilter){
    .show = (ResiteLogShow)MAX (gtk_combo_box_get_active (GTK_COMBO_BOX (self->show)), 0),
    .text = gtk_entry_get_text (GTK_ENTRY (self->text)),
    .package = gtk_entry_get_text (GTK_ENTRY (self->package)),
    .file = gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->file)),
  };
}

void
resite_log_search_add_file (ResiteLogSearch *self, const char *file)
{
  g_return_if_fail (RESITE_IS_LOG_SEARCH (self));

  if (*file == '\0' || !g_hash_table_add (self->files, (gpointer)file))
    return;
  gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (self->file), file, file);
  gtk_widget_set_visible (self->file, g_hash_table_size (self->files) > 1);
}

guint
resite_log_search_count_files (ResiteLogSearch *self)
{
  g_return_val_if_fail (RESITE_IS_LOG_SEARCH (self), 0);

  return g_hash_table_size (self->files);
}

void
resite_log_search_forget_files (ResiteLogSearch *self)
{
  g_return_if_fail (RESITE_IS_LOG_SEARCH (self));

  g_hash_table_remove_all (self->files);
  gtk_combo_box_text_remove_all (GTK_COMBO_BOX_TEXT (self->file));
  gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (self->file), "", _ ("All logs"));
  gtk_combo_box_set_active (GTK_COMBO_BOX (self->file), 0);
  gtk_widget_hide (self->file);
}

void
resite_log_search_grab (ResiteLogSearch *self)
{
  g_return_if_fail (RESITE_IS_LOG_SEARCH (self));

  gtk_widget_grab_focus (self->text);
}
