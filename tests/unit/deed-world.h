/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "job-run.h"
#include "resite-command-job.h"
#include "resite-error.h"

/* Two Windows boxes in memory, spoken to as ResiteCim. A box has a real listening socket at its
 * address as long as it is up, and a small name server knows it by its name, so that whoever looks
 * whether somebody is there sees what is there. Every call passes a hook that may cut the line. */

typedef struct
{
  const char *role;
  char *name, *pending, *uuid, *mac;
  char *address, *mask, *gateway, *dns, *wins;
  char *dhcp_address;
  gboolean dhcp, up, member;
  gboolean hidden;    /* it is up, and has no address */
  gboolean no_reboot; /* an order to restart is not obeyed */
  gboolean loses_name;
  gint64 booted;
  guint answers_left; /* until it goes down */
  guint tries_left;   /* until it is up again */
  guint reboots;
  GHashTable *services; /* name → "Mode/State" */
  char *share, *folder;
  GSocket *socket;
} DeedBox;

typedef enum
{
  DEED_PASS,
  DEED_LOST_BEFORE,
  DEED_LOST_AFTER
} DeedFate;

typedef struct _DeedWorld DeedWorld;
typedef DeedFate (*DeedHook) (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request);

struct _DeedWorld
{
  DeedBox boxes[2];
  guint16 port;
  GSocket *names;
  GSource *names_source;
  char *name_server;
  ResiteClock *clock;
  ResiteLedger *ledger;
  GHashTable *values;
  GPtrArray *log;     /* of changes, "old StopService SMS_EXECUTIVE" */
  ResiteJob *job;     /* that runs */
  char *message;      /* of the last one that failed */
  ResiteWsman *wsman; /* (nullable): for programs */
  char *program;      /* the line of the one that was started last */
  gboolean no_programs, idle_programs, far_away;
  gboolean site_gone; /* for who asks the provider */
  gboolean program_runs, no_files;

  DeedHook hook;
  guint n_calls;
  guint at;                                                      /* what a hook counts up to */
  void (*on_row) (DeedWorld *world, const ResiteLedgerRow *row); /* main thread */
  gboolean dead; /* the program was killed: it writes no row and hears no answer any more */
};

static inline DeedBox *
deed_world_find (DeedWorld *world, const char *role)
{
  return &world->boxes[g_str_equal (role, "new")];
}

static inline void
deed_box_set (char **field, const char *value)
{
  char *former = *field;

  *field = g_strdup (value);
  g_free (former);
}

/* Windows refuses an address that somebody has already: who comes later has none. */
static inline gboolean
deed_box_is_late (DeedWorld *world, DeedBox *box)
{
  const DeedBox *other = &world->boxes[box == world->boxes];

  return other->up && !other->hidden && g_strcmp0 (other->address, box->address) == 0;
}

static inline void
deed_box_show (DeedWorld *world, DeedBox *box)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  box->hidden = box->up && deed_box_is_late (world, box);
  if (box->socket != NULL)
    g_socket_close (box->socket, NULL);
  g_clear_object (&box->socket);
  if (!box->up || box->hidden)
    return;
  box->socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  address = g_inet_socket_address_new_from_string (box->address, world->port);
  g_socket_bind (box->socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_listen (box->socket, NULL));
}

static inline void
deed_box_set_up (DeedWorld *world, DeedBox *box, gboolean up)
{
  box->up = up;
  deed_box_show (world, box);
}

static inline void
deed_box_move (DeedWorld *world, DeedBox *box, const char *address)
{
  deed_box_set (&box->address, address);
  deed_box_show (world, box);
}

static inline void
deed_box_restart (DeedWorld *world, DeedBox *box)
{
  if (!box->loses_name)
    deed_box_set (&box->name, box->pending);
  deed_box_set (&box->pending, box->name);
  box->reboots++;
  box->booted = g_get_real_time () + box->reboots * G_TIME_SPAN_MINUTE;
  deed_box_set_up (world, box, TRUE);
}

