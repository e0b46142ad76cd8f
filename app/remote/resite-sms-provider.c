/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-sms-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-sms-provider.h"

enum
{
  SITE_DELETED = 4
};

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (*(char *const *)a, *(char *const *)b);
}

static char *
dup_text (ResiteCimObject *row, const char *name)
{
  const char *text = resite_cim_object_get_string (row, name);

  return g_strdup (text != NULL ? text : "");
}

/* Rows that one may not see are left out of the answer without a word. */
static void
set_no_rows (GError **error, const char *class_name, const char *space)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
               _ ("%s of %s has no rows, though there must be some: perhaps the account has no "
                  "right to them. It has to be in the group SMS Admins there, and has to have "
                  "rights in SMS itself."),
               class_name, space);
}

/* "\\HQSMS01\root\sms\site_P01" */
static char *
convert_path (const char *path, const char *code)
{
  const char *start = path;
  char *space;

  if (path == NULL || *path == '\0')
    return g_strconcat ("root/sms/site_", code, NULL);
  if (g_str_has_prefix (path, "\\\\"))
    {
      start = strchr (path + 2, '\\');
      start = start != NULL ? start + 1 : path;
    }
  space = g_strdup (start);
  return g_strdelimit (space, "\\", '/');
}

static gboolean
is_same_host (const char *one, const char *other)
{
  const gsize length = strcspn (one, ".");

  return length == strcspn (other, ".") && g_ascii_strncasecmp (one, other, length) == 0;
}

/* Left NULL when the provider is on the machine that was asked. */
static gboolean
find_machine (ResiteCim *cim, ResiteCimObject *row, char **machine, GCancellable *cancellable,
              GError **error)
{
  const char *host = resite_cim_object_get_string (row, "Machine");
  g_autoptr (GPtrArray) rows = NULL;
  const char *here;

  *machine = NULL;
  if (host == NULL || *host == '\0')
    return TRUE;
  rows = resite_cim_list (
      cim, "root/cimv2",
      "SELECT Name, Domain, PartOfDomain, Model, UserName FROM Win32_ComputerSystem", cancellable,
      error);
  if (rows == NULL)
    return FALSE;
  here = rows->len > 0 ? resite_cim_object_get_string (g_ptr_array_index (rows, 0), "Name") : NULL;
  if (here == NULL || !is_same_host (host, here))
    *machine = g_strdup (host);
  return TRUE;
}

static void
set_no_provider (GError **error)
{
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                       _ ("This machine names no SMS provider in root/sms. A secondary site has "
                          "none: ask its primary site. On a primary site the account perhaps has "
                          "no right: it has to be in the group SMS Admins."));
}

/* As resite_sms_find_provider(), and goes nowhere. */
static char *
find_place (ResiteCim *cim, char **machine, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) failure = NULL;
  ResiteCimObject *row;
  const char *code;

  rows = resite_cim_list (cim, "root/sms",
                          "SELECT * FROM SMS_ProviderLocation WHERE ProviderForLocalSite = TRUE",
                          cancellable, &failure);
  if (rows == NULL && !g_error_matches (failure, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  row = rows != NULL && rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;
  code = row != NULL ? resite_cim_object_get_string (row, "SiteCode") : NULL;
  if (code == NULL)
    {
      set_no_provider (error);
      return NULL;
    }
  if (machine != NULL && !find_machine (cim, row, machine, cancellable, error))
    return NULL;
  return convert_path (resite_cim_object_get_string (row, "NamespacePath"), code);
}

char *
resite_sms_find_provider (ResiteCim *cim, char **machine, GCancellable *cancellable, GError **error)
{
  g_autofree char *host = NULL;
  g_autofree char *space = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim), NULL);

  if (machine != NULL)
    *machine = NULL;
  space =
      find_place (cim, machine != NULL || RESITE_IS_WSMAN (cim) ? &host : NULL, cancellable, error);
  if (space == NULL)
    return NULL;
  if (host != NULL && RESITE_IS_WSMAN (cim))
    {
      if (!resite_wsman_redirect (RESITE_WSMAN (cim), space, host, error))
        return NULL;
    }
  else if (machine != NULL)
    *machine = g_steal_pointer (&host);
  return g_steal_pointer (&space);
}

