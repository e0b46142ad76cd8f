/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* 1,000 gets from a server that takes 20 ms for each: one after the other, and as many at once as it
 * allows. Prints both times and their ratio. */
#include "config.h"

#include "resite-wsman-fixture.h"

#define CALLS 1000
#define DELAY 20000 /* microseconds */

static void
answer_late (Request *request, gpointer data)
{
  g_usleep (DELAY);
  reply_soap (request, 200, INSTANCE);
}

static void
count_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = resite_cim_perform_finish (RESITE_CIM (source), result, &error);

  if (rows == NULL)
    g_error ("%s", error->message);
  ++*(guint *)data;
}

static double
run (const char *url, guint at_once)
{
  g_autoptr (ResiteWsman) wsman = wsman_with (url, NULL, FALSE, 600);
  const gint64 begun = g_get_monotonic_time ();
  guint asked = 0, ended = 0;

  while (ended < CALLS)
    {
      for (; asked < CALLS && asked - ended < at_once; asked++)
        resite_cim_perform_async (RESITE_CIM (wsman), &get_request, NULL, count_cb, &ended);
      g_main_context_iteration (NULL, TRUE);
    }
  return (double)(g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
}

int
main (void)
{
  g_autoptr (Server) server = server_new (answer_late, NULL);
  g_autofree char *url = server_get_url (server);
  const double one = run (url, 1);
  const double many = run (url, CALLS);

  g_print ("{\"calls\":%d,\"one_after_the_other\":%.2f,\"at_once\":%.2f,\"ratio\":%.3f,"
           "\"most_at_once\":%u}\n",
           CALLS, one, many, many / one, server_count_most (server));
  return server_count_most (server) <= 8 ? 0 : 1;
}
