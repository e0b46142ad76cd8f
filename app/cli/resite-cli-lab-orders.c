/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "resite-cli-lab.h"
#include "resite-error.h"
#include "resite-lab-checker.h"

struct _ResiteCliLabOrders
{
  ResiteLab *lab;
  GDataInputStream *lines;
  GCancellable *reading;
};

gboolean
resite_cli_lab_behave (ResiteLab *lab, const char *text, GError **error)
{
  g_auto (GStrv) sides = g_strsplit (text, ":", 2);
  g_auto (GStrv) words = g_strsplit (sides[0] != NULL && sides[1] != NULL ? sides[1] : "", "=", 2);

  if (g_strv_length (words) == 2 &&
      resite_lab_server_set_behaviour (resite_lab_get_server (lab), sides[0], words[0], words[1]))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("--behaviour %s: no machine of the rehearsal can be told that; write "
                  "MACHINE:NAME=VALUE"),
               text);
  return FALSE;
}

static gboolean
act (ResiteLab *lab, char **words, GError **error)
{
  return resite_lab_act (lab, words[1], error);
}

static gboolean
behave (ResiteLab *lab, char **words, GError **error)
{
  return resite_cli_lab_behave (lab, words[1], error);
}

static gboolean
give_fault (ResiteLab *lab, const char *name, const char *value, GError **error)
{
  if (resite_lab_world_set_fault (resite_lab_get_world (lab), name, value))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s: a rehearsal has no such fault; lab --faults lists them"), name);
  return FALSE;
}

/* "fault sibling S02"; "fault sibling": no more. */
static gboolean
set_fault (ResiteLab *lab, char **words, GError **error)
{
  return give_fault (lab, words[1], words[2], error);
}

gboolean
resite_cli_lab_set_fault (ResiteLab *lab, const char *text, GError **error)
{
  g_auto (GStrv) sides = g_strsplit (text, ":", 2);

  return give_fault (lab, sides[0] != NULL ? sides[0] : "",
                     g_strv_length (sides) == 2 ? sides[1] : "yes", error);
}

static gboolean
switch_on (ResiteLab *lab, char **words, GError **error)
{
  resite_lab_world_switch_on (resite_lab_get_world (lab), words[1], TRUE);
  return TRUE;
}

static gboolean
switch_off (ResiteLab *lab, char **words, GError **error)
{
  resite_lab_world_switch_on (resite_lab_get_world (lab), words[1], FALSE);
  return TRUE;
}

/* Addresses change on the way, and with them where the machines are reached. */
static gboolean
tell (ResiteLab *lab, char **words, GError **error)
{
  g_autofree char *json = resite_lab_to_json (lab);

  fprintf (stdout, "%s\n", json);
  return TRUE;
}

/* "reach C6@primary.1": what the scenario has for this moment strikes. */
static gboolean
reach (ResiteLab *lab, char **words, GError **error)
{
  resite_lab_reach_step (lab, words[1]);
  return TRUE;
}

/* "remedy C6"; "remedy": the plan. What was done comes before the "done", if anything was. */
static gboolean
remedy (ResiteLab *lab, char **words, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *said = NULL;

  if (resite_lab_remedy (lab, words[1] != NULL ? words[1] : "", &said, &failure))
    fprintf (stdout, "%s\n", said);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* One line for each fault that has struck. */
static gboolean
tell_met (ResiteLab *lab, char **words, GError **error)
{
  g_autoptr (GPtrArray) met = resite_lab_world_list_met (resite_lab_get_world (lab));

  for (guint i = 0; i < met->len; i++)
    {
      const ResiteLabMet *fault = met->pdata[i];
      g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                             fault->struck, fault->remedied);

      fprintf (stdout, "%s %s %s %s\n", fault->name, *fault->step != '\0' ? fault->step : "-", at,
               fault->value);
    }
  return TRUE;
}

/* "check": what is amiss with the site that was to be rebuilt, a line each; "check back": with the
 * one that was to be as before. */
static gboolean
check_site (ResiteLab *lab, char **words, GError **error)
{
  const char *folder = resite_lab_get_folder (lab);
  g_autoptr (ResiteLabFindings) findings = NULL;

  resite_lab_world_write_down (resite_lab_get_world (lab));
  findings = g_strcmp0 (words[1], "back") == 0 ? resite_lab_checker_look_back (folder, error)
                                               : resite_lab_checker_look (folder, error);
  for (guint i = 0; findings != NULL && i < findings->faults->len; i++)
    fprintf (stdout, "%s\n", (const char *)findings->faults->pdata[i]);
  return findings != NULL;
}

/* What the senders have sent. */
static gboolean
count_bytes (ResiteLab *lab, char **words, GError **error)
{
  g_autofree char *json = resite_lab_world_count_bytes (resite_lab_get_world (lab));

  fprintf (stdout, "%s\n", json);
  return TRUE;
}

static const struct
{
  const char *name;
  guint n_least, n_most;
  gboolean (*obey) (ResiteLab *lab, char **words, GError **error);
} orders[] = {
  { "act", 2, 2, act },         { "behaviour", 2, 2, behave }, { "check", 1, 2, check_site },
  { "fault", 2, 3, set_fault }, { "met", 1, 1, tell_met },     { "off", 2, 2, switch_off },
  { "on", 2, 2, switch_on },    { "reach", 2, 2, reach },      { "remedy", 1, 2, remedy },
  { "tell", 1, 1, tell },       { "wire", 1, 1, count_bytes },
};

static gboolean
obey (ResiteLab *lab, const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  const guint n = g_strv_length (words);

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      if (n > 0 && g_str_equal (orders[i].name, words[0]) && n >= orders[i].n_least &&
          n <= orders[i].n_most)
        return orders[i].obey (lab, words, error);
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("“%s” is none of the orders that a rehearsal takes"), line);
  return FALSE;
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source),
                                                                     result, NULL, &error);
  ResiteCliLabOrders *self = data;

  if (line == NULL)
    return;
  if (obey (self->lab, line, &error))
    fprintf (stdout, "done\n");
  else
    fprintf (stdout, "failed: %s\n", error->message);
  fflush (stdout);
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->reading, line_cb,
                                       self);
}

ResiteCliLabOrders *
resite_cli_lab_take_orders (ResiteLab *lab)
{
  ResiteCliLabOrders *self = g_new0 (ResiteCliLabOrders, 1);
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  self->lab = g_object_ref (lab);
  self->lines = g_data_input_stream_new (input);
  self->reading = g_cancellable_new ();
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->reading, line_cb,
                                       self);
  return self;
}

void
resite_cli_lab_orders_free (ResiteCliLabOrders *self)
{
  g_cancellable_cancel (self->reading);
  /* The reading that is under way speaks of what goes now. */
  while (g_input_stream_has_pending (G_INPUT_STREAM (self->lines)))
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (self->reading);
  g_object_unref (self->lines);
  g_object_unref (self->lab);
  g_free (self);
}