/* Time passes by being asked: it answers for a while, is down for a while, and comes back. */
static inline gboolean
deed_box_answers (DeedWorld *world, DeedBox *box)
{
  if (box->answers_left > 0 && --box->answers_left == 0)
    {
      deed_box_set_up (world, box, FALSE);
      box->tries_left = 2;
    }
  else if (!box->up && box->tries_left > 0 && --box->tries_left == 0)
    deed_box_restart (world, box);
  return box->up;
}

#define DEED_TYPE_CIM (deed_cim_get_type ())
G_DECLARE_FINAL_TYPE (DeedCim, deed_cim, DEED, CIM, GObject)

struct _DeedCim
{
  GObject parent_instance;

  DeedWorld *world;
  char *address;
};

static void deed_cim_init_cim (ResiteCimInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DeedCim, deed_cim, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_CIM, deed_cim_init_cim))

static inline char *
deed_cim_time (gint64 time)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (then, "%Y%m%d%H%M%S");

  return g_strdup_printf ("%s.%06d+000", seconds, (int)(time % G_USEC_PER_SEC));
}

static inline void
deed_cim_set_list (ResiteCimObject *row, const char *name, const char *list)
{
  g_auto (GStrv) parts = g_strsplit (list != NULL ? list : "", ", ", -1);

  resite_cim_object_take (row, name, resite_cim_value_new_strings ((const char *const *)parts));
}

static inline ResiteCimObject *
deed_cim_add (GPtrArray *rows, const char *class_name)
{
  ResiteCimObject *row = resite_cim_object_new (class_name);

  g_ptr_array_add (rows, row);
  return row;
}

static inline void
deed_cim_list_system (DeedBox *box, const char *query, GPtrArray *rows)
{
  g_autofree char *booted = deed_cim_time (box->booted);
  g_autofree char *now = deed_cim_time (g_get_real_time ());
  ResiteCimObject *row = deed_cim_add (rows, NULL);

  resite_cim_object_set_string (row, "UUID", box->uuid);
  resite_cim_object_set_string (row, "SerialNumber", box->uuid + 30);
  resite_cim_object_set_string (row, "Name", box->name);
  resite_cim_object_set_string (row, "Domain", "corp.example.com");
  resite_cim_object_set_boolean (row, "PartOfDomain", box->member);
  resite_cim_object_set_string (row, "Caption", "Windows of a test");
  resite_cim_object_take (row, "LastBootUpTime", resite_cim_value_new_datetime (booted));
  resite_cim_object_take (row, "LocalDateTime", resite_cim_value_new_datetime (now));
}

static inline void
deed_cim_list_card (DeedBox *box, GPtrArray *rows)
{
  ResiteCimObject *row = deed_cim_add (rows, NULL);

  resite_cim_object_set_int (row, "Index", 1);
  resite_cim_object_set_string (row, "MACAddress", box->mac);
  resite_cim_object_set_string (row, "NetConnectionID", "Local Area Connection");
  resite_cim_object_set_string (row, "PNPDeviceID", "PCI\\VEN_1");
  resite_cim_object_set_boolean (row, "DHCPEnabled", box->dhcp);
  deed_cim_set_list (row, "IPAddress", box->address);
  deed_cim_set_list (row, "IPSubnet", box->mask);
  deed_cim_set_list (row, "DefaultIPGateway", box->gateway);
  deed_cim_set_list (row, "DNSServerSearchOrder", box->dns);
  resite_cim_object_set_string (row, "WINSPrimaryServer", box->wins);
}

