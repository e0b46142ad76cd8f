/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-smb-worker.h"

#define DEFAULT_PORT     445
#define DEFAULT_PATIENCE 20
/* libsmbclient gives up after the patience; its process gets this much longer to say so. */
#define GRACE (2 * G_USEC_PER_SEC)
/* A listing comes in one piece, whatever its size. */
#define LISTING_FACTOR 5
/* Who waits for a worker or a log-on looks up this often, in microseconds. */
#define LOOK (50 * G_TIME_SPAN_MILLISECOND)

/* Connections that pay for what they cost, by round-trip time. */
#define NEAR_ROUND_TRIP  (G_TIME_SPAN_MILLISECOND / 2)
#define NEAR_CONNECTIONS 4
#define FAR_CONNECTIONS  16

struct _ResiteSmbPool
{
  ResiteSmbPlace *place;
  ResiteCredentials *credentials; /* (nullable) */
  ResiteSmbOptions options;
  char *url;
  char *user;
  char *domain;

  GMutex greeting_lock; /* held while the server is asked */
  GMutex lock;          /* the rest */
  GCond changed;
  GPtrArray *workers;
  guint starting;
  guint cancels;               /* how many there were */
  GCancellable *stop_greeting; /* (nullable): while the server is asked */
  gboolean logged_on;          /* this server took the secret, the last time */
  gboolean ahead;              /* connections were begun before they were asked for */
  guint beginning;             /* how many of these are under way */
  gboolean greeted;
  ResiteSmbGreeting greeting;
};

static char *
make_url (const ResiteSmbPlace *place)
{
  g_autofree char *share = g_uri_escape_string (place->share, NULL, FALSE);
  g_autofree char *path = g_uri_escape_string (place->path, "/", FALSE);

  return g_strdup_printf ("smb://%s:%u/%s%s%s", place->server,
                          place->port != 0 ? place->port : DEFAULT_PORT, share,
                          *path != '\0' ? "/" : "", path);
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
  self->url = make_url (place);
  take_user (self);
  self->workers = g_ptr_array_new ();
  g_mutex_init (&self->greeting_lock);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

static void
unref_worker (ResiteSmbWorker *worker)
{
  if (--worker->references > 0)
    return;
  resite_smb_child_clear (&worker->child);
  g_free (worker);
}

/* Under the lock. */
static void
drop_worker (ResiteSmbPool *self, ResiteSmbWorker *worker)
{
  if (worker->dead)
    return;
  worker->dead = TRUE;
  resite_smb_child_end (&worker->child);
  g_ptr_array_remove (self->workers, worker);
  g_cond_broadcast (&self->changed);
  unref_worker (worker);
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
        drop_worker (self, self->workers->pdata[0]);
      if (self->beginning > 0)
        g_cond_wait (&self->changed, &self->lock);
    }
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (self->workers);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  resite_smb_place_free (self->place);
  g_free (self->url);
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
        drop_worker (self, worker);
    }
  g_cond_broadcast (&self->changed);
}

static gboolean
refuse_old (ResiteSmbPool *self, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
               _ ("%s only speaks SMB 1, as Windows 2003 and older do. SMB 1 protects neither "
                  "files nor passwords on their way, so it has to be allowed for this machine "
                  "first: smb1 = yes in its part of the plan, --smb1 in the terminal."),
               self->place->server);
  return FALSE;
}

static void
pass_on_cb (GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel (stop);
}

static gboolean
greet (ResiteSmbPool *self, ResiteSmbGreeting *greeting, GCancellable *cancellable, GError **error)
{
  const ResiteSmbPlace *place = self->place;
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  gulong handler = 0;
  gboolean greeted;

  g_mutex_lock (&self->lock);
  self->stop_greeting = stop;
  g_mutex_unlock (&self->lock);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (pass_on_cb), stop, NULL);
  resite_smb_nursery_start ();
  greeted = resite_smb_greet (place->server, place->port != 0 ? place->port : DEFAULT_PORT,
                              self->options.patience, greeting, stop, error);
  g_cancellable_disconnect (cancellable, handler);
  g_mutex_lock (&self->lock);
  self->stop_greeting = NULL;
  g_mutex_unlock (&self->lock);
  return greeted;
}

