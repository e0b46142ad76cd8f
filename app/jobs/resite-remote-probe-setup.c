/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-probe-private.h"
#include "resite-windows.h"

#define SUBCOMPONENTS                                                                              \
  "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\Oc Manager\\Subcomponents"
#define SMS_SETUP  "SOFTWARE\\Microsoft\\SMS\\Setup"
#define DRIVE_MARK "NO_SMS_ON_DRIVE.SMS"

static const char *
get_argument (ResiteProbeView *view)
{
  return view->probe->argument != NULL ? view->probe->argument : "";
}

static const char *
get_path (ResiteProbeView *view)
{
  return view->probe->path != NULL ? view->probe->path : "";
}

static GStrv
list_others (GStrv users, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; users[i] != NULL; i++)
    if (g_ascii_strcasecmp (users[i], name) != 0)
      g_strv_builder_add (builder, users[i]);
  return g_strv_builder_end (builder);
}

/* FALSE with the probe settled. */
static gboolean
check_users (ResiteProbeView *view, ResiteCim *cim, const char *prefix, GCancellable *cancellable)
{
  g_autofree char *wanted = g_strconcat (prefix, get_argument (view), NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) users = resite_windows_list_local_users (cim, prefix, cancellable, &error);
  g_auto (GStrv) others = users != NULL ? list_others (users, wanted) : NULL;
  g_autofree char *joined = others != NULL ? g_strjoinv (", ", others) : NULL;

  if (users == NULL)
    resite_probe_settle_error (view, error);
  else if (others[0] != NULL)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("There is %s, so IIS was installed under "
                                                 "another name of the computer: uninstall IIS "
                                                 "and install it again."),
                                              joined));
  else if (users[0] == NULL)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("There is no local user %s: IIS is not "
                                                       "installed yet."),
                                                    wanted));
  else
    return TRUE;
  return FALSE;
}

static void
look_at_local_users (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  if (check_users (view, cim, "IUSR_", cancellable) &&
      check_users (view, cim, "IWAM_", cancellable))
    resite_probe_settle_good (view, g_strdup_printf (_ ("IUSR_%s and IWAM_%s are there, and no "
                                                        "others."),
                                                     get_argument (view), get_argument (view)));
}

/* "CORP\\BR01SMS$", "corp.example.com\\BR01SMS$", or just "BR01SMS$". */
static gboolean
is_same_account (const char *one, const char *other)
{
  g_auto (GStrv) parts = g_strsplit (one, "\\", 2);
  g_auto (GStrv) other_parts = g_strsplit (other, "\\", 2);
  const char *name = parts[1] != NULL ? parts[1] : parts[0];
  const char *other_name = other_parts[1] != NULL ? other_parts[1] : other_parts[0];

  if (name == NULL || other_name == NULL || g_ascii_strcasecmp (name, other_name) != 0)
    return FALSE;
  return parts[1] == NULL || other_parts[1] == NULL ||
         resite_remote_probe_is_same_domain (parts[0], other_parts[0]);
}

static gboolean
is_member (const char *const *members, const char *account)
{
  for (guint i = 0; members[i] != NULL; i++)
    if (is_same_account (members[i], account))
      return TRUE;
  return FALSE;
}

static void
look_at_group (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) members = resite_windows_list_group (cim, get_path (view), cancellable, &error);
  g_autofree char *joined = members != NULL ? g_strjoinv (", ", members) : NULL;

  if (members == NULL)
    resite_probe_settle_error (view, error);
  else if (is_member ((const char *const *)members, get_argument (view)))
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("%s is in %s."), get_argument (view), get_path (view)));
  else if (members[0] == NULL)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s has no members, or there is no such "
                                                       "group. Add %s."),
                                                    get_path (view), get_argument (view)));
  else
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s has %s, but not %s: add it."),
                                                    get_path (view), joined, get_argument (view)));
}

static void
look_at_components (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) names = resite_remote_probe_split (view->probe->argument, ",; ");
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      const gint64 set =
          resite_windows_get_registry_dword (cim, SUBCOMPONENTS, names[i], cancellable, &error);

      if (error != NULL)
        {
          resite_probe_settle_error (view, error);
          return;
        }
      if (set != 1)
        g_strv_builder_add (missing, names[i]);
    }
  list = g_strv_builder_end (missing);
  joined = g_strjoinv (", ", list[0] != NULL ? list : names);
  if (list[0] == NULL)
    resite_probe_settle_good (view, g_strdup_printf (_ ("Installed: %s."), joined));
  else
    resite_probe_settle_bad (view, g_strdup_printf (_ ("Not installed: %s. Add it with Add/Remove "
                                                       "Windows Components."),
                                                    joined));
}

static void
look_for_no_registry (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  gboolean there;

  if (!resite_windows_has_registry_key (cim, get_path (view), &there, cancellable, &error))
    resite_probe_settle_error (view, error);
  else if (there)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("HKEY_LOCAL_MACHINE\\%s is there: it is left "
                                                 "of an earlier installation. Remove it before "
                                                 "setup."),
                                              get_path (view)));
  else
    resite_probe_settle_good (view, g_strdup_printf (_ ("There is no HKEY_LOCAL_MACHINE\\%s, as it "
                                                        "should be."),
                                                     get_path (view)));
}

static gboolean
may_take (const char *const *allowed, const char *drive)
{
  for (guint i = 0; allowed[i] != NULL; i++)
    if (g_ascii_toupper (allowed[i][0]) == g_ascii_toupper (drive[0]))
      return TRUE;
  return FALSE;
}

