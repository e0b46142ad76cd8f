/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-run-machines"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "resite-desk-way.h"
#include "resite-files-way.h"
#include "resite-run-reach-private.h"
#include "resite-run-shells.h"

/* The machines of a run: what the plan says of them, what the journal knows, and where they are. */

static const char *const roles[] = { "old", "new", "source", "primary", "central", "ad" };

static void
record_free (gpointer data)
{
  ResiteMachineRecord *record = data;
  ResiteMachineFacts *facts = &record->facts;

  g_free (facts->role);
  g_free (facts->uuid);
  g_free (facts->serial);
  g_free (facts->macs);
  g_free (facts->model);
  g_free (facts->confirmed);
  g_free (facts->name);
  g_free (facts->address);
  g_free (facts->mismatch);
  g_free (facts->fault);
  g_free (facts->product);
  g_free (facts->user);
  g_clear_pointer (&facts->desk, resite_desk_opinion_free);
  g_cancellable_cancel (record->looking);
  g_clear_object (&record->looking);
  g_clear_pointer (&record->seen, resite_windows_identity_free);
  g_free (record->found_name);
  g_free (record->found_address);
  g_free (record);
}

void
_resite_run_init_machines (ResiteRun *self)
{
  self->machines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, record_free);
}

ResiteMachineRecord *
_resite_run_ensure_machine (ResiteRun *self, const char *role)
{
  const char *section = _resite_run_find_section (self, role);
  ResiteMachineRecord *record;

  record = g_hash_table_lookup (self->machines, section);
  if (record == NULL)
    {
      record = g_new0 (ResiteMachineRecord, 1);
      record->facts.role = g_strdup (section);
      g_hash_table_insert (self->machines, g_strdup (section), record);
    }
  return record;
}

const ResiteMachineFacts *
resite_run_get_machine_facts (ResiteRun *self, const char *role)
{
  g_return_val_if_fail (RESITE_IS_RUN (self), NULL);
  g_return_val_if_fail (role != NULL, NULL);

  ResiteMachineRecord *record =
      g_hash_table_lookup (self->machines, _resite_run_find_section (self, role));
  return record != NULL ? &record->facts : NULL;
}

static void
replace (char **place, const char *value)
{
  char *copy = value != NULL && *value != '\0' ? g_strdup (value) : NULL;

  g_free (*place);
  *place = copy;
}

void
_resite_run_note_found (ResiteRun *self, const char *role, const char *name, const char *address)
{
  ResiteMachineRecord *record = _resite_run_ensure_machine (self, role);

  replace (&record->found_name, name);
  replace (&record->found_address, address);
}

static void
keep_known (ResiteRun *self, ResiteEvent *event)
{
  ResiteMachineFacts *facts =
      &_resite_run_ensure_machine (self, resite_event_get (event, "role"))->facts;

  replace (&facts->uuid, resite_event_get (event, "uuid"));
  replace (&facts->serial, resite_event_get (event, "serial"));
  replace (&facts->macs, resite_event_get (event, "macs"));
  replace (&facts->model, resite_event_get (event, "model"));
  replace (&facts->name, resite_event_get (event, "name"));
  replace (&facts->address, resite_event_get (event, "address"));
  replace (&facts->confirmed, resite_event_get (event, "confirmed"));
}

static void
keep_moved (ResiteRun *self, ResiteEvent *event)
{
  const char *role = resite_event_get (event, "role");
  ResiteMachineFacts *facts = &_resite_run_ensure_machine (self, role)->facts;

  replace (&facts->name, resite_event_get (event, "name"));
  replace (&facts->address, resite_event_get (event, "address"));
  _resite_run_note_found (self, role, facts->name, facts->address);
}

static void
keep_pin (ResiteRun *self, ResiteEvent *event)
{
  const char *role = _resite_run_find_section (self, resite_event_get (event, "role"));
  const char *fingerprint = resite_event_get (event, "fingerprint");

  if (fingerprint == NULL)
    return;
  g_hash_table_replace (self->pins, g_strdup (role), g_strdup (fingerprint));
}

