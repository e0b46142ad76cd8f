/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "resite-error.h"
#include "resite-runbook.h"

/* Runbooks that chance has damaged: each is either read, and then all of it can be asked for, or
 * refused with the line of every fault. */

#define NAME "chance.xml"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

static char *
read_small (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("RESITE_SOURCE_ROOT"),
                                            "tests/data/runbooks/good/small.xml", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
collect (xmlNode *node, GPtrArray *elements)
{
  for (; node != NULL; node = node->next)
    if (node->type == XML_ELEMENT_NODE)
      {
        g_ptr_array_add (elements, node);
        collect (node->children, elements);
      }
}

static xmlAttr *
pick_attribute (GRand *random, xmlNode *node)
{
  guint n = 0;
  xmlAttr *attribute;

  for (attribute = node->properties; attribute != NULL; attribute = attribute->next)
    n++;
  if (n == 0)
    return NULL;
  attribute = node->properties;
  for (gint i = g_rand_int_range (random, 0, (gint)n); i > 0; i--)
    attribute = attribute->next;
  return attribute;
}

static const char *const values[] = {
  "",      "yes",     "no",     "C6",    "P1 P2",    "primary", "${",       "${x}",
  "a = b", "a = = b", "999999", "-1",    "old",      "[",       "\xc3\xa4", "irreversible",
  "safe",  "all",     "step",   "local", "E:\\${a}", " ",       "3",        "again"
};
static const char *const words[] = { "step",  "p",       "item",  "check",   "probe", "title",
                                     "phase", "when",    "on",    "id",      "after", "field",
                                     "bulk",  "runbook", "label", "by-hand", "xyz",   "way-back" };

#define PICK(random, list) list[g_rand_int_range (random, 0, G_N_ELEMENTS (list))]

static void
change_attribute (GRand *random, xmlNode *node)
{
  xmlAttr *attribute = pick_attribute (random, node);

  if (g_rand_boolean (random))
    xmlSetProp (node, BAD_CAST PICK (random, words), BAD_CAST PICK (random, values));
  else if (attribute != NULL && g_rand_boolean (random))
    xmlRemoveProp (attribute);
  else if (attribute != NULL)
    xmlSetProp (node, attribute->name, BAD_CAST PICK (random, values));
}

static void
change_place (GRand *random, GPtrArray *elements, xmlNode *node)
{
  xmlNode *other = g_ptr_array_index (elements, g_rand_int_range (random, 1, (gint)elements->len));

  /* A node below itself would be a tree that no text has. */
  for (xmlNode *above = other; above != NULL; above = above->parent)
    if (above == node)
      return;
  xmlUnlinkNode (node);
  xmlAddNextSibling (other, node);
}

static void
change_tree (GRand *random, xmlDoc *document)
{
  g_autoptr (GPtrArray) elements = g_ptr_array_new ();
  xmlNode *node;

  collect (xmlDocGetRootElement (document), elements);
  if (elements->len < 2)
    return;
  node = g_ptr_array_index (elements, g_rand_int_range (random, 1, (gint)elements->len));
  switch (g_rand_int_range (random, 0, 7))
    {
    case 0:
      xmlUnlinkNode (node);
      xmlFreeNode (node);
      break;
    case 1:
      xmlAddNextSibling (node, xmlCopyNode (node, 1));
      break;
    case 2:
      change_place (random, elements, node);
      break;
    case 3:
      xmlNodeSetName (node, BAD_CAST PICK (random, words));
      break;
    case 4:
      xmlNodeAddContent (node, BAD_CAST PICK (random, values));
      break;
    default:
      change_attribute (random, node);
    }
}

static void
use_blocks (GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      const ResiteBlock *block = g_ptr_array_index (blocks, i);

      g_assert_nonnull (block->text);
      g_assert_cmpint (block->kind, <=, RESITE_BLOCK_VALUE);
    }
}

static void
use_actions (ResiteStep *step)
{
  GPtrArray *actions = resite_step_get_actions (step);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (actions->len, >, 0);
  for (guint i = 0; i < actions->len; i++)
    {
      ResiteAction *action = g_ptr_array_index (actions, i);
      GPtrArray *entries = resite_action_get_entries (action);

      g_assert_true (g_hash_table_add (ids, (gpointer)resite_action_get_id (action)));
      g_assert_nonnull (resite_action_kind_to_string (resite_action_get_kind (action)));
      use_blocks (resite_action_get_blocks (action));
      for (guint j = 0; j < entries->len; j++)
        {
          ResiteEntry *entry = g_ptr_array_index (entries, j);

          g_assert_nonnull (resite_entry_get_element (entry));
          g_assert_null (resite_entry_get (entry, "no-such"));
        }
    }
}

static void
use_step (ResiteRunbook *runbook, ResiteStep *step, ResiteVariables *variables)
{
  GPtrArray *after = resite_step_get_after (step);
  g_autoptr (GPtrArray) planned = resite_runbook_list_after_for (runbook, step, variables);

  g_assert_true (resite_runbook_find_step (runbook, resite_step_get_id (step)) == step);
  g_assert_true (*resite_step_get_title (step) != '\0' && *resite_step_get_why (step) != '\0');
  g_assert_nonnull (resite_step_get_role (step));
  g_assert_cmpuint (resite_step_get_guard (step), <=, 3);
  g_assert_cmpuint (resite_step_get_by_hand (step)->len, >, 0);
  g_assert_false (resite_step_is_pause (step) && resite_step_is_verdict (step));
  for (guint i = 0; i < after->len; i++)
    g_assert_nonnull (resite_runbook_find_step (runbook, g_ptr_array_index (after, i)));
  for (guint i = 0; i < planned->len; i++)
    g_assert_nonnull (resite_runbook_find_step (runbook, g_ptr_array_index (planned, i)));
  use_blocks (resite_step_get_by_hand (step));
  use_blocks (resite_step_get_advice (step));
  use_blocks (resite_step_get_wrong (step));
  use_blocks (resite_step_get_way_back (step));
  use_actions (step);
}

