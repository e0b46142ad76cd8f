/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-windows-private.h"

#define ACCESS_DENIED 2

static const ResiteWindowsMeaning meanings[] = {
  { 3, N_ ("a privilege is missing") },
  { 8, N_ ("it failed for an unknown reason") },
  { 9, N_ ("the program was not found") },
  { 21, N_ ("a value was not accepted") },
  { 0, NULL },
};

gboolean
resite_windows_start_process (ResiteCim *cim, const char *command_line, const char *directory,
                              guint32 *process_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) in = NULL;
  g_autoptr (ResiteCimObject) out = NULL;
  g_autofree char *what = NULL;
  gint64 code;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && command_line != NULL, FALSE);

  in = resite_windows_key ("CommandLine", command_line);
  if (directory != NULL)
    resite_cim_object_set_string (in, "CurrentDirectory", directory);
  out = resite_cim_call (cim, RESITE_WINDOWS_SPACE, "Win32_Process", NULL, "Create", in,
                         cancellable, error);
  if (out == NULL)
    return FALSE;
  code = resite_cim_object_get_int (out, "ReturnValue", -1);
  if (code == 0)
    {
      if (process_id != NULL)
        *process_id = resite_cim_object_get_int (out, "ProcessId", 0);
      return TRUE;
    }
  what = g_strdup_printf (_ ("Start \"%s\""), command_line);
  resite_windows_set_error (error, what, code, ACCESS_DENIED, meanings);
  return FALSE;
}

gboolean
resite_windows_has_process (ResiteCim *cim, guint32 process_id, gboolean *there,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && there != NULL, FALSE);

  rows = resite_windows_select (cim, cancellable, error,
                                "SELECT ProcessId FROM Win32_Process WHERE ProcessId = %u",
                                process_id);
  if (rows == NULL)
    return FALSE;
  *there = rows->len > 0;
  return TRUE;
}
