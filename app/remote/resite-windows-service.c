/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-clock.h"
#include "resite-error.h"
#include "resite-windows-private.h"

#define POLL_INTERVAL 500 /* milliseconds */

enum
{
  ACCESS_DENIED = 2,
  REQUEST_TIMEOUT = 7
};

/* Return values of Win32_Service, as Microsoft documents the class. */
static const ResiteWindowsMeaning meanings[] = {
  { 1, N_ ("it is not supported") },
  { 3, N_ ("other services that need this one are running") },
  { 4, N_ ("the service does not know this order") },
  { 5, N_ ("the service takes no orders in the state that it is in") },
  { 6, N_ ("the service has not been started") },
  { 7, N_ ("the service did not react in time") },
  { 8, N_ ("it failed for an unknown reason") },
  { 9, N_ ("the program of the service was not found") },
  { 10, N_ ("the service runs already") },
  { 11, N_ ("the list of services is locked") },
  { 12, N_ ("a service that this one needs has been removed") },
  { 13, N_ ("a service that this one needs did not start") },
  { 14, N_ ("the service is disabled") },
  { 15, N_ ("the service could not sign in with its account") },
  { 16, N_ ("the service is marked for removal") },
  { 17, N_ ("the service has no thread to run in") },
  { 18, N_ ("services need each other in a circle") },
  { 19, N_ ("another service has this name") },
  { 20, N_ ("the name has characters that it must not have") },
  { 21, N_ ("a value was not accepted") },
  { 22, N_ ("the account of the service is wrong or lacks rights") },
  { 23, N_ ("the service exists already") },
  { 24, N_ ("the service is paused already") },
  { 0, NULL },
};

void
resite_windows_service_free (ResiteWindowsService *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->display);
  g_free (self->state);
  g_free (self->start_mode);
  g_free (self);
}

static char *
dup_text (ResiteCimObject *row, const char *name)
{
  const char *text = resite_cim_object_get_string (row, name);

  return g_strdup (text != NULL ? text : "");
}

static ResiteWindowsService *
service_new (ResiteCimObject *row)
{
  ResiteWindowsService *self = g_new0 (ResiteWindowsService, 1);

  self->name = dup_text (row, "Name");
  self->display = dup_text (row, "DisplayName");
  self->state = dup_text (row, "State");
  self->start_mode = dup_text (row, "StartMode");
  return self;
}

/* The component manager goes first because it starts the others again. */
static guint
get_rank (const char *name)
{
  static const char *const first[] = { "SMS_SITE_COMPONENT_MANAGER", "SMS_EXECUTIVE",
                                       "SMS_SITE_BACKUP" };

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    if (g_ascii_strcasecmp (name, first[i]) == 0)
      return i;
  return G_N_ELEMENTS (first) + (g_ascii_strcasecmp (name, "CcmExec") == 0);
}

static int
compare_services (gconstpointer a, gconstpointer b)
{
  const ResiteWindowsService *one = *(ResiteWindowsService *const *)a;
  const ResiteWindowsService *other = *(ResiteWindowsService *const *)b;
  const guint rank = get_rank (one->name);
  const guint other_rank = get_rank (other->name);

  if (rank != other_rank)
    return rank < other_rank ? -1 : 1;
  return g_ascii_strcasecmp (one->name, other->name);
}

GPtrArray *
resite_windows_list_sms_services (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  GPtrArray *services;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);

  rows = resite_windows_select (cim, cancellable, error,
                                "SELECT Name, DisplayName, State, StartMode FROM Win32_Service "
                                "WHERE Name LIKE 'SMS[_]%%' OR Name = 'CcmExec'");
  if (rows == NULL)
    return NULL;
  services = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_windows_service_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (services, service_new (g_ptr_array_index (rows, i)));
  g_ptr_array_sort (services, compare_services);
  return services;
}

ResiteWindowsService *
resite_windows_get_service (ResiteCim *cim, const char *name, GCancellable *cancellable,
                            GError **error)
{
  g_autofree char *quoted = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && name != NULL, NULL);

  quoted = resite_cim_quote (name);
  rows = resite_windows_select (cim, cancellable, error,
                                "SELECT Name, DisplayName, State, StartMode FROM Win32_Service "
                                "WHERE Name = %s",
                                quoted);
  return rows != NULL && rows->len > 0 ? service_new (g_ptr_array_index (rows, 0)) : NULL;
}

/* What a query calls Auto has to be set as Automatic. */
static const char *
spell_mode (const char *mode, gboolean as_queried)
{
  if (g_ascii_strcasecmp (mode, "Auto") == 0 || g_ascii_strcasecmp (mode, "Automatic") == 0)
    return as_queried ? "Auto" : "Automatic";
  return mode;
}

/* NULL and RESITE_ERROR_NOT_FOUND when there is none. */
static ResiteWindowsService *
need_service (ResiteCim *cim, const char *name, GCancellable *cancellable, GError **error)
{
  GError *failure = NULL;
  ResiteWindowsService *service = resite_windows_get_service (cim, name, cancellable, &failure);

  if (failure != NULL)
    g_propagate_error (error, failure);
  else if (service == NULL)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                 _ ("There is no service %s on that machine."), name);
  return service;
}

