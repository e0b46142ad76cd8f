/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-lab-made.h"
#include "resite-lab-site.h"

#define PACKAGES "packages"
#define REACH    "reach"
#define CLOCK    "clock"
#define SCENARIO "scenario"
/* Package ids have five hexadecimal digits, and numbers are left out between them. */
#define MOST_PACKAGES 250000

void
resite_lab_made_clear (ResiteLabMade *self)
{
  g_clear_pointer (&self->scenario, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->lesson, g_free);
}

gboolean
resite_lab_made_keep (const ResiteLabMade *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, RESITE_LAB_MARKER, NULL);
  g_autoptr (GKeyFile) marker = g_key_file_new ();

  if (!g_key_file_load_from_file (marker, path, G_KEY_FILE_KEEP_COMMENTS, error))
    return FALSE;
  g_key_file_set_uint64 (marker, PACKAGES, "number", self->packages);
  g_key_file_set_uint64 (marker, PACKAGES, "bytes", self->bytes);
  g_key_file_set_uint64 (marker, PACKAGES, "seed", self->seed);
  g_key_file_set_boolean (marker, REACH, "winrm", self->winrm);
  g_key_file_set_double (marker, CLOCK, "pace", self->pace);
  if (self->scenario != NULL)
    g_key_file_set_string (marker, SCENARIO, "id", self->scenario);
  if (self->title != NULL)
    g_key_file_set_string (marker, SCENARIO, "title", self->title);
  if (self->lesson != NULL)
    g_key_file_set_string (marker, SCENARIO, "lesson", self->lesson);
  return g_key_file_save_to_file (marker, path, error);
}

/* What a damaged marker says must not fill the memory, nor pass for a lab without packages. */
static gboolean
check_packages (guint64 number, const char *folder, GError **error)
{
  if (number >= 1 && number <= MOST_PACKAGES)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
               _ ("The rehearsal's folder %s is damaged: what its packages were made from is not "
                  "in it. Start a new rehearsal."),
               folder);
  return FALSE;
}

/* Without it all machines would be as they were at the beginning, and nobody would be told. */
static gboolean
check_world (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "world.ini", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
               _ ("The rehearsal's folder %s is damaged: its file world.ini, which tells how its "
                  "machines were left, is gone. Start a new rehearsal."),
               folder);
  return FALSE;
}

gboolean
resite_lab_made_read (ResiteLabMade *self, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, RESITE_LAB_MARKER, NULL);
  g_autoptr (GKeyFile) marker = g_key_file_new ();
  guint64 number;

  if (!g_key_file_load_from_file (marker, path, G_KEY_FILE_NONE, error))
    {
      g_prefix_error (error, _ ("The rehearsal's folder %s: "), folder);
      return FALSE;
    }
  number = g_key_file_get_uint64 (marker, PACKAGES, "number", NULL);
  if (!check_packages (number, folder, error) || !check_world (folder, error))
    return FALSE;
  self->packages = (guint)number;
  self->bytes = g_key_file_get_uint64 (marker, PACKAGES, "bytes", NULL);
  self->seed = (guint32)g_key_file_get_uint64 (marker, PACKAGES, "seed", NULL);
  self->winrm = g_key_file_get_boolean (marker, REACH, "winrm", NULL);
  self->pace = g_key_file_get_double (marker, CLOCK, "pace", NULL);
  self->scenario = g_key_file_get_string (marker, SCENARIO, "id", NULL);
  self->title = g_key_file_get_string (marker, SCENARIO, "title", NULL);
  self->lesson = g_key_file_get_string (marker, SCENARIO, "lesson", NULL);
  return TRUE;
}
