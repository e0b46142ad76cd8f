/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-cim"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-folder-cim.h"
#include "resite-windows-private.h"

struct _ResiteFolderCim
{
  GObject parent_instance;

  ResiteCim *cim;
  char *path; /* without a backslash at its end: "E:" */
  GCancellable *cancellable;
};

static void resite_folder_cim_init_folder (ResiteFolderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteFolderCim, resite_folder_cim, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_FOLDER,
                                                      resite_folder_cim_init_folder))

/* Return values of CIM_LogicalFile's methods and of Win32_LogicalFileSecuritySetting's, as Microsoft
 * documents them. */
enum
{
  ACCESS_DENIED = 2,
  EXISTS = 10,
  SHARING = 15
};

static const ResiteWindowsMeaning file_meanings[] = {
  { 8, N_ ("it failed for an unknown reason") },
  { 9, N_ ("the path is wrong, or nothing of this name is there") },
  { EXISTS, N_ ("something of the new name is there already") },
  { 11, N_ ("the disk is not NTFS") },
  { 12, N_ ("the system does not support it") },
  { 13, N_ ("the new path is on another drive") },
  { 14, N_ ("the folder is not empty") },
  { SHARING, N_ ("files in it are open; see who holds them open with \"net file\"") },
  { 17, N_ ("a privilege is missing") },
  { 21, N_ ("a value was not accepted") },
  { 1307, N_ ("the account may not give it to this owner") },
  { 0, NULL },
};

static char *
resite_folder_cim_describe (ResiteFolder *folder)
{
  ResiteFolderCim *self = RESITE_FOLDER_CIM (folder);

  return strchr (self->path, '\\') != NULL ? g_strdup (self->path)
                                           : g_strconcat (self->path, "\\", NULL);
}

/* "E:" + "a/b" → "E:\a\b"; the root of a drive keeps its backslash. */
static char *
make_path (ResiteFolderCim *self, const char *name)
{
  g_autofree char *below = g_strdelimit (g_strdup (name), "/", '\\');

  if (*name == '\0')
    return resite_folder_cim_describe (RESITE_FOLDER (self));
  return g_strconcat (self->path, "\\", below, NULL);
}

/* A file or folder, as rows of two classes. */
static GPtrArray *
select_entry (ResiteFolderCim *self, const char *class_name, const char *path,
              GCancellable *cancellable, GError **error)
{
  g_autofree char *quoted = resite_cim_quote (path);

  return resite_windows_select (self->cim, cancellable, error,
                                "SELECT Name, FileType, FileSize, LastModified, Writeable FROM %s "
                                "WHERE Name = %s",
                                class_name, quoted);
}

/* "E:\A\B": 'E:' and '\A\B\'. */
static GPtrArray *
select_below (ResiteFolderCim *self, const char *class_name, const char *path,
              GCancellable *cancellable, GError **error)
{
  g_autofree char *drive = g_strndup (path, 2);
  const char *rest = path + 2;
  g_autofree char *folder =
      g_str_has_suffix (rest, "\\") ? g_strdup (rest) : g_strconcat (rest, "\\", NULL);
  g_autofree char *quoted_drive = resite_cim_quote (drive);
  g_autofree char *quoted_folder = resite_cim_quote (folder);

  return resite_windows_select (self->cim, cancellable, error,
                                "SELECT Name, FileType, FileSize, LastModified, Writeable FROM %s "
                                "WHERE Drive = %s AND Path = %s",
                                class_name, quoted_drive, quoted_folder);
}

static ResiteFileInfo *
make_info (const char *name, ResiteCimObject *row, ResiteFileType type)
{
  ResiteFileInfo *info = g_new0 (ResiteFileInfo, 1);
  ResiteCimValue *modified = resite_cim_object_get (row, "LastModified");

  info->name = g_strdup (name);
  info->type = type;
  info->size = type == RESITE_FILE_PLAIN
                   ? (guint64)MAX (resite_cim_object_get_int (row, "FileSize", 0), 0)
                   : 0;
  if (modified == NULL || !resite_cim_value_get_time (modified, &info->modified))
    info->modified = 0;
  info->read_only =
      type == RESITE_FILE_PLAIN && !resite_cim_object_get_boolean (row, "Writeable", TRUE);
  info->attributes = info->read_only ? RESITE_DOS_READ_ONLY : 0;
  return info;
}

