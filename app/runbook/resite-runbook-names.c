/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-runbook-names"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-runbook-text.h"
#include "resite-runbook-xml.h"
#include "resite-variables.h"

typedef struct
{
  GHashTable *names;
  ResiteComplaints *complaints;
  ResiteVariables *none;
} Collecting;

static gboolean
is_condition (const xmlAttr *attribute)
{
  return xmlStrEqual (attribute->name, BAD_CAST "when") ||
         xmlStrEqual (attribute->name, BAD_CAST "move-when");
}

static void
take_condition (Collecting *self, xmlNode *node, const char *condition)
{
  g_autoptr (GError) error = NULL;

  if (resite_variables_test (self->none, condition, NULL, &error))
    resite_runbook_text_scan_condition (condition, self->names);
  else
    resite_complaints_add (self->complaints, resite_runbook_xml_get_line (node), "%s",
                           error->message);
}

static void
take_text (Collecting *self, xmlNode *node, const char *text)
{
  g_autofree char *problem = NULL;

  if (!resite_runbook_text_scan (text, self->names, &problem))
    resite_complaints_add (self->complaints, resite_runbook_xml_get_line (node), "%s", problem);
}

static void
take_attributes (Collecting *self, xmlNode *node)
{
  for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    {
      g_autofree char *value = resite_runbook_xml_get (node, (const char *)attribute->name);

      if (value == NULL)
        continue;
      if (is_condition (attribute))
        take_condition (self, node, value);
      else
        take_text (self, node, value);
    }
}

/* A probe of this type names a value of the plan and not its contents. */
static void
take_value_probe (Collecting *self, xmlNode *node)
{
  g_autofree char *type = resite_runbook_xml_get (node, "type");
  char *path = resite_runbook_xml_get (node, "path");

  if (g_strcmp0 (type, "value") == 0 && path != NULL)
    g_hash_table_add (self->names, path);
  else
    g_free (path);
}

static void
walk (Collecting *self, xmlNode *node)
{
  take_attributes (self, node);
  if (resite_runbook_xml_is (node, "probe"))
    take_value_probe (self, node);
  if (resite_runbook_xml_first (node) == NULL)
    {
      g_autofree char *text = resite_runbook_xml_get_text (node);

      take_text (self, node, text);
    }
  for (xmlNode *child = resite_runbook_xml_first (node); child != NULL;
       child = resite_runbook_xml_next (child))
    walk (self, child);
}

void
resite_runbook_xml_collect_names (xmlNode *node, GHashTable *names, ResiteComplaints *complaints)
{
  g_autoptr (ResiteVariables) none = resite_variables_new (NULL);
  Collecting collecting = { .names = names, .complaints = complaints, .none = none };

  walk (&collecting, node);
}
