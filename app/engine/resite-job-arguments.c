/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-job-arguments"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "resite-check-job.h"
#include "resite-error.h"
#include "resite-job-assign.h"
#include "resite-job-factory-private.h"
#include "resite-watch-job.h"

/* Arguments by kind; "?" marks one that may stay empty where the plan has no value for it. */
static const char *const names[][12] = {
  [RESITE_ACTION_COPY] = { "from", "from-path", "to", "to-path", "only", "delta", "mode",
                           "read-only", NULL },
  [RESITE_ACTION_CHECK] = { "batch", NULL },
  [RESITE_ACTION_WATCH] = { "machine", "log", "package?", "patience-minutes", "from", "quiet",
                            "quiet-minutes", "packages", "unbroken", "content-most", NULL },
  [RESITE_ACTION_BULK] = { "worker", "selection", "machine", "path", "tool?", "package?",
                           "packages?", NULL },
  [RESITE_ACTION_WAIT] = { "seconds", NULL },
  [RESITE_ACTION_COMMAND] = { "on", "verb", NULL },
  [RESITE_ACTION_FORM] = { "machine?", "read?", NULL },
  [RESITE_ACTION_DIRECTORY] = { "verb", NULL },
};

/* Values of the plan that a kind needs beside its arguments. */
static const char *const plan_names[][12] = {
  [RESITE_ACTION_BULK] = { "tools.preload-desk", "options.known-packages",
                           "options.preload-patience", "site.tools", "tools.preload", "site.code",
                           "site.server-name", "options.window-packages",
                           "options.window-megabytes", "options.proof-patience", NULL },
  [RESITE_ACTION_CHECK] = { "options.known-packages", "site.tools", "site.smspkg", "tools.preload",
                            NULL },
  [RESITE_ACTION_DIRECTORY] = { "ad.container", "site.code", "site.server-name", NULL },
};

/* Arguments that name a role. */
static gboolean
is_role (const char *name)
{
  return g_str_equal (name, "from") || g_str_equal (name, "to") || g_str_equal (name, "machine") ||
         g_str_equal (name, "on");
}

ResiteJobArguments *
_resite_job_arguments_ref (ResiteJobArguments *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
resite_job_arguments_free (ResiteJobArguments *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_hash_table_unref (self->values);
  g_ptr_array_unref (self->probes);
  g_ptr_array_unref (self->patterns);
  g_clear_pointer (&self->forwarded, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->earlier, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_hash_table_unref);
  g_clear_object (&self->connections);
  g_clear_pointer (&self->credentials, resite_credentials_unref);
  g_free (self);
}

static ResiteJobArguments *
arguments_new (const ResiteJobOrder *order)
{
  ResiteJobArguments *self = g_new0 (ResiteJobArguments, 1);

  g_atomic_ref_count_init (&self->references);
  self->kind = resite_action_get_kind (order->action);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->probes = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_probe_free);
  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_watch_pattern_free);
  self->connections = g_object_ref (order->connections);
  return self;
}

static void
take_value (ResiteJobArguments *self, const char *name, char *value)
{
  g_hash_table_replace (self->values, g_strdup (name), value);
}

static gboolean
expand_value (ResiteJobArguments *self, const ResiteJobOrder *order, const char *mark,
              GError **error)
{
  g_autofree char *name = g_strdup (mark);
  gboolean may_be_empty = g_str_has_suffix (name, "?");
  g_autoptr (GError) local_error = NULL;

  if (may_be_empty)
    name[strlen (name) - 1] = '\0';

  const char *text = resite_action_get (order->action, name);
  if (text == NULL)
    return TRUE;

  char *value = is_role (name) ? resite_job_order_find_machine (order, text)
                               : resite_variables_expand (order->variables, text, &local_error);
  if (value != NULL)
    take_value (self, name, value);
  else if (!may_be_empty)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return value != NULL || may_be_empty;
}

static gboolean
expand_values (ResiteJobArguments *self, const ResiteJobOrder *order, GError **error)
{
  if (self->kind < G_N_ELEMENTS (names))
    for (guint i = 0; names[self->kind][i] != NULL; i++)
      if (!expand_value (self, order, names[self->kind][i], error))
        return FALSE;
  if (self->kind < G_N_ELEMENTS (plan_names))
    for (guint i = 0; plan_names[self->kind][i] != NULL; i++)
      {
        const char *name = plan_names[self->kind][i];
        const char *value = resite_variables_get (order->variables, name);
        if (value != NULL && *value != '\0')
          take_value (self, name, g_strdup (value));
      }
  return TRUE;
}

/* Probes. */

static char *
expand_entry (const ResiteJobOrder *order, ResiteEntry *entry, const char *name, GError **error)
{
  const char *text = resite_entry_get (entry, name);

  return text != NULL ? resite_variables_expand (order->variables, text, error) : NULL;
}

/* A probe whose place the plan does not say cannot hold: it becomes the question whether the plan
 * has a value, so that its row says what is missing and the others are still looked at. */
