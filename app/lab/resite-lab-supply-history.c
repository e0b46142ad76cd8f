/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-supply"

#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "resite-lab-supply-private.h"

/* The transaction numbers that the parent has seen of a site: what comes with a lower one is ignored
 * without a word. */

#define PLACE      "machines/primary.1/D/SMS/inboxes/replmgr.box/history"
#define NAME       RESITE_LAB_SITE ".trs"
#define COMPONENT  "SOFTWARE\\Microsoft\\SMS\\Components\\SMS_Replication_Manager"
#define OLD_NUMBER 48192

static char *
get_path (ResiteLabSupply *self)
{
  return g_build_filename (self->world->folder, PLACE, NAME, NULL);
}

static void
write_file (ResiteLabSupply *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (!resite_lab_write_text (self->world->folder, PLACE "/" NAME, text, &error))
    g_warning ("%s", error->message);
}

static void
append_components (GString *text, guint64 highest)
{
  static const struct
  {
    const char *name;
    guint before; /* the highest */
  } components[] = {
    { "SMS_COMPONENT_STATUS_SUMMARIZER", 0 },
    { "SITECTRLCT2SRCSITE", 102 },
    { "SMS_SITE_SYSTEM_STATUS_SUMMARIZER", 4 },
    { "SMS_OFFER_STATUS_SUMMARIZER", 455 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (components); i++)
    g_string_append_printf (text, "[%s]\r\n" RESITE_LAB_SITE "=%" G_GUINT64_FORMAT "\r\n",
                            components[i].name,
                            highest > components[i].before ? highest - components[i].before : 1);
}

void
resite_lab_supply_make_history (ResiteLabSupply *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = get_path (self);

  if (self->cleared != 0 || g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  append_components (text, OLD_NUMBER);
  write_file (self, text->str);
}

void
resite_lab_supply_forget_history (ResiteLabSupply *self)
{
  g_autofree char *path = get_path (self);

  if (resite_lab_world_get_fault (self->world, "trs") == NULL)
    g_unlink (path);
}

/* The number of the site's next message. */
static guint64
get_number (ResiteLabSupply *self)
{
  ResiteLabMachine server;
  const char *value = NULL;

  if (resite_lab_supply_find_server (self, RESITE_LAB_SITE, &server) != NULL)
    value = resite_lab_registry_get (&server, COMPONENT, "Transaction ID");
  return value != NULL ? g_ascii_strtoull (value, NULL, 10) : 0;
}

static guint64
read_highest (ResiteLabSupply *self)
{
  g_autofree char *path = get_path (self);
  g_autofree char *text = NULL;
  guint64 highest = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  for (const char *at = strchr (text, '='); at != NULL; at = strchr (at + 1, '='))
    highest = MAX (highest, g_ascii_strtoull (at + 1, NULL, 10));
  return highest;
}

/* Of paths of servers each has a "=" within, and no number follows there. */
gboolean
resite_lab_supply_is_heard (ResiteLabSupply *self, const char *code)
{
  if (!g_str_equal (code, RESITE_LAB_SITE) ||
      resite_lab_world_get_fault (self->world, "trs") == NULL)
    return TRUE;
  return get_number (self) > read_highest (self);
}

static void
append_packages (ResiteLabSupply *self, GString *text, guint64 number)
{
  g_string_append (text, "[PKGSTATUSDATA]\r\n");
  for (guint i = 0; i < self->stocks->len; i++)
    {
      const ResiteLabStock *stock = self->stocks->pdata[i];

      if (stock->forwarded != 0 || g_hash_table_contains (stock->masters, RESITE_LAB_SITE))
        g_string_append_printf (
            text, "%s|" RESITE_LAB_SITE "|" RESITE_LAB_SITE_SERVER "|1=%" G_GUINT64_FORMAT "\r\n",
            stock->package->id, number);
    }
}

/* Of the new site, once it was heard. */
void
resite_lab_supply_write_history (ResiteLabSupply *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const guint64 number = get_number (self);

  if (self->cleared == 0 || number < 2 || !resite_lab_supply_is_heard (self, RESITE_LAB_SITE))
    return;
  append_components (text, number - 1);
  append_packages (self, text, number - 1);
  write_file (self, text->str);
}
