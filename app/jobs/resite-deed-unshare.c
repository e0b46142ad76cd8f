/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-unshare"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-deed.h"
#include "resite-error.h"

typedef struct
{
  char *shared; /* the folder that the share leads to, NULL: no share */
  gboolean folder, aside;
} Scene;

static void
scene_clear (Scene *scene)
{
  g_free (scene->shared);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

static gboolean
look_around (ResiteDeed *deed, Scene *scene, GError **error)
{
  GCancellable *cancellable = resite_deed_get_cancellable (deed);
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  GError *local = NULL;

  if (cim == NULL)
    return FALSE;
  scene->shared =
      resite_windows_get_share (cim, resite_deed_get_value (deed, "share"), cancellable, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  return resite_windows_has_folder (cim, resite_deed_get_value (deed, "folder"), &scene->folder,
                                    cancellable, error) &&
         resite_windows_has_folder (cim, resite_deed_get_value (deed, "folder-after"),
                                    &scene->aside, cancellable, error);
}

static gboolean
is_same_folder (const char *a, const char *b)
{
  g_autofree char *first = g_utf8_casefold (a, -1);
  g_autofree char *second = g_utf8_casefold (b, -1);

  return g_str_equal (first, second);
}

/* Both folders there: one of them is not what we think, and neither may be overwritten. */
static gboolean
check_scene (ResiteDeed *deed, const Scene *scene, GError **error)
{
  const char *folder = resite_deed_get_value (deed, "folder");
  const char *after = resite_deed_get_value (deed, "folder-after");

  if (scene->folder && scene->aside)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                 _ ("Both %s and %s are there, and nothing was changed. Look what they are; one of "
                    "them has to go elsewhere first."),
                 folder, after);
  else if (!scene->folder && !scene->aside)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                 _ ("Neither %s nor %s is there, and nothing was changed. Look whether the drive "
                    "letter is right."),
                 folder, after);
  else if (scene->shared != NULL && !is_same_folder (scene->shared, folder))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
                 _ ("The share %s leads to %s, not to %s, and nothing was changed. Look whose it "
                    "is."),
                 resite_deed_get_value (deed, "share"), scene->shared, folder);
  else
    return TRUE;
  return FALSE;
}

/* (transfer full): "BR01PC07, CORP\\user7 (3)"; "": nobody has a file open, or it is not told. */
static char *
list_users (GPtrArray *users)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; users != NULL && i < users->len; i++)
    {
      const ResiteWindowsShareUser *user = users->pdata[i];

      if (user->n_files > 0)
        g_string_append_printf (text, "%s%s, %s (%u)", text->len > 0 ? "; " : "", user->computer,
                                user->user, user->n_files);
    }
  return g_string_free (text, FALSE);
}

/* Whoever has files open is cut off, so somebody is told first; who then goes on knows it. *@unknown
 * (transfer full): why nobody knows who that is. */
static gboolean
tell_open_files (ResiteDeed *deed, const Scene *scene, const char *stage, char **unknown,
                 GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  g_autoptr (GPtrArray) users = NULL;
  g_autofree char *now = NULL;
  g_autofree char *told = resite_deed_dup_note (deed, stage, "told");
  g_autoptr (GError) local = NULL;

  if (cim == NULL)
    return FALSE;
  if (scene->shared == NULL)
    return TRUE;
  users = resite_windows_list_share_users (cim, resite_deed_get_value (deed, "share"),
                                           resite_deed_get_cancellable (deed), &local);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (local, RESITE_ERROR, RESITE_ERROR_UNREACHABLE) ||
      g_error_matches (local, RESITE_ERROR, RESITE_ERROR_TIMED_OUT))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *unknown = local != NULL ? g_strdup (local->message) : NULL;
  now = list_users (users);
  if (*now == '\0' || g_strcmp0 (now, told) == 0)
    return TRUE;
  resite_deed_set_note (deed, stage, "told", now);
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
      _ ("Files of the share are open at: %s. Nothing was changed. Let them be closed, and "
         "try again. If they are still open then, they are cut off."),
      now);
  return FALSE;
}

