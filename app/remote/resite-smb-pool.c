/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-smb-pool-private.h"

#define DEFAULT_PATIENCE 20
/* libsmbclient gives up after the patience; its process gets this much longer to say so. */
#define GRACE (2 * G_USEC_PER_SEC)
/* A listing comes in one piece, whatever its size. */
#define LISTING_FACTOR 5
/* Who waits for a worker or a log-on looks up this often, in microseconds. */
#define LOOK (50 * G_TIME_SPAN_MILLISECOND)

/* Connections that pay for what they cost, by round-trip time. */
#define NEAR_ROUND_TRIP    (G_TIME_SPAN_MILLISECOND / 2)
#define NEAR_CONNECTIONS   4
#define MIDDLE_CONNECTIONS 16
/* For large files these are enough, and making one costs both sides. */
#define MIDDLE_AHEAD    8
#define FAR_AHEAD       16
#define FAR_ROUND_TRIP  (5 * G_TIME_SPAN_MILLISECOND)
#define FAR_CONNECTIONS 24

char *
resite_smb_pool_make_url (ResiteSmbPool *self, guint port)
{
  const ResiteSmbPlace *place = self->place;
  g_autofree char *share = g_uri_escape_string (place->share, NULL, FALSE);
  g_autofree char *path = g_uri_escape_string (place->path, "/", FALSE);

  return g_strdup_printf ("smb://%s:%u/%s%s%s", place->server,
                          place->port != 0 ? place->port : port, share, *path != '\0' ? "/" : "",
                          path);
}

/* A user may be given as DOMAIN\user. */
static void
take_user (ResiteSmbPool *self)
{
  const char *user = self->place->user;
  const char *backslash;

  if (self->credentials != NULL)
    user = resite_credentials_get_user (self->credentials);
  if (user == NULL || self->credentials == NULL)
    user = "";
  backslash = strchr (user, '\\');
  if (backslash != NULL)
    self->domain = g_strndup (user, backslash - user);
  else
    self->domain = g_strdup (self->place->domain != NULL ? self->place->domain : "");
  self->user = g_strdup (backslash != NULL ? backslash + 1 : user);
}

ResiteSmbPool *
resite_smb_pool_new (const ResiteSmbPlace *place, ResiteCredentials *credentials,
                     const ResiteSmbOptions *options)
{
  ResiteSmbPool *self = g_new0 (ResiteSmbPool, 1);

  self->place = resite_smb_place_copy (place);
  self->credentials = credentials != NULL ? resite_credentials_ref (credentials) : NULL;
  self->options = options != NULL ? *options : (ResiteSmbOptions){ FALSE };
  if (self->options.patience == 0)
    self->options.patience = DEFAULT_PATIENCE;
  take_user (self);
  self->workers = g_ptr_array_new ();
  g_mutex_init (&self->greeting_lock);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

void
resite_smb_pool_free (ResiteSmbPool *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->lock);
  while (self->workers->len > 0 || self->beginning > 0)
    {
      while (self->workers->len > 0)
        resite_smb_pool_drop_worker (self, self->workers->pdata[0]);
      if (self->beginning > 0)
        g_cond_wait (&self->changed, &self->lock);
    }
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (self->workers);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  resite_smb_place_free (self->place);
  g_free (self->user);
  g_free (self->domain);
  g_mutex_clear (&self->greeting_lock);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

void
resite_smb_pool_cancel (ResiteSmbPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->cancels++;
  if (self->stop_greeting != NULL)
    g_cancellable_cancel (self->stop_greeting);
  for (guint i = self->workers->len; i > 0; i--)
    {
      ResiteSmbWorker *worker = self->workers->pdata[i - 1];

      if (worker->busy)
        resite_smb_pool_drop_worker (self, worker);
    }
  g_cond_broadcast (&self->changed);
}

guint
resite_smb_pool_choose_limit (ResiteSmbPool *self)
{
  if (self->options.most_connections > 0)
    return self->options.most_connections;
  if (self->greeting.round_trip < NEAR_ROUND_TRIP)
    return NEAR_CONNECTIONS;
  return self->greeting.round_trip < FAR_ROUND_TRIP ? MIDDLE_CONNECTIONS : FAR_CONNECTIONS;
}

guint
resite_smb_pool_choose_ahead (ResiteSmbPool *self)
{
  const guint limit = resite_smb_pool_choose_limit (self);

  return MIN (limit, self->greeting.round_trip < FAR_ROUND_TRIP ? MIDDLE_AHEAD : FAR_AHEAD);
}

gint64
resite_smb_pool_get_patience (ResiteSmbPool *self)
{
  return self->options.patience * G_USEC_PER_SEC + GRACE;
}

guint
resite_smb_pool_get_limit (ResiteSmbPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return resite_smb_pool_choose_limit (self);
}

void
resite_smb_pool_wait (ResiteSmbPool *self)
{
  g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + LOOK);
}

