/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-runbook-check"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "resite-action-private.h"
#include "resite-block-private.h"
#include "resite-runbook-text.h"
#include "resite-runbook-xml.h"

/* Where each step stands, so that a reference can be told to point forwards or backwards. */
typedef struct
{
  ResiteComplaints *complaints;
  GPtrArray *steps;    /* xmlNode, in document order */
  GHashTable *numbers; /* id → place in "steps" + 1, of the first step with it */
  GHashTable *fields;  /* "step.C3.address" → place + 1 */
} Checking;

static guint
get_number (GHashTable *table, const char *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (table, key));
}

static void
complain_about_id (Checking *self, xmlNode *node, const char *id)
{
  resite_complaints_add (self->complaints, resite_runbook_xml_get_line (node),
                         /* TRANSLATORS: the first is the name of an XML element. */
                         _ ("another %s has the id \"%s\" already"), (const char *)node->name, id);
}

/* Among the children of one parent, but for the elements that have no id. */
static void
check_ids_within (Checking *self, xmlNode *parent)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (xmlNode *node = resite_runbook_xml_first (parent); node != NULL;
       node = resite_runbook_xml_next (node))
    {
      g_autofree char *id = resite_runbook_xml_get (node, "id");

      if (id == NULL)
        continue;
      if (g_hash_table_contains (seen, id))
        complain_about_id (self, node, id);
      g_hash_table_add (seen, g_steal_pointer (&id));
    }
}

static void
note_value (Checking *self, const char *step_id, const char *name)
{
  g_hash_table_insert (self->fields, g_strdup_printf ("step.%s.%s", step_id, name),
                       GUINT_TO_POINTER (self->steps->len));
}

static void
note_fields (Checking *self, xmlNode *action, const char *step_id)
{
  for (xmlNode *field = resite_runbook_xml_first (action); field != NULL;
       field = resite_runbook_xml_next (field))
    {
      g_autofree char *id = resite_runbook_xml_get (field, "id");

      if (id != NULL && resite_runbook_xml_is (field, "field"))
        note_value (self, step_id, id);
    }
}

/* What later texts may call by ${step.ID.NAME}: the fields of its forms, and the package that work
 * on one package was done with. */
static void
note_values (Checking *self, xmlNode *step, const char *step_id)
{
  for (xmlNode *action = resite_runbook_xml_first (step); action != NULL;
       action = resite_runbook_xml_next (action))
    {
      g_autofree char *selection = resite_runbook_xml_get (action, "selection");

      note_fields (self, action, step_id);
      if (g_strcmp0 (selection, "one") == 0)
        note_value (self, step_id, "package");
    }
}

static void
note_step (Checking *self, xmlNode *step)
{
  g_autofree char *id = resite_runbook_xml_get (step, "id");

  g_ptr_array_add (self->steps, step);
  if (id == NULL)
    return;
  note_values (self, step, id);
  if (get_number (self->numbers, id) != 0)
    complain_about_id (self, step, id);
  else
    g_hash_table_insert (self->numbers, g_steal_pointer (&id), GUINT_TO_POINTER (self->steps->len));
}

static void
note_steps (Checking *self, xmlNode *root)
{
  check_ids_within (self, root);
  for (xmlNode *phase = resite_runbook_xml_first (root); phase != NULL;
       phase = resite_runbook_xml_next (phase))
    for (xmlNode *step = resite_runbook_xml_first (phase); step != NULL;
         step = resite_runbook_xml_next (step))
      if (resite_runbook_xml_is (step, "step"))
        note_step (self, step);
}

