/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-probe-place.h"

/* The share and the name in it, or the path on this desk; FALSE where neither is known. */
static gboolean
resolve (ResiteConnections *connections, const char *machine, const char *path,
         ResiteFolder **share, char **name, char **place, GError **error)
{
  if (resite_connections_is_remote_path (connections, machine, path))
    {
      *share = resite_connections_open_share (connections, machine, path, name, error);
      return *share != NULL;
    }
  *place = resite_connections_resolve (connections, machine, path, error);
  return *place != NULL;
}

/* "source:E:\SMSPKG" names a place whose size counts; a plain number is bytes. */
static void
resolve_measured (ResiteConnections *connections, ResiteProbeView *view)
{
  const char *argument = view->probe->argument;
  const char *colon = argument != NULL ? strchr (argument, ':') : NULL;
  g_autofree char *machine = NULL;
  g_autoptr (GError) error = NULL;

  if (colon == NULL || !g_str_equal (view->probe->type, "space"))
    return;
  machine = g_strndup (argument, colon - argument);
  if (resolve (connections, machine, colon + 1, &view->measured_share, &view->measured_name,
               &view->measured, &error))
    return;
  g_clear_pointer (&view->place, g_free);
  g_clear_object (&view->share);
  g_free (view->unseen);
  view->unseen =
      g_strdup_printf (_ ("What is to be copied cannot be measured from here: %s"), error->message);
}

static void
resolve_files (ResiteConnections *connections, ResiteProbeView *view)
{
  const ResiteProbe *probe = view->probe;
  const char *machine = probe->machine != NULL ? probe->machine : "desk";
  g_autoptr (GError) error = NULL;

  if (probe->path == NULL || *probe->path == '\0')
    {
      view->unseen = g_strdup (_ ("The plan does not say where to look: fill in the path."));
      return;
    }
  if (resite_connections_check_base (connections, machine, probe->path, &error) &&
      resolve (connections, machine, probe->path, &view->share, &view->name, &view->place, &error))
    resolve_measured (connections, view);
  else
    view->unseen = g_strdup_printf (_ ("It cannot be seen from here (%s). Look there, and say "
                                       "what you see."),
                                    error->message);
}

static void
resolve_machine (ResiteConnections *connections, ResiteProbeView *view)
{
  const char *role = view->probe->machine;
  g_autoptr (ResiteMachine) machine = NULL;
  g_autoptr (GError) error = NULL;

  if (role == NULL || resite_connections_get_reach (connections, role) != RESITE_REACH_WINRM)
    return;
  machine = resite_connections_open_machine (connections, role, NULL, &error);
  if (machine == NULL)
    {
      view->unseen =
          g_strdup_printf (_ ("The machine is not reached (%s). Look there, and say what "
                              "you see."),
                           error->message);
      return;
    }
  view->cim = g_object_ref (resite_machine_get_cim (machine));
  view->account = g_strdup (resite_connections_get_user (connections, role));
  view->plain = resite_connections_is_plain (connections, role);
}

/* "new:E:\SMSPKG": files of one machine that another one's provider is asked about. */
static void
resolve_packages (ResiteConnections *connections, ResiteProbeView *view)
{
  const char *path = view->probe->path;
  const char *colon = path != NULL ? strchr (path, ':') : NULL;
  g_autofree char *machine = colon != NULL ? g_strndup (path, colon - path) : NULL;

  if (machine != NULL)
    resolve (connections, machine, colon + 1, &view->measured_share, &view->measured_name,
             &view->measured, NULL);
}

static void
add_port (GArray *ports, ResiteConnections *connections, const char *role)
{
  g_autofree char *url = resite_connections_format_url (connections, role, "127.0.0.1");
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  const int number = uri != NULL ? g_uri_get_port (uri) : -1;
  const guint16 port = number > 0 && number <= G_MAXUINT16 ? number : 0;

  if (port != 0)
    g_array_append_val (ports, port);
}

/* Any of the machines may be the one that still answers, at the port that the plan has for it. */
static GArray *
list_ports (ResiteConnections *connections)
{
  static const char *const roles[] = {
    "old", "new", "source", "primary.1", "primary.2", "central"
  };
  GArray *ports = g_array_new (TRUE, TRUE, sizeof (guint16));

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (resite_connections_get_reach (connections, roles[i]) == RESITE_REACH_WINRM)
      add_port (ports, connections, roles[i]);
  return ports;
}

ResiteProbeView *
resite_probe_view_new_at (const ResiteProbe *probe, ResiteConnections *connections)
{
  ResiteProbeView *view;

  g_return_val_if_fail (probe != NULL && RESITE_IS_CONNECTIONS (connections), NULL);

  view = resite_probe_view_new (probe);
  if (resite_probe_needs_files (probe))
    resolve_files (connections, view);
  else if (resite_probe_needs_machine (probe) || g_str_equal (probe->type, "preflight"))
    resolve_machine (connections, view);
  if (g_str_equal (probe->type, "preflight") || g_str_equal (probe->type, "transaction-id"))
    resolve_packages (connections, view);
  if (resite_probe_needs_directory (probe) &&
      resite_connections_get_directory (connections) != NULL)
    view->directory = resite_directory_place_ref (resite_connections_get_directory (connections));
  view->name_servers = g_strdupv ((char **)resite_connections_get_name_servers (connections));
  view->ports = list_ports (connections);
  return view;
}
