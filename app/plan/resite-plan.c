/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-plan-private.h"
#include "resite-plan-text.h"

struct _ResitePlan
{
  GObject parent_instance;

  GKeyFile *file;
  gboolean byte_order_mark; /* as the file had it, for the editor that wrote it */
  gboolean carriage_returns;
  GPtrArray *places;
  GHashTable *answers; /* what resite_plan_get() handed out, by name */
};

G_DEFINE_FINAL_TYPE (ResitePlan, resite_plan, G_TYPE_OBJECT)

static void
resite_plan_finalize (GObject *object)
{
  ResitePlan *self = RESITE_PLAN (object);

  g_key_file_unref (self->file);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_hash_table_unref (self->answers);
  G_OBJECT_CLASS (resite_plan_parent_class)->finalize (object);
}

static void
resite_plan_class_init (ResitePlanClass *class)
{
  G_OBJECT_CLASS (class)->finalize = resite_plan_finalize;
}

static void
resite_plan_init (ResitePlan *self)
{
  self->file = g_key_file_new ();
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

ResitePlan *
resite_plan_new (void)
{
  return g_object_new (RESITE_TYPE_PLAN, NULL);
}

static void
keep_form (ResitePlan *self, GBytes *text)
{
  gsize size;
  const char *data = g_bytes_get_data (text, &size);
  const char *end = size > 0 ? memchr (data, '\n', size) : NULL;

  self->byte_order_mark = size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0;
  self->carriage_returns = end != NULL && end > data && end[-1] == '\r';
}

ResitePlan *
resite_plan_new_from_data (const char *name, GBytes *text, GError **error)
{
  g_autoptr (ResitePlan) self = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *decoded = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  decoded = _resite_plan_text_decode (name, text, error);
  if (decoded == NULL)
    return NULL;
  self = resite_plan_new ();
  keep_form (self, text);
  self->places = _resite_plan_text_index (name, decoded, error);
  if (self->places == NULL)
    return NULL;
  if (!g_key_file_load_from_data (self->file, decoded, strlen (decoded), G_KEY_FILE_KEEP_COMMENTS,
                                  &local) &&
      !g_error_matches (local, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_NOT_FOUND))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, "%s: %s", name, local->message);
      return NULL;
    }
  return g_steal_pointer (&self);
}

ResitePlan *
resite_plan_new_from_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  file = g_file_new_for_path (path);
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, NULL, &local);
  if (info != NULL && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("%s: this is no file"), path);
      return NULL;
    }
  /* Before it is read: somebody may name a disk image. */
  if (info != NULL && g_file_info_get_size (info) > 16 * 1024 * 1024)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s: this is too large for a plan (more than 1 MiB)"), path);
      return NULL;
    }
  if (info != NULL)
    bytes = g_file_load_bytes (file, NULL, NULL, &local);
  if (bytes == NULL)
    {
      g_propagate_error (error, resite_error_from_gio (g_steal_pointer (&local)));
      return NULL;
    }
  return resite_plan_new_from_data (path, bytes, error);
}

char *
_resite_plan_get_raw (ResitePlan *self, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_value (self->file, group, key, NULL);

  if (value == NULL || *value == '\0')
    return NULL;
  return g_steal_pointer (&value);
}

gboolean
_resite_plan_has_group (ResitePlan *self, const char *group)
{
  return g_key_file_has_group (self->file, group);
}

GStrv
_resite_plan_list_groups (ResitePlan *self)
{
  return g_key_file_get_groups (self->file, NULL);
}

GStrv
_resite_plan_list_keys (ResitePlan *self, const char *group)
{
  GStrv keys = g_key_file_get_keys (self->file, group, NULL, NULL);

  return keys != NULL ? keys : g_new0 (char *, 1);
}

GPtrArray *
_resite_plan_get_places (ResitePlan *self)
{
  return self->places;
}

