/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-probe-private.h"
#include "resite-sms-provider.h"

enum
{
  SITE_SECONDARY = 1,
  SITE_ACTIVE = 1,
  SITE_DELETED = 4
};

static const char *
get_code (ResiteProbeView *view)
{
  return view->probe->argument != NULL ? view->probe->argument : "";
}

/* The namespace that site's provider is asked in; NULL with the probe settled. */
static char *
find_space (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *machine = NULL;
  g_autofree char *space = resite_sms_find_provider (cim, &machine, cancellable, &error);

  if (space == NULL)
    resite_probe_settle_error (view, error);
  else if (machine != NULL)
    resite_probe_settle_unknown (
        view,
        g_strdup_printf (_ ("The provider of this site is on %s, which is not reached for this "
                            "run: look in the console."),
                         machine));
  else
    return g_steal_pointer (&space);
  return NULL;
}

typedef struct
{
  char *own; /* code of the site that is asked */
  GPtrArray *sites;
} Hierarchy;

static void
hierarchy_clear (Hierarchy *hierarchy)
{
  g_free (hierarchy->own);
  g_clear_pointer (&hierarchy->sites, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Hierarchy, hierarchy_clear)

/* FALSE with the probe settled. */
static gboolean
read_hierarchy (ResiteProbeView *view, ResiteCim *cim, Hierarchy *hierarchy,
                GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *space = find_space (view, cim, cancellable);

  if (space == NULL)
    return FALSE;
  hierarchy->own = resite_sms_get_site_code (space);
  hierarchy->sites = resite_sms_list_sites (cim, space, cancellable, &error);
  if (hierarchy->sites == NULL)
    resite_probe_settle_error (view, error);
  return hierarchy->sites != NULL;
}

static void
look_for_no_site (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (Hierarchy) hierarchy = { NULL, NULL };
  const ResiteSmsSite *site;

  if (!read_hierarchy (view, cim, &hierarchy, cancellable))
    return;
  site = resite_sms_find_site (hierarchy.sites, get_code (view));
  if (site == NULL)
    resite_probe_settle_good (view, g_strdup_printf (_ ("%s does not know the site %s any more."),
                                                     hierarchy.own, get_code (view)));
  else if (site->status == SITE_DELETED)
    resite_probe_settle_good (view, g_strdup_printf (_ ("%s has the site %s as deleted."),
                                                     hierarchy.own, get_code (view)));
  else
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s still has the site %s, server %s, status "
                                  "%u. preinst only drops an order: it can take "
                                  "some minutes; hman.log shows it."),
                               hierarchy.own, site->code, site->server, site->status));
}

static const char *
describe_status (guint status)
{
  switch (status)
    {
    case 1:
      return _ ("active");
    case 2:
      return _ ("pending");
    case 3:
      return _ ("failed");
    case 4:
      return _ ("deleted");
    case 5:
      return _ ("being upgraded");
    default:
      return _ ("unknown");
    }
}

static void
judge_site (ResiteProbeView *view, const ResiteSmsSite *site, const char *parent,
            const char *server)
{
  g_autofree char *seen =
      /* TRANSLATORS: a site, its server, the site above, its state. */
      g_strdup_printf (_ ("%s on %s, below %s, %s"), site->code, site->server,
                       *site->parent != '\0' ? site->parent : "-", describe_status (site->status));

  if (site->status != SITE_ACTIVE || site->type != SITE_SECONDARY)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s: not there yet. Refresh, and look into "
                                                       "hman.log and despool.log at the primary."),
                                                    seen));
  else if (parent != NULL && g_ascii_strcasecmp (site->parent, parent) != 0)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("%s: it should be below %s."), seen, parent));
  else if (server != NULL && g_ascii_strcasecmp (site->server, server) != 0)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("%s: the server should be %s."), seen, server));
  else
    resite_probe_settle_good (view, g_steal_pointer (&seen));
}

