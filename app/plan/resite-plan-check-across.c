/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-check"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-plan-check-private.h"
#include "resite-plan-keys-private.h"
#include "resite-plan-private.h"

#define WARN  RESITE_PLAN_FAULT_WARNING
#define ERROR RESITE_PLAN_FAULT_ERROR

static char *
get (ResitePlan *self, const char *group, const char *key)
{
  g_autofree char *name = g_strconcat (group, ".", key, NULL);

  return _resite_plan_lookup (self, name, NULL);
}

static gboolean
same_name (const char *a, const char *b)
{
  return a != NULL && b != NULL && g_ascii_strcasecmp (a, b) == 0;
}

static void
check_name_after (ResitePlan *self, GPtrArray *faults)
{
  const ResitePlanKey *key = resite_plan_keys_find ("old", "name-after");
  g_autofree char *given = _resite_plan_get_raw (self, "old", "name-after");
  g_autofree char *server = get (self, "site", "server-name");
  g_autofree char *after = get (self, "old", "name-after");
  g_autofree char *message = NULL;

  if (after == NULL)
    return;
  if (given == NULL && !resite_plan_key_check (key, after, &message))
    _resite_plan_add_fault (self, faults, ERROR, "old", "name-after",
                            _ ("%s Give the old server a name of its own here."), message);
  if (same_name (after, server))
    _resite_plan_add_fault (self, faults, ERROR, "old", "name-after",
                            _ ("The old server must take another name than %s, or both servers "
                               "would answer to it."),
                            server);
  if (strchr (after, '_') != NULL)
    _resite_plan_add_fault (self, faults, WARN, "old", "name-after",
                            _ ("%s has an underscore. Windows takes it, DNS does not: the old "
                               "server may not be found by this name. A hyphen is safer."),
                            after);
}

static void
check_names (ResitePlan *self, GPtrArray *faults)
{
  g_autofree char *server = get (self, "site", "server-name");
  g_autofree char *before = get (self, "new", "name-before");
  g_autofree char *after = get (self, "old", "name-after");
  g_autofree char *source = _resite_plan_get_raw (self, "source", "server-name");
  g_autofree char *alias = _resite_plan_get_raw (self, "source", "same-as");

  if (same_name (before, server))
    _resite_plan_add_fault (self, faults, ERROR, "new", "name-before",
                            _ ("Old and new server cannot both be %s now. Give the new hardware "
                               "another name until it takes over (C4)."),
                            server);
  if (same_name (before, after))
    _resite_plan_add_fault (self, faults, ERROR, "new", "name-before",
                            _ ("%s is also the name that the old server takes; choose another."),
                            before);
  if (same_name (source, before))
    _resite_plan_add_fault (self, faults, ERROR, "source", "server-name",
                            _ ("The new server cannot be copied from itself."));
  if (alias != NULL && source != NULL && !same_name (source, server))
    _resite_plan_add_fault (self, faults, ERROR, "source", "server-name",
                            _ ("This says %s, and same-as says that it is the old server, %s. Take "
                               "one of them away."),
                            source, server != NULL ? server : "?");
  if (alias == NULL && same_name (source, server))
    _resite_plan_add_fault (self, faults, ERROR, "source", "server-name",
                            _ ("This is the old server; write same-as=old, so that Resite knows it "
                               "after it has changed its name."));
}

/* The same card and the same folder can be written in several ways. */
static char *
get_plain (ResitePlan *self, const char *group, const char *key)
{
  g_autofree char *value = get (self, group, key);

  if (value != NULL && strcmp (key, "mac") == 0)
    {
      g_auto (GStrv) parts = g_strsplit_set (value, ":-.", -1);

      return g_strjoinv ("", parts);
    }
  /* The server itself: whichever it is. */
  if (value != NULL && resite_plan_is_smb (value) && strlen (value) <= strlen ("smb://"))
    return NULL;
  if (value != NULL && strcmp (key, "files") == 0 && g_path_is_absolute (value))
    return g_canonicalize_filename (value, NULL);
  return g_steal_pointer (&value);
}

static void
check_hardware (ResitePlan *self, GPtrArray *faults)
{
  static const char *const keys[] = { "serial", "mac", "files", "uuid" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *old = get_plain (self, "old", keys[i]);
      g_autofree char *new = get_plain (self, "new", keys[i]);

      if (same_name (old, new))
        _resite_plan_add_fault (self, faults, ERROR, "new", keys[i],
                                _ ("Old and new server have the same here (%s). They are two "
                                   "machines; look which one is right."),
                                new);
    }
}

/* A net of two addresses has no room for one of its own. */
static gboolean
is_servers (guint32 address, guint32 mask)
{
  return ~mask == 1 || ((address & ~mask) != 0 && (address & ~mask) != ~mask);
}

