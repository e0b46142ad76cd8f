/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-distribution-point"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "resite-distribution-point.h"
#include "resite-error.h"

typedef xmlDoc Document;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Document, xmlFreeDoc)

void
resite_dp_entry_free (ResiteDpEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/* The path of the virtual directory, with "/" at its end. */
static char *
dup_directory (GUri *uri, const char *drive)
{
  g_autofree char *path = g_strdup (g_uri_get_path (uri));

  for (gsize length = strlen (path); length > 0 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';
  if (*path != '\0')
    return g_strconcat (path, "/", NULL);
  return drive != NULL ? g_strdup_printf ("/SMS_DP_SMSPKG%c$/", g_ascii_toupper (drive[0])) : NULL;
}

char *
resite_distribution_point_format_url (const char *base, const char *drive, const char *package,
                                      GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *directory = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (base != NULL && package != NULL, NULL);

  uri = resite_web_parse_url (base, error);
  if (uri == NULL)
    return NULL;
  directory = dup_directory (uri, drive);
  if (directory == NULL)
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_INVALID,
                   _ ("%s does not say where packages lie; it is written as "
                      "http://SERVER/SMS_DP_SMSPKGE$/ with the letter of their drive."),
                   base);
      return NULL;
    }
  escaped = g_uri_escape_string (package, NULL, FALSE);
  path = g_strconcat (directory, escaped, "/", NULL);
  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), path, NULL, NULL);
}

static gboolean
is_dav (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
         xmlStrEqual (node->ns->href, BAD_CAST "DAV:") &&
         g_ascii_strcasecmp ((const char *)node->name, name) == 0;
}

/* The first of that name at any depth. */
static xmlNode *
find (xmlNode *parent, const char *name)
{
  for (xmlNode *node = parent->children; node != NULL; node = node->next)
    {
      xmlNode *inner = NULL;

      if (node->type == XML_ELEMENT_NODE)
        inner = is_dav (node, name) ? node : find (node, name);
      if (inner != NULL)
        return inner;
    }
  return NULL;
}

static char *
dup_text (xmlNode *parent, const char *name)
{
  xmlNode *node = find (parent, name);
  xmlChar *value = node != NULL ? xmlNodeGetContent (node) : NULL;
  char *copy = value != NULL ? g_strstrip (g_strdup ((char *)value)) : NULL;

  xmlFree (value);
  return copy;
}

/* The decoded path of an address or of a bare path, without a slash at its end. */
static char *
dup_path (const char *reference)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *whole =
      *reference == '/' ? g_strconcat ("http://x", reference, NULL) : g_strdup (reference);
  char *path;

  uri = g_uri_parse (whole, G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (uri == NULL)
    return NULL;
  path = g_strdup (g_uri_get_path (uri));
  for (gsize length = strlen (path); length > 0 && path[length - 1] == '/'; length--)
    path[length - 1] = '\0';
  return path;
}

/* Is @path, which ends at @slash with its name, right below @own? */
static gboolean
lies_in (const char *path, const char *slash, const char *own)
{
  const gsize length = (gsize)(slash - path);

  return length == strlen (own) && g_ascii_strncasecmp (path, own, length) == 0;
}

/* NULL: the folder itself, or nothing that lies right below it, as from a server that lists whole
 * trees. */
static ResiteDpEntry *
read_response (xmlNode *response, const char *own)
{
  g_autofree char *reference = dup_text (response, "href");
  g_autofree char *path = reference != NULL ? dup_path (reference) : NULL;
  g_autofree char *size = dup_text (response, "getcontentlength");
  const char *slash = path != NULL ? strrchr (path, '/') : NULL;
  xmlNode *type = find (response, "resourcetype");
  ResiteDpEntry *entry;

  if (slash == NULL || slash[1] == '\0' || !lies_in (path, slash, own))
    return NULL;
  entry = g_new0 (ResiteDpEntry, 1);
  entry->name = g_strdup (slash + 1);
  entry->folder = type != NULL && find (type, "collection") != NULL;
  entry->size = -1;
  if (!entry->folder && size != NULL && *size != '\0')
    entry->size = g_ascii_strtoll (size, NULL, 10);
  return entry;
}

GPtrArray *
resite_distribution_point_parse (const char *url, const ResiteWebAnswer *answer)
{
  gsize size;
  const char *bytes;
  g_autoptr (Document) document = NULL;
  g_autofree char *own = NULL;
  GPtrArray *entries;
  xmlNode *root;

  g_return_val_if_fail (url != NULL && answer != NULL, NULL);

  bytes = g_bytes_get_data (answer->body, &size);
  own = dup_path (url);
  if (answer->status != 207 || size == 0 || own == NULL)
    return NULL;
  document = xmlReadMemory (bytes, (int)size, "listing", NULL,
                            XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
  root = document != NULL ? xmlDocGetRootElement (document) : NULL;
  if (root == NULL || !is_dav (root, "multistatus"))
    return NULL;
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_dp_entry_free);
  for (xmlNode *node = root->children; node != NULL; node = node->next)
    {
      ResiteDpEntry *entry = is_dav (node, "response") ? read_response (node, own) : NULL;

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
  return entries;
}
