/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-name-query"

#include "config.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <glib/gi18n-lib.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

#include "resite-error.h"
#include "resite-presence.h"

#define TRIES       3
#define TRY_SECONDS 1

/* "10.1.0.10" or "127.9.9.9:5353". */
static gboolean
parse_server (const char *server, struct sockaddr_in *address, GError **error)
{
  const char *colon = strchr (server, ':');
  g_autofree char *host =
      g_strndup (server, colon != NULL ? (gsize)(colon - server) : strlen (server));
  guint64 port = 53;

  memset (address, 0, sizeof *address);
  address->sin_family = AF_INET;
  if (inet_pton (AF_INET, host, &address->sin_addr) == 1 &&
      (colon == NULL || g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL)))
    {
      address->sin_port = htons (port);
      return TRUE;
    }
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
               _ ("\"%s\" is no name server: an IPv4 address is wanted, with :PORT where it is not "
                  "53."),
               server);
  return FALSE;
}

static gboolean
aim (struct __res_state *state, const struct sockaddr_in *address, GError **error)
{
  memset (state, 0, sizeof *state);
  if (res_ninit (state) != 0)
    {
      g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                           _ ("The resolver of this desk cannot be set up."));
      return FALSE;
    }
  state->nscount = 1;
  state->nsaddr_list[0] = *address;
  state->retrans = TRY_SECONDS;
  state->retry = 1;
  state->options &= ~(RES_DEFNAMES | RES_DNSRCH | RES_ROTATE | RES_USE_EDNS0);
  return TRUE;
}

static char *
read_name (ns_msg *message, const ns_rr *record)
{
  char name[NS_MAXDNAME];

  if (ns_name_uncompress (ns_msg_base (*message), ns_msg_end (*message), ns_rr_rdata (*record),
                          name, sizeof name) < 0)
    return NULL;
  return g_strdup (name);
}

static char *
read_address (const ns_rr *record)
{
  char text[INET_ADDRSTRLEN];

  if (ns_rr_rdlen (*record) != 4 ||
      inet_ntop (AF_INET, ns_rr_rdata (*record), text, sizeof text) == NULL)
    return NULL;
  return g_strdup (text);
}

static gboolean
collect (const guchar *bytes, int length, int type, GPtrArray *found)
{
  ns_msg message;
  ns_rr record;

  if (ns_initparse (bytes, length, &message) != 0)
    return FALSE;
  for (int i = 0; i < ns_msg_count (message, ns_s_an); i++)
    {
      g_autofree char *text = NULL;

      if (ns_parserr (&message, ns_s_an, i, &record) != 0)
        return FALSE;
      if ((int)ns_rr_type (record) != type)
        continue;
      text = type == ns_t_a ? read_address (&record) : read_name (&message, &record);
      if (text != NULL && !g_ptr_array_find_with_equal_func (found, text, g_str_equal, NULL))
        g_ptr_array_add (found, g_steal_pointer (&text));
    }
  return TRUE;
}

static gboolean
is_no_answer (int reason)
{
  return reason != HOST_NOT_FOUND && reason != NO_DATA;
}

static gboolean
fail_silent (const char *server, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
               _ ("The name server %s does not answer, so it is not known what it knows."), server);
  return FALSE;
}

/* One question in short tries, so that a person who cancels does not wait for all of them. */
static gboolean
ask (const char *server, const char *name, int type, GPtrArray *found, GCancellable *cancellable,
     GError **error)
{
  struct sockaddr_in address;
  struct __res_state state;
  guchar answer[4096];
  int length = -1;
  int reason = TRY_AGAIN;
  gboolean good = TRUE;

  if (!parse_server (server, &address, error) || !aim (&state, &address, error))
    return FALSE;
  for (guint i = 0; i < TRIES && length < 0 && is_no_answer (reason); i++)
    {
      good = !g_cancellable_set_error_if_cancelled (cancellable, error);
      if (!good)
        break;
      length = res_nquery (&state, name, ns_c_in, type, answer, sizeof answer);
      reason = length < 0 ? state.res_h_errno : 0;
    }
  res_nclose (&state);
  if (!good)
    return FALSE;
  if (length < 0)
    return is_no_answer (reason) ? fail_silent (server, error) : TRUE;
  if (collect (answer, MIN (length, (int)sizeof answer), type, found))
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
               _ ("The answer of the name server %s about %s cannot be read."), server, name);
  return FALSE;
}

