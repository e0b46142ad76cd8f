/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-step-reach"
#include "config.h"
#include "resite-reach-table.h"
#include "resite-reach-take.h"
#include "resite-step-reach.h"
#include "resite-step-words.h"

static gboolean
asks_who_is_reached (ResiteEntry *entry)
{
  return g_strcmp0 (resite_entry_get (entry, "type"), "reach") == 0;
}

/* "primary" is the one for which this step is repeated. */
static const char *
find_machine (ResiteStepRun *step, const char *machine)
{
  const char *target = resite_step_run_get_target (step);

  return g_strcmp0 (machine, "primary") == 0 && *target != '\0' ? target : machine;
}

static gboolean
is_check_that_holds (ResitePage *page, ResiteAction *action)
{
  return resite_action_get_kind (action) == RESITE_ACTION_CHECK &&
         resite_step_words_holds (resite_page_get_run (page), resite_page_get_step_run (page),
                                  resite_action_get (action, "when"));
}

static void
add_asked (GPtrArray *machines, ResitePage *page, ResiteAction *action)
{
  GPtrArray *entries = resite_action_get_entries (action);
  ResiteStepRun *step = resite_page_get_step_run (page);

  for (guint i = 0; i < entries->len; i++)
    if (asks_who_is_reached (entries->pdata[i]))
      g_ptr_array_add (machines, g_strdup (find_machine (
                                     step, resite_entry_get (entries->pdata[i], "machine"))));
}

/* (element-type utf8) (transfer full): of checks that hold; @any: one of the others asks, too. */
static GPtrArray *
list_asked (ResitePage *page, gboolean *any)
{
  GPtrArray *actions =
      resite_step_get_actions (resite_step_run_get_step (resite_page_get_step_run (page)));
  GPtrArray *machines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < actions->len; i++)
    if (resite_action_get_kind (actions->pdata[i]) == RESITE_ACTION_CHECK)
      add_asked (is_check_that_holds (page, actions->pdata[i]) ? machines : others, page,
                 actions->pdata[i]);
  *any = machines->len + others->len > 0;
  return machines;
}

static gboolean
has_other_name (ResitePlan *plan, const char *machine)
{
  g_autofree char *key = g_strconcat (machine, ".same-as", NULL);
  const char *other = resite_plan_get (plan, key);

  return other != NULL && *other != '\0';
}

/* All of the plan's: also those that a person goes to, of which the desk can see who they are, and by
 * which way they could be reached. */
static void
add_all (GPtrArray *machines, ResitePlan *plan)
{
  static const char *const roles[] = { "old", "new", "source", "primary", "central" };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_auto (GStrv) found = resite_plan_list_machines (plan, roles[i]);

      for (guint j = 0; found[j] != NULL; j++)
        if (!has_other_name (plan, found[j]))
          g_ptr_array_add (machines, g_strdup (found[j]));
    }
}

gboolean
resite_step_reach_is_asked (ResitePage *page)
{
  gboolean any;
  g_autoptr (GPtrArray) machines = NULL;

  g_return_val_if_fail (RESITE_IS_PAGE (page), FALSE);

  machines = list_asked (page, &any);
  return machines->len > 0;
}

GtkWidget *
resite_step_reach_new (ResitePage *page)
{
  GtkWidget *table;
  ResiteRun *run;
  const char *told;
  gboolean any;
  g_autoptr (GPtrArray) machines = NULL;

  g_return_val_if_fail (RESITE_IS_PAGE (page), NULL);

  run = resite_page_get_run (page);
  told = resite_step_run_get_machine (resite_page_get_step_run (page));
  machines = list_asked (page, &any);
  if (any && g_strcmp0 (told, "desk") == 0)
    {
      g_ptr_array_set_size (machines, 0);
      add_all (machines, resite_run_get_plan (run));
    }
  if (machines->len == 0)
    return NULL;
  table = resite_reach_table_new (run, told);
  g_signal_connect_object (table, "take", G_CALLBACK (resite_reach_take), page, G_CONNECT_SWAPPED);
  for (guint i = 0; i < machines->len; i++)
    resite_reach_table_add (RESITE_REACH_TABLE (table), machines->pdata[i]);
  gtk_widget_show (table);
  return table;
}