const char *
resite_plan_get (ResitePlan *self, const char *name)
{
  char *value;

  g_return_val_if_fail (RESITE_IS_PLAN (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  value = _resite_plan_lookup (self, name, NULL);
  if (value != NULL && *value == '\0')
    g_clear_pointer (&value, g_free);
  g_hash_table_insert (self->answers, g_strdup (name), value);
  return value;
}

/* Names of Windows have no case, and a path may end with a backslash. */
static gboolean
is_same_value (const char *one, const char *other)
{
  g_autofree char *folded = g_utf8_casefold (one, -1);
  g_autofree char *other_folded = g_utf8_casefold (other, -1);

  for (gsize n = strlen (folded); n > 0 && folded[n - 1] == '\\'; n--)
    folded[n - 1] = '\0';
  for (gsize n = strlen (other_folded); n > 0 && other_folded[n - 1] == '\\'; n--)
    other_folded[n - 1] = '\0';
  return strcmp (folded, other_folded) == 0;
}

ResitePlanWeight
resite_plan_weigh (ResitePlan *self, const char *name, const char *value)
{
  g_autofree char *group = NULL;
  g_autofree char *key = NULL;
  g_autofree char *given = NULL;
  g_autofree char *own = NULL;

  g_return_val_if_fail (RESITE_IS_PLAN (self), RESITE_PLAN_WEIGHS_NEW);
  g_return_val_if_fail (name != NULL && value != NULL, RESITE_PLAN_WEIGHS_NEW);

  own = _resite_plan_lookup (self, name, NULL);
  if (own != NULL && is_same_value (own, value))
    return RESITE_PLAN_WEIGHS_SAME;
  if (_resite_plan_split_name (self, name, &group, &key))
    given = _resite_plan_get_raw (self, group, key);
  return given != NULL ? RESITE_PLAN_WEIGHS_DIFFERS : RESITE_PLAN_WEIGHS_NEW;
}

static gboolean
is_storable_name (const char *name)
{
  return *name != '\0' && strpbrk (name, "[]=\n\r\t") == NULL && !g_ascii_isspace (*name);
}

void
resite_plan_set (ResitePlan *self, const char *name, const char *value)
{
  g_autofree char *group = NULL;
  g_autofree char *key = NULL;
  g_autofree char *line = NULL;

  g_return_if_fail (RESITE_IS_PLAN (self));
  g_return_if_fail (name != NULL);

  if (!_resite_plan_split_name (self, name, &group, &key) || !is_storable_name (group) ||
      !is_storable_name (key))
    return;
  if (value == NULL)
    {
      g_key_file_remove_key (self->file, group, key, NULL);
      return;
    }
  /* A value is one line in the file. */
  line = g_strstrip (g_strdelimit (g_strdup (value), "\r\n", ' '));
  g_key_file_set_value (self->file, group, key, line);
}

void
resite_plan_remove_group (ResitePlan *self, const char *group)
{
  g_return_if_fail (RESITE_IS_PLAN (self));
  g_return_if_fail (group != NULL);

  g_key_file_remove_group (self->file, group, NULL);
}

gboolean
resite_plan_get_yes (ResitePlan *self, const char *name)
{
  const char *value = resite_plan_get (self, name);

  return value != NULL && g_ascii_strcasecmp (value, "yes") == 0;
}

static int
compare_machines (gconstpointer a, gconstpointer b)
{
  return atoi (*(const char *const *)a + strlen ("primary.")) -
         atoi (*(const char *const *)b + strlen ("primary."));
}

GStrv
resite_plan_list_machines (ResitePlan *self, const char *role)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (RESITE_IS_PLAN (self), NULL);
  g_return_val_if_fail (role != NULL, NULL);

  groups = g_key_file_get_groups (self->file, NULL);
  for (guint i = 0; strcmp (role, "primary") == 0 && groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], "primary.") &&
        resite_plan_keys_find (groups[i], "server-name") != NULL)
      g_ptr_array_add (machines, g_strdup (groups[i]));
  g_ptr_array_sort (machines, compare_machines);

  if (strcmp (role, "source") == 0 || strcmp (role, "central") == 0)
    {
      g_autofree char *name = _resite_plan_get_given (self, role, "server-name");

      if (name != NULL)
        g_ptr_array_add (machines, g_strdup (role));
    }
  else if (strcmp (role, "primary") != 0 && resite_plan_keys_get_group_title (role) != NULL)
    g_ptr_array_add (machines, g_strdup (role));
  g_ptr_array_add (machines, NULL);
  return (GStrv)g_ptr_array_free (g_steal_pointer (&machines), FALSE);
}

char *
resite_plan_to_data (ResitePlan *self)
{
  g_return_val_if_fail (RESITE_IS_PLAN (self), NULL);

  return g_key_file_to_data (self->file, NULL, NULL);
}

static char *
format_file (ResitePlan *self)
{
  g_autofree char *data = resite_plan_to_data (self);
  g_auto (GStrv) lines = g_strsplit (data, "\n", -1);
  g_autofree char *text = g_strjoinv (self->carriage_returns ? "\r\n" : "\n", lines);

  return g_strconcat (self->byte_order_mark ? "\xef\xbb\xbf" : "", text, NULL);
}

gboolean
resite_plan_save (ResitePlan *self, const char *path, GError **error)
{
  g_autofree char *data = NULL;
  GError *local = NULL;

  g_return_val_if_fail (RESITE_IS_PLAN (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  data = format_file (self);
  if (g_file_set_contents_full (path, data, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                &local))
    return TRUE;
  g_propagate_error (error, resite_error_from_gio (local));
  return FALSE;
}
