/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-connections"

#include "config.h"

#include "resite-connections-private.h"

void
resite_connections_set_directory (ResiteConnections *self, ResiteDirectoryPlace *place)
{
  g_return_if_fail (RESITE_IS_CONNECTIONS (self));

  if (place != NULL)
    resite_directory_place_ref (place);
  g_clear_pointer (&self->directory, resite_directory_place_unref);
  self->directory = place;
}

ResiteDirectoryPlace *
resite_connections_get_directory (ResiteConnections *self)
{
  g_return_val_if_fail (RESITE_IS_CONNECTIONS (self), NULL);

  return self->directory;
}
