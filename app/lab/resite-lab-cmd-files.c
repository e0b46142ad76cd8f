/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-cmd"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "resite-folder-local.h"
#include "resite-lab-cmd.h"
#include "resite-lab-path.h"
#include "resite-lab-wql.h"

/* Commands on the machine's files, which are real ones below its folder. */

static gint64
fail (ResiteLabCommand *command, const char *text)
{
  resite_lab_command_complain (command, "%s", text);
  return 1;
}

static gint64
fail_syntax (ResiteLabCommand *command)
{
  return fail (command, "The syntax of the command is incorrect.");
}

static gint64
fail_from_errno (ResiteLabCommand *command, int error)
{
  switch (error)
    {
    case EEXIST:
      return fail (command, "A duplicate file name exists, or the file\r\ncannot be found.");
    case ENOTEMPTY:
      return fail (command, "The directory is not empty.");
    case ENOENT:
    case ENOTDIR:
      return fail (command, "The system cannot find the file specified.");
    default:
      return fail (command, "Access is denied.");
    }
}

static gint64
run_cd (ResiteLabCommand *command)
{
  const char *wanted = resite_lab_command_get_argument (command, 0);
  g_autofree char *whole = NULL;
  g_autofree char *path = NULL;

  if (wanted == NULL)
    {
      resite_lab_command_say (command, "%s", resite_lab_program_get_directory (command->program));
      return 0;
    }
  whole = resite_lab_command_complete (command, wanted);
  path = resite_lab_machine_find_path (&command->machine, whole);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    return fail (command, "The system cannot find the path specified.");
  /* To another drive only with /d; without it nothing happens, as in cmd.exe. */
  if (*whole == *resite_lab_program_get_directory (command->program) ||
      resite_lab_command_has (command, "d"))
    resite_lab_program_set_directory (command->program, whole);
  return 0;
}

static gint64
run_md (ResiteLabCommand *command)
{
  const char *wanted = resite_lab_command_get_argument (command, 0);
  g_autofree char *path = NULL;

  if (wanted == NULL)
    return fail_syntax (command);
  path = resite_lab_command_find_path (command, wanted);
  if (path == NULL)
    return fail (command, "The system cannot find the path specified.");
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      resite_lab_command_complain (command, "A subdirectory or file %s already exists.", wanted);
      return 1;
    }
  return g_mkdir_with_parents (path, 0755) == 0 ? 0 : fail_from_errno (command, errno);
}

static gboolean
remove_tree (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;
  gboolean good = TRUE;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      if (g_file_test (below, G_FILE_TEST_IS_DIR) && !g_file_test (below, G_FILE_TEST_IS_SYMLINK))
        good = remove_tree (below) && good;
      else
        good = g_unlink (below) == 0 && good;
    }
  return g_rmdir (path) == 0 && good;
}

static gint64
run_rd (ResiteLabCommand *command)
{
  const char *wanted = resite_lab_command_get_argument (command, 0);
  g_autofree char *path = wanted != NULL ? resite_lab_command_find_path (command, wanted) : NULL;

  if (wanted == NULL)
    return fail_syntax (command);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    return fail (command, "The system cannot find the file specified.");
  if (resite_lab_command_has (command, "s"))
    return remove_tree (path) ? 0 : fail_from_errno (command, EACCES);
  return g_rmdir (path) == 0 ? 0 : fail_from_errno (command, errno);
}

/* "*.PCK" as a pattern of LIKE, with only * and ? special. */
static char *
make_pattern (const char *name)
{
  GString *pattern = g_string_new (NULL);

  if (g_str_equal (name, "*.*"))
    name = "*";
  for (; *name != '\0'; name++)
    {
      if (*name == '*')
        g_string_append_c (pattern, '%');
      else if (*name == '?')
        g_string_append_c (pattern, '_');
      else if (strchr ("%_[", *name) != NULL)
        g_string_append_printf (pattern, "[%c]", *name);
      else
        g_string_append_c (pattern, *name);
    }
  return g_string_free (pattern, FALSE);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (*(const char *const *)a, *(const char *const *)b);
}

