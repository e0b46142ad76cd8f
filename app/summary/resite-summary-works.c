/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-works"
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "resite-summary-private.h"

/* Ends that are as they should be, ends that are not; what is in neither list was only looked at,
 * left out on purpose, or has not begun. */
static const char *const good_states[] = { "copied",    "unchanged", "resumed",   "verified",
                                           "forwarded", "ready",     "installed", "assigned",
                                           "already",   "good",      "ok",        "told",
                                           "read-only", "refreshed", "updated",   NULL };
static const char *const bad_states[] = { "failed",          "half-done",       "timed-out",
                                          "unknown",         "not-read-only",   "bad",
                                          "versions-differ", "outdated",        "missing-file",
                                          "empty-file",      "unknown-to-site", "in-full",
                                          "pending",         "retrying",        NULL };

/* TRANSLATORS: what became of an item, as in "58 forwarded". */
static const struct
{
  const char *state;
  const char *word;
} state_words[] = {
  { "copied", N_ ("copied") },
  { "unchanged", N_ ("unchanged") },
  { "resumed", N_ ("resumed") },
  { "verified", N_ ("verified") },
  { "forwarded", N_ ("forwarded") },
  { "half-done", N_ ("half done") },
  { "timed-out", N_ ("timed out") },
  { "failed", N_ ("failed") },
  { "ready", N_ ("ready") },
  { "not-read-only", N_ ("not read-only") },
  { "ignored", N_ ("ignored") },
  { "extra", N_ ("extra") },
  { "queued", N_ ("queued") },
  { "running", N_ ("running") },
  { "unknown", N_ ("not known") },
  { "good", N_ ("good") },
  { "bad", N_ ("bad") },
  { "ok", N_ ("good") },
  { "warning", N_ ("with a warning") },
  { "told", N_ ("told") },
  { "assigned", N_ ("assigned") },
  { "already", N_ ("assigned before") },
  { "installed", N_ ("installed") },
  { "in-full", N_ ("sent in full") },
  { "removed", N_ ("taken off again") },
  { "left-out", N_ ("left out") },
  { "pending", N_ ("pending") },
  { "retrying", N_ ("being tried again") },
  { "outdated", N_ ("of an older version") },
  { "refreshed", N_ ("sent there again") },
  { "updated", N_ ("sent everywhere again") },
};

const char *
resite_summary_state_to_word (const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_words); i++)
    {
      if (g_str_equal (state, state_words[i].state))
        return _ (state_words[i].word);
    }
  return state;
}

static void
count_free (gpointer data)
{
  ResiteSummaryCount *count = data;

  g_free (count->state);
  g_free (count);
}

static void
work_free (gpointer data)
{
  ResiteSummaryWork *work = data;

  g_free (work->scope);
  g_free (work->step);
  g_free (work->action);
  g_free (work->title);
  g_ptr_array_unref (work->counts);
  g_free (work);
}

static void
item_free (gpointer data)
{
  ResiteSummaryItem *item = data;

  g_free (item->step);
  resite_item_record_free (item->record);
  g_free (item);
}

/* "C6@primary.2#1/command-1", taken apart again. NULL: the scope of something else. */
static ResiteSummaryWork *
work_new (const char *scope)
{
  const char *number = strrchr (scope, '#');
  const char *slash = number != NULL ? strchr (number, '/') : NULL;
  ResiteSummaryWork *work;

  if (slash == NULL)
    return NULL;
  work = g_new0 (ResiteSummaryWork, 1);
  work->scope = g_strdup (scope);
  work->step = g_strndup (scope, number - scope);
  work->attempt = (guint)g_ascii_strtoull (number + 1, NULL, 10);
  work->action = g_strdup (slash + 1);
  work->counts = g_ptr_array_new_with_free_func (count_free);
  return work;
}

static void
count_state (ResiteSummaryWork *work, const char *state)
{
  ResiteSummaryCount *count;

  for (guint i = 0; i < work->counts->len; i++)
    {
      count = g_ptr_array_index (work->counts, i);
      if (g_str_equal (count->state, state))
        {
          count->count++;
          return;
        }
    }
  count = g_new0 (ResiteSummaryCount, 1);
  count->state = g_strdup (state);
  count->count = 1;
  g_ptr_array_add (work->counts, count);
}

static const ResiteSummaryStep *
find_step (ResiteSummary *self, const char *name)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const ResiteSummaryStep *row = g_ptr_array_index (self->steps, i);

      if (g_str_equal (row->name, name))
        return row;
    }
  return NULL;
}

