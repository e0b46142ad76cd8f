/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-shell"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-shell-private.h"
#include "resite-wsman-names.h"

#define COMMAND_SECONDS   60
#define STOP_SECONDS      5
#define TERMINATE_SECONDS 10
#define DEFAULT_PATIENCE  600
/* A line that breaks more often than this in a row is taken for gone. */
#define LOST_LIMIT 4
/* An envelope with so much, in base64, is below the smallest limit that a server has. */
#define INPUT_PIECE (64 * 1024)
/* A server that answers at once with nothing is not asked in a circle. */
#define EMPTY_PAUSE_US (G_USEC_PER_SEC / 5)

typedef struct
{
  ResiteWsman *wsman;
  const char *shell_id;
  char *id;
  const ResiteShellOptions *options;
  GCancellable *cancellable;

  ResiteShellOutput *output;
  ResiteShellResult *result;
  gint64 begun;
  gboolean uncertain; /* the answer to Command was lost: it may never have been begun */
  guint n_lost;       /* in a row */
} Command;

static void
command_clear (Command *self)
{
  g_free (self->id);
  g_clear_pointer (&self->output, resite_shell_output_free);
  g_clear_pointer (&self->result, resite_shell_result_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Command, command_clear)

static ResiteShellOutcome
fail_unknown (Command *self, GError *cause, GError **error)
{
  const char *advice = g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN)
                           ? ""
                           : _ (" Look what it did before you start it again.");

  g_set_error (error, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN,
               self->uncertain
                   ? _ ("%s: the program may have been started; how it ended is not known. %s%s")
                   : _ ("%s: the program was started; how it ended is not known. %s%s"),
               resite_wsman_get_url (self->wsman), cause->message, advice);
  g_error_free (cause);
  return RESITE_SHELL_BROKEN;
}

static gboolean
was_cancelled (Command *self, GError **error)
{
  if (!g_cancellable_is_cancelled (self->cancellable))
    return FALSE;
  if (error != NULL)
    g_clear_error (error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                       _ ("The program was told to stop."));
  return TRUE;
}

static ResiteWsmanReply *
send_signal (Command *self, const char *code, guint seconds)
{
  g_autoptr (ResiteWsmanMessage) message =
      resite_wsman_message_new_signal (self->shell_id, self->id, code, NULL);

  if (message == NULL)
    return NULL;
  return resite_shell_exchange (self->wsman, message, seconds, seconds, NULL, NULL);
}

/* The server keeps a command's place until it is told that nobody asks any more. */
static void
terminate (Command *self)
{
  g_autoptr (ResiteWsmanReply) reply =
      send_signal (self, RESITE_SIGNAL_TERMINATE, TERMINATE_SECONDS);

  if (reply == NULL)
    g_debug ("No answer to the end of a command");
}

static ResiteWsmanReply *
receive (Command *self, guint timeout_seconds, guint limit_seconds, GCancellable *cancellable,
         GError **error)
{
  g_autoptr (ResiteWsmanMessage) message =
      resite_wsman_message_new_receive (self->shell_id, self->id, error);

  if (message == NULL)
    return NULL;
  return resite_shell_exchange (self->wsman, message, timeout_seconds, limit_seconds, cancellable,
                                error);
}

/* TRUE: it is done. */
static gboolean
take_received (Command *self, ResiteWsmanReply *reply, gboolean *was_empty, GError **error)
{
  g_autoptr (ResiteWsmanReceived) received =
      resite_wsman_reply_read_received (reply, self->id, error);

  if (received == NULL)
    return FALSE;
  *was_empty = g_bytes_get_size (received->output) == 0 && g_bytes_get_size (received->errors) == 0;
  resite_shell_output_add (self->output, received);
  if (!received->done)
    return FALSE;
  self->result->has_exit_code = received->has_exit_code;
  self->result->exit_code = received->exit_code;
  return TRUE;
}

/* Gives a program that was told to stop a little time for its last words. */
static void
stop (Command *self)
{
  g_autoptr (ResiteWsmanReply) told = send_signal (self, RESITE_SIGNAL_CTRL_C, STOP_SECONDS);
  gboolean done = told == NULL;
  gboolean was_empty;

  for (guint i = 0; i < 2 && !done; i++)
    {
      g_autoptr (ResiteWsmanReply) reply = receive (self, 2, STOP_SECONDS, NULL, NULL);
      g_autoptr (GError) error = NULL;

      done = reply == NULL || resite_wsman_reply_get_fault (reply) != NULL ||
             take_received (self, reply, &was_empty, &error) || error != NULL;
    }
  if (told != NULL)
    terminate (self);
}

