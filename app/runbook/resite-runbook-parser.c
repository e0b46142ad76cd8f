/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-runbook-parser"

#include "config.h"

#include "resite-action-private.h"
#include "resite-block-private.h"
#include "resite-phase-private.h"
#include "resite-runbook-parser.h"
#include "resite-runbook-text.h"
#include "resite-runbook-xml.h"
#include "resite-step-private.h"

/* Everything here reads a tree that the grammar and the checks have let through, so what must be
 * there is there. */

static char *
take_translated (char *text)
{
  g_autofree char *collapsed = resite_runbook_text_collapse (text);

  g_free (text);
  return resite_runbook_text_translate (collapsed);
}

/* (nullable): there is no such element. */
static char *
read_text (xmlNode *parent, const char *name)
{
  xmlNode *node = resite_runbook_xml_find (parent, name);

  return node != NULL ? take_translated (resite_runbook_xml_get_text (node)) : NULL;
}

static char *
read_block_text (xmlNode *node, ResiteBlockKind kind)
{
  g_autofree char *text = resite_runbook_xml_get_text (node);

  switch (kind)
    {
    case RESITE_BLOCK_COMMAND:
      return resite_runbook_text_to_command (text);
    case RESITE_BLOCK_VALUE:
      return resite_runbook_text_collapse (text);
    case RESITE_BLOCK_PARAGRAPH:
    case RESITE_BLOCK_ITEM:
    default:
      return take_translated (g_steal_pointer (&text));
    }
}

static ResiteBlock *
read_block (xmlNode *node, ResiteBlockKind kind)
{
  ResiteBlock *block = resite_block_new (kind, read_block_text (node, kind));
  char *label = resite_runbook_xml_get (node, "label");

  block->label = label != NULL ? take_translated (label) : NULL;
  block->on = resite_runbook_xml_get (node, "on");
  block->when = resite_runbook_xml_get (node, "when");
  return block;
}

static GPtrArray *
read_blocks (xmlNode *parent)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_block_free);

  for (xmlNode *node = resite_runbook_xml_first (parent); node != NULL;
       node = resite_runbook_xml_next (node))
    {
      ResiteBlockKind kind;

      if (resite_block_kind_from_string ((const char *)node->name, &kind))
        g_ptr_array_add (blocks, read_block (node, kind));
    }
  return blocks;
}

static GHashTable *
read_arguments (xmlNode *node)
{
  GHashTable *arguments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    {
      const char *name = (const char *)attribute->name;

      g_hash_table_insert (arguments, g_strdup (name), resite_runbook_xml_get (node, name));
    }
  return arguments;
}

static const char *
entry_element (xmlNode *node)
{
  static const char *const elements[] = { "field", "probe", "good", "bad", "argument" };

  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    if (resite_runbook_xml_is (node, elements[i]))
      return elements[i];
  return NULL;
}

static GPtrArray *
read_entries (xmlNode *action)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_entry_free);

  for (xmlNode *node = resite_runbook_xml_first (action); node != NULL;
       node = resite_runbook_xml_next (node))
    {
      const char *element = entry_element (node);

      if (element != NULL)
        g_ptr_array_add (
            entries, resite_entry_new (element, read_arguments (node), read_text (node, "label")));
    }
  return entries;
}

static ResiteAction *
read_action (xmlNode *node, ResiteActionKind kind, guint number)
{
  g_autofree char *id = resite_runbook_xml_get (node, "id");

  if (id == NULL)
    id = g_strdup_printf ("%s-%u", resite_action_kind_to_string (kind), number);
  return resite_action_new (kind, id, read_text (node, "title"), read_arguments (node),
                            read_entries (node), read_blocks (node));
}

static GPtrArray *
read_actions (xmlNode *step)
{
  GPtrArray *actions = g_ptr_array_new_with_free_func (g_object_unref);

  for (xmlNode *node = resite_runbook_xml_first (step); node != NULL;
       node = resite_runbook_xml_next (node))
    {
      ResiteActionKind kind;

      if (resite_action_kind_from_string ((const char *)node->name, &kind))
        g_ptr_array_add (actions, read_action (node, kind, actions->len + 1));
    }
  return actions;
}

static guint
read_number (xmlNode *node, const char *attribute)
{
  g_autofree char *value = resite_runbook_xml_get (node, attribute);

  return value != NULL ? (guint)g_ascii_strtoull (value, NULL, 10) : 0;
}

/* @words: NULL-terminated; the value's place among them, 0 when it is not given. */
static guint
read_choice (xmlNode *node, const char *attribute, const char *const *words)
{
  g_autofree char *value = resite_runbook_xml_get (node, attribute);

  for (guint i = 0; value != NULL && words[i] != NULL; i++)
    if (g_str_equal (words[i], value))
      return i;
  return 0;
}

