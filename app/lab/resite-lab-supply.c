/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-supply"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-lab-supply-private.h"

/* The first job of the senders' day. */
#define FIRST_SERIAL 0xE2B
/* SMS_Package.SourceDate of packages without a file. */
#define LONG_AGO (G_GINT64_CONSTANT (1223971200) * G_USEC_PER_SEC)
/* The file was made so long after its source. */
#define COMPRESSION_SECONDS 600
static void
copy_free (gpointer data)
{
  ResiteLabCopy *copy = data;

  g_free (copy->nal);
  g_free (copy->code);
  g_free (copy->site_name);
  g_free (copy);
}

static void
stock_free (gpointer data)
{
  ResiteLabStock *stock = data;

  g_ptr_array_unref (stock->copies);
  g_hash_table_unref (stock->masters);
  g_free (stock);
}

static char *
make_key (const char *id, const char *nal, const char *code)
{
  g_autofree char *whole = g_strjoin (",", id, nal, code, NULL);

  return g_utf8_casefold (whole, -1);
}

ResiteLabStock *
resite_lab_supply_find (ResiteLabSupply *self, const char *id)
{
  g_autofree char *key = id != NULL ? g_ascii_strup (id, -1) : NULL;

  return key != NULL ? g_hash_table_lookup (self->by_id, key) : NULL;
}

GPtrArray *
resite_lab_supply_list_wanted (ResiteLabSupply *self, const char *wanted)
{
  GPtrArray *found = g_ptr_array_new ();
  ResiteLabStock *stock = resite_lab_supply_find (self, wanted);

  if (wanted == NULL)
    g_ptr_array_extend (found, self->stocks, NULL, NULL);
  else if (stock != NULL)
    g_ptr_array_add (found, stock);
  return found;
}

GPtrArray *
resite_lab_supply_list_copies (ResiteLabSupply *self, const char *wanted)
{
  g_autoptr (GPtrArray) stocks = resite_lab_supply_list_wanted (self, wanted);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < stocks->len; i++)
    g_ptr_array_extend (found, ((ResiteLabStock *)stocks->pdata[i])->copies, NULL, NULL);
  return found;
}

ResiteLabCopy *
resite_lab_supply_find_copy (ResiteLabSupply *self, const char *id, const char *nal,
                             const char *code)
{
  g_autofree char *key = NULL;

  if (id == NULL || nal == NULL || code == NULL)
    return NULL;
  key = make_key (id, nal, code);
  return g_hash_table_lookup (self->copies, key);
}

ResiteLabCopy *
resite_lab_supply_add_copy (ResiteLabSupply *self, ResiteLabStock *stock, const char *nal,
                            const char *code)
{
  ResiteLabCopy *copy = g_new0 (ResiteLabCopy, 1);

  copy->stock = stock;
  copy->nal = g_strdup (nal);
  copy->code = g_strdup (code);
  copy->version = stock->version;
  g_ptr_array_add (stock->copies, copy);
  g_hash_table_replace (self->copies, make_key (stock->package->id, nal, code), copy);
  return copy;
}

void
resite_lab_supply_drop_copy (ResiteLabSupply *self, ResiteLabCopy *copy)
{
  g_autofree char *key = make_key (copy->stock->package->id, copy->nal, copy->code);

  resite_lab_supply_unqueue (copy);
  g_ptr_array_remove (copy->stock->copies, copy);
  g_hash_table_remove (self->copies, key);
}

/* The time of the file that the source has; a file older than its source is of no use. */
static gint64
find_source_date (ResiteLabSupply *self, const ResiteLabPackage *package)
{
  g_autofree char *name = g_strconcat (package->id, ".", package->ending, NULL);
  g_autofree char *path =
      g_build_filename (self->world->folder, "machines/source/E/SMSPKG", name, NULL);
  GStatBuf info;

  if (!package->has_file || g_stat (path, &info) != 0)
    return LONG_AGO;
  return ((gint64)info.st_mtime +
          (package->version < package->known_version ? 1 : -1) * COMPRESSION_SECONDS) *
         G_USEC_PER_SEC;
}

/* Here since long ago. */
static void
add_old_copy (ResiteLabSupply *self, ResiteLabStock *stock, const char *server, const char *code,
              const char *site_name)
{
  g_autofree char *nal = resite_lab_format_nal (server, code);
  ResiteLabCopy *copy = resite_lab_supply_add_copy (self, stock, nal, code);

  copy->site_name = g_strdup (site_name);
  copy->created = copy->installs = copy->summarized = LONG_AGO;
  copy->phase = RESITE_LAB_REST;
}

