/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan"

#include "config.h"

#include <string.h>

#include "resite-plan-private.h"

/* Defaults name other keys, and those have defaults: more than this is a circle. */
#define REPLACEMENTS_MAX 40

/* Codes, letters and words are written in one way, however they were typed. */
static char *
get_normal (ResitePlan *self, const char *group, const char *key)
{
  g_autofree char *value = _resite_plan_get_raw (self, group, key);
  const ResitePlanKey *known = resite_plan_keys_find (group, key);

  if (value == NULL || known == NULL)
    return g_steal_pointer (&value);
  if (known->type == RESITE_PLAN_SITE_CODE || known->type == RESITE_PLAN_DRIVE ||
      known->type == RESITE_PLAN_PACKAGE_ID)
    return g_ascii_strup (value, -1);
  if (known->type == RESITE_PLAN_CHOICE || known->type == RESITE_PLAN_YES_NO)
    return g_ascii_strdown (value, -1);
  return g_steal_pointer (&value);
}

/* The same server in another role: its facts stand there. */
static char *
get_from_alias (ResitePlan *self, const char *group, const char *key)
{
  g_autofree char *alias = NULL;

  if (strcmp (key, "same-as") == 0 || resite_plan_keys_find (group, "same-as") == NULL)
    return NULL;
  alias = _resite_plan_get_given (self, group, "same-as");
  /* Only a machine that is no alias itself: two could name each other. */
  if (alias == NULL || resite_plan_keys_find (alias, "same-as") != NULL)
    return NULL;
  if (strcmp (alias, "old") == 0 && strcmp (key, "server-name") == 0)
    return _resite_plan_get_raw (self, "site", "server-name");
  if (strcmp (alias, "old") == 0 && strcmp (key, "drive") == 0)
    return get_normal (self, "site", "drive");
  if (resite_plan_keys_find (alias, key) == NULL)
    return NULL;
  return _resite_plan_get_given (self, alias, key);
}

static char *
get_fallback (ResitePlan *self, const char *group, const char *key)
{
  const ResitePlanKey *known = resite_plan_keys_find (group, key);

  if (strcmp (group, "central") == 0 && strcmp (key, "same-as") == 0)
    {
      g_autofree char *name = _resite_plan_get_raw (self, "central", "server-name");
      g_auto (GStrv) primaries = resite_plan_list_machines (self, "primary");
      guint count = g_strv_length (primaries);

      return name == NULL && count > 0 ? g_strdup (primaries[count - 1]) : NULL;
    }
  return known != NULL ? g_strdup (known->fallback) : NULL;
}

char *
_resite_plan_get_given (ResitePlan *self, const char *group, const char *key)
{
  char *value = get_normal (self, group, key);

  if (value == NULL)
    value = get_from_alias (self, group, key);
  if (value == NULL)
    value = get_fallback (self, group, key);
  return value;
}

gboolean
_resite_plan_split_name (ResitePlan *self, const char *name, char **group, char **key)
{
  const char *dot = strchr (name, '.');

  if (dot != NULL && g_str_has_prefix (name, "primary.") && g_ascii_isdigit (dot[1]))
    dot = strchr (dot + 1, '.');
  if (dot == NULL || dot == name || dot[1] == '\0')
    return FALSE;
  *group = g_strndup (name, dot - name);
  *key = g_strdup (dot + 1);
  if (strcmp (*group, "primary") == 0)
    {
      g_auto (GStrv) machines = resite_plan_list_machines (self, "primary");

      g_free (*group);
      *group = g_strdup (machines[0] != NULL ? machines[0] : "primary.1");
    }
  return TRUE;
}

/* "corp.example.com" → "DC=corp,DC=example,DC=com". */
static char *
format_domain_dn (ResitePlan *self)
{
  g_autofree char *domain = _resite_plan_get_raw (self, "ad", "domain");
  g_auto (GStrv) labels = NULL;
  GString *dn;

  if (domain == NULL)
    return NULL;
  labels = g_strsplit (domain, ".", -1);
  dn = g_string_new (NULL);
  for (guint i = 0; labels[i] != NULL; i++)
    if (*labels[i] != '\0')
      g_string_append_printf (dn, "%sDC=%s", dn->len > 0 ? "," : "", labels[i]);
  return g_string_free (dn, FALSE);
}

static char *
get_variable (ResitePlan *self, const char *name, const char *machine)
{
  g_autofree char *group = NULL;
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;
  g_autofree char *own = NULL;
  g_auto (GStrv) parts = NULL;

  if (strcmp (name, "ad.domain-dn") == 0)
    return format_domain_dn (self);
  if (!_resite_plan_split_name (self, name, &group, &key))
    return NULL;
  if (machine != NULL && g_str_has_prefix (name, "primary.") && !g_ascii_isdigit (name[8]))
    {
      g_free (group);
      group = g_strdup (machine);
    }
  value = _resite_plan_get_given (self, group, key);
  if (value == NULL || !g_str_has_prefix (group, "primary."))
    return g_steal_pointer (&value);

  /* What a primary says of "the primary" is said of itself. */
  own = g_strconcat ("${", group, ".", NULL);
  parts = g_strsplit (value, "${primary.", -1);
  if (parts[0] == NULL || parts[1] == NULL || g_ascii_isdigit (*parts[1]))
    return g_steal_pointer (&value);
  return g_strjoinv (own, parts);
}

char *
_resite_plan_expand (ResitePlan *self, const char *text, const char *machine)
{
  g_autoptr (GString) result = g_string_new (text);
  const char *mark;

  for (guint i = 0; (mark = strstr (result->str, "${")) != NULL; i++)
    {
      const char *end = strchr (mark, '}');
      gsize position = mark - result->str;
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (end == NULL || i == REPLACEMENTS_MAX)
        return NULL;
      name = g_strndup (mark + 2, end - mark - 2);
      value = get_variable (self, name, machine);
      if (value == NULL)
        return NULL;
      g_string_erase (result, position, end + 1 - mark);
      g_string_insert (result, position, value);
    }
  return g_string_free (g_steal_pointer (&result), FALSE);
}

char *
_resite_plan_lookup (ResitePlan *self, const char *name, const char *machine)
{
  g_autofree char *value = get_variable (self, name, machine);

  return value != NULL ? _resite_plan_expand (self, value, machine) : NULL;
}
