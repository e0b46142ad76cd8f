/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-runbook-presence"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-action-private.h"
#include "resite-runbook-xml.h"

/* The grammar refuses what is missing too, but libxml2 then names what it found in its place. Here
 * it is said what is missing. */

static void
complain_about_missing (ResiteComplaints *complaints, xmlNode *node, const char *part)
{
  resite_complaints_add (complaints, resite_runbook_xml_get_line (node),
                         /* TRANSLATORS: names of an XML element and of a part of it. */
                         _ ("%s needs %s"), (const char *)node->name, part);
}

static void
check_attributes (ResiteComplaints *complaints, xmlNode *node, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *value = resite_runbook_xml_get (node, names[i]);

      if (value == NULL)
        complain_about_missing (complaints, node, names[i]);
    }
}

static void
check_children (ResiteComplaints *complaints, xmlNode *node, const char *const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (resite_runbook_xml_find (node, names[i]) == NULL)
      complain_about_missing (complaints, node, names[i]);
}

static void
check_role (ResiteComplaints *complaints, xmlNode *node, const char *attribute)
{
  static const char *const roles[] = { "old",     "new", "source", "primary",
                                       "central", "ad",  "desk",   NULL };
  g_autofree char *role = resite_runbook_xml_get (node, attribute);
  g_autofree char *all = g_strjoinv (", ", (GStrv)roles);

  if (role != NULL && !g_strv_contains (roles, role))
    resite_complaints_add (complaints, resite_runbook_xml_get_line (node),
                           _ ("%s is \"%s\"; the roles are %s"), attribute, role, all);
}

static void
check_action (ResiteComplaints *complaints, xmlNode *action, ResiteActionKind kind)
{
  g_autofree char *seconds = resite_runbook_xml_get (action, "seconds");
  g_autofree char *awaited = resite_runbook_xml_get (action, "for");

  check_attributes (complaints, action, resite_action_kind_get_required (kind));
  if (kind == RESITE_ACTION_WAIT && seconds == NULL && awaited == NULL)
    complain_about_missing (complaints, action, _ ("seconds or for"));
}

static void
check_step (ResiteComplaints *complaints, xmlNode *step)
{
  static const char *const attributes[] = { "id", "on", NULL };
  static const char *const children[] = { "title", "why", "by-hand", NULL };
  guint n_actions = 0;

  check_attributes (complaints, step, attributes);
  check_children (complaints, step, children);
  for (xmlNode *node = resite_runbook_xml_first (step); node != NULL;
       node = resite_runbook_xml_next (node))
    {
      ResiteActionKind kind;

      if (!resite_action_kind_from_string ((const char *)node->name, &kind))
        continue;
      check_action (complaints, node, kind);
      n_actions++;
    }
  if (n_actions == 0)
    complain_about_missing (complaints, step, _ ("at least one action"));
}

static gboolean
has_text (xmlNode *node)
{
  g_autofree char *text = resite_runbook_xml_get_text (node);

  return *g_strstrip (text) != '\0';
}

static void
check_element (ResiteComplaints *complaints, xmlNode *node)
{
  static const char *const texts[] = { "title", "intro", "why",  "released-by",
                                       "label", "p",     "item", NULL };
  static const char *const roles[] = { "on", "machine", "from", "to" };

  if (g_strv_contains (texts, (const char *)node->name) && !has_text (node))
    resite_complaints_add (complaints, resite_runbook_xml_get_line (node), _ ("%s is empty"),
                           (const char *)node->name);
  if (resite_runbook_xml_is (node, "step"))
    check_step (complaints, node);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (!resite_runbook_xml_is (node, "watch") || !g_str_equal (roles[i], "from"))
      check_role (complaints, node, roles[i]);
}

void
resite_runbook_xml_check_presence (xmlNode *node, ResiteComplaints *complaints)
{
  check_element (complaints, node);
  for (xmlNode *child = resite_runbook_xml_first (node); child != NULL;
       child = resite_runbook_xml_next (child))
    resite_runbook_xml_check_presence (child, complaints);
}
