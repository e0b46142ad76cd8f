/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "resite-wsman-fault"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "resite-wsman-fault-private.h"
#include "resite-wsman-names.h"

#define E(name)     RESITE_ERROR_##name
#define F(name)     RESITE_WSMAN_FAULT_##name
#define WSMAN(low)  (0x80330000u | (low))
#define UNREACHABLE WSMAN (0x8012)
#define WBEM(low)   (0x80040000u | (low))
/* Where one kind of request is as wrong as another. */
#define MISTAKE E (INVALID), F (OUR_MISTAKE)

typedef struct
{
  guint32 code;
  ResiteError error;
  guint flags;
  const char *text;
} Code;

/* In the order of the numbers' kinds: Win32, WS-Management, WMI. 0x8033803D (wrong selectors) is
 * left to the detail beside it, which says more. */
static const Code codes[] = {
  { 5, E (NO_ACCESS), 0, N_ ("access denied") },
  { 995, E (FAILED), F (ABORTED), N_ ("the operation was aborted") },
  { 1223, E (FAILED), F (ABORTED), N_ ("the operation was cancelled") },
  { 0x80070005u, E (NO_ACCESS), 0, N_ ("access denied") },
  { 0x800700CEu, E (INVALID), 0, N_ ("the command line is too long") },
  { 0x800706BAu, E (FAILED), F (READ_AGAIN), N_ ("a service behind it does not answer (RPC)") },

  { WSMAN (0x8000), E (NOT_FOUND), 0, N_ ("there is no such resource") },
  { UNREACHABLE, E (NOT_FOUND), 0, N_ ("there is no such class, namespace or service") },
  { WSMAN (0x8013), E (REFUSED), 0, N_ ("the operation is not offered") },
  { WSMAN (0x8019), E (INVALID), 0, N_ ("queries in this language are not offered") },
  { WSMAN (0x801A), E (INVALID), 0, N_ ("the query cannot be processed") },
  { WSMAN (0x801B), E (FAILED), F (CONTEXT_LOST), N_ ("the list was lost on the way") },
  { WSMAN (0x801C), E (TIMED_OUT), F (CONTEXT_LOST), N_ ("the list was given up in between") },
  { WSMAN (0x8026), E (FAILED), F (TOO_LARGE), N_ ("the answer is too large") },
  { WSMAN (0x8029), E (TIMED_OUT), F (TIMED_OUT), N_ ("the time for the operation ran out") },
  { WSMAN (0x8032), E (BUSY), F (RETRY), N_ ("another operation holds it") },
  { WSMAN (0x8033), E (FAILED), F (EXISTS), N_ ("it exists already") },
  { WSMAN (0x8035), E (FAILED), F (TOO_LARGE), N_ ("the answer is too large") },
  { WSMAN (0x803B), E (NOT_FOUND), 0, N_ ("there is no such resource") },
  { WSMAN (0x803F), E (BUSY), F (RETRY), N_ ("a limit of the server is reached") },
  { WSMAN (0x8041), MISTAKE, N_ ("the request does not follow the schema") },
  { WSMAN (0x8042), E (REFUSED), F (OUR_MISTAKE), N_ ("a feature is not supported") },
  { WSMAN (0x8047), MISTAKE, N_ ("the largest envelope that was asked for is no size") },
  { WSMAN (0x8048), E (FAILED), F (TOO_LARGE), N_ ("the answer is larger than we take") },
  { WSMAN (0x8049), E (FAILED), F (TOO_LARGE),
    N_ ("the envelope is larger than the server takes") },
  { WSMAN (0x805A), E (INVALID), 0, N_ ("keys are missing") },
  { WSMAN (0x805B), E (NOT_FOUND), F (SHELL_GONE), N_ ("nothing there has these keys") },
  { WSMAN (0x805C), E (INVALID), 0, N_ ("a key is of the wrong type") },
  { WSMAN (0x805D), E (INVALID), 0, N_ ("a key has a value that it cannot have") },
  { WSMAN (0x805E), E (INVALID), 0, N_ ("the keys fit more than one") },
  { WSMAN (0x8074), MISTAKE, N_ ("the HTTP method is wrong") },
  { WSMAN (0x8075), MISTAKE, N_ ("the HTTP content type is wrong") },
  { WSMAN (0x807E), MISTAKE, N_ ("the largest envelope that was asked for is too small") },
  { WSMAN (0x8081), MISTAKE, N_ ("the time-out is none") },
  { WSMAN (0x8087), MISTAKE, N_ ("the language must not be demanded") },
  { WSMAN (0x8104), E (NO_ACCESS), 0, N_ ("WMI denies access to the service") },
  { WSMAN (0x8105), E (NO_ACCESS), 0, N_ ("WMI denies access to the provider") },
  { WSMAN (0x8106), E (NO_ACCESS), 0, N_ ("WMI denies the connection") },
  { WSMAN (0x81A5), E (BUSY), F (RETRY) | F (SHELLS_FULL), N_ ("this user has too many shells") },
  { WSMAN (0x81A6), E (BUSY), F (RETRY) | F (NEW_SHELL), N_ ("this user has too many operations") },
  { WSMAN (0x81A7), E (BUSY), F (RETRY), N_ ("a limit for this user is reached") },
  { WSMAN (0x81A8), E (BUSY), F (RETRY), N_ ("a limit of the machine is reached") },
  { WSMAN (0x81AB), E (BUSY), F (RETRY), N_ ("too many users have shells") },
  { WSMAN (0x81AD), MISTAKE, N_ ("the list was continued with other settings") },

  { WBEM (0x1001), E (FAILED), 0, N_ ("WMI failed") },
  { WBEM (0x1002), E (NOT_FOUND), 0, N_ ("WMI has no such instance") },
  { WBEM (0x1003), E (NO_ACCESS), 0, N_ ("WMI denies access") },
  { WBEM (0x1004), E (FAILED), F (READ_AGAIN), N_ ("WMI's provider failed") },
  { WBEM (0x1005), E (INVALID), 0, N_ ("a value is of the wrong type") },
  { WBEM (0x1008), E (INVALID), 0, N_ ("a parameter is wrong") },
  { WBEM (0x100E), E (NOT_FOUND), 0, N_ ("WMI has no such namespace") },
  { WBEM (0x1010), E (NOT_FOUND), 0, N_ ("WMI has no such class") },
  { WBEM (0x1013), E (FAILED), F (READ_AGAIN), N_ ("WMI's provider could not be loaded") },
  { WBEM (0x1017), E (INVALID), 0, N_ ("WMI cannot read the query") },
  { WBEM (0x1019), E (FAILED), F (EXISTS), N_ ("WMI has it already") },
  { WBEM (0x1021), E (FAILED), 0, N_ ("WMI gave the request up") },
};

