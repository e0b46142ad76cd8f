/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-presence"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "resite-presence-private.h"

#define LISTENING 0x0A

char *
resite_presence_find_neighbour (const char *table, const char *address)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      char host[64];
      char type[16];
      char flags[16];
      char mac[32];

      if (sscanf (lines[i], "%63s %15s %15s %31s", host, type, flags, mac) != 4 ||
          !g_str_equal (host, address))
        continue;
      if ((g_ascii_strtoull (flags, NULL, 16) & 0x2) != 0 &&
          !g_str_equal (mac, "00:00:00:00:00:00"))
        return g_ascii_strup (mac, -1);
    }
  return NULL;
}

/* "   0: 0100007F:1F90 00000000:0000 0A ...": the address as this machine keeps it in memory. */
void
resite_presence_add_listeners (const char *table, const char *address, GArray *ports)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  g_autoptr (GInetAddress) wanted = g_inet_address_new_from_string (address);
  guint32 number;

  if (wanted == NULL || g_inet_address_get_native_size (wanted) != sizeof number)
    return;
  memcpy (&number, g_inet_address_to_bytes (wanted), sizeof number);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      unsigned int slot, local, port, remote, remote_port, state;
      guint16 found;

      if (sscanf (lines[i], " %u: %8X:%4X %8X:%4X %2X", &slot, &local, &port, &remote, &remote_port,
                  &state) != 6 ||
          state != LISTENING || local != number || port == 0)
        continue;
      found = port;
      g_array_append_val (ports, found);
    }
}
