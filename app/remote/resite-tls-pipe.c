/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-tls-pipe"

#include "config.h"

#include <stddef.h>
#include <string.h>

#include "resite-tls-pipe.h"

#define HEADER 4

struct _ResiteTlsPipe
{
  GObject parent_instance;

  GInputStream *input;
  GOutputStream *output;
  ResiteTlsPipeReceived received; /* NULL: closed */
  ResiteTlsPipeClosed closed;
  gpointer user_data;
  GCancellable *stop;

  guint8 header[HEADER];
  guint8 *body;
  gsize length;
  GQueue outgoing; /* GBytes; the first is being written */
};

G_DEFINE_FINAL_TYPE (ResiteTlsPipe, resite_tls_pipe, G_TYPE_OBJECT)

static void
clear_body (ResiteTlsPipe *self)
{
  if (self->body != NULL)
    explicit_bzero (self->body, self->length);
  g_clear_pointer (&self->body, g_free);
}

static void
resite_tls_pipe_finalize (GObject *object)
{
  ResiteTlsPipe *self = RESITE_TLS_PIPE (object);

  clear_body (self);
  g_queue_clear_full (&self->outgoing, (GDestroyNotify)g_bytes_unref);
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->stop);
  G_OBJECT_CLASS (resite_tls_pipe_parent_class)->finalize (object);
}

static void
resite_tls_pipe_class_init (ResiteTlsPipeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_tls_pipe_finalize;
}

static void
resite_tls_pipe_init (ResiteTlsPipe *self)
{
  self->stop = g_cancellable_new ();
  g_queue_init (&self->outgoing);
}

void
resite_tls_pipe_close (ResiteTlsPipe *self)
{
  g_return_if_fail (RESITE_IS_TLS_PIPE (self));

  self->received = NULL;
  self->closed = NULL;
  g_cancellable_cancel (self->stop);
}

static void
break_off (ResiteTlsPipe *self)
{
  ResiteTlsPipeClosed closed = self->closed;
  gpointer user_data = self->user_data;

  resite_tls_pipe_close (self);
  if (closed != NULL)
    closed (user_data);
}

static void read_header (ResiteTlsPipe *self);

static void
hand_over (ResiteTlsPipe *self)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (self->body, self->length);
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));
  g_auto (GVariantDict) message;

  g_variant_dict_init (&message, variant);
  if (self->received != NULL)
    self->received (&message, self->user_data);
}

static gboolean
is_complete (GObject *source, GAsyncResult *result, gsize wanted)
{
  gsize got = 0;

  return g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &got, NULL) &&
         got == wanted;
}

static void
body_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ResiteTlsPipe) self = data;

  if (!is_complete (source, result, self->length))
    {
      break_off (self);
      return;
    }
  hand_over (self);
  clear_body (self);
  if (self->received != NULL)
    read_header (self);
}

static void
header_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ResiteTlsPipe) self = data;
  guint32 length;

  memcpy (&length, self->header, HEADER);
  length = GUINT32_FROM_LE (length);
  if (!is_complete (source, result, HEADER) || length > RESITE_TLS_PIPE_LIMIT)
    {
      break_off (self);
      return;
    }
  self->length = length;
  self->body = g_malloc (length);
  g_input_stream_read_all_async (self->input, self->body, length, G_PRIORITY_DEFAULT, self->stop,
                                 body_read_cb, g_object_ref (self));
}

static void
read_header (ResiteTlsPipe *self)
{
  g_input_stream_read_all_async (self->input, self->header, HEADER, G_PRIORITY_DEFAULT, self->stop,
                                 header_read_cb, g_object_ref (self));
}

ResiteTlsPipe *
resite_tls_pipe_new (GInputStream *input, GOutputStream *output, ResiteTlsPipeReceived received,
                     ResiteTlsPipeClosed closed, gpointer user_data)
{
  ResiteTlsPipe *self = g_object_new (RESITE_TYPE_TLS_PIPE, NULL);

  self->input = g_object_ref (input);
  self->output = g_object_ref (output);
  self->received = received;
  self->closed = closed;
  self->user_data = user_data;
  read_header (self);
  return self;
}

static void write_next (ResiteTlsPipe *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ResiteTlsPipe) self = data;

  g_bytes_unref (g_queue_pop_head (&self->outgoing));
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    write_next (self);
  else
    break_off (self);
}

static void
write_next (ResiteTlsPipe *self)
{
  GBytes *bytes = g_queue_peek_head (&self->outgoing);
  gsize size;
  gconstpointer data;

  if (bytes == NULL || g_cancellable_is_cancelled (self->stop))
    return;
  data = g_bytes_get_data (bytes, &size);
  g_output_stream_write_all_async (self->output, data, size, G_PRIORITY_DEFAULT, self->stop,
                                   written_cb, g_object_ref (self));
}

typedef struct
{
  gsize size;
  /* GVariant wants what follows the header at a multiple of 8. */
  guint8 gap[HEADER];
  guint8 bytes[];
} Frame;

G_STATIC_ASSERT ((offsetof (Frame, bytes) + HEADER) % 8 == 0);

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  explicit_bzero (frame->bytes, frame->size);
  g_free (frame);
}

void
resite_tls_pipe_send (ResiteTlsPipe *self, GVariantDict *message)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_dict_end (message));
  const gsize size = g_variant_get_size (variant);
  const guint32 length = GUINT32_TO_LE ((guint32)size);
  Frame *frame;

  g_return_if_fail (RESITE_IS_TLS_PIPE (self));
  g_return_if_fail (size <= RESITE_TLS_PIPE_LIMIT);

  frame = g_malloc (sizeof (Frame) + HEADER + size);
  frame->size = HEADER + size;
  memcpy (frame->bytes, &length, HEADER);
  g_variant_store (variant, frame->bytes + HEADER);
  g_queue_push_tail (&self->outgoing,
                     g_bytes_new_with_free_func (frame->bytes, frame->size, frame_free, frame));
  if (g_queue_get_length (&self->outgoing) == 1)
    write_next (self);
}