ResiteMachine *
resite_sms_open_provider (ResiteMachine *machine, char **space, GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *found = NULL;
  g_autofree char *host = NULL;
  ResiteMachine *holder;

  g_return_val_if_fail (RESITE_IS_MACHINE (machine), NULL);
  g_return_val_if_fail (space != NULL, NULL);

  *space = NULL;
  found = find_place (resite_machine_get_cim (machine), &host, cancellable, error);
  if (found == NULL)
    return NULL;
  holder =
      host != NULL ? resite_machine_open_neighbour (machine, host, error) : g_object_ref (machine);
  if (holder == NULL)
    g_prefix_error (error, _ ("The provider of this site is on %s. "), host);
  else
    *space = g_steal_pointer (&found);
  return holder;
}

char *
resite_sms_get_site_code (const char *space)
{
  const char *site;

  g_return_val_if_fail (space != NULL, NULL);

  site = strrchr (space, '_');
  return g_ascii_strup (site != NULL ? site + 1 : space, -1);
}

char *
resite_sms_get_nal_server (const char *nal_path)
{
  const char *start = NULL;

  g_return_val_if_fail (nal_path != NULL, NULL);

  for (const char *next = strstr (nal_path, "\\\\"); next != NULL; next = strstr (next + 2, "\\\\"))
    start = next + 2;
  return start != NULL ? g_strndup (start, strcspn (start, "\\\"")) : NULL;
}

void
resite_sms_site_free (ResiteSmsSite *self)
{
  if (self == NULL)
    return;
  g_free (self->code);
  g_free (self->name);
  g_free (self->server);
  g_free (self->parent);
  g_free (self->version);
  g_free (self);
}

static ResiteSmsSite *
site_new (ResiteCimObject *row)
{
  ResiteSmsSite *self = g_new0 (ResiteSmsSite, 1);

  self->code = dup_text (row, "SiteCode");
  self->name = dup_text (row, "SiteName");
  self->server = dup_text (row, "ServerName");
  self->parent = dup_text (row, "ReportingSiteCode");
  self->version = dup_text (row, "Version");
  self->build = MAX (0, resite_cim_object_get_int (row, "BuildNumber", 0));
  self->type = MAX (0, resite_cim_object_get_int (row, "Type", 0));
  self->status = MAX (0, resite_cim_object_get_int (row, "Status", 0));
  return self;
}

static int
compare_sites (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp ((*(ResiteSmsSite *const *)a)->code,
                             (*(ResiteSmsSite *const *)b)->code);
}

GPtrArray *
resite_sms_list_sites (ResiteCim *cim, const char *space, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  GPtrArray *sites;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, NULL);

  rows = resite_cim_list (cim, space,
                          "SELECT SiteCode, SiteName, ServerName, ReportingSiteCode, Version, "
                          "BuildNumber, Type, Status FROM SMS_Site",
                          cancellable, error);
  if (rows == NULL)
    return NULL;
  if (rows->len == 0)
    {
      set_no_rows (error, "SMS_Site", space);
      return NULL;
    }
  sites = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_sms_site_free);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (sites, site_new (g_ptr_array_index (rows, i)));
  g_ptr_array_sort (sites, compare_sites);
  return sites;
}

GStrv
resite_sms_list_children (GPtrArray *sites, const char *parent)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  g_return_val_if_fail (sites != NULL && parent != NULL, NULL);

  builder = g_strv_builder_new ();
  for (guint i = 0; i < sites->len; i++)
    {
      const ResiteSmsSite *site = g_ptr_array_index (sites, i);

      if (site->status != SITE_DELETED && g_ascii_strcasecmp (site->parent, parent) == 0)
        g_strv_builder_add (builder, site->code);
    }
  return g_strv_builder_end (builder);
}

