/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab"

#include "config.h"

#include <string.h>

#include "resite-lab-kept.h"

#define KEPT_FILE "servers.ini"

struct _ResiteLabKept
{
  char *path;
  GKeyFile *file;
};

ResiteLabKept *
resite_lab_kept_open (const char *folder, GError **error)
{
  g_autoptr (ResiteLabKept) self = g_new0 (ResiteLabKept, 1);

  self->path = g_build_filename (folder, KEPT_FILE, NULL);
  self->file = g_key_file_new ();
  if (g_file_test (self->path, G_FILE_TEST_EXISTS) &&
      !g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_NONE, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
resite_lab_kept_free (ResiteLabKept *self)
{
  g_free (self->path);
  g_key_file_unref (self->file);
  g_free (self);
}

gboolean
resite_lab_kept_save (ResiteLabKept *self, GError **error)
{
  return g_key_file_save_to_file (self->file, self->path, error);
}

guint16
resite_lab_kept_get_port (ResiteLabKept *self, const char *group, const char *key)
{
  return (guint16)CLAMP (g_key_file_get_integer (self->file, group, key, NULL), 0, G_MAXUINT16);
}

void
resite_lab_kept_set_port (ResiteLabKept *self, const char *group, const char *key, guint16 port)
{
  g_key_file_set_integer (self->file, group, key, port);
}

char *
resite_lab_kept_choose_address (ResiteLabKept *self, ResiteLabWorld *world, const char *group,
                                guint host)
{
  char *kept = g_key_file_get_string (self->file, group, "address", NULL);
  const char *machine = resite_lab_world_get_address (world, "primary.1");
  const char *dot = machine != NULL ? strrchr (machine, '.') : NULL;

  if (kept != NULL)
    return kept;
  kept = dot != NULL ? g_strdup_printf ("%.*s.%u", (int)(dot - machine), machine, host)
                     : g_strdup ("127.0.0.1");
  g_key_file_set_string (self->file, group, "address", kept);
  return kept;
}
