/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-shell"

#include "config.h"

#include <string.h>

#include "resite-lab-shell-command.h"
#include "resite-lab-soap-names.h"
#include "resite-under-way.h"

#define UTF8_CODE_PAGE 65001
#define OEM_CODE_PAGE  850
/* STATUS_CONTROL_C_EXIT */
#define INTERRUPTED     0xC000013Au
#define RECEIVE_TIMEOUT 60000
#define MAX_ENVELOPE    153600
#define OVERHEAD        4096
/* One Stream element carries no more than this. */
#define LARGEST_CHUNK 16384

typedef struct
{
  GBytes *bytes;
  gboolean is_error;
} Chunk;

struct _ResiteLabShellCommand
{
  const ResiteLabShellPlace *place;
  char *id;
  ResiteLabProgram *program;
  GQueue chunks;
  gboolean is_done;
  guint32 exit_code;
  ResiteLabExchange *waiter;
  char *wanted; /* the streams that the waiter asks for */
  guint patience_source;
};

static void
chunk_free (gpointer data)
{
  Chunk *chunk = data;

  g_bytes_unref (chunk->bytes);
  g_free (chunk);
}

static gboolean
is_wanted (const char *streams, const Chunk *chunk)
{
  return strstr (streams, chunk->is_error ? "stderr" : "stdout") != NULL;
}

static gboolean
has_output (ResiteLabShellCommand *self, const char *streams)
{
  for (GList *link = self->chunks.head; link != NULL; link = link->next)
    if (is_wanted (streams, link->data))
      return TRUE;
  return FALSE;
}

static void
append_chunk (GString *xml, ResiteLabShellCommand *self, const Chunk *chunk)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (chunk->bytes, &size);
  g_autofree char *text = g_base64_encode (bytes, size);

  resite_lab_soap_append (xml, "<rsp:Stream Name=\"%s\" CommandId=\"%s\">%s</rsp:Stream>",
                          chunk->is_error ? "stderr" : "stdout", self->id, text);
}

/* What fits. FALSE: something is left. */
static gboolean
append_output (GString *xml, ResiteLabShellCommand *self, const char *streams, gsize room)
{
  const gboolean one = resite_lab_behaviours_has (self->place->behaviours, "split-character");
  GList *link = self->chunks.head;

  while (link != NULL)
    {
      GList *next = link->next;

      if (is_wanted (streams, link->data))
        {
          append_chunk (xml, self, link->data);
          chunk_free (link->data);
          g_queue_delete_link (&self->chunks, link);
          if (one || xml->len + 2 * LARGEST_CHUNK > room)
            return !has_output (self, streams);
        }
      link = next;
    }
  return TRUE;
}

static void
append_state (GString *xml, ResiteLabShellCommand *self, gboolean over)
{
  if (over)
    resite_lab_soap_append (xml,
                            "<rsp:Stream Name=\"stdout\" CommandId=\"%s\" End=\"true\"/>"
                            "<rsp:Stream Name=\"stderr\" CommandId=\"%s\" End=\"true\"/>",
                            self->id, self->id);
  resite_lab_soap_append (
      xml, "<rsp:CommandState CommandId=\"%s\" State=\"" LAB_NS_SHELL "/CommandState/%s\">",
      self->id, over ? "Done" : "Running");
  if (over && !resite_lab_behaviours_has (self->place->behaviours, "no-exit-code"))
    resite_lab_soap_append (xml, "<rsp:ExitCode>%u</rsp:ExitCode>", self->exit_code);
  g_string_append (xml, "</rsp:CommandState>");
}

static void
answer (ResiteLabShellCommand *self, ResiteLabExchange *exchange, const char *streams)
{
  ResiteLabSoapRequest *request = resite_lab_exchange_get_request (exchange);
  const gsize room = (request->max_envelope != 0 ? request->max_envelope : MAX_ENVELOPE) - OVERHEAD;
  GString *xml = resite_lab_soap_answer (request);
  gboolean all;

  g_string_append (xml, "<rsp:ReceiveResponse>");
  all = append_output (xml, self, streams, room);
  append_state (xml, self, all && self->is_done);
  g_string_append (xml, "</rsp:ReceiveResponse>");
  resite_lab_exchange_answer (exchange, xml);
}

static ResiteLabExchange *
steal_waiter (ResiteLabShellCommand *self)
{
  g_clear_handle_id (&self->patience_source, g_source_remove);
  if (self->waiter != NULL)
    resite_under_way_go_on ();
  return g_steal_pointer (&self->waiter);
}

static void
tell_waiter (ResiteLabShellCommand *self)
{
  g_autoptr (ResiteLabExchange) waiter = NULL;

  if (self->waiter == NULL || !(self->is_done || has_output (self, self->wanted)))
    return;
  waiter = steal_waiter (self);
  /* What is drawn for a client that has gone would be lost. */
  if (resite_lab_exchange_is_open (waiter))
    answer (self, waiter, self->wanted);
}

static void
push (ResiteLabShellCommand *self, const guint8 *bytes, gsize size, gboolean is_error)
{
  while (size > 0)
    {
      const gsize part = MIN (size, LARGEST_CHUNK);
      Chunk *chunk = g_new (Chunk, 1);

      chunk->bytes = g_bytes_new (bytes, part);
      chunk->is_error = is_error;
      g_queue_push_tail (&self->chunks, chunk);
      bytes += part;
      size -= part;
    }
}

/* Behind the first byte of each character of several bytes. */
static void
push_split (ResiteLabShellCommand *self, const guint8 *bytes, gsize size, gboolean is_error)
{
  gsize from = 0;

  for (gsize i = 0; i + 1 < size; i++)
    if (bytes[i] >= 0xc0)
      {
        push (self, bytes + from, i + 1 - from, is_error);
        from = i + 1;
      }
  push (self, bytes + from, size - from, is_error);
}

