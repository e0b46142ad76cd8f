/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-soap"

#include "config.h"

#include "resite-error.h"
#include "resite-lab-soap-fault.h"
#include "resite-lab-soap-names.h"
#include "resite-lab-soap-writer.h"

G_DEFINE_QUARK (resite - lab - fault, resite_lab_fault)

/* WMI's own errors, told inside the fault of the service. */
#define WBEM_FAILED        2147749889u
#define WBEM_NOT_FOUND     2147749890u
#define WBEM_INVALID_CLASS 2147749904u
#define WBEM_INVALID_QUERY 2147749911u
#define WBEM_BAD_PARAMETER 2147749935u

typedef struct
{
  const char *subcode; /* NULL: the code alone says it */
  gboolean is_ours;    /* the service's fault, not the sender's */
  guint32 code, cause;
  const char *detail;
} Fault;

static const Fault faults[] = {
  [RESITE_LAB_FAULT_SCHEMA] = { "w:SchemaValidationError", FALSE, 2150858817u },
  [RESITE_LAB_FAULT_VERSION] = { NULL, FALSE, 2150858817u },
  [RESITE_LAB_FAULT_MUST_UNDERSTAND] = { NULL, FALSE, 2150858818u },
  [RESITE_LAB_FAULT_HEADER_MISSING] = { "a:MessageInformationHeaderRequired", FALSE, 2150858817u },
  [RESITE_LAB_FAULT_HEADER] = { "a:InvalidMessageInformationHeader", FALSE, 2150858817u },
  [RESITE_LAB_FAULT_LOCALE] = { "w:UnsupportedFeature", FALSE, 2150858887u, 0, "Locale" },
  [RESITE_LAB_FAULT_TIMEOUT_VALUE] = { "w:SchemaValidationError", FALSE, 2150858881u, 0,
                                       "OperationTimeout" },
  [RESITE_LAB_FAULT_RESOURCE] = { "a:DestinationUnreachable", FALSE, 2150858752u, 0,
                                  "InvalidResourceURI" },
  [RESITE_LAB_FAULT_CLASS] = { "a:DestinationUnreachable", FALSE, 2150858752u, WBEM_INVALID_CLASS,
                               "InvalidResourceURI" },
  [RESITE_LAB_FAULT_INSTANCE] = { "a:DestinationUnreachable", FALSE, 2150858752u, WBEM_NOT_FOUND },
  [RESITE_LAB_FAULT_SELECTORS] = { "w:InvalidSelectors", FALSE, 2150858813u, 0,
                                   "UnexpectedSelectors" },
  [RESITE_LAB_FAULT_SHELL_GONE] = { "w:InvalidSelectors", FALSE, 2150858843u, 0,
                                    "UnexpectedSelectors" },
  [RESITE_LAB_FAULT_ACTION] = { "a:ActionNotSupported", FALSE, 2150858771u },
  [RESITE_LAB_FAULT_UNSUPPORTED] = { "w:UnsupportedFeature", FALSE, 2150858818u },
  [RESITE_LAB_FAULT_TIMED_OUT] = { "w:TimedOut", TRUE, 2150858793u },
  [RESITE_LAB_FAULT_ENCODING_LIMIT] = { "w:EncodingLimit", FALSE, 2150858790u, 0,
                                        "MaxEnvelopeSize" },
  [RESITE_LAB_FAULT_ENVELOPE_TOO_SMALL] = { "w:EncodingLimit", FALSE, 2150858878u, 0,
                                            "MinimumEnvelopeLimit" },
  [RESITE_LAB_FAULT_QUERY] = { "n:CannotProcessFilter", FALSE, 2150858778u, WBEM_INVALID_QUERY },
  [RESITE_LAB_FAULT_DIALECT] = { "n:FilterDialectRequestedUnavailable", FALSE, 2150858777u },
  [RESITE_LAB_FAULT_CONTEXT] = { "n:InvalidEnumerationContext", TRUE, 2150858779u },
  [RESITE_LAB_FAULT_PULL_DIFFERS] = { "w:InvalidParameter", FALSE, 2150859181u },
  [RESITE_LAB_FAULT_ACCESS] = { "w:AccessDenied", FALSE, 5u },
  [RESITE_LAB_FAULT_SHELL_QUOTA] = { "w:QuotaLimit", FALSE, 2150859173u },
  [RESITE_LAB_FAULT_QUOTA] = { "w:QuotaLimit", FALSE, 2150859174u },
  [RESITE_LAB_FAULT_PARAMETER] = { "w:InvalidParameter", FALSE, WBEM_BAD_PARAMETER,
                                   WBEM_BAD_PARAMETER },
  [RESITE_LAB_FAULT_LINE_TOO_LONG] = { "w:InvalidParameter", FALSE, 2147942606u },
  [RESITE_LAB_FAULT_NO_COMMAND] = { "w:InvalidParameter", FALSE, 2147942487u },
  [RESITE_LAB_FAULT_COMMAND_OVER] = { "w:InternalError", TRUE, 2147942509u },
  [RESITE_LAB_FAULT_ABORTED] = { "w:InternalError", TRUE, 995u },
  [RESITE_LAB_FAULT_EXISTS] = { "w:AlreadyExists", FALSE, 2150858803u },
  [RESITE_LAB_FAULT_UNAVAILABLE] = { "a:EndpointUnavailable", TRUE, 2150858770u },
  [RESITE_LAB_FAULT_INTERNAL] = { "w:InternalError", TRUE, WBEM_FAILED, WBEM_FAILED },
};

