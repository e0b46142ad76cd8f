/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-site"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-lab-log.h"
#include "resite-lab-site.h"

#define PACKAGES "machines/source/E/SMSPKG"
#define SHARE    "machines/source/E/SMSPKGE$"
/* Unpacked packages are only there to be copied and moved: more would tell nothing more. */
#define SHARED_PACKAGES 24
/* What one run of the real tool takes, about. */
#define TOOL_SECONDS 2.0

static gboolean
make_parent (const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);

  if (g_mkdir_with_parents (parent, 0755) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Making the folder %s"), parent);
  return FALSE;
}

static gboolean
write_bytes (const char *folder, const char *name, const char *bytes, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) failure = NULL;

  if (!make_parent (path, error))
    return FALSE;
  /* Nothing of a rehearsal has to survive a power cut. */
  if (g_file_set_contents_full (path, bytes, length, G_FILE_SET_CONTENTS_NONE, 0644, &failure))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED, _ ("Making the rehearsal's files: %s"),
               failure->message);
  return FALSE;
}

gboolean
resite_lab_write_text (const char *folder, const char *name, const char *text, GError **error)
{
  g_return_val_if_fail (folder != NULL && name != NULL && text != NULL, FALSE);

  return write_bytes (folder, name, text, strlen (text), error);
}

/* Bytes that no file system can make smaller, so that copying them takes what it should. */
static char *
make_content (const ResiteLabPackage *package)
{
  g_autofree char *head =
      g_strdup_printf (RESITE_LAB_PACKAGE_HEAD "%s version %u\r\n", package->id, package->version);
  char *content = g_malloc (package->size + 8);
  guint64 state = g_str_hash (package->id) | 1;

  for (guint64 at = 0; at < package->size; at += 8)
    {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      memcpy (content + at, &state, 8);
    }
  memcpy (content, head, MIN (strlen (head), package->size));
  return content;
}

static gboolean
write_package (const char *folder, ResiteFolder *packages, const ResiteLabPackage *package,
               gint64 now, GError **error)
{
  g_autofree char *content = make_content (package);
  g_autofree char *name = g_strconcat (package->id, ".", package->ending, NULL);
  g_autofree char *path = g_build_filename (PACKAGES, name, NULL);
  /* Whole seconds, up to two years back: what every file system can keep. */
  const gint64 age = (gint64)(g_str_hash (package->id) % (2 * 365 * 24 * 3600)) + 86400;

  return write_bytes (folder, path, content, package->size, error) &&
         resite_folder_set_times (packages, name, (now - age) * G_USEC_PER_SEC, error) &&
         (!package->read_only || resite_folder_set_read_only (packages, name, TRUE, error));
}

/* Between the packages lies what lies there in the field. */
static gboolean
write_strays (const char *folder, GPtrArray *packages, GError **error)
{
  const char *id = resite_lab_packages_get_good (packages, 0);
  g_autofree char *delta = g_strconcat (PACKAGES "/", id, ".DLT.2", NULL);
  g_autofree char *transfer = g_strconcat (PACKAGES "/", id, ".PCK.1", NULL);

  return resite_lab_write_text (folder, delta, "Resite rehearsal: a delta file\r\n", error) &&
         resite_lab_write_text (folder, transfer, "Resite rehearsal: a transfer copy\r\n", error) &&
         resite_lab_write_text (folder, PACKAGES "/readme.txt",
                                "Resite rehearsal: not a package\r\n", error);
}

