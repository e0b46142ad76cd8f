/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-reply"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-reply-private.h"

void
resite_wsman_batch_free (ResiteWsmanBatch *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->objects);
  g_ptr_array_unref (self->keys);
  g_free (self->context);
  g_free (self);
}

static void
clear_keys (gpointer keys)
{
  if (keys != NULL)
    resite_cim_object_unref (keys);
}

static ResiteWsmanBatch *
batch_new (void)
{
  ResiteWsmanBatch *self = g_new0 (ResiteWsmanBatch, 1);

  self->objects = g_ptr_array_new_with_free_func ((GDestroyNotify)resite_cim_object_unref);
  self->keys = g_ptr_array_new_with_free_func (clear_keys);
  return self;
}

/* Items and EndOfSequence are in one namespace when they answer Enumerate and in the other when
 * they answer Pull, but not with every server. */
static const xmlNode *
find_either (const xmlNode *node, const char *name)
{
  const xmlNode *found = resite_wsman_xml_child (node, RESITE_NS_WSMAN, name);

  return found != NULL ? found : resite_wsman_xml_child (node, RESITE_NS_ENUMERATE, name);
}

static gboolean
add_item (ResiteWsmanBatch *batch, const xmlNode *instance, const xmlNode *reference,
          GError **error)
{
  g_autoptr (ResiteCimObject) keys = NULL;
  ResiteCimObject *object;

  if (reference != NULL)
    {
      keys = resite_wsman_xml_read_keys (reference, error);
      if (keys == NULL)
        return FALSE;
    }
  object = instance != NULL ? resite_wsman_xml_read_object (instance, error)
                            : resite_cim_object_ref (keys);
  if (object == NULL)
    return FALSE;
  g_ptr_array_add (batch->objects, object);
  g_ptr_array_add (batch->keys, g_steal_pointer (&keys));
  return TRUE;
}

/* An instance with its EPR beside it, in either order. */
static gboolean
add_pair (ResiteWsmanBatch *batch, const xmlNode *item, GError **error)
{
  const xmlNode *reference = resite_wsman_xml_child (item, RESITE_NS_ADDRESS, "EndpointReference");
  const xmlNode *instance = resite_wsman_xml_child (item, NULL, NULL);

  while (instance != NULL && instance == reference)
    instance = resite_wsman_xml_next (instance, NULL, NULL);
  return (instance == NULL && reference == NULL) || add_item (batch, instance, reference, error);
}

static gboolean
add_items (ResiteWsmanBatch *batch, const xmlNode *items, GError **error)
{
  for (const xmlNode *item = resite_wsman_xml_child (items, NULL, NULL); item != NULL;
       item = resite_wsman_xml_next (item, NULL, NULL))
    {
      gboolean added;

      if (resite_wsman_xml_is (item, RESITE_NS_WSMAN, "Item"))
        added = add_pair (batch, item, error);
      else if (resite_wsman_xml_is (item, RESITE_NS_ADDRESS, "EndpointReference"))
        added = add_item (batch, NULL, item, error);
      else
        added = add_item (batch, item, NULL, error);
      if (!added)
        return FALSE;
    }
  return TRUE;
}

ResiteWsmanBatch *
resite_wsman_reply_read_batch (ResiteWsmanReply *self, GError **error)
{
  g_autoptr (ResiteWsmanBatch) batch = NULL;
  const xmlNode *content;
  const xmlNode *context;

  g_return_val_if_fail (self != NULL, NULL);

  content = resite_wsman_reply_need_content (self, "EnumerateResponse", error);
  if (content == NULL)
    return NULL;
  if (!resite_wsman_xml_is (content, RESITE_NS_ENUMERATE, "PullResponse") &&
      resite_wsman_reply_need (self, RESITE_NS_ENUMERATE, "EnumerateResponse", error) == NULL)
    return NULL;
  batch = batch_new ();
  if (!add_items (batch, find_either (content, "Items"), error))
    return NULL;
  context = resite_wsman_xml_child (content, RESITE_NS_ENUMERATE, "EnumerationContext");
  if (context != NULL)
    batch->context = resite_wsman_xml_dup_text (context);
  if (batch->context != NULL && *batch->context == '\0')
    g_clear_pointer (&batch->context, g_free);
  batch->ended = find_either (content, "EndOfSequence") != NULL;
  if (batch->ended || batch->context != NULL)
    return g_steal_pointer (&batch);
  g_set_error_literal (error, RESITE_ERROR, RESITE_ERROR_MALFORMED,
                       _ ("The answer is a list that neither ends nor says how it goes on."));
  return NULL;
}

ResiteCimObject *
resite_wsman_reply_read_instance (ResiteWsmanReply *self, GError **error)
{
  const xmlNode *content;

  g_return_val_if_fail (self != NULL, NULL);

  content = resite_wsman_reply_need_content (self, _ ("an instance"), error);
  return content != NULL ? resite_wsman_xml_read_object (content, error) : NULL;
}

static gboolean
is_endpoint (const xmlNode *node)
{
  return resite_wsman_xml_is (node, RESITE_NS_TRANSFER, "ResourceCreated") ||
         resite_wsman_xml_is (node, RESITE_NS_ADDRESS, "EndpointReference") ||
         resite_wsman_xml_is (node, RESITE_NS_ADDRESS, "ReferenceParameters");
}

/* Where servers put the EPR: as they should, bare in the body, or one element deeper. An instance
 * may have references of its own, so there is no looking further. */
static const xmlNode *
find_endpoint (const xmlNode *node)
{
  for (; node != NULL; node = resite_wsman_xml_next (node, NULL, NULL))
    {
      if (is_endpoint (node))
        return node;
      for (const xmlNode *child = resite_wsman_xml_child (node, NULL, NULL); child != NULL;
           child = resite_wsman_xml_next (child, NULL, NULL))
        if (is_endpoint (child))
          return child;
    }
  return NULL;
}

ResiteCimObject *
resite_wsman_reply_read_keys (ResiteWsmanReply *self, GError **error)
{
  const xmlNode *content;
  const xmlNode *endpoint;

  g_return_val_if_fail (self != NULL, NULL);

  content = resite_wsman_reply_need_content (self, "ResourceCreated", error);
  if (content == NULL)
    return NULL;
  endpoint = find_endpoint (content);
  return endpoint != NULL ? resite_wsman_xml_read_keys (endpoint, error)
                          : resite_wsman_xml_read_object (content, error);
}

ResiteCimObject *
resite_wsman_reply_read_output (ResiteWsmanReply *self, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (resite_wsman_reply_is_empty (self))
    return resite_cim_object_new (NULL);
  return resite_wsman_reply_read_instance (self, error);
}

static void
dup_child (const xmlNode *node, const char *name, char **text)
{
  const xmlNode *child = resite_wsman_xml_child (node, RESITE_NS_IDENTITY, name);

  if (text != NULL)
    *text = child != NULL ? resite_wsman_xml_dup_text (child) : NULL;
}

gboolean
resite_wsman_reply_read_identify (ResiteWsmanReply *self, char **protocol, char **vendor,
                                  char **version, GError **error)
{
  const xmlNode *content;

  g_return_val_if_fail (self != NULL, FALSE);

  content = resite_wsman_reply_need (self, RESITE_NS_IDENTITY, "IdentifyResponse", error);
  if (content == NULL)
    return FALSE;
  dup_child (content, "ProtocolVersion", protocol);
  dup_child (content, "ProductVendor", vendor);
  dup_child (content, "ProductVersion", version);
  return TRUE;
}