static void
check_reference (Checking *self, xmlNode *node, const char *attribute, const char *id,
                 guint own_number, gboolean earlier)
{
  int line = resite_runbook_xml_get_line (node);
  guint number = get_number (self->numbers, id);

  if (number == 0)
    resite_complaints_add (self->complaints, line, _ ("%s names \"%s\", and there is no such step"),
                           attribute, id);
  else if (earlier && number >= own_number)
    resite_complaints_add (self->complaints, line,
                           _ ("%s names \"%s\", which must stand before this step"), attribute, id);
  else if (!earlier && number <= own_number)
    resite_complaints_add (self->complaints, line,
                           _ ("%s names \"%s\", which must stand after this step"), attribute, id);
}

static void
check_references (Checking *self, xmlNode *step, guint number)
{
  static const struct
  {
    const char *attribute;
    gboolean earlier;
  } references[] = {
    { "after", TRUE }, { "proved-by", TRUE }, { "again-before", FALSE }, { "move-before", TRUE }
  };

  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    {
      g_autoptr (GPtrArray) words = resite_runbook_xml_get_words (step, references[i].attribute);

      for (guint j = 0; j < words->len; j++)
        check_reference (self, step, references[i].attribute, g_ptr_array_index (words, j), number,
                         references[i].earlier);
    }
}

static gboolean
is_one_of (const char *word, const char *const *words)
{
  return word != NULL && g_strv_contains (words, word);
}

static void
check_marks (Checking *self, xmlNode *step)
{
  static const char *const levels[] = { "0", "1", "2", "3", NULL };
  static const char *const high_levels[] = { "2", "3", NULL };
  g_autofree char *guard = resite_runbook_xml_get (step, "guard");
  g_autofree char *hazard = resite_runbook_xml_get (step, "hazard");
  gboolean pause = resite_runbook_xml_get_yes (step, "pause");
  gboolean verdict = resite_runbook_xml_get_yes (step, "verdict");
  int line = resite_runbook_xml_get_line (step);

  if (guard != NULL && !is_one_of (guard, levels))
    resite_complaints_add (self->complaints, line, _ ("guard is \"%s\"; it must be 0, 1, 2 or 3"),
                           guard);
  else if (g_strcmp0 (hazard, "irreversible") == 0 && !is_one_of (guard, high_levels))
    resite_complaints_add (self->complaints, line, "%s",
                           _ ("what cannot be undone needs guard 2 or 3"));
  if (pause && verdict)
    resite_complaints_add (self->complaints, line, "%s",
                           _ ("a step is a pause or a verdict, not both"));
  if ((pause || verdict) && resite_runbook_xml_get_yes (step, "optional"))
    resite_complaints_add (self->complaints, line, "%s",
                           _ ("a pause or a verdict cannot be optional"));
  if (!pause && resite_runbook_xml_find (step, "released-by") != NULL)
    resite_complaints_add (self->complaints, line, "%s",
                           _ ("only a pause is released by somebody"));
}

static gboolean
is_text_of_step (xmlNode *node)
{
  static const char *const names[] = { "title",   "why",   "advice",   "released-by",
                                       "by-hand", "wrong", "way-back", NULL };

  return g_strv_contains (names, (const char *)node->name);
}

static void
check_pattern (Checking *self, xmlNode *node)
{
  g_autofree char *pattern = resite_runbook_xml_get (node, "pattern");
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GRegex) names = g_regex_new ("\\$\\{[^}]*\\}", 0, 0, NULL);
  g_autofree char *filled = NULL;
  g_autoptr (GError) error = NULL;

  if (pattern == NULL)
    return;
  filled = g_regex_replace_literal (names, pattern, -1, 0, "x", 0, NULL);
  regex = g_regex_new (filled, G_REGEX_CASELESS, 0, &error);
  if (regex == NULL)
    resite_complaints_add (self->complaints, resite_runbook_xml_get_line (node), "%s",
                           error->message);
}

enum
{
  MACHINE = 1 << 0,
  PATH = 1 << 1,
  ARGUMENT = 1 << 2
};