static void
check_gateway (ResitePlan *self, GPtrArray *faults, guint32 address, guint32 mask)
{
  g_autofree char *address_text = get (self, "site", "address");
  g_autofree char *mask_text = get (self, "site", "mask");
  g_autofree char *text = get (self, "site", "gateway");
  guint32 gateway;

  if (text == NULL || !_resite_plan_value_parse_address (text, &gateway))
    return;
  if (gateway == address)
    _resite_plan_add_fault (self, faults, ERROR, "site", "gateway",
                            _ ("The gateway cannot be the server itself."));
  else if ((gateway & mask) != (address & mask))
    _resite_plan_add_fault (self, faults, ERROR, "site", "gateway",
                            _ ("With the mask %s the gateway %s is not in the network of %s; the "
                               "server could reach nobody."),
                            mask_text, text, address_text);
  else if (!is_servers (gateway, mask))
    _resite_plan_add_fault (self, faults, ERROR, "site", "gateway",
                            _ ("With the mask %s this is the address of the network itself or of "
                               "all in it, not of a gateway."),
                            mask_text);
}

static void
check_network (ResitePlan *self, GPtrArray *faults)
{
  g_autofree char *address_text = get (self, "site", "address");
  g_autofree char *mask_text = get (self, "site", "mask");
  guint32 address;
  guint32 mask;

  if (address_text == NULL || mask_text == NULL ||
      !_resite_plan_value_parse_address (address_text, &address) ||
      !_resite_plan_value_parse_address (mask_text, &mask) || !_resite_plan_value_is_mask (mask))
    return;
  if (!is_servers (address, mask))
    _resite_plan_add_fault (self, faults, ERROR, "site", "address",
                            _ ("With the mask %s this is the address of the network itself or of "
                               "all in it, not of a server."),
                            mask_text);
  check_gateway (self, faults, address, mask);
}

/* One server has one site, and its name is neither of the two that the hardware goes through. */
static void
check_primary_name (ResitePlan *self, GPtrArray *faults, const char *group, GHashTable *names)
{
  g_autofree char *name = get (self, group, "server-name");
  g_autofree char *server = get (self, "site", "server-name");
  g_autofree char *before = get (self, "new", "name-before");

  if (name == NULL)
    return;
  if (same_name (name, server))
    _resite_plan_add_fault (self, faults, ERROR, group, "server-name",
                            _ ("A primary cannot be the server that is replaced."));
  else if (same_name (name, before))
    _resite_plan_add_fault (self, faults, ERROR, group, "server-name",
                            _ ("A primary cannot be the new hardware."));
  else if (!g_hash_table_add (names, g_ascii_strup (name, -1)))
    _resite_plan_add_fault (self, faults, ERROR, group, "server-name",
                            _ ("%s is the server of another primary in this plan; each has its "
                               "own."),
                            name);
}

static void
check_primaries (ResitePlan *self, GPtrArray *faults)
{
  g_auto (GStrv) primaries = resite_plan_list_machines (self, "primary");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *code = get (self, "site", "code");

  for (guint i = 0; primaries[i] != NULL; i++)
    {
      g_autofree char *own_code = get (self, primaries[i], "site-code");

      check_primary_name (self, faults, primaries[i], names);
      if (own_code == NULL)
        continue;
      if (same_name (own_code, code))
        _resite_plan_add_fault (self, faults, ERROR, primaries[i], "site-code",
                                _ ("%s is the code of the secondary site itself."), own_code);
      else if (!g_hash_table_add (seen, g_strdup (own_code)))
        _resite_plan_add_fault (self, faults, ERROR, primaries[i], "site-code",
                                _ ("%s is the code of another primary in this plan."), own_code);
    }
}

static void
check_central (ResitePlan *self, GPtrArray *faults)
{
  g_autofree char *name = _resite_plan_get_raw (self, "central", "server-name");
  g_autofree char *code = _resite_plan_get_raw (self, "central", "site-code");
  g_autofree char *site_code = get (self, "site", "code");
  g_autofree char *server = get (self, "site", "server-name");
  g_autofree char *before = get (self, "new", "name-before");

  if (same_name (name, before))
    _resite_plan_add_fault (self, faults, ERROR, "central", "server-name",
                            _ ("The central site server cannot be the new hardware."));
  if (same_name (name, server))
    _resite_plan_add_fault (self, faults, ERROR, "central", "server-name",
                            _ ("The central site server cannot be the server that is replaced."));
  if (same_name (code, site_code))
    _resite_plan_add_fault (self, faults, ERROR, "central", "site-code",
                            _ ("%s is the code of the secondary site itself."), site_code);
}

