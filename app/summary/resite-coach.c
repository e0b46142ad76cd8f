/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-coach"
#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-coach-private.h"

/* As the rehearsal's site calls it. */
#define POWER_CUT "power-cut"

G_DEFINE_FINAL_TYPE (ResiteCoach, resite_coach, G_TYPE_OBJECT)

static void
fault_free (gpointer data)
{
  ResiteCoachFault *fault = data;

  g_free (fault->name);
  g_free (fault->title);
  g_free (fault->avoided);
  g_free (fault->noticed_at);
  g_free (fault);
}

static void
resite_coach_finalize (GObject *object)
{
  ResiteCoach *self = RESITE_COACH (object);

  g_clear_object (&self->summary);
  g_clear_pointer (&self->lessons, resite_coach_lessons_free);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  for (guint i = 0; i < RESITE_COACH_N_HELPS; i++)
    g_clear_pointer (&self->helps[i], g_ptr_array_unref);
  g_free (self->scenario);
  g_free (self->lesson);
  G_OBJECT_CLASS (resite_coach_parent_class)->finalize (object);
}

static void
resite_coach_class_init (ResiteCoachClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_coach_finalize;
}

static void
resite_coach_init (ResiteCoach *self)
{
  self->faults = g_ptr_array_new_with_free_func (fault_free);
  for (guint i = 0; i < RESITE_COACH_N_HELPS; i++)
    self->helps[i] = g_ptr_array_new_with_free_func (g_free);
}

ResiteCoach *
resite_coach_new (const char *journal_path, GError **error)
{
  g_autoptr (ResiteCoach) self = g_object_new (RESITE_TYPE_COACH, NULL);

  self->summary = resite_summary_new (journal_path, error);
  self->lessons = resite_coach_lessons_new ();
  return self->summary != NULL ? g_steal_pointer (&self) : NULL;
}

void
resite_coach_set_scenario (ResiteCoach *self, const char *title)
{
  g_return_if_fail (RESITE_IS_COACH (self));
  g_free (self->scenario);
  self->scenario = g_strdup (title);
}

void
resite_coach_set_lesson (ResiteCoach *self, const char *lesson)
{
  g_return_if_fail (RESITE_IS_COACH (self));
  g_free (self->lesson);
  self->lesson = g_strdup (lesson);
}

/* TRUE: whoever reads along sees here that something is wrong. A run is closed and opened again for
 * many reasons; that tells of the power alone. */
static gboolean
is_alarm (ResiteEvent *event, const char *fault)
{
  static const char *const whats[] = { RESITE_EVENT_STEP_FAILED, RESITE_EVENT_LOOKED_AGAIN,
                                       RESITE_EVENT_WAY_BACK, RESITE_EVENT_CORRECTED, NULL };
  const char *what = resite_event_get_what (event);
  const char *stop = resite_event_get (event, "stop");

  if (g_strv_contains (whats, what))
    return TRUE;
  if (g_str_equal (what, RESITE_EVENT_WELCOME_BACK))
    return g_str_equal (fault, POWER_CUT);
  if (g_str_equal (what, RESITE_EVENT_JUDGED))
    return g_strcmp0 (resite_event_get (event, "verdict"), "bad") == 0;
  if (!g_str_equal (what, RESITE_EVENT_ACTION_ENDED))
    return FALSE;
  return g_strcmp0 (resite_event_get (event, "outcome"), "failed") == 0 ||
         (stop != NULL && *stop != '\0') || resite_event_get_int (event, "failed", 0) > 0;
}

static char *
name_step (ResiteEvent *event)
{
  const char *step = resite_event_get_step (event);
  const char *target = resite_event_get_target (event);

  if (step == NULL || *step == '\0')
    return NULL;
  return g_strconcat (step, target != NULL && *target != '\0' ? "@" : "", target, NULL);
}

/* Of two things that go wrong at a time each has its own alarm. What was mended was known of,
 * whatever the journal says. */
static void
find_notice (ResiteCoach *self, ResiteCoachFault *fault)
{
  GPtrArray *events = self->summary->events;

  for (guint i = 0; i < events->len; i++)
    {
      ResiteEvent *event = g_ptr_array_index (events, i);
      gint64 time = resite_event_get_time (event);

      if (fault->mended != 0 && time > fault->mended)
        break;
      if (time < fault->struck || !is_alarm (event, fault->name) ||
          !resite_coach_lessons_shows_at (self->lessons, fault->name,
                                          resite_event_get_step (event)))
        continue;
      fault->noticed = time;
      fault->noticed_at = name_step (event);
      return;
    }
  fault->noticed = fault->mended;
}

static int
compare_struck (gconstpointer a, gconstpointer b)
{
  const ResiteCoachFault *first = *(const ResiteCoachFault *const *)a;
  const ResiteCoachFault *second = *(const ResiteCoachFault *const *)b;

  return (first->struck > second->struck) - (first->struck < second->struck);
}

