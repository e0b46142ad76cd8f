/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-probe-private.h"
#include "resite-windows.h"

/* "address=10.4.1.20;mask=255.255.255.0;dns=10.1.0.10,10.1.0.11" */
static char *
find_wanted (const char *const *wanted, const char *name)
{
  const gsize length = strlen (name);

  for (guint i = 0; wanted[i] != NULL; i++)
    if (g_ascii_strncasecmp (wanted[i], name, length) == 0 && wanted[i][length] == '=')
      return g_strstrip (g_strdup (wanted[i] + length + 1));
  return NULL;
}

static ResiteWindowsAdapter *
choose_adapter (GPtrArray *adapters, const char *address)
{
  for (guint i = 0; i < adapters->len && address != NULL; i++)
    {
      ResiteWindowsAdapter *adapter = g_ptr_array_index (adapters, i);

      if (g_strv_contains ((const char *const *)adapter->addresses, address))
        return adapter;
    }
  return adapters->len > 0 ? g_ptr_array_index (adapters, 0) : NULL;
}

static void
note_difference (GString *text, const char *label, const char *seen, const char *wanted)
{
  /* TRANSLATORS: "gateway", what it is, what it should be. */
  g_autofree char *line = g_strdup_printf (_ ("%s is %s and should be %s"), label,
                                           *seen != '\0' ? seen : _ ("empty"), wanted);

  g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", line);
}

static void
compare_list (GString *text, const char *const *wanted, const char *name, const char *label,
              GStrv seen)
{
  g_autofree char *value = find_wanted (wanted, name);
  g_auto (GStrv) list = resite_remote_probe_split (value, ", ");
  g_autofree char *shown = NULL;
  g_autofree char *joined = NULL;

  if (value == NULL || g_strv_equal ((const char *const *)list, (const char *const *)seen))
    return;
  shown = g_strjoinv (", ", seen);
  joined = g_strjoinv (", ", list);
  note_difference (text, label, shown, joined);
}

/* A machine may have more addresses than the one that is asked for. */
static guint
find_address (const ResiteWindowsAdapter *adapter, const char *address)
{
  for (guint i = 0; adapter->addresses[i] != NULL; i++)
    if (address != NULL && g_str_equal (adapter->addresses[i], address))
      return i;
  return 0;
}

static void
compare_address (GString *text, const char *const *wanted, const ResiteWindowsAdapter *adapter)
{
  g_autofree char *address = find_wanted (wanted, "address");
  g_autofree char *mask = find_wanted (wanted, "mask");
  const guint index = find_address (adapter, address);
  const gboolean has_one = adapter->addresses[0] != NULL;
  const char *seen = has_one ? adapter->addresses[index] : "";
  const char *seen_mask = has_one ? adapter->masks[index] : "";

  if (address != NULL && !g_str_equal (seen, address))
    note_difference (text, _ ("the address"), seen, address);
  if (mask != NULL && !g_str_equal (seen_mask, mask))
    note_difference (text, _ ("the subnet mask"), seen_mask, mask);
}

static void
compare_dhcp (GString *text, const char *const *wanted, gboolean seen)
{
  g_autofree char *value = find_wanted (wanted, "dhcp");

  if (value != NULL && seen != g_str_equal (value, "yes"))
    note_difference (text, "DHCP", seen ? _ ("on") : _ ("off"), seen ? _ ("off") : _ ("on"));
}

static char *
list_differences (const ResiteWindowsAdapter *adapter, const char *const *wanted)
{
  GString *text = g_string_new (NULL);

  compare_dhcp (text, wanted, adapter->dhcp);
  compare_address (text, wanted, adapter);
  compare_list (text, wanted, "gateway", _ ("the gateway"), adapter->gateways);
  compare_list (text, wanted, "dns", _ ("the list of DNS servers"), adapter->dns);
  compare_list (text, wanted, "wins", _ ("the list of WINS servers"), adapter->wins);
  return g_string_free (text, FALSE);
}

static char *
describe (const ResiteWindowsAdapter *adapter)
{
  g_autofree char *gateways = g_strjoinv (", ", adapter->gateways);
  g_autofree char *dns = g_strjoinv (", ", adapter->dns);

  /* TRANSLATORS: address, mask, gateway, name servers, "by DHCP" or "static". */
  return g_strdup_printf (_ ("%s, mask %s, gateway %s, DNS %s, %s"),
                          adapter->addresses[0] != NULL ? adapter->addresses[0] : "-",
                          adapter->masks[0] != NULL ? adapter->masks[0] : "-",
                          *gateways != '\0' ? gateways : "-", *dns != '\0' ? dns : "-",
                          adapter->dhcp ? _ ("by DHCP") : _ ("static"));
}

static void
look_at_network (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_auto (GStrv) wanted = resite_remote_probe_split (view->probe->argument, ";");
  g_autofree char *address = find_wanted ((const char *const *)wanted, "address");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) adapters = resite_windows_list_adapters (cim, cancellable, &error);
  const ResiteWindowsAdapter *adapter;
  g_autofree char *differences = NULL;

  if (adapters == NULL)
    {
      resite_probe_settle_error (view, error);
      return;
    }
  adapter = choose_adapter (adapters, address);
  if (adapter == NULL)
    {
      resite_probe_settle_bad (view,
                               g_strdup (_ ("No network card there has TCP/IP switched on.")));
      return;
    }
  differences = list_differences (adapter, (const char *const *)wanted);
  if (*differences == '\0')
    resite_probe_settle_good (view, describe (adapter));
  else
    resite_probe_settle_bad (view, g_strdup_printf (_ ("Set it right there: %s."), differences));
}

const ResiteRemoteProbe resite_remote_probes_network[] = {
  { "network", look_at_network },
  { NULL },
};
