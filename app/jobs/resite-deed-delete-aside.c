/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-delete-aside"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-deed-aside.h"
#include "resite-error.h"

/* It was begun, so an empty folder is what it left, and none what it wanted. */
static gboolean
was_begun (ResiteDeed *deed)
{
  return resite_deed_get_past (deed, "delete") != RESITE_DEED_NEW;
}

static ResiteSight
look (ResiteDeed *deed, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };
  gboolean there;

  if (!resite_aside_scene_open (deed, &scene, error) ||
      !resite_aside_scene_is_there (deed, &scene, scene.old, &there, error))
    return RESITE_SIGHT_ERROR;
  return there ? RESITE_SIGHT_OPEN : RESITE_SIGHT_DONE;
}

static ResiteSight
look_left (ResiteDeed *deed, const char *stage, GError **error)
{
  return was_begun (deed) ? look (deed, error) : RESITE_SIGHT_OPEN;
}

static gboolean
act_left (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };

  if (!resite_aside_scene_open (deed, &scene, error) ||
      !resite_aside_may_delete (scene.root, scene.old, scene.folder, scene.built, was_begun (deed),
                                resite_deed_get_cancellable (deed), error))
    return FALSE;
  resite_deed_say (
      deed, g_strdup_printf (_ ("One folder is left, %s, the one that was rebuilt."), scene.built));
  return TRUE;
}

static ResiteSight
look_delete (ResiteDeed *deed, const char *stage, GError **error)
{
  return look (deed, error);
}

static gboolean
act_delete (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };
  guint n_deleted = 0;

  if (!resite_aside_scene_open (deed, &scene, error) ||
      !resite_aside_delete (scene.root, scene.old, scene.folder, scene.built, was_begun (deed),
                            &n_deleted, resite_deed_get_cancellable (deed), error))
    return FALSE;
  resite_deed_say (deed,
                   g_strdup_printf (ngettext ("%u file or folder was deleted.",
                                              "%u files and folders were deleted.", n_deleted),
                                    n_deleted));
  return TRUE;
}

static gboolean
prove (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };
  g_autofree char *built = NULL;
  gboolean old, kept;

  if (!resite_aside_scene_open (deed, &scene, error))
    return FALSE;
  built = g_strconcat (scene.folder, "/", scene.built, NULL);
  if (!resite_aside_scene_is_there (deed, &scene, scene.old, &old, error) ||
      !resite_aside_scene_is_there (deed, &scene, built, &kept, error))
    return FALSE;
  if (old || !kept)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                   _ ("Looked again: %s is %s, and the new %s is %s."),
                   resite_deed_get_value (deed, "old"), old ? _ ("still there") : _ ("gone"),
                   scene.built, kept ? _ ("there") : _ ("gone"));
      return FALSE;
    }
  resite_deed_say (deed,
                   g_strdup_printf (_ ("Looked again: %s is gone, the new %s is where it was."),
                                    resite_deed_get_value (deed, "old"), scene.built));
  return TRUE;
}

static const ResiteDeedStage stage_left = { look_left, NULL, act_left };
static const ResiteDeedStage stage_delete = { look_delete, NULL, act_delete };
static const ResiteDeedStage stage_proof = { NULL, NULL, prove };

static void
plan_delete (ResiteDeed *deed)
{
  resite_aside_scene_plan_identity (deed);
  resite_deed_add_stage (deed, "left", &stage_left);
  resite_deed_add_stage (deed, "delete", &stage_delete);
  resite_deed_add_stage (deed, "proof", &stage_proof);
}

const ResiteDeedKind resite_deed_delete_aside = { "delete-aside",
                                                  N_ ("Delete the folder that was put aside"),
                                                  resite_aside_scene_check, plan_delete, NULL };
