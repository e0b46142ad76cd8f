/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-probe-private.h"
#include "resite-sms-provider.h"

/* Types of rows of SMS_PackageStatus: the compressed copy at the site server, and the distribution
 * point's. */
enum
{
  TYPE_MASTER = 1,
  TYPE_COPY = 2
};

#define STATUS_INSTALLED 3
#define NAMES_MOST       5

/* (nullable) (transfer full): id → status, of a site; NULL with the probe settled. */
static GHashTable *
read_rows (ResiteProbeView *view, ResiteCim *cim, guint type, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *machine = NULL;
  g_autofree char *space = resite_sms_find_provider (cim, &machine, cancellable, &error);
  GHashTable *rows = NULL;

  if (space != NULL && machine == NULL)
    rows =
        resite_sms_list_package_status (cim, space, view->probe->path, type, cancellable, &error);
  if (rows == NULL && error != NULL)
    resite_probe_settle_error (view, error);
  else if (rows == NULL)
    resite_probe_settle_unknown (
        view, g_strdup_printf (_ ("The provider of this site is on %s, which is not reached for "
                                  "this run: look in the console."),
                               machine));
  return rows;
}

static void
add_name (GString *names, const char *id, guint n)
{
  if (n < NAMES_MOST)
    g_string_append_printf (names, "%s%s", n > 0 ? ", " : "", id);
  else if (n == NAMES_MOST)
    g_string_append (names, " …");
}

/* (transfer full): those of @ids that are not installed, *@n of them. */
static char *
find_open (GHashTable *rows, const char *const *ids, guint *n)
{
  GString *names = g_string_new (NULL);

  *n = 0;
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *id = g_ascii_strup (ids[i], -1);

      if (GPOINTER_TO_INT (g_hash_table_lookup (rows, id)) != STATUS_INSTALLED)
        add_name (names, id, (*n)++);
    }
  return g_string_free (names, FALSE);
}

static void
settle_open (ResiteProbeView *view, const char *open, guint n, guint all)
{
  g_autofree char *count = g_strdup_printf (
      /* TRANSLATORS: how many packages are missing, of how many. */
      ngettext ("%u of %u package", "%u of %u packages", all), n, all);

  resite_probe_settle_bad (view, g_strdup_printf (_ ("Not yet Installed for site %s: %s (%s)."),
                                                  view->probe->path, count, open));
}

static void
look_at_type (ResiteProbeView *view, ResiteCim *cim, guint type, GCancellable *cancellable)
{
  g_auto (GStrv) ids = resite_remote_probe_split (view->probe->argument, " ,;");
  const guint all = g_strv_length (ids);
  g_autoptr (GHashTable) rows = NULL;
  g_autofree char *open = NULL;
  guint n;

  if (all == 0)
    {
      resite_probe_settle_unknown (
          view, g_strdup (_ ("It is not known which packages to look for: look in the console.")));
      return;
    }
  rows = read_rows (view, cim, type, cancellable);
  if (rows == NULL)
    return;
  open = find_open (rows, (const char *const *)ids, &n);
  if (n > 0)
    settle_open (view, open, n, all);
  else if (type == TYPE_MASTER)
    resite_probe_settle_good (
        view,
        g_strdup_printf (ngettext ("The parent has %u package of site %s as Installed.",
                                   "The parent has all %u packages of site %s as Installed.", all),
                         all, view->probe->path));
  else
    resite_probe_settle_good (
        view, g_strdup_printf (
                  ngettext ("%u package is Installed on the distribution point of %s.",
                            "All %u packages are Installed on the distribution point of %s.", all),
                  all, view->probe->path));
}

static void
look_at_masters (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  look_at_type (view, cim, TYPE_MASTER, cancellable);
}

static void
look_at_copies (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  look_at_type (view, cim, TYPE_COPY, cancellable);
}

const ResiteRemoteProbe resite_remote_probes_package[] = {
  { "package-known", look_at_masters, FALSE },
  { "package-installed", look_at_copies, FALSE },
  { NULL, NULL, FALSE },
};