/* (transfer full): names in @folder that fit, sorted. */
static GPtrArray *
list_names (const char *folder, const char *wanted)
{
  g_autofree char *pattern = make_pattern (wanted);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      if (resite_lab_wql_like (name, pattern))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Folder and last part of a path; a folder is all in it. */
static gboolean
take_apart (ResiteLabCommand *command, const char *wanted, char **folder, char **name)
{
  g_autofree char *whole = resite_lab_command_complete (command, wanted);
  g_autofree char *path = resite_lab_machine_find_path (&command->machine, whole);
  g_autofree char *parent = NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      *folder = g_steal_pointer (&path);
      *name = g_strdup ("*");
      return TRUE;
    }
  parent = resite_lab_path_get_parent (whole);
  *folder = resite_lab_machine_find_path (&command->machine, parent);
  *name = g_strdup (resite_lab_path_get_name (whole));
  return *folder != NULL && g_file_test (*folder, G_FILE_TEST_IS_DIR);
}

static gint64
run_del (ResiteLabCommand *command)
{
  const char *wanted = resite_lab_command_get_argument (command, 0);
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (wanted == NULL)
    return fail_syntax (command);
  if (!take_apart (command, wanted, &folder, &name))
    return fail (command, "The system cannot find the path specified.");
  names = list_names (folder, name);
  if (names->len == 0)
    {
      resite_lab_command_complain (command, "Could Not Find %s", wanted);
      return 0;
    }
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_DIR) && g_unlink (path) != 0)
        return fail_from_errno (command, errno);
    }
  return 0;
}

static gint64
run_ren (ResiteLabCommand *command)
{
  const char *wanted = resite_lab_command_get_argument (command, 0);
  const char *name = resite_lab_command_get_argument (command, 1);
  g_autofree char *from = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *to = NULL;

  if (wanted == NULL || name == NULL || strpbrk (name, "\\/:") != NULL)
    return fail_syntax (command);
  from = resite_lab_command_find_path (command, wanted);
  if (from == NULL || !g_file_test (from, G_FILE_TEST_EXISTS))
    return fail (command, "The system cannot find the file specified.");
  if (resite_lab_world_get_fault (command->machine.world, "folder-busy") != NULL)
    return fail (command, "The process cannot access the file because it is being used by another "
                          "process.");
  folder = g_path_get_dirname (from);
  to = g_build_filename (folder, name, NULL);
  if (g_file_test (to, G_FILE_TEST_EXISTS))
    return fail_from_errno (command, EEXIST);
  return g_rename (from, to) == 0 ? 0 : fail_from_errno (command, errno);
}

/* Where a file goes: into a folder under its own name, or to that very name. */
static char *
find_target (ResiteLabCommand *command, const char *wanted, const char *source)
{
  g_autofree char *path = resite_lab_command_find_path (command, wanted);
  g_autofree char *name = g_path_get_basename (source);

  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_build_filename (path, name, NULL);
  return g_steal_pointer (&path);
}

static gint64
run_move (ResiteLabCommand *command)
{
  const char *wanted = resite_lab_command_get_argument (command, 0);
  const char *target = resite_lab_command_get_argument (command, 1);
  g_autofree char *from = wanted != NULL ? resite_lab_command_find_path (command, wanted) : NULL;
  g_autofree char *to = NULL;

  if (wanted == NULL || target == NULL)
    return fail_syntax (command);
  if (from == NULL || !g_file_test (from, G_FILE_TEST_EXISTS))
    return fail (command, "The system cannot find the file specified.");
  to = find_target (command, target, from);
  if (to == NULL || g_rename (from, to) != 0)
    return fail_from_errno (command, to == NULL ? EACCES : errno);
  return 0;
}

static gint64
say_copied (ResiteLabCommand *command, guint n)
{
  resite_lab_command_say (command, "%9u file(s) copied.", n);
  return n > 0 ? 0 : 1;
}

/* "copy nul C:\NAME" makes an empty file. */
static gint64
run_copy (ResiteLabCommand *command)
{
  const char *wanted = resite_lab_command_get_argument (command, 0);
  const char *target = resite_lab_command_get_argument (command, 1);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *content = NULL;
  gsize length = 0;

  if (wanted == NULL)
    return fail_syntax (command);
  from = resite_lab_command_find_path (command, wanted);
  if (g_ascii_strcasecmp (wanted, "nul") != 0 &&
      (from == NULL || !g_file_get_contents (from, &content, &length, NULL)))
    {
      resite_lab_command_complain (command, "The system cannot find the file specified.");
      return say_copied (command, 0);
    }
  to = find_target (command, target != NULL ? target : ".", from != NULL ? from : wanted);
  if (to == NULL || !g_file_set_contents (to, content != NULL ? content : "", length, NULL))
    return fail (command, "The system cannot find the path specified.");
  return say_copied (command, 1);
}

