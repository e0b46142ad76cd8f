/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-smb-pool-private.h"

void
resite_smb_pool_unref_worker (ResiteSmbWorker *worker)
{
  if (--worker->references > 0)
    return;
  resite_smb_child_clear (&worker->child);
  g_free (worker);
}

void
resite_smb_pool_drop_worker (ResiteSmbPool *self, ResiteSmbWorker *worker)
{
  if (worker->dead)
    return;
  worker->dead = TRUE;
  resite_smb_child_end (&worker->child);
  g_ptr_array_remove (self->workers, worker);
  g_cond_broadcast (&self->changed);
  resite_smb_pool_unref_worker (worker);
}

/* Of those that do nothing the one with the fewest files open. */
static ResiteSmbWorker *
find_idle (ResiteSmbPool *self)
{
  ResiteSmbWorker *best = NULL;

  for (guint i = 0; i < self->workers->len; i++)
    {
      ResiteSmbWorker *worker = self->workers->pdata[i];

      if (!worker->busy && (best == NULL || worker->files < best->files))
        best = worker;
    }
  return best;
}

gboolean
resite_smb_pool_take_one (ResiteSmbPool *self, ResiteSmbWorker *worker, guint cancels,
                          GCancellable *cancellable, GError **error)
{
  while (!resite_smb_pool_is_cancelled (self, cancels, cancellable, error))
    {
      if (worker->dead)
        {
          g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                       _ ("The line to %s was cut while files were open."), self->place->server);
          return FALSE;
        }
      if (!worker->busy)
        {
          worker->busy = TRUE;
          return TRUE;
        }
      resite_smb_pool_wait (self);
    }
  return FALSE;
}

/* All that lie idle were connected when this one was, and are as dead. */
static void
drop_idle (ResiteSmbPool *self)
{
  for (guint i = self->workers->len; i > 0; i--)
    {
      ResiteSmbWorker *worker = self->workers->pdata[i - 1];

      if (!worker->busy && worker->files == 0)
        resite_smb_pool_drop_worker (self, worker);
    }
}

void
resite_smb_pool_note_answer (ResiteSmbPool *self, ResiteSmbCall *call, ResiteSmbWorker *worker,
                             ResiteSmbTalk talk, const ResiteSmbReply *reply)
{
  worker->busy = FALSE;
  worker->connected = worker->connected || reply->connected;
  if (talk != RESITE_SMB_TALK_ANSWERED || reply->outcome == RESITE_SMB_NO_LINE)
    {
      resite_smb_pool_drop_worker (self, worker);
      if (talk != RESITE_SMB_TALK_CANCELLED)
        drop_idle (self);
      /* Whoever is there when the line comes back is asked by one at first. */
      self->logged_on = FALSE;
      self->ahead = FALSE;
    }
  else if (call->opens && reply->outcome == RESITE_SMB_DONE)
    {
      worker->files++;
      worker->references++;
      call->worker = worker;
    }
  g_cond_broadcast (&self->changed);
}

static ResiteSmbWorker *
add_worker (ResiteSmbPool *self, GError **error)
{
  self->starting++;
  return resite_smb_pool_make_worker (self, error);
}

static gboolean
is_connecting (ResiteSmbPool *self)
{
  for (guint i = 0; i < self->workers->len; i++)
    {
      ResiteSmbWorker *worker = self->workers->pdata[i];

      if (worker->busy && !worker->connected)
        return TRUE;
    }
  return self->starting > 0 || self->beginning > 0;
}

/* A file stays where it is opened, so it waits for a connection that is about to be there rather
 * than share one with another file. */
static gboolean
is_good_for (ResiteSmbPool *self, const ResiteSmbCall *call, const ResiteSmbWorker *idle)
{
  return idle != NULL && (!call->opens || idle->files == 0 || !is_connecting (self));
}

ResiteSmbWorker *
resite_smb_pool_take_any (ResiteSmbPool *self, const ResiteSmbCall *call, guint cancels,
                          GError **error)
{
  while (!resite_smb_pool_is_cancelled (self, cancels, call->cancellable, error))
    {
      ResiteSmbWorker *idle = find_idle (self);
      const guint limit =
          resite_smb_pool_is_proven (self) ? resite_smb_pool_choose_limit (self) : 1;

      if ((idle == NULL || idle->files > 0) && self->workers->len + self->starting < limit)
        return add_worker (self, error);
      if (is_good_for (self, call, idle))
        {
          idle->busy = TRUE;
          return idle;
        }
      resite_smb_pool_wait (self);
    }
  return NULL;
}
