/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "resite-lab-cmd.h"

struct _ResiteLabSink
{
  gatomicrefcount references;
  ResiteLabProgramEvents events;
  gpointer user_data;
  gboolean is_error;
  GByteArray *buffer;
  int fd; /* -1: none */
};

static ResiteLabSink *
sink_new (void)
{
  ResiteLabSink *self = g_new0 (ResiteLabSink, 1);

  g_atomic_ref_count_init (&self->references);
  self->fd = -1;
  return self;
}

ResiteLabSink *
resite_lab_sink_new_events (const ResiteLabProgramEvents *events, gpointer user_data,
                            gboolean is_error)
{
  ResiteLabSink *self = sink_new ();

  self->events = *events;
  self->user_data = user_data;
  self->is_error = is_error;
  return self;
}

ResiteLabSink *
resite_lab_sink_new_buffer (void)
{
  ResiteLabSink *self = sink_new ();

  self->buffer = g_byte_array_new ();
  return self;
}

ResiteLabSink *
resite_lab_sink_new_nothing (void)
{
  return sink_new ();
}

ResiteLabSink *
resite_lab_sink_new_file (const char *path, gboolean added)
{
  ResiteLabSink *self;
  const int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | (added ? O_APPEND : O_TRUNC), 0644);

  if (fd < 0)
    return NULL;
  self = sink_new ();
  self->fd = fd;
  return self;
}

ResiteLabSink *
resite_lab_sink_ref (ResiteLabSink *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
resite_lab_sink_unref (ResiteLabSink *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_free (self);
}

static void
write_file (int fd, const char *bytes, gsize size)
{
  while (size > 0)
    {
      const gssize n = write (fd, bytes, size);

      if (n < 0 && errno != EINTR)
        return;
      if (n > 0)
        {
          bytes += n;
          size -= n;
        }
    }
}

void
resite_lab_sink_write (ResiteLabSink *self, const void *bytes, gsize size)
{
  if (size == 0)
    return;
  if (self->events.told != NULL)
    self->events.told (bytes, size, self->is_error, self->user_data);
  if (self->buffer != NULL)
    g_byte_array_append (self->buffer, bytes, size);
  if (self->fd >= 0)
    write_file (self->fd, bytes, size);
}

GBytes *
resite_lab_sink_take (ResiteLabSink *self)
{
  GByteArray *buffer = self->buffer;

  self->buffer = g_byte_array_new ();
  return g_byte_array_free_to_bytes (buffer);
}