/* CIMStatusCode. */
static const Code cim_codes[] = {
  { 1, E (FAILED), 0, N_ ("it failed") },
  { 2, E (NO_ACCESS), 0, N_ ("access denied") },
  { 3, E (NOT_FOUND), 0, N_ ("there is no such namespace") },
  { 4, E (INVALID), 0, N_ ("a parameter is wrong") },
  { 5, E (NOT_FOUND), 0, N_ ("there is no such class") },
  { 6, E (NOT_FOUND), 0, N_ ("there is no such instance") },
  { 7, E (REFUSED), 0, N_ ("it is not supported") },
  { 11, E (FAILED), F (EXISTS), N_ ("it exists already") },
  { 13, E (INVALID), 0, N_ ("a value is of the wrong type") },
  { 15, E (INVALID), 0, N_ ("the query cannot be read") },
  { 16, E (REFUSED), 0, N_ ("the method is not available") },
  { 17, E (NOT_FOUND), 0, N_ ("there is no such method") },
};

typedef struct
{
  const char *space; /* NULL: a word of FaultDetail */
  const char *name;
  ResiteError error;
  guint flags;
  const char *text;
} Word;

static const Word subcodes[] = {
  { RESITE_NS_WSMAN, "TimedOut", E (TIMED_OUT), F (TIMED_OUT),
    N_ ("the time for the operation ran out") },
  { RESITE_NS_ENUMERATE, "TimedOut", E (TIMED_OUT), F (CONTEXT_LOST),
    N_ ("the list was given up in between") },
  { RESITE_NS_ENUMERATE, "InvalidEnumerationContext", E (FAILED), F (CONTEXT_LOST),
    N_ ("the list was lost on the way") },
  { RESITE_NS_WSMAN, "AccessDenied", E (NO_ACCESS), 0, N_ ("access denied") },
  { RESITE_NS_WSMAN, "InvalidSelectors", E (NOT_FOUND), 0, N_ ("nothing there has these keys") },
  { RESITE_NS_ADDRESS, "DestinationUnreachable", E (NOT_FOUND), 0,
    N_ ("there is no such class, namespace or service") },
  { RESITE_NS_ADDRESS, "EndpointUnavailable", E (BUSY), F (RETRY),
    N_ ("the service is starting or stopping") },
  { RESITE_NS_ADDRESS, "ActionNotSupported", E (REFUSED), 0, N_ ("the operation is not offered") },
  { RESITE_NS_WSMAN, "EncodingLimit", E (FAILED), F (TOO_LARGE), N_ ("the answer is too large") },
  { RESITE_NS_WSMAN, "QuotaLimit", E (BUSY), F (RETRY), N_ ("a limit of the server is reached") },
  { RESITE_NS_WSMAN, "Concurrency", E (BUSY), F (RETRY), N_ ("another operation holds it") },
  { RESITE_NS_WSMAN, "AlreadyExists", E (FAILED), F (EXISTS), N_ ("it exists already") },
  { RESITE_NS_ENUMERATE, "CannotProcessFilter", E (INVALID), 0,
    N_ ("the query cannot be processed") },
  { RESITE_NS_WSMAN, "CannotProcessFilter", E (INVALID), 0, N_ ("the query cannot be processed") },
  { RESITE_NS_ENUMERATE, "FilterDialectRequestedUnavailable", E (INVALID), 0,
    N_ ("queries in this language are not offered") },
  { RESITE_NS_ENUMERATE, "FilteringNotSupported", E (INVALID), 0, N_ ("queries are not offered") },
  { RESITE_NS_WSMAN, "SchemaValidationError", MISTAKE,
    N_ ("the request does not follow the schema") },
  { RESITE_NS_TRANSFER, "InvalidRepresentation", MISTAKE,
    N_ ("the instance is not as its class wants it") },
  { RESITE_NS_WSMAN, "InvalidParameter", MISTAKE, N_ ("a parameter is wrong") },
  { RESITE_NS_WSMAN, "InvalidOptions", MISTAKE, N_ ("an option is wrong") },
  { RESITE_NS_ADDRESS, "InvalidMessageInformationHeader", MISTAKE, N_ ("a header is wrong") },
  { RESITE_NS_ADDRESS, "MessageInformationHeaderRequired", MISTAKE, N_ ("a header is missing") },
  { RESITE_NS_WSMAN, "UnsupportedFeature", E (REFUSED), F (OUR_MISTAKE),
    N_ ("a feature is not supported") },
  { RESITE_NS_WSMAN, "InternalError", E (FAILED), F (READ_AGAIN),
    N_ ("the server or a provider of it failed") },
};

