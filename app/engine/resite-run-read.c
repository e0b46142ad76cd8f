/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-read"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-drive-private.h"
#include "resite-run-reach-private.h"
#include "resite-sms-provider.h"
#include "resite-under-way.h"

/* A form whose values a machine knows: read there and put into the form. Where that is all that the
 * form asks, and only facts, nobody has to fill it in; else a person looks at it and adds the rest. */

typedef struct
{
  ResiteDrive *drive;
  ResiteMachine *machine; /* (nullable): it is not reached */
  char *what;             /* adapter, children, site */
  char *site_address;
  char *name;
  char *site;   /* code of the secondary site */
  char *server; /* its server */
  char *parent; /* code of the primary */

  GHashTable *values; /* field → value */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->machine);
  g_clear_pointer (&reading->values, g_hash_table_unref);
  g_free (reading->what);
  g_free (reading->site_address);
  g_free (reading->name);
  g_free (reading->site);
  g_free (reading->server);
  g_free (reading->parent);
  g_free (reading);
}

static void
put (Reading *reading, const char *field, const char *value)
{
  if (value != NULL && *value != '\0')
    g_hash_table_replace (reading->values, g_strdup (field), g_strdup (value));
}

static void
put_list (Reading *reading, const char *field, GStrv list, const char *separator)
{
  g_autofree char *joined = list != NULL ? g_strjoinv (separator, list) : NULL;

  put (reading, field, joined);
}

/* The card. */

/* The one with the site's address, else one that leads somewhere. */
static const ResiteWindowsAdapter *
find_adapter (GPtrArray *adapters, const char *address)
{
  const ResiteWindowsAdapter *best = NULL;

  for (guint i = 0; i < adapters->len; i++)
    {
      const ResiteWindowsAdapter *adapter = adapters->pdata[i];

      if (adapter->addresses != NULL && address != NULL &&
          g_strv_contains ((const char *const *)adapter->addresses, address))
        return adapter;
      if (best == NULL || (best->gateways == NULL || best->gateways[0] == NULL))
        best = adapter;
    }
  return best;
}

static const char *
get_first (GStrv list)
{
  return list != NULL ? list[0] : NULL;
}

static gboolean
read_adapter (Reading *reading, ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) adapters = resite_windows_list_adapters (cim, cancellable, error);
  const ResiteWindowsAdapter *adapter =
      adapters != NULL ? find_adapter (adapters, reading->site_address) : NULL;

  if (adapter == NULL)
    return FALSE;
  put (reading, "connection", adapter->connection);
  put (reading, "name", reading->name);
  put (reading, "address", get_first (adapter->addresses));
  put (reading, "mask", get_first (adapter->masks));
  put (reading, "gateway", get_first (adapter->gateways));
  put_list (reading, "dns", adapter->dns, ", ");
  put_list (reading, "wins", adapter->wins, ", ");
  return TRUE;
}

/* The site. */

static gboolean
read_children (Reading *reading, ResiteCim *cim, const char *space, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GPtrArray) sites = resite_sms_list_sites (cim, space, cancellable, error);
  g_auto (GStrv) children =
      sites != NULL ? resite_sms_list_children (sites, reading->parent) : NULL;
  g_auto (GStrv) below = sites != NULL ? resite_sms_list_below (sites, reading->parent) : NULL;
  g_autofree char *count = NULL;

  if (children == NULL)
    return FALSE;
  count = g_strdup_printf ("%u", g_strv_length (children));
  put_list (reading, "children", below, "\n");
  put_list (reading, "child-sites", children, "\n");
  put (reading, "child-count", count);
  return TRUE;
}

/* What cannot be had is left to the person who fills the form in. */
static void
read_settings (Reading *reading, ResiteCim *cim, const char *space, GCancellable *cancellable)
{
  g_autofree char *server = NULL;
  int addresses =
      resite_sms_count_addresses (cim, space, reading->site, &server, cancellable, NULL);
  g_auto (GStrv) roles =
      resite_sms_list_roles (cim, space, reading->site, reading->server, cancellable, NULL);
  g_autofree char *listed = roles != NULL ? g_strjoinv (", ", roles) : NULL;
  g_autofree char *line = NULL;

  if (addresses > 0)
    {
      line = g_strdup_printf (_ ("At %s: Standard Sender Address to %s, server %s"),
                              reading->parent, reading->site, server != NULL ? server : "?");
      put (reading, "addresses", line);
    }
  if (listed != NULL && *listed != '\0')
    {
      g_autofree char *systems = g_strdup_printf ("%s: %s", reading->server, listed);
      put (reading, "roles", systems);
    }
}

