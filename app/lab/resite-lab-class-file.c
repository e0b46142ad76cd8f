/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-class"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "resite-dos-attribute.h"
#include "resite-lab-class-table.h"
#include "resite-lab-path.h"
#include "resite-lab-world-private.h"

/* Files and folders of a machine are real ones below its folder. As on Windows, names come in small
 * letters. */

enum
{
  DONE = 0,
  ACCESS_DENIED = 2,
  UNSPECIFIED = 8,
  INVALID_NAME = 9,
  EXISTS = 10,
  OTHER_DRIVE = 13,
  NOT_EMPTY = 14,
  SHARING_VIOLATION = 15,
  BAD_PARAMETER = 21
};

static const ResiteLabProperty properties[] = {
  { "Archive", BOOLEAN, "true" },
  { "Caption", TEXT, NULL },
  { "Drive", TEXT, NULL },
  { "Extension", TEXT, NULL },
  { "FileName", TEXT, NULL },
  { "FileSize", NUMBER, NULL },
  { "FileType", TEXT, NULL },
  { "Hidden", BOOLEAN, "false" },
  { "LastModified", RESITE_LAB_TIME, NULL },
  { "Name", TEXT, NULL },
  { "Path", TEXT, NULL },
  { "Readable", BOOLEAN, "true" },
  { "System", BOOLEAN, "false" },
  { "Writeable", BOOLEAN, "true" },
  { NULL },
};

static void
set_names (ResiteCimObject *row, const char *windows_path)
{
  g_autofree char *name = g_utf8_strdown (windows_path, -1);
  const char *last = strrchr (name, '\\') + 1;
  const char *dot = strrchr (last, '.');
  g_autofree char *drive = g_strndup (name, 2);
  g_autofree char *path = g_strndup (name + 2, last - name - 2);
  g_autofree char *base = dot != NULL ? g_strndup (last, dot - last) : g_strdup (last);

  resite_cim_object_set_string (row, "Caption", name);
  resite_cim_object_set_string (row, "Name", name);
  resite_cim_object_set_string (row, "Drive", drive);
  resite_cim_object_set_string (row, "Path", path);
  resite_cim_object_set_string (row, "FileName", base);
  resite_cim_object_set_string (row, "Extension", dot != NULL ? dot + 1 : "");
}

/* As the lab keeps it: by the rights to write, or the attribute that stands for them. */
static gboolean
is_read_only (const char *path, const struct stat *info)
{
  gboolean read_only = FALSE;

  return (info->st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0 ||
         (resite_dos_attribute_get_read_only (path, &read_only) && read_only);
}

static void
set_facts (ResiteCimObject *row, const char *path, const struct stat *info)
{
  g_autofree char *time =
      g_strdup_printf ("%" G_GINT64_FORMAT, (gint64)info->st_mtim.tv_sec * G_USEC_PER_SEC +
                                                info->st_mtim.tv_nsec / 1000);

  resite_cim_object_take (row, "LastModified", resite_lab_class_make_value (RESITE_LAB_TIME, time));
  resite_cim_object_set_string (row, "FileType", S_ISDIR (info->st_mode) ? "File Folder" : "File");
  if (!S_ISDIR (info->st_mode))
    resite_cim_object_set_int (row, "FileSize", info->st_size);
  resite_cim_object_set_boolean (row, "Writeable", !is_read_only (path, info));
}

static void
add_row (const ResiteLabClass *self, ResiteLabMachine *machine, const char *path,
         const char *windows_path, GPtrArray *rows)
{
  const gboolean wants_folders = g_str_equal (self->name, "Win32_Directory");
  struct stat info;
  ResiteCimObject *row;

  if (stat (path, &info) != 0 || (S_ISDIR (info.st_mode) != 0) != wants_folders)
    return;
  row = resite_lab_class_make_row (self, machine, NULL);
  set_names (row, windows_path);
  set_facts (row, path, &info);
  g_ptr_array_add (rows, row);
}

static void
walk (const ResiteLabClass *self, ResiteLabMachine *machine, const char *path,
      const char *windows_path, GPtrArray *rows)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);
      g_autofree char *windows_below = resite_lab_path_complete (windows_path, name);

      add_row (self, machine, below, windows_below, rows);
      if (g_file_test (below, G_FILE_TEST_IS_DIR))
        walk (self, machine, below, windows_below, rows);
    }
}

static void
list_all (const ResiteLabClass *self, ResiteLabMachine *machine, GPtrArray *rows)
{
  for (char letter = 'C'; letter <= 'Z'; letter++)
    {
      const char root[] = { letter, ':', '\\', '\0' };
      g_autofree char *path = resite_lab_machine_find_path (machine, root);

      if (path == NULL)
        continue;
      add_row (self, machine, path, root, rows);
      walk (self, machine, path, root, rows);
    }
}

