/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wire-proof"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-wire-proof-private.h"

/* What the logs say of each package, and of all together. */

static guint64
count_unsure (ResiteWireProof *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->logs->len; i++)
    bytes += resite_wire_count_get_unsure_bytes (((ResiteWireLog *)self->logs->pdata[i])->count);
  return bytes;
}

static void
note_marks (ResiteWireProof *self, ResiteWirePackage *package, gboolean resumed)
{
  package->first_break = resumed ? 0 : self->breaks->len;
  package->info_bytes = resumed ? 0 : resite_wire_proof_get_info_bytes (self);
  package->unsure_bytes = resumed ? 0 : count_unsure (self);
  package->large = g_new0 (guint, self->logs->len + 1);
  for (guint i = 0; !resumed && i < self->logs->len; i++)
    package->large[i] =
        resite_wire_count_count_large (((ResiteWireLog *)self->logs->pdata[i])->count);
}

void
resite_wire_proof_expect (ResiteWireProof *self, const char *id, gboolean resumed)
{
  g_autofree char *name = NULL;
  ResiteWirePackage *package;

  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && id != NULL);

  name = g_ascii_strup (id, -1);
  resite_wire_proof_settle (self, name);
  for (guint i = 0; !resumed && i < self->logs->len; i++)
    resite_wire_count_forget (((ResiteWireLog *)self->logs->pdata[i])->count, name);
  package = g_new0 (ResiteWirePackage, 1);
  note_marks (self, package, resumed);
  package->joins = self->under_way > 0;
  package->serial = ++self->n_expected;
  g_hash_table_replace (self->packages, g_steal_pointer (&name), package);
  self->under_way++;
}

static ResiteWirePackage *
find_package (ResiteWireProof *self, const char *id)
{
  g_autofree char *name = g_ascii_strup (id, -1);

  return g_hash_table_lookup (self->packages, name);
}

void
resite_wire_proof_settle (ResiteWireProof *self, const char *id)
{
  ResiteWirePackage *package;

  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && id != NULL);

  package = find_package (self, id);
  if (package == NULL || package->settled)
    return;
  package->settled = TRUE;
  self->under_way--;
}

static const char *
find_gap (ResiteWireProof *self, const ResiteWirePackage *package)
{
  if (self->cancellable == NULL)
    return _ ("The logs of the senders are not followed.");
  if (package == NULL)
    return _ ("It was not expected when its record would have begun.");
  if (package->first_break < self->breaks->len)
    return self->breaks->pdata[package->first_break];
  return self->gap;
}

static void
add_log_facts (ResiteWireLog *log, guint first_large, const char *id, ResiteWireFacts *facts)
{
  ResiteWireContent content;

  resite_wire_count_get (log->count, id, &content);
  facts->content_seen = facts->content_seen || content.seen;
  facts->content_bytes += content.bytes;
  facts->largest = MAX (facts->largest, resite_wire_count_get_largest (log->count, first_large));
  facts->caught_up = facts->caught_up && !resite_wire_count_is_open (log->count);
}

void
resite_wire_proof_get (ResiteWireProof *self, const char *id, guint64 whole_bytes,
                       gint64 installed_at, ResiteWireFacts *facts)
{
  g_autofree char *name = NULL;
  const ResiteWirePackage *package;

  g_return_if_fail (RESITE_IS_WIRE_PROOF (self) && id != NULL && facts != NULL);

  name = g_ascii_strup (id, -1);
  package = g_hash_table_lookup (self->packages, name);
  *facts = (ResiteWireFacts){
    .followed = self->logs->len > 0,
    .gap = find_gap (self, package),
    .whole_bytes = whole_bytes,
    .installed = installed_at != 0,
    .caught_up = installed_at != 0 && self->caught_up > installed_at,
    .shared = package == NULL || package->joins || package->serial != self->n_expected,
  };
  if (package != NULL)
    {
      facts->info_bytes = resite_wire_proof_get_info_bytes (self) - package->info_bytes;
      facts->unsure_bytes = count_unsure (self) - package->unsure_bytes;
    }
  for (guint i = 0; i < self->logs->len; i++)
    add_log_facts (self->logs->pdata[i], package != NULL ? package->large[i] : G_MAXUINT, name,
                   facts);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
resite_wire_proof_list_content (ResiteWireProof *self)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), list);

  for (guint i = 0; i < self->logs->len; i++)
    resite_wire_count_list (((ResiteWireLog *)self->logs->pdata[i])->count, ids);
  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (list, g_strdup (id));
  g_ptr_array_sort (list, compare_names);
  return list;
}

guint64
resite_wire_proof_get_content_bytes (ResiteWireProof *self)
{
  guint64 bytes = 0;

  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), 0);

  for (guint i = 0; i < self->logs->len; i++)
    bytes += resite_wire_count_get_content_bytes (((ResiteWireLog *)self->logs->pdata[i])->count);
  return bytes;
}

guint64
resite_wire_proof_get_info_bytes (ResiteWireProof *self)
{
  guint64 bytes = 0;

  g_return_val_if_fail (RESITE_IS_WIRE_PROOF (self), 0);

  for (guint i = 0; i < self->logs->len; i++)
    bytes += resite_wire_count_get_info_bytes (((ResiteWireLog *)self->logs->pdata[i])->count);
  return bytes;
}
