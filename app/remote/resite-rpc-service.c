/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-rpc-private.h"

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"
#define DISABLED 4
#define DENIED   5
#define NO_SUCH  1060

/* The registry's Start, and how Win32_Service says it when asked and when told. */
static const struct
{
  const char *queried;
  const char *told;
} modes[] = {
  { "Boot", "Boot" },     { "System", "System" },     { "Auto", "Automatic" },
  { "Manual", "Manual" }, { "Disabled", "Disabled" },
};

/* Numbers of Windows, and what Win32_Service answers for them. */
static const struct
{
  guint32 number;
  guint code;
} codes[] = {
  { 5, 2 },     { 1051, 3 },  { 1052, 4 },  { 1061, 5 },  { 1062, 6 },  { 1053, 7 },
  { 2, 9 },     { 1056, 10 }, { 1055, 11 }, { 1068, 13 }, { 1058, 14 }, { 1069, 15 },
  { 1072, 16 }, { 1054, 17 }, { 1059, 18 }, { 1057, 22 }, { 1060, 19 },
};

static guint
to_code (guint32 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].number == number)
      return codes[i].code;
  return 8;
}

/* What the next start of Windows goes by. */
static gboolean
read_mode (ResiteRpcCall *call, const char *name, const char **mode, GError **error)
{
  g_autofree char *key = g_strconcat (SERVICES, name, NULL);
  guint32 code;
  GError *local = NULL;
  g_autoptr (ResiteRpcValue) value = _resite_rpc_registry_get (call, key, "Start", &code, &local);
  guint64 number;

  *mode = NULL;
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (value == NULL || value->texts == NULL || value->texts[0] == NULL)
    return TRUE;
  number = g_ascii_strtoull (value->texts[0], NULL, 0);
  if (number < G_N_ELEMENTS (modes))
    *mode = modes[number].queried;
  return TRUE;
}

/* Adds its row; none where it is not there. */
static gboolean
add_service (ResiteRpcCall *call, GPtrArray *rows, const char *name, const char *display,
             GError **error)
{
  g_autoptr (ResiteRpcAnswer) answer =
      _resite_rpc_net (call, FALSE, error, "service", "status", name, NULL);
  g_autofree char *state = NULL;
  g_autofree char *shown = NULL;
  const char *mode = NULL;
  ResiteCimObject *row;

  if (answer == NULL)
    return FALSE;
  if (_resite_rpc_get_number (answer) == NO_SUCH)
    return TRUE;
  state = resite_rpc_text_read_state (resite_rpc_answer_get (answer, 0));
  if (state == NULL)
    return _resite_rpc_fail (call, answer, name, error);
  if (!read_mode (call, name, &mode, error))
    return FALSE;
  shown = display != NULL
              ? g_strdup (display)
              : resite_rpc_text_read_detail (resite_rpc_answer_get (answer, 0), "Display Name");
  row = _resite_rpc_row_add (rows, "Win32_Service");
  resite_cim_object_set_string (row, "Name", name);
  resite_cim_object_set_string (row, "DisplayName", shown != NULL ? shown : "");
  resite_cim_object_set_string (row, "State", state);
  if (mode != NULL)
    resite_cim_object_set_string (row, "StartMode", mode);
  return TRUE;
}

/* Each service costs two calls, so the names that do not fit are left out before. */
static gboolean
fits_name (ResiteRpcQuery *query, const char *name)
{
  g_autoptr (ResiteCimObject) row = resite_cim_object_new ("Win32_Service");

  resite_cim_object_set_string (row, "Name", name);
  return resite_rpc_query_fits (query, row);
}

GPtrArray *
_resite_rpc_list_services (ResiteRpcCall *call, ResiteRpcQuery *query, GError **error)
{
  const char *only = resite_rpc_query_get_only (query, "Name");
  g_autoptr (GPtrArray) rows = _resite_rpc_rows_new ();
  g_autoptr (ResiteRpcAnswer) answer = NULL;
  g_auto (GStrv) pairs = NULL;

  if (only != NULL)
    return add_service (call, rows, only, NULL, error) ? g_steal_pointer (&rows) : NULL;
  answer = _resite_rpc_net (call, FALSE, error, "service", "list", NULL);
  if (answer == NULL)
    return NULL;
  if (answer->status != 0)
    return _resite_rpc_fail (call, answer, _ ("List the services"), error), NULL;
  pairs = resite_rpc_text_list_services (resite_rpc_answer_get (answer, 0));
  for (guint i = 0; pairs[i] != NULL && pairs[i + 1] != NULL; i += 2)
    if (fits_name (query, pairs[i]) && !add_service (call, rows, pairs[i], pairs[i + 1], error))
      return NULL;
  return g_steal_pointer (&rows);
}

static ResiteCimObject *
order (ResiteRpcCall *call, ResiteCimObject *keys, const char *word, GError **error)
{
  const char *name = resite_cim_object_get_string (keys, "Name");
  g_autoptr (ResiteRpcAnswer) answer =
      _resite_rpc_net (call, TRUE, error, "service", word, name, NULL);

  if (answer == NULL)
    return NULL;
  return _resite_rpc_answer_code (answer->status == 0 ? 0
                                                      : to_code (_resite_rpc_get_number (answer)));
}

/* Windows reads the registry when it starts and goes by what it read. */
static gboolean
is_disabled_until_restart (ResiteRpcCall *call, ResiteCimObject *keys)
{
  const char *mode = NULL;

  return read_mode (call, resite_cim_object_get_string (keys, "Name"), &mode, NULL) &&
         mode != NULL && !g_str_equal (mode, modes[DISABLED].queried);
}

ResiteCimObject *
_resite_rpc_start_service (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                           GError **error)
{
  g_autoptr (ResiteCimObject) out = order (call, keys, "start", error);

  if (out == NULL || resite_cim_object_get_int (out, "ReturnValue", 0) != (gint64)to_code (1058) ||
      !is_disabled_until_restart (call, keys))
    return g_steal_pointer (&out);
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
               _ ("Windows on %s still takes the service %s for disabled: a start type that was "
                  "set over RPC counts from its next restart. Restart the machine, or set the "
                  "start type at its console (services.msc); then try again."),
               resite_rpc_line_get_host (call->line), resite_cim_object_get_string (keys, "Name"));
  return NULL;
}

ResiteCimObject *
_resite_rpc_stop_service (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                          GError **error)
{
  return order (call, keys, "stop", error);
}

ResiteCimObject *
_resite_rpc_change_start (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                          GError **error)
{
  const char *wanted = resite_cim_object_get_string (in, "StartMode");
  g_autofree char *key = g_strconcat (SERVICES, resite_cim_object_get_string (keys, "Name"), NULL);
  guint32 number = 0;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_ascii_strcasecmp (modes[i].told, wanted) == 0)
      return _resite_rpc_registry_set_number (call, key, "Start", i, &number, error)
                 ? _resite_rpc_answer_code (number == 0        ? 0
                                            : number == DENIED ? 2
                                                               : to_code (number))
                 : NULL;
  return _resite_rpc_answer_code (21);
}