static void
turn_into_missing (ResiteProbe *probe, const GError *error)
{
  g_free (probe->type);
  probe->type = g_strdup ("value");
  g_free (probe->path);
  probe->path = g_strdup (error->message);
  g_free (probe->argument);
  probe->argument = g_strdup ("");
}

/* "S02 Branch two" and "S03" on a line each, or with commas between: their codes. */
static char *
list_codes (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, "\r\n,;", -1);
  GString *codes = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *part = g_strstrip (parts[i]);
      gsize length = strcspn (part, " \t");

      if (length > 0)
        g_string_append_printf (codes, "%s%.*s", codes->len > 0 ? ", " : "", (int)length, part);
    }
  return g_string_free (codes, FALSE);
}

static const char *
get_known (const ResiteJobOrder *order, const char *name)
{
  const char *value = resite_variables_get (order->variables, name);

  return value != NULL ? value : "";
}

/* The model distribution point, its site, and a list for where the site is not asked. */
static char *
format_preflight (const ResiteJobOrder *order)
{
  return g_strdup_printf ("%s|%s|%s", get_known (order, "clone.source-dp"),
                          get_known (order, "clone.source-site"),
                          get_known (order, "options.known-packages"));
}

static void
complete_probe (const ResiteJobOrder *order, ResiteProbe *probe)
{
  if (g_str_equal (probe->type, "preflight"))
    {
      g_free (probe->argument);
      probe->argument = format_preflight (order);
      return;
    }
  if (g_str_equal (probe->type, "step"))
    {
      g_free (probe->argument);
      probe->argument = g_strdup (order->judge (probe->path, order->judge_data));
    }
  else if (g_str_equal (probe->type, "children") && probe->argument != NULL)
    {
      g_autofree char *text = g_steal_pointer (&probe->argument);
      probe->argument = list_codes (text);
    }
  else if (g_str_equal (probe->type, "identity") && order->identify != NULL)
    {
      g_free (probe->argument);
      probe->argument = order->identify (probe->machine, order->judge_data);
    }
  else if (g_str_equal (probe->type, "value") && probe->argument == NULL && probe->path != NULL)
    {
      const char *value = resite_variables_get (order->variables, probe->path);
      probe->argument = g_strdup (value != NULL ? value : "");
    }
}

static ResiteProbe *
make_probe (const ResiteJobOrder *order, ResiteEntry *entry)
{
  g_autofree char *label = resite_variables_expand_for_reading (
      order->variables,
      resite_entry_get_label (entry) != NULL ? resite_entry_get_label (entry) : "");
  g_autofree char *type = resite_job_order_get_probe_type (order, entry);
  ResiteProbe *probe = resite_probe_new (resite_entry_get_id (entry), label, type);
  g_autoptr (GError) error = NULL;

  probe->machine = resite_job_order_find_machine (order, resite_entry_get (entry, "machine"));
  probe->required = g_strcmp0 (resite_entry_get (entry, "required"), "no") != 0;
  probe->path = expand_entry (order, entry, "path", &error);
  if (error == NULL)
    probe->argument = expand_entry (order, entry, "argument", &error);
  if (error == NULL)
    complete_probe (order, probe);
  else if (!g_str_equal (probe->type, "told"))
    turn_into_missing (probe, error);
  return probe;
}

/* Patterns. */

static char *
expand_pattern (ResiteJobArguments *self, const ResiteJobOrder *order, ResiteEntry *entry,
                GError **error)
{
  g_autoptr (ResiteVariables) variables = resite_variables_new (order->variables);
  const char *package = g_hash_table_lookup (self->values, "package");
  g_autofree char *escaped = package != NULL ? g_regex_escape_string (package, -1) : NULL;

  resite_variables_set (variables, "package", escaped);
  return resite_variables_expand (variables, resite_entry_get (entry, "pattern"), error);
}

static void
set_ends (ResiteWatchPattern *pattern, ResiteEntry *entry)
{
  const char *ends = resite_entry_get (entry, "ends");

  pattern->only_marks = g_strcmp0 (ends, "no") == 0;
  pattern->again = g_strcmp0 (ends, "again") == 0;
  pattern->log = g_strdup (resite_entry_get (entry, "in"));
}

static gboolean
add_pattern (ResiteJobArguments *self, const ResiteJobOrder *order, ResiteEntry *entry,
             GError **error)
{
  g_autofree char *expression = expand_pattern (self, order, entry, error);
  const char *text = resite_entry_get_label (entry);
  ResiteWatchPattern *pattern;

  if (expression == NULL)
    return FALSE;

  g_autofree char *label =
      resite_variables_expand_for_reading (order->variables, text != NULL ? text : "");
  pattern = resite_watch_pattern_new (expression, label,
                                      g_str_equal (resite_entry_get_element (entry), "good"),
                                      g_strcmp0 (resite_entry_get (entry, "confirmed"), "no") != 0);
  set_ends (pattern, entry);
  g_ptr_array_add (self->patterns, pattern);
  return TRUE;
}

/* Where its machine is not asked, the log alone is watched. */
static void
add_watched_probe (ResiteJobArguments *self, const ResiteJobOrder *order, ResiteEntry *entry)
{
  if (resite_job_order_is_remote (order, resite_entry_get (entry, "machine")))
    g_ptr_array_add (self->probes, make_probe (order, entry));
}

