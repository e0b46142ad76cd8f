/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-shells"

#include "config.h"

#include "resite-run-shells.h"
#include "resite-under-way.h"
#include "resite-verb-ledger.h"

/* Rows of this scope are shells: name: id; state: open or closed; message: address. */
#define SCOPE "shells"

struct _ResiteShells
{
  ResiteLedger *ledger;
  GMutex lock;
  GHashTable *own;   /* ids of this program */
  GHashTable *swept; /* roles; main thread */
};

void
_resite_shells_free (ResiteShells *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->ledger);
  g_hash_table_unref (self->own);
  g_hash_table_unref (self->swept);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static ResiteShells *
ensure_shells (ResiteRun *run)
{
  ResiteShells *self;

  if (run->shells != NULL)
    return run->shells;
  self = g_new0 (ResiteShells, 1);
  self->ledger = resite_journal_ledger_new (run->journal, SCOPE);
  g_mutex_init (&self->lock);
  self->own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->swept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run->shells = self;
  return self;
}

static gboolean
write_row (ResiteShells *self, const char *url, const char *id, const char *state, GError **error)
{
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_ledger_row_free);
  ResiteLedgerRow *row = resite_ledger_row_new (id, state);

  g_free (row->message);
  row->message = g_strdup (url);
  g_ptr_array_add (rows, row);
  return resite_ledger_commit (self->ledger, rows, error);
}

static gboolean
opened (const char *url, const char *id, gpointer user_data, GError **error)
{
  ResiteShells *self = user_data;

  g_mutex_lock (&self->lock);
  g_hash_table_add (self->own, g_strdup (id));
  g_mutex_unlock (&self->lock);
  return write_row (self, url, id, "open", error);
}

static void
closed (const char *url, const char *id, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!write_row (user_data, url, id, "closed", &error))
    g_debug ("A shell that is closed could not be recorded: %s", error->message);
}

static gboolean
is_own (ResiteShells *self, const char *id)
{
  gboolean own;

  g_mutex_lock (&self->lock);
  own = g_hash_table_contains (self->own, id);
  g_mutex_unlock (&self->lock);
  return own;
}

static GStrv
list_left (const char *url, gpointer user_data)
{
  ResiteShells *self = user_data;
  g_autoptr (GPtrArray) rows = resite_ledger_read (self->ledger, NULL);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const ResiteLedgerRow *row = rows->pdata[i];

      if (g_strcmp0 (row->state, "open") == 0 && g_strcmp0 (row->message, url) == 0 &&
          !is_own (self, row->name))
        g_strv_builder_add (ids, row->name);
    }
  return g_strv_builder_end (ids);
}

gboolean
_resite_run_make_book (const char *machine, ResiteShellBook *book, gpointer run)
{
  if (!resite_run_may_act (run))
    return FALSE;
  *book = (ResiteShellBook){
    .opened = opened,
    .closed = closed,
    .list_left = list_left,
    .user_data = ensure_shells (run),
  };
  return TRUE;
}

/* Sweeping. */

typedef struct
{
  ResiteShells *shells;
  ResiteRun *run; /* keeps the shells */
  ResiteMachine *machine;
} Sweep;

/* On the main thread, whose objects these are; the worker may be the last to let go of its task. */
static void
swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sweep *sweep = g_task_get_task_data (G_TASK (result));

  g_clear_object (&sweep->machine);
  g_clear_object (&sweep->run);
}

static void
sweep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sweep *sweep = data;
  ResiteWsman *wsman = resite_machine_get_wsman (sweep->machine);
  const char *url = resite_wsman_get_url (wsman);
  g_auto (GStrv) left = list_left (url, sweep->shells);

  for (guint i = 0; left[i] != NULL; i++)
    if (resite_shell_delete_left_behind (wsman, left[i], cancellable, NULL))
      closed (url, left[i], sweep->shells);
  g_task_return_boolean (task, TRUE);
}

void
_resite_run_sweep_shells (ResiteRun *self, const char *role, ResiteMachine *machine)
{
  ResiteShells *shells;
  g_autoptr (GTask) task = NULL;
  Sweep *sweep;

  if (!resite_run_may_act (self) || resite_machine_get_wsman (machine) == NULL)
    return;
  shells = ensure_shells (self);
  if (!g_hash_table_add (shells->swept, g_strdup (role)))
    return;
  sweep = g_new0 (Sweep, 1);
  sweep->shells = shells;
  sweep->run = g_object_ref (self);
  sweep->machine = g_object_ref (machine);
  task = g_task_new (NULL, NULL, swept_cb, NULL);
  g_task_set_source_tag (task, _resite_run_sweep_shells);
  g_task_set_task_data (task, sweep, g_free);
  resite_under_way_run_task (task, sweep_in_thread);
}
