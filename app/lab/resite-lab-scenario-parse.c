/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-scenario"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "resite-error.h"
#include "resite-lab-fault.h"
#include "resite-lab-scenario-private.h"

#define MOST_BYTES    (1024 * 1024)
#define MOST_PACKAGES 100000

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlParserCtxt, xmlFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

typedef struct
{
  const char *name; /* of the file */
  char *complaint;  /* the first one */
} Reading;

static void complain (Reading *reading, gint64 line, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
complain (Reading *reading, gint64 line, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  if (reading->complaint != NULL)
    return;
  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  reading->complaint =
      g_strdup_printf ("%s:%" G_GINT64_FORMAT ": %s", reading->name, line, g_strchomp (what));
}

static void
take_error_cb (void *user_data, xmlErrorPtr error)
{
  xmlParserCtxt *context = user_data;

  if (error->level != XML_ERR_WARNING)
    complain (context->_private, error->line, "%s", error->message);
}

static void
refuse_document_type_cb (void *user_data, const xmlChar *name, const xmlChar *public_id,
                         const xmlChar *system_id)
{
  xmlParserCtxt *context = user_data;

  complain (context->_private, xmlSAX2GetLineNumber (context), "%s",
            _ ("a scenario has no document type and no entities; take <!DOCTYPE out"));
  xmlStopParser (context);
}

static xmlDoc *
read_document (Reading *reading, GBytes *text)
{
  g_autoptr (xmlParserCtxt) context = NULL;
  g_autoptr (xmlDoc) doc = NULL;
  gsize size;
  const char *data = g_bytes_get_data (text, &size);

  if (size == 0 || size > MOST_BYTES)
    {
      complain (reading, 1, "%s",
                size == 0 ? _ ("the file is empty") : _ ("the file is too large for a scenario"));
      return NULL;
    }
  xmlInitParser ();
  context = xmlNewParserCtxt ();
  context->_private = reading;
  context->sax->serror = take_error_cb;
  context->sax->internalSubset = refuse_document_type_cb;
  doc = xmlCtxtReadMemory (context, data, (int)size, NULL, NULL,
                           XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
  if (doc == NULL)
    complain (reading, 1, "%s", _ ("the file is no XML"));
  return reading->complaint == NULL ? g_steal_pointer (&doc) : NULL;
}

static gboolean
is (const xmlNode *node, const char *name)
{
  return xmlStrEqual (node->name, BAD_CAST name);
}

static xmlNode *
find_element (xmlNode *node)
{
  while (node != NULL && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

static char *
take_text (xmlChar *text)
{
  char *copy = g_strdup ((const char *)text);

  xmlFree (text);
  return copy;
}

/* (nullable) (transfer full). */
static char *
get_attribute (xmlNode *node, const char *name)
{
  return take_text (xmlGetNoNsProp (node, BAD_CAST name));
}

/* As xgettext collapses it, or the translation would not be found. */
static char *
get_text (xmlNode *node)
{
  g_autofree char *text = take_text (xmlNodeGetContent (node));
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (joined->len > 0)
        g_string_append_c (joined, ' ');
      g_string_append (joined, words[i]);
    }
  return g_string_free (joined, FALSE);
}

/* @known: "|id|level|". */
static void
check_attributes (Reading *reading, xmlNode *node, const char *known)
{
  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    {
      g_autofree char *word = g_strconcat ("|", (const char *)attribute->name, "|", NULL);

      if (strstr (known, word) == NULL)
        complain (reading, xmlGetLineNo (node), _ ("<%s> has no attribute %s"),
                  (const char *)node->name, (const char *)attribute->name);
    }
}

static guint64
get_number (Reading *reading, xmlNode *node, const char *name, guint64 most)
{
  g_autofree char *text = get_attribute (node, name);
  guint64 number = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, most, &number, NULL))
    complain (reading, xmlGetLineNo (node), _ ("%s=\"%s\" is no number that can be meant"), name,
              text);
  return number;
}

static double
read_chance (Reading *reading, xmlNode *node)
{
  g_autofree char *text = get_attribute (node, "chance");
  char *end = NULL;
  double chance;

  if (text == NULL)
    return 1;
  chance = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(chance > 0 && chance <= 1))
    complain (reading, xmlGetLineNo (node),
              _ ("chance=\"%s\" is no number above 0 and up to 1, as in 0.5"), text);
  return chance;
}

static void
check_step (Reading *reading, xmlNode *node, const char *at)
{
  if (at != NULL && !g_regex_match_simple ("^[A-Z][0-9]+(\\.[0-9]+)?(@[a-z0-9.]+)?$", at,
                                           (GRegexCompileFlags)0, (GRegexMatchFlags)0))
    complain (reading, xmlGetLineNo (node), _ ("at=\"%s\" is no step, as C6 or C6@primary.1 are"),
              at);
  else if (at != NULL && !resite_lab_scenario_is_step (at))
    complain (reading, xmlGetLineNo (node),
              _ ("at=\"%s\": the procedure has no such step, and nothing would happen"), at);
}

/* A fault that nothing comes of would be told of as one that was met. */
static void
check_value (Reading *reading, xmlNode *node, const ResiteLabFaultName *name,
             const ResiteLabScenarioFault *fault)
{
  g_autofree char *count = g_strdup_printf ("%u", fault->count);
  const char *value = fault->count > 0 ? count : fault->value;

  if (!resite_lab_fault_takes (name, value))
    complain (reading, xmlGetLineNo (node),
              /* TRANSLATORS: a fault's short name, a value, and what the fault is. */
              _ ("<fault name=\"%s\">: nothing comes of “%s”. What it is: %s"), name->name, value,
              _ (name->meaning));
}

