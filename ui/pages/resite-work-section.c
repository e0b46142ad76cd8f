/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-work-section"

#include "config.h"
#include <glib/gi18n.h>
#include "resite-item-table.h"
#include "resite-job-panel.h"
#include "resite-work-section.h"

struct _ResiteWorkSection
{
  ResiteActionSection parent_instance;

  GtkWidget *panel;
  GtkWidget *table;
};

G_DEFINE_FINAL_TYPE (ResiteWorkSection, resite_work_section, RESITE_TYPE_ACTION_SECTION)

static void
stop_cb (ResiteWorkSection *self)
{
  ResitePage *page = resite_action_section_get_page (RESITE_ACTION_SECTION (self));
  g_autoptr (ResiteMove) move = resite_page_new_move (page, RESITE_MOVE_STOP);

  resite_page_perform (page, move);
}

static void
build (ResiteWorkSection *self)
{
  GtkBox *body = resite_action_section_get_body (RESITE_ACTION_SECTION (self));

  self->panel = resite_job_panel_new ();
  g_signal_connect_object (self->panel, "stop", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  self->table = resite_item_table_new ();
  gtk_box_pack_start (body, self->panel, FALSE, FALSE, 0);
  gtk_box_pack_start (body, self->table, TRUE, TRUE, 0);
}

static const char *
get_table_name (ResiteAction *action)
{
  ResiteActionKind kind = resite_action_get_kind (action);

  if (kind == RESITE_ACTION_COPY)
    return _ ("Files");
  if (kind == RESITE_ACTION_BULK)
    return _ ("Packages");
  return _ ("Items");
}

static gboolean
has_table (ResiteWorkSection *self, GListModel *items)
{
  ResiteActionSection *section = RESITE_ACTION_SECTION (self);
  ResiteActionKind kind = resite_action_get_kind (resite_action_section_get_action (section));

  if (g_list_model_get_n_items (items) > 0)
    return TRUE;
  return (kind == RESITE_ACTION_COPY || kind == RESITE_ACTION_BULK) &&
         resite_action_section_is_automatic (section);
}

static void
resite_work_section_refresh (ResiteActionSection *section, const ResiteActionState *state,
                             ResiteJob *job)
{
  ResiteWorkSection *self = RESITE_WORK_SECTION (section);
  ResiteAction *action = resite_action_section_get_action (section);
  GListModel *items = resite_action_section_get_items (section);

  if (self->panel == NULL)
    build (self);
  resite_job_panel_set_job (RESITE_JOB_PANEL (self->panel), job);
  resite_job_panel_set_editable (
      RESITE_JOB_PANEL (self->panel),
      resite_page_is_editable (resite_action_section_get_page (section)));
  resite_item_table_set_items (RESITE_ITEM_TABLE (self->table), items, get_table_name (action));
  resite_item_table_set_empty_text (RESITE_ITEM_TABLE (self->table),
                                    state != NULL ? _ ("Nothing was found to work on.")
                                                  : _ ("The list fills when the work starts."));
  gtk_widget_set_visible (self->table, has_table (self, items));
}

static void
resite_work_section_class_init (ResiteWorkSectionClass *klass)
{
  RESITE_ACTION_SECTION_CLASS (klass)->refresh = resite_work_section_refresh;
}

static void
resite_work_section_init (ResiteWorkSection *self)
{
}

void
resite_work_section_find (ResiteWorkSection *self)
{
  g_return_if_fail (RESITE_IS_WORK_SECTION (self));

  if (self->table != NULL && gtk_widget_get_visible (self->table))
    resite_item_table_find (RESITE_ITEM_TABLE (self->table));
}

void
resite_work_section_toggle_paused (ResiteWorkSection *self)
{
  g_return_if_fail (RESITE_IS_WORK_SECTION (self));

  if (self->panel != NULL)
    resite_job_panel_toggle_paused (RESITE_JOB_PANEL (self->panel));
}
