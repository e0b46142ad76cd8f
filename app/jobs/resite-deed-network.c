/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-deed-network"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-deed-rename.h"
#include "resite-error.h"

#define NOTES "written-down"
/* Seconds of real time for a call whose answer may fall with the line. */
#define CALL_SECONDS 45
#define TRIES        3
/* A program that was started needs a moment: looks at least, seconds of the clock between them, and
 * seconds of real time at least. */
#define PROGRAM_LOOKS   12
#define PAUSE_SECONDS   5
#define PROGRAM_SECONDS 3

ResiteWindowsAdapter *
resite_deed_find_address (GPtrArray *adapters, const char *address)
{
  for (guint i = 0; address != NULL && i < adapters->len; i++)
    {
      ResiteWindowsAdapter *adapter = g_ptr_array_index (adapters, i);

      if (g_strv_contains ((const char *const *)adapter->addresses, address))
        return adapter;
    }
  return NULL;
}

static GPtrArray *
list_adapters (ResiteDeed *deed, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);

  return cim != NULL ? resite_windows_list_adapters (cim, resite_deed_get_cancellable (deed), error)
                     : NULL;
}

static ResiteWindowsAdapter *
find_with_gateway (GPtrArray *adapters)
{
  ResiteWindowsAdapter *found = NULL;

  for (guint i = 0; i < adapters->len; i++)
    {
      ResiteWindowsAdapter *adapter = g_ptr_array_index (adapters, i);

      if (adapter->gateways[0] == NULL)
        continue;
      if (found != NULL)
        return NULL;
      found = adapter;
    }
  return found;
}

/* The one that has the address before, or the one that we speak through, or the only one. */
static ResiteWindowsAdapter *
choose_adapter (ResiteDeed *deed, GPtrArray *adapters, GError **error)
{
  ResiteWindowsAdapter *adapter =
      resite_deed_find_address (adapters, resite_deed_get_value (deed, "address-before"));

  if (adapter == NULL)
    adapter = resite_deed_find_address (adapters, resite_deed_get_address (deed));
  if (adapter == NULL && adapters->len == 1)
    adapter = g_ptr_array_index (adapters, 0);
  if (adapter == NULL)
    adapter = find_with_gateway (adapters);
  if (adapter == NULL)
    g_set_error (
        error, RESITE_ERROR, RESITE_ERROR_NEEDS_PERSON,
        ngettext ("The server has %u network card with TCP/IP, and which one to change is "
                  "not clear. Write its present address into the form, then try again.",
                  "The server has %u network cards with TCP/IP, and which one to change is "
                  "not clear. Write its present address into the form, then try again.",
                  adapters->len),
        adapters->len);
  return adapter;
}

static void
note_list (ResiteDeed *deed, const char *key, GStrv values)
{
  g_autofree char *text = g_strjoinv (", ", values);

  resite_deed_set_note (deed, NOTES, key, text);
}

static void
note_adapter (ResiteDeed *deed, const ResiteWindowsAdapter *adapter)
{
  g_autofree char *index = g_strdup_printf ("%u", adapter->index);

  resite_deed_set_note (deed, NOTES, "mac", adapter->mac);
  resite_deed_set_note (deed, NOTES, "index", index);
  resite_deed_set_note (deed, NOTES, "connection", adapter->connection);
  resite_deed_set_note (deed, NOTES, "dhcp", adapter->dhcp ? "yes" : "no");
  note_list (deed, "address", adapter->addresses);
  note_list (deed, "mask", adapter->masks);
  note_list (deed, "gateway", adapter->gateways);
  note_list (deed, "dns", adapter->dns);
  note_list (deed, "wins", adapter->wins);
}

gboolean
resite_deed_write_network_down (ResiteDeed *deed, const char *stage, GError **error)
{
  g_autoptr (GPtrArray) adapters = list_adapters (deed, error);
  ResiteWindowsAdapter *adapter = adapters != NULL ? choose_adapter (deed, adapters, error) : NULL;
  g_autofree char *addresses = NULL;

  if (adapter == NULL)
    return FALSE;
  note_adapter (deed, adapter);
  addresses = g_strjoinv (", ", adapter->addresses);
  /* TRANSLATORS: name of a network connection, its hardware address, its addresses. */
  resite_deed_say (deed, g_strdup_printf (_ ("%s (%s) has %s, %s."),
                                          adapter->connection != NULL ? adapter->connection : "?",
                                          adapter->mac != NULL ? adapter->mac : "?", addresses,
                                          adapter->dhcp ? _ ("from DHCP") : _ ("static")));
  return TRUE;
}

