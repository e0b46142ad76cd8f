/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-keys"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-plan-keys-private.h"

gboolean
resite_plan_keys_is_machine (const char *group)
{
  static const char *const machines[] = { "old", "new", "source", "primary", "central", NULL };

  g_return_val_if_fail (group != NULL, FALSE);

  return g_strv_contains (machines, group) || g_str_has_prefix (group, "primary.");
}

static void
append_reach_keys (GArray *keys, const char *group)
{
  for (guint i = 0; i < _resite_plan_n_reach_keys; i++)
    {
      ResitePlanKey key = _resite_plan_reach_keys[i];

      key.group = group;
      g_array_append_val (keys, key);
    }
}

static gpointer
join_parts (gpointer unused)
{
  GArray *keys = g_array_new (TRUE, TRUE, sizeof (ResitePlanKey));
  const guint n = _resite_plan_n_machine_keys;

  for (guint i = 0; i < n; i++)
    {
      const char *group = _resite_plan_machine_keys[i].group;

      g_array_append_val (keys, _resite_plan_machine_keys[i]);
      if (resite_plan_keys_is_machine (group) &&
          (i + 1 == n || strcmp (group, _resite_plan_machine_keys[i + 1].group) != 0))
        append_reach_keys (keys, group);
    }
  g_array_append_vals (keys, _resite_plan_work_keys, _resite_plan_n_work_keys);
  return keys;
}

const ResitePlanKey *
resite_plan_keys_get (guint *n_keys)
{
  static GOnce once = G_ONCE_INIT;
  GArray *keys = g_once (&once, join_parts, NULL);

  if (n_keys != NULL)
    *n_keys = keys->len;
  return (const ResitePlanKey *)(gpointer)keys->data;
}

static gboolean
group_matches (const ResitePlanKey *key, const char *group)
{
  gsize length = strlen (key->group);

  if (strcmp (key->group, group) == 0)
    return TRUE;
  if (strcmp (key->group, "primary") != 0 || strncmp (group, "primary.", length + 1) != 0)
    return FALSE;
  group += length + 1;
  return *group >= '1' && *group <= '9' && strspn (group, "0123456789") == strlen (group) &&
         strlen (group) <= 2;
}

static gboolean
key_matches (const ResitePlanKey *key, const char *name)
{
  gsize length = strlen (key->key);

  if (!key->repeated)
    return strcmp (key->key, name) == 0;
  if (strncmp (name, key->key, length) != 0 || name[length] != '.')
    return FALSE;
  name += length + 1;
  if (key->type == RESITE_PLAN_DRIVE_FILES)
    return g_ascii_isalpha (name[0]) && name[1] == '\0';
  return *name != '\0' && strspn (name, "0123456789") == strlen (name);
}

const ResitePlanKey *
resite_plan_keys_find (const char *group, const char *key)
{
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);

  g_return_val_if_fail (group != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  for (guint i = 0; i < n_keys; i++)
    if (group_matches (&keys[i], group) && key_matches (&keys[i], key))
      return &keys[i];
  return NULL;
}

const char *
resite_plan_keys_get_group_title (const char *group)
{
  static const struct
  {
    const char *group;
    const char *title;
  } titles[] = {
    { "site", N_ ("The site") },
    { "old", N_ ("Old server") },
    { "new", N_ ("New server") },
    { "source", N_ ("Where the packages are copied from") },
    { "clone", N_ ("Whose packages the new server gets") },
    { "primary", N_ ("Primary site") },
    { "central", N_ ("Central site") },
    { "ad", N_ ("Active Directory") },
    { "desk", N_ ("This desk") },
    { "tools", N_ ("Tools") },
    { "options", N_ ("What is to be done") },
    { "preinst", N_ ("Lines for the primaries") },
    { "documents", N_ ("Own documents") },
    { "people", N_ ("People") },
    { "accounts", N_ ("Names of accounts") },
  };

  g_return_val_if_fail (group != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (strcmp (titles[i].group, group) == 0 ||
        (strcmp (titles[i].group, "primary") == 0 && g_str_has_prefix (group, "primary.")))
      return _ (titles[i].title);
  return NULL;
}

char *
resite_plan_key_format_first (const ResitePlanKey *key)
{
  g_return_val_if_fail (key != NULL, NULL);

  if (!key->repeated)
    return g_strdup (key->key);
  return g_strconcat (key->key, key->type == RESITE_PLAN_DRIVE_FILES ? ".E" : ".1", NULL);
}

gboolean
resite_plan_keys_smells_of_secret (const char *key)
{
  static const char *const smells[] = { "password", "passwd", "passphrase", "passwort", "kennwort",
                                        "pwd",      "secret", "credential", "token",    "pincode" };
  g_autofree char *lower = NULL;

  g_return_val_if_fail (key != NULL, FALSE);

  lower = g_ascii_strdown (key, -1);
  for (guint i = 0; i < G_N_ELEMENTS (smells); i++)
    if (strstr (lower, smells[i]) != NULL)
      return TRUE;
  return FALSE;
}

const char *const *
resite_plan_list_computed (void)
{
  static const char *const names[] = {
    "ad.domain-dn",        "machine",           "machine.name",      "new.changed",
    "new.name-now",        "old.changed",       "old.name-now",      "packages.all-right",
    "primary.count",       "primary.list",      "site.ad-mp-object", "site.ad-site-object",
    "site.share-folder",   "site.share-name",   "site.smspkg",       "site.tools",
    "source.share-folder", "source.share-name", "source.smspkg",     NULL
  };

  return names;
}

gboolean
resite_plan_keys_is_variable (const char *name)
{
  g_autofree char *group = NULL;
  const char *dot;

  g_return_val_if_fail (name != NULL, FALSE);

  if (g_strv_contains (resite_plan_list_computed (), name))
    return TRUE;
  dot = strchr (name, '.');
  if (dot == NULL)
    return FALSE;
  if (g_str_has_prefix (name, "primary.") && g_ascii_isdigit (dot[1]))
    dot = strchr (dot + 1, '.');
  if (dot == NULL)
    return FALSE;
  group = g_strndup (name, dot - name);
  return resite_plan_keys_find (group, dot + 1) != NULL;
}

gboolean
resite_plan_key_check (const ResitePlanKey *key, const char *value, char **message)
{
  g_autofree char *wrong = NULL;

  g_return_val_if_fail (key != NULL, FALSE);

  if (value == NULL || *value == '\0')
    wrong = key->required ? g_strdup (_ ("This is needed; fill it in.")) : NULL;
  else
    wrong = _resite_plan_value_check (key, value);

  if (message != NULL)
    *message = g_strdup (wrong);
  return wrong == NULL;
}
