/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-probe-private.h"
#include "resite-windows.h"

static char *
describe (const ResiteWindowsService *service)
{
  /* TRANSLATORS: a service, its state, its start type, as Windows says them. */
  return g_strdup_printf (_ ("%s: %s, %s"), service->name, service->state, service->start_mode);
}

static gboolean
is_in_state (const ResiteWindowsService *service, const char *state)
{
  return g_ascii_strcasecmp (service->state, state) == 0;
}

static gboolean
starts_by (const ResiteWindowsService *service, const char *mode)
{
  return g_ascii_strcasecmp (service->start_mode, mode) == 0;
}

static gboolean
is_down (const ResiteWindowsService *service)
{
  return is_in_state (service, "Stopped") && starts_by (service, "Disabled");
}

static gboolean
is_up (const ResiteWindowsService *service)
{
  if (starts_by (service, "Disabled"))
    return FALSE;
  return is_in_state (service, "Running") || !starts_by (service, "Auto");
}

/* (transfer full): those for which @is_good is not so, or all without it; "" when there are none. */
static char *
list_services (GPtrArray *services, gboolean (*is_good) (const ResiteWindowsService *service))
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < services->len; i++)
    {
      const ResiteWindowsService *service = g_ptr_array_index (services, i);
      g_autofree char *line = describe (service);

      if (is_good == NULL || !is_good (service))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", line);
    }
  return g_string_free (text, FALSE);
}

static GPtrArray *
read_services (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *services = resite_windows_list_sms_services (cim, cancellable, &error);

  if (services == NULL)
    resite_probe_settle_error (view, error);
  return services;
}

static void
look_for_services_down (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) services = read_services (view, cim, cancellable);
  g_autofree char *open = NULL;
  g_autofree char *all = NULL;

  if (services == NULL)
    return;
  open = list_services (services, is_down);
  all = list_services (services, NULL);
  if (services->len == 0)
    resite_probe_settle_bad (view, g_strdup (_ ("There is no SMS service on that machine. Is it "
                                                "the right one?")));
  else if (*open != '\0')
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s. Each has to be stopped and set to "
                                                       "Disabled, or SMS starts again with the "
                                                       "machine."),
                                                    open));
  else
    resite_probe_settle_good (view, g_steal_pointer (&all));
}

static const char *
find_missing (GPtrArray *services)
{
  static const char *const needed[] = { "SMS_SITE_COMPONENT_MANAGER", "SMS_EXECUTIVE" };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      gboolean there = FALSE;

      for (guint j = 0; j < services->len; j++)
        there |=
            g_ascii_strcasecmp (((ResiteWindowsService *)g_ptr_array_index (services, j))->name,
                                needed[i]) == 0;
      if (!there)
        return needed[i];
    }
  return NULL;
}

static void
look_for_services_up (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) services = read_services (view, cim, cancellable);
  g_autofree char *open = NULL;
  g_autofree char *all = NULL;

  if (services == NULL)
    return;
  open = list_services (services, is_up);
  all = list_services (services, NULL);
  if (find_missing (services) != NULL)
    resite_probe_settle_bad (view, g_strdup_printf (_ ("There is no service %s: SMS is not (or not "
                                                       "completely) installed there."),
                                                    find_missing (services)));
  else if (*open != '\0')
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s. Set it to Automatic and start it, and "
                                                       "look into its log if it stops again."),
                                                    open));
  else
    resite_probe_settle_good (view, g_steal_pointer (&all));
}

static void
look_for_no_services (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) services = read_services (view, cim, cancellable);
  g_autofree char *all = NULL;

  if (services == NULL)
    return;
  all = list_services (services, NULL);
  if (services->len == 0)
    resite_probe_settle_good (view, g_strdup (_ ("There is no SMS service, as it should be.")));
  else
    resite_probe_settle_bad (view, g_strdup_printf (_ ("%s. Remove what is left of an earlier SMS "
                                                       "before setup."),
                                                    all));
}

/* "Running", or "Stopped, Disabled": all of it has to hold. */
static gboolean
is_as_wanted (const ResiteWindowsService *service, const char *const *wanted)
{
  for (guint i = 0; wanted[i] != NULL; i++)
    {
      const char *mode = g_ascii_strcasecmp (wanted[i], "Automatic") == 0 ? "Auto" : wanted[i];

      if (!is_in_state (service, mode) && !starts_by (service, mode))
        return FALSE;
    }
  return TRUE;
}

static void
look_at_service (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) wanted = resite_remote_probe_split (view->probe->argument, ",;");
  const char *name = view->probe->path != NULL ? view->probe->path : "";
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWindowsService) service =
      resite_windows_get_service (cim, name, cancellable, &error);
  g_autofree char *seen = service != NULL ? describe (service) : NULL;

  if (error != NULL)
    resite_probe_settle_error (view, error);
  else if (service == NULL)
    resite_probe_settle_bad (view,
                             g_strdup_printf (_ ("There is no service %s on that machine."), name));
  else if (is_as_wanted (service, (const char *const *)wanted))
    resite_probe_settle_good (view, g_steal_pointer (&seen));
  else
    resite_probe_settle_bad (
        view, g_strdup_printf (_ ("%s. It should be: %s."), seen, view->probe->argument));
}

const ResiteRemoteProbe resite_remote_probes_service[] = {
  { "services-down", look_for_services_down },
  { "services-up", look_for_services_up },
  { "no-services", look_for_no_services },
  { "service", look_at_service },
  { NULL },
};
