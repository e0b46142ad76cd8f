/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-lab-server"

#include "config.h"

#include <string.h>

#include "resite-lab-server-service.h"
#include "resite-lab-server-wmi.h"
#include "resite-lab-soap-names.h"

#define USUAL_STACK "2.0"

ResiteLabService *
resite_lab_service_new (ResiteLabWorld *world, const char *machine, const char *user)
{
  ResiteLabService *self = g_new0 (ResiteLabService, 1);

  self->world = g_object_ref (world);
  self->machine = g_strdup (machine);
  self->behaviours = resite_lab_behaviours_new ();
  self->listings = resite_lab_listings_new (self->behaviours);
  self->shells = resite_lab_shells_new (world, machine, user, self->behaviours, self->listings);
  return self;
}

void
resite_lab_service_free (ResiteLabService *self)
{
  resite_lab_shells_free (self->shells);
  resite_lab_listings_free (self->listings);
  resite_lab_behaviours_free (self->behaviours);
  g_object_unref (self->world);
  g_free (self->machine);
  g_free (self);
}

void
resite_lab_service_forget (ResiteLabService *self)
{
  resite_lab_shells_clear (self->shells);
  resite_lab_listings_clear (self->listings);
}

/* Who has not logged on is not told the version. */
static void
answer_identify (ResiteLabService *self, ResiteLabExchange *exchange, gboolean is_known)
{
  const char *told = resite_lab_behaviours_get (self->behaviours, "stack");
  GString *xml = resite_lab_soap_begin (resite_lab_exchange_get_request (exchange),
                                        LAB_NS_WSMAN "/IdentifyResponse");

  resite_lab_soap_begin_body (xml);
  resite_lab_soap_append (
      xml,
      "<wsmid:IdentifyResponse xmlns:wsmid=\"" LAB_NS_IDENTITY
      "\"><wsmid:ProtocolVersion>" LAB_NS_WSMAN
      "</wsmid:ProtocolVersion><wsmid:ProductVendor>Microsoft Corporation"
      "</wsmid:ProductVendor><wsmid:ProductVersion>OS: %s Stack: %s</wsmid:ProductVersion>"
      "</wsmid:IdentifyResponse>",
      is_known ? "5.2.3790 SP: 2.0" : "0.0.0 SP: 0.0", told != NULL ? told : USUAL_STACK);
  resite_lab_exchange_answer (exchange, xml);
}

static gboolean
fail_if_told (ResiteLabService *self, ResiteLabExchange *exchange)
{
  static const struct
  {
    const char *behaviour;
    ResiteLabFault fault;
    const char *reason;
  } failures[] = {
    { "unavailable", RESITE_LAB_FAULT_UNAVAILABLE, "The service is starting." },
    { "quota", RESITE_LAB_FAULT_QUOTA,
      "This user has exceeded the maximum number of concurrent operations." },
    { "internal-error", RESITE_LAB_FAULT_INTERNAL, "The provider failed." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    if (resite_lab_behaviours_take (self->behaviours, failures[i].behaviour))
      {
        resite_lab_exchange_fault (exchange, failures[i].fault, "%s", failures[i].reason);
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_shell (ResiteLabService *self, const char *resource)
{
  const char *stack = resite_lab_behaviours_get (self->behaviours, "stack");

  if (g_ascii_strcasecmp (resource, LAB_CMD) == 0)
    return TRUE;
  return g_ascii_strcasecmp (resource, LAB_NS_SHELL) == 0 && (stack == NULL || stack[0] != '1');
}

static void
dispatch (ResiteLabService *self, ResiteLabExchange *exchange)
{
  ResiteLabSoapRequest *request = resite_lab_exchange_get_request (exchange);

  if (strcmp (request->action, LAB_END) == 0)
    resite_lab_exchange_answer (exchange, resite_lab_soap_answer (request));
  else if (is_shell (self, request->resource))
    resite_lab_shells_answer (self->shells, exchange);
  else if (g_ascii_strncasecmp (request->resource, LAB_CONFIG, strlen (LAB_CONFIG)) == 0)
    resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_ACCESS, "Access is denied.");
  else if (!resite_lab_server_answer_wmi (self, exchange))
    resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_RESOURCE,
                               "The resource %s is not known here.", request->resource);
}

void
resite_lab_service_answer (ResiteLabService *self, ResiteLabExchange *exchange, GBytes *bytes,
                           gboolean is_known)
{
  ResiteLabSoapRequest *request = resite_lab_exchange_get_request (exchange);
  g_autoptr (GError) error = NULL;

  if (!resite_lab_soap_request_read (request, bytes, &error))
    resite_lab_exchange_fail (exchange, g_steal_pointer (&error));
  else if (request->is_identify)
    answer_identify (self, exchange, is_known);
  else if (!is_known)
    resite_lab_exchange_fault (exchange, RESITE_LAB_FAULT_ACCESS, "Access is denied.");
  else if (!fail_if_told (self, exchange))
    dispatch (self, exchange);
}
