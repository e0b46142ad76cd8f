/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-rpc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-rpc-failure.h"
#include "resite-rpc-private.h"

#define ROOT         "HKLM\\"
#define ANOTHER_TYPE 2147749893 /* WBEM_E_TYPE_MISMATCH: StdRegProv's own */

ResiteRpcValue *
_resite_rpc_registry_get (ResiteRpcCall *call, const char *key, const char *name, guint32 *code,
                          GError **error)
{
  g_autofree char *path = g_strconcat (ROOT, key, NULL);
  g_autoptr (ResiteRpcAnswer) answer =
      _resite_rpc_net (call, FALSE, error, "registry", "getvalue", path, name, NULL);
  ResiteRpcValue *value;

  *code = 0;
  if (answer == NULL)
    return NULL;
  if (answer->status == 0)
    {
      value = resite_rpc_text_read_value (resite_rpc_answer_get (answer, 0));
      if (value != NULL)
        return value;
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                   _ ("The registry of %s was read, but the answer holds nothing."),
                   resite_rpc_line_get_host (call->line));
      return NULL;
    }
  *code = _resite_rpc_get_number (answer);
  if (*code == 0)
    _resite_rpc_fail (call, answer, path, error);
  return NULL;
}

char *
_resite_rpc_registry_dup_text (ResiteRpcCall *call, const char *key, const char *name,
                               GError **error)
{
  guint32 code;
  g_autoptr (ResiteRpcValue) value = _resite_rpc_registry_get (call, key, name, &code, error);

  return value != NULL && value->texts != NULL ? g_strdup (value->texts[0]) : NULL;
}

GPtrArray *
_resite_rpc_registry_export (ResiteRpcCall *call, const char *key, GError **error)
{
  g_autofree char *path = g_strconcat (ROOT, key, NULL);
  g_autoptr (ResiteRpcAnswer) answer =
      _resite_rpc_net (call, FALSE, error, "registry", "export", path, "/dev/stdout", NULL);

  if (answer == NULL)
    return NULL;
  if (answer->status == 0)
    return resite_rpc_text_read_export (resite_rpc_answer_get (answer, 0));
  if (_resite_rpc_get_number (answer) == RESITE_RPC_NO_VALUE)
    return g_ptr_array_new_with_free_func ((GDestroyNotify)resite_rpc_value_free);
  _resite_rpc_fail (call, answer, path, error);
  return NULL;
}

gboolean
_resite_rpc_registry_set_number (ResiteRpcCall *call, const char *key, const char *name,
                                 guint number, guint32 *code, GError **error)
{
  g_autofree char *path = g_strconcat (ROOT, key, NULL);
  g_autofree char *text = g_strdup_printf ("%u", number);
  g_autoptr (ResiteRpcAnswer) answer =
      _resite_rpc_net (call, TRUE, error, "registry", "setvalue", path, name, "dword", text, NULL);

  if (answer == NULL)
    return FALSE;
  *code = answer->status == 0 ? 0 : _resite_rpc_get_number (answer);
  return answer->status == 0 || *code != 0 || _resite_rpc_fail (call, answer, path, error);
}

/* StdRegProv. */

/* NULL: see @error. *@value NULL: @out is all that there is to say. */
static ResiteCimObject *
get_value (ResiteRpcCall *call, ResiteCimObject *in, ResiteRpcValue **value, GError **error)
{
  const char *key = resite_cim_object_get_string (in, "sSubKeyName");
  const char *name = resite_cim_object_get_string (in, "sValueName");
  GError *local = NULL;
  guint32 code;

  *value = _resite_rpc_registry_get (call, key, name != NULL ? name : "", &code, &local);
  if (local == NULL)
    return _resite_rpc_answer_code (code);
  g_propagate_error (error, local);
  return NULL;
}

static gboolean
is_number (const ResiteRpcValue *value)
{
  return g_str_equal (value->type, "REG_DWORD");
}

ResiteCimObject *
_resite_rpc_registry_get_string (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                                 GError **error)
{
  g_autoptr (ResiteRpcValue) value = NULL;
  ResiteCimObject *out = get_value (call, in, &value, error);

  if (out == NULL || value == NULL)
    return out;
  if (value->texts == NULL || is_number (value))
    resite_cim_object_set_int (out, "ReturnValue", ANOTHER_TYPE);
  else
    resite_cim_object_set_string (out, "sValue", value->texts[0] != NULL ? value->texts[0] : "");
  return out;
}

ResiteCimObject *
_resite_rpc_registry_get_dword (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                                GError **error)
{
  g_autoptr (ResiteRpcValue) value = NULL;
  ResiteCimObject *out = get_value (call, in, &value, error);

  if (out == NULL || value == NULL)
    return out;
  if (!is_number (value) || value->texts[0] == NULL)
    resite_cim_object_set_int (out, "ReturnValue", ANOTHER_TYPE);
  else
    resite_cim_object_set_int (out, "uValue", g_ascii_strtoll (value->texts[0], NULL, 0));
  return out;
}

/* "Keyname   = Setup" */
static ResiteCimValue *
read_names (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "Keyname ") && strchr (lines[i], '=') != NULL)
      g_strv_builder_add (names, g_strchug (strchr (lines[i], '=') + 1));
  list = g_strv_builder_end (names);
  return resite_cim_value_new_strings ((const char *const *)list);
}

ResiteCimObject *
_resite_rpc_registry_enum_key (ResiteRpcCall *call, ResiteCimObject *keys, ResiteCimObject *in,
                               GError **error)
{
  g_autofree char *path =
      g_strconcat (ROOT, resite_cim_object_get_string (in, "sSubKeyName"), NULL);
  g_autoptr (ResiteRpcAnswer) answer =
      _resite_rpc_net (call, FALSE, error, "registry", "enumerate", path, NULL);
  ResiteCimObject *out;
  guint32 code;

  if (answer == NULL)
    return NULL;
  code = answer->status == 0 ? 0 : _resite_rpc_get_number (answer);
  if (answer->status != 0 && code == 0)
    return _resite_rpc_fail (call, answer, path, error), NULL;
  out = _resite_rpc_answer_code (code);
  if (code == 0)
    resite_cim_object_take (out, "sNames", read_names (resite_rpc_answer_get (answer, 0)));
  return out;
}