static void
say_scene (ResiteDeed *deed, const Scene *scene, const char *unknown)
{
  if (!scene->folder)
    resite_deed_say (deed, g_strdup (_ ("The folder was put aside before.")));
  else if (unknown != NULL)
    resite_deed_say (deed, g_strdup_printf (_ ("Share and folder are as expected. Who has files of "
                                               "the share open could not be found out: %s"),
                                            unknown));
  else
    resite_deed_say (deed, g_strdup (_ ("Share and folder are as expected.")));
}

static gboolean
act_scene (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (Scene) scene = { NULL };
  g_autofree char *unknown = NULL;

  if (!look_around (deed, &scene, error) || !check_scene (deed, &scene, error) ||
      !tell_open_files (deed, &scene, stage, &unknown, error))
    return FALSE;
  say_scene (deed, &scene, unknown);
  return TRUE;
}

static ResiteSight
look_share (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (Scene) scene = { NULL };

  if (!look_around (deed, &scene, error))
    return RESITE_SIGHT_ERROR;
  return scene.shared == NULL ? RESITE_SIGHT_DONE : RESITE_SIGHT_OPEN;
}

static gboolean
act_share (ResiteDeed *deed, const char *stage, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);

  if (cim == NULL || !resite_windows_delete_share (cim, resite_deed_get_value (deed, "share"),
                                                   resite_deed_get_cancellable (deed), error))
    return FALSE;
  resite_deed_say (deed, g_strdup (_ ("The share was taken away.")));
  return TRUE;
}

static ResiteSight
look_folder (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (Scene) scene = { NULL };

  if (!look_around (deed, &scene, error))
    return RESITE_SIGHT_ERROR;
  return scene.aside && !scene.folder ? RESITE_SIGHT_DONE : RESITE_SIGHT_OPEN;
}

static gboolean
act_folder (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (Scene) scene = { NULL };
  ResiteCim *cim = resite_deed_get_cim (deed, error);

  if (cim == NULL || !look_around (deed, &scene, error) || !check_scene (deed, &scene, error))
    return FALSE;
  if (!resite_windows_rename_folder (cim, resite_deed_get_value (deed, "folder"),
                                     resite_deed_get_value (deed, "folder-after"),
                                     resite_deed_get_cancellable (deed), error))
    {
      if (!resite_error_is_of_line (*error))
        g_prefix_error (error, _ ("The folder could not be renamed; someone may have files open in "
                                  "it (net file shows who): "));
      return FALSE;
    }
  /* TRANSLATORS: the new path. */
  resite_deed_say (deed, g_strdup_printf (_ ("The folder is %s now."),
                                          resite_deed_get_value (deed, "folder-after")));
  return TRUE;
}

static gboolean
prove (ResiteDeed *deed, const char *stage, GError **error)
{
  g_auto (Scene) scene = { NULL };

  if (!look_around (deed, &scene, error))
    return FALSE;
  if (scene.shared != NULL || scene.folder || !scene.aside)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                   _ ("Share or folder came back: somebody or something made them again. Look who, "
                      "then try again."));
      return FALSE;
    }
  resite_deed_say (deed, g_strdup (_ ("Looked again: the share is gone and the folder is aside.")));
  return TRUE;
}

static const ResiteDeedStage stage_scene = { NULL, NULL, act_scene };
static const ResiteDeedStage stage_share = { look_share, NULL, act_share };
static const ResiteDeedStage stage_folder = { look_folder, NULL, act_folder };
static const ResiteDeedStage stage_proof = { NULL, NULL, prove };

static gboolean
check_values (ResiteDeed *deed, GError **error)
{
  return resite_deed_need_values (deed, error, "share", "folder", "folder-after", NULL);
}

static void
plan_unshare (ResiteDeed *deed)
{
  resite_deed_add_stage (deed, "identity", &resite_deed_stage_identity);
  resite_deed_add_stage (deed, "before", &stage_scene);
  resite_deed_add_stage (deed, "share", &stage_share);
  resite_deed_add_stage (deed, "folder", &stage_folder);
  resite_deed_add_stage (deed, "proof", &stage_proof);
}

const ResiteDeedKind resite_deed_unshare = { "unshare",
                                             N_ ("Take the share away and put the folder aside"),
                                             check_values, plan_unshare, NULL };
