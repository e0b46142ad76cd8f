/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-directory-rights.h"
#include "resite-error.h"
#include "resite-probe-private.h"

/* The first controller that answers: rights are the same everywhere once they were replicated. */
static const ResiteDirectoryVisit *
find_open (GPtrArray *visits)
{
  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];

      if (visit->directory != NULL)
        return visit;
    }
  return NULL;
}

static void
judge_rights (ResiteProbeView *view, const ResiteDirectoryRights *rights, const char *sid)
{
  const char *account = view->probe->argument;
  g_autofree char *missing = resite_directory_rights_describe_missing (rights);

  if (missing == NULL)
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("%s (%s) may create, write and delete there."), account, sid));
  else
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s (%s) lacks rights: %s. In Active Directory Users and "
                                  "Computers give it Full Control on System Management, for this "
                                  "object and all child objects."),
                               account, sid, missing));
}

static void
look_at_rights (ResiteProbeView *view, GPtrArray *visits, GCancellable *cancellable)
{
  const ResiteDirectoryVisit *visit = find_open (visits);
  const ResiteDirectoryAim aim = { .container = view->probe->path };
  g_autofree char *container = resite_directory_aim_dup_container (&aim, visit->directory);
  g_autofree char *sid = NULL;
  g_autoptr (GError) error = NULL;
  ResiteDirectoryRights rights;

  if (resite_directory_ask_rights (visit->directory, container, view->probe->argument, &rights,
                                   &sid, NULL, cancellable, &error))
    judge_rights (view, &rights, sid);
  else if (g_error_matches (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    resite_probe_settle_bad (view, resite_probe_fold (error->message));
  else
    resite_probe_settle_error (view, error);
}

static gboolean
take_aim (ResiteProbeView *view, GStrv parts, ResiteDirectoryAim *aim)
{
  if (g_strv_length (parts) != 2)
    {
      resite_probe_settle_unknown (
          view, g_strdup (_ ("The plan does not say site code and server: fill them in.")));
      return FALSE;
    }
  *aim = (ResiteDirectoryAim){ view->probe->path, parts[0], parts[1] };
  return TRUE;
}

static gboolean
is_clean (ResiteProbeView *view, const ResiteDirectoryVisit *visit, const ResiteDirectoryAim *aim,
          GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
      resite_directory_list_records (visit->directory, aim, cancellable, &error);

  if (records == NULL)
    {
      resite_probe_settle_error (view, error);
      return FALSE;
    }
  for (guint i = 0; i < records->len; i++)
    {
      const ResiteDirectoryRecord *record = records->pdata[i];

      if (record->in_the_way)
        {
          resite_probe_settle_bad (
              view, g_strdup_printf (_ ("%s has %s, and %s: SMS cannot write its own object there. "
                                        "Look who made it."),
                                     visit->name, record->dn, record->left_alone));
          return FALSE;
        }
      if (record->left_alone != NULL)
        continue;
      resite_probe_settle_bad (
          view,
          g_strdup_printf (_ ("%s still has %s: delete it there, or wait until the controllers "
                              "have told each other."),
                           visit->name, record->dn));
      return FALSE;
    }
  return TRUE;
}

static void
look_at_records (ResiteProbeView *view, GPtrArray *visits, GCancellable *cancellable)
{
  g_auto (GStrv) parts = resite_remote_probe_split (view->probe->argument, ", ");
  g_autoptr (GString) unseen = g_string_new (NULL);
  ResiteDirectoryAim aim;

  if (!take_aim (view, parts, &aim))
    return;
  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];

      if (visit->directory == NULL)
        g_string_append_printf (unseen, "%s%s", unseen->len > 0 ? ", " : "", visit->name);
      else if (!is_clean (view, visit, &aim, cancellable))
        return;
    }
  if (unseen->len > 0)
    resite_probe_settle (
        view, "warning",
        g_strdup_printf (
            _ ("Neither of the two is left where it was looked. Not reached, they hear "
               "of it from the others: %s."),
            unseen->str));
  else
    resite_probe_settle_good (
        view,
        g_strdup_printf (ngettext ("Neither of the two is left (%u domain controller looked at).",
                                   "Neither of the two is left (%u domain controllers looked at).",
                                   visits->len),
                         visits->len));
}

