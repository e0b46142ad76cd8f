/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-rpc-private.h"
#include "resite-rpc-times.h"

#define SYSTEM_KEY  "SYSTEM\\CurrentControlSet\\"
#define SMBIOS_KEY  SYSTEM_KEY "Services\\mssmbios\\Data"
#define TCPIP_KEY   SYSTEM_KEY "Services\\Tcpip\\Parameters"
#define NAME_KEY    SYSTEM_KEY "Control\\ComputerName\\ActiveComputerName"
#define WINDOWS_KEY SYSTEM_KEY "Control\\Windows"
#define VERSION_KEY "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"

/* A look asks for the number of the box first: that is never an old one. */
#define LOOK_LASTS (10 * G_USEC_PER_SEC)

/* The hardware, as far as Windows wrote it into its registry: since 2003 with service pack 1. */
static gboolean
read_tables (ResiteRpcCall *call, GError **error)
{
  g_autoptr (GPtrArray) values = _resite_rpc_registry_export (call, SMBIOS_KEY, error);
  const ResiteRpcValue *value =
      values != NULL ? resite_rpc_find_value (values, NULL, "SMBiosData") : NULL;
  ResiteRpcFirmware *firmware = call->firmware;

  g_clear_pointer (&firmware->tables, g_bytes_unref);
  firmware->read_at = values != NULL ? g_get_monotonic_time () : 0;
  if (value != NULL && value->bytes != NULL)
    firmware->tables = g_bytes_ref (value->bytes);
  return values != NULL;
}

/* NULL without @error where Windows did not write it down. */
static ResiteSmbios *
read_smbios (ResiteRpcCall *call, gboolean anew, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&call->firmware->lock);
  const gint64 read_at = call->firmware->read_at;

  if ((anew || read_at == 0 || g_get_monotonic_time () - read_at > LOOK_LASTS) &&
      !read_tables (call, error))
    return NULL;
  return call->firmware->tables != NULL ? resite_smbios_read (call->firmware->tables) : NULL;
}

static ResiteSmbios *
need_smbios (ResiteRpcCall *call, gboolean anew, GError **error)
{
  GError *local = NULL;
  ResiteSmbios *smbios = read_smbios (call, anew, &local);

  if (local != NULL)
    g_propagate_error (error, local);
  else if (smbios == NULL)
    _resite_rpc_refuse (error, N_ ("the hardware number of this machine"));
  return smbios;
}

static GPtrArray *
make_row (const char *class_name, const char *property, const char *text)
{
  GPtrArray *rows = _resite_rpc_rows_new ();
  ResiteCimObject *row = _resite_rpc_row_add (rows, class_name);

  if (text != NULL)
    resite_cim_object_set_string (row, property, text);
  return rows;
}

GPtrArray *
_resite_rpc_list_product (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  g_autoptr (ResiteSmbios) smbios = need_smbios (call, TRUE, error);

  return smbios != NULL ? make_row ("Win32_ComputerSystemProduct", "UUID", smbios->uuid) : NULL;
}

GPtrArray *
_resite_rpc_list_bios (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  g_autoptr (ResiteSmbios) smbios = need_smbios (call, FALSE, error);

  return smbios != NULL ? make_row ("Win32_BIOS", "SerialNumber", smbios->serial) : NULL;
}

