/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-reset"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-deed-aside.h"
#include "resite-error.h"

static ResitePermissions *
read_model (ResiteDeed *deed, const ResiteAsideScene *scene, GError **error)
{
  g_autofree char *model = g_strconcat (scene->folder, "/", scene->built, NULL);

  return resite_aside_read_model (scene->root, model, resite_deed_get_cancellable (deed), error);
}

static ResiteAsideFolder *
compare (ResiteDeed *deed, const ResiteAsideScene *scene, const char *name, GError **error)
{
  g_autoptr (ResitePermissions) model = read_model (deed, scene, error);

  return model != NULL ? resite_aside_compare (scene->root, scene->old, name, model,
                                               resite_deed_get_cancellable (deed), error)
                       : NULL;
}

/* A reset that was broken off has to be done again even where the folder itself looks right. */
static ResiteSight
look_folder (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };
  g_autoptr (ResiteAsideFolder) folder = NULL;

  if (!resite_aside_scene_open (deed, &scene, error))
    return RESITE_SIGHT_ERROR;
  folder = compare (deed, &scene, stage, error);
  if (folder == NULL)
    return RESITE_SIGHT_ERROR;
  if (resite_deed_get_past (deed, stage) == RESITE_DEED_BEGUN ||
      g_str_equal (folder->state, "failed") || g_str_equal (folder->state, "unknown"))
    return RESITE_SIGHT_OPEN;
  resite_deed_say (deed, g_strdup (folder->message));
  return RESITE_SIGHT_DONE;
}

/* What was there before stays on record; nobody else knows it afterwards. */
static gboolean
prepare_folder (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };
  g_autofree char *former = resite_deed_dup_note (deed, stage, "before");
  g_autoptr (ResitePermissions) is = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  if (former != NULL)
    return TRUE;
  if (!resite_aside_scene_open (deed, &scene, error))
    return FALSE;
  path = g_strconcat (scene.old, "/", stage, NULL);
  is = resite_folder_read_permissions (scene.root, path, resite_deed_get_cancellable (deed), error);
  if (is == NULL)
    return FALSE;
  text = resite_permissions_to_text (is);
  resite_deed_set_note (deed, stage, "before", text);
  return TRUE;
}

static gboolean
act_folder (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };
  g_autoptr (ResitePermissions) model = NULL;
  g_autofree char *path = NULL;
  guint n_below = 0;

  if (!resite_aside_scene_open (deed, &scene, error))
    return FALSE;
  model = read_model (deed, &scene, error);
  path = g_strconcat (scene.old, "/", stage, NULL);
  if (model == NULL || !resite_aside_reset (scene.root, path, model, &n_below,
                                            resite_deed_get_cancellable (deed), error))
    return FALSE;
  resite_deed_say (
      deed, g_strdup_printf (ngettext ("It is as the model now, read again; with %u file or folder "
                                       "below it.",
                                       "It is as the model now, read again; with %u files and "
                                       "folders below it.",
                                       n_below),
                             n_below));
  return TRUE;
}

static const ResiteDeedStage stage_folder = { look_folder, prepare_folder, act_folder,
                                              .apart = TRUE };

static gboolean
check_wanted (GPtrArray *names, GStrv wanted, const char *old, GError **error)
{
  for (guint i = 0; wanted[i] != NULL; i++)
    if (!resite_aside_has (names, wanted[i]))
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                     _ ("There is no folder %s in %s, and nothing was reset."), wanted[i], old);
        return FALSE;
      }
  return TRUE;
}

/* (transfer full): those of @names that are to be reset. */
static GPtrArray *
choose (GPtrArray *names, GStrv wanted)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();

  for (guint i = 0; wanted[i] != NULL; i++)
    g_ptr_array_add (asked, wanted[i]);
  for (guint i = 0; i < names->len; i++)
    if (asked->len == 0 || resite_aside_has (asked, names->pdata[i]))
      g_ptr_array_add (chosen, g_strdup (names->pdata[i]));
  return chosen;
}

static gboolean
plan_chosen (ResiteDeed *deed, const ResiteAsideScene *scene, GError **error)
{
  const gboolean all = resite_deed_is_value (deed, "folders", "all");
  g_auto (GStrv) wanted = all ? g_new0 (char *, 1) : resite_deed_dup_list (deed, "folders");
  g_autoptr (GPtrArray) names =
      resite_aside_list (scene->root, scene->old, resite_deed_get_cancellable (deed), error);
  g_autoptr (GPtrArray) chosen = NULL;

  if (names == NULL || !check_wanted (names, wanted, resite_deed_get_value (deed, "old"), error))
    return FALSE;
  chosen = choose (names, wanted);
  resite_aside_scene_plan_folders (deed, scene, chosen, &stage_folder);
  return TRUE;
}

static gboolean
act_model (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (ResiteAsideScene) scene = { NULL };
  g_autoptr (ResitePermissions) model = NULL;
  g_autofree char *text = NULL;

  if (!resite_aside_scene_open (deed, &scene, error))
    return FALSE;
  model = read_model (deed, &scene, error);
  if (model == NULL)
    return FALSE;
  text = resite_permissions_describe (model);
  /* TRANSLATORS: the permissions of the folder that the others are set like. */
  resite_deed_say (deed, g_strdup_printf (_ ("As it should be: %s"), text));
  return resite_deed_is_value (deed, "folders", "none") || plan_chosen (deed, &scene, error);
}

static const ResiteDeedStage stage_model = { NULL, NULL, act_model };

static void
plan_reset (ResiteDeed *deed)
{
  resite_aside_scene_plan_identity (deed);
  resite_deed_add_stage (deed, "model", &stage_model);
}

const ResiteDeedKind resite_deed_reset = { "reset-permissions",
                                           N_ ("Give the folders the permissions of the model"),
                                           resite_aside_scene_check, plan_reset, NULL };