/* SMS writes the site's object first, and C13 has seen that one is new: an older one beside it is
 * the former server's. */
static gboolean
is_settled_by_point (ResiteProbeView *view, const ResiteDirectoryVisit *visit,
                     const ResiteDirectoryAim *aim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records =
      resite_directory_list_records (visit->directory, aim, cancellable, &error);
  const ResiteDirectoryRecord *point, *site;

  if (records == NULL)
    {
      resite_probe_settle_error (view, error);
      return TRUE;
    }
  point = resite_directory_pick_record (records, FALSE);
  site = resite_directory_pick_record (records, TRUE);
  if (point == NULL)
    return FALSE;
  if (site != NULL && point->created < site->created)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s has %s, but it is older than %s: it is the former server's. "
                                  "Delete it; SMS writes a new one."),
                               visit->name, point->dn, site->name));
  else
    resite_probe_settle_good (view, g_strdup_printf (_ ("%s has %s."), visit->name, point->dn));
  return TRUE;
}

static void
look_at_point (ResiteProbeView *view, GPtrArray *visits, GCancellable *cancellable)
{
  g_auto (GStrv) parts = resite_remote_probe_split (view->probe->argument, ", ");
  g_autofree char *name = NULL;
  ResiteDirectoryAim aim;

  if (!take_aim (view, parts, &aim))
    return;
  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];

      if (visit->directory != NULL && is_settled_by_point (view, visit, &aim, cancellable))
        return;
    }
  name = resite_directory_aim_format_management_point (&aim);
  resite_probe_settle_bad (
      view, g_strdup_printf (_ ("No domain controller that was reached has %s. SMS writes it when "
                                "the management point is installed; where it never comes, look at "
                                "the rights of the computer account (W3)."),
                             name));
}

/* Who answers, as whom we are there, and how far its clock is off. */
static void
look_at_way (ResiteProbeView *view, GPtrArray *visits, GCancellable *cancellable)
{
  const ResiteDirectoryVisit *open = find_open (visits);
  g_autofree char *account = resite_directory_describe_account (open->directory);
  const double ahead = resite_directory_get_clock_lead (open->directory) / (double)G_USEC_PER_SEC;
  g_autoptr (GString) silent = g_string_new (NULL);

  for (guint i = 0; i < visits->len; i++)
    {
      const ResiteDirectoryVisit *visit = visits->pdata[i];

      if (visit->directory == NULL)
        g_string_append_printf (silent, "%s%s", silent->len > 0 ? ", " : "", visit->name);
    }
  if (silent->len > 0)
    resite_probe_settle (view, "warning",
                         g_strdup_printf (_ ("%s answers; as %s; its clock is %+.0f s off. Not "
                                             "reached: %s."),
                                          open->name, account, ahead, silent->str));
  else
    resite_probe_settle_good (view,
                              g_strdup_printf (_ ("%s answers; as %s; its clock is %+.0f s off."),
                                               open->name, account, ahead));
}

typedef struct
{
  const char *type;
  void (*look) (ResiteProbeView *view, GPtrArray *visits, GCancellable *cancellable);
} DirectoryLook;

static const DirectoryLook looks[] = {
  { "container-rights", look_at_rights },
  { "records-gone", look_at_records },
  { "point-recorded", look_at_point },
  { "directory-reach", look_at_way },
};

static const DirectoryLook *
find_look (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_str_equal (looks[i].type, type))
      return &looks[i];
  return NULL;
}

gboolean
resite_probe_needs_directory (const ResiteProbe *probe)
{
  g_return_val_if_fail (probe != NULL, FALSE);

  return resite_probe_is_of_directory (probe->type);
}

gboolean
resite_probe_is_of_directory (const char *type)
{
  return find_look (type) != NULL;
}

void
resite_probe_look_at_directory (ResiteProbeView *view, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) visits = NULL;

  if (view->directory == NULL)
    {
      resite_probe_settle_unknown (
          view, g_strdup (_ ("Only a person can say this: look, and say what you see.")));
      return;
    }
  visits = resite_directory_place_visit (view->directory, cancellable, &error);
  if (visits != NULL)
    find_look (view->probe->type)->look (view, visits, cancellable);
  else
    resite_probe_settle_error (view, error);
}
