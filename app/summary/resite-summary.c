/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary"
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-summary-private.h"

G_DEFINE_FINAL_TYPE (ResiteSummary, resite_summary, G_TYPE_OBJECT)

static void
resite_summary_finalize (GObject *object)
{
  ResiteSummary *self = RESITE_SUMMARY (object);
  GPtrArray **arrays[] = {
    &self->steps, &self->phases, &self->works,       &self->bad_items,   &self->departures,
    &self->notes, &self->people, &self->open_points, &self->attachments, &self->events,
  };

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_clear_pointer (arrays[i], g_ptr_array_unref);
  g_clear_object (&self->variables);
  g_clear_object (&self->plan);
  g_clear_object (&self->runbook);
  g_clear_object (&self->state);
  g_free (self->path);
  G_OBJECT_CLASS (resite_summary_parent_class)->finalize (object);
}

static void
resite_summary_class_init (ResiteSummaryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_summary_finalize;
}

static void
resite_summary_init (ResiteSummary *self)
{
}

static ResiteEvent *
find_start (ResiteSummary *self)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (self->events, i);

      if (g_str_equal (resite_event_get_what (event), RESITE_EVENT_RUN_STARTED))
        return event;
    }
  return NULL;
}

static GBytes *
get_text (ResiteEvent *start, const char *name)
{
  const char *text = start != NULL ? resite_event_get (start, name) : NULL;

  return text != NULL && *text != '\0' ? g_bytes_new (text, strlen (text)) : NULL;
}

static gboolean
read_plan (ResiteSummary *self, GBytes *text, GError **error)
{
  g_auto (GStrv) corrections = resite_run_state_list_corrections (self->state);

  self->plan = resite_plan_new_from_data (self->path, text, error);
  if (self->plan == NULL)
    return FALSE;
  for (guint i = 0; corrections[i] != NULL; i++)
    resite_plan_set (self->plan, corrections[i],
                     resite_run_state_get_correction (self->state, corrections[i]));
  self->variables = resite_plan_to_variables (self->plan);
  return TRUE;
}

static gboolean
read_start (ResiteSummary *self, GError **error)
{
  ResiteEvent *start = find_start (self);
  g_autoptr (GBytes) plan = get_text (start, "plan");
  g_autoptr (GBytes) runbook = get_text (start, "runbook");

  if (plan == NULL || runbook == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s: this journal holds no plan and no runbook, so there is nothing to sum "
                      "up. It may belong to a worker that was started alone."),
                   self->path);
      return FALSE;
    }
  self->runbook = resite_runbook_new_from_data (self->path, runbook, error);
  return self->runbook != NULL && read_plan (self, plan, error);
}

ResiteSummary *
resite_summary_new (const char *path, GError **error)
{
  g_autoptr (ResiteSummary) self = NULL;
  g_autoptr (ResiteJournal) journal = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  journal = resite_journal_open (path, RESITE_JOURNAL_READ, error);
  if (journal == NULL)
    return NULL;
  self = g_object_new (RESITE_TYPE_SUMMARY, NULL);
  self->path = g_strdup (path);
  self->events = resite_journal_read_events (journal, 0, error);
  if (self->events == NULL)
    return NULL;
  self->state = resite_run_state_new_from_events (self->events);
  if (!read_start (self, error))
    return NULL;
  resite_summary_read_values (self, journal);
  resite_summary_read_steps (self);
  resite_summary_read_remarks (self);
  if (!resite_summary_read_works (self, journal, error))
    return NULL;
  return g_steal_pointer (&self);
}

gboolean
resite_summary_is_draft (ResiteSummary *self)
{
  return g_str_equal (resite_run_state_get_condition (self->state), "open");
}

static char *
say_open_points (ResiteSummary *self)
{
  guint count = self->open_points->len;

  if (count == 0)
    return g_strdup (_ ("There is no open point."));
  return g_strdup_printf (
      dngettext (GETTEXT_PACKAGE, "There is %u open point.", "There are %u open points.", count),
      count);
}

static char *
say_open (ResiteSummary *self)
{
  const ResiteSummaryStep *current = resite_summary_find_current (self);
  const char *site = resite_summary_get_value (self, "site.code");

  if (current == NULL)
    return g_strdup_printf (_ ("Site %s: every step is closed, but the run has not been ended."),
                            site);
  return g_strdup_printf (_ ("Site %s: not finished. The run stands at %s, %s."), site,
                          resite_step_get_id (current->step), current->title);
}

char *
resite_summary_get_result (ResiteSummary *self)
{
  const char *condition = resite_run_state_get_condition (self->state);
  const char *site = resite_summary_get_value (self, "site.code");
  g_autofree char *points = NULL;

  if (g_str_equal (condition, "open"))
    return say_open (self);
  if (g_str_equal (condition, "went-back"))
    return g_strdup_printf (_ ("Site %s is back on its old server. The hardware was not replaced."),
                            site);
  if (g_str_equal (condition, "aborted"))
    {
      const ResiteSummaryStep *current = resite_summary_find_current (self);

      return g_strdup_printf (_ ("Site %s: the run was given up at %s."), site,
                              current != NULL ? resite_step_get_id (current->step) : "-");
    }
  points = say_open_points (self);
  /* TRANSLATORS: a site code, and a sentence about open points. */
  return g_strdup_printf (_ ("Site %s runs on new hardware. %s"), site, points);
}

char *
resite_summary_get_code (ResiteSummary *self)
{
  guint closed = 0;

  for (guint i = 0; i < self->steps->len; i++)
    closed += resite_step_status_is_closed (
        ((ResiteSummaryStep *)g_ptr_array_index (self->steps, i))->status);
  return g_strdup_printf (
      "RESITE1 run=%s site=%s result=%s steps=%u/%u failed=%u open=%u sha256=%s",
      resite_run_state_get_run_id (self->state), resite_summary_get_value (self, "site.code"),
      resite_run_state_get_condition (self->state), closed, self->steps->len, self->bad_items->len,
      self->open_points->len, resite_run_state_get_last_hash (self->state));
}
