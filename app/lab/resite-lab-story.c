/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-story"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "resite-lab-directory.h"
#include "resite-lab-log.h"
#include "resite-lab-management-point.h"
#include "resite-lab-story.h"
#include "resite-lab-world-private.h"

/* Looks of the control manager at the management point that are written down. */
#define MOST_LOOKS   48
#define LOOK_SECONDS 300
/* Setup of a management point that failed is tried again. */
#define TRY_AGAIN 3600

static char *
fill_in (const ResiteLabMachine *machine, const char *text, const char *package)
{
  GString *filled = g_string_new (text);

  g_string_replace (filled, "{package}", package != NULL ? package : "", 0);
  g_string_replace (filled, "{name}", resite_lab_machine_get (machine, "Name"), 0);
  return g_string_free (filled, FALSE);
}

static void
format_setup_line (GString *lines, gint64 time, const char *text)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *stamp = g_date_time_format (moment, "%m-%d-%Y %H:%M:%S");

  g_string_append_printf (lines, "<%s> %s\r\n", stamp, text);
}

/* The logs of clients and of the management point. */
static void
format_ccm_line (GString *lines, gint64 time, const ResiteLabStoryLine *line, const char *text)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *clock = g_date_time_format (moment, "%H:%M:%S");
  g_autofree char *day = g_date_time_format (moment, "%m-%d-%Y");
  const guint type = strstr (text, "failed") != NULL ? 3 : 1;

  g_string_append_printf (lines,
                          "<![LOG[%s]LOG]!><time=\"%s.%03u+0\" date=\"%s\" component=\"%s\" "
                          "context=\"\" type=\"%u\" thread=\"%u\" file=\"mp.cpp:100\">\r\n",
                          text, clock, (guint)(time % G_USEC_PER_SEC / 1000), day, line->component,
                          type, line->thread);
}

static void
format_line (GString *lines, const ResiteLabMachine *machine, const ResiteLabStoryLine *line,
             const char *package)
{
  const gint64 now = resite_lab_machine_now (machine);
  g_autofree char *text = fill_in (machine, line->text, package);
  guint status;

  if (line->component == NULL)
    format_setup_line (lines, now, text);
  else if (g_str_has_prefix (line->log, "E:\\SMS_CCM\\"))
    format_ccm_line (lines, now, line, text);
  else if (sscanf (text, "STATMSG %u", &status) == 1)
    resite_lab_log_format_status (lines, line->component, line->thread, now, status,
                                  resite_lab_machine_get (machine, "Name"), RESITE_LAB_SITE,
                                  package != NULL ? package : "");
  else
    resite_lab_log_format (lines, line->component, line->thread, now, text);
}

static void
write_line (const ResiteLabMachine *machine, const ResiteLabStoryLine *line, const char *package)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *path = resite_lab_machine_find_path (machine, line->log);
  g_autoptr (GError) error = NULL;

  format_line (lines, machine, line, package);
  if (path != NULL &&
      !resite_lab_log_append_within (path, lines->str,
                                     resite_lab_world_get_log_limit (machine->world), &error))
    g_warning ("%s", error->message);
}

static void
continue_with (ResiteLabMachine *machine, const char *story, const char *package, guint at,
               double seconds)
{
  ResiteLabRecord *order =
      resite_lab_world_order (machine->world, machine->role, "tell-story", seconds);

  resite_lab_record_set (order, "Story", story);
  resite_lab_record_set (order, "Package", package);
  resite_lab_record_set_int (order, "At", at);
}

static void
begin_setup (ResiteLabMachine *machine, const char *package)
{
  const char *fault = resite_lab_world_get_fault (machine->world, "bootstrap");

  resite_lab_story_begin (machine, fault != NULL ? "bootstrap-aborted" : "bootstrap", package);
}

static void
begin_components (ResiteLabMachine *machine, const char *package)
{
  const char *fault = resite_lab_world_get_fault (machine->world, "keys");

  resite_lab_story_begin (machine, fault != NULL ? "keys-lost" : "components", package);
}

static void
install_point (ResiteLabMachine *machine, const char *package)
{
  const char *fault = resite_lab_world_get_fault (machine->world, "mp-setup");
  g_autofree char *story =
      g_strconcat ("mp-", fault == NULL || g_str_equal (fault, "yes") ? "1603" : fault, NULL);

  if (fault == NULL)
    resite_lab_story_begin (machine, "mp-installs", NULL);
  else
    resite_lab_story_begin (machine, resite_lab_story_find (story) != NULL ? story : "mp-1603",
                            NULL);
}