static void
use_all (ResiteRunbook *runbook)
{
  g_autoptr (ResiteVariables) variables = resite_variables_new (NULL);
  g_autoptr (GPtrArray) ordered = NULL;
  GPtrArray *steps = resite_runbook_get_steps (runbook);
  GPtrArray *phases = resite_runbook_get_phases (runbook);
  guint in_phases = 0;

  resite_variables_set (variables, "options.address-first", "yes");
  ordered = resite_runbook_list_steps_for (runbook, variables);
  g_assert_cmpuint (ordered->len, ==, steps->len);
  for (guint i = 0; i < phases->len; i++)
    in_phases += resite_phase_get_steps (g_ptr_array_index (phases, i))->len;
  g_assert_cmpuint (in_phases, ==, steps->len);
  for (guint i = 0; i < steps->len; i++)
    use_step (runbook, g_ptr_array_index (steps, i), variables);
}

/* "NAME:LINE: what", a line each, in order, and the lines are there. */
static void
assert_complaints (const GError *error, const char *text)
{
  g_auto (GStrv) complaints = g_strsplit (error->message, "\n", -1);
  guint lines = 1;
  guint64 before = 0;

  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  for (const char *c = text; *c != '\0'; c++)
    lines += *c == '\n' ? 1 : 0;
  for (guint i = 0; complaints[i] != NULL; i++)
    {
      char *end = NULL;
      guint64 line;

      if (!g_str_has_prefix (complaints[i], NAME ":"))
        g_error ("no name in “%s”", complaints[i]);
      line = g_ascii_strtoull (complaints[i] + strlen (NAME ":"), &end, 10);
      if (!g_str_has_prefix (end, ": ") || end[2] == '\0' || line < 1 || line > lines)
        g_error ("no line in “%s” (of %u)", complaints[i], lines);
      g_assert_cmpuint (line, >=, before);
      before = line;
    }
}

static gboolean
try_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_from_data (NAME, bytes, &error);

  if (runbook == NULL)
    {
      assert_complaints (error, text);
      return FALSE;
    }
  g_assert_no_error (error);
  use_all (runbook);
  return TRUE;
}

static void
mutate_trees (const char *text, guint rounds, guint32 seed, guint *read, guint *refused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr (xmlDoc) document = xmlReadMemory (text, (int)strlen (text), NAME, NULL, 0);
      xmlChar *changed = NULL;
      int size;

      for (gint n = g_rand_int_range (random, 1, 4); n > 0; n--)
        change_tree (random, document);
      xmlDocDumpMemory (document, &changed, &size);
      if (try_text ((const char *)changed))
        ++*read;
      else
        ++*refused;
      xmlFree (changed);
    }
}

static void
test_small_trees (void)
{
  g_autofree char *text = read_small ();
  guint read = 0;
  guint refused = 0;

  mutate_trees (text, 2000, 20261122, &read, &refused);
  g_assert_cmpuint (read, >, 50);
  g_assert_cmpuint (refused, >, 500);
}

static void
test_builtin_trees (void)
{
  g_autoptr (ResiteRunbook) runbook = resite_runbook_new_builtin (NULL);
  GBytes *source = resite_runbook_get_source (runbook);
  g_autofree char *text = g_strndup (g_bytes_get_data (source, NULL), g_bytes_get_size (source));
  guint read = 0;
  guint refused = 0;

  mutate_trees (text, 100, 3, &read, &refused);
  g_assert_cmpuint (read, >, 5);
  g_assert_cmpuint (refused, >, 20);
}

/* Below the level of elements: bytes cut out, doubled and turned. */
static void
test_bytes (void)
{
  g_autofree char *small = read_small ();
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < 1500; i++)
    {
      g_autoptr (GString) text = g_string_new (small);

      for (gint n = g_rand_int_range (random, 1, 5); n > 0; n--)
        {
          gint at = g_rand_int_range (random, 0, (gint)text->len - 100);

          if (g_rand_boolean (random))
            g_string_erase (text, at, g_rand_int_range (random, 1, 90));
          else if (g_rand_boolean (random))
            text->str[at] = (char)g_rand_int_range (random, 1, 256);
          else
            g_string_insert (text, at, PICK (random, values));
        }
      try_text (text->str);
    }
}

/* Cut off anywhere, it is no runbook. */
static void
test_truncated (void)
{
  g_autofree char *small = read_small ();
  gsize length = strlen (g_strchomp (small));

  for (gsize at = 1; at < length; at += 23)
    {
      g_autofree char *text = g_strndup (small, at);

      g_assert_false (try_text (text));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/runbook-fuzz/small", test_small_trees);
  g_test_add_func ("/runbook-fuzz/builtin", test_builtin_trees);
  g_test_add_func ("/runbook-fuzz/bytes", test_bytes);
  g_test_add_func ("/runbook-fuzz/truncated", test_truncated);
  return g_test_run ();
}
