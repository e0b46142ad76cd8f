/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-smb"

#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "resite-smb-worker.h"

/* How often a wait is looked at, in milliseconds. */
#define LOOK 500

static guint64
get_steps (ResiteSmbWorker *self)
{
  return ((volatile ResiteSmbMemory *)self->child.memory)->steps;
}

/* Waits until there is something to read. */
static ResiteSmbTalk
wait_for_answer (ResiteSmbWorker *self, gint64 patience, GCancellable *cancellable)
{
  GPollFD cancelled = { .fd = -1 };
  const gboolean watches = g_cancellable_make_pollfd (cancellable, &cancelled);
  struct pollfd fds[2] = { { self->child.socket, POLLIN, 0 }, { cancelled.fd, POLLIN, 0 } };
  guint64 steps = get_steps (self);
  gint64 moved = g_get_monotonic_time ();
  ResiteSmbTalk result = RESITE_SMB_TALK_SILENT;

  while (result == RESITE_SMB_TALK_SILENT && g_get_monotonic_time () - moved < patience)
    {
      poll (fds, watches ? 2 : 1, LOOK);
      if (watches && fds[1].revents != 0)
        result = RESITE_SMB_TALK_CANCELLED;
      else if (fds[0].revents != 0)
        result = RESITE_SMB_TALK_ANSWERED;
      else if (get_steps (self) != steps)
        {
          steps = get_steps (self);
          moved = g_get_monotonic_time ();
        }
    }
  if (watches)
    g_cancellable_release_fd (cancellable);
  return result;
}

static gboolean
receive (ResiteSmbWorker *self, const ResiteSmbCall *call, ResiteSmbReply *reply,
         GByteArray **bytes, char **word)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  if (!resite_smb_wire_receive (self->child.socket, reply, sizeof *reply) ||
      reply->length > RESITE_SMB_REPLY_LIMIT)
    return FALSE;
  g_byte_array_set_size (payload, reply->length);
  if (!resite_smb_wire_receive (self->child.socket, payload->data, reply->length))
    return FALSE;
  if (reply->outcome == RESITE_SMB_TAKEN)
    return TRUE;
  if (reply->outcome != RESITE_SMB_DONE)
    *word = g_strndup ((const char *)payload->data, payload->len);
  else if (bytes != NULL)
    *bytes = g_steal_pointer (&payload);
  if (reply->outcome == RESITE_SMB_DONE && call->take != NULL)
    {
      if (reply->value < 0 || (guint64)reply->value > call->request.size)
        return FALSE;
      memcpy (call->take, self->child.memory + RESITE_SMB_DATA_OFFSET, reply->value);
    }
  return TRUE;
}

static gboolean
send_request (ResiteSmbWorker *self, const ResiteSmbCall *call)
{
  const char *other = call->other != NULL ? call->other : "";
  g_autoptr (GByteArray) names = g_byte_array_new ();
  ResiteSmbRequest request = call->request;

  if (call->name != NULL)
    {
      g_byte_array_append (names, (const guint8 *)call->name, strlen (call->name) + 1);
      g_byte_array_append (names, (const guint8 *)other, strlen (other) + 1);
    }
  request.length = names->len;
  request.repeats = call->repeats;
  if (call->give != NULL)
    memcpy (self->child.memory + RESITE_SMB_DATA_OFFSET, call->give, request.size);
  return resite_smb_wire_send (self->child.socket, &request, sizeof request, names->data,
                               names->len);
}

/* The answer itself, behind the word that the log-on went well. */
static ResiteSmbTalk
take_answer (ResiteSmbWorker *self, const ResiteSmbCall *call, gint64 patience,
             ResiteSmbReply *reply, GByteArray **bytes, char **word)
{
  for (;;)
    {
      const ResiteSmbTalk result = wait_for_answer (self, patience, call->cancellable);

      if (result != RESITE_SMB_TALK_ANSWERED)
        return result;
      if (!receive (self, call, reply, bytes, word))
        return RESITE_SMB_TALK_ENDED;
      if (reply->outcome != RESITE_SMB_TAKEN)
        return RESITE_SMB_TALK_ANSWERED;
      if (call->taken != NULL)
        call->taken (call->taken_data);
    }
}

ResiteSmbTalk
resite_smb_worker_talk (ResiteSmbWorker *self, const ResiteSmbCall *call, gint64 patience,
                        ResiteSmbReply *reply, GByteArray **bytes, char **word)
{
  ResiteSmbTalk result;

  g_return_val_if_fail (call->request.size <= RESITE_SMB_DATA_SIZE, RESITE_SMB_TALK_ENDED);

  *reply = (ResiteSmbReply){ .outcome = RESITE_SMB_NO_LINE };
  if (!send_request (self, call))
    return RESITE_SMB_TALK_ENDED;
  result = take_answer (self, call, patience, reply, bytes, word);
  /* The line is all that is at fault where it was cut between the two. */
  if (reply->outcome == RESITE_SMB_TAKEN)
    reply->outcome = RESITE_SMB_NO_LINE;
  return result;
}

static void
put_string (GByteArray *bytes, const char *text)
{
  g_byte_array_append (bytes, (const guint8 *)text, strlen (text) + 1);
}

/* The only way that a secret goes. */
gboolean
resite_smb_worker_set_up (ResiteSmbWorker *self, const ResiteSmbSetup *setup)
{
  const char *const strings[RESITE_SMB_SETUP_STRINGS] = {
    setup->url, setup->domain, setup->user, setup->secret, setup->least, setup->most
  };
  ResiteSmbRequest request = { .verb = RESITE_SMB_SETUP };
  ResiteSmbReply reply;
  GByteArray *bytes;
  gsize size = 0;
  gboolean sent;

  /* Room for all at once, so that no copy is left behind by growing. */
  for (guint i = 0; i < RESITE_SMB_SETUP_STRINGS; i++)
    size += strlen (strings[i]) + 1;
  bytes = g_byte_array_sized_new (size);
  for (guint i = 0; i < RESITE_SMB_SETUP_STRINGS; i++)
    put_string (bytes, strings[i]);
  request.length = bytes->len;
  sent = resite_smb_wire_send (self->child.socket, &request, sizeof request, bytes->data,
                               bytes->len) &&
         resite_smb_wire_receive (self->child.socket, &reply, sizeof reply);
  explicit_bzero (bytes->data, bytes->len);
  g_byte_array_unref (bytes);
  return sent;
}
