/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-world"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-lab-fault.h"
#include "resite-lab-met.h"
#include "resite-lab-strike.h"
#include "resite-lab-supply.h"
#include "resite-lab-world-private.h"

#define NUMBER  "[1-9][0-9]{0,8}"
#define TIMES   "yes|" NUMBER
#define ROLE    "old|new|source|primary\\.[12]"
#define MACHINE "yes|" ROLE
#define PACKAGE "[A-Za-z0-9]{8}"
#define SERVICE "(?!yes$)[A-Za-z0-9_]+"
/* The two that are there to lose. */
#define SISTER "S0[23](@[0-9]+(\\.[0-9]+)?)?"

/* The value is "yes", the role of the only machine that has it, or how often it happens, where
 * nothing else is told. */
const ResiteLabFaultName resite_lab_fault_names[] = {
  { "sibling",
    N_ ("SITE or SITE@SECONDS: with C6 that site disappears too, at once or so much "
        "later"),
    SISTER },
  { "row-stays", N_ ("the order to delete the site is lost and its row stays"), MACHINE },
  { "hman-slow", N_ ("Hierarchy Manager takes twenty times as long") },
  { "site-stays-away", N_ ("the site does not come back after setup"), MACHINE },
  { "rename-denied", N_ ("netdom is refused"), MACHINE },
  { "rename-lost", N_ ("renaming says that it worked, and the name stays"), MACHINE },
  { "uuid-same", N_ ("the new machine says the old one's hardware id") },
  { "uuid-none", N_ ("ROLE: its hardware id is the placeholder of all F"), ROLE },
  { "static-81", N_ ("EnableStatic answers 81 also where it changed something") },
  { "no-reboot", N_ ("an ordered restart does not come"), MACHINE },
  { "slow-reboot", N_ ("a restart takes ten times as long"), MACHINE },
  { "service-hangs", N_ ("SERVICE stays in “Stop Pending”"), SERVICE },
  { "folder-busy", N_ ("folders cannot be renamed: somebody has files open") },
  { "share-in-use", N_ ("somebody has files open in the share of packages") },
  { "permissions-denied", N_ ("permissions can neither be read nor set") },
  { "directory-busy", N_ ("the directory is busy, COUNT times"), TIMES },
  { "directory-unavailable", N_ ("the directory is not available, COUNT times"), TIMES },
  { "directory-hang", N_ ("the directory does not answer, COUNT times"), TIMES },
  { "directory-cut", N_ ("the line to the directory is cut, COUNT times"), TIMES },
  { "directory-garbage", N_ ("the directory answers what is no LDAP, COUNT times"), TIMES },
  { "directory-password", N_ ("the directory refuses every password, COUNT times"), TIMES },
  { "directory-strong-auth", N_ ("the directory takes passwords over TLS only") },
  { "directory-no-tls", N_ ("the directory has no certificate: no TLS") },
  { "directory-no-rights", N_ ("nobody may delete in the directory, COUNT times"), TIMES },
  { "directory-leftover", N_ ("a deleted management point object comes back, COUNT times"), TIMES },
  { "directory-rights", N_ ("rights on System Management are given to nobody") },
  { "directory-late", N_ ("SMS writes its objects twenty times later") },
  { "directory-never", N_ ("SMS never writes its objects") },
  { "mp-401", N_ ("the management point asks who one is, COUNT times"), TIMES },
  { "mp-403", N_ ("the management point forbids it, COUNT times"), TIMES },
  { "mp-404", N_ ("the management point's virtual directory is missing, COUNT times"), TIMES },
  { "mp-500", N_ ("the management point does not reach its database, COUNT times"), TIMES },
  { "mp-503", N_ ("the management point's application pool is stopped, COUNT times"), TIMES },
  { "mp-empty", N_ ("mplist names no server, COUNT times"), TIMES },
  { "mp-other", N_ ("mplist names another server, COUNT times"), TIMES },
  { "mp-html", N_ ("an HTML page comes instead of XML, COUNT times"), TIMES },
  { "mp-broken", N_ ("the XML ends in the middle, COUNT times"), TIMES },
  { "mp-hang", N_ ("the management point does not answer, COUNT times"), TIMES },
  { "mp-cut", N_ ("the line to the management point is cut, COUNT times"), TIMES },
  { "mpcert-empty", N_ ("mpcert answers without a certificate, COUNT times"), TIMES },
  { "mpcert-500", N_ ("mpcert alone answers 500, COUNT times"), TIMES },
  { "dp-401", N_ ("the distribution point asks who one is, COUNT times"), TIMES },
  { "dp-403", N_ ("the distribution point forbids it, COUNT times"), TIMES },
  { "dp-404", N_ ("the distribution point's virtual directory is missing, COUNT times"), TIMES },
  { "dp-500", N_ ("the distribution point fails, COUNT times"), TIMES },
  { "dp-503", N_ ("the distribution point's application pool is stopped, COUNT times"), TIMES },
  { "dp-html", N_ ("PROPFIND is answered with an HTML page, COUNT times"), TIMES },
  { "dp-no-dav", N_ ("WebDAV is not allowed: PROPFIND answers 501, COUNT times"), TIMES },
  { "dp-no-range", N_ ("a part of a file is answered with the whole, COUNT times"), TIMES },
  { "dp-hang", N_ ("the distribution point does not answer, COUNT times"), TIMES },
  { "mp-setup", N_ ("1603, 1618 or accounts: the management point cannot be installed"),
    "yes|1603|1618|accounts" },
  { "bootstrap", N_ ("the bootstrap of the new site is aborted") },
  { "keys", N_ ("Hierarchy Manager cannot decrypt the key of the site") },
  { "sends-in-full", N_ ("the parent sends the whole package, COUNT times"), TIMES },
  { "full-send", N_ ("N: from the N-th assigned package on, the parent sends the whole package"),
    TIMES },
  { "assign-hangs", N_ ("PACKAGE or COUNT: nothing comes of an assignment"), PACKAGE "|" TIMES },
  { "dp-fails", N_ ("PACKAGE or COUNT: the distribution point cannot unpack the package"),
    PACKAGE "|" TIMES },
  { "point-vanishes", N_ ("N: with the N-th assigned package the distribution point is gone"),
    TIMES },
  { "versions-differ",
    N_ ("PACKAGE or COUNT: the compressed copy is of another version than its source"),
    PACKAGE "|[1-9][0-9]{0,2}" },
  { "provider-quota", N_ ("N: each N-th question to a provider meets its limit"), TIMES },
  { "provider-timed-out",
    N_ ("N: each N-th question to a provider is carried out and answered with "
        "“timed out”"),
    TIMES },
  { "no-create", N_ ("rows cannot be written by WS-Management, whatever its version") },
  { "trs", N_ ("the parent remembers the old site's transaction numbers and hears nothing lower") },
  { "log-rolls", N_ ("N: before the N-th sending the sender's log turns over twice"), TIMES },
  { "log-unreadable", N_ ("the sender's log cannot be read") },
  { "summarizer-lag", N_ ("SECONDS: the summaries lag so much behind, an hour without a number"),
    TIMES },
  { "webdav-off", N_ ("WebDAV is installed but not allowed"), MACHINE },
  { "log-limit", N_ ("BYTES: logs turn over from that size on"), NUMBER },
  { "old-returns", N_ ("somebody gives the old server its name and address back") },
  { "services-on", N_ ("somebody switches the old server's SMS services on again") },
  { "iis-early", N_ ("IIS was installed while the new server had its former name") },
  { "name-too-long", N_ ("the plan's new name of the old server has more than 15 characters") },
  { "not-read-only", N_ ("none of the package files is read-only any more") },
  { "source-drops", N_ ("the source is gone as soon as it is copied from") },
  { "disk-full", N_ ("what is to be copied is more than the new server has room for") },
  { "power-cut", N_ ("yes or SECONDS: the program dies, now or so much later"), TIMES },
  { NULL },
};

