/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-sms-point"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-sms-point.h"

#define ROLE "SMS Distribution Point"

ResiteSmsPoint *
resite_sms_point_new (const char *nal_path, const char *site_code, const char *site_name)
{
  ResiteSmsPoint *self;

  g_return_val_if_fail (nal_path != NULL && site_code != NULL, NULL);

  self = g_new0 (ResiteSmsPoint, 1);
  self->nal_path = g_strdup (nal_path);
  self->server = resite_sms_get_nal_server (nal_path);
  if (self->server == NULL)
    self->server = g_strdup ("");
  self->site_code = g_ascii_strup (site_code, -1);
  self->site_name = g_strdup (site_name != NULL ? site_name : "");
  return self;
}

ResiteSmsPoint *
resite_sms_point_copy (const ResiteSmsPoint *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return resite_sms_point_new (self->nal_path, self->site_code, self->site_name);
}

void
resite_sms_point_free (ResiteSmsPoint *self)
{
  if (self == NULL)
    return;
  g_free (self->nal_path);
  g_free (self->server);
  g_free (self->site_code);
  g_free (self->site_name);
  g_free (self);
}

gboolean
resite_sms_is_same_nal (const char *one, const char *other)
{
  g_autofree char *folded = NULL;
  g_autofree char *other_folded = NULL;

  g_return_val_if_fail (one != NULL && other != NULL, FALSE);

  folded = g_utf8_casefold (one, -1);
  other_folded = g_utf8_casefold (other, -1);
  return g_str_equal (folded, other_folded);
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  const ResiteSmsPoint *one = *(ResiteSmsPoint *const *)a;
  const ResiteSmsPoint *other = *(ResiteSmsPoint *const *)b;
  const int by_site = strcmp (one->site_code, other->site_code);
  const int by_server = g_utf8_collate (one->server, other->server);

  if (by_site != 0)
    return by_site;
  return by_server != 0 ? by_server : strcmp (one->nal_path, other->nal_path);
}

static void
set_no_points (GError **error, const char *space)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NO_ACCESS,
               _ ("%s shows no distribution point at all, though there must be some: perhaps the "
                  "account has no right to them. It has to be in the group SMS Admins there, and "
                  "has to have rights in SMS itself."),
               space);
}

static void
add_point (GPtrArray *points, GPtrArray *sites, ResiteCimObject *row)
{
  const char *nal_path = resite_cim_object_get_string (row, "NALPath");
  const char *code = resite_cim_object_get_string (row, "SiteCode");
  const ResiteSmsSite *site = code != NULL ? resite_sms_find_site (sites, code) : NULL;

  if (nal_path != NULL && code != NULL)
    g_ptr_array_add (points,
                     resite_sms_point_new (nal_path, code, site != NULL ? site->name : NULL));
}

GPtrArray *
resite_sms_list_points (ResiteCim *cim, const char *space, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GPtrArray) sites = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) points = NULL;

  g_return_val_if_fail (RESITE_IS_CIM (cim) && space != NULL, NULL);

  sites = resite_sms_list_sites (cim, space, cancellable, error);
  if (sites == NULL)
    return NULL;
  rows = resite_cim_list (cim, space,
                          "SELECT * FROM SMS_SystemResourceList WHERE RoleName = '" ROLE "'",
                          cancellable, error);
  if (rows == NULL)
    return NULL;
  points = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_sms_point_free);
  for (guint i = 0; i < rows->len; i++)
    add_point (points, sites, g_ptr_array_index (rows, i));
  if (points->len == 0)
    {
      set_no_points (error, space);
      return NULL;
    }
  g_ptr_array_sort (points, compare_points);
  return g_steal_pointer (&points);
}

static gsize
measure_label (const char *name)
{
  return strcspn (name, ".");
}

static gboolean
is_named (const ResiteSmsPoint *point, const char *server)
{
  const char *name = server + strspn (server, "\\");
  g_autofree char *wanted = NULL;
  g_autofree char *own = NULL;

  if (strchr (server, '"') != NULL)
    return resite_sms_is_same_nal (point->nal_path, server);
  wanted = g_utf8_casefold (name, (gssize)measure_label (name));
  own = g_utf8_casefold (point->server, (gssize)measure_label (point->server));
  return g_str_equal (wanted, own);
}

static char *
describe_points (GPtrArray *points, gboolean with_path)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < points->len; i++)
    {
      const ResiteSmsPoint *point = g_ptr_array_index (points, i);

      g_string_append_printf (text, "%s%s (%s)", i > 0 ? ", " : "",
                              with_path ? point->nal_path : point->server, point->site_code);
    }
  return g_string_free (text, FALSE);
}

/* The server itself, where shares of it are distribution points, too: their paths end with the
 * share. */
static ResiteSmsPoint *
find_whole_server (GPtrArray *found)
{
  ResiteSmsPoint *whole = NULL;

  for (guint i = 0; i < found->len; i++)
    {
      ResiteSmsPoint *point = g_ptr_array_index (found, i);
      g_autofree char *end = g_strconcat ("\\\\", point->server, "\\", NULL);

      if (!g_str_has_suffix (point->nal_path, end))
        continue;
      if (whole != NULL)
        return NULL;
      whole = point;
    }
  return whole;
}

static ResiteSmsPoint *
choose_point (GPtrArray *points, GPtrArray *found, const char *server, GError **error)
{
  g_autofree char *list = NULL;

  if (found->len == 1)
    return g_ptr_array_index (found, 0);
  if (found->len > 1 && find_whole_server (found) != NULL)
    return find_whole_server (found);
  list = describe_points (found->len > 0 ? found : points, found->len > 0);
  if (found->len > 0)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("Several distribution points are called %s: %s. Say which one by its site "
                    "code or by its whole path."),
                 server, list);
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                 _ ("The provider knows no distribution point %s. It may be that the role is not "
                    "given yet, or that the site is not back at its parent. It knows %s."),
                 server, list);
  return NULL;
}

ResiteSmsPoint *
resite_sms_find_point (GPtrArray *points, const char *server, const char *code, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;

  g_return_val_if_fail (points != NULL && server != NULL, NULL);

  found = g_ptr_array_new ();
  for (guint i = 0; i < points->len; i++)
    {
      ResiteSmsPoint *point = g_ptr_array_index (points, i);

      if ((code == NULL || g_ascii_strcasecmp (point->site_code, code) == 0) &&
          is_named (point, server))
        g_ptr_array_add (found, point);
    }
  return choose_point (points, found, server, error);
}