static void
add_stock (ResiteLabSupply *self, const ResiteLabPackage *package)
{
  ResiteLabStock *stock = g_new0 (ResiteLabStock, 1);

  stock->package = package;
  stock->version = package->known_version;
  stock->stored_version = package->stored_version;
  stock->source_date = find_source_date (self, package);
  stock->copies = g_ptr_array_new ();
  stock->masters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add (self->stocks, stock);
  g_hash_table_insert (self->by_id, package->id, stock);
  add_old_copy (self, stock, RESITE_LAB_SOURCE_SERVER, RESITE_LAB_SITE, "Branch 01 (rehearsal)");
  add_old_copy (self, stock, RESITE_LAB_OTHER_SERVER, RESITE_LAB_OTHER_SITE,
                "Branch 02 (rehearsal)");
  g_hash_table_insert (stock->masters, g_strdup (RESITE_LAB_OTHER_SITE),
                       GUINT_TO_POINTER (stock->version));
}

static void
fill (ResiteLabSupply *self)
{
  GPtrArray *packages = self->world->packages;

  for (guint i = 0; i < packages->len; i++)
    {
      const ResiteLabPackage *package = packages->pdata[i];

      if (package->known_version > 0)
        add_stock (self, package);
    }
}

ResiteLabSupply *
resite_lab_supply_new (ResiteLabWorld *world)
{
  ResiteLabSupply *self = g_new0 (ResiteLabSupply, 1);

  self->world = world;
  self->stocks = g_ptr_array_new_with_free_func (stock_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->copies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, copy_free);
  self->loads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->due = g_sequence_new (g_free);
  self->next_serial = FIRST_SERIAL;
  self->kept = -1;
  fill (self);
  resite_lab_supply_open_kept (self);
  resite_lab_supply_make_history (self);
  resite_lab_supply_flush (self);
  resite_lab_supply_work_off (self);
  return self;
}

void
resite_lab_supply_free (ResiteLabSupply *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->flusher != 0)
    resite_lab_supply_flush (self);
  if (self->kept >= 0)
    close (self->kept);
  g_sequence_free (self->due);
  g_hash_table_unref (self->loads);
  g_hash_table_unref (self->copies);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->stocks);
  g_free (self);
}

/* (nullable): the site that the distribution point belongs to. */
static const char *
find_site_of (ResiteLabMachine *machine, const char *nal)
{
  g_autoptr (GPtrArray) roles =
      resite_lab_store_list (machine->store, machine->role, "SMS_SystemResourceList");

  for (guint i = 0; nal != NULL && i < roles->len; i++)
    {
      if (resite_lab_record_is (roles->pdata[i], "RoleName", "SMS Distribution Point") &&
          g_strcmp0 (resite_lab_record_get (roles->pdata[i], "NALPath"), nal) == 0)
        return resite_lab_record_get (roles->pdata[i], "SiteCode");
    }
  return NULL;
}

static void
begin (ResiteLabSupply *self, ResiteLabStock *stock, const char *nal, const char *code,
       const char *site_name, const char *own)
{
  ResiteLabCopy *copy = resite_lab_supply_add_copy (self, stock, nal, code);

  self->n_assigned += g_str_equal (code, RESITE_LAB_SITE);
  copy->site_name = g_strdup (site_name);
  copy->created = copy->summarized = resite_lab_world_now (self->world);
  copy->serial = self->next_serial++;
  copy->fate = resite_lab_supply_decide_fate (self, stock, code, own);
  if (copy->fate != RESITE_LAB_FATE_WRONG_SITE &&
      resite_lab_supply_is_sent_in_full (self, stock, code))
    copy->bytes = stock->package->size;
  resite_lab_supply_plan (self, copy, copy->created);
  resite_lab_supply_keep_copy (self, copy);
  resite_lab_supply_queue (self, copy);
  if (g_str_equal (code, RESITE_LAB_SITE) &&
      resite_lab_world_count_down (self->world, "point-vanishes"))
    resite_lab_supply_let_point_vanish (self, nal);
}

gboolean
resite_lab_supply_assign (ResiteLabSupply *self, ResiteLabMachine *machine, const char *id,
                          const char *nal, const char *code, const char *site_name, GError **error)
{
  ResiteLabStock *stock = resite_lab_supply_find (self, id);
  const char *own = find_site_of (machine, nal);

  if (stock == NULL || code == NULL || own == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("There is no such package or no such distribution point."));
      return FALSE;
    }
  if (resite_lab_supply_find_copy (self, id, nal, code) != NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_EXISTS,
                   _ ("The package %s has this distribution point already."), id);
      return FALSE;
    }
  begin (self, stock, nal, code, site_name, own);
  return TRUE;
}

