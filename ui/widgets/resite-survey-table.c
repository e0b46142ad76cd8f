/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-survey-table"

#include "config.h"
#include <string.h>
#include <glib/gi18n.h>
#include "resite-survey-table.h"

#define LEAST_HEIGHT 190

enum
{
  COLUMN_CHOSEN,
  COLUMN_OPEN, /* the same value needs not be taken */
  COLUMN_KEY,
  COLUMN_LABEL,
  COLUMN_PLAN,
  COLUMN_FOUND,
  COLUMN_WHERE,
  N_COLUMNS
};

struct _ResiteSurveyTable
{
  GtkScrolledWindow parent_instance;

  GtkListStore *store;
  GtkTreeView *view;
};

G_DEFINE_FINAL_TYPE (ResiteSurveyTable, resite_survey_table, GTK_TYPE_SCROLLED_WINDOW)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
toggle_row (ResiteSurveyTable *self, GtkTreeIter *iter)
{
  gboolean chosen, open;

  gtk_tree_model_get (GTK_TREE_MODEL (self->store), iter, COLUMN_CHOSEN, &chosen, COLUMN_OPEN,
                      &open, -1);
  if (!open)
    return;
  gtk_list_store_set (self->store, iter, COLUMN_CHOSEN, !chosen, -1);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
toggled_cb (GtkCellRendererToggle *cell, const char *path, ResiteSurveyTable *self)
{
  GtkTreeIter iter;

  if (gtk_tree_model_get_iter_from_string (GTK_TREE_MODEL (self->store), &iter, path))
    toggle_row (self, &iter);
}

/* Enter and Space on a row, too: the toggle is small, and no cell of its own for the keyboard. */
static void
activated_cb (ResiteSurveyTable *self, GtkTreePath *path)
{
  GtkTreeIter iter;

  if (gtk_tree_model_get_iter (GTK_TREE_MODEL (self->store), &iter, path))
    toggle_row (self, &iter);
}

static void
add_toggle (ResiteSurveyTable *self)
{
  GtkCellRenderer *cell = gtk_cell_renderer_toggle_new ();

  g_signal_connect_object (cell, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_tree_view_insert_column_with_attributes (self->view, -1, _ ("Take"), cell, "active",
                                               COLUMN_CHOSEN, "activatable", COLUMN_OPEN,
                                               "sensitive", COLUMN_OPEN, NULL);
}

static void
add_column (ResiteSurveyTable *self, const char *title, int column, int width)
{
  GtkCellRenderer *cell = gtk_cell_renderer_text_new ();
  GtkTreeViewColumn *made =
      gtk_tree_view_column_new_with_attributes (title, cell, "text", column, NULL);

  g_object_set (cell, "wrap-mode", PANGO_WRAP_WORD_CHAR, "wrap-width", width, "yalign", 0.0, NULL);
  gtk_tree_view_column_set_resizable (made, TRUE);
  gtk_tree_view_append_column (self->view, made);
}

static void
resite_survey_table_dispose (GObject *object)
{
  g_clear_object (&RESITE_SURVEY_TABLE (object)->store);
  G_OBJECT_CLASS (resite_survey_table_parent_class)->dispose (object);
}

static void
resite_survey_table_class_init (ResiteSurveyTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_survey_table_dispose;
  signals[CHANGED] = g_signal_new ("changed", RESITE_TYPE_SURVEY_TABLE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
resite_survey_table_init (ResiteSurveyTable *self)
{
  self->store = gtk_list_store_new (N_COLUMNS, G_TYPE_BOOLEAN, G_TYPE_BOOLEAN, G_TYPE_STRING,
                                    G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  self->view = GTK_TREE_VIEW (gtk_tree_view_new_with_model (GTK_TREE_MODEL (self->store)));
  add_toggle (self);
  add_column (self, _ ("Value"), COLUMN_LABEL, 150);
  add_column (self, _ ("In the plan"), COLUMN_PLAN, 120);
  add_column (self, _ ("Found"), COLUMN_FOUND, 150);
  add_column (self, _ ("Where"), COLUMN_WHERE, 190);
  gtk_tree_view_set_search_column (self->view, COLUMN_LABEL);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self->view)),
                       _ ("What the site says"));
  g_signal_connect_object (self->view, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_container_add (GTK_CONTAINER (self), GTK_WIDGET (self->view));
  gtk_widget_show (GTK_WIDGET (self->view));
}

GtkWidget *
resite_survey_table_new (void)
{
  return g_object_new (RESITE_TYPE_SURVEY_TABLE, "shadow-type", GTK_SHADOW_IN, "hscrollbar-policy",
                       GTK_POLICY_NEVER, "min-content-height", LEAST_HEIGHT, "visible", TRUE, NULL);
}

/* (transfer full): what the form calls it, and the group's number where there are several. */
static char *
make_label (const char *name)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *group = g_strndup (name, dot != NULL ? (gsize)(dot - name) : strlen (name));
  const ResitePlanKey *key = dot != NULL ? resite_plan_keys_find (group, dot + 1) : NULL;
  const char *number = strchr (group, '.');
  const char *title = resite_plan_keys_get_group_title (group);

  if (key == NULL || title == NULL)
    return g_strdup (name);
  /* TRANSLATORS: part of the plan, its number or nothing, what it is: "Primary site 2: Site code". */
  return g_strdup_printf (_ ("%s%s%s: %s"), title, number != NULL ? " " : "",
                          number != NULL ? number + 1 : "", _ (key->label));
}

static void
add_finding (ResiteSurveyTable *self, ResitePlan *plan, const ResiteSurveyFinding *finding,
             gboolean same)
{
  const char *value = resite_plan_get (plan, finding->key);
  const ResitePlanWeight weight = resite_plan_weigh (plan, finding->key, finding->value);
  g_autofree char *label = make_label (finding->key);
  g_autofree char *where =
      finding->is_choice
          /* TRANSLATORS: one of several that would do, and how it was found. */
          ? g_strdup_printf (_ ("A suggestion: %s"), finding->where)
          : g_strdup (finding->where);

  if ((weight == RESITE_PLAN_WEIGHS_SAME) != same)
    return;
  gtk_list_store_insert_with_values (
      self->store, NULL, -1, COLUMN_CHOSEN, weight == RESITE_PLAN_WEIGHS_NEW && !finding->is_choice,
      COLUMN_OPEN, weight != RESITE_PLAN_WEIGHS_SAME, COLUMN_KEY, finding->key, COLUMN_LABEL, label,
      COLUMN_PLAN, value != NULL ? value : "", COLUMN_FOUND, finding->value, COLUMN_WHERE, where,
      -1);
}

void
resite_survey_table_show (ResiteSurveyTable *self, ResitePlan *plan, const ResiteSiteSurvey *survey)
{
  g_return_if_fail (RESITE_IS_SURVEY_TABLE (self));
  g_return_if_fail (RESITE_IS_PLAN (plan));

  gtk_list_store_clear (self->store);
  /* What there is to decide on comes first. */
  for (int same = FALSE; same <= TRUE; same++)
    for (guint i = 0; survey != NULL && i < survey->findings->len; i++)
      add_finding (self, plan, g_ptr_array_index (survey->findings, i), same);
  g_signal_emit (self, signals[CHANGED], 0);
}

typedef struct
{
  ResitePlan *plan; /* NULL: count only */
  guint count;
} Taking;

static gboolean
take_row (GtkTreeModel *model, GtkTreePath *path, GtkTreeIter *iter, gpointer data)
{
  Taking *taking = data;
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;
  gboolean chosen;

  gtk_tree_model_get (model, iter, COLUMN_CHOSEN, &chosen, COLUMN_KEY, &key, COLUMN_FOUND, &value,
                      -1);
  if (!chosen)
    return FALSE;
  taking->count++;
  if (taking->plan != NULL)
    resite_plan_set (taking->plan, key, value);
  return FALSE;
}

guint
resite_survey_table_count_chosen (ResiteSurveyTable *self)
{
  Taking taking = { NULL };

  g_return_val_if_fail (RESITE_IS_SURVEY_TABLE (self), 0);

  gtk_tree_model_foreach (GTK_TREE_MODEL (self->store), take_row, &taking);
  return taking.count;
}

guint
resite_survey_table_take (ResiteSurveyTable *self, ResitePlan *plan)
{
  Taking taking = { plan };

  g_return_val_if_fail (RESITE_IS_SURVEY_TABLE (self), 0);
  g_return_val_if_fail (RESITE_IS_PLAN (plan), 0);

  gtk_tree_model_foreach (GTK_TREE_MODEL (self->store), take_row, &taking);
  return taking.count;
}
