/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-rpc-cim.h"
#include "resite-rpc-failure.h"
#include "resite-rpc-private.h"
#include "resite-under-way.h"

#define WORDS 16

struct _ResiteRpcCim
{
  GObject parent_instance;

  ResiteRpcLine *line;
  ResiteCredentials *credentials;
  gboolean allow_smb1;
  ResiteRpcFirmware firmware;
};

static const struct
{
  const char *class_name;
  ResiteRpcLister list;
} listers[] = {
  { "Win32_Service", _resite_rpc_list_services },
  { "Win32_Share", _resite_rpc_list_shares },
  { "Win32_ServerConnection", _resite_rpc_list_share_users },
  { "Win32_LogicalDisk", _resite_rpc_list_disks },
  { "Win32_Directory", _resite_rpc_find_folder },
  { "CIM_DataFile", _resite_rpc_find_file },
  { "Win32_ComputerSystem", _resite_rpc_list_computer },
  { "Win32_OperatingSystem", _resite_rpc_list_system },
  { "Win32_ComputerSystemProduct", _resite_rpc_list_product },
  { "Win32_BIOS", _resite_rpc_list_bios },
  { "Win32_NetworkAdapterConfiguration", _resite_rpc_list_adapters },
  { "Win32_UserAccount", _resite_rpc_list_users },
  { "Win32_GroupUser", _resite_rpc_list_members },
};

static const struct
{
  const char *class_name;
  const char *method;
  ResiteRpcMethod call;
} methods[] = {
  { "Win32_Service", "StartService", _resite_rpc_start_service },
  { "Win32_Service", "StopService", _resite_rpc_stop_service },
  { "Win32_Service", "ChangeStartMode", _resite_rpc_change_start },
  { "Win32_Share", "Delete", _resite_rpc_delete_share },
  { "Win32_Directory", "Rename", _resite_rpc_rename_folder },
  { "Win32_OperatingSystem", "Reboot", _resite_rpc_restart },
  { "Win32_NetworkAdapterConfiguration", "EnableDHCP", _resite_rpc_change_adapter },
  { "Win32_NetworkAdapterConfiguration", "EnableStatic", _resite_rpc_change_adapter },
  { "Win32_NetworkAdapterConfiguration", "SetGateways", _resite_rpc_change_adapter },
  { "Win32_NetworkAdapterConfiguration", "SetDNSServerSearchOrder", _resite_rpc_change_adapter },
  { "Win32_NetworkAdapterConfiguration", "SetWINSServer", _resite_rpc_change_adapter },
  { "StdRegProv", "GetStringValue", _resite_rpc_registry_get_string },
  { "StdRegProv", "GetDWORDValue", _resite_rpc_registry_get_dword },
  { "StdRegProv", "EnumKey", _resite_rpc_registry_enum_key },
};

/* What the answers are made of. */

GPtrArray *
_resite_rpc_rows_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
}

ResiteCimObject *
_resite_rpc_row_add (GPtrArray *rows, const char *class_name)
{
  ResiteCimObject *row = resite_cim_object_new (class_name);

  g_ptr_array_add (rows, row);
  return row;
}

ResiteCimObject *
_resite_rpc_answer_code (gint64 code)
{
  ResiteCimObject *out = resite_cim_object_new (NULL);

  resite_cim_object_set_int (out, "ReturnValue", code);
  return out;
}

void
_resite_rpc_refuse (GError **error, const char *what)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_REFUSED,
               /* TRANSLATORS: what cannot be asked or done: "how a disk is formatted". */
               _ ("RPC has no way to this: %s. A person looks at or does it at the machine."),
               _ (what));
}

ResiteRpcAnswer *
_resite_rpc_net (ResiteRpcCall *call, gboolean changes, GError **error, ...)
{
  const char *words[WORDS] = { NULL };
  const char *word;
  guint n = 0;
  va_list arguments;

  va_start (arguments, error);
  while ((word = va_arg (arguments, const char *)) != NULL && n < WORDS - 1)
    words[n++] = word;
  va_end (arguments);
  for (guint i = 0; i < n; i++)
    if (words[i][0] == '-')
      {
        g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                     _ ("“%s” cannot be handed to a program."), words[i]);
        return NULL;
      }
  return resite_rpc_line_ask (call->line, RESITE_RPC_NET, words, changes, call->cancellable, error);
}

guint32
_resite_rpc_get_number (const ResiteRpcAnswer *answer)
{
  g_autofree char *status = NULL;

  if (answer->status == 0)
    return 0;
  status = resite_rpc_find_status (resite_rpc_answer_get (answer, 1));
  return resite_rpc_status_to_number (status);
}

gboolean
_resite_rpc_fail (ResiteRpcCall *call, const ResiteRpcAnswer *answer, const char *what,
                  GError **error)
{
  const char *said = resite_rpc_answer_get (answer, answer->strings->len > 1 ? 1 : 0);
  g_autofree char *status = resite_rpc_find_status (said);
  const guint32 number = status != NULL ? resite_rpc_status_to_number (status) : answer->status;
  g_autofree char *shown =
      status != NULL ? g_strdup (status) : g_strdup_printf ("%u", answer->status);

  if (number == 5)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
                 _ ("%s: %s says that the account has no right to do it. Use an administrator of "
                    "that machine."),
                 what, resite_rpc_line_get_host (call->line));
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                 /* TRANSLATORS: what was tried, a machine, the name or number of an error. */
                 _ ("%s: %s answered %s."), what, resite_rpc_line_get_host (call->line), shown);
  return FALSE;
}

/* Requests, in a worker thread. */