static inline void
deed_cim_list_services (DeedBox *box, const char *query, GPtrArray *rows)
{
  g_autoptr (GList) names =
      g_list_sort (g_hash_table_get_keys (box->services), (GCompareFunc)strcmp);

  for (GList *at = names; at != NULL; at = at->next)
    {
      g_autofree char *quoted = g_strdup_printf ("'%s'", (char *)at->data);
      g_auto (GStrv) parts = g_strsplit (g_hash_table_lookup (box->services, at->data), "/", 2);
      ResiteCimObject *row;

      if (strstr (query, "LIKE") == NULL && strstr (query, quoted) == NULL)
        continue;
      row = deed_cim_add (rows, NULL);
      resite_cim_object_set_string (row, "Name", at->data);
      resite_cim_object_set_string (row, "DisplayName", at->data);
      resite_cim_object_set_string (row, "StartMode", parts[0]);
      resite_cim_object_set_string (row, "State", parts[1]);
    }
}

static inline void
deed_cim_list_site (GPtrArray *rows, const char *code, const char *parent)
{
  ResiteCimObject *row = deed_cim_add (rows, NULL);

  resite_cim_object_set_string (row, "SiteCode", code);
  resite_cim_object_set_string (row, "ReportingSiteCode", parent);
  resite_cim_object_set_int (row, "Type", *parent != '\0' ? 1 : 2);
  resite_cim_object_set_int (row, "Status", 1);
}

static inline gboolean
deed_cim_list_provider (DeedWorld *world, const char *query, GPtrArray *rows)
{
  if (strstr (query, "SMS_ProviderLocation") != NULL)
    {
      ResiteCimObject *row = deed_cim_add (rows, NULL);

      resite_cim_object_set_string (row, "SiteCode", "P01");
      resite_cim_object_set_string (row, "Machine", "BR01SMS");
      resite_cim_object_set_string (row, "NamespacePath", "\\\\BR01SMS\\root\\sms\\site_P01");
      return TRUE;
    }
  if (strstr (query, "FROM SMS_Site") == NULL)
    return FALSE;
  deed_cim_list_site (rows, "P01", "");
  deed_cim_list_site (rows, "S02", "P01");
  if (!world->site_gone)
    deed_cim_list_site (rows, "S01", "P01");
  return TRUE;
}

static inline void
deed_cim_list (DeedWorld *world, DeedBox *box, const char *query, GPtrArray *rows)
{
  g_autofree char *folder = box->folder != NULL ? resite_cim_quote (box->folder) : NULL;

  if (deed_cim_list_provider (world, query, rows))
    return;
  if (strstr (query, "Win32_Process ") != NULL)
    {
      if (world->program_runs)
        resite_cim_object_set_int (deed_cim_add (rows, NULL), "ProcessId", 4712);
    }
  else if (strstr (query, "CIM_DataFile") != NULL)
    {
      if (!world->no_files)
        resite_cim_object_set_string (deed_cim_add (rows, NULL), "Name", "there");
    }
  else if (strstr (query, "Win32_NetworkAdapter") != NULL)
    deed_cim_list_card (box, rows);
  else if (strstr (query, "Win32_Service") != NULL)
    deed_cim_list_services (box, query, rows);
  else if (strstr (query, "Win32_Share") != NULL && box->share != NULL)
    {
      resite_cim_object_set_string (deed_cim_add (rows, NULL), "Name", "SMSPKGE$");
      resite_cim_object_set_string (rows->pdata[0], "Path", box->share);
    }
  else if (strstr (query, "Win32_Directory") != NULL)
    {
      const char *at = folder != NULL ? strstr (query, folder) : NULL;

      if (at != NULL)
        resite_cim_object_set_string (deed_cim_add (rows, NULL), "Name", box->folder);
    }
  else if (strstr (query, "Win32_Share") == NULL)
    deed_cim_list_system (box, query, rows);
}

static inline void
deed_cim_change_service (DeedBox *box, const ResiteCimRequest *request)
{
  const char *name = resite_cim_object_get_string (request->keys, "Name");
  g_auto (GStrv) parts = g_strsplit (g_hash_table_lookup (box->services, name), "/", 2);
  const char *mode = parts[0];
  const char *state = parts[1];

  if (g_str_equal (request->method, "ChangeStartMode"))
    mode = resite_cim_object_get_string (request->object, "StartMode");
  else
    state = g_str_equal (request->method, "StopService") ? "Stopped" : "Running";
  if (g_str_equal (mode, "Automatic"))
    mode = "Auto";
  g_hash_table_replace (box->services, g_strdup (name), g_strdup_printf ("%s/%s", mode, state));
}

