/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-box"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-assign-box.h"
#include "resite-assign-job.h"
#include "resite-item-layout.h"
#include "resite-label.h"
#include "resite-text.h"

/* A job may tell of thousands of changes a second. */
#define SHOW_AFTER_MS 250
/* So many packages are told by name. */
#define MOST_NAMES 5

struct _ResiteAssignBox
{
  GtkBox parent_instance;

  GtkWidget *window; /* of what is on its way */
  GtkLevelBar *level;
  GtkLabel *window_label;
  GtkLabel *line_label;
  GtkWidget *stop;
  GtkLabel *stop_what;
  GtkLabel *stop_which;
  GtkWidget *undo_button;

  ResiteJob *job;
  GListModel *items;
  gulong notify_id;
  gulong items_id;
  guint show_id;
  char *site;
  gboolean editable;
};

G_DEFINE_FINAL_TYPE (ResiteAssignBox, resite_assign_box, GTK_TYPE_BOX)

enum
{
  UNDO,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gint64
get_total (ResiteAssignBox *self, const char *name)
{
  const gint64 *total =
      self->job != NULL ? g_hash_table_lookup (resite_job_get_totals (self->job), name) : NULL;

  return total != NULL ? *total : -1;
}

static void
show_window (ResiteAssignBox *self)
{
  const gint64 packages = MAX (get_total (self, "open_packages"), 0);
  const gint64 most = MAX (get_total (self, "window_packages"), 1);
  g_autofree char *bytes = resite_text_size ((guint64)MAX (get_total (self, "open_bytes"), 0));
  g_autofree char *most_bytes =
      resite_text_size ((guint64)MAX (get_total (self, "window_bytes"), 0));
  /* TRANSLATORS: numbers of packages, then sizes. */
  g_autofree char *text =
      g_strdup_printf (_ ("Assigned and not proved yet: %d of at most %d packages, %s of at most "
                          "%s. More are assigned as proofs come in."),
                       (int)packages, (int)most, bytes, most_bytes);

  gtk_label_set_text (self->window_label, text);
  gtk_level_bar_set_max_value (self->level, (double)most);
  gtk_level_bar_set_value (self->level, (double)MIN (packages, most));
}

static void
show_line (ResiteAssignBox *self)
{
  const gint64 crossed = get_total (self, "crossed_bytes");
  const gint64 spared = get_total (self, "not_crossed_bytes");
  g_autofree char *sent = resite_text_size ((guint64)MAX (crossed, 0));
  g_autofree char *saved = resite_text_size ((guint64)MAX (spared, 0));
  g_autofree char *text =
      g_strdup_printf (_ ("Over the line so far: %s. Not over the line: %s."), sent, saved);

  gtk_label_set_text (self->line_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->line_label), crossed >= 0 && spared >= 0);
}

static void
name_package (GString *names, ResiteJobItem *item)
{
  g_autofree char *sent = resite_text_size ((guint64)resite_job_item_get_bytes (item));

  if (names->len > 0)
    g_string_append_c (names, '\n');
  if (resite_job_item_get_size (item) > 0)
    {
      g_autofree char *whole = resite_text_size ((guint64)resite_job_item_get_size (item));

      /* TRANSLATORS: a package's ID, what was sent of it, and how large it is. */
      g_string_append_printf (names, _ ("%s: %s of %s were sent"), resite_job_item_get_name (item),
                              sent, whole);
      return;
    }
  /* TRANSLATORS: a package's ID, and what was sent of it. */
  g_string_append_printf (names, _ ("%s: %s were sent"), resite_job_item_get_name (item), sent);
}

/* What was sent in full may be installed by now, and was sent in full all the same. */
static gboolean
is_crossing (ResiteJobItem *item)
{
  g_autofree char *proof = resite_item_layout_dup_fact (item, "proof");

  if (g_strcmp0 (resite_job_item_get_state (item), "removed") == 0)
    return FALSE;
  return g_strcmp0 (resite_job_item_get_state (item), "in-full") == 0 ||
         g_strcmp0 (proof, "in-full") == 0;
}