static void
point_is_ready (ResiteLabMachine *machine, const char *package)
{
  resite_lab_management_point_set_up (machine, TRUE);
  resite_lab_directory_order_management_point (machine->world);
  continue_with (machine, "mp-look", NULL, 0, 0);
}

static void
point_failed (ResiteLabMachine *machine, const char *package)
{
  resite_lab_management_point_set_up (machine, FALSE);
  continue_with (machine, "mp-setup", NULL, 0, TRY_AGAIN);
}

/* What the control manager hears is what clients would. */
static void
look_at_point (ResiteLabMachine *machine, const char *package)
{
  static const char *const faults[][2] = {
    { "mp-401", "failed for port 80 with status code 401, text: Unauthorized" },
    { "mp-403", "failed for port 80 with status code 403, text: Forbidden" },
    { "mp-404", "failed for port 80 with status code 404, text: Not Found" },
    { "mp-500", "failed for port 80 with status code 500, text: Internal Server Error" },
    { "mp-503", "failed for port 80 with status code 503, text: Service Unavailable" },
  };
  const char *heard = "succeeded for port 80 with status code 200, text: OK";
  const guint n = package != NULL ? (guint)g_ascii_strtoull (package, NULL, 10) : 0;
  g_autofree char *next = g_strdup_printf ("%u", n + 1);
  ResiteLabStoryLine line = {
    0, NULL, "E:\\SMS\\Logs\\MPcontrol.log", "SMS_MP_CONTROL_MANAGER", 3300, NULL,
  };
  static const ResiteLabStoryLine no_database = {
    0,
    NULL,
    "E:\\SMS_CCM\\Logs\\MP_Policy.log",
    "MP_PolicyManager",
    3300,
    "CMPDBConnection::Init(): IDBInitialize::Initialize() failed with 0x80004005",
  };
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    if (resite_lab_world_get_fault (machine->world, faults[i][0]) != NULL)
      heard = faults[i][1];
  if (resite_lab_world_get_fault (machine->world, "mp-500") != NULL)
    write_line (machine, &no_database, NULL);
  text = g_strconcat ("Call to HttpSendRequestSync ", heard, NULL);
  line.text = text;
  write_line (machine, &line, NULL);
  if (n < MOST_LOOKS)
    continue_with (machine, "mp-look", next, 0, LOOK_SECONDS);
}

static const struct
{
  const char *name;
  void (*happen) (ResiteLabMachine *machine, const char *package);
} turns[] = {
  { "begin-setup", begin_setup },     { "begin-components", begin_components },
  { "install-point", install_point }, { "point-is-ready", point_is_ready },
  { "point-failed", point_failed },   { "look-at-point", look_at_point },
};

static void
happen (ResiteLabMachine *machine, const char *turn, const char *package)
{
  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    if (g_str_equal (turns[i].name, turn))
      turns[i].happen (machine, package);
}

static void
tell (ResiteLabMachine *machine, const ResiteLabStory *story, guint at, const char *package)
{
  for (guint i = at; i < story->n; i++)
    {
      const ResiteLabStoryLine *line = &story->lines[i];
      ResiteLabMachine other;

      if (i > at && line->after > 0)
        {
          continue_with (machine, story->name, package, i, line->after);
          return;
        }
      if (line->log == NULL)
        happen (machine, line->text, package);
      else if (line->role == NULL)
        write_line (machine, line, package);
      else if (resite_lab_world_find_machine (machine->world, line->role, &other))
        write_line (&other, line, package);
    }
}

void
resite_lab_story_begin (ResiteLabMachine *machine, const char *name, const char *package)
{
  const ResiteLabStory *story = resite_lab_story_find (name);

  g_return_if_fail (story != NULL);

  if (story->lines[0].after > 0)
    continue_with (machine, name, package, 0, story->lines[0].after);
  else
    tell (machine, story, 0, package);
}

void
resite_lab_story_go_on (ResiteLabMachine *machine, const ResiteLabRecord *order)
{
  const ResiteLabStory *story = resite_lab_story_find (resite_lab_record_get (order, "Story"));
  g_autofree char *package = g_strdup (resite_lab_record_get (order, "Package"));

  if (story != NULL)
    tell (machine, story, (guint)resite_lab_record_get_int (order, "At"), package);
}