/* (transfer full): drives that SMS could take and must not; NULL with @error. */
static GStrv
list_open_drives (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) allowed = resite_remote_probe_split (view->probe->argument, ",; ");
  g_auto (GStrv) drives = resite_windows_list_drives (cim, cancellable, error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; drives != NULL && drives[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (drives[i], "\\" DRIVE_MARK, NULL);
      gboolean there;

      if (may_take ((const char *const *)allowed, drives[i]))
        continue;
      if (!resite_windows_has_file (cim, path, &there, cancellable, error))
        return NULL;
      if (!there)
        g_strv_builder_add (builder, drives[i]);
    }
  return drives != NULL ? g_strv_builder_end (builder) : NULL;
}

static void
look_at_markers (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) open = list_open_drives (view, cim, cancellable, &error);
  g_autofree char *joined = open != NULL ? g_strjoinv (", ", open) : NULL;

  if (open == NULL)
    resite_probe_settle_error (view, error);
  else if (open[0] == NULL)
    resite_probe_settle_good (view, g_strdup_printf (_ ("SMS can only take %s: every other fixed "
                                                        "drive has %s."),
                                                     get_argument (view), DRIVE_MARK));
  else
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("SMS may take %s as well: make an empty file "
                                                 "%s in its root before setup."),
                                              joined, DRIVE_MARK));
}

static void
look_at_share (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = resite_windows_get_share (cim, get_path (view), cancellable, &error);
  const char *wanted = get_argument (view);

  if (error != NULL)
    resite_probe_settle_error (view, error);
  else if (folder == NULL)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("There is no share %s."), get_path (view)));
  else if (*wanted != '\0' && g_ascii_strcasecmp (folder, wanted) != 0)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("The share %s is %s and should be %s."),
                                                    get_path (view), folder, wanted));
  else
    resite_probe_settle_good (view,
                              g_strdup_printf (_ ("The share %s is %s."), get_path (view), folder));
}

static void
look_for_no_share (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = resite_windows_get_share (cim, get_path (view), cancellable, &error);

  if (error != NULL)
    resite_probe_settle_error (view, error);
  else if (folder != NULL)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("The share %s is still there (%s): end it."),
                                                    get_path (view), folder));
  else
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("There is no share %s, as it should be."), get_path (view)));
}

static void
look_at_folder (ResiteProbeView *view, ResiteCim *cim, gboolean wanted, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  gboolean there;

  if (!resite_windows_has_folder (cim, get_path (view), &there, cancellable, &error))
    resite_probe_settle_error (view, error);
  else if (there && wanted)
    resite_probe_settle_good (view, g_strdup_printf (_ ("%s is there."), get_path (view)));
  else if (there)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s is there, and it must not be."), get_path (view)));
  else if (wanted)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("There is no %s."), get_path (view)));
  else
    resite_probe_settle_good (
        view, g_strdup_printf (_ ("There is no %s, as it should be."), get_path (view)));
}

static void
look_for_folder (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  look_at_folder (view, cim, TRUE, cancellable);
}

static void
look_for_no_folder (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  look_at_folder (view, cim, FALSE, cancellable);
}

/* Builds of SMS 2003 by the names that the plan has for them. */
typedef struct
{
  const char *product;
  const char *name;
  guint build;
} Version;

static const Version versions[] = {
  { "sms2003", "SMS 2003", 2726 },
  { "sms2003-sp1", "SMS 2003 SP1", 3174 },
  { "sms2003-sp2", "SMS 2003 SP2", 4160 },
  { "sms2003-sp3", "SMS 2003 SP3", 4253 },
};

/* "2.50.4253.3000" → 4253, 0 when it is none of ours. */
static guint
read_build (const char *version)
{
  g_auto (GStrv) parts = g_strsplit (version, ".", 4);

  return g_strv_length (parts) >= 3 ? g_ascii_strtoull (parts[2], NULL, 10) : 0;
}

static const Version *
find_version (const char *product)
{
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    if (g_str_equal (versions[i].product, product))
      return &versions[i];
  return NULL;
}

static void
compare_versions (ResiteProbeView *view, const Version *wanted, const char *seen)
{
  const guint build = read_build (seen);

  if (build == wanted->build)
    resite_probe_settle_good (
        view,
        g_strdup_printf (_ ("The site above has %s, which is %s as well."), seen, wanted->name));
  else if (build < wanted->build)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("The site above has %s, and the media are %s: "
                                                 "a secondary site must not be newer than its "
                                                 "parent. Take older media."),
                                              seen, wanted->name));
  else
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("The site above has %s, and the media are %s: "
                                                 "take media with the parent's service pack."),
                                              seen, wanted->name));
}

static void
look_at_version (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const Version *wanted = find_version (get_argument (view));
  g_autoptr (GError) error = NULL;
  g_autofree char *seen =
      resite_windows_get_registry_string (cim, SMS_SETUP, "Full Version", cancellable, &error);

  if (error != NULL)
    resite_probe_settle_error (view, error);
  else if (seen == NULL)
    resite_probe_settle_bad (view,
                             g_strdup (_ ("SMS is not installed on that machine: its registry "
                                          "has no version.")));
  else if (wanted == NULL)
    resite_probe_settle_unknown (view,
                                 g_strdup_printf (_ ("The site above has %s. The plan does not "
                                                     "say what the media are: compare them "
                                                     "yourself."),
                                                  seen));
  else
    compare_versions (view, wanted, seen);
}

const ResiteRemoteProbe resite_remote_probes_setup[] = {
  { "local-users", look_at_local_users },
  { "group-member", look_at_group },
  { "components", look_at_components },
  { "no-registry", look_for_no_registry },
  { "markers", look_at_markers },
  { "share", look_at_share },
  { "no-share", look_for_no_share },
  { "remote-folder", look_for_folder },
  { "no-remote-folder", look_for_no_folder },
  { "version", look_at_version },
  { NULL },
};