static GPtrArray *
leave_fitting (GPtrArray *rows, ResiteRpcQuery *query)
{
  for (guint i = rows->len; i > 0; i--)
    if (!resite_rpc_query_fits (query, rows->pdata[i - 1]))
      g_ptr_array_remove_index (rows, i - 1);
  return rows;
}

static GPtrArray *
list (ResiteRpcCall *call, const ResiteCimRequest *request, GError **error)
{
  g_autoptr (ResiteRpcQuery) query = resite_rpc_query_new (request->query, error);
  GPtrArray *rows;

  if (query == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (listers); i++)
    if (g_ascii_strcasecmp (listers[i].class_name, resite_rpc_query_get_class (query)) == 0)
      {
        rows = listers[i].list (call, query, error);
        return rows != NULL ? leave_fitting (rows, query) : NULL;
      }
  _resite_rpc_refuse (error, resite_rpc_query_get_class (query));
  return NULL;
}

static GPtrArray *
invoke (ResiteRpcCall *call, const ResiteCimRequest *request, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_ascii_strcasecmp (methods[i].class_name, request->class_name) == 0 &&
        g_ascii_strcasecmp (methods[i].method, request->method) == 0)
      {
        ResiteCimObject *out = methods[i].call (call, request->keys, request->object, error);
        GPtrArray *objects = out != NULL ? _resite_rpc_rows_new () : NULL;

        if (objects != NULL)
          g_ptr_array_add (objects, out);
        return objects;
      }
  _resite_rpc_refuse (error, request->method);
  return NULL;
}

static gboolean
is_windows (const char *space)
{
  return g_ascii_strcasecmp (space, "root/cimv2") == 0 ||
         g_ascii_strcasecmp (space, "root/default") == 0;
}

static GPtrArray *
perform (ResiteRpcCall *call, const ResiteCimRequest *request, GError **error)
{
  if (is_windows (request->space) && request->verb == RESITE_CIM_LIST)
    return list (call, request, error);
  if (is_windows (request->space) && request->verb == RESITE_CIM_CALL)
    return invoke (call, request, error);
  _resite_rpc_refuse (error, request->space);
  return NULL;
}

/* ResiteCim. */

static void
request_free (gpointer data)
{
  ResiteCimRequest *request = data;

  g_free ((char *)request->space);
  g_free ((char *)request->query);
  g_free ((char *)request->class_name);
  g_free ((char *)request->method);
  g_clear_pointer (&request->keys, resite_cim_object_unref);
  g_clear_pointer (&request->object, resite_cim_object_unref);
  g_free (request);
}

static ResiteCimRequest *
request_copy (const ResiteCimRequest *request)
{
  ResiteCimRequest *copy = g_new0 (ResiteCimRequest, 1);

  copy->verb = request->verb;
  copy->space = g_strdup (request->space);
  copy->query = g_strdup (request->query);
  copy->class_name = g_strdup (request->class_name);
  copy->method = g_strdup (request->method);
  copy->keys = request->keys != NULL ? resite_cim_object_ref (request->keys) : NULL;
  copy->object = request->object != NULL ? resite_cim_object_ref (request->object) : NULL;
  return copy;
}

static ResiteRpcCall
make_call (ResiteRpcCim *self, GCancellable *cancellable)
{
  return (ResiteRpcCall){ self->line, self->credentials, self->allow_smb1, cancellable,
                          &self->firmware };
}

static void
perform_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ResiteRpcCall call = make_call (source, cancellable);
  GError *error = NULL;
  GPtrArray *objects = perform (&call, data, &error);

  if (objects != NULL)
    g_task_return_pointer (task, objects, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
perform_async (ResiteCim *cim, const ResiteCimRequest *request, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (cim, cancellable, callback, user_data);

  g_task_set_source_tag (task, perform_async);
  g_task_set_task_data (task, request_copy (request), request_free);
  resite_under_way_run_task (task, perform_in_thread);
}

static GPtrArray *
perform_finish (ResiteCim *cim, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cim_init (ResiteCimInterface *iface)
{
  iface->perform_async = perform_async;
  iface->perform_finish = perform_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ResiteRpcCim, resite_rpc_cim, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RESITE_TYPE_CIM, cim_init))

static void
resite_rpc_cim_finalize (GObject *object)
{
  ResiteRpcCim *self = RESITE_RPC_CIM (object);

  g_clear_pointer (&self->line, resite_rpc_line_free);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_clear_pointer (&self->firmware.tables, g_bytes_unref);
  g_mutex_clear (&self->firmware.lock);

  G_OBJECT_CLASS (resite_rpc_cim_parent_class)->finalize (object);
}

static void
resite_rpc_cim_class_init (ResiteRpcCimClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = resite_rpc_cim_finalize;
}

static void
resite_rpc_cim_init (ResiteRpcCim *self)
{
  g_mutex_init (&self->firmware.lock);
}

ResiteRpcCim *
resite_rpc_cim_new (const ResiteRpcOptions *options, GError **error)
{
  ResiteRpcLine *line;
  ResiteRpcCim *self;

  g_return_val_if_fail (options != NULL, NULL);

  line = resite_rpc_line_new (options, error);
  if (line == NULL)
    return NULL;
  self = g_object_new (RESITE_TYPE_RPC_CIM, NULL);
  self->line = line;
  self->credentials =
      options->credentials != NULL ? resite_credentials_ref (options->credentials) : NULL;
  self->allow_smb1 = options->allow_smb1;
  return self;
}

const char *
resite_rpc_cim_get_host (ResiteRpcCim *self)
{
  g_return_val_if_fail (RESITE_IS_RPC_CIM (self), NULL);

  return resite_rpc_line_get_host (self->line);
}

ResiteRpcLine *
_resite_rpc_cim_get_line (ResiteRpcCim *self)
{
  return self->line;
}
