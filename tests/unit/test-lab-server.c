/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lab-server-fixture.h"

#define IDENTIFY                                                                                   \
  "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:i='http://schemas.dmtf."    \
  "org/wbem/wsman/identity/1/wsmanidentity.xsd'><s:Header/><s:Body><i:Identify/></s:Body>"         \
  "</s:Envelope>"
#define S3  "<m:SelectorSet><m:Selector Name='name'>S3</m:Selector></m:SelectorSet>"
#define WQL "http://schemas.microsoft.com/wbem/wsman/1/WQL"

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

static LabAnswer *
pull (LabFixture *fixture, LabAnswer *before, const char *resource, const char *inside)
{
  g_autofree char *context = lab_find (before, "//n:EnumerationContext");
  g_autofree char *body = g_strdup_printf (
      "<e:Pull><e:EnumerationContext>%s</e:EnumerationContext>%s</e:Pull>", context, inside);

  return lab_ask (fixture, LISTING "Pull", resource, "", body);
}

static void
test_enumerate (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) first =
      lab_ask (fixture, LISTING "Enumerate", ALL, "",
               "<e:Enumerate><m:Filter Dialect='" WQL "'>SELECT * FROM Win32_Service</m:Filter>"
               "<m:MaxElements>30</m:MaxElements><m:OptimizeEnumeration/></e:Enumerate>");
  g_autoptr (LabAnswer) second = NULL;
  g_autoptr (LabAnswer) third = NULL;

  lab_assert (first, "count(//w:Items/*)", "30");
  lab_assert (first, "count(//w:EndOfSequence)", "0");
  second = pull (fixture, first, ALL, "<e:MaxElements>30</e:MaxElements>");
  lab_assert (second, "count(//n:Items/*)", "10");
  lab_assert (second, "count(//n:EndOfSequence)", "1");
  third = pull (fixture, first, ALL, "<e:MaxElements>30</e:MaxElements>");
  lab_assert_fault (third, "n:InvalidEnumerationContext", "2150858779");
}

static void
test_enumerate_plainly (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) begun =
      lab_ask (fixture, LISTING "Enumerate", SERVICE, "", "<e:Enumerate/>");
  g_autoptr (LabAnswer) one = NULL;
  g_autoptr (LabAnswer) elsewhere = NULL;
  g_autoptr (LabAnswer) released = NULL;
  g_autoptr (LabAnswer) after = NULL;
  g_autofree char *context = lab_find (begun, "//n:EnumerationContext");
  g_autofree char *release = g_strdup_printf (
      "<e:Release><e:EnumerationContext>%s</e:EnumerationContext></e:Release>", context);

  lab_assert (begun, "count(//w:Items)", "0");
  one = pull (fixture, begun, SERVICE, "");
  lab_assert (one, "count(//n:Items/*)", "1");
  elsewhere = pull (fixture, begun, ALL, "");
  lab_assert_fault (elsewhere, "w:InvalidParameter", "2150859181");
  released = lab_ask (fixture, LISTING "Release", SERVICE, "", release);
  g_assert_cmpuint (released->status, ==, 200);
  after = pull (fixture, begun, SERVICE, "");
  lab_assert_fault (after, "n:InvalidEnumerationContext", "2150858779");
}

static void
test_projection (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer =
      lab_ask (fixture, LISTING "Enumerate", ALL, "",
               "<e:Enumerate><m:OptimizeEnumeration/><m:MaxElements>100</m:MaxElements><m:Filter "
               "Dialect='" WQL "'>SELECT Name FROM Win32_Service</m:Filter></e:Enumerate>");

  lab_assert (answer, "count(//w:Items/w:XmlFragment)", "40");
  lab_assert (answer, "//w:Items/w:XmlFragment[5]/Name", "S4");
  lab_assert (answer, "count(//w:EndOfSequence)", "1");
}