/* A folder that is renamed keeps the name that we say: the ID of a package is in capitals, however
 * Windows tells it. */
static char *
spell (const char *name)
{
  if (strlen (name) != 8)
    return g_strdup (name);
  for (guint i = 0; i < 8; i++)
    if (i < 3 ? !g_ascii_isalnum (name[i]) : !g_ascii_isxdigit (name[i]))
      return g_strdup (name);
  return g_ascii_strup (name, -1);
}

static gboolean
add_rows (GPtrArray *infos, GPtrArray *rows, const char *folder, ResiteFileType type)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const char *path = resite_cim_object_get_string (rows->pdata[i], "Name");
      const char *last = path != NULL ? strrchr (path, '\\') : NULL;
      g_autofree char *spelled = NULL;
      g_autofree char *name = NULL;

      /* The root of a drive is told as lying in itself. */
      if (last == NULL || last[1] == '\0')
        continue;
      spelled = spell (last + 1);
      name = *folder != '\0' ? g_strconcat (folder, "/", spelled, NULL) : g_strdup (spelled);
      g_ptr_array_add (infos, make_info (name, rows->pdata[i], type));
    }
  return rows != NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ResiteFileInfo *const *)a)->name, (*(ResiteFileInfo *const *)b)->name);
}

static gboolean
check_there (ResiteFolderCim *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = select_entry (self, "Win32_Directory", path, cancellable, error);

  if (rows != NULL && rows->len == 0)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("There is no folder %s."), path);
  return rows != NULL && rows->len > 0;
}

static GPtrArray *
resite_folder_cim_list (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                        GError **error)
{
  ResiteFolderCim *self = RESITE_FOLDER_CIM (folder);
  g_autofree char *path = make_path (self, name);
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) infos =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_file_info_free);

  folders = select_below (self, "Win32_Directory", path, cancellable, error);
  if (!add_rows (infos, folders, name, RESITE_FILE_FOLDER))
    return NULL;
  files = select_below (self, "CIM_DataFile", path, cancellable, error);
  if (!add_rows (infos, files, name, RESITE_FILE_PLAIN))
    return NULL;
  /* A question for what lies in a folder that is not there has an empty answer, too. */
  if (infos->len == 0 && !check_there (self, path, cancellable, error))
    return NULL;
  g_ptr_array_sort (infos, compare_names);
  return g_steal_pointer (&infos);
}

/* (nullable) without @error: nothing of this name is of the class. */
static ResiteFileInfo *
query_class (ResiteFolderCim *self, const char *class_name, ResiteFileType type, const char *name,
             GCancellable *cancellable, GError **error)
{
  g_autofree char *path = make_path (self, name);
  g_autoptr (GPtrArray) rows = select_entry (self, class_name, path, cancellable, error);

  return rows != NULL && rows->len > 0 ? make_info (name, rows->pdata[0], type) : NULL;
}

static ResiteFileInfo *
resite_folder_cim_query (ResiteFolder *folder, const char *name, GCancellable *cancellable,
                         GError **error)
{
  ResiteFolderCim *self = RESITE_FOLDER_CIM (folder);
  GError *local = NULL;
  ResiteFileInfo *info =
      query_class (self, "Win32_Directory", RESITE_FILE_FOLDER, name, cancellable, &local);

  if (info == NULL && local == NULL)
    info = query_class (self, "CIM_DataFile", RESITE_FILE_PLAIN, name, cancellable, &local);
  if (info == NULL && local == NULL)
    {
      g_autofree char *path = make_path (self, name);

      g_set_error (&local, RESITE_ERROR, RESITE_ERROR_NOT_FOUND, _ ("There is no %s."), path);
    }
  if (local != NULL)
    g_propagate_error (error, local);
  return info;
}

static void
set_file_error (GError **error, const char *what, gint64 code)
{
  GError *local = NULL;

  resite_windows_set_error (&local, what, code, ACCESS_DENIED, file_meanings);
  if (code == EXISTS)
    local->code = RESITE_ERROR_EXISTS;
  else if (code == SHARING)
    local->code = RESITE_ERROR_IN_USE;
  g_propagate_error (error, local);
}