/* (transfer full): a line for each of the first; *@count is of all. */
static char *
list_crossing (ResiteAssignBox *self, guint *count)
{
  GString *names = g_string_new (NULL);

  *count = 0;
  for (guint i = 0; self->items != NULL && i < g_list_model_get_n_items (self->items); i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (self->items, i);

      if (is_crossing (item) && ++*count <= MOST_NAMES)
        name_package (names, item);
    }
  if (*count > MOST_NAMES)
    {
      g_string_append_c (names, '\n');
      g_string_append_printf (names, ngettext ("and %u more", "and %u more", *count - MOST_NAMES),
                              *count - MOST_NAMES);
    }
  return g_string_free (names, FALSE);
}

static void
fill_stop (ResiteAssignBox *self, guint count, const char *names)
{
  const char *site = self->site != NULL ? self->site : "";
  g_autofree char *what =
      g_strdup_printf (ngettext ("%u package is or was sent to %s in full.",
                                 "%u packages are or were sent to %s in full.", count),
                       count, site);

  gtk_label_set_text (self->stop_what, what);
  gtk_label_set_text (self->stop_which, names);
  gtk_widget_set_visible (self->undo_button,
                          self->editable && (self->job == NULL || resite_job_is_over (self->job)));
  resite_label_set_accessible_name (self->stop, what);
}

static void
show_stop (ResiteAssignBox *self)
{
  const gboolean working = self->job != NULL && !resite_job_is_over (self->job);
  guint count = 0;
  g_autofree char *names = NULL;

  /* While it works, rows are only looked through when the job says that there are some. */
  if (!working || !RESITE_IS_ASSIGN_JOB (self->job) ||
      resite_assign_job_is_crossing (RESITE_ASSIGN_JOB (self->job)))
    names = list_crossing (self, &count);
  if (count > 0)
    fill_stop (self, count, names);
  gtk_widget_set_visible (self->stop, count > 0);
}

static void
show (ResiteAssignBox *self)
{
  const gboolean open = self->job != NULL && !resite_job_is_over (self->job) &&
                        get_total (self, "window_packages") > 0;

  if (open)
    show_window (self);
  gtk_widget_set_visible (self->window, open);
  show_line (self);
  show_stop (self);
}

static gboolean
show_cb (gpointer user_data)
{
  ResiteAssignBox *self = user_data;

  self->show_id = 0;
  show (self);
  return G_SOURCE_REMOVE;
}

static void
show_soon (ResiteAssignBox *self)
{
  if (self->show_id == 0)
    self->show_id = g_timeout_add (SHOW_AFTER_MS, show_cb, self);
}

static void
undo_cb (ResiteAssignBox *self)
{
  g_signal_emit (self, signals[UNDO], 0);
}

static void
forget (ResiteAssignBox *self)
{
  if (self->job != NULL)
    g_clear_signal_handler (&self->notify_id, self->job);
  if (self->items != NULL)
    g_clear_signal_handler (&self->items_id, self->items);
  g_clear_object (&self->job);
  g_clear_object (&self->items);
}

static void
resite_assign_box_dispose (GObject *object)
{
  ResiteAssignBox *self = RESITE_ASSIGN_BOX (object);

  g_clear_handle_id (&self->show_id, g_source_remove);
  forget (self);
  G_OBJECT_CLASS (resite_assign_box_parent_class)->dispose (object);
}

static void
resite_assign_box_finalize (GObject *object)
{
  g_free (RESITE_ASSIGN_BOX (object)->site);
  G_OBJECT_CLASS (resite_assign_box_parent_class)->finalize (object);
}