static void
look_for_site (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) wanted = resite_remote_probe_split (view->probe->path, " ,;");
  g_auto (Hierarchy) hierarchy = { NULL, NULL };
  const ResiteSmsSite *site;

  if (!read_hierarchy (view, cim, &hierarchy, cancellable))
    return;
  site = resite_sms_find_site (hierarchy.sites, get_code (view));
  if (site == NULL)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("%s does not know the site %s yet. It appears "
                                                 "some replications after setup; sender, keys "
                                                 "and address have to be right for it."),
                                              hierarchy.own, get_code (view)));
  else
    judge_site (view, site, wanted[0], wanted[0] != NULL ? wanted[1] : NULL);
}

/* People write names and remarks beside the codes. */
static gboolean
is_code (const char *text)
{
  gboolean lower = FALSE;
  gboolean digit = FALSE;

  if (strlen (text) != 3)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      if (!g_ascii_isalnum (text[i]))
        return FALSE;
      lower |= g_ascii_islower (text[i]);
      digit |= g_ascii_isdigit (text[i]);
    }
  return digit || !lower;
}

static GStrv
read_codes (const char *text)
{
  g_auto (GStrv) words = resite_remote_probe_split (text, ",;:()/ \t\r\n");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (is_code (words[i]))
      g_strv_builder_add (builder, words[i]);
  return g_strv_builder_end (builder);
}

static gboolean
is_there (GPtrArray *sites, const char *code)
{
  const ResiteSmsSite *site = resite_sms_find_site (sites, code);

  return site != NULL && site->status != SITE_DELETED;
}

/* Each site that was noted before the removal is looked for, wherever it hangs now. */
static char *
find_missing (ResiteProbeView *view, const Hierarchy *hierarchy, const char *const *noted)
{
  GString *missing = g_string_new (NULL);

  for (guint i = 0; noted[i] != NULL; i++)
    {
      if (is_there (hierarchy->sites, noted[i]))
        resite_probe_add_found (view, noted[i], "ok", _ ("The site is there."), -1);
      else if (view->probe->path != NULL && g_ascii_strcasecmp (view->probe->path, noted[i]) == 0)
        resite_probe_add_found (view, noted[i], "left-out", _ ("The site that is replaced."), -1);
      else
        {
          resite_probe_add_found (view, noted[i], "failed",
                                  _ ("It was there before, and now it is not."), -1);
          g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", noted[i]);
        }
    }
  return g_string_free (missing, FALSE);
}

static void
add_others (ResiteProbeView *view, const char *const *children, const char *const *noted)
{
  for (guint i = 0; children[i] != NULL; i++)
    if (!resite_remote_probe_lists (noted, children[i]))
      resite_probe_add_found (view, children[i], noted[0] == NULL ? "ok" : "warning",
                              noted[0] == NULL ? _ ("The site is there.")
                                               : _ ("It was not among those that were noted."),
                              -1);
}

static void
look_at_children (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) noted = read_codes (view->probe->argument);
  g_auto (Hierarchy) hierarchy = { NULL, NULL };
  g_auto (GStrv) children = NULL;
  g_auto (GStrv) below = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *missing = NULL;

  if (!read_hierarchy (view, cim, &hierarchy, cancellable))
    return;
  if (noted[0] == NULL && *get_code (view) != '\0')
    {
      resite_probe_settle_unknown (view,
                                   g_strdup_printf (_ ("No site code was found in what was noted "
                                                       "(%s): compare the sites yourself."),
                                                    get_code (view)));
      return;
    }
  children = resite_sms_list_children (hierarchy.sites, hierarchy.own);
  below = resite_sms_list_below (hierarchy.sites, hierarchy.own);
  joined = g_strjoinv (", ", below);
  missing = find_missing (view, &hierarchy, (const char *const *)noted);
  add_others (view, (const char *const *)children, (const char *const *)noted);
  if (*missing != '\0')
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("%s is missing at %s. The removal took "
                                                 "more than the one site along (a known bug, KB "
                                                 "872772). Touch no other primary site, and call "
                                                 "the central administrator."),
                                              missing, hierarchy.own));
  else
    resite_probe_settle_good (view, g_strdup_printf (_ ("Sites below %s: %s."), hierarchy.own,
                                                     *joined != '\0' ? joined : _ ("none")));
}