/* As far up as the rows say; a ring of parents ends after as many steps as there are rows. */
static gboolean
is_above (GPtrArray *sites, const char *code, const char *own)
{
  const ResiteSmsSite *at = resite_sms_find_site (sites, own);

  for (guint steps = 0; at != NULL && steps < sites->len; steps++)
    {
      if (g_ascii_strcasecmp (at->parent, code) == 0)
        return TRUE;
      at = resite_sms_find_site (sites, at->parent);
    }
  return FALSE;
}

GStrv
resite_sms_list_below (GPtrArray *sites, const char *own)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  g_return_val_if_fail (sites != NULL && own != NULL, NULL);

  builder = g_strv_builder_new ();
  for (guint i = 0; i < sites->len; i++)
    {
      const ResiteSmsSite *site = g_ptr_array_index (sites, i);

      if (site->status != SITE_DELETED && g_ascii_strcasecmp (site->code, own) != 0 &&
          !is_above (sites, site->code, own))
        g_strv_builder_add (builder, site->code);
    }
  return g_strv_builder_end (builder);
}

ResiteSmsSite *
resite_sms_find_site (GPtrArray *sites, const char *code)
{
  g_return_val_if_fail (sites != NULL && code != NULL, NULL);

  for (guint i = 0; i < sites->len; i++)
    {
      ResiteSmsSite *site = g_ptr_array_index (sites, i);

      if (g_ascii_strcasecmp (site->code, code) == 0)
        return site;
    }
  return NULL;
}

static char *
read_connection_point (ResiteCimObject *address)
{
  ResiteCimValue *properties = resite_cim_object_get (address, "Props");
  const guint n = properties != NULL ? resite_cim_value_get_n_items (properties) : 0;

  for (guint i = 0; i < n; i++)
    {
      ResiteCimObject *property =
          resite_cim_value_get_object (resite_cim_value_get_item (properties, i));
      const char *name =
          property != NULL ? resite_cim_object_get_string (property, "PropertyName") : NULL;
      const char *server = name != NULL ? resite_cim_object_get_string (property, "Value1") : NULL;

      if (server != NULL && *server != '\0' && g_ascii_strcasecmp (name, "Connection Point") == 0)
        return g_strdup (server);
    }
  return NULL;
}

/* The properties of an address are left out of query results; only the single instance has them. */
static gboolean
read_address_server (ResiteCim *cim, const char *space, ResiteCimObject *row, char **server,
                     GCancellable *cancellable, GError **error)
{
  static const char *const names[] = { "FileType", "ItemName", "ItemType", "SiteCode" };
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (NULL);
  g_autoptr (ResiteCimObject) whole = NULL;

  *server = read_connection_point (row);
  if (*server != NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = dup_text (row, names[i]);

      resite_cim_object_set_string (keys, names[i], text);
    }
  whole = resite_cim_get (cim, space, "SMS_SCI_Address", keys, cancellable, error);
  if (whole == NULL)
    return FALSE;
  *server = read_connection_point (whole);
  return TRUE;
}

int
resite_sms_count_addresses (ResiteCim *cim, const char *space, const char *code, char **server,
                            GCancellable *cancellable, GError **error)
{
  g_autofree char *own = NULL;
  g_autofree char *quoted_own = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL && code != NULL, -1);

  own = resite_sms_get_site_code (space);
  quoted_own = resite_cim_quote (own);
  quoted = resite_cim_quote (code);
  query = g_strdup_printf ("SELECT * FROM SMS_SCI_Address WHERE SiteCode = %s AND DesSiteCode = %s "
                           "AND AddressType = 'MS_LAN' AND FileType = 1",
                           quoted_own, quoted);
  if (server != NULL)
    *server = NULL;
  rows = resite_cim_list (cim, space, query, cancellable, error);
  if (rows == NULL)
    return -1;
  if (server != NULL && rows->len > 0 &&
      !read_address_server (cim, space, g_ptr_array_index (rows, 0), server, cancellable, error))
    return -1;
  return rows->len;
}

