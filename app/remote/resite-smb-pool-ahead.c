/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-smb-pool-private.h"

/* Without the lock. */
static ResiteSmbWorker *
set_up_worker (ResiteSmbPool *self, const ResiteSmbGreeting *greeting, GError **error)
{
  const gboolean old = greeting->dialect == RESITE_SMB_DIALECT_1;
  g_autofree char *url = resite_smb_pool_make_url (self, greeting->port);
  const ResiteSmbSetup setup = { .url = url,
                                 .domain = self->domain,
                                 .user = self->user,
                                 .secret = self->credentials != NULL
                                               ? resite_credentials_get_secret (self->credentials)
                                               : "",
                                 .least = old ? "NT1" : "SMB2_02",
                                 .most = old ? "NT1" : "SMB3_11" };
  ResiteSmbWorker *worker = g_new0 (ResiteSmbWorker, 1);

  worker->references = 1;
  worker->busy = TRUE;
  if (!resite_smb_nursery_make (&worker->child, error))
    {
      g_free (worker);
      return NULL;
    }
  if (resite_smb_worker_set_up (worker, &setup))
    return worker;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
               _ ("The program that reads %s ended."), url);
  resite_smb_pool_unref_worker (worker);
  return NULL;
}

ResiteSmbWorker *
resite_smb_pool_make_worker (ResiteSmbPool *self, GError **error)
{
  const ResiteSmbGreeting greeting = self->greeting;
  ResiteSmbWorker *worker;

  g_mutex_unlock (&self->lock);
  worker = set_up_worker (self, &greeting, error);
  g_mutex_lock (&self->lock);
  self->starting--;
  if (worker != NULL)
    g_ptr_array_add (self->workers, worker);
  g_cond_broadcast (&self->changed);
  return worker;
}

static gpointer
connect_ahead (gpointer data)
{
  ResiteSmbPool *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_CONNECT }, .name = "" };
  ResiteSmbWorker *worker = resite_smb_pool_make_worker (self, NULL);
  g_autofree char *word = NULL;
  ResiteSmbReply reply;
  ResiteSmbTalk talk;

  if (worker != NULL)
    {
      worker->references++;
      g_mutex_unlock (&self->lock);
      talk = resite_smb_worker_talk (worker, &call, resite_smb_pool_get_patience (self), &reply,
                                     NULL, &word);
      g_mutex_lock (&self->lock);
      resite_smb_pool_note_log_on (self, &reply, FALSE);
      resite_smb_pool_note_answer (self, &call, worker, talk, &reply);
      resite_smb_pool_unref_worker (worker);
    }
  self->beginning--;
  g_cond_broadcast (&self->changed);
  return NULL;
}

/* A log-on takes as long as a dozen questions, so those that will be asked for are connected while
 * the first one is listing. */
void
resite_smb_pool_begin_ahead (ResiteSmbPool *self)
{
  const guint limit = resite_smb_pool_choose_ahead (self);

  if (!self->expects || self->ahead || !self->logged_on)
    return;
  self->ahead = TRUE;
  while (self->workers->len + self->starting < limit)
    {
      self->starting++;
      self->beginning++;
      g_thread_unref (g_thread_new ("resite-smb", connect_ahead, self));
    }
}

void
resite_smb_pool_make_ready (ResiteSmbPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->expects = TRUE;
  resite_smb_pool_begin_ahead (self);
}
