/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-windows"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-windows-private.h"

GStrv
resite_windows_list_local_users (ResiteCim *cim, const char *prefix, GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) names = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && prefix != NULL, NULL);

  rows = resite_windows_select (cim, cancellable, error,
                                "SELECT Name FROM Win32_UserAccount WHERE LocalAccount = TRUE");
  if (rows == NULL)
    return NULL;
  names = resite_windows_dup_column (rows, "Name");
  builder = g_strv_builder_new ();
  for (guint i = 0; names[i] != NULL; i++)
    if (g_ascii_strncasecmp (names[i], prefix, strlen (prefix)) == 0)
      g_strv_builder_add (builder, names[i]);
  return g_strv_builder_end (builder);
}

/* The association is asked for one group only: all of them would fetch a whole domain. */
static char *
make_group_query (ResiteCim *cim, const char *group, GCancellable *cancellable, GError **error)
{
  g_autoptr (ResiteCimObject) computer = resite_windows_select_one (
      cim, "SELECT Name, Domain, PartOfDomain, Model, UserName FROM Win32_ComputerSystem",
      cancellable, error);
  g_autofree char *path = NULL;
  g_autofree char *quoted = NULL;

  if (computer == NULL)
    return NULL;
  path = g_strdup_printf ("Win32_Group.Domain=\"%s\",Name=\"%s\"",
                          resite_cim_object_get_string (computer, "Name"), group);
  quoted = resite_cim_quote (path);
  return g_strconcat ("SELECT * FROM Win32_GroupUser WHERE GroupComponent = ", quoted, NULL);
}

static char *
format_member (ResiteCimObject *row)
{
  ResiteCimValue *value = resite_cim_object_get (row, "PartComponent");
  ResiteCimObject *keys = value != NULL ? resite_cim_value_get_object (value) : NULL;
  const char *domain = keys != NULL ? resite_cim_object_get_string (keys, "Domain") : NULL;
  const char *name = keys != NULL ? resite_cim_object_get_string (keys, "Name") : NULL;

  if (name == NULL)
    return NULL;
  return domain != NULL ? g_strconcat (domain, "\\", name, NULL) : g_strdup (name);
}

GStrv
resite_windows_list_group (ResiteCim *cim, const char *group, GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && group != NULL, NULL);

  query = make_group_query (cim, group, cancellable, error);
  if (query == NULL)
    return NULL;
  rows = resite_cim_list (cim, RESITE_WINDOWS_SPACE, query, cancellable, error);
  if (rows == NULL)
    return NULL;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *member = format_member (g_ptr_array_index (rows, i));

      if (member != NULL)
        g_strv_builder_add (builder, member);
    }
  return g_strv_builder_end (builder);
}
