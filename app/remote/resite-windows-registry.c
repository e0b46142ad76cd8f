/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-windows-private.h"

#define SPACE         "root/default"
#define LOCAL_MACHINE 2147483650 /* HKEY_LOCAL_MACHINE */

/* A missing key is told by the system's number, a missing value by the provider's own. */
enum
{
  NO_SUCH_VALUE = 1,
  NO_SUCH_THING = 2,
  ACCESS_DENIED = 5
};

static const ResiteWindowsMeaning meanings[] = {
  { 6, N_ ("the handle is wrong") },
  { 87, N_ ("a value was not accepted") },
  { 2147749893, N_ ("the value is of another type") },
  { 0, NULL },
};

/* (nullable without @error): no such key or value. */
static ResiteCimObject *
ask (ResiteCim *cim, const char *method, const char *key, const char *value,
     GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) in = resite_cim_object_new (NULL);
  g_autoptr (ResiteCimObject) out = NULL;
  g_autofree char *what = NULL;
  gint64 code;

  resite_cim_object_set_int (in, "hDefKey", LOCAL_MACHINE);
  resite_cim_object_set_string (in, "sSubKeyName", key);
  if (value != NULL)
    resite_cim_object_set_string (in, "sValueName", value);
  out = resite_cim_call (cim, SPACE, "StdRegProv", NULL, method, in, cancellable, error);
  if (out == NULL)
    return NULL;
  code = resite_cim_object_get_int (out, "ReturnValue", -1);
  if (code == 0)
    return g_steal_pointer (&out);
  if (code == NO_SUCH_THING || (code == NO_SUCH_VALUE && value != NULL))
    return NULL;
  what = g_strdup_printf (_ ("Read HKEY_LOCAL_MACHINE\\%s"), key);
  resite_windows_set_error (error, what, code, ACCESS_DENIED, meanings);
  return NULL;
}

char *
resite_windows_get_registry_string (ResiteCim *cim, const char *key, const char *value,
                                    GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) out = NULL;
  const char *text;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && key != NULL && value != NULL, NULL);

  out = ask (cim, "GetStringValue", key, value, cancellable, error);
  if (out == NULL)
    return NULL;
  text = resite_cim_object_get_string (out, "sValue");
  return g_strdup (text != NULL ? text : "");
}

gint64
resite_windows_get_registry_dword (ResiteCim *cim, const char *key, const char *value,
                                   GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) out = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && key != NULL && value != NULL, -1);

  out = ask (cim, "GetDWORDValue", key, value, cancellable, error);
  return out != NULL ? resite_cim_object_get_int (out, "uValue", -1) : -1;
}

gboolean
resite_windows_has_registry_key (ResiteCim *cim, const char *key, gboolean *there,
                                 GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) out = NULL;
  GError *failure = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && key != NULL && there != NULL, FALSE);

  out = ask (cim, "EnumKey", key, NULL, cancellable, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  *there = out != NULL;
  return TRUE;
}
