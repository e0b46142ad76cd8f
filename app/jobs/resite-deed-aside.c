/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-aside"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-deed-aside.h"
#include "resite-error.h"
#include "resite-folder-cim.h"

void
resite_aside_scene_clear (ResiteAsideScene *scene)
{
  g_clear_object (&scene->root);
  g_clear_pointer (&scene->old, g_free);
  g_clear_pointer (&scene->folder, g_free);
  g_clear_pointer (&scene->built, g_free);
}

static gboolean
is_path (const char *path)
{
  return g_ascii_isalpha (path[0]) && path[1] == ':' && path[2] == '\\' && path[3] != '\0' &&
         strchr (path, '/') == NULL && strstr (path, "..") == NULL;
}

gboolean
resite_aside_scene_check (ResiteDeed *deed, GError **error)
{
  const char *old, *folder, *built;

  if (!resite_deed_need_values (deed, error, "old", "folder", "built", NULL))
    return FALSE;
  old = resite_deed_get_value (deed, "old");
  folder = resite_deed_get_value (deed, "folder");
  built = resite_deed_get_value (deed, "built");
  if (is_path (old) && is_path (folder) && strpbrk (built, "\\/:*?\"<>|") == NULL &&
      g_ascii_toupper (old[0]) == g_ascii_toupper (folder[0]) &&
      g_ascii_strcasecmp (old, folder) != 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s and %s have to be two folders of one drive, and %s the name of a folder in "
                  "them. Nothing was done."),
               old, folder, built);
  return FALSE;
}

/* "E:\A\B" → "A/B". */
static char *
make_name (const char *path)
{
  char *name = g_strdelimit (g_strdup (path + 3), "\\", '/');

  while (g_str_has_suffix (name, "/"))
    name[strlen (name) - 1] = '\0';
  return name;
}

static ResiteFolder *
open_root (ResiteDeed *deed, const char *path, GError **error)
{
  ResiteFolder *given = resite_deed_get_files (deed);
  g_autofree char *drive = g_strndup (path, 3);
  ResiteCim *cim;

  if (given != NULL)
    return g_object_ref (given);
  cim = resite_deed_get_cim (deed, error);
  return cim != NULL ? resite_folder_cim_new (cim, drive, resite_deed_get_cancellable (deed))
                     : NULL;
}

gboolean
resite_aside_scene_open (ResiteDeed *deed, ResiteAsideScene *scene, GError **error)
{
  scene->root = open_root (deed, resite_deed_get_value (deed, "old"), error);
  if (scene->root == NULL)
    return FALSE;
  scene->old = make_name (resite_deed_get_value (deed, "old"));
  scene->folder = make_name (resite_deed_get_value (deed, "folder"));
  scene->built = g_strdup (resite_deed_get_value (deed, "built"));
  return TRUE;
}

void
resite_aside_scene_plan_identity (ResiteDeed *deed)
{
  if (resite_deed_get_files (deed) == NULL)
    resite_deed_add_stage (deed, "identity", &resite_deed_stage_identity);
}

gboolean
resite_aside_scene_is_there (ResiteDeed *deed, const ResiteAsideScene *scene, const char *name,
                             gboolean *there, GError **error)
{
  GError *local = NULL;
  g_autoptr (ResiteFileInfo) info =
      resite_folder_query (scene->root, name, resite_deed_get_cancellable (deed), &local);

  *there = info != NULL;
  if (*there || g_error_matches (local, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    {
      g_clear_error (&local);
      return TRUE;
    }
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
resite_aside_scene_is_stage (const char *name)
{
  static const char *const names[] = { "identity", "before", "model", "left",
                                       "delete",   "proof",  NULL };

  return g_strv_contains (names, name);
}

static gboolean
is_open_row (const ResiteLedgerRow *row)
{
  return !resite_aside_scene_is_stage (row->name) &&
         (g_str_equal (row->state, "running") || g_str_equal (row->state, "unknown"));
}

void
resite_aside_scene_plan_folders (ResiteDeed *deed, const ResiteAsideScene *scene, GPtrArray *names,
                                 const ResiteDeedStage *stage)
{
  GPtrArray *rows = resite_deed_get_rows (deed);

  for (guint i = 0; i < rows->len; i++)
    if (is_open_row (rows->pdata[i]))
      resite_deed_add_stage (deed, ((ResiteLedgerRow *)rows->pdata[i])->name, stage);
  for (guint i = 0; i < names->len; i++)
    if (g_ascii_strcasecmp (names->pdata[i], scene->built) != 0)
      resite_deed_add_stage (deed, names->pdata[i], stage);
}