/* The name that the old server takes must be free. */
static void
check_name_is_free (ResitePlan *self, GPtrArray *faults)
{
  g_auto (GStrv) primaries = resite_plan_list_machines (self, "primary");
  g_autofree char *after = get (self, "old", "name-after");
  g_autofree char *source = get (self, "source", "server-name");
  g_autofree char *central = get (self, "central", "server-name");
  gboolean taken = same_name (after, source) || same_name (after, central);

  for (guint i = 0; !taken && primaries[i] != NULL; i++)
    {
      g_autofree char *name = get (self, primaries[i], "server-name");

      taken = same_name (after, name);
    }
  if (taken)
    _resite_plan_add_fault (self, faults, ERROR, "old", "name-after",
                            _ ("Another server of this plan is called %s. Give the old server a "
                               "name that nobody has."),
                            after);
}

static void
check_aliases (ResitePlan *self, GPtrArray *faults)
{
  g_autofree char *central = _resite_plan_get_raw (self, "central", "same-as");
  g_autofree char *name = _resite_plan_get_raw (self, "central", "server-name");

  if (central != NULL && !_resite_plan_has_group (self, central))
    _resite_plan_add_fault (self, faults, ERROR, "central", "same-as",
                            _ ("There is no group [%s] in this plan."), central);
  if (central != NULL && name != NULL)
    {
      g_autofree char *other = get (self, central, "server-name");

      if (!same_name (name, other))
        _resite_plan_add_fault (self, faults, ERROR, "central", "server-name",
                                _ ("This says %s, and same-as says %s. Take one of them away."),
                                name, other != NULL ? other : central);
    }
}

static gboolean
has_files (ResitePlan *self, const char *group)
{
  g_autofree char *files = get (self, group, "files");
  g_auto (GStrv) keys = _resite_plan_list_keys (self, group);

  for (guint i = 0; files == NULL && keys[i] != NULL; i++)
    if (g_str_has_prefix (keys[i], "drive."))
      return TRUE;
  return files != NULL;
}

static void
check_winrm (ResitePlan *self, GPtrArray *faults, const char *group)
{
  g_autofree char *user = get (self, group, "winrm-user");
  g_autofree char *logon = get (self, group, "winrm-logon");
  g_autofree char *plain = get (self, group, "winrm-plain");
  g_autofree char *old_tls = get (self, group, "winrm-old-tls");
  g_autofree char *host = get (self, group, "winrm-host");
  gboolean kerberos = same_name (logon, "kerberos");

  if (user == NULL && !kerberos)
    _resite_plan_add_fault (
        self, faults, ERROR, group, "winrm-user",
        _ ("Who signs in there? Name a local administrator (winrm-user=), or write "
           "winrm-logon=kerberos to use the ticket of this desk."));
  if (same_name (plain, "yes"))
    _resite_plan_add_fault (self, faults, WARN, group, "winrm-plain",
                            _ ("Plain HTTP: password and commands cross the network readable by "
                               "anybody. Use it only on a line that you trust."));
  if (same_name (old_tls, "yes"))
    _resite_plan_add_fault (
        self, faults, WARN, group, "winrm-old-tls",
        _ ("TLS 1.0 can be broken by somebody who listens for long enough. Use it "
           "only where the server knows nothing newer."));
  if (kerberos && host != NULL && _resite_plan_value_parse_address (host, NULL))
    _resite_plan_add_fault (
        self, faults, WARN, group, "winrm-host",
        _ ("Kerberos goes by names: with an address here the ticket does not fit. "
           "Write the full name of the server."));
}

static void
check_rpc (ResitePlan *self, GPtrArray *faults, const char *group)
{
  g_autofree char *user = get (self, group, "smb-user");
  g_autofree char *other = get (self, group, "winrm-user");
  g_autofree char *logon = get (self, group, "rpc-logon");
  g_autofree char *host = get (self, group, "rpc-host");
  const char *name = user != NULL ? user : other;
  gboolean kerberos = same_name (logon, "kerberos");

  if (!kerberos && (name == NULL || same_name (name, "guest")))
    _resite_plan_add_fault (self, faults, ERROR, group, "smb-user",
                            _ ("Who signs in there? Name an administrator of that server "
                               "(smb-user=), or write rpc-logon=kerberos to use the ticket of this "
                               "desk."));
  if (kerberos && host != NULL && _resite_plan_value_parse_address (host, NULL))
    _resite_plan_add_fault (
        self, faults, WARN, group, "rpc-host",
        _ ("Kerberos goes by names: with an address here the ticket does not fit. "
           "Write the full name of the server."));
}

static gboolean
is_controller (const char *text)
{
  g_autofree char *whole =
      strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("ldap://", text, NULL);
  g_autofree char *scheme = NULL;
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;

  return g_uri_split (whole, G_URI_FLAGS_NONE, &scheme, NULL, &host, NULL, &path, NULL, NULL,
                      NULL) &&
         (same_name (scheme, "ldap") || same_name (scheme, "ldaps")) && host != NULL &&
         *host != '\0' && (path == NULL || *path == '\0' || strcmp (path, "/") == 0);
}