static gboolean
is_on_server (ResiteCimObject *row, const char *server)
{
  const char *name = resite_cim_object_get_string (row, "ServerName");
  const char *path = resite_cim_object_get_string (row, "NALPath");
  g_autofree char *host = NULL;

  if (name != NULL && *name != '\0')
    return is_same_host (name + strspn (name, "\\"), server);
  host = path != NULL ? resite_sms_get_nal_server (path) : NULL;
  return host != NULL && is_same_host (host, server);
}

GStrv
resite_sms_list_roles (ResiteCim *cim, const char *space, const char *code, const char *server,
                       GCancellable *cancellable, GError **error)
{
  g_autofree char *quoted = NULL;
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) roles = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, NULL);
  g_return_val_if_fail (code != NULL && server != NULL, NULL);

  quoted = resite_cim_quote (code);
  query = g_strconcat ("SELECT * FROM SMS_SystemResourceList WHERE SiteCode = ", quoted, NULL);
  rows = resite_cim_list (cim, space, query, cancellable, error);
  if (rows == NULL)
    return NULL;
  roles = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < rows->len; i++)
    {
      ResiteCimObject *row = g_ptr_array_index (rows, i);
      const char *role = resite_cim_object_get_string (row, "RoleName");

      if (role != NULL && is_on_server (row, server) &&
          !g_ptr_array_find_with_equal_func (roles, role, g_str_equal, NULL))
        g_ptr_array_add (roles, g_strdup (role));
    }
  g_ptr_array_sort (roles, compare_texts);
  g_ptr_array_add (roles, NULL);
  return (GStrv)g_ptr_array_steal (roles, NULL);
}

int
resite_sms_get_master_status (ResiteCim *cim, const char *space, const char *package,
                              const char *code, GCancellable *cancellable, GError **error)
{
  g_autofree char *quoted_package = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, -1);
  g_return_val_if_fail (package != NULL && code != NULL, -1);

  quoted_package = resite_cim_quote (package);
  quoted = resite_cim_quote (code);
  query = g_strdup_printf ("SELECT Status FROM SMS_PackageStatus WHERE PackageID = %s AND "
                           "SiteCode = %s AND Type = 1",
                           quoted_package, quoted);
  rows = resite_cim_list (cim, space, query, cancellable, error);
  if (rows == NULL || rows->len == 0)
    return -1;
  return resite_cim_object_get_int (g_ptr_array_index (rows, 0), "Status", -1);
}

static void
take_status (GHashTable *found, ResiteCimObject *row)
{
  const char *id = resite_cim_object_get_string (row, "PackageID");
  const int status = (int)resite_cim_object_get_int (row, "Status", 0);
  g_autofree char *name = id != NULL ? g_ascii_strup (id, -1) : NULL;
  gpointer former;

  if (name == NULL)
    return;
  if (g_hash_table_lookup_extended (found, name, NULL, &former) &&
      GPOINTER_TO_INT (former) <= status)
    return;
  g_hash_table_insert (found, g_steal_pointer (&name), GINT_TO_POINTER (status));
}

GHashTable *
resite_sms_list_package_status (ResiteCim *cim, const char *space, const char *code, guint type,
                                GCancellable *cancellable, GError **error)
{
  g_autofree char *quoted = NULL;
  g_autofree char *query = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  GHashTable *found;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL && code != NULL, NULL);

  quoted = resite_cim_quote (code);
  query = g_strdup_printf ("SELECT PackageID, Status FROM SMS_PackageStatus WHERE SiteCode = %s "
                           "AND Type = %u",
                           quoted, type);
  rows = resite_cim_list (cim, space, query, cancellable, error);
  if (rows == NULL)
    return NULL;
  found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rows->len; i++)
    take_status (found, g_ptr_array_index (rows, i));
  return found;
}
