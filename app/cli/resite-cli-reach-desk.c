/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-cli"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "resite-cli-driver.h"
#include "resite-cli-reach.h"
#include "resite-desk-sight.h"
#include "resite-presence.h"

/* Who is where a role is thought to be, as anybody can see it: also of machines that a person goes
 * to. */

typedef struct
{
  char *host; /* name or address */
  char *expected;
  GStrv servers;
  char *state; /* NULL: nobody there says who it is */
  char *message;
} Sighting;

static void
sighting_free (gpointer data)
{
  Sighting *self = data;

  g_free (self->host);
  g_free (self->expected);
  g_strfreev (self->servers);
  g_free (self->state);
  g_free (self->message);
  g_free (self);
}

static GStrv
list_servers (ResitePlan *plan)
{
  const char *text = resite_plan_get (plan, "desk.name-servers");
  g_autoptr (GStrvBuilder) servers = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  if (text == NULL || *text == '\0')
    text = resite_plan_get (plan, "site.dns");
  parts = g_strsplit_set (text != NULL ? text : "", ",; ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (servers, parts[i]);
  return g_strv_builder_end (servers);
}

static char *
complete_name (ResitePlan *plan, const char *host)
{
  const char *domain = resite_plan_get (plan, "ad.domain");

  if (g_hostname_is_ip_address (host) || strchr (host, '.') != NULL || domain == NULL ||
      *domain == '\0')
    return g_strdup (host);
  return g_strconcat (host, ".", domain, NULL);
}

/* (transfer full) (nullable) */
static char *
find_address (Sighting *self, GCancellable *cancellable)
{
  g_auto (GStrv) found = NULL;

  if (g_hostname_is_ip_address (self->host))
    return g_strdup (self->host);
  found = resite_name_query_addresses (self->host, (const char *const *)self->servers, cancellable,
                                       NULL);
  return found != NULL && found[0] != NULL ? g_strdup (found[0]) : NULL;
}

static void
judge (Sighting *self, const char *address, GPtrArray *sights)
{
  const ResiteDeskSight *sight = NULL;
  g_autofree char *seen = resite_desk_describe (sights);
  const ResiteDeskVerdict verdict = resite_desk_judge (sights, self->expected, &sight);

  if (verdict == RESITE_DESK_NOBODY)
    return;
  self->state = g_strdup (verdict == RESITE_DESK_SAME ? "ok" : "failed");
  if (verdict == RESITE_DESK_SAME)
    self->message =
        g_strdup_printf (_ ("Seen from this desk, %s is %s: %s."), address, self->expected, seen);
  else
    self->message = g_strdup_printf (_ ("Seen from this desk, %s is %s and not %s: %s. Find out "
                                        "which machine it is before anything is done there."),
                                     address, sight->computer, self->expected, seen);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sighting *self = data;
  g_autofree char *address = find_address (self, cancellable);
  g_autoptr (GPtrArray) sights =
      address != NULL ? resite_desk_look_at_address (
                            address, NULL, (const char *const *)self->servers, cancellable, NULL)
                      : NULL;

  if (sights != NULL)
    judge (self, address, sights);
  g_task_return_boolean (task, TRUE);
}

/* Each takes seconds where nobody answers, so all are asked at once. */
struct _ResiteCliDesk
{
  ResiteCliWait wait;
  Sighting *sighting; /* owned by the task, which the result keeps */
};

ResiteCliDesk *
resite_cli_desk_begin (ResiteCli *cli, ResitePlan *plan, const char *host, const char *expected)
{
  ResiteCliDesk *self = g_new0 (ResiteCliDesk, 1);
  Sighting *sighting = g_new0 (Sighting, 1);
  g_autoptr (GTask) task =
      g_task_new (NULL, resite_cli_get_cancellable (cli), resite_cli_wait_cb, &self->wait);

  sighting->host = complete_name (plan, host);
  sighting->expected = g_strdup (expected);
  sighting->servers = list_servers (plan);
  self->sighting = sighting;
  g_task_set_source_tag (task, resite_cli_desk_begin);
  g_task_set_task_data (task, sighting, sighting_free);
  g_task_run_in_thread (task, look_in_thread);
  return self;
}

char *
resite_cli_desk_end (ResiteCliDesk *self, char **message)
{
  g_autoptr (GAsyncResult) result = resite_cli_wait (&self->wait);
  char *state = g_steal_pointer (&self->sighting->state);

  *message = g_steal_pointer (&self->sighting->message);
  g_free (self);
  return state;
}