/* What the plan does not say is left away; the deed knows what it cannot do without. */
static void
add_argument (ResiteJobArguments *self, const ResiteJobOrder *order, ResiteEntry *entry)
{
  char *value = expand_entry (order, entry, "value", NULL);

  if (value != NULL && *value != '\0')
    take_value (self, resite_entry_get_id (entry), value);
  else
    g_free (value);
}

static gboolean
add_entry (ResiteJobArguments *self, const ResiteJobOrder *order, ResiteEntry *entry,
           GError **error)
{
  const char *element = resite_entry_get_element (entry);

  if (g_str_equal (element, "good") || g_str_equal (element, "bad"))
    return add_pattern (self, order, entry, error);
  if (g_str_equal (element, "argument"))
    add_argument (self, order, entry);
  else if (g_str_equal (element, "probe") && self->kind == RESITE_ACTION_WATCH)
    add_watched_probe (self, order, entry);
  else if (g_str_equal (element, "probe"))
    g_ptr_array_add (self->probes, make_probe (order, entry));
  return TRUE;
}

static gboolean
add_entries (ResiteJobArguments *self, const ResiteJobOrder *order, GError **error)
{
  GPtrArray *entries = resite_action_get_entries (order->action);

  for (guint i = 0; i < entries->len; i++)
    if (!add_entry (self, order, entries->pdata[i], error))
      return FALSE;
  return TRUE;
}

ResiteJobArguments *
resite_job_arguments_new (const ResiteJobOrder *order, GError **error)
{
  g_return_val_if_fail (order != NULL, NULL);

  g_autoptr (ResiteJobArguments) self = arguments_new (order);

  if (!expand_values (self, order, error) || !add_entries (self, order, error))
    {
      g_prefix_error (error, _ ("This cannot be done from here, the plan lacks something: "));
      return NULL;
    }
  if (_resite_job_assign_is_one (order))
    _resite_job_assign_complete (self, order);
  return g_steal_pointer (&self);
}

/* Writing them down. */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static void
format_probes (ResiteJobArguments *self, GString *text)
{
  for (guint i = 0; i < self->probes->len; i++)
    {
      const ResiteProbe *probe = self->probes->pdata[i];
      g_string_append_printf (text, "probe %s=%s %s %s %s\n", probe->id, probe->type,
                              probe->machine, probe->path != NULL ? probe->path : "",
                              probe->argument != NULL ? probe->argument : "");
    }
}

char *
resite_job_arguments_format (ResiteJobArguments *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  GString *text = g_string_new (NULL);
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (self->values), compare_names);

  for (GList *l = keys; l != NULL; l = l->next)
    g_string_append_printf (text, "%s=%s\n", (char *)l->data,
                            (char *)g_hash_table_lookup (self->values, l->data));
  format_probes (self, text);
  for (guint i = 0; i < self->patterns->len; i++)
    {
      const ResiteWatchPattern *pattern = self->patterns->pdata[i];
      g_string_append_printf (text, "%s=%s\n", pattern->good ? "good" : "bad", pattern->pattern);
    }
  return g_string_free (text, FALSE);
}

const char *
resite_job_arguments_get (ResiteJobArguments *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_hash_table_lookup (self->values, name);
}

void
resite_job_arguments_set (ResiteJobArguments *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL && name != NULL);

  if (value != NULL && *value != '\0')
    take_value (self, name, g_strdup (value));
  else
    g_hash_table_remove (self->values, name);
}

void
resite_job_arguments_set_credentials (ResiteJobArguments *self, ResiteCredentials *credentials)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->credentials, resite_credentials_unref);
  self->credentials = credentials != NULL ? resite_credentials_ref (credentials) : NULL;
}

void
resite_job_arguments_set_until (ResiteJobArguments *self, gint64 until)
{
  g_return_if_fail (self != NULL);

  self->until = until;
}

void
resite_job_arguments_set_forwarded (ResiteJobArguments *self, GPtrArray *ids)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->forwarded, g_ptr_array_unref);
  self->forwarded = ids != NULL ? g_ptr_array_ref (ids) : NULL;
}

void
resite_job_arguments_set_left_out (ResiteJobArguments *self, GHashTable *reasons)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->left_out, g_hash_table_unref);
  self->left_out = reasons != NULL ? g_hash_table_ref (reasons) : NULL;
}

void
resite_job_arguments_set_earlier (ResiteJobArguments *self, GPtrArray *ledgers)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->earlier, g_ptr_array_unref);
  self->earlier = ledgers != NULL ? g_ptr_array_ref (ledgers) : NULL;
}

void
resite_job_arguments_set_shown (ResiteJobArguments *self, GPtrArray *rows)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = rows != NULL ? g_ptr_array_ref (rows) : NULL;
}

void
resite_job_arguments_set_times (ResiteJobArguments *self, gint64 after, gint64 until)
{
  g_return_if_fail (self != NULL);

  self->after = after;
  self->until = until;
}
