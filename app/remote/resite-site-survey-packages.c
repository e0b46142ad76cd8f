/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-site-survey"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-error.h"
#include "resite-site-survey-private.h"
#include "resite-text.h"

/* So much that the few kilobytes of information that always cross cannot be taken for it. */
#define TELLING_BYTES (2 * 1000 * 1000)

#define TYPE_MASTER 1
#define TYPE_COPY   2

typedef ResiteSurveyWork Work;

/* The letter in "SMSPKGE$", '\0' for other shares. */
static char
read_share_letter (const char *share)
{
  static const char stem[] = "SMSPKG";

  if (g_ascii_strncasecmp (share, stem, strlen (stem)) != 0)
    return '\0';
  share += strlen (stem);
  return g_ascii_isalpha (share[0]) && share[1] == '$' && share[2] == '\0'
             ? g_ascii_toupper (share[0])
             : '\0';
}

/* The letter in "E:\SMSPKG\P0100001.PCK". */
static char
read_path_letter (const char *path)
{
  return g_ascii_isalpha (path[0]) && path[1] == ':' ? g_ascii_toupper (path[0]) : '\0';
}

static char
read_letter (ResiteCimObject *row, guint type)
{
  const char *text =
      resite_cim_object_get_string (row, type == TYPE_MASTER ? "Location" : "ShareName");

  if (text == NULL)
    return '\0';
  return type == TYPE_MASTER ? read_path_letter (text) : read_share_letter (text);
}

static void
count_letters (GPtrArray *rows, guint type, guint counts[26])
{
  for (guint i = 0; i < rows->len; i++)
    {
      ResiteCimObject *row = g_ptr_array_index (rows, i);
      const char letter =
          resite_cim_object_get_int (row, "Type", 0) == type ? read_letter (row, type) : '\0';

      if (letter != '\0')
        counts[letter - 'A']++;
    }
}

/* "E: 120, F: 4" */
static char *
describe_letters (const guint counts[26])
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 26; i++)
    if (counts[i] > 0)
      g_string_append_printf (text, "%s%c: %u", text->len > 0 ? ", " : "", 'A' + (int)i, counts[i]);
  return g_string_free (text, FALSE);
}

static char
choose_letter (Work *self, GPtrArray *rows, guint type, const char *key)
{
  guint counts[26] = { 0 };
  guint best = 0;
  guint used = 0;
  char value[2] = "";
  g_autofree char *list = NULL;

  count_letters (rows, type, counts);
  for (guint i = 0; i < 26; i++)
    {
      used += counts[i] > 0;
      best = counts[i] > counts[best] ? i : best;
    }
  if (used == 0)
    return '\0';
  list = describe_letters (counts);
  value[0] = (char)('A' + best);
  _resite_survey_find (self, key, value,
                       /* TRANSLATORS: letters of drives with numbers of packages: "E: 120, F: 4" */
                       g_strdup_printf (_ ("status of the site's packages (%s)"), list), used > 1);
  return value[0];
}

gboolean
_resite_survey_drives (Work *self, GError **error)
{
  g_autofree char *code = resite_cim_quote (self->code);
  g_autofree char *query = g_strconcat (
      "SELECT Type, Location, ShareName FROM SMS_PackageStatus WHERE SiteCode = ", code, NULL);
  g_autoptr (GPtrArray) rows =
      resite_cim_list (self->cim, self->space, query, self->cancellable, error);
  char packages;

  if (rows == NULL)
    return FALSE;
  packages = choose_letter (self, rows, TYPE_MASTER, "site.drive");
  if (choose_letter (self, rows, TYPE_COPY, "site.share-drive") == '\0' && packages == '\0')
    _resite_survey_remark (
        self, g_strdup (_ ("The provider does not say on which drive of the server the "
                           "packages lie: look there for the folder SMSPKG.")));
  return TRUE;
}

static const ResiteSmsPoint *
find_own_point (Work *self)
{
  const ResiteSmsSite *site = resite_sms_find_site (self->survey->sites, self->code);

  return resite_sms_find_point (self->survey->points, site->server, site->code, NULL);
}

/* A point of the site itself is no model: it goes with the server, or is what is copied from. */
static const ResiteSmsSimilar *
find_model (Work *self)
{
  for (guint i = 0; i < self->survey->similar->len; i++)
    {
      const ResiteSmsSimilar *similar = g_ptr_array_index (self->survey->similar, i);

      if (similar->n_shared > 0 && g_ascii_strcasecmp (similar->point->site_code, self->code) != 0)
        return similar;
    }
  return NULL;
}

