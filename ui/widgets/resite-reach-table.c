/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-reach-table"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-folded-text.h"
#include "resite-label.h"
#include "resite-machine-badge.h"
#include "resite-reach-table.h"
#include "resite-reach-tell.h"
#include "resite-reach-words.h"

typedef struct
{
  char *machine;
  GtkWidget *name;
  GtkWidget *way;
  GtkWidget *verdict;
  GtkWidget *seen;
  GtkWidget *button;
  GtkWidget *desk;  /* below, over the whole width: who is there as seen from this desk */
  GtkWidget *offer; /* and by which better way it could be reached */
  GtkWidget *take;
  GtkWidget *trouble;
  ResiteReachTable *table; /* unowned: it owns us */
} Row;

struct _ResiteReachTable
{
  GtkBox parent_instance;

  ResiteRun *run;
  GtkGrid *grid;
  GtkWidget *look_button;
  GtkWidget *limits;
  GPtrArray *rows;
  char *told; /* NULL or a machine of which the window says what is wrong */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (ResiteReachTable, resite_reach_table, GTK_TYPE_BOX)

static guint take_signal;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->machine);
  g_free (row);
}

static void
resite_reach_table_dispose (GObject *object)
{
  g_clear_object (&RESITE_REACH_TABLE (object)->run);
  G_OBJECT_CLASS (resite_reach_table_parent_class)->dispose (object);
}

static void
resite_reach_table_finalize (GObject *object)
{
  g_ptr_array_unref (RESITE_REACH_TABLE (object)->rows);
  g_free (RESITE_REACH_TABLE (object)->told);
  G_OBJECT_CLASS (resite_reach_table_parent_class)->finalize (object);
}

static void
resite_reach_table_class_init (ResiteReachTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_reach_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = resite_reach_table_finalize;
  take_signal = g_signal_new ("take", RESITE_TYPE_REACH_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
attach (ResiteReachTable *self, GtkWidget *widget, int column, int row)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_START);
  gtk_grid_attach (self->grid, widget, column, row, 1, 1);
}

static void
look_cb (ResiteReachTable *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    resite_run_look_from_desk (self->run, ((Row *)g_ptr_array_index (self->rows, i))->machine,
                               TRUE);
}