static inline void
deed_cim_set_field (char **field, ResiteCimObject *in, const char *name)
{
  ResiteCimValue *value = resite_cim_object_get (in, name);
  g_auto (GStrv) items = value != NULL ? resite_cim_value_dup_strings (value) : NULL;
  g_autofree char *text = items != NULL ? g_strjoinv (", ", items) : NULL;

  deed_box_set (field, text);
}

static inline void
deed_cim_change_card (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  g_autofree char *address = NULL;

  if (g_str_equal (request->method, "EnableDHCP"))
    {
      box->dhcp = TRUE;
      deed_box_move (world, box, box->dhcp_address);
    }
  else if (g_str_equal (request->method, "EnableStatic"))
    {
      deed_cim_set_field (&address, request->object, "IPAddress");
      deed_cim_set_field (&box->mask, request->object, "SubnetMask");
      box->dhcp = FALSE;
      deed_box_set (&box->gateway, NULL); /* DHCP's goes with its lease */
      deed_box_move (world, box, address);
    }
  else if (g_str_equal (request->method, "SetGateways"))
    deed_cim_set_field (&box->gateway, request->object, "DefaultIPGateway");
  else if (g_str_equal (request->method, "SetDNSServerSearchOrder"))
    deed_cim_set_field (&box->dns, request->object, "DNSServerSearchOrder");
  else
    deed_cim_set_field (&box->wins, request->object, "WINSPrimaryServer");
}

/* The value behind "name=" in the line of a program, up to the next blank. */
static inline char *
deed_cim_get_word (const char *line, const char *name)
{
  const char *at = strstr (line, name);

  g_assert_nonnull (at);
  at += strlen (name);
  return g_strndup (at, strcspn (at, " "));
}

/* netsh, started there: what it does comes after the answer that it was started. */
static inline void
deed_cim_start_program (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request,
                        ResiteCimObject *out)
{
  const char *line = resite_cim_object_get_string (request->object, "CommandLine");
  g_autofree char *address = NULL;

  deed_box_set (&world->program, line);
  if (world->no_programs)
    {
      resite_cim_object_set_int (out, "ReturnValue", 9);
      return;
    }
  resite_cim_object_set_int (out, "ProcessId", 4711);
  if (world->idle_programs)
    return;
  g_assert_true (g_str_has_prefix (
      line, "netsh interface ip set address name=\"Local Area Connection\" source=static "));
  address = deed_cim_get_word (line, "addr=");
  g_clear_pointer (&box->mask, g_free);
  box->mask = deed_cim_get_word (line, "mask=");
  g_clear_pointer (&box->gateway, g_free);
  box->gateway = deed_cim_get_word (line, "gateway=");
  box->dhcp = FALSE;
  deed_box_move (world, box, address);
}

static inline void
deed_cim_read_registry (DeedBox *box, const ResiteCimRequest *request, ResiteCimObject *out)
{
  const char *key = resite_cim_object_get_string (request->object, "sSubKeyName");

  if (g_str_has_suffix (key, "\\ActiveComputerName"))
    resite_cim_object_set_string (out, "sValue", box->name);
  else if (g_str_has_suffix (key, "\\ComputerName"))
    resite_cim_object_set_string (out, "sValue", box->pending);
  else
    resite_cim_object_set_int (out, "ReturnValue", 2);
}

static inline void
deed_cim_note (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request)
{
  const char *name =
      request->keys != NULL ? resite_cim_object_get_string (request->keys, "Name") : NULL;

  if (!g_str_equal (request->class_name, "StdRegProv"))
    g_ptr_array_add (world->log, g_strdup_printf ("%s %s %s", box->role, request->method,
                                                  name != NULL ? name : "-"));
}

