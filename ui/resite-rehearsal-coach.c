/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rehearsal-coach"
#include "config.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include "resite-rehearsal-private.h"

ResiteRehearsalChoice *
resite_rehearsal_choice_new (const char *id, const char *title, const char *story,
                             const char *level, guint packages)
{
  ResiteRehearsalChoice *self = g_new0 (ResiteRehearsalChoice, 1);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->story = g_strdup (story);
  self->level = g_strdup (level);
  self->packages = packages;
  return self;
}

void
resite_rehearsal_choice_free (ResiteRehearsalChoice *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->story);
  g_free (self->level);
  g_free (self);
}

ResiteRehearsalMet *
resite_rehearsal_met_new (const char *name, gint64 struck, gint64 mended)
{
  ResiteRehearsalMet *self = g_new0 (ResiteRehearsalMet, 1);

  self->name = g_strdup (name);
  self->struck = struck;
  self->mended = mended;
  return self;
}

void
resite_rehearsal_met_free (ResiteRehearsalMet *self)
{
  g_free (self->name);
  g_free (self);
}

/* FALSE: it was spoken of before. */
static gboolean
is_news (ResiteRehearsal *self, const ResiteRehearsalMet *met)
{
  return g_hash_table_add (self->told,
                           g_strdup_printf ("%s %" G_GINT64_FORMAT, met->name, met->struck));
}

void
_resite_rehearsal_forget_old_news (ResiteRehearsal *self)
{
  g_autoptr (GPtrArray) all = self->kind->list_met (self->site);

  for (guint i = 0; i < all->len; i++)
    if (((ResiteRehearsalMet *)g_ptr_array_index (all, i))->mended != 0)
      is_news (self, g_ptr_array_index (all, i));
}

/* What was not mended yet may not have been noticed either: the coach gives nothing away. */
static void
add_news (ResiteRehearsal *self, GString *text)
{
  g_autoptr (GPtrArray) all = self->kind->list_met (self->site);

  for (guint i = 0; i < all->len; i++)
    {
      const ResiteRehearsalMet *met = g_ptr_array_index (all, i);
      const char *title = resite_coach_lessons_get_title (self->lessons, met->name);
      const char *avoided = resite_coach_lessons_get_avoided (self->lessons, met->name);

      if (met->mended != 0 && title != NULL && avoided != NULL && is_news (self, met))
        g_string_append_printf (text, "\n%s: %s", title, avoided);
    }
}

static void
speak_of_pause (ResiteRehearsal *self, const char *step)
{
  const char *pause = resite_coach_lessons_get_pause (self->lessons, step);
  g_autoptr (GString) text = g_string_new (NULL);

  if (pause == NULL)
    return;
  /* TRANSLATORS: a pause of the procedure ("G1") and what stopping there was good for. */
  g_string_append_printf (text, _ ("Coach, %s: %s"), step, pause);
  add_news (self, text);
  g_signal_emit_by_name (self, "coach-says", text->str);
}

void
_resite_rehearsal_coach_event (ResiteRehearsal *self, ResiteEvent *event)
{
  const char *what = resite_event_get_what (event);

  if (g_str_equal (what, RESITE_EVENT_SIGNED) && resite_event_get_step (event) != NULL)
    speak_of_pause (self, resite_event_get_step (event));
  else if (g_str_equal (what, RESITE_EVENT_ENDED))
    g_signal_emit_by_name (self, "coach-says",
                           _ ("Coach: the rehearsal is over. “Coach” above says what went "
                              "wrong, how soon it was noticed, and prints it for the trainer."));
}

char *
resite_rehearsal_remedy (ResiteRehearsal *self, const char *step, GError **error)
{
  g_autofree char *said = NULL;

  g_return_val_if_fail (RESITE_IS_REHEARSAL (self) && step != NULL, NULL);
  if (!self->kind->remedy (self->site, step, &said, error))
    return NULL;
  resite_rehearsal_note_help (self, RESITE_COACH_HELP_DONE, step);
  return said != NULL ? g_steal_pointer (&said) : g_strdup (_ ("Done."));
}

static char *
get_help_path (ResiteRehearsal *self)
{
  return g_build_filename (self->folder, "help", NULL);
}

void
resite_rehearsal_note_help (ResiteRehearsal *self, ResiteCoachHelp help, const char *step)
{
  g_autofree char *path = NULL;
  FILE *file;

  g_return_if_fail (RESITE_IS_REHEARSAL (self) && step != NULL);
  path = get_help_path (self);
  file = g_fopen (path, "ae");
  if (file == NULL || fprintf (file, "%d %s\n", (int)help, step) < 0)
    g_warning ("%s: %s", path, g_strerror (errno));
  if (file != NULL)
    fclose (file);
}

static void
tell_help (ResiteRehearsal *self, ResiteCoach *coach)
{
  g_autofree char *path = get_help_path (self);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *step = strchr (lines[i], ' ');
      int help = step != NULL ? (int)g_ascii_strtoll (lines[i], NULL, 10) : -1;

      if (help >= 0 && help <= RESITE_COACH_HELP_DONE)
        resite_coach_add_help (coach, (ResiteCoachHelp)help, step + 1);
    }
}

void
resite_rehearsal_brief_coach (ResiteRehearsal *self, ResiteCoach *coach)
{
  gboolean ended;
  g_autoptr (GPtrArray) all = NULL;
  g_autofree char *title = NULL;
  g_autofree char *lesson = NULL;

  g_return_if_fail (RESITE_IS_REHEARSAL (self) && RESITE_IS_COACH (coach));
  ended = resite_coach_has_ended (coach);
  all = self->kind->list_met (self->site);
  self->kind->describe (self->site, &title, &lesson);
  resite_coach_set_scenario (coach, title);
  resite_coach_set_lesson (coach, lesson);
  for (guint i = 0; i < all->len; i++)
    {
      const ResiteRehearsalMet *met = g_ptr_array_index (all, i);

      if (ended || met->mended != 0)
        resite_coach_add_fault (coach, met->name, met->struck, met->mended);
    }
  tell_help (self, coach);
}
