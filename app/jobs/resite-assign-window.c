/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-assign-window"

#include "config.h"

#include "resite-assign-window.h"

#define DEFAULT_PACKAGES 20
#define DEFAULT_BYTES    (G_GINT64_CONSTANT (200) * 1000 * 1000)

static gint64
weigh (gint64 bytes)
{
  return bytes >= 0 ? bytes : RESITE_ASSIGN_UNKNOWN_BYTES;
}

void
resite_assign_window_init (ResiteAssignWindow *self, guint most_packages, gint64 most_bytes)
{
  *self = (ResiteAssignWindow){
    .most_packages = most_packages > 0 ? most_packages : DEFAULT_PACKAGES,
    .most_bytes = most_bytes > 0 ? most_bytes : DEFAULT_BYTES,
  };
}

gboolean
resite_assign_window_has_room (const ResiteAssignWindow *self, gint64 bytes)
{
  if (self->packages == 0)
    return TRUE;
  return self->packages < self->most_packages &&
         weigh (bytes) <= self->most_bytes - MIN (self->bytes, self->most_bytes);
}

void
resite_assign_window_enter (ResiteAssignWindow *self, gint64 bytes)
{
  self->packages++;
  self->bytes += weigh (bytes);
}

void
resite_assign_window_leave (ResiteAssignWindow *self, gint64 bytes)
{
  g_return_if_fail (self->packages > 0);

  self->packages--;
  self->bytes -= weigh (bytes);
}
