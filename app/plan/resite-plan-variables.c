/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan"

#include "config.h"

#include <string.h>

#include "resite-plan-private.h"

static void
take (ResiteVariables *variables, const char *name, char *value)
{
  g_autofree char *owned = value;

  if (owned != NULL && *owned != '\0')
    resite_variables_set (variables, name, owned);
}

static void
set_key (ResitePlan *self, ResiteVariables *variables, const char *group, const char *key,
         const char *as_group, const char *machine)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", group, key);
  g_autofree char *as = g_strdup_printf ("%s.%s", as_group, key);

  take (variables, as, _resite_plan_lookup (self, name, machine));
}

/* What the table knows of the group, and then what stands in the file beside it: query.2, drive.F
 * and the unknown. */
static void
set_group (ResitePlan *self, ResiteVariables *variables, const char *group, const char *as_group,
           const char *machine)
{
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);
  g_auto (GStrv) own = _resite_plan_list_keys (self, group);

  for (guint i = 0; i < n_keys; i++)
    if (!keys[i].repeated && resite_plan_keys_find (group, keys[i].key) == &keys[i])
      set_key (self, variables, group, keys[i].key, as_group, machine);
  for (guint i = 0; own[i] != NULL; i++)
    set_key (self, variables, group, own[i], as_group, machine);
}

static void
set_formatted (ResiteVariables *variables, const char *name, const char *format, const char *from,
               const char *extra)
{
  const char *value = resite_variables_get (variables, from);
  const char *second = extra != NULL ? resite_variables_get (variables, extra) : NULL;

  if (value == NULL || (extra != NULL && second == NULL))
    return;
  {
    g_auto (GStrv) first = g_strsplit (format, "%1", -1);
    g_autofree char *half = g_strjoinv (value, first);
    g_auto (GStrv) rest = g_strsplit (half, "%2", -1);

    take (variables, name, g_strjoinv (second != NULL ? second : "", rest));
  }
}

static void
set_computed (ResitePlan *self, ResiteVariables *variables)
{
  static const struct
  {
    const char *name;
    const char *format;
    const char *first;
    const char *second;
  } computed[] = {
    { "site.ad-site-object", "SMS-Site-%1", "site.code", NULL },
    { "site.ad-mp-object", "SMS-MP-%1-%2", "site.code", "site.server-name" },
    { "site.smspkg", "%1:\\SMSPKG", "site.drive", NULL },
    { "site.tools", "%1:\\SMSTools", "site.drive", NULL },
    { "site.share-name", "SMSPKG%1$", "site.share-drive", NULL },
    { "site.share-folder", "%1:\\SMSPKG%1$", "site.share-drive", NULL },
    { "source.smspkg", "%1:\\SMSPKG", "source.drive", NULL },
    { "source.share-name", "SMSPKG%1$", "source.drive", NULL },
    { "source.share-folder", "%1:\\SMSPKG%1$", "source.drive", NULL },
    { "old.name-now", "%1", "site.server-name", NULL },
    { "new.name-now", "%1", "new.name-before", NULL },
  };

  take (variables, "ad.domain-dn", _resite_plan_expand (self, "${ad.domain-dn}", NULL));
  /* Until a run says otherwise. */
  take (variables, "old.changed", g_strdup ("no"));
  take (variables, "new.changed", g_strdup ("no"));
  take (variables, "packages.all-right", g_strdup ("no"));
  for (guint i = 0; i < G_N_ELEMENTS (computed); i++)
    set_formatted (variables, computed[i].name, computed[i].format, computed[i].first,
                   computed[i].second);
}

static void
set_primaries (ResitePlan *self, ResiteVariables *variables)
{
  g_auto (GStrv) primaries = resite_plan_list_machines (self, "primary");
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; primaries[i] != NULL; i++)
    {
      g_autofree char *name_key = g_strconcat (primaries[i], ".server-name", NULL);
      g_autofree char *code_key = g_strconcat (primaries[i], ".site-code", NULL);
      const char *name;
      const char *code;

      set_group (self, variables, primaries[i], primaries[i], NULL);
      if (i == 0)
        set_group (self, variables, primaries[i], "primary", NULL);
      name = resite_variables_get (variables, name_key);
      code = resite_variables_get (variables, code_key);
      g_string_append_printf (list, "%s%s (%s)", i > 0 ? ", " : "", name != NULL ? name : "?",
                              code != NULL ? code : "?");
    }
  take (variables, "primary.count", g_strdup_printf ("%u", g_strv_length (primaries)));
  take (variables, "primary.list", g_strdup (list->str));
}

static void
set_service_pack (ResiteVariables *variables)
{
  const char *product = resite_variables_get (variables, "site.product");
  const char *pack;

  if (product == NULL || resite_variables_get (variables, "site.service-pack") != NULL)
    return;
  pack = strrchr (product, '-');
  take (variables, "site.service-pack",
        pack != NULL ? g_ascii_strup (pack + 1, -1) : g_strdup ("RTM"));
}

ResiteVariables *
resite_plan_to_variables (ResitePlan *self)
{
  ResiteVariables *variables;
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);
  const char *group = "";

  g_return_val_if_fail (RESITE_IS_PLAN (self), NULL);

  variables = resite_variables_new (NULL);
  for (guint i = 0; i < n_keys; i++)
    {
      if (strcmp (group, keys[i].group) != 0 && strcmp (keys[i].group, "primary") != 0)
        set_group (self, variables, keys[i].group, keys[i].group, NULL);
      group = keys[i].group;
    }
  set_primaries (self, variables);
  set_service_pack (variables);
  set_computed (self, variables);
  return variables;
}

/* What this machine does not say must not be answered by the parent's, who may speak of another. */
static void
hide_group (ResiteVariables *variables, const char *group)
{
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    if (strcmp (keys[i].group, group) == 0 && !keys[i].repeated)
      {
        g_autofree char *name = g_strconcat (group, ".", keys[i].key, NULL);

        resite_variables_set (variables, name, "");
      }
}

static char *
format_machine_name (ResitePlan *self, ResiteVariables *variables, const char *machine)
{
  g_autofree char *key = NULL;

  if (strcmp (machine, "old") == 0 || strcmp (machine, "new") == 0)
    key = g_strconcat (machine, ".name-now", NULL);
  else
    key = g_strconcat (machine, ".server-name", NULL);
  return g_strdup (resite_variables_get (variables, key));
}

ResiteVariables *
resite_plan_to_machine_variables (ResitePlan *self, ResiteVariables *parent, const char *machine)
{
  ResiteVariables *variables;

  g_return_val_if_fail (RESITE_IS_PLAN (self), NULL);
  g_return_val_if_fail (machine != NULL, NULL);

  variables = resite_variables_new (parent);
  if (*machine == '\0')
    return variables;
  resite_variables_set (variables, "machine", machine);
  take (variables, "machine.name", format_machine_name (self, variables, machine));
  if (g_str_has_prefix (machine, "primary."))
    {
      hide_group (variables, "primary");
      set_group (self, variables, machine, "primary", machine);
      set_group (self, variables, "preinst", "preinst", machine);
    }
  return variables;
}
