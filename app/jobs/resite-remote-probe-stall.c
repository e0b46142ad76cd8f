/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-probe"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-folder-local.h"
#include "resite-package-look.h"
#include "resite-probe-private.h"
#include "resite-sms-package.h"
#include "resite-transaction-id.h"
#include "resite-windows.h"

/* Why what was preloaded does not arrive at the parent, before anybody waits for it in vain. */

#define KEY              "SOFTWARE\\Microsoft\\SMS\\Components\\SMS_Replication_Manager"
#define VALUE            "Transaction ID"
#define HISTORY_MOST     (16 * 1024 * 1024)
#define TYPE_MASTER      1
#define STATUS_INSTALLED 3
#define NAMES_MOST       8

/* (nullable) (transfer full): NULL without @error: there is no such file. */
static char *
read_share (ResiteProbeView *view, gsize *length, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ResiteFileInfo) info =
      resite_folder_query (view->measured_share, view->measured_name, cancellable, &fault);
  g_autofree char *text = NULL;
  ResiteFile *file;
  gssize got;

  if (g_error_matches (fault, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    return NULL;
  if (info == NULL)
    return g_propagate_error (error, g_steal_pointer (&fault)), NULL;
  file = resite_folder_open_read (view->measured_share, view->measured_name, error);
  if (file == NULL)
    return NULL;
  *length = MIN (info->size, (guint64)HISTORY_MOST);
  text = g_malloc0 (*length + 1);
  got = resite_folder_read (view->measured_share, file, text, *length, 0, error);
  resite_folder_close (view->measured_share, file, NULL);
  *length = MAX (got, 0);
  return got >= 0 ? g_steal_pointer (&text) : NULL;
}

static char *
read_history (ResiteProbeView *view, gsize *length, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) fault = NULL;
  char *text = NULL;

  if (view->measured_share != NULL)
    return read_share (view, length, cancellable, error);
  if (!g_file_get_contents (view->measured, &text, length, &fault) &&
      !g_error_matches (fault, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_propagate_error (error, g_steal_pointer (&fault));
  return text;
}

static void
settle_numbers (ResiteProbeView *view, gint64 own, gint64 highest, const char *section)
{
  g_autofree char *trap = resite_transaction_id_find_trap (own, highest, section);
  g_autofree char *numbers =
      g_strdup_printf ("%" G_GINT64_FORMAT " > %" G_GINT64_FORMAT, own, highest);

  if (trap != NULL)
    resite_probe_settle_bad (view, g_steal_pointer (&trap));
  else if (highest < 0)
    resite_probe_settle_good (view, g_strdup (_ ("The parent remembers no number of this site.")));
  else
    /* TRANSLATORS: %s: "6947 > 6927". */
    resite_probe_settle_good (
        view,
        g_strdup_printf (_ ("The new server counts from where the parent listens: %s."), numbers));
}

static void
look_at_transaction_id (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *section = NULL;
  gint64 own, highest = -1;
  gsize length = 0;

  if (view->measured == NULL && view->measured_share == NULL)
    {
      resite_probe_settle_unknown (
          view, g_strdup (_ ("The parent's file of numbers cannot be seen from this desk.")));
      return;
    }
  text = read_history (view, &length, cancellable, &error);
  own =
      error == NULL ? resite_windows_get_registry_dword (cim, KEY, VALUE, cancellable, &error) : -1;
  if (error != NULL)
    {
      resite_probe_settle_error (view, error);
      return;
    }
  if (text != NULL)
    highest = resite_transaction_id_read_highest (text, length, &section);
  settle_numbers (view, own, highest, section);
}

static gboolean
differs (const ResiteSmsPackage *package, GHashTable *masters)
{
  return package->stored_version != package->source_version &&
         GPOINTER_TO_INT (g_hash_table_lookup (masters, package->id)) != STATUS_INSTALLED &&
         g_hash_table_contains (masters, package->id);
}

/* (transfer full): "P0100012 (3, 4)", and how many there are. */
static char *
name_differing (GHashTable *packages, GHashTable *masters, guint *n)
{
  GString *names = g_string_new (NULL);
  GHashTableIter iter;
  gpointer value;

  *n = 0;
  g_hash_table_iter_init (&iter, packages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const ResiteSmsPackage *package = value;

      if (!differs (package, masters))
        continue;
      if (*n < NAMES_MOST)
        g_string_append_printf (names, "%s%s (%u, %u)", *n > 0 ? ", " : "", package->id,
                                package->stored_version, package->source_version);
      (*n)++;
    }
  return g_string_free (names, FALSE);
}

static void
look_at_versions (ResiteProbeView *view, ResiteCim *cim, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *space = resite_package_look_space (cim, cancellable, &error);
  g_autoptr (GHashTable) masters =
      space != NULL ? resite_sms_list_package_status (cim, space, view->probe->path, TYPE_MASTER,
                                                      cancellable, &error)
                    : NULL;
  g_autoptr (GHashTable) packages =
      masters != NULL ? resite_sms_list_packages (cim, space, cancellable, &error) : NULL;
  g_autofree char *names = NULL;
  guint n;

  if (packages == NULL)
    {
      resite_probe_settle_error (view, error);
      return;
    }
  names = name_differing (packages, masters, &n);
  if (n == 0)
    resite_probe_settle_good (
        view, g_strdup (_ ("StoredPkgVersion and SourceVersion are the same where it matters.")));
  else
    resite_probe_settle_bad (
        view,
        g_strdup_printf (ngettext ("StoredPkgVersion and SourceVersion differ for %u package, "
                                   "so that it does not unpack: %s. Update it at the parent, "
                                   "or leave it out.",
                                   "StoredPkgVersion and SourceVersion differ for %u packages, "
                                   "so that they do not unpack: %s. Update them at the "
                                   "parent, or leave them out.",
                                   n),
                         n, names));
}

const ResiteRemoteProbe resite_remote_probes_stall[] = {
  { "transaction-id", look_at_transaction_id, FALSE },
  { "stored-versions", look_at_versions, FALSE },
  { NULL, NULL, FALSE },
};
