/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-scenario-page"
#include "config.h"
#include <glib/gi18n.h>
#include "resite-label.h"
#include "resite-list-focus.h"
#include "resite-scenario-page.h"
#include "resite-scroll.h"

#define USUAL_PACKAGES  60
#define USUAL_PACE      "60"
#define FEWEST_PACKAGES 3
#define MOST_PACKAGES   10000
#define LIST_HEIGHT     320
#define LINE_LENGTH     72

struct _ResiteScenarioPage
{
  GtkScrolledWindow parent_instance;

  GPtrArray *choices;
  GtkListBox *list;
  GtkLabel *story_label;
  GtkSpinButton *packages_spin;
  guint proposed; /* what stands there unless somebody wrote another number */
  GtkComboBox *pace_combo;
};

G_DEFINE_FINAL_TYPE (ResiteScenarioPage, resite_scenario_page, GTK_TYPE_SCROLLED_WINDOW)

enum
{
  REHEARSE,
  CANCELLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *pace;
  const char *label;
} paces[] = {
  { "10", N_ ("10 times faster") },
  { USUAL_PACE, N_ ("60 times faster: an hour is a minute") },
  { "600", N_ ("600 times faster: for those who know the pages") },
};

static const ResiteRehearsalChoice *
get_choice (ResiteScenarioPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) : 0;

  return g_ptr_array_index (self->choices, (guint)MAX (index, 0));
}

static void
propose_packages (ResiteScenarioPage *self, guint packages)
{
  if (gtk_spin_button_get_value_as_int (self->packages_spin) == (int)self->proposed)
    gtk_spin_button_set_value (self->packages_spin, packages);
  self->proposed = packages;
}

static void
row_selected_cb (ResiteScenarioPage *self)
{
  const ResiteRehearsalChoice *choice = get_choice (self);

  gtk_label_set_text (self->story_label, choice->story);
  propose_packages (self, choice->packages > 0 ? choice->packages : USUAL_PACKAGES);
}

static void
rehearse_cb (ResiteScenarioPage *self)
{
  g_signal_emit (self, signals[REHEARSE], 0);
}

static void
cancel_cb (ResiteScenarioPage *self)
{
  g_signal_emit (self, signals[CANCELLED], 0);
}

static GtkWidget *
new_row (const ResiteRehearsalChoice *choice)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  /* TRANSLATORS: title of a scenario, and how hard it is. */
  g_autofree char *spoken = g_strdup_printf (_ ("%s, %s"), choice->title, choice->level);
  GtkWidget *title = resite_label_new (choice->title, NULL);

  gtk_widget_set_hexpand (title, TRUE);
  gtk_container_add (GTK_CONTAINER (box), title);
  gtk_container_add (GTK_CONTAINER (box), resite_label_new (choice->level, NULL));
  gtk_container_add (GTK_CONTAINER (row), box);
  gtk_widget_show_all (row);
  resite_label_set_accessible_name (row, spoken);
  return row;
}

static void
fill_list (ResiteScenarioPage *self, GtkContainer *box)
{
  GtkWidget *scroller = gtk_scrolled_window_new (NULL, NULL);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  resite_label_set_accessible_name (GTK_WIDGET (self->list), _ ("What goes wrong"));
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self->list)),
                               "resite-choices");
  gtk_list_box_set_activate_on_single_click (self->list, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scroller), GTK_SHADOW_IN);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_container_add (GTK_CONTAINER (scroller), GTK_WIDGET (self->list));
  gtk_container_add (box, scroller);
  resite_list_focus_make_one_stop (self->list);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (row_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (rehearse_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
attach_field (GtkGrid *grid, int row, const char *text, GtkWidget *field)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), field);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, field, 1, row, 1, 1);
}

static GtkWidget *
new_pace_combo (void)
{
  GtkWidget *combo = gtk_combo_box_text_new ();

  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (combo), paces[i].pace, _ (paces[i].label));
  gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), USUAL_PACE);
  return combo;
}