/* -1 with the probe settled. */
static int
count_addresses (ResiteProbeView *view, ResiteCim *cim, char **server, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *space = find_space (view, cim, cancellable);
  int n;

  if (space == NULL)
    return -1;
  n = resite_sms_count_addresses (cim, space, get_code (view), server, cancellable, &error);
  if (n < 0)
    resite_probe_settle_error (view, error);
  return n;
}

/* Who may not read the site sees no address either, and "none" would pass for "gone". */
static gboolean
may_see_site (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (Hierarchy) hierarchy = { NULL, NULL };

  return read_hierarchy (view, cim, &hierarchy, cancellable);
}

static void
look_for_no_address (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const int n = count_addresses (view, cim, NULL, cancellable);

  if (n > 0)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("There is still a Standard Sender Address to "
                                                 "%s: delete it in the console."),
                                              get_code (view)));
  else if (n == 0 && may_see_site (view, cim, cancellable))
    resite_probe_settle_good (view,
                              g_strdup_printf (_ ("There is no Standard Sender Address to %s, "
                                                  "as it should be."),
                                               get_code (view)));
}

static void
look_for_address (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autofree char *server = NULL;
  const char *wanted = view->probe->path;
  const int n = count_addresses (view, cim, &server, cancellable);

  if (n < 0)
    return;
  if (n == 0)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("There is no Standard Sender Address to %s: "
                                                       "make it in the console."),
                                                    get_code (view)));
  else if (server == NULL)
    resite_probe_settle_good (view, g_strdup_printf (_ ("There is a Standard Sender Address to %s; "
                                                        "the server in it is not told."),
                                                     get_code (view)));
  else if (wanted != NULL && *wanted != '\0' && g_ascii_strcasecmp (server, wanted) != 0)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("The Standard Sender Address to %s goes to %s "
                                                 "and should go to %s."),
                                              get_code (view), server, wanted));
  else
    resite_probe_settle_good (view, g_strdup_printf (_ ("The Standard Sender Address to %s goes to "
                                                        "%s."),
                                                     get_code (view), server));
}

/* "BR01SMS; SMS Management Point; SMS Distribution Point" */
static void
judge_roles (ResiteProbeView *view, const char *const *wanted, GStrv roles)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) missing = NULL;
  g_autofree char *shown = g_strjoinv (", ", roles);
  g_autofree char *joined = NULL;

  for (guint i = 1; wanted[i] != NULL; i++)
    if (!resite_remote_probe_lists ((const char *const *)roles, wanted[i]))
      g_strv_builder_add (builder, wanted[i]);
  missing = g_strv_builder_end (builder);
  joined = g_strjoinv (", ", missing);
  if (roles[0] == NULL)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("%s has no role in site %s, or the account has "
                                                 "no right to see it."),
                                              wanted[0], get_code (view)));
  else if (missing[0] != NULL)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s lacks: %s. It has: %s."), wanted[0], joined, shown));
  else
    resite_probe_settle_good (view, g_strdup_printf ("%s: %s.", wanted[0], shown));
}

static void
look_at_roles (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) wanted = resite_remote_probe_split (view->probe->path, ";,");
  g_autoptr (GError) error = NULL;
  g_autofree char *space = find_space (view, cim, cancellable);
  g_auto (GStrv) roles = NULL;

  if (space == NULL)
    return;
  if (wanted[0] == NULL)
    {
      resite_probe_settle_unknown (view, g_strdup (_ ("The plan names no server.")));
      return;
    }
  roles = resite_sms_list_roles (cim, space, get_code (view), wanted[0], cancellable, &error);
  if (roles == NULL)
    resite_probe_settle_error (view, error);
  else
    judge_roles (view, (const char *const *)wanted, roles);
}

const ResiteRemoteProbe resite_remote_probes_site[] = {
  { "site-gone", look_for_no_site },
  { "site-back", look_for_site },
  { "children", look_at_children },
  { "sender-address-gone", look_for_no_address },
  { "sender-address", look_for_address },
  { "roles", look_at_roles },
  { NULL },
};