/* By its hardware address: the number may be another one after a restart. RPC tells no hardware
 * address; there the number is that of the card's place in the registry. */
static gboolean
is_noted (const ResiteWindowsAdapter *adapter, const char *mac, const char *index)
{
  if (mac != NULL && *mac != '\0')
    return g_strcmp0 (adapter->mac, mac) == 0;
  return index != NULL && adapter->index == g_ascii_strtoull (index, NULL, 10);
}

static ResiteWindowsAdapter *
find_noted (ResiteDeed *deed, GPtrArray *adapters, GError **error)
{
  g_autofree char *mac = resite_deed_dup_note (deed, NOTES, "mac");
  g_autofree char *index = resite_deed_dup_note (deed, NOTES, "index");

  for (guint i = 0; i < adapters->len; i++)
    if (is_noted (adapters->pdata[i], mac, index))
      return adapters->pdata[i];
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
               /* TRANSLATORS: the hardware address of a network card. */
               _ ("The network card %s is not there any more, or has no TCP/IP."),
               mac != NULL ? mac : "?");
  return NULL;
}

static gboolean
has_all (GStrv has, GStrv wanted)
{
  for (guint i = 0; wanted[i] != NULL; i++)
    if (has[i] == NULL || !g_str_equal (has[i], wanted[i]))
      return FALSE;
  return TRUE;
}

static char *
find_difference (ResiteDeed *deed, const ResiteWindowsAdapter *adapter)
{
  static const char *const names[] = { "address", "mask", "gateway", "dns", "wins" };
  GStrv const has[] = { adapter->addresses, adapter->masks, adapter->gateways, adapter->dns,
                        adapter->wins };

  if (resite_deed_is_value (deed, "network", "dhcp"))
    return adapter->dhcp ? NULL : g_strdup (_ ("its address is still a static one"));
  if (adapter->dhcp)
    return g_strdup (_ ("its address still comes from DHCP"));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (GStrv) wanted = resite_deed_dup_list (deed, names[i]);
      g_autofree char *text = NULL;

      if (has_all (has[i], wanted))
        continue;
      text = g_strjoinv (", ", has[i]);
      /* TRANSLATORS: "gateway", what it has, what it should have. */
      return g_strdup_printf (_ ("%s is %s, not %s"), names[i], *text != '\0' ? text : _ ("empty"),
                              resite_deed_get_value (deed, names[i]));
    }
  return NULL;
}

gboolean
resite_deed_is_network_set (ResiteDeed *deed, gboolean *set, char **why, GError **error)
{
  g_autoptr (GPtrArray) adapters = list_adapters (deed, error);
  const ResiteWindowsAdapter *adapter =
      adapters != NULL ? find_noted (deed, adapters, error) : NULL;
  g_autofree char *difference = NULL;

  if (adapter == NULL)
    return FALSE;
  difference = find_difference (deed, adapter);
  *set = difference == NULL;
  if (why != NULL)
    *why = g_steal_pointer (&difference);
  return TRUE;
}

