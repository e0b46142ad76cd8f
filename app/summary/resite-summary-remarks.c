/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-summary-remarks"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-summary-private.h"

static void
remark_free (gpointer data)
{
  ResiteSummaryRemark *remark = data;

  g_free (remark->step);
  g_free (remark->who);
  g_free (remark->what);
  g_free (remark->text);
  g_free (remark->until);
  g_free (remark);
}

static void
attachment_free (gpointer data)
{
  ResiteSummaryAttachment *attachment = data;

  g_free (attachment->step);
  g_free (attachment->who);
  g_free (attachment->name);
  g_free (attachment->digest);
  g_free (attachment);
}

static char *
name_step (ResiteEvent *event)
{
  const char *step = resite_event_get_step (event);
  const char *target = resite_event_get_target (event);

  if (step == NULL)
    return g_strdup ("");
  return target != NULL && *target != '\0' ? g_strdup_printf ("%s@%s", step, target)
                                           : g_strdup (step);
}

static ResiteSummaryRemark *
remark_new (ResiteEvent *event, const char *what, const char *text)
{
  ResiteSummaryRemark *remark = g_new0 (ResiteSummaryRemark, 1);

  remark->time = resite_event_get_time (event);
  remark->step = name_step (event);
  remark->who = g_strdup (resite_event_get_actor (event));
  remark->what = g_strdup (what);
  remark->text = g_strdup (text != NULL ? text : "");
  return remark;
}

static gboolean
has_text (ResiteEvent *event, const char *name)
{
  const char *text = resite_event_get (event, name);

  return text != NULL && *text != '\0';
}

static gboolean
is (ResiteEvent *event, const char *what)
{
  return g_str_equal (resite_event_get_what (event), what);
}

/* Where the run left the straight road, and why: each is one event with a reason. */
static void
read_departure (ResiteSummary *self, ResiteEvent *event)
{
  static const struct
  {
    const char *what;
    const char *fact;
    const char *word;
    gboolean only_with_text;
  } kinds[] = {
    { RESITE_EVENT_SKIPPED, "reason", N_ ("skipped"), FALSE },
    { RESITE_EVENT_JUDGED, "overrule", N_ ("overruled"), TRUE },
    { RESITE_EVENT_SIGNED, "overruled", N_ ("overruled"), TRUE },
    { RESITE_EVENT_STEP_STARTED, "overruled", N_ ("begun without proof"), TRUE },
    { RESITE_EVENT_SIGNED_OFF, "overruled", N_ ("STOP overruled"), TRUE },
    { RESITE_EVENT_SKIPPED, "overruled", N_ ("STOP overruled"), TRUE },
    { RESITE_EVENT_SET_BACK, "reason", N_ ("set back"), FALSE },
    { RESITE_EVENT_TAKEN_OVER, "reason", N_ ("taken over"), FALSE },
    { RESITE_EVENT_WAY_BACK, "reason", N_ ("way back chosen"), FALSE },
    { RESITE_EVENT_ABORTED, "reason", N_ ("given up"), FALSE },
    { RESITE_EVENT_BLANKED, "reason", N_ ("text blanked"), FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (is (event, kinds[i].what) &&
          (!kinds[i].only_with_text || has_text (event, kinds[i].fact)))
        g_ptr_array_add (self->departures, remark_new (event, _ (kinds[i].word),
                                                       resite_event_get (event, kinds[i].fact)));
    }
  if (is (event, RESITE_EVENT_JUDGED) &&
      g_strcmp0 (resite_event_get (event, "verdict"), "bad") == 0)
    g_ptr_array_add (self->departures,
                     remark_new (event, _ ("judged bad"), resite_event_get (event, "note")));
  if (is (event, RESITE_EVENT_CORRECTED) || is (event, RESITE_EVENT_CLOCK_JUMPED))
    {
      g_autofree char *sentence = resite_event_to_sentence (event);

      g_ptr_array_add (self->departures,
                       remark_new (event,
                                   is (event, RESITE_EVENT_CORRECTED) ? _ ("plan corrected")
                                                                      : _ ("clock jumped"),
                                   sentence));
    }
}

static void
read_note (ResiteSummary *self, ResiteEvent *event)
{
  if ((is (event, RESITE_EVENT_NOTED) || is (event, RESITE_EVENT_SIGNED_OFF) ||
       is (event, RESITE_EVENT_SIGNED)) &&
      has_text (event, "note"))
    g_ptr_array_add (self->notes, remark_new (event, NULL, resite_event_get (event, "note")));
}

static void
read_open_point (ResiteSummary *self, ResiteEvent *event)
{
  ResiteSummaryRemark *remark;

  if (!is (event, RESITE_EVENT_OPEN_POINT))
    return;
  remark = remark_new (event, resite_event_get (event, "owner"), resite_event_get (event, "text"));
  remark->until = g_strdup (resite_event_get (event, "until"));
  g_ptr_array_add (self->open_points, remark);
}

static void
read_attachment (ResiteSummary *self, ResiteEvent *event)
{
  ResiteSummaryAttachment *attachment;
  const char *name = resite_event_get (event, "name");

  if (!is (event, RESITE_EVENT_ATTACHED))
    return;
  attachment = g_new0 (ResiteSummaryAttachment, 1);
  attachment->number = self->attachments->len + 1;
  attachment->sequence = resite_event_get_sequence (event);
  attachment->time = resite_event_get_time (event);
  attachment->size = resite_event_get_int (event, "size", 0);
  attachment->step = name_step (event);
  attachment->who = g_strdup (resite_event_get_actor (event));
  attachment->name = g_strdup (name != NULL ? name : "");
  attachment->digest = g_strdup (resite_event_get_digest (event, "file"));
  g_ptr_array_add (self->attachments, attachment);
}

/* Who only opened the run, or asked for what was refused, has not done it. */
static gboolean
is_visit (ResiteEvent *event)
{
  return is (event, RESITE_EVENT_RUN_OPENED) || is (event, RESITE_EVENT_RUN_CLOSED) ||
         is (event, RESITE_EVENT_WELCOME_BACK);
}

static void
read_person (ResiteSummary *self, ResiteEvent *event)
{
  const char *actor = resite_event_get_actor (event);

  if (!is_visit (event) && !g_str_equal (actor, "resite") &&
      !g_ptr_array_find_with_equal_func (self->people, actor, g_str_equal, NULL))
    g_ptr_array_add (self->people, g_strdup (actor));
}

void
resite_summary_read_remarks (ResiteSummary *self)
{
  self->departures = g_ptr_array_new_with_free_func (remark_free);
  self->notes = g_ptr_array_new_with_free_func (remark_free);
  self->open_points = g_ptr_array_new_with_free_func (remark_free);
  self->attachments = g_ptr_array_new_with_free_func (attachment_free);
  self->people = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (self->events, i);

      read_departure (self, event);
      read_note (self, event);
      read_open_point (self, event);
      read_attachment (self, event);
      read_person (self, event);
    }
}