gboolean
resite_smb_pool_greet (ResiteSmbPool *self, ResiteSmbGreeting *greeting, GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->greeting_lock);

  if (!resite_smb_pool_get_greeting (self, greeting) && !greet (self, greeting, cancellable, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->greeting = *greeting;
  self->greeted = TRUE;
  g_mutex_unlock (&self->lock);
  if (greeting->dialect == RESITE_SMB_DIALECT_1 && !self->options.allow_smb1)
    return refuse_old (self, error);
  return TRUE;
}

gboolean
resite_smb_pool_get_greeting (ResiteSmbPool *self, ResiteSmbGreeting *greeting)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *greeting = self->greeting;
  return self->greeted;
}

static guint
get_limit (ResiteSmbPool *self)
{
  if (self->options.most_connections > 0)
    return self->options.most_connections;
  return self->greeting.round_trip < NEAR_ROUND_TRIP ? NEAR_CONNECTIONS : FAR_CONNECTIONS;
}

static gint64
get_patience (ResiteSmbPool *self)
{
  return self->options.patience * G_USEC_PER_SEC + GRACE;
}

guint
resite_smb_pool_get_limit (ResiteSmbPool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return get_limit (self);
}

static gboolean
is_cancelled (ResiteSmbPool *self, guint cancels, GCancellable *cancellable, GError **error)
{
  if (self->cancels == cancels && !g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
  return TRUE;
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

/* Without the lock. */
static ResiteSmbWorker *
make_worker (ResiteSmbPool *self, const ResiteSmbGreeting *greeting, GError **error)
{
  const gboolean old = greeting->dialect == RESITE_SMB_DIALECT_1;
  const ResiteSmbSetup setup = { .url = self->url,
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
               _ ("The program that reads %s ended."), self->url);
  unref_worker (worker);
  return NULL;
}

/* Under the lock, which is let go in between. */
static ResiteSmbWorker *
add_worker (ResiteSmbPool *self, GError **error)
{
  const ResiteSmbGreeting greeting = self->greeting;
  ResiteSmbWorker *worker;

  self->starting++;
  g_mutex_unlock (&self->lock);
  worker = make_worker (self, &greeting, error);
  g_mutex_lock (&self->lock);
  self->starting--;
  if (worker != NULL)
    g_ptr_array_add (self->workers, worker);
  g_cond_broadcast (&self->changed);
  return worker;
}

/* While nobody knows whether the secret is right, it goes one way only. */
static gboolean
is_proven (ResiteSmbPool *self)
{
  return self->credentials == NULL || self->logged_on;
}

static void
wait_a_while (ResiteSmbPool *self)
{
  g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + LOOK);
}

static gboolean
take_one (ResiteSmbPool *self, ResiteSmbWorker *worker, guint cancels, GCancellable *cancellable,
          GError **error)
{
  while (!is_cancelled (self, cancels, cancellable, error))
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
      wait_a_while (self);
    }
  return FALSE;
}

/* TRUE: the log-on may be tried, and has to be ended. Several folders may share the secret, and
 * WS-Management, too. */
static gboolean
begin_log_on (ResiteSmbPool *self, ResiteSmbWorker *worker, gboolean *tries, guint cancels,
              GCancellable *cancellable, GError **error)
{
  *tries = FALSE;
  if (self->credentials == NULL || worker->connected || self->logged_on)
    return TRUE;
  while (!is_cancelled (self, cancels, cancellable, error))
    {
      if (resite_credentials_is_refused (self->credentials))
        {
          g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                       _ ("The password of %s was refused, so it is not sent to %s again."),
                       self->user, self->place->server);
          return FALSE;
        }
      *tries = resite_credentials_begin_try (self->credentials);
      if (*tries)
        return TRUE;
      wait_a_while (self);
    }
  return FALSE;
}

static void
note_log_on (ResiteSmbPool *self, const ResiteSmbReply *reply, gboolean tried)
{
  if (self->credentials == NULL)
    return;
  if (reply->connected || reply->outcome == RESITE_SMB_NO_SHARE)
    {
      if (!self->logged_on)
        resite_credentials_set_proven (self->credentials);
      self->logged_on = TRUE;
    }
  else if (reply->outcome == RESITE_SMB_NOT_LOGGED_ON || reply->outcome == RESITE_SMB_GUEST)
    {
      resite_credentials_take_refusal (self->credentials);
      self->logged_on = FALSE;
    }
  if (tried)
    resite_credentials_end_try (self->credentials);
}