static void
test_references (LabFixture *fixture, gconstpointer data)
{
  const char *inside = "<m:OptimizeEnumeration/><m:MaxElements>100</m:MaxElements>";
  g_autofree char *bare = g_strdup_printf (
      "<e:Enumerate>%s<m:EnumerationMode>EnumerateEPR</m:EnumerationMode></e:Enumerate>", inside);
  g_autofree char *full = g_strdup_printf (
      "<e:Enumerate>%s<m:EnumerationMode>EnumerateObjectAndEPR</m:EnumerationMode></e:Enumerate>",
      inside);
  g_autoptr (LabAnswer) references = lab_ask (fixture, LISTING "Enumerate", SERVICE, "", bare);
  g_autoptr (LabAnswer) both = lab_ask (fixture, LISTING "Enumerate", SERVICE, "", full);

  lab_assert (references, "count(//w:Items/a:EndpointReference)", "40");
  lab_assert (references, "count(//w:Items//p:Win32_Service)", "0");
  lab_assert (references, "//w:Items/a:EndpointReference[4]//w:Selector[@Name='Name']", "S3");
  lab_assert (references, "//w:Items/a:EndpointReference[4]//w:ResourceURI", SERVICE);
  lab_assert (both, "count(//w:Items/w:Item[p:Win32_Service and a:EndpointReference])", "40");
}

static void
test_enumerate_wrongly (LabFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *resource, *body, *subcode, *code;
  } wrong[] = {
    { ALL, "<e:Enumerate/>", "n:CannotProcessFilter", "2150858778" },
    { ALL, "", "w:SchemaValidationError", "2150858817" },
    { ALL, "<e:Enumerate><m:Filter Dialect='" WQL "'>SELECT * WHERE FROM</m:Filter></e:Enumerate>",
      "n:CannotProcessFilter", "2150858778" },
    { ALL, "<e:Enumerate><m:Filter Dialect='urn:sql'>x</m:Filter></e:Enumerate>",
      "n:FilterDialectRequestedUnavailable", "2150858777" },
    { SERVICE, "<e:Enumerate><m:EnumerationMode>EnumerateNothing</m:EnumerationMode></e:Enumerate>",
      "w:UnsupportedFeature", "2150858818" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (LabAnswer) answer =
          lab_ask (fixture, LISTING "Enumerate", wrong[i].resource, "", wrong[i].body);

      lab_assert_fault (answer, wrong[i].subcode, wrong[i].code);
      g_assert_cmpuint (answer->status, ==, 500);
    }
}

static void
test_envelope_limits (LabFixture *fixture, gconstpointer data)
{
  const char *all = "<e:Enumerate><m:OptimizeEnumeration/><m:MaxElements>100</m:MaxElements>"
                    "</e:Enumerate>";
  g_autoptr (LabAnswer) answer =
      lab_ask (fixture, LISTING "Enumerate", SERVICE,
               "<m:MaxEnvelopeSize E:mustUnderstand='true'>8192</m:MaxEnvelopeSize>", all);
  g_autoptr (LabAnswer) little = lab_ask (fixture, LISTING "Enumerate", SERVICE,
                                          "<m:MaxEnvelopeSize>8191</m:MaxEnvelopeSize>", all);
  g_autofree char *count = lab_find (answer, "count(//w:Items/*)");

  g_assert_cmpuint (strlen (answer->text), <=, 8192);
  g_assert_cmpint (atoi (count), >, 1);
  g_assert_cmpint (atoi (count), <, FAKE_SERVICES);
  lab_assert_fault (little, "w:EncodingLimit", "2150858878");
}

static void
test_lists_die (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) begun = NULL;
  g_autoptr (LabAnswer) late = NULL;

  lab_behave (fixture, "enumeration-timeout", "20");
  begun = lab_ask (fixture, LISTING "Enumerate", SERVICE, "", "<e:Enumerate/>");
  lab_let_pass (200);
  late = pull (fixture, begun, SERVICE, "");
  lab_assert_fault (late, "n:InvalidEnumerationContext", "2150858779");
}

