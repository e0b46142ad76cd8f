/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rehearsal"
#include "config.h"
#include <errno.h>
#include <string.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include "resite-error.h"
#include "resite-rehearsal-private.h"

enum
{
  COACH_SAYS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ResiteRehearsal, resite_rehearsal, G_TYPE_OBJECT)

static void
resite_rehearsal_finalize (GObject *object)
{
  ResiteRehearsal *self = RESITE_REHEARSAL (object);

  if (self->site != NULL)
    self->kind->release (self->site);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->lessons, resite_coach_lessons_free);
  g_clear_pointer (&self->told, g_hash_table_unref);
  g_free (self->folder);
  g_free (self->plan_path);
  G_OBJECT_CLASS (resite_rehearsal_parent_class)->finalize (object);
}

static void
resite_rehearsal_class_init (ResiteRehearsalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_rehearsal_finalize;
  signals[COACH_SAYS] = g_signal_new ("coach-says", RESITE_TYPE_REHEARSAL, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
resite_rehearsal_init (ResiteRehearsal *self)
{
  self->lessons = resite_coach_lessons_new ();
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

typedef struct
{
  const ResiteRehearsalSite *kind;
  char *data_folder;
  ResiteRehearsalOptions options;
  ResiteClock *clock;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_free (making->data_folder);
  g_free ((char *)making->options.scenario);
  g_object_unref (making->clock);
  g_free (making);
}

static char *
make_folder (const char *data_folder, GError **error)
{
  g_autofree char *parent = g_build_filename (data_folder, "rehearsals", NULL);
  g_autofree char *folder = g_build_filename (parent, "site-XXXXXX", NULL);

  if (g_mkdir_with_parents (parent, 0700) == 0 && g_mkdtemp (folder) != NULL)
    return g_steal_pointer (&folder);
  resite_error_set_from_errno (error, errno, _ ("Making a folder for the rehearsal in %s"), parent);
  return NULL;
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;
  g_autoptr (ResiteRehearsal) self = g_object_new (RESITE_TYPE_REHEARSAL, NULL);
  GError *error = NULL;

  self->kind = making->kind;
  self->clock = g_object_ref (making->clock);
  self->folder = make_folder (making->data_folder, &error);
  if (self->folder != NULL)
    self->site =
        self->kind->make (self->folder, &making->options, making->clock, &self->plan_path, &error);
  if (self->site != NULL)
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
  else
    g_task_return_error (task, error);
}

void
resite_rehearsal_make_async (const ResiteRehearsalSite *kind, const char *data_folder,
                             const ResiteRehearsalOptions *options, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Making *making = g_new0 (Making, 1);

  g_return_if_fail (kind != NULL);
  making->kind = kind;
  making->data_folder = g_strdup (data_folder);
  making->options = *options;
  making->options.scenario = g_strdup (options->scenario);
  if (making->options.seed == 0)
    making->options.seed = g_random_int_range (1, G_MAXINT32);
  making->clock = resite_clock_new (options->pace > 0 ? options->pace : kind->pace);
  g_task_set_source_tag (task, resite_rehearsal_make_async);
  g_task_set_task_data (task, making, making_free);
  g_task_run_in_thread (task, make_thread);
}

ResiteRehearsal *
resite_rehearsal_make_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (ResiteRehearsal) self = g_task_propagate_pointer (G_TASK (result), error);

  if (self == NULL || (self->kind->serve != NULL && !self->kind->serve (self->site, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/* DATA/ID.resite has DATA/ID.rehearsal beside it, with the folder of its site. */
static char *
get_note_path (const char *journal_path)
{
  gsize length = strlen (journal_path);

  if (g_str_has_suffix (journal_path, ".resite"))
    length -= strlen (".resite");
  return g_strdup_printf ("%.*s.rehearsal", (int)length, journal_path);
}

static gint64
read_last_time (const char *journal_path)
{
  g_autoptr (ResiteJournal) journal = resite_journal_open (journal_path, RESITE_JOURNAL_READ, NULL);
  g_autoptr (GPtrArray) events = NULL;

  if (journal != NULL)
    events = resite_journal_read_events (journal, 0, NULL);
  if (events == NULL || events->len == 0)
    return 0;
  return resite_event_get_time (g_ptr_array_index (events, events->len - 1));
}

/* The folder, and in the next line the pace. */
static gboolean
read_note (ResiteRehearsal *self, const char *journal_path)
{
  g_autofree char *note = get_note_path (journal_path);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  double pace = 0;

  if (!g_file_get_contents (note, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", 2);
  if (lines[0] != NULL && lines[1] != NULL)
    pace = g_ascii_strtod (lines[1], NULL);
  self->folder = g_strdup (lines[0]);
  self->clock = resite_clock_new (pace > 0 ? pace : self->kind->pace);
  return TRUE;
}

ResiteRehearsal *
resite_rehearsal_find (const ResiteRehearsalSite *kind, const char *journal_path)
{
  g_autoptr (ResiteRehearsal) self = NULL;

  g_return_val_if_fail (kind != NULL, NULL);
  self = g_object_new (RESITE_TYPE_REHEARSAL, NULL);
  self->kind = kind;
  if (!read_note (self, journal_path))
    return NULL;
  resite_clock_catch_up (self->clock, read_last_time (journal_path));
  return g_steal_pointer (&self);
}

gboolean
resite_rehearsal_open_site (ResiteRehearsal *self, GError **error)
{
  g_return_val_if_fail (RESITE_IS_REHEARSAL (self) && self->site == NULL, FALSE);
  self->site = self->kind->reopen (self->folder, self->clock, error);
  if (self->site == NULL)
    return FALSE;
  _resite_rehearsal_forget_old_news (self);
  return TRUE;
}

static void
write_note (ResiteRehearsal *self, const char *journal_path)
{
  g_autofree char *note = get_note_path (journal_path);
  char pace[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_ascii_dtostr (pace, sizeof pace, resite_clock_get_pace (self->clock));
  text = g_strdup_printf ("%s\n%s\n", self->folder, pace);
  if (!g_file_set_contents (note, text, -1, &error))
    g_warning ("%s: %s", note, error->message);
}

const char *
resite_rehearsal_get_plan_path (ResiteRehearsal *self)
{
  g_return_val_if_fail (RESITE_IS_REHEARSAL (self), NULL);
  return self->plan_path;
}

ResiteClock *
resite_rehearsal_get_clock (ResiteRehearsal *self)
{
  g_return_val_if_fail (RESITE_IS_REHEARSAL (self), NULL);
  return self->clock;
}

ResiteCredentials *
resite_rehearsal_dup_credentials (ResiteRehearsal *self, const char *user)
{
  g_return_val_if_fail (RESITE_IS_REHEARSAL (self), NULL);
  return self->kind->log_in != NULL ? self->kind->log_in (self->site, user) : NULL;
}

void
resite_rehearsal_let_it_be_tomorrow (ResiteRehearsal *self)
{
  g_return_if_fail (RESITE_IS_REHEARSAL (self));
  resite_clock_skip_to_morning (self->clock);
}

static void
event_cb (ResiteRehearsal *self, ResiteEvent *event, ResiteRun *run)
{
  _resite_rehearsal_take_event (self, event, run);
  _resite_rehearsal_coach_event (self, event);
}

/* A run began, so whatever was wrong in the plan has been put right. */
static void
confirm_plan (ResiteRehearsal *self)
{
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  if (self->plan_path != NULL && !self->kind->remedy (self->site, "", &said, &error) &&
      error != NULL)
    g_warning ("%s", error->message);
}

void
resite_rehearsal_attach (ResiteRehearsal *self, ResiteRun *run)
{
  g_return_if_fail (RESITE_IS_REHEARSAL (self));
  g_return_if_fail (RESITE_IS_RUN (run));
  confirm_plan (self);
  write_note (self, resite_journal_get_path (resite_run_get_journal (run)));
  g_signal_connect_object (run, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
}