static const struct
{
  int code;
  ResiteLabFault fault;
} world_faults[] = {
  { RESITE_ERROR_NOT_FOUND, RESITE_LAB_FAULT_INSTANCE },
  { RESITE_ERROR_INVALID, RESITE_LAB_FAULT_PARAMETER },
  { RESITE_ERROR_REFUSED, RESITE_LAB_FAULT_ACTION },
  { RESITE_ERROR_NO_ACCESS, RESITE_LAB_FAULT_ACCESS },
  { RESITE_ERROR_BUSY, RESITE_LAB_FAULT_QUOTA },
  { RESITE_ERROR_TIMED_OUT, RESITE_LAB_FAULT_TIMED_OUT },
  { RESITE_ERROR_UNREACHABLE, RESITE_LAB_FAULT_UNAVAILABLE },
  { RESITE_ERROR_EXISTS, RESITE_LAB_FAULT_EXISTS },
};

static ResiteLabFault
find_fault (const GError *error, gboolean unknown, gboolean is_query)
{
  if (unknown)
    return RESITE_LAB_FAULT_CLASS;
  if (is_query && g_error_matches (error, RESITE_ERROR, RESITE_ERROR_INVALID))
    return RESITE_LAB_FAULT_QUERY;
  for (guint i = 0; i < G_N_ELEMENTS (world_faults); i++)
    if (g_error_matches (error, RESITE_ERROR, world_faults[i].code))
      return world_faults[i].fault;
  return RESITE_LAB_FAULT_INTERNAL;
}

GError *
resite_lab_fault_from_world (GError *error, gboolean unknown, gboolean is_query)
{
  g_autoptr (GError) own = error;

  return g_error_new_literal (RESITE_LAB_FAULT, find_fault (own, unknown, is_query), own->message);
}

static const char *
get_action (const Fault *fault)
{
  if (fault->subcode == NULL || fault->subcode[0] == 'a')
    return LAB_NS_ADDRESS "/fault";
  if (fault->subcode[0] == 'n')
    return LAB_NS_LIST "/fault";
  return "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault";
}

static const char *
get_code (int fault)
{
  if (fault == RESITE_LAB_FAULT_MUST_UNDERSTAND)
    return "s:MustUnderstand";
  if (fault == RESITE_LAB_FAULT_VERSION)
    return "s:VersionMismatch";
  return faults[fault].is_ours ? "s:Receiver" : "s:Sender";
}

/* WMI's error is told as Windows nests it: the symptom outside, the cause inside. */
static void
append_message (GString *xml, const Fault *fault, const char *machine, const char *reason)
{
  if (fault->cause == 0)
    {
      resite_lab_soap_append (xml, "<f:Message>%s</f:Message>", reason);
      return;
    }
  resite_lab_soap_append (
      xml,
      "<f:Message><f:ProviderFault provider=\"WMI Provider\" path=\"%%systemroot%%\\system32\\"
      "WsmWmiPl.dll\"><f:WSManFault Code=\"%u\" Machine=\"%s\"><f:Message>%s</f:Message>"
      "</f:WSManFault><f:ExtendedError><p:__ExtendedStatus xmlns:p=\"" LAB_WMI
      "root/cimv2/__ExtendedStatus\"><p:Description>%s</p:Description><p:StatusCode>%u"
      "</p:StatusCode></p:__ExtendedStatus></f:ExtendedError></f:ProviderFault></f:Message>",
      fault->cause, machine, reason, reason, fault->cause);
}

static void
append_detail (GString *xml, const Fault *fault, const char *machine, const char *reason)
{
  g_string_append (xml, "<s:Detail>");
  if (fault->detail != NULL)
    resite_lab_soap_append (xml, "<w:FaultDetail>" LAB_DETAIL "%s</w:FaultDetail>", fault->detail);
  resite_lab_soap_append (xml,
                          "<f:WSManFault xmlns:f=\"" LAB_NS_FAULT "\" Code=\"%u\" Machine=\"%s\">",
                          fault->code, machine);
  append_message (xml, fault, machine, reason);
  g_string_append (xml, "</f:WSManFault></s:Detail>");
}

GBytes *
resite_lab_fault_write (const GError *error, ResiteLabSoapRequest *request, const char *machine,
                        guint *status)
{
  const int number = error->domain == RESITE_LAB_FAULT ? error->code : RESITE_LAB_FAULT_INTERNAL;
  const Fault *fault = &faults[number];
  GString *xml = resite_lab_soap_begin (request, get_action (fault));

  if (request->strange_name != NULL)
    resite_lab_soap_append (xml, "<s:NotUnderstood qname=\"h:%s\" xmlns:h=\"%s\"/>",
                            request->strange_name, request->strange_space);
  resite_lab_soap_begin_body (xml);
  resite_lab_soap_append (xml, "<s:Fault><s:Code><s:Value>%s</s:Value>", get_code (number));
  if (fault->subcode != NULL)
    resite_lab_soap_append (xml, "<s:Subcode><s:Value>%s</s:Value></s:Subcode>", fault->subcode);
  resite_lab_soap_append (
      xml, "</s:Code><s:Reason><s:Text xml:lang=\"en-US\">%s</s:Text></s:Reason>", error->message);
  append_detail (xml, fault, machine, error->message);
  g_string_append (xml, "</s:Fault>");
  *status = number == RESITE_LAB_FAULT_UNAVAILABLE ? 503 : 500;
  return resite_lab_soap_end (xml);
}
