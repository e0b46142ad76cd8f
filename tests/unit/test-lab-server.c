/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-server-fixture.h"

/* Single questions to the rehearsal's machines, and what they answer. */

static void
test_identify (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *url = resite_lab_server_get_https (fixture->server, "new");
  g_autoptr (SoupMessage) known = lab_make_message (url, LAB_SECRET, IDENTIFY);
  g_autoptr (SoupMessage) unknown = lab_make_message (url, NULL, IDENTIFY);
  g_autoptr (LabAnswer) full = NULL;
  g_autoptr (LabAnswer) bare = NULL;

  g_assert_true (resite_lab_server_set_behaviour (fixture->server, "new", "stack", "1.1"));
  full = lab_send (fixture, known);
  g_assert_no_error (full->error);
  lab_assert (full, "//id:ProductVersion", "OS: 5.2.3790 SP: 2.0 Stack: 1.1");
  lab_assert (full, "//id:ProductVendor", "Microsoft Corporation");

  soup_message_headers_append (soup_message_get_request_headers (unknown), "WSMANIDENTIFY",
                               "unauthenticated");
  bare = lab_send (fixture, unknown);
  g_assert_cmpuint (bare->status, ==, 200);
  lab_assert (bare, "//id:ProductVersion", "OS: 0.0.0 SP: 0.0 Stack: 1.1");
}

/* That header opens Identify and nothing else. */
static void
test_identify_header_opens_nothing (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *url = resite_lab_server_get_http (fixture->server, "old");
  g_autofree char *text = lab_envelope (TRANSFER "Get", SERVICE, S3, "");
  g_autoptr (SoupMessage) message = lab_make_message (url, NULL, text);
  g_autoptr (LabAnswer) answer = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "WSMANIDENTIFY",
                               "unauthenticated");
  answer = lab_send (fixture, message);
  lab_assert_fault (answer, "w:AccessDenied", "5");
  g_assert_cmpuint (fixture->world->n_performed, ==, 0);
}

static void
test_log_on (LabFixture *fixture, gconstpointer data)
{
  static const char *const secrets[] = { NULL, "wrong", "", "s3cret: wor" };
  g_autofree char *url = resite_lab_server_get_http (fixture->server, "old");
  g_autofree char *text = lab_envelope (TRANSFER "Get", SERVICE, S3, "");

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr (SoupMessage) message = lab_make_message (url, secrets[i], text);
      g_autoptr (LabAnswer) answer = lab_send (fixture, message);
      SoupMessageHeaders *headers = soup_message_get_response_headers (message);

      g_assert_cmpuint (answer->status, ==, 401);
      g_assert_cmpstr (soup_message_headers_get_one (headers, "WWW-Authenticate"), ==,
                       "Basic realm=\"WSMAN\"");
      g_assert_false (soup_message_headers_header_contains (headers, "Connection", "close"));
    }
  g_assert_cmpuint (fixture->world->n_performed, ==, 0);
}

static void
test_get (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer = lab_ask (
      fixture, TRANSFER "Get",
      "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/CIMV2/win32_service",
      S3 "<ms:OperationID E:mustUnderstand='false'>uuid:Op</ms:OperationID><ms:SequenceId>7"
         "</ms:SequenceId><ms:SessionId>x</ms:SessionId><q:Odd xmlns:q='urn:q'/>",
      "");

  g_assert_cmpuint (answer->status, ==, 200);
  lab_assert (answer, "//s:Header/a:RelatesTo", "uuid:Ab-1");
  lab_assert (answer, "//s:Header/a:Action", TRANSFER "GetResponse");
  lab_assert (answer, "//s:Header/ms:OperationID", "uuid:Op");
  lab_assert (answer, "//s:Header/ms:SequenceId", "7");
  g_assert_nonnull (strstr (answer->text, "<p:Win32_Service "));
  g_assert_nonnull (strstr (answer->text, "xsi:type=\"p:Win32_Service_Type\""));
  lab_assert (answer, "//*[local-name()='Win32_Service']/*[local-name()='Name']", "S3");
}

