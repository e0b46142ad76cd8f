/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-plan.h"

static void
append_comment (GString *text, const char *comment)
{
  g_auto (GStrv) words = g_strsplit (comment, " ", -1);
  gsize start = text->len;

  g_string_append_c (text, '#');
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (text->len - start + strlen (words[i]) > 94)
        {
          g_string_append (text, "\n#");
          start = text->len - 1;
        }
      g_string_append_printf (text, " %s", words[i]);
    }
  g_string_append_c (text, '\n');
}

static void
append_key (GString *text, const ResitePlanKey *key)
{
  g_autofree char *name = resite_plan_key_format_first (key);
  g_autoptr (GString) comment = g_string_new (NULL);

  g_string_append_printf (comment, "%s. %s", _ (key->label), _ (key->help));
  if (key->choices != NULL)
    {
      g_auto (GStrv) choices = g_strsplit (key->choices, "|", -1);
      g_autofree char *list = g_strjoinv (", ", choices);

      g_string_append_printf (comment, _ (" One of: %s."), list);
    }
  if (key->required)
    g_string_append (comment, _ (" Needed."));
  if (key->required && key->example != NULL)
    g_string_append_printf (comment, _ (" Example: %s"), key->example);

  append_comment (text, comment->str);
  if (key->required)
    g_string_append_printf (text, "%s=\n", name);
  else
    g_string_append_printf (text, "#%s=%s\n", name,
                            key->fallback != NULL  ? key->fallback
                            : key->example != NULL ? key->example
                                                   : "");
}

static void
append_heading (GString *text, const char *group)
{
  g_autofree char *title = g_strdup_printf ("%s", resite_plan_keys_get_group_title (group));

  g_string_append_c (text, '\n');
  append_comment (text, title);
  if (strcmp (group, "primary") == 0)
    {
      append_comment (text, _ ("The direct parent is [primary.1]; for each further primary up to "
                               "the central site write a group [primary.2], [primary.3] ..."));
      g_string_append (text, "[primary.1]\n");
    }
  else
    g_string_append_printf (text, "[%s]\n", group);
}

char *
resite_plan_to_template (void)
{
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);
  GString *text = g_string_new (NULL);
  const char *group = "";

  append_comment (text,
                  _ ("A plan for replacing the hardware of an SMS 2003 secondary site "
                     "server. A line that begins with a hash sign is a comment; take the sign "
                     "away to set that value. What stands there already is what counts "
                     "without it, or an example."));
  append_comment (text, _ ("Write no passwords into this file: it is copied into the record of the "
                           "run."));
  for (guint i = 0; i < n_keys; i++)
    {
      if (strcmp (group, keys[i].group) != 0)
        append_heading (text, keys[i].group);
      group = keys[i].group;
      append_key (text, &keys[i]);
    }
  return g_string_free (text, FALSE);
}
