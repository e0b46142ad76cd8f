/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-desk-sight.h"
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

/* (transfer full): the name of a row, which no other one has: Windows answers at two ports alike, and
 * DNS may know several names. */
static char *
name_sight (GPtrArray *sights, guint place, const char *address)
{
  const ResiteDeskSight *sight = sights->pdata[place];
  guint n = 1;

  for (guint i = 0; i < place; i++)
    n += g_str_equal (((const ResiteDeskSight *)sights->pdata[i])->source, sight->source);
  return n == 1 ? g_strdup_printf ("%s %s", address, sight->source)
                : g_strdup_printf ("%s %s %u", address, sight->source, n);
}

/* A row for each way in which it can be seen who is at @address. (transfer full) (nullable) */
static GPtrArray *
look_at_owner (ResiteProbeView *view, const char *address, GCancellable *cancellable)
{
  GPtrArray *sights = resite_desk_look_at_address (
      address, NULL, (const char *const *)view->name_servers, cancellable, NULL);

  for (guint i = 0; sights != NULL && i < sights->len; i++)
    {
      const ResiteDeskSight *sight = sights->pdata[i];
      g_autofree char *name = name_sight (sights, i, address);
      /* TRANSLATORS: what was seen, then how sure it is. */
      g_autofree char *text =
          g_strdup_printf (_ ("%s (%s)"), sight->text, resite_sureness_get_word (sight->sure));

      resite_probe_add_found (view, name, "ok", text, -1);
    }
  return sights;
}

/* (transfer full): who it is, as far as anybody can see; "" when nobody knows. */
static char *
describe_owner (ResiteProbeView *view, const char *address, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) sights = look_at_owner (view, address, cancellable);
  g_autofree char *text = sights != NULL ? resite_desk_describe (sights) : NULL;

  if (text == NULL)
    return g_strdup ("");
  /* TRANSLATORS: stands behind what is said of an address; %s is what was seen there. */
  return g_strdup_printf (_ (" Who it is: %s."), text);
}

static void
tell_taken (ResiteProbeView *view, const char *address, const char *seen, GCancellable *cancellable)
{
  g_autofree char *owner = describe_owner (view, address, cancellable);

  /* TRANSLATORS: what was seen, then a sentence that says who it is, or nothing. */
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
judge_name (ResiteProbeView *view, const Resolving *resolving, const char *owner)
{
  const Sum *sum = resolving->sum;

  if (sum->presence == RESITE_PRESENCE_ANSWERS)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("Somebody answers as %s (%s). Two machines "
                                                       "with one name must never be: find out "
                                                       "which machine it is first.%s"),
                                                    resolving->name, sum->text->str, owner));
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

/* Names that all come from this desk itself are nobody's on the segment. */
static gboolean
asks_this_desk_alone (ResiteProbeView *view)
{
  gboolean alone = view->name_servers != NULL && view->name_servers[0] != NULL;

  for (guint i = 0; alone && view->name_servers[i] != NULL; i++)
    alone = g_str_has_prefix (view->name_servers[i], "127.");
  return alone;
}

/* Windows 2003 is found by its short name even where no name server knows it. */
static void
resolve_by_netbios (ResiteProbeView *view, const char *short_name, Resolving *resolving,
                    GCancellable *cancellable)
{
  g_auto (GStrv) place = g_strsplit (view->netbios != NULL ? view->netbios : "", ":", 2);
  g_auto (GStrv) found = NULL;

  if (strchr (short_name, '.') != NULL || (place[0] == NULL && asks_this_desk_alone (view)))
    return;
  found = resite_desk_find_netbios_name (
      short_name, place[0],
      place[0] != NULL && place[1] != NULL ? (guint)g_ascii_strtoull (place[1], NULL, 10) : 0,
      cancellable, NULL);
  for (guint i = 0; found != NULL && found[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (resolving->addresses, found[i], g_str_equal, NULL))
      g_ptr_array_add (resolving->addresses, g_strdup (found[i]));
}

static char *
describe_owners (ResiteProbeView *view, GPtrArray *addresses, GCancellable *cancellable)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *owner = describe_owner (view, addresses->pdata[i], cancellable);
      g_string_append (text, owner);
    }
  return g_string_free (text, FALSE);
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
  g_autofree char *owner = NULL;

  resolve (view, &resolving, cancellable);
  resolve_by_netbios (view, argument, &resolving, cancellable);
  for (guint i = 0; i < addresses->len; i++)
    ask_address (view, g_ptr_array_index (addresses, i), &sum, cancellable);
  owner = sum.presence == RESITE_PRESENCE_ANSWERS ? describe_owners (view, addresses, cancellable)
                                                  : g_strdup ("");
  judge_name (view, &resolving, owner);
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

static char *
describe_stranger (const char *address, const ResiteDeskSight *sight, const char *expected)
{
  return g_strdup_printf (_ ("At %s answers %s, not %s: %s (%s). Find out which machine it is "
                             "before anything else is done there."),
                          address, sight->computer, expected, sight->text,
                          resite_sureness_get_word (sight->sure));
}

static void
look_who_holds (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const char *expected = view->probe->argument != NULL ? view->probe->argument : "";
  const char *address = view->probe->path != NULL ? view->probe->path : "";
  g_autoptr (GPtrArray) sights = look_at_owner (view, address, cancellable);
  const ResiteDeskSight *sight = NULL;
  const ResiteDeskVerdict verdict =
      sights != NULL ? resite_desk_judge (sights, expected, &sight) : RESITE_DESK_NOBODY;

  if (verdict == RESITE_DESK_SAME)
    resite_probe_settle_good (view, g_strdup_printf (_ ("At %s answers %s: %s (%s)."), address,
                                                     expected, sight->text,
                                                     resite_sureness_get_word (sight->sure)));
  else if (verdict == RESITE_DESK_OTHER)
    resite_probe_settle_bad (view, describe_stranger (address, sight, expected));
  else
    resite_probe_settle_unknown (view,
                                 g_strdup_printf (_ ("Nobody at %s says who it is."), address));
}

const ResiteRemoteProbe resite_remote_probes_presence[] = {
  { "held-by", look_who_holds, TRUE },
  { "dns", look_at_dns, TRUE },
  { "name-silent", look_for_silent_name, TRUE },
  { "address-silent", look_for_silent_address, TRUE },
  { NULL },
};