static const Word details[] = {
  { NULL, "InvalidResourceURI", E (NOT_FOUND), 0, N_ ("there is no such resource") },
  { NULL, "InvalidNamespace", E (NOT_FOUND), 0, N_ ("there is no such namespace") },
  { NULL, "UnexpectedSelectors", E (NOT_FOUND), F (SHELL_GONE),
    N_ ("nothing there has these keys") },
  { NULL, "InsufficientSelectors", E (INVALID), 0, N_ ("keys are missing") },
  { NULL, "TypeMismatch", E (INVALID), 0, N_ ("a key is of the wrong type") },
  { NULL, "AmbiguousSelectors", E (INVALID), 0, N_ ("the keys fit more than one") },
  { NULL, "MinimumEnvelopeLimit", MISTAKE,
    N_ ("the largest envelope that was asked for is too small") },
  { NULL, "MaxEnvelopeSize", E (FAILED), F (TOO_LARGE), N_ ("the answer is larger than we take") },
  { NULL, "ServiceEnvelopeLimit", E (FAILED), F (TOO_LARGE),
    N_ ("the envelope is larger than the server takes") },
  { NULL, "Locale", MISTAKE, N_ ("the language must not be demanded") },
  { NULL, "OperationTimeout", MISTAKE, N_ ("the time-out is none") },
};