const char *
resite_lab_world_get_fault (ResiteLabWorld *self, const char *name)
{
  return g_hash_table_lookup (self->faults, name);
}

/* What a package came to stays with it until it is sent again, an object that came back until it is
 * deleted again, and what the parent takes the site for until somebody has shown it better. */
static gboolean
has_consequence (const char *name)
{
  return g_str_equal (name, "assign-hangs") || g_str_equal (name, "dp-fails") ||
         g_str_equal (name, "directory-leftover") || g_str_equal (name, "sends-in-full");
}

static void
use_up (ResiteLabWorld *self, const char *name)
{
  resite_lab_met_keep (self, name, NULL);
  if (!has_consequence (name))
    resite_lab_met_note_remedied (self, name);
  g_hash_table_remove (self->faults, name);
}

static void
replace (ResiteLabWorld *self, const char *name, guint left)
{
  char *value = g_strdup_printf ("%u", left);

  g_hash_table_replace (self->faults, g_strdup (name), value);
  resite_lab_met_keep (self, name, value);
}

gboolean
resite_lab_world_take_fault (ResiteLabWorld *self, const char *name)
{
  const char *value = resite_lab_world_get_fault (self, name);
  guint64 times;

  if (value == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT, &times, NULL))
    return TRUE;
  if (times == 1)
    use_up (self, name);
  else
    replace (self, name, (guint)times - 1);
  return TRUE;
}