static ResiteShellOutcome
end (Command *self, ResiteShellOutcome outcome, ResiteShellResult **result)
{
  resite_shell_output_end (self->output, self->result);
  self->result->seconds = (double)(g_get_monotonic_time () - self->begun) / G_USEC_PER_SEC;
  *result = g_steal_pointer (&self->result);
  return outcome;
}

/* The answer to Command is lost or says nothing; with an id of ours the program can be asked. */
static ResiteShellOutcome
go_on_uncertain (Command *self, const char *chosen, GError *cause, GError **error)
{
  self->uncertain = TRUE;
  if (chosen == NULL)
    return fail_unknown (self, cause, error);
  g_error_free (cause);
  self->id = g_strdup (chosen);
  return RESITE_SHELL_ENDED;
}

static ResiteShellOutcome
read_begin_fault (Command *self, const ResiteWsmanFault *fault, const char *chosen, GError **error)
{
  GError *cause = resite_shell_error_from_fault (self->wsman, fault, TRUE);

  if ((fault->flags & RESITE_WSMAN_FAULT_ABORTED) != 0)
    {
      self->uncertain = TRUE;
      return fail_unknown (self, cause, error);
    }
  if (g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN))
    return go_on_uncertain (self, chosen, cause, error);
  g_propagate_error (error, cause);
  return (fault->flags & (RESITE_WSMAN_FAULT_SHELL_GONE | RESITE_WSMAN_FAULT_NEW_SHELL)) != 0
             ? RESITE_SHELL_NOT_BEGUN
             : RESITE_SHELL_BROKEN;
}

static ResiteShellOutcome
read_begin (Command *self, ResiteWsmanReply *reply, const char *chosen, GError **error)
{
  const ResiteWsmanFault *fault = resite_wsman_reply_get_fault (reply);
  GError *cause = NULL;

  if (fault != NULL)
    return read_begin_fault (self, fault, chosen, error);
  self->id = resite_wsman_reply_read_command_id (reply, &cause);
  if (self->id != NULL)
    return RESITE_SHELL_ENDED;
  return go_on_uncertain (self, chosen, cause, error);
}

/* RESITE_SHELL_ENDED: it is begun, as far as one can know. */
static ResiteShellOutcome
begin (Command *self, const char *line, gboolean may_choose_id, GError **error)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *chosen = may_choose_id ? g_ascii_strup (uuid, -1) : NULL;
  g_autoptr (ResiteWsmanMessage) message = resite_wsman_message_new_command (
      self->shell_id, chosen, line, NULL, self->options->skip_cmd, error);
  g_autoptr (ResiteWsmanReply) reply = NULL;
  GError *cause = NULL;

  if (message == NULL)
    return RESITE_SHELL_BROKEN;
  reply =
      resite_shell_exchange (self->wsman, message, COMMAND_SECONDS, 0, self->cancellable, &cause);
  if (reply != NULL)
    return read_begin (self, reply, chosen, error);
  if (!g_cancellable_is_cancelled (self->cancellable) &&
      (g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN) ||
       g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_MALFORMED)))
    return go_on_uncertain (self, chosen, cause, error);
  g_propagate_error (error, cause);
  return RESITE_SHELL_BROKEN;
}

/* A program that has ended already takes no input; that is told by its end, not here. */
static ResiteShellOutcome
send_input (Command *self, GError **error)
{
  g_autoptr (GBytes) input = self->options->input != NULL ? g_bytes_ref (self->options->input)
                                                          : g_bytes_new_static ("", 0);
  const gsize size = g_bytes_get_size (input);
  gsize sent = 0;

  do
    {
      const gsize piece_size = MIN (size - sent, INPUT_PIECE);
      g_autoptr (GBytes) piece = g_bytes_new_from_bytes (input, sent, piece_size);
      g_autoptr (ResiteWsmanMessage) message = resite_wsman_message_new_send (
          self->shell_id, self->id, piece, sent + piece_size == size, error);
      g_autoptr (ResiteWsmanReply) reply = NULL;
      GError *cause = NULL;

      if (message == NULL)
        return RESITE_SHELL_BROKEN;
      reply = resite_shell_exchange (self->wsman, message, COMMAND_SECONDS, 0, self->cancellable,
                                     &cause);
      if (reply == NULL && size > 0 && !g_cancellable_is_cancelled (self->cancellable))
        return fail_unknown (self, cause, error);
      g_clear_error (&cause);
      if (reply == NULL || resite_wsman_reply_get_fault (reply) != NULL)
        return RESITE_SHELL_ENDED;
      sent += piece_size;
    }
  while (sent < size);
  return RESITE_SHELL_ENDED;
}

