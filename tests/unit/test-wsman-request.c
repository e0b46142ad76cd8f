/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "resite-error.h"
#include "resite-wsman-names.h"
#include "resite-wsman-request.h"
#include "resite-wsman-xml.h"

/* What is built is read by libxml2's XPath, which knows nothing of what built it. */
typedef struct
{
  ResiteWsmanXml *document;
  xmlXPathContext *context;
} Look;

static void
look_clear (Look *look)
{
  xmlXPathFreeContext (look->context);
  xmlFreeDoc (look->document);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static Look
look_at (GBytes *bytes)
{
  static const char *const names[][2] = {
    { "s", RESITE_NS_SOAP },      { "a", RESITE_NS_ADDRESS },
    { "w", RESITE_NS_WSMAN },     { "p", RESITE_NS_MICROSOFT },
    { "n", RESITE_NS_ENUMERATE }, { "r", RESITE_NS_SHELL },
    { "c", RESITE_NS_CIM },       { "i", RESITE_NS_XSI },
    { "d", RESITE_NS_IDENTITY },  { "v", RESITE_RESOURCE_WMI "root/cimv2/Win32_Service" },
  };
  Look look;
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  look.document = xmlReadMemory (data, size, NULL, NULL, XML_PARSE_NONET);
  g_assert_nonnull (look.document);
  look.context = xmlXPathNewContext (look.document);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    xmlXPathRegisterNs (look.context, BAD_CAST names[i][0], BAD_CAST names[i][1]);
  return look;
}

static char *
ask (Look *look, const char *path)
{
  g_autofree char *expression = g_strconcat ("string(", path, ")", NULL);
  xmlXPathObject *object = xmlXPathEval (BAD_CAST expression, look->context);
  char *text;

  g_assert_nonnull (object);
  text = g_strdup ((char *)object->stringval);
  xmlXPathFreeObject (object);
  return text;
}

static void
assert_says (Look *look, const char *path, const char *expected)
{
  g_autofree char *text = ask (look, path);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_count (Look *look, const char *path, guint expected)
{
  g_autofree char *expression = g_strconcat ("count(", path, ")", NULL);
  g_autofree char *text = ask (look, expression);

  g_assert_cmpint (atoi (text), ==, expected);
}

static Look
look_at_message (ResiteWsmanMessage *message)
{
  const ResiteWsmanEnvelope envelope = { "https://br01sms:5986/wsman?a=1&b=2",
                                         message->action,
                                         message->resource,
                                         "uuid:1",
                                         message->headers,
                                         message->body,
                                         153600,
                                         60 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = resite_wsman_build (&envelope, &error);

  g_assert_no_error (error);
  return look_at (bytes);
}

static Look
look_at_request (const ResiteCimRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteWsmanMessage) message = resite_wsman_message_new (request, 100, &error);

  g_assert_no_error (error);
  return look_at_message (message);
}

static Look
look_and_free (ResiteWsmanMessage *message)
{
  g_autoptr (ResiteWsmanMessage) owned = message;

  g_assert_nonnull (owned);
  return look_at_message (owned);
}

#define HEADER "/s:Envelope/s:Header/"
#define BODY   "/s:Envelope/s:Body/"

static ResiteCimObject *
service_keys (void)
{
  ResiteCimObject *keys = resite_cim_object_new ("Win32_Service");

  resite_cim_object_set_string (keys, "Name", "SMS_EXECUTIVE");
  return keys;
}

static void
test_headers (void)
{
  g_autoptr (ResiteCimObject) keys = service_keys ();
  const ResiteCimRequest request = { RESITE_CIM_GET, "root\\cimv2", .class_name = "Win32_Service",
                                     .keys = keys };
  g_auto (Look) look = look_at_request (&request);

  assert_says (&look, HEADER "a:To", "https://br01sms:5986/wsman?a=1&b=2");
  assert_says (&look, HEADER "w:ResourceURI", RESITE_RESOURCE_WMI "root/cimv2/Win32_Service");
  assert_says (&look, HEADER "w:ResourceURI/@s:mustUnderstand", "true");
  assert_says (&look, HEADER "a:ReplyTo/a:Address", RESITE_WSMAN_ANONYMOUS);
  assert_says (&look, HEADER "a:Action", RESITE_ACTION_GET);
  assert_says (&look, HEADER "w:MaxEnvelopeSize", "153600");
  assert_says (&look, HEADER "a:MessageID", "uuid:1");
  assert_says (&look, HEADER "w:Locale/@xml:lang", "en-US");
  assert_says (&look, HEADER "w:Locale/@s:mustUnderstand", "false");
  assert_says (&look, HEADER "p:DataLocale/@s:mustUnderstand", "false");
  assert_says (&look, HEADER "w:OperationTimeout", "PT60.000S");
  assert_says (&look, HEADER "w:SelectorSet/w:Selector[@Name='Name']", "SMS_EXECUTIVE");
  assert_count (&look, HEADER "*", 10);
  assert_count (&look, BODY "*", 0);
}

static void
test_identify (void)
{
  g_autoptr (GBytes) bytes = resite_wsman_build_identify ();
  g_auto (Look) look = look_at (bytes);

  assert_count (&look, HEADER "*", 0);
  assert_count (&look, BODY "d:Identify", 1);
}

static void
test_message_ids (void)
{
  g_autofree char *one = resite_wsman_new_message_id ();
  g_autofree char *two = resite_wsman_new_message_id ();

  g_assert_true (g_str_has_prefix (one, "uuid:"));
  g_assert_true (g_uuid_string_is_valid (one + strlen ("uuid:")));
  g_assert_cmpstr (one, !=, two);
}

static void
test_list (void)
{
  const ResiteCimRequest request = { RESITE_CIM_LIST, "root/cimv2",
                                     .query = "SELECT * FROM X WHERE A<5 AND B='&\"\\'' " };
  g_auto (Look) look = look_at_request (&request);

  assert_says (&look, HEADER "a:Action", RESITE_ACTION_ENUMERATE);
  assert_says (&look, HEADER "w:ResourceURI", RESITE_RESOURCE_WMI "root/cimv2/*");
  assert_count (&look, BODY "n:Enumerate/w:OptimizeEnumeration", 1);
  assert_says (&look, BODY "n:Enumerate/w:MaxElements", "100");
  assert_says (&look, BODY "n:Enumerate/w:Filter/@Dialect", RESITE_DIALECT_WQL);
  assert_says (&look, BODY "n:Enumerate/w:Filter", request.query);
  assert_count (&look, HEADER "w:SelectorSet", 0);
}

static void
test_pull_and_release (void)
{
  g_autofree char *resource = resite_wsman_resource ("root/cimv2", "*", NULL);
  g_auto (Look) pull =
      look_and_free (resite_wsman_message_new_pull (resource, "uuid:<7>", 0, 30, NULL));
  g_auto (Look) release =
      look_and_free (resite_wsman_message_new_release (resource, "uuid:7", NULL));
  g_auto (Look) shells =
      look_and_free (resite_wsman_message_new_enumerate (RESITE_RESOURCE_SHELLS, 20, NULL));

  assert_says (&pull, BODY "n:Pull/*[1]", "uuid:<7>");
  assert_says (&pull, "local-name(" BODY "n:Pull/*[2])", "MaxTime");
  assert_says (&pull, BODY "n:Pull/n:MaxTime", "PT30.000S");
  assert_says (&pull, BODY "n:Pull/n:MaxElements", "1");
  assert_says (&pull, HEADER "w:ResourceURI", resource);
  assert_says (&release, BODY "n:Release/n:EnumerationContext", "uuid:7");
  assert_says (&release, HEADER "a:Action", RESITE_ACTION_RELEASE);
  assert_says (&shells, HEADER "w:ResourceURI", RESITE_RESOURCE_SHELLS);
  assert_count (&shells, "//w:Filter", 0);
}

static void
test_put_and_create (void)
{
  g_autoptr (ResiteCimObject) keys = service_keys ();
  g_autoptr (ResiteCimObject) instance = resite_cim_object_new ("Win32_Service");
  ResiteCimRequest request = { RESITE_CIM_PUT, "root/cimv2", .class_name = "Win32_Service",
                               .keys = keys, .object = instance };

  resite_cim_object_take (instance, "Description", resite_cim_value_new_null ());
  resite_cim_object_set_string (instance, "Name", "SMS_EXECUTIVE");
  {
    g_auto (Look) look = look_at_request (&request);

    assert_says (&look, HEADER "a:Action", RESITE_ACTION_PUT);
    assert_says (&look, BODY "v:Win32_Service/@i:type", "p:Win32_Service_Type");
    assert_says (&look, BODY "v:Win32_Service/v:Description/@i:nil", "true");
    assert_says (&look, BODY "v:Win32_Service/v:Name", "SMS_EXECUTIVE");
    assert_count (&look, HEADER "w:SelectorSet", 1);
  }
  request.verb = RESITE_CIM_CREATE;
  {
    g_auto (Look) look = look_at_request (&request);

    assert_says (&look, HEADER "a:Action", RESITE_ACTION_CREATE);
    assert_count (&look, HEADER "w:SelectorSet", 0);
    assert_says (&look, BODY "v:Win32_Service/v:Name", "SMS_EXECUTIVE");
  }
}

static void
test_delete (void)
{
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (NULL);
  const ResiteCimRequest request = { RESITE_CIM_DELETE, "root/sms/site_C01",
                                     .class_name = "SMS_DistributionPoint", .keys = keys };

  resite_cim_object_set_string (keys, "PackageID", "C0100012");
  resite_cim_object_set_string (keys, "ServerNALPath", "[\"Display=\\\\B\\\"]MSWNET:\\\\B\\");
  resite_cim_object_set_boolean (keys, "Shared", TRUE);
  {
    g_auto (Look) look = look_at_request (&request);

    assert_says (&look, HEADER "a:Action", RESITE_ACTION_DELETE);
    assert_says (&look, "//w:Selector[@Name='ServerNALPath']",
                 "[\"Display=\\\\B\\\"]MSWNET:\\\\B\\");
    assert_says (&look, "//w:Selector[@Name='Shared']", "true");
    assert_count (&look, BODY "*", 0);
  }
}

static ResiteCimObject *
typed_parameters (void)
{
  static const char *const texts[] = { "10.1.0.7", "10.1.0.8", NULL };
  g_autoptr (ResiteCimObject) startup = resite_cim_object_new ("Win32_ProcessStartup");
  g_autoptr (ResiteCimObject) keys = service_keys ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  ResiteCimObject *in = resite_cim_object_new (NULL);

  resite_cim_object_set_int (startup, "ShowWindow", 0);
  resite_cim_object_take (in, "Addresses", resite_cim_value_new_strings (texts));
  resite_cim_object_take (in, "None", resite_cim_value_new_array (none));
  resite_cim_object_take (in, "Null", resite_cim_value_new_null ());
  resite_cim_object_take (in, "When", resite_cim_value_new_datetime ("20140403144550.468750-330"));
  resite_cim_object_take (in, "Age", resite_cim_value_new_datetime ("00000003000140.000000:000"));
  resite_cim_object_take (in, "Plain", resite_cim_value_new_datetime ("2014-04-03T14:45:50Z"));
  resite_cim_object_take (in, "Startup", resite_cim_value_new_object (startup));
  resite_cim_object_take (in, "Service", resite_cim_value_new_reference (keys));
  resite_cim_object_set_string (in, "Text", " a\r\n\t<&>\"' \xC3\xBC ");
  return in;
}

#define INPUT BODY "v:Change_INPUT/v:"

static void
test_invoke (void)
{
  g_autoptr (ResiteCimObject) in = typed_parameters ();
  g_autoptr (ResiteCimObject) keys = service_keys ();
  const ResiteCimRequest request = {
    RESITE_CIM_CALL, "root/cimv2",       .class_name = "Win32_Service",
    .keys = keys,    .method = "Change", .object = in
  };
  g_auto (Look) look = look_at_request (&request);

  assert_says (&look, HEADER "a:Action", RESITE_RESOURCE_WMI "root/cimv2/Win32_Service/Change");
  assert_count (&look, INPUT "Addresses", 2);
  assert_says (&look, INPUT "Addresses[2]", "10.1.0.8");
  assert_says (&look, INPUT "None/@i:nil", "true");
  assert_says (&look, INPUT "Null/@i:nil", "true");
  assert_says (&look, INPUT "When/c:Datetime", "2014-04-03T14:45:50.468750-05:30");
  assert_says (&look, INPUT "Age/c:Interval", "P3DT0H1M40S");
  assert_says (&look, INPUT "Plain/c:Datetime", "2014-04-03T14:45:50Z");
  assert_says (&look, INPUT "Startup/@i:type", "q1:Win32_ProcessStartup_Type");
  assert_says (&look, "namespace-uri(" INPUT "Startup/*)",
               RESITE_RESOURCE_WMI "root/cimv2/Win32_ProcessStartup");
  assert_says (&look, INPUT "Service/a:ReferenceParameters/w:ResourceURI",
               RESITE_RESOURCE_WMI "root/cimv2/Win32_Service");
  assert_says (&look, INPUT "Service//w:Selector[@Name='Name']", "SMS_EXECUTIVE");
  assert_says (&look, INPUT "Text", " a\r\n\t<&>\"' \xC3\xBC ");
  assert_says (&look, "local-name(" BODY "v:Change_INPUT/*[10])", "Text");
}

static void
test_invoke_without_parameters (void)
{
  const ResiteCimRequest request = { RESITE_CIM_CALL, "root/cimv2", .class_name = "Win32_Service",
                                     .method = "StopService" };
  g_auto (Look) look = look_at_request (&request);

  assert_count (&look, BODY "v:StopService_INPUT", 1);
  assert_count (&look, BODY "v:StopService_INPUT/*", 0);
}

/* What is written is read back by our own reader as it was. */
static void
test_there_and_back (void)
{
  g_autoptr (ResiteCimObject) in = typed_parameters ();
  const ResiteCimRequest request = { RESITE_CIM_CALL, "root/cimv2", .class_name = "Win32_Service",
                                     .method = "Change", .object = in };
  g_auto (Look) look = look_at_request (&request);
  const xmlNode *root = xmlDocGetRootElement (look.document);
  const xmlNode *body = resite_wsman_xml_child (root, RESITE_NS_SOAP, "Body");
  g_autoptr (GError) error = NULL;
  g_autoptr (ResiteCimObject) back =
      resite_wsman_xml_read_object (resite_wsman_xml_child (body, NULL, NULL), &error);
  gint64 before;
  gint64 after;

  g_assert_no_error (error);
  g_assert_cmpuint (resite_cim_object_get_n_properties (back), ==,
                    resite_cim_object_get_n_properties (in));
  g_assert_cmpstr (resite_cim_object_get_string (back, "Text"), ==,
                   resite_cim_object_get_string (in, "Text"));
  g_assert_true (resite_cim_value_get_time (resite_cim_object_get (in, "When"), &before));
  g_assert_true (resite_cim_value_get_time (resite_cim_object_get (back, "When"), &after));
  g_assert_cmpint (before, ==, after);
  g_assert_cmpstr (resite_cim_object_get_class (
                       resite_cim_value_get_object (resite_cim_object_get (back, "Startup"))),
                   ==, "Win32_ProcessStartup");
  g_assert_cmpint (resite_cim_value_get_kind (resite_cim_object_get (back, "Service")), ==,
                   RESITE_CIM_REFERENCE);
}

static void
test_selector_with_reference (void)
{
  g_autoptr (ResiteCimObject) inner = service_keys ();
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (NULL);
  const ResiteCimRequest request = { RESITE_CIM_GET, "root/cimv2",
                                     .class_name = "Win32_DependentService", .keys = keys };

  resite_cim_object_take (keys, "Antecedent", resite_cim_value_new_reference (inner));
  resite_cim_object_set_string (keys, "Other", "x");
  {
    g_auto (Look) look = look_at_request (&request);
    const xmlNode *root = xmlDocGetRootElement (look.document);
    g_autoptr (ResiteCimObject) back = resite_wsman_xml_read_keys (root, NULL);

    assert_says (&look, "//w:Selector[@Name='Antecedent']/a:EndpointReference//w:Selector",
                 "SMS_EXECUTIVE");
    g_assert_cmpuint (resite_cim_object_get_n_properties (back), ==, 2);
    g_assert_cmpstr (
        resite_cim_object_get_string (
            resite_cim_value_get_object (resite_cim_object_get (back, "Antecedent")), "Name"),
        ==, "SMS_EXECUTIVE");
  }
}

static void
test_options (void)
{
  static const char *const pairs[] = { "SessionHandle", "{1<2}", "Other", "", NULL };
  static const char *const none[] = { NULL };
  g_autofree char *options = resite_wsman_options (pairs, NULL);
  g_autofree char *empty = resite_wsman_options (none, NULL);
  const ResiteWsmanEnvelope envelope = { "x", "y", .message_id = "z", .headers = options };
  g_autoptr (GBytes) bytes = resite_wsman_build (&envelope, NULL);
  g_auto (Look) look = look_at (bytes);

  assert_says (&look, HEADER "w:OptionSet/w:Option[@Name='SessionHandle']", "{1<2}");
  assert_count (&look, HEADER "w:OptionSet/w:Option", 2);
  assert_count (&look, HEADER "w:MaxEnvelopeSize | " HEADER "w:OperationTimeout", 0);
  g_assert_cmpstr (empty, ==, "");
}

static void
test_shell (void)
{
  static const char *const environment[] = { "SMS_DRIVE=E:", "A=b=c", NULL };
  const ResiteWsmanShellSettings settings = { "E:\\SMS Tools", environment, 900, 65001, FALSE };
  g_auto (Look) look = look_and_free (resite_wsman_message_new_shell (&settings, NULL));
  const ResiteWsmanShellSettings bare = { NULL };
  g_auto (Look) small = look_and_free (resite_wsman_message_new_shell (&bare, NULL));

  assert_says (&look, HEADER "w:ResourceURI", RESITE_RESOURCE_CMD);
  assert_says (&look, HEADER "a:Action", RESITE_ACTION_CREATE);
  assert_says (&look, "//w:Option[@Name='WINRS_CODEPAGE']", "65001");
  assert_says (&look, "//w:Option[@Name='WINRS_NOPROFILE']", "FALSE");
  assert_says (&look, BODY "r:Shell/r:Environment/r:Variable[@Name='SMS_DRIVE']", "E:");
  assert_says (&look, BODY "r:Shell/r:Environment/r:Variable[@Name='A']", "b=c");
  assert_says (&look, BODY "r:Shell/r:WorkingDirectory", "E:\\SMS Tools");
  assert_says (&look, BODY "r:Shell/r:IdleTimeOut", "PT900.000S");
  assert_says (&look, BODY "r:Shell/r:OutputStreams", "stdout stderr");
  assert_count (&small, BODY "r:Shell/*", 2);
  assert_count (&small, "//w:Option", 1);
}

static void
test_command (void)
{
  static const char *const arguments[] = { "/DELSITE", "S01 & \"x\"", NULL };
  g_auto (Look) look = look_and_free (
      resite_wsman_message_new_command ("uuid:SHELL", "ID", "preinst <a>", arguments, TRUE, NULL));
  g_auto (Look) plain =
      look_and_free (resite_wsman_message_new_command ("S", NULL, "dir", NULL, FALSE, NULL));

  assert_says (&look, HEADER "a:Action", RESITE_ACTION_COMMAND);
  assert_says (&look, "//w:Selector[@Name='ShellId']", "uuid:SHELL");
  assert_says (&look, "//w:Option[@Name='WINRS_SKIP_CMD_SHELL']", "TRUE");
  assert_says (&look, BODY "r:CommandLine/@CommandId", "ID");
  assert_says (&look, BODY "r:CommandLine/r:Command", "preinst <a>");
  assert_says (&look, BODY "r:CommandLine/r:Arguments[2]", "S01 & \"x\"");
  assert_count (&plain, "//@CommandId", 0);
  assert_count (&plain, "//r:Arguments", 0);
  assert_says (&plain, "//w:Option[@Name='WINRS_SKIP_CMD_SHELL']", "FALSE");
}

static void
test_talk (void)
{
  g_autoptr (GBytes) input = g_bytes_new_static ("y\r\n\0z", 5);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_auto (Look) receive = look_and_free (resite_wsman_message_new_receive ("S", "C", NULL));
  g_auto (Look) send = look_and_free (resite_wsman_message_new_send ("S", "C", input, FALSE, NULL));
  g_auto (Look) end = look_and_free (resite_wsman_message_new_send ("S", "C", nothing, TRUE, NULL));
  g_auto (Look) signal =
      look_and_free (resite_wsman_message_new_signal ("S", "C", RESITE_SIGNAL_CTRL_C, NULL));
  g_auto (Look) gone = look_and_free (resite_wsman_message_new_delete_shell ("S", NULL));

  assert_says (&receive, BODY "r:Receive/r:DesiredStream[@CommandId='C']", "stdout stderr");
  assert_says (&send, BODY "r:Send/r:Stream[@Name='stdin'][@CommandId='C']", "eQ0KAHo=");
  assert_count (&send, "//@End", 0);
  assert_says (&end, "//r:Stream/@End", "true");
  assert_says (&signal, BODY "r:Signal[@CommandId='C']/r:Code", RESITE_SIGNAL_CTRL_C);
  assert_says (&gone, HEADER "a:Action", RESITE_ACTION_DELETE);
  assert_says (&gone, "//w:Selector[@Name='ShellId']", "S");
  assert_count (&gone, BODY "*", 0);
}

static void
test_what_may_be_repeated (void)
{
  static const gboolean reads[] = { TRUE, TRUE, FALSE, FALSE, FALSE, FALSE };
  g_autoptr (ResiteCimObject) object = service_keys ();

  for (guint verb = RESITE_CIM_LIST; verb <= RESITE_CIM_CALL; verb++)
    {
      const ResiteCimRequest request = {
        verb, "root/cimv2", "SELECT * FROM X", "Win32_Service", object, "StopService", object
      };
      g_autoptr (ResiteWsmanMessage) message = resite_wsman_message_new (&request, 1, NULL);

      g_assert_cmpint (message->is_read, ==, reads[verb]);
    }
}

static void
assert_refused (ResiteCimVerb verb, const char *space, const char *class_name, const char *name,
                const char *text)
{
  g_autoptr (ResiteCimObject) object = resite_cim_object_new (NULL);
  g_autoptr (GError) error = NULL;
  const ResiteCimRequest request = { verb, space, text, class_name, object, "Method", object };

  resite_cim_object_set_string (object, name, text);
  g_assert_null (resite_wsman_message_new (&request, 1, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

static void
test_refused (void)
{
  static const char *const texts[] = { "a\x01", "\x1B[0m", "\xEF\xBF\xBF", "\xFF\xFE", "\xC3" };
  static const char *const classes[] = { "", "A B", "A/B", "A<", "A?x", "\xC3\xBC" };
  static const char *const spaces[] = { "", "root//cimv2", "/root", "root/ci mv2", "root/\"" };
  static const char *const names[] = { "", "a b", "1a", "a:b", "<a>", "\xFF" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      assert_refused (RESITE_CIM_LIST, "root/cimv2", NULL, "Name", texts[i]);
      assert_refused (RESITE_CIM_GET, "root/cimv2", "Win32_Service", "Name", texts[i]);
      assert_refused (RESITE_CIM_CALL, "root/cimv2", "Win32_Service", "Name", texts[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    assert_refused (RESITE_CIM_GET, "root/cimv2", classes[i], "Name", "x");
  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    assert_refused (RESITE_CIM_GET, spaces[i], "Win32_Service", "Name", "x");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    assert_refused (RESITE_CIM_CALL, "root/cimv2", "Win32_Service", names[i], "x");
}

static void
test_refused_shell (void)
{
  static const char *const wrong[] = { "NOVALUE", NULL };
  static const char *const control[] = { "A=\x02", NULL };
  const ResiteWsmanShellSettings first = { .environment = wrong };
  const ResiteWsmanShellSettings second = { .environment = control };
  g_autoptr (GError) error = NULL;

  g_assert_null (resite_wsman_message_new_shell (&first, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (resite_wsman_message_new_shell (&second, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (resite_wsman_message_new_command ("S", NULL, "dir\x03", NULL, FALSE, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

static void
test_refused_depth (void)
{
  g_autoptr (ResiteCimObject) object = resite_cim_object_new ("Deep");
  g_autoptr (GPtrArray) arrays = g_ptr_array_new ();
  g_autoptr (ResiteCimValue) array = resite_cim_value_new_array (arrays);
  g_autoptr (ResiteCimObject) nested = resite_cim_object_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    {
      ResiteCimObject *outer = resite_cim_object_new ("Deep");

      resite_cim_object_take (outer, "In", resite_cim_value_new_object (object));
      resite_cim_object_unref (object);
      object = outer;
    }
  g_assert_false (resite_wsman_xml_check_object (object, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
  g_clear_error (&error);
  g_ptr_array_add (arrays, array);
  resite_cim_object_take (nested, "A", resite_cim_value_new_array (arrays));
  g_assert_false (resite_wsman_xml_check_object (nested, &error));
  g_assert_error (error, RESITE_ERROR, RESITE_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wsman-request/headers", test_headers);
  g_test_add_func ("/wsman-request/identify", test_identify);
  g_test_add_func ("/wsman-request/message-ids", test_message_ids);
  g_test_add_func ("/wsman-request/list", test_list);
  g_test_add_func ("/wsman-request/pull-and-release", test_pull_and_release);
  g_test_add_func ("/wsman-request/put-and-create", test_put_and_create);
  g_test_add_func ("/wsman-request/delete", test_delete);
  g_test_add_func ("/wsman-request/invoke", test_invoke);
  g_test_add_func ("/wsman-request/invoke-without-parameters", test_invoke_without_parameters);
  g_test_add_func ("/wsman-request/there-and-back", test_there_and_back);
  g_test_add_func ("/wsman-request/selector-with-reference", test_selector_with_reference);
  g_test_add_func ("/wsman-request/options", test_options);
  g_test_add_func ("/wsman-request/shell", test_shell);
  g_test_add_func ("/wsman-request/command", test_command);
  g_test_add_func ("/wsman-request/talk", test_talk);
  g_test_add_func ("/wsman-request/what-may-be-repeated", test_what_may_be_repeated);
  g_test_add_func ("/wsman-request/refused", test_refused);
  g_test_add_func ("/wsman-request/refused-shell", test_refused_shell);
  g_test_add_func ("/wsman-request/refused-depth", test_refused_depth);
  return g_test_run ();
}
