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

/* The value is "yes", the role of the only machine that has it, or how often it happens, where
 * nothing else is told. */
const ResiteLabFaultName resite_lab_fault_names[] = {
  { "sibling", N_ ("SITE or SITE@SECONDS: with C6 that site disappears too, at once or so much "
                   "later") },
  { "row-stays", N_ ("the order to delete the site is lost and its row stays") },
  { "hman-slow", N_ ("Hierarchy Manager takes twenty times as long") },
  { "site-stays-away", N_ ("the site does not come back after setup") },
  { "rename-denied", N_ ("netdom is refused") },
  { "rename-lost", N_ ("renaming says that it worked, and the name stays") },
  { "uuid-same", N_ ("the new machine says the old one's hardware id") },
  { "uuid-none", N_ ("ROLE: its hardware id is the placeholder of all F") },
  { "static-81", N_ ("EnableStatic answers 81 also where it changed something") },
  { "no-reboot", N_ ("an ordered restart does not come") },
  { "slow-reboot", N_ ("a restart takes ten times as long") },
  { "service-hangs", N_ ("SERVICE stays in “Stop Pending”") },
  { "folder-busy", N_ ("folders cannot be renamed: somebody has files open") },
  { "share-in-use", N_ ("somebody has files open in the share of packages") },
  { "permissions-denied", N_ ("permissions can neither be read nor set") },
  { "directory-busy", N_ ("the directory is busy, COUNT times") },
  { "directory-unavailable", N_ ("the directory is not available, COUNT times") },
  { "directory-hang", N_ ("the directory does not answer, COUNT times") },
  { "directory-cut", N_ ("the line to the directory is cut, COUNT times") },
  { "directory-garbage", N_ ("the directory answers what is no LDAP, COUNT times") },
  { "directory-password", N_ ("the directory refuses every password, COUNT times") },
  { "directory-strong-auth", N_ ("the directory takes passwords over TLS only") },
  { "directory-no-tls", N_ ("the directory has no certificate: no TLS") },
  { "directory-no-rights", N_ ("nobody may delete in the directory, COUNT times") },
  { "directory-leftover", N_ ("a deleted management point object comes back, COUNT times") },
  { "directory-rights", N_ ("rights on System Management are given to nobody") },
  { "directory-late", N_ ("SMS writes its objects twenty times later") },
  { "directory-never", N_ ("SMS never writes its objects") },
  { "mp-401", N_ ("the management point asks who one is, COUNT times") },
  { "mp-403", N_ ("the management point forbids it, COUNT times") },
  { "mp-404", N_ ("the management point's virtual directory is missing, COUNT times") },
  { "mp-500", N_ ("the management point does not reach its database, COUNT times") },
  { "mp-503", N_ ("the management point's application pool is stopped, COUNT times") },
  { "mp-empty", N_ ("mplist names no server, COUNT times") },
  { "mp-other", N_ ("mplist names another server, COUNT times") },
  { "mp-html", N_ ("an HTML page comes instead of XML, COUNT times") },
  { "mp-broken", N_ ("the XML ends in the middle, COUNT times") },
  { "mp-hang", N_ ("the management point does not answer, COUNT times") },
  { "mp-cut", N_ ("the line to the management point is cut, COUNT times") },
  { "mpcert-empty", N_ ("mpcert answers without a certificate, COUNT times") },
  { "mpcert-500", N_ ("mpcert alone answers 500, COUNT times") },
  { "dp-401", N_ ("the distribution point asks who one is, COUNT times") },
  { "dp-403", N_ ("the distribution point forbids it, COUNT times") },
  { "dp-404", N_ ("the distribution point's virtual directory is missing, COUNT times") },
  { "dp-500", N_ ("the distribution point fails, COUNT times") },
  { "dp-503", N_ ("the distribution point's application pool is stopped, COUNT times") },
  { "dp-html", N_ ("PROPFIND is answered with an HTML page, COUNT times") },
  { "dp-no-dav", N_ ("WebDAV is not allowed: PROPFIND answers 501, COUNT times") },
  { "dp-no-range", N_ ("a part of a file is answered with the whole, COUNT times") },
  { "dp-hang", N_ ("the distribution point does not answer, COUNT times") },
  { "mp-setup", N_ ("1603, 1618 or accounts: the management point cannot be installed") },
  { "bootstrap", N_ ("the bootstrap of the new site is aborted") },
  { "keys", N_ ("Hierarchy Manager cannot decrypt the key of the site") },
  { "sends-in-full", N_ ("the parent sends the whole package, COUNT times") },
  { "full-send", N_ ("N: from the N-th assigned package on, the parent sends the whole package") },
  { "assign-hangs", N_ ("PACKAGE or COUNT: nothing comes of an assignment") },
  { "dp-fails", N_ ("PACKAGE or COUNT: the distribution point cannot unpack the package") },
  { "point-vanishes", N_ ("N: with the N-th assigned package the distribution point is gone") },
  { "versions-differ",
    N_ ("PACKAGE or COUNT: the compressed copy is of another version than its source") },
  { "provider-quota", N_ ("N: each N-th question to a provider meets its limit") },
  { "provider-timed-out",
    N_ ("N: each N-th question to a provider is carried out and answered with "
        "“timed out”") },
  { "no-create", N_ ("rows cannot be written by WS-Management, whatever its version") },
  { "trs", N_ ("the parent remembers the old site's transaction numbers and hears nothing lower") },
  { "log-rolls", N_ ("N: before the N-th sending the sender's log turns over twice") },
  { "log-unreadable", N_ ("the sender's log cannot be read") },
  { "summarizer-lag", N_ ("SECONDS: the summaries lag so much behind, an hour without a number") },
  { "webdav-off", N_ ("WebDAV is installed but not allowed") },
  { "log-limit", N_ ("BYTES: logs turn over from that size on") },
  { "old-returns", N_ ("somebody gives the old server its name and address back") },
  { "services-on", N_ ("somebody switches the old server's SMS services on again") },
  { "iis-early", N_ ("IIS was installed while the new server had its former name") },
  { "name-too-long", N_ ("the plan's new name of the old server has more than 15 characters") },
  { "not-read-only", N_ ("none of the package files is read-only any more") },
  { "source-drops", N_ ("the source is gone as soon as it is copied from") },
  { "disk-full", N_ ("what is to be copied is more than the new server has room for") },
  { "power-cut", N_ ("yes or SECONDS: the program dies, now or so much later") },
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

static gboolean
is_known (const char *name)
{
  for (guint i = 0; resite_lab_fault_names[i].name != NULL; i++)
    if (g_str_equal (resite_lab_fault_names[i].name, name))
      return TRUE;
  return FALSE;
}

gboolean
resite_lab_world_set_fault (ResiteLabWorld *self, const char *name, const char *value)
{
  g_return_val_if_fail (RESITE_IS_LAB_WORLD (self) && name != NULL, FALSE);

  if (!is_known (name))
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
