/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-directory-records"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-directory-records.h"
#include "resite-error.h"

#define SITE_CLASS             "mSSMSSite"
#define MANAGEMENT_POINT_CLASS "mSSMSManagementPoint"
#define SITE_CODE_LENGTH       3
#define NAME_LIMIT             15

static const char *const attributes[] = { "cn",          "objectClass", "objectGUID",
                                          "whenCreated", "whenChanged", "mSSMSSiteCode",
                                          "mSSMSMPName", NULL };

void
resite_directory_record_free (ResiteDirectoryRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->dn);
  g_free (record->name);
  g_free (record->kind);
  g_free (record->guid);
  g_free (record->left_alone);
  g_free (record);
}

static gboolean
is_code (const char *text)
{
  if (text == NULL || strlen (text) != SITE_CODE_LENGTH)
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text))
      return FALSE;
  return TRUE;
}

static gboolean
is_computer (const char *text)
{
  if (text == NULL || *text == '\0' || g_utf8_strlen (text, -1) > NAME_LIMIT)
    return FALSE;
  return strpbrk (text, "/\\[]:;|=,+*?<>\"(). ") == NULL;
}

gboolean
resite_directory_aim_check (const ResiteDirectoryAim *aim, GError **error)
{
  g_return_val_if_fail (aim != NULL, FALSE);

  if (!is_code (aim->site))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("“%s” is no site code: that is three letters or digits."),
                 aim->site != NULL ? aim->site : "");
  else if (!is_computer (aim->server))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID, _ ("“%s” is no name of a computer."),
                 aim->server != NULL ? aim->server : "");
  else if (aim->container != NULL && !resite_directory_is_name (aim->container))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                 _ ("“%s” is no distinguished name: it looks like CN=System "
                    "Management,CN=System,DC=corp,DC=example,DC=com."),
                 aim->container);
  else
    return TRUE;
  return FALSE;
}

char *
resite_directory_aim_format_site (const ResiteDirectoryAim *aim)
{
  return g_strdup_printf ("SMS-Site-%s", aim->site);
}

char *
resite_directory_aim_format_management_point (const ResiteDirectoryAim *aim)
{
  return g_strdup_printf ("SMS-MP-%s-%s", aim->site, aim->server);
}

char *
resite_directory_aim_dup_container (const ResiteDirectoryAim *aim, ResiteDirectory *directory)
{
  if (aim->container != NULL)
    return g_strdup (aim->container);
  return g_strconcat ("CN=System Management,CN=System,", resite_directory_get_domain (directory),
                      NULL);
}

static char *
format_guid (const ResiteDirectoryEntry *entry)
{
  GPtrArray *values = resite_directory_entry_get_values (entry, "objectGUID");
  GString *text = g_string_new (NULL);
  const guint8 *bytes;
  gsize length = 0;

  bytes = values != NULL && values->len > 0 ? g_bytes_get_data (values->pdata[0], &length) : NULL;
  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static gboolean
is_same_text (const char *one, const char *other)
{
  g_autofree char *first = g_utf8_casefold (one != NULL ? one : "", -1);
  g_autofree char *second = g_utf8_casefold (other != NULL ? other : "", -1);

  return g_str_equal (first, second);
}

/* The last value of objectClass is the object's own, those before are what it descends from; but
 * nobody promises the order. */
static char *
find_kind (const ResiteDirectoryEntry *entry)
{
  GPtrArray *values = resite_directory_entry_get_values (entry, "objectClass");

  if (resite_directory_entry_has (entry, "objectClass", SITE_CLASS))
    return g_strdup (SITE_CLASS);
  if (resite_directory_entry_has (entry, "objectClass", MANAGEMENT_POINT_CLASS))
    return g_strdup (MANAGEMENT_POINT_CLASS);
  if (values == NULL || values->len == 0)
    return g_strdup ("");
  return g_strdup (g_bytes_get_data (values->pdata[values->len - 1], NULL));
}

/* NULL: it is one of the two. Else why not. */
static char *
judge (const ResiteDirectoryRecord *record, const ResiteDirectoryEntry *entry,
       const ResiteDirectoryAim *aim, const char *container)
{
  g_autofree char *site = resite_directory_aim_format_site (aim);
  g_autofree char *point = resite_directory_aim_format_management_point (aim);
  g_autofree char *parent = resite_directory_get_parent (record->dn);
  const char *code = resite_directory_entry_get_text (entry, "mSSMSSiteCode");
  const gboolean is_site = is_same_text (record->name, site);

  if (!resite_directory_is_same_name (parent, container))
    return g_strdup (_ ("it lies elsewhere"));
  if (!is_site && !is_same_text (record->name, point))
    return g_strdup (_ ("it is not one of the two objects of this step"));
  if (!is_same_text (record->kind, is_site ? SITE_CLASS : MANAGEMENT_POINT_CLASS))
    return g_strdup (_ ("it has the name, but is of another kind"));
  if (code != NULL && !is_same_text (code, aim->site))
    return g_strdup_printf (_ ("it has the name, but says that it is of site %s"), code);
  return NULL;
}

static gboolean
has_its_name (const ResiteDirectoryRecord *record, const ResiteDirectoryAim *aim)
{
  g_autofree char *site = resite_directory_aim_format_site (aim);
  g_autofree char *point = resite_directory_aim_format_management_point (aim);

  return is_same_text (record->name, site) || is_same_text (record->name, point);
}

static ResiteDirectoryRecord *
record_new (const ResiteDirectoryEntry *entry, const ResiteDirectoryAim *aim, const char *container)
{
  ResiteDirectoryRecord *record = g_new0 (ResiteDirectoryRecord, 1);

  record->dn = g_strdup (resite_directory_entry_get_dn (entry));
  record->name = resite_directory_get_leaf (record->dn);
  record->kind = find_kind (entry);
  record->guid = format_guid (entry);
  record->created = resite_directory_entry_get_time (entry, "whenCreated");
  record->is_site = g_str_equal (record->kind, SITE_CLASS);
  record->left_alone = judge (record, entry, aim, container);
  record->in_the_way = record->left_alone != NULL && has_its_name (record, aim);
  return record;
}

static int
compare_records (gconstpointer one, gconstpointer other)
{
  const ResiteDirectoryRecord *first = *(ResiteDirectoryRecord *const *)one;
  const ResiteDirectoryRecord *second = *(ResiteDirectoryRecord *const *)other;

  if ((first->left_alone == NULL) != (second->left_alone == NULL))
    return first->left_alone == NULL ? -1 : 1;
  if (first->is_site != second->is_site)
    return first->is_site ? -1 : 1;
  return g_strcmp0 (first->name, second->name);
}

static char *
format_filter (const ResiteDirectoryAim *aim)
{
  g_autofree char *site = resite_directory_aim_format_site (aim);
  g_autofree char *point = resite_directory_aim_format_management_point (aim);
  g_autofree char *site_name = resite_directory_escape_filter (site);
  g_autofree char *point_name = resite_directory_escape_filter (point);
  g_autofree char *code = resite_directory_escape_filter (aim->site);

  return g_strdup_printf ("(|(cn=%s)(cn=%s)(mSSMSSiteCode=%s))", site_name, point_name, code);
}

/* A search below a container that is not there, or may not be seen, finds nothing and says nothing
 * on some servers. */
static gboolean
check_container (ResiteDirectory *self, const char *container, GCancellable *cancellable,
                 GError **error)
{
  static const char *const kinds[] = { "objectClass", NULL };
  g_autoptr (GError) reason = NULL;
  g_autoptr (ResiteDirectoryEntry) entry =
      resite_directory_read (self, container, kinds, cancellable, &reason);

  if (entry != NULL)
    return TRUE;
  if (g_error_matches (reason, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_NOT_FOUND,
                 _ ("%s has no container %s, or this account may not see it. Compare the name in "
                    "the plan; where the forest was never prepared for SMS there is none."),
                 resite_directory_get_name (self), container);
  else
    g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

GPtrArray *
resite_directory_list_records (ResiteDirectory *self, const ResiteDirectoryAim *aim,
                               GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *container = NULL;
  g_autofree char *filter = NULL;
  GPtrArray *records;

  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), NULL);

  if (!resite_directory_aim_check (aim, error))
    return NULL;
  container = resite_directory_aim_dup_container (aim, self);
  filter = format_filter (aim);
  if (!check_container (self, container, cancellable, error))
    return NULL;
  entries = resite_directory_search (self, container, RESITE_DIRECTORY_BELOW, filter, attributes,
                                     cancellable, error);
  if (entries == NULL)
    return NULL;
  records = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_directory_record_free);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (records, record_new (entries->pdata[i], aim, container));
  g_ptr_array_sort (records, compare_records);
  return records;
}

