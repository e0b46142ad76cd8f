/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-message"

#include "config.h"

#include "resite-wsman-names.h"
#include "resite-wsman-piece.h"
#include "resite-wsman-request.h"

void
resite_wsman_message_free (ResiteWsmanMessage *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->action);
  g_free (self->resource);
  g_free (self->headers);
  g_free (self->body);
  g_free (self);
}

static ResiteWsmanMessage *
message_new (const char *action, const char *resource, gboolean is_read)
{
  ResiteWsmanMessage *self = g_new0 (ResiteWsmanMessage, 1);

  self->action = g_strdup (action);
  self->resource = g_strdup (resource);
  self->is_read = is_read;
  return self;
}

static ResiteWsmanMessage *
message_with_body (const char *action, const char *resource, gboolean is_read,
                   ResiteWsmanPiece *piece, GError **error)
{
  g_autoptr (ResiteWsmanMessage) self = message_new (action, resource, is_read);

  self->body = resite_wsman_piece_end (piece, error);
  return self->body != NULL ? g_steal_pointer (&self) : NULL;
}

static void
element_with_number (ResiteWsmanPiece *piece, const char *name, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  resite_wsman_piece_element (piece, name, text);
}

static ResiteWsmanMessage *
new_enumerate (const char *resource, const char *query, guint max_elements, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = resite_wsman_piece_new ();

  resite_wsman_piece_open (piece, "n:Enumerate");
  resite_wsman_piece_attribute (piece, "xmlns:n", RESITE_NS_ENUMERATE);
  resite_wsman_piece_attribute (piece, "xmlns:w", RESITE_NS_WSMAN);
  resite_wsman_piece_open (piece, "w:OptimizeEnumeration");
  resite_wsman_piece_close (piece);
  element_with_number (piece, "w:MaxElements", MAX (max_elements, 1));
  if (query != NULL)
    {
      resite_wsman_piece_open (piece, "w:Filter");
      resite_wsman_piece_attribute (piece, "Dialect", RESITE_DIALECT_WQL);
      resite_wsman_piece_text (piece, query);
      resite_wsman_piece_close (piece);
    }
  resite_wsman_piece_close (piece);
  return message_with_body (RESITE_ACTION_ENUMERATE, resource, TRUE, piece, error);
}

ResiteWsmanMessage *
resite_wsman_message_new_enumerate (const char *resource, guint max_elements, GError **error)
{
  g_return_val_if_fail (resource != NULL, NULL);

  return new_enumerate (resource, NULL, max_elements, error);
}

ResiteWsmanMessage *
resite_wsman_message_new_pull (const char *resource, const char *context, guint max_elements,
                               guint timeout_seconds, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;
  g_autofree char *time = g_strdup_printf ("PT%u.000S", timeout_seconds);

  g_return_val_if_fail (resource != NULL && context != NULL, NULL);

  piece = resite_wsman_piece_new ();
  resite_wsman_piece_open (piece, "n:Pull");
  resite_wsman_piece_attribute (piece, "xmlns:n", RESITE_NS_ENUMERATE);
  resite_wsman_piece_element (piece, "n:EnumerationContext", context);
  if (timeout_seconds > 0)
    resite_wsman_piece_element (piece, "n:MaxTime", time);
  element_with_number (piece, "n:MaxElements", MAX (max_elements, 1));
  resite_wsman_piece_close (piece);
  return message_with_body (RESITE_ACTION_PULL, resource, TRUE, piece, error);
}

ResiteWsmanMessage *
resite_wsman_message_new_release (const char *resource, const char *context, GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;

  g_return_val_if_fail (resource != NULL && context != NULL, NULL);

  piece = resite_wsman_piece_new ();
  resite_wsman_piece_open (piece, "n:Release");
  resite_wsman_piece_attribute (piece, "xmlns:n", RESITE_NS_ENUMERATE);
  resite_wsman_piece_element (piece, "n:EnumerationContext", context);
  resite_wsman_piece_close (piece);
  return message_with_body (RESITE_ACTION_RELEASE, resource, TRUE, piece, error);
}

static char *
object_body (const char *name, const char *resource, ResiteCimObject *object, gboolean typed,
             GError **error)
{
  g_autoptr (ResiteWsmanPiece) piece = NULL;

  if (!resite_wsman_xml_check_name (name, error) || !resite_wsman_xml_check_object (object, error))
    return NULL;
  piece = resite_wsman_piece_new ();
  resite_wsman_xml_write_object (resite_wsman_piece_get_writer (piece), name, resource, object,
                                 typed);
  return resite_wsman_piece_end (piece, error);
}

static ResiteWsmanMessage *
new_call (const ResiteCimRequest *request, const char *resource, GError **error)
{
  g_autofree char *action = g_strconcat (resource, "/", request->method, NULL);
  g_autofree char *name = g_strconcat (request->method, "_INPUT", NULL);
  g_autoptr (ResiteWsmanMessage) self = message_new (action, resource, FALSE);

  self->body = object_body (name, resource, request->object, FALSE, error);
  return self->body != NULL ? g_steal_pointer (&self) : NULL;
}

static ResiteWsmanMessage *
new_instance (const ResiteCimRequest *request, const char *action, const char *resource,
              GError **error)
{
  g_autoptr (ResiteWsmanMessage) self = message_new (action, resource, FALSE);
  const char *class_name = resite_cim_object_get_class (request->object);

  self->body = object_body (class_name != NULL ? class_name : request->class_name, resource,
                            request->object, class_name != NULL, error);
  return self->body != NULL ? g_steal_pointer (&self) : NULL;
}

static ResiteWsmanMessage *
new_by_verb (const ResiteCimRequest *request, const char *resource, guint max_elements,
             GError **error)
{
  switch (request->verb)
    {
    case RESITE_CIM_LIST:
      return new_enumerate (resource, request->query, max_elements, error);
    case RESITE_CIM_GET:
      return message_new (RESITE_ACTION_GET, resource, TRUE);
    case RESITE_CIM_PUT:
      return new_instance (request, RESITE_ACTION_PUT, resource, error);
    case RESITE_CIM_CREATE:
      return new_instance (request, RESITE_ACTION_CREATE, resource, error);
    case RESITE_CIM_DELETE:
      return message_new (RESITE_ACTION_DELETE, resource, FALSE);
    case RESITE_CIM_CALL:
      return new_call (request, resource, error);
    default:
      g_return_val_if_reached (NULL);
    }
}

ResiteWsmanMessage *
resite_wsman_message_new (const ResiteCimRequest *request, guint max_elements, GError **error)
{
  g_autofree char *resource = NULL;
  g_autoptr (ResiteWsmanMessage) self = NULL;
  const char *class_name;

  g_return_val_if_fail (request != NULL && request->space != NULL, NULL);

  class_name = request->verb == RESITE_CIM_LIST ? "*" : request->class_name;
  g_return_val_if_fail (class_name != NULL, NULL);
  resource = resite_wsman_resource (request->space, class_name, error);
  if (resource == NULL)
    return NULL;
  self = new_by_verb (request, resource, max_elements, error);
  if (self == NULL)
    return NULL;
  /* A class is created in, not an instance; its keys are in the body. */
  if (request->verb == RESITE_CIM_LIST || request->verb == RESITE_CIM_CREATE)
    return g_steal_pointer (&self);
  self->headers = resite_wsman_selectors (resource, request->keys, error);
  return self->headers != NULL ? g_steal_pointer (&self) : NULL;
}
