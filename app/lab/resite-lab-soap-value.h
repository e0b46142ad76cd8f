/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libxml/tree.h>

#include "resite-cim-object.h"

G_BEGIN_DECLS

/* WMI's instances and parameters as elements, and back, as wsman's Windows binding has them. */

/* Appends @object as an element of @space's class: @element is its name; NULL: that of the class, and
 * an object without a class becomes a w:XmlFragment with bare children. */
void resite_lab_soap_append_object (GString *xml, ResiteCimObject *object, const char *space,
                                    const char *element);
/* One property as a w:XmlFragment; @value may be NULL. */
void resite_lab_soap_append_fragment (GString *xml, const char *name, ResiteCimValue *value);
/* The parameters of an endpoint reference: a:Address and a:ReferenceParameters. */
void resite_lab_soap_append_reference (GString *xml, const char *space, const char *class_name,
                                       ResiteCimObject *keys);

/* (transfer full). */
ResiteCimObject *resite_lab_soap_read_object (const xmlNode *node, const char *class_name);
ResiteCimObject *resite_lab_soap_read_selectors (const xmlNode *selector_set);

G_END_DECLS
