/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab"

#include "config.h"

#include "resite-lab-directory.h"
#include "resite-lab-private.h"
#include "resite-lab-site.h"

static void
append_quoted (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_printf (json, "\\%c", *at);
      else if ((guchar)*at < 0x20)
        g_string_append_printf (json, "\\u%04x", (guchar)*at);
      else
        g_string_append_c (json, *at);
    }
  g_string_append_c (json, '"');
}

static void
append_member (GString *json, const char *name, const char *value)
{
  g_string_append_printf (json, ", \"%s\": ", name);
  append_quoted (json, value);
}

static void
append_place (GString *json, ResiteLab *self, const char *name, const char *place)
{
  g_autofree char *path = g_build_filename (self->folder, place, NULL);

  append_member (json, name, path);
}

static void
append_machine (GString *json, ResiteLab *self, const char *role)
{
  g_autofree char *place = g_build_filename ("machines", role, NULL);

  if (json->str[json->len - 1] != '{')
    g_string_append (json, ", ");
  g_string_append_printf (json, "\"%s\": {\"name\": ", role);
  append_quoted (json, resite_lab_world_get_name (self->world, role));
  append_place (json, self, "files", place);
  append_member (json, "address", resite_lab_world_get_address (self->world, role));
  if (self->server != NULL)
    {
      g_autofree char *https = resite_lab_server_get_https (self->server, role);
      g_autofree char *http = resite_lab_server_get_http (self->server, role);

      append_member (json, "https", https);
      append_member (json, "http", http);
    }
  g_string_append_c (json, '}');
}

static void
append_machines (GString *json, ResiteLab *self)
{
  static const char *const roles[] = {
    "old", "new", "source", "primary.1", "primary.2", "central"
  };

  g_string_append (json, ", \"machines\": {");
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    append_machine (json, self, roles[i]);
  g_string_append_c (json, '}');
}

static void
append_directory (GString *json, ResiteLab *self)
{
  append_member (json, "directory", resite_lab_ldap_get_url (self->ldap, FALSE));
  append_member (json, "directory_tls", resite_lab_ldap_get_url (self->ldap, TRUE));
  append_member (json, "directory_base", RESITE_LAB_DOMAIN_DN);
  append_member (json, "directory_user", RESITE_LAB_DOMAIN_SHORT "\\Administrator");
}

static void
append_web (GString *json, ResiteLab *self)
{
  const char *url = resite_lab_web_get_url (self->web);
  g_autofree char *packages = g_strconcat (url, "/SMS_DP_SMSPKGE$", NULL);

  append_member (json, "mp", url);
  append_member (json, "dp", packages);
}

static void
append_server (GString *json, ResiteLab *self)
{
  g_autofree char *provider = resite_lab_server_get_https (self->server, "primary.1");

  append_member (json, "user", resite_lab_get_user (self));
  append_member (json, "password", self->password);
  append_member (json, "ca", resite_lab_server_get_ca_file (self->server));
  append_member (json, "name_server", resite_lab_server_get_name_server (self->server));
  append_member (json, "provider", provider);
  append_member (json, "namespace", "root\\sms\\site_" RESITE_LAB_PRIMARY);
  append_directory (json, self);
  append_web (json, self);
}

char *
resite_lab_to_json (ResiteLab *self)
{
  GString *json;

  g_return_val_if_fail (RESITE_IS_LAB (self), NULL);

  json = g_string_new ("{\"type\": \"lab\"");
  append_member (json, "folder", self->folder);
  append_member (json, "plan", self->plan_path);
  append_member (json, "site", RESITE_LAB_SITE);
  append_machines (json, self);
  if (self->server != NULL)
    append_server (json, self);
  append_member (json, "source_dp", RESITE_LAB_SOURCE_SERVER);
  append_member (json, "target_dp", RESITE_LAB_SITE_SERVER);
  append_place (json, self, "logs", "machines/new/E/SMS/Logs");
  append_place (json, self, "sender_log", "machines/primary.1/D/SMS/Logs/sender.log");
  append_place (json, self, "wire", RESITE_LAB_WIRE);
  append_place (json, self, "smspkg", "machines/source/E/SMSPKG");
  append_member (json, "preload_tool", self->tool_path);
  append_place (json, self, "known_packages", RESITE_LAB_KNOWN);
  append_member (json, "preload_calls", self->calls_path);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}
