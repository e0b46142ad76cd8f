/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-desk"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-desk-opinion.h"
#include "resite-presence.h"
#include "resite-under-way.h"

void
resite_desk_opinion_free (ResiteDeskOpinion *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->expected);
  g_free (self->address);
  g_free (self->computer);
  g_free (self->seen);
  g_free (self);
}

char *
resite_desk_opinion_describe (const ResiteDeskOpinion *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->address == NULL)
    return g_strdup_printf (_ ("Seen from this desk, nobody knows an address of %s."), self->host);
  if (self->verdict == RESITE_DESK_SAME)
    return g_strdup_printf (_ ("Seen from this desk, %s is %s: %s."), self->address, self->expected,
                            self->seen);
  if (self->verdict == RESITE_DESK_OTHER)
    return g_strdup_printf (_ ("Seen from this desk, %s is %s and not %s: %s. Find out which "
                               "machine it is before anything is done there."),
                            self->address, self->computer, self->expected, self->seen);
  if (self->seen == NULL)
    return g_strdup_printf (_ ("Seen from this desk, nobody answers at %s."), self->address);
  return g_strdup_printf (_ ("Seen from this desk, nobody at %s says who it is: %s."),
                          self->address, self->seen);
}

/* Where it is. */

static char *
complete_name (const ResiteDeskQuestion *question)
{
  if (g_hostname_is_ip_address (question->host) || strchr (question->host, '.') != NULL ||
      question->domain == NULL || *question->domain == '\0')
    return g_strdup (question->host);
  return g_strconcat (question->host, ".", question->domain, NULL);
}

/* (transfer full) (nullable) */
static char *
find_address (const ResiteDeskQuestion *question, GCancellable *cancellable)
{
  g_autofree char *name = complete_name (question);
  g_auto (GStrv) found = NULL;

  if (g_hostname_is_ip_address (name))
    return g_steal_pointer (&name);
  found = resite_name_query_addresses (name, question->name_servers, cancellable, NULL);
  return found != NULL && found[0] != NULL ? g_strdup (found[0]) : NULL;
}

/* What was seen there. */

static ResiteDeskDoors
list_doors (GPtrArray *sights)
{
  ResiteDeskDoors doors = 0;
  gboolean newer = FALSE;

  for (guint i = 0; i < sights->len; i++)
    {
      const ResiteDeskSight *sight = sights->pdata[i];

      if (g_str_equal (sight->source, "winrm"))
        doors |= sight->encrypted ? RESITE_DESK_DOOR_WINRM : RESITE_DESK_DOOR_WINRM_PLAIN;
      if (!g_str_equal (sight->source, "smb"))
        continue;
      doors |= RESITE_DESK_DOOR_SMB;
      newer = newer || !sight->smb1_only;
    }
  return (doors & RESITE_DESK_DOOR_SMB) != 0 && !newer ? doors | RESITE_DESK_DOOR_SMB1_ONLY : doors;
}

static void
judge (ResiteDeskOpinion *self, GPtrArray *sights)
{
  const ResiteDeskSight *sight = NULL;

  self->verdict = resite_desk_judge (sights, self->expected, &sight);
  self->computer = sight != NULL ? g_strdup (sight->computer) : NULL;
  self->seen = resite_desk_describe (sights);
  self->doors = list_doors (sights);
}

ResiteDeskOpinion *
resite_desk_form_opinion (const ResiteDeskQuestion *question, GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (ResiteDeskOpinion) self = g_new0 (ResiteDeskOpinion, 1);
  g_autoptr (GPtrArray) sights = NULL;

  g_return_val_if_fail (question != NULL && question->host != NULL, NULL);
  g_return_val_if_fail (question->expected != NULL, NULL);

  self->host = g_strdup (question->host);
  self->expected = g_strdup (question->expected);
  self->verdict = RESITE_DESK_NOBODY;
  self->address = find_address (question, cancellable);
  if (self->address != NULL)
    sights = resite_desk_look_at_address (self->address, &question->ports, question->name_servers,
                                          cancellable, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (sights != NULL)
    judge (self, sights);
  return g_steal_pointer (&self);
}

/* In a thread. */

typedef struct
{
  ResiteDeskQuestion question;
  char *host, *domain, *expected;
  GStrv name_servers;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->host);
  g_free (asked->domain);
  g_free (asked->expected);
  g_strfreev (asked->name_servers);
  g_free (asked);
}

static Asked *
asked_new (const ResiteDeskQuestion *question)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->host = g_strdup (question->host);
  asked->domain = g_strdup (question->domain);
  asked->expected = g_strdup (question->expected);
  asked->name_servers = g_strdupv ((GStrv)question->name_servers);
  asked->question = (ResiteDeskQuestion){ .host = asked->host,
                                          .domain = asked->domain,
                                          .expected = asked->expected,
                                          .name_servers = (const char *const *)asked->name_servers,
                                          .ports = question->ports };
  return asked;
}

static void
form_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Asked *asked = data;
  GError *error = NULL;
  ResiteDeskOpinion *self = resite_desk_form_opinion (&asked->question, cancellable, &error);

  if (self != NULL)
    g_task_return_pointer (task, self, (GDestroyNotify)resite_desk_opinion_free);
  else
    g_task_return_error (task, error);
}

void
resite_desk_form_opinion_async (const ResiteDeskQuestion *question, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (question != NULL && question->host != NULL && question->expected != NULL);

  g_task_set_source_tag (task, resite_desk_form_opinion_async);
  g_task_set_task_data (task, asked_new (question), asked_free);
  resite_under_way_run_task (task, form_in_thread);
}

ResiteDeskOpinion *
resite_desk_form_opinion_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