/* The class of what is there; NULL with @error. */
static const char *
find_class (ResiteFolderCim *self, const char *name, GError **error)
{
  g_autoptr (ResiteFileInfo) info =
      resite_folder_cim_query (RESITE_FOLDER (self), name, self->cancellable, error);

  if (info == NULL)
    return NULL;
  return info->type == RESITE_FILE_FOLDER ? "Win32_Directory" : "CIM_DataFile";
}

static gboolean
call (ResiteFolderCim *self, const char *class_name, const char *path, const char *method,
      ResiteCimObject *in, const char *what, GError **error)
{
  g_autoptr (ResiteCimObject) keys = resite_windows_key ("Name", path);
  gint64 code;

  if (!resite_windows_call (self->cim, class_name, keys, method, in, &code, self->cancellable,
                            error))
    return FALSE;
  if (code == 0)
    return TRUE;
  set_file_error (error, what, code);
  return FALSE;
}

static gboolean
resite_folder_cim_rename (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  ResiteFolderCim *self = RESITE_FOLDER_CIM (folder);
  const char *class_name = find_class (self, from, error);
  g_autofree char *path = make_path (self, from);
  g_autofree char *new_path = make_path (self, to);
  g_autoptr (ResiteCimObject) in = resite_windows_key ("FileName", new_path);
  g_autofree char *what = g_strdup_printf (_ ("Rename %s to %s"), path, new_path);

  return class_name != NULL && call (self, class_name, path, "Rename", in, what, error);
}

/* Windows would take a whole tree with its folder; here a folder has to be empty. */
static gboolean
check_empty (ResiteFolderCim *self, const char *name, GError **error)
{
  g_autoptr (GPtrArray) infos =
      resite_folder_cim_list (RESITE_FOLDER (self), name, self->cancellable, error);

  if (infos != NULL && infos->len > 0)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_IN_USE, _ ("Something lies in %s, so it stays."),
                 name);
  return infos != NULL && infos->len == 0;
}

static gboolean
resite_folder_cim_remove (ResiteFolder *folder, const char *name, GError **error)
{
  ResiteFolderCim *self = RESITE_FOLDER_CIM (folder);
  const char *class_name = find_class (self, name, error);
  g_autofree char *path = make_path (self, name);
  g_autofree char *what = g_strdup_printf (_ ("Delete %s"), path);

  if (class_name == NULL ||
      (g_str_equal (class_name, "Win32_Directory") && !check_empty (self, name, error)))
    return FALSE;
  return call (self, class_name, path, "Delete", NULL, what, error);
}

#define SECURITY "Win32_LogicalFileSecuritySetting"

static ResitePermissions *
read_descriptor (ResiteCimObject *out, const char *what, GError **error)
{
  ResiteCimValue *value = resite_cim_object_get (out, "Descriptor");
  ResiteCimObject *descriptor = value != NULL ? resite_cim_value_get_object (value) : NULL;
  const gint64 code = resite_cim_object_get_int (out, "ReturnValue", -1);

  if (code != 0)
    {
      set_file_error (error, what, code);
      return NULL;
    }
  if (descriptor == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                   _ ("%s: the machine's answer has no permissions in it."), what);
      return NULL;
    }
  return resite_permissions_from_cim (descriptor, error);
}

static ResitePermissions *
resite_folder_cim_read_permissions (ResiteFolder *folder, const char *name,
                                    GCancellable *cancellable, GError **error)
{
  ResiteFolderCim *self = RESITE_FOLDER_CIM (folder);
  g_autofree char *path = make_path (self, name);
  g_autofree char *what = g_strdup_printf (_ ("Read the permissions of %s"), path);
  g_autoptr (ResiteCimObject) keys = resite_windows_key ("Path", path);
  g_autoptr (ResiteCimObject) out =
      resite_cim_call (self->cim, RESITE_WINDOWS_SPACE, SECURITY, keys, "GetSecurityDescriptor",
                       NULL, cancellable, error);

  return out != NULL ? read_descriptor (out, what, error) : NULL;
}