static void
resite_assign_box_class_init (ResiteAssignBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_assign_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_assign_box_finalize;
  signals[UNDO] = g_signal_new ("undo", RESITE_TYPE_ASSIGN_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
build_window (ResiteAssignBox *self)
{
  self->window = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->level = GTK_LEVEL_BAR (gtk_level_bar_new ());
  self->window_label = GTK_LABEL (resite_label_new ("", NULL));
  /* A full window is as it should be: no colour of warning. */
  gtk_level_bar_remove_offset_value (self->level, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (self->level, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (self->level, GTK_LEVEL_BAR_OFFSET_FULL);
  resite_label_set_accessible_name (GTK_WIDGET (self->level),
                                    _ ("Assigned and not proved yet, of what may be"));
  gtk_box_pack_start (GTK_BOX (self->window), GTK_WIDGET (self->level), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self->window), GTK_WIDGET (self->window_label), FALSE, FALSE, 0);
  gtk_box_pack_start (
      GTK_BOX (self->window),
      resite_label_new (_ ("Pausing holds back what would be assigned next. What is "
                           "assigned already, SMS goes on with."),
                        "dim-label"),
      FALSE, FALSE, 0);
  gtk_widget_show (GTK_WIDGET (self->level));
}

static GtkWidget *
add_to_stop (ResiteAssignBox *self, const char *text, const char *style)
{
  GtkWidget *label = resite_label_new (text, style);

  gtk_box_pack_start (GTK_BOX (self->stop), label, FALSE, FALSE, 0);
  return label;
}

static void
build_stop (ResiteAssignBox *self)
{
  GtkStyleContext *style;

  self->stop = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  style = gtk_widget_get_style_context (self->stop);
  gtk_style_context_add_class (style, "resite-trouble");
  gtk_style_context_add_class (style, "resite-halt");
  atk_object_set_role (gtk_widget_get_accessible (self->stop), ATK_ROLE_ALERT);
  add_to_stop (self, _ ("STOP: SENT IN FULL"), "resite-band");
  self->stop_what = GTK_LABEL (add_to_stop (self, "", "resite-strong"));
  self->stop_which = GTK_LABEL (add_to_stop (self, "", NULL));
  add_to_stop (self,
               _ ("The preload does not hold for these: the line carries the packages themselves. "
                  "Nothing more is assigned."),
               NULL);
  add_to_stop (
      self,
      _ ("Take what was assigned off again, so that SMS stops. Then look at these packages "
         "in W2 and R5: is the version the same, was the preload reported?"),
      NULL);
  self->undo_button = gtk_button_new_with_mnemonic (_ ("_Take off again what was assigned…"));
  gtk_widget_set_halign (self->undo_button, GTK_ALIGN_START);
  g_signal_connect_object (self->undo_button, "clicked", G_CALLBACK (undo_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_pack_start (GTK_BOX (self->stop), self->undo_button, FALSE, FALSE, 0);
}

static void
resite_assign_box_init (ResiteAssignBox *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->editable = TRUE;
  build_stop (self);
  build_window (self);
  self->line_label = GTK_LABEL (resite_label_new ("", NULL));
  gtk_box_pack_start (GTK_BOX (self), self->stop, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), self->window, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (self), GTK_WIDGET (self->line_label), FALSE, FALSE, 0);
  show (self);
}

GtkWidget *
resite_assign_box_new (void)
{
  return g_object_new (RESITE_TYPE_ASSIGN_BOX, "visible", TRUE, NULL);
}

void
resite_assign_box_set (ResiteAssignBox *self, ResiteJob *job, GListModel *items)
{
  g_return_if_fail (RESITE_IS_ASSIGN_BOX (self));
  g_return_if_fail (job == NULL || RESITE_IS_JOB (job));
  g_return_if_fail (items == NULL || G_IS_LIST_MODEL (items));

  if (job != self->job || items != self->items)
    {
      forget (self);
      g_set_object (&self->job, job);
      g_set_object (&self->items, items);
      if (job != NULL)
        self->notify_id = g_signal_connect_swapped (job, "notify", G_CALLBACK (show_soon), self);
      if (items != NULL)
        self->items_id =
            g_signal_connect_swapped (items, "items-changed", G_CALLBACK (show_soon), self);
    }
  show (self);
}

void
resite_assign_box_set_site (ResiteAssignBox *self, const char *code)
{
  g_return_if_fail (RESITE_IS_ASSIGN_BOX (self));

  g_free (self->site);
  self->site = g_strdup (code);
}

void
resite_assign_box_set_editable (ResiteAssignBox *self, gboolean editable)
{
  g_return_if_fail (RESITE_IS_ASSIGN_BOX (self));

  self->editable = editable;
  show (self);
}
