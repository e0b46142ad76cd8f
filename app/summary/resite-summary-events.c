/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-events"
#include "config.h"

#include <json-glib/json-glib.h>

#include "resite-clock.h"
#include "resite-event.h"
#include "resite-summary-events.h"

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_fact (JsonBuilder *builder, ResiteEvent *event, const char *name)
{
  const char *digest = resite_event_get_digest (event, name);

  if (digest == NULL)
    {
      add_text (builder, name, resite_event_get (event, name));
      return;
    }
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  add_text (builder, "sha256", digest);
  if (resite_event_get (event, name) != NULL)
    add_text (builder, "text", resite_event_get (event, name));
  json_builder_end_object (builder);
}

static char *
event_to_json (ResiteEvent *event)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_auto (GStrv) names = resite_event_list_facts (event);
  g_autofree char *time = resite_clock_format_exact (resite_event_get_time (event));

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "sequence");
  json_builder_add_int_value (builder, (gint64)resite_event_get_sequence (event));
  add_text (builder, "time", time);
  add_text (builder, "what", resite_event_get_what (event));
  add_text (builder, "actor", resite_event_get_actor (event));
  add_text (builder, "step", resite_event_get_step (event));
  add_text (builder, "target", resite_event_get_target (event));
  json_builder_set_member_name (builder, "attempt");
  json_builder_add_int_value (builder, resite_event_get_attempt (event));
  add_text (builder, "hash", resite_event_get_hash (event));
  json_builder_set_member_name (builder, "facts");
  json_builder_begin_object (builder);
  for (guint i = 0; names[i] != NULL; i++)
    add_fact (builder, event, names[i]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

char *
resite_summary_events_to_json_lines (GPtrArray *events)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    {
      g_autofree char *line = event_to_json (g_ptr_array_index (events, i));

      g_string_append_printf (lines, "%s\n", line);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

char *
resite_summary_events_to_text (GPtrArray *events)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (events, i);
      g_autofree char *time = resite_clock_format_exact (resite_event_get_time (event));
      g_autofree char *sentence = resite_event_to_sentence (event);

      g_string_append_printf (lines, "%" G_GUINT64_FORMAT "  %s  %s\n",
                              resite_event_get_sequence (event), time, sentence);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}
