/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-aside.h"
#include "resite-error.h"
#include "resite-folder-cim.h"
#include "resite-ledger.h"
#include "resite-probe-private.h"
#include "resite-windows.h"

typedef struct
{
  ResiteFolder *root;
  char *old, *model; /* below the root */
  char *built;       /* the model's name: its old twin is deleted and not looked at */
} Place;

static void
place_clear (Place *place)
{
  g_clear_object (&place->root);
  g_clear_pointer (&place->old, g_free);
  g_clear_pointer (&place->model, g_free);
  g_clear_pointer (&place->built, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
is_path (const char *path)
{
  return path != NULL && g_ascii_isalpha (path[0]) && path[1] == ':' && path[2] == '\\' &&
         path[3] != '\0';
}

/* "E:\A\B" → "A/B". */
static char *
make_name (const char *path)
{
  return g_strdelimit (g_strdup (path + 3), "\\", '/');
}

/* As a row of the folder's own, with what it is and what it should be beside what differs. */
static void
add_row (ResiteProbeView *view, const ResiteAsideFolder *folder, const char *should)
{
  const gboolean bad = g_str_equal (folder->state, "failed") && view->probe->required;
  ResiteLedgerRow *row;

  /* Where it is only told, so that somebody can choose what to reset, it ends no step. */
  resite_probe_add_found (view, folder->name,
                          bad                                     ? "failed"
                          : g_str_equal (folder->state, "failed") ? "warning"
                                                                  : folder->state,
                          folder->message, -1);
  row = view->found->pdata[view->found->len - 1];
  row->output =
      g_strdup_printf ("is=%s\nshould=%s\n", folder->is != NULL ? folder->is : "", should);
}

static void
settle (ResiteProbeView *view, guint n, guint differing, guint unknown, const char *should)
{
  if (differing > 0)
    resite_probe_settle_bad (
        view, g_strdup_printf (ngettext ("%u of %u folder differs from the model (%s).",
                                         "%u of %u folders differ from the model (%s).", n),
                               differing, n, should));
  else if (unknown > 0)
    resite_probe_settle_unknown (
        view, g_strdup_printf (_ ("%u of %u folders could not be looked at."), unknown, n));
  else
    resite_probe_settle_good (view,
                              g_strdup_printf (ngettext ("%u folder, as the model: %s.",
                                                         "%u folders, all as the model: %s.", n),
                                               n, should));
}

static gboolean
compare_all (ResiteProbeView *view, const Place *place, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResitePermissions) model =
      resite_aside_read_model (place->root, place->model, cancellable, error);
  g_autoptr (GPtrArray) names =
      model != NULL ? resite_aside_list (place->root, place->old, cancellable, error) : NULL;
  g_autofree char *should = model != NULL ? resite_permissions_describe (model) : NULL;
  guint n = 0, differing = 0, unknown = 0;

  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      g_autoptr (ResiteAsideFolder) folder = NULL;

      if (g_ascii_strcasecmp (names->pdata[i], place->built) == 0)
        continue;
      folder = resite_aside_compare (place->root, place->old, names->pdata[i], model, cancellable,
                                     error);
      if (folder == NULL)
        return FALSE;
      add_row (view, folder, should);
      n++;
      differing += g_str_equal (folder->state, "failed");
      unknown += g_str_equal (folder->state, "unknown");
    }
  if (names != NULL)
    settle (view, n, differing, unknown, should);
  return names != NULL;
}

static void
look (ResiteProbeView *view, const Place *place, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!compare_all (view, place, cancellable, &error))
    resite_probe_settle_error (view, error);
}

static gboolean
check_paths (ResiteProbeView *view)
{
  const char *path = view->probe->path;
  const char *model = view->probe->argument;

  if (is_path (path) && is_path (model) && g_ascii_toupper (path[0]) == g_ascii_toupper (model[0]))
    return TRUE;
  resite_probe_settle_unknown (
      view, g_strdup (_ ("The plan does not say which folders of one drive to compare.")));
  return FALSE;
}

/* Through WMI. */
static void
look_there (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (Place) place = { NULL };
  g_autofree char *drive = NULL;

  if (!check_paths (view))
    return;
  drive = g_strndup (view->probe->path, 3);
  place.root = resite_folder_cim_new (cim, drive, cancellable);
  place.old = make_name (view->probe->path);
  place.model = make_name (view->probe->argument);
  place.built = g_path_get_basename (place.model);
  look (view, &place, cancellable);
}

/* Over SMB. The drive may be a folder of its share: what is before the path's own name there is
 * before the model's, too. */
static void
look_in_share (ResiteProbeView *view, GCancellable *cancellable)
{
  g_auto (Place) place = { NULL };
  g_autofree char *tail = NULL;
  g_autofree char *model = NULL;

  if (!check_paths (view))
    return;
  if (view->share == NULL)
    {
      resite_probe_settle_unknown (
          view, g_strdup (_ ("A folder of this desk has no NTFS permissions: only a person at the "
                             "server can say this.")));
      return;
    }
  tail = make_name (view->probe->path);
  model = make_name (view->probe->argument);
  if (!g_str_has_suffix (view->name, tail))
    {
      resite_probe_settle_unknown (view, g_strdup_printf (_ ("%s lies in a share of its own; let "
                                                             "the plan name its drive instead."),
                                                          view->probe->path));
      return;
    }
  place.root = g_object_ref (view->share);
  place.old = g_strdup (view->name);
  place.model =
      g_strdup_printf ("%.*s%s", (int)(strlen (view->name) - strlen (tail)), view->name, model);
  place.built = g_path_get_basename (place.model);
  look (view, &place, cancellable);
}

static void
look_at_open_files (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) users =
      resite_windows_list_share_users (cim, view->probe->path, cancellable, &error);
  guint n_files = 0;

  if (users == NULL)
    {
      resite_probe_settle_error (view, error);
      return;
    }
  for (guint i = 0; i < users->len; i++)
    {
      const ResiteWindowsShareUser *user = users->pdata[i];
      g_autofree char *name = g_strdup_printf ("%s, %s", user->computer, user->user);
      g_autofree char *message = g_strdup_printf (
          ngettext ("%u open file", "%u open files", user->n_files), user->n_files);

      n_files += user->n_files;
      resite_probe_add_found (view, name, user->n_files > 0 ? "warning" : "ok", message, -1);
    }
  if (n_files > 0)
    resite_probe_settle_bad (
        view, g_strdup_printf (ngettext ("%u file is open in it; whoever has it open is cut off "
                                         "when the share is taken away.",
                                         "%u files are open in it; whoever has them open is cut "
                                         "off when the share is taken away.",
                                         n_files),
                               n_files));
  else
    resite_probe_settle_good (view, g_strdup (_ ("No file is open in it.")));
}

const ResiteRemoteProbe resite_remote_probes_share[] = {
  { "permissions", look_there },
  { "open-files", look_at_open_files },
  { NULL },
};

const ResiteFileProbe resite_file_probes_permissions[] = {
  { "file-permissions", look_in_share },
  { NULL },
};
