/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "resite-error.h"
#include "resite-lab-place.h"

#define TOOL_NAME "resite-preload-stand-in"

static gboolean
is_empty (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);

  return directory != NULL && g_dir_read_name (directory) == NULL;
}

char *
resite_lab_place_make (const char *wanted, GError **error)
{
  g_autofree char *folder = NULL;

  if (wanted == NULL)
    {
      folder = g_dir_make_tmp ("resite-lab-XXXXXX", error);
      if (folder == NULL)
        g_prefix_error (error, _ ("Making the rehearsal's folder: "));
      return g_steal_pointer (&folder);
    }
  folder = g_canonicalize_filename (wanted, NULL);
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      resite_error_set_from_errno (error, errno, _ ("Making the rehearsal's folder %s"), folder);
      return NULL;
    }
  if (is_empty (folder))
    return g_steal_pointer (&folder);
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_INVALID,
      _ ("The folder %s is not empty. A rehearsal needs one of its own, since all of it is "
         "deleted at the end."),
      folder);
  return NULL;
}

char *
resite_lab_place_find_tool (GError **error)
{
  static const char *const beside[] = { "../lab", "../app/lab", "../../app/lab",
                                        "../libexec/resite" };
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : g_strdup (".");
  g_autofree char *installed = g_build_filename (RESITE_LIBEXEC_DIR, TOOL_NAME, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *path = g_build_filename (folder, beside[i], TOOL_NAME, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_canonicalize_filename (path, NULL);
    }
  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("The rehearsal needs the program %s, and it is not where Resite was installed. "
                  "Install Resite again."),
               installed);
  return NULL;
}
