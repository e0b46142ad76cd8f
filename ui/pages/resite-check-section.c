/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-check-section"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-check-section.h"
#include "resite-crossing-box.h"
#include "resite-form-section.h"
#include "resite-item-table.h"
#include "resite-permissions-table.h"
#include "resite-sight-list.h"

struct _ResiteCheckSection
{
  ResiteActionSection parent_instance;

  GtkWidget *sight;
  GtkWidget *table;
  GtkWidget *permissions; /* in the place of the table, where there are folders to compare */
  GtkWidget *crossing;    /* or NULL: nothing of the kind is looked at here */
  GListModel *items;
  GListStore *found; /* those of items that are no probes */
};

G_DEFINE_FINAL_TYPE (ResiteCheckSection, resite_check_section, RESITE_TYPE_ACTION_SECTION)

static void
offer_cb (GtkWidget *widget, gpointer chosen)
{
  if (RESITE_IS_FORM_SECTION (widget))
    resite_form_section_offer (RESITE_FORM_SECTION (widget), "folders", chosen);
}

/* The form that asks which folders to reset stands beside this section. */
static void
chosen_cb (ResiteCheckSection *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *chosen =
      resite_permissions_table_dup_chosen (RESITE_PERMISSIONS_TABLE (self->permissions));

  if (GTK_IS_CONTAINER (parent))
    gtk_container_foreach (GTK_CONTAINER (parent), offer_cb, chosen);
}

static void
build (ResiteCheckSection *self)
{
  GtkBox *body = resite_action_section_get_body (RESITE_ACTION_SECTION (self));

  self->sight = resite_sight_list_new ();
  self->table = resite_item_table_new ();
  gtk_widget_hide (self->table);
  self->permissions = resite_permissions_table_new ();
  g_signal_connect_object (self->permissions, "changed", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_pack_start (body, self->sight, FALSE, FALSE, 0);
  if (resite_crossing_box_fits (resite_action_section_get_action (RESITE_ACTION_SECTION (self))))
    {
      self->crossing =
          resite_crossing_box_new (resite_action_section_get_page (RESITE_ACTION_SECTION (self)));
      gtk_box_pack_start (body, self->crossing, FALSE, FALSE, 0);
    }
  gtk_box_pack_start (body, self->table, TRUE, TRUE, 0);
  gtk_box_pack_start (body, self->permissions, TRUE, TRUE, 0);
}

static gboolean
is_probe (ResiteCheckSection *self, ResiteJobItem *item)
{
  ResiteAction *action = resite_action_section_get_action (RESITE_ACTION_SECTION (self));
  GPtrArray *entries = resite_action_get_entries (action);

  for (guint i = 0; i < entries->len; i++)
    {
      if (g_strcmp0 (resite_entry_get_id (g_ptr_array_index (entries, i)),
                     resite_job_item_get_name (item)) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
show_found (ResiteCheckSection *self)
{
  g_autoptr (ResiteJobItem) first = g_list_model_get_item (G_LIST_MODEL (self->found), 0);
  const gboolean compared = first != NULL && resite_permissions_table_fits (first);

  gtk_widget_set_visible (self->table, first != NULL && !compared);
  gtk_widget_set_visible (self->permissions, compared);
  if (self->crossing != NULL)
    resite_crossing_box_show (RESITE_CROSSING_BOX (self->crossing), G_LIST_MODEL (self->found));
}

/* A probe that looked at many things has a row for each: those go into a table. */
static void
items_changed_cb (ResiteCheckSection *self, guint position, guint removed, guint added)
{
  if (removed > 0)
    {
      g_list_store_remove_all (self->found);
      position = 0;
      added = g_list_model_get_n_items (self->items);
    }
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ResiteJobItem) item = g_list_model_get_item (self->items, i);

      if (!is_probe (self, item))
        g_list_store_append (self->found, item);
    }
  show_found (self);
}

static void
take_items (ResiteCheckSection *self, GListModel *items)
{
  if (items == self->items)
    return;
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_set_object (&self->items, items);
  g_clear_object (&self->found);
  self->found = g_list_store_new (RESITE_TYPE_JOB_ITEM);
  g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (items));
  resite_permissions_table_set_items (RESITE_PERMISSIONS_TABLE (self->permissions),
                                      G_LIST_MODEL (self->found));
  resite_item_table_set_items (RESITE_ITEM_TABLE (self->table), G_LIST_MODEL (self->found),
                               _ ("What was found"));
}

static void
resite_check_section_refresh (ResiteActionSection *section, const ResiteActionState *state,
                              ResiteJob *job)
{
  ResiteCheckSection *self = RESITE_CHECK_SECTION (section);
  ResitePage *page = resite_action_section_get_page (section);
  GListModel *items = resite_action_section_get_items (section);

  if (self->sight == NULL)
    build (self);
  take_items (self, items);
  show_found (self);
  resite_sight_list_show (RESITE_SIGHT_LIST (self->sight), resite_page_get_run (page),
                          resite_page_get_step_run (page),
                          resite_action_section_get_action (section), items);
}

static void
resite_check_section_dispose (GObject *object)
{
  g_clear_object (&RESITE_CHECK_SECTION (object)->items);
  g_clear_object (&RESITE_CHECK_SECTION (object)->found);
  G_OBJECT_CLASS (resite_check_section_parent_class)->dispose (object);
}

static void
resite_check_section_class_init (ResiteCheckSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = resite_check_section_dispose;
  RESITE_ACTION_SECTION_CLASS (klass)->refresh = resite_check_section_refresh;
  RESITE_ACTION_SECTION_CLASS (klass)->word = N_ ("I have looked: all of it holds");
}

static void
resite_check_section_init (ResiteCheckSection *self)
{
}

char *
resite_check_section_dup_fault (ResiteCheckSection *self)
{
  g_return_val_if_fail (RESITE_IS_CHECK_SECTION (self), NULL);

  return self->sight != NULL ? resite_sight_list_dup_fault (RESITE_SIGHT_LIST (self->sight)) : NULL;
}
