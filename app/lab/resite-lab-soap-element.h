/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* Reading elements, of which NULL has none. @space NULL: any. */
gboolean resite_lab_soap_is (const xmlNode *node, const char *space, const char *name);
xmlNode *resite_lab_soap_find (const xmlNode *parent, const char *space, const char *name);
xmlNode *resite_lab_soap_first (const xmlNode *parent);
xmlNode *resite_lab_soap_next (const xmlNode *node);
/* (transfer full): never NULL, without blanks around. */
char *resite_lab_soap_get_text (const xmlNode *node);
/* (nullable) (transfer full). */
char *resite_lab_soap_get_attribute (const xmlNode *node, const char *name);
/* xs:duration without years and months. */
gboolean resite_lab_soap_parse_duration (const char *text, guint *milliseconds);

G_END_DECLS