static void
suggest_model (Work *self)
{
  const ResiteSmsSimilar *best = find_model (self);
  g_autofree char *where = NULL;

  if (best == NULL)
    {
      _resite_survey_remark (self, g_strdup (_ ("No other distribution point has packages of this "
                                                "site: nothing can be suggested for CloneDP.")));
      return;
    }
  where = g_strdup_printf (
      /* TRANSLATORS: numbers of packages, and a percentage. */
      _ ("it has %u packages, %u of them are here, too: %d %% alike"), best->n_packages,
      best->n_shared, (int)(best->likeness * 100 + 0.5));
  _resite_survey_find (self, "clone.source-dp", best->point->server, g_strdup (where), TRUE);
  _resite_survey_find (self, "clone.source-site", best->point->site_code, g_strdup (where), TRUE);
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const ResiteSmsPackage *one = *(ResiteSmsPackage *const *)a;
  const ResiteSmsPackage *other = *(ResiteSmsPackage *const *)b;

  if (one->compressed_bytes != other->compressed_bytes)
    return one->compressed_bytes < other->compressed_bytes ? -1 : 1;
  return strcmp (one->id, other->id);
}

/* Those that the site has, that nothing is being done with and whose copy is the newest;
 * smallest first. (transfer container) */
static GPtrArray *
list_sound (GHashTable *packages, GHashTable *here)
{
  GPtrArray *sound = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, packages);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      const ResiteSmsPackage *package = data;

      if (package->compressed_bytes > 0 && package->action == RESITE_SMS_ACTION_NONE &&
          package->source_version == package->stored_version &&
          g_hash_table_contains (here, package->id))
        g_ptr_array_add (sound, data);
    }
  g_ptr_array_sort (sound, compare_sizes);
  return sound;
}

static void
suggest (Work *self, const char *key, const ResiteSmsPackage *package)
{
  g_autofree char *size = resite_text_size (package->compressed_bytes);

  _resite_survey_find (
      self, key, package->id,
      /* TRANSLATORS: the name of a package and a size. */
      g_strdup_printf (_ ("“%s”, %s: small, and its versions agree"), package->name, size), TRUE);
}

/* What is sent for real is the smallest; what is to be seen not to cross has to be big enough to be
 * noticed if it did. */
static void
suggest_packages (Work *self, GPtrArray *sound)
{
  static const char *const keys[] = { "options.canary-package", "options.proof-package" };
  guint next = 1;

  if (sound->len < 1 + G_N_ELEMENTS (keys))
    return;
  suggest (self, "options.first-package", g_ptr_array_index (sound, 0));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++, next++)
    {
      const guint last = sound->len - G_N_ELEMENTS (keys) + i;

      while (next < last &&
             ((const ResiteSmsPackage *)g_ptr_array_index (sound, next))->compressed_bytes <
                 TELLING_BYTES)
        next++;
      suggest (self, keys[i], g_ptr_array_index (sound, next));
    }
}

static gboolean
add_ids (Work *self, const ResiteSmsPoint *point, GHashTable *here, GError **error)
{
  g_autoptr (GHashTable) rows =
      resite_sms_list_point_rows (self->cim, self->space, point, self->cancellable, error);
  GHashTableIter iter;
  gpointer id, row;

  if (rows == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &id, &row))
    if (((ResiteSmsPointRow *)row)->status != RESITE_SMS_ROW_DELETED)
      g_hash_table_add (here, g_strdup (id));
  return TRUE;
}

/* What the server has, else what the other points of its site have: a server that is dead already
 * may be taken out. (transfer full) */
static GHashTable *
list_here (Work *self, const ResiteSmsPoint *own, GError **error)
{
  g_autoptr (GHashTable) here = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!add_ids (self, own, here, error))
    return NULL;
  for (guint i = 0; g_hash_table_size (here) == 0 && i < self->survey->points->len; i++)
    {
      const ResiteSmsPoint *point = g_ptr_array_index (self->survey->points, i);

      if (point != own && g_str_equal (point->site_code, own->site_code) &&
          !add_ids (self, point, here, error))
        return NULL;
    }
  return g_steal_pointer (&here);
}

static gboolean
compare_points (Work *self, const ResiteSmsPoint *own, GHashTable *here, GError **error)
{
  g_autofree gpointer *ids = g_hash_table_get_keys_as_array (here, NULL);
  GPtrArray *similar =
      resite_sms_find_similar (self->cim, self->space, self->survey->points,
                               (const char *const *)ids, own, self->cancellable, error);

  if (similar == NULL)
    return FALSE;
  g_ptr_array_unref (self->survey->similar);
  self->survey->similar = similar;
  suggest_model (self);
  return TRUE;
}

gboolean
_resite_survey_packages (Work *self, GError **error)
{
  const ResiteSmsPoint *own = find_own_point (self);
  g_autoptr (GHashTable) packages = NULL;
  g_autoptr (GHashTable) here = NULL;
  g_autoptr (GPtrArray) sound = NULL;

  if (own == NULL)
    {
      _resite_survey_remark (self,
                             g_strdup_printf (_ ("The server of the site %s is no distribution "
                                                 "point, so nothing is said of its packages."),
                                              self->code));
      return TRUE;
    }
  here = list_here (self, own, error);
  if (here == NULL || !compare_points (self, own, here, error))
    return FALSE;
  packages = resite_sms_list_packages (self->cim, self->space, self->cancellable, error);
  if (packages == NULL)
    return FALSE;
  sound = list_sound (packages, here);
  suggest_packages (self, sound);
  return TRUE;
}
