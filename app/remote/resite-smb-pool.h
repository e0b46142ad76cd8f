/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-folder-smb.h"
#include "resite-smb-greet.h"
#include "resite-smb-wire.h"

G_BEGIN_DECLS

/* The connections to one folder: as many as calls are under way at one time, up to a limit; each a
 * process. All functions: any thread. */
typedef struct _ResiteSmbPool ResiteSmbPool;
typedef struct _ResiteSmbWorker ResiteSmbWorker;

typedef struct
{
  ResiteSmbRequest request;
  const char *name;
  const char *other;       /* (nullable) */
  ResiteSmbWorker *worker; /* (nullable): the one that has the file open */
  gconstpointer give;      /* request.size bytes for the memory, or NULL */
  gpointer take;           /* for as many bytes as the answer's value says, or NULL */
  gboolean opens;          /* the worker is to be told by the answer, and keeps a file open */
  gboolean repeats;        /* may be done twice */
  GCancellable *cancellable;
  void (*taken) (gpointer taken_data); /* (nullable): called when name and secret were taken */
  gpointer taken_data;
} ResiteSmbCall;

ResiteSmbPool *resite_smb_pool_new (const ResiteSmbPlace *place, ResiteCredentials *credentials,
                                    const ResiteSmbOptions *options);
void resite_smb_pool_free (ResiteSmbPool *self);
/* Much will be asked soon, by several threads: the connections for it are begun as soon as the server
 * has taken the secret. Does not wait. */
void resite_smb_pool_make_ready (ResiteSmbPool *self);
/* What is under way ends with G_IO_ERROR_CANCELLED; what is asked later is done. */
void resite_smb_pool_cancel (ResiteSmbPool *self);
/* Asks the server once. */
gboolean resite_smb_pool_greet (ResiteSmbPool *self, ResiteSmbGreeting *greeting,
                                GCancellable *cancellable, GError **error);
/* FALSE before that. */
gboolean resite_smb_pool_get_greeting (ResiteSmbPool *self, ResiteSmbGreeting *greeting);
guint resite_smb_pool_get_limit (ResiteSmbPool *self);
/* @bytes (nullable) (out): the listing. With @call->opens, @call->worker is set to a reference. */
gboolean resite_smb_pool_call (ResiteSmbPool *self, ResiteSmbCall *call, ResiteSmbReply *reply,
                               GByteArray **bytes, GError **error);
/* Its file is closed, or will never be asked for again. */
void resite_smb_worker_unref_file (ResiteSmbPool *self, ResiteSmbWorker *worker);

G_END_DECLS
