/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-desk-way"

#include "config.h"

#include "resite-desk-way.h"

static const char *
get (ResitePlan *plan, const char *section, const char *key)
{
  g_autofree char *name = g_strconcat (section, ".", key, NULL);
  const char *value = resite_plan_get (plan, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

static guint
get_port (ResitePlan *plan, const char *section, const char *key)
{
  const char *text = get (plan, section, key);

  return text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : 0;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static void
leave_out_usual (ResiteDeskPorts *ports)
{
  guint *const all[] = { &ports->netbios, &ports->session, &ports->smb,
                         &ports->http,    &ports->winrm,   &ports->winrm_tls };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (*all[i] == 0)
      *all[i] = RESITE_DESK_NO_PORT;
}

void
resite_desk_way_fill (ResitePlan *plan, const char *section, ResiteDeskQuestion *question)
{
  const guint winrm = get_port (plan, section, "winrm-port");

  g_return_if_fail (RESITE_IS_PLAN (plan));
  g_return_if_fail (section != NULL);
  g_return_if_fail (question != NULL && question->host != NULL);

  question->ports.smb = get_port (plan, section, "smb-port");
  if (g_strcmp0 (get (plan, section, "winrm-plain"), "yes") == 0)
    question->ports.winrm = winrm;
  else
    question->ports.winrm_tls = winrm;
  if (is_loopback (question->host))
    leave_out_usual (&question->ports);
  question->domain = get (plan, "ad", "domain");
}

GStrv
resite_desk_way_list_name_servers (ResitePlan *plan)
{
  const char *text;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GStrvBuilder) servers = g_strv_builder_new ();

  g_return_val_if_fail (RESITE_IS_PLAN (plan), NULL);

  text = get (plan, "desk", "name-servers");
  if (text == NULL)
    text = get (plan, "site", "dns");
  parts = g_strsplit_set (text != NULL ? text : "", ",; ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_strv_builder_add (servers, parts[i]);
  return g_strv_builder_end (servers);
}
