/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-distribution-point.h"
#include "resite-management-point.h"
#include "resite-probe-private.h"

/* What clients see of the site's web server, from this desk. */

static const char *
get_base (ResiteProbeView *view)
{
  return view->probe->path != NULL ? view->probe->path : "";
}

static const char *
get_argument (ResiteProbeView *view)
{
  return view->probe->argument != NULL ? view->probe->argument : "";
}

/* Takes @finding, NULL with *@error, which may be set by the argument before it. What failed is a warning where the probe is not required. */
static void
settle (ResiteProbeView *view, ResiteFinding *finding, GError *const *error)
{
  g_autoptr (ResiteFinding) owned = finding;
  g_autofree char *said = NULL;

  if (finding == NULL)
    {
      resite_probe_settle_error (view, *error);
      return;
    }
  said = resite_finding_describe (finding);
  if (g_str_equal (finding->state, "failed"))
    resite_probe_settle_bad (view, resite_probe_fold (said));
  else
    resite_probe_settle (view, finding->state, resite_probe_fold (said));
}

static gboolean
is_told (ResiteProbeView *view)
{
  if (*get_base (view) != '\0')
    return TRUE;
  resite_probe_settle_unknown (
      view, g_strdup (_ ("The plan does not say where the site's web server answers.")));
  return FALSE;
}

static void
look_at (ResiteProbeView *view, ResiteMpQuestion question, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (is_told (view))
    settle (view,
            resite_management_point_look (get_base (view), question, get_argument (view),
                                          cancellable, &error),
            &error);
}

static void
look_at_list (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  look_at (view, RESITE_MP_LIST, cancellable);
}

static void
look_at_certificate (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  look_at (view, RESITE_MP_CERTIFICATE, cancellable);
}

static void
look_at_key (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  look_at (view, RESITE_MP_KEY, cancellable);
}

static void
look_at_site (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (is_told (view))
    settle (view, resite_management_point_look_at_site (get_base (view), cancellable, &error),
            &error);
}

/* The first that is not there, or all of them. */
static void
look_at_directories (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) names = resite_remote_probe_split (get_argument (view), ",; ");
  g_autofree char *joined = g_strjoinv (", ", names);

  if (!is_told (view))
    return;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ResiteFinding) finding = resite_management_point_look_at_directory (
          get_base (view), names[i], cancellable, &error);

      if (finding == NULL || !g_str_equal (finding->state, "ok"))
        {
          settle (view, g_steal_pointer (&finding), &error);
          return;
        }
    }
  resite_probe_settle_good (view, g_strdup_printf (_ ("There are: %s."), joined));
}

/* The worse of two. */
static ResiteFinding *
choose (ResiteDpLook *look)
{
  ResiteFinding **all[] = { &look->listing, &look->piece, &look->match };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (*all[i] != NULL && !g_str_equal ((*all[i])->state, "ok"))
      return g_steal_pointer (all[i]);
  return g_steal_pointer (&look->listing);
}

static void
look_at_package (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) words = resite_remote_probe_split (get_argument (view), ",; ");
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  g_autoptr (ResiteDpLook) look = NULL;

  if (!is_told (view))
    return;
  if (words[0] == NULL)
    {
      resite_probe_settle_unknown (view,
                                   g_strdup (_ ("It is not said which package to look for.")));
      return;
    }
  url = resite_distribution_point_format_url (get_base (view), words[1], words[0], &error);
  if (url != NULL)
    look = resite_distribution_point_look (url, NULL, NULL, NULL, cancellable, &error);
  settle (view, look != NULL ? choose (look) : NULL, &error);
}

const ResiteRemoteProbe resite_remote_probes_web[] = {
  { "mp-list", look_at_list, TRUE },
  { "mp-certificate", look_at_certificate, TRUE },
  { "mp-key", look_at_key, TRUE },
  { "web-site", look_at_site, TRUE },
  { "web-directories", look_at_directories, TRUE },
  { "dp-package", look_at_package, TRUE },
  { NULL },
};