/* All that lie idle were connected when this one was, and are as dead. */
static void
drop_idle (ResiteSmbPool *self)
{
  for (guint i = self->workers->len; i > 0; i--)
    {
      ResiteSmbWorker *worker = self->workers->pdata[i - 1];

      if (!worker->busy && worker->files == 0)
        drop_worker (self, worker);
    }
}

static void
note_answer (ResiteSmbPool *self, ResiteSmbCall *call, ResiteSmbWorker *worker, ResiteSmbTalk talk,
             const ResiteSmbReply *reply)
{
  worker->busy = FALSE;
  worker->connected = worker->connected || reply->connected;
  if (talk != RESITE_SMB_TALK_ANSWERED || reply->outcome == RESITE_SMB_NO_LINE)
    {
      drop_worker (self, worker);
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

static gpointer
connect_ahead (gpointer data)
{
  ResiteSmbPool *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  ResiteSmbCall call = { .request = { .verb = RESITE_SMB_CONNECT }, .name = "" };
  ResiteSmbWorker *worker = add_worker (self, NULL);
  g_autofree char *word = NULL;
  ResiteSmbReply reply;
  ResiteSmbTalk talk;

  if (worker != NULL)
    {
      worker->references++;
      g_mutex_unlock (&self->lock);
      talk = resite_smb_worker_talk (worker, &call, get_patience (self), &reply, NULL, &word);
      g_mutex_lock (&self->lock);
      note_log_on (self, &reply, FALSE);
      note_answer (self, &call, worker, talk, &reply);
      unref_worker (worker);
    }
  self->beginning--;
  g_cond_broadcast (&self->changed);
  return NULL;
}

/* Far away a log-on takes as long as a dozen questions. Where two calls run at once there will be
 * more, so those that may come are connected while the first are listing. */
static void
begin_ahead (ResiteSmbPool *self, guint limit)
{
  const guint wanted = self->workers->len + self->starting + 1;

  if (self->ahead || !self->logged_on || self->workers->len == 0 ||
      self->greeting.round_trip < NEAR_ROUND_TRIP)
    return;
  self->ahead = TRUE;
  for (guint i = wanted; i < limit; i++)
    {
      self->beginning++;
      g_thread_unref (g_thread_new ("resite-smb", connect_ahead, self));
    }
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

/* A worker that is busy from then on; under the lock, which is let go in between. */
static ResiteSmbWorker *
take_any (ResiteSmbPool *self, const ResiteSmbCall *call, guint cancels, GError **error)
{
  while (!is_cancelled (self, cancels, call->cancellable, error))
    {
      ResiteSmbWorker *idle = find_idle (self);
      const guint limit = is_proven (self) ? get_limit (self) : 1;

      if ((idle == NULL || idle->files > 0) && self->workers->len + self->starting < limit)
        {
          begin_ahead (self, limit);
          return add_worker (self, error);
        }
      if (is_good_for (self, call, idle))
        {
          idle->busy = TRUE;
          return idle;
        }
      wait_a_while (self);
    }
  return NULL;
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

/* Under the lock, which is let go in between. @was_connected: so it broke, it did not fail to
 * begin. */
static gboolean
call_once (ResiteSmbPool *self, ResiteSmbCall *call, guint cancels, gboolean *was_connected,
           ResiteSmbReply *reply, GByteArray **bytes, GError **error)
{
  const gint64 patience = get_patience (self);
  ResiteSmbWorker *worker = call->worker;
  g_autofree char *word = NULL;
  ResiteSmbTalk talk;
  gboolean tries;
  gboolean done;

  *was_connected = FALSE;
  if (worker == NULL)
    worker = take_any (self, call, cancels, error);
  else if (!take_one (self, worker, cancels, call->cancellable, error))
    worker = NULL;
  if (worker == NULL)
    return FALSE;
  if (!begin_log_on (self, worker, &tries, cancels, call->cancellable, error))
    {
      worker->busy = FALSE;
      g_cond_broadcast (&self->changed);
      return FALSE;
    }
  *was_connected = worker->connected;
  worker->references++;
  g_mutex_unlock (&self->lock);
  talk = resite_smb_worker_talk (
      worker, call, call->request.verb == RESITE_SMB_LIST ? LISTING_FACTOR * patience : patience,
      reply, bytes, &word);
  g_mutex_lock (&self->lock);
  note_log_on (self, reply, tries);
  note_answer (self, call, worker, talk, reply);
  done = judge (self, call, talk, cancels, reply, word, error);
  unref_worker (worker);
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
  unref_worker (worker);
}