static ResiteAction *
find_action (const ResiteSummaryStep *row, const char *id)
{
  GPtrArray *actions = resite_step_get_actions (row->step);

  for (guint i = 0; i < actions->len; i++)
    {
      if (g_str_equal (resite_action_get_id (g_ptr_array_index (actions, i)), id))
        return g_ptr_array_index (actions, i);
    }
  return NULL;
}

/* Of several attempts of one step only the newest can leave something that is not right. */
static gboolean
is_newest (ResiteSummary *self, const ResiteSummaryWork *work)
{
  const ResiteSummaryStep *row = find_step (self, work->step);

  return row == NULL || row->state == NULL || row->state->attempt == work->attempt;
}

/* A check's own probes stand among its packages, under their ids. */
static gboolean
is_probe (ResiteAction *action, const char *name)
{
  GPtrArray *probes;

  if (action == NULL || resite_action_get_kind (action) != RESITE_ACTION_CHECK)
    return FALSE;
  probes = resite_action_get_entries (action);
  for (guint i = 0; i < probes->len; i++)
    {
      if (g_strcmp0 (resite_entry_get_id (g_ptr_array_index (probes, i)), name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
looks_at_packages (ResiteAction *action)
{
  GPtrArray *probes = resite_action_get_entries (action);

  for (guint i = 0; i < probes->len; i++)
    {
      const char *type = resite_entry_get (g_ptr_array_index (probes, i), "type");

      if (g_strcmp0 (type, "packages") == 0 || g_strcmp0 (type, "read-only") == 0 ||
          g_strcmp0 (type, "package-status") == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_status (ResiteAction *action)
{
  GPtrArray *probes = resite_action_get_entries (action);

  return resite_action_get_kind (action) == RESITE_ACTION_CHECK && probes->len > 0 &&
         g_strcmp0 (resite_entry_get (g_ptr_array_index (probes, 0), "type"), "package-status") ==
             0;
}

/* Package Status was asked once more after a repair: what is not right by then counts. */
static gboolean
is_asked_again (const ResiteSummaryStep *row, ResiteAction *action)
{
  GPtrArray *actions = resite_step_get_actions (row->step);
  gboolean behind = FALSE;

  for (guint i = 0; is_status (action) && i < actions->len; i++)
    {
      const ResiteActionState *state = resite_step_state_get_action (
          row->state, resite_action_get_id (g_ptr_array_index (actions, i)));

      if (behind && is_status (g_ptr_array_index (actions, i)) && state != NULL &&
          g_strcmp0 (state->how, "V") == 0)
        return TRUE;
      behind = behind || g_ptr_array_index (actions, i) == action;
    }
  return FALSE;
}

/* The probes of a plain check are the step's own outcome, not goods that were moved. */
static gboolean
is_counted (ResiteSummary *self, const ResiteSummaryWork *work)
{
  const ResiteSummaryStep *row = find_step (self, work->step);
  ResiteAction *action = row != NULL ? find_action (row, work->action) : NULL;

  if (action == NULL)
    return TRUE;
  switch (resite_action_get_kind (action))
    {
    case RESITE_ACTION_COPY:
    case RESITE_ACTION_BULK:
      return TRUE;
    case RESITE_ACTION_CHECK:
      return looks_at_packages (action) && is_newest (self, work);
    case RESITE_ACTION_FORM:
    case RESITE_ACTION_INSTRUCTION:
    case RESITE_ACTION_COMMAND:
    case RESITE_ACTION_DIRECTORY:
    case RESITE_ACTION_WATCH:
    case RESITE_ACTION_WAIT:
    default:
      return FALSE;
    }
}

static gboolean
is_assignment (ResiteSummary *self, const ResiteSummaryWork *work)
{
  const ResiteSummaryStep *row = find_step (self, work->step);
  ResiteAction *action = row != NULL ? find_action (row, work->action) : NULL;

  return action != NULL && resite_action_get_kind (action) == RESITE_ACTION_BULK &&
         g_strcmp0 (resite_action_get (action, "worker"), "assign") == 0;
}

static void
describe_work (ResiteSummary *self, ResiteSummaryWork *work)
{
  const ResiteSummaryStep *row = find_step (self, work->step);
  ResiteAction *action = row != NULL ? find_action (row, work->action) : NULL;
  const ResiteActionState *state =
      row != NULL && row->state != NULL && row->state->attempt == work->attempt
          ? resite_step_state_get_action (row->state, work->action)
          : NULL;
  const char *title = action != NULL ? resite_action_get_title (action) : NULL;

  if (title != NULL)
    work->title = resite_summary_expand (self, row->target, title);
  else
    work->title = g_strdup (row != NULL ? row->title : work->action);
  if (state != NULL && state->seconds > 0)
    work->seconds = state->seconds;
}

/* An item that a run left behind without an end is not right; while the run goes on it is. */
static gboolean
is_bad (ResiteSummary *self, const char *state)
{
  return g_strv_contains (bad_states, state) ||
         (!resite_summary_is_draft (self) &&
          (g_str_equal (state, "running") || g_str_equal (state, "queued")));
}

static void
take_item (ResiteSummary *self, ResiteSummaryWork *work, const ResiteItemRecord *record)
{
  const ResiteSummaryStep *row = find_step (self, work->step);
  ResiteAction *action = row != NULL ? find_action (row, work->action) : NULL;
  gboolean bad = is_bad (self, record->state);

  count_state (work, record->state);
  work->failed += bad;
  work->seconds += record->seconds;
  if (g_strv_contains (good_states, record->state))
    {
      work->good++;
      work->bytes += MAX (record->bytes, 0);
    }
  if (bad && is_newest (self, work) &&
      (action == NULL || row->state == NULL || !is_asked_again (row, action)))
    {
      ResiteSummaryItem *item = g_new0 (ResiteSummaryItem, 1);

      item->step = g_strdup (work->step);
      item->record = resite_item_record_copy (record);
      g_ptr_array_add (self->bad_items, item);
    }
}

static int
compare_works (gconstpointer a, gconstpointer b, gpointer data)
{
  ResiteSummary *self = data;
  const ResiteSummaryWork *works[] = { *(ResiteSummaryWork *const *)a,
                                       *(ResiteSummaryWork *const *)b };
  guint places[] = { G_MAXUINT, G_MAXUINT };

  for (guint i = 0; i < self->steps->len; i++)
    {
      for (guint j = 0; j < 2; j++)
        {
          const ResiteSummaryStep *row = g_ptr_array_index (self->steps, i);

          if (g_str_equal (row->name, works[j]->step))
            places[j] = i;
        }
    }
  if (places[0] != places[1])
    return places[0] < places[1] ? -1 : 1;
  return strcmp (works[0]->scope, works[1]->scope);
}

static void
take_items (ResiteSummary *self, ResiteSummaryWork *work, GPtrArray *items)
{
  const ResiteSummaryStep *row = find_step (self, work->step);
  ResiteAction *action = row != NULL ? find_action (row, work->action) : NULL;

  for (guint i = 0; i < items->len; i++)
    {
      const ResiteItemRecord *record = g_ptr_array_index (items, i);

      if (!is_probe (action, record->name))
        take_item (self, work, record);
    }
}

static gboolean
read_work (ResiteSummary *self, ResiteJournal *journal, const char *scope, GError **error)
{
  g_autoptr (GPtrArray) items = resite_journal_read_items (journal, scope, error);
  ResiteSummaryWork *work;

  if (items == NULL)
    return FALSE;
  work = work_new (scope);
  if (work == NULL)
    return TRUE;
  if (is_counted (self, work))
    take_items (self, work, items);
  if (is_assignment (self, work))
    resite_summary_take_wire (self, items);
  if (work->counts->len == 0)
    {
      work_free (work);
      return TRUE;
    }
  describe_work (self, work);
  g_ptr_array_add (self->works, work);
  return TRUE;
}

gboolean
resite_summary_read_works (ResiteSummary *self, ResiteJournal *journal, GError **error)
{
  g_auto (GStrv) scopes = resite_journal_list_scopes (journal, error);

  if (scopes == NULL)
    return FALSE;
  self->works = g_ptr_array_new_with_free_func (work_free);
  self->bad_items = g_ptr_array_new_with_free_func (item_free);
  for (guint i = 0; scopes[i] != NULL; i++)
    {
      if (!read_work (self, journal, scopes[i], error))
        return FALSE;
    }
  g_ptr_array_sort_with_data (self->works, compare_works, self);
  return TRUE;
}

char *
resite_summary_work_to_text (const ResiteSummaryWork *work)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < work->counts->len; i++)
    {
      const ResiteSummaryCount *count = g_ptr_array_index (work->counts, i);

      g_ptr_array_add (parts, g_strdup_printf ("%u %s", count->count,
                                               resite_summary_state_to_word (count->state)));
    }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **)parts->pdata);
}