const ResiteDirectoryRecord *
resite_directory_pick_record (GPtrArray *records, gboolean site)
{
  g_return_val_if_fail (records != NULL, NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const ResiteDirectoryRecord *record = records->pdata[i];

      if (record->left_alone == NULL && record->is_site == site)
        return record;
    }
  return NULL;
}

static void
set_differs (const char *dn, const char *reason, GError **error)
{
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_DIFFERS,
               _ ("%s was not deleted: %s. Look at the list again."), dn, reason);
}

static gboolean
look_again (ResiteDirectory *self, const ResiteDirectoryAim *aim,
            const ResiteDirectoryRecord *record, GCancellable *cancellable, GError **error)
{
  g_autofree char *container = resite_directory_aim_dup_container (aim, self);
  g_autoptr (ResiteDirectoryEntry) entry =
      resite_directory_read (self, record->dn, attributes, cancellable, error);
  g_autoptr (ResiteDirectoryRecord) now = NULL;

  if (entry == NULL)
    return FALSE;
  now = record_new (entry, aim, container);
  if (now->left_alone != NULL)
    set_differs (record->dn, now->left_alone, error);
  else if (!g_str_equal (now->guid, record->guid))
    set_differs (record->dn, _ ("another object has this name now"), error);
  else
    return TRUE;
  return FALSE;
}

static gboolean
prove_gone (ResiteDirectory *self, const ResiteDirectoryRecord *record, GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (ResiteDirectoryEntry) entry =
      resite_directory_read (self, record->dn, attributes, cancellable, &reason);

  if (g_error_matches (reason, RESITE_ERROR, RESITE_ERROR_NOT_FOUND))
    return TRUE;
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  else
    g_set_error (error, RESITE_ERROR, RESITE_ERROR_FAILED,
                 _ ("%s said that %s was deleted, and it is still there, or there again: somebody "
                    "writes it. Is SMS stopped on the old server (C2)?"),
                 resite_directory_get_name (self), record->dn);
  return FALSE;
}

gboolean
resite_directory_delete_record (ResiteDirectory *self, const ResiteDirectoryAim *aim,
                                const ResiteDirectoryRecord *record, GCancellable *cancellable,
                                GError **error)
{
  g_return_val_if_fail (RESITE_IS_DIRECTORY (self), FALSE);
  g_return_val_if_fail (record != NULL, FALSE);

  return resite_directory_aim_check (aim, error) &&
         look_again (self, aim, record, cancellable, error) &&
         resite_directory_delete (self, record->dn, cancellable, error) &&
         prove_gone (self, record, cancellable, error);
}
