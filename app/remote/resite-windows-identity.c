/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-clock.h"
#include "resite-error.h"
#include "resite-windows-private.h"

/* What makers write where they wrote none; boxes that share it are not one box. */
static const char *const placeholders[] = {
  "00000000-0000-0000-0000-000000000000",
  "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
  "03000200-0400-0500-0006-000700080009",
  "12345678-1234-5678-90AB-CDDEEFAABBCC",
  NULL,
};

void
resite_windows_identity_free (ResiteWindowsIdentity *self)
{
  if (self == NULL)
    return;
  g_free (self->uuid);
  g_free (self->serial);
  g_strfreev (self->macs);
  g_free (self->name);
  g_free (self->domain);
  g_free (self->model);
  g_free (self->user);
  g_free (self->product);
  g_free (self);
}

static char *
dup_stripped (ResiteCimObject *row, const char *name)
{
  const char *text = resite_cim_object_get_string (row, name);
  char *copy = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  if (copy != NULL && *copy == '\0')
    g_clear_pointer (&copy, g_free);
  return copy;
}

/* RPC has no way to some of it: what is not known is not compared. */
static gboolean
is_not_offered (GError *failure, GError **error)
{
  if (g_error_matches (failure, RESITE_ERROR, RESITE_ERROR_REFUSED))
    {
      g_error_free (failure);
      return TRUE;
    }
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
read_uuid (ResiteWindowsIdentity *self, ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;
  g_autoptr (ResiteCimObject) row = resite_windows_select_one (
      cim, "SELECT UUID FROM Win32_ComputerSystemProduct", cancellable, &local);
  g_autofree char *text = NULL;
  g_autofree char *upper = NULL;

  if (row == NULL)
    return is_not_offered (local, error);
  text = dup_stripped (row, "UUID");
  upper = text != NULL ? g_ascii_strup (text, -1) : NULL;
  if (upper != NULL && !g_strv_contains (placeholders, upper))
    self->uuid = g_steal_pointer (&upper);
  return TRUE;
}

static gboolean
read_serial (ResiteWindowsIdentity *self, ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;
  g_autoptr (ResiteCimObject) row =
      resite_windows_select_one (cim, "SELECT SerialNumber FROM Win32_BIOS", cancellable, &local);

  if (row == NULL)
    return is_not_offered (local, error);
  self->serial = dup_stripped (row, "SerialNumber");
  return TRUE;
}

static gboolean
read_computer (ResiteWindowsIdentity *self, ResiteCim *cim, GCancellable *cancellable,
               GError **error)
{
  g_autoptr (ResiteCimObject) row = resite_windows_select_one (
      cim, "SELECT Name, Domain, PartOfDomain, Model, UserName FROM Win32_ComputerSystem",
      cancellable, error);

  if (row == NULL)
    return FALSE;
  self->name = dup_stripped (row, "Name");
  self->domain = dup_stripped (row, "Domain");
  self->model = dup_stripped (row, "Model");
  self->user = dup_stripped (row, "UserName");
  return TRUE;
}

static gint64
read_time (ResiteCimObject *row, const char *name)
{
  ResiteCimValue *value = resite_cim_object_get (row, name);
  gint64 time;

  return value != NULL && resite_cim_value_get_time (value, &time) ? time : 0;
}

gint64
resite_windows_compare_clocks (gint64 asked, gint64 answered, gint64 there)
{
  if (there < asked)
    return there - asked;
  return there > answered ? there - answered : 0;
}

static gboolean
read_system (ResiteWindowsIdentity *self, ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  const gint64 asked = resite_clock_desk_now ();
  g_autoptr (ResiteCimObject) row = resite_windows_select_one (
      cim, "SELECT Caption, CSDVersion, LastBootUpTime, LocalDateTime FROM Win32_OperatingSystem",
      cancellable, error);
  const gint64 answered = resite_clock_desk_now ();
  g_autofree char *caption = NULL;
  g_autofree char *pack = NULL;
  gint64 there;

  if (row == NULL)
    return FALSE;
  caption = dup_stripped (row, "Caption");
  pack = dup_stripped (row, "CSDVersion");
  self->product = g_strjoin (pack != NULL && caption != NULL ? ", " : "",
                             caption != NULL ? caption : "", pack != NULL ? pack : "", NULL);
  self->booted_at = read_time (row, "LastBootUpTime");
  there = read_time (row, "LocalDateTime");
  self->clock_ahead = there != 0 ? resite_windows_compare_clocks (asked, answered, there) : 0;
  return TRUE;
}

/* Miniports of Windows have made-up addresses, the same on every machine. */
static gboolean
is_physical (ResiteCimObject *row)
{
  const char *device = resite_cim_object_get_string (row, "PNPDeviceID");

  if (resite_cim_object_get_string (row, "MACAddress") == NULL)
    return FALSE;
  if (device == NULL)
    return resite_cim_object_get_string (row, "NetConnectionID") != NULL;
  return g_ascii_strncasecmp (device, "ROOT\\", 5) != 0 &&
         g_ascii_strncasecmp (device, "SW\\", 3) != 0;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static gboolean
read_cards (ResiteWindowsIdentity *self, ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  GError *local = NULL;
  g_autoptr (GPtrArray) rows = resite_windows_select (
      cim, cancellable, &local,
      "SELECT Index, MACAddress, NetConnectionID, PNPDeviceID FROM Win32_NetworkAdapter");
  g_autoptr (GPtrArray) macs = g_ptr_array_new_with_free_func (g_free);

  self->macs = g_new0 (char *, 1);
  if (rows == NULL)
    return is_not_offered (local, error);
  for (guint i = 0; i < rows->len; i++)
    {
      ResiteCimObject *row = g_ptr_array_index (rows, i);
      g_autofree char *mac = NULL;

      if (!is_physical (row))
        continue;
      mac = g_ascii_strup (resite_cim_object_get_string (row, "MACAddress"), -1);
      if (!g_ptr_array_find_with_equal_func (macs, mac, g_str_equal, NULL))
        g_ptr_array_add (macs, g_steal_pointer (&mac));
    }
  g_ptr_array_sort (macs, compare_texts);
  g_ptr_array_add (macs, NULL);
  g_strfreev (self->macs);
  self->macs = (GStrv)g_ptr_array_steal (macs, NULL);
  return TRUE;
}

ResiteWindowsIdentity *
resite_windows_identify (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteWindowsIdentity) self = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);

  self = g_new0 (ResiteWindowsIdentity, 1);
  if (!read_uuid (self, cim, cancellable, error) || !read_serial (self, cim, cancellable, error) ||
      !read_computer (self, cim, cancellable, error) ||
      !read_system (self, cim, cancellable, error) || !read_cards (self, cim, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

gint64
resite_windows_get_boot_time (ResiteCim *cim, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) row = NULL;
  gint64 time;

  g_return_val_if_fail (RESITE_IS_CIM (cim), 0);

  row = resite_windows_select_one (cim, "SELECT LastBootUpTime FROM Win32_OperatingSystem",
                                   cancellable, error);
  if (row == NULL)
    return 0;
  time = read_time (row, "LastBootUpTime");
  if (time == 0)
    g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                         _ ("The machine does not say when it was started last."));
  return time;
}