static void
read_after (ResiteStepFacts *facts, xmlNode *step, const char *before)
{
  g_autofree char *given = resite_runbook_xml_get (step, "after");

  facts->after_given = given != NULL;
  facts->after = resite_runbook_xml_get_words (step, "after");
  if (!facts->after_given && !facts->pause && before != NULL)
    g_ptr_array_add (facts->after, g_strdup (before));
}

static void
read_marks (ResiteStepFacts *facts, xmlNode *step)
{
  static const char *const reruns[] = { "safe", "ask", "never", NULL };
  static const char *const hazards[] = { "", "careful", "irreversible", NULL };

  facts->role = resite_runbook_xml_get (step, "on");
  facts->for_each = resite_runbook_xml_get (step, "for-each");
  facts->condition = resite_runbook_xml_get (step, "when");
  facts->move_before = resite_runbook_xml_get (step, "move-before");
  facts->move_when = resite_runbook_xml_get (step, "move-when");
  facts->optional = resite_runbook_xml_get_yes (step, "optional");
  facts->pause = resite_runbook_xml_get_yes (step, "pause");
  facts->verdict = resite_runbook_xml_get_yes (step, "verdict");
  facts->rerun = read_choice (step, "rerun", reruns);
  facts->hazard = read_choice (step, "hazard", hazards);
  facts->guard = read_number (step, "guard");
  facts->minutes = read_number (step, "minutes");
}

static ResiteStep *
read_step (xmlNode *node, const char *phase_id, const char *before)
{
  ResiteStepFacts facts = { 0 };

  facts.id = resite_runbook_xml_get (node, "id");
  facts.phase_id = g_strdup (phase_id);
  read_marks (&facts, node);
  read_after (&facts, node, before);
  facts.again_before = resite_runbook_xml_get_words (node, "again-before");
  facts.proved_by = resite_runbook_xml_get_words (node, "proved-by");
  facts.title = read_text (node, "title");
  facts.why = read_text (node, "why");
  facts.released_by = read_text (node, "released-by");
  facts.actions = read_actions (node);
  facts.advice = read_blocks (resite_runbook_xml_find (node, "advice"));
  facts.by_hand = read_blocks (resite_runbook_xml_find (node, "by-hand"));
  facts.wrong = read_blocks (resite_runbook_xml_find (node, "wrong"));
  facts.way_back = read_blocks (resite_runbook_xml_find (node, "way-back"));
  return resite_step_new (&facts);
}

static const char *
last_id (GPtrArray *steps)
{
  return steps->len > 0 ? resite_step_get_id (g_ptr_array_index (steps, steps->len - 1)) : NULL;
}

static ResitePhase *
read_phase (xmlNode *node, GPtrArray *all_steps)
{
  g_autofree char *id = resite_runbook_xml_get (node, "id");
  g_autofree char *road = resite_runbook_xml_get (node, "road");
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_object_unref);

  for (xmlNode *child = resite_runbook_xml_first (node); child != NULL;
       child = resite_runbook_xml_next (child))
    if (resite_runbook_xml_is (child, "step"))
      {
        ResiteStep *step = read_step (child, id, last_id (all_steps));

        g_ptr_array_add (steps, step);
        g_ptr_array_add (all_steps, g_object_ref (step));
      }
  return resite_phase_new (id, read_text (node, "title"), read_text (node, "intro"),
                           g_strcmp0 (road, "back") == 0, steps);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
sort_names (GHashTable *names)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (sorted, g_strdup (name));
  g_ptr_array_sort (sorted, compare_names);
  g_ptr_array_add (sorted, NULL);
  return sorted;
}

static void
read_parts (xmlNode *root, GHashTable *names, ResiteRunbookParts *parts)
{
  parts->id = resite_runbook_xml_get (root, "id");
  parts->version = resite_runbook_xml_get (root, "version");
  parts->title = read_text (root, "title");
  parts->phases = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_phase_free);
  parts->steps = g_ptr_array_new_with_free_func (g_object_unref);
  parts->variables = sort_names (names);
  for (xmlNode *node = resite_runbook_xml_first (root); node != NULL;
       node = resite_runbook_xml_next (node))
    if (resite_runbook_xml_is (node, "phase"))
      g_ptr_array_add (parts->phases, read_phase (node, parts->steps));
}

gboolean
resite_runbook_parse (const char *name, GBytes *text, ResiteRunbookParts *parts, GError **error)
{
  g_autoptr (ResiteComplaints) complaints = resite_complaints_new (name);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (xmlDoc) doc = resite_runbook_xml_read (text, complaints);

  if (doc != NULL)
    {
      xmlNode *root = xmlDocGetRootElement (doc);

      resite_runbook_xml_check_presence (root, complaints);
      resite_runbook_xml_check (doc, complaints);
      resite_runbook_xml_collect_names (root, names, complaints);
      resite_runbook_xml_validate (doc, complaints);
    }
  if (resite_complaints_count (complaints) > 0)
    {
      resite_complaints_propagate (complaints, error);
      return FALSE;
    }
  read_parts (xmlDocGetRootElement (doc), names, parts);
  return TRUE;
}
