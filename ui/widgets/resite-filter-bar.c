/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-filter-bar"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-filter-bar.h"
#include "resite-text.h"
#include "resite-wrap-box.h"

typedef struct
{
  const char *label;
  const char *empty;
  guint statuses;
} Chip;

#define BIT(status) RESITE_LIST_STATUS_BIT (RESITE_ITEM_##status)

static const Chip chips[] = {
  { N_ ("All"), NULL, RESITE_LIST_EVERY_STATUS },
  { N_ ("Running"), N_ ("Nothing is running."), BIT (RUNNING) },
  { N_ ("Failed"), N_ ("Nothing failed."), BIT (FAILED) },
  { N_ ("To look at"), N_ ("Nothing needs a second look."), BIT (WARNING) | BIT (UNKNOWN) },
  { N_ ("Done"), N_ ("Nothing is done yet."), BIT (GOOD) },
  { N_ ("Left out"), N_ ("Nothing was left out."), BIT (LEFT_OUT) },
  { N_ ("Not right"), N_ ("All of it is right."),
    BIT (QUEUED) | BIT (RUNNING) | BIT (FAILED) | BIT (WARNING) | BIT (UNKNOWN) },
};

/* Chips that only some tables have. */
#define RUNNING   1
#define NOT_RIGHT 6

struct _ResiteFilterBar
{
  GtkBin parent_instance;

  GtkWidget *buttons[G_N_ELEMENTS (chips)];
  GtkWidget *row;
  guint chosen;
};

G_DEFINE_FINAL_TYPE (ResiteFilterBar, resite_filter_bar, GTK_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
chip_toggled_cb (GtkToggleButton *button, ResiteFilterBar *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      self->chosen = i;
  g_signal_emit (self, signals[CHANGED], 0);
}

static guint
count_chip (const Chip *chip, ResiteListTreeModel *model)
{
  guint count = 0;

  for (ResiteItemStatus status = RESITE_ITEM_QUEUED; status <= RESITE_ITEM_UNKNOWN; status++)
    if (chip->statuses & RESITE_LIST_STATUS_BIT (status))
      count += resite_list_tree_model_count (model, status);
  return count;
}

static void
resite_filter_bar_class_init (ResiteFilterBarClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_filter_bar_init (ResiteFilterBar *self)
{
  GtkWidget *row = resite_wrap_box_new ();

  self->row = row;
  gtk_container_add (GTK_CONTAINER (self), row);
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    {
      GtkWidget *button = gtk_radio_button_new_with_label_from_widget (
          i > 0 ? GTK_RADIO_BUTTON (self->buttons[0]) : NULL, _ (chips[i].label));

      gtk_toggle_button_set_mode (GTK_TOGGLE_BUTTON (button), FALSE);
      gtk_style_context_add_class (gtk_widget_get_style_context (button), "resite-chip");
      g_signal_connect (button, "toggled", G_CALLBACK (chip_toggled_cb), self);
      gtk_widget_show (button);
      gtk_container_add (GTK_CONTAINER (row), button);
      self->buttons[i] = button;
    }
  gtk_widget_hide (self->buttons[NOT_RIGHT]);
}

void
resite_filter_bar_set_judges (ResiteFilterBar *self, gboolean judges)
{
  g_return_if_fail (RESITE_IS_FILTER_BAR (self));

  gtk_widget_set_visible (self->buttons[NOT_RIGHT], judges);
  gtk_widget_set_visible (self->buttons[RUNNING], !judges);
  if (judges)
    gtk_box_reorder_child (GTK_BOX (self->row), self->buttons[NOT_RIGHT], 1);
}

guint
resite_filter_bar_get_statuses (ResiteFilterBar *self)
{
  g_return_val_if_fail (RESITE_IS_FILTER_BAR (self), RESITE_LIST_EVERY_STATUS);

  return chips[self->chosen].statuses;
}

void
resite_filter_bar_show_counts (ResiteFilterBar *self, ResiteListTreeModel *model)
{
  g_return_if_fail (RESITE_IS_FILTER_BAR (self));

  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    {
      guint count =
          i == 0 ? resite_list_tree_model_count_all (model) : count_chip (&chips[i], model);
      g_autofree char *number = resite_text_count (count);
      /* TRANSLATORS: a filter and how many rows it shows: "Failed 3". */
      g_autofree char *label = g_strdup_printf (_ ("%s %s"), _ (chips[i].label), number);

      if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->buttons[i])), label) != 0)
        gtk_button_set_label (GTK_BUTTON (self->buttons[i]), label);
    }
}

const char *
resite_filter_bar_get_empty_text (ResiteFilterBar *self)
{
  g_return_val_if_fail (RESITE_IS_FILTER_BAR (self), NULL);

  return chips[self->chosen].empty != NULL ? _ (chips[self->chosen].empty) : NULL;
}