static guint
get_seconds_left (Command *self)
{
  const guint patience =
      self->options->patience_seconds > 0 ? self->options->patience_seconds : DEFAULT_PATIENCE;
  const gint64 until = self->begun + (gint64)patience * resite_shell_second_in_ms * 1000;
  const gint64 left = until - g_get_monotonic_time ();

  return left > 0 ? (guint)(left / G_USEC_PER_SEC) + 1 : 0;
}

/* The line broke, or the server is busy. What was under way when it broke is lost, for the server
 * gives each piece of output once; what comes later is not. */
static gboolean
may_ask_again (Command *self, const GError *cause)
{
  const gboolean not_sent = g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_UNREACHABLE);

  if (!not_sent && !g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_OUTCOME_UNKNOWN) &&
      !g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_MALFORMED) &&
      !g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_TIMED_OUT) &&
      !g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_BUSY))
    return FALSE;
  if (!not_sent && !g_error_matches (cause, RESITE_ERROR, RESITE_ERROR_BUSY))
    self->result->incomplete = TRUE;
  if (++self->n_lost > LOST_LIMIT)
    return FALSE;
  resite_shell_pause (self->n_lost * self->n_lost, self->cancellable);
  return TRUE;
}

typedef enum
{
  GO_ON,
  DONE,
  FAILED
} Progress;

static Progress
read_reply (Command *self, ResiteWsmanReply *reply, gboolean *was_empty, GError **cause)
{
  const ResiteWsmanFault *fault = resite_wsman_reply_get_fault (reply);

  *was_empty = FALSE;
  if (fault == NULL)
    {
      if (take_received (self, reply, was_empty, cause))
        return DONE;
      self->n_lost = *cause == NULL ? 0 : self->n_lost;
      self->uncertain = self->uncertain && *cause != NULL;
      return *cause == NULL || may_ask_again (self, *cause) ? GO_ON : FAILED;
    }
  if ((fault->flags & RESITE_WSMAN_FAULT_TIMED_OUT) != 0)
    {
      self->n_lost = 0;
      self->uncertain = FALSE;
      return GO_ON;
    }
  *cause = resite_shell_error_from_fault (self->wsman, fault, FALSE);
  return may_ask_again (self, *cause) ? GO_ON : FAILED;
}

static Progress
receive_once (Command *self, guint left, GError **cause)
{
  const gint64 asked = g_get_monotonic_time ();
  g_autoptr (ResiteWsmanReply) reply =
      receive (self, MIN (left, RESITE_SHELL_RECEIVE_SECONDS), 0, self->cancellable, cause);
  gboolean was_empty;
  Progress progress;

  if (reply == NULL)
    return g_cancellable_is_cancelled (self->cancellable) || may_ask_again (self, *cause) ? GO_ON
                                                                                          : FAILED;
  progress = read_reply (self, reply, &was_empty, cause);
  if (progress == GO_ON && was_empty && g_get_monotonic_time () - asked < EMPTY_PAUSE_US)
    g_usleep (EMPTY_PAUSE_US);
  return progress;
}

static ResiteShellOutcome
receive_all (Command *self, ResiteShellResult **result, GError **error)
{
  for (;;)
    {
      const guint left = get_seconds_left (self);
      GError *cause = NULL;

      if (was_cancelled (self, error))
        {
          stop (self);
          return RESITE_SHELL_BROKEN;
        }
      if (left == 0)
        {
          stop (self);
          self->result->has_exit_code = FALSE;
          self->result->timed_out = TRUE;
          return end (self, RESITE_SHELL_BROKEN, result);
        }
      switch (receive_once (self, left, &cause))
        {
        case DONE:
          terminate (self);
          return end (self, RESITE_SHELL_ENDED, result);
        case FAILED:
          return fail_unknown (self, cause, error);
        case GO_ON:
        default:
          g_clear_error (&cause);
        }
    }
}

ResiteShellOutcome
resite_shell_command (ResiteWsman *wsman, const char *shell_id, gboolean may_choose_id,
                      const char *line, const ResiteShellOptions *options,
                      GCancellable *cancellable, ResiteShellResult **result, GError **error)
{
  g_auto (Command) command = {
    .wsman = wsman,
    .shell_id = shell_id,
    .options = options,
    .cancellable = cancellable,
  };
  ResiteShellOutcome outcome;

  command.output = resite_shell_output_new (options);
  command.result = g_new0 (ResiteShellResult, 1);
  command.begun = g_get_monotonic_time ();
  outcome = begin (&command, line, may_choose_id, error);
  if (command.id == NULL)
    return outcome;
  outcome = send_input (&command, error);
  if (outcome != RESITE_SHELL_ENDED)
    return outcome;
  return receive_all (&command, result, error);
}