static gboolean
is_read_only (const char *folder, const char *name)
{
  g_autoptr (ResiteFolder) place = resite_folder_local_new (folder, NULL);
  g_autoptr (ResiteFileInfo) info =
      place != NULL ? resite_folder_query (place, name, NULL, NULL) : NULL;

  return info != NULL && info->read_only;
}

static gboolean
set_read_only (const char *folder, const char *name, gboolean read_only)
{
  g_autoptr (ResiteFolder) place = resite_folder_local_new (folder, NULL);

  return place != NULL && resite_folder_set_read_only (place, name, read_only, NULL);
}

static gint64
run_attrib (ResiteLabCommand *command)
{
  const char *wanted = NULL;
  gboolean sets = FALSE, read_only = FALSE;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) names = NULL;

  for (guint i = 1; i < command->n_words; i++)
    {
      const char *word = command->words[i];

      if (g_ascii_strcasecmp (word, "+r") == 0 || g_ascii_strcasecmp (word, "-r") == 0)
        {
          sets = TRUE;
          read_only = *word == '+';
        }
      else if (*word != '/' && *word != '+' && *word != '-')
        wanted = word;
    }
  if (!take_apart (command, wanted != NULL ? wanted : ".", &folder, &name))
    return fail (command, "Path not found");
  names = list_names (folder, name);
  if (names->len == 0)
    resite_lab_command_say (command, "File not found - %s", wanted != NULL ? wanted : "*");
  for (guint i = 0; i < names->len; i++)
    {
      if (!sets)
        resite_lab_command_say (command, "A  %s       %s",
                                is_read_only (folder, names->pdata[i]) ? "  R" : "   ",
                                (const char *)names->pdata[i]);
      else if (!set_read_only (folder, names->pdata[i], read_only))
        return fail (command, "Access denied");
    }
  return 0;
}

static void
say_entry (ResiteLabCommand *command, const char *folder, const char *name, guint *files,
           guint64 *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *shown = NULL;
  struct stat info;

  if (stat (path, &info) != 0)
    return;
  time = g_date_time_new_from_unix_utc (info.st_mtim.tv_sec);
  shown = g_date_time_format (time, "%m/%d/%Y  %I:%M %p");
  if (S_ISDIR (info.st_mode))
    resite_lab_command_say (command, "%s    <DIR>          %s", shown, name);
  else
    resite_lab_command_say (command, "%s %17" G_GUINT64_FORMAT " %s", shown, (guint64)info.st_size,
                            name);
  *files += S_ISREG (info.st_mode) ? 1 : 0;
  *bytes += S_ISREG (info.st_mode) ? (guint64)info.st_size : 0;
}

static gint64
run_dir (ResiteLabCommand *command)
{
  const char *wanted = resite_lab_command_get_argument (command, 0);
  const gboolean bare = resite_lab_command_has (command, "b");
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GPtrArray) names = NULL;
  guint files = 0;
  guint64 bytes = 0;

  if (!take_apart (command, wanted != NULL ? wanted : ".", &folder, &name))
    return fail (command, "The system cannot find the path specified.");
  names = list_names (folder, name);
  if (names->len == 0 && !g_str_equal (name, "*"))
    return fail (command, "File Not Found");
  if (!bare)
    resite_lab_command_say (command, " Directory of %s\r\n",
                            resite_lab_program_get_directory (command->program));
  for (guint i = 0; i < names->len; i++)
    {
      if (bare)
        resite_lab_command_say (command, "%s", (const char *)names->pdata[i]);
      else
        say_entry (command, folder, names->pdata[i], &files, &bytes);
    }
  if (!bare)
    resite_lab_command_say (command, "%16u File(s) %14" G_GUINT64_FORMAT " bytes", files, bytes);
  return 0;
}

const ResiteLabCommandEntry resite_lab_commands_files[] = {
  { "cd", TRUE, run_cd },          { "chdir", TRUE, run_cd },  { "md", TRUE, run_md },
  { "mkdir", TRUE, run_md },       { "rd", TRUE, run_rd },     { "rmdir", TRUE, run_rd },
  { "del", TRUE, run_del },        { "erase", TRUE, run_del }, { "ren", TRUE, run_ren },
  { "rename", TRUE, run_ren },     { "move", TRUE, run_move }, { "copy", TRUE, run_copy },
  { "attrib", FALSE, run_attrib }, { "dir", TRUE, run_dir },   { NULL },
};
