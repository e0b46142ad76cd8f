/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-folder-smb"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-folder-smb.h"

static gboolean
refuse (GError **error, const char *url, const char *why)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("%s is no address of a shared folder: %s"), url, why);
  return FALSE;
}

/* "domain;user" */
static void
take_user (ResiteSmbPlace *place, const char *text)
{
  const char *semicolon = strchr (text, ';');

  if (semicolon != NULL)
    place->domain = g_strndup (text, semicolon - text);
  place->user = g_strdup (semicolon != NULL ? semicolon + 1 : text);
}

/* "/share/path" */
static gboolean
take_path (ResiteSmbPlace *place, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GPtrArray) below = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (strcmp (parts[i], ".") == 0 || strcmp (parts[i], "..") == 0 ||
          strchr (parts[i], '\\') != NULL)
        return FALSE;
      if (*parts[i] != '\0')
        g_ptr_array_add (below, parts[i]);
    }
  if (below->len == 0)
    return FALSE;
  place->share = g_strdup (below->pdata[0]);
  g_ptr_array_add (below, NULL);
  place->path = g_strjoinv ("/", (char **)below->pdata + 1);
  return TRUE;
}

ResiteSmbPlace *
resite_smb_place_parse (const char *url, GError **error)
{
  g_autoptr (ResiteSmbPlace) place = g_new0 (ResiteSmbPlace, 1);
  g_autofree char *scheme = NULL;
  g_autofree char *user = NULL;
  g_autofree char *path = NULL;
  g_autofree char *query = NULL;
  g_autofree char *fragment = NULL;
  int port = -1;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  if (!g_uri_split (url, G_URI_FLAGS_NONE, &scheme, &user, &place->server, &port, &path, &query,
                    &fragment, &failure))
    return refuse (error, url, failure->message), NULL;
  if (g_strcmp0 (scheme, "smb") != 0)
    return refuse (error, url, _ ("it does not begin with smb://.")), NULL;
  if (query != NULL || fragment != NULL)
    return refuse (error, url, _ ("write %3F for a question mark in a name, %23 for a hash.")),
           NULL;
  if (user != NULL && strchr (user, ':') != NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("A password does not belong in the address of a shared folder, because "
                      "addresses are written down. Leave it out: Resite asks for it."));
      return NULL;
    }
  if (place->server == NULL || *place->server == '\0')
    return refuse (error, url, _ ("it names no server.")), NULL;
  if (!take_path (place, path))
    return refuse (error, url, _ ("it needs a share: smb://server/share/folder.")), NULL;
  if (user != NULL && *user != '\0')
    take_user (place, user);
  place->port = port > 0 ? port : 0;
  return g_steal_pointer (&place);
}

char *
resite_smb_place_to_text (const ResiteSmbPlace *place)
{
  GString *text;

  g_return_val_if_fail (place != NULL, NULL);

  text = g_string_new ("smb://");
  if (place->domain != NULL)
    g_string_append_printf (text, "%s;", place->domain);
  if (place->user != NULL)
    g_string_append_printf (text, "%s@", place->user);
  g_string_append (text, place->server);
  if (place->port != 0)
    g_string_append_printf (text, ":%u", place->port);
  g_string_append_printf (text, "/%s", place->share);
  if (*place->path != '\0')
    g_string_append_printf (text, "/%s", place->path);
  return g_string_free (text, FALSE);
}

ResiteSmbPlace *
resite_smb_place_copy (const ResiteSmbPlace *place)
{
  ResiteSmbPlace *copy;

  g_return_val_if_fail (place != NULL, NULL);

  copy = g_new (ResiteSmbPlace, 1);
  *copy = (ResiteSmbPlace){ .server = g_strdup (place->server),
                            .port = place->port,
                            .share = g_strdup (place->share),
                            .path = g_strdup (place->path != NULL ? place->path : ""),
                            .domain = g_strdup (place->domain),
                            .user = g_strdup (place->user) };
  return copy;
}

void
resite_smb_place_free (ResiteSmbPlace *place)
{
  if (place == NULL)
    return;

  g_free (place->server);
  g_free (place->share);
  g_free (place->path);
  g_free (place->domain);
  g_free (place->user);
  g_free (place);
}