static inline void
deed_cim_call (DeedWorld *world, DeedBox *box, const ResiteCimRequest *request, GPtrArray *rows)
{
  ResiteCimObject *out = deed_cim_add (rows, NULL);

  resite_cim_object_set_int (out, "ReturnValue", 0);
  deed_cim_note (world, box, request);
  if (g_str_equal (request->class_name, "StdRegProv"))
    deed_cim_read_registry (box, request, out);
  else if (g_str_equal (request->class_name, "Win32_Service"))
    deed_cim_change_service (box, request);
  else if (g_str_equal (request->class_name, "Win32_NetworkAdapterConfiguration"))
    deed_cim_change_card (world, box, request);
  else if (g_str_equal (request->class_name, "Win32_ComputerSystem"))
    deed_cim_set_field (&box->pending, request->object, "Name");
  else if (g_str_equal (request->class_name, "Win32_Process"))
    deed_cim_start_program (world, box, request, out);
  else if (g_str_equal (request->class_name, "Win32_Share"))
    deed_box_set (&box->share, NULL);
  else if (g_str_equal (request->class_name, "Win32_Directory"))
    deed_cim_set_field (&box->folder, request->object, "FileName");
  else if (!box->no_reboot)
    box->answers_left = 4;
}

static inline DeedBox *
deed_cim_reach (DeedCim *self)
{
  DeedBox *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (self->world->boxes); i++)
    {
      DeedBox *box = &self->world->boxes[i];

      if (g_str_equal (box->address, self->address) && deed_box_answers (self->world, box) &&
          !box->hidden && (!self->world->far_away || box->gateway != NULL))
        found = box;
    }
  return found;
}

static inline void
deed_cim_fail (GTask *task, gboolean before, gboolean is_change)
{
  const int code = before      ? RESITE_ERROR_UNREACHABLE
                   : is_change ? RESITE_ERROR_OUTCOME_UNKNOWN
                               : RESITE_ERROR_TIMED_OUT;

  g_task_return_new_error (task, RESITE_ERROR, code, "the line was cut");
}

static void
deed_cim_perform_async (ResiteCim *cim, const ResiteCimRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  DeedCim *self = DEED_CIM (cim);
  DeedWorld *world = self->world;
  g_autoptr (GTask) task = g_task_new (cim, cancellable, callback, user_data);
  g_autoptr (GPtrArray) rows =
      g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  DeedBox *box = deed_cim_reach (self);
  const gboolean is_change =
      request->verb == RESITE_CIM_CALL && !g_str_equal (request->class_name, "StdRegProv");
  DeedFate fate = DEED_LOST_BEFORE;

  world->n_calls++;
  if (box != NULL && !world->dead)
    fate = world->hook != NULL ? world->hook (world, box, request) : DEED_PASS;
  if (fate == DEED_LOST_BEFORE || world->dead)
    {
      deed_cim_fail (task, TRUE, is_change);
      return;
    }
  if (request->verb == RESITE_CIM_LIST)
    deed_cim_list (world, box, request->query, rows);
  else
    deed_cim_call (world, box, request, rows);
  /* Who moves away or goes down does not answer any more. */
  if (fate == DEED_LOST_AFTER || !g_str_equal (box->address, self->address))
    deed_cim_fail (task, FALSE, is_change);
  else
    g_task_return_pointer (task, g_steal_pointer (&rows), (GDestroyNotify)g_ptr_array_unref);
}

static GPtrArray *
deed_cim_perform_finish (ResiteCim *cim, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
deed_cim_init_cim (ResiteCimInterface *iface)
{
  iface->perform_async = deed_cim_perform_async;
  iface->perform_finish = deed_cim_perform_finish;
}

static void
deed_cim_finalize (GObject *object)
{
  g_free (DEED_CIM (object)->address);
  G_OBJECT_CLASS (deed_cim_parent_class)->finalize (object);
}

static void
deed_cim_class_init (DeedCimClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = deed_cim_finalize;
}

static void
deed_cim_init (DeedCim *self)
{
}
