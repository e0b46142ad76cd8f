/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-supply"

#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "resite-lab-supply-private.h"

/* What the sites have, and what the parent knows of it. */

/* From the preload tool's end to the parent's row, in seconds of the lab's time. */
#define HEARD_AFTER 5.0
/* How often wire.json is written at most, in milliseconds. */
#define FLUSH_AFTER 200

const char *
resite_lab_supply_find_server (ResiteLabSupply *self, const char *code, ResiteLabMachine *machine)
{
  const char *role;

  if (!g_str_equal (code, RESITE_LAB_SITE))
    return NULL;
  role = resite_lab_world_find_role (self->world, "Name", RESITE_LAB_SITE_SERVER);
  return role != NULL && resite_lab_world_find_machine (self->world, role, machine) ? role : NULL;
}

gboolean
resite_lab_supply_can_deliver (ResiteLabSupply *self, const char *code)
{
  ResiteLabMachine server;

  if (!g_str_equal (code, RESITE_LAB_SITE))
    return TRUE;
  return resite_lab_supply_find_server (self, code, &server) != NULL &&
         resite_lab_world_is_up (self->world, server.role) &&
         resite_lab_service_is_running (&server, "SMS_EXECUTIVE");
}

void
resite_lab_supply_clear_site (ResiteLabSupply *self, const char *code, gint64 time)
{
  g_autofree char *nal = resite_lab_format_nal (RESITE_LAB_SITE_SERVER, code);

  if (g_str_equal (code, RESITE_LAB_SITE))
    {
      self->cleared = time;
      resite_lab_supply_forget_history (self);
    }
  for (guint i = 0; i < self->stocks->len; i++)
    {
      ResiteLabStock *stock = self->stocks->pdata[i];
      ResiteLabCopy *copy = resite_lab_supply_find_copy (self, stock->package->id, nal, code);

      if (g_str_equal (code, RESITE_LAB_SITE))
        stock->forwarded = 0;
      g_hash_table_remove (stock->masters, code);
      if (copy != NULL)
        resite_lab_supply_drop_copy (self, copy);
    }
}

static void
read_call (ResiteLabSupply *self, const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) moment = NULL;
  ResiteLabStock *stock;
  gint64 time;

  if (g_strv_length (cells) != 5 || !g_str_equal (cells[2], "end") ||
      !g_str_equal (cells[4], "forwarded"))
    return;
  stock = resite_lab_supply_find (self, cells[3]);
  moment = g_date_time_new_from_iso8601 (cells[0], utc);
  if (stock == NULL || moment == NULL)
    return;
  time = g_date_time_to_unix (moment) * G_USEC_PER_SEC + g_date_time_get_microsecond (moment);
  if (time > self->cleared && stock->forwarded == 0)
    stock->forwarded = time;
}

/* The tool's own record of its calls grows at its end only. */
void
resite_lab_supply_read_calls (ResiteLabSupply *self)
{
  g_autofree char *path = g_build_filename (self->world->folder, RESITE_LAB_CALLS, NULL);
  GStatBuf info;
  char line[512];
  FILE *file;

  if (g_stat (path, &info) != 0 || info.st_size <= self->calls_read)
    return;
  file = fopen (path, "re");
  if (file == NULL)
    return;
  if (fseeko (file, self->calls_read, SEEK_SET) == 0)
    while (fgets (line, sizeof line, file) != NULL && strchr (line, '\n') != NULL)
      {
        self->calls_read += (goffset)strlen (line);
        g_strchomp (line);
        read_call (self, line);
      }
  fclose (file);
}

/* The site as it was before the change has all that has a file, in the file's version. */
static gboolean
is_old_site (ResiteLabSupply *self)
{
  ResiteLabStore *store = self->world->store;

  return self->cleared == 0 &&
         resite_lab_store_find (store, "primary.1", "SMS_Site", RESITE_LAB_SITE) != NULL &&
         resite_lab_store_find (store, "new", "Win32_Service", "SMS_EXECUTIVE") == NULL;
}

guint
resite_lab_supply_get_master (ResiteLabSupply *self, const ResiteLabStock *stock, const char *code)
{
  const guint sent = GPOINTER_TO_UINT (g_hash_table_lookup (stock->masters, code));

  if (sent != 0 || !g_str_equal (code, RESITE_LAB_SITE))
    return sent;
  resite_lab_supply_read_calls (self);
  if (stock->forwarded != 0 &&
      stock->forwarded + resite_lab_supply_span (self, HEARD_AFTER) <=
          resite_lab_world_now (self->world) &&
      resite_lab_supply_is_heard (self, code))
    return stock->package->known_version;
  return is_old_site (self) && stock->package->has_file ? stock->package->version : 0;
}