static void
check_controllers (ResitePlan *self, GPtrArray *faults)
{
  g_autofree char *servers = get (self, "ad", "servers");
  g_auto (GStrv) parts = g_strsplit_set (servers != NULL ? servers : "", ",; ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && !is_controller (parts[i]))
      _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, "ad", "servers",
                              _ ("“%s” is no domain controller: write HOST, ldap://HOST or "
                                 "ldaps://HOST, with :PORT where it is another than usual."),
                              parts[i]);
}

static void
check_directory (ResitePlan *self, GPtrArray *faults)
{
  g_autofree char *logon = get (self, "ad", "logon");
  g_autofree char *tls = get (self, "ad", "tls");
  g_autofree char *user = get (self, "ad", "user");

  check_controllers (self, faults);
  if (!same_name (logon, "simple"))
    return;
  if (user == NULL)
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, "ad", "user",
                            _ ("logon is simple, but no account is named. Write user=."));
  if (same_name (tls, "none"))
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, "ad", "tls",
                            _ ("A password is sent under TLS only: write starttls or ldaps, or "
                               "logon=kerberos."));
}

static void
check_reach (ResitePlan *self, GPtrArray *faults, const char *group)
{
  g_autofree char *reach = _resite_plan_get_raw (self, group, "reach");
  g_autofree char *alias = _resite_plan_get_raw (self, group, "same-as");

  if (reach == NULL || alias != NULL)
    return;
  if (same_name (reach, "winrm") && strcmp (group, "ad") != 0)
    check_winrm (self, faults, group);
  else if (same_name (reach, "rpc") && strcmp (group, "ad") != 0)
    check_rpc (self, faults, group);
  else if (same_name (reach, "ldap"))
    check_directory (self, faults);
  else if (same_name (reach, "winrm") || same_name (reach, "rpc"))
    _resite_plan_add_fault (self, faults, WARN, group, "reach",
                            _ ("Resite cannot reach this by %s in this release; its steps are "
                               "guided and done by hand."),
                            reach);
  if (same_name (reach, "local") && strcmp (group, "ad") != 0 && !has_files (self, group))
    _resite_plan_add_fault (self, faults, WARN, group, "reach",
                            _ ("This is local, but no folder is named where its drives lie. Add "
                               "files=, or its steps are done by hand."));
}

static void
check_options (ResitePlan *self, GPtrArray *faults)
{
  g_autofree char *first = get (self, "options", "first-package");
  g_autofree char *canary = get (self, "options", "canary-package");
  g_autofree char *proof = get (self, "options", "proof-package");
  g_autofree char *reach = get (self, "new", "reach");
  g_autofree char *tool = get (self, "tools", "preload-desk");

  if (!resite_plan_get_yes (self, "options.address-first"))
    _resite_plan_add_fault (self, faults, WARN, "options", "address-first",
                            _ ("C6 comes before C8 in this run. KB 828370 deletes the address "
                               "first; both end in the same state."));
  if (same_name (canary, proof))
    _resite_plan_add_fault (self, faults, WARN, "options", "proof-package",
                            _ ("The proof (R13) wants another package than the first preload, %s."),
                            canary);
  if (same_name (first, canary) || same_name (first, proof))
    _resite_plan_add_fault (self, faults, WARN, "options", "first-package",
                            _ ("%s is sent over the wire in R1; a preload of it proves nothing. "
                               "Choose another."),
                            first);
  if (same_name (reach, "local") && tool == NULL)
    _resite_plan_add_fault (self, faults, WARN, "tools", "preload-desk",
                            _ ("No program of this desk is named that preloads; R3 and R10 are "
                               "done by hand."));
}

void
_resite_plan_check_across (ResitePlan *self, GPtrArray *faults)
{
  static const char *const reached[] = { "old", "new", "source", "central", "ad" };
  g_auto (GStrv) primaries = resite_plan_list_machines (self, "primary");

  check_name_after (self, faults);
  check_names (self, faults);
  check_hardware (self, faults);
  check_network (self, faults);
  check_primaries (self, faults);
  check_aliases (self, faults);
  check_central (self, faults);
  check_name_is_free (self, faults);
  for (guint i = 0; i < G_N_ELEMENTS (reached); i++)
    {
      check_reach (self, faults, reached[i]);
      _resite_plan_check_smb (self, faults, reached[i]);
    }
  for (guint i = 0; primaries[i] != NULL; i++)
    {
      check_reach (self, faults, primaries[i]);
      _resite_plan_check_smb (self, faults, primaries[i]);
    }
  check_options (self, faults);
}