static void
add_look_button (ResiteReachTable *self)
{
  self->look_button = gtk_button_new_with_label (_ ("Look from this desk"));
  gtk_widget_set_tooltip_text (
      self->look_button,
      _ ("Asks who is there, and which doors are open: without any account, and changes nothing"));
  gtk_widget_set_halign (self->look_button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->look_button, 10);
  g_signal_connect_object (self->look_button, "clicked", G_CALLBACK (look_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_show (self->look_button);
  gtk_box_pack_start (GTK_BOX (self), self->look_button, FALSE, FALSE, 0);
}

/* What is folded away is not there for a screen reader either. */
static void
add_limits (ResiteReachTable *self)
{
  GtkWidget *expander = gtk_expander_new (_ ("What Resite does at each, and what stays by hand"));

  self->limits = resite_label_new ("", NULL);
  gtk_widget_set_margin_top (self->limits, 6);
  gtk_widget_set_margin_top (expander, 10);
  gtk_container_add (GTK_CONTAINER (expander), self->limits);
  g_object_bind_property (expander, "expanded", self->limits, "visible", G_BINDING_SYNC_CREATE);
  gtk_widget_show (expander);
  gtk_box_pack_start (GTK_BOX (self), expander, FALSE, FALSE, 0);
}

static void
resite_reach_table_init (ResiteReachTable *self)
{
  static const char *const titles[] = { N_ ("Machine"), N_ ("How it is reached"), N_ ("Verdict"),
                                        N_ ("What was seen") };

  self->rows = g_ptr_array_new_with_free_func (row_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "resite-card");
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 18);
  gtk_grid_set_row_spacing (self->grid, 10);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    attach (self, resite_label_new (_ (titles[i]), "resite-heading"), (int)i, 0);
  atk_object_set_role (gtk_widget_get_accessible (GTK_WIDGET (self->grid)), ATK_ROLE_PANEL);
  resite_label_set_accessible_name (GTK_WIDGET (self->grid), _ ("Machines that are reached"));
  gtk_widget_show (GTK_WIDGET (self->grid));
  gtk_box_pack_start (GTK_BOX (self), GTK_WIDGET (self->grid), FALSE, FALSE, 0);
  add_look_button (self);
  add_limits (self);
}

GtkWidget *
resite_reach_table_new (ResiteRun *run, const char *told)
{
  ResiteReachTable *self = g_object_new (RESITE_TYPE_REACH_TABLE, NULL);

  g_return_val_if_fail (RESITE_IS_RUN (run), NULL);
  self->run = g_object_ref (run);
  self->told = g_strdup (told);
  g_signal_connect_object (run, "machine-changed", G_CALLBACK (resite_reach_table_refresh), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
show_below (ResiteReachTable *self, Row *row)
{
  const ResiteDeskOpinion *opinion = resite_reach_words_find_opinion (self->run, row->machine);
  g_autofree char *desk = resite_reach_tell_desk (self->run, row->machine);
  g_autofree char *offer = resite_reach_tell_offer (self->run, row->machine);

  gtk_label_set_text (GTK_LABEL (row->desk), desk != NULL ? desk : "");
  gtk_widget_set_visible (row->desk, desk != NULL);
  resite_label_set_style (row->desk, opinion != NULL && opinion->verdict == RESITE_DESK_OTHER
                                         ? "resite-verdict-bad"
                                         : "resite-verdict-none");
  gtk_label_set_text (GTK_LABEL (row->offer), offer != NULL ? offer : "");
  gtk_widget_set_visible (row->offer, offer != NULL);
  gtk_widget_set_visible (row->take, offer != NULL && resite_run_may_act (self->run));
}

/* One of several of these buttons: a screen reader says which machine it is for. */
static void
name_take (ResiteReachTable *self, Row *row, const char *word, const char *name)
{
  /* TRANSLATORS: "OLD SERVER", its name. */
  g_autofree char *text = g_strdup_printf (_ ("Use this way for %s %s"), word, name);

  resite_label_set_accessible_name (row->take, text);
}

static void
show_row (ResiteReachTable *self, Row *row)
{
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (self->run, row->machine);
  const char *style;
  const char *verdict = resite_reach_tell_verdict (self->run, row->machine, &style);
  g_autofree char *word = resite_machine_badge_dup_word (self->run, row->machine);
  g_autofree char *name = resite_run_get_name_now (self->run, row->machine);
  g_autofree char *both = g_strdup_printf ("%s\n%s", word, name);
  g_autofree char *way = resite_reach_words_format_way (self->run, row->machine);
  g_autofree char *seen = resite_reach_tell_seen (self->run, row->machine);
  g_autofree char *trouble = resite_reach_tell_trouble (self->run, row->machine);

  gtk_label_set_text (GTK_LABEL (row->name), both);
  gtk_label_set_text (GTK_LABEL (row->way), way);
  gtk_label_set_text (GTK_LABEL (row->verdict), verdict);
  resite_label_set_style (row->verdict, style);
  gtk_label_set_text (GTK_LABEL (row->seen), seen);
  show_below (self, row);
  name_take (self, row, word, name);
  resite_folded_text_set_text (RESITE_FOLDED_TEXT (row->trouble),
                               g_strcmp0 (row->machine, self->told) == 0 ? NULL : trouble);
  gtk_widget_set_visible (row->button, resite_reach_words_is_remote (self->run, row->machine) &&
                                           (facts == NULL || !facts->reached));
  gtk_widget_set_sensitive (row->button, !self->busy);
  gtk_button_set_label (GTK_BUTTON (row->button),
                        facts != NULL && facts->fault != NULL ? _ ("Try again") : _ ("Go there"));
}

static void
show_limits (ResiteReachTable *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean busy = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const char *machine = ((Row *)g_ptr_array_index (self->rows, i))->machine;
      const ResiteMachineFacts *facts = resite_run_get_machine_facts (self->run, machine);
      g_autofree char *limits = resite_reach_tell_limits (self->run, machine);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", limits);
      busy = busy || (facts != NULL && facts->is_looked_at);
    }
  gtk_label_set_text (GTK_LABEL (self->limits), text->str);
  gtk_widget_set_sensitive (self->look_button, !busy);
}

void
resite_reach_table_refresh (ResiteReachTable *self)
{
  g_return_if_fail (RESITE_IS_REACH_TABLE (self));

  if (self->run == NULL)
    return; /* it is going away */
  for (guint i = 0; i < self->rows->len; i++)
    show_row (self, g_ptr_array_index (self->rows, i));
  show_limits (self);
}

static void
reached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ResiteReachTable) self = user_data;
  g_autoptr (ResiteMachine) machine =
      resite_run_reach_finish (RESITE_RUN (source), result, NULL); /* the row says why not */

  self->busy = FALSE;
  resite_reach_table_refresh (self);
}