static void
read_fault (Reading *reading, ResiteLabScenario *self, xmlNode *node)
{
  g_autofree char *name = get_attribute (node, "name");
  g_autofree char *value = get_attribute (node, "value");
  g_autofree char *at = get_attribute (node, "at");
  ResiteLabScenarioFault *fault;

  check_attributes (reading, node, "|name|value|at|count|chance|");
  check_step (reading, node, at);
  if (resite_lab_fault_find (name) == NULL)
    {
      complain (reading, xmlGetLineNo (node),
                _ ("<fault name=\"%s\">: there is no such fault; resite-cli lab --faults lists "
                   "them"),
                name != NULL ? name : "");
      return;
    }
  fault = resite_lab_scenario_add_fault (self, name, value != NULL ? value : "yes", at);
  fault->count = (guint)get_number (reading, node, "count", G_MAXINT);
  fault->chance = read_chance (reading, node);
  if (value != NULL && fault->count > 0)
    complain (reading, xmlGetLineNo (node), "%s",
              _ ("<fault> has either a value or a count, not both"));
  check_value (reading, node, resite_lab_fault_find (name), fault);
}

/* Of what stands once and has nothing in it but words, or nothing at all. */
static gboolean
may_stand (Reading *reading, const ResiteLabScenario *self, xmlNode *node)
{
  xmlNode *within = find_element (node->children);

  if (within != NULL)
    complain (reading, xmlGetLineNo (within), _ ("<%s> has no place within <%s>"),
              (const char *)within->name, (const char *)node->name);
  if (is (node, "title"))
    return self->title == NULL;
  if (is (node, "story"))
    return self->story == NULL;
  if (is (node, "lesson"))
    return self->lesson == NULL;
  return is (node, "fault") || (is (node, "site") && !self->has_site);
}

static void
read_site (Reading *reading, ResiteLabScenario *self, xmlNode *node)
{
  check_attributes (reading, node, "|packages|bytes|");
  self->has_site = TRUE;
  self->packages = (guint)get_number (reading, node, "packages", MOST_PACKAGES);
  self->bytes = get_number (reading, node, "bytes", G_MAXINT64);
}

static void
read_part (Reading *reading, ResiteLabScenario *self, xmlNode *node)
{
  if (!may_stand (reading, self, node))
    complain (reading, xmlGetLineNo (node), _ ("<%s> has no place here, or comes twice"),
              (const char *)node->name);
  else if (is (node, "fault"))
    read_fault (reading, self, node);
  else if (is (node, "site"))
    read_site (reading, self, node);
  else if (is (node, "title"))
    self->title = get_text (node);
  else if (is (node, "story"))
    self->story = get_text (node);
  else
    self->lesson = get_text (node);
}

/* @text (nullable). */
static gboolean
is_told (const char *text)
{
  return text != NULL && *text != '\0';
}

static void
read_level (Reading *reading, ResiteLabScenario *self, xmlNode *node)
{
  g_autofree char *level = get_attribute (node, "level");

  self->level = RESITE_LAB_USUAL;
  if (level == NULL)
    return;
  for (guint i = RESITE_LAB_FIRST; i <= RESITE_LAB_HARD; i++)
    if (g_str_equal (level, resite_lab_level_to_word (i)))
      {
        self->level = i;
        return;
      }
  complain (reading, xmlGetLineNo (node), _ ("level=\"%s\": it is first, usual or hard"), level);
}

static ResiteLabScenario *
read_scenario (Reading *reading, xmlNode *node)
{
  g_autofree char *id = get_attribute (node, "id");
  ResiteLabScenario *self = resite_lab_scenario_new (id != NULL ? id : "");

  check_attributes (reading, node, "|id|level|");
  if (id == NULL ||
      !g_regex_match_simple ("^[a-z][a-z0-9-]*$", id, (GRegexCompileFlags)0, (GRegexMatchFlags)0))
    complain (reading, xmlGetLineNo (node), "%s",
              _ ("<scenario> needs an id of small letters, digits and hyphens"));
  read_level (reading, self, node);
  for (xmlNode *part = find_element (node->children); part != NULL;
       part = find_element (part->next))
    read_part (reading, self, part);
  if (!is_told (self->title) || !is_told (self->story))
    complain (reading, xmlGetLineNo (node), "%s", _ ("<scenario> needs a <title> and a <story>"));
  return self;
}

static void
unref_scenario (gpointer scenario)
{
  resite_lab_scenario_unref (scenario);
}

static void
read_root (Reading *reading, xmlNode *root, GPtrArray *list)
{
  if (is (root, "scenario"))
    {
      g_ptr_array_add (list, read_scenario (reading, root));
      return;
    }
  if (!is (root, "scenarios"))
    {
      complain (reading, xmlGetLineNo (root), _ ("<%s> is no <scenario>"),
                (const char *)root->name);
      return;
    }
  for (xmlNode *node = find_element (root->children); node != NULL;
       node = find_element (node->next))
    {
      if (is (node, "scenario"))
        g_ptr_array_add (list, read_scenario (reading, node));
      else
        complain (reading, xmlGetLineNo (node), _ ("<%s> is no <scenario>"),
                  (const char *)node->name);
    }
}

GPtrArray *
resite_lab_scenario_parse (GBytes *text, const char *name, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (unref_scenario);
  Reading reading = { .name = name };
  g_autoptr (xmlDoc) doc = read_document (&reading, text);

  if (doc != NULL)
    read_root (&reading, xmlDocGetRootElement (doc), list);
  if (reading.complaint == NULL)
    return g_steal_pointer (&list);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_INVALID, reading.complaint);
  g_free (reading.complaint);
  return NULL;
}