static gboolean
order (ResiteCim *cim, const char *name, const char *method, ResiteCimObject *in, gint64 *code,
       GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) keys = resite_windows_key ("Name", name);

  return resite_windows_call (cim, "Win32_Service", keys, method, in, code, cancellable, error);
}

gboolean
resite_windows_set_start_mode (ResiteCim *cim, const char *name, const char *mode,
                               GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) in = NULL;
  g_autoptr (ResiteWindowsService) service = NULL;
  g_autofree char *what = NULL;
  gint64 code;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && name != NULL && mode != NULL, FALSE);

  in = resite_windows_key ("StartMode", spell_mode (mode, FALSE));
  if (!order (cim, name, "ChangeStartMode", in, &code, cancellable, error))
    return FALSE;
  what = g_strdup_printf (_ ("Set the start type of %s to %s"), name, mode);
  if (code > 0)
    {
      resite_windows_set_error (error, what, code, ACCESS_DENIED, meanings);
      return FALSE;
    }
  service = need_service (cim, name, cancellable, error);
  if (service == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (service->start_mode, spell_mode (mode, TRUE)) == 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
               _ ("%s: the machine said that it worked, but the start type is %s."), what,
               service->start_mode);
  return FALSE;
}

static gboolean
refuse_wait (GError **error, const ResiteWindowsService *service, const char *wanted,
             guint patience_seconds)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_TIMED_OUT,
               _ ("%s is still \"%s\" after %u seconds and should be \"%s\". Look at its log and "
                  "at the event log of that machine, then try again."),
               service->name, service->state, patience_seconds, wanted);
  return FALSE;
}

/* The state lags behind the order, so only the state says that it is done. */
static gboolean
wait_for_state (ResiteCim *cim, const char *name, const char *wanted, guint patience_seconds,
                GCancellable *cancellable, GError **error)
{
  const gint64 end = resite_clock_desk_monotonic () + patience_seconds * (gint64)G_USEC_PER_SEC;

  while (TRUE)
    {
      g_autoptr (ResiteWindowsService) service = need_service (cim, name, cancellable, error);

      if (service == NULL)
        return FALSE;
      if (g_ascii_strcasecmp (service->state, wanted) == 0)
        return TRUE;
      if (resite_clock_desk_monotonic () >= end)
        return refuse_wait (error, service, wanted, patience_seconds);
      if (!resite_windows_wait (POLL_INTERVAL, cancellable, error))
        return FALSE;
    }
}

/* Some answers mean "it is so already" or "it is on its way"; the state tells which. */
static gboolean
is_settled_by_state (ResiteCim *cim, const char *name, const char *wanted, const char *on_its_way,
                     GCancellable *cancellable)
{
  g_autoptr (ResiteWindowsService) service =
      resite_windows_get_service (cim, name, cancellable, NULL);

  return service != NULL && (g_ascii_strcasecmp (service->state, wanted) == 0 ||
                             g_ascii_strcasecmp (service->state, on_its_way) == 0);
}

typedef struct
{
  const char *method;
  const char *wanted;
  const char *on_its_way;
} Change;

static gboolean
change_state (ResiteCim *cim, const char *name, const Change *change, const char *what,
              guint patience_seconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 code = 0;

  if (!order (cim, name, change->method, NULL, &code, cancellable, &failure) &&
      !resite_windows_may_be_done (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (code > 0 && code != REQUEST_TIMEOUT &&
      (code == ACCESS_DENIED ||
       !is_settled_by_state (cim, name, change->wanted, change->on_its_way, cancellable)))
    {
      resite_windows_set_error (error, what, code, ACCESS_DENIED, meanings);
      return FALSE;
    }
  return wait_for_state (cim, name, change->wanted, patience_seconds, cancellable, error);
}

static gboolean
bring_to (ResiteCim *cim, const char *name, const Change *change, const char *what,
          guint patience_seconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteWindowsService) service = need_service (cim, name, cancellable, error);

  if (service == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (service->state, change->wanted) == 0)
    return TRUE;
  if (g_ascii_strcasecmp (service->state, change->on_its_way) == 0)
    return wait_for_state (cim, name, change->wanted, patience_seconds, cancellable, error);
  return change_state (cim, name, change, what, patience_seconds, cancellable, error);
}

gboolean
resite_windows_stop_service (ResiteCim *cim, const char *name, guint patience_seconds,
                             GCancellable *cancellable, GError **error)
{
  static const Change stop = { "StopService", "Stopped", "Stop Pending" };
  g_autofree char *what = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && name != NULL, FALSE);

  what = g_strdup_printf (_ ("Stop %s"), name);
  return bring_to (cim, name, &stop, what, patience_seconds, cancellable, error);
}

gboolean
resite_windows_start_service (ResiteCim *cim, const char *name, guint patience_seconds,
                              GCancellable *cancellable, GError **error)
{
  static const Change start = { "StartService", "Running", "Start Pending" };
  g_autofree char *what = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && name != NULL, FALSE);

  what = g_strdup_printf (_ ("Start %s"), name);
  return bring_to (cim, name, &start, what, patience_seconds, cancellable, error);
}
