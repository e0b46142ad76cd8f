/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-aside"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-aside.h"
#include "resite-error.h"

/* A folder in a folder deeper than Windows itself could open by its name. */
#define DEPTH_LIMIT 128

void
resite_aside_folder_free (ResiteAsideFolder *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->state);
  g_free (self->is);
  g_free (self->message);
  g_free (self);
}

static char *
join (const char *folder, const char *name)
{
  return *folder != '\0' ? g_strconcat (folder, "/", name, NULL) : g_strdup (name);
}

static gboolean
is_same_name (const char *a, const char *b)
{
  g_autofree char *first = g_utf8_casefold (a, -1);
  g_autofree char *second = g_utf8_casefold (b, -1);

  return g_str_equal (first, second);
}

GPtrArray *
resite_aside_list (ResiteFolder *root, const char *old, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) infos = resite_folder_list (root, old, cancellable, error);
  GPtrArray *names;

  if (infos == NULL)
    return NULL;
  names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < infos->len; i++)
    {
      const ResiteFileInfo *info = infos->pdata[i];
      const char *slash = strrchr (info->name, '/');

      if (info->type == RESITE_FILE_FOLDER)
        g_ptr_array_add (names, g_strdup (slash != NULL ? slash + 1 : info->name));
    }
  return names;
}

gboolean
resite_aside_has (GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (is_same_name (names->pdata[i], name))
      return TRUE;
  return FALSE;
}

ResitePermissions *
resite_aside_read_model (ResiteFolder *root, const char *model, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (ResitePermissions) read =
      resite_folder_read_permissions (root, model, cancellable, error);
  g_autoptr (ResitePermissions) wanted =
      read != NULL ? resite_permissions_dup_for_setting (read) : NULL;

  if (wanted == NULL)
    {
      g_prefix_error (error, _ ("The model %s: "), model);
      return NULL;
    }
  if (!resite_permissions_may_be_set (wanted, error))
    {
      g_prefix_error (error, _ ("The folder %s cannot be the model. "), model);
      return NULL;
    }
  return g_steal_pointer (&wanted);
}

/* (transfer full): all that differs in one line. */
static char *
tell_differences (GPtrArray *differences)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  if (differences->len == 0)
    return g_strdup (_ ("As the model"));
  for (guint i = 0; i < differences->len; i++)
    g_ptr_array_add (texts, ((ResitePermissionDifference *)differences->pdata[i])->text);
  g_ptr_array_add (texts, NULL);
  return g_strjoinv ("; ", (char **)texts->pdata);
}

static const char *
judge (GPtrArray *differences)
{
  if (differences->len == 0)
    return "ok";
  return ((ResitePermissionDifference *)differences->pdata[0])->minor ? "warning" : "failed";
}

ResiteAsideFolder *
resite_aside_compare (ResiteFolder *root, const char *old, const char *name,
                      const ResitePermissions *model, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = join (old, name);
  GError *local = NULL;
  g_autoptr (ResitePermissions) is =
      resite_folder_read_permissions (root, path, cancellable, &local);
  ResiteAsideFolder *folder;

  if (is == NULL && (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
                     resite_error_is_of_line (local)))
    {
      g_propagate_error (error, local);
      return NULL;
    }
  folder = g_new0 (ResiteAsideFolder, 1);
  folder->name = g_strdup (name);
  if (is != NULL)
    {
      g_autoptr (GPtrArray) differences = resite_permissions_compare (is, model);

      folder->state = g_strdup (judge (differences));
      folder->is = resite_permissions_describe (is);
      folder->message = tell_differences (differences);
      return folder;
    }
  folder->state = g_strdup ("unknown");
  folder->message = g_strdup (local->message);
  g_error_free (local);
  return folder;
}

typedef struct
{
  ResiteFolder *root;
  GCancellable *cancellable;
  guint count;
} Walk;

static gboolean reset_below (Walk *walk, const char *path, const ResitePermissions *folder,
                             const ResitePermissions *file, guint depth, GError **error);

static gboolean
check_walk (Walk *walk, guint depth, const char *path, GError **error)
{
  if (depth <= DEPTH_LIMIT)
    return !g_cancellable_set_error_if_cancelled (walk->cancellable, error);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
               _ ("%s lies too deep; a folder may lead round in a circle."), path);
  return FALSE;
}

/* Links lead elsewhere; what they are is left as it is. */
static gboolean
reset_entry (Walk *walk, const ResiteFileInfo *info, const ResitePermissions *folder,
             const ResitePermissions *file, guint depth, GError **error)
{
  if (info->type == RESITE_FILE_OTHER)
    return TRUE;
  if (info->type == RESITE_FILE_FOLDER &&
      !reset_below (walk, info->name, folder, file, depth + 1, error))
    return FALSE;
  walk->count++;
  return resite_folder_write_permissions (walk->root, info->name,
                                          info->type == RESITE_FILE_FOLDER ? folder : file,
                                          walk->cancellable, error);
}

static gboolean
reset_below (Walk *walk, const char *path, const ResitePermissions *folder,
             const ResitePermissions *file, guint depth, GError **error)
{
  g_autoptr (GPtrArray) infos = NULL;

  if (!check_walk (walk, depth, path, error))
    return FALSE;
  infos = resite_folder_list (walk->root, path, walk->cancellable, error);
  if (infos == NULL)
    return FALSE;
  for (guint i = 0; i < infos->len; i++)
    if (!check_walk (walk, depth, path, error) ||
        !reset_entry (walk, infos->pdata[i], folder, file, depth, error))
      return FALSE;
  return TRUE;
}

/* Entries that reach nothing below would leave the files there to nobody. */
static gboolean
check_reach (const ResitePermissions *below, GError **error)
{
  if (resite_permissions_may_be_set (below, NULL))
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
                       _ ("The permissions of the model do not reach what lies below it, so they "
                          "cannot be set on a whole folder. Set them by hand."));
  return FALSE;
}