static const struct
{
  const char *type;
  guint needs;
} probe_needs[] = {
  { "file", MACHINE | PATH },
  { "folder", MACHINE | PATH },
  { "no-folder", MACHINE | PATH },
  { "space", MACHINE | PATH | ARGUMENT },
  { "packages", MACHINE | PATH },
  { "read-only", MACHINE | PATH },
  { "reach", MACHINE },
  { "identity", MACHINE },
  { "services-down", MACHINE },
  { "services-up", MACHINE },
  { "service", MACHINE | PATH },
  { "no-services", MACHINE },
  { "clock", MACHINE | ARGUMENT },
  { "member-of", MACHINE | ARGUMENT },
  { "computer-name", MACHINE | ARGUMENT },
  { "network", MACHINE | ARGUMENT },
  { "local-users", MACHINE | ARGUMENT },
  { "components", MACHINE | ARGUMENT },
  { "no-registry", MACHINE | PATH },
  { "share", MACHINE | PATH },
  { "no-share", MACHINE | PATH },
  { "remote-folder", MACHINE | PATH },
  { "markers", MACHINE | ARGUMENT },
  { "group-member", MACHINE | PATH | ARGUMENT },
  { "no-remote-folder", MACHINE | PATH },
  { "site-gone", MACHINE | ARGUMENT },
  { "site-back", MACHINE | PATH | ARGUMENT },
  { "children", MACHINE | ARGUMENT },
  { "roles", MACHINE | PATH | ARGUMENT },
  { "sender-address-gone", MACHINE | ARGUMENT },
  { "sender-address", MACHINE | PATH | ARGUMENT },
  { "version", MACHINE | ARGUMENT },
  { "name-silent", MACHINE | ARGUMENT },
  { "name-length", ARGUMENT },
  { "dns", PATH | ARGUMENT },
  { "address-silent", ARGUMENT },
  { "held-by", PATH | ARGUMENT },
  { "value", PATH },
  { "step", PATH },
  { "iis", MACHINE },
  { "web-extensions", MACHINE | ARGUMENT },
  { "no-web-directories", MACHINE | ARGUMENT },
  { "wmi-namespace", MACHINE | PATH },
  { "ntfs", MACHINE | ARGUMENT },
  { "mp-list", PATH | ARGUMENT },
  { "mp-certificate", PATH },
  { "mp-key", PATH | ARGUMENT },
  { "web-site", PATH },
  { "web-directories", PATH | ARGUMENT },
  { "dp-package", PATH | ARGUMENT },
  { "mp-setup-log", MACHINE | PATH },
  { "mp-installer-log", MACHINE | PATH },
  { "mp-control-log", MACHINE | PATH },
  { "mp-service-logs", MACHINE | PATH },
  { "preflight", MACHINE | PATH },
  { "package-status", MACHINE | PATH | ARGUMENT },
  { "crossing", MACHINE | PATH | ARGUMENT },
  { "transaction-id", MACHINE | PATH },
  { "stored-versions", MACHINE | PATH },
};

static guint
find_needs (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (probe_needs); i++)
    if (g_strcmp0 (probe_needs[i].type, type) == 0)
      return probe_needs[i].needs;
  return 0;
}

static void
check_probe (Checking *self, xmlNode *node, guint step_number)
{
  g_autofree char *type = resite_runbook_xml_get (node, "type");
  g_autofree char *machine = resite_runbook_xml_get (node, "machine");
  g_autofree char *path = resite_runbook_xml_get (node, "path");
  g_autofree char *argument = resite_runbook_xml_get (node, "argument");
  const guint needs = find_needs (type);
  const guint lacks = needs & ((machine == NULL ? MACHINE : 0) | (path == NULL ? PATH : 0));
  int line = resite_runbook_xml_get_line (node);

  if (lacks != 0 && (needs & (MACHINE | PATH)) == (MACHINE | PATH))
    resite_complaints_add (self->complaints, line, _ ("a probe for %s needs machine and path"),
                           type);
  else if (lacks == MACHINE)
    resite_complaints_add (self->complaints, line, _ ("a probe for %s needs a machine"), type);
  else if (lacks == PATH)
    resite_complaints_add (self->complaints, line, _ ("a probe for %s needs a path"), type);
  if ((needs & ARGUMENT) != 0 && argument == NULL)
    resite_complaints_add (self->complaints, line, _ ("a probe for %s needs an argument"), type);
  if (g_strcmp0 (type, "step") == 0 && path != NULL)
    check_reference (self, node, "path", path, step_number, TRUE);
}

