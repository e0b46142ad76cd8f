/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-check-section"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-check-section.h"
#include "resite-item-table.h"
#include "resite-sight-list.h"

struct _ResiteCheckSection
{
  ResiteActionSection parent_instance;

  GtkWidget *sight;
  GtkWidget *table;
};

G_DEFINE_FINAL_TYPE (ResiteCheckSection, resite_check_section, RESITE_TYPE_ACTION_SECTION)

static void
build (ResiteCheckSection *self)
{
  GtkBox *body = resite_action_section_get_body (RESITE_ACTION_SECTION (self));

  self->sight = resite_sight_list_new ();
  self->table = resite_item_table_new ();
  gtk_widget_hide (self->table);
  gtk_box_pack_start (body, self->sight, FALSE, FALSE, 0);
  gtk_box_pack_start (body, self->table, TRUE, TRUE, 0);
}

static void
resite_check_section_refresh (ResiteActionSection *section, const ResiteActionState *state,
                              ResiteJob *job)
{
  ResiteCheckSection *self = RESITE_CHECK_SECTION (section);
  ResitePage *page = resite_action_section_get_page (section);
  ResiteAction *action = resite_action_section_get_action (section);
  GListModel *items = resite_action_section_get_items (section);
  gboolean many = g_list_model_get_n_items (items) > resite_action_get_entries (action)->len;

  if (self->sight == NULL)
    build (self);
  resite_sight_list_show (RESITE_SIGHT_LIST (self->sight), resite_page_get_run (page),
                          resite_page_get_step_run (page), action, items);
  if (many)
    resite_item_table_set_items (RESITE_ITEM_TABLE (self->table), items, _ ("What was found"));
  gtk_widget_set_visible (self->table, many);
}

static void
resite_check_section_class_init (ResiteCheckSectionClass *klass)
{
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
