/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "resite-wsman-names.h"
#include "resite-wsman-request.h"
#include "resite-wsman-xml.h"
#include "wsman-data.h"

/* What is sent is, but for prefixes and the order of headers, what the documents show. */

#define URL   "https://br01sms.example.com:5986/wsman"
#define SHELL "0D5C6A8C-6A8B-4E0D-8C9B-8D7E5B8F8F11"
#define ID    "CFE6E5C6-A9F5-4E47-9886-466663F26975"
#define NAL   "[\"Display=\\\\BR01SMS\\\"]MSWNET:[\"SMS_SITE=S01\"]\\\\BR01SMS\\"

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static char *
join_sorted (GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("", (char **)lines->pdata);
}

/* The value of xsi:type is a QName, whose prefix is free. */
static char *
describe_attribute (const xmlAttr *attribute)
{
  const char *space = attribute->ns != NULL ? (char *)attribute->ns->href : "";
  xmlChar *value = xmlNodeListGetString (attribute->doc, attribute->children, 1);
  const char *colon = g_str_equal (space, RESITE_NS_XSI) ? strrchr ((char *)value, ':') : NULL;
  char *text = g_strdup_printf (" {%s}%s='%s'", space, (char *)attribute->name,
                                colon != NULL ? colon : (char *)value);

  xmlFree (value);
  return text;
}

static char *
describe (const xmlNode *node, gboolean in_order)
{
  g_autoptr (GPtrArray) attributes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) children = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = resite_wsman_xml_dup_text (node);
  g_autofree char *attribute_text = NULL;
  g_autofree char *child_text = NULL;

  for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    g_ptr_array_add (attributes, describe_attribute (attribute));
  for (const xmlNode *child = resite_wsman_xml_child (node, NULL, NULL); child != NULL;
       child = resite_wsman_xml_next (child, NULL, NULL))
    g_ptr_array_add (children, describe (child, TRUE));
  attribute_text = join_sorted (attributes);
  if (in_order)
    g_ptr_array_add (children, NULL);
  child_text = in_order ? g_strjoinv ("", (char **)children->pdata) : join_sorted (children);
  return g_strdup_printf ("<{%s}%s%s>%s%s</>\n", (char *)node->ns->href, (char *)node->name,
                          attribute_text, text, child_text);
}

static char *
describe_bytes (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);
  g_autoptr (ResiteWsmanXml) document = resite_wsman_xml_read (data, size, &error);
  const xmlNode *root = xmlDocGetRootElement (document);
  g_autofree char *header =
      describe (resite_wsman_xml_child (root, RESITE_NS_SOAP, "Header"), FALSE);
  g_autofree char *body = describe (resite_wsman_xml_child (root, RESITE_NS_SOAP, "Body"), TRUE);

  g_assert_no_error (error);
  return g_strconcat (header, body, NULL);
}

static void
assert_documented (const char *name, GBytes *built)
{
  g_autoptr (GBytes) documented = load_bytes (name);
  g_autofree char *expected = describe_bytes (documented);
  g_autofree char *text = describe_bytes (built);

  g_test_message ("%s", name);
  g_assert_cmpstr (text, ==, expected);
}

/* Takes @message. */
static void
assert_message (const char *name, ResiteWsmanMessage *taken)
{
  g_autoptr (ResiteWsmanMessage) message = taken;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_nonnull (message);
  {
    const ResiteWsmanEnvelope envelope = {
      URL, message->action, message->resource, REQUEST_ID, message->headers, message->body, 153600,
      60
    };

    bytes = resite_wsman_build (&envelope, &error);
  }
  g_assert_no_error (error);
  assert_documented (name, bytes);
}

static void
assert_request (const char *name, const ResiteCimRequest *request)
{
  assert_message (name, resite_wsman_message_new (request, 100, NULL));
}

static void
test_identify (void)
{
  g_autoptr (GBytes) bytes = resite_wsman_build_identify ();

  assert_documented ("request-identify", bytes);
}

static void
test_services (void)
{
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (NULL);
  g_autoptr (ResiteCimObject) instance = resite_cim_object_new ("Win32_Service");
  g_autoptr (ResiteCimObject) in = resite_cim_object_new (NULL);
  ResiteCimRequest request = { RESITE_CIM_GET, "root/cimv2", NULL, "Win32_Service", keys };

  resite_cim_object_set_string (keys, "Name", "SMS_EXECUTIVE");
  assert_request ("request-get", &request);

  resite_cim_object_take (instance, "Description", resite_cim_value_new_null ());
  resite_cim_object_set_string (instance, "Name", "SMS_EXECUTIVE");
  resite_cim_object_set_string (instance, "StartMode", "Disabled");
  request.verb = RESITE_CIM_PUT;
  request.object = instance;
  assert_request ("request-put", &request);

  resite_cim_object_set_string (in, "StartMode", "Disabled");
  request.verb = RESITE_CIM_CALL;
  request.method = "ChangeStartMode";
  request.object = in;
  assert_request ("request-invoke", &request);
}

