/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-soap"

#include "config.h"

#include <libxml/parser.h>
#include <string.h>

#include "resite-lab-soap-element.h"
#include "resite-lab-soap-fault.h"
#include "resite-lab-soap-names.h"
#include "resite-lab-soap-request.h"
#include "resite-lab-soap-value.h"

/* Windows refuses a client that says it can take less. */
#define LEAST_ENVELOPE 8192

typedef gboolean (*ReadHeader) (ResiteLabSoapRequest *self, xmlNode *node, GError **error);

ResiteLabSoapRequest *
resite_lab_soap_request_new (void)
{
  ResiteLabSoapRequest *self = g_new0 (ResiteLabSoapRequest, 1);

  self->selectors = resite_cim_object_new (NULL);
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
resite_lab_soap_request_free (ResiteLabSoapRequest *self)
{
  g_clear_pointer (&self->doc, xmlFreeDoc);
  g_free (self->action);
  g_free (self->resource);
  g_free (self->message_id);
  g_free (self->operation_id);
  g_free (self->sequence_id);
  g_free (self->fragment);
  g_free (self->strange_space);
  g_free (self->strange_name);
  resite_cim_object_unref (self->selectors);
  g_hash_table_unref (self->options);
  g_free (self);
}

static gboolean
read_action (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  self->action = resite_lab_soap_get_text (node);
  return TRUE;
}

static gboolean
read_resource (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  self->resource = resite_lab_soap_get_text (node);
  return TRUE;
}

static gboolean
read_message_id (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  self->message_id = resite_lab_soap_get_text (node);
  return TRUE;
}

static gboolean
read_operation_id (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  self->operation_id = resite_lab_soap_get_text (node);
  return TRUE;
}

static gboolean
read_sequence_id (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  self->sequence_id = resite_lab_soap_get_text (node);
  return TRUE;
}

static gboolean
read_fragment (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  self->fragment = resite_lab_soap_get_text (node);
  return TRUE;
}

static gboolean
read_timeout (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  g_autofree char *text = resite_lab_soap_get_text (node);

  if (resite_lab_soap_parse_duration (text, &self->timeout_ms))
    return TRUE;
  g_set_error (error, RESITE_LAB_FAULT, RESITE_LAB_FAULT_TIMEOUT_VALUE,
               "OperationTimeout is not a duration: %s", text);
  return FALSE;
}

static gboolean
read_max_envelope (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  g_autofree char *text = resite_lab_soap_get_text (node);

  self->max_envelope = (gsize)g_ascii_strtoull (text, NULL, 10);
  if (self->max_envelope >= LEAST_ENVELOPE)
    return TRUE;
  g_set_error (error, RESITE_LAB_FAULT, RESITE_LAB_FAULT_ENVELOPE_TOO_SMALL,
               "MaxEnvelopeSize is below 8192: %s", text);
  return FALSE;
}

static gboolean
read_selectors (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  g_autoptr (ResiteCimObject) read = resite_lab_soap_read_selectors (node);

  for (guint i = 0; i < resite_cim_object_get_n_properties (read); i++)
    {
      const char *name = resite_cim_object_get_name (read, i);

      resite_cim_object_take (self->selectors, name,
                              resite_cim_value_ref (resite_cim_object_get_value (read, i)));
    }
  return TRUE;
}

static gboolean
read_options (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  for (xmlNode *option = resite_lab_soap_first (node); option != NULL;
       option = resite_lab_soap_next (option))
    {
      g_autofree char *name = resite_lab_soap_get_attribute (option, "Name");

      if (name != NULL)
        g_hash_table_insert (self->options, g_ascii_strdown (name, -1),
                             resite_lab_soap_get_text (option));
    }
  return TRUE;
}

static gboolean
is_true (const char *text)
{
  return text != NULL && (g_ascii_strcasecmp (text, "true") == 0 || strcmp (text, "1") == 0);
}

/* Only SOAP's own attribute counts: many clients write it without a namespace and mean nothing. */
static gboolean
must_be_understood (xmlNode *node)
{
  xmlChar *value = xmlGetNsProp (node, BAD_CAST "mustUnderstand", BAD_CAST LAB_NS_SOAP);
  const gboolean must = is_true ((const char *)value);

  if (value != NULL)
    xmlFree (value);
  return must;
}

static gboolean
read_locale (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  if (!must_be_understood (node))
    return TRUE;
  g_set_error_literal (error, RESITE_LAB_FAULT, RESITE_LAB_FAULT_LOCALE,
                       "A locale cannot be demanded with mustUnderstand.");
  return FALSE;
}

static gboolean
read_nothing (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  return TRUE;
}

static const struct
{
  const char *space, *name;
  ReadHeader read;
} headers[] = {
  { LAB_NS_ADDRESS, "Action", read_action },
  { LAB_NS_ADDRESS, "MessageID", read_message_id },
  { LAB_NS_ADDRESS, "To", read_nothing },
  { LAB_NS_ADDRESS, "ReplyTo", read_nothing },
  { LAB_NS_ADDRESS, "FaultTo", read_nothing },
  { LAB_NS_ADDRESS, "From", read_nothing },
  { LAB_NS_WSMAN, "ResourceURI", read_resource },
  { LAB_NS_WSMAN, "SelectorSet", read_selectors },
  { LAB_NS_WSMAN, "OptionSet", read_options },
  { LAB_NS_WSMAN, "OperationTimeout", read_timeout },
  { LAB_NS_WSMAN, "MaxEnvelopeSize", read_max_envelope },
  { LAB_NS_WSMAN, "FragmentTransfer", read_fragment },
  { LAB_NS_WSMAN, "Locale", read_locale },
  { LAB_NS_WSMAN, "RequestEPR", read_nothing },
  { LAB_NS_WSMAN, "RequestTotalItemsCountEstimate", read_nothing },
  { LAB_NS_WINDOWS, "DataLocale", read_locale },
  { LAB_NS_WINDOWS, "SessionId", read_nothing },
  { LAB_NS_WINDOWS, "OperationID", read_operation_id },
  { LAB_NS_WINDOWS, "SequenceId", read_sequence_id },
  { LAB_NS_WINDOWS, "ActivityId", read_nothing },
};

static gboolean
read_strange (ResiteLabSoapRequest *self, xmlNode *node, GError **error)
{
  if (!must_be_understood (node))
    return TRUE;
  self->strange_space = g_strdup (node->ns != NULL ? (const char *)node->ns->href : "");
  self->strange_name = g_strdup ((const char *)node->name);
  g_set_error (error, RESITE_LAB_FAULT, RESITE_LAB_FAULT_MUST_UNDERSTAND,
               "The header %s is not understood.", self->strange_name);
  return FALSE;
}

static gboolean
read_header (ResiteLabSoapRequest *self, xmlNode *node, guint64 *seen, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      if (!resite_lab_soap_is (node, headers[i].space, headers[i].name))
        continue;
      if ((*seen & (G_GUINT64_CONSTANT (1) << i)) != 0)
        {
          g_set_error (error, RESITE_LAB_FAULT, RESITE_LAB_FAULT_HEADER,
                       "The header %s is there twice.", headers[i].name);
          return FALSE;
        }
      *seen |= G_GUINT64_CONSTANT (1) << i;
      return headers[i].read (self, node, error);
    }
  return read_strange (self, node, error);
}

