/* SPDX-FileCopyrightText: 2026 The Resite authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <libxml/parser.h>
#include <libxml/xpathInternals.h>

#include "lab-fake-world.h"
#include "resite-lab-server.h"

/* The lab's servers before the fake world, and a plain HTTP client that knows nothing of SOAP. */
#define LAB_USER   "Technician"
#define LAB_SECRET "s3cret: word"
#define SERVICE    "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Service"
#define ALL        "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/*"
#define TRANSFER   "http://schemas.xmlsoap.org/ws/2004/09/transfer/"
#define LISTING    "http://schemas.xmlsoap.org/ws/2004/09/enumeration/"
#define RSP        "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
#define WSMAN      "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"

#define IDENTIFY                                                                                   \
  "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:i='http://schemas.dmtf."    \
  "org/wbem/wsman/identity/1/wsmanidentity.xsd'><s:Header/><s:Body><i:Identify/></s:Body>"         \
  "</s:Envelope>"
#define S3  "<m:SelectorSet><m:Selector Name='name'>S3</m:Selector></m:SelectorSet>"
#define WQL "http://schemas.microsoft.com/wbem/wsman/1/WQL"

typedef struct
{
  char *folder;
  ResiteLabWorld *world;
  ResiteLabServer *server;
  SoupSession *session;
} LabFixture;

/* One answer. */
typedef struct
{
  guint status;
  char *text;
  xmlDoc *doc; /* NULL: the text is no XML */
  GError *error;
} LabAnswer;

static void
lab_answer_free (LabAnswer *answer)
{
  g_free (answer->text);
  g_clear_pointer (&answer->doc, xmlFreeDoc);
  g_clear_error (&answer->error);
  g_free (answer);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabAnswer, lab_answer_free)

static void
lab_serve (LabFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->server =
      resite_lab_server_new (fixture->world, fixture->folder, LAB_USER, LAB_SECRET, &error);
  g_assert_no_error (error);
}

static void
lab_set_up (LabFixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsDatabase) trusted = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("resite-lab-server-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->world = g_object_new (RESITE_TYPE_LAB_WORLD, NULL);
  lab_serve (fixture);
  fixture->session = soup_session_new ();
  trusted = g_tls_file_database_new (resite_lab_server_get_ca_file (fixture->server), &error);
  g_assert_no_error (error);
  soup_session_set_tls_database (fixture->session, trusted);
}

static void
lab_tear_down (LabFixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "ca.pem", "ca-key.pem", "servers.ini" };

  soup_session_abort (fixture->session);
  g_clear_object (&fixture->session);
  g_assert_finalize_object (g_steal_pointer (&fixture->server));
  g_assert_finalize_object (g_steal_pointer (&fixture->world));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, files[i], NULL);

      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