/* (transfer full): the world's UTF-8 as the shell's programs write it. */
static char *
encode (ResiteLabShellCommand *self, const char *bytes, gsize size, gsize *encoded_size)
{
  const gboolean oem = resite_lab_behaviours_has (self->place->behaviours, "oem");
  const guint code_page = oem ? OEM_CODE_PAGE : self->place->code_page;
  g_autofree char *name = g_strdup_printf ("CP%u", code_page);
  char *encoded = NULL;

  if (code_page != UTF8_CODE_PAGE && size > 0)
    encoded =
        g_convert_with_fallback (bytes, (gssize)size, name, "UTF-8", "?", NULL, encoded_size, NULL);
  if (encoded != NULL)
    return encoded;
  *encoded_size = size;
  return g_memdup2 (bytes, size);
}

static void
told_cb (const void *bytes, gsize size, gboolean is_error, gpointer data)
{
  ResiteLabShellCommand *self = data;
  gsize encoded_size = 0;
  g_autofree char *encoded = encode (self, bytes, size, &encoded_size);

  if (resite_lab_behaviours_has (self->place->behaviours, "split-character"))
    push_split (self, (const guint8 *)encoded, encoded_size, is_error);
  else
    push (self, (const guint8 *)encoded, encoded_size, is_error);
  tell_waiter (self);
}

static void
ended_cb (guint32 exit_code, gpointer data)
{
  ResiteLabShellCommand *self = data;

  if (self->is_done)
    return;
  self->is_done = TRUE;
  self->exit_code = exit_code;
  tell_waiter (self);
}

static void
set_environment (ResiteLabShellCommand *self)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->place->environment);
  while (self->program != NULL && g_hash_table_iter_next (&iter, &name, &value))
    resite_lab_program_set_variable (self->program, name, value);
}

ResiteLabShellCommand *
resite_lab_shell_command_new (const ResiteLabShellPlace *place, const char *id, const char *line,
                              gboolean skip_cmd)
{
  static const ResiteLabProgramEvents events = { told_cb, ended_cb };
  ResiteLabShellCommand *self = g_new0 (ResiteLabShellCommand, 1);
  g_autofree char *own = g_uuid_string_random ();

  self->place = place;
  self->id = id != NULL && *id != '\0' ? g_strdup (id) : g_ascii_strup (own, -1);
  g_queue_init (&self->chunks);
  self->program = resite_lab_world_start_program (place->world, place->machine, line,
                                                  place->directory, skip_cmd, &events, self);
  set_environment (self);
  return self;
}

void
resite_lab_shell_command_free (ResiteLabShellCommand *self)
{
  g_autoptr (ResiteLabExchange) waiter = steal_waiter (self);

  if (waiter != NULL)
    resite_lab_exchange_fault (waiter, RESITE_LAB_FAULT_ABORTED,
                               "The I/O operation has been aborted.");
  /* A program that tells of its end now finds nobody who waits. */
  if (self->program != NULL && !self->is_done)
    resite_lab_program_stop (self->program);
  g_clear_pointer (&self->program, resite_lab_program_free);
  g_queue_clear_full (&self->chunks, chunk_free);
  g_free (self->wanted);
  g_free (self->id);
  g_free (self);
}

const char *
resite_lab_shell_command_get_id (ResiteLabShellCommand *self)
{
  return self->id;
}

gboolean
resite_lab_shell_command_is_done (ResiteLabShellCommand *self)
{
  return self->is_done;
}

gboolean
resite_lab_shell_command_is_waited_for (ResiteLabShellCommand *self)
{
  return self->waiter != NULL && resite_lab_exchange_is_open (self->waiter);
}

static void
say_timed_out (ResiteLabExchange *exchange)
{
  resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_TIMED_OUT,
                             "The WS-Management service cannot complete the operation within the "
                             "time specified in OperationTimeout.");
}

static gboolean
patience_cb (gpointer data)
{
  ResiteLabShellCommand *self = data;
  g_autoptr (ResiteLabExchange) waiter = NULL;

  self->patience_source = 0;
  waiter = steal_waiter (self);
  say_timed_out (waiter);
  return G_SOURCE_REMOVE;
}

void
resite_lab_shell_command_receive (ResiteLabShellCommand *self, ResiteLabExchange *exchange,
                                  const char *streams)
{
  const guint asked = resite_lab_exchange_get_request (exchange)->timeout_ms;
  /* Of two, the one that asked first has probably lost its line. */
  g_autoptr (ResiteLabExchange) before = steal_waiter (self);

  if (before != NULL)
    say_timed_out (before);
  if (self->is_done || has_output (self, streams))
    {
      answer (self, exchange, streams);
      return;
    }
  g_free (self->wanted);
  self->wanted = g_strdup (streams);
  self->waiter = resite_lab_exchange_ref (exchange);
  resite_under_way_rest ();
  self->patience_source = g_timeout_add (asked != 0 ? asked : RECEIVE_TIMEOUT, patience_cb, self);
}

void
resite_lab_shell_command_send (ResiteLabShellCommand *self, const void *bytes, gsize size,
                               gboolean end)
{
  if (self->program != NULL)
    resite_lab_program_send (self->program, bytes, size, end);
}

void
resite_lab_shell_command_interrupt (ResiteLabShellCommand *self)
{
  if (self->is_done)
    return;
  if (self->program != NULL)
    resite_lab_program_stop (self->program);
  ended_cb (INTERRUPTED, self);
}