static void
test_headers (LabFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *headers, *subcode, *code;
  } wrong[] = {
    { S3 "<q:Odd xmlns:q='urn:q' E:mustUnderstand='true'/>", "", "2150858818" },
    { S3 "<m:Locale xml:lang='en-US' E:mustUnderstand='true'/>", "w:UnsupportedFeature",
      "2150858887" },
    { S3 "<m:OperationTimeout>60</m:OperationTimeout>", "w:SchemaValidationError", "2150858881" },
    { S3 S3, "a:InvalidMessageInformationHeader", "2150858817" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (LabAnswer) answer =
          lab_ask (fixture, TRANSFER "Get", SERVICE, wrong[i].headers, "");

      lab_assert_fault (answer, wrong[i].subcode, wrong[i].code);
    }
}

static void
test_must_understand (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) faulty = lab_ask (fixture, TRANSFER "Get", SERVICE,
                                          S3 "<q:Odd xmlns:q='urn:q' E:mustUnderstand='1'/>", "");
  g_autoptr (LabAnswer) harmless =
      lab_ask (fixture, TRANSFER "Get", SERVICE,
               S3 "<q:Odd xmlns:q='urn:q' mustUnderstand='true'/><m:Locale xml:lang='x' "
                  "mustUnderstand='true'/>",
               "");

  lab_assert (faulty, "//s:Fault/s:Code/s:Value", "s:MustUnderstand");
  lab_assert (faulty, "//s:Header/s:NotUnderstood/@qname", "h:Odd");
  g_assert_cmpuint (harmless->status, ==, 200);
}

static void
test_bad_documents (LabFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text, *code;
  } bad[] = {
    { "", "s:Sender" },
    { "<a", "s:Sender" },
    { "<a/>", "s:Sender" },
    { "<!DOCTYPE a [<!ENTITY x 'y'>]>" IDENTIFY, "s:Sender" },
    { "<E:Envelope xmlns:E='http://www.w3.org/2003/05/soap-envelope'><E:Body/></E:Envelope>",
      "s:Sender" },
    { "<E:Envelope xmlns:E='http://schemas.xmlsoap.org/soap/envelope/'><E:Body/></E:Envelope>",
      "s:VersionMismatch" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (LabAnswer) answer = lab_post (fixture, bad[i].text);

      g_assert_cmpuint (answer->status, ==, 500);
      lab_assert (answer, "//s:Fault/s:Code/s:Value", bad[i].code);
    }
}

static void
test_end_message (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) answer =
      lab_ask (fixture, "http://schemas.microsoft.com/wbem/wsman/1/wsman/End",
               "http://schemas.microsoft.com/wbem/wsman/1/wsman/FullDuplex",
               "<ms:OperationID>uuid:Op</ms:OperationID>", "");

  g_assert_cmpuint (answer->status, ==, 200);
  lab_assert (answer, "//s:Header/ms:OperationID", "uuid:Op");
}

static void
test_http (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *url = resite_lab_server_get_http (fixture->server, "old");
  g_autofree char *elsewhere = g_strconcat (url, "/x", NULL);
  g_autofree char *large = g_strnfill (200000, ' ');
  g_autoptr (SoupMessage) get = soup_message_new ("GET", url);
  g_autoptr (SoupMessage) path = lab_make_message (elsewhere, LAB_SECRET, IDENTIFY);
  g_autoptr (SoupMessage) type = lab_make_message (url, LAB_SECRET, IDENTIFY);
  g_autoptr (SoupMessage) body = lab_make_message (url, LAB_SECRET, large);
  g_autoptr (LabAnswer) got = lab_send (fixture, get);
  g_autoptr (LabAnswer) strayed = lab_send (fixture, path);
  g_autoptr (LabAnswer) mistyped = NULL;
  g_autoptr (LabAnswer) refused = lab_send (fixture, body);
  g_autoptr (LabAnswer) after = lab_post (fixture, IDENTIFY);

  soup_message_headers_replace (soup_message_get_request_headers (type), "Content-Type",
                                "text/plain");
  mistyped = lab_send (fixture, type);
  g_assert_cmpuint (got->status, ==, 405);
  g_assert_cmpuint (strayed->status, ==, 404);
  g_assert_cmpuint (mistyped->status, ==, 415);
  g_assert_cmpuint (refused->status, ==, 413);
  g_assert_cmpuint (after->status, ==, 200);
}

