/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

#include "resite-complaints.h"

G_BEGIN_DECLS

/* The few things that the passes over a runbook's text do with libxml2's tree. Nothing of it
 * leaves these passes. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

/* Well-formed and without a document type, so that no entity is ever declared; else NULL, and
 * @complaints has the reasons. Nothing is fetched from anywhere. */
xmlDoc *resite_runbook_xml_read (GBytes *text, ResiteComplaints *complaints);

/* Held against the grammar in the program. */
void resite_runbook_xml_validate (xmlDoc *doc, ResiteComplaints *complaints);

/* A file that is compiled in, (transfer full). Any thread. */
GBytes *resite_runbook_xml_load_resource (const char *path);

/* What the grammar cannot say: ids, references, conditions, names, patterns. Copes with a tree that
 * is not valid. */
void resite_runbook_xml_check (xmlDoc *doc, ResiteComplaints *complaints);

/* What is missing or empty in @node and below, in plainer words than the grammar has. */
void resite_runbook_xml_check_presence (xmlNode *node, ResiteComplaints *complaints);

/* Every name in @node and below, in texts, arguments and conditions, added to @names, a set of
 * strings that it owns. */
void resite_runbook_xml_collect_names (xmlNode *node, GHashTable *names,
                                       ResiteComplaints *complaints);

/* Elements only; NULL at the end. */
xmlNode *resite_runbook_xml_first (xmlNode *parent);
xmlNode *resite_runbook_xml_next (xmlNode *node);
gboolean resite_runbook_xml_is (xmlNode *node, const char *name);
xmlNode *resite_runbook_xml_find (xmlNode *parent, const char *name);

/* (nullable) (transfer full), without blanks at the ends. */
char *resite_runbook_xml_get (xmlNode *node, const char *attribute);
gboolean resite_runbook_xml_get_yes (xmlNode *node, const char *attribute);
/* (element-type utf8) (transfer full): the words of a list of ids. */
GPtrArray *resite_runbook_xml_get_words (xmlNode *node, const char *attribute);
/* (transfer full), as it stands in the file. */
char *resite_runbook_xml_get_text (xmlNode *node);
int resite_runbook_xml_get_line (xmlNode *node);

G_END_DECLS