gboolean
resite_aside_reset (ResiteFolder *root, const char *path, const ResitePermissions *model,
                    guint *n_below, GCancellable *cancellable, GError **error)
{
  Walk walk = { root, cancellable };
  g_autoptr (ResitePermissions) file = resite_permissions_dup_for_below (model, FALSE, NULL);
  g_autoptr (ResitePermissions) folder = resite_permissions_dup_for_below (model, TRUE, NULL);
  gboolean done;

  done = check_reach (file, error) && check_reach (folder, error) &&
         reset_below (&walk, path, folder, file, 0, error) &&
         resite_folder_write_permissions (root, path, model, cancellable, error);
  *n_below = walk.count;
  return done;
}

static gboolean
is_there (ResiteFolder *root, const char *path, gboolean *there, GCancellable *cancellable,
          GError **error)
{
  GError *local = NULL;
  ResiteFileInfo *info = resite_folder_query (root, path, cancellable, &local);

  *there = info != NULL;
  resite_file_info_free (info);
  if (*there || g_error_matches (local, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    {
      g_clear_error (&local);
      return TRUE;
    }
  g_propagate_error (error, local);
  return FALSE;
}

gboolean
resite_aside_move (ResiteFolder *root, const char *old, const char *name, const char *folder,
                   GCancellable *cancellable, GError **error)
{
  g_autofree char *from = join (old, name);
  g_autofree char *to = join (folder, name);
  gboolean there;

  if (!is_there (root, to, &there, cancellable, error))
    return FALSE;
  if (there)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_EXISTS,
                   _ ("%s has a folder %s already, which is newer and stays as it is. The old one "
                      "stays in %s."),
                   folder, name, old);
      return FALSE;
    }
  return resite_folder_rename (root, from, to, error);
}

/* (transfer full): what else than @built's twin lies in @old, "A, B"; "" nothing. */
static char *
list_others (GPtrArray *infos, const char *old, const char *built, gboolean *twin)
{
  GString *others = g_string_new (NULL);
  const gsize prefix = strlen (old) + 1;

  *twin = FALSE;
  for (guint i = 0; i < infos->len; i++)
    {
      const ResiteFileInfo *info = infos->pdata[i];
      const char *name = info->name + prefix;

      if (info->type == RESITE_FILE_FOLDER && is_same_name (name, built))
        *twin = TRUE;
      else
        g_string_append_printf (others, "%s%s", others->len > 0 ? ", " : "", name);
    }
  return g_string_free (others, FALSE);
}

static gboolean
judge_rest (const char *others, gboolean twin, gboolean may_be_empty, const char *old,
            const char *built, GError **error)
{
  if (*others != '\0')
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                 _ ("In %s there is more than %s: %s. Nothing was deleted. Find out why it was not "
                    "moved."),
                 old, built, others);
  else if (!twin && !may_be_empty)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                 _ ("%s is empty, though the old folder of %s should be left in it. Nothing was "
                    "deleted. Look where it went."),
                 old, built);
  else
    return TRUE;
  return FALSE;
}

gboolean
resite_aside_may_delete (ResiteFolder *root, const char *old, const char *folder, const char *built,
                         gboolean may_be_empty, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = join (folder, built);
  g_autoptr (GPtrArray) infos = NULL;
  g_autofree char *others = NULL;
  gboolean there, twin;

  if (is_same_name (old, folder) || *old == '\0' || *built == '\0')
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                           _ ("The folder put aside and the share's are the same. Nothing was "
                              "deleted."));
      return FALSE;
    }
  if (!is_there (root, path, &there, cancellable, error))
    return FALSE;
  if (!there)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
                   _ ("%s is not in %s, so its old twin is the only one. Nothing was deleted."),
                   built, folder);
      return FALSE;
    }
  infos = resite_folder_list (root, old, cancellable, error);
  if (infos == NULL)
    return FALSE;
  others = list_others (infos, old, built, &twin);
  return judge_rest (others, twin, may_be_empty, old, built, error);
}

static gboolean
delete_tree (Walk *walk, const char *path, guint depth, GError **error)
{
  g_autoptr (GPtrArray) infos = NULL;

  if (!check_walk (walk, depth, path, error))
    return FALSE;
  infos = resite_folder_list (walk->root, path, walk->cancellable, error);
  if (infos == NULL)
    return FALSE;
  for (guint i = 0; i < infos->len; i++)
    {
      const ResiteFileInfo *info = infos->pdata[i];

      if (!check_walk (walk, depth, path, error))
        return FALSE;
      if (info->type == RESITE_FILE_FOLDER ? !delete_tree (walk, info->name, depth + 1, error)
                                           : !resite_folder_remove (walk->root, info->name, error))
        return FALSE;
      walk->count += info->type != RESITE_FILE_FOLDER;
    }
  walk->count++;
  return resite_folder_remove (walk->root, path, error);
}

gboolean
resite_aside_delete (ResiteFolder *root, const char *old, const char *folder, const char *built,
                     gboolean may_be_empty, guint *n_deleted, GCancellable *cancellable,
                     GError **error)
{
  Walk walk = { root, cancellable };
  gboolean done =
      resite_aside_may_delete (root, old, folder, built, may_be_empty, cancellable, error);
  g_autofree char *twin = join (old, built);
  gboolean there = FALSE;

  done = done && is_there (root, twin, &there, cancellable, error) &&
         (!there || delete_tree (&walk, twin, 0, error));
  /* Only an empty folder goes: what came meanwhile stays. */
  done = done && resite_folder_remove (root, old, error);
  *n_deleted = walk.count;
  return done;
}