/* Windows says it; where it is not asked for it, its own domain for names does. */
static gboolean
read_domain (ResiteRpcCall *call, char **domain, gboolean *member, GError **error)
{
  g_autoptr (ResiteRpcAnswer) answer =
      resite_rpc_line_ask (call->line, RESITE_RPC_JOIN, NULL, FALSE, call->cancellable, error);
  GError *local = NULL;

  if (answer == NULL)
    return FALSE;
  if (answer->status == 0)
    {
      *domain = g_strdup (resite_rpc_answer_get (answer, 0));
      *member =
          g_ascii_strtoull (resite_rpc_answer_get (answer, 1), NULL, 10) == RESITE_RPC_JOIN_DOMAIN;
      return TRUE;
    }
  *domain = _resite_rpc_registry_dup_text (call, TCPIP_KEY, "Domain", &local);
  *member = *domain != NULL && **domain != '\0';
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

/* The registry has the name that it runs under; a server can be told to show another one. */
static char *
read_name (ResiteRpcCall *call, GError **error)
{
  GError *local = NULL;
  char *name = _resite_rpc_registry_dup_text (call, NAME_KEY, "ComputerName", &local);
  g_autoptr (ResiteRpcAnswer) answer = NULL;

  if (name != NULL)
    return name;
  if (local != NULL)
    return g_propagate_error (error, local), NULL;
  answer =
      resite_rpc_line_ask (call->line, RESITE_RPC_SERVER, NULL, FALSE, call->cancellable, error);
  if (answer == NULL)
    return NULL;
  if (answer->status == 0)
    return g_strdup (resite_rpc_answer_get (answer, 0));
  _resite_rpc_fail (call, answer, _ ("Read its name"), error);
  return NULL;
}

GPtrArray *
_resite_rpc_list_computer (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  g_autofree char *name = read_name (call, error);
  g_autofree char *domain = NULL;
  g_autoptr (ResiteSmbios) smbios = NULL;
  gboolean member;
  GPtrArray *rows;
  ResiteCimObject *row;

  if (name == NULL || !read_domain (call, &domain, &member, error))
    return NULL;
  if (resite_rpc_query_wants (query, "Model"))
    smbios = read_smbios (call, FALSE, NULL);
  rows = _resite_rpc_rows_new ();
  row = _resite_rpc_row_add (rows, "Win32_ComputerSystem");
  resite_cim_object_set_string (row, "Name", name);
  if (domain != NULL)
    resite_cim_object_set_string (row, "Domain", domain);
  resite_cim_object_set_boolean (row, "PartOfDomain", member);
  if (smbios != NULL && smbios->model != NULL)
    resite_cim_object_set_string (row, "Model", smbios->model);
  resite_cim_object_set_string (row, "UserName", resite_rpc_line_get_user (call->line));
  return rows;
}

/* Times. */

static void
set_time (ResiteCimObject *row, const char *name, gint64 time)
{
  g_autofree char *text = resite_rpc_format_time (time);

  if (text != NULL)
    resite_cim_object_take (row, name, resite_cim_value_new_datetime (text));
}

/* When Windows was shut down in order for the last time; 0: not written. */
static gint64
read_shutdown (ResiteRpcCall *call, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) values = _resite_rpc_registry_export (call, WINDOWS_KEY, error);
  const ResiteRpcValue *value =
      values != NULL ? resite_rpc_find_value (values, NULL, "ShutdownTime") : NULL;

  return value != NULL ? resite_rpc_read_filetime (value->bytes, now) : 0;
}

static gboolean
read_times (ResiteRpcCall *call, ResiteCimObject *row, GError **error)
{
  g_autoptr (ResiteRpcAnswer) answer =
      resite_rpc_line_ask (call->line, RESITE_RPC_TIME, NULL, FALSE, call->cancellable, error);
  GError *local = NULL;
  gint64 now, up, booted;

  if (answer == NULL)
    return FALSE;
  if (answer->status != 0)
    return _resite_rpc_fail (call, answer, _ ("Read its clock"), error);
  now = g_ascii_strtoll (resite_rpc_answer_get (answer, 0), NULL, 10) * G_USEC_PER_SEC;
  up = g_ascii_strtoll (resite_rpc_answer_get (answer, 1), NULL, 10) * 1000;
  booted = resite_rpc_choose_boot (now, up, read_shutdown (call, now, &local));
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  set_time (row, "LocalDateTime", now);
  if (booted > 0)
    set_time (row, "LastBootUpTime", booted);
  return TRUE;
}

static gboolean
read_version (ResiteRpcCall *call, ResiteCimObject *row, GError **error)
{
  g_autofree char *caption = NULL;
  g_autofree char *pack = NULL;
  GError *local = NULL;

  caption = _resite_rpc_registry_dup_text (call, VERSION_KEY, "ProductName", &local);
  if (local == NULL)
    pack = _resite_rpc_registry_dup_text (call, VERSION_KEY, "CSDVersion", &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (caption != NULL)
    resite_cim_object_set_string (row, "Caption", caption);
  if (pack != NULL)
    resite_cim_object_set_string (row, "CSDVersion", pack);
  return TRUE;
}

GPtrArray *
_resite_rpc_list_system (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  g_autoptr (GPtrArray) rows = _resite_rpc_rows_new ();
  ResiteCimObject *row = _resite_rpc_row_add (rows, "Win32_OperatingSystem");

  if (resite_rpc_query_wants (query, "Caption") && !read_version (call, row, error))
    return NULL;
  return read_times (call, row, error) ? g_steal_pointer (&rows) : NULL;
}

ResiteCimObject *
_resite_rpc_restart (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                     GError **error)
{
  const char *const arguments[] = { "Resite", NULL };
  g_autoptr (ResiteRpcAnswer) answer = resite_rpc_line_ask (
      call->line, RESITE_RPC_RESTART, arguments, TRUE, call->cancellable, error);

  return answer != NULL ? _resite_rpc_answer_code (answer->status) : NULL;
}