void
resite_lab_supply_assign_by_hand (ResiteLabSupply *self, const char *id)
{
  g_autofree char *nal = resite_lab_format_nal (RESITE_LAB_SITE_SERVER, RESITE_LAB_SITE);
  ResiteLabStock *stock = resite_lab_supply_find (self, id);

  if (stock != NULL && resite_lab_supply_find_copy (self, id, nal, RESITE_LAB_SITE) == NULL)
    begin (self, stock, nal, RESITE_LAB_SITE, "Branch 01 (rehearsal)", RESITE_LAB_SITE);
}

void
resite_lab_supply_assign_all_by_hand (ResiteLabSupply *self)
{
  for (guint i = 0; i < self->stocks->len; i++)
    resite_lab_supply_assign_by_hand (self,
                                      ((ResiteLabStock *)self->stocks->pdata[i])->package->id);
}

gboolean
resite_lab_supply_remove (ResiteLabSupply *self, const char *id, const char *nal, const char *code,
                          GError **error)
{
  ResiteLabCopy *copy = resite_lab_supply_find_copy (self, id, nal, code);

  if (copy == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                   _ ("The package %s is not on this distribution point."), id);
      return FALSE;
    }
  if (copy->removed == 0)
    {
      resite_lab_supply_unqueue (copy);
      copy->removed = resite_lab_world_now (self->world);
      resite_lab_supply_keep_copy (self, copy);
      resite_lab_supply_queue (self, copy);
    }
  return TRUE;
}

void
resite_lab_supply_preload_by_hand (ResiteLabSupply *self, const char *id)
{
  ResiteLabStock *stock = resite_lab_supply_find (self, id);

  resite_lab_supply_read_calls (self);
  if (stock == NULL || stock->forwarded != 0 || !stock->package->has_file ||
      stock->package->version != stock->package->known_version)
    return;
  stock->forwarded = 1;
  resite_lab_supply_keep_stock (self, stock);
}

void
resite_lab_supply_preload_all_by_hand (ResiteLabSupply *self)
{
  for (guint i = 0; i < self->stocks->len; i++)
    resite_lab_supply_preload_by_hand (self,
                                       ((ResiteLabStock *)self->stocks->pdata[i])->package->id);
}

/* What the point had stays there until the new one is. A site gets content once, whatever number of
 * points it has. */
static void
renew (ResiteLabSupply *self, ResiteLabCopy *copy, guint64 bytes)
{
  resite_lab_supply_unqueue (copy);
  copy->former_version = resite_lab_copy_get_version (copy);
  copy->version = copy->stock->version;
  copy->serial = self->next_serial++;
  copy->bytes = bytes;
  copy->piece = 0;
  copy->phase = RESITE_LAB_NOTICE;
  copy->fate = RESITE_LAB_FATE_GOOD;
  copy->summarized = resite_lab_world_now (self->world);
  resite_lab_supply_plan (self, copy, copy->summarized);
  resite_lab_supply_keep_copy (self, copy);
  resite_lab_supply_queue (self, copy);
}

void
resite_lab_supply_refresh (ResiteLabSupply *self, ResiteLabStock *stock)
{
  g_autoptr (GHashTable) sent = g_hash_table_new (g_str_hash, g_str_equal);

  stock->version++;
  stock->stored_version = stock->version;
  stock->source_date = resite_lab_world_now (self->world);
  resite_lab_supply_keep_stock (self, stock);
  for (guint i = 0; i < stock->copies->len; i++)
    {
      ResiteLabCopy *copy = stock->copies->pdata[i];

      if (copy->removed == 0)
        renew (self, copy, g_hash_table_add (sent, copy->code) ? stock->package->size : 0);
    }
}

void
resite_lab_supply_send_again (ResiteLabSupply *self)
{
  g_autoptr (GPtrArray) copies = resite_lab_supply_list_copies (self, NULL);

  for (guint i = 0; i < copies->len; i++)
    {
      ResiteLabCopy *copy = copies->pdata[i];
      const guint there = resite_lab_supply_get_master (self, copy->stock, copy->code);

      if (copy->removed == 0 && g_str_equal (copy->code, RESITE_LAB_SITE) &&
          (copy->fate == RESITE_LAB_FATE_HANGS || copy->fate == RESITE_LAB_FATE_FAILS))
        renew (self, copy, there == copy->stock->version ? 0 : copy->stock->package->size);
    }
}

void
resite_lab_supply_forget_site (ResiteLabSupply *self, const char *code)
{
  const gint64 now = resite_lab_world_now (self->world);

  resite_lab_supply_read_calls (self);
  resite_lab_supply_clear_site (self, code, now);
  resite_lab_supply_keep_cleared (self, code, now);
}
