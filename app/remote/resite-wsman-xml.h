/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libxml/tree.h>
#include <libxml/xmlwriter.h>

#include "resite-cim-object.h"

G_BEGIN_DECLS

/* XML as it comes over a line, and instances in it: for both ends. */

/* A name of its own, so that it may be g_autoptr beside other users of libxml2. */
typedef xmlDoc ResiteWsmanXml;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResiteWsmanXml, xmlFreeDoc)

/* No network, no entities, no DTD at all, bounded depth. RESITE_ERROR_MALFORMED with line and
 * reason. */
ResiteWsmanXml *resite_wsman_xml_read (const void *bytes, gsize size, GError **error);

gboolean resite_wsman_xml_is (const xmlNode *node, const char *space, const char *name);
/* Elements only; @space or @name NULL: any. (nullable). */
xmlNode *resite_wsman_xml_child (const xmlNode *node, const char *space, const char *name);
xmlNode *resite_wsman_xml_next (const xmlNode *node, const char *space, const char *name);
/* Its own text, not that of elements in it: as it is, or without blanks around. (transfer full),
 * never NULL. */
char *resite_wsman_xml_dup_content (const xmlNode *node);
char *resite_wsman_xml_dup_text (const xmlNode *node);
/* Of @space; NULL: of none. (transfer full) (nullable). */
char *resite_wsman_xml_dup_attribute (const xmlNode *node, const char *space, const char *name);
/* Whether XML 1.0 can hold it: valid UTF-8 without most control characters. */
gboolean resite_wsman_xml_can_hold (const char *text);

/* An element whose children are properties: an instance, parameters, a row. The class is
 * xsi:type's, else the element's name; none for w:XmlFragment. (transfer full). */
ResiteCimObject *resite_wsman_xml_read_object (const xmlNode *node, GError **error);
/* Selectors of an EPR or SelectorSet; the class is the end of its ResourceURI. (transfer full). */
ResiteCimObject *resite_wsman_xml_read_keys (const xmlNode *node, GError **error);

/* <p:NAME> in namespace @resource with the properties of @object (nullable: none). @typed: with
 * xsi:type p:CLASS_Type. What is embedded or referred to is of the same WMI namespace. */
void resite_wsman_xml_write_object (xmlTextWriter *writer, const char *name, const char *resource,
                                    ResiteCimObject *object, gboolean typed);
/* <a:Address/><a:ReferenceParameters>... of the instance that @keys name; @resource: of any class
 * of its WMI namespace. */
void resite_wsman_xml_write_reference (xmlTextWriter *writer, const char *resource,
                                       ResiteCimObject *keys);
/* <w:SelectorSet>; nothing for none. */
void resite_wsman_xml_write_selectors (xmlTextWriter *writer, const char *resource,
                                       ResiteCimObject *keys);
/* Whether @name may be an element's: RESITE_ERROR_INVALID. */
gboolean resite_wsman_xml_check_name (const char *name, GError **error);
/* The first text of @object, names included, that XML cannot hold or that is no name:
 * RESITE_ERROR_INVALID. @object (nullable). */
gboolean resite_wsman_xml_check_object (ResiteCimObject *object, GError **error);

G_END_DECLS