void
_resite_run_keep_machine (ResiteRun *self, ResiteEvent *event)
{
  const char *what = resite_event_get_what (event);

  if (resite_event_get (event, "role") == NULL)
    return;
  if (g_str_equal (what, RESITE_EVENT_MACHINE_KNOWN))
    keep_known (self, event);
  else if (g_str_equal (what, RESITE_EVENT_MACHINE_MOVED))
    keep_moved (self, event);
  else if (g_str_equal (what, RESITE_EVENT_TRUSTED))
    keep_pin (self, event);
}

static gboolean
is_of_way (const char *key)
{
  return g_str_equal (key, "reach") || g_str_has_prefix (key, "winrm-") ||
         g_str_has_prefix (key, "rpc-") || g_str_has_prefix (key, "smb");
}

void
_resite_run_forget_way (ResiteRun *self, const char *key)
{
  const char *dot = strrchr (key, '.');
  g_autofree char *section = dot != NULL ? g_strndup (key, dot - key) : NULL;
  ResiteMachineRecord *record =
      section != NULL && is_of_way (dot + 1) ? g_hash_table_lookup (self->machines, section) : NULL;

  if (record == NULL)
    return;
  replace (&record->facts.fault, NULL);
  record->facts.reached = FALSE;
  _resite_run_tell_machine (self, section);
}

/* Where a machine is. */