static void
fill_fields (ResiteScenarioPage *self, GtkContainer *box)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  self->packages_spin =
      GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (FEWEST_PACKAGES, MOST_PACKAGES, 1));
  self->proposed = FEWEST_PACKAGES;
  self->pace_combo = GTK_COMBO_BOX (new_pace_combo ());
  attach_field (GTK_GRID (grid), 0, _ ("_Packages"), GTK_WIDGET (self->packages_spin));
  attach_field (GTK_GRID (grid), 1, _ ("_Time runs"), GTK_WIDGET (self->pace_combo));
  gtk_container_add (box, grid);
}

static void
fill_buttons (ResiteScenarioPage *self, GtkContainer *box)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *back = gtk_button_new_with_mnemonic (_ ("_Back"));
  GtkWidget *start = gtk_button_new_with_mnemonic (_ ("_Rehearse this"));

  gtk_style_context_add_class (gtk_widget_get_style_context (start), "suggested-action");
  gtk_style_context_add_class (gtk_widget_get_style_context (buttons), "resite-footer-buttons");
  g_signal_connect_object (back, "clicked", G_CALLBACK (cancel_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (start, "clicked", G_CALLBACK (rehearse_cb), self, G_CONNECT_SWAPPED);
  gtk_container_add (GTK_CONTAINER (buttons), back);
  gtk_box_pack_end (GTK_BOX (buttons), start, FALSE, FALSE, 0);
  gtk_container_add (box, buttons);
}

static void
resite_scenario_page_finalize (GObject *object)
{
  g_ptr_array_unref (RESITE_SCENARIO_PAGE (object)->choices);
  G_OBJECT_CLASS (resite_scenario_page_parent_class)->finalize (object);
}

static void
resite_scenario_page_class_init (ResiteScenarioPageClass *klass)
{
  GType type = G_OBJECT_CLASS_TYPE (klass);

  G_OBJECT_CLASS (klass)->finalize = resite_scenario_page_finalize;
  signals[REHEARSE] =
      g_signal_new ("rehearse", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CANCELLED] =
      g_signal_new ("cancelled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_scenario_page_init (ResiteScenarioPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkContainer *container = GTK_CONTAINER (box);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (box, 640, -1);
  gtk_style_context_add_class (gtk_widget_get_style_context (box), "resite-start");
  gtk_container_add (container, resite_label_new (_ ("Choose a rehearsal"), "resite-title"));
  gtk_container_add (container,
                     resite_label_new (_ ("What shall go wrong? Whoever rehearses for the first "
                                          "time takes the first one."),
                                       "resite-why"));
  fill_list (self, container);
  self->story_label = GTK_LABEL (resite_label_new ("", NULL));
  gtk_label_set_max_width_chars (self->story_label, LINE_LENGTH);
  gtk_container_add (container, GTK_WIDGET (self->story_label));
  fill_fields (self, container);
  fill_buttons (self, container);
  gtk_container_add (GTK_CONTAINER (self), box);
  gtk_widget_show_all (box);
  resite_scroll_follow_focus (GTK_WIDGET (self));
}

GtkWidget *
resite_scenario_page_new (GPtrArray *choices)
{
  ResiteScenarioPage *self = g_object_new (RESITE_TYPE_SCENARIO_PAGE, "visible", TRUE, NULL);

  self->choices = g_ptr_array_ref (choices);
  for (guint i = 0; i < choices->len; i++)
    gtk_container_add (GTK_CONTAINER (self->list), new_row (g_ptr_array_index (choices, i)));
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  return GTK_WIDGET (self);
}

ResiteRehearsalOptions
resite_scenario_page_get_options (ResiteScenarioPage *self)
{
  ResiteRehearsalOptions options = { 0 };

  g_return_val_if_fail (RESITE_IS_SCENARIO_PAGE (self), options);
  options.scenario = get_choice (self)->id;
  options.packages = (guint)gtk_spin_button_get_value_as_int (self->packages_spin);
  options.pace = g_ascii_strtod (gtk_combo_box_get_active_id (self->pace_combo), NULL);
  return options;
}

void
resite_scenario_page_grab_focus (ResiteScenarioPage *self)
{
  g_return_if_fail (RESITE_IS_SCENARIO_PAGE (self));
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (self->list)));
}
