/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rehearsal"
#include "config.h"
#include <errno.h>
#include <string.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include "resite-error.h"
#include "resite-rehearsal.h"

/* A watch decides by what is new since its first look. */
#define AFTER_FIRST_LOOK_MS 400

struct _ResiteRehearsal
{
  GObject parent_instance;

  const ResiteRehearsalSite *kind;
  gpointer site;
  char *folder;
  char *plan_path;
  ResiteClock *clock;
};

G_DEFINE_FINAL_TYPE (ResiteRehearsal, resite_rehearsal, G_TYPE_OBJECT)

static void
resite_rehearsal_finalize (GObject *object)
{
  ResiteRehearsal *self = RESITE_REHEARSAL (object);

  if (self->site != NULL)
    self->kind->release (self->site);
  g_clear_object (&self->clock);
  g_free (self->folder);
  g_free (self->plan_path);
  G_OBJECT_CLASS (resite_rehearsal_parent_class)->finalize (object);
}

static void
resite_rehearsal_class_init (ResiteRehearsalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_rehearsal_finalize;
}

static void
resite_rehearsal_init (ResiteRehearsal *self)
{
}

typedef struct
{
  const ResiteRehearsalSite *kind;
  char *data_folder;
  guint packages;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_free (making->data_folder);
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
  self->folder = make_folder (making->data_folder, &error);
  if (self->folder != NULL)
    self->site = self->kind->make (self->folder, making->packages, &self->plan_path, &error);
  if (self->site != NULL)
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
  else
    g_task_return_error (task, error);
}

void
resite_rehearsal_make_async (const ResiteRehearsalSite *kind, const char *data_folder,
                             guint packages, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Making *making = g_new0 (Making, 1);

  g_return_if_fail (kind != NULL);
  making->kind = kind;
  making->data_folder = g_strdup (data_folder);
  making->packages = packages;
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
  self->clock = resite_clock_new (self->kind->pace);
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

static void
bring_clock_to (ResiteClock *clock, gint64 time)
{
  gint64 behind = time - resite_clock_now (clock);

  if (behind > 0)
    resite_clock_skip (clock, (double)behind / G_USEC_PER_SEC + 1);
}

ResiteRehearsal *
resite_rehearsal_reopen (const ResiteRehearsalSite *kind, const char *journal_path, GError **error)
{
  g_autofree char *note = get_note_path (journal_path);
  g_autofree char *folder = NULL;
  g_autoptr (ResiteRehearsal) self = NULL;

  g_return_val_if_fail (kind != NULL, NULL);
  if (!g_file_get_contents (note, &folder, NULL, NULL))
    return NULL;
  self = g_object_new (RESITE_TYPE_REHEARSAL, NULL);
  self->kind = kind;
  self->folder = g_steal_pointer (&folder);
  self->site = kind->reopen (self->folder, error);
  if (self->site == NULL)
    return NULL;
  self->clock = resite_clock_new (kind->pace);
  bring_clock_to (self->clock, read_last_time (journal_path));
  return g_steal_pointer (&self);
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

static void
act (ResiteRehearsal *self, const char *step)
{
  g_autoptr (GError) error = NULL;

  if (!self->kind->act (self->site, step, &error))
    g_warning ("The simulated person at %s: %s", step, error->message);
}

typedef struct
{
  ResiteRehearsal *rehearsal;
  char *step;
} Act;

static void
act_free (gpointer data)
{
  Act *later = data;

  g_object_unref (later->rehearsal);
  g_free (later->step);
  g_free (later);
}

static gboolean
act_cb (gpointer data)
{
  Act *later = data;

  act (later->rehearsal, later->step);
  return G_SOURCE_REMOVE;
}

static void
act_later (ResiteRehearsal *self, const char *step)
{
  Act *later = g_new0 (Act, 1);

  later->rehearsal = g_object_ref (self);
  later->step = g_strdup (step);
  g_timeout_add_full (G_PRIORITY_DEFAULT, AFTER_FIRST_LOOK_MS, act_cb, later, act_free);
}

static gboolean
is_watched (ResiteStepRun *step)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = g_ptr_array_index (actions, i);

      if (resite_action_get_kind (action) == RESITE_ACTION_WATCH &&
          resite_step_run_is_automatic (step, action, NULL))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_only_a_look (ResiteStepRun *step, const char *id)
{
  GPtrArray *actions = resite_step_get_actions (resite_step_run_get_step (step));

  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = g_ptr_array_index (actions, i);

      if (g_strcmp0 (resite_action_get_id (action), id) == 0)
        return resite_action_get_kind (action) == RESITE_ACTION_CHECK;
    }
  return FALSE;
}

/* TRUE: a person has said just now that something is done at a machine. Of a step that Resite does,
 * they tell only what comes before. */
static gboolean
tells_a_deed (ResiteEvent *event, ResiteStepRun *step)
{
  if (g_str_equal (resite_event_get_what (event), RESITE_EVENT_SIGNED_OFF))
    return TRUE;
  return g_str_equal (resite_event_get_what (event), RESITE_EVENT_ACTION_ENDED) &&
         g_strcmp0 (resite_event_get (event, "outcome"), "told") == 0 &&
         g_strcmp0 (resite_step_run_get_way (step), "RUN") != 0 &&
         !is_only_a_look (step, resite_event_get (event, "action")) && !is_watched (step);
}

static gboolean
begins_to_watch (ResiteEvent *event)
{
  return g_str_equal (resite_event_get_what (event), RESITE_EVENT_ACTION_STARTED) &&
         g_strcmp0 (resite_event_get (event, "kind"), "watch") == 0;
}

static ResiteStepRun *
find_step (ResiteRun *run, ResiteEvent *event)
{
  const char *id = resite_event_get_step (event);
  const char *target = resite_event_get_target (event);
  g_autofree char *name = NULL;

  if (id == NULL || *id == '\0')
    return NULL;
  name = g_strconcat (id, target != NULL && *target != '\0' ? "@" : "", target, NULL);
  return resite_run_find_step (run, name);
}

/* What somebody says to have done, the simulated person has done before the program looks; where
 * the program watches for it, it happens after it began to watch. */
static void
event_cb (ResiteRehearsal *self, ResiteEvent *event, ResiteRun *run)
{
  ResiteStepRun *step = find_step (run, event);

  if (step == NULL)
    return;
  if (tells_a_deed (event, step))
    act (self, resite_step_run_get_name (step));
  else if (begins_to_watch (event))
    act_later (self, resite_step_run_get_name (step));
}

void
resite_rehearsal_attach (ResiteRehearsal *self, ResiteRun *run)
{
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RESITE_IS_REHEARSAL (self));
  g_return_if_fail (RESITE_IS_RUN (run));
  note = get_note_path (resite_journal_get_path (resite_run_get_journal (run)));
  if (!g_file_set_contents (note, self->folder, -1, &error))
    g_warning ("%s: %s", note, error->message);
  g_signal_connect_object (run, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
}