static const char *
get_plan_value (ResiteRun *self, const char *machine, const char *key)
{
  g_autofree char *name = g_strconcat (machine, ".", key, NULL);
  const char *value = resite_plan_get (self->plan, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static gboolean
is_changing (const char *machine)
{
  return g_str_equal (machine, "old") || g_str_equal (machine, "new");
}

/* A name or the site's address goes over to the other box; another address stays with this one. */
static gboolean
stays_with_box (ResiteRun *self, const char *host)
{
  return g_hostname_is_ip_address (host) &&
         g_strcmp0 (host, resite_plan_get (self->plan, "site.address")) != 0;
}

/* Nobody asked the machine itself yet, or it has another name since. */
static const char *
find_found_address (ResiteRun *self, const char *machine)
{
  ResiteMachineRecord *record = _resite_run_ensure_machine (self, machine);
  g_autofree char *name = resite_run_get_name_now (self, machine);

  return g_strcmp0 (record->found_name, name) == 0 ? record->found_address : NULL;
}

/* @given (nullable): where the plan says that it is before anything changes hands. */
static const char *
find_changing_host (ResiteRun *self, const char *machine, const char *given)
{
  gboolean changed = _resite_run_has_new_identity (self, machine);
  gboolean has_site_address = g_str_equal (machine, "old") ? !changed : changed;
  const char *found = find_found_address (self, machine);

  if (given != NULL && (!changed || stays_with_box (self, given)))
    return given;
  if (has_site_address)
    return resite_plan_get (self->plan, "site.address");
  if (found != NULL)
    return found;
  return get_plan_value (self, machine,
                         g_str_equal (machine, "old") ? "address-after" : "address-before");
}

static gboolean
speaks_rpc (ResiteRun *self, const char *section)
{
  return g_strcmp0 (get_plan_value (self, section, "reach"), "rpc") == 0;
}

static const char *
get_given_host (ResiteRun *self, const char *section)
{
  return get_plan_value (self, section, speaks_rpc (self, section) ? "rpc-host" : "winrm-host");
}

const char *
_resite_run_find_host (ResiteRun *self, const char *machine)
{
  const char *section = _resite_run_find_section (self, machine);
  const char *given = get_given_host (self, section);

  if (is_changing (section))
    return find_changing_host (self, section, given);
  return given != NULL ? given : get_plan_value (self, section, "server-name");
}

/* (transfer full): where its files are reached now; its name where no address is known. */
static char *
dup_files_host (ResiteRun *self, const char *section)
{
  g_autofree char *server = resite_files_way_dup_server (self->plan, section);
  const char *given = server != NULL ? server : get_given_host (self, section);
  const char *host = is_changing (section) ? find_changing_host (self, section, given) : given;

  return host != NULL ? g_strdup (host) : resite_run_get_name_now (self, section);
}

void
_resite_run_refresh_hosts (ResiteRun *self)
{
  static const char *const changing[] = { "old", "new" };

  for (guint i = 0; self->connections != NULL && i < G_N_ELEMENTS (changing); i++)
    {
      g_autofree char *files_host = dup_files_host (self, changing[i]);

      resite_connections_set_host (self->connections, changing[i],
                                   _resite_run_find_host (self, changing[i]));
      resite_connections_set_files_host (self->connections, changing[i], files_host);
    }
}

/* Connections. */

static ResiteReach
get_reach (ResiteRun *self, const char *section)
{
  const char *reach = get_plan_value (self, section, "reach");

  if (g_strcmp0 (reach, "local") == 0)
    return RESITE_REACH_LOCAL;
  /* The directory is no Windows machine of this plan. */
  if ((g_strcmp0 (reach, "winrm") == 0 || g_strcmp0 (reach, "rpc") == 0) &&
      !g_str_equal (section, "ad"))
    return RESITE_REACH_WINRM;
  if (g_strcmp0 (reach, "smb") == 0)
    return RESITE_REACH_SMB;
  return RESITE_REACH_BY_HAND;
}

static gboolean
says_yes (ResiteRun *self, const char *section, const char *key)
{
  return g_strcmp0 (get_plan_value (self, section, key), "yes") == 0;
}

/* The same account and the same door as for files over SMB. */
static void
add_rpc_way (ResiteRun *self, const char *section)
{
  const char *user = get_plan_value (self, section, "smb-user");
  const ResiteRemoteWay way = {
    .host = _resite_run_find_host (self, section),
    .kerberos = g_strcmp0 (get_plan_value (self, section, "rpc-logon"), "kerberos") == 0,
    .user = user != NULL ? user : get_plan_value (self, section, "winrm-user"),
    .rpc = TRUE,
    .allow_smb1 = says_yes (self, section, "smb1"),
  };

  resite_connections_set_way (self->connections, section, &way);
}

static void
add_way (ResiteRun *self, const char *section)
{
  const char *port = get_plan_value (self, section, "winrm-port");
  const char *fingerprint = get_plan_value (self, section, "winrm-fingerprint");
  const char *pin = g_hash_table_lookup (self->pins, section);
  const ResiteRemoteWay way = {
    .host = _resite_run_find_host (self, section),
    .port = port != NULL ? (guint)g_ascii_strtoull (port, NULL, 10) : 0,
    .plain = says_yes (self, section, "winrm-plain"),
    .kerberos = g_strcmp0 (get_plan_value (self, section, "winrm-logon"), "kerberos") == 0,
    .old_tls = says_yes (self, section, "winrm-old-tls"),
    .user = get_plan_value (self, section, "winrm-user"),
    .ca_file = get_plan_value (self, section, "winrm-ca"),
    .fingerprint = fingerprint != NULL ? fingerprint : pin,
  };

  resite_connections_set_way (self->connections, section, &way);
}

static void
add_machine (ResiteRun *self, const char *machine)
{
  const char *section = _resite_run_find_section (self, machine);
  ResiteReach reach = get_reach (self, section);

  resite_connections_add (self->connections, machine, reach,
                          get_plan_value (self, section, "files"));
  resite_files_way_add_drives (self->connections, self->plan, machine, section);
  if (section != machine && !g_str_equal (section, machine))
    resite_connections_set_alias (self->connections, machine, section);
  else if (reach == RESITE_REACH_WINRM && speaks_rpc (self, machine))
    add_rpc_way (self, machine);
  else if (reach == RESITE_REACH_WINRM)
    add_way (self, machine);
  if (g_str_equal (section, machine))
    {
      g_autofree char *host = dup_files_host (self, machine);
      resite_files_way_add (self->connections, self->plan, machine, host);
    }
}

static void
add_name_servers (ResiteRun *self)
{
  g_auto (GStrv) list = resite_desk_way_list_name_servers (self->plan);

  resite_connections_set_name_servers (self->connections, (const char *const *)list);
}

void
_resite_run_rebuild_connections (ResiteRun *self)
{
  g_autoptr (ResiteConnections) former = g_steal_pointer (&self->connections);

  self->connections = resite_connections_new ();
  resite_connections_add (self->connections, "desk", RESITE_REACH_LOCAL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_auto (GStrv) machines = resite_plan_list_machines (self->plan, roles[i]);
      for (guint j = 0; machines[j] != NULL; j++)
        add_machine (self, machines[j]);
    }
  add_name_servers (self);
  _resite_run_add_directory (self);
  resite_connections_set_book_maker (self->connections, _resite_run_make_book, self);
  if (former != NULL)
    resite_connections_inherit (self->connections, former);
}
