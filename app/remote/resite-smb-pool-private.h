/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-smb-worker.h"

G_BEGIN_DECLS

/* What the parts of the pool share. But for those of the greeting, all of them are called under the
 * lock. */

struct _ResiteSmbPool
{
  ResiteSmbPlace *place;
  ResiteCredentials *credentials; /* (nullable) */
  ResiteSmbOptions options;
  char *user;
  char *domain;

  GMutex greeting_lock; /* held while the server is asked */
  GMutex lock;          /* the rest */
  GCond changed;
  GPtrArray *workers;
  guint starting;              /* workers that are being made */
  guint cancels;               /* how many there were */
  GCancellable *stop_greeting; /* (nullable): while the server is asked */
  gboolean logged_on;          /* this server took the secret, the last time */
  gboolean expects;            /* many calls at once, soon */
  gboolean ahead;              /* connections were begun before they were asked for */
  guint beginning;             /* how many of these are under way */
  gboolean greeted;
  ResiteSmbGreeting greeting;
};

/* Who waits for a worker or a log-on looks up from time to time. */
void resite_smb_pool_wait (ResiteSmbPool *self);
gboolean resite_smb_pool_is_cancelled (ResiteSmbPool *self, guint cancels,
                                       GCancellable *cancellable, GError **error);
/* (transfer full): what the library is told; @port: where the plan has none. */
char *resite_smb_pool_make_url (ResiteSmbPool *self, guint port);
gint64 resite_smb_pool_get_patience (ResiteSmbPool *self);
guint resite_smb_pool_choose_limit (ResiteSmbPool *self);
/* How many of them are begun before they are asked for. */
guint resite_smb_pool_choose_ahead (ResiteSmbPool *self);

/* resite-smb-pool-crew.c: a worker that is busy from then on; the lock is let go in between. */
ResiteSmbWorker *resite_smb_pool_take_any (ResiteSmbPool *self, const ResiteSmbCall *call,
                                           guint cancels, GError **error);
gboolean resite_smb_pool_take_one (ResiteSmbPool *self, ResiteSmbWorker *worker, guint cancels,
                                   GCancellable *cancellable, GError **error);
/* @worker is free again. */
void resite_smb_pool_note_answer (ResiteSmbPool *self, ResiteSmbCall *call, ResiteSmbWorker *worker,
                                  ResiteSmbTalk talk, const ResiteSmbReply *reply);
void resite_smb_pool_drop_worker (ResiteSmbPool *self, ResiteSmbWorker *worker);
void resite_smb_pool_unref_worker (ResiteSmbWorker *worker);

/* resite-smb-pool-ahead.c: connections that nobody asked for yet, where they are going to be asked
 * for and may be. */
void resite_smb_pool_begin_ahead (ResiteSmbPool *self);
/* Makes one for a count of starting ones that it is in already; the lock is let go in between. */
ResiteSmbWorker *resite_smb_pool_make_worker (ResiteSmbPool *self, GError **error);

/* resite-smb-pool-log-on.c: TRUE: the log-on may be tried, and *@tries that it has to be ended. */
gboolean resite_smb_pool_begin_log_on (ResiteSmbPool *self, ResiteSmbWorker *worker,
                                       gboolean *tries, guint cancels, GCancellable *cancellable,
                                       GError **error);
void resite_smb_pool_note_log_on (ResiteSmbPool *self, const ResiteSmbReply *reply, gboolean tried);
/* The server took the secret. */
void resite_smb_pool_note_taken (ResiteSmbPool *self);
/* While nobody knows whether the secret is right, it goes one way only. */
gboolean resite_smb_pool_is_proven (ResiteSmbPool *self);

G_END_DECLS
