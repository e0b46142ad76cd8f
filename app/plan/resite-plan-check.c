/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-plan-check"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-plan-check-private.h"
#include "resite-plan-keys-private.h"
#include "resite-plan-private.h"
#include "resite-plan-text.h"

void
resite_plan_fault_free (ResitePlanFault *fault)
{
  if (fault == NULL)
    return;
  g_free (fault->group);
  g_free (fault->key);
  g_free (fault->message);
  g_free (fault);
}

static guint
find_line (ResitePlan *self, const char *group, const char *key)
{
  GPtrArray *places = _resite_plan_get_places (self);
  guint line = 0;

  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      const ResitePlanPlace *place = g_ptr_array_index (places, i);

      /* Of two the last one counts, for the values as well. */
      if (strcmp (place->group, group) == 0 && g_strcmp0 (place->key, key) == 0)
        line = place->line;
    }
  return line;
}

void
_resite_plan_add_fault (ResitePlan *self, GPtrArray *faults, ResitePlanSeverity severity,
                        const char *group, const char *key, const char *format, ...)
{
  ResitePlanFault *fault = g_new0 (ResitePlanFault, 1);
  va_list arguments;

  fault->severity = severity;
  fault->line = find_line (self, group, key);
  fault->group = g_strdup (group);
  fault->key = g_strdup (key);
  va_start (arguments, format);
  fault->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (faults, fault);
}

static ResitePlanSeverity
get_severity (const ResitePlanKey *key, const char *value)
{
  if (key->type == RESITE_PLAN_QUERY && !_resite_plan_value_changes_data (value))
    return RESITE_PLAN_FAULT_WARNING;
  return RESITE_PLAN_FAULT_ERROR;
}

static void
check_unknown (ResitePlan *self, GPtrArray *faults, const char *group, const char *key)
{
  if (resite_plan_keys_smells_of_secret (key))
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, group, key,
                            _ ("This looks like a secret. A plan is copied and printed; take it "
                               "out, Resite asks when it needs one."));
  else if (strchr (key, '.') != NULL && resite_plan_keys_get_group_title (group) != NULL)
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_WARNING, group, key,
                            _ ("Resite does not know this key, or its number or letter; it is "
                               "kept and not used."));
  else
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_WARNING, group, key,
                            _ ("Resite does not know this key; it is kept and not used. Is it "
                               "spelt right?"));
}

static void
check_value (ResitePlan *self, GPtrArray *faults, const char *group, const char *name)
{
  const ResitePlanKey *key = resite_plan_keys_find (group, name);
  g_autofree char *value = _resite_plan_get_raw (self, group, name);
  g_autofree char *expanded = NULL;
  g_autofree char *message = NULL;

  if (key == NULL)
    {
      check_unknown (self, faults, group, name);
      return;
    }
  if (value == NULL)
    return;
  expanded = _resite_plan_expand (self, value, NULL);
  if (expanded == NULL)
    {
      _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, group, name,
                              _ ("\"%s\" names a value that this plan does not have."), value);
      return;
    }
  if (!resite_plan_key_check (key, expanded, &message))
    _resite_plan_add_fault (self, faults, get_severity (key, expanded), group, name, "%s", message);
}

static void
check_group (ResitePlan *self, GPtrArray *faults, const char *group)
{
  g_auto (GStrv) keys = _resite_plan_list_keys (self, group);
  gboolean known =
      resite_plan_keys_get_group_title (group) != NULL &&
      (!g_str_has_prefix (group, "primary.") || resite_plan_keys_find (group, "site-code") != NULL);

  if (strcmp (group, "primary") == 0 || !known)
    _resite_plan_add_fault (self, faults,
                            strcmp (group, "primary") == 0 ? RESITE_PLAN_FAULT_ERROR
                                                           : RESITE_PLAN_FAULT_WARNING,
                            group, NULL,
                            strcmp (group, "primary") == 0
                                ? _ ("Primaries are numbered: write [primary.1] for the direct "
                                     "parent.")
                                : _ ("Resite does not know this group; it is kept and not used."));
  for (guint i = 0; keys[i] != NULL; i++)
    {
      if (known)
        check_value (self, faults, group, keys[i]);
      else if (resite_plan_keys_smells_of_secret (keys[i]))
        check_unknown (self, faults, group, keys[i]);
    }
}

static void
check_repeats (ResitePlan *self, GPtrArray *faults)
{
  GPtrArray *places = _resite_plan_get_places (self);

  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      const ResitePlanPlace *place = g_ptr_array_index (places, i);

      if (place->repeated && place->key != NULL)
        _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, place->group, place->key,
                                _ ("This stands twice in its group; take one of them away."));
    }
}

static void
check_missing_in (ResitePlan *self, GPtrArray *faults, const char *role, const char *group)
{
  guint n_keys;
  const ResitePlanKey *keys = resite_plan_keys_get (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *value = NULL;

      if (!keys[i].required || strcmp (keys[i].group, role) != 0)
        continue;
      value = _resite_plan_get_given (self, group, keys[i].key);
      if (value == NULL)
        _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, group, keys[i].key,
                                _ ("This is needed; fill it in. %s"), _ (keys[i].help));
    }
}

static void
check_missing (ResitePlan *self, GPtrArray *faults)
{
  static const char *const roles[] = { "site", "new", "source", "ad" };
  g_auto (GStrv) primaries = resite_plan_list_machines (self, "primary");

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    check_missing_in (self, faults, roles[i], roles[i]);
  for (guint i = 0; primaries[i] != NULL; i++)
    check_missing_in (self, faults, "primary", primaries[i]);
  if (primaries[0] == NULL)
    _resite_plan_add_fault (self, faults, RESITE_PLAN_FAULT_ERROR, "primary.1", NULL,
                            _ ("The direct parent is needed: a group [primary.1] with server-name "
                               "and site-code."));
}

static int
compare_faults (gconstpointer a, gconstpointer b)
{
  const ResitePlanFault *left = *(const ResitePlanFault *const *)a;
  const ResitePlanFault *right = *(const ResitePlanFault *const *)b;
  guint left_line = left->line > 0 ? left->line : G_MAXUINT;
  guint right_line = right->line > 0 ? right->line : G_MAXUINT;

  if (left_line != right_line)
    return left_line < right_line ? -1 : 1;
  return 0;
}

GPtrArray *
resite_plan_check (ResitePlan *self)
{
  GPtrArray *faults;
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (RESITE_IS_PLAN (self), NULL);

  faults = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_plan_fault_free);
  groups = _resite_plan_list_groups (self);
  for (guint i = 0; groups[i] != NULL; i++)
    check_group (self, faults, groups[i]);
  check_repeats (self, faults);
  check_missing (self, faults);
  _resite_plan_check_across (self, faults);
  g_ptr_array_sort (faults, compare_faults);
  return faults;
}
