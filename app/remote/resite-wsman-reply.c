/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-reply"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-fault-private.h"
#include "resite-wsman-names.h"
#include "resite-wsman-reply-private.h"

struct _ResiteWsmanReply
{
  ResiteWsmanXml *document; /* NULL: an empty reply */
  gsize size;
  const xmlNode *header;
  const xmlNode *body;
  char *action;
  char *relates_to;
  ResiteWsmanFault *fault;
};

static void
reply_clear (gpointer data)
{
  ResiteWsmanReply *self = data;

  g_clear_pointer (&self->document, xmlFreeDoc);
  g_clear_pointer (&self->fault, resite_wsman_fault_free);
  g_free (self->action);
  g_free (self->relates_to);
}

ResiteWsmanReply *
resite_wsman_reply_ref (ResiteWsmanReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
resite_wsman_reply_unref (ResiteWsmanReply *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, reply_clear);
}

ResiteWsmanReply *
resite_wsman_reply_new_empty (void)
{
  return g_atomic_rc_box_new0 (ResiteWsmanReply);
}

static gboolean
find_parts (ResiteWsmanReply *self, GError **error)
{
  const xmlNode *root = xmlDocGetRootElement (self->document);

  if (!resite_wsman_xml_is (root, RESITE_NS_SOAP, "Envelope"))
    {
      g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                   _ ("The answer is no envelope of SOAP 1.2, but begins with the element %s. "
                      "Something else than WinRM answers there."),
                   (char *)root->name);
      return FALSE;
    }
  self->header = resite_wsman_xml_child (root, RESITE_NS_SOAP, "Header");
  self->body = resite_wsman_xml_child (root, RESITE_NS_SOAP, "Body");
  /* Simple test servers leave the body out, but not what is in it. */
  if (self->body == NULL && self->header == NULL && resite_wsman_xml_child (root, NULL, NULL))
    self->body = root;
  if (self->body != NULL)
    return TRUE;
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                       _ ("The answer is an envelope without a body."));
  return FALSE;
}

static char *
dup_header (ResiteWsmanReply *self, const char *name)
{
  const xmlNode *block = resite_wsman_xml_child (self->header, RESITE_NS_ADDRESS, name);

  return block != NULL ? resite_wsman_xml_dup_text (block) : NULL;
}

static gboolean
check_relation (ResiteWsmanReply *self, const char *message_id, GError **error)
{
  if (message_id == NULL || self->relates_to == NULL || *self->relates_to == '\0' ||
      g_ascii_strcasecmp (self->relates_to, message_id) == 0)
    return TRUE;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
               _ ("The answer belongs to another request: it relates to %s, not to %s."),
               self->relates_to, message_id);
  return FALSE;
}

ResiteWsmanReply *
resite_wsman_reply_new (GBytes *bytes, const char *message_id, GError **error)
{
  g_autoptr (ResiteWsmanReply) self = NULL;
  const xmlNode *fault;
  const void *data;
  gsize size;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = resite_wsman_reply_new_empty ();
  data = g_bytes_get_data (bytes, &size);
  self->size = size;
  self->document = resite_wsman_xml_read (data, size, error);
  if (self->document == NULL || !find_parts (self, error))
    return NULL;
  self->action = dup_header (self, "Action");
  self->relates_to = dup_header (self, "RelatesTo");
  if (!check_relation (self, message_id, error))
    return NULL;
  fault = resite_wsman_xml_child (self->body, RESITE_NS_SOAP, "Fault");
  if (fault != NULL)
    self->fault = resite_wsman_fault_read (fault, self->header);
  return g_steal_pointer (&self);
}

const ResiteWsmanFault *
resite_wsman_reply_get_fault (ResiteWsmanReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->fault;
}

const char *
resite_wsman_reply_get_action (ResiteWsmanReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->action;
}

const char *
resite_wsman_reply_get_relates_to (ResiteWsmanReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->relates_to;
}

gsize
resite_wsman_reply_get_size (ResiteWsmanReply *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size;
}

const xmlNode *
resite_wsman_reply_get_body (ResiteWsmanReply *self)
{
  return self->body;
}

const xmlNode *
resite_wsman_reply_get_content (ResiteWsmanReply *self)
{
  return resite_wsman_xml_child (self->body, NULL, NULL);
}

gboolean
resite_wsman_reply_is_empty (ResiteWsmanReply *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return resite_wsman_reply_get_content (self) == NULL;
}

const xmlNode *
resite_wsman_reply_need_content (ResiteWsmanReply *self, const char *what, GError **error)
{
  const xmlNode *content = resite_wsman_reply_get_content (self);

  if (content != NULL && self->fault == NULL)
    return content;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
               self->fault != NULL ? _ ("The answer has a fault in the place of %s.")
                                   : _ ("The answer has nothing in the place of %s."),
               what);
  return NULL;
}

const xmlNode *
resite_wsman_reply_need (ResiteWsmanReply *self, const char *space, const char *name,
                         GError **error)
{
  const xmlNode *content = resite_wsman_reply_need_content (self, name, error);

  if (content == NULL || resite_wsman_xml_is (content, space, name))
    return content;
  g_set_error (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
               _ ("The answer has %s in the place of %s (line %ld)."), (char *)content->name, name,
               xmlGetLineNo (content));
  return NULL;
}