static gboolean
call_network (ResiteDeed *deed, guint32 index, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  g_auto (GStrv) dns = resite_deed_dup_list (deed, "dns");
  g_auto (GStrv) wins = resite_deed_dup_list (deed, "wins");
  GCancellable *bound;
  GError *local = NULL;

  if (cim == NULL)
    return FALSE;
  bound = resite_deed_begin_bound (deed, CALL_SECONDS);
  if (resite_deed_is_value (deed, "network", "dhcp"))
    resite_windows_set_dhcp (cim, index, bound, &local);
  else
    resite_windows_set_static (cim, index, resite_deed_get_value (deed, "address"),
                               resite_deed_get_value (deed, "mask"),
                               resite_deed_get_value (deed, "gateway"), (const char *const *)dns,
                               (const char *const *)wins, bound, &local);
  resite_deed_end_bound (deed, bound, &local);
  if (local == NULL || resite_error_is_of_line (local))
    {
      g_clear_error (&local);
      return TRUE;
    }
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
fail_to_find (GError **error)
{
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_prefix_error (error,
                    _ ("The address was changed, and the line fell with it, as it must. Under the "
                       "new one the server does not answer yet; tell the plan where it is, or "
                       "restart it at its console, then go on: "));
  return FALSE;
}

/* Only a new address drops the line; a gateway that is missing is set over it. */
static gboolean
wants_program (ResiteDeed *deed, const ResiteWindowsAdapter *adapter)
{
  const char *address = resite_deed_get_value (deed, "address");

  return resite_deed_is_value (deed, "network", "static") && adapter->connection != NULL &&
         resite_deed_get_value (deed, "gateway") != NULL &&
         (adapter->dhcp || g_strcmp0 (adapter->addresses[0], address) != 0);
}

static gboolean
start_program (ResiteDeed *deed, const ResiteWindowsAdapter *adapter, GError **error)
{
  ResiteCim *cim = resite_deed_get_cim (deed, error);
  g_auto (GStrv) dns = resite_deed_dup_list (deed, "dns");
  g_auto (GStrv) wins = resite_deed_dup_list (deed, "wins");
  GCancellable *bound;
  GError *local = NULL;

  if (cim == NULL)
    return FALSE;
  bound = resite_deed_begin_bound (deed, CALL_SECONDS);
  if (resite_windows_set_name_servers (cim, adapter->index, (const char *const *)dns,
                                       (const char *const *)wins, bound, &local))
    resite_windows_start_static (cim, adapter->connection, resite_deed_get_value (deed, "address"),
                                 resite_deed_get_value (deed, "mask"),
                                 resite_deed_get_value (deed, "gateway"), bound, &local);
  resite_deed_end_bound (deed, bound, &local);
  if (local == NULL || resite_error_is_of_line (local))
    {
      g_clear_error (&local);
      return TRUE;
    }
  g_propagate_error (error, local);
  return FALSE;
}

/* TRUE: it answers; whether the program did what it should is looked at by who called. */
static gboolean
await_program (ResiteDeed *deed, GError **error)
{
  const ResitePatience patience = resite_deed_be_patient (deed);
  const gint64 begun = resite_clock_desk_monotonic ();

  for (guint looks = 0; looks < PROGRAM_LOOKS ||
                        resite_clock_desk_monotonic () < begun + PROGRAM_SECONDS * G_USEC_PER_SEC;
       looks++)
    {
      g_autoptr (GError) local = NULL;
      gboolean set = FALSE;

      if (!resite_deed_find_again (deed, &patience, error))
        return fail_to_find (error);
      if (resite_deed_is_network_set (deed, &set, NULL, &local) && set)
        return TRUE;
      if (local != NULL && !resite_error_is_of_line (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!resite_deed_wait (deed, PAUSE_SECONDS, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
change_by_call (ResiteDeed *deed, guint32 index, GError **error)
{
  const ResitePatience patience = resite_deed_be_patient (deed);

  return call_network (deed, index, error) &&
         (resite_deed_find_again (deed, &patience, error) || fail_to_find (error));
}

/* The program first: it needs no second call on a line that may never come. Where it cannot be
 * started, or did nothing, there are the calls. */
static gboolean
change_once (ResiteDeed *deed, gboolean may_be_program, GError **error)
{
  g_autoptr (GPtrArray) adapters = list_adapters (deed, error);
  const ResiteWindowsAdapter *adapter =
      adapters != NULL ? find_noted (deed, adapters, error) : NULL;
  g_autoptr (GError) local = NULL;

  if (adapter == NULL)
    return FALSE;
  if (!may_be_program || !wants_program (deed, adapter))
    return change_by_call (deed, adapter->index, error);
  if (start_program (deed, adapter, &local))
    return await_program (deed, error);
  if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return change_by_call (deed, adapter->index, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The gateway and what comes behind it may still be missing when the line falls half way. */
gboolean
resite_deed_set_network (ResiteDeed *deed, GError **error)
{
  g_autofree char *why = NULL;
  gboolean set = FALSE;

  for (guint i = 0; i < TRIES && !set; i++)
    {
      g_clear_pointer (&why, g_free);
      if (!change_once (deed, i == 0, error) ||
          !resite_deed_is_network_set (deed, &set, &why, error))
        return FALSE;
    }
  if (!set)
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                 /* TRANSLATORS: what is not as it should be. */
                 _ ("The network card did not take what it was told: %s. Look at its settings at "
                    "the console."),
                 why);
  return set;
}
