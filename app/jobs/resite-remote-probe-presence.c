/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-presence.h"
#include "resite-probe-private.h"

/* What was asked under one name or address, for a person. */
typedef struct
{
  ResitePresence presence; /* UNKNOWN wins over SILENT, ANSWERS over both */
  GString *text;
} Sum;

static void
sum_add (Sum *sum, ResitePresence presence, char *line)
{
  if (presence == RESITE_PRESENCE_ANSWERS || sum->presence == RESITE_PRESENCE_SILENT)
    sum->presence = presence;
  g_string_append_printf (sum->text, "%s%s", sum->text->len > 0 ? "; " : "", line);
  g_free (line);
}

static const guint16 *
get_ports (ResiteProbeView *view)
{
  return view->ports != NULL ? (const guint16 *)(void *)view->ports->data : NULL;
}

static void
ask_address (ResiteProbeView *view, const char *address, Sum *sum, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResitePresenceAnswer) answer =
      resite_presence_ask_address (address, get_ports (view), cancellable, &error);

  if (answer == NULL)
    sum_add (sum, RESITE_PRESENCE_UNKNOWN, g_strdup (error->message));
  else
    /* TRANSLATORS: an address, then "port 445 answers" or "nobody answers". */
    sum_add (sum, answer->presence, g_strdup_printf (_ ("%s: %s"), address, answer->how));
}

/* (transfer full): who name servers say it is, to find the machine by; "" when nobody knows. */
static char *
describe_owner (ResiteProbeView *view, const char *address, GCancellable *cancellable)
{
  g_auto (GStrv) names =
      resite_name_query_names (address, (const char *const *)view->name_servers, cancellable, NULL);
  g_autofree char *joined = names != NULL ? g_strjoinv (", ", names) : NULL;

  if (joined == NULL || *joined == '\0')
    return g_strdup ("");
  /* TRANSLATORS: stands behind what is said of an address; %s is its name. */
  return g_strdup_printf (_ (" The name servers call it %s."), joined);
}

static void
tell_taken (ResiteProbeView *view, const char *address, const char *seen, GCancellable *cancellable)
{
  g_autofree char *owner = describe_owner (view, address, cancellable);

  /* TRANSLATORS: what was seen, then a sentence that says its name, or nothing. */
  resite_probe_settle_bad (view, g_strdup_printf (_ ("%s. The address is taken: find out which "
                                                     "machine it is, and let nobody take the "
                                                     "address before it is free.%s"),
                                                  seen, owner));
}

static void
look_for_silent_address (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const char *address = view->probe->argument != NULL ? view->probe->argument : "";
  g_autoptr (GString) text = g_string_new (NULL);
  Sum sum = { RESITE_PRESENCE_SILENT, text };

  ask_address (view, address, &sum, cancellable);
  if (sum.presence == RESITE_PRESENCE_SILENT)
    resite_probe_settle_good (view, g_strdup_printf (_ ("%s. The address is free."), text->str));
  else if (sum.presence == RESITE_PRESENCE_UNKNOWN)
    resite_probe_settle_unknown (view,
                                 g_strdup_printf (_ ("It could not be looked at: %s"), text->str));
  else
    tell_taken (view, address, text->str, cancellable);
}

/* Servers know full names; people and plans say short ones. */
static char *
complete_name (const char *name, const char *domain)
{
  if (strchr (name, '.') != NULL || domain == NULL || *domain == '\0')
    return g_strdup (name);
  return g_strconcat (name, ".", domain, NULL);
}

typedef struct
{
  const char *name;
  GPtrArray *addresses; /* of all servers together */
  Sum *sum;
} Resolving;

static void
resolve_by (Resolving *resolving, const char *server, GCancellable *cancellable)
{
  const char *const servers[] = { server, NULL };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) found = resite_name_query_addresses (
      resolving->name, server != NULL ? servers : NULL, cancellable, &error);

  if (found == NULL)
    {
      sum_add (resolving->sum, RESITE_PRESENCE_UNKNOWN, g_strdup (error->message));
      return;
    }
  for (guint i = 0; found[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (resolving->addresses, found[i], g_str_equal, NULL))
      g_ptr_array_add (resolving->addresses, g_strdup (found[i]));
}

/* Each server is asked: one that does not answer may be the one that still knows the name. */
static void
resolve (ResiteProbeView *view, Resolving *resolving, GCancellable *cancellable)
{
  if (view->name_servers == NULL || view->name_servers[0] == NULL)
    resolve_by (resolving, NULL, cancellable);
  for (guint i = 0; view->name_servers != NULL && view->name_servers[i] != NULL; i++)
    resolve_by (resolving, view->name_servers[i], cancellable);
}

static void
judge_name (ResiteProbeView *view, const Resolving *resolving)
{
  const Sum *sum = resolving->sum;

  if (sum->presence == RESITE_PRESENCE_ANSWERS)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("Somebody answers as %s (%s). Two machines "
                                                       "with one name must never be: find out "
                                                       "which machine it is first."),
                                                    resolving->name, sum->text->str));
  else if (sum->presence == RESITE_PRESENCE_UNKNOWN)
    resite_probe_settle_unknown (
        view, g_strdup_printf (_ ("It could not be looked at: %s"), sum->text->str));
  else if (resolving->addresses->len == 0)
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("No name server has an address for %s."), resolving->name));
  else
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("Nobody answers as %s (%s)."), resolving->name, sum->text->str));
}

static void
look_for_silent_name (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const char *argument = view->probe->argument != NULL ? view->probe->argument : "";
  g_autofree char *name = complete_name (argument, view->probe->path);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  Sum sum = { RESITE_PRESENCE_SILENT, text };
  Resolving resolving = { name, addresses, &sum };

  resolve (view, &resolving, cancellable);
  for (guint i = 0; i < addresses->len; i++)
    ask_address (view, g_ptr_array_index (addresses, i), &sum, cancellable);
  judge_name (view, &resolving);
}

static char *
join (GPtrArray *texts)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? ", " : "",
                            (char *)g_ptr_array_index (texts, i));
  return g_string_free (joined, FALSE);
}

static void
look_at_dns (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const char *wanted = view->probe->argument != NULL ? view->probe->argument : "";
  const char *name = view->probe->path != NULL ? view->probe->path : "";
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  Sum sum = { RESITE_PRESENCE_SILENT, text };
  Resolving resolving = { name, addresses, &sum };
  g_autofree char *seen = NULL;

  resolve (view, &resolving, cancellable);
  seen = join (addresses);
  if (addresses->len == 1 && g_str_equal (seen, wanted) && text->len == 0)
    resite_probe_settle_good (view, g_strdup_printf (_ ("%s is %s."), name, seen));
  else if (addresses->len == 0 && text->len == 0)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("No name server has an address for %s; it "
                                                       "should be %s. It may take a while until "
                                                       "it is registered (ipconfig /registerdns)."),
                                                    name, wanted));
  else if (addresses->len > 1 || (addresses->len == 1 && !g_str_equal (seen, wanted)))
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("%s is %s in DNS and should be %s alone: "
                                                 "correct the entry, or wait until the servers "
                                                 "have told each other."),
                                              name, seen, wanted));
  else
    resite_probe_settle_unknown (view,
                                 g_strdup_printf (_ ("It could not be looked at: %s"), text->str));
}

const ResiteRemoteProbe resite_remote_probes_presence[] = {
  { "dns", look_at_dns, TRUE },
  { "name-silent", look_for_silent_name, TRUE },
  { "address-silent", look_for_silent_address, TRUE },
  { NULL },
};