void
resite_coach_add_fault (ResiteCoach *self, const char *name, gint64 struck, gint64 mended)
{
  ResiteCoachFault *fault;
  const char *title;

  g_return_if_fail (RESITE_IS_COACH (self) && name != NULL);
  fault = g_new0 (ResiteCoachFault, 1);
  title = resite_coach_lessons_get_title (self->lessons, name);
  fault->name = g_strdup (name);
  fault->title = g_strdup (title != NULL ? title : name);
  fault->avoided = g_strdup (resite_coach_lessons_get_avoided (self->lessons, name));
  fault->struck = struck;
  fault->mended = mended;
  find_notice (self, fault);
  g_ptr_array_add (self->faults, fault);
  g_ptr_array_sort (self->faults, compare_struck);
}

void
resite_coach_add_help (ResiteCoach *self, ResiteCoachHelp help, const char *step)
{
  g_return_if_fail (RESITE_IS_COACH (self));
  g_return_if_fail ((guint)help < RESITE_COACH_N_HELPS && step != NULL);
  g_ptr_array_add (self->helps[help], g_strdup (step));
}

GPtrArray *
resite_coach_list_faults (ResiteCoach *self)
{
  g_return_val_if_fail (RESITE_IS_COACH (self), NULL);
  return self->faults;
}

gboolean
resite_coach_has_ended (ResiteCoach *self)
{
  g_return_val_if_fail (RESITE_IS_COACH (self), FALSE);
  return !g_str_equal (resite_run_state_get_condition (self->summary->state), "open");
}

static char *
count_faults (ResiteCoach *self)
{
  guint noticed = 0, mended = 0;
  g_autofree char *met = NULL;

  for (guint i = 0; i < self->faults->len; i++)
    {
      const ResiteCoachFault *fault = g_ptr_array_index (self->faults, i);

      noticed += fault->noticed != 0;
      mended += fault->mended != 0;
    }
  met = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u thing went wrong.",
                                    "%u things went wrong.", self->faults->len),
                         self->faults->len);
  /* TRANSLATORS: how many things went wrong, as a sentence; then two numbers. */
  return g_strdup_printf (_ ("%s Noticed: %u. Mended: %u."), met, noticed, mended);
}

char *
resite_coach_get_result (ResiteCoach *self)
{
  g_autofree char *counts = NULL;

  g_return_val_if_fail (RESITE_IS_COACH (self), NULL);
  counts = self->faults->len > 0 ? count_faults (self) : NULL;
  if (resite_coach_has_ended (self))
    return counts != NULL ? g_steal_pointer (&counts)
                          : g_strdup (_ ("Nothing went wrong in this rehearsal."));
  if (counts == NULL)
    return g_strdup (_ ("Not at its end yet. Nothing was met and mended so far."));
  /* TRANSLATORS: %s is "2 things went wrong. Noticed: 2. Mended: 2." */
  return g_strdup_printf (_ ("Not at its end yet. So far: %s"), counts);
}

/* "C6, W1 (2)" */
static char *
format_steps (GPtrArray *steps)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      const char *step = g_ptr_array_index (steps, i);
      guint count = 0, before = 0;

      for (guint j = 0; j < steps->len; j++)
        if (g_str_equal (step, g_ptr_array_index (steps, j)))
          {
            before += j < i;
            count++;
          }
      if (before == 0)
        g_string_append_printf (text, count > 1 ? "%s%s (%u)" : "%s%s", text->len > 0 ? ", " : "",
                                step, count);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

GStrv
resite_coach_list_help (ResiteCoach *self)
{
  /* TRANSLATORS: %s is a list of steps: "C6, W1 (2)". */
  static const char *const words[] = {
    N_ ("The help of the step was read at %s."),
    N_ ("“Can't do this…” was opened at %s."),
    N_ ("The person at the machines did what the page says at %s."),
  };
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  g_return_val_if_fail (RESITE_IS_COACH (self), NULL);
  for (guint i = 0; i < RESITE_COACH_N_HELPS; i++)
    if (self->helps[i]->len > 0)
      {
        g_autofree char *steps = format_steps (self->helps[i]);
        g_auto (GStrv) parts = g_strsplit (_ (words[i]), "%s", 2);
        g_autofree char *line = g_strjoinv (steps, parts);

        g_strv_builder_add (lines, line);
      }
  return g_strv_builder_end (lines);
}

char *
resite_coach_format_delay (gint64 microseconds)
{
  guint minutes = (guint)(MAX (microseconds, 0) / G_USEC_PER_SEC / 60);

  if (minutes == 0)
    return g_strdup (_ ("at once"));
  if (minutes < 120)
    return g_strdup_printf (
        dngettext (GETTEXT_PACKAGE, "after %u minute", "after %u minutes", minutes), minutes);
  return g_strdup_printf (
      dngettext (GETTEXT_PACKAGE, "after %u hour", "after %u hours", minutes / 60), minutes / 60);
}