static void
go_cb (GtkButton *button, Row *row)
{
  row->table->busy = TRUE;
  resite_run_reach_async (row->table->run, row->machine, NULL, reached_cb,
                          g_object_ref (row->table));
  resite_reach_table_refresh (row->table);
}

static void
take_cb (GtkButton *button, Row *row)
{
  g_signal_emit (row->table, take_signal, 0, row->machine);
}

static GtkWidget *
new_cell (const char *style, int width, int longest)
{
  GtkWidget *label = resite_label_new ("", style);

  gtk_label_set_width_chars (GTK_LABEL (label), width);
  gtk_label_set_max_width_chars (GTK_LABEL (label), longest);
  return label;
}

/* Under its machine, over the whole width, so that the columns keep their room at big text. */
static GtkWidget *
make_below (Row *row)
{
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  row->desk = resite_label_new ("", NULL);
  row->offer = resite_label_new ("", NULL);
  row->take = gtk_button_new_with_label (_ ("Use this way"));
  gtk_widget_set_halign (row->take, GTK_ALIGN_START);
  g_signal_connect (row->take, "clicked", G_CALLBACK (take_cb), row);
  row->trouble = resite_folded_text_new ();
  gtk_box_pack_start (GTK_BOX (below), row->desk, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (below), row->offer, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (below), row->take, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (below), row->trouble, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (below), row->button, FALSE, FALSE, 0);
  gtk_widget_show (below);
  return below;
}

static gboolean
has (ResiteReachTable *self, const char *machine)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_strcmp0 (((Row *)g_ptr_array_index (self->rows, i))->machine, machine) == 0)
      return TRUE;
  return FALSE;
}

void
resite_reach_table_add (ResiteReachTable *self, const char *machine)
{
  Row *row;
  int number;

  g_return_if_fail (RESITE_IS_REACH_TABLE (self));
  g_return_if_fail (machine != NULL);

  if (has (self, machine))
    return;
  row = g_new0 (Row, 1);
  row->table = self;
  row->machine = g_strdup (machine);
  row->name = new_cell ("resite-strong", 8, 16);
  row->way = new_cell (NULL, 12, 24);
  row->verdict = new_cell (NULL, 8, 14);
  row->seen = new_cell (NULL, 10, 34);
  row->button = gtk_button_new_with_label ("");
  gtk_widget_set_halign (row->button, GTK_ALIGN_START);
  gtk_widget_set_hexpand (row->seen, TRUE);
  g_signal_connect (row->button, "clicked", G_CALLBACK (go_cb), row);
  g_ptr_array_add (self->rows, row);
  number = 2 * (int)self->rows->len - 1;
  attach (self, row->name, 0, number);
  attach (self, row->way, 1, number);
  attach (self, row->verdict, 2, number);
  attach (self, row->seen, 3, number);
  gtk_grid_attach (self->grid, make_below (row), 0, number + 1, 4, 1);
  resite_reach_table_refresh (self);
}
