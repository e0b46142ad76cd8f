/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-preflight"

#include "config.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#include "resite-error.h"
#include "resite-foreign-text.h"
#include "resite-pasted-table.h"
#include "resite-preflight.h"

/* What the site knows of its packages: from its provider, or from what a person brought. */

ResitePreflightKnown *
resite_preflight_known_new (const char *id)
{
  ResitePreflightKnown *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_new0 (ResitePreflightKnown, 1);
  self->id = g_ascii_strup (id, -1);
  self->source_version = -1;
  self->stored_version = -1;
  return self;
}

void
resite_preflight_known_free (ResitePreflightKnown *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->source_site);
  g_free (self);
}

static GHashTable *
table_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                (GDestroyNotify)resite_preflight_known_free);
}

static void
take (GHashTable *table, ResitePreflightKnown *known)
{
  g_hash_table_replace (table, known->id, known);
}

GHashTable *
resite_preflight_known_from_packages (GHashTable *packages)
{
  GHashTable *table;
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (packages != NULL, NULL);

  table = table_new ();
  g_hash_table_iter_init (&iter, packages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const ResiteSmsPackage *package = value;
      ResitePreflightKnown *known = resite_preflight_known_new (package->id);

      known->name = g_strdup (package->name);
      known->source_site = g_strdup (package->source_site);
      known->source_version = package->source_version;
      known->stored_version = package->stored_version;
      known->source_date = package->source_date;
      known->compressed = package->compressed_bytes;
      known->leaving = package->action == RESITE_SMS_ACTION_DELETE;
      take (table, known);
    }
  return table;
}

static ResitePreflightKnown *
read_row (GHashTable *row)
{
  ResitePreflightKnown *known =
      resite_preflight_known_new (resite_pasted_read_text (row, "packageid"));
  gint64 number;

  known->name = g_strdup (resite_pasted_read_text (row, "name"));
  known->source_site = g_strdup (resite_pasted_read_text (row, "sourcesite"));
  if (resite_pasted_read_number (row, "sourceversion", &number) && number >= 0)
    known->source_version = number;
  if (resite_pasted_read_number (row, "storedpkgversion", &number) && number >= 0)
    known->stored_version = number;
  if (resite_pasted_read_number (row, "sourcecompressedsize", &number) && number > 0)
    known->compressed = (guint64)number * 1024;
  if (resite_pasted_read_number (row, "actioninprogress", &number))
    known->leaving = number == RESITE_SMS_ACTION_DELETE;
  if (!resite_pasted_read_time (row, "sourcedate", &known->source_date))
    known->source_date = 0;
  return known;
}

/* One id a line, or in columns of which nobody says what they are. Where files end in .PCK it is a
 * listing of package files: those are here, which says nothing of what the site knows. */
static void
take_bare_ids (GHashTable *table, const char *text, gssize length)
{
  g_autofree char *decoded = resite_foreign_text_decode (text, length);
  g_autoptr (GPtrArray) ids = NULL;

  if (strcasestr (decoded, ".pck") != NULL)
    return;
  ids = resite_package_list_parse (text, length);

  for (guint i = 0; i < ids->len; i++)
    take (table, resite_preflight_known_new (ids->pdata[i]));
}

GHashTable *
resite_preflight_known_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (ResitePastedTable) pasted = NULL;
  g_autoptr (GHashTable) table = table_new ();

  g_return_val_if_fail (text != NULL, NULL);

  pasted = resite_pasted_table_parse (text, length);
  for (guint i = 0; i < pasted->rows->len; i++)
    take (table, read_row (pasted->rows->pdata[i]));
  if (g_hash_table_size (table) == 0)
    take_bare_ids (table, text, length);
  if (g_hash_table_size (table) > 0)
    return g_steal_pointer (&table);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                       _ ("There is no package in this list. It wants a line with the names of the "
                          "columns, one of them PackageID, and a line for each package; or a "
                          "package id in each line."));
  return NULL;
}