static const Code *
find_code (const Code *table, guint count, guint32 code)
{
  for (guint i = 0; code != 0 && i < count; i++)
    if (table[i].code == code)
      return &table[i];
  return NULL;
}

static const Word *
find_word (const Word *table, guint count, const char *space, const char *name)
{
  for (guint i = 0; name != NULL && i < count; i++)
    if (g_str_equal (table[i].name, name) &&
        (table[i].space == NULL || g_strcmp0 (table[i].space, space) == 0))
      return &table[i];
  return NULL;
}

static const Code *
find_cause (const ResiteWsmanFault *self)
{
  const Code *code = find_code (codes, G_N_ELEMENTS (codes), self->inner);

  if (code == NULL)
    code = find_code (codes, G_N_ELEMENTS (codes), self->outer);
  if (code == NULL)
    code = find_code (cim_codes, G_N_ELEMENTS (cim_codes), self->cim_code);
  return code;
}

/* "It cannot be reached" is the code of both: of what is not there, and of a service that is just
 * starting. The subcode tells which. */
static gboolean
is_starting (const ResiteWsmanFault *self)
{
  return g_strcmp0 (self->subcode_space, RESITE_NS_ADDRESS) == 0 &&
         g_strcmp0 (self->subcode, "EndpointUnavailable") == 0 &&
         (self->inner == 0 || self->inner == UNREACHABLE);
}

static gboolean
is_our_mistake (const char *soap_code)
{
  return g_strcmp0 (soap_code, "MustUnderstand") == 0 ||
         g_strcmp0 (soap_code, "VersionMismatch") == 0;
}

/* A code says more than a detail, and a detail more than a subcode. */
void
resite_wsman_fault_classify (ResiteWsmanFault *self)
{
  const Code *code = is_starting (self) ? NULL : find_cause (self);
  const Word *detail = find_word (details, G_N_ELEMENTS (details), NULL, self->detail);
  const Word *subcode =
      find_word (subcodes, G_N_ELEMENTS (subcodes), self->subcode_space, self->subcode);

  if (code != NULL)
    {
      self->error = code->error;
      self->flags = code->flags;
    }
  else if (detail != NULL || subcode != NULL)
    {
      self->error = detail != NULL ? detail->error : subcode->error;
      self->flags = detail != NULL ? detail->flags : subcode->flags;
    }
  else if (is_our_mistake (self->soap_code))
    {
      self->error = RESITE_ERROR_INVALID;
      self->flags = RESITE_WSMAN_FAULT_OUR_MISTAKE;
    }
  else
    self->error = RESITE_ERROR_FAILED;
  /* A time-out stays one, whatever a provider adds. */
  if (subcode != NULL && (subcode->flags & F (TIMED_OUT)) != 0)
    {
      self->error = RESITE_ERROR_TIMED_OUT;
      self->flags |= F (TIMED_OUT);
    }
}

const char *
resite_wsman_fault_describe (const ResiteWsmanFault *self)
{
  const Code *code = is_starting (self) ? NULL : find_cause (self);
  const Word *word = find_word (details, G_N_ELEMENTS (details), NULL, self->detail);

  if (code != NULL)
    return _ (code->text);
  if (word == NULL)
    word = find_word (subcodes, G_N_ELEMENTS (subcodes), self->subcode_space, self->subcode);
  return word != NULL ? _ (word->text) : NULL;
}

const char *
resite_wsman_fault_describe_code (guint32 code)
{
  const Code *found = find_code (codes, G_N_ELEMENTS (codes), code);

  if (found == NULL)
    found = find_code (cim_codes, G_N_ELEMENTS (cim_codes), code);
  return found != NULL ? _ (found->text) : NULL;
}
