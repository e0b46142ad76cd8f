/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-store"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "resite-error.h"
#include "resite-lab-store.h"

struct _ResiteLabRecord
{
  ResiteLabStore *store;
  char *place, *kind, *name;
  char *key;
  guint64 order;
  GHashTable *fields;
  char *text; /* (nullable): as it stands in the file; NULL: to be written anew */
};

struct _ResiteLabStore
{
  char *path;
  GHashTable *records; /* key -> record */
  GHashTable *groups;  /* place and kind -> GPtrArray of records */
  guint64 next_order;
  gboolean changed;
};

static guint
name_hash (gconstpointer name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  return g_str_hash (folded);
}

static gboolean
name_equal (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (a, b) == 0;
}

static void
record_free (gpointer data)
{
  ResiteLabRecord *self = data;

  g_free (self->place);
  g_free (self->kind);
  g_free (self->name);
  g_free (self->key);
  g_hash_table_unref (self->fields);
  g_free (self->text);
  g_free (self);
}

/* A group's name in the file may not have brackets or line ends in it, and names of site systems
 * have both. */
static char *
make_key (const char *place, const char *kind, const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, " $\\:,=\"#&", TRUE);

  return g_strconcat (place, "/", kind, "/", escaped, NULL);
}

static GPtrArray *
find_group (ResiteLabStore *self, const char *place, const char *kind, gboolean make)
{
  g_autofree char *key = g_strconcat (place, "/", kind, NULL);
  GPtrArray *group = g_hash_table_lookup (self->groups, key);

  if (group != NULL || !make)
    return group;
  group = g_ptr_array_new ();
  g_hash_table_insert (self->groups, g_steal_pointer (&key), group);
  return group;
}

ResiteLabRecord *
resite_lab_store_find (ResiteLabStore *self, const char *place, const char *kind, const char *name)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (self != NULL && place != NULL && kind != NULL && name != NULL, NULL);

  key = make_key (place, kind, name);
  return g_hash_table_lookup (self->records, key);
}

ResiteLabRecord *
resite_lab_store_add (ResiteLabStore *self, const char *place, const char *kind, const char *name)
{
  ResiteLabRecord *record;

  g_return_val_if_fail (self != NULL && place != NULL && kind != NULL && name != NULL, NULL);

  record = resite_lab_store_find (self, place, kind, name);
  if (record != NULL)
    return record;
  record = g_new0 (ResiteLabRecord, 1);
  record->store = self;
  record->place = g_strdup (place);
  record->kind = g_strdup (kind);
  record->name = g_strdup (name);
  record->key = make_key (place, kind, name);
  record->order = self->next_order++;
  record->fields = g_hash_table_new_full (name_hash, name_equal, g_free, g_free);
  g_hash_table_insert (self->records, record->key, record);
  g_ptr_array_add (find_group (self, place, kind, TRUE), record);
  self->changed = TRUE;
  return record;
}

GPtrArray *
resite_lab_store_list (ResiteLabStore *self, const char *place, const char *kind)
{
  GPtrArray *group;
  GPtrArray *list = g_ptr_array_new ();

  g_return_val_if_fail (self != NULL && place != NULL && kind != NULL, list);

  group = find_group (self, place, kind, FALSE);
  if (group != NULL)
    g_ptr_array_extend (list, group, NULL, NULL);
  return list;
}

void
resite_lab_store_remove (ResiteLabStore *self, ResiteLabRecord *record)
{
  g_return_if_fail (self != NULL && record != NULL && record->store == self);

  g_ptr_array_remove (find_group (self, record->place, record->kind, TRUE), record);
  g_hash_table_remove (self->records, record->key);
  self->changed = TRUE;
}

const char *
resite_lab_record_get_name (const ResiteLabRecord *self)
{
  return self->name;
}

const char *
resite_lab_record_get_place (const ResiteLabRecord *self)
{
  return self->place;
}

const char *
resite_lab_record_get (const ResiteLabRecord *self, const char *field)
{
  return g_hash_table_lookup (self->fields, field);
}

gint64
resite_lab_record_get_int (const ResiteLabRecord *self, const char *field)
{
  const char *value = resite_lab_record_get (self, field);

  return value != NULL ? g_ascii_strtoll (value, NULL, 10) : 0;
}

gboolean
resite_lab_record_is (const ResiteLabRecord *self, const char *field, const char *value)
{
  const char *now = resite_lab_record_get (self, field);

  return now != NULL && g_ascii_strcasecmp (now, value) == 0;
}

void
resite_lab_record_set (ResiteLabRecord *self, const char *field, const char *value)
{
  g_return_if_fail (self != NULL && field != NULL);

  if (g_strcmp0 (resite_lab_record_get (self, field), value) == 0)
    return;
  if (value != NULL)
    g_hash_table_replace (self->fields, g_strdup (field), g_strdup (value));
  else
    g_hash_table_remove (self->fields, field);
  g_clear_pointer (&self->text, g_free);
  self->store->changed = TRUE;
}