static void
check_entries (Checking *self, xmlNode *action, guint step_number)
{
  check_ids_within (self, action);
  for (xmlNode *node = resite_runbook_xml_first (action); node != NULL;
       node = resite_runbook_xml_next (node))
    if (resite_runbook_xml_is (node, "good") || resite_runbook_xml_is (node, "bad"))
      check_pattern (self, node);
    else if (resite_runbook_xml_is (node, "probe"))
      check_probe (self, node, step_number);
}

static void
check_preload (Checking *self, xmlNode *action)
{
  g_autofree char *worker = resite_runbook_xml_get (action, "worker");
  static const char *const needed[] = { "machine", "path", "tool" };

  if (g_strcmp0 (worker, "preload") != 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      g_autofree char *value = resite_runbook_xml_get (action, needed[i]);

      if (value == NULL)
        resite_complaints_add (self->complaints, resite_runbook_xml_get_line (action),
                               _ ("preloading needs %s"), needed[i]);
    }
}

static void
check_action (Checking *self, xmlNode *action, guint step_number)
{
  ResiteActionKind kind;

  if (!resite_action_kind_from_string ((const char *)action->name, &kind))
    {
      g_autofree char *kinds = resite_action_kind_list ();

      resite_complaints_add (self->complaints, resite_runbook_xml_get_line (action),
                             _ ("\"%s\" is no kind of action; the kinds are %s"),
                             (const char *)action->name, kinds);
      return;
    }
  check_entries (self, action, step_number);
  if (kind == RESITE_ACTION_BULK)
    check_preload (self, action);
}

static void
check_step (Checking *self, xmlNode *step, guint number)
{
  g_autofree char *for_each = resite_runbook_xml_get (step, "for-each");

  check_references (self, step, number);
  check_marks (self, step);
  check_ids_within (self, step);
  if (for_each != NULL && !g_str_equal (for_each, "primary"))
    resite_complaints_add (self->complaints, resite_runbook_xml_get_line (step),
                           _ ("for-each is \"%s\"; only primary has several machines"), for_each);
  for (xmlNode *node = resite_runbook_xml_first (step); node != NULL;
       node = resite_runbook_xml_next (node))
    if (!is_text_of_step (node))
      check_action (self, node, number);
}

static void
check_field_names (Checking *self, xmlNode *step, guint number)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (ResiteComplaints) told_elsewhere = resite_complaints_new ("");
  GHashTableIter iter;
  gpointer name;

  resite_runbook_xml_collect_names (step, names, told_elsewhere);
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      guint place = get_number (self->fields, name);

      if (g_str_has_prefix (name, "step.") && (place == 0 || place > number))
        resite_complaints_add (self->complaints, resite_runbook_xml_get_line (step),
                               _ ("${%s} is no field of this step or one before it"),
                               (const char *)name);
    }
}

void
resite_runbook_xml_check (xmlDoc *doc, ResiteComplaints *complaints)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Checking checking = {
    .complaints = complaints, .steps = steps, .numbers = numbers, .fields = fields
  };
  xmlNode *root = xmlDocGetRootElement (doc);

  if (root == NULL)
    return;
  note_steps (&checking, root);
  for (guint i = 0; i < steps->len; i++)
    {
      check_step (&checking, g_ptr_array_index (steps, i), i + 1);
      check_field_names (&checking, g_ptr_array_index (steps, i), i + 1);
    }
}