gboolean
resite_lab_world_is_nth_time (ResiteLabWorld *self, const char *name)
{
  const char *value = resite_lab_world_get_fault (self, name);
  guint64 every;
  guint n;

  if (value == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT, &every, NULL))
    return TRUE;
  n = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self), name)) + 1;
  g_object_set_data (G_OBJECT (self), name, GUINT_TO_POINTER (n));
  return n % every == 0;
}

gboolean
resite_lab_world_count_down (ResiteLabWorld *self, const char *name)
{
  const char *value = resite_lab_world_get_fault (self, name);
  guint64 left;

  if (value == NULL)
    return FALSE;
  if (g_ascii_string_to_unsigned (value, 10, 2, G_MAXINT, &left, NULL))
    {
      replace (self, name, (guint)left - 1);
      return FALSE;
    }
  use_up (self, name);
  return TRUE;
}

guint
resite_lab_world_get_log_limit (ResiteLabWorld *self)
{
  const char *limit = resite_lab_world_get_fault (self, "log-limit");
  guint64 bytes;

  return limit != NULL && g_ascii_string_to_unsigned (limit, 10, 1, G_MAXINT, &bytes, NULL)
             ? (guint)bytes
             : 0;
}

const ResiteLabFaultName *
resite_lab_fault_find (const char *name)
{
  for (guint i = 0; name != NULL && resite_lab_fault_names[i].name != NULL; i++)
    if (g_str_equal (resite_lab_fault_names[i].name, name))
      return &resite_lab_fault_names[i];
  return NULL;
}

gboolean
resite_lab_fault_takes (const ResiteLabFaultName *self, const char *value)
{
  g_autofree char *whole = NULL;

  g_return_val_if_fail (self != NULL && value != NULL, FALSE);

  whole = g_strconcat ("^(", self->values != NULL ? self->values : "yes", ")$", NULL);
  return g_regex_match_simple (whole, value, G_REGEX_DOLLAR_ENDONLY, (GRegexMatchFlags)0);
}

gboolean
resite_lab_world_set_fault (ResiteLabWorld *self, const char *name, const char *value)
{
  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self) && name != NULL, FALSE);

  if (resite_lab_fault_find (name) == NULL)
    return FALSE;
  if (value != NULL)
    g_hash_table_replace (self->faults, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (self->faults, name);
  resite_lab_met_keep (self, name, value);
  if (value == NULL)
    resite_lab_met_note_remedied (self, name);
  resite_lab_strike (self, name, value);
  g_object_set_data (G_OBJECT (self), name, NULL);
  if (self->supply != NULL)
    resite_lab_supply_heed_faults (self->supply);
  return TRUE;
}