static void
test_values (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");

  lab_assert (answer, "//p:Description/@xsi:nil", "true");
  lab_assert (answer, "//p:Odd", "a<b & \"c\" \357\277\275 ü");
  lab_assert (answer, "//p:Born/cim:Datetime", "2014-04-03T14:45:50.468750+08:00");
  lab_assert (answer, "//p:Age/cim:Interval", "P1DT2H3M4S");
  lab_assert (answer, "count(//p:List)", "3");
  lab_assert (answer, "//p:List[2]", "two");
  lab_assert (answer, "//p:Inner/@xsi:type", "p:Win32_Inner_Type");
  lab_assert (answer, "//p:Inner/p:Depth", "1");
  lab_assert (answer, "//p:Group//w:Selector[@Name='Name']", "G1");
  lab_assert (answer, "//p:Group//w:ResourceURI",
              "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Group");
}

static void
test_fragment (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer =
      lab_ask (fixture, TRANSFER "Get", SERVICE,
               S3 "<m:FragmentTransfer E:mustUnderstand='true'>StartMode</m:FragmentTransfer>", "");

  lab_assert (answer, "//w:XmlFragment/StartMode", "Auto");
}

static void
test_cim_schema (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer = lab_ask (
      fixture, TRANSFER "Get", "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/Win32_Service",
      "<m:SelectorSet><m:Selector Name='__cimnamespace'>root\\cimv2</m:Selector><m:Selector "
      "Name='Name'>S3</m:Selector></m:SelectorSet>",
      "");

  lab_assert (answer, "//p:Name", "S3");
}

static void
test_put (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer =
      lab_ask (fixture, TRANSFER "Put", SERVICE, S3,
               "<z:Win32_Service xmlns:z='" SERVICE "'><z:Name>S3</z:Name><z:StartMode>Disabled"
               "</z:StartMode></z:Win32_Service>");
  g_autoptr (LabAnswer) empty = lab_ask (fixture, TRANSFER "Put", SERVICE, S3, "");

  lab_assert (answer, "//p:StartMode", "Disabled");
  g_assert_cmpstr (fixture->world->start_mode, ==, "Disabled");
  lab_assert_fault (empty, "w:SchemaValidationError", "2150858817");
}

static void
test_put_fragment (LabFixture *fixture, gconstpointer data)
{
  const char *headers =
      S3 "<m:FragmentTransfer E:mustUnderstand='true'>StartMode</m:FragmentTransfer>";
  g_autoptr (LabAnswer) answer =
      lab_ask (fixture, TRANSFER "Put", SERVICE, headers,
               "<m:XmlFragment><StartMode>Manual</StartMode></m:XmlFragment>");
  g_autoptr (LabAnswer) other = lab_ask (fixture, TRANSFER "Put", SERVICE, headers,
                                         "<m:XmlFragment><Name>S4</Name></m:XmlFragment>");

  lab_assert (answer, "//w:XmlFragment/StartMode", "Manual");
  g_assert_cmpstr (fixture->world->start_mode, ==, "Manual");
  lab_assert_fault (other, "w:SchemaValidationError", "2150858817");
}

static void
test_create_and_delete (LabFixture *fixture, gconstpointer data)
{
  const char *body = "<z:Win32_Service xmlns:z='" SERVICE "'><z:Name>S9</z:Name></z:Win32_Service>";
  g_autoptr (LabAnswer) refused = lab_ask (fixture, TRANSFER "Create", SERVICE, "", body);
  g_autoptr (LabAnswer) kept = lab_ask (fixture, TRANSFER "Delete", SERVICE, S3, "");
  g_autoptr (LabAnswer) created = NULL;
  g_autoptr (LabAnswer) gone = NULL;

  lab_assert_fault (refused, "a:ActionNotSupported", "2150858771");
  lab_assert_fault (kept, "a:ActionNotSupported", "2150858771");
  g_assert_cmpuint (fixture->world->n_performed, ==, 0);

  lab_behave (fixture, "stack", "3.0");
  created = lab_ask (fixture, TRANSFER "Create", SERVICE, "", body);
  lab_assert (created, "//x:ResourceCreated//w:Selector[@Name='Name']", "S9");
  lab_assert (created, "//x:ResourceCreated//w:ResourceURI", SERVICE);
  gone = lab_ask (fixture, TRANSFER "Delete", SERVICE, S3, "");
  g_assert_cmpuint (gone->status, ==, 200);
  lab_assert (gone, "count(//s:Body/*)", "0");
}

