/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-program"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-program.h"

char *
resite_program_find (const char *name, GError **error)
{
  static const char *const beside[] = { "../remote", "../app/remote", "../../app/remote",
                                        "../libexec/resite" };
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = own != NULL ? g_path_get_dirname (own) : g_strdup (".");
  g_autofree char *installed = g_build_filename (RESITE_LIBEXEC_DIR, name, NULL);

  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *path = g_build_filename (folder, beside[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_canonicalize_filename (path, NULL);
    }
  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               _ ("Resite needs its program %s, and it is not where Resite was installed. "
                  "Install Resite again."),
               installed);
  return NULL;
}