static gboolean
read_site (Reading *reading, ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autofree char *space = resite_sms_find_provider (cim, NULL, cancellable, error);

  if (space == NULL || !read_children (reading, cim, space, cancellable, error))
    return FALSE;
  if (g_str_equal (reading->what, "site"))
    read_settings (reading, cim, space, cancellable);
  return TRUE;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  ResiteCim *cim = resite_machine_get_cim (reading->machine);
  GError *error = NULL;
  gboolean read = g_str_equal (reading->what, "adapter")
                      ? read_adapter (reading, cim, cancellable, &error)
                      : read_site (reading, cim, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, read);
}

/* Writing down. */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ResiteDrive *drive = user_data;
  g_autoptr (GError) error = NULL;

  if (_resite_run_append_finish (RESITE_RUN (source), result, &error))
    _resite_drive_next (drive);
  else
    _resite_drive_fail (drive, error);
}

static gboolean
is_complete (Reading *reading, ResiteAction *form)
{
  GPtrArray *fields = resite_action_get_entries (form);

  if (g_str_equal (reading->what, "site"))
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    if (g_strcmp0 (resite_entry_get (fields->pdata[i], "required"), "yes") == 0 &&
        !g_hash_table_contains (reading->values, resite_entry_get_id (fields->pdata[i])))
      return FALSE;
  return TRUE;
}

static gboolean
draft_values (Reading *reading, ResiteDrive *drive, GPtrArray *drafts)
{
  GPtrArray *fields = resite_action_get_entries (drive->action);
  ResiteEvent *event = resite_event_new (
      RESITE_EVENT_VALUES_READ, "resite",
      resite_step_get_id (resite_step_run_get_step (drive->step)),
      resite_step_run_get_target (drive->step), resite_step_run_get_attempt (drive->step));
  gboolean any = FALSE;

  resite_event_set (event, "action", resite_action_get_id (drive->action));
  for (guint i = 0; i < fields->len; i++)
    {
      const char *id = resite_entry_get_id (fields->pdata[i]);
      const char *value = g_hash_table_lookup (reading->values, id);
      g_autofree char *name = g_strconcat ("field.", id, NULL);

      if (value == NULL)
        continue;
      resite_event_set_text (event, name, value);
      any = TRUE;
    }
  g_ptr_array_add (drafts, event);
  return any;
}

static void
draft_filled (ResiteDrive *drive, GPtrArray *drafts)
{
  ResiteEvent *event =
      _resite_run_draft (drafts, RESITE_EVENT_ACTION_ENDED, drive->by, drive->step);

  resite_event_set (event, "action", resite_action_get_id (drive->action));
  resite_event_set (event, "kind", "form");
  resite_event_set (event, "outcome", "ok");
  resite_event_set (event, "how", "V");
  resite_event_set_text (event, "message", _ ("Read from the machine itself."));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = g_task_get_task_data (G_TASK (result));
  ResiteDrive *drive = user_data;
  const char *id = resite_action_get_id (drive->action);
  g_autoptr (GPtrArray) drafts = _resite_run_drafts_new ();
  g_autoptr (GError) error = NULL;
  gboolean read = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    g_debug ("The form of %s cannot be read: %s", resite_step_run_get_name (drive->step),
             error->message);
  g_clear_object (&reading->machine);
  if (!read || !is_complete (reading, drive->action))
    g_hash_table_add (drive->unfilled, (char *)id);
  if (!read || !draft_values (reading, drive, drafts))
    {
      _resite_drive_next (drive);
      return;
    }
  if (!g_hash_table_contains (drive->unfilled, id))
    draft_filled (drive, drafts);
  _resite_run_append_async (drive->run, drafts, written_cb, drive);
}

static char *
get_variable (ResiteDrive *drive, const char *name)
{
  return g_strdup (
      resite_variables_get (_resite_run_get_step_variables (drive->run, drive->step), name));
}

void
_resite_drive_read_form (ResiteDrive *self)
{
  const char *role = resite_job_arguments_get (self->arguments, "machine");
  const ResiteMachineFacts *facts = resite_run_get_machine_facts (self->run, role);
  g_autoptr (ResiteMachine) machine =
      facts != NULL && facts->reached
          ? resite_connections_open_machine (self->run->connections, role, NULL, NULL)
          : NULL;
  Reading *reading = NULL;
  g_autoptr (GTask) task = NULL;

  if (machine == NULL)
    {
      g_hash_table_add (self->unfilled, (char *)resite_action_get_id (self->action));
      _resite_drive_next (self);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->machine = g_steal_pointer (&machine);
  reading->what = g_strdup (resite_job_arguments_get (self->arguments, "read"));
  reading->site_address = get_variable (self, "site.address");
  reading->name = g_strdup (facts->name);
  reading->site = get_variable (self, "site.code");
  reading->server = get_variable (self, "site.server-name");
  reading->parent = get_variable (self, "primary.site-code");
  reading->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  task = g_task_new (NULL, self->cancellable, read_cb, self);
  g_task_set_source_tag (task, _resite_drive_read_form);
  g_task_set_task_data (task, reading, reading_free);
  resite_under_way_run_task (task, read_in_thread);
}
