/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-supply"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "resite-lab-supply-private.h"

/* What goes wrong with packages on their way. */

#define KEPT_GOOD           3
#define MOST_OTHER_VERSIONS 999
#define SENDER_LOG          "machines/primary.1/D/SMS/Logs/sender.log"

/* A fault that names the package, or says how often. */
static gboolean
is_struck (ResiteLabSupply *self, const char *fault, const char *id)
{
  const char *value = resite_lab_world_get_fault (self->world, fault);

  if (value != NULL && strlen (value) == strlen (id))
    return g_ascii_strcasecmp (value, id) == 0;
  return resite_lab_world_take_fault (self->world, fault);
}

/* Named, or one of so many; the first ones are for steps that need a good one. */
static gboolean
has_other_version (ResiteLabSupply *self, const ResiteLabStock *stock)
{
  const char *value = resite_lab_world_get_fault (self->world, "versions-differ");
  guint64 n;

  if (value == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (value, 10, 1, MOST_OTHER_VERSIONS, &n, NULL))
    return g_ascii_strcasecmp (value, stock->package->id) == 0;
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (resite_lab_packages_get_good (self->world->packages, KEPT_GOOD + i),
                   stock->package->id) == 0)
      return TRUE;
  return FALSE;
}

guint
resite_lab_stock_get_stored_version (ResiteLabSupply *self, const ResiteLabStock *stock)
{
  return has_other_version (self, stock) ? stock->version + 1 : stock->stored_version;
}

/* A copy that was preloaded under another version than its own is never unpacked. */
static gboolean
is_preloaded_wrong (ResiteLabSupply *self, const ResiteLabStock *stock, const char *code)
{
  return g_str_equal (code, RESITE_LAB_SITE) && stock->forwarded != 0 &&
         g_hash_table_lookup (stock->masters, code) == NULL &&
         resite_lab_stock_get_stored_version (self, stock) != stock->version;
}

ResiteLabFate
resite_lab_supply_decide_fate (ResiteLabSupply *self, const ResiteLabStock *stock, const char *code,
                               const char *own)
{
  const char *id = stock->package->id;

  if (g_ascii_strcasecmp (code, own) != 0)
    return RESITE_LAB_FATE_WRONG_SITE;
  if (is_struck (self, "assign-hangs", id))
    return RESITE_LAB_FATE_HANGS;
  if (is_struck (self, "dp-fails", id))
    return RESITE_LAB_FATE_FAILS;
  return is_preloaded_wrong (self, stock, code) ? RESITE_LAB_FATE_DIFFERS : RESITE_LAB_FATE_GOOD;
}

/* With the N-th row, the full sendings begin. */
gboolean
resite_lab_supply_is_sent_in_full (ResiteLabSupply *self, const ResiteLabStock *stock,
                                   const char *code)
{
  const char *from = resite_lab_world_get_fault (self->world, "full-send");

  if (from != NULL && self->n_assigned >= MAX (1, g_ascii_strtoull (from, NULL, 10)))
    return TRUE;
  return resite_lab_world_take_fault (self->world, "sends-in-full") ||
         resite_lab_supply_get_master (self, stock, code) != stock->version;
}

void
resite_lab_supply_let_point_vanish (ResiteLabSupply *self, const char *nal)
{
  static const char *const places[] = { "primary.1", "primary.2" };
  ResiteLabStore *store = self->world->store;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GPtrArray) roles =
          resite_lab_store_list (store, places[i], "SMS_SystemResourceList");

      for (guint k = 0; k < roles->len; k++)
        {
          if (resite_lab_record_is (roles->pdata[k], "RoleName", "SMS Distribution Point") &&
              resite_lab_record_is (roles->pdata[k], "NALPath", nal))
            resite_lab_store_remove (store, roles->pdata[k]);
        }
    }
}

static char *
get_hidden (ResiteLabSupply *self)
{
  return g_build_filename (self->world->folder, SENDER_LOG ".hidden", NULL);
}

char *
resite_lab_supply_get_sender_log (ResiteLabSupply *self)
{
  g_autofree char *hidden = get_hidden (self);

  if (g_file_test (hidden, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&hidden);
  return g_build_filename (self->world->folder, SENDER_LOG, NULL);
}

/* A link to itself: not even the superuser reads that. */
void
resite_lab_supply_heed_faults (ResiteLabSupply *self)
{
  const gboolean hide = resite_lab_world_get_fault (self->world, "log-unreadable") != NULL;
  g_autofree char *path = g_build_filename (self->world->folder, SENDER_LOG, NULL);
  g_autofree char *hidden = get_hidden (self);
  const gboolean is_hidden = g_file_test (hidden, G_FILE_TEST_EXISTS);

  if (hide && !is_hidden && g_rename (path, hidden) == 0)
    {
      if (symlink ("sender.log", path) != 0)
        g_warning ("%s cannot be made", path);
    }
  else if (!hide && is_hidden)
    g_rename (hidden, path);
}
