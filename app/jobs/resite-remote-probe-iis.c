/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-iis.h"
#include "resite-probe-private.h"
#include "resite-windows.h"

#define INETSTP "SOFTWARE\\Microsoft\\InetStp"

static const char *
get_argument (ResiteProbeView *view)
{
  return view->probe->argument != NULL ? view->probe->argument : "";
}

/* Classes of IIS are there only with its WMI provider, and a machine may keep them to itself. */
static void
settle_unseen (ResiteProbeView *view, const GError *error)
{
  g_autofree char *line = resite_probe_fold (error->message);

  resite_probe_settle_unknown (
      view, g_strdup_printf (_ ("IIS does not tell it from afar (%s): look in IIS Manager, and say "
                                "what you see."),
                             line));
}

static void
look_at_iis (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  const gint64 version =
      resite_windows_get_registry_dword (cim, INETSTP, "MajorVersion", cancellable, &error);
  g_autoptr (ResiteWindowsService) service =
      error == NULL ? resite_windows_get_service (cim, "W3SVC", cancellable, &error) : NULL;

  if (error != NULL)
    resite_probe_settle_error (view, error);
  else if (version < 0 || service == NULL)
    resite_probe_settle_bad (view, g_strdup (_ ("IIS is not installed: do C5.")));
  else if (g_ascii_strcasecmp (service->state, "Running") != 0)
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("IIS %d is installed, but its service W3SVC is %s: start it, and "
                                  "look into the event log when it stops again."),
                               (int)version, service->state));
  else
    resite_probe_settle_good (view,
                              g_strdup_printf (_ ("IIS %d is installed and runs."), (int)version));
}

static const char *
describe_extension (const char *const *extensions, const char *word)
{
  gboolean allowed;

  if (!resite_iis_find_extension (extensions, word, &allowed))
    return _ ("not listed: install it");
  return allowed ? NULL : _ ("prohibited: allow it");
}

static void
look_at_extensions (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) words = resite_remote_probe_split (get_argument (view), ",;");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) extensions = resite_iis_list_extensions (cim, cancellable, &error);
  g_autofree char *joined = g_strjoinv (", ", words);
  g_autoptr (GString) open = g_string_new (NULL);

  if (extensions == NULL)
    {
      settle_unseen (view, error);
      return;
    }
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *fault = describe_extension ((const char *const *)extensions, words[i]);

      if (fault != NULL)
        g_string_append_printf (open, "%s%s (%s)", open->len > 0 ? ", " : "", words[i], fault);
    }
  if (open->len == 0)
    resite_probe_settle_good (view, g_strdup_printf (_ ("Allowed: %s."), joined));
  else
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("Web Service Extensions: %s. In IIS Manager, Web Service "
                                  "Extensions."),
                               open->str));
}

/* Those of @names that are there, or those that are not. */
static GStrv
sort_out (const char *const *names, const char *const *directories, gboolean there)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (resite_iis_has_directory (directories, names[i]) == there)
      g_strv_builder_add (builder, names[i]);
  return g_strv_builder_end (builder);
}

static void
look_for_no_directories (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) names = resite_remote_probe_split (get_argument (view), ",; ");
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) directories = resite_iis_list_directories (cim, cancellable, &error);
  g_auto (GStrv) left = NULL;
  g_autofree char *joined = NULL;

  if (directories == NULL)
    {
      settle_unseen (view, error);
      return;
    }
  left = sort_out ((const char *const *)names, (const char *const *)directories, TRUE);
  joined = g_strjoinv (", ", left);
  if (left[0] == NULL)
    resite_probe_settle_good (
        view, g_strdup (_ ("No virtual directory of an earlier management point is left.")));
  else
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("Left of an earlier management point: %s. Delete it in IIS "
                                  "Manager before the role is set, or setup stumbles over it."),
                               joined));
}

static void
look_at_namespace (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  const char *name = view->probe->path != NULL ? view->probe->path : "";
  g_autoptr (GError) error = NULL;
  gboolean there;

  if (!resite_iis_has_namespace (cim, name, &there, cancellable, &error))
    resite_probe_settle_error (view, error);
  else if (there)
    resite_probe_settle_good (view, g_strdup_printf (_ ("WMI works and has %s."), name));
  else
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("WMI works, but has no %s: setup of the management point did not "
                                  "get so far. Read mpMSI.log."),
                               name));
}

static void
look_for_ntfs (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *drive = g_strdup_printf ("%c:", g_ascii_toupper (get_argument (view)[0]));
  g_autofree char *system = resite_iis_get_file_system (cim, drive, cancellable, &error);

  if (error != NULL)
    resite_probe_settle_error (view, error);
  else if (system == NULL)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("There is no fixed drive %s."), drive));
  else if (g_ascii_strcasecmp (system, "NTFS") == 0)
    resite_probe_settle_good (view, g_strdup_printf (_ ("Drive %s is NTFS."), drive));
  else
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("Drive %s is %s: the management point needs NTFS. Convert it "
                                  "(convert %s /fs:ntfs)."),
                               drive, system, drive));
}

const ResiteRemoteProbe resite_remote_probes_iis[] = {
  { "iis", look_at_iis },
  { "web-extensions", look_at_extensions },
  { "no-web-directories", look_for_no_directories },
  { "wmi-namespace", look_at_namespace },
  { "ntfs", look_for_ntfs },
  { NULL },
};
