/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-windows-private.h"

/* Win32 errors, which Win32_ComputerSystem and Win32_OperatingSystem answer with. */
enum
{
  ACCESS_DENIED = 5,
  PRIVILEGE_NOT_HELD = 1314
};

static const ResiteWindowsMeaning meanings[] = {
  { 87, N_ ("a value was not accepted") },
  { 123, N_ ("the name has characters that it must not have") },
  { 1326, N_ ("the account or its password is wrong") },
  { 1355, N_ ("the domain could not be reached") },
  { 2221, N_ ("the computer account was not found in the domain") },
  { 2224, N_ ("an account of this name is there already") },
  { 2691, N_ ("the machine is a member of the domain already") },
  { 2697, N_ ("another change of the name waits for a restart already") },
  { 1115, N_ ("it is shutting down already") },
  { 1190, N_ ("a shutdown is under way already") },
  { 0, NULL },
};

static ResiteCimObject *
read_computer (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  return resite_windows_select_one (
      cim, "SELECT Name, Domain, PartOfDomain, Model, UserName FROM Win32_ComputerSystem",
      cancellable, error);
}

gboolean
resite_windows_is_domain_member (ResiteCim *cim, gboolean *member, GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (ResiteCimObject) row = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && member != NULL, FALSE);

  row = read_computer (cim, cancellable, error);
  if (row == NULL)
    return FALSE;
  *member = resite_cim_object_get_boolean (row, "PartOfDomain", FALSE);
  return TRUE;
}

static gboolean
refuse_member (const char *domain, GError **error)
{
  g_set_error (
      error, RESITE_ERROR, RESITE_ERROR_REFUSED,
      _ ("Windows does not rename a member of a domain from afar, and this one is a member "
         "of %s. Use netdom renamecomputer there."),
      domain != NULL ? domain : "?");
  return FALSE;
}

gboolean
resite_windows_rename (ResiteCim *cim, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) row = NULL;
  g_autoptr (ResiteCimObject) keys = NULL;
  g_autoptr (ResiteCimObject) in = NULL;
  g_autofree char *what = NULL;
  gint64 code;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && name != NULL, FALSE);

  row = read_computer (cim, cancellable, error);
  if (row == NULL)
    return FALSE;
  if (resite_cim_object_get_boolean (row, "PartOfDomain", FALSE))
    return refuse_member (resite_cim_object_get_string (row, "Domain"), error);
  keys = resite_windows_key ("Name", resite_cim_object_get_string (row, "Name"));
  in = resite_windows_key ("Name", name);
  if (!resite_windows_call (cim, "Win32_ComputerSystem", keys, "Rename", in, &code, cancellable,
                            error))
    return FALSE;
  if (code == 0)
    return TRUE;
  what = g_strdup_printf (_ ("Rename the machine to %s"), name);
  resite_windows_set_error (error, what, code, ACCESS_DENIED, meanings);
  return FALSE;
}

gboolean
resite_windows_reboot (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  gint64 code;

  g_return_val_if_fail (RESITE_IS_CIM (cim), FALSE);

  if (!resite_windows_call (cim, "Win32_OperatingSystem", NULL, "Reboot", NULL, &code, cancellable,
                            error))
    return FALSE;
  if (code == 0)
    return TRUE;
  resite_windows_set_error (error, _ ("Restart the machine"), code,
                            code == PRIVILEGE_NOT_HELD ? PRIVILEGE_NOT_HELD : ACCESS_DENIED,
                            meanings);
  return FALSE;
}
