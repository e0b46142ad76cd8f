/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-json"
#include "config.h"

#include <json-glib/json-glib.h>

#include "resite-clock.h"
#include "resite-summary-private.h"

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  g_autofree char *text = time != 0 ? resite_clock_format_exact (time) : NULL;

  add_text (builder, name, text);
}

typedef void (*AddOne) (JsonBuilder *builder, gconstpointer row);

static void
add_array (JsonBuilder *builder, const char *name, GPtrArray *rows, AddOne add)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    {
      json_builder_begin_object (builder);
      add (builder, g_ptr_array_index (rows, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_step (JsonBuilder *builder, gconstpointer data)
{
  const ResiteSummaryStep *row = data;
  const ResiteStepState *state = row->state;

  add_text (builder, "step", resite_step_get_id (row->step));
  add_text (builder, "target", row->target);
  add_text (builder, "title", row->title);
  add_text (builder, "machine", row->machine);
  add_text (builder, "status", resite_step_status_to_string (row->status));
  add_int (builder, "attempt", state != NULL ? state->attempt : 1);
  add_text (builder, "how", state != NULL ? state->how : NULL);
  add_text (builder, "by", state != NULL ? state->by : NULL);
  add_time (builder, "started", state != NULL ? state->started_at : 0);
  add_time (builder, "ended", state != NULL ? state->ended_at : 0);
  add_text (builder, "released_by", state != NULL ? state->released_by : NULL);
  add_text (builder, "verdict", state != NULL ? state->verdict : NULL);
  add_text (builder, "overrule", state != NULL ? state->overrule : NULL);
  add_text (builder, "remark", row->remark);
}

static void
add_phase (JsonBuilder *builder, gconstpointer data)
{
  const ResiteSummaryPhase *row = data;

  add_text (builder, "phase", resite_phase_get_id (row->phase));
  add_text (builder, "title", resite_phase_get_title (row->phase));
  add_time (builder, "started", row->started_at);
  add_time (builder, "ended", row->ended_at);
  add_int (builder, "closed", row->closed);
  add_int (builder, "steps", row->total);
}

static void
add_work (JsonBuilder *builder, gconstpointer data)
{
  const ResiteSummaryWork *work = data;

  add_text (builder, "step", work->step);
  add_text (builder, "action", work->action);
  add_int (builder, "attempt", work->attempt);
  add_int (builder, "good", work->good);
  add_int (builder, "failed", work->failed);
  json_builder_set_member_name (builder, "states");
  json_builder_begin_object (builder);
  for (guint i = 0; i < work->counts->len; i++)
    {
      const ResiteSummaryCount *count = g_ptr_array_index (work->counts, i);

      add_int (builder, count->state, count->count);
    }
  json_builder_end_object (builder);
  add_int (builder, "bytes", work->bytes);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, work->seconds);
}

static void
add_wire (JsonBuilder *builder, const ResiteSummaryWire *wire)
{
  json_builder_set_member_name (builder, "wire");
  json_builder_begin_object (builder);
  add_int (builder, "information_only", wire->information);
  add_int (builder, "in_full", wire->in_full);
  add_int (builder, "not_decided", wire->not_decided);
  add_int (builder, "crossed_bytes", (gint64)wire->crossed);
  add_int (builder, "not_crossed_bytes", (gint64)wire->not_crossed);
  json_builder_end_object (builder);
}

static void
add_item (JsonBuilder *builder, gconstpointer data)
{
  const ResiteSummaryItem *item = data;

  add_text (builder, "step", item->step);
  add_text (builder, "name", item->record->name);
  add_text (builder, "state", item->record->state);
  add_int (builder, "size", item->record->size);
  add_int (builder, "tries", item->record->tries);
  add_text (builder, "message", item->record->message);
}

static void
add_remark (JsonBuilder *builder, gconstpointer data)
{
  const ResiteSummaryRemark *remark = data;

  add_time (builder, "time", remark->time);
  add_text (builder, "step", remark->step);
  add_text (builder, "who", remark->who);
  add_text (builder, "what", remark->what);
  add_text (builder, "text", remark->text);
}

static void
add_open_point (JsonBuilder *builder, gconstpointer data)
{
  const ResiteSummaryRemark *point = data;

  add_time (builder, "time", point->time);
  add_text (builder, "text", point->text);
  add_text (builder, "owner", point->what);
  add_text (builder, "until", point->until);
}

static void
add_attachment (JsonBuilder *builder, gconstpointer data)
{
  const ResiteSummaryAttachment *attachment = data;

  add_int (builder, "number", attachment->number);
  add_text (builder, "step", attachment->step);
  add_text (builder, "name", attachment->name);
  add_int (builder, "size", attachment->size);
  add_text (builder, "sha256", attachment->digest);
  add_time (builder, "time", attachment->time);
}

static void
add_run (ResiteSummary *self, JsonBuilder *builder)
{
  g_autofree char *result = resite_summary_get_result (self);
  gint64 started = resite_run_state_get_started_at (self->state);
  gint64 last = resite_run_state_get_last_at (self->state);

  add_text (builder, "type", "summary");
  add_text (builder, "run", resite_run_state_get_run_id (self->state));
  json_builder_set_member_name (builder, "rehearsal");
  json_builder_add_boolean_value (builder, resite_run_state_is_rehearsal (self->state));
  json_builder_set_member_name (builder, "draft");
  json_builder_add_boolean_value (builder, resite_summary_is_draft (self));
  add_text (builder, "condition", resite_run_state_get_condition (self->state));
  add_text (builder, "result", result);
  add_text (builder, "site", resite_summary_get_value (self, "site.code"));
  add_text (builder, "server", resite_summary_get_value (self, "site.server-name"));
  add_text (builder, "old_serial", resite_summary_get_value (self, "old.serial"));
  add_text (builder, "new_serial", resite_summary_get_value (self, "new.serial"));
  add_time (builder, "started", started);
  add_time (builder, "last", last);
  add_int (builder, "seconds", (last - started) / G_USEC_PER_SEC);
  add_int (builder, "events", self->events->len);
  add_text (builder, "sha256", resite_run_state_get_last_hash (self->state));
}

static void
add_people (ResiteSummary *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "people");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->people->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (self->people, i));
  json_builder_end_array (builder);
}

char *
resite_summary_to_json (ResiteSummary *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (RESITE_IS_SUMMARY (self), NULL);

  json_builder_begin_object (builder);
  add_run (self, builder);
  add_people (self, builder);
  add_array (builder, "phases", self->phases, add_phase);
  add_array (builder, "steps", self->steps, add_step);
  add_array (builder, "works", self->works, add_work);
  add_wire (builder, &self->wire);
  add_array (builder, "not_right", self->bad_items, add_item);
  add_array (builder, "departures", self->departures, add_remark);
  add_array (builder, "notes", self->notes, add_remark);
  add_array (builder, "open_points", self->open_points, add_open_point);
  add_array (builder, "attachments", self->attachments, add_attachment);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
