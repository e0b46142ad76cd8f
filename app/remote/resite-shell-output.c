/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-shell"

#include "config.h"

#include "resite-shell-private.h"

#define DEFAULT_LIMIT (4 * 1024 * 1024)

typedef struct
{
  ResiteOemText *decoder;
  GByteArray *raw;
  GString *text;
  gboolean is_error;
} Stream;

struct _ResiteShellOutput
{
  const ResiteShellOptions *options;
  gsize limit;
  gboolean cut_off;
  Stream output;
  Stream errors;
};

static void
stream_init (Stream *stream, guint code_page, gboolean is_error)
{
  stream->decoder = resite_oem_text_new (code_page);
  stream->raw = g_byte_array_new ();
  stream->text = g_string_new (NULL);
  stream->is_error = is_error;
}

static void
stream_clear (Stream *stream)
{
  resite_oem_text_free (stream->decoder);
  g_clear_pointer (&stream->raw, g_byte_array_unref);
  if (stream->text != NULL)
    g_string_free (stream->text, TRUE);
}

ResiteShellOutput *
resite_shell_output_new (const ResiteShellOptions *options)
{
  ResiteShellOutput *self = g_new0 (ResiteShellOutput, 1);

  self->options = options;
  self->limit = options->output_limit > 0 ? options->output_limit : DEFAULT_LIMIT;
  stream_init (&self->output, options->code_page, FALSE);
  stream_init (&self->errors, options->code_page, TRUE);
  return self;
}

void
resite_shell_output_free (ResiteShellOutput *self)
{
  stream_clear (&self->output);
  stream_clear (&self->errors);
  g_free (self);
}

static void
tell (ResiteShellOutput *self, Stream *stream, const char *text)
{
  if (*text == '\0')
    return;
  g_string_append (stream->text, text);
  if (self->options->told != NULL)
    self->options->told (text, stream->is_error, self->options->user_data);
}

/* What is over the limit is read and thrown away: a program whose pipe is full stands still. */
static void
add (ResiteShellOutput *self, Stream *stream, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  const gsize room = self->limit - MIN (self->limit, stream->raw->len);
  g_autofree char *text = NULL;

  self->cut_off |= size > room;
  size = MIN (size, room);
  if (size == 0)
    return;
  g_byte_array_append (stream->raw, data, (guint)size);
  text = resite_oem_text_add (stream->decoder, data, size);
  tell (self, stream, text);
}

void
resite_shell_output_add (ResiteShellOutput *self, const ResiteWsmanReceived *received)
{
  add (self, &self->output, received->output);
  add (self, &self->errors, received->errors);
}

static char *
end_stream (ResiteShellOutput *self, Stream *stream, GBytes **raw)
{
  g_autofree char *rest = resite_oem_text_end (stream->decoder);

  tell (self, stream, rest);
  *raw = g_byte_array_free_to_bytes (g_steal_pointer (&stream->raw));
  return g_string_free (g_steal_pointer (&stream->text), FALSE);
}

void
resite_shell_output_end (ResiteShellOutput *self, ResiteShellResult *result)
{
  result->output = end_stream (self, &self->output, &result->raw_output);
  result->errors = end_stream (self, &self->errors, &result->raw_errors);
  result->cut_off = self->cut_off;
}

void
resite_shell_result_free (ResiteShellResult *self)
{
  if (self == NULL)
    return;
  g_free (self->output);
  g_free (self->errors);
  g_clear_pointer (&self->raw_output, g_bytes_unref);
  g_clear_pointer (&self->raw_errors, g_bytes_unref);
  g_free (self);
}
