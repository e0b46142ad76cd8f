/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-move-back"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-deed-aside.h"
#include "resite-error.h"

/* Where a folder is, on either side. */
static gboolean
look_both_ways (ResiteDeed *deed, const ResiteAsideScene *scene, const char *name, gboolean *aside,
                gboolean *back, GError **error)
{
  g_autofree char *from = g_strconcat (scene->old, "/", name, NULL);
  g_autofree char *to = g_strconcat (scene->folder, "/", name, NULL);

  return resite_aside_scene_is_there (deed, scene, from, aside, error) &&
         resite_aside_scene_is_there (deed, scene, to, back, error);
}

static ResiteSight
look_folder (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };
  gboolean aside, back;

  if (!resite_aside_scene_open (deed, &scene, error) ||
      !look_both_ways (deed, &scene, stage, &aside, &back, error))
    return RESITE_SIGHT_ERROR;
  if (aside || !back)
    return RESITE_SIGHT_OPEN;
  resite_deed_say (deed, g_strdup (_ ("It was moved before; looked again.")));
  return RESITE_SIGHT_DONE;
}

static gboolean
prove_folder (ResiteDeed *deed, const ResiteAsideScene *scene, const char *name, GError **error)
{
  gboolean aside, back;

  if (!look_both_ways (deed, scene, name, &aside, &back, error))
    return FALSE;
  if (!aside && back)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
               _ ("The server said that %s was moved, but it is not where it should be now. Look "
                  "there."),
               name);
  return FALSE;
}

static gboolean
act_folder (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };

  if (!resite_aside_scene_open (deed, &scene, error) ||
      !resite_aside_move (scene.root, scene.old, stage, scene.folder,
                          resite_deed_get_cancellable (deed), error) ||
      !prove_folder (deed, &scene, stage, error))
    return FALSE;
  resite_deed_say (
      deed, g_strdup_printf (_ ("It is in %s now."), resite_deed_get_value (deed, "folder")));
  return TRUE;
}

static const ResiteDeedStage stage_folder = { look_folder, NULL, act_folder, .apart = TRUE };

static gboolean
check_built (ResiteDeed *deed, const ResiteAsideScene *scene, GError **error)
{
  g_autofree char *built = g_strconcat (scene->folder, "/", scene->built, NULL);
  gboolean there;

  if (!resite_aside_scene_is_there (deed, scene, built, &there, error))
    return FALSE;
  if (!there)
    g_set_error (
        error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
        _ ("SMS has not built %s in %s yet, so nothing was moved. Send that package first."),
        scene->built, resite_deed_get_value (deed, "folder"));
  return there;
}

static gboolean
act_before (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };
  g_autoptr (GPtrArray) names = NULL;

  if (!resite_aside_scene_open (deed, &scene, error) || !check_built (deed, &scene, error))
    return FALSE;
  names = resite_aside_list (scene.root, scene.old, resite_deed_get_cancellable (deed), error);
  if (names == NULL)
    return FALSE;
  resite_aside_scene_plan_folders (deed, &scene, names, &stage_folder);
  resite_deed_say (
      deed, g_strdup_printf (ngettext ("%u folder is in it.", "%u folders are in it.", names->len),
                             names->len));
  return TRUE;
}

static gboolean
prove (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };

  if (!resite_aside_scene_open (deed, &scene, error) ||
      !resite_aside_may_delete (scene.root, scene.old, scene.folder, scene.built, FALSE,
                                resite_deed_get_cancellable (deed), error))
    return FALSE;
  resite_deed_say (
      deed, g_strdup_printf (_ ("Looked again: one folder is left, the old %s."), scene.built));
  return TRUE;
}

static const ResiteDeedStage stage_before = { NULL, NULL, act_before };
static const ResiteDeedStage stage_proof = { NULL, NULL, prove };

static void
plan_move (ResiteDeed *deed)
{
  resite_aside_scene_plan_identity (deed);
  resite_deed_add_stage (deed, "before", &stage_before);
  resite_deed_add_stage (deed, "proof", &stage_proof);
}

const ResiteDeedKind resite_deed_move_back = { "move-back",
                                               N_ ("Move the folders back into the share"),
                                               resite_aside_scene_check, plan_move, NULL };
