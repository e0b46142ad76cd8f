/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>

#include "resite-cli-step.h"
#include "resite-clock.h"

struct _ResiteCliTrail
{
  ResiteCli *cli;
  ResiteRun *run;
  ResiteCliReport *report;
  gulong event_id;
  gint64 started_at;
};

static void
add_step_state (JsonBuilder *builder, const ResiteStepState *state)
{
  resite_cli_report_add_text (builder, "how", state != NULL ? state->how : NULL);
  resite_cli_report_add_text (builder, "by", state != NULL ? state->by : NULL);
  resite_cli_report_add_text (builder, "note", state != NULL ? state->note : NULL);
  resite_cli_report_add_text (builder, "reason", state != NULL ? state->reason : NULL);
  resite_cli_report_add_text (builder, "verdict", state != NULL ? state->verdict : NULL);
  resite_cli_report_add_text (builder, "message", state != NULL ? state->message : NULL);
  resite_cli_report_add_time (builder, "started", state != NULL ? state->started_at : 0);
  resite_cli_report_add_time (builder, "ended", state != NULL ? state->ended_at : 0);
}

static void
print_step_json (ResiteStepRun *step)
{
  JsonBuilder *builder = resite_cli_report_begin ("step");
  g_autofree char *title = resite_step_run_get_title (step);

  resite_cli_report_add_text (builder, "step", resite_step_run_get_name (step));
  resite_cli_report_add_text (builder, "phase",
                              resite_step_get_phase_id (resite_step_run_get_step (step)));
  resite_cli_report_add_text (builder, "title", title);
  resite_cli_report_add_text (builder, "machine", resite_step_run_get_machine (step));
  resite_cli_report_add_text (builder, "way", resite_step_run_get_way (step));
  resite_cli_report_add_text (builder, "status",
                              resite_step_status_to_string (resite_step_run_get_status (step)));
  resite_cli_report_add_int (builder, "attempt", resite_step_run_get_attempt (step));
  resite_cli_report_add_flag (builder, "reached", resite_step_run_is_reached (step));
  resite_cli_report_add_text (builder, "waits_for", resite_step_run_get_waits_for (step));
  add_step_state (builder, resite_step_run_get_state (step));
  resite_cli_report_end (builder);
}

void
resite_cli_print_step (ResiteCli *cli, ResiteCliReport *report, ResiteStepRun *step)
{
  ResiteStepStatus status = resite_step_run_get_status (step);
  const ResiteStepState *state = resite_step_run_get_state (step);
  g_autofree char *title = NULL;

  resite_cli_report_count (report, resite_step_status_to_string (status));
  if (resite_cli_is_json (cli))
    {
      print_step_json (step);
      return;
    }
  title = resite_step_run_get_title (step);
  g_print ("%-14s %-2s %-14s %s", resite_step_run_get_name (step),
           state != NULL && state->how != NULL ? state->how : "",
           resite_step_status_to_word (status), title);
  if (resite_cli_has (cli, "verbose") && resite_step_run_get_waits_for (step) != NULL)
    g_print ("  (%s)", resite_step_run_get_waits_for (step));
  g_print ("\n");
}

static void
print_event_json (ResiteEvent *event)
{
  JsonBuilder *builder = resite_cli_report_begin ("event");
  g_auto (GStrv) facts = resite_event_list_facts (event);
  g_autofree char *sentence = resite_event_to_sentence (event);

  resite_cli_report_add_int (builder, "sequence", (gint64)resite_event_get_sequence (event));
  resite_cli_report_add_time (builder, "time", resite_event_get_time (event));
  resite_cli_report_add_text (builder, "what", resite_event_get_what (event));
  resite_cli_report_add_text (builder, "actor", resite_event_get_actor (event));
  resite_cli_report_add_text (builder, "step", resite_event_get_step (event));
  resite_cli_report_add_text (builder, "target", resite_event_get_target (event));
  resite_cli_report_add_int (builder, "attempt", resite_event_get_attempt (event));
  resite_cli_report_add_text (builder, "sentence", sentence);
  resite_cli_report_add_text (builder, "hash", resite_event_get_hash (event));
  json_builder_set_member_name (builder, "facts");
  json_builder_begin_object (builder);
  for (guint i = 0; facts[i] != NULL; i++)
    resite_cli_report_add_text (builder, facts[i], resite_event_get (event, facts[i]));
  json_builder_end_object (builder);
  resite_cli_report_end (builder);
}

void
resite_cli_print_event (ResiteCli *cli, ResiteEvent *event)
{
  g_autofree char *sentence = NULL;
  g_autofree char *time = NULL;

  if (resite_cli_is_json (cli))
    {
      print_event_json (event);
      return;
    }
  sentence = resite_event_to_sentence (event);
  time = resite_clock_format (resite_event_get_time (event));
  g_print ("%s  %s\n", time, sentence);
}

static void
event_cb (ResiteRun *run, ResiteEvent *event, gpointer data)
{
  ResiteCliTrail *trail = data;

  resite_cli_report_quiet (trail->report);
  resite_cli_print_event (trail->cli, event);
}

ResiteCliTrail *
resite_cli_trail_new (ResiteCli *cli, ResiteRun *run, ResiteCliReport *report)
{
  ResiteCliTrail *trail = g_new0 (ResiteCliTrail, 1);

  trail->cli = cli;
  trail->run = g_object_ref (run);
  trail->report = report;
  trail->started_at = g_get_monotonic_time ();
  trail->event_id = g_signal_connect (run, "event", G_CALLBACK (event_cb), trail);
  return trail;
}

JsonBuilder *
resite_cli_trail_begin_total (ResiteCliTrail *trail)
{
  GListModel *steps = resite_run_get_steps (trail->run);
  ResiteStepRun *current = resite_run_get_current (trail->run);
  /* Of its own: the states of steps are not those of items. */
  g_autoptr (ResiteCliReport) states = resite_cli_report_new (trail->cli);
  JsonBuilder *builder;

  if (!resite_cli_is_json (trail->cli))
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ResiteStepRun) step = g_list_model_get_item (steps, i);

      resite_cli_report_count (states,
                               resite_step_status_to_string (resite_step_run_get_status (step)));
    }
  builder = resite_cli_report_begin_total (
      states, 0, (double)(g_get_monotonic_time () - trail->started_at) / G_USEC_PER_SEC);
  resite_cli_report_add_text (builder, "condition", resite_run_get_condition (trail->run));
  resite_cli_report_add_text (builder, "current",
                              current != NULL ? resite_step_run_get_name (current) : NULL);
  resite_cli_report_add_text (builder, "waits_for",
                              current != NULL ? resite_step_run_get_waits_for (current) : NULL);
  return builder;
}

void
resite_cli_trail_total (ResiteCliTrail *trail)
{
  JsonBuilder *builder = resite_cli_trail_begin_total (trail);

  if (builder != NULL)
    resite_cli_report_end (builder);
}

void
resite_cli_trail_free (ResiteCliTrail *trail)
{
  g_clear_signal_handler (&trail->event_id, trail->run);
  g_object_unref (trail->run);
  g_free (trail);
}