static void
test_oddities (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) empty = NULL;
  g_autoptr (LabAnswer) html = NULL;
  g_autoptr (LabAnswer) unauthorized = NULL;
  g_autoptr (LabAnswer) good = NULL;

  lab_behave (fixture, "unauthorized-first", "1");
  unauthorized = lab_post (fixture, IDENTIFY);
  g_assert_cmpuint (unauthorized->status, ==, 401);
  lab_behave (fixture, "empty-500", "1");
  empty = lab_post (fixture, IDENTIFY);
  g_assert_cmpuint (empty->status, ==, 500);
  g_assert_cmpstr (empty->text, ==, "");
  lab_behave (fixture, "html", "1");
  html = lab_post (fixture, IDENTIFY);
  g_assert_cmpuint (html->status, ==, 200);
  g_assert_null (strstr (html->text, "Envelope"));
  good = lab_post (fixture, IDENTIFY);
  lab_assert (good, "//id:ProductVendor", "Microsoft Corporation");
  g_assert_false (resite_lab_server_set_behaviour (fixture->server, "old", "colour", "red"));
  g_assert_false (resite_lab_server_set_behaviour (fixture->server, "nobody", "delay", "1"));
}

static void
test_told_faults (LabFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *behaviour, *subcode, *code;
    guint status, performed;
  } told[] = {
    { "quota", "w:QuotaLimit", "2150859174", 500, 0 },
    { "unavailable", "a:EndpointUnavailable", "2150858770", 503, 0 },
    { "internal-error", "w:InternalError", "2147749889", 500, 0 },
    { "timed-out", "w:TimedOut", "2150858793", 500, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autoptr (LabAnswer) faulty = NULL;
      g_autoptr (LabAnswer) good = NULL;

      fixture->world->n_performed = 0;
      lab_behave (fixture, told[i].behaviour, "1");
      faulty = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");
      g_assert_cmpuint (faulty->status, ==, told[i].status);
      lab_assert_fault (faulty, told[i].subcode, told[i].code);
      g_assert_cmpuint (fixture->world->n_performed, ==, told[i].performed);
      good = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");
      g_assert_cmpuint (good->status, ==, 200);
    }
}

static void
test_told_lists (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) begun =
      lab_ask (fixture, LISTING "Enumerate", SERVICE, "", "<e:Enumerate/>");
  g_autoptr (LabAnswer) empty = NULL;
  g_autoptr (LabAnswer) limit = NULL;
  g_autoptr (LabAnswer) full = NULL;

  lab_behave (fixture, "empty-items", "1");
  empty = pull (fixture, begun, SERVICE, "<e:MaxElements>50</e:MaxElements>");
  lab_assert (empty, "count(//n:Items)", "1");
  lab_assert (empty, "count(//n:Items/*)", "0");
  lab_assert (empty, "count(//n:EndOfSequence)", "0");
  lab_behave (fixture, "encoding-limit", "1");
  limit = pull (fixture, begun, SERVICE, "<e:MaxElements>50</e:MaxElements>");
  lab_assert_fault (limit, "w:EncodingLimit", "2150858790");
  full = pull (fixture, begun, SERVICE, "<e:MaxElements>50</e:MaxElements>");
  lab_assert (full, "count(//n:Items/*)", "40");
}

/* A client must see that the answer is none, and the server must go on. */
static void
test_torn_answers (LabFixture *fixture, gconstpointer data)
{
  static const char *const ways[] = { "cut-reply", "lying-length" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (LabAnswer) torn = NULL;
      g_autoptr (LabAnswer) good = NULL;

      lab_behave (fixture, ways[i], "1");
      torn = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");
      g_assert_nonnull (torn->error);
      good = lab_ask (fixture, TRANSFER "Get", SERVICE, S3, "");
      g_assert_cmpuint (good->status, ==, 200);
      g_assert_nonnull (good->doc);
    }
}

static void
count_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (SOUP_SESSION (object), result, NULL);

  g_assert_nonnull (bytes);
  (*(guint *)data)++;
}