lab_store_result_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static SoupMessage *
lab_make_message (const char *url, const char *secret, const char *text)
{
  SoupMessage *message = soup_message_new ("POST", url);
  g_autofree char *pair = g_strconcat (LAB_USER ":", secret, NULL);
  g_autofree char *base64 =
      secret != NULL ? g_base64_encode ((const guchar *)pair, strlen (pair)) : NULL;
  g_autofree char *value = g_strconcat ("Basic ", base64, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  soup_message_add_flags (message, SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE | SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (message, "application/soap+xml;charset=UTF-8", bytes);
  if (secret != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                  value);
  return message;
}

static LabAnswer *
lab_finish (LabFixture *fixture, SoupMessage *message, GAsyncResult *result)
{
  LabAnswer *answer = g_new0 (LabAnswer, 1);
  g_autoptr (GBytes) bytes =
      soup_session_send_and_read_finish (fixture->session, result, &answer->error);

  answer->status = soup_message_get_status (message);
  if (bytes == NULL)
    return answer;
  if (g_bytes_get_size (bytes) > 0)
    answer->text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  else
    answer->text = g_strdup ("");
  answer->doc = xmlReadMemory (answer->text, (int)strlen (answer->text), NULL, NULL,
                               XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  return answer;
}

static LabAnswer *
lab_send (LabFixture *fixture, SoupMessage *message)
{
  g_autoptr (GAsyncResult) result = NULL;

  soup_session_send_and_read_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL,
                                    lab_store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return lab_finish (fixture, message, result);
}

static LabAnswer *
lab_post (LabFixture *fixture, const char *text)
{
  g_autofree char *url = resite_lab_server_get_http (fixture->server, "old");
  g_autoptr (SoupMessage) message = lab_make_message (url, LAB_SECRET, text);

  return lab_send (fixture, message);
}

/* (transfer full): an envelope in prefixes that nobody uses and an order of its own. */
static char *
lab_envelope (const char *action, const char *resource, const char *headers, const char *body)
{
  return g_strdup_printf (
      "<E:Envelope xmlns:E='http://www.w3.org/2003/05/soap-envelope' xmlns:t='http://schemas."
      "xmlsoap.org/ws/2004/08/addressing' xmlns:m='" WSMAN
      "' xmlns:ms='http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd' xmlns:r='" RSP
      "' xmlns:e='http://schemas.xmlsoap.org/ws/2004/09/enumeration'><E:Header>%s<t:MessageID>"
      "uuid:Ab-1</t:MessageID><m:ResourceURI mustUnderstand='true'>%s</m:ResourceURI>"
      "<t:Action E:mustUnderstand='1'>%s</t:Action><t:To>http://windows-host:5985/wsman</t:To>"
      "</E:Header><E:Body>%s</E:Body></E:Envelope>",
      headers, resource, action, body);
}

static inline LabAnswer *
lab_ask (LabFixture *fixture, const char *action, const char *resource, const char *headers,
         const char *body)
{
  g_autofree char *text = lab_envelope (action, resource, headers, body);

  return lab_post (fixture, text);
}

/* (transfer full): what an XPath with the customary prefixes finds, as a string; "" for nothing. */
static inline char *
lab_find (LabAnswer *answer, const char *path)
{
  static const char *const spaces[][2] = {
    { "s", "http://www.w3.org/2003/05/soap-envelope" },
    { "a", "http://schemas.xmlsoap.org/ws/2004/08/addressing" },
    { "w", WSMAN },
    { "n", "http://schemas.xmlsoap.org/ws/2004/09/enumeration" },
    { "x", "http://schemas.xmlsoap.org/ws/2004/09/transfer" },
    { "rsp", RSP },
    { "f", "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" },
    { "ms", "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd" },
    { "p", SERVICE },
    { "cim", "http://schemas.dmtf.org/wbem/wscim/1/common" },
    { "xsi", "http://www.w3.org/2001/XMLSchema-instance" },
    { "id", "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd" },
  };
  xmlXPathContext *context;
  xmlXPathObject *found;
  xmlChar *text;
  char *copy;

  g_assert_nonnull (answer->doc);
  context = xmlXPathNewContext (answer->doc);
  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    xmlXPathRegisterNs (context, BAD_CAST spaces[i][0], BAD_CAST spaces[i][1]);
  found = xmlXPathEval (BAD_CAST path, context);
  g_assert_nonnull (found);
  text = xmlXPathCastToString (found);
  copy = g_strdup ((const char *)text);
  xmlFree (text);
  xmlXPathFreeObject (found);
  xmlXPathFreeContext (context);
  return copy;
}

static inline LabAnswer *
lab_pull (LabFixture *fixture, LabAnswer *before, const char *resource, const char *inside)
{
  g_autofree char *context = lab_find (before, "//n:EnumerationContext");
  g_autofree char *body = g_strdup_printf (
      "<e:Pull><e:EnumerationContext>%s</e:EnumerationContext>%s</e:Pull>", context, inside);

  return lab_ask (fixture, LISTING "Pull", resource, "", body);
}

static inline gboolean
lab_passed_cb (gpointer passed)
{
  *(gboolean *)passed = TRUE;
  return G_SOURCE_REMOVE;
}

/* The servers go on in the meantime. */
static inline void
lab_let_pass (guint milliseconds)
{
  gboolean passed = FALSE;

  g_timeout_add (milliseconds, lab_passed_cb, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
}

#define lab_assert(answer, path, expected)                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *lab_found = lab_find (answer, path);                                          \
    g_assert_cmpstr (lab_found, ==, expected);                                                     \
  }                                                                                                \
  G_STMT_END

#define lab_assert_fault(answer, subcode, code)                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_no_error ((answer)->error);                                                           \
    lab_assert (answer, "//s:Fault/s:Code/s:Subcode/s:Value", subcode);                            \
    lab_assert (answer, "//s:Detail/f:WSManFault/@Code", code);                                    \
    lab_assert (answer, "//s:Header/a:RelatesTo", "uuid:Ab-1");                                    \
  }                                                                                                \
  G_STMT_END

static inline void
lab_behave (LabFixture *fixture, const char *name, const char *value)
{
  g_assert_true (resite_lab_server_set_behaviour (fixture->server, "old", name, value));
}