gboolean
resite_smb_pool_is_cancelled (ResiteSmbPool *self, guint cancels, GCancellable *cancellable,
                              GError **error)
{
  if (self->cancels == cancels && !g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
  return TRUE;
}

static gboolean
judge (ResiteSmbPool *self, ResiteSmbCall *call, ResiteSmbTalk talk, guint cancels,
       ResiteSmbReply *reply, const char *word, GError **error)
{
  if (talk == RESITE_SMB_TALK_ANSWERED && reply->outcome == RESITE_SMB_DONE)
    return TRUE;
  if (talk == RESITE_SMB_TALK_CANCELLED ||
      (talk == RESITE_SMB_TALK_ENDED && self->cancels != cancels))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
  else
    {
      if (talk == RESITE_SMB_TALK_SILENT)
        reply->code = ETIMEDOUT;
      resite_smb_failure_set (error, self->place, self->user, call, reply, word);
    }
  return FALSE;
}

static void
taken_cb (gpointer data)
{
  ResiteSmbPool *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  resite_smb_pool_note_taken (self);
}

/* Under the lock, which is let go in between. @was_connected: so it broke, it did not fail to
 * begin. */
static gboolean
call_once (ResiteSmbPool *self, ResiteSmbCall *call, guint cancels, gboolean *was_connected,
           ResiteSmbReply *reply, GByteArray **bytes, GError **error)
{
  const gint64 patience = resite_smb_pool_get_patience (self);
  ResiteSmbWorker *worker = call->worker;
  g_autofree char *word = NULL;
  ResiteSmbTalk talk;
  gboolean tries;
  gboolean done;

  *was_connected = FALSE;
  if (worker == NULL)
    worker = resite_smb_pool_take_any (self, call, cancels, error);
  else if (!resite_smb_pool_take_one (self, worker, cancels, call->cancellable, error))
    worker = NULL;
  if (worker == NULL)
    return FALSE;
  if (!resite_smb_pool_begin_log_on (self, worker, &tries, cancels, call->cancellable, error))
    {
      worker->busy = FALSE;
      g_cond_broadcast (&self->changed);
      return FALSE;
    }
  *was_connected = worker->connected;
  call->taken = taken_cb;
  call->taken_data = self;
  worker->references++;
  g_mutex_unlock (&self->lock);
  talk = resite_smb_worker_talk (
      worker, call, call->request.verb == RESITE_SMB_LIST ? LISTING_FACTOR * patience : patience,
      reply, bytes, &word);
  g_mutex_lock (&self->lock);
  resite_smb_pool_note_log_on (self, reply, tries);
  resite_smb_pool_note_answer (self, call, worker, talk, reply);
  done = judge (self, call, talk, cancels, reply, word, error);
  resite_smb_pool_unref_worker (worker);
  return done;
}

gboolean
resite_smb_pool_call (ResiteSmbPool *self, ResiteSmbCall *call, ResiteSmbReply *reply,
                      GByteArray **bytes, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GError) failure = NULL;
  ResiteSmbGreeting greeting;
  gboolean was_connected;
  gboolean done;
  guint cancels;

  g_return_val_if_fail (self != NULL && call != NULL && reply != NULL, FALSE);

  if (!resite_smb_pool_greet (self, &greeting, call->cancellable, error))
    return FALSE;
  locker = g_mutex_locker_new (&self->lock);
  cancels = self->cancels;
  done = call_once (self, call, cancels, &was_connected, reply, bytes, &failure);
  if (!done && call->repeats && was_connected &&
      g_error_matches (failure, RESITE_ERROR, RESITE_ERROR_UNREACHABLE))
    {
      g_clear_error (&failure);
      done = call_once (self, call, cancels, &was_connected, reply, bytes, &failure);
    }
  if (!done)
    g_propagate_error (error, g_steal_pointer (&failure));
  return done;
}

void
resite_smb_worker_unref_file (ResiteSmbPool *self, ResiteSmbWorker *worker)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  worker->files--;
  resite_smb_pool_unref_worker (worker);
}