/* All are read before one is complained about, so that the answer can say what it relates to. */
static gboolean
read_headers (ResiteLabSoapRequest *self, xmlNode *header, GError **error)
{
  guint64 seen = 0;
  gboolean good = TRUE;

  for (xmlNode *node = resite_lab_soap_first (header); node != NULL;
       node = resite_lab_soap_next (node))
    if (!read_header (self, node, &seen, good ? error : NULL))
      good = FALSE;
  return good;
}

static gboolean
check_headers (ResiteLabSoapRequest *self, GError **error)
{
  const char *missing = NULL;

  if (self->action == NULL)
    missing = "Action";
  else if (self->message_id == NULL)
    missing = "MessageID";
  else if (self->resource == NULL)
    missing = "ResourceURI";
  if (missing == NULL)
    return TRUE;
  g_set_error (error, RESITE_LAB_FAULT, RESITE_LAB_FAULT_HEADER_MISSING,
               "The header %s is missing.", missing);
  return FALSE;
}

static gboolean
parse (ResiteLabSoapRequest *self, GBytes *bytes, GError **error)
{
  self->doc = xmlReadMemory (g_bytes_get_data (bytes, NULL), (int)g_bytes_get_size (bytes), NULL,
                             NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (self->doc != NULL && xmlGetIntSubset (self->doc) == NULL)
    return TRUE;
  g_set_error_literal (error, RESITE_LAB_FAULT, RESITE_LAB_FAULT_SCHEMA,
                       self->doc == NULL ? "The request is not well-formed XML."
                                         : "A request must not have a document type.");
  return FALSE;
}

gboolean
resite_lab_soap_request_read (ResiteLabSoapRequest *self, GBytes *bytes, GError **error)
{
  xmlNode *root, *body;

  g_return_val_if_fail (self->doc == NULL, FALSE);

  if (!parse (self, bytes, error))
    return FALSE;
  root = xmlDocGetRootElement (self->doc);
  body = resite_lab_soap_find (root, LAB_NS_SOAP, "Body");
  if (!resite_lab_soap_is (root, LAB_NS_SOAP, "Envelope") || body == NULL)
    {
      const gboolean other = resite_lab_soap_is (root, NULL, "Envelope") &&
                             !resite_lab_soap_is (root, LAB_NS_SOAP, "Envelope");

      g_set_error_literal (error, RESITE_LAB_FAULT,
                           other ? RESITE_LAB_FAULT_VERSION : RESITE_LAB_FAULT_SCHEMA,
                           "The request is no envelope of SOAP 1.2 with a body.");
      return FALSE;
    }
  self->body = resite_lab_soap_first (body);
  self->is_identify = resite_lab_soap_is (self->body, LAB_NS_IDENTITY, "Identify");
  if (!read_headers (self, resite_lab_soap_find (root, LAB_NS_SOAP, "Header"), error))
    return FALSE;
  return self->is_identify || check_headers (self, error);
}

const char *
resite_lab_soap_request_get_selector (ResiteLabSoapRequest *self, const char *name)
{
  return resite_cim_object_get_string (self->selectors, name);
}

const char *
resite_lab_soap_request_get_option (ResiteLabSoapRequest *self, const char *name)
{
  g_autofree char *small = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (self->options, small);
}

gboolean
resite_lab_soap_request_get_flag (ResiteLabSoapRequest *self, const char *option)
{
  return is_true (resite_lab_soap_request_get_option (self, option));
}