static gboolean
resite_folder_cim_write_permissions (ResiteFolder *folder, const char *name,
                                     const ResitePermissions *permissions, GError **error)
{
  ResiteFolderCim *self = RESITE_FOLDER_CIM (folder);
  g_autofree char *path = make_path (self, name);
  g_autofree char *what = g_strdup_printf (_ ("Set the permissions of %s"), path);
  g_autoptr (ResiteCimObject) keys = resite_windows_key ("Path", path);
  g_autoptr (ResiteCimObject) descriptor = resite_permissions_to_cim (permissions);
  g_autoptr (ResiteCimObject) in = resite_cim_object_new (NULL);
  gint64 code;

  resite_cim_object_take (in, "Descriptor", resite_cim_value_new_object (descriptor));
  if (!resite_windows_call (self->cim, SECURITY, keys, "SetSecurityDescriptor", in, &code,
                            self->cancellable, error))
    return FALSE;
  if (code != 0)
    set_file_error (error, what, code);
  return code == 0;
}

static gboolean
resite_folder_cim_get_traits (ResiteFolder *folder, ResiteFolderTraits *traits,
                              GCancellable *cancellable, GError **error)
{
  *traits = (ResiteFolderTraits){ .remote = TRUE,
                                  .round_trip = 1,
                                  .most_at_once = 1,
                                  .ignores_case = TRUE,
                                  .has_permissions = TRUE };
  return TRUE;
}

/* What WMI has no words for. */

static gboolean
refuse (ResiteFolder *folder, const char *name, GError **error)
{
  g_autofree char *path = make_path (RESITE_FOLDER_CIM (folder), name);

  g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
               _ ("%s: contents of files cannot be read or written through WinRM. Let Resite reach "
                  "the files of this machine over SMB."),
               path);
  return FALSE;
}

static ResiteFile *
refuse_read (ResiteFolder *folder, const char *name, GError **error)
{
  refuse (folder, name, error);
  return NULL;
}

static ResiteFile *
refuse_write (ResiteFolder *folder, const char *name, gboolean keep, guint64 size, GError **error)
{
  refuse (folder, name, error);
  return NULL;
}

static gboolean
refuse_replace (ResiteFolder *folder, const char *from, const char *to, GError **error)
{
  return refuse (folder, to, error);
}

static gboolean
refuse_times (ResiteFolder *folder, const char *name, gint64 modified, GError **error)
{
  return refuse (folder, name, error);
}

static gboolean
refuse_read_only (ResiteFolder *folder, const char *name, gboolean read_only, GError **error)
{
  return refuse (folder, name, error);
}

static gboolean
sync_nothing (ResiteFolder *folder, const char *name, GError **error)
{
  return TRUE;
}

static guint64
refuse_space (ResiteFolder *folder, GError **error)
{
  refuse (folder, "", error);
  return 0;
}

static void
resite_folder_cim_finalize (GObject *object)
{
  ResiteFolderCim *self = RESITE_FOLDER_CIM (object);

  g_clear_object (&self->cim);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  G_OBJECT_CLASS (resite_folder_cim_parent_class)->finalize (object);
}

static void
resite_folder_cim_class_init (ResiteFolderCimClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_folder_cim_finalize;
}

static void
resite_folder_cim_init (ResiteFolderCim *self)
{
}

static void
resite_folder_cim_init_folder (ResiteFolderInterface *iface)
{
  iface->describe = resite_folder_cim_describe;
  iface->list = resite_folder_cim_list;
  iface->query = resite_folder_cim_query;
  iface->make_folder = refuse;
  iface->open_read = refuse_read;
  iface->open_write = refuse_write;
  iface->replace = refuse_replace;
  iface->remove = resite_folder_cim_remove;
  iface->set_times = refuse_times;
  iface->set_read_only = refuse_read_only;
  iface->sync_folder = sync_nothing;
  iface->get_free_space = refuse_space;
  iface->get_traits = resite_folder_cim_get_traits;
  iface->rename = resite_folder_cim_rename;
  iface->read_permissions = resite_folder_cim_read_permissions;
  iface->write_permissions = resite_folder_cim_write_permissions;
}

ResiteFolder *
resite_folder_cim_new (ResiteCim *cim, const char *path, GCancellable *cancellable)
{
  ResiteFolderCim *self;
  gsize length;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);
  g_return_val_if_fail (path != NULL && g_ascii_isalpha (path[0]) && path[1] == ':', NULL);

  self = g_object_new (RESITE_TYPE_FOLDER_CIM, NULL);
  self->cim = g_object_ref (cim);
  self->path = g_strdup (path);
  for (length = strlen (self->path); length > 2 && self->path[length - 1] == '\\'; length--)
    self->path[length - 1] = '\0';
  g_set_object (&self->cancellable, cancellable);
  return RESITE_FOLDER (self);
}