static void
test_invoke (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer = lab_ask (
      fixture, SERVICE "/Echo", SERVICE, S3,
      "<z:Echo_INPUT xmlns:z='" SERVICE "' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
      "xmlns:c='http://schemas.dmtf.org/wbem/wscim/1/common'><z:Mode>  two blanks</z:Mode><z:Many>1"
      "</z:Many><z:Many>2</z:Many><z:None xsi:nil='true'/><z:When><c:Datetime>2014-04-03T14:45:50Z"
      "</c:Datetime></z:When><z:In xsi:type='z:Foo_Type'><z:Deep><z:Deeper>x</z:Deeper></z:Deep>"
      "</z:In></z:Echo_INPUT>");

  g_assert_cmpuint (answer->status, ==, 200);
  lab_assert (answer, "//s:Header/a:Action", SERVICE "/EchoResponse");
  lab_assert (answer, "//p:Echo_OUTPUT/p:ReturnValue", "0");
  lab_assert (answer, "//p:Echo_OUTPUT/p:Mode", "  two blanks");
  lab_assert (answer, "count(//p:Many)", "2");
  lab_assert (answer, "//p:None/@xsi:nil", "true");
  lab_assert (answer, "//p:When/cim:Datetime", "2014-04-03T14:45:50Z");
  lab_assert (answer, "//p:In/p:Deep/p:Deeper", "x");
}

static void
test_world_errors (LabFixture *fixture, gconstpointer data)
{
  static const char *const missing =
      "<m:SelectorSet><m:Selector Name='Name'>S77</m:Selector></m:SelectorSet>";
  g_autoptr (LabAnswer) instance = lab_ask (fixture, TRANSFER "Get", SERVICE, missing, "");
  g_autoptr (LabAnswer) class =
      lab_ask (fixture, TRANSFER "Get",
               "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Foo", "", "");
  g_autoptr (LabAnswer) resource = lab_ask (fixture, TRANSFER "Get", "urn:nothing", "", "");
  g_autoptr (LabAnswer) config =
      lab_ask (fixture, TRANSFER "Get", "http://schemas.microsoft.com/wbem/wsman/1/config", "", "");
  g_autoptr (LabAnswer) refused = NULL;

  lab_assert_fault (instance, "a:DestinationUnreachable", "2150858752");
  lab_assert (instance, "//f:ProviderFault/f:WSManFault/@Code", "2147749890");
  lab_assert_fault (class, "a:DestinationUnreachable", "2150858752");
  lab_assert (class, "//f:ProviderFault/f:WSManFault/@Code", "2147749904");
  lab_assert_fault (resource, "a:DestinationUnreachable", "2150858752");
  lab_assert_fault (config, "w:AccessDenied", "5");
  fixture->world->refuses = TRUE;
  refused = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");
  lab_assert_fault (refused, "w:AccessDenied", "5");
  lab_assert (refused, "//f:WSManFault/@Machine", "BR01SMS");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/lab-server/" name, LabFixture, NULL, lab_set_up, function, lab_tear_down)
  ADD ("identify", test_identify);
  ADD ("identify-header-opens-nothing", test_identify_header_opens_nothing);
  ADD ("log-on", test_log_on);
  ADD ("get", test_get);
  ADD ("values", test_values);
  ADD ("fragment", test_fragment);
  ADD ("cim-schema", test_cim_schema);
  ADD ("put", test_put);
  ADD ("put-fragment", test_put_fragment);
  ADD ("create-and-delete", test_create_and_delete);
  ADD ("invoke", test_invoke);
  ADD ("world-errors", test_world_errors);
  return g_test_run ();
}
