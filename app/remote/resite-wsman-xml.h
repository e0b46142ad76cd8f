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
/* Its content without blanks around; (transfer full), never NULL. */
char *resite_wsman_xml_dup_text (const xmlNode *node);
/* Of no namespace, or else of any. (transfer full) (nullable). */
char *resite_wsman_xml_dup_attribute (const xmlNode *node, const char *name);
/* What XML 1.0 can hold. */
gboolean resite_wsman_xml_can_hold (const char *text);

/* An element whose children are properties: an instance, parameters, a row. The class is
 * xsi:type's, else the element's name; none for w:XmlFragment. (transfer full). */
ResiteCimObject *resite_wsman_xml_read_object (const xmlNode *node, GError **error);
/* Selectors of an EPR or SelectorSet; class is the last part of its ResourceURI. (transfer full). */
ResiteCimObject *resite_wsman_xml_read_keys (const xmlNode *node, GError **error);

/* <p:NAME> in namespace @resource with the properties of @object (nullable: none). xsi:type
 * p:CLASS_Type when @typed. @space (nullable): namespace for embedded objects' resource, with
 * slashes. */
void resite_wsman_xml_write_object (xmlTextWriter *writer, const char *name, const char *resource,
                                    const char *space, ResiteCimObject *object, gboolean typed);
/* <a:Address/><a:ReferenceParameters>... of the instance that @keys name. */
void resite_wsman_xml_write_reference (xmlTextWriter *writer, const char *space,
                                       ResiteCimObject *keys);
/* <w:SelectorSet>; nothing for none. */
void resite_wsman_xml_write_selectors (xmlTextWriter *writer, const char *space,
                                       ResiteCimObject *keys);
/* The first text of @object, names included, that XML cannot hold or that is no name:
 * RESITE_ERROR_INVALID. */
gboolean resite_wsman_xml_check_object (ResiteCimObject *object, GError **error);

G_END_DECLS
