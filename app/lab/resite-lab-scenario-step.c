/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-scenario"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "resite-app-resources.h"
#include "resite-lab-scenario-private.h"

#define RUNBOOK "/org/resite/Resite/runbook/secondary-site.xml"

/* (nullable) (transfer full): the tag with which the step begins. */
static char *
find_tag (const char *id)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (resite_app_get_resource (), RUNBOOK,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *begin = g_strdup_printf ("<step id=\"%s\"", id);
  g_autofree char *text = NULL;
  const char *tag;

  g_return_val_if_fail (bytes != NULL, NULL);

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  tag = strstr (text, begin);
  return tag != NULL ? g_strndup (tag, strcspn (tag, ">")) : NULL;
}

gboolean
resite_lab_scenario_is_step (const char *at)
{
  g_auto (GStrv) parts = g_strsplit (at, "@", 2);
  g_autofree char *tag = find_tag (parts[0]);

  if (tag == NULL || parts[1] == NULL)
    return tag != NULL;
  return strstr (tag, "for-each=\"primary\"") != NULL &&
         (g_str_equal (parts[1], "primary.1") || g_str_equal (parts[1], "primary.2"));
}