static GStrv
end_list (GPtrArray *found)
{
  g_ptr_array_add (found, NULL);
  return (GStrv)g_ptr_array_steal (found, NULL);
}

static GStrv
ask_all (const char *name, int type, const char *const *servers, GCancellable *cancellable,
         GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) first = NULL;
  guint n_answers = 0;

  for (guint i = 0; servers[i] != NULL; i++)
    {
      g_autoptr (GError) failure = NULL;

      if (ask (servers[i], name, type, found, cancellable, &failure))
        n_answers++;
      else if (!g_error_matches (failure, RESITE_ERROR, RESITE_ERROR_UNREACHABLE))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      else if (first == NULL)
        first = g_steal_pointer (&failure);
    }
  if (n_answers > 0 || first == NULL)
    return end_list (found);
  g_propagate_error (error, g_steal_pointer (&first));
  return NULL;
}

static gboolean
is_unknown_name (const GError *error)
{
  return g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
}

static GError *
convert_resolver_error (GError *error)
{
  GError *converted;

  if (error->domain != G_RESOLVER_ERROR)
    return error;
  converted = g_error_new (RESITE_ERROR, RESITE_ERROR_UNREACHABLE,
                           _ ("This desk cannot resolve names now: %s"), error->message);
  g_error_free (error);
  return converted;
}

static GStrv
ask_desk_for_addresses (const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  GError *failure = NULL;
  GList *addresses = g_resolver_lookup_by_name_with_flags (
      resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY, cancellable, &failure);

  if (failure != NULL && !is_unknown_name (failure))
    {
      g_propagate_error (error, convert_resolver_error (failure));
      return NULL;
    }
  g_clear_error (&failure);
  for (GList *link = addresses; link != NULL; link = link->next)
    g_ptr_array_add (found, g_inet_address_to_string (link->data));
  g_resolver_free_addresses (addresses);
  return end_list (found);
}

static GStrv
ask_desk_for_names (GInetAddress *address, GCancellable *cancellable, GError **error)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  GError *failure = NULL;
  char *name = g_resolver_lookup_by_address (resolver, address, cancellable, &failure);

  if (name != NULL)
    g_ptr_array_add (found, name);
  else if (!is_unknown_name (failure))
    {
      g_propagate_error (error, convert_resolver_error (failure));
      return NULL;
    }
  g_clear_error (&failure);
  return end_list (found);
}

static gboolean
has_servers (const char *const *servers)
{
  return servers != NULL && servers[0] != NULL;
}

GStrv
resite_name_query_addresses (const char *name, const char *const *servers,
                             GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (*name == '\0' || strlen (name) >= NS_MAXDNAME)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("\"%s\" is no name."), name);
      return NULL;
    }
  return has_servers (servers) ? ask_all (name, ns_t_a, servers, cancellable, error)
                               : ask_desk_for_addresses (name, cancellable, error);
}

GStrv
resite_name_query_names (const char *address, const char *const *servers, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GInetAddress) target = NULL;
  g_autofree char *name = NULL;
  const guint8 *bytes;

  g_return_val_if_fail (address != NULL, NULL);

  target = g_inet_address_new_from_string (address);
  if (target == NULL || g_inet_address_get_family (target) != G_SOCKET_FAMILY_IPV4)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("%s is no IPv4 address."),
                   address);
      return NULL;
    }
  if (!has_servers (servers))
    return ask_desk_for_names (target, cancellable, error);
  bytes = g_inet_address_to_bytes (target);
  name = g_strdup_printf ("%u.%u.%u.%u.in-addr.arpa", bytes[3], bytes[2], bytes[1], bytes[0]);
  return ask_all (name, ns_t_ptr, servers, cancellable, error);
}
