/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-smb-nursery.h"
#include "resite-smb-pool.h"

G_BEGIN_DECLS

/* One connection; its fields are under the lock of the pool, but for @child while it is busy. */
struct _ResiteSmbWorker
{
  ResiteSmbChild child;
  guint references;
  guint files; /* that it has open */
  gboolean busy;
  gboolean dead;      /* taken out of the pool */
  gboolean connected; /* name and secret were taken */
};

typedef enum
{
  RESITE_SMB_TALK_ANSWERED, /* see the answer's outcome */
  RESITE_SMB_TALK_ENDED,    /* its process is gone */
  RESITE_SMB_TALK_SILENT,   /* nothing moved for longer than patience */
  RESITE_SMB_TALK_CANCELLED
} ResiteSmbTalk;

/* Sends a request and waits for the answer, of which it takes the bytes: @bytes (nullable) a
 * listing, @word what the server said. Patience in microseconds. */
ResiteSmbTalk resite_smb_worker_talk (ResiteSmbWorker *self, const ResiteSmbCall *call,
                                      gint64 patience, ResiteSmbReply *reply, GByteArray **bytes,
                                      char **word);
/* FALSE: its process is gone. Strings are not kept. */
gboolean resite_smb_worker_set_up (ResiteSmbWorker *self, const ResiteSmbSetup *setup);

/* In words, for an answer that is no success. */
void resite_smb_failure_set (GError **error, const ResiteSmbPlace *place, const char *user,
                             const ResiteSmbCall *call, const ResiteSmbReply *reply,
                             const char *word);

G_END_DECLS