static void
test_many_at_once (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *url = resite_lab_server_get_http (fixture->server, "old");
  g_autofree char *text = lab_envelope (TRANSFER "Get", SERVICE, S3, "");
  g_autoptr (SoupSession) session = soup_session_new_with_options ("max-conns-per-host", 6, NULL);
  guint answered = 0;

  lab_behave (fixture, "delay", "30");
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (SoupMessage) message = lab_make_message (url, LAB_SECRET, text);

      soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, count_cb,
                                        &answered);
    }
  while (answered < 30)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (resite_lab_server_get_most_at_once (fixture->server, "old"), ==, 6);
  g_assert_cmpuint (resite_lab_server_get_most_at_once (fixture->server, "new"), ==, 0);
}

/* The request that takes the line away gets no answer; the next one finds the machine where it is. */
static void
test_moving (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *before = resite_lab_server_get_http (fixture->server, "old");
  const guint16 port = resite_lab_server_get_https_port (fixture->server, "old");
  g_autofree char *move = lab_envelope (SERVICE "/Move", SERVICE, S3, "");
  g_autoptr (SoupMessage) message = lab_make_message (before, LAB_SECRET, move);
  g_autoptr (SoupMessage) again = lab_make_message (before, LAB_SECRET, IDENTIFY);
  g_autoptr (SoupMessage) secure = NULL;
  g_autoptr (LabAnswer) lost = lab_send (fixture, message);
  g_autoptr (LabAnswer) silent = lab_send (fixture, again);
  g_autoptr (LabAnswer) good = lab_post (fixture, IDENTIFY);
  g_autoptr (LabAnswer) trusted = NULL;
  g_autofree char *after = resite_lab_server_get_https (fixture->server, "old");

  g_assert_nonnull (lost->error);
  g_assert_error (silent->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpuint (good->status, ==, 200);
  g_assert_cmpuint (resite_lab_server_get_https_port (fixture->server, "old"), ==, port);
  secure = lab_make_message (after, LAB_SECRET, IDENTIFY);
  trusted = lab_send (fixture, secure);
  g_assert_no_error (trusted->error);
}

static void
test_down_and_up (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (LabAnswer) down = NULL;
  g_autoptr (LabAnswer) up = NULL;
  g_autoptr (LabAnswer) forgotten = NULL;
  g_autoptr (LabAnswer) begun =
      lab_ask (fixture, LISTING "Enumerate", SERVICE, "", "<e:Enumerate/>");

  fixture->world->machines[0].up = FALSE;
  g_signal_emit_by_name (fixture->world, "up-changed", "old");
  down = lab_post (fixture, IDENTIFY);
  g_assert_nonnull (down->error);
  fixture->world->machines[0].up = TRUE;
  g_signal_emit_by_name (fixture->world, "up-changed", "old");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  up = lab_post (fixture, IDENTIFY);
  g_assert_cmpuint (up->status, ==, 200);
  forgotten = pull (fixture, begun, SERVICE, "");
  lab_assert_fault (forgotten, "n:InvalidEnumerationContext", "2150858779");
}

/* Each takes the other's address, the one that arrives first while the other is still there. */
static void
test_swap (LabFixture *fixture, gconstpointer data)
{
  FakeMachine *machines = fixture->world->machines;
  g_autofree char *parked = g_strdup (machines[0].address);
  g_autofree char *url = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (LabAnswer) answer = NULL;

  g_free (machines[0].address);
  machines[0].address = g_strdup (machines[1].address);
  g_signal_emit_by_name (fixture->world, "moved", "old");
  g_free (machines[1].address);
  machines[1].address = g_steal_pointer (&parked);
  g_signal_emit_by_name (fixture->world, "moved", "new");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  url = resite_lab_server_get_https (fixture->server, "new");
  g_assert_nonnull (strstr (url, machines[1].address));
  message = lab_make_message (url, LAB_SECRET, IDENTIFY);
  answer = lab_send (fixture, message);
  g_assert_no_error (answer->error);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_only_loopback (void)
{
  g_autofree char *folder = g_dir_make_tmp ("resite-lab-server-XXXXXX", NULL);
  g_autoptr (ResiteLabWorld) world = g_object_new (RESITE_TYPE_LAB_WORLD, NULL);
  g_autoptr (GError) error = NULL;

  g_free (world->machines[1].address);
  world->machines[1].address = g_strdup ("0.0.0.0");
  g_assert_null (resite_lab_server_new (world, folder, LAB_USER, LAB_SECRET, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "0.0.0.0"));
  {
    g_autofree char *ca = g_build_filename (folder, "ca.pem", NULL);
    g_autofree char *key = g_build_filename (folder, "ca-key.pem", NULL);

    g_remove (ca);
    g_remove (key);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* What a plan says of ports and trust holds when the lab is opened again. */
static void
test_opened_again (LabFixture *fixture, gconstpointer data)
{
  g_autofree char *before = resite_lab_server_get_https (fixture->server, "new");
  g_autofree char *names = g_strdup (resite_lab_server_get_name_server (fixture->server));
  g_autofree char *after = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (LabAnswer) answer = NULL;

  g_assert_finalize_object (g_steal_pointer (&fixture->server));
  lab_serve (fixture);
  after = resite_lab_server_get_https (fixture->server, "new");
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (names, ==, resite_lab_server_get_name_server (fixture->server));
  message = lab_make_message (after, LAB_SECRET, IDENTIFY);
  answer = lab_send (fixture, message);
  g_assert_no_error (answer->error);
}

/* The server ends all the same: who says half a sentence is not waited for. */
static void
test_half_a_handshake (LabFixture *fixture, gconstpointer data)
{
  static const guint8 half[] = { 0x16, 0x03, 0x01, 0x02, 0x00, 0x01 };
  g_autofree char *url = resite_lab_server_get_https (fixture->server, "old");
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) line =
      g_socket_client_connect_to_uri (client, url, 443, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (line)),
                                            half, sizeof half, NULL, NULL, &error));
  lab_let_pass (200);
  resite_lab_server_close (fixture->server);
}

static const struct
{
  const char *path;
  void (*test) (LabFixture *fixture, gconstpointer data);
} tests[] = {
  { "/lab-server/identify", test_identify },
  { "/lab-server/identify-header-opens-nothing", test_identify_header_opens_nothing },
  { "/lab-server/log-on", test_log_on },
  { "/lab-server/get", test_get },
  { "/lab-server/values", test_values },
  { "/lab-server/fragment", test_fragment },
  { "/lab-server/cim-schema", test_cim_schema },
  { "/lab-server/put", test_put },
  { "/lab-server/put-fragment", test_put_fragment },
  { "/lab-server/create-and-delete", test_create_and_delete },
  { "/lab-server/invoke", test_invoke },
  { "/lab-server/world-errors", test_world_errors },
  { "/lab-server/enumerate", test_enumerate },
  { "/lab-server/enumerate-plainly", test_enumerate_plainly },
  { "/lab-server/projection", test_projection },
  { "/lab-server/references", test_references },
  { "/lab-server/enumerate-wrongly", test_enumerate_wrongly },
  { "/lab-server/envelope-limits", test_envelope_limits },
  { "/lab-server/lists-die", test_lists_die },
  { "/lab-server/headers", test_headers },
  { "/lab-server/must-understand", test_must_understand },
  { "/lab-server/bad-documents", test_bad_documents },
  { "/lab-server/end-message", test_end_message },
  { "/lab-server/http", test_http },
  { "/lab-server/oddities", test_oddities },
  { "/lab-server/told-faults", test_told_faults },
  { "/lab-server/told-lists", test_told_lists },
  { "/lab-server/torn-answers", test_torn_answers },
  { "/lab-server/many-at-once", test_many_at_once },
  { "/lab-server/moving", test_moving },
  { "/lab-server/down-and-up", test_down_and_up },
  { "/lab-server/swap", test_swap },
  { "/lab-server/opened-again", test_opened_again },
  { "/lab-server/half-a-handshake", test_half_a_handshake },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, LabFixture, NULL, lab_set_up, tests[i].test, lab_tear_down);
  g_test_add_func ("/lab-server/only-loopback", test_only_loopback);
  return g_test_run ();
}