guint
resite_lab_copy_get_status (const ResiteLabCopy *copy)
{
  enum
  {
    SENT = 1,
    RECEIVED,
    INSTALLED,
    FAILED = 5,
    BEING_REMOVED = 7
  };

  if (copy->removed != 0)
    return BEING_REMOVED;
  if (copy->fate == RESITE_LAB_FATE_HANGS)
    return SENT;
  if (copy->fate == RESITE_LAB_FATE_WRONG_SITE)
    return copy->phase == RESITE_LAB_NOTICE ? SENT : FAILED;
  if (copy->phase > RESITE_LAB_REPORT)
    return copy->fate == RESITE_LAB_FATE_GOOD ? INSTALLED : FAILED;
  return copy->phase > RESITE_LAB_ARRIVE ? RECEIVED : SENT;
}

guint
resite_lab_copy_get_state (const ResiteLabCopy *copy)
{
  enum
  {
    INSTALLED,
    INSTALL_PENDING,
    INSTALL_FAILED = 3,
    REMOVAL_PENDING
  };

  if (copy->removed != 0)
    return REMOVAL_PENDING;
  if (copy->fate == RESITE_LAB_FATE_HANGS || copy->phase != RESITE_LAB_REST)
    return INSTALL_PENDING;
  return copy->fate == RESITE_LAB_FATE_GOOD ? INSTALLED : INSTALL_FAILED;
}

guint
resite_lab_copy_get_row_status (const ResiteLabCopy *copy)
{
  enum
  {
    NONE,
    UPDATED,
    ADDED
  };

  if (copy->removed != 0)
    return RESITE_LAB_ROW_DELETED;
  if (copy->phase > RESITE_LAB_NOTICE)
    return NONE;
  return copy->former_version != 0 ? UPDATED : ADDED;
}

guint
resite_lab_copy_get_version (const ResiteLabCopy *copy)
{
  return copy->phase > RESITE_LAB_INSTALL && copy->fate == RESITE_LAB_FATE_GOOD
             ? copy->version
             : copy->former_version;
}

/* Unpacked, and shared where nothing was: with its first package SMS makes the share. */
void
resite_lab_supply_unpack (ResiteLabSupply *self, const ResiteLabCopy *copy)
{
  g_autofree char *nal = resite_lab_format_nal (RESITE_LAB_SITE_SERVER, RESITE_LAB_SITE);
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  ResiteLabMachine server;

  if (g_strcmp0 (copy->nal, nal) != 0 ||
      resite_lab_supply_find_server (self, copy->code, &server) == NULL)
    return;
  folder = resite_lab_machine_get_folder (&server);
  name = g_build_filename ("E/SMSPKGE$", copy->stock->package->id, "install.cmd", NULL);
  path = g_build_filename (folder, name, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS) &&
      !resite_lab_write_text (folder, name, "Resite rehearsal: unpacked by SMS\r\n", &error))
    g_warning ("%s", error->message);
  if (resite_lab_store_find (server.store, server.role, "Win32_Share", "SMSPKGE$") != NULL)
    return;
  resite_lab_share_add (&server, "SMSPKGE$", "E:\\SMSPKGE$", "SMS Site");
  /* Before it stands in the book that the package is unpacked: it is not done again after a kill. */
  resite_lab_world_keep (self->world);
}

char *
resite_lab_supply_write_wire (ResiteLabSupply *self)
{
  g_autoptr (GString) packages = g_string_new (NULL);
  guint64 content = 0;
  guint64 info = 0;

  for (guint i = 0; i < self->stocks->len; i++)
    {
      const ResiteLabStock *stock = self->stocks->pdata[i];

      if (stock->content == 0 && stock->info == 0)
        continue;
      content += stock->content;
      info += stock->info;
      g_string_append_printf (
          packages,
          "%s\"%s\": {\"content\": %" G_GUINT64_FORMAT ", \"info\": %" G_GUINT64_FORMAT "}",
          packages->len > 0 ? ", " : "", stock->package->id, stock->content, stock->info);
    }
  return g_strdup_printf ("{\"bytes_content\": %" G_GUINT64_FORMAT
                          ", \"bytes_info\": %" G_GUINT64_FORMAT ", \"packages\": {%s}}",
                          content, info, packages->str);
}

void
resite_lab_supply_flush (ResiteLabSupply *self)
{
  g_autofree char *path = g_build_filename (self->world->folder, RESITE_LAB_WIRE, NULL);
  g_autofree char *wire = resite_lab_supply_write_wire (self);
  g_autofree char *text = g_strconcat (wire, "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->flusher, g_source_remove);
  resite_lab_supply_write_history (self);
  if (!resite_lab_write_file (path, text, strlen (text), &error))
    g_warning ("%s", error->message);
}

static gboolean
flush_cb (gpointer data)
{
  ResiteLabSupply *self = data;

  self->flusher = 0;
  resite_lab_supply_flush (self);
  return G_SOURCE_REMOVE;
}

void
resite_lab_supply_flush_soon (ResiteLabSupply *self)
{
  if (self->flusher == 0)
    self->flusher = g_timeout_add (FLUSH_AFTER, flush_cb, self);
}