void
resite_lab_record_set_int (ResiteLabRecord *self, const char *field, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  resite_lab_record_set (self, field, text);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
resite_lab_record_list_fields (const ResiteLabRecord *self)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* FALSE: no record of ours. */
static gboolean
read_group (ResiteLabStore *self, GKeyFile *file, const char *group)
{
  g_auto (GStrv) parts = g_strsplit (group, "/", 3);
  g_auto (GStrv) fields = g_key_file_get_keys (file, group, NULL, NULL);
  g_autofree char *name = NULL;
  ResiteLabRecord *record;

  if (g_strv_length (parts) != 3)
    return FALSE;
  name = g_uri_unescape_string (parts[2], NULL);
  if (name == NULL)
    return FALSE;
  record = resite_lab_store_add (self, parts[0], parts[1], name);
  for (guint i = 0; fields != NULL && fields[i] != NULL; i++)
    {
      g_autofree char *field = g_uri_unescape_string (fields[i], NULL);
      g_autofree char *value = g_key_file_get_string (file, group, fields[i], NULL);

      if (field != NULL && !g_str_equal (field, "_") && value != NULL)
        resite_lab_record_set (record, field, value);
    }
  return TRUE;
}

static gboolean
read_file (ResiteLabStore *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) failure = NULL;
  g_auto (GStrv) groups = NULL;
  gboolean good;

  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    return TRUE;
  good = g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, &failure);
  groups = g_key_file_get_groups (file, NULL);
  /* It is never empty when it is written. */
  good = good && groups[0] != NULL;
  for (guint i = 0; good && groups[i] != NULL; i++)
    good = read_group (self, file, groups[i]);
  self->changed = FALSE;
  if (good)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_CORRUPT,
               _ ("The rehearsal's file %s is damaged: %s. Start a new rehearsal."), self->path,
               failure != NULL ? failure->message : _ ("it holds what no rehearsal wrote"));
  return FALSE;
}

ResiteLabStore *
resite_lab_store_open (const char *path, GError **error)
{
  g_autoptr (ResiteLabStore) self = g_new0 (ResiteLabStore, 1);

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  self->records = g_hash_table_new_full (name_hash, name_equal, NULL, record_free);
  self->groups =
      g_hash_table_new_full (name_hash, name_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  if (!read_file (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
resite_lab_store_free (ResiteLabStore *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->groups, g_hash_table_unref);
  g_clear_pointer (&self->records, g_hash_table_unref);
  g_free (self->path);
  g_free (self);
}

gboolean
resite_lab_store_is_empty (ResiteLabStore *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return g_hash_table_size (self->records) == 0;
}

static int
compare_order (gconstpointer a, gconstpointer b)
{
  const ResiteLabRecord *first = *(const ResiteLabRecord *const *)a;
  const ResiteLabRecord *second = *(const ResiteLabRecord *const *)b;

  return first->order < second->order ? -1 : first->order > second->order;
}

static GPtrArray *
list_all (ResiteLabStore *self)
{
  GPtrArray *records = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    g_ptr_array_add (records, record);
  g_ptr_array_sort (records, compare_order);
  return records;
}

static char *
write_record (const ResiteLabRecord *record)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GPtrArray) fields = resite_lab_record_list_fields (record);

  /* A group needs a line to be written at all. */
  if (fields->len == 0)
    g_key_file_set_string (file, record->key, "_", "");
  for (guint i = 0; i < fields->len; i++)
    {
      const char *field = g_ptr_array_index (fields, i);
      g_autofree char *key = g_uri_escape_string (field, NULL, FALSE);

      g_key_file_set_string (file, record->key, key, resite_lab_record_get (record, field));
    }
  return g_key_file_to_data (file, NULL, NULL);
}

/* It is written after each change, and most of it is as before. */
static GString *
write_records (ResiteLabStore *self)
{
  g_autoptr (GPtrArray) records = list_all (self);
  GString *text = g_string_sized_new (1 << 16);

  for (guint i = 0; i < records->len; i++)
    {
      ResiteLabRecord *record = records->pdata[i];

      if (record->text == NULL)
        record->text = write_record (record);
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, record->text);
    }
  return text;
}

static gboolean
write_all (int file, const char *text, gsize length)
{
  while (length > 0)
    {
      const gssize written = write (file, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      text += written;
      length -= (gsize)written;
    }
  return TRUE;
}

gboolean
resite_lab_write_file (const char *path, const char *text, gsize length, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".new", NULL);
  const int file = open (beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  gboolean good = file >= 0 && write_all (file, text, length);
  int number = errno;

  if (file >= 0 && close (file) != 0 && good)
    {
      number = errno;
      good = FALSE;
    }
  if (good && g_rename (beside, path) == 0)
    return TRUE;
  resite_error_set_from_errno (error, good ? errno : number, "%s", path);
  return FALSE;
}

gboolean
resite_lab_store_save (ResiteLabStore *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!self->changed)
    return TRUE;
  text = write_records (self);
  if (!resite_lab_write_file (self->path, text->str, text->len, &failure))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED, _ ("Writing the rehearsal's file: %s"),
                   failure->message);
      return FALSE;
    }
  self->changed = FALSE;
  return TRUE;
}