static gboolean
write_packages (const char *folder, GPtrArray *packages, GError **error)
{
  g_autofree char *path = g_build_filename (folder, PACKAGES, NULL);
  g_autoptr (ResiteFolder) target = NULL;
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (!write_strays (folder, packages, error))
    return FALSE;
  target = resite_folder_local_new (path, error);
  if (target == NULL)
    return FALSE;
  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLabPackage *package = g_ptr_array_index (packages, i);

      if (package->has_file && !write_package (folder, target, package, now, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_unpacked (const char *folder, const ResiteLabPackage *package, GError **error)
{
  static const char *const names[] = {
    "install.cmd",
    "Setup files/data 1.cab",
    "Setup files/Prüfliste für Ämter.txt",
    "deep/one/two/three/four/five/last.ini",
    "日本語 サンプル.txt",
  };
  g_autofree char *text =
      g_strdup_printf ("Resite rehearsal: unpacked content of %s\r\n", package->id);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_build_filename (SHARE, package->id, names[i], NULL);

      if (!resite_lab_write_text (folder, name, text, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_share (const char *folder, GPtrArray *packages, GError **error)
{
  for (guint i = 0; i < MIN (packages->len, SHARED_PACKAGES); i++)
    {
      if (!write_unpacked (folder, g_ptr_array_index (packages, i), error))
        return FALSE;
    }
  return TRUE;
}

/* Name and first line of the files that stand for programs and media. None of them can be run. */
static gboolean
write_media (const char *folder, GError **error)
{
  static const char *const names[] = {
    "desk/tools/preinst.exe",
    "desk/tools/PreLoadPkgOnSite.exe",
    "desk/tools/CloneDP.exe",
    "desk/tools/MPTroubleshooter.exe",
    "desk/setup/SMSSETUP/BIN/I386/setup.exe",
    "desk/setup/SMSSETUP/BIN/I386/setup.dll",
    "desk/setup/SMSSETUP/BIN/I386/00000409/smsres.dll",
    "desk/setup/SMSSETUP/CLIENT/I386/ccmsetup.exe",
    "desk/setup/SMSSETUP/INSTALL.MAP",
    "desk/setup/autorun.inf",
    "desk/os/I386/winnt32.exe",
    "desk/os/I386/iis6.cab",
    "desk/documents/site-removal.txt",
    "desk/documents/secondary-setup.txt",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "Placeholder of a Resite rehearsal for %s. It does nothing.\r\n", names[i]);

      if (!resite_lab_write_text (folder, names[i], text, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_known (const char *folder, GPtrArray *packages, GError **error)
{
  GString *text =
      g_string_new ("# Package, version, version of the compressed copy: what the site of this "
                    "rehearsal knows\r\n");
  gboolean written;

  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLabPackage *package = g_ptr_array_index (packages, i);

      if (package->known_version > 0)
        g_string_append_printf (text, "%s %u %u\r\n", package->id, package->known_version,
                                package->stored_version);
    }
  written = resite_lab_write_text (folder, RESITE_LAB_KNOWN, text->str, error);
  g_string_free (text, TRUE);
  return written;
}

static gboolean
write_marker (const char *folder, double pace, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;

  g_key_file_set_comment (file, NULL, NULL,
                          " This folder is a rehearsal of Resite. Nothing in it is real, and all "
                          "of it may be deleted.",
                          NULL);
  g_key_file_set_string (file, "site", "code", RESITE_LAB_SITE);
  g_key_file_set_string (file, "site", "server", RESITE_LAB_SITE_SERVER);
  g_key_file_set_string (file, "site", "central", RESITE_LAB_CENTRAL);
  g_key_file_set_integer (file, RESITE_LAB_TOOL_GROUP, RESITE_LAB_TOOL_DELAY,
                          (int)(TOOL_SECONDS * 1000 / MAX (pace, 0.001)));
  text = g_key_file_to_data (file, NULL, NULL);
  return resite_lab_write_text (folder, RESITE_LAB_MARKER, text, error);
}

/* Logs of the servers that go on working: idle, as they are on a quiet day. */
static gboolean
write_server_logs (const char *folder, GError **error)
{
  static const struct
  {
    const char *name;
    const char *component;
    const char *text;
  } logs[] = {
    { "sender.log", "SMS_LAN_SENDER", "~Wait for new/rescheduled send requests..." },
    { "sched.log", "SMS_SCHEDULER", "~<No jobs waiting>" },
    { "hman.log", "SMS_HIERARCHY_MANAGER",
      "~Wait for site control changes for maximum 3600 seconds..." },
    { "distmgr.log", "SMS_DISTRIBUTION_MANAGER", "Sleep 3600 seconds..." },
  };
  static const char *const servers[] = { "old/E", "primary.1/D", "primary.2/D" };
  const gint64 now = g_get_real_time ();

  for (guint i = 0; i < G_N_ELEMENTS (servers) * G_N_ELEMENTS (logs); i++)
    {
      const guint log = i % G_N_ELEMENTS (logs);
      g_autofree char *path = g_build_filename (
          folder, "machines", servers[i / G_N_ELEMENTS (logs)], "SMS/Logs", logs[log].name, NULL);
      g_autoptr (GString) lines = g_string_new (NULL);

      resite_lab_log_format (lines, logs[log].component, 2716 + 4 * log, now, logs[log].text);
      if (!resite_lab_log_append (path, lines->str, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_empty_folders (const char *folder, GError **error)
{
  static const char *const names[] = { "machines/new/C", "machines/new/E", "machines/old/C",
                                       "desk/stick" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], "x", NULL);

      if (!make_parent (path, error))
        return FALSE;
    }
  return TRUE;
}

/* In this hierarchy the second primary is the central site. */
static gboolean
link_central (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "machines", "central", NULL);

  if (symlink ("primary.2", path) == 0)
    return TRUE;
  resite_error_set_from_errno (error, errno, _ ("Making %s"), path);
  return FALSE;
}

gboolean
resite_lab_site_build (const char *folder, GPtrArray *packages, double pace, GError **error)
{
  g_return_val_if_fail (folder != NULL && packages != NULL, FALSE);

  return write_marker (folder, pace, error) && write_known (folder, packages, error) &&
         write_packages (folder, packages, error) && write_share (folder, packages, error) &&
         write_media (folder, error) && write_server_logs (folder, error) &&
         make_empty_folders (folder, error) && link_central (folder, error);
}
