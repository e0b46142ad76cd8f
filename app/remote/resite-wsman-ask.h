/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "resite-wsman-reply.h"
#include "resite-wsman-request.h"
#include "resite-wsman-transport.h"

G_BEGIN_DECLS

/* What all questions to one server have in common. */
typedef struct
{
  char *url;
  char *host; /* for texts */
  ResiteWsmanTransport *transport;
  ResiteCredentials *credentials; /* (nullable) */
  gsize envelope;                 /* bytes */
  guint backoff[3];               /* milliseconds */
  gint64 time_difference;         /* from the last answer */
  gint64 answered;                /* when the last answer came, of g_get_real_time(); 0: none yet */
  gsize list_limit;               /* bytes of all answers to one query */
} ResiteWsmanLink;

/* One question with all its tries. A message that is a read is sent again after a cut connection,
 * TimedOut, and faults that ask for patience; others are sent once. @link outlives the call.
 * @message NULL: Identify. @timeout_seconds: OperationTimeout of one try. @deadline: monotonic
 * microseconds. @may_be_empty: no envelope at all will do. */
typedef struct
{
  const ResiteWsmanMessage *message;
  guint timeout_seconds;
  gint64 deadline;
  gboolean may_be_empty;
  gboolean lossy; /* a lost answer is lost at the server, too: a cut ends it */
} ResiteWsmanQuestion;

void resite_wsman_ask_async (ResiteWsmanLink *link, const ResiteWsmanQuestion *question,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
/* An envelope, with a fault in it or not. Errors as of ResiteCim. */
ResiteWsmanReply *resite_wsman_ask_finish (GAsyncResult *result, GError **error);

/* The envelope in @answer, or why it holds none. @message_id (nullable). */
ResiteWsmanReply *resite_wsman_read_answer (ResiteWsmanLink *link, ResiteWsmanAnswer *answer,
                                            const char *message_id, gboolean may_be_empty,
                                            GError **error);

G_END_DECLS