static void
list (const ResiteLabClass *self, ResiteLabMachine *machine, const char *wanted, GPtrArray *rows)
{
  g_autofree char *path = NULL;
  g_autofree char *whole = NULL;

  if (wanted == NULL)
    {
      list_all (self, machine, rows);
      return;
    }
  if (!g_ascii_isalpha (wanted[0]) || wanted[1] != ':' || wanted[2] != '\\')
    return;
  whole = resite_lab_path_complete ("C:\\", wanted);
  path = resite_lab_machine_find_path (machine, whole);
  /* A path with a backslash at its end names nothing, but for the root of a drive. */
  if (path != NULL && strlen (whole) == strlen (wanted))
    add_row (self, machine, path, whole, rows);
}

static void
list_in (const ResiteLabClass *self, ResiteLabMachine *machine, const char *drive, const char *path,
         GPtrArray *rows)
{
  g_autofree char *asked = g_strconcat (drive, path, NULL);
  g_autofree char *whole = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (GDir) directory = NULL;
  const char *name;

  if (!g_ascii_isalpha (drive[0]) || !g_str_equal (drive + 1, ":") || *path != '\\')
    return;
  whole = resite_lab_path_complete ("C:\\", asked);
  folder = resite_lab_machine_find_path (machine, whole);
  if (folder == NULL)
    return;
  /* The root of a drive lies in itself. */
  if (g_str_equal (path, "\\"))
    add_row (self, machine, folder, whole, rows);
  directory = g_dir_open (folder, 0, NULL);
  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *below = g_build_filename (folder, name, NULL);
      g_autofree char *windows_below = resite_lab_path_complete (whole, name);

      add_row (self, machine, below, windows_below, rows);
    }
}

static guint32
code_from_errno (int error)
{
  switch (error)
    {
    case EEXIST:
      return EXISTS;
    case ENOTEMPTY:
      return NOT_EMPTY;
    case ENOENT:
    case ENOTDIR:
      return INVALID_NAME;
    case EACCES:
    case EPERM:
      return ACCESS_DENIED;
    case EXDEV:
      return OTHER_DRIVE;
    default:
      return UNSPECIFIED;
    }
}

static char *
find_own_path (ResiteLabCall *call)
{
  return resite_lab_machine_find_path (call->machine,
                                       resite_cim_object_get_string (call->keys, "Name"));
}

static guint32
call_rename (ResiteLabCall *call)
{
  const char *wanted = resite_cim_object_get_string (call->in, "FileName");
  const char *name = resite_cim_object_get_string (call->keys, "Name");
  g_autofree char *from = find_own_path (call);
  g_autofree char *to = NULL;

  if (wanted == NULL || wanted[0] == '\0' || wanted[1] != ':')
    return BAD_PARAMETER;
  if (resite_lab_world_get_fault (call->machine->world, "folder-busy") != NULL)
    return SHARING_VIOLATION;
  if (g_ascii_toupper (*wanted) != g_ascii_toupper (*name))
    return OTHER_DRIVE;
  to = resite_lab_machine_find_path (call->machine, wanted);
  if (to == NULL)
    return INVALID_NAME;
  if (g_file_test (to, G_FILE_TEST_EXISTS))
    return EXISTS;
  return g_rename (from, to) == 0 ? DONE : code_from_errno (errno);
}

static guint32
call_delete (ResiteLabCall *call)
{
  g_autofree char *path = find_own_path (call);

  /* The real one takes a whole tree with it. Nobody has to try that out here. */
  return g_remove (path) == 0 ? DONE : code_from_errno (errno);
}

static const ResiteLabMethod methods[] = {
  { "Rename", FALSE, call_rename },
  { "Delete", FALSE, call_delete },
  { NULL },
};

static const ResiteLabClass file = {
  .space = "root/cimv2",
  .name = "CIM_DataFile",
  .bases = "CIM_LogicalFile",
  .keys = "Name",
  .properties = properties,
  .list = list,
  .list_in = list_in,
  .methods = methods,
};

static const ResiteLabClass folder = {
  .space = "root/cimv2",
  .name = "Win32_Directory",
  .bases = "CIM_Directory,CIM_LogicalFile",
  .keys = "Name",
  .properties = properties,
  .list = list,
  .list_in = list_in,
  .methods = methods,
};

const ResiteLabClass *const resite_lab_classes_file[] = { &file, &folder, NULL };