static void
test_static_method (void)
{
  g_autoptr (ResiteCimObject) in = resite_cim_object_new (NULL);
  const ResiteCimRequest request = {
    RESITE_CIM_CALL, "root/default", NULL, "StdRegProv", NULL, "EnumKey", in
  };

  resite_cim_object_set_int (in, "hDefKey", 2147483650);
  resite_cim_object_set_string (in, "sSubKeyName", "SOFTWARE\\Microsoft\\SMS");
  assert_request ("request-invoke-static", &request);
}

static void
test_distribution_points (void)
{
  g_autoptr (ResiteCimObject) instance = resite_cim_object_new (NULL);
  g_autoptr (ResiteCimObject) keys = resite_cim_object_new (NULL);
  ResiteCimRequest request = { RESITE_CIM_CREATE, "root/sms/site_C01", NULL,
                               "SMS_DistributionPoint" };

  resite_cim_object_set_string (instance, "PackageID", "C0100012");
  resite_cim_object_set_string (instance, "ServerNALPath", NAL);
  resite_cim_object_set_string (instance, "SiteCode", "S01");
  request.object = instance;
  assert_request ("request-create", &request);

  resite_cim_object_set_string (keys, "PackageID", "C0100012");
  resite_cim_object_set_string (keys, "ServerNALPath", NAL);
  request.verb = RESITE_CIM_DELETE;
  request.keys = keys;
  assert_request ("request-delete", &request);
}

static void
test_lists (void)
{
  g_autofree char *resource = resite_wsman_resource ("root/cimv2", "*", NULL);
  g_autofree char *like = resite_cim_quote_like ("SMS_");
  g_autofree char *query = g_strdup_printf ("SELECT * FROM Win32_Service WHERE Name LIKE %.*s%%'",
                                            (int)strlen (like) - 1, like);
  const char *context = "uuid:6B29FC40-CA47-1067-B31D-00DD010662DA";
  const ResiteCimRequest request = { RESITE_CIM_LIST, "root/cimv2", query };

  assert_request ("request-enumerate", &request);
  assert_message ("request-pull", resite_wsman_message_new_pull (resource, context, 100, 60, NULL));
  assert_message ("request-release", resite_wsman_message_new_release (resource, context, NULL));
}

static void
test_shell (void)
{
  static const char *const environment[] = { "SMS_DRIVE=E:", NULL };
  static const char *const arguments[] = { "C0100012", NULL };
  const ResiteWsmanShellSettings settings = { "E:\\SMSTools", environment, 900, 65001, FALSE };
  g_autoptr (GBytes) input = g_bytes_new_static ("y\r\n", 3);

  assert_message ("request-shell-create", resite_wsman_message_new_shell (&settings, NULL));
  assert_message ("request-shell-command",
                  resite_wsman_message_new_command (
                      SHELL, NULL, "E:\\SMSTools\\preloadpkgonsite.exe", arguments, FALSE, NULL));
  assert_message ("request-shell-receive", resite_wsman_message_new_receive (SHELL, ID, NULL));
  assert_message ("request-shell-send",
                  resite_wsman_message_new_send (SHELL, ID, input, TRUE, NULL));
  assert_message ("request-shell-signal",
                  resite_wsman_message_new_signal (SHELL, ID, RESITE_SIGNAL_TERMINATE, NULL));
  assert_message ("request-shell-delete", resite_wsman_message_new_delete_shell (SHELL, NULL));
}

/* The comparison itself sees a difference. */
static void
test_comparison (void)
{
  g_autoptr (GBytes) one = load_bytes ("request-get");
  g_autoptr (GBytes) other = load_bytes ("request-get-fragment");
  g_autofree char *first = describe_bytes (one);
  g_autofree char *second = describe_bytes (other);

  g_assert_cmpstr (first, !=, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wsman-documented/identify", test_identify);
  g_test_add_func ("/wsman-documented/services", test_services);
  g_test_add_func ("/wsman-documented/static-method", test_static_method);
  g_test_add_func ("/wsman-documented/distribution-points", test_distribution_points);
  g_test_add_func ("/wsman-documented/lists", test_lists);
  g_test_add_func ("/wsman-documented/shell", test_shell);
  g_test_add_func ("/wsman-documented/comparison", test_comparison);
  return g_test_run ();
}
